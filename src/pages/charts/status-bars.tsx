import { addDays, type Day, firstDay, lastDay } from '../../domain/dates.ts';
import { hasEnded, isInForce } from '../../domain/status.ts';
import { doubtedWords, type StatusStretch, saidOnce } from '../../things/stretch.ts';
import { type Backed, HowKnown, type Phase, phaseOf, StatusBadge, signOf } from '../parts/badges.tsx';
import { elsewhere, MoreOf, shownOf } from '../parts/brief.tsx';
import { longDate } from '../parts/days.tsx';
import { Titled } from '../parts/links.tsx';
import { Table } from '../parts/table.tsx';
import { lastDayWords, stretchWords, words } from '../parts/words.ts';
import { isToday, type View } from '../view.ts';
import { lanesOf, layOutMarks, type MarkRow, Marks, marksHeight, type PlacedRow } from './marks.tsx';
import { ChartFigure, ChartPicture, clip, Drawn, inPixels, LEAST_WIDTH, LETTER, letters, OpensAt } from './svg.tsx';
import { DayLine, endpointsOf, FOOT, HEAD, rounded, type TimeAxis, TimeGrid, timeAxis } from './time-axis.tsx';

/** What a picture of statuses shows. */
export interface Life {
  /** What it is called, for those who can't see it. */
  name: string;
  rows: readonly BarRow[];
  marks?: readonly MarkRow[];
  /** The day that is asked about. */
  on: Day;
}

interface StatusBarsProps extends Life {
  view: View;
}

const BAR = 22;
const LABEL = 18;
const ROW = LABEL + BAR + 12;
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
      {isDoubted(segment.stretch) &&
        segment.pieces.map(({ x, width }) => <rect class="over" x={`${x}%`} y={y} width={`${width}%`} height={BAR} fill="url(#doubt)" />)}
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

/** Is its bar one that may not be? What has ended has none. */
const isDoubted = ({ status, certainty }: StatusStretch): boolean => certainty === 'doubtful' && phaseOf(status) !== 'ended';

