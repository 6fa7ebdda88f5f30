import { and, asc, desc, eq, exists, gt, inArray, lt, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import { folded } from '../domain/words.ts';
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
import { type Cut, cutSlots, cutValues, periodsOf, versionAt } from './cut.ts';
import { type Connection, type Db, listed, slot } from './store.ts';

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
  /** What was announced by a day is asked for. */
  announced: boolean;
  values: Values;
}

type PeriodTable = Parameters<typeof periodsOf>[0] & { starts_on: SQLiteColumn; ends_on: SQLiteColumn };
type Versions = Parameters<typeof versionAt>[0];

/** It is shown on the day. */
const holdsOn = (table: Pick<PeriodTable, 'starts_on' | 'ends_on'>, on: Day | SQL): SQL[] => [
  lte(table.starts_on, on),
  gt(table.ends_on, on),
];

/** The coverage may meet it: either its measures are collected first, or the row at hand is asked. */
const covers = ({ db, t, coverage, collectBy, announced }: Query, axis: Axis, meets: SQL | undefined): SQL | undefined =>
  collectBy === axis
    ? collectedBy(db, t, t.status_periods.measure_id, axis, meets, announced)
    : coveredBy(db, t, coverage, axis, meets, announced);

/** Each filter as a condition; undefined where it rules nothing out. A statement is prepared once for the filters that it has. */
const CONDITIONS: FilterTable<Omit<MeasureFilter, 'on' | 'cut' | 'withBaseDuties' | 'limit'>, Query, SQL | undefined> = {
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
    const words = folded(q).split(/\s+/).filter(Boolean);
    const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
    return and(...values.many('word', patterns).map((pattern) => sql`${t.measures.title_folded} like ${pattern} escape '\\'`));
  },
  // A resolution names it; whether a lifting is pending is decided by the domain afterwards.
  lifting_agreed: (agreed, { db, t: { resolution_outcomes: outcomes, status_periods: p } }) =>
    agreed ? inArray(p.measure_id, db.select({ id: outcomes.measure_id }).from(outcomes)) : undefined,
  product: (product, query) => covers(query, 'product', meetsProduct(query.t, product, query.values)),
  partners: (partners, query) => covers(query, 'partner', meetsPartner(query.t, partners, query.values)),
  after: (after, { t: { status_periods: p }, values }) => {
    const begin = values.one('after_begin', after.begins_on);
    return or(lt(p.begins_on, begin), and(eq(p.begins_on, begin), lt(p.measure_id, values.one('after_id', after.id))));
  },
};

/** What a filter asks of the tables that a list of measures is read from. Two filters of one shape make the same statement, with other values. */
function filtered(db: Db, t: Tables, filter: Omit<MeasureFilter, 'limit'>, collectBy: Axis | 'walk', values: Values) {
  const coverage = alias(t.statement_periods, 'coverage');
  const rateTable = alias(t.statement_periods, 'rate_table');
  const on = values.one('on', filter.on);
  const { announcedBy } = filter.cut;
  const knownSeq = values.one('known', filter.cut.knownSeq);
  const registerSeq = values.one('registered', filter.cut.registerSeq);
  const counts = { knownSeq, announcedBy: announcedBy === null ? null : values.one('announced', announcedBy) };
  const holds = (table: PeriodTable): SQL[] => [...holdsOn(table, on), periodsOf(table, counts)];
  const where: (SQL | undefined)[] = [
    // No status is shown before it may have begun: this is where the walk begins.
    lte(t.status_periods.begins_on, on),
    ...holds(t.status_periods),
  ];
  const shape: string[] = [collectBy];
  for (const [name, condition] of eachGiven(CONDITIONS, filter, { db, t, coverage, collectBy, announced: announcedBy !== null, values })) {
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

function selectCandidates(db: Db, t: Tables, filter: MeasureFilter, collectBy: Axis | 'walk', values: Values) {
  const { status_periods: p, measures: m, tariffs, bans } = t;
  const { coverage, rateTable, holds, version, where, shape } = filtered(db, t, filter, collectBy, values);
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
      rate_table_seq: rateTable.seq,
      rates_certain_from: rateTable.certain_from,
      rates_certain_until: rateTable.certain_until,
    })
    .from(p)
    .innerJoin(m, and(eq(m.id, p.measure_id), version(m)))
    .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), version(tariffs)))
    .leftJoin(bans, and(eq(bans.measure_id, m.id), version(bans)))
    .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
    .leftJoin(rateTable, and(eq(rateTable.measure_id, m.id), sql`${rateTable.kind} = 'rate_table'`, ...holds(rateTable)))
    .where(where)
    .orderBy(desc(p.begins_on), desc(p.measure_id))
    .limit(values.one('limit', filter.limit) as unknown as number);
  return { query, shape };
}

