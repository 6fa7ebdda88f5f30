import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { TrackerError } from '../domain/errors.ts';
import { isTermOf } from '../domain/vocabulary.ts';
import { shownAddress } from '../things/database-address.ts';
import type { PostgresDriver, ServerSession } from './postgres.ts';
import { PATIENCE, type StoreOptions } from './store.ts';

// node-postgres knows one host. Several are tried in turn here, as libpq does, until one is found that is what was asked for.

/** What a server must be, in libpq's words. */
const TARGETS = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
type Target = (typeof TARGETS)[number];

interface PostgresAddress {
  /** An address for each host, in the order in which they are tried. */
  hosts: readonly { url: string; name: string }[];
  /** What `target_session_attrs` says. */
  target: Target | null;
  /** Hosts and database, for messages: no user, no password. */
  name: string;
}

const FORM = /^(postgres(?:ql)?:\/\/)(?:([^@/?#]*)@)?([^/?#]*)([^#]*)$/;

/** Reads an address such as `postgres://me@one:5432,two:5432/tracker?target_session_attrs=read-write`. Throws `invalid`. */
export function readPostgresAddress(address: string): PostgresAddress {
  const [, scheme, user, authority, rest] = FORM.exec(address) ?? [];
  const base = `${scheme}${user === undefined ? '' : `${user}@`}`;
  const [path = '', query = ''] = (rest ?? '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const target = parameters.get('target_session_attrs');
  parameters.delete('target_session_attrs');
  const hosts = (authority ?? '').split(',');
  const isNone = scheme === undefined || (hosts.length > 1 && hosts.some((host) => host === ''));
  const urls = hosts.map((host) => `${base}${host}${path}${parameters.size > 0 ? `?${parameters}` : ''}`);
  if (isNone || !urls.every((url) => URL.canParse(url.replace(/@(?=[/?]|$)/, '@localhost'))))
    throw new TrackerError(
      'invalid',
      `DATABASE_URL "${shownAddress(address)}" is not understood: write postgres://user@host:5432/name, or several hosts as postgres://user@one:5432,two:5432/name`,
    );
  if (target !== null && !isTermOf(TARGETS, target))
    throw new TrackerError('invalid', `target_session_attrs "${target}" is not known: use ${TARGETS.join(', ')}`);
  const shown = (host: string): string => host || parameters.get('host') || 'localhost';
  return {
    hosts: urls.map((url, index) => ({ url, name: shown(hosts[index] as string) })),
    target: target as Target | null,
    name: `${hosts.map(shown).join(',')}${path}`,
  };
}

/** Questions are small and go by an index; the server's own settings expect a disk that turns, and large ones. */
const PLANNING = 'set random_page_cost = 1.1; set max_parallel_workers_per_gather = 0; set jit = off';

/** A server is not what was asked for. */
class WrongServer extends Error {}

const isStandby = new WeakMap<object, boolean>();

/** Looks at a new connection: is it to a server of the kind that is wanted? */
async function checkServer(client: pg.ClientBase, target: Target, host: string): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; only_reads: string }>(
    "select pg_is_in_recovery() as standby, current_setting('transaction_read_only') as only_reads",
  );
  const { standby = false, only_reads = 'off' } = rows[0] ?? {};
  const writes = only_reads === 'off';
  isStandby.set(client, standby);
  const fits = {
    any: true,
    'read-write': writes,
    'read-only': !writes,
    primary: !standby,
    standby,
    'prefer-standby': standby,
  }[target];
  if (!fits) throw new WrongServer(`${host} is ${standby ? 'a standby' : writes ? 'a primary' : 'open for reading only'}`);
}

/**
 * Connects to one of several hosts. The one that answered last is asked first, and the next ones in turn when it is gone or no longer what
 * is wanted, so that the tracker finds its way after a failover. Unless the address says otherwise, who writes wants `read-write`.
 */
export function connectTo(
  address: string,
  { access = 'write', patience = PATIENCE, answersWithin: query_timeout }: StoreOptions = {},
): PostgresDriver {
  const { hosts, target, name } = readPostgresAddress(address);
  const wanted = target ?? (access === 'write' ? 'read-write' : 'any');
  const sessions = new WeakMap<object, ServerSession['database']>();
  let lags = false;
  // A second round for who would rather have a standby, and takes what there is.
  const rounds: Target[] = wanted === 'prefer-standby' ? ['prefer-standby', 'any'] : [wanted];
  const pools = rounds.flatMap((target) =>
    hosts.map(({ url, name: host }) => {
      const onConnect = async (client: pg.ClientBase): Promise<void> => {
        client.on('error', () => undefined);
        await client.query(PLANNING);
        await checkServer(client, target, host);
      };
      const pool = new pg.Pool({
        connectionString: url,
        max: 8,
        connectionTimeoutMillis: 5000,
        lock_timeout: patience,
        ...(query_timeout !== undefined && { query_timeout }),
        onConnect,
      });
      // A connection that is lost while nobody uses it is replaced by the next question; unheard, the loss would end the process.
      pool.on('error', () => undefined);
      return { pool, host };
    }),
  );
  let last = 0;

  async function connect(): Promise<pg.PoolClient> {
    const from = last;
    const reasons: string[] = [];
    let failure: unknown;
    for (let step = 0; step < pools.length; step++) {
      const at = (from + step) % pools.length;
      const { pool, host } = pools[at] as (typeof pools)[number];
      try {
        const client = await pool.connect();
        last = at;
        return client;
      } catch (error) {
        // All connections are in use: that is no reason to go elsewhere.
        if ((error as Error).message === 'timeout exceeded when trying to connect') throw error;
        failure = error;
        reasons.push(error instanceof WrongServer ? error.message : `${host}: ${(error as Error).message}`);
      }
    }
    if (pools.length === 1 && !(failure instanceof WrongServer)) throw failure;
    throw new TrackerError('unavailable', `no database server that is ${wanted} answers (${[...new Set(reasons)].join('; ')}): try again`);
  }

  return {
    name,
    address,
    session: async () => {
      const client = await connect();
      lags = isStandby.get(client) ?? false;
      const database = sessions.get(client) ?? drizzle({ client });
      sessions.set(client, database);
      return { database, release: (isBroken = false) => client.release(isBroken) };
    },
    isStandby: () => lags,
    close: async () => {
      await Promise.all(pools.map(({ pool }) => pool.end()));
    },
  };
}
