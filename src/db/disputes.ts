import { and, asc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day, PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { type Cut, cutSlots, cutValues, LATEST, periodsOf, versionAt } from './cut.ts';
import { asList, type Connection, limitSlot, slot } from './store.ts';

/** A dispute as it is registered. */
export interface DisputeHead {
  id: string;
  title: string;
  summary: string | null;
  tier: string;
  parties: string[];
}

/** The same with the ids of its measures. */
export interface DisputeRecord extends DisputeHead {
  measures: string[];
}

const known = slot('known');

/** Some disputes as registered at a seq, in the order of their ids. */
export async function disputeHeads(connection: Connection, knownSeq: number, ids: readonly string[]): Promise<DisputeHead[]> {
  if (ids.length === 0) return [];
  const parameters = { known: knownSeq, ids: asList(ids) };
  const named = (column: SQLiteColumn): SQL => connection.isAmong(column, 'ids');
  const rows = await connection.query<Omit<DisputeHead, 'parties'>>(
    'disputes',
    (db, { disputes: d }) =>
      db
        .select({ id: d.id, title: d.title, summary: d.summary, tier: d.tier })
        .from(d)
        .where(and(versionAt(d, known), named(d.id)))
        .orderBy(asc(d.id)),
    parameters,
  );
  const parties = groupBy(
    await connection.query<{ dispute_id: string; party: string }>(
      'dispute_parties',
      (db, { dispute_parties: p }) =>
        db
          .select({ dispute_id: p.dispute_id, party: p.party })
          .from(p)
          .where(and(versionAt(p, known), named(p.dispute_id)))
          .orderBy(asc(p.dispute_id), asc(p.position)),
      parameters,
    ),
    (row) => row.dispute_id,
  );
  return rows.map((row) => ({ ...row, parties: (parties.get(row.id) ?? []).map(({ party }) => party) }));
}

/** Some disputes as known at a seq, with their parties and the ids of their measures, in the order of their ids. */
export async function readDisputes(connection: Connection, knownSeq: number, ids: readonly string[]): Promise<DisputeRecord[]> {
  if (ids.length === 0) return [];
  const heads = await disputeHeads(connection, knownSeq, ids);
  const measures = groupBy(
    await connection.query<{ id: string; dispute_id: string }>(
      'dispute_measures',
      (db, { measures: m }) =>
        db
          .select({ id: m.id, dispute_id: sql<string>`${m.dispute_id}` })
          .from(m)
          .where(and(versionAt(m, known), connection.isAmong(m.dispute_id, 'ids')))
          .orderBy(asc(m.id)),
      { known: knownSeq, ids: asList(ids) },
    ),
    (row) => row.dispute_id,
  );
  return heads.map((head) => ({ ...head, measures: (measures.get(head.id) ?? []).map(({ id }) => id) }));
}

/** The disputes after an id, in the order of ids: so many at most. */
export async function disputesAfter(connection: Connection, knownSeq: number, after: string, limit: number): Promise<DisputeRecord[]> {
  const ids = await connection.query<{ id: string }>(
    'disputes_after',
    (db, { disputes: d }) =>
      db
        .select({ id: d.id })
        .from(d)
        .where(and(versionAt(d, slot('known')), gt(d.id, slot('after'))))
        .orderBy(asc(d.id))
        .limit(limitSlot()),
    { known: knownSeq, after, limit },
  );
  return readDisputes(
    connection,
    knownSeq,
    ids.map(({ id }) => id),
  );
}

/** What follows a year, or a month, to its end. */
const REST = '-12-31';

/** By what changes are in the order of time: the last day that one may be of, where only its month or year is known. */
export const changedBy = (from: PartialDate): string => from + REST.slice(from.length - 'YYYY'.length);

/** When disputes changed last by a day (see `changedBy`), as their measures' statuses have it (null: not yet), in the order of ids: those after an id, so many at most. */
export function lastChangesOfDisputes(
  connection: Connection,
  on: Day,
  cut: Cut,
  after: string,
  limit: number,
): Promise<{ id: string; changed: string | null }[]> {
  return connection.query<{ id: string; changed: string | null }>(
    `last_changes_of_disputes:${cut.announcedBy === null}`,
    (db, { disputes: d, measures: m, status_periods: p }) =>
      db
        .select({
          id: d.id,
          changed: sql<string | null>`max(${p.status_from} || substr(${sql.raw(`'${REST}'`)}, length(${p.status_from}) - 3))`,
        })
        .from(d)
        .leftJoin(m, and(eq(m.dispute_id, d.id), versionAt(m, slot('registered'))))
        .leftJoin(p, and(eq(p.measure_id, m.id), lte(p.starts_on, slot('on')), periodsOf(p, cutSlots(cut))))
        .where(and(versionAt(d, slot('registered')), gt(d.id, slot('after'))))
        .groupBy(d.id)
        .orderBy(asc(d.id))
        .limit(limitSlot()),
    { on, after, limit, registered: cut.registerSeq, ...cutValues(cut) },
  );
}

/** The ids and titles of all disputes known at a seq, in the order of their titles. */
export async function readDisputeTitles(
  { db, tables: { disputes: d } }: Connection,
  knownSeq: number,
): Promise<{ id: string; title: string }[]> {
  return db.select({ id: d.id, title: d.title }).from(d).where(versionAt(d, knownSeq)).orderBy(asc(d.title), asc(d.id));
}

/** The dispute that a measure belongs to now, or null. */
export async function disputeOf(connection: Connection, measureId: string): Promise<string | null> {
  const [row] = await connection.query<{ dispute_id: string | null }>(
    'dispute_of',
    (db, { measures: m }) =>
      db
        .select({ dispute_id: m.dispute_id })
        .from(m)
        .where(and(eq(m.id, slot('id')), versionAt(m, slot('known')))),
    { id: measureId, known: LATEST },
  );
  return row?.dispute_id ?? null;
}
