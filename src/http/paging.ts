import type { Cursor } from '../contract/questions.ts';
import type { Day, Instant } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';

/** Which page of a list is wanted. */
export interface Paging {
  limit: number;
  after?: Cursor | undefined;
  count: boolean;
}

/** Where a page ended. */
export type Position = Pick<Cursor, 'starts_on' | 'id'>;

/** A page of a list; `on` and `known_at` are there if the list has these clocks. */
export interface Page<Row> {
  on?: Day;
  known_at?: Instant;
  changeSeq: number;
  data: readonly Row[];
  next: Position | null;
  count?: number;
}

/** The whole of a list, in batches. */
export interface Whole<Row> {
  on?: Day;
  known_at?: Instant;
  changeSeq: number;
  count: number;
  batches: AsyncGenerator<readonly Row[]>;
}

/** A list that its verb gives as a whole. */
export interface Rows<Row> {
  on?: Day;
  known_at?: Instant;
  changeSeq: number;
  data: readonly Row[];
}

/** Cuts a page out of a whole list. `keyOf` tells rows apart. Throws `invalid` for a cursor whose row is not in the list. */
export function pageOf<Row>({ data, ...rest }: Rows<Row>, keyOf: (row: Row) => string, { limit, after, count }: Paging): Page<Row> {
  let start = 0;
  if (after) {
    const at = data.findIndex((row) => keyOf(row) === after.id);
    if (at === -1) throw invalid('cursor', 'the cursor belongs to another question, or the list has changed since: begin again without it');
    start = at + 1;
  }
  const rows = data.slice(start, start + limit);
  const last = rows.at(-1);
  // A cursor carries a day; the order of such a list is its own, so any day will do.
  const next = last !== undefined && start + limit < data.length ? { starts_on: rest.on ?? '1900-01-01', id: keyOf(last) } : null;
  return { ...rest, data: rows, next, ...(count && { count: data.length }) };
}

const BATCH = 500;

/** A whole list in batches, yielding to other requests between them. */
export function wholeOf<Row>({ data, ...rest }: Rows<Row>): Whole<Row> {
  async function* batches(): AsyncGenerator<readonly Row[]> {
    for (let start = 0; start < data.length; start += BATCH) {
      yield data.slice(start, start + BATCH);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { ...rest, count: data.length, batches: batches() };
}
