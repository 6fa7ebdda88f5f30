import { TrackerError } from '../domain/errors.ts';
import { carryOver, lacksRegistrations } from './carry-over.ts';
import { tooOld } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { connectTo, shownAddress } from './postgres-hosts.ts';
import { openSqlite } from './sqlite.ts';
import type { Store, StoreOptions } from './store.ts';

export { shownAddress };

/**
 * Opens the database that an address names: `file:./trade-disputes.db`, or `postgres://…`, for writing unless told otherwise: then it is
 * made where it does not exist, and brought up to date. For reading nothing is made or changed. Throws `invalid` for any other address and
 * for a database that is no tracker's, `not_found` where there is none to read, `unavailable` for one of another release.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<Store> {
  const store = await openEngine(address, options);
  try {
    // A migration can't record anything, so what it found in an older database is brought into the ledger here.
    if (await store.read(lacksRegistrations)) {
      if (options.access === 'read') throw tooOld(shownAddress(address));
      await store.write({ now: new Date().toISOString() }, async (connection, change) => {
        if (await lacksRegistrations(connection)) await carryOver(connection, change);
        else change.leaveState();
      });
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openEngine(address: string, options: StoreOptions): Promise<Store> {
  if (address.startsWith('file:')) return openSqlite(address.slice('file:'.length), options);
  if (/^postgres(?:ql)?:\/\//.test(address)) return openPostgres(connectTo(address, options.access ?? 'write'), options);
  throw new TrackerError(
    'invalid',
    `DATABASE_URL "${shownAddress(address)}" is not understood: write file:./trade-disputes.db or postgres://user@host/name`,
  );
}

/** The same database, with questions asked of a second one that follows it, such as a standby. */
export function readingFrom(store: Store, copy: Store): Store {
  return {
    ...store,
    address: copy.address,
    mayLag: true,
    read: (work) => copy.read(work),
    close: async () => {
      await Promise.all([store.close(), copy.close()]);
    },
  };
}
