import { type Command, Option } from 'commander';
import { csvChunks } from '../formats/csv.ts';
import type { Environment } from './environment.ts';
import { print } from './output.ts';
import { type Column, formatTable } from './table.ts';

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatOption {
  format: Format;
}

/** Adds the option that says how data is printed. */
export const formatOption = (command: Command): Command =>
  command.addOption(new Option('--format <format>', 'how the answer is printed').choices(FORMATS).default('table' satisfies Format));

/** How wide a table may be: as wide as the terminal, or as it likes where there is none. */
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

/** Rows that are there already, as the one batch that they are. */
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
