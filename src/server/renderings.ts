import type { HtmlEscapedString } from 'hono/utils/html';
import { dayOf } from '../domain/dates.ts';
import { csvChunks } from '../keep/csv.ts';
import { parquetChunks } from '../keep/files/parquet.ts';
import type { TableFile } from '../keep/files/table-file.ts';
import { xlsxChunks } from '../keep/files/xlsx.ts';
import type { Whole } from '../lookups/paging.ts';
import type { ColumnKind } from '../things/columns.ts';
import { jsonLines } from '../things/json.ts';
import { CODE_COLUMNS, csvParameters, type HowCsv } from '../things/questions.ts';
import type { Given } from './address.ts';
import type { Request, Services } from './context.ts';
import { reasonOf } from './errors.ts';

// One address, several renderings. Another one is an entry of the table below, with its function.

/** What an address says, as data and as a page; the page is made when it is asked for. */
export interface ShownAnswer {
  body: object;
  page(): HtmlEscapedString | Promise<HtmlEscapedString>;
}

/** All that an address says, in rows. */
export interface RowTable extends Whole<object> {
  /** What a file of it is called. */
  name: string;
  columns: readonly string[];
  /** A row as a table has it, by column, where that is not the row itself. */
  cells?(row: object): Cells;
  /** What its columns are; text where it is not said. */
  kinds?: Readonly<Record<string, ColumnKind>>;
  /** What was asked, as the answer made it definite, where that is more than its clocks. */
  asked?: Given;
  /** The address that gives the same rows for ever. */
  address?: string;
}
type Cells = Readonly<Record<string, unknown>>;

interface HowRendered {
  /** What an address ends with to be rendered so; without a suffix Accept decides. */
  suffix: string;
  type: string;
}
/** Shows a page of a list, a record, an answer. */
interface ShowsOne extends HowRendered {
  whole: false;
  answer(c: Request, shown: ShownAnswer): Response | Promise<Response>;
}
/** Writes every row there is, while the rows are read. */
interface WritesRows extends HowRendered {
  whole: true;
  /** How it may be written: what it takes beside the question. */
  parameters: Partial<typeof csvParameters>;
  write(table: RowTable, how: HowCsv): AsyncGenerator<string | Uint8Array>;
  /** It is text, in UTF-8. */
  isText: boolean;
}

/** The renderings, the one that is liked best first. */
export const RENDERINGS = {
  html: { suffix: '', type: 'text/html', whole: false, answer: async (c, { page }) => c.html(await page()) },
  json: { suffix: '.json', type: 'application/json', whole: false, answer: (c, { body }) => c.json(body) },
  csv: {
    ...{ suffix: '.csv', type: 'text/csv', whole: true, isText: true, parameters: csvParameters },
    write: (table, { codes, bom }) =>
      csvChunks(cellsOf(table), table.columns, { guard: true, bom, asText: codes === 'text' ? CODE_COLUMNS : undefined }),
  },
  jsonl: {
    ...{ suffix: '.jsonl', type: 'application/x-ndjson', whole: true, isText: true, parameters: {} },
    write: ({ batches }) => jsonLines(batches),
  },
  xlsx: {
    suffix: '.xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ...{ whole: true, isText: false, parameters: {} },
    write: (table) => xlsxChunks(fileOf(table)),
  },
  parquet: {
    ...{ suffix: '.parquet', type: 'application/vnd.apache.parquet', whole: true, isText: false, parameters: {} },
    write: (table) => parquetChunks(fileOf(table)),
  },
} as const satisfies Record<string, ShowsOne | WritesRows>;

const fileOf = (table: RowTable): TableFile => ({ ...table, batches: cellsOf(table) });

async function* cellsOf({ batches, cells }: RowTable): AsyncGenerator<readonly Cells[]> {
  for await (const batch of batches) yield cells ? batch.map((row) => cells(row)) : (batch as readonly Cells[]);
}

export type Rendering = keyof typeof RENDERINGS;
export const ALL_RENDERINGS = Object.keys(RENDERINGS) as Rendering[];
/** Where there is nothing in rows. */
export const WITHOUT_ROWS = ALL_RENDERINGS.filter((name) => !RENDERINGS[name].whole);

/** The suffix of a path: that of a rendering, or none. */
export const suffixOf = (path: string): string =>
  ALL_RENDERINGS.map((name): string => RENDERINGS[name].suffix).find((suffix) => suffix !== '' && path.endsWith(suffix)) ?? '';

const encoder = new TextEncoder();

const ROW_COUNT = 'X-Row-Count';

/** Answers with all rows. How many there are stands in a header, or, where that is not known before they are read, in a trailer of the same name. */
export async function answerRows(
  c: Request,
  { suffix, type, isText, write }: WritesRows,
  table: RowTable,
  { log, tracker }: Pick<Services, 'log' | 'tracker'>,
): Promise<Response> {
  let written = 0;
  async function* counting(): AsyncGenerator<readonly object[]> {
    for await (const batch of table.batches) {
      written += batch.length;
      yield batch;
    }
    if (typeof table.count !== 'number') c.env?.trailer?.(ROW_COUNT, String(written));
  }
  const body = await streamed(c, log, suffix.slice(1).toUpperCase(), write({ ...table, batches: counting() }, c.get('csv') ?? {}));
  c.header('Content-Type', isText ? `${type}; charset=utf-8` : type);
  c.header('Content-Disposition', `attachment; filename="${table.name}-${table.on ?? dayOf(table.known_at ?? tracker.clock())}${suffix}"`);
  if (table.on !== undefined) c.header('X-On', table.on);
  if (table.announced_by != null) c.header('X-Announced-By', table.announced_by);
  if (table.known_at !== undefined) c.header('X-Known-At', table.known_at);
  if (table.ledger_begins !== undefined) c.header('X-Ledger-Begins', table.ledger_begins);
  if (table.in_doubt !== undefined) c.header('X-In-Doubt', String(table.in_doubt.length));
  if (table.code_outdated !== undefined) c.header('X-Code-Outdated', table.code_outdated);
  if (typeof table.count === 'number') c.header(ROW_COUNT, String(table.count));
  else c.header('Trailer', ROW_COUNT);
  return c.body(body);
}

/** Answers with a sheet that is to be written over. */
export const answerTemplate = (c: Request, content: string, name: string, rows: number): Response =>
  c.body(content, 200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}"`,
    [ROW_COUNT]: String(rows),
    'Cache-Control': 'no-cache',
  });

/**
 * A body that is made while it is sent. Its beginning is made before the answer begins, so that what fails at once fails as a problem; what
 * fails later breaks the transfer off, so that nobody takes a part for the whole.
 */
export async function streamed(
  c: Request,
  log: Services['log'],
  what: string,
  chunks: AsyncGenerator<string | Uint8Array>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const encoded = (chunk: string | Uint8Array): Uint8Array => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
  const begun = [await chunks.next(), await chunks.next()];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const { done, value } of begun) if (!done) yield encoded(value);
    try {
      for await (const chunk of chunks) yield encoded(chunk);
    } catch (error) {
      log.error(`a ${what} broke off`, { request_id: c.get('requestId'), path: c.req.path, error: reasonOf(error) });
      throw error;
    }
  }
  return ReadableStream.from(bytes()) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
