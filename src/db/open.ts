import { setTimeout as sleep } from 'node:timers/promises';
import { BusyError, TrackerError } from '../domain/errors.ts';
import { shownAddress } from '../things/database-address.ts';
import { bringUpToDate, isOutdated } from './carry-over.ts';
import { PERIOD_RULES, tooNew, tooOld } from './migrations.ts';
import { openSqlite } from './sqlite.ts';
import { periodRules, type Store, type StoreOptions } from './store.ts';
import { headOf } from './transfer.ts';

/**
 * Opens the database that an address names: `file:./trade-disputes.db`, or `postgres://…`, for writing unless told otherwise: then it is
 * made where it does not exist, and brought up to date. For reading nothing is made or changed. Throws `invalid` for any other address and
 * for a database that is no tracker's, `not_found` where there is none to read, `unavailable` for one of another release.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<Store> {
  const { answersWithin, ...unhurried } = options;
  if (answersWithin !== undefined && options.access !== 'read' && isOnServer(address)) await (await openStore(address, unhurried)).close();
  const store = await openEngine(address, options);
  try {
    if ((await store.read(periodRules)) > PERIOD_RULES) throw tooNew(shownAddress(address));
    // A migration can't record or derive anything, so what it found in an older database is brought up to date here.
    if (await store.read(isOutdated)) {
      if (options.access === 'read') throw tooOld(shownAddress(address));
      options.tell?.(`${shownAddress(address)} was made by an earlier release: making anew what is derived from its ledger`);
      await store.write({ now: new Date().toISOString() }, bringUpToDate);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

const isOnServer = (address: string): boolean => /^postgres(?:ql)?:\/\//.test(address);

async function openEngine(address: string, options: StoreOptions): Promise<Store> {
  if (address.startsWith('file:')) return openSqlite(address.slice('file:'.length), options);
  if (isOnServer(address)) {
    // Loaded by who uses it.
    const { openPostgres } = await import('./postgres.ts');
    const { connectTo } = await import('./postgres-hosts.ts');
    return openPostgres(connectTo(address, options), options);
  }
  throw new TrackerError(
    'invalid',
    `DATABASE_URL "${shownAddress(address)}" is not understood: write file:./trade-disputes.db or postgres://user@host/name`,
  );
}

/**
 * The same database, with questions asked of a second one that follows it, such as a standby. Waits until that one has the tables of this
 * release. Throws `invalid` if it holds another ledger.
 */
export async function followedBy(store: Store, address: string, options: StoreOptions = {}): Promise<Store> {
  try {
    const copy = await openFollower(address, options);
    try {
      const head = await copy.read((connection) => headOf(connection));
      const same = head && (await store.read((connection) => headOf(connection, head.seq)));
      if (head && same?.hash !== head.hash)
        throw new TrackerError(
          'invalid',
          `READ_DATABASE_URL: ${copy.name} does not follow ${store.name}: its entry ${head.seq} is another one, or is not there`,
        );
    } catch (error) {
      await copy.close();
      throw error;
    }
    return {
      ...store,
      address: copy.address,
      mayLag: true,
      read: (work) => copy.read(work),
      close: async () => {
        await copy.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** How long a copy may take to receive the tables that were just made. */
const CATCHING_UP = 20_000;

/** Says of which of the two databases it is told. */
const ofTheCopy = (error: unknown): unknown =>
  error instanceof TrackerError && !(error instanceof BusyError)
    ? new TrackerError(error.code, `READ_DATABASE_URL: ${error.message}`, error.details)
    : error;

async function openFollower(address: string, options: StoreOptions): Promise<Store> {
  const deadline = Date.now() + CATCHING_UP;
  for (;;) {
    try {
      return await openStore(address, { ...options, access: 'read' });
    } catch (error) {
      if (Date.now() > deadline || (error instanceof TrackerError && error.code === 'invalid')) throw ofTheCopy(error);
    }
    await sleep(500);
  }
}
