import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalid } from '../domain/errors.ts';

/** How CSV is written. */
interface CsvOptions {
  /** Puts an apostrophe before cells that a spreadsheet would take for a formula. For lists that people open; a copy of the data stays as it is. */
  guard?: boolean;
  /** Columns whose cells all begin with an apostrophe, so that no program takes 03 for a number, or NA for a missing value. */
  asText?: ReadonlySet<string> | undefined;
  /** Begins with the mark by which Excel knows UTF-8. */
  bom?: boolean | undefined;
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

const listText = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : String(value));

/** One cell. `null` is an empty cell, an empty text is `""`, so that they can be told apart; the parts of a list are joined with `; `. */
function cell(value: unknown, guard: boolean): string {
  if (value === null || value === undefined) return '';
  let text = listText(value);
  if (text === '') return '""';
  if (guard && FORMULA.test(text) && !NUMBER.test(text)) text = `'${text}`;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row as a line of RFC 4180, its line end included. */
export function csvRow(values: readonly unknown[], { guard = false }: CsvOptions = {}): string {
  return `${values.map((value) => cell(value, guard)).join(',')}\r\n`;
}

/** The line that names the columns. */
export const csvHeader = (columns: readonly string[]): string => csvRow(columns);

const BOM = '\uFEFF';

/** A cell, or the parts of a list, behind an apostrophe; what is empty stays so. */
function withApostrophe(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const text = listText(value);
  return text === '' ? text : `'${text}`;
}

/** A whole file in chunks: the header, then a chunk for each batch of rows. */
export async function* csvChunks<Row extends object>(
  batches: AsyncIterable<readonly Row[]>,
  columns: readonly (keyof Row & string)[],
  options: CsvOptions = {},
): AsyncGenerator<string> {
  const cellValue = (row: Row, column: keyof Row & string): unknown =>
    options.asText?.has(column) ? withApostrophe(row[column]) : row[column];
  yield (options.bom ? BOM : '') + csvHeader(columns);
  for await (const batch of batches)
    if (batch.length > 0)
      yield batch
        .map((row) =>
          csvRow(
            columns.map((column) => cellValue(row, column)),
            options,
          ),
        )
        .join('');
}

/** A cell as it was written: `null` where nothing stood between the commas, not even quotes. */
export type CsvCell = string | null;

/**
 * Reads what csv.ts writes, row by row; the first one is the header. Throws `invalid`, naming the file and the line, where it is
 * no CSV or a row has more or fewer cells than the header.
 */
export async function* readCsv(input: Readable, file: string): AsyncGenerator<CsvCell[]> {
  // Loaded by who reads: most write.
  const { parse } = await import('csv-parse');
  const parser = parse({ record_delimiter: '\r\n', raw: true });
  // Errors of the input arrive at the parser, and so in the loop below.
  const flow = pipeline(input, parser).catch(() => undefined);
  try {
    for await (const { record, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) yield cellsOf(record, raw);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code === 'string' && code.startsWith('CSV_')) throw invalid(file, `${file} is not the CSV of an export: ${message}`);
    throw error;
  } finally {
    parser.destroy();
    await flow;
  }
}

/** Tells missing values from empty texts. csv-parse would say which cells were quoted, at several times the cost of all else. */
function cellsOf(record: readonly string[], raw: string): CsvCell[] {
  const quoted = raw.includes('""') ? quotedCells(raw) : null;
  return record.map((value, index) => (value === '' && !quoted?.[index] ? null : value));
}

/** Which cells of a line begin with a quote. */
function quotedCells(raw: string): boolean[] {
  const result: boolean[] = [];
  for (let at = 0; at <= raw.length; ) {
    const quoted = raw[at] === '"';
    result.push(quoted);
    if (quoted) {
      // To the quote that closes the cell: those within are doubled.
      at = raw.indexOf('"', at + 1);
      while (at >= 0 && raw[at + 1] === '"') at = raw.indexOf('"', at + 2);
      if (at < 0) break;
    }
    const comma = raw.indexOf(',', at);
    if (comma < 0) break;
    at = comma + 1;
  }
  return result;
}
