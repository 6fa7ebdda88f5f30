import { accessSync, closeSync, constants, copyFileSync, existsSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { BusyError, TrackerError } from '../domain/errors.ts';
import { sqliteGuards } from './guards.ts';
import { FIRST_STATE, lackingMigrations, MIGRATIONS_TABLE, notOurs, type SchemaStanding, standing, tooOld } from './migrations.ts';

// Files of SQLite: what a file is, how it is opened so that reading leaves no trace, and how it is brought up to date.

type Sqlite = Database.Database;

/** SQLite's name for what went wrong, such as SQLITE_BUSY. */
export const sqliteCode = (error: unknown): string =>
  String((error as { code?: unknown }).code ?? (error as { cause?: { code?: unknown } }).cause?.code ?? '');
const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(sqliteCode(error));

/** Does a file of SQLite hold what none can hold? */
export const isDamage = (error: unknown): boolean => /^SQLITE_CORRUPT/.test(sqliteCode(error));
export const damaged = (file: string, error: unknown): TrackerError =>
  new TrackerError(
    'unavailable',
    `the database ${file} is damaged (${(error as Error).message}): keep it aside, and put a backup back or import the last export into a new one`,
  );

/**
 * Tries something until no other process is in its way. SQLite itself would wait on the event loop and stop everybody meanwhile. Gives
 * up at `deadline` (as `Date.now()` tells time) with SQLite's own error.
 */
export async function whenFree<T>(deadline: number, attempt: () => T): Promise<T> {
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error;
    }
    // Not all at the same moment.
    await sleep(pause * (0.5 + Math.random()));
  }
}

/** How a file is opened: `write`, `read`, or `look`, which may come near it as a writer does and yet never writes. */
type Manner = 'write' | 'look' | 'read';

export function connect(file: string, manner: Manner): Sqlite {
  const database = construct(file, { readonly: manner === 'read', fileMustExist: manner !== 'write' });
  // Waiting is done by whenFree.
  database.pragma('busy_timeout = 0');
  if (manner === 'look') database.pragma('query_only = ON');
  database.pragma('synchronous = FULL');
  // A change touches some forty pages, mostly the same ones: at SQLite's own thousand every 25th would write them back to the file.
  database.pragma('wal_autocheckpoint = 8000');
  database.pragma('foreign_keys = ON');
  database.pragma('recursive_triggers = ON');
  // In KiB, as far as it is needed. A large import changes many pages: what finds no room is written to the log more than once.
  database.pragma(`cache_size = ${manner === 'write' ? -262_144 : -65_536}`);
  database.pragma('mmap_size = 2147418112');
  return database;
}

/** Opens a file. Throws `unavailable`, saying what to do, where better-sqlite3 has no binary that this Node can load. */
function construct(file: string, options: Database.Options): Sqlite {
  try {
    return new Database(file, options);
  } catch (error) {
    if (lacksBinary(error)) throw new TrackerError('unavailable', NO_BINARY);
    throw error;
  }
}

