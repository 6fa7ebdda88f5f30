import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, FIRST_DAY, NEVER, type PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { hasEnded } from '../domain/status.ts';
import {
  BASE_DUTY_TYPES,
  type ChangeClock,
  type ChangeSubject,
  type ChangesFirst,
  type Kind,
  STATUSES,
  type Status,
} from '../domain/vocabulary.ts';
import { dayAfter } from '../tables/dialect.ts';
import { type Cut, periodsOf, STILL_KNOWN, versionAt } from './cut.ts';
import { overtakenBy } from './overtaken.ts';
import { type Keys, under } from './postings.ts';
import type { Connection } from './store.ts';

// The flow of changes: those that were recorded and stand, and those that an until_on brings by itself. A page of it reads no more
// than it shows. Changes of rates and of coverage are found among the periods that took the place of others; rules begin by what is recorded, and
// end by themselves after their last day.

/** Where a change stands in the flow: by its day, then by its entry. */
export interface ChangePlace {
  /** By the clock that is asked, of an imprecise date the first possible one; `UNDATED` for what was announced nobody knows when. */
  day: Day;
  seq: number;
  /** Brought by the entry and not recorded. */
  derived: boolean;
  /** The first day of a derived change: one entry may bring several. */
  begins_on?: Day | undefined;
}

export interface ChangeFound extends ChangePlace {
  what: ChangeSubject;
  measure: string;
  /** Of a derived change: the earlier entry that returns with it. */
  returns_seq: number | null;
  /** What it becomes; of all else: what it is on that day. */
  status: Status;
  /** First day of what changes. */
  status_from: PartialDate;
  /** Of a status or a rule; what ends rates and coverage their entry says. */
  until_on: PartialDate | null;
  /** Of rates and coverage: the number of the ledger from which it was known no more. */
  known_to?: number;
  /** Of a status that was recorded: the entry by which it comes no more. */
  overtaken_by?: number | null;
  /** Of a rule: those of the tariffs of which it changes what is paid that the filter wants, in its order. */
  tariffs?: readonly string[];
  /** Of a rule: the tariff that is levied instead. */
  instead?: string | null;
}

export interface ChangeFilter {
  by: ChangeClock;
  /** Changes of status alone unless given. */
  what?: readonly ChangeSubject[] | undefined;
  /** First and last day by that clock, inclusive; what has no day is left out. */
  from?: Day | undefined;
  to?: Day | undefined;
  status?: readonly Status[] | undefined;
  kind?: Kind | undefined;
  imposed_by?: readonly string[] | undefined;
  measures?: readonly string[] | undefined;
  /** Whose entries bring the changes: a rule may be recorded of one measure and wanted for another. */
  recordedOf?: readonly string[] | undefined;
  dispute?: string | undefined;
  /** Statuses of base duties are among them. */
  withBaseDuties?: boolean | undefined;
  /** Measures that have a key of each group, as far as the index of what they cover tells: it proposes, and decides nothing. */
  proposed?: readonly Keys[] | undefined;
  /** These entries, whether they still stand or were corrected; what they bring by themselves is left out. */
  seqs?: readonly number[] | undefined;
  /** Only what an until_on brings by itself. */
  brought?: boolean | undefined;
}

export interface ChangeOrder {
  order: ChangesFirst;
  after?: ChangePlace | undefined;
  limit: number;
}

/** Before every day on which anything can be announced: the place of what was announced nobody knows when. */
const UNDATED: Day = FIRST_DAY;

/** In the order of time; what begins on one day in the order of recording. */
export const comparePlaces = (a: ChangePlace, b: ChangePlace): number =>
  a.day === b.day ? a.seq - b.seq || Number(b.derived) - Number(a.derived) || compareDays(a, b) : a.day < b.day ? -1 : 1;
const compareDays = ({ begins_on: a = '' }: ChangePlace, { begins_on: b = '' }: ChangePlace): number => Number(a > b) - Number(a < b);

