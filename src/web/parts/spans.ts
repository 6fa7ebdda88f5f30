import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import { longDate } from './dates.tsx';

const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`;

/** Whole years from two on, whole months from two on, else days. */
function spanOf(from: Day, end: Day): [number: number, unit: string] {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = end.split('-').map(Number);
  const months = (endYear - year) * 12 + endMonth - month - (endDay < day ? 1 : 0);
  if (months >= 24) return [Math.floor(months / 12), 'year'];
  if (months >= 2) return [months, 'month'];
  return [Math.round((Date.parse(end) - Date.parse(from)) / 86_400_000), 'day'];
}

/** How long it is from a date to the first day after, no more precise than the dates: 3 years, 14 to 15 years. */
export function spanWords(from: PartialDate, end: PartialDate): string {
  const [most, mostUnit] = spanOf(firstDay(from), lastDay(end));
  const latest = lastDay(from) < firstDay(end) ? lastDay(from) : firstDay(from);
  const [least, leastUnit] = spanOf(latest, firstDay(end));
  if (most === least && mostUnit === leastUnit) return count(most, mostUnit);
  return mostUnit === leastUnit ? `${least} to ${count(most, mostUnit)}` : `${count(least, leastUnit)} to ${count(most, mostUnit)}`;
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
