import { and, asc, desc, eq, exists, gt, inArray, lt, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { eachGiven, type FilterTable, type MeasureFilters } from '../things/questions.ts';
import {
  type Axis,
  type Coverage,
  cheapestAxis,
  collectedBy,
  coveredBy,
  isOneOf,
  meetsPartner,
  meetsProduct,
  Values,
} from './candidates.ts';
import type { Connection, Db } from './store.ts';

/**
 * What SQL is asked about measures: the filters of a list, with names and memberships looked up. Three are left to others:
 * `partners` stands for `affected` and `area`, and `exporter` is found in scopes by the domain, like all that coverage decides.
 */
export interface MeasureFilter extends Omit<MeasureFilters, 'status' | 'imposed_by' | 'affected' | 'area' | 'exporter'> {
  on: Day;
  /** As known at this seq. */
  knownSeq: number;
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
  after?: { starts_on: Day; id: string };
  limit: number;
}

/** A measure that SQL leaves, with the entries that hold on the day. */
export type MeasureCandidate = Awaited<ReturnType<typeof selectCandidates>['query']>[number];

/**
 * The measures that a filter leaves, newest `status_from` first. Either the statuses are walked from the day down until the page is
 * full, or, where few coverages can meet the question, those are collected first.
 */
export async function measureCandidates(connection: Connection, filter: MeasureFilter): Promise<MeasureCandidate[]> {
  const collectBy = await cheapestAxis(connection, filter);
  const values = new Values();
  // Building fills the values even when the statement is prepared already: the names decide the shape.
  const { query, shape } = selectCandidates(connection.db, connection.tables, filter, collectBy, values);
  return connection.query<MeasureCandidate>(`measures:${shape}`, () => query, values.values);
}

/** What conditions are made of. */
interface Query {
  db: Db;
  t: Tables;
  coverage: Coverage;
  collectBy: Axis | 'walk';
  values: Values;
}

/** The coverage may meet it: either its measures are collected first, or the row at hand is asked. */
const covers = ({ db, t, coverage, collectBy }: Query, axis: Axis, meets: SQL | undefined): SQL | undefined =>
  collectBy === axis ? collectedBy(db, t, t.status_periods.measure_id, axis, meets) : coveredBy(db, t, coverage, axis, meets);

/** Each filter as a condition; undefined where it rules nothing out. A statement is prepared once for the filters that it has. */
const CONDITIONS: FilterTable<Omit<MeasureFilter, 'on' | 'knownSeq' | 'withBaseDuties' | 'limit'>, Query, SQL | undefined> = {
  status: (status, { t, values }) => {
    if (status === 'all') return undefined;
    const { in_force, status: column } = t.status_periods;
    return status === 'active' ? sql`${in_force} = 1` : isOneOf(column, values.many('status', status));
  },
  kind: (kind, { t, values }) => eq(t.measures.kind, values.one('kind', kind)),
  imposed_by: (imposers, { t, values }) => isOneOf(t.measures.imposed_by, values.many('imposer', imposers)),
  type: (list, { t, values }) => {
    const types = values.many('type', list);
    return or(isOneOf(t.tariffs.duty_type, types), isOneOf(t.bans.ban_type, types));
  },
  direction: (direction, { t, values }) => eq(t.measures.direction, values.one('direction', direction)),
  formality: (formality, { t, values }) => eq(t.measures.formality, values.one('formality', formality)),
  dispute: (dispute, { t, values }) => eq(t.measures.dispute_id, values.one('dispute', dispute)),
  ids: (ids, { t, values }) => isOneOf(t.measures.id, values.many('id', ids)),
  q: (q, { t, values }) => {
    const words = q.split(/\s+/).filter(Boolean);
    const patterns = words.map((word) => `%${word.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`);
    return and(...values.many('word', patterns).map((pattern) => sql`lower(${t.measures.title}) like ${pattern} escape '\\'`));
  },
  // A resolution names it; whether a lifting is pending is decided by the domain afterwards.
  lifting_agreed: (agreed, { db, t: { resolution_outcomes: outcomes, measures } }) =>
    agreed ? exists(db.select({ one: sql`1` }).from(outcomes).where(eq(outcomes.measure_id, measures.id))) : undefined,
  product: (product, query) => covers(query, 'product', meetsProduct(query.t, product, query.values)),
  partners: (partners, query) => covers(query, 'partner', meetsPartner(query.t, partners, query.values)),
  after: (after, { t: { status_periods: p }, values }) => {
    const start = values.one('after_start', after.starts_on);
    return or(lt(p.starts_on, start), and(eq(p.starts_on, start), lt(p.measure_id, values.one('after_id', after.id))));
  },
};

/** What a filter asks of the tables that a list of measures is read from. Two filters of one shape make the same statement, with other values. */
function filtered(db: Db, t: Tables, filter: Omit<MeasureFilter, 'limit'>, collectBy: Axis | 'walk', values: Values) {
  const coverage = alias(t.statement_periods, 'coverage');
  const rateTable = alias(t.statement_periods, 'rate_table');
  const on = values.one('on', filter.on);
  const known = values.one('known', filter.knownSeq);
  const holds = (table: { starts_on: SQLiteColumn; ends_on: SQLiteColumn; known_from: SQLiteColumn; known_to: SQLiteColumn }): SQL[] => [
    lte(table.starts_on, on),
    gt(table.ends_on, on),
    lte(table.known_from, known),
    gt(table.known_to, known),
  ];
  const where: (SQL | undefined)[] = holds(t.status_periods);
  const shape: string[] = [collectBy];
  for (const [name, condition] of eachGiven(CONDITIONS, filter, { db, t, coverage, collectBy, values })) {
    if (condition === undefined) continue;
    where.push(condition);
    shape.push(Array.isArray(filter[name]) ? `some ${name}` : name);
  }
  if (filter.withBaseDuties) shape.push('base');
  else if (filter.type === undefined)
    where.push(or(sql`${t.tariffs.duty_type} is null`, notInArray(t.tariffs.duty_type, [...BASE_DUTY_TYPES])));
  return { coverage, rateTable, holds, where: and(...where), shape: [...shape, ...Object.keys(values.values)].join(':') };
}

function selectCandidates(db: Db, t: Tables, filter: MeasureFilter, collectBy: Axis | 'walk', values: Values) {
  const { status_periods: p, measures: m, tariffs, bans } = t;
  const { coverage, rateTable, holds, where, shape } = filtered(db, t, filter, collectBy, values);
  const query = db
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
      status_from: p.status_from,
      starts_on: p.starts_on,
      certain_from: p.certain_from,
      certain_until: p.certain_until,
      doubtful: p.doubtful,
      until_on: p.until_on,
      in_force_from: p.in_force_from,
      in_force_until: p.in_force_until,
      coverage_seq: coverage.seq,
      coverage_certain_from: coverage.certain_from,
      coverage_certain_until: coverage.certain_until,
      rate_table_seq: rateTable.seq,
      rates_certain_from: rateTable.certain_from,
      rates_certain_until: rateTable.certain_until,
    })
    .from(p)
    .innerJoin(m, eq(m.id, p.measure_id))
    .leftJoin(tariffs, eq(tariffs.measure_id, m.id))
    .leftJoin(bans, eq(bans.measure_id, m.id))
    .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
    .leftJoin(rateTable, and(eq(rateTable.measure_id, m.id), sql`${rateTable.kind} = 'rate_table'`, ...holds(rateTable)))
    .where(where)
    .orderBy(desc(p.starts_on), desc(p.measure_id))
    .limit(values.one('limit', filter.limit) as unknown as number);
  return { query, shape };
}

