import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ColumnKind } from '../../things/columns.ts';
import { escapedXml } from '../../things/xml.ts';
import { aboutOf, cellText, isFullDay, type RowCells, type TableFile } from './table-file.ts';

// A table as an Excel workbook. Not by write-excel-file: that holds a workbook as a whole, and this one is written while its rows are read.

/** So many lines a worksheet has, the header among them. */
const MOST_LINES = 1_048_576;
/** So many characters a cell holds. */
const MOST_CELL = 32_767;
const CUT = ' … (cut: a cell of Excel holds no more; CSV has all of it)';

/** The styles of cells, by their place in styles.xml. Text has the format of text, so that it stays one when somebody edits it. */
const STYLE = { plain: 0, header: 1, text: 2, day: 3 } as const;

const STYLES = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const override = (part: string, type: string): string => `<Override PartName="/xl/${part}" ContentType="${SPREADSHEET}.${type}+xml"/>`;
const contentTypes = (sheets: readonly string[]): string =>
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${sheets.map((part) => override(part, 'worksheet')).join('')}</Types>`;
const relationships = (targets: readonly (readonly [type: string, target: string])[]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** A worksheet of rows, which is not known to the end before it is written. */
interface Sheet {
  name: string;
  /** How many lines it has so far, the header among them. */
  lines: number;
}

/** A name of a worksheet: no longer and of no other characters than Excel takes. `number`: which of those of one table it is. */
const sheetName = (name: string, number: number): string => {
  const end = number === 1 ? '' : ` ${number}`;
  return name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31 - end.length) + end;
};

/** A workbook of these sheets of rows, each with a filter over its `columns`, and the one that says what they are. */
function workbook(sheets: readonly Sheet[], columns: string): string {
  const named = [...sheets.map(({ name }) => name), 'About'].map(
    (name, at) => `<sheet name="${xml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  const filters = sheets.map(
    ({ name, lines }, at) =>
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">'${xml(name.replaceAll("'", "''"))}'!$A$1:$${columns}$${lines}</definedName>`,
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${named.join('')}</sheets><definedNames>${filters.join('')}</definedNames></workbook>`;
}

