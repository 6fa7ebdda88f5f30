import type { Day } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import { type Backed, HowKnown, longDate, type Phase, phaseOf, StatusBadge } from '../parts/badges.tsx';
import { Table } from '../parts/tables.tsx';
import { lastBefore } from '../parts/words.ts';
import type { View } from '../view.ts';
import { type BarRow, type BarsLayout, layOutBars, type MarkRow, type Segment } from './status-bars-layout.ts';
import { ChartFigure, ChartGroup, clip, Drawn, MarkAt } from './svg.tsx';
import { DayLine, FOOT, HEAD, TimeGrid } from './time-axis.tsx';

export interface StatusBarsProps {
  /** What the picture shows, for those who can't see it. */
  name: string;
  rows: readonly BarRow[];
  marks?: readonly MarkRow[];
  /** The day that is asked about. */
  on: Day;
  view: View;
}

const BAR = 22;
const LABEL = 18;
const ROW = LABEL + BAR + 12;
const MARK_ROW = 40;
/** As many letters of a label as are sure to fit into the width. */
const LABEL_LETTERS = 84;
/** How far a word stands from the beginning of its bar. */
const INDENT = 6;

const Bar = ({ segment, y }: { segment: Segment; y: number }) => {
  const phase = phaseOf(segment.stretch.status);
  return (
    <g class={`bar ${phase}`}>
      <title>{segment.title}</title>
      {segment.pieces.map(({ x, width, ahead }) => (
        <>
          <rect class={ahead ? 'base ahead' : 'base'} x={`${x}%`} y={y} width={`${width}%`} height={BAR} />
          {phase === 'part' && <rect class="over" x={`${x}%`} y={y} width={`${width}%`} height={BAR} fill="url(#hatch)" />}
          {phase === 'ended' && <rect class="end" x={`${x}%`} y={y} width="3" height={BAR} />}
        </>
      ))}
      {segment.soft.map(({ x, width }) => (
        <rect class="over" x={`${x}%`} y={y} width={`${width}%`} height={BAR} fill="url(#soft)" />
      ))}
      {segment.pieces
        .filter(({ label }) => label !== '')
        .map(({ x, label, ahead }) => (
          <text class={ahead ? 'ahead' : undefined} x={`${x}%`} dx={INDENT} y={y + 15}>
            {label}
          </text>
        ))}
    </g>
  );
};

const Rows = ({ layout, view }: { layout: BarsLayout; view: View }) => (
  <>
    {layout.rows.map(({ row, segments }, index) => {
      const y = HEAD + index * ROW;
      return (
        <>
          <a href={view.href(`/measures/${row.id}`)}>
            <title>{row.title}</title>
            <text class="label" x="0" y={y + 13}>
              {clip(row.title, LABEL_LETTERS)}
            </text>
          </a>
          <Drawn>
            {segments.map((segment) => (
              <Bar segment={segment} y={y + LABEL} />
            ))}
          </Drawn>
        </>
      );
    })}
  </>
);

const Marks = ({ layout, top }: { layout: BarsLayout; top: number }) => (
  <Drawn>
    {layout.marks.map(({ row, placed }, index) => {
      const y = top + index * MARK_ROW;
      return (
        <g class="marks">
          <text class="label" x="0" y={y + 13}>
            {row.name}
          </text>
          {placed.map(({ mark, x, soft }) => (
            <>
              {soft !== null && <line x1={`${soft.x}%`} x2={`${soft.x + soft.width}%`} y1={y + 26} y2={y + 26} />}
              <MarkAt shape={row.shape} x={`${x}%`} y={y + 26} title={`${longDate(mark.day)}: ${mark.title}`} />
            </>
          ))}
        </g>
      );
    })}
  </Drawn>
);

/** What bars are filled with where a colour alone would not tell: stripes for what applies in part, dots for days not known exactly. */
const Fills = () => (
  <defs>
    <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch-line" x1="0" x2="0" y1="0" y2="7" />
    </pattern>
    <pattern id="soft" width="6" height="6" patternUnits="userSpaceOnUse">
      <circle class="soft-dot" cx="1.5" cy="1.5" r="1.4" />
      <circle class="soft-dot" cx="4.5" cy="4.5" r="1.4" />
    </pattern>
  </defs>
);

const PHASES: readonly (readonly [Phase, string])[] = [
  ['coming', 'not in force yet'],
  ['force', 'in force'],
  ['part', 'in force in part, or provisionally'],
  ['paused', 'suspended'],
  ['ended', 'ended, or came to nothing'],
];

