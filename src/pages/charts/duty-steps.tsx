import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { addDays, type Day } from '../../domain/dates.ts';
import type { DutyHistory, DutyStretch } from '../../things/duty-history.ts';
import { isToday, type View } from '../view.ts';
import { ChartFigure, ChartPicture, Drawn, LEAST_WIDTH, OpensAt, Pane } from './svg.tsx';
import { DayLine, FOOT, HEAD, rounded, type StepPlace, stepPlaces, TimeGrid, timeAxis, unbrokenRuns } from './time-axis.tsx';

/** What a picture of duties can show. */
type Shown = 'total' | 'additional' | 'amount';

/** Days on which the same is paid. Numbers are for drawing only. */
interface DutyStep {
  starts_on: Day;
  /** First day without. */
  ends_on: Day;
  low: number;
  /** Null where nobody knows the most. */
  high: number | null;
}

interface DutySteps {
  shown: Shown;
  /** What the numbers are of: `%` or a currency. */
  unit: string;
  steps: readonly DutyStep[];
}

const BOUNDS: Readonly<Record<Shown, readonly [least: keyof DutyStretch, most: keyof DutyStretch]>> = {
  total: ['least_pct', 'most_pct'],
  additional: ['additional_least_pct', 'additional_most_pct'],
  amount: ['least_amount', 'most_amount'],
};

/** Is anything recorded of these days? Without a base and without a tariff there is no number, which is not the same as nothing to pay. */
const isAnything = ({ base, lines }: DutyStretch): boolean => base !== null || lines.length > 0;

/** In which numbers a history is drawn: the whole duty where that has an end, else what stands on top of the base, else money; null for none. */
function shownOf(rows: readonly DutyStretch[]): Shown | null {
  const percents = rows.filter((row) => row.least_pct !== null);
  // Where the most is known on top of the base alone, it is the base that has no end.
  if (percents.length > 0)
    return percents.every((row) => row.most_pct !== null || row.additional_most_pct === null) ? 'total' : 'additional';
  if (rows.some((row) => row.least_amount !== null)) return 'amount';
  return rows.some((row) => row.lines.length > 0 && row.additional_least_pct !== null) ? 'additional' : null;
}

/** A history as steps; null where nothing of it is a number. */
function dutySteps({ data, to }: Pick<DutyHistory, 'data' | 'to'>): DutySteps | null {
  const rows = data.filter(isAnything);
  const shown = shownOf(rows);
  if (shown === null) return null;
  const [least, most] = BOUNDS[shown];
  const unit = shown === 'amount' ? (rows.find((row) => row.least_amount !== null)?.currency ?? '') : '%';
  const steps = rows.flatMap((row): DutyStep[] => {
    const [low, high] = [row[least], row[most]];
    // One axis is of one currency.
    if (low === null || (shown === 'amount' && row.currency !== unit)) return [];
    return [
      {
        starts_on: row.from,
        // The last row may go on beyond the days that are asked about.
        ends_on: addDays(row.until === null || row.until > to ? to : row.until, 1),
        low: Number(low),
        high: high === null ? null : Number(high),
      },
    ];
  });
  return { shown, unit, steps };
}

const HEIGHT = 240;
/** Where in the width the plot stands, right of its numbers. */
const PLOT = { x: 8, width: 91 } as const;
const LETTER = 7.5;

/** Numbers as they stand at a step. */
const numbersOf = ({ low, high }: DutyStep, unit: string): string => {
  const last = unit === '%' ? '%' : ` ${unit}`;
  return high === null ? `${low}${last} or more` : low === high ? `${low}${last}` : `${low}–${high}${last}`;
};

interface Props {
  /** What the picture shows, for those who can't see it. */
  name: string;
  history: DutyHistory;
  drawn: DutySteps;
  view: View;
}

