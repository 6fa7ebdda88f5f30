import type { Writable } from 'node:stream';
import { type Command, Option } from 'commander';
import { csvChunks } from '../keep/csv.ts';
import type { Environment, Screen } from './environment.ts';
import { type Column, formatTable } from './table.ts';

/** Writes text and waits until the stream has taken it. Rejects with the stream's error, such as EPIPE when the reader has gone. */
export function print(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes a remark about the answer to stderr. */
export const note = (environment: Pick<Environment, 'stderr'>, text: string): Promise<void> => print(environment.stderr, `${text}\n`);

const GONE: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** Has whoever reads our output stopped reading, as `head` does? */
export const readerHasGone = (error: unknown): boolean => error instanceof Error && 'code' in error && GONE.includes(error.code);

/** A count as people read it: 20,000 rows; 1 row. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** One line that says how far long work has come, redrawn in place. Without a terminal nothing is said. */
export class ProgressLine {
  readonly #stream: Screen;
  readonly #label: string;
  #shown = '';

  constructor(stream: Screen, label: string) {
    this.#stream = stream;
    this.#label = label;
    this.show('…');
  }

  readonly step = ({ table, rows, total }: { table: string; rows: number; total: number }): void => {
    // Whole percents: a line for each batch would be thousands.
    this.show(`${total === 0 ? 100 : Math.floor((rows / total) * 100)}% (${table})`);
  };

  show(text: string): void {
    if (!this.#stream.isTTY || text === this.#shown) return;
    this.#shown = text;
    this.#stream.write(`\r\u001b[2K${this.#label} ${text}`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
  }
}

/** Runs long work with its progress on a terminal's stderr. */
export async function withProgress<T>(
  environment: Pick<Environment, 'stderr'>,
  label: string,
  work: (line: ProgressLine) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(environment.stderr, label);
  try {
    return await work(line);
  } finally {
    line.end();
  }
}

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatOption {
  format: Format;
}

/** Adds the option that says how data is printed. */
export const formatOption = (command: Command): Command =>
  command.addOption(new Option('--format <format>', 'how the answer is printed').choices(FORMATS).default('table' satisfies Format));

/** How wide a table may be: as wide as the terminal; without one there is no limit. */
export const tableWidth = ({ stdout }: Pick<Environment, 'stdout'>): number =>
  stdout.isTTY && stdout.columns ? stdout.columns : Number.POSITIVE_INFINITY;

export const printJson = (environment: Pick<Environment, 'stdout'>, body: unknown): Promise<void> =>
  print(environment.stdout, `${JSON.stringify(body, null, 2)}\n`);

export const printTable = <Row>(
  environment: Pick<Environment, 'stdout'>,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Promise<void> => print(environment.stdout, formatTable(rows, columns, tableWidth(environment)));

/** Prints rows as CSV, guarded against spreadsheets: the same bytes that the HTTP interface gives. */
export async function printCsv<Row extends object>(
  environment: Pick<Environment, 'stdout'>,
  batches: AsyncIterable<readonly Row[]>,
  columns: readonly (keyof Row & string)[],
): Promise<void> {
  for await (const chunk of csvChunks(batches, columns, { guard: true })) await print(environment.stdout, chunk);
}

/** Rows that are in memory already, as one batch. */
export async function* oneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/** Prints the rows of a small answer; `body` is what it is in JSON. */
export async function printRows<Row extends object>(
  environment: Pick<Environment, 'stdout'>,
  format: Format,
  { rows, columns, body = rows }: { rows: readonly Row[]; columns: readonly (keyof Row & string)[]; body?: unknown },
): Promise<void> {
  if (format === 'json') return printJson(environment, body);
  if (format === 'csv') return printCsv(environment, oneBatch(rows), columns);
  return printTable(
    environment,
    rows,
    columns.map((name): Column<Row> => ({ title: name, text: (row) => cellText(row[name]) })),
  );
}

const cellText = (value: unknown): string =>
  value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);
