import { type TariffFilter, type TariffHead, type TariffPlace, tariffsWithin } from '../db/rates.ts';
import { type ScopedStatement, type Statements, statementsOfMeasures } from '../db/statements.ts';
import { type Connection, turn } from '../db/store.ts';
import { type Day, type DaySpan, FIRST_DAY, NEVER, parseDay } from '../domain/dates.ts';
import {
  boundsOf,
  certaintyOfPiece,
  certaintyOfStretch,
  collectedOf,
  exemptOf,
  isOverruled,
  lastShown,
  type RatePiece,
  type RateStretch,
  ratePieces,
  rateStretches,
  scopeOf,
  UNKNOWN_RATE,
} from '../domain/duty/rate-pieces.ts';
import { invalid } from '../domain/errors.ts';
import type { Rate } from '../domain/ledger.ts';
import { abroad, EVERYTHING, jurisdictionOf, matchScope, type Scope, type ScopeQuestion, strongest, withUnions } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import type { Met } from '../domain/vocabulary.ts';
import { percentBounds, rateText } from '../domain/words.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';
import { eachGiven, type FilterTable, type RateFilters } from '../things/questions.ts';
import type { RateRow } from '../things/rate-row.ts';
import { rulesOfPiece, rulesOfTariffs } from './duty-rules.ts';
import { areaWithin, findExporter, jurisdictionCalled, knownDispute, knownTariff } from './known.ts';
import { entriesBySeq, isWanted, partnersOver } from './match.ts';
import { mayHaveCharged } from './measures.ts';
import { codeOutdated } from './nomenclatures.ts';
import { BATCH, type Beside, type Page, type Paging, type Position, readAlong, type Whole } from './paging.ts';
import { type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

// What tariffs charge, as rows: made of the same fold of the ledger as a measure's own history of rates.

/** Which rates are asked for: of a day, or of a window of days, both inclusive. */
export type RateQuestion = RateFilters & Clocks;

/** A question made definite. */
interface Prepared {
  filter: TariffFilter;
  scope: ScopeQuestion;
  matches: readonly Met[] | undefined;
  /** Who imposed it, on the days of a row; undefined for anybody. */
  imposer: string | undefined;
  view: AsOf;
}
type Part = Partial<Pick<Prepared, 'scope' | 'matches' | 'imposer'>> & { filter?: Partial<TariffFilter> };

interface Asking extends DaySpan {
  connection: Connection;
  question: RateQuestion;
  view: AsOf;
}

/** What each filter comes to. */
const PARTS: FilterTable<RateFilters, Asking, Part | Promise<Part>> = {
  // The days are read first, as others hang on them.
  from: () => ({}),
  to: () => ({}),
  affected: (code, asking) => {
    const affected = jurisdictionCalled(asking.view.register, code, 'affected');
    return { scope: { affected }, filter: { partners: partnersOver(affected, asking, asking.view) } };
  },
  area: (code, { question: { affected }, ...asking }) => {
    const area = areaWithin(asking.view.register, code, affected, (home) => partnersOver(home, asking, asking.view).codes);
    return affected === undefined
      ? { scope: { area }, filter: { partners: partnersOver(jurisdictionOf(area), asking, asking.view) } }
      : { scope: { area } };
  },
  product: (product) => ({ scope: { product }, filter: { product } }),
  exporter: async (text, { connection, question: { affected, area }, view, ...span }) => {
    const { id, home } = await findExporter(connection, text, view.registerSeq);
    // A rate that is charged on another country only does not reach the company.
    if (home === null || affected !== undefined || area !== undefined) return { scope: { exporter: id } };
    return { scope: { exporter: id, affected: home }, filter: { partners: partnersOver(home, span, view) } };
  },
  match: (matches) => ({ matches }),
  imposed_by: (code, asking) => {
    const imposer = jurisdictionCalled(asking.view.register, code, 'imposed_by');
    return { imposer, filter: { imposed_by: [imposer, ...partnersOver(imposer, asking, asking.view).codes] } };
  },
  status: (status) => ({ filter: { status } }),
  type: (type) => ({ filter: { type } }),
  direction: (direction) => ({ filter: { direction } }),
  formality: (formality) => ({ filter: { formality } }),
  measure: async (id, { connection, view }) => ({ filter: { measure: await knownTariff(connection, id, view) } }),
  dispute: async (id, { connection, view }) => ({ filter: { dispute: await knownDispute(connection, id, view) } }),
  q: (q) => ({ filter: { q } }),
};

/** The days of a question: those from one to the other, open where one is not given; without both the day of `on`. */
function spanOf({ from, to, on: asked }: RateQuestion, { on }: AsOf): DaySpan {
  if (from === undefined && to === undefined) return { first: on, last: on };
  if (asked !== undefined) throw invalid('on', `"${asked}" says nothing beside from and to: leave it out, or these`);
  const first = from === undefined ? FIRST_DAY : parseDay(from, 'from');
  const last = to === undefined ? NEVER : parseDay(to, 'to');
  if (first > last) throw invalid('from', `from "${from}" is after to "${to}"`);
  return { first, last };
}

/** Makes a question definite. Throws `invalid` for a value that is not understood. */
async function prepare(connection: Connection, question: RateQuestion, view: AsOf): Promise<Prepared> {
  const span = spanOf(question, view);
  const prepared: Prepared = {
    filter: { ...span, cut: view, status: 'active' },
    scope: {},
    matches: undefined,
    imposer: undefined,
    view,
  };
  for (const [, part] of eachGiven(PARTS, question, { connection, question, view, ...span })) {
    const { filter, scope, ...rest } = await part;
    Object.assign(prepared, rest);
    Object.assign(prepared.filter, filter);
    Object.assign(prepared.scope, scope);
  }
  return prepared;
}

/** A tariff with all that its rates are made of. */
interface KnownRates extends TariffHead {
  stretches: RateStretch<ScopedStatement>[];
  rules: readonly EntryOf<'duty_rule'>[];
  /** The entries of its statuses, by seq. */
  statuses: ReadonlyMap<number, Entry>;
}

/** So many tariffs are read at a time: each may have thousands of rates. */
const READ = 8;

/** The tariffs that may meet a question, in the order of their ids. Each read is short, and nothing is held open between two of them. */
async function* tariffsOf({ store }: Tracker, { filter, view }: Prepared, first = ''): AsyncGenerator<KnownRates> {
  let place: TariffPlace = { id: first, itself: true };
  for (;;) {
    const known = await store.read(async (connection): Promise<KnownRates[]> => {
      const heads = await tariffsWithin(connection, filter, place, READ);
      const ids = heads.map(({ id }) => id);
      const statements = await statementsOfMeasures(connection, ids, view);
      const found = heads.map((head) => ({ ...head, stretches: stretchesOf(statements.get(head.id) as Statements, filter) }));
      const seqs = found.flatMap(({ stretches }) => stretches.flatMap(({ status }) => [status.statement.seq, status.returns?.seq ?? null]));
      const statuses = await entriesBySeq(connection, [...new Set(seqs)], view);
      const rulesOf = await rulesOfTariffs(connection, ids, view);
      return found.map((one) => ({ ...one, statuses, rules: rulesOf(one.id) }));
    });
    yield* known;
    const last = known.at(-1);
    if (last === undefined || known.length < READ) return;
    place = { id: last.id, itself: false };
  }
}

/** The stretches with rates that meet the days and the statuses of a question. */
function stretchesOf({ statuses, rateTables, coverages }: Statements, { first, last, status: asked }: TariffFilter) {
  return rateStretches(statuses, rateTables, coverages).filter((stretch) => {
    const { status } = stretch.status.statement;
    const wanted = asked === 'all' || (asked === 'active' ? isInForce(status) : asked.includes(status));
    return wanted && stretch.starts_on <= last && lastShown(stretch) >= first;
  });
}

/** What a measure covers where nobody said so, or had by then. */
const UNTOLD: Scope = { ...EVERYTHING, list_unknown: ['goods', 'partners'] };

const UNKNOWN_RATES = [UNKNOWN_RATE];

/** What a tariff charges in one of its stretches, taken apart. */
interface PlacedPiece {
  piece: RatePiece;
  stretch: KnownRates['stretches'][number];
  /** A day of the stretch that is asked about. */
  on: Day;
}

/** The pieces of a tariff that meet a question; null for one that does not, so that who waits gets a turn there too. */
function* piecesOf({ imposed_by, stretches }: KnownRates, prepared: Prepared): Generator<PlacedPiece | null> {
  const { filter, scope, imposer, view } = prepared;
  const { register } = view;
  const turning = turningDays(prepared);
  for (const stretch of stretches) {
    const { table, coverage } = stretch;
    const on = max(stretch.starts_on, filter.first);
    const end = min(lastShown(stretch), filter.last);
    const days = [...new Set([on, ...turning.filter((day) => on < day && day < end), end])];
    if (imposer !== undefined && !days.some((day) => withUnions(imposer, day, register).includes(imposed_by))) continue;
    const charged = table?.statement.entry;
    const rates = charged?.kind === 'rate_table' ? charged.rates : UNKNOWN_RATES;
    const stated = coverage?.statement.entry;
    const covered = stated?.kind === 'coverage' ? stated.scopes : [UNTOLD];
    const isAsked = askedIn({ imposed_by, table: rates }, days, prepared);
    for (const piece of ratePieces(rates, covered, on, register, scope.product)) yield isAsked(piece) ? { piece, stretch, on } : null;
  }
}

/** The days on which who is asked about joined or left a union, or a union its members: between the ends of a stretch others may be met. */
const turningDays = ({ imposer, scope: { affected, area }, view: { register } }: Prepared): Day[] =>
  register.joiningDays([imposer, affected, area && jurisdictionOf(area)]);

const max = (a: Day, b: Day): Day => (a > b ? a : b);
const min = (a: Day, b: Day): Day => (a < b ? a : b);

/** Tells whether a piece of a table meets what is asked on one of these days. */
function askedIn(
  { imposed_by, table }: { imposed_by: string; table: readonly Rate[] },
  days: readonly Day[],
  { scope, matches, view: { register } }: Prepared,
): (piece: RatePiece) => boolean {
  const { exporter } = scope;
  if (Object.keys(scope).length === 0) {
    const wanted = isWanted('full', matches);
    return () => wanted;
  }
  return (piece) => {
    const [place] = abroad([scopeOf(piece)], imposed_by) as [Scope];
    const met = strongest(...days.map((day) => matchScope(place, scope, day, register)));
    return isWanted(met, matches) && (exporter === undefined || !isOverruled(piece, table, exporter, days[0] as Day, register));
  };
}

/** Makes the rows of a tariff. What pieces have in common is worked out once. */
function rowMaker(
  { id, imposed_by, statuses, rules }: KnownRates,
  { scope, filter, view: { register } }: Prepared,
): (placed: PlacedPiece) => RateRow {
  const once = <Key extends object, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
    let last: { key: Key; value: Value } | undefined;
    return (key) => {
      if (last?.key !== key) last = { key, value: make(key) };
      return last.value;
    };
  };
  const ofRate = once((rate: Rate) => ({ rate: rate === UNKNOWN_RATE ? null : rateText(rate), percents: percentBounds([rate]) }));
  const ofStretch = once((stretch: KnownRates['stretches'][number]) => {
    const { status, table, coverage } = stretch;
    const changes = [status.statement.seq, status.returns?.seq].flatMap((seq) => (seq === undefined ? [] : (statuses.get(seq) ?? [])));
    const entries = [...changes, ...[coverage, table].flatMap((period) => period?.statement.entry ?? [])];
    return {
      ...boundsOf(stretch),
      certainty: certaintyOfStretch(stretch),
      days: daysOf(stretch, filter),
      sources: [...new Set(entries.flatMap((one) => one.sources))],
    };
  });
  return ({ piece, stretch, on }) => {
    const { status, exemptions } = stretch.status.statement;
    const { rate, percents } = ofRate(piece.rate);
    const { first_on, last_on, certainty, days, sources } = ofStretch(stretch);
    const exempt = exemptOf(piece, exemptions, on, register);
    return {
      measure: id,
      imposed_by,
      partner: piece.partner,
      excluded: [...piece.excluded],
      code: piece.code,
      ex: piece.ex,
      goods: piece.goods,
      exporter: piece.exporter,
      quota: piece.quota,
      condition: piece.condition,
      rate,
      min_pct: percents?.least ?? null,
      max_pct: percents?.most ?? null,
      collected: collectedOf(piece, status, exempt),
      exempt,
      status,
      first_on,
      last_on,
      certainty: certaintyOfPiece(piece, certainty),
      sources,
      duty_rules: isInForce(status) ? rulesOfPiece(rules, piece, days, scope, register) : [],
    };
  };
}

