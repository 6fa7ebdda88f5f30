import { loadEntries } from '../db/entries.ts';
import { countCandidates, type MeasureCandidate, type MeasureFilter, measureCandidates, statusPeriodRows } from '../db/measures.ts';
import { agreedOutcomes } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import type { Day, PartialDate } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { liftingAgreedOn } from '../domain/resolution.ts';
import { jurisdictionOf, type Match, matchScopes, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import type { Direction, Formality, Kind, Status } from '../domain/vocabulary.ts';
import type { Entry } from '../things/ledger.ts';
import { findExporter, knownArea, knownDispute, knownJurisdiction } from './known.ts';
import type { Clocks, View } from './tracker.ts';

// Which measures meet a question: what SQL leaves over, decided by the rules of the domain.

/** A question about measures. Every field narrows the answer; none is ever ignored. */
export interface MeasureQuestion extends Clocks {
  status?: 'active' | 'all' | readonly Status[] | undefined;
  kind?: Kind | undefined;
  imposed_by?: string | undefined;
  affected?: string | undefined;
  area?: string | undefined;
  product?: string | undefined;
  /** A company's id, name or alias, or a class of exporters. */
  exporter?: string | undefined;
  direction?: Direction | undefined;
  /** Ban types or duty types. */
  type?: readonly string[] | undefined;
  dispute?: string | undefined;
  formality?: Formality | undefined;
  lifting_agreed?: boolean | undefined;
  /** Words of the title. */
  q?: string | undefined;
}

/** Where a page ended: the next one comes after it. */
export interface MeasureCursor {
  starts_on: Day;
  id: string;
}

/** A question made definite: what SQL decides, and what the domain decides after it. */
export interface Prepared {
  filter: Omit<MeasureFilter, 'limit' | 'after'>;
  scope: ScopeQuestion;
  lifting: boolean | undefined;
  view: View;
}

/** Makes a question definite. Throws `invalid` for a value that is not understood. */
export async function prepare(connection: Connection, question: MeasureQuestion, view: View): Promise<Prepared> {
  const { register, on } = view;
  const scope: ScopeQuestion = {};
  if (question.affected !== undefined) scope.affected = knownJurisdiction(register, question.affected, 'affected');
  if (question.area !== undefined) scope.area = knownArea(register, question.area, 'area');
  if (scope.area !== undefined && scope.affected !== undefined) {
    const home = jurisdictionOf(scope.area);
    if (home !== scope.affected && !register.unionsOf(home, on).includes(scope.affected))
      throw invalid('area', `"${scope.area}" is no area of affected "${scope.affected}": it lies in ${home}`);
  }
  if (question.dispute !== undefined) await knownDispute(connection, question.dispute);
  if (question.product !== undefined) scope.product = question.product;
  if (question.exporter !== undefined) scope.exporter = await findExporter(connection, question.exporter);
  const imposer = question.imposed_by === undefined ? undefined : knownJurisdiction(register, question.imposed_by, 'imposed_by');

  const partner = scope.affected ?? scope.area?.slice(0, 2);
  const within = partner === undefined ? [] : [partner, ...register.membersOf(partner, on)];
  const filter: Prepared['filter'] = {
    on,
    knownSeq: view.knownSeq,
    statuses: question.status ?? 'active',
    ...(question.kind && { kind: question.kind }),
    ...(imposer && { imposers: [imposer, ...register.unionsOf(imposer, on)] }),
    ...(question.type && { types: question.type }),
    ...(question.direction && { direction: question.direction }),
    ...(question.formality && { formality: question.formality }),
    ...(question.dispute && { dispute: question.dispute }),
    ...(question.q && { words: question.q.split(/\s+/).filter(Boolean) }),
    ...(question.lifting_agreed && { hasOutcome: true }),
    ...(scope.product && { product: scope.product }),
    ...(partner && { partners: { codes: register.unionsOf(partner, on), within } }),
  };
  return { filter, scope, lifting: question.lifting_agreed, view };
}

/** A candidate that meets the question. */
export interface Matched {
  candidate: MeasureCandidate;
  match: Exclude<Match, 'none'>;
  /** Since when its lifting is agreed and has not come. */
  liftingOn: PartialDate | null;
}

/** Drops the candidates that coverage, exemptions or pending liftings rule out. */
export async function decide(
  connection: Connection,
  candidates: readonly MeasureCandidate[],
  { view, scope, lifting }: Prepared,
): Promise<Matched[]> {
  const asked = Object.keys(scope).length > 0;
  const seqs = asked ? candidates.flatMap((candidate) => [candidate.status_seq, candidate.coverage_seq]) : [];
  const entries = await entriesBySeq(connection, seqs);
  const agreed = await pendingLiftings(
    connection,
    candidates.map((candidate) => candidate.id),
    view,
  );
  return candidates.flatMap((candidate) => {
    const match = asked ? matchOf(candidate, coverageOf(entries, candidate), exemptionsOf(entries, candidate), scope, view) : 'full';
    const liftingOn = candidate.in_force_from === null ? null : (agreed.get(candidate.id) ?? null);
    if (match === 'none' || (lifting !== undefined && lifting !== (liftingOn !== null))) return [];
    return [{ candidate, match, liftingOn }];
  });
}

/** Entries by their seq; nulls are left out. */
export async function entriesBySeq(connection: Connection, seqs: readonly (number | null)[]): Promise<Map<number, Entry>> {
  const entries = await loadEntries(
    connection,
    seqs.filter((seq) => seq !== null),
  );
  return new Map(entries.map((entry) => [entry.seq, entry]));
}

/** What a candidate covers. */
export const coverageOf = (entries: ReadonlyMap<number, Entry>, { coverage_seq }: MeasureCandidate): readonly Scope[] => {
  const entry = coverage_seq === null ? undefined : entries.get(coverage_seq);
  return entry?.kind === 'coverage' ? entry.scopes : [];
};

/** What a partial lifting frees; nothing once it has ended by its own terms. */
export const exemptionsOf = (entries: ReadonlyMap<number, Entry>, { status_seq, derived }: MeasureCandidate): readonly Scope[] => {
  const entry = entries.get(status_seq);
  return entry?.kind === 'status_change' && !derived ? entry.exemptions : [];
};

/** Does a candidate meet what is asked of its scope? */
export function matchOf(
  { direction }: MeasureCandidate,
  coverage: readonly Scope[],
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  { on, register }: View,
): Match {
  // HS codes are for goods: what is said of investment or services in words can't be meant by one.
  if (question.product !== undefined && direction !== 'import' && direction !== 'export') return 'none';
  const covered = matchScopes(coverage, question, on, register, 'any');
  if (covered === 'none' || exemptions.length === 0) return covered;
  const exempt = matchScopes(exemptions, question, on, register, 'all');
  if (exempt === 'full') return 'none';
  // Part of what is asked is free: the rest is still met.
  return matchScopes(exemptions, question, on, register, 'any') === 'none' ? covered : 'part';
}

/** The measures among these whose lifting is agreed and has not come yet, with the day of the agreement. */
export async function pendingLiftings(connection: Connection, ids: readonly string[], view: View): Promise<Map<string, PartialDate>> {
  const result = new Map<string, PartialDate>();
  const outcomes = await agreedOutcomes(connection, ids, view.knownSeq);
  if (outcomes.size === 0) return result;
  const periods = groupBy(await statusPeriodRows(connection, [...outcomes.keys()], view.knownSeq), (row) => row.measure_id);
  for (const [id, list] of outcomes) {
    const day = liftingAgreedOn(list, periods.get(id) ?? [], view.on);
    if (day !== null) result.set(id, day);
  }
  return result;
}

/** Nothing is left for the domain to decide. */
export const isDecidedBySql = ({ scope, lifting }: Prepared): boolean => Object.keys(scope).length === 0 && lifting === undefined;

/** How many measures meet a question. */
export async function countMatching(connection: Connection, prepared: Prepared): Promise<number> {
  if (isDecidedBySql(prepared)) return countCandidates(connection, prepared.filter);
  let count = 0;
  for await (const matched of batches(connection, prepared, undefined, BATCH)) count += matched.length;
  return count;
}

/** How many candidates are read at a time. */
export const BATCH = 500;

/** Batches of what meets the question; they grow: a first page needs few candidates, a narrow question few rounds. */
export async function* batches(
  connection: Connection,
  prepared: Prepared,
  after: MeasureCursor | undefined,
  first: number,
): AsyncGenerator<Matched[]> {
  let cursor = after;
  let limit = Math.min(first, BATCH);
  for (;;) {
    const candidates = await measureCandidates(connection, { ...prepared.filter, ...(cursor && { after: cursor }), limit });
    yield await decide(connection, candidates, prepared);
    const end = candidates.at(-1);
    if (!end || candidates.length < limit) return;
    cursor = cursorOf(end);
    limit = Math.min(limit * 2, BATCH);
  }
}

export const cursorOf = ({ starts_on, id }: MeasureCandidate): MeasureCursor => ({ starts_on, id });
