import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Instant } from '../domain/dates.ts';
import { BusyError, TrackerError } from '../domain/errors.ts';
import type { Tables } from '../tables/tables.ts';
import type { Entry } from '../things/ledger.ts';
import { PERIOD_RULES, tooNew } from './migrations.ts';

/**
 * A drizzle database of either engine, typed as SQLite's. Every query is awaited; `.all()`, `.get()`, `.run()` and `execute`
 * exist on one engine only and are not used.
 */
export type Db = BetterSQLite3Database;

type Parameters = Record<string, unknown>;
interface Prepared<Result> {
  execute(parameters: Parameters): PromiseLike<Result>;
}
interface Preparable<Result> {
  prepare(name: string): Prepared<Result>;
  toSQL(): { sql: string };
}

/** How an engine keeps a statement and runs it with values in their order, where that is quicker than the builder's way. */
export type Prepare = (text: string) => (values: readonly unknown[]) => unknown;

/** How an engine reads the rows of a prepared query, where that is quicker than the builder's way and gives the same; else null. */
export type RowReader = (prepared: Prepared<unknown[]>) => ((parameters: Parameters) => unknown[]) | null;

/** How an engine says that a column is one of a list, which comes as the text of one JSON array. */
export type Among = (column: SQLiteColumn, list: SQL) => SQL;

/** Gives what was read before by connections that only read. */
export type Keeper = (connection: Connection) => Promise<Map<number, Entry>>;

/** Gives others a turn: work on many rows awaits it between one batch and the next. */
export const turn = (): Promise<void> => nextTurn();

/** A list as one parameter of a prepared query; see `Connection.isAmong`. */
export const asList = (values: Iterable<string | number>): string => JSON.stringify([...values]);

const slots = new Map<string, SQL>();

/** A parameter of a prepared query. */
export function slot(name: string): SQL {
  const made = slots.get(name) ?? sql`${sql.placeholder(name)}`;
  // Names come from filters, so there are few.
  if (slots.size < 10_000) slots.set(name, made);
  return made;
}

/** How many rows, as a parameter: the builder takes one, and its type knows numbers alone. */
export const limitSlot = (): number => slot('limit') as unknown as number;

/** One connection inside a transaction, with its prepared statements. */
export class Connection {
  readonly db: Db;
  readonly tables: Tables;
  readonly #among: Among;
  /** Entries read before: those of a keeper, or of one write, for those being written may yet be taken back. */
  entries: Map<number, Entry> | null = null;
  readonly #keeper: Keeper | null;
  readonly #statements = new Map<string, (parameters: Parameters) => PromiseLike<unknown[]> | unknown[]>();
  readonly #prepare: Prepare | null;
  readonly #readRows: RowReader;
  readonly #bound = new Map<string, (values: readonly unknown[]) => unknown>();

  constructor(
    db: Db,
    tables: Tables,
    among: Among,
    {
      keeper = null,
      prepare = null,
      readRows = () => null,
    }: { keeper?: Keeper | null; prepare?: Prepare | null; readRows?: RowReader } = {},
  ) {
    this.db = db;
    this.tables = tables;
    this.#among = among;
    this.#keeper = keeper;
    this.#prepare = prepare;
    this.#readRows = readRows;
  }

