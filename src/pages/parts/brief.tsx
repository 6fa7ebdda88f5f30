import type { WholePart } from '../../things/questions.ts';
import { clip } from '../charts/svg.tsx';
import type { View } from '../view.ts';
import { plural } from './words.ts';

// Long parts of a record: what begins them stands on its page, and all of them on a page that is asked for (`whole`), so that the first one
// stays light.

/** Does this page show a part whole? */
export const isShownWhole = (part: WholePart, view: View): boolean => view.given.whole?.[0] === part;

/** From a page of a record to the one that shows a part whole, at the part or at one place in it: without its path, as it stands there many times. */
export const wholeHref = (part: WholePart, view: View, place: string = part): string =>
  `${view.href(view.path, { whole: [part] }).slice(view.path.length)}#${place}`;

/** Where all of a part is read, from a page that does not show it whole. */
export const elsewhere = (part: WholePart, view: View, place?: string): string | undefined =>
  isShownWhole(part, view) ? undefined : wholeHref(part, view, place);

/** To leave out so few would not be worth a way to them. */
export const FEW = 3;

/** How many of a long part are shown here: all where it is whole, or where few would be left out. */
export function shownOf<Item>(items: readonly Item[], most: number, part: WholePart, view: View): readonly Item[] {
  return isShownWhole(part, view) || items.length <= most + FEW ? items : items.slice(0, most);
}

/** The way to all of a long part, where only some of it is shown here. */
export const MoreOf = ({
  all,
  most,
  part,
  place,
  what,
  view,
}: {
  all: readonly unknown[];
  most: number;
  part: WholePart;
  /** Where on that page it stands, if not under the name of the part. */
  place?: string | undefined;
  what: readonly [string, string];
  view: View;
}) =>
  shownOf(all, most, part, view).length === all.length ? null : (
    <p>
      <a href={wholeHref(part, view, place)}>{`All ${plural(all.length, what)}`}</a>
    </p>
  );

/** So many letters are read at once. */
export const BRIEF_LETTERS = 400;

/** A text whose end is read on another page if it is long. */
export const Brief = ({ text, all, most = BRIEF_LETTERS }: { text: string; all: string; most?: number }) =>
  text.length <= most * 1.5 ? (
    <bdi>{text}</bdi>
  ) : (
    <>
      <bdi>{clip(text, most)}</bdi> <a href={all}>all of it</a>
    </>
  );