/** The days of a stretch that are asked about. */
const daysOf = (stretch: KnownRates['stretches'][number], { first, last }: DaySpan): DaySpan => ({
  first: max(stretch.starts_on, first),
  last: min(lastShown(stretch), last),
});

/** So many milliseconds others wait at most while rows are made. */
const TURN = 10;

/** Goes through the pieces of a question, giving others their turn. */
async function* walk(tracker: Tracker, prepared: Prepared, first?: string): AsyncGenerator<{ tariff: KnownRates; placed: PlacedPiece[] }> {
  let since = performance.now();
  for await (const tariff of tariffsOf(tracker, prepared, first)) {
    let placed: PlacedPiece[] = [];
    for (const one of piecesOf(tariff, prepared)) {
      if (one !== null) placed.push(one);
      const isFull = placed.length >= BATCH;
      if (isFull) {
        yield { tariff, placed };
        placed = [];
      }
      if (isFull || performance.now() - since > TURN) {
        await turn();
        since = performance.now();
      }
    }
    if (placed.length > 0) yield { tariff, placed };
  }
}

/** Where a page ended: after which row of which tariff. */
interface Place {
  measure: string;
  at: number;
}

/** The rows of a question from a place on, each with its own, in batches. */
async function* rowsOf(tracker: Tracker, prepared: Prepared, after?: Place): AsyncGenerator<(Place & { row: RateRow })[]> {
  let at = 0;
  let current: KnownRates | undefined;
  let makeRow: ReturnType<typeof rowMaker> | undefined;
  for await (const { tariff, placed } of walk(tracker, prepared, after?.measure)) {
    if (tariff !== current) {
      at = 0;
      makeRow = rowMaker(tariff, prepared);
    }
    current = tariff;
    const first = at;
    at += placed.length;
    const skipped = tariff.id === after?.measure ? after.at + 1 - first : 0;
    const wanted = placed.slice(Math.max(0, skipped));
    yield wanted.map((one, index) => ({
      measure: tariff.id,
      at: at - wanted.length + index,
      row: (makeRow as ReturnType<typeof rowMaker>)(one),
    }));
  }
}