/** The next changes in an order. Of the recorded ones all are found that are known; when each was announced is for the caller to ask. */
export async function changesFound(connection: Connection, filter: ChangeFilter, cut: Cut, order: ChangeOrder): Promise<ChangeFound[]> {
  const found: ChangeFound[] = [];
  for (const arm of armsOf(filter)) {
    const { query, day, seq, begins, isDerived } = arm(connection, filter, cut, order);
    const inOrder = query.orderBy(...sorted(day, seq, begins, filter, order));
    const rows: (Omit<ChangeFound, 'derived'> & { known_from?: number })[] = await (filter.seqs ? inOrder : inOrder.limit(order.limit));
    found.push(...(filter.seqs ? lastKnown(rows) : rows).map((row) => ({ ...row, derived: isDerived })));
  }
  const direction = order.order === 'latest' ? -1 : 1;
  return withTariffs(connection, filter, cut, found.sort((a, b) => direction * comparePlaces(a, b)).slice(0, order.limit));
}

export const STATUS_ALONE: readonly ChangeSubject[] = ['status'];

/** Is anything but the status among what is asked? */
export const ofTerms = (what: readonly ChangeSubject[] = STATUS_ALONE): boolean => what.some((one) => one !== 'status');

/** Of what was known otherwise at other times: as it was known last. */
function lastKnown<Row extends { seq: number; known_from?: number }>(rows: readonly Row[]): Row[] {
  const last = new Map<number, Row>();
  for (const row of rows) if ((last.get(row.seq)?.known_from ?? 0) <= (row.known_from ?? 0)) last.set(row.seq, row);
  return [...last.values()];
}

/** Where to look: among what was recorded and what comes by itself. */
function armsOf({ seqs, brought, what = STATUS_ALONE }: ChangeFilter) {
  const arms = what.map((one) => ARMS[one]);
  return new Set([...(brought ? [] : arms.map((arm) => arm.recorded)), ...(seqs ? [] : arms.map((arm) => arm.brought))]);
}

/** How many changes there are; when those that were recorded had been announced is not asked. */
export async function countChanges(connection: Connection, filter: ChangeFilter, cut: Cut): Promise<number> {
  let total = 0;
  for (const arm of armsOf(filter)) {
    const counted = connection.db.select({ count: sql<number>`cast(count(*) as integer)` });
    const [row] = await counted.from(arm(connection, filter, cut).query.as('found'));
    total += row?.count ?? 0;
  }
  return total;
}

