import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { applyCorrections } from '../domain/ledger.ts';
import { type AgreedOutcome, agreedOutcomes, type Carried, type Shown, type ShownRates } from '../domain/resolution.ts';
import type { Memberships } from '../domain/scope.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, entriesOf, standingOf } from '../things/ledger.ts';
import { announcedEntries } from './announcements.ts';
import { type Cut, cutSlots, cutValues, periodsOf, WHOLE } from './cut.ts';
import { loadEntries, seqsOf } from './entries.ts';
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

/** A form of a resolution, as far as lists are sifted and sorted by it. */
export interface ResolutionHead {
  seq: number;
  method: EntryOf<'resolution'>['method'];
  agreed_on: PartialDate | null;
  dispute: string | null;
}

/** All forms of all resolutions by a seq, those too in whose place others came. */
export const resolutionHeads = ({ db, tables: { resolutions: r, ledger: l } }: Connection, { knownSeq }: Cut): Promise<ResolutionHead[]> =>
  db
    .select({ seq: r.seq, method: r.method, agreed_on: r.agreed_on, dispute: l.dispute_id })
    .from(r)
    .innerJoin(l, eq(l.seq, r.seq))
    .where(lte(r.seq, knownSeq));

/** Which of some forms of resolutions stand, in the order of recording. */
export async function settlementsOf(connection: Connection, cut: Cut, seqs: readonly number[]): Promise<Settlement[]> {
  const forms = seqs.map((seq) => ({ seq }));
  return settled(await entriesAbout(connection, cut, forms)).filter(({ resolution }) => seqs.includes(resolution.seq));
}

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
  const changed = await correctionsAround(connection, seqsOf(named), knownSeq);
  // What was done about a resolution counts for the one that took its place.
  const forms = new Set([...seqsOf(named), ...changed.flatMap(formsIn)]);
  const steps = await connection.query<{ seq: number }>(
    'resolution_steps',
    (db, { resolution_steps: s }) =>
      db
        .select({ seq: s.seq })
        .from(s)
        .where(and(connection.isAmong(s.resolution_seq, 'forms'), lte(s.seq, slot('known')))),
    { forms: asList(forms), known: knownSeq },
  );
  const stepSeqs = seqsOf(steps);
  const stepsChanged = await correctionsAround(connection, stepSeqs, knownSeq);
  const seqs = [...forms, ...stepSeqs, ...seqsOf([...changed, ...stepsChanged])].filter((seq) => seq <= knownSeq);
  return announcedEntries(connection, await loadEntries(connection, [...new Set(seqs)]), cut);
}

interface CorrectionLine {
  seq: number;
  retracts_seq: number;
  replacement_seq: number | null;
}

const formsIn = ({ retracts_seq, replacement_seq }: CorrectionLine): number[] =>
  replacement_seq === null ? [retracts_seq] : [retracts_seq, replacement_seq];

/** The corrections by a seq that lead from some entries to those in their places, and to them from those whose places they took, in the order of recording. */
async function correctionsAround(connection: Connection, seqs: readonly number[], known: number): Promise<CorrectionLine[]> {
  const found = new Map<number, CorrectionLine>();
  const asked = new Set<number>();
  for (let next = [...new Set(seqs)]; next.length > 0; ) {
    for (const seq of next) asked.add(seq);
    for (const by of ['retracts_seq', 'replacement_seq'] as const)
      for (const line of await connection.query<CorrectionLine>(
        `corrections:${by}`,
        (db, { corrections: c }) =>
          db
            .select({ seq: c.seq, retracts_seq: c.retracts_seq, replacement_seq: c.replacement_seq })
            .from(c)
            .where(and(connection.isAmong(c[by], 'seqs'), lte(c.seq, slot('known')))),
        { seqs: asList(next), known },
      ))
        found.set(line.seq, line);
    next = [...new Set([...found.values()].flatMap(formsIn))].filter((seq) => !asked.has(seq));
  }
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}

/** Settlements with what their measures show, of the part of the ledger that counts. */
export async function carriedOut(connection: Connection, list: readonly Settlement[], cut: Cut): Promise<Carried[]> {
  const outcomes = list.flatMap(({ resolution }) => resolution.outcomes);
  const rated = outcomes.flatMap(({ measure_id, reaches }) => (reaches === 'rate' ? [measure_id] : []));
  const statuses = await shownStatuses(connection, [...new Set(outcomes.map(({ measure_id }) => measure_id))], cut);
  const rateRows = await shownRates(connection, [...new Set(rated)], cut);
  const tablesOf = (step: Step): readonly number[] => (step.kind === 'implementation' ? (step.rate_tables ?? []) : []);
  const tables = [...seqsOf(rateRows), ...(rated.length === 0 ? [] : list.flatMap(({ steps }) => steps.flatMap(tablesOf)))];
  const rootOf = await firstForms(connection, tables, cut.knownSeq);
  const rates = groupBy(
    rateRows.map((row) => ({ ...row, root: rootOf(row.seq) })),
    (row) => row.measure_id,
  );
  return list.map(({ resolution, steps }) => ({
    agreement: resolution,
    steps: steps.map((step) => ({ ...step, rate_tables: tablesOf(step).map(rootOf) })),
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

type RateRow = Omit<ShownRates, 'root'> & { measure_id: string; seq: number };

/** The rates that measures show, in the order of time. */
async function shownRates(connection: Connection, ids: readonly string[], cut: Cut): Promise<RateRow[]> {
  if (ids.length === 0) return [];
  return connection.query<RateRow>(
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
}

/** Of some entries the first form of each, by the form that took its place. */
async function firstForms(connection: Connection, seqs: readonly number[], knownSeq: number): Promise<(seq: number) => number> {
  const { positions } = applyCorrections(await correctionsAround(connection, seqs, knownSeq));
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
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS));
  return entriesOf(standing, 'implementation', 'collapse').filter((step) => rootOf(step.resolution_seq) === rootOf(resolutionSeq));
}

/** The form of a resolution that stands, whichever of its forms is asked for; undefined if it was taken back. */
export async function standingForm(connection: Connection, resolutionSeq: number): Promise<EntryOf<'resolution'> | undefined> {
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS));
  return entriesOf(standing, 'resolution').find(({ seq }) => rootOf(seq) === rootOf(resolutionSeq));
}

/**
 * The resolutions that the entries of a transaction touch, with what came of each: as they stood before, and as they stand with them.
 * Asked once the entries and the derived rows are written.
 */
export async function resolutionsTouched(connection: Connection, added: readonly Entry[]): Promise<{ before: Carried; after: Carried }[]> {
  const [first, last] = [added[0], added.at(-1)];
  if (!first || !last || !added.some(({ kind }) => kind === 'correction' || KINDS.some((one) => one === kind))) return [];
  const entries = await entriesOfKinds(connection, KINDS);
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
  const entries = await entriesOfKinds(connection, KINDS);
  const { standing, rootOf } = standingOf(entries);
  const roots = new Set(
    entriesOf(standing, 'implementation', 'collapse').flatMap((step) => (step.entry_id === null ? [rootOf(step.resolution_seq)] : [])),
  );
  return new Set(entriesOf(entries, 'resolution').flatMap(({ seq }) => (roots.has(rootOf(seq)) ? [seq] : [])));
}
