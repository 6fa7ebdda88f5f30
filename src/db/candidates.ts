import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { CHAPTER_DIGITS, HEADING_DIGITS } from '../domain/harmonized-system.ts';
import { isInForce } from '../domain/status.ts';
import { eachGiven } from '../things/questions.ts';
import { isDoubted, type SqlCondition, Values } from './conditions.ts';
import { type Cut, versionAt } from './cut.ts';
import { filtered, type MeasureFilter, REGISTRATION_FILTERS } from './filters.ts';
import { type Field, type Keys, type Lookup, postingKey, proposals, rarestFirst, under } from './postings.ts';
import { asList, type Connection } from './store.ts';

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

/** Where candidates are looked for: among some measures, under keys, or along all statuses. */
type Search = { ids: readonly string[] } | { groups: readonly Keys[] } | 'everywhere';

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
  if ('ids' in search) return (await select(connection, filter, search.ids)).sort(newestFirst).slice(0, filter.limit);
  // What is found by its goods has covered some such at some time: its coverage of the day, of thousands of codes perhaps, is left to the domain.
  const left: MeasureFilter = filter.product?.length === CHAPTER_DIGITS ? { ...filter, product: undefined } : filter;
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
function amongIds(connection: Connection, ids: readonly string[], values: Values): SqlCondition {
  values.one('ids', asList(ids));
  return () => connection.isAmong(connection.tables.status_periods.measure_id, 'ids');
}

/** A status may be what a filter leaves, as far as lookups tell; undefined: any may be. */
async function amongFound(connection: Connection, filter: Narrowed, values: Values): Promise<SqlCondition | undefined> {
  const search = await searchFor(connection, filter);
  if (search === 'everywhere') return undefined;
  if ('ids' in search) return amongIds(connection, search.ids, values);
  const [rarest = []] = await rarestFirst(connection, { ...lookupOf(filter), groups: search.groups });
  const keys = values.many('key', rarest);
  return () => under(connection.tables, connection.tables.status_periods.measure_id, keys);
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
  const few = [await registeredSo(connection, filter), filter.lifting_agreed ? await withOutcomes(connection, filter.cut) : null];
  const lists = few.filter((ids) => ids !== null);
  const [first] = lists;
  if (first) return { ids: first.filter((id) => lists.every((ids) => ids.includes(id))) };
  const groups = keysOf(filter);
  // One of no values finds nothing.
  if (groups.some((keys) => keys.length === 0)) return { ids: [] };
  return groups.length === 0 ? 'everywhere' : { groups };
}

/** The keys under which measures that a filter leaves are found: one of each group. */
export function keysOf({ imposed_by, partners, product, type, status, dispute }: Partial<Narrowed>): Keys[] {
  const group = (field: Field, values: readonly string[]): Keys => values.map((value) => postingKey(field, value));
  return [
    ...(imposed_by ? [group('imposer', imposed_by)] : []),
    ...(partners ? [group('partner', [...new Set([...partners.codes, ...partners.within, '*'])])] : []),
    ...(product === undefined ? [] : [goodsKeys(product)]),
    ...(type ? [group('type', type)] : []),
    ...(Array.isArray(status) ? [group('status', status)] : []),
    ...(dispute === undefined ? [] : [group('dispute', [dispute])]),
  ];
}

/** The keys of what may meet a product: of its chapter if that is all, else of its heading and of all of its chapter. */
function goodsKeys(product: string): Keys {
  const chapter = product.slice(0, CHAPTER_DIGITS);
  const [field, values]: [Field, string[]] =
    product.length === CHAPTER_DIGITS ? ['chapter', [chapter]] : ['heading', [product.slice(0, HEADING_DIGITS), chapter]];
  return [...values, '*'].map((value) => postingKey(field, value));
}

/**
 * The measures that are registered as is asked, or null if they are many, or nothing is asked of that: they are looked through once, and not
 * beside each status.
 */
async function registeredSo(connection: Connection, { q, direction, formality, cut }: Narrowed): Promise<string[] | null> {
  const { db, tables: t } = connection;
  const values = new Values();
  const conditions = [...eachGiven(REGISTRATION_FILTERS, { q, direction, formality }, { t, values })].map(([, condition]) => condition);
  if (conditions.length === 0) return null;
  const known = values.one('registered', cut.registerSeq);
  const registered = () =>
    db
      .select({ id: t.measures.id })
      .from(t.measures)
      .where(and(versionAt(t.measures, known), ...conditions.map((condition) => condition())));
  return fewOf(connection, 'registered', registered, values);
}

/** The measures that outcomes of resolutions name, or null if they are many. */
function withOutcomes(connection: Connection, { knownSeq }: Cut): Promise<string[] | null> {
  const { resolution_outcomes: o } = connection.tables;
  const values = new Values();
  const known = values.one('known', knownSeq);
  const named = () => connection.db.selectDistinct({ id: o.measure_id }).from(o).where(lte(o.seq, known));
  return fewOf(connection, 'outcomes', named, values);
}

type IdQuery = ReturnType<Parameters<typeof Connection.prototype.query<{ id: string }>>[1]>;

/** What a query finds, each once, or null if that is many. */
async function fewOf(
  connection: Connection,
  what: string,
  query: () => { limit(most: number): IdQuery },
  values: Values,
): Promise<string[] | null> {
  const limit = values.limit(FEW + 1);
  const shape = `${what}:${Object.keys(values.values).join(':')}`;
  const rows = await connection.query<{ id: string }>(shape, () => query().limit(limit), values.values);
  return rows.length > FEW ? null : [...new Set(rows.map(({ id }) => id))];
}

/** The statement of a filter: all among some statuses in no order, or the next in theirs. It is built once for its shape; its conditions fill the values each time, whose names decide it. */
function selectCandidates(
  connection: Connection,
  filter: Omit<MeasureFilter, 'limit'>,
  { among, limit: most }: { among?: SqlCondition | undefined; limit?: number },
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
      // Most filters are decided by the coverage: what it rules out is not looked for in the tables that follow.
      .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
      .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), version(tariffs)))
      .leftJoin(bans, and(eq(bans.measure_id, m.id), version(bans)))
      .leftJoin(rateTable, and(eq(rateTable.measure_id, m.id), sql`${rateTable.kind} = 'rate_table'`, ...holds(rateTable)))
      .where(and(where(), among?.()));
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
  const limit = most === undefined ? undefined : values.limit(most);
  const build = () => {
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
    rows = rows.where(and(where(), among?.()));
    if (limit !== undefined) rows = rows.limit(limit);
    return db.select({ count: sql<number>`cast(count(*) as integer)` }).from(rows.as('found'));
  };
  const [row] = await connection.query<{ count: number }>(`count:${shape}:${Object.keys(values.values).join(':')}`, build, values.values);
  return row?.count ?? 0;
}

/** Are no more than so many measures registered, each way in which one was registered counted by itself? That is quickly said. */
export async function areRegisteredAtMost(connection: Connection, most: number): Promise<boolean> {
  const values = new Values();
  const limit = values.limit(most + 1);
  const [row] = await connection.query<{ count: number }>(
    'registered_at_most',
    (db, { measures }) =>
      db.select({ count: sql<number>`cast(count(*) as integer)` }).from(
        db
          .select({ one: sql`1`.as('one') })
          .from(measures)
          .limit(limit)
          .as('some'),
      ),
    values.values,
  );
  return (row?.count ?? 0) <= most;
}
