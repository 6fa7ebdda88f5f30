import { invalid } from './errors.ts';

/** A day, `YYYY-MM-DD`. Days are compared as text. */
export type Day = string;
/** A date known to the day, the month or the year: `2024-08-05`, `2024-08`, `2011`. */
export type PartialDate = string;
/** Days from a first to a last, both inclusive. */
export interface DaySpan {
  first: Day;
  last: Day;
}
/** A span of one day. */
export const dayOnly = (day: Day): DaySpan => ({ first: day, last: day });
/** A moment in UTC to the millisecond, `2024-08-05T12:00:00.000Z`. Instants are compared as text. */
export type Instant = string;

/** The first day after everything: the end of a period that no later statement ends. */
export const NEVER: Day = '9999-12-31';

/** The first day that a date may be: what was before everything. */
export const FIRST_DAY: Day = '1900-01-01';

const PARTIAL = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function problemOf(text: string, dayOnly: boolean): string | null {
  const parts = PARTIAL.exec(text);
  const form = dayOnly ? 'a day as YYYY-MM-DD' : 'a date as YYYY-MM-DD, YYYY-MM or YYYY';
  if (!parts || (dayOnly && !parts[3])) {
    // Days since 1900, as spreadsheets count them.
    const counted = /^\d{5}$/.test(text) ? '; a spreadsheet shows a day as such a number where the cell is not formatted as a date' : '';
    return `"${text}" is not a date: write ${form}, such as 2024-08-05${counted}`;
  }
  const year = Number(parts[1]);
  const month = parts[2] === undefined ? 1 : Number(parts[2]);
  const day = parts[3] === undefined ? 1 : Number(parts[3]);
  if (year < 1900 || year > 2999) return `"${text}" is out of range: years run from 1900 to 2999`;
  if (month < 1 || month > 12) return `"${text}" is not a date: there is no month ${parts[2]}`;
  const length = daysInMonth(year, month);
  if (day < 1 || day > length)
    return `"${text}" is not a date: ${parts[1]}-${parts[2]} has ${length} days, so the last is ${parts[1]}-${parts[2]}-${length}`;
  return null;
}

/** Says what is wrong with a day, or null. */
export const dayProblem = (text: string): string | null => problemOf(text, true);
/** Says what is wrong with a date of day, month or year precision, or null. */
export const partialDateProblem = (text: string): string | null => problemOf(text, false);

/** Reads a day of the calendar. Throws `invalid` naming the text and the right form. */
export function parseDay(text: string, path: string): Day {
  const problem = dayProblem(text);
  if (problem) throw invalid(path, problem);
  return text;
}

/** The first day that the date may mean: 2024-08 → 2024-08-01. */
export function firstDay(date: PartialDate): Day {
  if (date.length === 4) return `${date}-01-01`;
  if (date.length === 7) return `${date}-01`;
  return date;
}

/** The last day that the date may mean: 2024-08 → 2024-08-31. */
export function lastDay(date: PartialDate): Day {
  if (date.length === 4) return `${date}-12-31`;
  if (date.length === 7) return `${date}-${daysInMonth(Number(date.slice(0, 4)), Number(date.slice(5)))}`;
  return date;
}

/** The day `count` days after (before, if negative) the given one. */
export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The UTC day of an instant. */
export function dayOf(instant: Instant): Day {
  return instant.slice(0, 10);
}

/**
 * Reads a `known_at`: an instant with its offset, or a date, which means the end of that day in UTC.
 * Throws `invalid` naming the text. Finer than a millisecond is cut off, never rounded up.
 */
export function parseKnownAt(text: string): Instant {
  const path = 'known_at';
  if (PARTIAL.test(text)) return `${parseDay(text, path)}T23:59:59.999Z`;
  const parts = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/.exec(text);
  if (!parts)
    throw invalid(
      path,
      `"${text}" is not an instant: write a date (2024-10-24) or an instant with its offset (2024-10-24T12:00:00Z${text.includes(' ') ? '; in an address + is written %2B' : ''})`,
    );
  parseDay(parts[1] as string, path);
  const millis = Date.parse(text.toUpperCase());
  if (Number.isNaN(millis) || Number(parts[2]) > 23)
    throw invalid(path, `"${text}" is not an instant: the time or the offset is impossible`);
  return new Date(millis).toISOString();
}

/** Says what is wrong with an instant that somebody asks about, or null. */
export function knownAtProblem(text: string): string | null {
  try {
    parseKnownAt(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The days that a text names, as `2 May 2021`, `May 2021` or `2021`, of which the first counts. */
export function daysNamed(text: string): Day[] {
  return [...text.matchAll(NAMED_DAY)].map(([, day, month, year]) => {
    const number = MONTHS.indexOf(month ?? '') + 1;
    const parts = [year, ...(number === 0 ? [] : [number, ...(day ? [day] : [])])];
    return firstDay(parts.map((part) => String(part).padStart(2, '0')).join('-'));
  });
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const NAMED_DAY = new RegExp(`(?:(?:\\b(\\d{1,2}) )?\\b(${MONTHS.join('|')}) )?\\b((?:19|20)\\d\\d)\\b`, 'g');
