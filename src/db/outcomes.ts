import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import { groupBy } from '../domain/group.ts';
import { applyCorrections } from '../domain/ledger.ts';
import { type AgreedOutcome, agreedOutcomes, type Carried, type Shown, type ShownRates } from '../domain/resolution.ts';
import type { Memberships } from '../domain/scope.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, entriesOf, standingOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import { type Cut, cutSlots, cutValues, periodsOf, WHOLE } from './cut.ts';
import { loadEntries } from './entries.ts';
import { entriesOfKinds } from './histories.ts';
import { statusPeriodRows } from './measures.ts';
import { asList, type Connection, slot } from './store.ts';

const KINDS = ['resolution', 'implementation', 'collapse'] as const satisfies readonly EntryKind[];
type Step = EntryOf<'implementation' | 'collapse'>;

/** A resolution that stands, with what was done about it and still stands, in the order of recording. */
export interface Settlement {
  resolution: EntryOf<'resolution'>;
  steps: Step[];
}

/** The resolutions that stand in the order of recording. */
export const settlements = async (connection: Connection, cut: Cut): Promise<Settlement[]> =>
  settled(await entriesOfKinds(connection, KINDS, cut));

/** Those of one dispute. */
export async function settlementsOfDispute(connection: Connection, cut: Cut, dispute: string): Promise<Settlement[]> {
  const named = await connection.query<{ seq: number }>(
    'resolutions_of_dispute',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq })
        .from(ledger)
        .where(and(eq(ledger.dispute_id, slot('dispute')), sql`${ledger.kind} = 'resolution'`, lte(ledger.seq, slot('known')))),
    { dispute, known: cut.knownSeq },
  );
  return settled(await entriesAbout(connection, cut, named)).filter(({ resolution }) => resolution.dispute_id === dispute);
}

/** Those that have an outcome for one of some measures. */
async function settlementsOfMeasures(connection: Connection, cut: Cut, measureIds: readonly string[]): Promise<Settlement[]> {
  if (measureIds.length === 0) return [];
  const named = await connection.query<{ seq: number }>(
    'resolutions_about',
    (db, { resolution_outcomes: o }) =>
      db
        .selectDistinct({ seq: o.seq })
        .from(o)
        .where(and(connection.isAmong(o.measure_id, 'ids'), lte(o.seq, slot('known')))),
    { ids: asList(measureIds), known: cut.knownSeq },
  );
  const wanted = new Set(measureIds);
  return settled(await entriesAbout(connection, cut, named)).filter(({ resolution }) =>
    resolution.outcomes.some(({ measure_id }) => wanted.has(measure_id)),
  );
}

/** Puts what stands together. */
function settled(entries: readonly Entry[]): Settlement[] {
  const { standing, rootOf } = standingOf(entries);
  const steps = groupBy(entriesOf(standing, 'implementation', 'collapse'), (step) => rootOf(step.resolution_seq));
  return entriesOf(standing, 'resolution').map((resolution) => ({ resolution, steps: steps.get(rootOf(resolution.seq)) ?? [] }));
}

/** Some resolutions in all their forms, with all that was done about them, by a seq. */
async function entriesAbout(connection: Connection, cut: Cut, named: readonly { seq: number }[]): Promise<Entry[]> {
  const { knownSeq } = cut;
  if (named.length === 0) return [];
  const corrections = await correctionsOf(connection, KINDS, knownSeq);
  const { positions } = applyCorrections(corrections);
  // What was done about a resolution counts for the one that took its place.
  const roots = new Set(named.map(({ seq }) => positions.get(seq) ?? seq));
  const forms = [...roots, ...[...positions].flatMap(([seq, root]) => (roots.has(root) ? [seq] : []))];
  const steps = await connection.query<{ seq: number }>(
    'resolution_steps',
    (db, { resolution_steps: s }) =>
      db
        .select({ seq: s.seq })
        .from(s)
        .where(and(connection.isAmong(s.resolution_seq, 'forms'), lte(s.seq, slot('known')))),
    { forms: asList(forms), known: knownSeq },
  );
  const seqs = [...forms, ...[...steps, ...corrections].map(({ seq }) => seq)].filter((seq) => seq <= knownSeq);
  return announcedEntries(connection, await loadEntries(connection, seqs), cut);
}

