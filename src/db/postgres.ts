import { desc, eq, max, or, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { BusyError, TrackerError } from '../domain/errors.ts';
import { postgresTables } from '../tables/postgres.ts';
import { sqliteTables } from '../tables/sqlite.ts';
import type { Entry } from '../things/ledger.ts';
import { postgresGuardProblems, postgresGuards } from './guards.ts';
import { FIRST_STATE, lackingMigrations, MIGRATIONS_TABLE, notOurs, standing, tooOld } from './migrations.ts';
import {
  type Among,
  type Change,
  type ChangeOptions,
  Connection,
  closedHere,
  createQueue,
  type Db,
  DryRun,
  type Keeper,
  onlyRead,
  PATIENCE,
  runChange,
  type Store,
  type StoreOptions,
  slot,
} from './store.ts';

/** A drizzle database on PostgreSQL, whichever driver carries it. */
type PgSession = PgDatabase<PgQueryResultHKT, Record<string, unknown>>;

/** A session of its own on a PostgreSQL server (or in PGlite): transactions and prepared statements belong to it. */
export interface ServerSession {
  database: PgSession;
  /** Gives the session back; one that is broken is not used again. */
  release(isBroken?: boolean): void;
}

export interface PostgresDriver {
  /** Host and database, for messages. */
  name: string;
  /** By which others open the same. */
  address: string;
  session(): Promise<ServerSession>;
  /** Is the server that answered last a standby? */
  isStandby(): boolean;
  close(): Promise<void>;
}

// As an array, so that an index of the column is used however long the list is.
const among: Among = (column, list) =>
  sql`${column} = any(array(select jsonb_array_elements_text(${list}::jsonb)${sql.raw(column.dataType === 'number' ? '::int' : '')}))`;

const causeOf = (error: unknown): { code?: unknown; message?: unknown } => ((error as { cause?: unknown }).cause ?? error) as object;

/** The connection is gone, or none can be had: the server is stopped, starting, full, out of reach, or ended the session. */
function isUnreachable(error: unknown): boolean {
  const { code, message } = causeOf(error);
  return (
    /^(?:E[A-Z_]+|08\w{3}|57P0\d|53300)$/.test(String(code)) ||
    /connection terminated|timeout exceeded|read timeout|not queryable|connection error/i.test(String(message))
  );
}

/** The session is of no use any more: it is lost, or its server no longer takes what it took. */
const isBroken = (error: unknown): boolean => isUnreachable(error) || causeOf(error).code === '25006';

/** What PostgreSQL's codes mean to who runs the tracker. `why` is the server's own sentence, which holds no password. */
const MEANINGS: Readonly<Record<string, (why: string, name: string) => string>> = {
  '25006': (_why, name) => `the database server ${name} takes no writes (it is a standby, or open for reading only): try again`,
  '53100': (_why, name) => `the disk of the database server ${name} is full; nothing was recorded`,
  '53200': (_why, name) => `the database server ${name} is out of memory: try again`,
  '57014': (why, name) => `the database server ${name} gave up (${why}): try again`,
  '28000': (why, name) => `the database server ${name} lets nobody in by that name (${why})`,
  '28P01': (why, name) => `the database server ${name} lets nobody in with that password (${why})`,
  '3D000': (why, name) => `the database ${name} is not there (${why}): make it with createdb`,
  '42501': (why, name) => `the role may not do this in ${name} (${why}): use one that may, or have it granted`,
  '42P07': (why, name) => `${name} holds tables of another application (${why}): give the tracker a database of its own`,
};

/** Errors of the engine in the words of the tracker; anything unknown passes unchanged. */
function translate(error: unknown, name: string): unknown {
  if (error instanceof TrackerError) return error;
  const { code, message } = causeOf(error);
  if (code === '40001' || code === '40P01') return new BusyError('another change came in between; try again');
  if (code === '55P03') return new BusyError(`the database ${name} is busy with another change; try again`);
  const meaning = MEANINGS[String(code)];
  if (meaning) return new TrackerError('unavailable', meaning(String(message), name));
  if (isUnreachable(error))
    return new TrackerError('unavailable', `the database server does not answer (${name}: ${message || code}): try again`);
  return error;
}

/** What is known of the tables before anything is done to them. */
interface Found {
  applied: number[];
  hasLedger: boolean;
}

async function lookAt({ db }: Connection): Promise<Found> {
  const noted = MIGRATIONS_TABLE.postgres;
  const [there] = await db
    .select({ noted: sql<string | null>`noted`, ledger: sql<string | null>`ledger` })
    .from(sql`(select to_regclass(${noted})::text as noted, to_regclass('change_seq')::text as ledger) t`);
  const hasLedger = there?.ledger != null;
  if (there?.noted == null) return { applied: [], hasLedger };
  const rows = await db.select({ when: sql<string>`w` }).from(sql`(select created_at::text as w from ${sql.raw(noted)}) t`);
  return { applied: rows.map(({ when }) => Number(when)), hasLedger };
}

/** Who holds it migrates; the number is any that nobody else uses. */
const MIGRATING = 'select pg_advisory_xact_lock(7236836405)';

/** A query for rows that the foreign keys of the tables forbid: their parents are missing. */
const ORPHANS = Object.entries(sqliteTables)
  .flatMap(([name, table]) =>
    getTableConfig(table).foreignKeys.map((key) => {
      const { columns, foreignColumns, foreignTable } = key.reference();
      const parent = getTableConfig(foreignTable).name;
      const own = columns.map((column) => `c.${column.name}`);
      const match = own.map((one, index) => `p.${foreignColumns[index]?.name} = ${one}`).join(' and ');
      const named = columns.map((column) => column.name).join(', ');
      return `(select '${name}, ${named} ' || concat_ws(', ', ${own.join(', ')}) || ': what it refers to in ${parent} is missing' as problem
        from ${name} c where ${own.map((one) => `${one} is not null`).join(' and ')} and not exists (select 1 from ${parent} p where ${match}) limit 20)`;
    }),
  )
  .join(' union all ');

const orphans = async ({ db }: Connection): Promise<string[]> =>
  (await db.select({ problem: sql<string>`problem` }).from(sql.raw(`(${ORPHANS}) t`))).map(({ problem }) => problem);

/**
 * Keeps entries for all sessions. An entry never changes, but the server that answers next may know less, or go on otherwise from some entry
 * on: where the last entry that was seen is there with the hash that it had, so is all before it, and else nothing is kept.
 */
function entryKeeper(): Keeper {
  let entries = new Map<number, Entry>();
  let last = { seq: 0, hash: '' };
  return async (connection) => {
    const seen = await connection.query<typeof last>(
      'last_seen',
      (db, { ledger }) =>
        db
          .select({ seq: ledger.seq, hash: ledger.hash })
          .from(ledger)
          .where(or(eq(ledger.seq, slot('last')), eq(ledger.seq, db.select({ seq: max(ledger.seq) }).from(ledger))))
          .orderBy(desc(ledger.seq)),
      { last: last.seq },
    );
    if (!seen.some(({ seq, hash }) => seq === last.seq && hash === last.hash)) entries = new Map();
    last = seen[0] ?? last;
    return entries;
  };
}

/**
 * Opens a database on PostgreSQL through a driver, brings its tables up to date if it is opened for writing, and gives reads and writes as
 * on SQLite. A standby and a role that only reads do for reading.
 */
export async function openPostgres(driver: PostgresDriver, options: StoreOptions = {}): Promise<Store> {
  const { access = 'write', patience = PATIENCE } = options;
  const { name } = driver;
  const connections = new WeakMap<object, Connection>();
  const keeper = entryKeeper();
  let isClosed = false;

  async function withSession<T>(begin: string, work: (connection: Connection, database: PgSession) => Promise<T>): Promise<T> {
    if (isClosed) throw closedHere();
    const { database, release } = await driver.session().catch((error: unknown) => {
      throw translate(error, name);
    });
    let broken = false;
    try {
      let connection = connections.get(database);
      if (!connection) {
        // The builder is the same on both engines as far as this room uses it.
        connection = new Connection(database as unknown as Db, postgresTables, among, { keeper });
        connections.set(database, connection);
      }
      await database.execute(sql.raw(begin));
      try {
        const result = await work(connection, database);
        await database.execute(sql.raw('commit'));
        return result;
      } catch (error) {
        // On a connection that is gone the rollback fails too, or is never answered.
        if (!isUnreachable(error)) await database.execute(sql.raw('rollback')).catch(() => undefined);
        throw error;
      }
    } catch (error) {
      if (error instanceof DryRun) return error.result as T;
      broken = isBroken(error);
      throw translate(error, name);
    } finally {
      release(broken);
    }
  }
  const read: Store['read'] = (work) =>
    withSession('begin isolation level repeatable read read only', (connection) =>
      work(connection).finally(() => {
        // Of the next read another server may be asked.
        connection.entries = null;
      }),
    );
  const run = async (database: PgSession, statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await database.execute(sql.raw(statement));
  };

  /** Brings the tables up to date, in one transaction with the guards. Of two programs that start together one does it. */
  const migrate = (): Promise<void> =>
    withSession('begin', async (connection, database) => {
      await run(database, ['set local lock_timeout = 0', MIGRATING]);
      const lacking = lackingMigrations('postgres', (await lookAt(connection)).applied);
      if (lacking.length === 0) return;
      const noted = MIGRATIONS_TABLE.postgres;
      await run(database, [
        'create schema if not exists drizzle',
        `create table if not exists ${noted} (id serial primary key, hash text not null, created_at bigint)`,
      ]);
      for (const { statements, hash, when } of lacking)
        await run(database, [...statements, `insert into ${noted} (hash, created_at) values ('${hash}', ${when})`]);
      // Only a migration makes guards: one that is missing otherwise was taken away, and verify is to say so.
      await run(database, [...postgresGuards(), FIRST_STATE]);
    });

  async function prepare(): Promise<void> {
    const { applied, hasLedger } = await read(lookAt);
    if (applied.length > 0 && !hasLedger) throw notOurs(name, 'its migrations are of another application');
    const found = standing('postgres', applied, name);
    if (access === 'write') {
      if (found === 'older') await migrate();
    } else if (applied.length === 0) {
      throw new TrackerError('not_found', `there is no tracker in the database ${name}: trade-disputes load fills it`);
    } else if (found === 'older') {
      throw tooOld(name);
    }
  }
  try {
    await prepare();
  } catch (error) {
    await driver.close();
    throw error;
  }

  const inTurn = createQueue();
  return {
    engine: 'postgres',
    name,
    tables: postgresTables,
    access,
    address: driver.address,
    get mayLag() {
      return driver.isStandby();
    },
    read,
    readLatest: read,
    write: async <T>({ now, dryRun }: ChangeOptions, work: (connection: Connection, change: Change) => Promise<T>) => {
      if (access === 'read') throw onlyRead();
      // In turn, though the lock would see to it: those that wait for it would take all connections from those that read.
      return inTurn(patience, () =>
        withSession('begin', async (connection) => {
          const result = await runChange(connection, { ...options, now }, work);
          if (dryRun) throw new DryRun(result);
          return result;
        }),
      );
    },
    guardProblems: postgresGuardProblems,
    restoreGuards: async () => {
      if (access === 'read') throw onlyRead();
      await withSession('begin', (_connection, database) => run(database, postgresGuards()));
    },
    // The server checks its own pages, and a client can't ask it to look again; rows without parents can be looked for.
    integrity: () => read(orphans),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await driver.close();
    },
  };
}