const Rows = ({ layout, view, titles }: { layout: BarsLayout; view: View; titles: boolean }) => (
  <>
    {layout.rows.map(({ row, segments }, index) => {
      const y = HEAD + index * ROW;
      return (
        <>
          {titles && (
            <a href={view.href(`/measures/${row.id}`)}>
              <title>{row.title}</title>
              <text class="label" x="0" y={y + 13}>
                {clip(row.title, LABEL_LETTERS)}
              </text>
            </a>
          )}
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

/** What bars are filled with where a colour alone would not tell: stripes for what applies in part, dots for days not known exactly, lines for doubts. */
const Fills = () => (
  <defs>
    <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch-line" x1="0" x2="0" y1="0" y2="7" />
    </pattern>
    <pattern id="soft" width="6" height="6" patternUnits="userSpaceOnUse">
      <circle class="soft-dot" cx="1.5" cy="1.5" r="1.4" />
      <circle class="soft-dot" cx="4.5" cy="4.5" r="1.4" />
    </pattern>
    <pattern id="doubt" width="2400" height="5.5" patternUnits="userSpaceOnUse">
      <line class="doubt-line" x1="0" x2="2400" y1="2.75" y2="2.75" />
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

/** How large a sign of the legend is. */
export const SWATCH = { width: 34, height: 16 } as const;

/** A piece of a bar, as a sign of the legend. */
export const SwatchBar = ({ of, soft = false, doubt = false, ahead = false }: Omit<LegendEntry, 'words'>) => (
  <g class={`bar ${of}`}>
    <rect class={ahead ? 'base ahead' : 'base'} x="1" y="1" width="32" height="14" />
    {of === 'part' && <rect class="over" x="1" y="1" width="32" height="14" fill="url(#hatch)" />}
    {of === 'ended' && <rect class="end" x="1" y="1" width="3" height="14" />}
    {soft && <rect class="over" x="1" y="1" width="18" height="14" fill="url(#soft)" />}
    {doubt && <rect class="over" x="1" y="1" width="32" height="14" fill="url(#doubt)" />}
  </g>
);

/** A sign of the legend, and what it means. */
export interface LegendEntry {
  of: Phase;
  words: string;
  soft?: boolean;
  doubt?: boolean;
  ahead?: boolean;
}

/** What the bars mean, as far as they occur. */
export function legendOf(rows: readonly BarRow[], on: Day): LegendEntry[] {
  const all = rows.flatMap(({ statuses }) => statuses);
  const phases = new Set(all.map(({ status }) => phaseOf(status)));
  const vague = all.some(({ from, until }) => from.length < 10 || (until !== null && until.length < 10));
  const ahead = all.some(({ status, ends_on }) => phaseOf(status) !== 'ended' && (ends_on === null || ends_on > on));
  return [
    ...PHASES.filter(([phase]) => phases.has(phase)).map(([of, words]) => ({ of, words })),
    ...(ahead ? [{ of: 'force', ahead, words: 'pale: still to come' } as const] : []),
    ...(all.some(isDoubted) ? [{ of: 'force', doubt: true, words: 'lined: in doubt' } as const] : []),
    ...(vague ? [{ of: 'force', soft: true, words: 'dotted: the day is known only to the month or year' } as const] : []),
  ];
}

export const StatusLegend = ({ rows, on }: { rows: readonly BarRow[]; on: Day }) => (
  <ul class="legend">
    {legendOf(rows, on).map((entry) => (
      <li>
        <svg class="chart swatch" width={SWATCH.width} height={SWATCH.height} aria-hidden="true">
          <SwatchBar {...entry} />
        </svg>{' '}
        {entry.words}
      </li>
    ))}
  </ul>
);

/** How tall the picture of so many rows is. */
export const barsHeight = (rows: readonly BarRow[], marks: readonly MarkRow[], on: Day): number =>
  HEAD + rows.length * ROW + marksHeight(layOutMarks(marks, axisOf(rows, marks, on))) + FOOT;

/** About how tall a frame must be to show the picture with what stands around it. */
export const embedHeight = (rows: readonly BarRow[], marks: readonly MarkRow[], on: Day): number => barsHeight(rows, marks, on) + 330;

/**
 * The statuses of measures over time: a row for each, a bar for each status, and rows of marks for what else happened. Its rows are named in
 * it, unless `titles` is false.
 */
export const StatusBars = ({ name, rows, marks = [], on, view, titles = true }: StatusBarsProps & { titles?: boolean }) => {
  const layout = layOutBars(rows, marks, on);
  const marksTop = HEAD + rows.length * ROW;
  const bottom = marksTop + marksHeight(layout.marks);
  return (
    <ChartPicture name={name} role="group" height={bottom + FOOT}>
      <Fills />
      <TimeGrid axis={layout.axis} bottom={bottom} />
      <Rows layout={layout} view={view} titles={titles} />
      <Marks rows={layout.marks} top={marksTop} named={titles} />
      <DayLine axis={layout.axis} bottom={bottom} on={on} today={isToday(on, view)} />
    </ChartPicture>
  );
};

/** Is something of a measure still to come, or does it hold or rest on the day? */
const goesOn = ({ statuses }: BarRow): boolean =>
  statuses.some(({ current, upcoming, status }) => upcoming || (current && !hasEnded(status)));

/**
 * The same on a page. Where it is wider than the screen it opens at the day that is asked about, or at its beginning where all is over by then, and
 * the names of its rows stay in sight.
 */
export const StatusBarsOnPage = (props: StatusBarsProps) => {
  const { rows, marks = [], on, view } = props;
  const axis = axisOf(rows, marks, on);
  return (
    <OpensAt at={rows.some(goesOn) ? axis.at(on) : 0}>
      <ol class="row-names">
        {rows.map((row) => (
          <li>
            <Titled title={row.title} href={view.href(`/measures/${row.id}`)} />
          </li>
        ))}
        {layOutMarks(marks, axis).map(({ row, placed }) => (
          <li class={`lanes-${lanesOf({ placed })}`} aria-hidden="true">
            <span>{row.name}</span>
          </li>
        ))}
      </ol>
      <StatusBars {...props} titles={false} />
    </OpensAt>
  );
};

interface Props extends StatusBarsProps {
  /** The entries behind the statuses. */
  ledger: readonly Backed[];
}

/** How many are in force on the day, in a sentence. */
function captionOf({ rows, on, view }: Props): string {
  const active = rows.filter(({ statuses }) => statuses.some(({ current, status }) => current && isInForce(status))).map(({ id }) => id);
  const day = `in force ${isToday(on, view) ? 'today' : `on ${longDate(on)}`}${doubtedWords(active, rows)}`;
  const life = 'from its first threat to its end';
  if (rows.length === 1) return `The status of the measure over time, ${life}: it is ${active.length === 1 ? '' : 'not '}${day}.`;
  return `The status of each measure over time, ${life}: ${active.length} of ${rows.length} ${active.length === 1 ? 'is' : 'are'} ${day}.`;
}

/** Of more stretches than so many the table below the picture has the first. */
const MOST_STRETCHES = 5;

/** The statuses of measures over time, as bars and as a table with their sources. */
export const LifeFigure = (props: Props) => {
  const { rows, ledger, on, view, name } = props;
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const stretches = rows.flatMap((row) => row.statuses.map((stretch) => ({ row, stretch })));
  const table = (
    <>
      <Table
        caption={`${name}, as a table`}
        rows={shownOf(stretches, MOST_STRETCHES, 'history', view)}
        empty="No status is recorded."
        columns={[
          { name: 'Measure', names: true, cell: ({ row }) => <Titled title={row.title} href={view.href(`/measures/${row.id}`)} /> },
          { name: 'Status', cell: ({ stretch }) => <StatusBadge status={stretch.status} /> },
          { name: 'First day', cell: ({ stretch }) => longDate(stretch.from) },
          { name: 'Last day', cell: ({ stretch }) => lastDayWords(stretch.until) },
          {
            name: 'How',
            cell: ({ stretch }) =>
              [stretch.derived && 'by its own terms', stretch.upcoming && 'scheduled', stretch.current && 'holds that day']
                .filter(Boolean)
                .join(', '),
          },
          {
            name: 'Sources',
            cell: ({ stretch }) => (
              <HowKnown of={entries.get(stretch.seq)} certainty={stretch.certainty} view={view} all={elsewhere('history', view, 'life')} />
            ),
          },
        ]}
      />
      <MoreOf all={stretches} most={MOST_STRETCHES} part="history" place="life" what={['row', 'rows']} view={view} />
    </>
  );
  return (
    <ChartFigure name={name} caption={captionOf(props)} legend={<StatusLegend rows={rows} on={on} />} table={table}>
      <StatusBarsOnPage {...props} />
    </ChartFigure>
  );
};

/** A measure with its statuses, the earliest first. */
interface BarRow {
  id: string;
  title: string;
  statuses: readonly StatusStretch[];
  in_force_in_doubt: boolean;
}

/** A part of the width, in percent. */
interface Span {
  x: number;
  width: number;
}

/** One status of a measure as it is drawn. */
export interface Segment {
  stretch: StatusStretch;
  /** Until the day that is asked about, and after it: what is to come looks different. */
  pieces: readonly (Span & { ahead: boolean; label: string })[];
  /** Days on which it may have begun or ended, known only to the month or year. */
  soft: readonly Span[];
  title: string;
}

/** Everything that the bars need to be drawn. */
interface BarsLayout {
  axis: TimeAxis;
  rows: readonly { row: BarRow; segments: readonly Segment[] }[];
  marks: readonly PlacedRow[];
  /** Where the day that is asked about is. */
  on: number;
}

/** A label keeps so far from the edges of its piece. */
const MARGIN = 10;

/** The sign with its words where they fit, the sign alone where only that does. */
function labelThatFits({ status }: StatusStretch, width: number): string {
  const room = inPixels(width) - MARGIN;
  const full = `${signOf(status)} ${words(status)}`;
  if (letters(full) * LETTER <= room) return full;
  return LETTER <= room ? signOf(status) : '';
}

/** What a segment says when it is pointed at. */
function segmentTitle(stretch: StatusStretch): string {
  const { status, from, until, derived, upcoming, certainty } = stretch;
  return [
    `${words(status)}: ${stretchWords(stretch)}`,
    derived && 'by its own terms',
    upcoming && 'scheduled',
    (from.length < 10 || (until !== null && until.length < 10)) && 'not known to the day',
    certainty === 'doubtful' && 'in doubt',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The days until the one that is asked about, which is already there, and those after it. What has ended is the same in both. */
function piecesOf(stretch: StatusStretch, axis: TimeAxis, on: Day): { from: Day; until: Day; ahead: boolean }[] {
  const [from, until] = [stretch.starts_on, stretch.ends_on ?? axis.last];
  const turn = addDays(on, 1);
  if (from >= turn || until <= turn || phaseOf(stretch.status) === 'ended') return [{ from, until, ahead: from >= turn }];
  return [
    { from, until: turn, ahead: false },
    { from: turn, until, ahead: true },
  ];
}

function segmentOf(stretch: StatusStretch, axis: TimeAxis, on: Day): Segment {
  const span = (from: Day, until: Day): Span => ({ x: axis.at(from), width: rounded(axis.at(until) - axis.at(from)) });
  const end = stretch.ends_on ?? axis.last;
  const pieces = piecesOf(stretch, axis, on).map(({ from, until, ahead }) => ({ ...span(from, until), ahead }));
  const widest = pieces.reduce((most, { width }) => Math.max(most, width), 0);
  const labelled = pieces.findIndex(({ width }) => width === widest);

  const soft: Span[] = [];
  if (stretch.from.length < 10) {
    const known = addDays(lastDay(stretch.from), 1);
    soft.push(span(stretch.starts_on, known < end ? known : end));
  }
  if (stretch.until !== null && stretch.until.length < 10) {
    const first = firstDay(stretch.until);
    if (first < end) soft.push(span(first > stretch.starts_on ? first : stretch.starts_on, end));
  }
  return {
    stretch,
    pieces: pieces.map((piece, index) => ({ ...piece, label: index === labelled ? labelThatFits(stretch, piece.width) : '' })),
    soft: soft.filter(({ width }) => width > 0),
    title: segmentTitle(stretch),
  };
}

/** An axis that holds everything, with the day that is asked about. */
function axisOf(rows: readonly BarRow[], marks: readonly MarkRow[], on: Day): TimeAxis {
  return timeAxis(
    [on, ...rows.flatMap(({ statuses }) => statuses.flatMap(endpointsOf)), ...marks.flatMap((row) => row.marks.map(({ day }) => day))],
    LEAST_WIDTH,
  );
}

/** Lays out one row per measure on such an axis, and the marks below them. */
export function layOutBars(rows: readonly BarRow[], marks: readonly MarkRow[], on: Day): BarsLayout {
  const axis = axisOf(rows, marks, on);
  return {
    axis,
    rows: rows.map((row) => ({ row, segments: saidOnce(row.statuses).map((stretch) => segmentOf(stretch, axis, on)) })),
    marks: layOutMarks(marks, axis),
    on: axis.at(on),
  };
}
