import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { Day, PartialDate } from '../../domain/dates.ts';
import { adValoremPct, parseDutyOrNull } from '../../domain/duty/expression.ts';
import type { Rate } from '../../domain/ledger.ts';
import { isInForce } from '../../domain/status.ts';
import type { RateTableStretch, StatusStretch } from '../../things/stretch.ts';
import { longDate } from '../parts/days.tsx';
import { LEAST_WIDTH, type Shape } from './svg.tsx';
import { endpointsOf, rounded, type StepPlace, stepPlaces, type TimeAxis, timeAxis, unbrokenRuns } from './time-axis.tsx';

/** A place in the plot, in percent of its width and of its height. */
interface Point {
  x: number;
  y: number;
}

/** One tariff as it is drawn; paths are in percent of the plot. */
export interface RateLine {
  row: TariffRates;
  line: string;
  band: string;
  shape: Shape;
  /** Where a rate begins. */
  marks: readonly (Point & { title: string })[];
  /** Where the line ends, and what is written there. */
  end: Point;
  label: string;
  /** Where the label stands: labels never cover each other. */
  labelY: number;
}

export interface RateLinesLayout {
  axis: TimeAxis;
  percents: readonly { value: number; y: number }[];
  lines: readonly RateLine[];
  /** Where the day that is asked about is. */
  on: number;
  /** The height of the plot in pixels. */
  height: number;
}

