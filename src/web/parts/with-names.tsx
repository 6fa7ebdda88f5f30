import type { View } from '../view.ts';

interface Props {
  text: string;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

/** A sentence of the tracker, with the ids of measures in it told by their titles. */
export const WithNames = ({ text, view, measure }: Props) => (
  <>
    {text.split(/([a-z0-9]+(?:-[a-z0-9]+)+)/).map((part) => {
      const title = view.names.measures.get(part);
      return title === undefined ? (
        part
      ) : (
        <a href={measure(part)}>
          <bdi>{title}</bdi>
        </a>
      );
    })}
  </>
);
