import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';
import { groupBy } from '../domain/group.ts';
import type { Connection } from './store.ts';

export interface DisputeRecord {
  id: string;
  title: string;
  summary: string | null;
  tier: string;
  parties: string[];
  measures: string[];
}

/** Disputes with their parties and the ids of their measures, in the order of their ids; all of them unless some are named. */
export async function readDisputes(connection: Connection, ids?: readonly string[]): Promise<DisputeRecord[]> {
  const { db, tables: t } = connection;
  const rows = await db
    .select()
    .from(t.disputes)
    .where(ids && inArray(t.disputes.id, [...ids]))
    .orderBy(asc(t.disputes.id));
  const parties = groupBy(
    await db
      .select()
      .from(t.dispute_parties)
      .where(ids && inArray(t.dispute_parties.dispute_id, [...ids]))
      .orderBy(asc(t.dispute_parties.dispute_id), asc(t.dispute_parties.position)),
    (row) => row.dispute_id,
  );
  const measures = groupBy(
    await db
      .select({ id: t.measures.id, dispute_id: t.measures.dispute_id })
      .from(t.measures)
      .where(and(isNotNull(t.measures.dispute_id), ids && inArray(t.measures.dispute_id, [...ids])))
      .orderBy(asc(t.measures.id)),
    (row) => row.dispute_id as string,
  );
  return rows.map((row) => ({
    ...row,
    parties: (parties.get(row.id) ?? []).map((party) => party.party),
    measures: (measures.get(row.id) ?? []).map((measure) => measure.id),
  }));
}

/** The ids and titles of all disputes, in the order of their titles. */
export async function readDisputeTitles(connection: Connection): Promise<{ id: string; title: string }[]> {
  const { db, tables: t } = connection;
  return db.select({ id: t.disputes.id, title: t.disputes.title }).from(t.disputes).orderBy(asc(t.disputes.title));
}

/** The dispute of a measure, or null. */
export async function disputeOf(connection: Connection, measureId: string): Promise<string | null> {
  const { db, tables: t } = connection;
  const [row] = await db.select({ dispute_id: t.measures.dispute_id }).from(t.measures).where(eq(t.measures.id, measureId));
  return row?.dispute_id ?? null;
}
