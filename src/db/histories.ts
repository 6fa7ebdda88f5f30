import { and, asc, desc, eq, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryBody, type EntryOf, entriesOf, standingOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import { type Cut, cutSlots, cutValues, periodsOf, WHOLE } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
import { asList, type Connection, slot } from './store.ts';

/** All entries about a measure by a seq: its own, links to it, and what resolutions say of it; corrected ones included. */
export async function entriesOfMeasure(connection: Connection, measureId: string, cut: Cut): Promise<Entry[]> {
  const { db, tables: t } = connection;
  const own = db.select({ seq: t.ledger.seq }).from(t.ledger).where(eq(t.ledger.measure_id, measureId));
  const links = db.select({ seq: t.links.seq }).from(t.links).where(eq(t.links.to_measure_id, measureId));
  const outcomes = db
    .select({ seq: t.resolution_outcomes.seq })
    .from(t.resolution_outcomes)
    .where(eq(t.resolution_outcomes.measure_id, measureId));
  const steps = db
    .select({ seq: t.resolution_step_measures.seq })
    .from(t.resolution_step_measures)
    .where(eq(t.resolution_step_measures.measure_id, measureId));
  const rules = db.select({ seq: t.duty_rules.seq }).from(t.duty_rules).where(eq(t.duty_rules.other_measure_id, measureId));
  const groups = db
    .select({ seq: t.duty_rule_measures.seq })
    .from(t.duty_rule_measures)
    .where(eq(t.duty_rule_measures.measure_id, measureId));
  const rows = [...(await own), ...(await links), ...(await outcomes), ...(await steps), ...(await rules), ...(await groups)];
  return withCorrections(connection, [...new Set(seqsOf(rows))], cut);
}

/** All entries about a dispute as a whole and about its measures, by a seq. */
export async function entriesOfDispute(
  connection: Connection,
  disputeId: string,
  measureIds: readonly string[],
  cut: Cut,
): Promise<Entry[]> {
  const { db, tables: t } = connection;
  const rows = await db
    .select({ seq: t.ledger.seq })
    .from(t.ledger)
    .where(or(eq(t.ledger.dispute_id, disputeId), measureIds.length === 0 ? undefined : inArray(t.ledger.measure_id, [...measureIds])));
  return withCorrections(connection, seqsOf(rows), cut);
}

/** The links that reach a dispute or its measures and stand at a seq, in the order of recording. */
export async function linksTo(
  connection: Connection,
  disputeId: string,
  measureIds: readonly string[],
  cut: Cut,
): Promise<EntryOf<'link'>[]> {
  const t = connection.tables.links;
  const rows = await connection.db
    .select({ seq: t.seq })
    .from(t)
    .where(or(eq(t.to_dispute_id, disputeId), measureIds.length === 0 ? undefined : inArray(t.to_measure_id, [...measureIds])));
  return standing(connection, 'link', rows, cut);
}

/** The links that reach WTO cases and stand at a seq, in the order of recording. */
export async function linksToCases(connection: Connection, cases: readonly string[], cut: Cut): Promise<EntryOf<'link'>[]> {
  if (cases.length === 0) return [];
  const t = connection.tables.links;
  const rows = await connection.db
    .select({ seq: t.seq })
    .from(t)
    .where(inArray(t.to_wto_case_id, [...cases]));
  return standing(connection, 'link', rows, cut);
}

/** All entries about WTO cases, by a seq. */
export async function entriesOfCases(connection: Connection, cases: readonly string[], cut: Cut): Promise<Entry[]> {
  if (cases.length === 0) return [];
  const t = connection.tables.ledger;
  const rows = await connection.db
    .select({ seq: t.seq })
    .from(t)
    .where(inArray(t.wto_case_id, [...cases]));
  return withCorrections(connection, seqsOf(rows), cut);
}

/** The entries of some kinds that are recorded about any of some measures, disputes or WTO cases, corrected ones included. */
export async function statementsAbout(
  connection: Connection,
  kinds: readonly EntryBody['kind'][],
  subjects: Readonly<Record<'measure_id' | 'dispute_id' | 'wto_case_id', readonly string[]>>,
): Promise<Entry[]> {
  const found = new Set<number>();
  for (const field of ['measure_id', 'dispute_id', 'wto_case_id'] as const) {
    if (subjects[field].length === 0) continue;
    const rows = await connection.query<{ seq: number }>(
      `entries_about:${field}:${kinds.join()}`,
      (db, { ledger: t }) =>
        db
          .select({ seq: t.seq })
          .from(t)
          .where(and(connection.isAmong(t[field], 'ids'), inArray(t.kind, [...kinds]))),
      { ids: asList(subjects[field]) },
    );
    for (const { seq } of rows) found.add(seq);
  }
  return found.size === 0 ? [] : withCorrections(connection, [...found], WHOLE);
}

/** All entries of some kinds, corrected ones included. */
export async function entriesOfKinds(connection: Connection, kinds: readonly EntryBody['kind'][]): Promise<Entry[]> {
  const t = connection.tables.ledger;
  const rows = await connection.db
    .select({ seq: t.seq })
    .from(t)
    .where(inArray(t.kind, [...kinds]));
  return withCorrections(connection, seqsOf(rows), WHOLE);
}

/** The entries of that number that count, with the corrections of those. */
async function withCorrections(connection: Connection, seqs: readonly number[], cut: Cut): Promise<Entry[]> {
  const { knownSeq } = cut;
  const wanted = seqs.filter((seq) => seq <= knownSeq);
  // Corrections of entries without a measure or a dispute are found by what they retract.
  const corrections = await connection.query<{ seq: number }>(
    'corrections_of',
    (db, { corrections: c }) =>
      db
        .select({ seq: c.seq })
        .from(c)
        .where(and(connection.isAmong(c.retracts_seq, 'seqs'), lte(c.seq, slot('known')))),
    { seqs: asList(wanted), known: knownSeq },
  );
  return announcedEntries(connection, await loadEntries(connection, [...wanted, ...seqsOf(corrections)]), cut);
}

/** What a measure covers or charges from one day until another. */
export interface TermsPeriod {
  measure: string;
  kind: 'coverage' | 'rate_table';
  /** The entry that says it. */
  seq: number;
  starts_on: Day;
  ends_on: Day;
}

/** What measures cover and charge, by time. */
export const termsPeriods = (connection: Connection, measures: Iterable<string>, cut: Cut): Promise<TermsPeriod[]> =>
  connection.query(
    `terms_periods:${cut.announcedBy === null}`,
    (db, { statement_periods: p }) =>
      db
        .select({ measure: p.measure_id, kind: p.kind, seq: p.seq, starts_on: p.starts_on, ends_on: p.ends_on })
        .from(p)
        .where(and(connection.isAmong(p.measure_id, 'measures'), periodsOf(p, cutSlots(cut))))
        .orderBy(asc(p.measure_id), asc(p.starts_on)),
    { measures: asList(measures), ...cutValues(cut) },
  );

/** When the first entry was recorded; null in an empty ledger. */
export const ledgerBegins = async (connection: Connection): Promise<string | null> =>
  (await firstTransaction(connection))?.recorded_at ?? null;

/** The measures that some duty rule was ever recorded of: few, so that nobody looks for the rules of all others. */
export async function ruledMeasures(connection: Connection): Promise<Set<string>> {
  const own = await connection.query<{ id: string | null }>('ruled_measures', (db, { duty_rules: r, ledger: l }) =>
    db.selectDistinct({ id: l.measure_id }).from(r).crossJoin(l).where(eq(l.seq, r.seq)),
  );
  const others = await connection.query<{ id: string | null }>('ruled_together', (db, { duty_rule_measures: g }) =>
    db.selectDistinct({ id: g.measure_id }).from(g),
  );
  return new Set([...own, ...others].flatMap(({ id }) => id ?? []));
}

/** The duty rules about some measures that stand at a seq, in the order of recording. */
export async function dutyRules(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<EntryOf<'duty_rule'>[]> {
  if (measureIds.length === 0) return [];
  const ids = asList(measureIds);
  const rows = await seqsAbout(connection, 'duty_rule', ids);
  const groups = await connection.query<{ seq: number }>(
    'duty_rules_of_groups',
    (db, { duty_rule_measures: g }) => db.select({ seq: g.seq }).from(g).where(connection.isAmong(g.measure_id, 'ids')),
    { ids },
  );
  return standing(connection, 'duty_rule', [...rows, ...groups], cut);
}

/** The quotas of some measures that stand at a seq, in the order of recording. */
export const quotasOf = async (connection: Connection, measureIds: readonly string[], cut: Cut): Promise<EntryOf<'quota'>[]> =>
  measureIds.length === 0 ? [] : standing(connection, 'quota', await seqsAbout(connection, 'quota', asList(measureIds)), cut);

/** The entries of a kind that were recorded about some measures first of all. */
const seqsAbout = (connection: Connection, kind: EntryKind, ids: string): Promise<{ seq: number }[]> =>
  connection.query<{ seq: number }>(
    `entries_of_kind_about:${kind}`,
    (db, { ledger: t }) =>
      db
        .select({ seq: t.seq })
        .from(t)
        .where(and(eq(t.kind, sql.raw(`'${kind}'`)), connection.isAmong(t.measure_id, 'ids'))),
    { ids },
  );

/** Of some entries of a kind those that no correction takes back. */
async function standing<K extends EntryKind>(
  connection: Connection,
  kind: K,
  rows: readonly { seq: number }[],
  cut: Cut,
): Promise<EntryOf<K>[]> {
  const entries = await withCorrections(connection, [...new Set(seqsOf(rows))], cut);
  return entriesOf(standingOf(entries).standing, kind);
}

/** An entry of the bundled dataset as the ledger has it now. */
export interface DatasetEntry {
  entry: Entry;
  /** How often releases have corrected it. */
  version: number;
  retracted: boolean;
}

/** The form in which a release's correction of an entry is known: `id@2`, `id@3`. */
export const versionedId = (id: string, version: number): string => (version === 1 ? id : `${id}@${version}`);

/** The id that the dataset itself has for it. */
export const unversionedId = (id: string): string => id.split('@')[0] ?? id;

/** The newest form of each entry that came with the dataset, by its id. */
export async function datasetEntries(connection: Connection): Promise<Map<string, DatasetEntry>> {
  const { db, tables: t } = connection;
  const rows = await db.select({ seq: t.ledger.seq }).from(t.ledger).where(isNotNull(t.ledger.entry_id));
  const retracted = new Set(seqsOf(await db.select({ seq: t.corrections.retracts_seq }).from(t.corrections)));
  const result = new Map<string, DatasetEntry>();
  for (const entry of await loadEntries(connection, seqsOf(rows))) {
    const [id = '', version = '1'] = (entry.entry_id as string).split('@');
    const other = result.get(id);
    if (!other || other.version < Number(version)) result.set(id, { entry, version: Number(version), retracted: retracted.has(entry.seq) });
  }
  return result;
}

/** The first transaction of the ledger: its instant and its last number; undefined in an empty ledger. */
export async function firstTransaction({
  db,
  tables: { ledger },
}: Connection): Promise<{ recorded_at: string; last_seq: number } | undefined> {
  const [first] = await db.select({ recorded_at: ledger.recorded_at }).from(ledger).orderBy(asc(ledger.seq)).limit(1);
  if (!first) return undefined;
  const [last] = await db
    .select({ seq: ledger.seq })
    .from(ledger)
    .where(eq(ledger.recorded_at, first.recorded_at))
    .orderBy(desc(ledger.seq))
    .limit(1);
  return { recorded_at: first.recorded_at, last_seq: last?.seq ?? 0 };
}
