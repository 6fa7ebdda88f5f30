import { areRegisteredAtMost, countCandidates, type MeasureCandidate, measureCandidates } from '../db/candidates.ts';
import { termsPeriods } from '../db/histories.ts';
import { type Statements, statementsOfMeasures } from '../db/statements.ts';
import { type Connection, turn } from '../db/store.ts';
import { isMet } from '../domain/conditions.ts';
import { type DaySpan, dayOnly, firstDay, lastDay } from '../domain/dates.ts';
import { collectionOf, findRate } from '../domain/duty/rate-choice.ts';
import { groupBy } from '../domain/group.ts';
import type { Rate } from '../domain/ledger.ts';
import { matchScope, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import { hasEnded, isInForce } from '../domain/status.ts';
import { lastDayBefore, possibleStatements, type Sureness, weakestCertainty } from '../domain/timeline.ts';
import { COLLECTIONS } from '../domain/vocabulary.ts';
import { describeScope, excludedOf, exportersOf, goodsOf, partnersOf, percentBounds, summariseRates } from '../domain/words.ts';
import { MOST_TOLD } from '../things/answers.ts';
import type { Entry } from '../things/ledger.ts';
import type { MeasureRow } from '../things/measure.ts';
import type { MeasureFilters } from '../things/questions.ts';
import { checksOfMeasures } from './checks.ts';
import { rulesInWords, rulesOfTariffs } from './duty-rules.ts';
import {
  ALL,
  askedOf,
  batches,
  coverageOf,
  cursorOf,
  decide,
  entriesBySeq,
  exemptionsOf,
  isDecidedBySql,
  isSureOn,
  type Matched,
  type MeasureQuestion,
  type Prepared,
  prepare,
  statusSeqsOf,
} from './match.ts';
import { codeOutdated } from './nomenclatures.ts';
import { BATCH, type Beside, type Page, type Paging, type Position, readAlong, type Whole } from './paging.ts';
import { instrumentsOf } from './telling.ts';
import { type AsOf, endsInDoubt, openOn, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

export type { MeasureQuestion };

/** Builds the rows of what meets the question. */
export async function buildRows(connection: Connection, found: readonly Matched[], { scope, view }: Prepared): Promise<MeasureRow[]> {
  const { on } = view;
  const matched = await withLastRates(connection, found, view);
  const candidates = matched.map(({ candidate }) => candidate);
  const seqs = candidates.flatMap((candidate) => [...statusSeqsOf(candidate), candidate.coverage_seq, candidate.rate_table_seq]);
  const entries = await entriesBySeq(connection, seqs, view);
  const instruments = await instrumentsOf(
    connection,
    candidates.map((candidate) => candidate.id),
    view,
  );
  const checkedOn = await checksOfMeasures(connection, candidates, view);
  const otherTables = await tablesInDoubt(connection, candidates, entries, view);
  const endingOn = await endsInDoubtOf(connection, candidates, view);
  const charging = candidates.flatMap(({ id, kind, status }) => (kind === 'tariff' && isInForce(status) ? [id] : []));
  const rulesOf = await rulesOfTariffs(connection, charging, view);
  return matched.map(({ candidate, match, liftingOn }) => {
    const coverage = coverageOf(entries, candidate);
    const [coverageEntry, rateTable] = [candidate.coverage_seq, candidate.rate_table_seq].map((seq) =>
      seq === null ? undefined : entries.get(seq),
    );
    const statements = [...statusSeqsOf(candidate).map((seq) => entries.get(seq)), coverageEntry, rateTable];
    const tables = rateTable?.kind === 'rate_table' ? [rateTable.rates, ...otherTables(candidate)] : [];
    const rates = tables.length > 0 ? tables.flatMap((table) => ratesInQuestion(table, scope, view)) : null;
    const percents = rates && percentBounds(rates);
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
      products: productsOf(coverage),
      status: candidate.status,
      status_from: candidate.status_from,
      certainty: weakestCertainty(surenessOf(candidate, coverageEntry, rateTable, rates), on),
      match,
      in_force_from: candidate.in_force_from,
      in_force_until: candidate.in_force_until,
      until_on: candidate.until_on,
      lifting_agreed_on: liftingOn,
      rate_summary: rates && (summariseRates({ rates }) || null),
      exemptions: exemptionsOf(entries, candidate).map(describeScope),
      legal_instruments: [
        ...new Set([
          ...(instruments.get(candidate.id) ?? []),
          ...statements.flatMap((entry) => (entry?.instruments ?? []).map(({ identifier }) => identifier)),
        ]),
      ],
      sources: [...new Set(statements.flatMap((entry) => entry?.sources ?? []))],
      checked_on: checkedOn(candidate),
      rate_min_pct: percents?.least ?? null,
      rate_max_pct: percents?.most ?? null,
      status_from_first: firstDay(candidate.status_from),
      status_from_last: lastDay(candidate.status_from),
      exporters: exportersOf(coverage),
      end_in_doubt: endingOn(candidate),
      collected: COLLECTIONS.filter((one) => rates?.some(({ collection }) => collectionOf(collection, candidate.status) === one)),
      duty_rules: rulesInWords(rulesOf(candidate.id), { first: on, last: on }, scope, view.register),
      only_if: onlyIf(coverage, candidate, scope, view),
    };
  });
}

/** The conditions under which a coverage meets a question; none where some of it does under none. */
function onlyIf(coverage: readonly Scope[], { imposed_by }: MeasureCandidate, question: ScopeQuestion, { on, register }: AsOf): string[] {
  if (coverage.every(({ condition }) => condition === null)) return [];
  const met = askedOf(coverage, imposed_by, question).filter((scope) => matchScope(scope, question, on, register) !== 'none');
  return met.some((scope) => isMet(scope, question.conditions)) ? [] : [...new Set(met.flatMap(({ condition }) => condition ?? []))];
}

/** Is the end in doubt up to which a measure is said to be in force? */
async function endsInDoubtOf(
  connection: Connection,
  candidates: readonly MeasureCandidate[],
  view: AsOf,
): Promise<(candidate: MeasureCandidate) => boolean> {
  const ending = candidates.filter(({ in_force_until }) => in_force_until !== null).map(({ id }) => id);
  if (ending.length === 0) return () => false;
  const asked = new Set(ending);
  const ends = (await endsInDoubt(connection, view, ending)).filter(({ id, starts_on }) => starts_on > view.on && asked.has(id));
  const days = new Set(ends.map(({ id, status_from }) => `${id} ${lastDayBefore(status_from)}`));
  return ({ id, in_force_until }) => days.has(`${id} ${in_force_until}`);
}

/** The tables of rates that may hold as well, of tariffs in force whose shown one is in doubt, or has a date that is not known to the day. */
async function tablesInDoubt(
  connection: Connection,
  candidates: readonly MeasureCandidate[],
  entries: ReadonlyMap<number, Entry>,
  view: AsOf,
): Promise<(candidate: MeasureCandidate) => readonly (readonly Rate[])[]> {
  const { on } = view;
  const open = candidates.filter(({ status, rate_table_seq: seq, rates_certain_from: from, rates_certain_until: until }) => {
    if (seq === null || !isInForce(status)) return false;
    return entries.get(seq)?.doubt != null || !isSureOn(from, until, on);
  });
  const ids = open.map(({ id }) => id);
  const statements = ids.length === 0 ? new Map<string, Statements>() : await statementsOfMeasures(connection, ids, view, dayOnly(on));
  return ({ id, rate_table_seq }) => {
    const { stated, instead } = possibleStatements(statements.get(id)?.rateTables ?? [], on);
    return [...stated, ...instead].flatMap((one) =>
      one !== null && one.seq !== rate_table_seq && one.entry.kind === 'rate_table' ? [one.entry.rates] : [],
    );
  };
}

/** Of a tariff that is over its last rates count: those of the day before its end, whatever was stated for later days. */
async function withLastRates(connection: Connection, found: readonly Matched[], view: AsOf): Promise<readonly Matched[]> {
  const over = found.flatMap(({ candidate: { id, kind, status } }) => (kind === 'tariff' && hasEnded(status) ? [id] : []));
  if (over.length === 0) return found;
  const periods = groupBy(await termsPeriods(connection, over, view), ({ measure }) => measure);
  return found.map((one) => {
    const { id, begins_on } = one.candidate;
    const last = periods
      .get(id)
      ?.find(({ kind, starts_on, ends_on }) => kind === 'rate_table' && starts_on < begins_on && begins_on <= ends_on);
    return last === undefined ? one : { ...one, candidate: { ...one.candidate, rate_table_seq: last.seq } };
  });
}

/** The goods of coverages that are kept, of which many have thousands of codes. */
const products = new WeakMap<readonly Scope[], string[]>();

function productsOf(coverage: readonly Scope[]): string[] {
  const kept = products.get(coverage) ?? goodsOf(coverage);
  products.set(coverage, kept);
  return kept;
}

/** How sure each part of a row is: its status, its coverage and the rates that it shows, as far as it has them. */
function surenessOf(
  candidate: MeasureCandidate,
  coverage: Entry | undefined,
  rateTable: Entry | undefined,
  rates: readonly Rate[] | null,
): Sureness[] {
  const doubted = rates?.some(({ doubt }) => doubt !== null) ?? false;
  const parts = [
    [candidate.certain_from, candidate.certain_until, candidate.doubtful === 1],
    [candidate.coverage_certain_from, candidate.coverage_certain_until, coverage?.doubt != null],
    [candidate.rates_certain_from, candidate.rates_certain_until, rateTable?.doubt != null || doubted],
  ] as const;
  return parts.flatMap(([certain_from, certain_until, doubtful]) =>
    certain_from && certain_until ? [{ certain_from, certain_until, doubtful }] : [],
  );
}

/**
 * The rates that the question may meet: the company's own if one is asked about, with those that may be its own instead; else all that fit,
 * which may be none: what others pay is no rate of what is asked about.
 */
function ratesInQuestion(rates: readonly Rate[], question: ScopeQuestion, { on, register }: AsOf): readonly Rate[] {
  if (question.exporter !== undefined) {
    const choice = findRate(rates, question, on, register);
    if ('rate' in choice) return [choice.rate, ...choice.ofOthers];
  }
  return rates.filter((rate) => matchScope(rate.scope, question, on, register) !== 'none');
}

/** Which measures fit the question: a page, newest `status_from` first. Throws `invalid` for a value that is not understood. */
export function listMeasures(tracker: Tracker, question: MeasureQuestion, page: Paging): Promise<Page<MeasureRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const prepared = await prepare(connection, question, view);
    const { found, count } = await decidedFor(connection, prepared, page);
    const shown = found.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      ...readIn(view),
      data: await buildRows(connection, shown, prepared),
      next: last && found.length > page.limit ? cursorOf(last.candidate) : null,
      ...(count !== undefined && { count }),
      ...(page.after === undefined && (await besideRows(connection, question, prepared))),
    };
  });
}

