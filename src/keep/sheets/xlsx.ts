import { invalid } from '../../domain/errors.ts';
import { type CellFormat, dateText, formatOf, numberText, percentCell } from './cell-format.ts';
import { errorIn, type Grid, type GridRow, MOST_CELL, MOST_COLUMNS, MOST_ROWS, plainText } from './grid.ts';
import { type Tag, Workbook } from './workbook.ts';

/** So many characters all shared texts of a workbook may have together. */
const MOST_TEXT = 64 * 1024 * 1024;

/**
 * Reads the first worksheet of an XLSX file as texts: days as ISO dates no more precise than they are shown, numbers as the shortest text
 * that means them, percentages with their sign, of a formula the value that was last worked out. Throws `invalid` for what is no workbook,
 * merged cells, and what is out of all proportion; a cell that has no value to be taken is told among the faults.
 */
export async function readXlsx(bytes: Uint8Array): Promise<Grid> {
  const workbook = await Workbook.open(bytes);
  const { worksheet, worksheets, from1904 } = await worksheetsOf(workbook);
  const formats = await formatsOf(workbook);
  const texts = await sharedTexts(workbook);
  return { ...(await readWorksheet(workbook, worksheet, { formats, texts, from1904 })), worksheets };
}

/** The part that holds the first worksheet, the names of all that are shown, and whether days are counted from 1904. */
async function worksheetsOf(workbook: Workbook): Promise<{ worksheet: string; worksheets: string[]; from1904: boolean }> {
  const sheets: { id: string; name: string }[] = [];
  let from1904 = false;
  await workbook.read('xl/workbook.xml', {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') from1904 = ['1', 'true', 'on'].includes(attributes.date1904 ?? '');
      const relation = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1];
      if (name === 'sheet' && relation !== undefined && (attributes.state ?? 'visible') === 'visible')
        sheets.push({ id: relation, name: attributes.name ?? '' });
    },
  });
  const targets = new Map<string, string>();
  await workbook.read('xl/_rels/workbook.xml.rels', {
    open: ({ name, attributes: { Id, Target, Type } }) => {
      if (name === 'Relationship' && Type?.endsWith('/worksheet')) targets.set(Id ?? '', Target ?? '');
    },
  });
  // A chart has a sheet of its own, which holds no cells.
  const shown = sheets.filter(({ id }) => targets.has(id));
  const target = targets.get(shown[0]?.id ?? '');
  if (target === undefined) throw invalid('', 'the workbook has no worksheet that is shown');
  const worksheet = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
  return { worksheet, worksheets: shown.map(({ name }) => name), from1904 };
}

