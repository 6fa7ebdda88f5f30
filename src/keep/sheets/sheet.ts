import { invalid, TrackerError } from '../../domain/errors.ts';
import type { ColumnTable } from '../../things/sheets.ts';
import { readCsvGrid } from './csv-sheet.ts';
import type { Grid, GridRow } from './grid.ts';
import { readXlsx } from './xlsx.ts';

/** A sheet with the names of its columns. */
export interface Sheet extends Pick<Grid, 'unit' | 'delimiter' | 'worksheets'> {
  /** Where the columns are named: `row 3 of the worksheet "Rates"`, which one there being said where there are several. */
  header: string;
  /** In small letters, words joined by `_`, in the order of the sheet. */
  columns: string[];
  /** Cells stand in the order of the columns; a row has as many as it has up to its last one that is filled. */
  rows: readonly GridRow[];
  faults: readonly { line: number; column: string | null; message: string }[];
}

/**
 * Reads a sheet, CSV or XLSX: what the file is tells its content, not its name. Throws `invalid` for what is neither, saying what it is
 * instead, for an empty sheet, and for a column that is named twice or not at all.
 */
export async function readSheet(content: string | Uint8Array): Promise<Sheet> {
  // A program without types may give anything, rows among them.
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    throw invalid('sheet', 'must be the text of a CSV file, or the bytes of one or of an XLSX file');
  const grid = typeof content === 'string' ? await readCsvGrid(content) : await readGrid(content);
  const { unit, delimiter, worksheets } = grid;
  const [header, ...rows] = grid.rows;
  if (!header) throw invalid(`${unit} 1`, `the sheet is empty: its first ${unit} must name the columns`);
  const at = `${unit} ${header.line}${worksheets.length > 1 ? ` of the worksheet "${worksheets[0]}"` : ''}`;
  const columns = header.cells.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const seen = new Set<string>();
  columns.forEach((name, index) => {
    if (name === '') throw invalid(at, `${at}: column ${index + 1} has no name`);
    if (seen.has(name)) throw invalid(at, `${at}: the column "${name}" stands twice`);
    seen.add(name);
  });
  // A cell beyond the columns that have a name is told with its row.
  const faults = grid.faults.map(({ line, column, message }) => ({ line, column: columns[column] ?? null, message }));
  return { unit, delimiter, worksheets, header: at, columns, rows, faults };
}

/**
 * The sheet with the names of its columns, and the choices in them, as they are defined; `what` is what its rows are. Throws `invalid` naming the columns that are unknown,
 * named twice or missing, and the known ones.
 */
export function namedColumns(sheet: Sheet, what: string, defined: ColumnTable): Sheet {
  const all = Object.entries(defined);
  const called = new Map(all.flatMap(([name, { also }]) => [name, ...also].map((one) => [one, name] as const)));
  for (const [name] of all) called.set(name, name);
  const columns = sheet.columns.map((column) => called.get(column) ?? column);
  const known = new Set(called.values());
  const messages = [
    ...columns.filter((column) => !known.has(column)).map((column) => `there is no column "${column}"`),
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((column) => `the column "${column}" stands twice, under two names`),
    ...all.flatMap(([name, { needed }]) => (needed && !columns.includes(name) ? [`the column "${name}" is missing`] : [])),
  ];
  if (messages.length > 0)
    throw new TrackerError(
      'invalid',
      `${sheet.header}: ${messages.join('; ')}; a sheet of ${what} has the columns ${all.map(([name]) => name).join(', ')}`,
      messages.map((message) => ({ path: sheet.header, message })),
    );
  const faults = sheet.faults.map((fault) => ({ ...fault, column: fault.column && (called.get(fault.column) ?? fault.column) }));
  const choices = columns.map((name) => defined[name]?.choices ?? []);
  const rows = choices.every(({ length }) => length === 0)
    ? sheet.rows
    : sheet.rows.map((row) => ({ ...row, cells: row.cells.map((cell, place) => choiceMeant(cell, choices[place] ?? [])) }));
  return { ...sheet, columns, faults, rows };
}

/** The choice of a column that a cell means, as pages write it: "In force" is in_force. Anything else stays as it is. */
function choiceMeant(cell: string, choices: readonly string[]): string {
  const term = cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return choices.includes(term) ? term : cell;
}

/** The worksheets but the first: none of them is read. */
export const notRead = ({ worksheets }: Pick<Sheet, 'worksheets'>): string[] => worksheets.slice(1);

/** Other files that people send for a sheet, by their first bytes in hexadecimal digits. */
const OTHER_FILES: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^25504446/, 'a PDF file: copy its table into a spreadsheet, and save that as Excel (.xlsx) or CSV UTF-8'],
  [/^d0cf11e0/, 'an Excel file of before 2007 (.xls), or one with a password: save it as Excel workbook (.xlsx), without a password'],
  [/^(?:fffe|feff)/, 'text in UTF-16, which Excel calls Unicode text: save it as "CSV UTF-8"'],
  [/^(?:1f8b|425a68|fd377a58|377abcaf|52617221)/, 'a compressed file: unpack it first'],
  [/^50415231/, 'a Parquet file: save it as CSV UTF-8'],
];

/** The same of texts. */
const OTHER_TEXTS: typeof OTHER_FILES = [
  [/^\s*[[{]/, 'JSON: send it to the call that takes it, such as POST /measures; a sheet is CSV or Excel (.xlsx)'],
  [/^\s*<(?:!doctype|html|table)/i, 'a web page: open it in a spreadsheet, and save that as Excel (.xlsx) or CSV UTF-8'],
  [/^\s*<(?:\?xml|\w)/i, 'XML: a sheet is CSV or Excel (.xlsx)'],
];

const naming = (others: typeof OTHER_FILES, start: string): void => {
  const other = others.find(([begins]) => begins.test(start))?.[1];
  if (other !== undefined) throw invalid('', `this is ${other}`);
};

async function readGrid(bytes: Uint8Array): Promise<Grid> {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512));
  const digits = start.toString('hex');
  if (/^504b(?:0304|0506)/.test(digits)) return readXlsx(bytes);
  naming(OTHER_FILES, digits);
  naming(OTHER_TEXTS, start.toString('utf8').replace(/^\uFEFF/, ''));
  if (start.includes(0)) throw invalid('', 'this is no text: a sheet is CSV UTF-8 or Excel (.xlsx)');
  return readCsvGrid(new TextDecoder().decode(bytes));
}
