import { loadEntries } from '../db/entries.ts';
import { legalInstruments } from '../db/lookups.ts';
import { type MeasureCandidate, type MeasureFilter, measureCandidates, statusPeriodRows } from '../db/measures.ts';
import { agreedOutcomes } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import type { Day, Instant, PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { Entry } from '../domain/ledger.ts';
import { liftingAgreedOn } from '../domain/resolution.ts';
import { type Match, matchScopes, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import type { Certainty, Direction, Formality, Kind, Status } from '../domain/vocabulary.ts';
import { describeScope, excludedOf, goodsOf, partnersOf, summariseRates } from '../domain/words.ts';
import { findExporter, knownArea, knownJurisdiction } from './questions.ts';
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

/** Builds rows from candidates, and drops those that coverage, exemptions or pending liftings rule out. */
async function decide(connection: Connection, candidates: readonly MeasureCandidate[], prepared: Prepared): Promise<MeasureRow[]> {
  const { view, scope, lifting } = prepared;
  const ids = candidates.map((candidate) => candidate.id);
  const seqs = candidates.flatMap((candidate) => [candidate.status_seq, candidate.coverage_seq, candidate.rate_table_seq]);
  const entries = new Map(
    (
      await loadEntries(
        connection,
        seqs.filter((seq) => seq !== null),
      )
    ).map((entry) => [entry.seq, entry]),
  );
  const agreed = await pendingLiftings(connection, ids, view);
  const instruments = await legalInstruments(connection, ids);

  return candidates.flatMap((candidate) => {
    const change = entries.get(candidate.status_seq) as Entry & { kind: 'status_change' };
    const coverage = coverageOf(entries, candidate.coverage_seq);
    const rateTable = candidate.rate_table_seq === null ? undefined : entries.get(candidate.rate_table_seq);
    const exemptions = candidate.derived ? [] : change.exemptions;
    const match = matchOf(candidate, coverage, exemptions, scope, view);
    if (match === 'none') return [];
    const liftingOn = candidate.in_force_from === null ? null : (agreed.get(candidate.id) ?? null);
    if (lifting !== undefined && lifting !== (liftingOn !== null)) return [];
    const sources = [change, candidate.coverage_seq === null ? undefined : entries.get(candidate.coverage_seq), rateTable];
    return [
      {
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
        certainty: candidate.doubtful
          ? 'doubtful'
          : candidate.certain_from <= view.on && view.on < candidate.certain_until
            ? 'certain'
            : 'possible',
        match,
        in_force_from: candidate.in_force_from,
        in_force_until: candidate.in_force_until,
        until_on: candidate.derived ? null : candidate.until_on,
        lifting_agreed_on: liftingOn,
        rate_summary: rateTable?.kind === 'rate_table' ? summariseRates(rateTable) : null,
        exemptions: exemptions.map(describeScope),
        legal_instruments: instruments.get(candidate.id) ?? [],
        sources: [...new Set(sources.flatMap((entry) => entry?.sources ?? []))],
      },
    ];
  });
}

const coverageOf = (entries: ReadonlyMap<number, Entry>, seq: number | null): readonly Scope[] => {
  const entry = seq === null ? undefined : entries.get(seq);
  return entry?.kind === 'coverage' ? entry.scopes : [];
};

function matchOf(
  { direction }: MeasureCandidate,
  coverage: readonly Scope[],
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  { on, register }: View,
): Match {
  if (Object.keys(question).length === 0) return 'full';
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
    const data: MeasureRow[] = [];
    let last: MeasureCursor | undefined;
    let next: MeasureCursor | null = null;
    for await (const { row, cursor } of matching(connection, prepared, page.after, page.limit + 1)) {
      if (data.length === page.limit) {
        next = last as MeasureCursor;
        break;
      }
      data.push(row);
      last = cursor;
    }
    const result: MeasurePage = { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, data, next };
    if (page.count) result.count = await countMatching(connection, prepared);
    return result;
  });
}

async function countMatching(connection: Connection, prepared: Prepared): Promise<number> {
  let count = 0;
  for await (const _row of matching(connection, prepared, undefined, BATCH)) count++;
  return count;
}

const BATCH = 500;

async function* matching(
  connection: Connection,
  prepared: Prepared,
  after: MeasureCursor | undefined,
  wanted: number,
): AsyncGenerator<{ row: MeasureRow; cursor: MeasureCursor }> {
  let cursor = after;
  // Batches grow: a narrow question over much coverage needs few rounds, a first page few rows.
  let limit = Math.min(wanted, BATCH);
  for (;;) {
    const candidates = await measureCandidates(connection, { ...prepared.filter, ...(cursor && { after: cursor }), limit });
    const starts = new Map(candidates.map((candidate) => [candidate.id, candidate.starts_on]));
    for (const row of await decide(connection, candidates, prepared))
      yield { row, cursor: { starts_on: starts.get(row.id) as Day, id: row.id } };
    const end = candidates.at(-1);
    if (!end || candidates.length < limit) return;
    cursor = { starts_on: end.starts_on, id: end.id };
    limit = BATCH;
  }
}

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
  async function* batches(): AsyncGenerator<MeasureRow[]> {
    let after: MeasureCursor | undefined;
    for (;;) {
      const batch = await tracker.store.read(async (connection) => {
        const candidates = await measureCandidates(connection, { ...prepared.filter, ...(after && { after }), limit: BATCH });
        return { candidates, rows: await decide(connection, candidates, prepared) };
      });
      if (batch.rows.length > 0) yield batch.rows;
      const end = batch.candidates.at(-1);
      if (!end || batch.candidates.length < BATCH) return;
      after = { starts_on: end.starts_on, id: end.id };
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const { view } = prepared;
  return { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, count, batches: batches() };
}

/** The rows of some measures as they stand in a view, in the order asked; one whose history has not begun is left out. */
export async function measureRows(connection: Connection, ids: readonly string[], view: View): Promise<MeasureRow[]> {
  if (ids.length === 0) return [];
  const prepared = await prepare(connection, { status: 'all' }, view);
  const candidates = await measureCandidates(connection, { ...prepared.filter, ids, withBaseDuties: true, limit: ids.length });
  return decide(connection, candidates, prepared);
}