/** The format of each style of the workbook. */
async function formatsOf(workbook: Workbook): Promise<CellFormat[]> {
  const formats: CellFormat[] = [];
  if (!workbook.has('xl/styles.xml')) return formats;
  const codes = new Map<number, string>();
  let inCells = false;
  await workbook.read('xl/styles.xml', {
    open: ({ name, attributes }) => {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        formats.push(formatOf(id, codes.get(id)));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** Gathers the text of a cell or of a shared text: all its runs, without what tells how a word is read aloud. */
class TextGatherer {
  text = '';
  #taking = false;
  #aloud = false;

  begin(): void {
    this.text = '';
  }
  open(name: string): void {
    if (name === 'rPh') this.#aloud = true;
    if (name === 't') this.#taking = !this.#aloud;
  }
  close(name: string): void {
    if (name === 'rPh') this.#aloud = false;
    if (name === 't') this.#taking = false;
  }
  add(text: string): void {
    if (this.#taking) this.text += text;
  }
}

/** The texts that cells refer to by number. */
async function sharedTexts(workbook: Workbook): Promise<string[]> {
  const texts: string[] = [];
  if (!workbook.has('xl/sharedStrings.xml')) return texts;
  const gatherer = new TextGatherer();
  let characters = 0;
  await workbook.read('xl/sharedStrings.xml', {
    open: ({ name }) => {
      if (name === 'si') gatherer.begin();
      else gatherer.open(name);
    },
    text: (text) => gatherer.add(text),
    close: (name) => {
      gatherer.close(name);
      if (name !== 'si') return;
      characters += gatherer.text.length;
      if (characters > MOST_TEXT) throw invalid('', `the workbook holds over ${MOST_TEXT} characters of text: send less at a time`);
      texts.push(escaped(gatherer.text));
    },
  });
  return texts;
}

/** Excel writes characters that XML can't hold as _x000D_. */
const escaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

interface Context {
  formats: readonly CellFormat[];
  texts: readonly string[];
  from1904: boolean;
}

/** The types of cells whose value may be an empty text; of any other an empty one was not saved. */
const IS_TEXT: ReadonlySet<string> = new Set(['str', 'inlineStr']);

async function readWorksheet(workbook: Workbook, part: string, context: Context): Promise<Omit<Grid, 'worksheets'>> {
  const rows: GridRow[] = [];
  const faults: Grid['faults'] = [];
  const merged: string[] = [];
  const inline = new TextGatherer();
  let row: GridRow = { line: 0, cells: [] };
  let cell = { column: -1, type: 'n', style: 0, formula: false };
  let value: string | null = null;
  let taking = false;

  const begin = ({ name, attributes }: Tag): void => {
    switch (name) {
      case 'row': {
        const line = Number(attributes.r ?? row.line + 1);
        // Rows stand in their order; of any other order nobody could say which line is meant.
        if (!Number.isSafeInteger(line) || line <= row.line)
          throw invalid('', `the worksheet has no row ${attributes.r} after row ${row.line}`);
        row = { line, cells: [] };
        cell = { column: -1, type: 'n', style: 0, formula: false };
        return;
      }
      case 'c':
        cell = {
          column: attributes.r === undefined ? cell.column + 1 : columnOf(attributes.r),
          type: attributes.t ?? 'n',
          style: Number(attributes.s ?? 0),
          formula: false,
        };
        value = null;
        inline.begin();
        return;
      case 'f':
        cell.formula = true;
        return;
      case 'v':
        taking = true;
        value = '';
        return;
      case 'mergeCell':
        merged.push(attributes.ref ?? '');
        return;
      default:
        inline.open(name);
    }
  };
  const end = (name: string): void => {
    inline.close(name);
    if (name === 'v') taking = false;
    else if (name === 'c') {
      const raw = cell.type === 'inlineStr' ? escaped(inline.text) : value;
      if (raw === null && !cell.formula) return;
      const place = `${columnName(cell.column)}${row.line}`;
      if (cell.column >= MOST_COLUMNS) throw invalid(place, `cell ${place} is filled: a sheet has at most ${MOST_COLUMNS} columns`);
      const read = takenFrom(raw, cell, context);
      if ('problem' in read) faults.push({ line: row.line, column: cell.column, message: `cell ${place} ${read.problem}` });
      else row.cells[cell.column] = read.text;
    } else if (name === 'row' && row.cells.some((text) => text !== undefined && text !== '')) {
      if (rows.length >= MOST_ROWS) throw invalid(`row ${row.line}`, `the sheet has over ${MOST_ROWS} rows: send less at a time`);
      rows.push({ line: row.line, cells: Array.from(row.cells, (text) => text ?? '') });
    }
  };
  await workbook.read(part, {
    open: begin,
    close: end,
    text: (text) => {
      if (taking) value += text;
      else inline.add(text);
    },
  });
  const [first] = merged;
  if (first !== undefined)
    throw invalid(
      first,
      `the cells ${merged.slice(0, 3).join(', ')}${merged.length > 3 ? ` and ${merged.length - 3} more ranges` : ''} are merged, so that all but one of them are empty: split them, and fill each`,
    );
  return { unit: 'row', delimiter: null, rows, faults };
}

/** What a cell holds as text, or why it can't be taken. */
type CellText = { text: string } | { problem: string };

/** What is taken from a cell; `raw` is null of a formula without a value. */
function takenFrom(raw: string | null, cell: { type: string; style: number; formula: boolean }, context: Context): CellText {
  if (raw === null || (raw === '' && cell.formula && !IS_TEXT.has(cell.type)))
    return { problem: 'holds a formula whose value was not saved: open it in Excel, save it, or paste its value' };
  const read = textOf(raw, cell, context);
  if ('problem' in read) return read;
  const error = errorIn(read.text.trim());
  if (error !== null) return { problem: error };
  if (read.text.length > MOST_CELL) return { problem: `has over ${MOST_CELL} characters` };
  return read.text.startsWith("'") ? { text: plainText(read.text) } : read;
}

function textOf(raw: string, { type, style }: { type: string; style: number }, { formats, texts, from1904 }: Context): CellText {
  switch (type) {
    case 's': {
      const text = texts[Number(raw)];
      return text === undefined ? { problem: `refers to text ${raw}, which the workbook does not have` } : { text };
    }
    case 'str':
    case 'inlineStr':
      return { text: raw };
    case 'b':
      return { text: raw === '1' ? 'true' : 'false' };
    case 'e':
      return { problem: `holds the error ${raw}` };
    case 'd':
      return { text: raw.replace(/T00:00:00(?:\.0+)?Z?$/, '') };
    default:
      return numberIn(raw, formats[style] ?? 'number', from1904);
  }
}

function numberIn(raw: string, format: CellFormat, from1904: boolean): CellText {
  if (raw.trim() === '') return { text: '' };
  switch (format) {
    case 'time':
      return { problem: `holds a time of day (${raw} of a day): write a day, or text` };
    case 'day':
    case 'month':
    case 'year': {
      const text = dateText(raw, format, from1904);
      return text === null ? { problem: `holds ${raw} shown as a date, which is no day: write it as text, such as 2024-08-05` } : { text };
    }
    case 'percent':
    case 'number': {
      const text = format === 'percent' ? percentCell(raw) : numberText(raw);
      return text === null ? { problem: `holds the number ${raw}, of which Excel keeps only 15 digits: write it as text` } : { text };
    }
  }
}

/** The place of a column: A is 0, AB is 27. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(reference)?.[1];
  if (letters === undefined) throw invalid(reference, `"${reference}" is no cell of a worksheet`);
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The letters of a column: 0 is A, 27 is AB. */
function columnName(column: number): string {
  const rest = Math.floor(column / 26) - 1;
  return `${rest < 0 ? '' : columnName(rest)}${String.fromCharCode(65 + (column % 26))}`;
}
