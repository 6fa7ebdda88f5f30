import { loadEntries } from '../db/entries.ts';
import { legalInstruments } from '../db/lookups.ts';
import { countCandidates, type MeasureCandidate, type MeasureFilter, measureCandidates, statusPeriodRows } from '../db/measures.ts';
import { agreedOutcomes } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import type { Day, Instant, PartialDate } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import type { Entry, Rate } from '../domain/ledger.ts';
import { chooseRate } from '../domain/rate-choice.ts';
import { liftingAgreedOn } from '../domain/resolution.ts';
import { jurisdictionOf, type Match, matchScope, matchScopes, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import type { Certainty, Direction, Formality, Kind, Status } from '../domain/vocabulary.ts';
import { describeScope, excludedOf, goodsOf, partnersOf, rateText, summariseRates } from '../domain/words.ts';
import { findExporter, knownArea, knownDispute, knownJurisdiction } from './questions.ts';
import { type Clocks, type Tracker, type View, viewAt } from './tracker.ts';

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

/** One measure as it stands on a day, as known at an instant. */
export interface MeasureRow {
  id: string;
  kind: Kind;
  type: string;
  title: string;
  dispute: string | null;
  imposed_by: string;
  /** Jurisdictions and areas; `*` for all but those in `excluded`. */
  affected: string[];
  excluded: string[];
  direction: Direction;
  formality: Formality;
  /** HS codes, or words where there is no code. */
  products: string[];
  status: Status;
  /** First day of the status, as precisely as it is known. */
  status_from: PartialDate;
  certainty: Certainty;
  /** Does it meet what was asked in full or in part? */
  match: Exclude<Match, 'none'>;
  /** First day of the unbroken run in force. */
  in_force_from: PartialDate | null;
  /** Its last day, inclusive, if an end is known. */
  in_force_until: PartialDate | null;
  /** First day on which the status ends by its own terms. */
  until_on: PartialDate | null;
  /** Since when a lifting is agreed that has not come yet. */
  lifting_agreed_on: PartialDate | null;
  rate_summary: string | null;
  /** What a partial lifting frees, in words. */
  exemptions: string[];
  legal_instruments: string[];
  /** Ids of the sources of the status, the coverage and the rates shown. */
  sources: string[];
}

/** The columns of a measure row, in the order of the CSV. */
export const MEASURE_COLUMNS = [
  'id',
  'kind',
  'type',
  'title',
  'dispute',
  'imposed_by',
  'affected',
  'excluded',
  'direction',
  'formality',
  'products',
  'status',
  'status_from',
  'certainty',
  'match',
  'in_force_from',
  'in_force_until',
  'until_on',
  'lifting_agreed_on',
  'rate_summary',
  'exemptions',
  'legal_instruments',
  'sources',
] as const satisfies readonly (keyof MeasureRow)[];

/** Where a page ended: the next one comes after it. */
export interface MeasureCursor {
  starts_on: Day;
  id: string;
}

export interface MeasurePage {
  on: Day;
  known_at: Instant;
  changeSeq: number;
  data: MeasureRow[];
  next: MeasureCursor | null;
  count?: number;
}

/** A question made definite: what SQL decides, and what the domain decides after it. */
interface Prepared {
  filter: Omit<MeasureFilter, 'limit' | 'after'>;
  scope: ScopeQuestion;
  lifting: boolean | undefined;
  view: View;
}

async function prepare(connection: Connection, question: MeasureQuestion, view: View): Promise<Prepared> {
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
interface Matched {
  candidate: MeasureCandidate;
  match: Exclude<Match, 'none'>;
  /** Since when its lifting is agreed and has not come. */
  liftingOn: PartialDate | null;
}

/** Drops the candidates that coverage, exemptions or pending liftings rule out. */
async function decide(
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

async function entriesBySeq(connection: Connection, seqs: readonly (number | null)[]): Promise<Map<number, Entry>> {
  const entries = await loadEntries(
    connection,
    seqs.filter((seq) => seq !== null),
  );
  return new Map(entries.map((entry) => [entry.seq, entry]));
}

/** Builds the rows of what meets the question. */
async function buildRows(connection: Connection, matched: readonly Matched[], { scope, view }: Prepared): Promise<MeasureRow[]> {
  const { on } = view;
  const candidates = matched.map(({ candidate }) => candidate);
  const seqs = candidates.flatMap((candidate) => [candidate.status_seq, candidate.coverage_seq, candidate.rate_table_seq]);
  const entries = await entriesBySeq(connection, seqs);
  const instruments = await legalInstruments(
    connection,
    candidates.map((candidate) => candidate.id),
  );
  return matched.map(({ candidate, match, liftingOn }) => {
    const coverage = coverageOf(entries, candidate);
    const statements = [candidate.status_seq, candidate.coverage_seq, candidate.rate_table_seq].map((seq) =>
      seq === null ? undefined : entries.get(seq),
    );
    const rateTable = statements[2];
    return {
      id: candidate.id,
      kind: candidate.kind,
      type: candidate.type,
      title: candidate.title,
      dispute: candidate.dispute,
      imposed_by: candidate.imposed_by,
      affected: partnersOf(coverage),
      excluded: excludedOf(coverage),
      direction: candidate.direction,
      formality: candidate.formality,
      products: goodsOf(coverage),
      status: candidate.status,
      status_from: candidate.status_from,
      certainty: statements.some((entry) => entry?.doubt)
        ? 'doubtful'
        : candidate.certain_from <= on && on < candidate.certain_until
          ? 'certain'
          : 'possible',
      match,
      in_force_from: candidate.in_force_from,
      in_force_until: candidate.in_force_until,
      until_on: candidate.derived ? null : candidate.until_on,
      lifting_agreed_on: liftingOn,
      rate_summary: rateTable?.kind === 'rate_table' ? ratesInQuestion(rateTable.rates, scope, view) : null,
      exemptions: exemptionsOf(entries, candidate).map(describeScope),
      legal_instruments: instruments.get(candidate.id) ?? [],
      sources: [...new Set(statements.flatMap((entry) => entry?.sources ?? []))],
    };
  });
}

/** The rates that the question may meet, in a few words: the company's own if one is asked about, else all that fit. */
function ratesInQuestion(rates: readonly Rate[], question: ScopeQuestion, { on, register }: View): string {
  if (question.exporter !== undefined) {
    const choice = chooseRate(rates, question, on, register);
    if ('rate' in choice) return rateText(choice.rate);
  }
  const met = rates.filter((rate) => matchScope(rate.scope, question, on, register, 'any') !== 'none');
  return summariseRates({ rates: met.length > 0 ? met : rates });
}

const coverageOf = (entries: ReadonlyMap<number, Entry>, { coverage_seq }: MeasureCandidate): readonly Scope[] => {
  const entry = coverage_seq === null ? undefined : entries.get(coverage_seq);
  return entry?.kind === 'coverage' ? entry.scopes : [];
};

/** What a partial lifting frees; nothing once it has ended by its own terms. */
const exemptionsOf = (entries: ReadonlyMap<number, Entry>, { status_seq, derived }: MeasureCandidate): readonly Scope[] => {
  const entry = entries.get(status_seq);
  return entry?.kind === 'status_change' && !derived ? entry.exemptions : [];
};

function matchOf(
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

/** Which measures fit the question: a page, newest `status_from` first. Throws `invalid` for a value that is not understood. */
export function listMeasures(
  tracker: Tracker,
  question: MeasureQuestion,
  page: { limit: number; after?: MeasureCursor | undefined; count?: boolean | undefined },
): Promise<MeasurePage> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const prepared = await prepare(connection, question, view);
    const found: Matched[] = [];
    for await (const matched of batches(connection, prepared, page.after, page.limit + 1)) {
      found.push(...matched);
      if (found.length > page.limit) break;
    }
    const shown = found.slice(0, page.limit);
    const last = shown.at(-1);
    const result: MeasurePage = {
      on: view.on,
      known_at: view.known_at,
      changeSeq: view.changeSeq,
      data: await buildRows(connection, shown, prepared),
      next: last && found.length > page.limit ? cursorOf(last.candidate) : null,
    };
    if (page.count) result.count = await countMatching(connection, prepared);
    return result;
  });
}

async function countMatching(connection: Connection, prepared: Prepared): Promise<number> {
  const { filter, scope, lifting } = prepared;
  if (Object.keys(scope).length === 0 && lifting === undefined) return countCandidates(connection, filter);
  let count = 0;
  for await (const matched of batches(connection, prepared, undefined, BATCH)) count += matched.length;
  return count;
}

const BATCH = 500;

/** Batches of what meets the question; they grow: a first page needs few candidates, a narrow question few rounds. */
async function* batches(
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

const cursorOf = ({ starts_on, id }: MeasureCandidate): MeasureCursor => ({ starts_on, id });

/** The whole answer to a question, for an export: batches of rows, each in a read of its own, so that nothing else waits. */
export interface MeasureStream {
  on: Day;
  known_at: Instant;
  changeSeq: number;
  /** How many rows the batches hold in all. */
  count: number;
  batches: AsyncGenerator<MeasureRow[]>;
}

/** All measures that fit the question. The instant is fixed first, so every batch and the count speak of the same state. */
export async function streamMeasures(tracker: Tracker, question: MeasureQuestion): Promise<MeasureStream> {
  const { prepared, count } = await tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const prepared = await prepare(connection, question, view);
    return { prepared, count: await countMatching(connection, prepared) };
  });
  async function* rows(): AsyncGenerator<MeasureRow[]> {
    let after: MeasureCursor | undefined;
    for (;;) {
      const batch = await tracker.store.read(async (connection) => {
        const candidates = await measureCandidates(connection, { ...prepared.filter, ...(after && { after }), limit: BATCH });
        const matched = await decide(connection, candidates, prepared);
        return { candidates, rows: await buildRows(connection, matched, prepared) };
      });
      if (batch.rows.length > 0) yield batch.rows;
      const end = batch.candidates.at(-1);
      if (!end || batch.candidates.length < BATCH) return;
      after = cursorOf(end);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const { view } = prepared;
  return { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, count, batches: rows() };
}

/** The rows of some measures as they stand in a view, in the order asked; one whose history has not begun is left out. */
export async function measureRows(connection: Connection, ids: readonly string[], view: View): Promise<MeasureRow[]> {
  if (ids.length === 0) return [];
  const prepared = await prepare(connection, { status: 'all' }, view);
  const candidates = await measureCandidates(connection, { ...prepared.filter, ids, withBaseDuties: true, limit: ids.length });
  return buildRows(connection, await decide(connection, candidates, prepared), prepared);
}
