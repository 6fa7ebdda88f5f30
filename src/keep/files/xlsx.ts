import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { invalid } from '../../domain/errors.ts';
import { grouped } from '../../domain/words.ts';
import type { ColumnKind } from '../../things/columns.ts';
import { escapedXml } from '../../things/xml.ts';
import { aboutOf, cellText, isFullDay, type RowCells, type TableFile } from './table-file.ts';

// A table as an Excel workbook. Not by write-excel-file: that holds a workbook as a whole, and this one is written while its rows are read.

/** So many rows a worksheet has, the header among them. */
const MOST_ROWS = 1_048_576;
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

const CONTENT_TYPES = `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SPREADSHEET}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${SPREADSHEET}.worksheet+xml"/></Types>`;
const relationships = (...targets: [type: string, target: string][]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** A name of a worksheet: no longer and of no other characters than Excel takes. */
const sheetName = (name: string): string => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31);

const workbook = (name: string, filtered: string): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${xml(sheetName(name))}" sheetId="1" r:id="rId1"/><sheet name="About" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'${xml(sheetName(name).replaceAll("'", "''"))}'!${filtered}</definedName></definedNames></workbook>`;

/** Text in XML. What XML can't hold is written as Excel does, _x0007_, and what looks like that too. */
function xml(text: string): string {
  return escapedXml(text.replace(/_x[0-9A-Fa-f]{4}_/g, '_x005F$&')).replace(
    UNWRITABLE,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML can't hold, and CR, which a reader would take for LF
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

/** A worksheet: a header that stays in sight, rows, and a filter over all of them. Columns are as wide as the first rows need. */
async function* worksheet(
  { columns, kinds = {}, batches }: Pick<TableFile, 'columns' | 'kinds' | 'batches'>,
  filtered: string,
): AsyncGenerator<string> {
  const header = columns.map((name) => textCell(name, STYLE.header));
  const shown = (row: RowCells): (Shown | null)[] => columns.map((name) => cellOf(row[name], kinds[name] ?? 'text'));
  const rest = batches[Symbol.asyncIterator]();
  const first = await rest.next();
  const begun = (first.done ? [] : first.value).map(shown);
  const widths = columns.map((_, column) => {
    const widest = Math.max(...[header, ...begun].map((cells) => cells[column]?.width ?? 0));
    return Math.min(Math.max(widest + 2, 8), 60);
  });
  const cols = widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('');
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols}</cols><sheetData>${rowOf(1, header)}`;
  let line = 1;
  yield begun.map((cells) => rowOf(++line, cells)).join('');
  for (let next = await rest.next(); !next.done; next = await rest.next())
    yield next.value.map((row) => rowOf(++line, shown(row))).join('');
  yield `</sheetData><autoFilter ref="${filtered}"/></worksheet>`;
}

/** The second sheet: what the file says of itself. */
function* aboutSheet(table: TableFile): Generator<string> {
  const rows = aboutOf(table).map(([name, value], index) => rowOf(index + 1, [textCell(name, STYLE.header), textCell(value, STYLE.text)]));
  yield `${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="100" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

/**
 * A table as a workbook, piece by piece: numbers as numbers, full days as dates, everything else as text that no edit makes a formula.
 * Throws `invalid` before anything is written if it has more rows than a worksheet holds.
 */
export async function* xlsxChunks(table: TableFile): AsyncGenerator<Uint8Array> {
  if (table.count + 1 > MOST_ROWS)
    throw invalid(
      '',
      `a worksheet holds ${grouped(MOST_ROWS - 1)} rows and this table has ${grouped(table.count)}: narrow it by filters, or take it as CSV or Parquet`,
    );
  const { columns, count, name } = table;
  const lastColumn = letters(columns.length - 1);
  const parts: Part[] = [
    { name: '[Content_Types].xml', content: [HEAD + CONTENT_TYPES] },
    { name: '_rels/.rels', content: [HEAD + relationships(['officeDocument', 'xl/workbook.xml'])] },
    { name: 'xl/workbook.xml', content: [HEAD + workbook(name, `$A$1:$${lastColumn}$${count + 1}`)] },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: [
        HEAD + relationships(['worksheet', 'worksheets/sheet1.xml'], ['worksheet', 'worksheets/sheet2.xml'], ['styles', 'styles.xml']),
      ],
    },
    { name: 'xl/styles.xml', content: [HEAD + STYLES] },
    { name: 'xl/worksheets/sheet1.xml', content: worksheet(table, `A1:${lastColumn}${count + 1}`) },
    { name: 'xl/worksheets/sheet2.xml', content: aboutSheet(table) },
  ];
  yield* zipped(parts);
}

/** A file of the workbook; its content is made while it is written. */
interface Part {
  name: string;
  content: AsyncIterable<string> | Iterable<string>;
}

/** The workbook holds no clock, so the same content gives the same bytes. */
const MADE = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

/** Parts as an archive, piece by piece as they are made: nothing of it is held. */
async function* zipped(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile();
  const streams = parts.map(({ name, content }) => {
    const stream = Readable.from(content, { objectMode: false });
    archive.addReadStream(stream, name, MADE);
    return stream;
  });
  archive.end();
  const output = archive.outputStream as Readable;
  archive.on('error', (error: Error) => output.destroy(error));
  try {
    yield* output as AsyncIterable<Buffer>;
  } finally {
    for (const stream of streams) stream.destroy();
  }
}
