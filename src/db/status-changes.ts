import { and, asc, desc, eq, exists, gt, gte, inArray, isNull, lt, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, FIRST_DAY, NEVER, type PartialDate } from '../domain/dates.ts';
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
import { type Cut, periodsOf, versionAt } from './cut.ts';
import { overtakenBy } from './overtaken.ts';
import { type Keys, under } from './postings.ts';
import type { Connection } from './store.ts';

// The flow of changes: those that were recorded and stand, and those that an until_on brings by itself. A page of it reads no more
// than it shows. Changes of rates and of coverage are found among the periods that took the place of others.

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
  /** What it becomes; of rates and coverage: what it is on that day. */
  status: Status;
  /** First day of what changes. */
  status_from: PartialDate;
  /** Of a status; what ends rates and coverage their entry says. */
  until_on: PartialDate | null;
  /** Of rates and coverage: the number of the ledger from which it was known no more. */
  known_to?: number;
  /** Of a status that was recorded: the entry by which it comes no more. */
  overtaken_by?: number | null;
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
  return found.sort((a, b) => direction * comparePlaces(a, b)).slice(0, order.limit);
}

export const STATUS_ALONE: readonly ChangeSubject[] = ['status'];

/** Are rates or coverage among what is asked? */
export const ofTerms = (what: readonly ChangeSubject[] = STATUS_ALONE): boolean => what.some((one) => one !== 'status');

/** Of what was known otherwise at other times: as it was known last. */
function lastKnown<Row extends { seq: number; known_from?: number }>(rows: readonly Row[]): Row[] {
  const last = new Map<number, Row>();
  for (const row of rows) if ((last.get(row.seq)?.known_from ?? 0) <= (row.known_from ?? 0)) last.set(row.seq, row);
  return [...last.values()];
}

/** Where to look: among what was recorded and what comes by itself, of statuses and of terms, which are rates and coverage. */
function armsOf({ seqs, brought, what = STATUS_ALONE }: ChangeFilter) {
  return [
    ...(what.includes('status') ? [...(brought ? [] : [recorded]), ...(seqs ? [] : [derived])] : []),
    ...(ofTerms(what) ? [...(brought ? [] : [termsRecorded]), ...(seqs ? [] : [termsDerived])] : []),
  ];
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
  const { status_changes: s, ledger: l, measures: m, corrections: c } = tables;
  // The index of status changes has this expression.
  const effective = sql<Day>`substr(${s.effective_on} || '-01-01', 1, 10)`;
  const { day, measure, asked } = both(connection, filter, cut, order, effective);
  const corrected = db
    .select({ one: sql`1` })
    .from(c)
    .where(and(eq(c.retracts_seq, s.seq), lte(c.seq, cut.knownSeq)));
  const { announcedBy, knownSeq } = cut;
  const overtaken = overtakenBy(connection, effective, cut);
  // It was announced, and recorded, all the same.
  const isListed = filter.seqs !== undefined || filter.by !== 'effective';
  const mayBeAnnounced = announcedBy === null ? undefined : announcedUpTo(connection, announcedBy);
  // The table in whose order the rows are walked comes first: SQLite keeps to the order of a cross join.
  const [first, second] = filter.by === 'effective' && !filter.measures ? [s, l] : [l, s];
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

/** What an until_on brings, with the numbers of the ledger from which and to which it was known. */
export interface ChangeBrought extends ChangeFound {
  begins_on: Day;
  known_from: number;
  known_to: number;
}

/** What an until_on brings to some measures, or brought them and brings no more, of what was known at any time after an entry. */
export async function broughtAfter(
  connection: Connection,
  filter: ChangeFilter & { measures: readonly string[] },
  after: number,
  cut: Cut,
): Promise<ChangeBrought[]> {
  const { what = STATUS_ALONE } = filter;
  const rows: Omit<ChangeBrought, 'derived'>[] = [
    ...(what.includes('status') ? await derived(connection, filter, cut, undefined, after).query : []),
    ...(ofTerms(what) ? await termsDerived(connection, filter, cut, undefined, after).query : []),
  ];
  return rows.map((row) => ({ ...row, derived: true }));
}

/** What is asked of both kinds. */
function both({ tables }: Connection, filter: ChangeFilter, cut: Cut, order: ChangeOrder | undefined, effective: SQL<Day>) {
  const { ledger: l, measures: m } = tables;
  const { by, from, to, kind, imposed_by, measures, dispute, proposed = [] } = filter;
  const days: Readonly<Record<ChangeClock, SQL<Day>>> = {
    effective,
    // The index of the ledger has this expression.
    announced: sql<Day>`substr(coalesce(${l.announced_on}, '1900') || '-01-01', 1, 10)`,
    recorded: sql<Day>`substr(${l.recorded_at}, 1, 10)`,
  };
  const day = days[by];
  // Where the walk goes on after a place, that bounds it: beside another bound an index may begin with the wrong one of the two.
  const begun = order?.after && by !== 'recorded' ? order.order : undefined;
  return {
    day,
    measure: and(eq(m.id, l.measure_id), versionAt(m, cut.registerSeq)),
    asked: and(
      from === undefined && to === undefined ? undefined : gt(day, UNDATED),
      from === undefined || begun === 'earliest' ? undefined : gte(day, from),
      to === undefined || begun === 'latest' ? undefined : lte(day, to),
      kind && eq(m.kind, kind),
      imposed_by && inArray(m.imposed_by, [...imposed_by]),
      dispute === undefined ? undefined : eq(m.dispute_id, dispute),
      measures && inArray(l.measure_id, [...measures]),
      ...proposed.map((keys) =>
        under(
          tables,
          l.measure_id,
          keys.map((key) => sql`${key}`),
        ),
      ),
    ),
  };
}

/** The rows after a place. Of one entry what it says comes first where the latest do, and what it brings where the earliest do. `begins`: of a derived change. */
function comesAfter(
  day: SQL,
  seq: SQLiteColumn,
  begins: SQLiteColumn | null,
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
      ? or(beyond(seq, after.seq), and(eq(seq, after.seq), beyond(begins, after.begins_on)))
      : beyond(seq, after.seq);
  // The instant of recording rises with the entry.
  if (by === 'recorded') return bySeq;
  // The first condition bounds the walk through the index.
  return and(upTo(day, after.day), or(beyond(day, after.day), bySeq));
}

const sorted = (day: SQL, seq: SQLiteColumn, begins: SQLiteColumn | null, { by }: ChangeFilter, { order }: ChangeOrder): SQL[] => {
  const direction = order === 'latest' ? desc : asc;
  if (by === 'effective') return [direction(day), direction(seq)];
  return [...(by === 'recorded' ? [] : [direction(day)]), direction(seq), ...(begins === null ? [] : [direction(begins)])];
};
