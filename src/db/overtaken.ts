import { and, desc, eq, exists, inArray, isNotNull, isNull, lte, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, lastDay } from '../domain/dates.ts';
import { hasEnded, isInForce } from '../domain/status.ts';
import { STATUSES } from '../domain/vocabulary.ts';
import { type Cut, versionAt } from './cut.ts';
import type { Connection } from './store.ts';

/** The first day that a date may mean, and a text that no day of it comes after, both to be compared as text. */
const first = (date: SQLiteColumn): SQL<Day> => sql`substr(${date} || '-01-01', 1, 10)`;
const last = (date: SQLiteColumn): SQL => sql`substr(${date} || '-99-99', 1, 10)`;

/** The day as the bound of what `last` gives: at the end of a month or a year, all that is known to it is over. */
const upTo = (day: Day): string => `${[day.slice(0, 4), day.slice(0, 7)].find((date) => lastDay(date) === day) ?? day}-99-99`.slice(0, 10);

/**
 * The last word by which a change of status, of the table `s` and from `day` on, comes no more, by its seq; null where it does: what
 * `comesNoMore` says, asked of the ledger as it was known and announced at the cut. It hangs on the measure of the query and not on its entry:
 * what is costly is so asked last, of the measures that are wanted alone.
 */
export function overtakenBy(connection: Connection, day: SQL<Day>, { knownSeq, announcedBy, registerSeq }: Cut): SQL<number | null> {
  const { db, tables } = connection;
  const { status_changes: s, ledger: l, measures: m, corrections: c, citations, sources } = tables;
  const [by, told] = [alias(s, 'by'), alias(l, 'told')];
  const corrected = (seq: SQLiteColumn) =>
    db
      .select({ one: sql`1` })
      .from(c)
      .where(and(eq(c.retracts_seq, seq), lte(c.seq, knownSeq)));
  /** Its place within a day: that of the entry whose place it took, as far back as there is one. */
  const placeOf = (seq: SQLiteColumn): SQL<number> =>
    sql`(with recursive forms(seq) as (select ${seq} union all select ${c.retracts_seq} from ${c} inner join forms on ${c.replacement_seq} = forms.seq where ${c.seq} <= ${knownSeq}) select min(forms.seq) from forms)`;
  const announced = (date: SQLiteColumn) => (announcedBy === null ? undefined : sql`${last(date)} <= ${upTo(announcedBy)}`);
  /** Had it been announced by the day of the cut, by what itself, its sources or its first day say? As `announcementOf` has it. */
  const announcedAtAll = (told: { seq: SQLiteColumn; announced_on: SQLiteColumn }, effective_on: SQLiteColumn): SQL | undefined => {
    if (announcedBy === null) return undefined;
    const published = db
      .select({ earliest: sql`min(${last(sources.published_on)})` })
      .from(citations)
      .innerJoin(sources, and(eq(sources.id, citations.source_id), versionAt(sources, registerSeq)))
      .where(eq(citations.seq, told.seq));
    return sql`coalesce(${last(told.announced_on)}, (${published}), ${last(effective_on)}) <= ${upTo(announcedBy)}`;
  };
  const [since, toldSince] = [alias(s, 'since'), alias(l, 'told_since')];
  const calledOff = db
    .select({ one: sql`1` })
    .from(toldSince)
    .innerJoin(since, eq(since.seq, toldSince.seq))
    .where(
      and(
        eq(toldSince.measure_id, m.id),
        lte(since.seq, knownSeq),
        eq(since.effective_on, by.effective_on),
        sql`${placeOf(since.seq)} > ${placeOf(by.seq)}`,
        isNotNull(toldSince.announced_on),
        announced(toldSince.announced_on),
        notExists(corrected(since.seq)),
      ),
    );
  const ended = STATUSES.filter(hasEnded);
  const lastsBeyond = sql`${first(by.until_on)} > ${day}`;
  const applies = (status: SQLiteColumn) => inArray(status, STATUSES.filter(isInForce));
  const pauses = and(eq(by.status, 'suspended'), applies(s.status), or(isNull(by.until_on), lastsBeyond));
  const frees = and(eq(by.status, 'partially_lifted'), eq(s.status, 'in_force'), lastsBeyond);
  const prolongs = and(inArray(by.status, ['provisional', 'in_force']), inArray(s.status, ended), lastsBeyond);
  const outlasts = and(
    ...[eq(by.status, 'suspended'), eq(s.status, 'suspended'), isNotNull(s.until_on)],
    or(isNull(by.until_on), sql`${first(by.until_on)} > ${last(s.until_on)}`),
  );
  const [before, toldBefore] = [alias(s, 'before'), alias(l, 'told_before')];
  const statusBefore = db
    .select({ status: before.status })
    .from(toldBefore)
    .innerJoin(before, eq(before.seq, toldBefore.seq))
    .where(
      and(
        ...[eq(toldBefore.measure_id, m.id), lte(before.seq, knownSeq), announcedAtAll(toldBefore, before.effective_on)],
        ...[sql`${first(before.effective_on)} < ${first(by.effective_on)}`, notExists(corrected(before.seq))],
      ),
    )
    .orderBy(desc(first(before.effective_on)), desc(placeOf(before.seq)))
    .limit(1);
  const [set, toldSet] = [alias(s, 'set_for_it'), alias(l, 'told_set')];
  const isAgain = and(applies(by.status), not(applies(s.status)));
  const returning = and(eq(set.status, 'suspended'), eq(set.status, s.status), eq(set.until_on, s.effective_on), isAgain);
  const isPutOff = and(eq(set.effective_on, s.effective_on), ne(set.status, s.status), sql`${placeOf(set.seq)} < ${placeOf(s.seq)}`);
  const putOff = db
    .select({ one: sql`1` })
    .from(toldSet)
    .innerJoin(set, eq(set.seq, toldSet.seq))
    .where(
      and(
        ...[eq(toldSet.measure_id, m.id), lte(set.seq, knownSeq), announcedAtAll(toldSet, set.effective_on)],
        notExists(corrected(set.seq)),
        or(returning, and(isPutOff, or(eq(set.status, by.status), and(isAgain, applies(set.status))))),
      ),
    );
  // What is said again of a day, or kept from it, is as it was before.
  const asBefore = sql`case when ${applies(s.status)} then (${statusBefore}) = ${s.status} else coalesce((${statusBefore}), '') not in ${STATUSES.filter(isInForce)} end`;
  const comesSooner = and(ne(by.status, 'suspended'), or(isNull(by.until_on), lastsBeyond), exists(putOff), asBefore);
  const word = db
    .select({ seq: sql<number>`max(${by.seq})` })
    .from(told)
    .innerJoin(by, eq(by.seq, told.seq))
    .where(
      and(
        eq(told.measure_id, m.id),
        lte(told.seq, knownSeq),
        sql`${last(l.announced_on)} < ${told.announced_on}`,
        sql`${last(told.announced_on)} < ${day}`,
        announced(told.announced_on),
        notExists(corrected(by.seq)),
        or(
          and(
            or(inArray(by.status, ended), pauses, frees, prolongs, outlasts, comesSooner),
            sql`${last(by.effective_on)} < ${day}`,
            sql`${last(l.announced_on)} < ${first(by.effective_on)}`,
            notExists(calledOff),
          ),
          and(eq(by.effective_on, s.effective_on), sql`${placeOf(by.seq)} > ${placeOf(s.seq)}`),
        ),
      ),
    );
  // Most were announced on their day or later: nothing can come between.
  return sql<number | null>`case when ${last(l.announced_on)} < ${day} then ${word} end`;
}
