import { turn } from '../db/store.ts';
import { type Day, FIRST_DAY } from '../domain/dates.ts';
import { invalid, type TrackerError } from '../domain/errors.ts';
import { chunksOf } from '../domain/group.ts';
import { folded } from '../domain/text.ts';
import type { Cursor } from '../things/cursor.ts';
import type { MeasureRow } from '../things/measure.ts';
import { eachGiven, type FilterTable } from '../things/questions.ts';
import type { ReadAt } from './tracker.ts';

// A list as pages and as a whole.

/** Where a page ended: the next one comes after it. */
export type Position = Pick<Cursor, 'begins_on' | 'id'>;

/** Which page of a list is wanted. */
export interface Paging {
  limit: number;
  after?: Position | undefined;
  /** Say how many rows there are in all. */
  count?: boolean | undefined;
}

/** The same of a list, which may have no clocks. */
type Read = Partial<ReadAt> & Pick<ReadAt, 'ledgerHead'>;

/** Why a list may be less than all that is meant, told with its beginning and only where it is so. */
export interface Beside {
  /** Of what is in force: what else may be, for whether it is over is in doubt. */
  in_doubt?: readonly MeasureRow[];
  /** The Harmonized System has no such goods on the day: what names them by another code is not listed. */
  code_outdated?: string;
}

/** That of a list, as far as there is any. */
export const besideIn = ({ in_doubt, code_outdated }: Beside): Beside => ({
  ...(in_doubt !== undefined && { in_doubt }),
  ...(code_outdated !== undefined && { code_outdated }),
});

/** A list that was read at once. */
export interface Rows<Row> extends Read {
  data: readonly Row[];
}

/** A page of a list. */
export interface Page<Row> extends Rows<Row>, Beside {
  next: Position | null;
  count?: number;
}

/** The whole of a list, in batches that let others have their turn in between. */
export interface Whole<Row> extends Read, Beside {
  /** How many rows the batches hold in all; or how to count them, where that is not known before they are read. */
  count: number | (() => Promise<number>);
  batches: AsyncGenerator<readonly Row[]>;
}

/** How many rows are read at a time. */
export const BATCH = 250;

/** The day of a cursor in a list whose order is not that of days. */
export const NO_DAY: Day = FIRST_DAY;

export const strangeCursor = (): TrackerError =>
  invalid('cursor', 'the cursor belongs to another question, or the list has changed since: begin again without it');

/** Cuts a page out of a list. `keyOf` tells rows apart. Throws `invalid` for a cursor whose row is not in the list. */
export function pageOf<Row>({ data, ...rest }: Rows<Row>, keyOf: (row: Row) => string, { limit, after, count }: Paging): Page<Row> {
  let start = 0;
  if (after) {
    const at = data.findIndex((row) => keyOf(row) === after.id);
    if (at === -1) throw strangeCursor();
    start = at + 1;
  }
  const rows = data.slice(start, start + limit);
  const last = rows.at(-1);
  const next = last !== undefined && start + limit < data.length ? { begins_on: rest.on ?? NO_DAY, id: keyOf(last) } : null;
  return { ...rest, data: rows, next, ...(count && { count: data.length }) };
}

/** How a list is read in its order: after a row, or from the beginning, so many rows at first. Others have their turn between batches. */
export type Walk<Row> = (after: string | undefined, size: number) => AsyncGenerator<readonly Row[]>;