/** How many measures a filter leaves. */
export async function countCandidates(connection: Connection, filter: Omit<MeasureFilter, 'limit' | 'after'>): Promise<number> {
  const { db, tables: t } = connection;
  const { status_periods: p, measures: m, tariffs, bans } = t;
  const collectBy = await cheapestAxis(connection, filter);
  const values = new Values();
  const { coverage, holds, where, shape } = filtered(db, t, filter, collectBy, values);
  const query = db
    .select({ count: sql<number>`cast(count(*) as integer)` })
    .from(p)
    .innerJoin(m, eq(m.id, p.measure_id))
    .leftJoin(tariffs, eq(tariffs.measure_id, m.id))
    .leftJoin(bans, eq(bans.measure_id, m.id))
    .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
    .where(where);
  const [row] = await connection.query<{ count: number }>(`count:${shape}`, () => query, values.values);
  return row?.count ?? 0;
}

/** The import tariffs in force of some jurisdictions whose coverage on that day nobody stated: no filter on coverage can find them. */
export async function uncoveredTariffs(
  connection: Connection,
  { imposers, on, knownSeq }: { imposers: readonly string[]; on: Day; knownSeq: number },
): Promise<string[]> {
  const { db, tables } = connection;
  const { measures: m, status_periods: p, statement_periods: c } = tables;
  const holds = (table: typeof p | typeof c): SQL[] => [
    lte(table.starts_on, on),
    gt(table.ends_on, on),
    lte(table.known_from, knownSeq),
    gt(table.known_to, knownSeq),
  ];
  const coverage = db
    .select({ one: sql`1` })
    .from(c)
    .where(and(eq(c.measure_id, m.id), eq(c.kind, 'coverage'), ...holds(c)));
  const rows = await db
    .select({ id: m.id })
    .from(m)
    .innerJoin(p, eq(p.measure_id, m.id))
    .where(
      and(
        inArray(m.imposed_by, [...imposers]),
        eq(m.kind, 'tariff'),
        eq(m.direction, 'import'),
        eq(p.in_force, 1),
        ...holds(p),
        notExists(coverage),
      ),
    )
    .orderBy(asc(m.id));
  return rows.map((row) => row.id);
}

