import { type Day, dayOf, type Instant } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { csvChunks } from '../keep/csv.ts';
import type { Cursor } from '../things/questions.ts';
import type { Request, Services } from './context.ts';
import { reasonOf } from './errors.ts';

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

const encoder = new TextEncoder();

/** What a CSV is made of: the whole list, and how its rows become cells. */
export interface CsvSource<Row extends object> extends Whole<Row> {
  name: string;
  columns: readonly (keyof Row & string)[];
}

/**
 * Answers with a whole list as CSV. The first rows are fetched before the answer begins, so that what fails at once fails as a
 * problem; what fails later breaks the transfer off, so that nobody takes a part for the whole.
 */
export async function answerCsv<Row extends object>(
  c: Request,
  source: CsvSource<Row>,
  { log, tracker }: Pick<Services, 'log' | 'tracker'>,
): Promise<Response> {
  const chunks = csvChunks(source.batches, source.columns, { guard: true });
  const header = await chunks.next();
  const first = await chunks.next();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const { done, value } of [header, first]) if (!done) yield encoder.encode(value);
    try {
      for await (const chunk of chunks) yield encoder.encode(chunk);
    } catch (error) {
      log.error('a CSV broke off', { request_id: c.get('requestId'), path: c.req.path, error: reasonOf(error) });
      throw error;
    }
  }
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', `attachment; filename="${source.name}-${source.on ?? dayOf(tracker.clock())}.csv"`);
  if (source.on !== undefined) c.header('X-On', source.on);
  if (source.known_at !== undefined) c.header('X-Known-At', source.known_at);
  c.header('X-Row-Count', String(source.count));
  return c.body(ReadableStream.from(bytes()) as ReadableStream<Uint8Array<ArrayBuffer>>);
}
