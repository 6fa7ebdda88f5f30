import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { Column, is, noopDecoder, SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { BusyError, TrackerError } from '../domain/errors.ts';
import { sqliteTables } from '../tables/sqlite.ts';
import type { Entry } from '../things/ledger.ts';
import { sqliteGuardProblems, sqliteGuards } from './guards.ts';
import { connect, damaged, isDamage, openToWrite, type Readable, readable, sqliteCode, whenFree } from './sqlite-file.ts';
import {
  type Among,
  type Change,
  type ChangeOptions,
  Connection,
  closedHere,
  createQueue,
  DryRun,
  onlyRead,
  PATIENCE,
  type Prepare,
  type RowReader,
  runChange,
  type Store,
  type StoreOptions,
} from './store.ts';

const READERS = 3;

const among: Among = (column, list) => sql`${column} in (select value from json_each(${list}))`;

/** Is what a query selects read as it stands in the file? */
const isPlain = (field: unknown): boolean =>
  is(field, Column)
    ? field.mapFromDriverValue === Column.prototype.mapFromDriverValue
    : is(field, SQL) && (field as unknown as { decoder: unknown }).decoder === noopDecoder;

/** Rows of plain values: the builder asks for each value of each row what it is, which takes longer than to read it. */
const readRows: RowReader = (prepared) => {
  const query = prepared as unknown as {
    fields?: { path: string[]; field: unknown }[];
    values(parameters: Record<string, unknown>): unknown[][];
  };
  if (!query.fields?.every(({ path, field }) => path.length === 1 && isPlain(field))) return null;
  const names = query.fields.map(({ path }) => path[0] as string);
  return (parameters) =>
    query.values(parameters).map((values) => {
      const row: Record<string, unknown> = {};
      for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index];
      return row;
    });
};

/** Errors of the engine in the words of the tracker; anything unknown passes unchanged. */
function translate(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (isDamage(error)) return damaged(file, error);
  if (code.startsWith('SQLITE_BUSY')) return new BusyError('the database is busy with another process; try again');
  if (code === 'SQLITE_FULL') return new TrackerError('unavailable', 'the disk is full; nothing was recorded');
  // A quota, a limit of the size of files, a disk that is gone: what did not reach the file is not recorded.
  if (code.startsWith('SQLITE_IOERR'))
    return new TrackerError('unavailable', `the file of the database can't be read or written (${code}); nothing was recorded`);
  if (code.startsWith('SQLITE_READONLY'))
    return new TrackerError('unavailable', 'the database can only be read here; nothing was recorded');
  return error;
}

/** What SQLite finds wrong with the file: each line as SQLite says it. */
function integrityOf(database: Database.Database): string[] {
  const damage = database.pragma('integrity_check') as { integrity_check: string }[];
  const orphans = database.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[];
  return [
    ...damage.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
    ...orphans.map(({ table, rowid, parent }) => `${table}, row ${rowid}: what it refers to in ${parent} is missing`),
  ];
}

interface Reader {
  database: Database.Database;
  connection: Connection;
}

/** The reads of a file: a pool of connections, and one of its own for what takes long. */
function readsOf({ file, connect, forget }: Readable, patience: number, mustStand: () => void) {
  const entries = new Map<number, Entry>();
  const idle: Reader[] = [];
  const waiting: (() => void)[] = [];
  let taken = 0;
  let isClosed = false;

  const open = (): Reader => {
    const database = connect();
    return { database, connection: new Connection(drizzle(database), sqliteTables, among, { keeper: async () => entries, readRows }) };
  };

  const read: Store['read'] = async (work) => {
    mustStand();
    while (taken >= READERS) await new Promise<void>((resolve) => waiting.push(resolve));
    taken++;
    try {
      // Who waited for a turn while it was closed is told so, and lets the next one know.
      if (isClosed) throw closedHere();
      const reader = idle.pop() ?? open();
      const { database, connection } = reader;
      try {
        // The first read fixes the state that all others see, and is the one that another process may be in the way of.
        await whenFree(Date.now() + patience, () => {
          if (!database.inTransaction) database.exec('begin');
          database.prepare('select 1 from change_seq').get();
        });
        return await work(connection);
      } finally {
        // Nothing was written; a damaged file can't commit even that.
        if (database.inTransaction) database.exec('rollback');
        if (isClosed) database.close();
        else idle.push(reader);
      }
    } catch (error) {
      throw translate(error, file);
    } finally {
      taken--;
      waiting.shift()?.();
    }
  };

  /** Copies the database through a connection of its own: VACUUM INTO reads one state, and writers go on meanwhile. */
  const alone = <T>(work: (database: Database.Database) => T): T => {
    if (isClosed) throw closedHere();
    const database = connect();
    try {
      return work(database);
    } finally {
      database.close();
    }
  };

  return {
    read,
    readLatest: read,
    integrity: async () => alone(integrityOf),
    backup: async (copy: string) =>
      alone((database) => {
        // To SQLite the copy is a write too.
        database.pragma('query_only = OFF');
        database.prepare('vacuum into ?').run(copy);
      }),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      for (const { database } of idle.splice(0)) database.close();
      forget();
    },
  };
}