/** Text in XML. What XML can't hold is written as Excel does, _x0007_, and what looks like that too. */
function xml(text: string): string {
  // Most texts hold nothing of the kind, and there are millions of them.
  if (!UNPLAIN.test(text)) return text;
  return escapedXml(text.replace(/_x[0-9A-Fa-f]{4}_/g, '_x005F$&')).replace(
    UNWRITABLE,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML can't hold, and CR, which a reader would take for LF
const UNPLAIN = /[&<>"'\u0000-\u0008\u000B-\u001F\uD800-\uDFFF\uFFFE\uFFFF]|_x[0-9A-Fa-f]{4}_/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const UNWRITABLE = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The letters of a column: 0 is A, 27 is AB. */
const letters = (column: number): string =>
  `${column < 26 ? '' : letters(Math.floor(column / 26) - 1)}${String.fromCharCode(65 + (column % 26))}`;

/** A day as Excel counts it. Null for one before March 1900, which it counts wrongly, and beyond 9999. */
function serialOf(day: string): number | null {
  const serial = (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
  return Number.isInteger(serial) && serial >= 61 && serial <= 2_958_465 ? serial : null;
}

/** A decimal number as Excel keeps it: null for one with more digits than that. */
const numberOf = (text: string): string | null =>
  /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').replace(/^0+/, '').length <= 15 ? text : null;

interface Shown {
  /** The cell, less its place. */
  xml: (place: string) => string;
  /** So many characters wide it is shown. */
  width: number;
}

function textCell(text: string, style: number): Shown {
  const shown = text.length > MOST_CELL ? text.slice(0, MOST_CELL - CUT.length) + CUT : text;
  return {
    xml: (place) => `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(shown)}</t></is></c>`,
    width: shown.length,
  };
}

function cellOf(value: unknown, kind: ColumnKind): Shown | null {
  const text = cellText(value);
  if (text === null || text === '') return null;
  if (typeof value === 'boolean') return { xml: (place) => `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`, width: 5 };
  const number = typeof value === 'number' || kind === 'decimal' ? numberOf(text) : null;
  if (number !== null) return { xml: (place) => `<c r="${place}"><v>${number}</v></c>`, width: number.length };
  const serial = (kind === 'day' || kind === 'date') && isFullDay(text) ? serialOf(text) : null;
  if (serial !== null) return { xml: (place) => `<c r="${place}" s="${STYLE.day}"><v>${serial}</v></c>`, width: 10 };
  return textCell(text, STYLE.text);
}

const rowOf = (line: number, cells: readonly (Shown | null)[]): string =>
  `<row r="${line}">${cells.map((cell, column) => cell?.xml(`${letters(column)}${line}`) ?? '').join('')}</row>`;

/** Rows that are read in batches, handed out as they are wanted. */
class RowsLeft {
  readonly #batches: AsyncIterator<readonly RowCells[]>;
  #held: readonly RowCells[] = [];

  constructor(batches: AsyncIterable<readonly RowCells[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Are there no more? */
  async areNone(): Promise<boolean> {
    while (this.#held.length === 0) {
      const next = await this.#batches.next();
      if (next.done) return true;
      this.#held = next.value;
    }
    return false;
  }

  /** Some of those that are left, up to so many; none where that is 0, or there are none. */
  async some(most: number): Promise<readonly RowCells[]> {
    if (most === 0 || (await this.areNone())) return [];
    const some = this.#held.slice(0, most);
    this.#held = this.#held.slice(most);
    return some;
  }
}

/** A worksheet of up to so many lines: a header that stays in sight, rows, and a filter over all of them. Columns are as wide as the first rows need. */
async function* worksheet(
  { columns, kinds = {} }: Pick<TableFile, 'columns' | 'kinds'>,
  rows: RowsLeft,
  sheet: Sheet,
  mostLines: number,
): AsyncGenerator<string> {
  const header = columns.map((name) => textCell(name, STYLE.header));
  const next = async (): Promise<(Shown | null)[][]> =>
    (await rows.some(mostLines - sheet.lines)).map((row) => columns.map((name) => cellOf(row[name], kinds[name] ?? 'text')));
  let some = await next();
  const widths = columns.map((_, column) => {
    const widest = Math.max(...[header, ...some].map((cells) => cells[column]?.width ?? 0));
    return Math.min(Math.max(widest + 2, 8), 60);
  });
  const cols = widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('');
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols}</cols><sheetData>${rowOf(1, header)}`;
  for (; some.length > 0; some = await next()) yield some.map((cells) => rowOf(++sheet.lines, cells)).join('');
  yield `</sheetData><autoFilter ref="A1:${letters(columns.length - 1)}${sheet.lines}"/></worksheet>`;
}

/** The last sheet: what the file says of itself. */
function* aboutSheet(table: TableFile, count: number): Generator<string> {
  const rows = aboutOf(table, count).map(([name, value], index) =>
    rowOf(index + 1, [textCell(name, STYLE.header), textCell(value, STYLE.text)]),
  );
  yield `${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="100" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

/**
 * A table as a workbook, piece by piece: numbers as numbers, full days as dates, everything else as text that no edit makes a formula. What is
 * more than a worksheet holds goes on in another one.
 */
export async function* xlsxChunks(table: TableFile, mostLines = MOST_LINES): AsyncGenerator<Uint8Array> {
  const rows = new RowsLeft(table.batches);
  // What fails at once fails before anything is written.
  await rows.areNone();
  yield* zipped(partsOf(table, rows, mostLines));
}

/** What says how many sheets there are, and how many rows, comes last. */
async function* partsOf(table: TableFile, rows: RowsLeft, mostLines: number): AsyncGenerator<Part> {
  yield { name: '_rels/.rels', content: [HEAD + relationships([['officeDocument', 'xl/workbook.xml']])] };
  yield { name: 'xl/styles.xml', content: [HEAD + STYLES] };
  const sheets: Sheet[] = [];
  const fileOf = (number: number): string => `worksheets/sheet${number}.xml`;
  do {
    const sheet = { name: sheetName(table.name, sheets.length + 1), lines: 1 };
    sheets.push(sheet);
    yield { name: `xl/${fileOf(sheets.length)}`, content: worksheet(table, rows, sheet, mostLines) };
  } while (!(await rows.areNone()));
  const count = sheets.reduce((sum, { lines }) => sum + lines - 1, 0);
  const files = [...sheets.keys(), sheets.length].map((at) => fileOf(at + 1));
  yield { name: `xl/${fileOf(files.length)}`, content: aboutSheet(table, count) };
  yield { name: 'xl/workbook.xml', content: [HEAD + workbook(sheets, letters(table.columns.length - 1))] };
  const targets = [...files.map((file) => ['worksheet', file] as const), ['styles', 'styles.xml'] as const];
  yield { name: 'xl/_rels/workbook.xml.rels', content: [HEAD + relationships(targets)] };
  yield { name: '[Content_Types].xml', content: [HEAD + contentTypes(files)] };
}

/** A file of the workbook; its content is made while it is written. */
interface Part {
  name: string;
  content: AsyncIterable<string> | Iterable<string>;
}

/** The workbook holds no clock, so the same content gives the same bytes. */
const MADE = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

/** Parts as an archive, piece by piece as they are made, each once the one before it is written: nothing of it is held. */
async function* zipped(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile();
  const output = archive.outputStream as Readable;
  archive.on('error', (error: Error) => output.destroy(error));
  let open: Readable | undefined;
  const add = async (): Promise<void> => {
    for await (const { name, content } of parts) {
      open = Readable.from(content, { objectMode: false });
      archive.addReadStream(open, name, MADE);
      await finished(open);
    }
    archive.end();
  };
  add().catch((error: Error) => output.destroy(error));
  try {
    yield* output as AsyncIterable<Buffer>;
  } finally {
    open?.destroy();
  }
}
