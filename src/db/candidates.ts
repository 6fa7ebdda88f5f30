import { and, desc, eq, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { CHAPTER_DIGITS } from '../domain/harmonized-system.ts';
import { isInForce } from '../domain/status.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import { folded } from '../domain/words.ts';
import type { Tables } from '../tables/tables.ts';
import { eachGiven, type FilterTable, type MeasureFilters } from '../things/questions.ts';
import {
  type CoverageTable,
  coverageOpen,
  coveredBy,
  holdsOn,
  isDoubted,
  isOneOf,
  measuresMeeting,
  namesPartner,
  namesProduct,
  Values,
} from './conditions.ts';
import { type Cut, periodsOf, versionAt } from './cut.ts';
import { type Field, type Keys, type Lookup, postingKey, proposals, rarestFirst, under } from './postings.ts';
import { asList, type Connection, type Db } from './store.ts';

/**
 * What SQL is asked about measures: the filters of a list, with names and memberships looked up. Four are left to others:
 * `partners` stands for `affected` and `area`; `exporter` is found in scopes by the domain, like all that coverage decides, and so is `match`.
 */
export interface MeasureFilter extends Omit<MeasureFilters, 'status' | 'imposed_by' | 'affected' | 'area' | 'exporter' | 'match'> {
  on: Day;
  /** The part of the ledger that counts. */
  cut: Cut;
  /** `active`, `all` (whatever has begun its history), or these. */
  status: NonNullable<MeasureFilters['status']>;
  /** Any of these jurisdictions imposed it. */
  imposed_by?: readonly string[];
  /** Codes one of which its coverage must name, unless it is for any partner; areas of `within` count too. */
  partners?: { codes: readonly string[]; within: readonly string[] };
  ids?: readonly string[];
  /** Base duties too, which are otherwise shown only when asked for by type. */
  withBaseDuties?: boolean;
  /** Only what comes after this row. */
  after?: { begins_on: Day; id: string };
  limit: number;
}

/** A measure that SQL leaves, with the entries that hold on the day. */
export type MeasureCandidate = Awaited<ReturnType<ReturnType<typeof selectCandidates>['build']>>[number];

/** What of it tells how far it reaches on the day, and whether what is shown of that is all that may be. */
export type ShownExtent = Pick<
  MeasureCandidate,
  | 'id'
  | 'status'
  | 'status_seq'
  | 'returns_seq'
  | 'coverage_seq'
  | 'doubtful'
  | 'certain_from'
  | 'certain_until'
  | 'coverage_certain_from'
  | 'coverage_certain_until'
  | 'coverage_doubted'
>;

/**
 * Where candidates are looked for: among some measures, under keys, or along all statuses. `byProduct`: what is found there has covered the
 * product at some time, so that its coverage of the day, which may have thousands of codes, is left to the domain.
 */
type Search = { ids: readonly string[]; byProduct?: boolean } | { groups: readonly Keys[]; byProduct?: boolean } | 'everywhere';

/** So many measures at most are looked up one by one. */
const FEW = 400;
/** So many places at most are asked at once. */
const STEP = 2000;
/** So many more are asked for than should be needed: a further round costs more than they do. */
const SPARE = 4;

/** How many more to ask for where so many are wanted and so many of those asked for met: any number where that says nothing. */
export const stillToAsk = (wanted: number, met: number, asked: number): number =>
  met > 0 && met < wanted ? Math.ceil(((wanted - met) * asked) / met) + SPARE : Number.POSITIVE_INFINITY;

/** The measures that a filter leaves, newest `status_from` first; fewer than its limit only if there are no more. */
export async function measureCandidates(connection: Connection, filter: MeasureFilter): Promise<MeasureCandidate[]> {
  const search = await searchFor(connection, filter);
  if (search === 'everywhere') return select(connection, filter);
  const left: MeasureFilter = search.byProduct ? { ...filter, product: undefined } : filter;
  if ('ids' in search) return (await select(connection, left, search.ids)).sort(newestFirst).slice(0, filter.limit);
  const found: MeasureCandidate[] = [];
  let { after } = filter;
  let asked = 0;
  // Most places that two keys share hold what is asked for; where few do, the steps grow.
  for (let size = filter.limit + SPARE; ; size = Math.min(stillToAsk(filter.limit, found.length, asked), size * 4, STEP)) {
    const places = await proposals(connection, { ...lookupOf(filter), groups: search.groups, after }, size);
    const proposed = new Set(places.map(({ begins_on, id }) => `${begins_on} ${id}`));
    const rows = await select(connection, left, [...new Set(places.map(({ id }) => id))]);
    found.push(...rows.filter(({ begins_on, id }) => proposed.has(`${begins_on} ${id}`)).sort(newestFirst));
    after = places.at(-1);
    asked += size;
    if (found.length >= filter.limit || places.length < size) return found.slice(0, filter.limit);
  }
}

const newestFirst = (x: MeasureCandidate, y: MeasureCandidate): number =>
  x.begins_on === y.begins_on ? (x.id < y.id ? 1 : -1) : x.begins_on < y.begins_on ? 1 : -1;

/** Asks for the candidates of a filter: among some measures in no order, or the next of all. */
function select(connection: Connection, filter: MeasureFilter, ids?: readonly string[]): Promise<MeasureCandidate[]> {
  const values = new Values();
  const where = ids === undefined ? { limit: filter.limit } : { among: amongIds(connection, ids, values) };
  const { build, shape } = selectCandidates(connection, filter, where, values);
  return connection.query<MeasureCandidate>(`measures:${shape}`, build, values.values);
}

/** All measures that a filter leaves, in no order: for who looks at each of them, where they are not too many to be held. */
export async function allCandidates(connection: Connection, filter: Narrowed): Promise<MeasureCandidate[]> {
  const values = new Values();
  const among = await amongFound(connection, filter, values);
  const { build, shape } = selectCandidates(connection, filter, { among }, values);
  return connection.query<MeasureCandidate>(`all:${shape}`, build, values.values);
}

/** A status is of one of some measures. */
function amongIds(connection: Connection, ids: readonly string[], values: Values): SQL {
  values.one('ids', asList(ids));
  return connection.isAmong(connection.tables.status_periods.measure_id, 'ids');
}

/** A status may be what a filter leaves, as far as lookups tell; undefined: any may be. */
async function amongFound(connection: Connection, filter: Narrowed, values: Values): Promise<SQL | undefined> {
  const search = await searchFor(connection, filter);
  if (search === 'everywhere') return undefined;
  if ('ids' in search) return amongIds(connection, search.ids, values);
  const [rarest = []] = await rarestFirst(connection, { ...lookupOf(filter), groups: search.groups });
  return under(connection.tables, connection.tables.status_periods.measure_id, values.many('key', rarest));
}

type Narrowed = Omit<MeasureFilter, 'limit' | 'after'>;

/** What a lookup by keys takes from a filter beside the keys. */
export const lookupOf = ({ status, on, cut, kind }: Narrowed): Pick<Lookup, 'in_force' | 'on' | 'cut' | 'kind'> => ({
  in_force: status === 'active' ? [1] : status === 'all' ? [0, 1] : [...new Set(status.map((one) => (isInForce(one) ? 1 : 0)))],
  on,
  cut,
  kind,
});

async function searchFor(connection: Connection, filter: Narrowed): Promise<Search> {
  if (filter.ids !== undefined) return { ids: filter.ids };
  const isChapter = filter.product?.length === CHAPTER_DIGITS;
  const byProduct = filter.product === undefined || isChapter ? null : await meetingProduct(connection, filter.product);
  const few = [
    byProduct,
    await registeredSo(connection, filter),
    filter.lifting_agreed ? await withOutcomes(connection, filter.cut) : null,
  ];
  const lists = few.filter((ids) => ids !== null);
  const [first] = lists;
  if (first) return { ids: first.filter((id) => lists.every((ids) => ids.includes(id))), byProduct: byProduct !== null };
  const groups = keysOf(filter);
  // One of no values finds nothing.
  if (groups.some((keys) => keys.length === 0)) return { ids: [] };
  return groups.length === 0 ? 'everywhere' : { groups, byProduct: isChapter };
}

/** The keys under which measures that a filter leaves are found: one of each group. */
export function keysOf({ imposed_by, partners, product, type, status, dispute }: Partial<Narrowed>): Keys[] {
  const group = (field: Field, values: readonly string[]): Keys => values.map((value) => postingKey(field, value));
  return [
    ...(imposed_by ? [group('imposer', imposed_by)] : []),
    ...(partners ? [group('partner', [...new Set([...partners.codes, ...partners.within, '*'])])] : []),
    ...(product === undefined ? [] : [group('chapter', [product.slice(0, CHAPTER_DIGITS), '*'])]),
    ...(type ? [group('type', type)] : []),
    ...(Array.isArray(status) ? [group('status', status)] : []),
    ...(dispute === undefined ? [] : [group('dispute', [dispute])]),
  ];
}

/** The measures that may meet a product, whenever that is, or null if they are many. */
export function meetingProduct(connection: Connection, product: string): Promise<string[] | null> {
  const values = new Values();
  return fewOf(connection, 'meeting', measuresMeeting(connection.db, connection.tables, product, values), values);
}

/**
 * The measures that are registered as is asked, or null if they are many, or nothing is asked of that: they are looked through once, and not
 * beside each status.
 */
async function registeredSo(connection: Connection, { q, direction, formality, cut }: Narrowed): Promise<string[] | null> {
  const { db, tables: t } = connection;
  const values = new Values();
  const conditions = [...eachGiven(REGISTERED, { q, direction, formality }, { t, values })].map(([, condition]) => condition);
  if (conditions.length === 0) return null;
  const known = versionAt(t.measures, values.one('registered', cut.registerSeq));
  const registered = db
    .select({ id: t.measures.id })
    .from(t.measures)
    .where(and(known, ...conditions));
  return fewOf(connection, 'registered', registered, values);
}

/** The measures that outcomes of resolutions name, or null if they are many. */
function withOutcomes(connection: Connection, { knownSeq }: Cut): Promise<string[] | null> {
  const { resolution_outcomes: o } = connection.tables;
  const values = new Values();
  const known = lte(o.seq, values.one('known', knownSeq));
  return fewOf(connection, 'outcomes', connection.db.selectDistinct({ id: o.measure_id }).from(o).where(known), values);
}

type IdQuery = ReturnType<Parameters<typeof Connection.prototype.query<{ id: string }>>[1]>;

/** What a query finds, each once, or null if that is many. */
async function fewOf(
  connection: Connection,
  what: string,
  query: { limit(most: number): IdQuery },
  values: Values,
): Promise<string[] | null> {
  const limited = query.limit(values.limit(FEW + 1));
  const rows = await connection.query<{ id: string }>(`${what}:${Object.keys(values.values).join(':')}`, () => limited, values.values);
  return rows.length > FEW ? null : [...new Set(rows.map(({ id }) => id))];
}

/** What conditions are made of. */
interface Query {
  db: Db;
  t: Tables;
  coverage: CoverageTable;
  values: Values;
  /** The day. */
  on: SQL;
}

type PeriodTable = Parameters<typeof periodsOf>[0] & Parameters<typeof holdsOn>[0];
type Versions = Parameters<typeof versionAt>[0];

/** A column to be tested only: the engine must not look measures up by it, which are found already. */
const tested = (column: SQLiteColumn): SQL => sql`(${column} || '')`;

/** Its title has all these words, in any script and case. */
export function titleHas({ measures }: Tables, q: string, values: Values): SQL | undefined {
  const words = folded(q).split(/\s+/).filter(Boolean);
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return and(...values.many('word', patterns).map((pattern) => sql`${measures.title_folded} like ${pattern} escape '\\'`));
}

type Condition = SQL | undefined;

/** What is asked of how a measure is registered. */
const REGISTERED: FilterTable<Pick<MeasureFilter, 'q' | 'direction' | 'formality'>, Pick<Query, 't' | 'values'>, Condition> = {
  q: (q, { t, values }) => titleHas(t, q, values),
  direction: (direction, { t, values }) => eq(t.measures.direction, values.one('direction', direction)),
  formality: (formality, { t, values }) => eq(t.measures.formality, values.one('formality', formality)),
};

/** Each filter as a condition; undefined where it rules nothing out. A statement is prepared once for the filters that it has. */
const CONDITIONS: FilterTable<Omit<MeasureFilter, 'on' | 'cut' | 'ids' | 'withBaseDuties' | 'limit'>, Query, Condition> = {
  ...REGISTERED,
  status: (status, { t, values }) => {
    if (status === 'all') return undefined;
    const { in_force, status: column } = t.status_periods;
    return status === 'active' ? sql`${in_force} = 1` : isOneOf(column, values.many('status', status));
  },
  kind: (kind, { t, values }) => eq(t.measures.kind, values.one('kind', kind)),
  imposed_by: (imposers, { t, values }) => isOneOf(tested(t.measures.imposed_by), values.many('imposer', imposers)),
  type: (list, { t, values }) => {
    const types = values.many('type', list);
    return or(isOneOf(t.tariffs.duty_type, types), isOneOf(t.bans.ban_type, types));
  },
  dispute: (dispute, { t, values }) => eq(tested(t.measures.dispute_id), values.one('dispute', dispute)),
  // A resolution names it; whether a lifting is pending is decided by the domain afterwards.
  lifting_agreed: (agreed, { db, t: { resolution_outcomes: outcomes, status_periods: p } }) =>
    agreed ? inArray(p.measure_id, db.select({ id: outcomes.measure_id }).from(outcomes)) : undefined,
  product: (product, { db, t, coverage, values, on }) =>
    coveredBy(coverage, coverage.any_product, namesProduct(db, t, coverage.seq, product, values), coverageOpen(db, t, coverage, on)),
  partners: (partners, { db, t, coverage, values, on }) =>
    coveredBy(coverage, coverage.any_partner, namesPartner(db, t, coverage.seq, partners, values), coverageOpen(db, t, coverage, on)),
  // As one comparison, which an index can begin with.
  after: (after, { t: { status_periods: p }, values }) =>
    sql`(${p.begins_on}, ${p.measure_id}) < (${values.one('after_begin', after.begins_on)}, ${values.one('after_id', after.id)})`,
};

/** What a filter asks of the tables that a list of measures is read from. Two filters of one shape make the same statement, with other values. */
function filtered({ db, tables: t }: Connection, filter: Omit<MeasureFilter, 'limit'>, values: Values) {
  const coverage = alias(t.statement_periods, 'coverage');
  const rateTable = alias(t.statement_periods, 'rate_table');
  const on = values.one('on', filter.on);
  const { announcedBy } = filter.cut;
  const knownSeq = values.one('known', filter.cut.knownSeq);
  const registerSeq = values.one('registered', filter.cut.registerSeq);
  const counts = { knownSeq, announcedBy: announcedBy === null ? null : values.one('announced', announcedBy) };
  const holds = (table: PeriodTable): SQL[] => [...holdsOn(table, on), periodsOf(table, counts)];
  const where: (SQL | undefined)[] = [
    eq(t.measures.id, t.status_periods.measure_id),
    versionAt(t.measures, registerSeq),
    // No status is shown before it may have begun: this is where the walk begins, unless it goes on after a row.
    filter.after ? undefined : lte(t.status_periods.begins_on, on),
    ...holds(t.status_periods),
  ];
  const shape: string[] = [];
  for (const [name, condition] of eachGiven(CONDITIONS, filter, { db, t, coverage, values, on })) {
    if (condition === undefined) continue;
    where.push(condition);
    shape.push(Array.isArray(filter[name]) ? `some ${name}` : name);
  }
  if (filter.withBaseDuties) shape.push('base');
  else if (filter.type === undefined)
    where.push(or(sql`${t.tariffs.duty_type} is null`, notInArray(t.tariffs.duty_type, [...BASE_DUTY_TYPES])));
  return {
    coverage,
    rateTable,
    holds,
    version: (table: Versions) => versionAt(table, registerSeq),
    where: and(...where),
    shape: [...shape, ...Object.keys(values.values)].join(':'),
  };
}

/** The statement of a filter: all among some statuses in no order, or the next in theirs. It is built once for its shape; its conditions fill the values each time, whose names decide it. */
function selectCandidates(
  connection: Connection,
  filter: Omit<MeasureFilter, 'limit'>,
  { among, limit: most }: { among?: SQL | undefined; limit?: number },
  values: Values,
) {
  const { status_periods: p, measures: m, tariffs, bans } = connection.tables;
  const { coverage, rateTable, holds, version, where, shape } = filtered(connection, filter, values);
  const all = () =>
    connection.db
      .select({
        id: m.id,
        kind: m.kind,
        type: sql<string>`coalesce(${tariffs.duty_type}, ${bans.ban_type})`,
        title: m.title,
        dispute: m.dispute_id,
        imposed_by: m.imposed_by,
        direction: m.direction,
        formality: m.formality,
        status: p.status,
        status_seq: p.seq,
        derived: p.derived,
        returns_seq: p.returns_seq,
        status_from: p.status_from,
        begins_on: p.begins_on,
        certain_from: p.certain_from,
        certain_until: p.certain_until,
        doubtful: p.doubtful,
        until_on: p.until_on,
        in_force_from: p.in_force_from,
        in_force_until: p.in_force_until,
        coverage_seq: coverage.seq,
        coverage_certain_from: coverage.certain_from,
        coverage_certain_until: coverage.certain_until,
        coverage_doubted: sql<number>`cast(${isDoubted(connection.db, connection.tables, coverage.seq)} as integer)`,
        rate_table_seq: rateTable.seq,
        rates_certain_from: rateTable.certain_from,
        rates_certain_until: rateTable.certain_until,
      })
      .from(p)
      // The statuses come first, whichever index of measures would fit a filter.
      .crossJoin(m)
      .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), version(tariffs)))
      .leftJoin(bans, and(eq(bans.measure_id, m.id), version(bans)))
      .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
      .leftJoin(rateTable, and(eq(rateTable.measure_id, m.id), sql`${rateTable.kind} = 'rate_table'`, ...holds(rateTable)))
      .where(and(where, among));
  if (most === undefined) return { build: all, shape: `among:${shape}` };
  const limit = values.limit(most);
  return { build: () => all().orderBy(desc(p.begins_on), desc(p.measure_id)).limit(limit), shape };
}

/** How many measures a filter leaves; no further than `most`, if that is given. */
export async function countCandidates(connection: Connection, filter: Narrowed, most?: number): Promise<number> {
  const { db, tables: t } = connection;
  const { status_periods: p, measures: m, tariffs, bans } = t;
  const values = new Values();
  const among = await amongFound(connection, filter, values);
  const { coverage, holds, version, where, shape } = filtered(connection, filter, values);
  // What no condition asks for is not joined: the walk is long.
  let rows = db
    .select({ one: sql`1`.as('one') })
    .from(p)
    .crossJoin(m)
    .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), version(tariffs)))
    .$dynamic();
  if (filter.type !== undefined) rows = rows.leftJoin(bans, and(eq(bans.measure_id, m.id), version(bans)));
  if (filter.product !== undefined || filter.partners !== undefined)
    rows = rows.leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)));
  rows = rows.where(and(where, among));
  if (most !== undefined) rows = rows.limit(values.limit(most));
  const [row] = await connection.query<{ count: number }>(
    `count:${shape}:${Object.keys(values.values).join(':')}`,
    () => db.select({ count: sql<number>`cast(count(*) as integer)` }).from(rows.as('found')),
    values.values,
  );
  return row?.count ?? 0;
}
