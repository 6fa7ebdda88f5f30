import { and, eq, inArray, isNotNull, lte, notExists, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { entriesOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import type { Cut } from './cut.ts';
import { loadEntries } from './entries.ts';
import type { Connection } from './store.ts';

/** More than so many are not named in the query: all checks are read instead. */
const NAMED = 500;

/** A check of a dispute: its entry, and up to when somebody looked. */
export interface DisputeCheck {
  seq: number;
  checked_on: Day;
}

/** The days up to which somebody looked, by the id of the measure or the dispute; what nobody looked at is left out. */
export interface LastChecks {
  measures: Map<string, Day>;
  /** All of them: a measure counts with those since it belongs to the dispute. */
  disputes: Map<string, DisputeCheck[]>;
}

/** The last check of each of these measures and disputes by itself, of the part of the ledger that counts; one query for each of the two. */
export async function lastChecks(
  connection: Connection,
  of: { measures: readonly string[]; disputes: readonly string[] },
  cut: Cut,
): Promise<LastChecks> {
  const { db, tables: t } = connection;
  const found: LastChecks = { measures: new Map(), disputes: new Map() };
  const { measure_id, dispute_id } = t.ledger;
  const corrected = db
    .select({ one: sql`1` })
    .from(t.corrections)
    .where(and(eq(t.corrections.retracts_seq, t.checks.seq), lte(t.corrections.seq, cut.knownSeq)));
  const counts = and(
    lte(t.checks.seq, cut.knownSeq),
    cut.announcedBy === null ? undefined : lte(t.checks.checked_on, cut.announcedBy),
    notExists(corrected),
  );
  const add = (row: { measure_id: string | null; dispute_id: string | null; seq: number; checked_on: Day }): void => {
    const { measure_id, dispute_id, seq, checked_on } = row;
    if (measure_id !== null && checked_on > (found.measures.get(measure_id) ?? '')) found.measures.set(measure_id, checked_on);
    if (dispute_id !== null) found.disputes.set(dispute_id, [...(found.disputes.get(dispute_id) ?? []), { seq, checked_on }]);
  };
  const some = (column: SQLiteColumn, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : db
          .select({ seq: t.checks.seq, measure_id, dispute_id, checked_on: t.checks.checked_on })
          .from(t.ledger)
          .innerJoin(t.checks, eq(t.checks.seq, t.ledger.seq))
          .where(and(ids.length > NAMED ? isNotNull(column) : inArray(column, [...ids]), eq(t.ledger.kind, 'check'), counts));
  // Each column has an index of its own.
  const rows = [...(await some(measure_id, of.measures)), ...(await some(dispute_id, of.disputes))];
  if (cut.announcedBy === null) for (const row of rows) add(row);
  else {
    const entries = await loadEntries(
      connection,
      rows.map(({ seq }) => seq),
    );
    for (const entry of entriesOf(await announcedEntries(connection, entries, cut), 'check')) add(entry);
  }
  return found;
}

/** With which entry each of these measures came to the dispute that it belongs to, as far as is known here. */
export async function joinedWith(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<Map<string, number>> {
  const m = connection.tables.measures;
  const joined = new Map<string, { dispute: string | null; seq: number }>();
  for (let at = 0; at < measureIds.length; at += NAMED)
    for (const { id, dispute, seq } of await connection.db
      .select({ id: m.id, dispute: m.dispute_id, seq: m.known_from })
      .from(m)
      .where(and(inArray(m.id, measureIds.slice(at, at + NAMED)), lte(m.known_from, cut.registerSeq)))
      .orderBy(m.id, m.known_from))
      if (joined.get(id)?.dispute !== dispute || !joined.has(id)) joined.set(id, { dispute, seq });
  return new Map([...joined].map(([id, one]) => [id, one.seq]));
}