const SHAPES: readonly Shape[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star'];
/** What a label takes of the height: its rate and two lines of its title. */
export const LABEL_HEIGHT = 48;
/** Where in the width the plot stands, between the percentages on its left and the labels on its right. */
export const PLOT = { x: 6, width: 65 } as const;
const LEAST_HEIGHT = 260;

/** The percentages of a step as people write them. */
const stepWords = ({ low, high }: PercentStep): string => (low === high ? `${high}%` : `${low}–${high}%`);

/** A path without the points at which it already is, and those that it only passes at one height: steps of the same rate end and begin at one. */
const withoutStops = (path: string): string =>
  path.replace(/(L[^A-Z]*)(?:\1(?=[A-Z]|$))+/g, '$1').replace(/(?<=,([\d.]+))L[^,]*,\1(?=L[^,]*,\1(?:[A-Z]|$))/g, '');

const isWide = (run: readonly PercentStep[]): boolean => run.some(({ low, high }) => low < high);

/** Moves labels down, then up, until each has its room; the order in which they are given stays. */
export function spreadLabels(wanted: readonly number[], room: number, height: number): number[] {
  const placed: number[] = [];
  for (const y of wanted) placed.push(Math.max(y, (placed.at(-1) ?? -room) + room));
  for (let index = placed.length - 1, below = height; index >= 0; index--) {
    placed[index] = Math.min(placed[index] ?? 0, below - room);
    below = placed[index] ?? 0;
  }
  return placed;
}

/** What a tariff charges on a day, and what it comes to after that; or what it charged last. */
function labelOf(steps: readonly PercentStep[], last: PercentStep, on: Day): string {
  const now = steps.find(({ starts_on, ends_on }) => starts_on <= on && (ends_on === null || on < ends_on));
  if (now === undefined) return last.starts_on > on ? `then ${stepWords(last)}` : `was ${stepWords(last)}`;
  return now === last ? stepWords(now) : `${stepWords(now)}, then ${stepWords(last)}`;
}

/** Lays out the tariffs that have percentages, with a label at the end of each line. */
export function layOutRates(rows: readonly TariffRates[], on: Day): RateLinesLayout {
  const drawn = rows.map((row) => ({ row, steps: rateSteps(row) })).filter(({ steps }) => steps.length > 0);
  const steps = drawn.flatMap((one) => one.steps);
  const axis = timeAxis([on, ...steps.flatMap(endpointsOf)], (LEAST_WIDTH * PLOT.width) / 100);
  const scale = scaleLinear([0, Math.max(1, ...steps.map(({ high }) => high))], [100, 0]).nice(5);
  const height = Math.max(LEAST_HEIGHT, drawn.length * LABEL_HEIGHT);
  const percent = (value: number): number => rounded(scale(value));
  const drawLine = line<StepPlace<PercentStep>>()
    .x(({ x }) => x)
    .y(({ step }) => percent(step.headline ?? step.high))
    .curve(curveStepAfter);
  const drawBand = area<StepPlace<PercentStep>>()
    .x(({ x }) => x)
    .y0(({ step }) => percent(step.low))
    .y1(({ step }) => percent(step.high))
    .curve(curveStepAfter);

  const lines = drawn.map(({ row, steps }, index) => {
    const last = steps.at(-1) as PercentStep;
    const exact = steps.filter(({ headline }) => headline !== null);
    return {
      row,
      line: unbrokenRuns(exact)
        .map((run) => withoutStops(drawLine(stepPlaces(run, axis)) ?? ''))
        .join(''),
      band: unbrokenRuns(steps)
        .filter(isWide)
        .map((run) => withoutStops(drawBand(stepPlaces(run, axis)) ?? ''))
        .join(''),
      shape: SHAPES[index % SHAPES.length] ?? 'circle',
      marks: steps.map((step) => ({
        x: axis.at(step.starts_on),
        y: percent(step.headline ?? step.high),
        title: `${row.title}: ${stepWords(step)} from ${longDate(step.from)}`,
      })),
      end: { x: axis.at(last.ends_on ?? axis.last), y: percent(last.headline ?? last.high) },
      label: labelOf(steps, last, on),
    };
  });

  const order = [...lines].sort((a, b) => a.end.y - b.end.y || a.row.title.localeCompare(b.row.title, 'en'));
  const places = spreadLabels(
    order.map(({ end }) => (end.y / 100) * height - LABEL_HEIGHT / 2),
    LABEL_HEIGHT,
    height,
  );
  return {
    axis,
    percents: scale.ticks(5).map((value) => ({ value, y: percent(value) })),
    lines: lines.map((one) => ({ ...one, labelY: places[order.indexOf(one)] ?? 0 })),
    on: axis.at(on),
    height,
  };
}

/** A tariff with its statuses and its rate tables, the earliest first. */
export interface TariffRates {
  id: string;
  title: string;
  statuses: readonly StatusStretch[];
  rate_tables: readonly RateTableStretch[];
}

/** Percentages of a table: the lowest, the highest, and the one that stands for all if one does. */
interface Percentages {
  low: number;
  high: number;
  headline: number | null;
}

/** Days on which a tariff was in force with the same percentages. */
interface PercentStep extends Percentages {
  /** Its first day, as precisely as it is known. */
  from: PartialDate;
  starts_on: Day;
  ends_on: Day | null;
}

/** The rate in percent; null for money per unit and for what is not levied. Numbers are for drawing only. */
function percentOf({ expression, collection, value_part }: Rate): number | null {
  if (expression === null || value_part !== undefined || collection === 'none') return null;
  const duty = parseDutyOrNull(expression);
  const percent = duty && adValoremPct(duty);
  return percent === null ? null : Number(percent);
}

const rangeOf = ({ min_pct, max_pct, collection }: Rate): number[] =>
  min_pct === null || max_pct === null || collection === 'none' ? [] : [Number(min_pct), Number(max_pct)];

/** The percentages of a table; null if none of its rates is one. The rate of all others stands for the table, else the highest unless it is only the end of a range. */
export function percentagesOf(rates: readonly Rate[]): Percentages | null {
  const exact = rates.flatMap((rate) => {
    const percent = percentOf(rate);
    return percent === null ? [] : [{ percent, rest: rate.scope.exporters.includes('all_others') }];
  });
  const all = [...exact.map(({ percent }) => percent), ...rates.flatMap(rangeOf)];
  if (all.length === 0) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const stands = exact.find(({ rest }) => rest) ?? exact.find(({ percent }) => percent === high);
  return { low, high, headline: stands?.percent ?? null };
}

/** Rates of a table that have no place in a picture of percentages. */
export const notInPercent = (rates: readonly Rate[]): Rate[] =>
  rates.filter((rate) => percentOf(rate) === null && rangeOf(rate).length === 0);

const earlier = (a: Day | null, b: Day | null): Day | null => (a === null ? b : b === null || a < b ? a : b);

/** What a tariff charged while it was in force: neighbouring days with the same percentages are one step. */
export function rateSteps({ statuses, rate_tables }: TariffRates): PercentStep[] {
  const steps: PercentStep[] = [];
  for (const status of statuses.filter((one) => isInForce(one.status)))
    for (const table of rate_tables) {
      const { from, starts_on } = status.starts_on > table.starts_on ? status : table;
      const ends_on = earlier(status.ends_on, table.ends_on);
      const percentages = percentagesOf(table.rates);
      if (percentages === null || (ends_on !== null && ends_on <= starts_on)) continue;
      const before = steps.at(-1);
      const { low, high, headline } = percentages;
      if (before?.ends_on === starts_on && before.low === low && before.high === high && before.headline === headline)
        before.ends_on = ends_on;
      else steps.push({ from, starts_on, ends_on, ...percentages });
    }
  return steps;
}

/** Is there a rate in percent to draw? */
export const hasRates = (rows: readonly TariffRates[]): boolean => rows.some((row) => rateSteps(row).length > 0);
