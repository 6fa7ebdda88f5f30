import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Day, Instant } from '../domain/dates.ts';
import type { Tables } from '../tables/tables.ts';
import type { Connection } from './store.ts';

export type WatchRecord = Tables['watches']['$inferSelect'];
export type DeliveryRecord = Tables['deliveries']['$inferSelect'];
type NewWatch = Pick<WatchRecord, 'url' | 'filters' | 'secret' | 'made_by' | 'created_at' | 'told_seq' | 'told_on'>;

/** Keeps a watch under the next number, which is given back. */
export async function insertWatch({ db, tables: { watches: w } }: Connection, row: NewWatch): Promise<number> {
  const [last] = await db.select({ id: w.id }).from(w).orderBy(desc(w.id)).limit(1);
  const id = (last?.id ?? 0) + 1;
  await db.insert(w).values({ ...row, id });
  return id;
}

export async function readWatch({ db, tables: { watches: w } }: Connection, id: number): Promise<WatchRecord | undefined> {
  const [row] = await db.select().from(w).where(eq(w.id, id));
  return row;
}

/** Watches in the order of their making, those that have ended included; one if its id is given. */
export const selectWatches = ({ db, tables: { watches: w } }: Connection, id?: number): PromiseLike<WatchRecord[]> =>
  db
    .select()
    .from(w)
    .where(id === undefined ? undefined : eq(w.id, id))
    .orderBy(asc(w.id));

/** How many messages of each state a watch has. */
export const countDeliveries = ({ db, tables: { deliveries: d } }: Connection) =>
  db.select({ watch_id: d.watch_id, state: d.state, count: sql<number>`cast(count(*) as integer)` }).from(d).groupBy(d.watch_id, d.state);

/** The messages that are to be sent; at most one of each watch. */
export const waitingDeliveries = ({ db, tables: { deliveries: d } }: Connection): PromiseLike<DeliveryRecord[]> =>
  db.select().from(d).where(eq(d.state, 'waiting'));

/** Messages, the newest first. */
export const selectDeliveries = (
  { db, tables: { deliveries: d } }: Connection,
  { watch, most }: { watch: number | undefined; most: number },
): PromiseLike<DeliveryRecord[]> =>
  db
    .select()
    .from(d)
    .where(watch === undefined ? undefined : eq(d.watch_id, watch))
    .orderBy(desc(d.created_at), desc(d.last_seq), desc(d.watch_id))
    .limit(most);

/** Ends a watch, with what it would still have been told; its secret goes. Gives false if there is none that has not ended. */
export async function endWatch(connection: Connection, id: number, ended_at: Instant, ended_because: string): Promise<boolean> {
  const { watches: w, deliveries: d } = connection.tables;
  const rows = await connection.db
    .update(w)
    .set({ ended_at, ended_because, secret: '' })
    .where(and(eq(w.id, id), isNull(w.ended_at)))
    .returning({ id: w.id });
  if (rows.length === 0) return false;
  await connection.db
    .update(d)
    .set({ state: 'given_up', next_at: null, body: '' })
    .where(and(eq(d.watch_id, id), eq(d.state, 'waiting')));
  return true;
}

/** A watch that has something to do, with the message that waits, if one does. */
export interface DueWatch {
  watch: WatchRecord;
  waiting: DeliveryRecord | null;
}

/** Watches that nobody delivers at present and that have something to do: a message whose time has come, or entries or days to look at. */
export async function dueWatches(
  { db, tables: { watches: w, deliveries: d } }: Connection,
  { now, today, lastSeq, most }: { now: Instant; today: Day; lastSeq: number; most: number },
): Promise<DueWatch[]> {
  const rows = await db
    .select()
    .from(w)
    .leftJoin(d, and(eq(d.watch_id, w.id), eq(d.state, 'waiting')))
    .where(
      and(
        ...[isNull(w.ended_at), lte(w.leased_until, now)],
        or(lte(d.next_at, now), and(isNull(d.id), or(lt(w.told_seq, lastSeq), lt(w.told_on, today)))),
      ),
    )
    // Whoever waits longest comes first.
    .orderBy(asc(w.leased_until), asc(w.id))
    .limit(most);
  return rows.map(({ watches: watch, deliveries: waiting }) => ({ watch, waiting }));
}

/** Takes watches over until an instant. */
export async function leaseWatches(
  { db, tables: { watches: w } }: Connection,
  ids: readonly number[],
  lease: { leased_by: string; leased_until: Instant },
): Promise<void> {
  await db
    .update(w)
    .set(lease)
    .where(inArray(w.id, [...ids]));
}

/** What a deliverer notes of a watch. Gives false, and changes nothing, if the watch is no longer its own. */
export async function noteWatch(
  { db, tables: { watches: w } }: Connection,
  id: number,
  leasedBy: string,
  noted: Partial<Pick<WatchRecord, 'leased_by' | 'leased_until' | 'told_seq' | 'told_on' | 'told_next_seq'>>,
): Promise<boolean> {
  const rows = await db
    .update(w)
    .set(noted)
    .where(and(eq(w.id, id), eq(w.leased_by, leasedBy), isNull(w.ended_at)))
    .returning({ id: w.id });
  return rows.length > 0;
}

export async function insertDelivery({ db, tables: { deliveries: d } }: Connection, row: DeliveryRecord): Promise<void> {
  await db.insert(d).values(row);
}

export async function updateDelivery(
  { db, tables: { deliveries: d } }: Connection,
  id: string,
  set: Partial<DeliveryRecord>,
): Promise<void> {
  await db.update(d).set(set).where(eq(d.id, id));
}

/** Forgets the messages of a watch that were settled before an instant. */
export async function forgetDeliveries({ db, tables: { deliveries: d } }: Connection, watch: number, before: Instant): Promise<void> {
  await db.delete(d).where(and(eq(d.watch_id, watch), ne(d.state, 'waiting'), isNotNull(d.attempted_at), lt(d.attempted_at, before)));
}

/** How many watches there are that have not ended, and how many of them wait for another attempt. */
export async function watchCounts({ db, tables: { watches: w, deliveries: d } }: Connection): Promise<{ active: number; failing: number }> {
  const count = sql<number>`cast(count(*) as integer)`;
  const [[all], [failing]] = [
    await db.select({ count }).from(w).where(isNull(w.ended_at)),
    await db
      .select({ count })
      .from(d)
      .where(and(eq(d.state, 'waiting'), gt(d.attempts, 0))),
  ];
  return { active: all?.count ?? 0, failing: failing?.count ?? 0 };
}
