import type { z } from 'zod';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { CoverageBody, type CoverageInput } from '../things/coverage.ts';
import { MeasureBody, type MeasureInput } from '../things/measure.ts';
import { check } from '../things/read.ts';
import { NomenclatureBody, type NomenclatureInput } from '../things/register.ts';
import { Slug } from '../things/scalars.ts';
import { StatusChangeBody, type StatusChangeInput } from '../things/status-change.ts';
import type { Sheet, SheetRow } from './sheet.ts';

export const MEASURE_SHEET_COLUMNS = [
  'id',
  'kind',
  'type',
  'title',
  'imposed_by',
  'direction',
  'formality',
  'dispute',
  'effective_on',
  'partners',
  'excluded',
  'products',
  'announced_on',
  'status',
  'sources',
  'unsourced',
  'note',
] as const;

export const STATUS_CHANGE_SHEET_COLUMNS = [
  'measure',
  'status',
  'effective_on',
  'until_on',
  'announced_on',
  'sources',
  'unsourced',
  'note',
  'confidence',
  'doubt',
] as const;

export const NOMENCLATURE_SHEET_COLUMNS = [
  'nomenclature',
  'jurisdiction',
  'title',
  'revision',
  'first_on',
  'last_on',
  'complete',
  'code',
  'name',
] as const;

const SHEETS = {
  measures: { columns: MEASURE_SHEET_COLUMNS, needed: ['id', 'kind', 'type', 'title', 'imposed_by'] },
  status_changes: { columns: STATUS_CHANGE_SHEET_COLUMNS, needed: ['measure', 'status', 'effective_on'] },
  nomenclatures: {
    columns: NOMENCLATURE_SHEET_COLUMNS,
    needed: ['nomenclature', 'jurisdiction', 'title', 'revision', 'first_on', 'complete', 'code'],
  },
} as const;
export type SheetKind = keyof typeof SHEETS;

/** The column by which a sheet is known. */
const KNOWN_BY: readonly (readonly [column: string, kind: SheetKind])[] = [
  ['measure', 'status_changes'],
  ['nomenclature', 'nomenclatures'],
  ['id', 'measures'],
  ['kind', 'measures'],
];

const LISTED = 100;

/** Gathers what is wrong with a sheet, so that all of it can be told at once. */
export class SheetProblems {
  readonly #found = new Map<string, { line: number; path: string; message: string }>();

  add(line: number, column: string | null, message: string): void {
    const path = column === null ? `line ${line}` : `line ${line}, column ${column}`;
    this.#found.set(`${path}: ${message}`, { line, path, message });
  }

