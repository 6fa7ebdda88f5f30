import type { Day } from '../../domain/dates.ts';
import { longDate } from '../parts/dates.tsx';
import { Drawn } from './svg.tsx';
import type { TimeAxis } from './time-axis.ts';

/** The height that the writing above a plot takes. */
export const HEAD = 46;
/** The height that the years below a plot take. */
export const FOOT = 20;

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
export const DayLine = ({ axis, bottom, on, today }: Props & { on: Day; today: Day }) => {
  const at = axis.at(on);
  const left = at > 60;
  return (
    <Drawn kind="asked-day">
      <line x1={`${at}%`} x2={`${at}%`} y1={4} y2={bottom + FOOT} />
      <text x={`${at}%`} dx={left ? -5 : 5} y={14} class={left ? 'to-left' : undefined}>
        {on === today ? `today, ${longDate(on)}` : longDate(on)}
      </text>
    </Drawn>
  );
};
