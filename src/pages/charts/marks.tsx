import { firstDay, lastDay, type PartialDate } from '../../domain/dates.ts';
import { longDate } from '../parts/days.tsx';
import { clip, Drawn, inPixels, LEAST_WIDTH, LETTER, letters, MarkAt, type Shape } from './svg.tsx';
import { rounded, type TimeAxis } from './time-axis.tsx';

// What happened beside the changes of status: rows of marks below a chart of time, each mark with its words.

/** Something that happened, in a row of its own kind. */
interface Mark {
  day: PartialDate;
  title: string;
}
export interface MarkRow {
  name: string;
  shape: Shape;
  marks: readonly Mark[];
}

/** A mark in its place, in percent of the width, with the words that have room beside it. */
interface PlacedMark {
  mark: Mark;
  x: number;
  /** The days on which it may have been, where that is not known to the day. */
  soft: { x: number; width: number } | null;
  /** The line of its row that it stands in, from above. */
  lane: number;
  label: string;
  /** The words stand before the mark, as there is no room after it. */
  before: boolean;
}

export interface PlacedRow {
  row: MarkRow;
  placed: readonly PlacedMark[];
  /** Where the row begins, from the top of the marks, and how tall it is. */
  y: number;
  height: number;
}

const NAME = 22;
const LANE = 19;
/** Words keep so far from their mark. */
const AWAY = 10;
/** A mark that has no words is about so wide. */
const MARK = 8;
/** The most letters that stand beside a mark, and the most lines of a row that have words: beyond them a mark says nothing until it is pointed at. */
const MOST_LETTERS = 60;
const MOST_LANES = 9;
const LANES = Array.from({ length: MOST_LANES }, (_, lane) => lane);

/** How tall a row with so many lines is. */
const heightOf = (lanes: number): number => NAME + LANE * lanes + 4;

/** The same heights for the names of rows that stand beside the picture on a page, by how many lines the row has. */
export const MARK_NAMES_STYLE = Array.from(
  { length: MOST_LANES + 1 },
  (_, lane) => `.row-names .lanes-${lane + 1} {\nheight: ${heightOf(lane + 1)}px;\n}`,
).join('\n');

/** Places the marks of a row: each in the first line where its words meet nothing. What fits the least width fits every width. */
function placeMarks({ marks }: MarkRow, axis: TimeAxis): PlacedMark[] {
  const taken: [from: number, until: number][][] = [];
  const sorted = [...marks].sort((a, b) => (firstDay(a.day) < firstDay(b.day) ? -1 : 1));
  return sorted.map((mark) => {
    const x = axis.at(firstDay(mark.day));
    const soft = mark.day.length < 10 ? { x, width: rounded(axis.at(lastDay(mark.day)) - x) } : null;
    const at = inPixels(x);
    // Words after it begin where the days end on which it may have been.
    const end = inPixels(x + (soft?.width ?? 0));
    const wanted = Math.min(letters(mark.title), MOST_LETTERS) * LETTER;
    const before = end + AWAY + wanted > LEAST_WIDTH && at > LEAST_WIDTH / 2;
    const room = (before ? at : LEAST_WIDTH - end) - AWAY;
    const words = clip(mark.title, Math.min(MOST_LETTERS, Math.floor(room / LETTER)));
    const width = letters(words) * LETTER;
    const span = (label: boolean): [number, number] => [
      at - (label && before ? width + AWAY : MARK),
      label && !before ? end + width + AWAY : Math.max(at + MARK, end),
    ];
    const isFree = (lane: number, [from, until]: [number, number]): boolean =>
      !(taken[lane] ?? []).some(([start, end]) => from < end && start < until);
    const freeFor = (label: boolean): number | undefined => LANES.find((lane) => isFree(lane, span(label)));
    const free = freeFor(true);
    // Without words it stands where there are none of another: below all lines, if need be.
    const lane = free ?? freeFor(false) ?? MOST_LANES;
    taken[lane] = [...(taken[lane] ?? []), span(free !== undefined)];
    return { mark, x, soft, lane, label: free === undefined ? '' : words, before };
  });
}

/** Lays rows of marks out below each other. */
export function layOutMarks(rows: readonly MarkRow[], axis: TimeAxis): PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const placed = placeMarks(row, axis);
    const height = heightOf(lanesOf({ placed }));
    y += height;
    return { row, placed, y: y - height, height };
  });
}

/** How tall rows of marks are together. */
export const marksHeight = (rows: readonly PlacedRow[]): number => rows.reduce((sum, { height }) => sum + height, 0);

/** How many lines a row has. */
export const lanesOf = ({ placed }: Pick<PlacedRow, 'placed'>): number => 1 + Math.max(0, ...placed.map(({ lane }) => lane));

/** The rows, from `top` on, with their names unless these stand elsewhere. */
export const Marks = ({ rows, top, named }: { rows: readonly PlacedRow[]; top: number; named: boolean }) => (
  <Drawn>
    {rows.map(({ row, placed, y }) => (
      <g class="marks">
        {named && (
          <text class="label" x="0" y={top + y + 13}>
            {row.name}
          </text>
        )}
        {placed.map(({ mark, x, soft, lane, label, before }) => {
          const middle = top + y + NAME + lane * LANE + 6;
          const day = longDate(mark.day);
          return (
            <>
              {soft !== null && <line x1={`${soft.x}%`} x2={`${soft.x + soft.width}%`} y1={middle} y2={middle} />}
              <MarkAt shape={row.shape} x={`${x}%`} y={middle} title={label === mark.title ? day : `${day}: ${mark.title}`} />
              {label !== '' && (
                <text
                  class={before ? 'said to-left' : 'said'}
                  x={`${before ? x : rounded(x + (soft?.width ?? 0))}%`}
                  dx={before ? -AWAY : AWAY}
                  y={middle + 4}
                >
                  {label}
                </text>
              )}
            </>
          );
        })}
      </g>
    ))}
  </Drawn>
);
