import { scaleUtc } from 'd3-scale';
import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';

/** Days laid out from left to right, in percent of the width. */
export interface TimeAxis {
  first: Day;
  last: Day;
  /** Where a day begins. */
  at(day: Day): number;
  ticks: readonly { at: number; label: string }[];
}

const instant = (day: Day): Date => new Date(`${day}T00:00:00Z`);
/** Two decimals of a percent are finer than any screen. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

const DAY = 86_400_000;
/** The share of the time shown that stays free after the last day, so that what has no end is seen to go on. */
const TAIL = 0.05;
const TICKS = 7;

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

/** A year at its beginning, else the month; the first tick always has its year, as nothing before it tells. */
function tickLabel(date: Date, index: number): string {
  const year = String(date.getUTCFullYear());
  if (date.getUTCDate() === 1 && date.getUTCMonth() === 0) return year;
  const day = date.getUTCDate() === 1 ? '' : `${date.getUTCDate()} `;
  return `${day}${month.format(date)}${index === 0 ? ` ${year}` : ''}`;
}

/** An axis on which all these dates have their place; all days in UTC. */
export function timeAxis(dates: readonly PartialDate[]): TimeAxis {
  const days = dates.flatMap((date) => [firstDay(date), lastDay(date)]).sort();
  const first = days[0] ?? '2000-01-01';
  const end = days.at(-1) ?? first;
  const length = Math.max((instant(end).getTime() - instant(first).getTime()) / DAY, 30);
  const last = addDays(first, Math.ceil(length * (1 + TAIL)));
  const scale = scaleUtc([instant(first), instant(last)], [0, 100]);
  return {
    first,
    last,
    at: (day) => rounded(scale(instant(day))),
    ticks: scale.ticks(TICKS).map((date, index) => ({ at: rounded(scale(date)), label: tickLabel(date, index) })),
  };
}