/** Was better-sqlite3 installed without its binary, or for another Node? */
const lacksBinary = (error: unknown): boolean =>
  error instanceof Error &&
  (/could not locate the bindings file/i.test(error.message) ||
    ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND'].includes(String((error as NodeJS.ErrnoException).code)));

const NO_BINARY = `better-sqlite3 has no binary for Node ${process.versions.node} on ${process.platform} ${process.arch}: run "npm rebuild better-sqlite3". Where none can be fetched, that compiles one, and needs Python 3 and a C++ compiler (Debian and Ubuntu: apt-get install build-essential python3; macOS: xcode-select --install; Windows: the Visual Studio Build Tools). A PostgreSQL database needs neither: DATABASE_URL=postgres://user@host/name`;

const tablesOf = (database: Sqlite): string[] =>
  database
    .prepare<[], string>("select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name")
    .pluck()
    .all();

/** The migrations that a file has seen. */
const appliedIn = (database: Sqlite): number[] =>
  tablesOf(database).includes(MIGRATIONS_TABLE.sqlite)
    ? database.prepare<[], number>(`select cast(created_at as integer) from ${MIGRATIONS_TABLE.sqlite}`).pluck().all()
    : [];

/** What a file is to the tracker: new, or one of its own. Throws `invalid` for one of somebody else, `unavailable` for one of a newer release. */
function standingOf(database: Sqlite, file: string): SchemaStanding | 'new' {
  const tables = tablesOf(database);
  // Two that make a database together meet in a file that is empty, or has seen no migration yet.
  if (tables.every((table) => table === MIGRATIONS_TABLE.sqlite)) return 'new';
  if (!['ledger', 'change_seq', MIGRATIONS_TABLE.sqlite].every((table) => tables.includes(table)))
    throw notOurs(file, `it has the tables of another application (${tables.slice(0, 4).join(', ')}${tables.length > 4 ? ', …' : ''})`);
  return standing('sqlite', appliedIn(database), file);
}

/** An error of opening in words. */
function refusal(file: string, error: unknown): unknown {
  if (error instanceof TrackerError) return error;
  const code = sqliteCode(error);
  if (code === 'SQLITE_NOTADB') return notOurs(file, 'it is not a file of SQLite');
  if (isDamage(error)) return damaged(file, error);
  if (isBusy(error)) return new BusyError(`the database ${file} is busy with another process; try again`);
  if (code.startsWith('SQLITE_READONLY'))
    return new TrackerError(
      'unavailable',
      `the database ${file} can only be read here, it or its folder: commands that ask do without more, and serve --read-only serves it`,
    );
  if (existsSync(file) && statSync(file).isDirectory()) return notOurs(file, 'it is a folder');
  return new TrackerError('unavailable', `can't open the database ${file}: ${hindrance(file) ?? (error as Error).message}`);
}

/** What who runs this can't do with a file, in words; null if it is something else. */
function hindrance(file: string): string | null {
  if (existsSync(file)) return isReadable(file) ? null : 'you may not read it';
  const folder = dirname(resolve(file));
  return existsSync(folder) ? `no file can be made in ${folder}` : null;
}

function isReadable(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Opens a file for the one who writes, making it where it does not exist, and brings its tables up to date. */
export async function openToWrite(file: string, patience: number): Promise<Sqlite> {
  const deadline = Date.now() + patience;
  let database: Sqlite | undefined;
  try {
    const opened = connect(file, 'write');
    database = opened;
    // Before anything is changed: it may be somebody else's.
    const found = await whenFree(deadline, () => standingOf(opened, file));
    // Twice SQLite's own: of a change, and of a large import, fewer pages are touched. It is fixed with the first page.
    if (found === 'new') opened.pragma('page_size = 8192');
    await whenFree(deadline, () => opened.pragma('journal_mode = WAL'));
    if (found !== 'current') await migrate(opened, deadline);
    return opened;
  } catch (error) {
    database?.close();
    throw refusal(file, error);
  }
}

const guardsIn = (database: Sqlite): string[] =>
  database
    .prepare("select name from sqlite_master where type = 'trigger' and name like '%\\_guard\\_%' escape '\\'")
    .pluck()
    .all() as string[];

/**
 * Brings the tables up to date, in one transaction in which the guards are made anew. Foreign keys are off meanwhile and checked
 * afterwards: a table is rebuilt by dropping it, which its children would feel. At no other time are guards made: one that is missing
 * otherwise was taken away, and verify is to say so.
 */
async function migrate(database: Sqlite, deadline: number): Promise<void> {
  database.pragma('foreign_keys = OFF');
  await whenFree(deadline, () => database.exec('begin immediate'));
  try {
    // Another process may have been first.
    const lacking = lackingMigrations('sqlite', appliedIn(database));
    if (lacking.length > 0) {
      database.exec(
        `create table if not exists ${MIGRATIONS_TABLE.sqlite} (id serial primary key, hash text not null, created_at numeric)`,
      );
      // One that names a table which is rebuilt would stop that.
      for (const name of guardsIn(database)) database.exec(`drop trigger ${name}`);
      const note = database.prepare(`insert into ${MIGRATIONS_TABLE.sqlite} (hash, created_at) values (?, ?)`);
      for (const { statements, hash, when } of lacking) {
        for (const statement of statements) database.exec(statement);
        note.run(hash, when);
      }
      const broken = database.pragma('foreign_key_check') as { table: string; rowid: number }[];
      if (broken[0])
        throw new TrackerError(
          'unavailable',
          `the migration left ${broken.length} rows whose parents are missing, the first of them row ${broken[0].rowid} of ${broken[0].table}; the database was left as it was`,
        );
      for (const statement of sqliteGuards()) database.exec(statement);
      database.exec(FIRST_STATE);
    }
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  } finally {
    database.pragma('foreign_keys = ON');
  }
}

/** A file as it is read: connections to it, and what remains to be done when all are closed. */
export interface Readable {
  file: string;
  connect(): Sqlite;
  forget(): void;
}

/**
 * Finds how a file can be read without a trace: no byte of it changes, and no file beside it stays. Throws `not_found` where there is none,
 * `invalid` for a file of somebody else, `unavailable` for one of another release.
 */
export async function readable(file: string, patience: number): Promise<Readable> {
  const deadline = Date.now() + patience;
  try {
    if (!existsSync(file)) throw new TrackerError('not_found', `there is no database ${file}`);
    const found = await waysToRead(file, deadline);
    const { way, standing } = found;
    if (standing === 'current') return way;
    way.forget();
    if (standing === 'older') throw tooOld(file);
    throw notOurs(file, 'it is empty');
  } catch (error) {
    throw refusal(file, error);
  }
}

async function waysToRead(file: string, deadline: number): Promise<{ way: Readable; standing: SchemaStanding | 'new' }> {
  // A reader leaves SQLite's two files beside the database behind, which only one who may write takes away again when nobody else needs them.
  const manner = existsSync(`${file}-wal`) || !isWritable(file) || !isWritable(dirname(file)) ? 'read' : 'look';
  const direct: Readable = { file, connect: () => connect(file, manner), forget: () => undefined };
  try {
    return { way: direct, standing: await lookThrough(direct, file, deadline) };
  } catch (error) {
    // A folder in which nothing can be made: SQLite has no place for its files beside the database.
    if (!/^SQLITE_(?:READONLY|CANTOPEN)/.test(sqliteCode(error))) throw error;
    const way = copyOf(file);
    try {
      return { way, standing: await lookThrough(way, file, deadline) };
    } catch (failure) {
      way.forget();
      throw failure;
    }
  }
}

async function lookThrough(way: Readable, name: string, deadline: number): Promise<SchemaStanding | 'new'> {
  const database = way.connect();
  try {
    return await whenFree(deadline, () => standingOf(database, name));
  } finally {
    database.close();
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A copy of a file that nobody writes, in a folder for temporary files. */
function copyOf(file: string): Readable {
  const stateOf = (): string =>
    [file, `${file}-wal`].map((one) => (existsSync(one) ? `${statSync(one).size} ${statSync(one).mtimeMs}` : '')).join();
  const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, basename(file));
  try {
    for (let times = 0; times < 5; times++) {
      const before = stateOf();
      for (const end of ['', '-wal'])
        if (existsSync(file + end)) copyFileSync(file + end, copy + end, constants.COPYFILE_FICLONE);
        else rmSync(copy + end, { force: true });
      if (stateOf() === before) return { file: copy, connect: () => connect(copy, 'look'), forget };
    }
    throw new TrackerError('unavailable', `the database ${file} is being written by another process; try again`);
  } catch (error) {
    forget();
    throw error;
  }
}