/** How many measures a filter leaves. */
export async function countCandidates(connection: Connection, filter: Omit<MeasureFilter, 'limit' | 'after'>): Promise<number> {
  const { db, tables: t } = connection;
  const { status_periods: p, measures: m, tariffs, bans } = t;
  const collectBy = await cheapestAxis(connection, filter);
  const values = new Values();
  const { coverage, holds, version, where, shape } = filtered(db, t, filter, collectBy, values);
  const query = db
    .select({ count: sql<number>`cast(count(*) as integer)` })
    .from(p)
    .innerJoin(m, and(eq(m.id, p.measure_id), version(m)))
    .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), version(tariffs)))
    .leftJoin(bans, and(eq(bans.measure_id, m.id), version(bans)))
    .leftJoin(coverage, and(eq(coverage.measure_id, m.id), sql`${coverage.kind} = 'coverage'`, ...holds(coverage)))
    .where(where);
  const [row] = await connection.query<{ count: number }>(`count:${shape}`, () => query, values.values);
  return row?.count ?? 0;
}

/** Which tariffs may meet a question about duties, and on which days. */
export interface TariffSpan {
  imposers: readonly string[];
  product: string;
  partners: { codes: readonly string[]; within: readonly string[] };
  /** First and last day, inclusive. */
  first: Day;
  last: Day;
  cut: Cut;
}

/** A tariff that was in force on some day of a span, and whose coverage may meet what is asked, or is not known on all of these days. */
export interface SpanTariff {
  id: string;
  title: string;
  type: string;
  imposed_by: string;
}

/** The import tariffs of some jurisdictions that may meet a question on some day of a span. One query for all of them. */
export function tariffsBetween(
  connection: Connection,
  { imposers, product, partners, first, last, cut }: TariffSpan,
): Promise<SpanTariff[]> {
  const { db, tables: t } = connection;
  const { measures: m, tariffs, status_periods: p, statement_periods: c, scope_codes, scope_partners } = t;
  const next = alias(t.statement_periods, 'next');
  const values = new Values();
  const [from, to] = [values.one('first', first), values.one('last', last)];
  const counts = {
    knownSeq: values.one('known', cut.knownSeq),
    announcedBy: cut.announcedBy === null ? null : values.one('announced', cut.announcedBy),
  };
  const registered = values.one('registered', cut.registerSeq);
  const coverages = (table: typeof c | typeof next, ...where: (SQL | undefined)[]) =>
    db
      .select({ one: sql`1` })
      .from(table)
      .where(and(eq(table.measure_id, m.id), sql`${table.kind} = 'coverage'`, periodsOf(table, counts), ...where));
  const named = (terms: typeof scope_codes | typeof scope_partners, meets: SQL | undefined) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(terms)
        .where(and(eq(terms.seq, c.seq), meets)),
    );
  const start = sql`case when ${p.starts_on} > ${from} then ${p.starts_on} else ${from} end`;
  const query = db
    .selectDistinct({ id: m.id, title: m.title, type: sql<string>`${tariffs.duty_type}`, imposed_by: m.imposed_by })
    .from(m)
    .innerJoin(p, and(eq(p.measure_id, m.id), periodsOf(p, counts)))
    .innerJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, registered)))
    .where(
      and(
        versionAt(m, registered),
        isOneOf(m.imposed_by, values.many('imposer', imposers)),
        sql`${m.kind} = 'tariff'`,
        sql`${m.direction} = 'import'`,
        sql`${p.in_force} = 1`,
        lte(p.starts_on, to),
        gt(p.ends_on, from),
        or(
          exists(
            coverages(
              c,
              or(sql`${c.any_product} = 1`, named(scope_codes, meetsProduct(t, product, values))),
              or(sql`${c.any_partner} = 1`, named(scope_partners, meetsPartner(t, partners, values))),
            ),
          ),
          // A day on which nobody stated what it covers: at the beginning, or once a coverage has ended.
          notExists(coverages(c, ...holdsOn(c, start))),
          exists(coverages(c, gt(c.ends_on, start), lte(c.ends_on, to), notExists(coverages(next, ...holdsOn(next, sql`${c.ends_on}`))))),
        ),
      ),
    )
    .orderBy(asc(m.id));
  return connection.query<SpanTariff>(`tariffs_between:${Object.keys(values.values).join(':')}`, () => query, values.values);
}