const Swatch = ({ of, words, soft = false, ahead = false }: { of: Phase; words: string; soft?: boolean; ahead?: boolean }) => (
  <li>
    <svg class="chart swatch" width="34" height="16" aria-hidden="true">
      <g class={`bar ${of}`}>
        <rect class={ahead ? 'base ahead' : 'base'} x="1" y="1" width="32" height="14" />
        {of === 'part' && <rect class="over" x="1" y="1" width="32" height="14" fill="url(#hatch)" />}
        {of === 'ended' && <rect class="end" x="1" y="1" width="3" height="14" />}
        {soft && <rect class="over" x="1" y="1" width="18" height="14" fill="url(#soft)" />}
      </g>
    </svg>{' '}
    {words}
  </li>
);

/** What the bars mean, as far as they occur. */
export const StatusLegend = ({ rows, on }: { rows: readonly BarRow[]; on: Day }) => {
  const all = rows.flatMap(({ statuses }) => statuses);
  const phases = new Set(all.map(({ status }) => phaseOf(status)));
  const vague = all.some(({ from, until }) => from.length < 10 || (until !== null && until.length < 10));
  const ahead = all.some(({ status, ends_on }) => phaseOf(status) !== 'ended' && (ends_on === null || ends_on > on));
  return (
    <ul class="legend">
      {PHASES.filter(([phase]) => phases.has(phase)).map(([phase, words]) => (
        <Swatch of={phase} words={words} />
      ))}
      {ahead && <Swatch of="force" ahead words="pale: still to come" />}
      {vague && <Swatch of="force" soft words="dotted: the day is known only to the month or year" />}
    </ul>
  );
};

/** The statuses of measures over time: a row for each, a bar for each status, and rows of marks for what else happened. */
export const StatusBars = ({ name, rows, marks = [], on, view }: StatusBarsProps) => {
  const layout = layOutBars(rows, marks, on);
  const marksTop = HEAD + rows.length * ROW;
  const bottom = marksTop + marks.length * MARK_ROW;
  return (
    <ChartGroup name={name} height={bottom + FOOT}>
      <Fills />
      <TimeGrid axis={layout.axis} bottom={bottom} />
      <Rows layout={layout} view={view} />
      <Marks layout={layout} top={marksTop} />
      <DayLine axis={layout.axis} bottom={bottom} on={on} today={view.today} />
    </ChartGroup>
  );
};

interface Props extends StatusBarsProps {
  /** The entries behind the statuses. */
  ledger: readonly Backed[];
}

/** How many are in force on the day, in a sentence. */
function captionOf({ rows, on, view }: Props): string {
  const active = rows.filter(({ statuses }) => statuses.some(({ current, status }) => current && isInForce(status))).length;
  const day = on === view.today ? 'today' : `on ${longDate(on)}`;
  const life = 'from its first threat to its end';
  if (rows.length === 1) return `The status of the measure over time, ${life}: it is ${active === 1 ? '' : 'not '}in force ${day}.`;
  return `The status of each measure over time, ${life}: ${active} of ${rows.length} ${active === 1 ? 'is' : 'are'} in force ${day}.`;
}

/** The statuses of measures over time, as bars and as a table with their sources. */
export const LifeFigure = (props: Props) => {
  const { rows, ledger, on, view, name } = props;
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const stretches = rows.flatMap((row) => row.statuses.map((stretch) => ({ row, stretch })));
  const table = (
    <Table
      caption={`${name}, as a table`}
      rows={stretches}
      empty="No status is recorded."
      columns={[
        {
          name: 'Measure',
          names: true,
          cell: ({ row }) => (
            <a href={view.href(`/measures/${row.id}`)}>
              <bdi>{row.title}</bdi>
            </a>
          ),
        },
        { name: 'Status', cell: ({ stretch }) => <StatusBadge status={stretch.status} /> },
        { name: 'First day', cell: ({ stretch }) => longDate(stretch.from) },
        { name: 'Last day', cell: ({ stretch }) => (stretch.until === null ? '' : longDate(lastBefore(stretch.until))) },
        {
          name: 'How',
          cell: ({ stretch }) =>
            [stretch.derived && 'by its own terms', stretch.upcoming && 'scheduled', stretch.current && 'holds that day']
              .filter(Boolean)
              .join(', '),
        },
        { name: 'Sources', cell: ({ stretch }) => <HowKnown of={entries.get(stretch.seq)} certainty={stretch.certainty} view={view} /> },
      ]}
    />
  );
  return (
    <ChartFigure name={name} caption={captionOf(props)} legend={<StatusLegend rows={rows} on={on} />} table={table}>
      <StatusBars {...props} />
    </ChartFigure>
  );
};
