import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { TrackerError } from '../domain/errors.ts';
import { tables } from '../tables/postgres.ts';
import { postgresGuardProblems, postgresGuards } from './guards.ts';
import { type Among, type Change, type ChangeOptions, Connection, type Db, DryRun, runChange, type Store } from './store.ts';

export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../migrations/postgres', import.meta.url));

/** A drizzle database on PostgreSQL, whichever driver carries it. */
type PgSession = PgDatabase<PgQueryResultHKT, Record<string, unknown>>;

/** A session of its own on a PostgreSQL server (or in PGlite): transactions and prepared statements belong to it. */
export interface ServerSession {
  database: PgSession;
  /** Gives the session back; one that is broken is not used again. */
  release(isBroken?: boolean): void;
}

export interface PostgresDriver {
  session(): Promise<ServerSession>;
  migrate(): Promise<void>;
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
    /^(?:E[A-Z]+|08\w{3}|57P0\d|53300)$/.test(String(code)) || /connection terminated|timeout exceeded|not queryable/i.test(String(message))
  );
}

/** Errors of the engine in the words of the tracker; anything unknown passes unchanged. The driver's own words hold no password. */
function translate(error: unknown): unknown {
  if (error instanceof TrackerError) return error;
  const { code, message } = causeOf(error);
  if (code === '40001' || code === '40P01') return new TrackerError('unavailable', 'another change came in between; try again');
  if (isUnreachable(error)) return new TrackerError('unavailable', `the database server does not answer (${message}): try again`);
  return error;
}

/** Brings the schema up to date; says whether there was anything to do. */
async function migrates(driver: PostgresDriver): Promise<boolean> {
  const before = await migrationsIn(driver);
  await driver.migrate();
  return (await migrationsIn(driver)) > before;
}

/** How many migrations a database has seen. */
async function migrationsIn(driver: PostgresDriver): Promise<number> {
  const { database, release } = await driver.session();
  try {
    const [there] = await database
      .select({ name: sql<string | null>`name` })
      .from(sql`(select to_regclass('drizzle.__drizzle_migrations')::text as name) t`);
    if (there?.name == null) return 0;
    const [row] = await database
      .select({ done: sql<number>`done` })
      .from(sql`(select cast(count(*) as integer) as done from drizzle.__drizzle_migrations) t`);
    return row?.done ?? 0;
  } finally {
    release();
  }
}

/** Opens a database on PostgreSQL through a driver, brings its schema up to date and gives reads and writes as on SQLite. */
export async function openPostgres(driver: PostgresDriver): Promise<Store> {
  const migrated = await migrates(driver).catch((error: unknown) => {
    throw translate(error);
  });
  const connections = new WeakMap<object, Connection>();

  async function withSession<T>(begin: string, work: (connection: Connection, database: PgSession) => Promise<T>): Promise<T> {
    const { database, release } = await driver.session().catch((error: unknown) => {
      throw translate(error);
    });
    let isBroken = false;
    try {
      let connection = connections.get(database);
      if (!connection) {
        // The builder is the same on both engines as far as this room uses it.
        connection = new Connection(database as unknown as Db, tables, among);
        connections.set(database, connection);
      }
      await database.execute(sql.raw(begin));
      try {
        const result = await work(connection, database);
        await database.execute(sql.raw('commit'));
        return result;
      } catch (error) {
        // On a connection that is gone the rollback fails too, and would hide why.
        await database.execute(sql.raw('rollback')).catch(() => undefined);
        throw error;
      }
    } catch (error) {
      if (error instanceof DryRun) return error.result as T;
      isBroken = isUnreachable(error);
      throw translate(error);
    } finally {
      release(isBroken);
    }
  }

  const restoreGuards = (): Promise<void> =>
    withSession('begin', async (_connection, database) => {
      for (const statement of postgresGuards()) await database.execute(sql.raw(statement));
    });
  // Only a migration makes guards: one that is missing otherwise was taken away, and verify is to say so.
  if (migrated) await restoreGuards();
  await withSession('begin', async (_connection, database) => {
    await database.execute(
      sql.raw(
        "insert into change_seq (id, seq, recorded_at) select 1, 0, '1970-01-01T00:00:00.000Z' where not exists (select 1 from change_seq)",
      ),
    );
  });

  return {
    engine: 'postgres',
    tables,
    read: (work) => withSession('begin isolation level repeatable read read only', work),
    write: <T>({ now, dryRun }: ChangeOptions, work: (connection: Connection, change: Change) => Promise<T>) =>
      withSession('begin', async (connection) => {
        const result = await runChange(connection, now, work);
        if (dryRun) throw new DryRun(result);
        return result;
      }),
    guardProblems: postgresGuardProblems,
    restoreGuards,
    // The server checks its own pages and keeps foreign keys; a client can't ask it to look again.
    integrity: async () => [],
    close: () => driver.close(),
  };
}