/** The corrections of entries of some kinds by a seq, in the order of recording. */
function correctionsOf(
  connection: Connection,
  kinds: readonly EntryKind[],
  known: number,
): Promise<{ seq: number; retracts_seq: number; replacement_seq: number | null }[]> {
  return connection.query(
    `corrections:${kinds.join()}`,
    (db, { corrections: c, ledger }) =>
      db
        .select({ seq: c.seq, retracts_seq: c.retracts_seq, replacement_seq: c.replacement_seq })
        .from(c)
        .innerJoin(ledger, eq(ledger.seq, c.retracts_seq))
        .where(and(inArray(ledger.kind, [...kinds]), lte(c.seq, slot('known'))))
        .orderBy(asc(c.seq)),
    { known },
  );
}

/** Settlements with what their measures show, of the part of the ledger that counts. */
export async function carriedOut(connection: Connection, list: readonly Settlement[], cut: Cut): Promise<Carried[]> {
  const outcomes = list.flatMap(({ resolution }) => resolution.outcomes);
  const rated = outcomes.flatMap(({ measure_id, reaches }) => (reaches === 'rate' ? [measure_id] : []));
  const rootOf = rated.length === 0 ? (seq: number) => seq : await rateTableRoots(connection, cut.knownSeq);
  const statuses = await shownStatuses(connection, [...new Set(outcomes.map(({ measure_id }) => measure_id))], cut);
  const rates = await shownRates(connection, [...new Set(rated)], rootOf, cut);
  return list.map(({ resolution, steps }) => ({
    agreement: resolution,
    steps: steps.map((step) => ({ ...step, rate_tables: step.kind === 'implementation' ? (step.rate_tables ?? []).map(rootOf) : [] })),
    shown: new Map(
      resolution.outcomes.map(({ measure_id }) => [
        measure_id,
        { statuses: statuses.get(measure_id) ?? [], rates: rates.get(measure_id) ?? [] },
      ]),
    ),
  }));
}

async function shownStatuses(connection: Connection, ids: readonly string[], cut: Cut): Promise<Map<string, Shown['statuses']>> {
  const rows = ids.length === 0 ? [] : await statusPeriodRows(connection, ids, cut);
  const stating = ({ seq, returns_seq }: (typeof rows)[number]): number => returns_seq ?? seq;
  const entries = await loadEntries(
    connection,
    rows.flatMap((row) => (row.status === 'partially_lifted' ? [stating(row)] : [])),
  );
  const free = new Map(entriesOf(entries, 'status_change').map(({ seq, exemptions }) => [seq, exemptions]));
  const shown = rows.map((row) => ({ ...row, exemptions: row.status === 'partially_lifted' ? (free.get(stating(row)) ?? []) : [] }));
  return groupBy(shown, (row) => row.measure_id);
}

async function shownRates(
  connection: Connection,
  ids: readonly string[],
  rootOf: (seq: number) => number,
  cut: Cut,
): Promise<Map<string, ShownRates[]>> {
  if (ids.length === 0) return new Map();
  const rows = await connection.query<Omit<ShownRates, 'root'> & { measure_id: string; seq: number }>(
    `shown_rates:${cut.announcedBy === null}`,
    (db, { statement_periods: p, rate_tables: r }) =>
      db
        .select({ measure_id: p.measure_id, seq: p.seq, effective_on: r.effective_on, starts_on: p.starts_on, ends_on: p.ends_on })
        .from(p)
        .innerJoin(r, eq(r.seq, p.seq))
        .where(and(connection.isAmong(p.measure_id, 'ids'), eq(p.kind, 'rate_table'), periodsOf(p, cutSlots(cut))))
        .orderBy(asc(p.measure_id), asc(p.starts_on)),
    { ids: asList(ids), ...cutValues(cut) },
  );
  return groupBy(
    rows.map((row) => ({ ...row, root: rootOf(row.seq) })),
    (row) => row.measure_id,
  );
}

/** The first form of each rate table, by the form that took its place. */
async function rateTableRoots(connection: Connection, knownSeq: number): Promise<(seq: number) => number> {
  const { positions } = applyCorrections(await correctionsOf(connection, ['rate_table'], knownSeq));
  return (seq) => positions.get(seq) ?? seq;
}

