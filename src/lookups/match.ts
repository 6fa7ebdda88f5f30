import { withoutLaterWords } from '../db/announcements.ts';
import { type MeasureCandidate, measureCandidates, type ShownExtent, stillToAsk } from '../db/candidates.ts';
import type { Cut } from '../db/cut.ts';
import { loadEntries } from '../db/entries.ts';
import type { MeasureFilter } from '../db/filters.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { outcomesOfMeasures } from '../db/outcomes.ts';
import { type Statements, statementsOfMeasures } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { type Day, type DaySpan, dayOnly, firstDay, type PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { meet } from '../domain/meeting.ts';
import { liftingAgreedOn } from '../domain/resolution.ts';
import { abroad, jurisdictionOf, type Match, type Scope, type ScopeQuestion, withUnions } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { isCertainOn, possibleStatements, possibleStatuses } from '../domain/timeline.ts';
import type { Met } from '../domain/vocabulary.ts';
import type { Entry } from '../things/ledger.ts';
import { eachGiven, type FilterTable, type MeasureFilters } from '../things/questions.ts';
import { areaWithin, findExporter, jurisdictionCalled, knownDispute } from './known.ts';
import { BATCH, type Position } from './paging.ts';
import type { AsOf, Clocks } from './tracker.ts';

// Which measures meet a question: what SQL leaves over, decided by the rules of the domain.

/** A question about measures. Every filter narrows the answer; none is ever ignored. */
export type MeasureQuestion = MeasureFilters & Clocks;

/** A question made definite: what SQL decides, and what the domain decides after it. */
export interface Prepared {
  filter: Omit<MeasureFilter, 'limit' | 'after'>;
  scope: ScopeQuestion;
  /** How what is asked must be met; undefined for any way. */
  matches: readonly Met[] | undefined;
  view: AsOf;
}

/** What one filter adds to a question made definite. */
interface Part {
  sql?: Partial<Prepared['filter']>;
  scope?: ScopeQuestion;
  matches?: readonly Met[];
}

interface Asking {
  connection: Connection;
  question: MeasureQuestion;
  view: AsOf;
  /** A company stands for its home where the question names no partner. */
  homes: boolean;
}

/** The coverages that may reach a partner: those that name it, a union that it is in, or a member or an area of it. */
const reaching = (partner: string, { register, on }: AsOf): Pick<MeasureFilter, 'partners'> => ({
  partners: { codes: register.unionsOf(partner, on), within: [partner, ...register.membersOf(partner, on)] },
});

/** Who a partner may be covered as, on some day of a span: itself, its unions, its members. */
export function partnersOver(code: string, { first, last }: DaySpan, { register }: AsOf): NonNullable<MeasureFilter['partners']> {
  const held = register.memberships.filter((row) => firstDay(row.joined_on) <= last && first < firstDay(row.left_on));
  const unions = held.filter((row) => row.member_code === code).map((row) => row.union_code);
  const members = held.filter((row) => row.union_code === code).map((row) => row.member_code);
  return { codes: [...new Set(unions)], within: [...new Set([code, ...members])] };
}

/** What each filter comes to. */
const PARTS: FilterTable<MeasureFilters, Asking, Part | Promise<Part>> = {
  affected: (code, { view }) => {
    const affected = jurisdictionCalled(view.register, code, 'affected');
    return { scope: { affected }, sql: reaching(affected, view) };
  },
  area: (code, { question: { affected }, view }) => {
    const area = areaWithin(view.register, code, affected, (home) => view.register.unionsOf(home, view.on));
    return { scope: { area }, ...(affected === undefined && { sql: reaching(jurisdictionOf(area), view) }) };
  },
  dispute: async (id, { connection, view }) => ({ sql: { dispute: await knownDispute(connection, id, view) } }),
  product: (product) => ({ scope: { product }, sql: { product } }),
  exporter: async (text, { connection, question: { affected, area }, view, homes }) => {
    const { id, home } = await findExporter(connection, text, view.registerSeq);
    // A measure that only hits another country does not reach the company.
    if (home === null || !homes || affected !== undefined || area !== undefined) return { scope: { exporter: id } };
    return { scope: { exporter: id, affected: home }, sql: reaching(home, view) };
  },
  match: (matches) => ({ matches }),
  imposed_by: (code, { view: { register, on } }) => {
    const imposer = jurisdictionCalled(register, code, 'imposed_by');
    return { sql: { imposed_by: withUnions(imposer, on, register) } };
  },
  status: (status) => ({ sql: { status } }),
  kind: (kind) => ({ sql: { kind } }),
  type: (type) => ({ sql: { type } }),
  direction: (direction) => ({ sql: { direction } }),
  formality: (formality) => ({ sql: { formality } }),
  lifting_agreed: (lifting_agreed) => ({ sql: { lifting_agreed } }),
  q: (q) => ({ sql: { q } }),
};

/**
 * Makes a question definite. Throws `invalid` for a value that is not understood. Without `homes` a company does not stand for its
 * home: for who counts what each partner would find.
 */
export async function prepare(
  connection: Connection,
  question: MeasureQuestion,
  view: AsOf,
  { homes = true }: { homes?: boolean } = {},
): Promise<Prepared> {
  const filter: Prepared['filter'] = { on: view.on, cut: view, status: 'active' };
  const scope: ScopeQuestion = {};
  let matches: Prepared['matches'];
  for (const [, part] of eachGiven(PARTS, question, { connection, question, view, homes })) {
    const added = await part;
    Object.assign(filter, added.sql);
    Object.assign(scope, added.scope);
    matches = added.matches ?? matches;
  }
  return { filter, scope, matches, view };
}

/** A candidate that meets the question. */
export interface Matched {
  candidate: MeasureCandidate;
  match: Met;
  /** Since when its lifting is agreed and has not come. */
  liftingOn: PartialDate | null;
}

/** Drops the candidates that coverage, exemptions or pending liftings rule out. */
export async function decide(
  connection: Connection,
  candidates: readonly MeasureCandidate[],
  { view, scope, matches, filter: { lifting_agreed } }: Prepared,
): Promise<Matched[]> {
  const asked = Object.keys(scope).length > 0;
  const seqs = asked ? candidates.flatMap((candidate) => [...statusSeqsOf(candidate), candidate.coverage_seq]) : [];
  const entries = await entriesBySeq(connection, seqs, view);
  const shown = (candidate: MeasureCandidate): Match =>
    asked || (candidate.coverage_seq === null && view.announcedBy !== null)
      ? matchOf(candidate, coverageOf(entries, candidate), exemptionsOf(entries, candidate), scope, view)
      : 'full';
  const met = new Map(candidates.map((candidate) => [candidate, shown(candidate)]));
  // How else it may reach is asked only of what is not met as it is shown.
  const unmet = asked ? candidates.filter((candidate) => met.get(candidate) === 'none') : [];
  const extents = await extentsOf(connection, unmet, entries, view);
  for (const candidate of unmet) met.set(candidate, metBy(candidate, extents(candidate), scope, view));
  const agreed = await pendingLiftings(
    connection,
    candidates.map((candidate) => candidate.id),
    view,
  );
  return candidates.flatMap((candidate) => {
    const match = met.get(candidate) as Match;
    const liftingOn = candidate.in_force_from === null ? null : (agreed.get(candidate.id) ?? null);
    if (!isWanted(match, matches) || (lifting_agreed !== undefined && lifting_agreed !== (liftingOn !== null))) return [];
    return [{ candidate, match, liftingOn }];
  });
}

/** Is something that is met so in the answer? */
export const isWanted = (match: Match, matches: Prepared['matches']): match is Met =>
  match !== 'none' && (matches === undefined || matches.includes(match));

/** Entries by their seq, as an answer of the view tells them; nulls are left out. */
export async function entriesBySeq(connection: Connection, seqs: readonly (number | null)[], view: Cut): Promise<Map<number, Entry>> {
  const entries = await loadEntries(
    connection,
    seqs.filter((seq) => seq !== null),
  );
  return new Map((await withoutLaterWords(connection, entries, view)).map((entry) => [entry.seq, entry]));
}

/** What a candidate covers. */
export const coverageOf = (
  entries: ReadonlyMap<number, Entry>,
  { coverage_seq }: Pick<MeasureCandidate, 'coverage_seq'>,
): readonly Scope[] => {
  const entry = coverage_seq === null ? undefined : entries.get(coverage_seq);
  return entry?.kind === 'coverage' ? entry.scopes : [];
};

/** The entries that a candidate's status stands on: the one that brings it, and the one that returns with it. */
export const statusSeqsOf = ({ status_seq, returns_seq }: Pick<MeasureCandidate, 'status_seq' | 'returns_seq'>): number[] =>
  returns_seq === null ? [status_seq] : [status_seq, returns_seq];

/** What a partial lifting frees: as recorded, or as it returned once another status had ended by its own terms. */
export const exemptionsOf = (
  entries: ReadonlyMap<number, Entry>,
  { status, status_seq, returns_seq }: Pick<MeasureCandidate, 'status' | 'status_seq' | 'returns_seq'>,
): readonly Scope[] => {
  const entry = entries.get(returns_seq ?? status_seq);
  return entry?.kind === 'status_change' && entry.status === status ? entry.exemptions : [];
};

/** What a measure covers on the day, and what a partial lifting frees of that. */
export interface Extent {
  coverage: readonly Scope[];
  exemptions: readonly Scope[];
}

/** Is the day between the certain bounds of a part of a row, if the row has that part? */
export const isSureOn = (certain_from: Day | null, certain_until: Day | null, on: Day): boolean =>
  certain_from === null || certain_until === null || isCertainOn({ certain_from, certain_until }, on);

/** May it cover something else on the day than is shown, or free something else in part: by a doubt, or a date that is not known to the day? */
export function isOpen(one: ShownExtent, on: Day): boolean {
  const isFreedSurely = one.doubtful === 0 && isSureOn(one.certain_from, one.certain_until, on);
  if (one.status === 'partially_lifted' && !isFreedSurely) return true;
  return one.coverage_doubted === 1 || !isSureOn(one.coverage_certain_from, one.coverage_certain_until, on);
}

/** How far measures reach on the day, each in the ways that are possible: first as it is shown. */
export async function extentsOf(
  connection: Connection,
  measures: readonly ShownExtent[],
  entries: ReadonlyMap<number, Entry>,
  view: AsOf,
): Promise<(measure: ShownExtent) => readonly Extent[]> {
  const { on } = view;
  const open = measures.filter((one) => isOpen(one, on)).map(({ id }) => id);
  const statements = open.length === 0 ? new Map<string, Statements>() : await statementsOfMeasures(connection, open, view, dayOnly(on));
  return (measure) => {
    const shown = { coverage: coverageOf(entries, measure), exemptions: exemptionsOf(entries, measure) };
    const said = statements.get(measure.id);
    return said === undefined ? [shown] : [shown, ...otherExtents(said, on)];
  };
}

/** What may be covered, and what may be free of it, on a day. Before the first coverage nothing is known to be covered. */
function otherExtents({ statuses, coverages }: Statements, on: Day): Extent[] {
  const [status, coverage] = [possibleStatuses(statuses, on), possibleStatements(coverages, on)];
  const freed = [...status.stated, ...status.instead].flatMap((one) => (one !== null && isInForce(one.status) ? [one.exemptions] : []));
  const covered = [...coverage.stated, ...coverage.instead].flatMap((one) => (one?.entry.kind === 'coverage' ? [one.entry.scopes] : []));
  return covered.flatMap((scopes) => freed.map((exemptions) => ({ coverage: scopes, exemptions })));
}

/** Does a measure meet what is asked of its scope? Where it does not as it is shown, but may in another way that is possible, that is unclear. */
export function metBy(
  measure: Parameters<typeof matchOf>[0],
  [shown, ...others]: readonly Extent[],
  question: ScopeQuestion,
  view: AsOf,
): Match {
  const match = matchOf(measure, shown?.coverage ?? [], shown?.exemptions ?? [], question, view);
  if (match !== 'none') return match;
  return others.some(({ coverage, exemptions }) => matchOf(measure, coverage, exemptions, question, view) !== 'none') ? 'unclear' : 'none';
}

/** Does a candidate meet what is asked of its scope? */
export function matchOf(
  { direction, coverage_seq, imposed_by }: Pick<MeasureCandidate, 'direction' | 'coverage_seq' | 'imposed_by'>,
  coverage: readonly Scope[],
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  { on, register }: AsOf,
): Match {
  // HS codes are for goods: what is said of investment or services in words can't be meant by one.
  if (question.product !== undefined && direction !== 'import' && direction !== 'export') return 'none';
  // Nobody had said by then, or of that day, what it covers, so it may be this.
  if (coverage_seq === null) return 'unclear';
  return meet(askedOf(coverage, imposed_by, question), exemptions, question, on, register).match;
}

/** What of a coverage is asked about: where a partner is, what it says of the imposer's own trade is not. */
export const askedOf = (coverage: readonly Scope[], imposed_by: string, { affected, area }: ScopeQuestion): readonly Scope[] =>
  affected === undefined && area === undefined ? coverage : abroad(coverage, imposed_by);

/** The measures among these whose lifting is agreed and has not come yet, with the day of the agreement. */
async function pendingLiftings(connection: Connection, ids: readonly string[], view: AsOf): Promise<Map<string, PartialDate>> {
  const result = new Map<string, PartialDate>();
  const outcomes = await outcomesOfMeasures(connection, ids, view, view.register);
  if (outcomes.size === 0) return result;
  const periods = groupBy(await statusPeriodRows(connection, [...outcomes.keys()], view), (row) => row.measure_id);
  for (const [id, list] of outcomes) {
    const day = liftingAgreedOn(list, periods.get(id) ?? [], view.on);
    if (day !== null) result.set(id, day);
  }
  return result;
}

/** Nothing is left for the domain to decide. */
export const isDecidedBySql = ({ scope, matches, filter }: Prepared): boolean =>
  Object.keys(scope).length === 0 && matches === undefined && filter.lifting_agreed === undefined;

/** As many as there are. */
export const ALL = Number.POSITIVE_INFINITY;

/** Of so many candidates one more is asked for where the domain decides: some don't meet what is asked, and a further round costs more. */
const ONE_IN = 8;

/**
 * Batches of what meets the question, for who wants so many: what is missing then is asked for by how many candidates met it so far, at
 * most twice as many as before; where none did, or more are wanted, the batches grow so.
 */
export async function* batches(
  connection: Connection,
  prepared: Prepared,
  after: Position | undefined,
  wanted: number,
): AsyncGenerator<Matched[]> {
  let cursor = after;
  const spare = isDecidedBySql(prepared) ? 0 : Math.ceil(wanted / ONE_IN);
  let limit = Math.min(wanted + spare, BATCH);
  let [asked, met] = [0, 0];
  for (;;) {
    const candidates = await measureCandidates(connection, { ...prepared.filter, ...(cursor && { after: cursor }), limit });
    const matched = await decide(connection, candidates, prepared);
    yield matched;
    const end = candidates.at(-1);
    if (!end || candidates.length < limit) return;
    cursor = cursorOf(end);
    asked += candidates.length;
    met += matched.length;
    limit = Math.min(stillToAsk(wanted, met, asked), limit * 2, BATCH);
  }
}

/** Where a list goes on after a measure. */
export const cursorOf = ({ begins_on, id }: MeasureCandidate): Position => ({ begins_on, id });
