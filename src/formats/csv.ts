/** How CSV is written. */
export interface CsvOptions {
  /** Puts an apostrophe before cells that a spreadsheet would take for a formula. For lists that people open; a copy of the data stays as it is. */
  guard?: boolean;
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One cell. `null` is an empty cell, an empty text is `""`, so that they can be told apart; the parts of a list are joined with `; `. */
function cell(value: unknown, guard: boolean): string {
  if (value === null || value === undefined) return '';
  let text = Array.isArray(value) ? value.join('; ') : String(value);
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

/** A whole file in chunks: the header, then a chunk for each batch of rows. */
export async function* csvChunks<Row extends object>(
  batches: AsyncIterable<readonly Row[]>,
  columns: readonly (keyof Row & string)[],
  options: CsvOptions = {},
): AsyncGenerator<string> {
  yield csvHeader(columns);
  for await (const batch of batches)
    if (batch.length > 0)
      yield batch
        .map((row) =>
          csvRow(
            columns.map((column) => row[column]),
            options,
          ),
        )
        .join('');
}