/** The measures of a page and of the next one at least the first, if there is one; with how many there are, if that is asked. */
async function decidedFor(connection: Connection, prepared: Prepared, page: Paging): Promise<{ found: Matched[]; count?: number }> {
  const found: Matched[] = [];
  if (page.count && !isDecidedBySql(prepared)) {
    // What the domain must decide to be counted is decided once: the page is cut out of the walk that counts.
    let count = 0;
    for await (const matched of batches(connection, prepared, undefined, ALL)) {
      count += matched.length;
      const wanted = page.limit + 1 - found.length;
      if (wanted > 0) found.push(...matched.filter((one) => comesAfter(one, page.after)).slice(0, wanted));
    }
    return { found, count };
  }
  for await (const matched of batches(connection, prepared, page.after, page.limit + 1)) {
    found.push(...matched);
    if (found.length > page.limit) break;
  }
  return page.count ? { found, count: await countCandidates(connection, prepared.filter) } : { found };
}

/** What is told with the beginning of a list. */
const besideRows = async (connection: Connection, question: MeasureQuestion, prepared: Prepared): Promise<Beside> => ({
  ...(await mayStillHold(connection, question, prepared)),
  ...codeOutdated(prepared.scope.product, [prepared.view.on]),
});

/** What a question for what is in force leaves out, though it may be: whether it is over is in doubt. */
async function mayStillHold(
  connection: Connection,
  { status = 'active' }: MeasureQuestion,
  prepared: Prepared,
): Promise<Pick<Beside, 'in_doubt'>> {
  if (status !== 'active') return {};
  const rows = await mayHold(connection, await openOn(connection, prepared.view), prepared);
  return rows.length === 0 ? {} : { in_doubt: rows };
}

