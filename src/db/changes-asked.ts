import { and, asc, desc, eq, gt, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, FIRST_DAY, type PartialDate } from '../domain/dates.ts';
import type { ChangeClock, ChangeSubject, ChangesFirst, Kind, Status } from '../domain/vocabulary.ts';
import { Values } from './conditions.ts';
import { type Cut, versionAt } from './cut.ts';
import { type Keys, under } from './postings.ts';
import type { Connection } from './store.ts';

// What is asked of the flow of changes, whichever kind they are of, and in which order they come.

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

/** What is asked with parameters of a prepared query in the place of values, and these. */
interface Prepared {
  filter: ChangeFilter;
  cut: Cut;
  order: ChangeOrder;
  /** All that the statement hangs on besides. */
  shape: string;
  values: Readonly<Record<string, unknown>>;
}

/** What is asked so that one statement serves all that is asked alike; null where lists may have any length, or the cut is put in other words. */
export function preparedFor(filter: ChangeFilter, cut: Cut, order: ChangeOrder): Prepared | null {
  const { by, what, withBaseDuties, brought, measures, recordedOf, seqs, ...asked } = filter;
  if (measures || recordedOf || seqs || cut.announcedBy !== null) return null;
  const values = new Values();
  // The types of values are those of what is compared, and the builder takes a parameter for each.
  const put = <Value>(name: string, value: Value): Value => (value === undefined ? value : (values.one(name, value) as Value));
  const each = <Value>(name: string, list: readonly Value[] | undefined) => list?.map((value, index) => put(`${name}${index}`, value));
  const { after } = order;
  return {
    filter: {
      ...{ by, what, withBaseDuties, brought },
      ...{ from: put('from', asked.from), to: put('to', asked.to), kind: put('kind', asked.kind), dispute: put('dispute', asked.dispute) },
      ...{ status: each('status', asked.status), imposed_by: each('imposed_by', asked.imposed_by) },
      proposed: asked.proposed?.map((keys, index) => each(`key${index}_`, keys) ?? []),
    },
    cut: { announcedBy: null, knownSeq: put('known', cut.knownSeq), registerSeq: put('register', cut.registerSeq) },
    order: {
      order: order.order,
      after: after && {
        ...{ derived: after.derived, day: put('after_day', after.day), seq: put('after_seq', after.seq) },
        begins_on: put('after_begins', after.begins_on),
      },
      limit: put('limit', order.limit),
    },
    shape: JSON.stringify([by, what, withBaseDuties, brought, order.order, after?.derived, Object.keys(values.values)]),
    values: values.values,
  };
}

/** Before every day on which anything can be announced: the place of what was announced nobody knows when. */
const UNDATED: Day = FIRST_DAY;

/** In the order of time; what begins on one day in the order of recording. */
export const comparePlaces = (a: ChangePlace, b: ChangePlace): number =>
  a.day === b.day ? a.seq - b.seq || Number(b.derived) - Number(a.derived) || compareDays(a, b) : a.day < b.day ? -1 : 1;
const compareDays = ({ begins_on: a = '' }: ChangePlace, { begins_on: b = '' }: ChangePlace): number => Number(a > b) - Number(a < b);

export const STATUS_ALONE: readonly ChangeSubject[] = ['status'];

/** Is anything but the status among what is asked? */
export const ofTerms = (what: readonly ChangeSubject[] = STATUS_ALONE): boolean => what.some((one) => one !== 'status');

/** The first day that a date may mean. The indexes of changes have this very expression. */
export const sqlFirstDay = (date: SQLiteColumn | SQL): SQL<Day> => sql<Day>`substr(${date} || '-01-01', 1, 10)`;

/** What one part of the flow is asked for: what was recorded or comes by itself, of the statuses, the terms or the rules. */
export interface PartAsked {
  connection: Connection;
  filter: ChangeFilter;
  cut: Cut;
  /** All of them, in no order, unless given. */
  order?: ChangeOrder | undefined;
  /** Of what comes by itself: also what was known at any time after this entry. */
  knownAfter?: number | undefined;
}

/** The conditions that every part has: of the day by the clock that is asked, and of the measure. `effective`: the day from which a change of this part has effect. */
export function commonConditions({ connection: { tables }, filter, cut, order }: PartAsked, effective: SQL<Day>) {
  const { ledger: l, measures: m } = tables;
  const { by, from, to, kind, imposed_by, measures, recordedOf, dispute, proposed = [] } = filter;
  const days: Readonly<Record<ChangeClock, SQL<Day>>> = {
    effective,
    announced: sqlFirstDay(sql`coalesce(${l.announced_on}, '1900')`),
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

/** The correction that takes an entry back, if it was known. */
export const correctionsOf = ({ db, tables: { corrections: c } }: Connection, seq: SQLiteColumn, { knownSeq }: Cut) =>
  db
    .select({ one: sql`1` })
    .from(c)
    .where(and(eq(c.retracts_seq, seq), lte(c.seq, knownSeq)));

/** The rows after a place. Of one entry what it says comes first where the latest do, and what it brings where the earliest do. `begins`: of a derived change. */
export function comesAfter(
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

export const sorted = (
  day: SQL,
  seq: SQLiteColumn,
  begins: SQLiteColumn | SQL | null,
  { by }: ChangeFilter,
  { order }: ChangeOrder,
): SQL[] => {
  const direction = order === 'latest' ? desc : asc;
  if (by === 'effective') return [direction(day), direction(seq)];
  return [...(by === 'recorded' ? [] : [direction(day)]), direction(seq), ...(begins === null ? [] : [direction(sql`${begins}`)])];
};
