import { scaleUtc } from 'd3-scale';
import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import { longDate } from '../parts/dates.tsx';

/** Days laid out from left to right, in percent of the width. */
export interface TimeAxis {
  first: Day;
  last: Day;
  /** Where a day begins. */
  at(day: Day): number;
  /** Years, months or days; those without room for their name have none. */
  ticks: readonly { at: number; label: string }[];
}

const instant = (day: Day): Date => new Date(`${day}T00:00:00Z`);
/** Two decimals of a percent are finer than any screen. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

const DAY = 86_400_000;
/** The share of the time shown that stays free before the first day and after the last, so that what has no end is seen to go on. */
const LEAD = 0.01;
const TAIL = 0.05;
/** Ticks are about so many pixels apart, and a letter of their names is about so wide. */
const DISTANCE = 90;
const LETTER = 7;

/** A year at its beginning, else the month; the first tick always has its year, as nothing before it tells. */
function tickLabel(date: Date, index: number): string {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
  if (month === '01' && day === '01') return year;
  const name = longDate(`${year}-${month}`).slice(0, 3);
  return `${day === '01' ? '' : `${Number(day)} `}${name}${index === 0 ? ` ${year}` : ''}`;
}

/** An axis on which all these dates have their place; all days in UTC. `least`: how many pixels wide it is at least. */
export function timeAxis(dates: readonly PartialDate[], least: number): TimeAxis {
  const days = dates.flatMap((date) => [firstDay(date), lastDay(date)]).sort();
  const begin = days[0] ?? '2000-01-01';
  const end = days.at(-1) ?? begin;
  const length = Math.max((instant(end).getTime() - instant(begin).getTime()) / DAY, 30);
  const first = addDays(begin, -Math.ceil(length * LEAD));
  const last = addDays(begin, Math.ceil(length * (1 + TAIL)));
  const scale = scaleUtc([instant(first), instant(last)], [0, 100]);
  const at = (date: Date): number => rounded(scale(date));
  let free = 0;
  const ticks = scale.ticks(least / DISTANCE).map((date, index) => {
    const label = tickLabel(date, index);
    const [from, until] = [(at(date) / 100) * least, (at(date) / 100) * least + (label.length + 1) * LETTER];
    const fits = free <= from && until <= least;
    if (fits) free = until;
    return { at: at(date), label: fits ? label : '' };
  });
  return { first, last, at: (day) => at(instant(day)), ticks };
}
