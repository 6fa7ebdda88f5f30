// Which chapters, headings and subheadings the Harmonized System has: what begins with none of them is no code for goods.
import type { Day } from './dates.ts';
import { EDITIONS, type Edition, SUBHEADINGS } from './subheadings.ts';

/** So many digits has a chapter. */
export const CHAPTER_DIGITS = 2;
/** And a heading. */
export const HEADING_DIGITS = 4;
/** The chapters that there are: 01 to 97 without 77, which is kept free, and 98 and 99, of which each tariff makes what it likes. */
export const CHAPTER = '(?:0[1-9]|[1-689]\\d|7[0-689])';
const BEGINS_WITH_CHAPTER = new RegExp(`^${CHAPTER}`);

/** From one edition of the Harmonized System to another, both inclusive. */
type Span = readonly [first: Edition, last: Edition];

/** The subheadings of each heading with the editions that have them, the headings in order. Read when first asked for. */
let divisions: Map<string, Map<string, Span[]>> | undefined;
function divided(): Map<string, Map<string, Span[]>> {
  if (divisions !== undefined) return divisions;
  const found = new Map<string, Map<string, Span[]>>();
  for (const [first, last, codes] of SUBHEADINGS)
    for (const listed of codes.replaceAll(',\n', ',').trim().split(/\s/)) {
      const [heading, ends] = listed.split(':') as [string, string];
      const own = found.get(heading) ?? new Map<string, Span[]>();
      for (const end of ends.split(',')) own.set(heading + end, [...(own.get(heading + end) ?? []), [first, last]]);
      found.set(heading, own);
    }
  divisions = new Map([...found].sort());
  return divisions;
}

/** The headings of a chapter in order, in any edition: 0101 to 0106 for `01`. None for 77, and for 98 and 99, which each tariff divides. */
export const headingsOf = (chapter: string): string[] => [...divided().keys()].filter((heading) => heading.startsWith(chapter));

/** The subheadings of a heading in order, in any edition: 970310 and others for `9703`. None if there is no such heading. */
export const subheadingsOf = (heading: string): string[] => [...(divided().get(heading)?.keys() ?? [])].sort();

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
  const known = divided().get(digits.slice(0, 4));
  if (known === undefined) {
    const headings = headingsOf(chapter);
    if (headings.length === 0) return undefined;
    return `begins with no heading of the Harmonized System, which has ${headings[0]} to ${headings.at(-1)} in chapter ${chapter}`;
  }
  if (digits.length < 6 || known.has(digits.slice(0, 6))) return undefined;
  const ofHeading = subheadingsOf(digits.slice(0, 4));
  const near = ofHeading.filter((code) => code.startsWith(digits.slice(0, 5)));
  const [which, codes] = near.length > 0 ? [`under ${pointed(digits.slice(0, 5))}`, near] : [`in heading ${digits.slice(0, 4)}`, ofHeading];
  return `begins with no subheading of the Harmonized System (editions of 1992 to 2028), which has ${codes.map(pointed).join(', ')} ${which}`;
}

/** The editions that have a subheading that digits begin with, or a heading, which they have from its first subheading to its last. */
function spansOf(digits: string): Span[] {
  const own = divided().get(digits.slice(0, 4));
  if (digits.length >= 6) return own?.get(digits.slice(0, 6)) ?? [];
  const editions = [...(own?.values() ?? [])].flat(2);
  return editions.length === 0 ? [] : [[Math.min(...editions) as Edition, Math.max(...editions) as Edition]];
}

/** Before it there was no Harmonized System to say anything. */
const FIRST_YEAR = 1988;

const spanWords = ([first, last]: Span): string => {
  if (last === EDITIONS.at(-1)) return `from ${first} on`;
  if (first === EDITIONS[0]) return `to ${last}`;
  return first === last ? `${first} alone` : `from ${first} to ${last}`;
};

const isIn = (spans: readonly Span[], edition: Edition): boolean => spans.some(([first, last]) => first <= edition && edition <= last);

