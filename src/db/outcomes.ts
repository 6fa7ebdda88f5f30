import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import type { PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { applyCorrections } from '../domain/ledger.ts';
import type { AgreedOutcome, Carried } from '../domain/resolution.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, entriesOf, standingOf } from '../things/ledger.ts';
import { entriesOfKinds } from './histories.ts';
import { STILL_KNOWN } from './periods.ts';
import type { Connection } from './store.ts';

/** What resolutions have each of these measures reach, and what became of it, as known at a seq. */
export async function agreedOutcomes(
  connection: Connection,
  measureIds: readonly string[],
  knownSeq: number,
): Promise<Map<string, AgreedOutcome[]>> {
  if (measureIds.length === 0) return new Map();
  const { db, tables: t } = connection;
  const corrections = await db
    .select({ retracts_seq: t.corrections.retracts_seq, replacement_seq: t.corrections.replacement_seq })
    .from(t.corrections)
    .innerJoin(t.ledger, eq(t.ledger.seq, t.corrections.retracts_seq))
    .where(and(inArray(t.ledger.kind, ['resolution', 'implementation', 'collapse']), lte(t.corrections.seq, knownSeq)))
    .orderBy(asc(t.corrections.seq));
  const { retracted, positions } = applyCorrections(corrections);
  // What was done about a resolution counts for the one that took its place.
  const rootOf = (seq: number): number => positions.get(seq) ?? seq;
  const named = await db
    .select({
      resolution_seq: t.resolution_outcomes.seq,
      measure_id: t.resolution_outcomes.measure_id,
      reaches: t.resolution_outcomes.reaches,
      agreed_on: t.resolutions.agreed_on,
    })
    .from(t.resolution_outcomes)
    .innerJoin(t.resolutions, eq(t.resolutions.seq, t.resolution_outcomes.seq))
    .where(and(inArray(t.resolution_outcomes.measure_id, [...measureIds]), lte(t.resolution_outcomes.seq, knownSeq)));
  const outcomes = named.filter((outcome) => !retracted.has(outcome.resolution_seq));
  if (outcomes.length === 0) return new Map();
  const roots = outcomes.map((outcome) => rootOf(outcome.resolution_seq));
  const forms = [...roots, ...[...positions].filter(([, root]) => roots.includes(root)).map(([seq]) => seq)];
  const recorded = await db
    .select({
      seq: t.resolution_steps.seq,
      kind: t.ledger.kind,
      resolution_seq: t.resolution_steps.resolution_seq,
      effective_on: t.resolution_steps.effective_on,
      measure_id: t.resolution_step_measures.measure_id,
    })
    .from(t.resolution_steps)
    .innerJoin(t.ledger, eq(t.ledger.seq, t.resolution_steps.seq))
    .innerJoin(t.resolution_step_measures, eq(t.resolution_step_measures.seq, t.resolution_steps.seq))
    .where(and(inArray(t.resolution_steps.resolution_seq, [...new Set(forms)]), lte(t.resolution_steps.seq, knownSeq)))
    .orderBy(asc(t.resolution_steps.effective_on), asc(t.resolution_steps.seq));
  const steps = recorded.filter((step) => !retracted.has(step.seq));
  const stepOn = (kind: string, outcome: (typeof outcomes)[number]): PartialDate | null =>
    steps.find(
      (step) =>
        step.kind === kind && rootOf(step.resolution_seq) === rootOf(outcome.resolution_seq) && step.measure_id === outcome.measure_id,
    )?.effective_on ?? null;
  const result = new Map<string, AgreedOutcome[]>();
  for (const [measure, list] of groupBy(outcomes, (outcome) => outcome.measure_id))
    result.set(
      measure,
      list.map((outcome) => ({
        agreed_on: outcome.agreed_on,
        reaches: outcome.reaches,
        implemented_on: stepOn('implementation', outcome),
        collapsed_on: stepOn('collapse', outcome),
      })),
    );
  return result;
}

const KINDS = ['resolution', 'implementation', 'collapse'] as const satisfies readonly EntryKind[];
type Step = EntryOf<'implementation' | 'collapse'>;

/** What was done about a resolution (or about the ones whose place it took) and still stands at a seq, in the order of recording. */
export async function stepsOf(connection: Connection, resolutionSeq: number, knownSeq: number): Promise<Step[]> {
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS, knownSeq));
  return entriesOf(standing, 'implementation', 'collapse').filter((step) => rootOf(step.resolution_seq) === rootOf(resolutionSeq));
}

/** The form of a resolution that stands at a seq, whichever of its forms is asked for; undefined if it was taken back. */
export async function standingForm(
  connection: Connection,
  resolutionSeq: number,
  knownSeq: number,
): Promise<EntryOf<'resolution'> | undefined> {
  const { standing, rootOf } = standingOf(await entriesOfKinds(connection, KINDS, knownSeq));
  return entriesOf(standing, 'resolution').find(({ seq }) => rootOf(seq) === rootOf(resolutionSeq));
}

/** The resolutions that some entries about to be recorded touch, with what came of each: as they stand, and as they will stand. */
export async function resolutionsTouched(connection: Connection, added: readonly Entry[]): Promise<{ before: Carried; after: Carried }[]> {
  const news = [...entriesOf(added, 'correction'), ...entriesOf(added, ...KINDS)];
  if (news.length === 0) return [];
  const recorded = await entriesOfKinds(connection, KINDS, STILL_KNOWN);
  const all = [...recorded, ...news].sort((a, b) => a.seq - b.seq);
  const { standing, rootOf } = standingOf(all);
  const bySeq = new Map(all.map((entry) => [entry.seq, entry]));
  const rootsOf = (entry: Entry | undefined): number[] => {
    if (entry === undefined) return [];
    if (entry.kind === 'resolution') return [rootOf(entry.seq)];
    if ('resolution_seq' in entry) return [rootOf(entry.resolution_seq)];
    return entry.kind === 'correction' ? rootsOf(bySeq.get(entry.retracts_seq)) : [];
  };
  const carried = (entries: readonly Entry[], root: number): Carried => {
    const resolution = entriesOf(entries, 'resolution').find(({ seq }) => rootOf(seq) === root);
    return {
      agreement: resolution ? { ...resolution, measures: resolution.outcomes.map(({ measure_id }) => measure_id) } : null,
      steps: entriesOf(entries, 'implementation', 'collapse').filter((step) => rootOf(step.resolution_seq) === root),
    };
  };
  const earlier = standingOf(recorded).standing;
  return [...new Set(news.flatMap(rootsOf))].map((root) => ({ before: carried(earlier, root), after: carried(standing, root) }));
}

/** The resolutions, in all their forms, of which somebody said what came of them beside the bundled dataset. */
export async function stepsRecordedHere(connection: Connection): Promise<Set<number>> {
  const entries = await entriesOfKinds(connection, KINDS, STILL_KNOWN);
  const { standing, rootOf } = standingOf(entries);
  const roots = new Set(
    entriesOf(standing, 'implementation', 'collapse').flatMap((step) => (step.entry_id === null ? [rootOf(step.resolution_seq)] : [])),
  );
  return new Set(entriesOf(entries, 'resolution').flatMap(({ seq }) => (roots.has(rootOf(seq)) ? [seq] : [])));
}
