import { and, eq, isNotNull, lte, notExists, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import { entriesOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import { type Cut, cutValues } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { asList, type Connection, slot } from './store.ts';

/** More than so many are not named in the query: all checks are read instead. */
const NAMED = 500;

/** A check of a dispute: its entry, and up to when somebody looked. */
export interface DisputeCheck {
  seq: number;
  checked_on: Day;
}

/** The days up to which somebody looked, by the id of the measure or the dispute; what nobody looked at is left out. */
interface LastChecks {
  measures: Map<string, Day>;
  /** All of them: a measure counts with those since it belongs to the dispute. */
  disputes: Map<string, DisputeCheck[]>;
}

type CheckRow = { seq: number; checked_on: Day; measure_id?: string | null; dispute_id?: string | null };

/**
 * The checks that name one of some measures, or one of some disputes, and still stand. Of those named the entries are gone through, not the
 * checks of all: so the kind is not asked, which an entry that has a check has anyway.
 */
async function checksAbout(
  connection: Connection,
  subject: 'measure_id' | 'dispute_id',
  ids: readonly string[],
  cut: Cut,
): Promise<CheckRow[]> {
  if (ids.length === 0) return [];
  const all = ids.length > NAMED;
  const announced = cut.announcedBy !== null;
  return connection.query<CheckRow>(
    `checks:${subject}:${all}:${announced}`,
    (db, { ledger, checks, corrections }) => {
      const corrected = db
        .select({ one: sql`1` })
        .from(corrections)
        .where(and(eq(corrections.retracts_seq, checks.seq), lte(corrections.seq, slot('known'))));
      return db
        .select({ seq: checks.seq, [subject]: ledger[subject], checked_on: checks.checked_on })
        .from(ledger)
        .innerJoin(checks, eq(checks.seq, ledger.seq))
        .where(
          and(
            ...(all ? [isNotNull(ledger[subject]), sql`${ledger.kind} = 'check'`] : [connection.isAmong(ledger[subject], 'ids')]),
            lte(checks.seq, slot('known')),
            announced ? lte(checks.checked_on, slot('announced')) : undefined,
            notExists(corrected),
          ),
        );
    },
    { ...(!all && { ids: asList(ids) }), ...cutValues(cut) },
  );
}

/** The last check of each of these measures and disputes by itself, of the part of the ledger that counts; one query for each of the two. */
export async function lastChecks(
  connection: Connection,
  of: { measures: readonly string[]; disputes: readonly string[] },
  cut: Cut,
): Promise<LastChecks> {
  const found: LastChecks = { measures: new Map(), disputes: new Map() };
  const add = (row: CheckRow): void => {
    const { measure_id = null, dispute_id = null, seq, checked_on } = row;
    if (measure_id !== null && checked_on > (found.measures.get(measure_id) ?? '')) found.measures.set(measure_id, checked_on);
    if (dispute_id !== null) found.disputes.set(dispute_id, [...(found.disputes.get(dispute_id) ?? []), { seq, checked_on }]);
  };
  // Each column has an index of its own.
  const rows = [
    ...(await checksAbout(connection, 'measure_id', of.measures, cut)),
    ...(await checksAbout(connection, 'dispute_id', of.disputes, cut)),
  ];
  if (cut.announcedBy === null) for (const row of rows) add(row);
  else {
    const entries = await loadEntries(connection, seqsOf(rows));
    for (const entry of entriesOf(await announcedEntries(connection, entries, cut), 'check')) add(entry);
  }
  return found;
}

/** With which entry each of these measures came to the dispute that it belongs to, as far as is known here. */
export async function joinedWith(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<Map<string, number>> {
  const joined = new Map<string, { dispute: string | null; seq: number }>();
  if (measureIds.length === 0) return new Map();
  for (const { id, dispute, seq } of await connection.query<{ id: string; dispute: string | null; seq: number }>(
    'joined_with',
    (db, { measures: m }) =>
      db
        .select({ id: m.id, dispute: m.dispute_id, seq: m.known_from })
        .from(m)
        .where(and(connection.isAmong(m.id, 'ids'), lte(m.known_from, slot('known'))))
        .orderBy(m.id, m.known_from),
    { ids: asList(measureIds), known: cut.registerSeq },
  ))
    if (joined.get(id)?.dispute !== dispute || !joined.has(id)) joined.set(id, { dispute, seq });
  return new Map([...joined].map(([id, one]) => [id, one.seq]));
}
