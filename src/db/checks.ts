import { and, eq, inArray, isNotNull, lte, notExists, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { entriesOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import type { Cut } from './cut.ts';
import { loadEntries } from './entries.ts';
import type { Connection } from './store.ts';

/** More than so many are not named in the query: all checks are read instead. */
const NAMED = 500;

/** The last days up to which somebody looked, by the id of the measure or the dispute; what nobody looked at is left out. */
export interface LastChecks {
  measures: Map<string, Day>;
  disputes: Map<string, Day>;
}

/** The last check of each of these measures and disputes by itself, of the part of the ledger that counts; one query for all. */
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
    or(oneOf(measure_id, of.measures), oneOf(dispute_id, of.disputes)),
    lte(t.checks.seq, cut.knownSeq),
    cut.announcedBy === null ? undefined : lte(t.checks.checked_on, cut.announcedBy),
    notExists(corrected),
  );
  const add = (id: string | null, days: Map<string, Day>, day: Day): void => {
    if (id !== null && day > (days.get(id) ?? '')) days.set(id, day);
  };
  if (cut.announcedBy === null) {
    for (const row of await db
      .select({ measure_id, dispute_id, checked_on: sql<string>`max(${t.checks.checked_on})` })
      .from(t.checks)
      .innerJoin(t.ledger, eq(t.ledger.seq, t.checks.seq))
      .where(counts)
      .groupBy(measure_id, dispute_id)) {
      add(row.measure_id, found.measures, row.checked_on);
      add(row.dispute_id, found.disputes, row.checked_on);
    }
    return found;
  }
  const rows = await db.select({ seq: t.checks.seq }).from(t.checks).innerJoin(t.ledger, eq(t.ledger.seq, t.checks.seq)).where(counts);
  const entries = await loadEntries(
    connection,
    rows.map(({ seq }) => seq),
  );
  for (const { measure_id, dispute_id, checked_on } of entriesOf(await announcedEntries(connection, entries, cut), 'check')) {
    add(measure_id, found.measures, checked_on);
    add(dispute_id, found.disputes, checked_on);
  }
  return found;
}

const oneOf = (column: SQLiteColumn, ids: readonly string[]): SQL =>
  ids.length > NAMED ? isNotNull(column) : ids.length === 0 ? sql`1 = 0` : inArray(column, [...ids]);
