// Which chapters, headings and subheadings the Harmonized System has: what begins with none of them is no code for goods.
import { SUBHEADINGS } from './subheadings.ts';

/** The chapters that there are: 01 to 97 without 77, which is kept free, and 98 and 99, of which each tariff makes what it likes. */
export const CHAPTER = '(?:0[1-9]|[1-689]\\d|7[0-689])';
const BEGINS_WITH_CHAPTER = new RegExp(`^${CHAPTER}`);

/** The subheadings of each heading, the headings in order. Read when first asked for: a command that needs no codes does without. */
let divisions: Map<string, string[]> | undefined;
function divided(): Map<string, string[]> {
  divisions ??= new Map(
    SUBHEADINGS.replaceAll(',\n', ',')
      .trim()
      .split(/\s/)
      .map((heading) => {
        const [digits, ends] = heading.split(':') as [string, string];
        return [digits, ends.split(',').map((end) => digits + end)];
      }),
  );
  return divisions;
}

/** The headings of a chapter in order, in any edition: 0101 to 0106 for `01`. None for 77, and for 98 and 99, which each tariff divides. */
export const headingsOf = (chapter: string): string[] => [...divided().keys()].filter((heading) => heading.startsWith(chapter));

/** The subheadings of a heading in order, in any edition: 970310 and others for `9703`. None if there is no such heading. */
export const subheadingsOf = (heading: string): readonly string[] => divided().get(heading) ?? [];

/** Why digits begin with no chapter, in words that go on from the code; undefined if they begin with one. */
export const chapterProblem = (digits: string): string | undefined =>
  BEGINS_WITH_CHAPTER.test(digits)
    ? undefined
    : 'begins with no chapter of the Harmonized System, which has 01 to 97 but no 77, and 98 and 99 for what a tariff adds';

/**
 * Why digits of a chapter begin with none of its headings, or those of a heading with none of its subheadings, in the same way; undefined too
 * where they are too short to have one, or the chapter has none. How a subheading is divided is for each tariff to say.
 */
export function divisionProblem(digits: string): string | undefined {
  const chapter = digits.slice(0, 2);
  if (digits.length < 4) return undefined;
  const ofHeading = subheadingsOf(digits.slice(0, 4));
  if (ofHeading.length === 0) {
    const headings = headingsOf(chapter);
    if (headings.length === 0) return undefined;
    return `begins with no heading of the Harmonized System, which has ${headings[0]} to ${headings.at(-1)} in chapter ${chapter}`;
  }
  if (digits.length < 6 || ofHeading.includes(digits.slice(0, 6))) return undefined;
  const near = ofHeading.filter((code) => code.startsWith(digits.slice(0, 5)));
  const [which, codes] = near.length > 0 ? [`under ${pointed(digits.slice(0, 5))}`, near] : [`in heading ${digits.slice(0, 4)}`, ofHeading];
  return `begins with no subheading of the Harmonized System (editions of 1992 to 2028), which has ${codes.map(pointed).join(', ')} ${which}`;
}

/** 870380 as 8703.80. */
const pointed = (digits: string): string => `${digits.slice(0, 4)}.${digits.slice(4)}`;
