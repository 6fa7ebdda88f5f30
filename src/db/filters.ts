import { and, eq, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Day } from '../domain/dates.ts';
import { folded } from '../domain/text.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { eachGiven, type FilterTable, type MeasureFilters } from '../things/questions.ts';
import {
  type CoverageTable,
  coverageOpen,
  coveredBy,
  holdsOn,
  isOneOf,
  namesPartner,
  namesProduct,
  type SqlCondition,
  type Values,
} from './conditions.ts';
import { type Cut, periodsOf, versionAt } from './cut.ts';
import type { Connection, Db } from './store.ts';

// What a list of measures asks of each: every filter as a condition, in one place.

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
export function titleHas({ measures }: Tables, q: string, values: Values): SqlCondition {
  const words = folded(q).split(/\s+/).filter(Boolean);
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const slots = values.many('word', patterns);
  return () => and(...slots.map((pattern) => sql`${measures.title_folded} like ${pattern} escape '\\'`));
}

/** A column is a value. */
function is(column: SQLiteColumn | SQL, name: string, value: string, values: Values): SqlCondition {
  const asked = values.one(name, value);
  return () => sql`${column} = ${asked}`;
}

/** What is asked of how a measure is registered. */
export const REGISTRATION_FILTERS: FilterTable<
  Pick<MeasureFilter, 'q' | 'direction' | 'formality'>,
  Pick<Query, 't' | 'values'>,
  SqlCondition
> = {
  q: (q, { t, values }) => titleHas(t, q, values),
  direction: (direction, { t, values }) => is(t.measures.direction, 'direction', direction, values),
  formality: (formality, { t, values }) => is(t.measures.formality, 'formality', formality, values),
};

/** It rules nothing out. */
const ANY: SqlCondition = () => undefined;

/** Each filter as a condition. A statement is prepared once for the filters that it has. */
const CONDITIONS: FilterTable<Omit<MeasureFilter, 'on' | 'cut' | 'ids' | 'withBaseDuties' | 'limit'>, Query, SqlCondition> = {
  ...REGISTRATION_FILTERS,
  status: (status, { t, values }) => {
    if (status === 'all') return ANY;
    const { in_force, status: column } = t.status_periods;
    if (status === 'active') return () => sql`${in_force} = 1`;
    const statuses = values.many('status', status);
    return () => isOneOf(column, statuses);
  },
  kind: (kind, { t, values }) => is(t.measures.kind, 'kind', kind, values),
  imposed_by: (imposers, { t, values }) => {
    const asked = values.many('imposer', imposers);
    return () => isOneOf(tested(t.measures.imposed_by), asked);
  },
  type: (list, { t, values }) => {
    const types = values.many('type', list);
    return () => or(isOneOf(t.tariffs.duty_type, types), isOneOf(t.bans.ban_type, types));
  },
  dispute: (dispute, { t, values }) => {
    const asked = values.one('dispute', dispute);
    return () => sql`${tested(t.measures.dispute_id)} = ${asked}`;
  },
  // A resolution names it; whether a lifting is pending is decided by the domain afterwards.
  lifting_agreed: (agreed, { db, t: { resolution_outcomes: outcomes, status_periods: p } }) =>
    agreed ? () => inArray(p.measure_id, db.select({ id: outcomes.measure_id }).from(outcomes)) : ANY,
  product: (product, { db, t, coverage, values, on }) => {
    const names = namesProduct(db, t, coverage.seq, product, values);
    return () => coveredBy(coverage, coverage.any_product, names(), coverageOpen(db, t, coverage, on));
  },
  partners: (partners, { db, t, coverage, values, on }) => {
    const names = namesPartner(db, t, coverage.seq, partners, values);
    return () => coveredBy(coverage, coverage.any_partner, names(), coverageOpen(db, t, coverage, on));
  },
  // As one comparison, which an index can begin with.
  after: (after, { t: { status_periods: p }, values }) => {
    const [begin, id] = [values.one('after_begin', after.begins_on), values.one('after_id', after.id)];
    return () => sql`(${p.begins_on}, ${p.measure_id}) < (${begin}, ${id})`;
  },
};

const namedTwice = ({ statement_periods: c }: Tables) => ({ coverage: alias(c, 'coverage'), rateTable: alias(c, 'rate_table') });
const held = new WeakMap<Tables, ReturnType<typeof namedTwice>>();

/** The table of statements under two names: what a measure covers on the day, and its rates. */
function heldOf(tables: Tables): ReturnType<typeof namedTwice> {
  const made = held.get(tables) ?? namedTwice(tables);
  held.set(tables, made);
  return made;
}

/** What a filter asks of the tables that a list of measures is read from. Two filters of one shape make the same statement, with other values. */
export function filtered({ db, tables: t }: Connection, filter: Omit<MeasureFilter, 'limit'>, values: Values) {
  const { coverage, rateTable } = heldOf(t);
  const on = values.one('on', filter.on);
  const { announcedBy } = filter.cut;
  const knownSeq = values.one('known', filter.cut.knownSeq);
  const registerSeq = values.one('registered', filter.cut.registerSeq);
  const counts = { knownSeq, announcedBy: announcedBy === null ? null : values.one('announced', announcedBy) };
  const holds = (table: PeriodTable): SQL[] => [...holdsOn(table, on), periodsOf(table, counts)];
  const given = [...eachGiven(CONDITIONS, filter, { db, t, coverage, values, on })].filter(([, condition]) => condition !== ANY);
  const shape: string[] = given.map(([name]) => (Array.isArray(filter[name]) ? `some ${name}` : name));
  const withBase = filter.withBaseDuties || filter.type !== undefined;
  if (withBase) shape.push('base');
  return {
    coverage,
    rateTable,
    holds,
    version: (table: Versions) => versionAt(table, registerSeq),
    where: () =>
      and(
        eq(t.measures.id, t.status_periods.measure_id),
        versionAt(t.measures, registerSeq),
        // No status is shown before it may have begun: this is where the walk begins, unless it goes on after a row.
        filter.after ? undefined : lte(t.status_periods.begins_on, on),
        ...holds(t.status_periods),
        ...given.map(([, condition]) => condition()),
        withBase ? undefined : or(sql`${t.tariffs.duty_type} is null`, notInArray(t.tariffs.duty_type, [...BASE_DUTY_TYPES])),
      ),
    shape: [...shape, ...Object.keys(values.values)].join(':'),
  };
}
