/** A sheet as texts, before anybody knows what its columns mean. */
export interface Grid {
  /** What people call a place in it: a line of a CSV file, a row of a worksheet. */
  unit: 'line' | 'row';
  /** What parts the cells of a CSV file; null in a worksheet, whose numbers are numbers. */
  delimiter: string | null;
  /** The worksheets that are shown, of which the first is read; none in a CSV file. */
  worksheets: string[];
  /** Those that hold something; the first names the columns. */
  rows: GridRow[];
  /** Cells that hold nothing that can be taken. */
  faults: { line: number; column: number; message: string }[];
}

export interface GridRow {
  /** Where it begins in the file. */
  line: number;
  cells: string[];
}

/**
 * What a spreadsheet shows in place of a value that it could not work out, or find room for, in any language; saved as text it passes for
 * the name of a good or a title.
 */
const SHEET_ERROR = /^#(?:#+|NV|\p{Lu}\/\p{Lu}|[\p{Lu}\p{M}¡¿/0]+[!?])$/u;

/** Codes of goods or economies, `*` or a date behind an apostrophe, by which a spreadsheet keeps them as text: alone, or before a semicolon. */
const KEPT_AS_TEXT = /^'(?=\s*(?:(?:ex\s*)?\d[\d\s.-]*|[A-Z]{2}(?:-[A-Z0-9]{1,3})?|\*)\s*(?:;|$))/;

/** A cell without the spaces around it, and without the apostrophe that keeps what follows from being taken for a number. */
export const plainText = (cell: string): string => cell.trim().replace(KEPT_AS_TEXT, '').trim();

/** Why a text is nothing to take; null if it may be. */
export const errorIn = (text: string): string | null => (SHEET_ERROR.test(text) ? `holds the error ${text}` : null);

/** More than people keep in sheets, and as much as one change of the ledger should hold. */
export const MOST_ROWS = 250_000;
export const MOST_COLUMNS = 200;
/** What a cell of Excel holds. */
export const MOST_CELL = 32_767;