function recorded(connection: Connection, filter: ChangeFilter, cut: Cut, order?: ChangeOrder) {
  const { db, tables } = connection;
  const { status_changes: s, ledger: l, measures: m } = tables;
  // The index of status changes has this expression.
  const effective = sql<Day>`substr(${s.effective_on} || '-01-01', 1, 10)`;
  const { day, measure, asked } = both(connection, filter, cut, order, effective);
  const corrected = correctionsOf(connection, s.seq, cut);
  const { announcedBy, knownSeq } = cut;
  const overtaken = overtakenBy(connection, effective, cut);
  // It was announced, and recorded, all the same.
  const isListed = filter.seqs !== undefined || filter.by !== 'effective';
  const mayBeAnnounced = announcedBy === null ? undefined : announcedUpTo(connection, announcedBy);
  // The table in whose order the rows are walked comes first: SQLite keeps to the order of a cross join.
  const [first, second] = filter.by === 'effective' && !(filter.measures ?? filter.recordedOf) ? [s, l] : [l, s];
  const query = db
    .select({
      ...{ what: sql<ChangeSubject>`'status'`.as('what'), seq: s.seq, measure: m.id, day: day.as('day') },
      ...{ returns_seq: sql<number | null>`null`.as('returns_seq'), status: s.status, status_from: s.effective_on, until_on: s.until_on },
      overtaken_by: (isListed ? overtaken : sql<null>`null`).as('overtaken_by'),
    })
    .from(first as typeof s)
    .crossJoin(second)
    .crossJoin(m)
    .where(
      and(
        eq(l.seq, s.seq),
        measure,
        asked,
        withoutBase(connection, filter, cut),
        mayBeAnnounced,
        lte(s.seq, knownSeq),
        filter.seqs ? inArray(s.seq, [...filter.seqs]) : notExists(corrected),
        isListed ? undefined : isNull(overtaken),
        filter.status && inArray(s.status, [...filter.status]),
        order && comesAfter(day, first === l ? l.seq : s.seq, null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq: first === l ? l.seq : s.seq, begins: null, isDerived: false };
}

/** The correction that takes an entry back, if it was known. */
const correctionsOf = ({ db, tables: { corrections: c } }: Connection, seq: SQLiteColumn, { knownSeq }: Cut) =>
  db
    .select({ one: sql`1` })
    .from(c)
    .where(and(eq(c.retracts_seq, seq), lte(c.seq, knownSeq)));

/**
 * Leaves out base duties unless their measure or their dispute is asked for, as lists of measures do: most have begun on a day from which their
 * rates happen to be recorded, and no status of theirs is news. What they charge and cover may change like that of any other.
 */
function withoutBase({ db, tables }: Connection, { withBaseDuties }: ChangeFilter, cut: Cut): SQL | undefined {
  const { ledger: l, tariffs } = tables;
  if (withBaseDuties) return undefined;
  const base = db
    .select({ one: sql`1` })
    .from(tariffs)
    .where(
      and(eq(tariffs.measure_id, l.measure_id), inArray(tariffs.duty_type, [...BASE_DUTY_TYPES]), versionAt(tariffs, cut.registerSeq)),
    );
  return notExists(base);
}

/** Leaves out what can't have been announced by a day; what its sources tell of it is not looked at. */
function announcedUpTo({ db, tables: { status_changes: s, ledger: l, citations: c } }: Connection, day: Day): SQL | undefined {
  const cited = db.select({ one: sql`1` }).from(c).where(eq(c.seq, l.seq));
  return or(lte(l.announced_on, day), and(isNull(l.announced_on), or(lte(s.effective_on, day), exists(cited))));
}

function derived(connection: Connection, filter: ChangeFilter, cut: Cut, order?: ChangeOrder, after?: number) {
  const { status_periods: p, ledger: l, measures: m } = connection.tables;
  const { day, measure, asked } = both(connection, filter, cut, order, sql<Day>`${p.begins_on}`);
  // As it stands, or also what came or went after an entry.
  const known =
    after === undefined ? periodsOf(p, cut) : and(eq(p.announced_to, NEVER), lte(p.known_from, cut.knownSeq), gt(p.known_to, after));
  const query = connection.db
    .select({
      ...{ what: sql<ChangeSubject>`'status'`.as('what'), seq: p.seq, measure: m.id, day: day.as('day'), returns_seq: p.returns_seq },
      ...{ status: p.status, status_from: p.status_from, until_on: p.until_on, begins_on: p.begins_on },
      ...{ known_from: p.known_from, known_to: p.known_to },
    })
    .from(p)
    .crossJoin(l)
    .crossJoin(m)
    .where(
      and(
        eq(l.seq, p.seq),
        measure,
        asked,
        withoutBase(connection, filter, cut),
        sql`${p.derived} = 1`,
        known,
        filter.status && inArray(p.status, [...filter.status]),
        order && comesAfter(day, p.seq, p.begins_on, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq: p.seq, begins: p.begins_on, isDerived: true };
}

const termsRecorded = (...asked: [Connection, ChangeFilter, Cut, ChangeOrder?]) => terms(false, ...asked);
const termsDerived = (...asked: [Connection, ChangeFilter, Cut, ChangeOrder?, number?]) => terms(true, ...asked);

/** What is over changes no more, whatever was stated for the days after. */
const OVER = STATUSES.filter(hasEnded);

/** Changes of rates and of coverage: periods that took the place of others, with the status that the measure has then. */
function terms(isDerived: boolean, connection: Connection, filter: ChangeFilter, cut: Cut, order?: ChangeOrder, after?: number) {
  const { statement_periods: p, status_periods: s, ledger: l, measures: m } = connection.tables;
  const { day, measure, asked } = both(connection, filter, cut, order, sql<Day>`${p.starts_on}`);
  const { seqs, what = STATUS_ALONE } = filter;
  const kinds = (['rates', 'coverage'] as const).filter((one) => what.includes(one));
  const seq = isDerived ? p.brought_by : p.seq;
  const ever = and(eq(p.announced_to, NEVER), lte(p.known_from, cut.knownSeq));
  // What was corrected stands as it was known last.
  const known = after !== undefined ? and(ever, gt(p.known_to, after)) : seqs ? ever : periodsOf(p, cut);
  const query = connection.db
    .select({
      ...{ what: sql<ChangeSubject>`case ${p.kind} when 'coverage' then 'coverage' else 'rates' end`.as('what') },
      ...{ seq, measure: m.id, day: day.as('day'), returns_seq: isDerived ? p.seq : sql<number | null>`null`.as('returns_seq') },
      ...{ status: s.status, status_from: p.since, until_on: sql<PartialDate | null>`null`.as('until_on'), begins_on: p.starts_on },
      ...{ known_from: p.known_from, known_to: p.known_to },
    })
    .from(p)
    .crossJoin(l)
    .crossJoin(m)
    .crossJoin(s)
    .where(
      and(
        // As text of the statement, so that the indexes of just these rows can be used.
        sql`${p.since} <> ''`,
        eq(l.seq, seq),
        measure,
        asked,
        kinds.length > 1 ? undefined : eq(p.kind, kinds[0] === 'rates' ? 'rate_table' : 'coverage'),
        isDerived ? gt(p.brought_by, 0) : eq(p.brought_by, 0),
        known,
        seqs && inArray(p.seq, [...seqs]),
        filter.measures && inArray(p.measure_id, [...filter.measures]),
        filter.recordedOf && inArray(p.measure_id, [...filter.recordedOf]),
        eq(s.measure_id, p.measure_id),
        lte(s.starts_on, p.starts_on),
        gt(s.ends_on, p.starts_on),
        periodsOf(s, cut),
        filter.status ? inArray(s.status, [...filter.status]) : notInArray(s.status, OVER),
        order && comesAfter(day, seq, isDerived ? p.starts_on : null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq, begins: isDerived ? p.starts_on : null, isDerived };
}

const rulesBegun = (...asked: [Connection, ChangeFilter, Cut, ChangeOrder?]) => rules(false, ...asked);
const rulesEnded = (...asked: [Connection, ChangeFilter, Cut, ChangeOrder?, number?]) => rules(true, ...asked);

/** The columns of periods that tell which one is shown on a day. */
type Shown = Parameters<typeof periodsOf>[0] & Record<'measure_id' | 'starts_on' | 'ends_on', SQLiteColumn>;

/**
 * Changes of rules: that one begins, and that it ends with its last day, with the status that the measure has then of which it is recorded. One
 * that holds before that measure has any status belongs to its beginning. It is one change, of however many tariffs it changes what is paid.
 */
function rules(isDerived: boolean, connection: Connection, filter: ChangeFilter, cut: Cut, order?: ChangeOrder, after?: number) {
  const { db, tables } = connection;
  const { duty_rules: r, duty_rule_measures: g, status_periods: s, ledger: l, measures: m, corrections: c } = tables;
  const end = sql<Day | null>`${sql.raw(dayAfter('"duty_rules"."last_on"'))}`;
  // The indexes of rules have these expressions.
  const starts = isDerived ? (end as SQL<Day>) : sql<Day>`substr(${r.first_on} || '-01-01', 1, 10)`;
  const { day, measure, bounds, ofMeasure } = both(connection, filter, cut, order, starts);
  const asked = ofMeasure(m, l.measure_id);
  const named = filter.measures;
  const rulesOf = (ids: readonly string[], of: typeof l) =>
    db
      .select({ seq: of.seq })
      .from(of)
      .where(inArray(of.measure_id, [...ids]));
  const [others, status] = [alias(m, 'others'), alias(s, 'status_of_others')];
  const ofOthers = (condition: SQL | undefined): SQL =>
    exists(
      db
        .select({ one: sql`1` })
        .from(g)
        .innerJoin(others, and(eq(others.id, g.measure_id), versionAt(others, cut.registerSeq)))
        .where(and(eq(g.seq, r.seq), condition)),
    );
  const on = (period: Shown, id: SQLiteColumn): SQL =>
    and(eq(period.measure_id, id), lte(period.starts_on, starts), gt(period.ends_on, starts), periodsOf(period, cut)) as SQL;
  const isOtherOpen = exists(
    db
      .select({ one: sql`1` })
      .from(status)
      .where(and(on(status, g.measure_id), notInArray(status.status, OVER))),
  );
  const known_from = sql<number>`coalesce((select min(${c.seq}) from ${c} where ${c.replacement_seq} = ${r.seq}), ${r.seq})`;
  const known_to = sql<number>`coalesce((select min(${c.seq}) from ${c} where ${c.retracts_seq} = ${r.seq}), ${STILL_KNOWN})`;
  const known =
    after !== undefined
      ? gt(known_to, after)
      : filter.seqs
        ? inArray(r.seq, [...filter.seqs])
        : notExists(correctionsOf(connection, r.seq, cut));
  const [first, second] = filter.by === 'announced' || filter.recordedOf ? [l, r] : [r, l];
  const query = db
    .select({
      ...{ what: sql<ChangeSubject>`'rules'`.as('what'), seq: r.seq, measure: m.id, day: day.as('day') },
      ...{ returns_seq: sql<number | null>`null`.as('returns_seq'), status: s.status, begins_on: starts.as('begins_on') },
      status_from: (isDerived ? starts : sql<PartialDate>`${r.first_on}`).as('status_from'),
      until_on: (isDerived ? sql<null>`null` : end).as('until_on'),
      ...{ known_from: known_from.as('known_from'), known_to: known_to.as('known_to'), instead: r.other_measure_id },
    })
    .from(first as typeof r)
    .crossJoin(second)
    .crossJoin(m)
    .crossJoin(s)
    .where(
      and(
        eq(l.seq, r.seq),
        // As the index of just these rows has it: SQLite would else take that of all kinds, which is in no order of days.
        filter.by === 'announced' ? sql`${l.kind} || '' = 'duty_rule'` : undefined,
        isDerived ? isNotNull(r.last_on) : undefined,
        lte(r.seq, cut.knownSeq),
        known,
        bounds,
        measure,
        named && or(inArray(r.seq, rulesOf(named, l)), inArray(r.seq, rulesOf(named, g as unknown as typeof l))),
        asked && or(asked, ofOthers(ofMeasure(others, g.measure_id))),
        on(s, l.measure_id),
        filter.status ? inArray(s.status, [...filter.status]) : or(notInArray(s.status, OVER), ofOthers(isOtherOpen)),
        order && comesAfter(day, r.seq, isDerived ? starts : null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq: r.seq, begins: isDerived ? starts : null, isDerived };
}

/** Says of rules for which of their tariffs the filter wants them. */
async function withTariffs<Found extends ChangeFound>(
  connection: Connection,
  filter: ChangeFilter,
  cut: Cut,
  found: readonly Found[],
): Promise<Found[]> {
  const seqs = [...new Set(found.flatMap(({ what, seq }) => (what === 'rules' ? seq : [])))];
  if (seqs.length === 0) return [...found];
  const { db, tables } = connection;
  const { duty_rule_measures: g, ledger: l, measures: m } = tables;
  const { ofMeasure } = both(connection, filter, cut, undefined, sql<Day>`''`);
  const isWanted = (id: SQLiteColumn): SQL | undefined => and(eq(m.id, id), versionAt(m, cut.registerSeq), ofMeasure(m, id));
  const own = await db.select({ seq: l.seq, id: m.id }).from(l).innerJoin(m, isWanted(l.measure_id)).where(inArray(l.seq, seqs));
  const others = db.select({ seq: g.seq, id: m.id }).from(g).innerJoin(m, isWanted(g.measure_id)).where(inArray(g.seq, seqs));
  const tariffs = groupBy([...own, ...(await others.orderBy(asc(g.position)))], ({ seq }) => seq);
  return found.map((one) => (one.what === 'rules' ? { ...one, tariffs: (tariffs.get(one.seq) ?? []).map(({ id }) => id) } : one));
}

/** Where each kind of change is found. Rates and coverage are both found among terms. */
const ARMS = {
  status: { recorded, brought: derived },
  rates: { recorded: termsRecorded, brought: termsDerived },
  coverage: { recorded: termsRecorded, brought: termsDerived },
  rules: { recorded: rulesBegun, brought: rulesEnded },
} as const satisfies Record<ChangeSubject, unknown>;

/** What an until_on brings, with the numbers of the ledger from which and to which it was known. */
export interface ChangeBrought extends ChangeFound {
  begins_on: Day;
  known_from: number;
  known_to: number;
}

/** What an until_on, or the last day of a rule, brings to some measures, or brought them and brings no more, of what was known at any time after an entry. */
export async function broughtAfter(
  connection: Connection,
  filter: ChangeFilter & { recordedOf: readonly string[] },
  after: number,
  cut: Cut,
): Promise<ChangeBrought[]> {
  const rows: Omit<ChangeBrought, 'derived'>[] = [];
  for (const brought of new Set((filter.what ?? STATUS_ALONE).map((one) => ARMS[one].brought)))
    rows.push(...(await brought(connection, filter, cut, undefined, after).query));
  return withTariffs(
    connection,
    filter,
    cut,
    rows.map((row) => ({ ...row, derived: true })),
  );
}

/** What is asked of all kinds. */
function both({ tables }: Connection, filter: ChangeFilter, cut: Cut, order: ChangeOrder | undefined, effective: SQL<Day>) {
  const { ledger: l, measures: m } = tables;
  const { by, from, to, kind, imposed_by, measures, recordedOf, dispute, proposed = [] } = filter;
  const days: Readonly<Record<ChangeClock, SQL<Day>>> = {
    effective,
    // The index of the ledger has this expression.
    announced: sql<Day>`substr(coalesce(${l.announced_on}, '1900') || '-01-01', 1, 10)`,
    recorded: sql<Day>`substr(${l.recorded_at}, 1, 10)`,
  };
  const day = days[by];
  // Where the walk goes on after a place, that bounds it: beside another bound an index may begin with the wrong one of the two.
  const begun = order?.after && by !== 'recorded' ? order.order : undefined;
  const bounds = and(
    from === undefined && to === undefined ? undefined : gt(day, UNDATED),
    from === undefined || begun === 'earliest' ? undefined : gte(day, from),
    to === undefined || begun === 'latest' ? undefined : lte(day, to),
    recordedOf && inArray(l.measure_id, [...recordedOf]),
  );
  /** What is asked of a measure; `id`: where a row that names it has its id. */
  const ofMeasure = (one: Record<'kind' | 'imposed_by' | 'dispute_id', SQLiteColumn>, id: SQLiteColumn): SQL | undefined =>
    and(
      kind && eq(one.kind, kind),
      imposed_by && inArray(one.imposed_by, [...imposed_by]),
      dispute === undefined ? undefined : eq(one.dispute_id, dispute),
      measures && inArray(id, [...measures]),
      ...proposed.map((keys) =>
        under(
          tables,
          id,
          keys.map((key) => sql`${key}`),
        ),
      ),
    );
  const measure = and(eq(m.id, l.measure_id), versionAt(m, cut.registerSeq));
  return { day, measure, bounds, ofMeasure, asked: and(bounds, ofMeasure(m, l.measure_id)) };
}

/** The rows after a place. Of one entry what it says comes first where the latest do, and what it brings where the earliest do. `begins`: of a derived change. */
function comesAfter(
  day: SQL,
  seq: SQLiteColumn,
  begins: SQLiteColumn | SQL | null,
  { by }: ChangeFilter,
  { order, after }: ChangeOrder,
): SQL | undefined {
  if (after === undefined) return undefined;
  const [beyond, upTo] = order === 'latest' ? [lt, lte] : [gt, gte];
  const isDerived = begins !== null;
  const isNext = isDerived !== after.derived && isDerived === (order === 'latest');
  // By the clocks of the entry, several changes that one brings stand at one place: their own days tell them apart.
  const isBetween = isDerived && after.derived && after.begins_on !== undefined && by !== 'effective';
  const bySeq = isNext
    ? upTo(seq, after.seq)
    : isBetween
      ? or(beyond(seq, after.seq), and(eq(seq, after.seq), beyond(sql`${begins}`, after.begins_on)))
      : beyond(seq, after.seq);
  // The instant of recording rises with the entry.
  if (by === 'recorded') return bySeq;
  // The first condition bounds the walk through the index.
  return and(upTo(day, after.day), or(beyond(day, after.day), bySeq));
}

const sorted = (day: SQL, seq: SQLiteColumn, begins: SQLiteColumn | SQL | null, { by }: ChangeFilter, { order }: ChangeOrder): SQL[] => {
  const direction = order === 'latest' ? desc : asc;
  if (by === 'effective') return [direction(day), direction(seq)];
  return [...(by === 'recorded' ? [] : [direction(day)]), direction(seq), ...(begins === null ? [] : [direction(sql`${begins}`)])];
};
