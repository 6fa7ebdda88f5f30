// Which chapters and headings the Harmonized System has: what begins with none of them is no code for goods.

/** The chapters that there are: 01 to 97 without 77, which is kept free, and 98 and 99, of which each tariff makes what it likes. */
export const CHAPTER = '(?:0[1-9]|[1-689]\\d|7[0-689])';
const BEGINS_WITH_CHAPTER = new RegExp(`^${CHAPTER}`);

/**
 * The last heading of each chapter from 01 to 97, in the edition of 2022, which goes furthest in each; some numbers before it were used in
 * earlier editions only, and count. World Customs Organization, HS Nomenclature 2022.
 */
const LAST_HEADINGS = [
  ...[
    6, 10, 9, 10, 11, 4, 14, 14, 10, 8, 9, 14, 2, 4, 22, 5, 4, 6, 5, 9, 6, 9, 9, 4, 30, 21, 16, 53, 42, 6, 5, 15, 7, 7, 7, 6, 7, 27, 26, 17,
  ],
  ...[
    15, 6, 4, 21, 4, 2, 7, 23, 11, 7, 13, 12, 11, 8, 16, 9, 5, 11, 11, 6, 17, 17, 10, 6, 7, 3, 4, 15, 14, 20, 18, 29, 26, 19, 8, 16, 0, 6,
    7, 7,
  ],
  ...[13, 15, 11, 87, 49, 9, 16, 7, 8, 33, 14, 9, 7, 6, 8, 20, 6],
];

/** The last heading of a chapter as a number: 6 for `01`. Undefined for 77, which has none, and for 98 and 99, which each tariff divides. */
export const lastHeading = (chapter: string): number | undefined => LAST_HEADINGS[Number(chapter) - 1] || undefined;

/** Why digits begin with no chapter, in words that go on from the code; undefined if they begin with one. */
export const chapterProblem = (digits: string): string | undefined =>
  BEGINS_WITH_CHAPTER.test(digits)
    ? undefined
    : 'begins with no chapter of the Harmonized System, which has 01 to 97 but no 77, and 98 and 99 for what a tariff adds';

/**
 * Why digits of a chapter begin with none of its headings, in the same way; undefined too where they have no heading or the chapter has none.
 * How a heading is divided is for each edition and tariff to say.
 */
export function headingProblem(digits: string): string | undefined {
  const chapter = digits.slice(0, 2);
  const last = lastHeading(chapter);
  const heading = Number(digits.slice(2, 4));
  if (digits.length < 4 || last === undefined || (heading >= 1 && heading <= last)) return undefined;
  return `begins with no heading of the Harmonized System, which has ${chapter}01 to ${chapter}${String(last).padStart(2, '0')} in chapter ${chapter}`;
}
