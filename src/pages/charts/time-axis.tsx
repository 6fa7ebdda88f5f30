import { scaleUtc } from 'd3-scale';
import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import { longDate } from '../parts/days.tsx';
import { Drawn } from './svg.tsx';

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

/** What a tick may be called, the best first: a year at its beginning, else the month; the first one with its year, as nothing before it tells. */
function tickNames(date: Date, index: number): string[] {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
  if (isNewYear(date)) return [year];
  const name = `${day === '01' ? '' : `${Number(day)} `}${longDate(`${year}-${month}`).slice(0, 3)}`;
  return index === 0 ? [`${name} ${year}`, name] : [name];
}

const isNewYear = (date: Date): boolean => date.getUTCMonth() === 0 && date.getUTCDate() === 1;

/** Names the ticks that have room for a name: years before months. */
function nameTicks(ticks: readonly Date[], pixelsTo: (date: Date) => number, least: number): string[] {
  const labels = ticks.map(() => '');
  const taken: [from: number, until: number][] = [];
  const place = (date: Date, index: number): void => {
    const from = pixelsTo(date);
    for (const name of tickNames(date, index)) {
      const until = from + (name.length + 1) * LETTER;
      if (until > least || taken.some(([start, end]) => from < end && start < until)) continue;
      taken.push([from, until]);
      labels[index] = name;
      return;
    }
  };
  ticks.forEach((date, index) => {
    if (isNewYear(date)) place(date, index);
  });
  ticks.forEach((date, index) => {
    if (!isNewYear(date)) place(date, index);
  });
  return labels;
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
  const ticks = scale.ticks(least / DISTANCE);
  const labels = nameTicks(ticks, (date) => (scale(date) / 100) * least, least);
  return { first, last, at: (day) => at(instant(day)), ticks: ticks.map((date, index) => ({ at: at(date), label: labels[index] ?? '' })) };
}

/** The height that the writing above a plot takes. */
export const HEAD = 46;
/** The height that the years below a plot take. */
export const FOOT = 20;

/** Something that lasts from its first day to the first one without; null for what goes on. */
interface Lasting {
  starts_on: Day;
  ends_on: Day | null;
}

/** The days at which something begins and ends. */
export const endpointsOf = ({ starts_on, ends_on }: Lasting): Day[] => (ends_on === null ? [starts_on] : [starts_on, ends_on]);

/** Steps that follow each other without a gap. */
export function unbrokenRuns<Step extends Lasting>(steps: readonly Step[]): Step[][] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run?.at(-1)?.ends_on === step.starts_on) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

/** A step where it begins or, for the last one, where it ends. */
export interface StepPlace<Step> {
  step: Step;
  x: number;
}

/** Where each step begins, and where the last one ends. */
export function stepPlaces<Step extends Lasting>(run: readonly Step[], axis: TimeAxis): StepPlace<Step>[] {
  const places = run.map((step) => ({ step, x: axis.at(step.starts_on) }));
  const last = run.at(-1);
  return last === undefined ? places : [...places, { step: last, x: axis.at(last.ends_on ?? axis.last) }];
}

interface Props {
  axis: TimeAxis;
  /** Where the plot ends below. */
  bottom: number;
}

const Labels = ({ axis, y }: { axis: TimeAxis; y: number }) => (
  <>
    {axis.ticks
      .filter(({ label }) => label !== '')
      .map(({ at, label }) => (
        <text x={`${at}%`} dx="4" y={y}>
          {label}
        </text>
      ))}
  </>
);

/** The years and months as lines behind a plot, named above and below it. */
export const TimeGrid = ({ axis, bottom }: Props) => (
  <Drawn kind="grid">
    {axis.ticks.map(({ at }) => (
      <line x1={`${at}%`} x2={`${at}%`} y1={HEAD - 22} y2={bottom + FOOT} />
    ))}
    <Labels axis={axis} y={HEAD - 12} />
    <Labels axis={axis} y={bottom + FOOT - 4} />
  </Drawn>
);

/** The day that is asked about as a line through the plot, with its name above. */
export const DayLine = ({ axis, bottom, on, today }: Props & { on: Day; today: boolean }) => {
  const at = axis.at(on);
  const left = at > 60;
  return (
    <Drawn kind="asked-day">
      <line x1={`${at}%`} x2={`${at}%`} y1={4} y2={bottom + FOOT} />
      <text x={`${at}%`} dx={left ? -5 : 5} y={14} class={left ? 'to-left' : undefined}>
        {today ? `today, ${longDate(on)}` : longDate(on)}
      </text>
    </Drawn>
  );
};
