import type * as z from 'zod';
import { turn } from '../../db/store.ts';
import { positionOfRepeated } from '../../domain/group.ts';
import { examine } from '../../things/read.ts';
import { IN_PAIRS } from '../../things/scalars.ts';
import type { GridRow } from './grid.ts';
import type { SheetNames } from './names.ts';
import type { SheetProblems } from './problems.ts';
import type { Sheet } from './sheet.ts';

/** Does a text name several with something else than a semicolon between them? A name may have a comma in it, so it is asked for as one first. */
function areSeveral(text: string, isOne: (part: string) => boolean): boolean {
  const parts = text.split(/[,|/]/).map((part) => part.trim());
  return parts.length > 1 && parts.every(isOne);
}
const PART_THEM = 'names several: put ; between them';

/** Stands where a cell names nobody that is known, so that the reading goes on: nothing is recorded then. */
export const NOBODY = 'ZZ';

/** The cells of a row by column. What is wrong in them is told at once, and answered with something that lets the reading go on. */
export class SheetCells {
  readonly line: number;
  readonly #texts: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #problems: SheetProblems;

  constructor({ line, cells }: GridRow, places: ReadonlyMap<string, number>, problems: SheetProblems) {
    this.line = line;
    this.#texts = cells;
    this.#places = places;
    this.#problems = problems;
  }

  /** A cell as it was written; undefined where it is empty. */
  text(column: string): string | undefined {
    const place = this.#places.get(column);
    return (place === undefined ? undefined : this.#texts[place]) || undefined;
  }

  /** The parts between the semicolons. */
  list(column: string): string[] | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const parts = (text.includes(';') ? text.split(';') : [text]).map((part) => part.trim()).filter((part) => part !== '');
    return parts.length > 0 ? parts : undefined;
  }