  get lines(): ReadonlySet<number> {
    return new Set([...this.#found.values()].map((problem) => problem.line));
  }

  /** Throws `invalid` if anything was found; its details list the first hundred problems in the order of the lines. */
  check(): void {
    const count = this.#found.size;
    if (count === 0) return;
    const details = [...this.#found.values()]
      .sort((a, b) => a.line - b.line)
      .slice(0, LISTED)
      .map(({ path, message }) => ({ path, message }));
    const more = count > LISTED ? ` (the first ${LISTED} are listed, ${count - LISTED} more are not)` : '';
    const message = `the sheet has ${count === 1 ? '1 problem' : `${count} problems`}${more}; nothing was recorded`;
    throw new TrackerError('invalid', message, details, { problems: count });
  }
}

/** Tells from its columns what a sheet holds. Throws `invalid` naming the columns that are unknown or missing, and the known ones. */
export function sheetKind({ columns }: Sheet): SheetKind {
  const kind = KNOWN_BY.find(([column]) => columns.includes(column))?.[1];
  if (kind === undefined) {
    const all = Object.entries(SHEETS).map(([name, sheet]) => `of ${name.replace('_', ' ')} (${sheet.columns.join(', ')})`);
    throw new TrackerError('invalid', `line 1 names the columns of no sheet: neither those ${all.join(' nor ')}`);
  }
  const known: readonly string[] = SHEETS[kind].columns;
  const details = [
    ...columns.filter((column) => !known.includes(column)).map((column) => `there is no column "${column}"`),
    ...SHEETS[kind].needed.filter((column) => !columns.includes(column)).map((column) => `the column "${column}" is missing`),
  ].map((message) => ({ path: 'line 1', message }));
  if (details.length > 0)
    throw new TrackerError(
      'invalid',
      `line 1: ${details.map(({ message }) => message).join('; ')}; a sheet of ${kind.replace('_', ' ')} has the columns ${known.join(', ')}`,
      details,
    );
  return kind;
}

/** A row of a sheet of status changes, as the body of a request. */
export interface StatusChangeSheetRow {
  line: number;
  measure: string;
  change: StatusChangeInput;
}

/** A row of a sheet of measures: the measure, and what it covers and how it began where the row says so. */
export interface MeasureSheetRow {
  line: number;
  measure: MeasureInput;
  coverage: CoverageInput | null;
  change: StatusChangeInput | null;
}

/** Reads the rows of a sheet of status changes; bad ones are told to `problems` and left out. */
export function readStatusChangeRows(sheet: Sheet, problems: SheetProblems): StatusChangeSheetRow[] {
  return sheet.rows.flatMap((row) => {
    const cells = cellsOf(row, sheet, problems);
    if (!cells) return [];
    const measure = parsed(Slug, cells.text('measure') ?? '', row, () => 'measure', problems);
    const input = {
      status: cells.text('status'),
      effective_on: cells.text('effective_on'),
      until_on: cells.text('until_on'),
      confidence: cells.text('confidence'),
      doubt: cells.text('doubt'),
      ...provenanceOf(cells),
    };
    if (input.status === 'partially_lifted')
      problems.add(row.line, 'status', 'partially_lifted needs exemptions, which a sheet has no column for: record it by itself');
    const change = parsed(StatusChangeBody, input, row, fieldOf, problems);
    return measure === undefined || change === undefined ? [] : [{ line: row.line, measure, change }];
  });
}

/** Columns that say something of a status or of a coverage, not of the measure itself. */
const CLAIM_COLUMNS = ['effective_on', 'announced_on', 'sources', 'unsourced', 'note'] as const;

/** Reads the rows of a sheet of measures; bad ones are told to `problems` and left out. */
export function readMeasureRows(sheet: Sheet, problems: SheetProblems): MeasureSheetRow[] {
  return sheet.rows.flatMap((row) => {
    const cells = cellsOf(row, sheet, problems);
    if (!cells) return [];
    const base = Object.fromEntries(
      ['id', 'kind', 'type', 'title', 'imposed_by', 'direction', 'formality', 'dispute'].map((column) => [column, cells.text(column)]),
    );
    const measure = parsed(MeasureBody, base, row, fieldOf, problems);

    const [partners, excluded, products] = [cells.list('partners'), cells.list('excluded'), cells.list('products')];
    const covers = partners !== undefined || excluded !== undefined || products !== undefined;
    const [status, effective_on] = [cells.text('status'), cells.text('effective_on')];
    if (!covers && status === undefined)
      for (const column of CLAIM_COLUMNS)
        if (cells.text(column) !== undefined)
          problems.add(
            row.line,
            column,
            'tells of a status or of what the measure covers, and the row gives neither: fill in status, or partners or products',
          );
    const provenance = covers || status !== undefined ? provenanceOf(cells) : {};
    // The note tells how the measure began; where no status is given it is about what the measure covers.
    const coverage = covers
      ? parsed(
          CoverageBody,
          {
            effective_on,
            scopes: [{ goods: products?.map(goodsOf), partners, excluded }],
            ...provenance,
            ...(status !== undefined && { note: undefined }),
          },
          row,
          coverageColumn,
          problems,
        )
      : null;
    const change = status !== undefined ? parsed(StatusChangeBody, { status, effective_on, ...provenance }, row, fieldOf, problems) : null;
    if (change?.status === 'partially_lifted') problems.add(row.line, 'status', 'partially_lifted is no status to begin with');
    return measure === undefined || coverage === undefined || change === undefined ? [] : [{ line: row.line, measure, coverage, change }];
  });
}

/** A nomenclature of a sheet, with the line of the file in which it begins. */
export interface NomenclatureSheetRow {
  line: number;
  nomenclature: NomenclatureInput;
}

/**
 * Reads a sheet of nomenclatures: each row is a line of one. What is said of the nomenclature stands in its first row; a later row leaves
 * it out or says the same.
 */
export function readNomenclatureRows(sheet: Sheet, problems: SheetProblems): NomenclatureSheetRow[] {
  const rows = sheet.rows.flatMap((row) => {
    const cells = cellsOf(row, sheet, problems);
    return cells ? [{ row, cells }] : [];
  });
  return [...groupBy(rows, ({ cells }) => cells.text('nomenclature') ?? '')].flatMap(([id, own]): NomenclatureSheetRow[] => {
    const [first] = own as [(typeof own)[number]];
    for (const { cells } of own)
      for (const column of NOMENCLATURE_HEAD)
        if ((cells.text(column) ?? first.cells.text(column)) !== first.cells.text(column))
          cells.problem(
            column,
            `"${cells.text(column)}" is not what line ${first.row.line} says of ${id}: "${first.cells.text(column) ?? ''}"`,
          );
    const complete = truthOf(first.cells, 'complete');
    const lines = own.map(({ cells }) => ({ code: cells.text('code'), name: cells.text('name') }));
    const head = Object.fromEntries(NOMENCLATURE_HEAD.map((column) => [column, first.cells.text(column)]));
    const checked = check(NomenclatureBody, { id, ...head, complete: complete ?? undefined, lines });
    if (checked.ok) return [{ line: first.row.line, nomenclature: checked.data }];
    for (const { path, message } of checked.problems) {
      const [field = '', index, part] = path.split('.');
      if (field === 'lines' && part !== undefined) problems.add(own[Number(index)]?.row.line ?? first.row.line, part, message);
      else problems.add(first.row.line, field === 'id' ? 'nomenclature' : field, message);
    }
    return [];
  });
}

const NOMENCLATURE_HEAD = ['jurisdiction', 'title', 'revision', 'first_on', 'last_on', 'complete'] as const;

/** A cell that says yes or no; undefined if it is empty, null for what is neither, which is told. */
function truthOf(cells: Cells, column: string): boolean | undefined | null {
  const text = cells.text(column)?.toLowerCase();
  if (text === undefined) return undefined;
  if (['true', 'yes', '1'].includes(text)) return true;
  if (['false', 'no', '0'].includes(text)) return false;
  cells.problem(column, `"${cells.text(column)}" is neither true nor false`);
  return null;
}

/** What begins like a code must be one, so that a slip of the keyboard does not pass for a word. */
const goodsOf = (text: string): string | { name: string } => (/^(?:\d|\*|ex\b)/.test(text) ? text : { name: text });

/** The column that a field of a coverage came from: `scopes.0.goods.1` → products. */
function coverageColumn([field = '', , part]: readonly string[]): string {
  if (field !== 'scopes') return field;
  return part === undefined || part === 'goods' ? 'products' : part;
}

/** The cells of a row by column, as the body of a request takes them: an empty one is left out. */
interface Cells {
  text(column: string): string | undefined;
  /** The parts between the semicolons. */
  list(column: string): string[] | undefined;
  problem(column: string, message: string): void;
}

/** The parts of a list. */
const partsOf = (cell: string): string[] =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function cellsOf({ line, cells, width }: SheetRow, { columns }: Sheet, problems: SheetProblems): Cells | undefined {
  if (width !== columns.length) {
    problems.add(
      line,
      null,
      `has ${width} cells, the header names ${columns.length} columns: a text that holds the delimiter stands in quotes`,
    );
    return undefined;
  }
  const text: Cells['text'] = (column) => cells[column] || undefined;
  return {
    text,
    list: (column) => {
      const parts = partsOf(text(column) ?? '');
      return parts.length > 0 ? parts : undefined;
    },
    problem: (column, message) => problems.add(line, column, message),
  };
}

/** Where a claim comes from. What is wrong with it is told here, in a sheet's words, and passed on as if it were right. */
function provenanceOf(cells: Cells) {
  const sources = cells.list('sources');
  const unsourced = truthOf(cells, 'unsourced');
  if (unsourced !== null && (sources !== undefined) === (unsourced ?? false))
    cells.problem('sources', 'give either the ids of sources, or true in the column unsourced');
  const origin = sources !== undefined ? { sources } : { unsourced: true };
  return { announced_on: cells.text('announced_on'), note: cells.text('note'), ...origin };
}

/** What the schema makes of a value; what it finds wrong is told with the column it came from. */
function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { line }: SheetRow,
  columnOf: (path: readonly string[]) => string,
  problems: SheetProblems,
): z.output<Schema> | undefined {
  const checked = check(schema, value);
  if (checked.ok) return checked.data;
  for (const { path, message } of checked.problems) problems.add(line, columnOf(path.split('.')), message);
  return undefined;
}

/** The columns of most sheets are the fields of a body. */
const fieldOf = ([field = '']: readonly string[]): string => field;