async function countOf(tracker: Tracker, prepared: Prepared): Promise<number> {
  let count = 0;
  for await (const { placed } of walk(tracker, prepared)) count += placed.length;
  return count;
}

/** Makes a question definite, with what it leaves out: tariffs that are said to be over, while that is in doubt, and goods by another code. */
const begin = (tracker: Tracker, question: RateQuestion): Promise<{ prepared: Prepared; beside: Beside }> =>
  tracker.store.read(async (connection) => {
    const prepared = await prepare(connection, question, await viewAt(tracker, connection, question));
    const { from: _from, to: _to, status = 'active', ...filters } = question;
    const doubted = status === 'active' ? await mayHaveCharged(connection, filters, prepared.filter, prepared.view) : {};
    const { first, last } = prepared.filter;
    // Days to come have no edition yet that anybody would ask by.
    const days = [first, min(last, max(first, prepared.view.on))];
    return { prepared, beside: { ...doubted, ...codeOutdated(question.product, days) } };
  });

/** Where a page of rates ended. Throws `invalid` for the cursor of another list. */
function placeOf({ id }: Position): Place {
  const [, measure, at] = /^(.+):(\d+)$/.exec(id) ?? [];
  if (measure === undefined) throw invalid('cursor', 'the cursor belongs to another list: use the next of the page before as it is');
  return { measure, at: Number(at) };
}

