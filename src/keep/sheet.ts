import { CsvError, parse } from 'csv-parse/sync';
import { invalid } from '../domain/errors.ts';

/** A row of a sheet: where it begins in the file, and its cells by column; a missing or empty cell is ''. */
export interface SheetRow {
  line: number;
  cells: Record<string, string>;
  /** How many cells the row has; more or fewer than columns if a delimiter stands in a text without quotes. */
  width: number;
}

export interface Sheet {
  /** In lower case, in the order of the sheet. */
  columns: string[];
  rows: SheetRow[];
}

/**
 * Reads a CSV file that people made in a spreadsheet: UTF-8 with or without a byte order mark, comma or semicolon as the header
 * line has it, any line ends. Spaces around cells, rows without content, and apostrophes that guard a formula are taken off.
 * Throws `invalid`, naming the line, for an empty file, another encoding, a broken quote, or a column that is named twice or not
 * at all.
 */
export function readSheet(text: string): Sheet {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const strange = content.indexOf('\uFFFD');
  if (strange >= 0) {
    const line = content.slice(0, strange).split(/\r\n|\r|\n/).length;
    throw invalid(
      `line ${line}`,
      `line ${line}: the sheet is not in UTF-8, or holds a character that was lost before: save it as "CSV UTF-8"`,
    );
  }
  const records = parseAll(content);
  const [header, ...body] = records;
  if (!header || header.cells.every((cell) => cell === ''))
    throw invalid('line 1', 'the sheet is empty: its first line must name the columns');
  while (header.cells.at(-1) === '') header.cells.pop();
  const columns = header.cells.map((name) => name.toLowerCase());
  columns.forEach((name, index) => {
    if (name === '') throw invalid('line 1', `line 1: column ${index + 1} has no name`);
    if (columns.indexOf(name) !== index) throw invalid('line 1', `line 1: the column "${name}" stands twice`);
  });
  const rows = body
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])),
      width: Math.max(cells.findLastIndex((cell) => cell !== '') + 1, Math.min(cells.length, columns.length)),
    }));
  return { columns, rows };
}

function parseAll(content: string): { line: number; cells: string[] }[] {
  let records: string[][];
  try {
    records = parse(content, { delimiter: delimiterOf(content), relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    throw invalid(
      `line ${line}`,
      `line ${line}: a quote is out of place (${error.message}): a text that holds quotes stands in quotes, and its own are doubled`,
    );
  }
  let line = 1;
  return records.map((cells) => {
    const start = line;
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    return {
      line: start,
      cells: cells.map((cell) =>
        cell
          .trim()
          .replace(/^'(?=[=+\-@\t\r])/, '')
          .trim(),
      ),
    };
  });
}

/** Spreadsheets write a semicolon where the comma is the decimal sign: the header line tells. */
function delimiterOf(content: string): ',' | ';' {
  const header = (/^[^\r\n]*/.exec(content)?.[0] ?? '').replace(/"[^"]*"/g, '');
  return header.split(';').length > header.split(',').length ? ';' : ',';
}
