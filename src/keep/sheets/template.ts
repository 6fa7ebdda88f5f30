import { SHEETS, type SheetKind, sheetColumns } from '../../things/sheets.ts';
import { csvHeader, csvRow } from '../csv.ts';

/** A sheet to begin with: all columns of its kind, and rows that show how it is filled, to be written over. */
export function templateOf(kind: SheetKind): string {
  const columns = sheetColumns(kind).map(([name]) => name);
  const rows: readonly Readonly<Record<string, string>>[] = SHEETS[kind].example;
  // An empty cell is nothing; "" would be a text without letters.
  return csvHeader(columns) + rows.map((row) => csvRow(columns.map((column) => row[column] ?? null))).join('');
}

/** A template's name as a file. */
export const templateName = (kind: SheetKind): string => `${kind.replaceAll('_', '-')}.csv`;
