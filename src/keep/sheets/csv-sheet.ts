import { CsvError, type Parser, parse } from 'csv-parse';
import { turn } from '../../db/store.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { errorIn, type Grid, type GridRow, MOST_CELL, MOST_COLUMNS, MOST_ROWS, plainText } from './grid.ts';

/** So many characters a line may have: a quote that is never closed would else swallow the rest. */
const MOST_LINE = 2 * 1024 * 1024;
/** So many cells, empty ones at the end included, which some programs write by the thousand. */
const MOST_WIDTH = 20_000;
/** Lines without content included. */
const MOST_LINES = 1_000_000;
const SLICE = 64 * 1024;

/**
 * Reads a CSV file that people made in a spreadsheet: UTF-8 with or without a byte order mark, comma, semicolon or tab as the header line has
 * it or a line `sep=;` before it says, any line ends. Spaces around cells, rows without content, and apostrophes that guard a formula or a code are taken off. Throws `invalid`, naming
 * the line, for another encoding and a broken quote.
 */
export async function readCsvGrid(text: string): Promise<Grid> {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const strange = content.indexOf('\uFFFD');
  if (strange >= 0) {
    const line = content.slice(0, strange).split(/\r\n|\r|\n/).length;
    throw invalid(
      `line ${line}`,
      `line ${line}: the sheet is not in UTF-8, or holds a character that was lost before: save it as "CSV UTF-8"`,
    );
  }
  const rows: GridRow[] = [];
  const faults: Grid['faults'] = [];
  const said = SAID_DELIMITER.exec(content);
  let line = said === null ? 1 : 2;
  const take = (record: readonly string[]): void => {
    const start = line;
    line += 1 + record.reduce((sum, cell) => sum + linesIn(cell), 0);
    if (record.length > MOST_WIDTH)
      throw invalid(`line ${start}`, `line ${start}: has ${record.length} cells, and a sheet has at most ${MOST_COLUMNS} columns`);
    const cells = record.map(plain);
    while (cells.length > 0 && cells.at(-1) === '') cells.pop();
    if (line > MOST_LINES) throw invalid(`line ${start}`, `the sheet has over ${MOST_LINES} lines: send less at a time`);
    if (cells.length === 0) return;
    if (cells.length > MOST_COLUMNS)
      throw invalid(`line ${start}`, `line ${start}: has ${cells.length} cells, and a sheet has at most ${MOST_COLUMNS} columns`);
    const long = cells.findIndex((cell) => cell.length > MOST_CELL);
    if (long >= 0) throw invalid(`line ${start}`, `line ${start}: cell ${long + 1} has over ${MOST_CELL} characters`);
    if (rows.length > MOST_ROWS) throw invalid(`line ${start}`, `the sheet has over ${MOST_ROWS} rows: send less at a time`);
    for (const [column, cell] of cells.entries()) {
      const message = errorIn(cell);
      if (message === null) continue;
      faults.push({ line: start, column, message });
      cells[column] = '';
    }
    rows.push({ line: start, cells });
  };
  const delimiter = said?.[1] ?? delimiterOf(content);
  await feed(
    parse({ delimiter, relax_column_count: true, max_record_size: MOST_LINE }),
    content.slice(said?.[0].length ?? 0),
    take,
    said === null ? 0 : 1,
  );
  return { unit: 'line', delimiter, worksheets: [], rows, faults };
}

/** Gives the parser a slice at a time, so that others have their turn in between. `before`: so many lines stand before the content. */
async function feed(parser: Parser, content: string, take: (record: string[]) => void, before: number): Promise<void> {
  let failed: Error | undefined;
  parser.on('error', (error) => {
    failed ??= error;
  });
  const drain = (): void => {
    for (let record = parser.read() as string[] | null; record !== null; record = parser.read() as string[] | null) take(record);
  };
  try {
    for (let at = 0; at < content.length && !failed; at += SLICE) {
      parser.write(content.slice(at, at + SLICE));
      drain();
      await turn();
      drain();
    }
    if (!failed) {
      const ended = new Promise<void>((resolve) => {
        parser.once('end', resolve);
        parser.once('error', () => resolve());
      });
      parser.on('readable', drain);
      parser.end();
      drain();
      await ended;
    }
  } finally {
    parser.destroy();
  }
  if (failed instanceof CsvError) {
    const at = Number(failed.lines) + before;
    throw invalid(
      `line ${at}`,
      failed.code === 'CSV_MAX_RECORD_SIZE'
        ? `line ${at}: is over ${MOST_LINE} characters long: a quote before it may never be closed`
        : `line ${at}: a quote is out of place (${failed.message}): a text that holds quotes stands in quotes, and its own are doubled`,
    );
  }
  if (failed) throw failed instanceof TrackerError ? failed : new TrackerError('invalid', failed.message);
}

const linesIn = (cell: string): number => (cell.includes('\n') || cell.includes('\r') ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0);

const plain = (cell: string): string => {
  const text = plainText(cell);
  return text.startsWith("'") ? text.replace(/^'(?=[=+\-@\t\r])/, '').trim() : text;
};

/** A first line by which Excel is told what parts the cells, such as `sep=;`; some programs fill it up to the width of the sheet. */
const SAID_DELIMITER = /^"?sep=([,;|\t])"?[,;|\t]*(?:\r\n|\r|\n)/i;

/** Spreadsheets write a semicolon where the comma is the decimal sign, and a tab where text was copied: the header line tells. */
function delimiterOf(content: string): string {
  const header = (/^[^\r\n]{0,100000}/.exec(content)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