export type PeriodRow = Tables['status_periods']['$inferSelect'];

/** The status periods of some measures, of the part of the ledger that counts, in the order of time. */
export function statusPeriodRows(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<PeriodRow[]> {
  return connection.query<PeriodRow>(
    `status_periods:${cut.announcedBy === null}`,
    (db, { status_periods: p }) =>
      db
        .select()
        .from(p)
        .where(and(connection.isAmong(p.measure_id, 'ids'), periodsOf(p, cutSlots(cut))))
        .orderBy(asc(p.measure_id), asc(p.starts_on)),
    { ids: listed(measureIds), ...cutValues(cut) },
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

/** The identifiers of the legal instruments of some measures, as known at a seq. */
export async function legalInstruments(
  connection: Connection,
  measureIds: readonly string[],
  knownSeq: number,
): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>();
  if (measureIds.length === 0) return result;
  const rows = await connection.query<{ measure_id: string; identifier: string }>(
    'legal_instruments',
    (db, { legal_instruments: t }) =>
      db
        .select({ measure_id: t.measure_id, identifier: t.identifier })
        .from(t)
        .where(and(connection.isAmong(t.measure_id, 'ids'), versionAt(t, slot('known'))))
        .orderBy(asc(t.measure_id), asc(t.position)),
    { ids: listed(measureIds), known: knownSeq },
  );
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
  if (seqs.length === 0) return new Map();
  const rows = await connection.query<{ seq: number; scope: number; code: string | null; excluded: number | null }>(
    'partners_by_seq',
    (db, { scopes: s, scope_partners: p }) =>
      db
        .select({ seq: s.seq, scope: s.scope, code: p.code, excluded: p.excluded })
        .from(s)
        .leftJoin(p, and(eq(p.seq, s.seq), eq(p.scope, s.scope)))
        .where(connection.isAmong(s.seq, 'seqs'))
        .orderBy(asc(s.seq), asc(s.scope), asc(p.position)),
    { seqs: listed(seqs) },
  );
  return scopesBySeq(rows);
}

/** Puts the rows of partners together, which stand in the order of the scopes of an entry. */
function scopesBySeq(
  rows: readonly { seq: number; scope: number; code: string | null; excluded: number | null }[],
): Map<number, ScopePartners[]> {
  const result = new Map<number, ScopePartners[]>();
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

/** A measure in force, with whom its coverage is about, scope by scope. */
export interface ActiveMeasure
  extends Pick<MeasureCandidate, 'id' | 'imposed_by' | 'kind' | 'direction' | 'status' | 'status_seq' | 'returns_seq' | 'coverage_seq'> {
  scopes: readonly ScopePartners[];
}

/** The measures in force on a day, as known at a seq, that have a coverage; base duties are left out. One query for all of them. */
export async function activeMeasures(connection: Connection, on: Day, cut: Cut): Promise<ActiveMeasure[]> {
  const { status_periods: p, measures: m, tariffs, statement_periods: c, scopes: s, scope_partners: sp } = connection.tables;
  const holds = (table: typeof p | typeof c): SQL[] => [...holdsOn(table, on), periodsOf(table, cut)];
  const rows = await connection.db
    .select({
      id: m.id,
      imposed_by: m.imposed_by,
      kind: m.kind,
      direction: m.direction,
      status: p.status,
      status_seq: p.seq,
      returns_seq: p.returns_seq,
      seq: s.seq,
      scope: s.scope,
      code: sp.code,
      excluded: sp.excluded,
    })
    .from(p)
    .innerJoin(m, and(eq(m.id, p.measure_id), versionAt(m, cut.registerSeq)))
    .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, cut.registerSeq)))
    .innerJoin(c, and(eq(c.measure_id, m.id), eq(c.kind, 'coverage'), ...holds(c)))
    .innerJoin(s, eq(s.seq, c.seq))
    .leftJoin(sp, and(eq(sp.seq, s.seq), eq(sp.scope, s.scope)))
    .where(and(eq(p.in_force, 1), ...holds(p), or(sql`${tariffs.duty_type} is null`, notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES]))));
  // Ordered here: asked for an order SQLite walks all measures, which takes a hundred times as long.
  const scopes = scopesBySeq(rows.sort((x, y) => x.seq - y.seq || x.scope - y.scope));
  const measures = new Map(rows.map(({ seq, scope: _scope, code: _code, excluded: _excluded, ...measure }) => [seq, measure]));
  return [...measures].map(([seq, measure]) => ({ ...measure, coverage_seq: seq, scopes: scopes.get(seq) ?? [] }));
}
