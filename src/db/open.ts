import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { TrackerError } from '../domain/errors.ts';
import { carryOver, lacksPostings, lacksRegistrations } from './carry-over.ts';
import { openPostgres, POSTGRES_MIGRATIONS, type ServerSession } from './postgres.ts';
import { rebuildPostings } from './postings.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Opens the database that an address names: `file:./trade-disputes.db`, or `postgres://…`. Throws `invalid` for any other. */
export async function openStore(address: string): Promise<Store> {
  const store = await openEngine(address);
  try {
    // A migration can't record anything, so what it found in an older database is brought into the ledger here.
    if (await store.read(lacksRegistrations))
      await store.write({ now: new Date().toISOString() }, async (connection, change) => {
        if (await lacksRegistrations(connection)) await carryOver(connection, change);
        else change.leaveState();
      });
    if (await store.read(lacksPostings))
      await store.write({ now: new Date().toISOString() }, async (connection, change) => {
        await rebuildPostings(connection);
        change.leaveState();
      });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openEngine(address: string): Promise<Store> {
  if (address.startsWith('file:')) return openSqlite(address.slice('file:'.length));
  if (/^postgres(?:ql)?:\/\//.test(address)) {
    const pool = new pg.Pool({ connectionString: address, max: 8, connectionTimeoutMillis: 5000 });
    // A connection that is lost while nobody uses it is replaced by the next question; unheard, the loss would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const sessions = new WeakMap<object, ServerSession['database']>();
    return openPostgres({
      session: async () => {
        const client = await pool.connect();
        const database = sessions.get(client) ?? drizzle({ client });
        sessions.set(client, database);
        return { database, release: (isBroken = false) => client.release(isBroken) };
      },
      migrate: () => migrate(drizzle({ client: pool }), { migrationsFolder: POSTGRES_MIGRATIONS }),
      close: () => pool.end(),
    });
  }
  throw new TrackerError(
    'invalid',
    `DATABASE_URL "${address}" is not understood: write file:./trade-disputes.db or postgres://user@host/name`,
  );
}

/** The address of a database as it may be shown: without its password. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.password === '' && !url.searchParams.has('password')) return address;
  if (url.password !== '') url.password = '***';
  if (url.searchParams.has('password')) url.searchParams.set('password', '***');
  return url.href;
}