/** Reads a list batch by batch, `next` after the row that was read last. They grow: of what is rare, few are found in each. */
export async function* readOn<Row>(
  first: number,
  next: (last: Row | undefined, size: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let last: Row | undefined;
  for (let size = first; ; size = Math.min(size * 2, BATCH)) {
    const rows = await next(last, size);
    yield rows;
    if (rows.length < size) return;
    last = rows.at(-1);
    await turn();
  }
}

async function* metIn<Row>(walk: Walk<Row>, isMet: RowTest<Row>): AsyncGenerator<readonly Row[]> {
  for await (const rows of walk(undefined, BATCH)) yield rows.filter(isMet);
}

async function countIn<Row>(walk: Walk<Row>, isMet: RowTest<Row>): Promise<number> {
  let count = 0;
  for await (const rows of metIn(walk, isMet)) count += rows.length;
  return count;
}

/**
 * A list whose order is known before its rows: they are made so many at a time, at most. A row may be left out by who makes them. Throws
 * `invalid` for a cursor whose row is not in the list.
 */
export function walkAlong<Key extends string | number, Row>(
  order: () => Promise<readonly Key[]>,
  rowsOf: (keys: readonly Key[]) => Promise<readonly Row[]>,
  most: number,
): Walk<Row> {
  let keys: Promise<readonly Key[]> | undefined;
  return async function* (after, first) {
    keys ??= order();
    const all = await keys;
    const start = after === undefined ? 0 : all.findIndex((key) => String(key) === after) + 1;
    if (after !== undefined && start === 0) throw strangeCursor();
    for (const some of chunksOf(all.slice(start), Math.min(first, most))) {
      yield await rowsOf(some);
      await turn();
    }
  };
}

/** A page of what meets a test, of a list that is read no further than the page needs; counted, it is read whole. `keyOf` tells rows apart, `day` is that of its cursors. */
export async function pageAlong<Row>(
  walk: Walk<Row>,
  isMet: RowTest<Row>,
  keyOf: (row: Row) => string,
  day: Day,
  { limit, after, count }: Paging,
): Promise<Pick<Page<Row>, 'data' | 'next' | 'count'>> {
  const found: Row[] = [];
  for await (const rows of walk(after?.id, limit + 1)) {
    found.push(...rows.filter(isMet));
    if (found.length > limit) break;
  }
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    next: last && found.length > limit ? { begins_on: day, id: keyOf(last) } : null,
    ...(count && { count: await countIn(walk, isMet) }),
  };
}

/** All of what meets a test, of such a list. */
export const wholeAlong = <Row, About extends Read>(about: About, walk: Walk<Row>, isMet: RowTest<Row>): Promise<Whole<Row> & About> =>
  readAlong(about, metIn(walk, isMet), () => countIn(walk, isMet));

/** A list that was read at once, as batches. */
export function wholeOf<Row>({ data, ...rest }: Rows<Row>): Whole<Row> {
  async function* batches(): AsyncGenerator<readonly Row[]> {
    for (const batch of chunksOf(data, BATCH)) {
      yield batch;
      await turn();
    }
  }
  return { ...rest, count: data.length, batches: batches() };
}

/** How many rows a list has, counted if it must be. */
export const totalOf = async ({ count }: Pick<Whole<unknown>, 'count'>): Promise<number> => (typeof count === 'number' ? count : count());

/** The rows of all batches at once. */
export async function allOf<Row>(batches: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

/** The limit of a page that is to have all rows: one row more is asked for, to see whether there is a next page. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER - 1;

/** So many batches are read ahead of a list, until they hold a batch's rows: a short list is counted by them, and a long one begins at once. */
const AHEAD = 3;

/** A list that is read while it is told. `count` counts what `batches` hold. */
export async function readAlong<Row, About extends Read>(
  about: About,
  batches: AsyncGenerator<readonly Row[]>,
  count: () => Promise<number>,
): Promise<Whole<Row> & About> {
  const ahead: (readonly Row[])[] = [];
  let [rows, isAll] = [0, false];
  while (!isAll && rows < BATCH && ahead.length < AHEAD) {
    const { done, value } = await batches.next();
    if (done) isAll = true;
    else {
      ahead.push(value);
      rows += value.length;
    }
  }
  async function* all(): AsyncGenerator<readonly Row[]> {
    yield* ahead;
    if (!isAll) yield* batches;
  }
  return { ...about, count: isAll ? rows : count, batches: all() };
}

// The filters of lists that are read whole: each is a test of a row.

/** Does a row meet a filter? */
export type RowTest<Row> = (row: Row) => boolean;
/** The test that each filter comes to; making it looks up what the filter names, and refuses what is not known. */
export type RowTests<Filters, Row, Context> = FilterTable<Filters, Context, RowTest<Row> | Promise<RowTest<Row>>>;

/** The test of all filters that are given. Throws `invalid` for a value that is not understood. */
export async function testOf<Filters extends object, Row, Context>(
  tests: RowTests<Filters, Row, Context>,
  given: NoInfer<Filters>,
  context: NoInfer<Context>,
): Promise<RowTest<Row>> {
  const asked: RowTest<Row>[] = [];
  for (const [, test] of eachGiven(tests, given, context)) asked.push(await test);
  return (row) => asked.every((test) => test(row));
}

/** Does every word of `q` stand in one of the texts? Case and accents don't matter, in any script. */
export function hasWords(q: string, ...texts: readonly (string | null)[]): boolean {
  const words = folded(q).split(/\s+/).filter(Boolean);
  const found = texts.flatMap((text) => (text === null ? [] : [folded(text)]));
  return words.every((word) => found.some((text) => text.includes(word)));
}