/**
 * The tariffs that a question for rates in force on the days of a span leaves out, though they may have been on some of them: as they stand
 * on the first day on which that is in doubt.
 */
export async function mayHaveCharged(
  connection: Connection,
  question: MeasureFilters & { measure?: string | undefined },
  span: DaySpan,
  view: AsOf,
): Promise<Pick<Beside, 'in_doubt'>> {
  const { measure, ...filters } = question;
  const { first, last } = span;
  const over = (await endsInDoubt(connection, view)).filter(
    ({ id, starts_on, ends_on }) => starts_on <= last && first < ends_on && (measure === undefined || id === measure),
  );
  const byDay = groupBy(over, ({ starts_on }) => (starts_on > first ? starts_on : first));
  const found = new Map<string, MeasureRow>();
  for (const [on, doubted] of [...byDay].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ofDay = { ...view, on };
    const open = new Set(await openOn(connection, ofDay));
    const ids = doubted.map(({ id }) => id).filter((id) => open.has(id) && !found.has(id));
    const prepared = await prepare(connection, { ...filters, kind: 'tariff' }, ofDay);
    if (measure !== undefined) prepared.filter.withBaseDuties = true;
    for (const row of await mayHold(connection, ids, prepared)) if (row.rate_summary !== null) found.set(row.id, row);
    if (found.size >= MOST_TOLD) break;
    await turn();
  }
  return found.size === 0 ? {} : { in_doubt: [...found.values()].slice(0, MOST_TOLD) };
}