  /** The entries that were read before and still stand as they were read; null: none are kept. */
  async kept(): Promise<Map<number, Entry> | null> {
    this.entries ??= (await this.#keeper?.(this)) ?? null;
    return this.entries;
  }

  /** The column is one of the list given as parameter `name` (see `asList`): one statement serves lists of any length. */
  isAmong(column: SQLiteColumn, name: string): SQL {
    return this.#among(column, slot(name));
  }

  /** Runs a query that is built and prepared once for each `shape` on this connection. Values come as `sql.placeholder`s. */
  async query<Row>(shape: string, build: (db: Db, tables: Tables) => Preparable<Row[]>, parameters: Parameters = {}): Promise<Row[]> {
    let statement = this.#statements.get(shape);
    if (!statement) {
      // PostgreSQL cuts names at 63 characters, so the shape itself can't be the name.
      const prepared = build(this.db, this.tables).prepare(`s${this.#statements.size}`);
      statement = this.#readRows(prepared) ?? ((values) => prepared.execute(values));
      // Shapes come from filters, so there are few; a caller that makes them without end would fill the memory.
      if (this.#statements.size < 2000) this.#statements.set(shape, statement);
    }
    return (await statement(parameters)) as Row[];
  }

  /**
   * Runs a statement that gives no rows back, with values in their order: its placeholders are named `0`, `1` and so on. For many rows, of
   * which to name each value takes longer than to store it. `rows`: of so many rows of values, with which the statement ends.
   */
  async command(
    shape: string,
    build: (db: Db, tables: Tables, rows: number) => Preparable<unknown>,
    values: readonly unknown[],
    rows = 1,
  ): Promise<void> {
    if (this.#prepare === null) {
      await this.query(shape, (db, tables) => build(db, tables, rows) as Preparable<unknown[]>, { ...values });
      return;
    }
    let run = this.#bound.get(shape);
    if (!run) {
      // Where placeholders have no numbers each row is written as the first: it takes long to build a statement of a thousand values.
      const one = build(this.db, this.tables, 1).toSQL().sql;
      run = this.#prepare(one + `, ${one.slice(one.lastIndexOf('('))}`.repeat(rows - 1));
      this.#bound.set(shape, run);
    }
    run(values);
  }
}

/** One write in progress: the instant it records, and the numbers it gives its entries. */
export interface Change {
  recorded_at: Instant;
  /** The next seq of the ledger. */
  nextSeq(): number;
  /** The last seq before this write. */
  before: number;
  /** The last seq given out; a change of tokens alone uses one number as well. */
  lastSeq(): number;
  /** For an import into an empty database: the state of the ledger that this write leaves, instead of its own numbers and instant. */
  restore(seq: number, recorded_at: Instant): void;
  /** For an import that adds to the ledger that it brings: the numbers go on after that one, and the instant lies after its last. */
  continueFrom(seq: number, recorded_at: Instant): void;
  /** For what is no part of the ledger, such as a session: its state stays as it was. */
  leaveState(): void;
}

export interface ChangeOptions {
  /**
   * Now, as an instant; recorded_at is this or just after the last change, whichever is later. A write may have to wait, and what was
   * answered meanwhile is final: the clock itself is read once it is the write's turn.
   */
  now: Instant | (() => Instant);
  /** Do everything, then take it back. */
  dryRun?: boolean;
}

/** What a database is opened for. `read`: nothing is made, migrated or written, so what can only be read is enough. */
export type Access = 'read' | 'write';

export interface StoreOptions {
  /** `write` unless given. */
  access?: Access;
  /** The clock is right though the last entry is more than a year old. */
  trustClock?: boolean;
  /** So many milliseconds a read or a write waits for what another process holds; ten seconds unless given. */
  patience?: number;
  /**
   * So many milliseconds a database server may take for a statement before its connection counts as lost: one that was stopped, or cut off,
   * never answers. As long as it takes unless given, and for what brings a database up to date.
   */
  answersWithin?: number;
  /** Is told what takes long before it begins: that a database of an earlier release is brought up to date. */
  tell?: (what: string) => void;
}

/** What is said to who would write to a database that was opened for reading. */
export const onlyRead = (): TrackerError => new TrackerError('unavailable', 'the database was opened for reading; nothing was recorded');

/** What is said to who asks after closing. */
export const closedHere = (): TrackerError =>
  new TrackerError('unavailable', 'the database was closed here: open it again to ask or to record');

/** How long a read or a write waits for another process unless told otherwise. */
export const PATIENCE = 10_000;

/** One write of this process after the other; others get a turn between two. */
type Queue = <T>(patience: number, work: (deadline: number) => Promise<T>) => Promise<T>;

/**
 * A queue for writes. While they get done, a write waits as long as it takes. When none has got through for as long as its patience, it is
 * refused with `unavailable` and never begun. `deadline` is when that would be, as `Date.now()` tells time.
 */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  let lastDone = 0;
  return (patience, work) => {
    const asked = Date.now();
    const deadline = (): number => Math.max(asked, lastDone) + patience;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      let isGone = false;
      const watch = (): void => {
        const left = deadline() - Date.now();
        if (left > 0) {
          timer = setTimeout(watch, left);
          return;
        }
        isGone = true;
        reject(new BusyError('other changes are being recorded, and it takes long; try again'));
      };
      watch();
      last = last.then(async () => {
        clearTimeout(timer);
        if (isGone) return;
        try {
          resolve(await work(deadline()));
          lastDone = Date.now();
        } catch (error) {
          if (!(error instanceof TrackerError && error.code === 'unavailable')) lastDone = Date.now();
          reject(error);
        }
        await nextTurn();
      });
    });
  };
}

/** A database of either engine. */
export interface Store {
  readonly engine: 'sqlite' | 'postgres';
  readonly access: Access;
  readonly tables: Tables;
  /** As messages call it: no user, no password. */
  readonly name: string;
  /** By which other threads open the same database. */
  readonly address: string;
  /** Is it a copy that may lag behind what was recorded, such as a standby? */
  readonly mayLag: boolean;
  /** Runs a read in one transaction of its own. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** The same where what was just written must be seen: never in a copy that lags behind. */
  readLatest<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs a write: one at a time, all or nothing. */
  write<T>(options: ChangeOptions, work: (connection: Connection, change: Change) => Promise<T>): Promise<T>;
  /** What is wrong with the guards of the ledger: those that are missing, altered or switched off. */
  guardProblems(connection: Connection): Promise<string[]>;
  /** Puts the guards back as this release makes them. */
  restoreGuards(): Promise<void>;
  /** What the engine itself finds wrong with its file: damaged pages, values that break a constraint, rows whose parents are missing. */
  integrity(): Promise<string[]>;
  /** Copies the database as it stands to a new file, while it is in use. Only an engine that keeps its database in a file has this. */
  backup?(file: string): Promise<void>;
  close(): Promise<void>;
}