/** What resolutions have each of these measures reach, and what became of it. */
export async function outcomesOfMeasures(
  connection: Connection,
  measureIds: readonly string[],
  cut: Cut,
  memberships: Memberships,
): Promise<Map<string, AgreedOutcome[]>> {
  const carried = await carriedOut(connection, await settlementsOfMeasures(connection, cut, measureIds), cut);
  const outcomes = carried.flatMap((one) => agreedOutcomes(one, memberships));
  const wanted = new Set(measureIds);
  return groupBy(
    outcomes.filter(({ measure_id }) => wanted.has(measure_id)),
    ({ measure_id }) => measure_id,
  );
}

/** What was done about a resolution (or about the ones whose place it took) and still stands, in the order of recording. */
export async function stepsOf(connection: Connection, resolutionSeq: number): Promise<Step[]> {
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS, WHOLE));
  return entriesOf(standing, 'implementation', 'collapse').filter((step) => rootOf(step.resolution_seq) === rootOf(resolutionSeq));
}

/** The form of a resolution that stands, whichever of its forms is asked for; undefined if it was taken back. */
export async function standingForm(connection: Connection, resolutionSeq: number): Promise<EntryOf<'resolution'> | undefined> {
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS, WHOLE));
  return entriesOf(standing, 'resolution').find(({ seq }) => rootOf(seq) === rootOf(resolutionSeq));
}

/**
 * The resolutions that the entries of a transaction touch, with what came of each: as they stood before, and as they stand with them.
 * Asked once the entries and the derived rows are written.
 */
export async function resolutionsTouched(connection: Connection, added: readonly Entry[]): Promise<{ before: Carried; after: Carried }[]> {
  const [first, last] = [added[0], added.at(-1)];
  if (!first || !last || !added.some(({ kind }) => kind === 'correction' || KINDS.some((one) => one === kind))) return [];
  const entries = await entriesOfKinds(connection, KINDS, WHOLE);
  const { rootOf } = standingOf(entries);
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const rootsOf = (entry: Entry | undefined): number[] => {
    if (entry === undefined) return [];
    if (entry.kind === 'resolution') return [rootOf(entry.seq)];
    if ('resolution_seq' in entry) return [rootOf(entry.resolution_seq)];
    return entry.kind === 'correction' ? rootsOf(bySeq.get(entry.retracts_seq)) : [];
  };
  const roots = [...new Set(added.flatMap(rootsOf))];
  if (roots.length === 0) return [];
  const carriedAt = async (seq: number): Promise<Map<number, Carried>> => {
    const { standing } = standingOf(entries.filter((entry) => entry.seq <= seq));
    const list = roots.map((root) => ({
      resolution: entriesOf(standing, 'resolution').find((one) => rootOf(one.seq) === root),
      steps: entriesOf(standing, 'implementation', 'collapse').filter((step) => rootOf(step.resolution_seq) === root),
    }));
    const settled = list.flatMap(({ resolution, steps }) => (resolution ? [{ resolution, steps }] : []));
    const carried = await carriedOut(connection, settled, { ...WHOLE, knownSeq: seq });
    return new Map(
      roots.map((root, index) => [
        root,
        carried[settled.findIndex(({ resolution }) => rootOf(resolution.seq) === root)] ?? {
          agreement: null,
          steps: (list[index]?.steps ?? []).map((step) => ({ ...step, rate_tables: [] })),
          shown: new Map(),
        },
      ]),
    );
  };
  const [before, after] = [await carriedAt(first.seq - 1), await carriedAt(last.seq)];
  return roots.map((root) => ({ before: before.get(root) as Carried, after: after.get(root) as Carried }));
}

/** The resolutions, in all their forms, of which somebody said what came of them beside the bundled dataset. */
export async function stepsRecordedHere(connection: Connection): Promise<Set<number>> {
  const entries = await entriesOfKinds(connection, KINDS, WHOLE);
  const { standing, rootOf } = standingOf(entries);
  const roots = new Set(
    entriesOf(standing, 'implementation', 'collapse').flatMap((step) => (step.entry_id === null ? [rootOf(step.resolution_seq)] : [])),
  );
  return new Set(entriesOf(entries, 'resolution').flatMap(({ seq }) => (roots.has(rootOf(seq)) ? [seq] : [])));
}
