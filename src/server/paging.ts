import { dayOf } from '../domain/dates.ts';
import { csvChunks } from '../keep/csv.ts';
import type { Whole } from '../lookups/paging.ts';
import type { Request, Services } from './context.ts';
import { reasonOf } from './errors.ts';

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
