import { SHEETS, type SheetKind, sheetColumns } from '../../things/sheets.ts';
import { SHIPMENT_EXAMPLE, SHIPMENT_SHEET } from '../../things/shipment.ts';
import { csvHeader, csvRow } from '../csv.ts';

/** A sheet to begin with: all columns of its kind, and rows that show how it is filled, to be written over. */
export const templateOf = (kind: SheetKind): string =>
  sheetOf(
    sheetColumns(kind).map(([name]) => name),
    SHEETS[kind].example,
  );

/** The same of shipments. */
export const shipmentTemplate = (): string => sheetOf(Object.keys(SHIPMENT_SHEET), SHIPMENT_EXAMPLE);

// An empty cell is nothing; "" would be a text without letters.
const sheetOf = (columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string =>
  csvHeader(columns) + rows.map((row) => csvRow(columns.map((column) => row[column] ?? null))).join('');

/** A template's name as a file. */
export const templateName = (kind: SheetKind): string => `${kind.replaceAll('_', '-')}.csv`;
