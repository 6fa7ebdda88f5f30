import { and, eq, exists, gt, inArray, isNull, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, NEVER, type PartialDate } from '../domain/dates.ts';
import { ENDED_STATUSES } from '../domain/status.ts';
import { BASE_DUTY_TYPES, type ChangeSubject } from '../domain/vocabulary.ts';
import {
  type ChangeFilter,
  type ChangeFound,
  type ChangeOrder,
  comesAfter,
  commonConditions,
  comparePlaces,
  correctionsOf,
  type PartAsked,
  preparedFor,
  STATUS_ALONE,
  sorted,
  sqlFirstDay,
} from './changes-asked.ts';
import { type Cut, periodsOf, versionAt } from './cut.ts';
import { rulesBegun, rulesEnded, withTariffs } from './rule-changes.ts';
import { lastWords } from './statements.ts';
import type { Connection } from './store.ts';

// The flow of changes: those that were recorded and stand, and those that an until_on brings by itself. A page of it reads no more
// than it shows. Changes of rates and of coverage are found among the periods that took the place of others; rules begin by what is recorded, and
// end by themselves after their last day.

type RowFound = Omit<ChangeFound, 'derived'> & { known_from?: number; contested?: number };

/**
 * The next changes in an order, those that come no more among them. Of the recorded ones all are found that are known; when each was announced
 * is for the caller to ask.
 */
export async function changesFound(connection: Connection, filter: ChangeFilter, cut: Cut, order: ChangeOrder): Promise<ChangeFound[]> {
  const found: (RowFound & { derived: boolean })[] = [];
  const prepared = preparedFor(filter, cut, order);
  for (const [part, derived] of partsOf(filter)) {
    const ask = (filter: ChangeFilter, cut: Cut, order: ChangeOrder) => {
      const { query, day, seq, begins } = part({ connection, filter, cut, order });
      const inOrder = query.orderBy(...sorted(day, seq, begins, filter, order));
      return filter.seqs ? inOrder : inOrder.limit(order.limit);
    };
    // To put such a statement in words takes longer than to look up what is new.
    const build = prepared && (() => ask(prepared.filter, prepared.cut, prepared.order) as never);
    const rows: RowFound[] = build
      ? await connection.query<RowFound>(`changes:${part.name}:${prepared.shape}`, build, prepared.values)
      : await ask(filter, cut, order);
    found.push(...(filter.seqs ? lastKnown(rows) : rows).map((row) => ({ ...row, derived })));
  }
  const direction = order.order === 'latest' ? -1 : 1;
  const first = found.sort((a, b) => direction * comparePlaces(a, b)).slice(0, order.limit);
  const words = await lastWords(connection, first.filter(isContested), cut);
  const told = first.map(({ contested, ...one }) => (contested === undefined ? one : { ...one, overtaken_by: words.get(one.seq) ?? null }));
  return withTariffs(connection, filter, cut, told);
}

const isContested = ({ contested }: RowFound): boolean => contested === 1;

/** Those that a list of changes has: what comes no more was announced, and recorded, all the same, and takes effect on no day. */
export const takingEffect = (found: readonly ChangeFound[], { by }: ChangeFilter): readonly ChangeFound[] =>
  by === 'effective' ? found.filter(({ overtaken_by = null }) => overtaken_by === null) : found;

/** Of what was known otherwise at other times: as it was known last. */
function lastKnown<Row extends { seq: number; known_from?: number }>(rows: readonly Row[]): Row[] {
  const last = new Map<number, Row>();
  for (const row of rows) if ((last.get(row.seq)?.known_from ?? 0) <= (row.known_from ?? 0)) last.set(row.seq, row);
  return [...last.values()];
}

