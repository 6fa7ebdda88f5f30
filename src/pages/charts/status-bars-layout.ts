import { addDays, type Day, firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import type { StatusStretch } from '../../things/stretch.ts';
import { phaseOf, signOf } from '../parts/badges.tsx';
import { stretchWords, words } from '../parts/words.ts';
import { LEAST_WIDTH, letters, type Shape } from './svg.tsx';
import { rounded, type TimeAxis, timeAxis } from './time-axis.tsx';

/** A measure with its statuses, the earliest first. */
export interface BarRow {
  id: string;
  title: string;
  statuses: readonly StatusStretch[];
}

/** Something that happened, in a row of its own kind. */
export interface Mark {
  day: PartialDate;
  title: string;
}
export interface MarkRow {
  name: string;
  shape: Shape;
  marks: readonly Mark[];
}

/** A part of the width, in percent. */
export interface Span {
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
export interface BarsLayout {
  axis: TimeAxis;
  rows: readonly { row: BarRow; segments: readonly Segment[] }[];
  marks: readonly { row: MarkRow; placed: readonly { mark: Mark; x: number; soft: Span | null }[] }[];
  /** Where the day that is asked about is. */
  on: number;
}

/** Letters of 12 px are about so wide, and a label keeps so far from the edges of its piece. */
const LETTER = 6.9;
const MARGIN = 10;
const inPixels = (percent: number): number => (percent / 100) * LEAST_WIDTH;

/** The sign with its words where they fit, the sign alone where only that does. */
function labelThatFits({ status }: StatusStretch, width: number): string {
  const room = inPixels(width) - MARGIN;
  const full = `${signOf(status)} ${words(status)}`;
  if (letters(full) * LETTER <= room) return full;
  return LETTER <= room ? signOf(status) : '';
}

/** What a segment says when it is pointed at. */
export function segmentTitle(stretch: StatusStretch): string {
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

/** Lays out one row per measure on an axis that holds everything, with the day that is asked about. */
export function layOutBars(rows: readonly BarRow[], marks: readonly MarkRow[], on: Day): BarsLayout {
  const dates = rows.flatMap(({ statuses }) =>
    statuses.flatMap(({ starts_on, ends_on }) => (ends_on === null ? [starts_on] : [starts_on, ends_on])),
  );
  const axis = timeAxis([on, ...dates, ...marks.flatMap((row) => row.marks.map(({ day }) => day))], LEAST_WIDTH);
  return {
    axis,
    rows: rows.map((row) => ({ row, segments: row.statuses.map((stretch) => segmentOf(stretch, axis, on)) })),
    marks: marks.map((row) => ({
      row,
      placed: row.marks.map((mark) => {
        const x = axis.at(firstDay(mark.day));
        const soft = mark.day.length < 10 ? { x, width: rounded(axis.at(lastDay(mark.day)) - x) } : null;
        return { mark, x, soft };
      }),
    })),
    on: axis.at(on),
  };
}