export type PeriodRow = Tables['status_periods']['$inferSelect'];

/** The status periods of some measures as known at a seq, in the order of time. */
export function statusPeriodRows(connection: Connection, measureIds: readonly string[], knownSeq: number): Promise<PeriodRow[]> {
  const p = connection.tables.status_periods;
  return Promise.resolve(
    connection.db
      .select()
      .from(p)
      .where(and(inArray(p.measure_id, [...measureIds]), lte(p.known_from, knownSeq), gt(p.known_to, knownSeq)))
      .orderBy(asc(p.measure_id), asc(p.starts_on)),
  );
}

/** The last ledger seq that was recorded by an instant. */
export async function seqKnownAt(connection: Connection, instant: string): Promise<number> {
  const rows = await connection.query<{ seq: number }>(
    'seq_known_at',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq })
        .from(ledger)
        .where(lte(ledger.recorded_at, sql`${sql.placeholder('instant')}`))
        .orderBy(desc(ledger.recorded_at), desc(ledger.seq))
        .limit(1),
    { instant },
  );
  return rows[0]?.seq ?? 0;
}

/** The identifiers of the legal instruments of some measures. */
export async function legalInstruments(connection: Connection, measureIds: readonly string[]): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>();
  if (measureIds.length === 0) return result;
  const t = connection.tables.legal_instruments;
  const rows = await connection.db
    .select({ measure_id: t.measure_id, identifier: t.identifier })
    .from(t)
    .where(inArray(t.measure_id, [...measureIds]))
    .orderBy(asc(t.measure_id), asc(t.position));
  for (const { measure_id, identifier } of rows) {
    const list = result.get(measure_id);
    if (list) list.push(identifier);
    else result.set(measure_id, [identifier]);
  }
  return result;
}

/** Whom one scope of an entry is about; no partners: everybody. */
export interface ScopePartners {
  partners: string[];
  excluded: string[];
}

/** The partners of entries, scope by scope, without all else that the entries say. */
export async function partnersBySeq(connection: Connection, seqs: readonly number[]): Promise<Map<number, ScopePartners[]>> {
  const result = new Map<number, ScopePartners[]>();
  if (seqs.length === 0) return result;
  const { scopes: s, scope_partners: p } = connection.tables;
  const rows = await connection.db
    .select({ seq: s.seq, scope: s.scope, code: p.code, excluded: p.excluded })
    .from(s)
    .leftJoin(p, and(eq(p.seq, s.seq), eq(p.scope, s.scope)))
    .where(inArray(s.seq, [...seqs]))
    .orderBy(asc(s.seq), asc(s.scope), asc(p.position));
  let last: { seq: number; scope: number } | undefined;
  for (const { seq, scope, code, excluded } of rows) {
    const list = result.get(seq) ?? [];
    if (last?.seq !== seq || last.scope !== scope) list.push({ partners: [], excluded: [] });
    result.set(seq, list);
    last = { seq, scope };
    if (code !== null) list.at(-1)?.[excluded === 1 ? 'excluded' : 'partners'].push(code);
  }
  return result;
}

/**
 * Who imposes measures in force on whom, with how many of each kind: on a day, as known at a seq, base duties left out. `*`: on all.
 * What a partial lifting frees is not taken out: a pair stays while the measure is in force.
 */
export async function activePairs(connection: Connection, on: Day, knownSeq: number) {
  const { status_periods: p, measures: m, tariffs, statement_periods: c, scopes: s, scope_partners: sp } = connection.tables;
  const holds = (table: typeof p | typeof c): SQL[] => [
    lte(table.starts_on, on),
    gt(table.ends_on, on),
    lte(table.known_from, knownSeq),
    gt(table.known_to, knownSeq),
  ];
  // An area counts for its jurisdiction; a scope without partners is about everybody.
  const affected = sql<string>`coalesce(substr(${sp.code}, 1, 2), '*')`;
  return connection.db
    .select({ imposed_by: m.imposed_by, kind: m.kind, affected, measures: sql<number>`cast(count(distinct ${m.id}) as integer)` })
    .from(p)
    .innerJoin(m, eq(m.id, p.measure_id))
    .leftJoin(tariffs, eq(tariffs.measure_id, m.id))
    .innerJoin(c, and(eq(c.measure_id, m.id), eq(c.kind, 'coverage'), ...holds(c)))
    .innerJoin(s, eq(s.seq, c.seq))
    .leftJoin(sp, and(eq(sp.seq, s.seq), eq(sp.scope, s.scope), eq(sp.excluded, 0)))
    .where(and(eq(p.in_force, 1), ...holds(p), or(sql`${tariffs.duty_type} is null`, notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES]))))
    .groupBy(m.imposed_by, m.kind, affected);
}