/** Where to look: among what was recorded and what comes by itself, which is true of the latter. */
function partsOf({ seqs, brought, what = STATUS_ALONE }: ChangeFilter): Map<Part, boolean> {
  const parts = what.map((one) => PARTS[one]);
  const told: [Part, boolean][] = brought ? [] : parts.map((part) => [part.recorded, false]);
  const coming: [Part, boolean][] = seqs ? [] : parts.map((part) => [part.derived, true]);
  return new Map([...told, ...coming]);
}

/** How many changes a list of them has; when those that were recorded had been announced is not asked. */
export async function countChanges(connection: Connection, filter: ChangeFilter, cut: Cut): Promise<number> {
  let total = 0;
  for (const part of partsOf(filter).keys()) {
    const all = part({ connection, filter, cut }).query.as('found');
    // In one walk: those that may come no more apart, each by itself, and all others together.
    const seq =
      filter.by === 'effective' && part === statusesRecorded
        ? sql`case ${sql.identifier('contested')} when 1 then ${all.seq} end`
        : sql`null`;
    const counts = {
      seq: sql<number | null>`${seq}`.as('apart'),
      count: sql<number>`cast(count(*) as integer)`,
      measure: sql<string>`max(${all.measure})`,
    };
    const rows = await connection.db.select(counts).from(all).groupBy(sql`apart`);
    const words = await lastWords(
      connection,
      rows.flatMap(({ seq, measure }) => (seq === null ? [] : [{ seq, measure }])),
      cut,
    );
    for (const { count } of rows) total += count;
    total -= words.size;
  }
  return total;
}

