import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { TrackerError } from '../domain/errors.ts';
import { tables } from '../tables/sqlite.ts';
import type { Entry } from '../things/ledger.ts';
import { sqliteGuardProblems, sqliteGuards } from './guards.ts';
import { type Among, type Change, type ChangeOptions, Connection, DryRun, runChange, type Store } from './store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));
const READERS = 3;

const among: Among = (column, list) => sql`${column} in (select value from json_each(${list}))`;

function open(file: string, readonly: boolean): Database.Database {
  const database = new Database(file, { readonly, fileMustExist: readonly });
  database.pragma('busy_timeout = 5000');
  if (!readonly) database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('recursive_triggers = ON');
  database.pragma('cache_size = -65536');
  database.pragma('mmap_size = 268435456');
  return database;
}

/**
 * Brings the schema up to date. Foreign keys are off meanwhile and checked afterwards: drizzle rebuilds a table by dropping it,
 * which its children would feel. Triggers fall with a rebuilt table, so they are made anew.
 */
function migrateSqlite(database: Database.Database): void {
  database.pragma('foreign_keys = OFF');
  const before = migrationsIn(database);
  migrate(drizzle(database), { migrationsFolder: MIGRATIONS });
  const migrated = migrationsIn(database) > before;
  // What is missing otherwise was taken away, and verify is to say so.
  const broken = migrated ? (database.pragma('foreign_key_check') as { table: string; rowid: number }[]) : [];
  const [first] = broken;
  if (first)
    throw new TrackerError(
      'unavailable',
      `the migration left ${broken.length} rows whose parents are missing, the first of them row ${first.rowid} of ${first.table}; the database was not opened`,
    );
  // Only a migration makes guards: one that is missing otherwise was taken away, and verify is to say so.
  if (migrated) restoreSqliteGuards(database);
  database.transaction(() => {
    database.exec(
      "insert into change_seq (id, seq, recorded_at) select 1, 0, '1970-01-01T00:00:00.000Z' where not exists (select 1 from change_seq)",
    );
  })();
  database.pragma('foreign_keys = ON');
}

/** How many migrations a file has seen. */
const migrationsIn = (database: Database.Database): number =>
  database.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get() === undefined
    ? 0
    : (database.prepare<[], { done: number }>('select count(*) as done from __drizzle_migrations').get()?.done ?? 0);

const restoreSqliteGuards = (database: Database.Database): void =>
  database.transaction(() => {
    for (const statement of sqliteGuards()) database.exec(statement);
  })();

/** Errors of the engine in the words of the tracker; anything unknown passes unchanged. */
function translate(error: unknown): unknown {
  const code = (error as { code?: unknown }).code ?? (error as { cause?: { code?: unknown } }).cause?.code;
  if (code === 'SQLITE_BUSY') return new TrackerError('unavailable', 'the database is busy with another process; try again');
  if (code === 'SQLITE_FULL') return new TrackerError('unavailable', 'the disk is full; nothing was recorded');
  // A quota, a limit of the size of files, a disk that is gone: what did not reach the file is not recorded.
  if (typeof code === 'string' && code.startsWith('SQLITE_IOERR'))
    return new TrackerError('unavailable', `the file of the database can't be read or written (${code}); nothing was recorded`);
  if (code === 'SQLITE_READONLY') return new TrackerError('unavailable', 'the database can only be read here; nothing was recorded');
  return error;
}

/** What SQLite finds wrong with the file: each line as SQLite says it. */
function integrityOf(file: string): string[] {
  const database = open(file, true);
  try {
    const damage = database.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = database.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[];
    return [
      ...damage.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...orphans.map(({ table, rowid, parent }) => `${table}, row ${rowid}: what it refers to in ${parent} is missing`),
    ];
  } finally {
    database.close();
  }
}

/** Copies the database through a connection of its own: VACUUM INTO reads one state, and writers go on meanwhile. */
function copyTo(file: string, copy: string): void {
  const database = open(file, true);
  try {
    database.prepare('vacuum into ?').run(copy);
  } finally {
    database.close();
  }
}

/** Opens (and creates) a database file, brings its schema up to date, and gives one writer and a pool of readers. */
export function openSqlite(file: string): Store {
  let writer: Database.Database;
  try {
    writer = open(file, false);
  } catch (error) {
    throw new TrackerError('unavailable', `can't open the database ${file}: ${(error as Error).message}`);
  }
  migrateSqlite(writer);
  const writing = new Connection(drizzle(writer), tables, among);

  const entries = new Map<number, Entry>();
  const idle: { database: Database.Database; connection: Connection }[] = [];
  const waiting: (() => void)[] = [];
  let opened = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const read: Store['read'] = async (work) => {
    while (idle.length === 0 && opened >= READERS) await new Promise<void>((resolve) => waiting.push(resolve));
    let reader = idle.pop();
    if (!reader) {
      opened++;
      const database = open(file, true);
      reader = { database, connection: new Connection(drizzle(database), tables, among, entries) };
    }
    try {
      reader.database.exec('begin');
      try {
        return await work(reader.connection);
      } finally {
        reader.database.exec('commit');
      }
    } catch (error) {
      throw translate(error);
    } finally {
      idle.push(reader);
      waiting.shift()?.();
    }
  };

  async function transact<T>({ now, dryRun }: ChangeOptions, work: (connection: Connection, change: Change) => Promise<T>): Promise<T> {
    try {
      writer.exec('begin immediate');
      try {
        const result = await runChange(writing, now, work);
        if (dryRun) throw new DryRun(result);
        writer.exec('commit');
        return result;
      } catch (error) {
        if (writer.inTransaction) writer.exec('rollback');
        throw error;
      }
    } catch (error) {
      if (error instanceof DryRun) return error.result as T;
      throw translate(error);
    }
  }

  return {
    engine: 'sqlite',
    tables,
    read,
    write: (options, work) => {
      // One write at a time: a second would find itself inside the first one's transaction.
      const result = queue.then(() => transact(options, work));
      queue = result.catch(() => undefined);
      return result;
    },
    guardProblems: sqliteGuardProblems,
    restoreGuards: async () => {
      await queue;
      restoreSqliteGuards(writer);
    },
    integrity: async () => integrityOf(file),
    backup: async (copy) => copyTo(file, copy),
    close: async () => {
      await queue;
      for (const { database } of idle) database.close();
      writer.pragma('wal_checkpoint(TRUNCATE)');
      writer.close();
    },
  };
}