/** The state of the ledger: the last number given out and its instant. */
export async function readChangeSeq(connection: Connection): Promise<{ seq: number; recorded_at: Instant }> {
  const [row] = await connection.query('change_seq', (db, { change_seq }) =>
    db.select({ seq: change_seq.seq, recorded_at: change_seq.recorded_at }).from(change_seq),
  );
  return row ?? { seq: 0, recorded_at: '1970-01-01T00:00:00.000Z' };
}

/** The digest of the bundled dataset that was loaded last, whole; empty if none was. */
export async function loadedDataset(connection: Connection): Promise<string> {
  const [row] = await connection.query('loaded_dataset', (db, { change_seq }) =>
    db.select({ dataset: change_seq.dataset }).from(change_seq),
  );
  return row?.dataset ?? '';
}

/** Notes which bundled dataset was loaded; to be called in a write. */
export const noteDataset = (connection: Connection, digest: string): Promise<void> =>
  connection.command('note_dataset', (db, { change_seq }) => db.update(change_seq).set({ dataset: slot('0') }), [digest]);

/** By which rules the rows of periods were made. */
export async function periodRules(connection: Connection): Promise<number> {
  const [row] = await connection.query('period_rules', (db, { change_seq }) =>
    db.select({ rules: change_seq.period_rules }).from(change_seq),
  );
  return row?.rules ?? 0;
}

/**
 * Takes the lock that every write begins with, runs the work and writes the new state of the ledger.
 * The engines call this inside a transaction of theirs.
 */
export async function runChange<T>(
  connection: Connection,
  { now, trustClock = false }: Pick<ChangeOptions, 'now'> & Pick<StoreOptions, 'trustClock'>,
  work: (connection: Connection, change: Change) => Promise<T>,
): Promise<T> {
  // The number rises only at the end: until then the guards know by it which entries are older than this write.
  const [before] = await connection.query<{ seq: number; recorded_at: Instant; rules: number }>('begin_change', (db, { change_seq: c }) =>
    db
      .update(c)
      .set({ seq: sql`${c.seq}` })
      .returning({ seq: c.seq, recorded_at: c.recorded_at, rules: c.period_rules }),
  );
  if (!before) throw new Error('the table change_seq has lost its row');
  // Another program may have brought it up to date meanwhile: rows by two rules would not go together.
  if (before.rules > PERIOD_RULES) throw tooNew('the database');
  const next = new Date(Date.parse(before.recorded_at) + 1).toISOString();
  const begun = typeof now === 'string' ? now : now();
  if (before.seq > 0 && !trustClock) checkClock(begun, before.recorded_at);
  const recorded_at = begun > next ? begun : next;
  let given = before.seq;
  let restored: { seq: number; recorded_at: Instant } | undefined;
  const change: Change = {
    recorded_at,
    nextSeq: () => ++given,
    before: before.seq,
    lastSeq: () => Math.max(given, before.seq + 1),
    restore: (seq, instant) => {
      restored = { seq, recorded_at: instant };
    },
    continueFrom: (seq, instant) => {
      given = seq;
      const after = new Date(Date.parse(instant) + 1).toISOString();
      if (after > change.recorded_at) change.recorded_at = after;
    },
    leaveState: () => {
      restored = before;
    },
  };
  // What is read twice in a write is kept until it ends: it may yet be taken back.
  connection.entries = new Map();
  const result = await work(connection, change).finally(() => {
    connection.entries = null;
  });
  const state = restored ?? { seq: change.lastSeq(), recorded_at: change.recorded_at };
  // Whoever opens a database to write begins with making its rows of periods by the rules of this release.
  await connection.command(
    'end_change',
    (db, { change_seq }) => db.update(change_seq).set({ seq: slot('0'), recorded_at: slot('1'), period_rules: slot('2') }),
    [state.seq, state.recorded_at, PERIOD_RULES],
  );
  return result;
}

/**
 * An instant once recorded can't be taken back, and all later ones lie after it. A clock that went years ahead is refused; one that goes
 * back does no harm. Throws `unavailable`.
 */
function checkClock(now: Instant, last: Instant): void {
  const days = Math.floor((Date.parse(now) - Date.parse(last)) / 86_400_000);
  if (days > FARTHEST_LEAP)
    throw new TrackerError(
      'unavailable',
      `the clock says ${now}, ${days} days after the last entry (${last}): nothing was recorded. Set the clock; if it is right, start once with TRUST_CLOCK=yes`,
    );
}

/** So many days may lie between two entries before the clock is in doubt: a ledger may rest for a year. */
const FARTHEST_LEAP = 366;

/** Thrown through a transaction to take a dry run back; carries what the run would have answered. */
export class DryRun extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super('dry run');
    this.result = result;
  }
}
