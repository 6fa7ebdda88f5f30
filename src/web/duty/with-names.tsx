import { STATUSES } from '../../domain/vocabulary.ts';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';

interface Props {
  text: string;
  view: View;
  /** The address of a measure. */
  measure(id: string): string;
}

const isStatus = (part: string): boolean => (STATUSES as readonly string[]).includes(part);

/** A sentence of the tracker, with the measures in it by their titles and statuses in words. */
export const WithNames = ({ text, view, measure }: Props) => (
  <>
    {text.split(/([a-z0-9]+(?:[-_][a-z0-9]+)+)/).map((part) => {
      const title = view.names.measures.get(part);
      return title === undefined ? (
        isStatus(part) ? (
          words(part)
        ) : (
          part
        )
      ) : (
        <a href={measure(part)}>
          <bdi>{title}</bdi>
        </a>
      );
    })}
  </>
);
