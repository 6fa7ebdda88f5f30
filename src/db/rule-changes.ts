import { and, asc, eq, exists, gt, gte, inArray, isNotNull, lt, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, lastDay, type PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { ENDED_STATUSES } from '../domain/status.ts';
import { periodOn } from '../domain/timeline.ts';
import type { ChangeSubject } from '../domain/vocabulary.ts';
import { sqlDayAfter } from '../tables/dialect.ts';
import {
  type ChangeFilter,
  type ChangeFound,
  comesAfter,
  commonConditions,
  correctionsOf,
  type PartAsked,
  sqlFirstDay,
} from './changes-asked.ts';
import { type Cut, periodsOf, STILL_KNOWN, versionAt } from './cut.ts';
import type { Connection } from './store.ts';

// Changes of duty rules, for the flow.

export const rulesBegun = (part: PartAsked) => rules(part, { isDerived: false });
export const rulesEnded = (part: PartAsked) => rules(part, { isDerived: true });

/** The columns of periods that tell which one is shown on a day. */
type Shown = Parameters<typeof periodsOf>[0] & Record<'measure_id' | 'starts_on' | 'ends_on', SQLiteColumn>;

/**
 * Changes of rules: that one begins, and that it ends with its last day, with the status that the measure has then of which it is recorded. One
 * that holds before that measure has any status belongs to its beginning. It is one change, of however many tariffs it changes what is paid.
 */
function rules(part: PartAsked, { isDerived }: { isDerived: boolean }) {
  const { connection, filter, cut, order, knownAfter } = part;
  const { db, tables } = connection;
  const { duty_rules: r, duty_rule_measures: g, status_periods: s, ledger: l, measures: m, corrections: c } = tables;
  const end = sql<Day | null>`${sql.raw(sqlDayAfter('"duty_rules"."last_on"'))}`;
  // The indexes of rules have these expressions.
  const starts = isDerived ? (end as SQL<Day>) : sqlFirstDay(r.first_on);
  const { day, measure, bounds, ofMeasure } = commonConditions(part, starts);
  const asked = ofMeasure(m, l.measure_id);
  const named = filter.measures && [...filter.measures];
  const ofNamed =
    named &&
    or(
      inArray(r.seq, db.select({ seq: l.seq }).from(l).where(inArray(l.measure_id, named))),
      inArray(r.seq, db.select({ seq: g.seq }).from(g).where(inArray(g.measure_id, named))),
    );
  const [others, status] = [alias(m, 'others'), alias(s, 'status_of_others')];
  const ofOthers = (condition: SQL | undefined): SQL =>
    exists(
      db
        .select({ one: sql`1` })
        .from(g)
        // From the few of the rule to the measures, whichever index of those would fit.
        .crossJoin(others)
        .where(and(eq(g.seq, r.seq), eq(others.id, g.measure_id), versionAt(others, cut.registerSeq), condition)),
    );
  // Where the first day is not known it may be the last one that it can be, on which the tariff has begun.
  const next = sql<Day>`${sql.raw(sqlDayAfter('"duty_rules"."first_on"'))}`;
  const on = (period: Shown, id: SQLiteColumn): SQL => {
    const days = isDerived
      ? [lte(period.starts_on, starts), gt(period.ends_on, starts)]
      : [lt(period.starts_on, next), gte(period.ends_on, next)];
    return and(eq(period.measure_id, id), ...days, periodsOf(period, cut)) as SQL;
  };
  const ofOtherThatIs = (condition?: SQL): SQL =>
    exists(
      db
        .select({ one: sql`1` })
        .from(status)
        .where(and(on(status, g.measure_id), condition)),
    );
  const known_from = sql<number>`coalesce((select min(${c.seq}) from ${c} where ${c.replacement_seq} = ${r.seq}), ${r.seq})`;
  const known_to = sql<number>`coalesce((select min(${c.seq}) from ${c} where ${c.retracts_seq} = ${r.seq}), ${STILL_KNOWN})`;
  const known =
    knownAfter !== undefined
      ? gt(known_to, knownAfter)
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
        ofNamed,
        asked && or(asked, ofOthers(and(ofMeasure(others, g.measure_id), ofOtherThatIs()))),
        on(s, l.measure_id),
        // What is over changes no more, whatever was stated for the days after.
        filter.status
          ? inArray(s.status, [...filter.status])
          : or(notInArray(s.status, [...ENDED_STATUSES]), ofOthers(ofOtherThatIs(notInArray(status.status, [...ENDED_STATUSES])))),
        order && comesAfter(day, r.seq, isDerived ? starts : null, filter, order),
      ),
    )
    .$dynamic();
  return { query, day, seq: r.seq, begins: isDerived ? starts : null };
}

/** Says of rules for which of their tariffs the filter wants them: those that have begun. */
export async function withTariffs<Found extends ChangeFound>(
  connection: Connection,
  filter: ChangeFilter,
  cut: Cut,
  found: readonly Found[],
): Promise<Found[]> {
  const seqs = [...new Set(found.flatMap(({ what, seq }) => (what === 'rules' ? seq : [])))];
  if (seqs.length === 0) return [...found];
  const { db, tables } = connection;
  const { duty_rule_measures: g, status_periods: s, ledger: l, measures: m } = tables;
  const { ofMeasure } = commonConditions({ connection, filter, cut }, sql<Day>`''`);
  const isWanted = (id: SQLiteColumn): SQL | undefined => and(eq(m.id, id), versionAt(m, cut.registerSeq), ofMeasure(m, id));
  const own = await db.select({ seq: l.seq, id: m.id }).from(l).innerJoin(m, isWanted(l.measure_id)).where(inArray(l.seq, seqs));
  const others = db.select({ seq: g.seq, id: m.id }).from(g).innerJoin(m, isWanted(g.measure_id)).where(inArray(g.seq, seqs));
  const tariffs = groupBy([...own, ...(await others.orderBy(asc(g.position)))], ({ seq }) => seq);
  const ids = [...new Set([...tariffs.values()].flat().map(({ id }) => id))];
  const periods = groupBy(
    await db
      .select({ id: s.measure_id, starts_on: s.starts_on, ends_on: s.ends_on })
      .from(s)
      .where(and(inArray(s.measure_id, ids), periodsOf(s, cut))),
    ({ id }) => id,
  );
  return found.map((one) => {
    if (one.what !== 'rules') return one;
    const day = lastDay(one.status_from);
    const begun = (tariffs.get(one.seq) ?? []).filter(({ id }) => periodOn(periods.get(id) ?? [], day) !== undefined);
    return { ...one, tariffs: begun.map(({ id }) => id) };
  });
}