  /** The code that a cell names; `NOBODY` for a name that means none, which is told. */
  named(column: string, find: (text: string) => string): string | undefined {
    const text = this.text(column);
    return text === undefined ? undefined : (this.#problems.attempt(this.line, column, () => find(text)) ?? NOBODY);
  }

  /** The same of each part of a cell; those that are not known are left out. */
  listNamed(column: string, find: (text: string) => string): string[] | undefined {
    const isOne = (part: string): boolean => {
      try {
        return find(part) !== '';
      } catch {
        return false;
      }
    };
    return this.list(column)?.flatMap((text) => {
      const isNone = !isOne(text) && areSeveral(text, isOne);
      if (isNone) this.problem(column, `"${text}" ${PART_THEM}`);
      return isNone ? [] : (this.#problems.attempt(this.line, column, () => find(text)) ?? []);
    });
  }

  /** A cell that says yes or no; undefined if it is empty, null for what is neither, which is told. */
  truth(column: string): boolean | undefined | null {
    const text = this.text(column)?.toLowerCase();
    if (text === undefined) return undefined;
    if (['true', 'yes', '1'].includes(text)) return true;
    if (['false', 'no', '0'].includes(text)) return false;
    this.problem(column, `"${this.text(column)}" is neither true nor false`);
    return null;
  }

  problem(column: string | null, message: string): void {
    this.#problems.add(this.line, column, message);
  }

  /** The cells of some columns, as the fields of a body. */
  fields(columns: readonly string[]): Record<string, string | undefined> {
    return Object.fromEntries(columns.map((column) => [column, this.text(column)]));
  }

  /** Tells each column that says something else than the row that spoke first. */
  mustAgree(first: SheetCells, columns: readonly string[], what: string): void {
    for (const column of columns) {
      const [said, before] = [this.text(column), first.text(column)];
      if (said !== undefined && said !== before)
        this.problem(column, `"${said}" is not what ${this.#problems.unit} ${first.line} says of ${what}: "${before ?? ''}"`);
    }
  }
}

/** What reading a sheet needs. */
export interface SheetReading {
  names: SheetNames;
  problems: SheetProblems;
}

/** So many rows are read before others have their turn. */
const TURN = 500;

/** The rows of a sheet; those with more cells than the header has columns are told and left out. */
export async function cellRows({ columns, rows, unit }: Sheet, problems: SheetProblems): Promise<SheetCells[]> {
  const places = new Map(columns.map((name, place) => [name, place]));
  const found: SheetCells[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await turn();
    if (row.cells.length <= columns.length) found.push(new SheetCells(row, places, problems));
    else
      problems.add(
        row.line,
        null,
        `has ${row.cells.length} cells, the header names ${columns.length} columns${unit === 'line' ? ': a text that holds the delimiter stands in quotes' : ''}`,
      );
  }
  return found;
}

/** Does something for each of a list, with turns for others in between. */
export async function forEach<One>(list: Iterable<One>, work: (one: One) => void | Promise<void>): Promise<void> {
  let count = 0;
  for (const one of list) {
    if (++count % TURN === 0) await turn();
    await work(one);
  }
}

/** What the schema makes of a value; what it finds wrong is told with the place it came from. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  placeOf: (path: readonly string[]) => { cells: SheetCells; column: string },
): z.output<Schema> | undefined {
  const checked = examine(schema, value);
  if (checked.ok) return checked.data;
  for (const { path, message } of checked.problems) {
    const { cells, column } = placeOf(path.split('.'));
    cells.problem(column, message === 'is missing: it must be a string' ? 'is missing' : message);
  }
  return undefined;
}

/** The columns of most sheets are the fields of a body. */
export const fieldsIn =
  (cells: SheetCells) =>
  ([column = '']: readonly string[]): { cells: SheetCells; column: string } => ({ cells, column });

/** Where a claim comes from. What is wrong with it is told here, in a sheet's words, and passed on as if it were right. */
export function provenanceIn(cells: SheetCells) {
  const sources = cells.list('sources');
  const unsourced = cells.truth('unsourced');
  if (unsourced !== null && (sources !== undefined) === (unsourced ?? false))
    cells.problem('sources', 'give either the ids of sources, or true in the column unsourced');
  const twice = positionOfRepeated(sources ?? []);
  if (twice !== -1) cells.problem('sources', `"${sources?.[twice]}" is cited already: name each source once`);
  const origin = sources !== undefined ? { sources: [...new Set(sources)] } : { unsourced: true };
  return { ...cells.fields(['announced_on', 'note', 'confidence', 'doubt']), ...origin };
}

/** What to say of a code that a spreadsheet took for a long number, such as 8.7E+09; nothing of any other. */
export const digitsGone = (code: string): string =>
  /^\d(?:[.,]\d+e\+?|e\+)\d+$/i.test(code) ? '. A spreadsheet shows a long number so, and its digits are gone: keep codes as text' : '';

const isCode = (text: string): boolean => IN_PAIRS.test(text.replace(/^ex\s+/i, ''));

/** A code as goods are named in a body. What begins like a code must be one, so that a slip of the keyboard does not pass for a word. */
export function goodsIn(text: string, cells: SheetCells): string | { name: string } | undefined {
  if (text === '*') return text;
  if (!/^'?\s*(?:\d|\*|ex\b)/i.test(text)) return { name: text };
  const [, part, code] = /^(ex\s+)?(\d[\d.\s-]*)$/i.exec(text) ?? [];
  // A program that took the code for a number gives it a decimal point.
  const digits = (code ?? '').replace(/\.0$/, '').replace(/[.\s-]/g, '');
  if (code !== undefined && IN_PAIRS.test(code) && digits.length <= 10) return `${part === undefined ? '' : 'ex '}${digits}`;
  const right = 'must be 2, 4, 6, 8 or 10 digits of the Harmonized System, "ex 870380" for a part of a code, or * for all goods';
  const what = digits.length % 2 === 0 ? 'its digits are not in pairs, as 0203.29 has them' : `it has ${digits.length}`;
  if (code !== undefined && digits.length < 10)
    cells.problem(
      'products',
      `"${text}" ${right}: ${what}. A spreadsheet takes the zero off a number: as text it may be ${digits.length % 2 === 0 ? '' : 0}${digits}`,
    );
  else if (areSeveral(text, isCode)) cells.problem('products', `"${text}" ${PART_THEM}`);
  else if (digitsGone(text) !== '') cells.problem('products', `"${text}" ${right}${digitsGone(text)}`);
  else if (/^(?:ex\s+)?\d[\d.\s-]*[a-z]/i.test(text))
    cells.problem('products', `"${text}" ${right}: it is a national code with a letter, so give the digits before that, with ex in front`);
  else cells.problem('products', `"${text}" ${right}`);
  return undefined;
}
