import { randomBytes } from 'node:crypto';
import type { Connection } from '../db/store.ts';
import {
  countDeliveries,
  type DeliveryRecord,
  endWatch,
  insertWatch,
  readWatch,
  selectDeliveries,
  selectWatches,
  type WatchRecord,
  waitingDeliveries,
} from '../db/watches.ts';
import { dayOf } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { codeOutdated } from '../lookups/nomenclatures.ts';
import { changesTold } from '../lookups/told-changes.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { understood } from '../lookups/understood.ts';
import { readParameters, watchParameters } from '../things/questions.ts';
import { read } from '../things/read.ts';
import { type Delivery, ReceiverAddress, type Watch, WatchSecret } from '../things/watch.ts';
import { aside, type WriteContext } from './write.ts';

// Who is told of changes by webhook. Beside the ledger: a watch is nobody's claim about trade.

type Maker = Pick<WriteContext, 'actor' | 'dryRun'>;
/** Filters as they are given: each parameter with its values. */
type Given = Readonly<Record<string, readonly string[]>>;

/** A watch to be made. */
export interface NewWatch {
  url: string;
  /** The filters of the list of status changes, in words or codes. */
  filters: Given;
  /** What messages are to be signed with; made unless given. */
  secret?: string | undefined;
}

/** A watch that was made. Only here its secret is told. */
interface WatchWithSecret {
  watch: Watch;
  secret: string;
  /** The codes that were taken for words. */
  took: Readonly<Record<string, string>>;
  /** Why nothing may be told of goods that have another code now; only where it is so. */
  code_outdated?: string;
}

/**
 * Makes a watch: from now on its address is told what is recorded and meets its filters. Throws `invalid` for an address, a secret or a filter
 * that is not understood.
 */
export async function addWatch(
  tracker: Tracker,
  { actor, dryRun = false }: Maker,
  { url, filters, secret }: NewWatch,
): Promise<WatchWithSecret> {
  const address = read(ReceiverAddress, url, { place: () => 'url' });
  const key = secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  // Said without the secret itself.
  if (!WatchSecret.safeParse(key).success)
    throw invalid('secret', 'the secret must be whsec_ and 24 to 64 bytes in base64, or be left out: then one is made');
  const { given, took } = await understood(tracker, watchParameters, filters);
  // A filter that names nothing there is is found out now, and not by the first message.
  const today = dayOf(tracker.clock());
  const question = readParameters(watchParameters, given);
  await changesTold(tracker, question, { told_seq: 0, told_on: today, told_next_seq: 0 }, 1);
  const kept = JSON.stringify(Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value])));
  const watch = await aside(
    tracker,
    async (connection, { now, lastSeq }) => {
      const row = { url: address, filters: kept, secret: key, made_by: actor, created_at: now, told_seq: lastSeq, told_on: dayOf(now) };
      return watchIn(connection, await insertWatch(connection, row));
    },
    { dryRun },
  );
  return { watch, secret: key, took, ...codeOutdated(question.product, [today]) };
}

/** The filters of a watch as a question has them. */
export const filtersOf = ({ filters }: Pick<WatchRecord, 'filters'>): Record<string, string> =>
  JSON.parse(filters) as Record<string, string>;

const watchIn = async (connection: Connection, id: number): Promise<Watch> => {
  const [watch] = await watchesIn(connection, id);
  if (!watch) throw new TrackerError('not_found', `there is no watch ${id}: watch list shows them`);
  return watch;
};

async function watchesIn(connection: Connection, id?: number): Promise<Watch[]> {
  const counts = await countDeliveries(connection);
  const waiting = new Map((await waitingDeliveries(connection)).map((row) => [row.watch_id, row]));
  const countOf = (watch: number, state: DeliveryRecord['state']): number =>
    counts.find((row) => row.watch_id === watch && row.state === state)?.count ?? 0;
  return (await selectWatches(connection, id)).map((row) => {
    const { attempts = 0, next_at = null, error = null } = waiting.get(row.id) ?? {};
    return {
      id: row.id,
      url: row.url,
      filters: filtersOf(row),
      state: row.ended_at !== null ? 'ended' : attempts > 0 ? 'failing' : 'active',
      made_by: row.made_by,
      created_at: row.created_at,
      told_seq: row.told_seq,
      told_on: row.told_on,
      delivered: countOf(row.id, 'delivered'),
      gave_up: countOf(row.id, 'given_up'),
      attempts,
      next_at: attempts > 0 ? next_at : null,
      error,
      ended_at: row.ended_at,
      ended_because: row.ended_because,
    };
  });
}

/** All watches in the order of their making, those that have ended included; never their secrets. */
export const listWatches = (tracker: Tracker): Promise<Watch[]> => tracker.store.readLatest((connection) => watchesIn(connection));

/** One watch; never its secret. Throws `not_found`. */
export const showWatch = (tracker: Tracker, id: number): Promise<Watch> =>
  tracker.store.readLatest((connection) => watchIn(connection, id));

/** Ends a watch at once: it is told nothing more, and its secret is erased. Throws `not_found` if there is none that has not ended. */
export function removeWatch(tracker: Tracker, { actor, dryRun = false }: Maker, id: number): Promise<Watch> {
  return aside(
    tracker,
    async (connection, { now }) => {
      if (!(await endWatch(connection, id, now, `removed by ${actor}`)))
        throw new TrackerError('not_found', `there is no watch ${id} that has not ended: watch list shows them`);
      return watchIn(connection, id);
    },
    { dryRun },
  );
}

/** Messages and what came of them, the newest first. Throws `not_found` for a watch that is not there. */
export const listDeliveries = (tracker: Tracker, { watch, most }: { watch: number | undefined; most: number }): Promise<Delivery[]> =>
  tracker.store.readLatest(async (connection) => {
    if (watch !== undefined) await watchIn(connection, watch);
    const rows = await selectDeliveries(connection, { watch, most });
    return rows.map(({ watch_id, body: _body, ...row }) => ({ ...row, watch: watch_id }));
  });

/** A watch with its secret, to send it something. Throws `not_found` if there is none that has not ended. */
export const watchToSend = (tracker: Tracker, id: number): Promise<WatchRecord> =>
  tracker.store.readLatest(async (connection) => {
    const row = await readWatch(connection, id);
    if (!row || row.ended_at !== null)
      throw new TrackerError('not_found', `there is no watch ${id} that has not ended: watch list shows them`);
    return row;
  });