/** Which editions have a code, in words. */
function whereItIs(digits: string, spans: readonly Span[]): string {
  const code = digits.length < 6 ? digits.slice(0, 4) : pointed(digits.slice(0, 6));
  const told = [...new Set(spans.map(spanWords))].join(' and ');
  return `${code} is in its ${/^\d/.test(told) ? 'edition of' : 'editions'} ${told}`;
}

/** Why goods of an edition, such as HS 2022, have no such code, in words that go on from it; null if they have, or each tariff says: 98 and 99. */
export function editionProblem(digits: string, revision: string): string | null {
  if (digits.length > 6) return 'has more than six digits: how subheadings are divided is for a customs tariff, a nomenclature, to say';
  const spans = digits.length < 4 ? [] : spansOf(digits);
  if (spans.length === 0 || isIn(spans, Number(revision.slice(-4)) as Edition)) return null;
  return `is of no goods of the Harmonized System of ${revision.slice(-4)}: ${whereItIs(digits, spans)}`;
}

/** What the Harmonized System says of a code on a day. */
interface OnDay {
  /** `gone`: tariffs that follow the edition of the day have it no more, and some may follow the one before. `never`: none has it. */
  is: 'there' | 'gone' | 'never';
  /** In words that go on from the code; empty where it is there. */
  words: string;
}

/** The first days of its editions, from which on tariffs that follow it have other codes. */
export const EDITION_DAYS: readonly Day[] = EDITIONS.map((year) => `${year}-01-01`);

/**
 * Has the edition of the Harmonized System that is in force on a day goods of these digits? Most tariffs follow it from its first day, some for
 * years only the one before: what that one alone has may still be a code of theirs. Codes that are shorter than a heading, and chapters 98 and
 * 99, are there.
 */
export function onDay(digits: string, day: Day): OnDay {
  const spans = digits.length < 4 ? [] : spansOf(digits);
  const year = Number(day.slice(0, 4));
  const at = Math.max(
    0,
    EDITIONS.findLastIndex((edition) => edition <= year),
  );
  const has = (edition: Edition | undefined): boolean => edition !== undefined && isIn(spans, edition);
  if (spans.length === 0 || year < FIRST_YEAR || has(EDITIONS[at])) return { is: 'there', words: '' };
  const words = `is of no goods of the Harmonized System of ${year < EDITIONS[0] ? FIRST_YEAR : EDITIONS[at]}, in force that day: ${whereItIs(digits, spans)}`;
  return { is: has(EDITIONS[at - 1]) ? 'gone' : 'never', words };
}

/** The subheadings of a heading or of a chapter in an edition or the one before, by both; read when first asked for. */
const subheadingsAt = new Map<string, readonly string[]>();

function subheadingsIn(digits: string, before: Edition, current: Edition): readonly string[] {
  const key = `${digits} ${current}`;
  const known = subheadingsAt.get(key);
  if (known !== undefined) return known;
  const headings = digits.length === CHAPTER_DIGITS ? headingsOf(digits) : [digits];
  const isOfEither = (spans: readonly Span[]): boolean => spans.some(([first, last]) => before <= last && first <= current);
  const all = headings.flatMap((heading) => [...(divided().get(heading) ?? [])]);
  const found = all.filter(([, spans]) => isOfEither(spans)).map(([code]) => code);
  subheadingsAt.set(key, found);
  return found;
}

/**
 * Is each subheading of a heading, or of a chapter, held by something, so that no good is left beside it? Those of the edition in force on a
 * day and of the one before, which some tariffs follow for years. Longer digits are for each tariff to divide, and what is here of the editions
 * before 1996 lacks a few codes: of those nothing is known to hold all.
 */
export function holdsAll(digits: string, day: Day, isHeld: (subheading: string) => boolean): boolean {
  const at = EDITIONS.findLastIndex((edition) => edition <= Number(day.slice(0, 4)));
  const [before, current] = [EDITIONS[at - 1], EDITIONS[at]];
  if (before === undefined || current === undefined || digits.length > 4) return false;
  const subheadings = subheadingsIn(digits, before, current);
  return subheadings.length > 0 && subheadings.every(isHeld);
}

/** 870380 as 8703.80. */
const pointed = (digits: string): string => `${digits.slice(0, 4)}.${digits.slice(4)}`;