const Picture = ({ name, history: { from, to }, drawn: { steps, unit }, view }: Props) => {
  const axis = timeAxis([from, addDays(to, 1)], (LEAST_WIDTH * PLOT.width) / 100);
  const scale = scaleLinear([0, Math.max(1, ...steps.map(({ low, high }) => high ?? low * 1.2))], [100, 0]).nice(5);
  const y = (value: number): number => rounded(scale(value));
  const pixels = (value: number): number => HEAD + (y(value) / 100) * HEIGHT;
  const lower = line<StepPlace<DutyStep>>()
    .x(({ x }) => x)
    .y(({ step }) => y(step.low))
    .curve(curveStepAfter);
  const band = area<StepPlace<DutyStep>>()
    .x(({ x }) => x)
    .y0(({ step }) => y(step.low))
    .y1(({ step }) => (step.high === null ? 0 : y(step.high)))
    .curve(curveStepAfter);
  const runs = unbrokenRuns(steps);
  // A line where one number is paid; between the least and the most a band.
  const exact = unbrokenRuns(steps.filter(({ low, high }) => low === high));
  const wide = runs.filter((run) => run.some(({ low, high }) => low !== high));
  const bottom = HEAD + HEIGHT;
  const hasToday = !view.past && axis.first <= view.today && view.today <= axis.last;
  const today = axis.at(view.today);
  return (
    <OpensAt at={hasToday ? rounded(PLOT.x + (today * PLOT.width) / 100) : 100}>
      <ChartPicture name={name} role="img" height={bottom + FOOT}>
        <Drawn kind="grid">
          {scale.ticks(5).map((value) => (
            <>
              <line x1={`${PLOT.x}%`} x2={`${PLOT.x + PLOT.width}%`} y1={pixels(value)} y2={pixels(value)} />
              <text class="to-left" x={`${PLOT.x}%`} dx="-6" y={pixels(value) + 4}>
                {unit === '%' ? `${value}%` : value.toLocaleString('en')}
              </text>
            </>
          ))}
        </Drawn>
        <Pane x={`${PLOT.x}%`} y={0} width={`${PLOT.width}%`} height={bottom + FOOT}>
          {hasToday && <rect class="ahead-zone" x={`${today}%`} y={HEAD} width={`${rounded(100 - today)}%`} height={HEIGHT} />}
          <TimeGrid axis={axis} bottom={bottom} />
          <Drawn>
            {/* biome-ignore lint/a11y/noSvgWithoutTitle: it is a part of a picture that has a name */}
            <svg y={HEAD} width="100%" height={HEIGHT} viewBox="0 0 100 100" preserveAspectRatio="none" class="pane">
              {wide.map((run) => (
                <path class="band" d={band(stepPlaces(run, axis)) ?? ''} />
              ))}
              {exact.map((run) => (
                <path class="rate" d={lower(stepPlaces(run, axis)) ?? ''} />
              ))}
            </svg>
            {steps.map((step) => {
              const [start, end] = [axis.at(step.starts_on), axis.at(step.ends_on)];
              const text = numbersOf(step, unit);
              const room = (((end - start) / 100) * (LEAST_WIDTH * PLOT.width)) / 100;
              return (
                room > text.length * LETTER && (
                  <text class="label value" x={`${start}%`} dx="4" y={pixels(step.high ?? step.low) - 6}>
                    {text}
                  </text>
                )
              );
            })}
          </Drawn>
          {hasToday && <DayLine axis={axis} bottom={bottom} on={view.today} today={isToday(view.today, view)} />}
        </Pane>
      </ChartPicture>
    </OpensAt>
  );
};

const CAPTIONS: Readonly<Record<Shown, string>> = {
  total: 'What is paid in percent of the customs value, the base and everything on top of it',
  additional:
    'What is paid on top of the base in percent of the customs value; the base is not known as a percentage on some of these days',
  amount: 'What is paid in money',
};

/** What a good paid over time, as steps; nothing where none of it is a number. */
export const DutyStepsFigure = ({ name, history, view }: Omit<Props, 'drawn'>) => {
  const drawn = dutySteps(history);
  if (drawn === null) return null;
  const banded = drawn.steps.some(({ low, high }) => low !== high);
  const open = drawn.steps.some(({ high }) => high === null) ? ', to the top of the picture where nobody knows how much that is' : '';
  const caption = `${CAPTIONS[drawn.shown]}.${banded ? ` A band runs from the least to the most that may be paid${open}.` : ''}`;
  return (
    <ChartFigure name={name} caption={caption}>
      <Picture name={name} history={history} drawn={drawn} view={view} />
    </ChartFigure>
  );
};
