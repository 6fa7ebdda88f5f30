import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { chunksOf } from '../domain/group.ts';
import { LATEST } from './cut.ts';
import { hashAt, transactionEnds } from './entries.ts';
import { insertRows } from './entry-rows.ts';
import { asList, type Connection } from './store.ts';

// The ETag of a measure: the last number of the last transaction that touched it, and how the ledger's hash begins there.

const CHUNK = 500;

/** A state of the ledger as tags name it: its last number and the beginning of its hash, which a backup that was restored and went on otherwise has not. */
export const stateTag = (seq: number, hash: string): string => `${seq}-${hash.slice(0, 12)}`;

/** A tag as somebody sends it back: its number, and its hash unless only the number was kept; null for what is none. */
export function readStateTag(text: string): { seq: number; hash: string | undefined } | null {
  const [, seq, hash] = /^(\d{1,15})(?:-([0-9a-f]{12}))?$/.exec(text) ?? [];
  return seq === undefined ? null : { seq: Number(seq), hash };
}

/** The same of the state that ended with a seq. */
export const stateTagAt = async (connection: Connection, seq: number): Promise<string> => stateTag(seq, await hashAt(connection, seq));

/** Marks measures as touched by the change with this seq. */
export async function touchMeasures(connection: Connection, ids: readonly string[], seq: number): Promise<void> {
  const t = connection.tables.measure_etags;
  for (const chunk of chunksOf(ids, CHUNK)) {
    await connection.command('untouch', (db) => db.delete(t).where(connection.isAmong(t.measure_id, '0')), [asList(chunk)]);
    await insertRows(connection, { measure_etags: chunk.map((measure_id) => ({ measure_id, last_seq: seq })) });
  }
}

/** The last change by a seq that touched each measure, from the ledger alone. */
export async function etagRows(
  connection: Connection,
  ids: readonly string[],
  knownSeq = LATEST,
): Promise<{ measure_id: string; last_seq: number }[]> {
  const { db, tables: t } = connection;
  const touched: { measure_id: string; recorded_at: string }[] = [];
  const whenOf = (seq: SQLiteColumn) => eq(t.ledger.seq, seq);
  for (const { measure_id, recorded_at } of await db
    .select({ measure_id: t.ledger.measure_id, recorded_at: sql<string>`max(${t.ledger.recorded_at})` })
    .from(t.ledger)
    .where(and(inArray(t.ledger.measure_id, [...ids]), lte(t.ledger.seq, knownSeq)))
    .groupBy(t.ledger.measure_id))
    if (measure_id !== null) touched.push({ measure_id, recorded_at });
  for (const table of [t.resolution_outcomes, t.resolution_step_measures])
    touched.push(
      ...(await db
        .select({ measure_id: table.measure_id, recorded_at: sql<string>`max(${t.ledger.recorded_at})` })
        .from(table)
        .innerJoin(t.ledger, whenOf(table.seq))
        .where(and(inArray(table.measure_id, [...ids]), lte(t.ledger.seq, knownSeq)))
        .groupBy(table.measure_id)),
      // What was retracted touched them again.
      ...(await db
        .select({ measure_id: table.measure_id, recorded_at: sql<string>`max(${t.ledger.recorded_at})` })
        .from(table)
        .innerJoin(t.corrections, eq(t.corrections.retracts_seq, table.seq))
        .innerJoin(t.ledger, whenOf(t.corrections.seq))
        .where(and(inArray(table.measure_id, [...ids]), lte(t.ledger.seq, knownSeq)))
        .groupBy(table.measure_id)),
    );
  const latest = new Map<string, string>();
  for (const { measure_id, recorded_at } of touched) if (recorded_at > (latest.get(measure_id) ?? '')) latest.set(measure_id, recorded_at);
  // The ETag is the last number of the transaction.
  const ends = await transactionEnds(connection, latest.values());
  return [...latest].map(([measure_id, recorded_at]) => ({ measure_id, last_seq: ends.get(recorded_at) ?? 0 }));
}

/** The ETags of all measures from the ledger alone, a batch at a time in the order of their ids. */
export async function* allEtagRows(connection: Connection): AsyncGenerator<{ ids: string[]; rows: Awaited<ReturnType<typeof etagRows>> }> {
  const m = connection.tables.measures;
  let after = '';
  for (;;) {
    const found = await connection.db.selectDistinct({ id: m.id }).from(m).where(gt(m.id, after)).orderBy(asc(m.id)).limit(CHUNK);
    const ids = found.map(({ id }) => id);
    if (ids.length === 0) return;
    yield { ids, rows: await etagRows(connection, ids) };
    after = ids.at(-1) as string;
  }
}

/** Makes all ETags anew. */
export async function rebuildEtags(connection: Connection): Promise<void> {
  await connection.db.delete(connection.tables.measure_etags);
  for await (const { rows } of allEtagRows(connection)) await insertRows(connection, { measure_etags: rows });
}
