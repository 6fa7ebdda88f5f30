import { type ErrorDetail, TrackerError } from '../../domain/errors.ts';
import { HistoryError } from '../../domain/history-error.ts';

const LISTED = 100;
/** So many stretches of lines are named of one cause. */
const STRETCHES = 8;

/** What stands in several columns: a scope. */
const IN_COLUMNS = new Set(['rates', 'scopes']);

interface Cause {
  column: string | null;
  message: string;
  lines: Set<number>;
}

/** Gathers what is wrong with a sheet, so that all of it can be told at once. What is wrong alike in many rows is one cause. */
export class SheetProblems {
  readonly unit: string;
  readonly #causes = new Map<string, Cause>();
  readonly #lines = new Map<number, Cause[]>();
  readonly #faults = new Set<string>();
  /** Of each entry that was recorded, which line a place in it stands on. */
  readonly #lineOf = new Map<number, (path: string) => number>();

  constructor(unit: 'line' | 'row') {
    this.unit = unit;
  }

  /** A cell that holds nothing to take: what is missed there is no second problem. */
  fault(line: number, column: string | null, message: string): void {
    this.add(line, column, message);
    if (column !== null) this.#faults.add(`${line} ${column}`);
  }

  add(line: number, column: string | null, message: string): void {
    if (this.#faults.has(`${line} ${column}`)) return;
    const key = `${column}: ${message}`;
    let cause = this.#causes.get(key);
    if (!cause) {
      cause = { column, message, lines: new Set() };
      this.#causes.set(key, cause);
    }
    if (cause.lines.has(line)) return;
    cause.lines.add(line);
    const own = this.#lines.get(line);
    if (own) own.push(cause);
    else this.#lines.set(line, [cause]);
  }

  /** Runs a check and keeps what it throws; undefined then. */
  attempt<Result>(line: number, column: string, check: () => Result): Result | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      this.add(line, column, error.message);
      return undefined;
    }
  }

  /** Runs a check, keeps what it throws, and says whether it passed. */
  passes(line: number, column: string, check: () => void): boolean {
    const done = this.attempt(line, column, () => {
      check();
      return true;
    });
    return done === true;
  }

  /** Records an entry that a line says, and keeps what recording finds wrong with it. `lineOf`: where it is of several lines. */
  async recording(line: number, record: (path: string) => Promise<number>, lineOf: (path: string) => number = () => line): Promise<void> {
    const path = `${this.unit} ${line}`;
    try {
      this.#lineOf.set(await record(path), lineOf);
    } catch (error) {
      const own = error instanceof TrackerError ? error.details.filter((detail) => detail.path.startsWith(`${path}.`)) : [];
      if (own.length === 0) throw error;
      for (const { path: where, message } of own) {
        const [field = ''] = where.slice(path.length + 1).split('.');
        this.add(line, IN_COLUMNS.has(field) ? null : field, message);
      }
    }
  }

  /** What is found once all is recorded, with the line that is to blame where one is known. */
  placed(error: unknown): unknown {
    if (!(error instanceof HistoryError)) return error;
    const line = this.#lineOf.get(error.seq)?.(error.field);
    if (line === undefined) return error;
    const [field = ''] = error.field.split('.');
    this.add(line, IN_COLUMNS.has(field) ? null : field, error.message);
    return this.asError();
  }

  /** Is anything wrong with this line? */
  has(line: number): boolean {
    return this.#lines.has(line);
  }

  /** How many lines have something wrong. */
  get lines(): number {
    return this.#lines.size;
  }

  /** What is wrong with a line, each with its column. */
  ofLine(line: number): ErrorDetail[] {
    return (this.#lines.get(line) ?? []).map(({ column, message }) => ({ path: column ?? '', message }));
  }

  /** What is wrong, in the order of the lines; null if nothing is. Its details are the first hundred causes. */
  asError(): TrackerError | null {
    const causes = [...this.#causes.values()].sort((a, b) => first(a) - first(b));
    if (causes.length === 0) return null;
    const details = causes.slice(0, LISTED).map((cause) => this.#told(cause));
    const count = causes.length === 1 ? '1 problem' : `${causes.length} problems`;
    const rows = this.#lines.size > causes.length ? ` in ${this.#lines.size} rows` : '';
    const more = causes.length > LISTED ? ` (the first ${LISTED} are listed, ${causes.length - LISTED} more are not)` : '';
    return new TrackerError('invalid', `the sheet has ${count}${rows}${more}; nothing was recorded`, details, {
      problems: causes.length,
      rows: this.#lines.size,
    });
  }

  /** Throws `invalid` if anything was found. */
  check(): void {
    const error = this.asError();
    if (error) throw error;
  }

  #told({ column, message, lines }: Cause): ErrorDetail {
    const place = `${this.unit}${lines.size === 1 ? '' : 's'} ${stretches([...lines])}`;
    return {
      path: column === null ? place : `${place}, column ${column}`,
      message: lines.size === 1 ? message : `${lines.size} rows: ${message}`,
    };
  }
}

const first = ({ lines }: Cause): number => lines.values().next().value ?? 0;

/** Numbers as people write them: 2–809, 812. */
function stretches(lines: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  const named = found.slice(0, STRETCHES).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  const rest = found.slice(STRETCHES).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