/**
 * What tariffs charge on the days of a question: a row for each rate, partner, code, company and stretch of days, by measure and in the
 * order of time. A page. Throws `invalid` if `from` is after `to`, and for a value that is not understood.
 */
export async function listRates(
  tracker: Tracker,
  question: RateQuestion,
  { limit, after, count }: Paging,
): Promise<Page<RateRow> & ReadAt> {
  const { prepared, beside } = await begin(tracker, question);
  const found: (Place & { row: RateRow })[] = [];
  for await (const batch of rowsOf(tracker, prepared, after && placeOf(after))) {
    found.push(...batch);
    // One more than is shown tells whether there is a next page.
    if (found.length > limit) break;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    ...readIn(prepared.view),
    data: shown.map(({ row }) => row),
    next: last && found.length > limit ? { begins_on: prepared.view.on, id: `${last.measure}:${last.at}` } : null,
    ...(count && { count: await countOf(tracker, prepared) }),
    ...(after === undefined && beside),
  };
}

/** The whole of the same list, which is never held as a whole. */
export async function streamRates(tracker: Tracker, question: RateQuestion): Promise<Whole<RateRow> & ReadAt> {
  const { prepared, beside } = await begin(tracker, question);
  async function* rows(): AsyncGenerator<readonly RateRow[]> {
    for await (const batch of rowsOf(tracker, prepared)) yield batch.map(({ row }) => row);
  }
  return readAlong({ ...readIn(prepared.view), ...beside }, rows(), () => countOf(tracker, prepared));
}
