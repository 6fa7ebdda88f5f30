import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import { longDate } from './dates.tsx';

const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`;

/** The whole months between two days. */
function monthsBetween(from: Day, end: Day): number {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = end.split('-').map(Number);
  return (endYear - year) * 12 + endMonth - month - (endDay < day ? 1 : 0);
}

/** From one day to another: years and months, months from two on, else days. */
function exactWords(from: Day, end: Day): string {
  const months = monthsBetween(from, end);
  if (months < 2) return count(Math.round((Date.parse(end) - Date.parse(from)) / 86_400_000), 'day');
  if (months < 12) return count(months, 'month');
  const years = count(Math.floor(months / 12), 'year');
  return months % 12 === 0 ? years : `${years} and ${count(months % 12, 'month')}`;
}

/** How long it is from a date to the first day after, no more precise than the dates: 3 years and 3 months, 14 to 15 years. */
export function spanWords(from: PartialDate, end: PartialDate): string {
  if (from.length === 10 && end.length === 10) return exactWords(from, end);
  const latest = lastDay(from) < firstDay(end) ? lastDay(from) : firstDay(from);
  const [least, most] = [monthsBetween(latest, firstDay(end)), monthsBetween(firstDay(from), lastDay(end))];
  const [by, unit] = most < 24 ? [1, 'month'] : [12, 'year'];
  const [low, high] = [Math.floor(least / by), Math.floor(most / by)];
  return low === high ? count(high, unit) : `${low} to ${count(high, unit)}`;
}

/** A date after its preposition: on 24 August 2023, in August 2023. */
export const onDate = (date: PartialDate): string => `${date.length === 10 ? 'on' : 'in'} ${longDate(date)}`;

/** The last day of what ends by a first day without: the day before, or the month or year that the end is known to. */
export const lastBefore = (until: PartialDate): PartialDate => (until.length === 10 ? addDays(until, -1) : until);

/** A stretch in words, its last day included: 5 July 2024 to 29 October 2024. */
export function stretchWords({ from, until }: { from: PartialDate; until: PartialDate | null }): string {
  if (until === null) return `From ${longDate(from)}`;
  const last = lastBefore(until);
  return last === from ? longDate(from) : `${longDate(from)} to ${longDate(last)}`;
}