function statusesRecorded(part: PartAsked) {
  const { connection, filter, cut, order } = part;
  const { db, tables } = connection;
  const { status_changes: s, ledger: l, measures: m } = tables;
  const effective = sqlFirstDay(s.effective_on);
  const { day, measure, asked } = commonConditions(part, effective);
  const corrected = correctionsOf(connection, s.seq, cut);
  const { announcedBy, knownSeq } = cut;
  const mayBeAnnounced = announcedBy === null ? undefined : announcedUpTo(connection, announcedBy);
  // The table in whose order the rows are walked comes first: SQLite keeps to the order of a cross join.
  const [first, second] = filter.by === 'effective' && !(filter.measures ?? filter.recordedOf) ? [s, l] : [l, s];
  const query = db
    .select({
      ...{ what: sql<ChangeSubject>`'status'`.as('what'), seq: s.seq, measure: m.id, day: day.as('day') },
      ...{ returns_seq: sql<number | null>`null`.as('returns_seq'), status: s.status, status_from: s.effective_on, until_on: s.until_on },
      contested: contested(connection, effective, cut).as('contested'),
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
        filter.status && inArray(s.status, [...filter.status]),
        order && comesAfter(day, first === l ? l.seq : s.seq, null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq: first === l ? l.seq : s.seq, begins: null };
}

/**
 * Was anything announced of the measure between it and its day, by which it may come no more? The domain decides whether it does
 * (`lastWordAgainst`), of these few alone.
 */
function contested({ db, tables }: Connection, day: SQL<Day>, { knownSeq }: Cut): SQL<number> {
  const { ledger: l, measures: m } = tables;
  const [told, since] = [alias(l, 'told'), alias(tables.status_changes, 'since')];
  const last = (date: SQLiteColumn): SQL => sql`substr(${date} || '-99-99', 1, 10)`;
  const between = db
    .select({ one: sql`1` })
    .from(told)
    .innerJoin(since, eq(since.seq, told.seq))
    .where(
      and(
        ...[eq(told.measure_id, m.id), lte(told.seq, knownSeq)],
        ...[sql`${last(l.announced_on)} < ${told.announced_on}`, sql`${last(told.announced_on)} < ${day}`],
        lte(sqlFirstDay(since.effective_on), day),
      ),
    );
  // Most were announced on their day or later: nothing can come between.
  return sql<number>`case when ${last(l.announced_on)} < ${day} and exists ${between} then 1 else 0 end`;
}

/**
 * Leaves out base duties unless their measure or their dispute is asked for, as lists of measures do: most have begun on a day from which their
 * rates happen to be recorded, and no status of theirs is news. What they charge and cover may change like that of any other.
 */
function withoutBase({ db, tables }: Connection, { withBaseDuties }: ChangeFilter, cut: Cut): SQL | undefined {
  const { measures: m, tariffs } = tables;
  if (withBaseDuties) return undefined;
  const base = db
    .select({ one: sql`1` })
    .from(tariffs)
    .where(and(eq(tariffs.measure_id, m.id), inArray(tariffs.duty_type, [...BASE_DUTY_TYPES]), versionAt(tariffs, cut.registerSeq)));
  return notExists(base);
}

/** Leaves out what can't have been announced by a day; what its sources tell of it is not looked at. */
function announcedUpTo({ db, tables: { status_changes: s, ledger: l, citations: c } }: Connection, day: Day): SQL | undefined {
  const cited = db.select({ one: sql`1` }).from(c).where(eq(c.seq, l.seq));
  return or(lte(l.announced_on, day), and(isNull(l.announced_on), or(lte(s.effective_on, day), exists(cited))));
}

function statusesDerived(part: PartAsked) {
  const { connection, filter, cut, order, knownAfter } = part;
  const { status_periods: p, ledger: l, measures: m } = connection.tables;
  const { day, measure, asked } = commonConditions(part, sql<Day>`${p.begins_on}`);
  // As it stands, or also what came or went after an entry.
  const known =
    knownAfter === undefined
      ? periodsOf(p, cut)
      : and(eq(p.announced_to, NEVER), lte(p.known_from, cut.knownSeq), gt(p.known_to, knownAfter));
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
  return { query, day, seq: p.seq, begins: p.begins_on };
}

const termsRecorded = (part: PartAsked) => terms(part, { isDerived: false });
const termsDerived = (part: PartAsked) => terms(part, { isDerived: true });

/** Changes of rates and of coverage: periods that took the place of others, with the status that the measure has then. */
function terms(part: PartAsked, { isDerived }: { isDerived: boolean }) {
  const { connection, filter, cut, order, knownAfter } = part;
  const { statement_periods: p, status_periods: s, ledger: l, measures: m } = connection.tables;
  const { day, measure, asked } = commonConditions(part, sql<Day>`${p.starts_on}`);
  const { seqs, what = STATUS_ALONE } = filter;
  const kinds = (['rates', 'coverage'] as const).filter((one) => what.includes(one));
  const seq = isDerived ? p.brought_by : p.seq;
  const ever = and(eq(p.announced_to, NEVER), lte(p.known_from, cut.knownSeq));
  // What was corrected stands as it was known last.
  const known = knownAfter !== undefined ? and(ever, gt(p.known_to, knownAfter)) : seqs ? ever : periodsOf(p, cut);
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
        // What is over changes no more, whatever was stated for the days after.
        filter.status ? inArray(s.status, [...filter.status]) : notInArray(s.status, [...ENDED_STATUSES]),
        order && comesAfter(day, seq, isDerived ? p.starts_on : null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq, begins: isDerived ? p.starts_on : null };
}

/** Where each kind of change is found. Rates and coverage are both found among terms. */
const PARTS = {
  status: { recorded: statusesRecorded, derived: statusesDerived },
  rates: { recorded: termsRecorded, derived: termsDerived },
  coverage: { recorded: termsRecorded, derived: termsDerived },
  rules: { recorded: rulesBegun, derived: rulesEnded },
} as const satisfies Record<ChangeSubject, unknown>;

type Part = (typeof PARTS)[ChangeSubject]['recorded' | 'derived'];

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
  for (const derived of new Set((filter.what ?? STATUS_ALONE).map((one) => PARTS[one].derived)))
    rows.push(...(await derived({ connection, filter, cut, knownAfter: after }).query));
  return withTariffs(
    connection,
    filter,
    cut,
    rows.map((row) => ({ ...row, derived: true })),
  );
}