/** Which of some measures that may be in force on the day meet the question, however they are shown. */
export async function mayHold(connection: Connection, ids: readonly string[], prepared: Prepared): Promise<MeasureRow[]> {
  if (ids.length === 0) return [];
  const candidates = await measureCandidates(connection, { ...prepared.filter, status: 'all', ids, limit: MOST_TOLD });
  return buildRows(connection, await decide(connection, candidates, prepared), prepared);
}

/** Does it come after this position in the order of lists: newest first, then by id backwards? */
function comesAfter({ candidate: { begins_on, id } }: Matched, after: Position | undefined): boolean {
  return after === undefined || begins_on < after.begins_on || (begins_on === after.begins_on && id < after.id);
}

/** Where no more measures than these are registered, and SQL alone decides, they are counted before the first of them is told. */
const SOON_COUNTED = 4000;

/**
 * All measures that fit the question; each batch is a read of its own, so that nothing else waits. The instant is fixed first, so
 * every batch and the count speak of the same state.
 */
export async function streamMeasures(tracker: Tracker, question: MeasureQuestion): Promise<Whole<MeasureRow> & ReadAt> {
  const { prepared, beside, counted } = await tracker.store.read(async (connection) => {
    const prepared = await prepare(connection, question, await viewAt(tracker, connection, question));
    const isSoon = isDecidedBySql(prepared) && (await areRegisteredAtMost(connection, SOON_COUNTED));
    const counted = isSoon ? await countCandidates(connection, prepared.filter) : undefined;
    return { prepared, beside: await besideRows(connection, question, prepared), counted };
  });
  async function* rows(): AsyncGenerator<MeasureRow[]> {
    for (let after: Position | undefined, isOver = false; !isOver; ) {
      const { candidates, built } = await tracker.store.read(async (connection) => {
        const candidates = await measureCandidates(connection, { ...prepared.filter, ...(after && { after }), limit: BATCH });
        return { candidates, built: await buildRows(connection, await decide(connection, candidates, prepared), prepared) };
      });
      yield built;
      const end = candidates.at(-1);
      after = end && cursorOf(end);
      isOver = candidates.length < BATCH;
      await turn();
    }
  }
  const whole = await readAlong({ ...readIn(prepared.view), ...beside }, rows(), () =>
    tracker.store.read((connection) => countPrepared(connection, prepared)),
  );
  return { ...whole, count: counted ?? whole.count };
}

/** How many measures fit a question. Throws `invalid` for a value that is not understood. */
export const countMeasures = (tracker: Tracker, question: MeasureQuestion): Promise<number> =>
  tracker.store.read(async (connection) =>
    countPrepared(connection, await prepare(connection, question, await viewAt(tracker, connection, question))),
  );

/** Counted by SQL where it decides, else decided one by one. */
async function countPrepared(connection: Connection, prepared: Prepared): Promise<number> {
  if (isDecidedBySql(prepared)) return countCandidates(connection, prepared.filter);
  let count = 0;
  for await (const matched of batches(connection, prepared, undefined, ALL)) count += matched.length;
  return count;
}

/** The rows of some measures as they stand in a view, in the order asked; one whose history has not begun is left out. */
export async function measureRows(connection: Connection, ids: readonly string[], view: AsOf): Promise<MeasureRow[]> {
  if (ids.length === 0) return [];
  const prepared = await prepare(connection, { status: 'all' }, view);
  const candidates = await measureCandidates(connection, { ...prepared.filter, ids, withBaseDuties: true, limit: ids.length });
  return buildRows(connection, await decide(connection, candidates, prepared), prepared);
}