/** Which file stands under a name: its device and its number there; null where there is none. */
function identityOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}

/**
 * A check that the file of a name is still the one that stands there now: what is written into a file that has no name any more is lost, and
 * who reads it would answer for ever with what it said. Throws `unavailable`.
 */
function standing(file: string): () => void {
  const opened = identityOf(file);
  return () => {
    const now = identityOf(file);
    if (now !== opened)
      throw new TrackerError(
        'unavailable',
        `the file of the database was ${now === null ? 'taken away' : 'replaced by another one'} while this program uses it: nothing is recorded or answered before it is started again`,
      );
  };
}

/** As long as a timer can wait. */
const UNENDING = 2_147_483_647;

/**
 * Opens a database file: for writing, with one writer and a pool of readers, making it where it does not exist and bringing its tables up
 * to date; or for reading, without a trace. Throws `invalid` for a file of somebody else, `unavailable` for one of another release.
 */
export async function openSqlite(file: string, options: StoreOptions = {}): Promise<Store> {
  const { access = 'write', patience = PATIENCE } = options;
  const common = {
    engine: 'sqlite',
    name: `file:${file}`,
    tables: sqliteTables,
    access,
    mayLag: false,
    guardProblems: sqliteGuardProblems,
  } as const;
  if (access === 'read') {
    const mustStand = standing(file);
    const way = await readable(file, patience);
    const { close, ...reads } = readsOf(way, patience, mustStand);
    return {
      ...common,
      ...reads,
      address: `file:${way.file}`,
      write: async () => {
        throw onlyRead();
      },
      restoreGuards: async () => {
        throw onlyRead();
      },
      close: async () => close(),
    };
  }

  const writer = await openToWrite(file, patience);
  const mustStand = standing(file);
  const { close: closeReaders, ...reads } = readsOf(
    { file, connect: () => connect(file, 'read'), forget: () => undefined },
    patience,
    mustStand,
  );
  const prepare: Prepare = (text) => {
    const statement = writer.prepare(text);
    return (values) => statement.run(values);
  };
  const writing = new Connection(drizzle(writer), sqliteTables, among, { prepare, readRows });
  // A second write would find itself inside the first one's transaction.
  const inTurn = createQueue();

  async function transact<T>(deadline: number, work: () => Promise<T>): Promise<T> {
    if (!writer.open) throw closedHere();
    mustStand();
    try {
      await whenFree(deadline, () => writer.exec('begin immediate'));
      try {
        const result = await work();
        mustStand();
        writer.exec('commit');
        return result;
      } catch (error) {
        if (writer.inTransaction) writer.exec('rollback');
        throw error;
      }
    } catch (error) {
      if (error instanceof DryRun) return error.result as T;
      throw translate(error, file);
    }
  }

  return {
    ...common,
    ...reads,
    address: `file:${file}`,
    write: <T>({ now, dryRun }: ChangeOptions, work: (connection: Connection, change: Change) => Promise<T>) =>
      inTurn(patience, (deadline) =>
        transact(deadline, async () => {
          const result = await runChange(writing, { ...options, now }, work);
          if (dryRun) throw new DryRun(result);
          return result;
        }),
      ),
    restoreGuards: () =>
      inTurn(patience, (deadline) =>
        transact(deadline, async () => {
          for (const statement of sqliteGuards()) writer.exec(statement);
        }),
      ),
    close: async () => {
      await inTurn(UNENDING, async () => undefined);
      if (!writer.open) return;
      closeReaders();
      try {
        writer.pragma('wal_checkpoint(TRUNCATE)');
      } catch (error) {
        // Into a file that can only be read nothing was recorded.
        if (!sqliteCode(error).startsWith('SQLITE_READONLY')) throw error;
      } finally {
        writer.close();
      }
    },
  };
}
