import { and, desc, eq, exists, inArray, isNotNull, isNull, lte, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, lastDay } from '../domain/dates.ts';
import { ENDED_STATUSES, STATUSES_IN_FORCE } from '../domain/status.ts';
import { correctionsOf } from './changes-asked.ts';
import { type Cut, versionAt } from './cut.ts';
import type { Connection } from './store.ts';

// The rules of domain/overtaking.ts as conditions of a query; each is called as the rule that it says.

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
export function overtakenBy(connection: Connection, day: SQL<Day>, cut: Cut): SQL<number | null> {
  const { db, tables } = connection;
  const { status_changes: s, ledger: l, measures: m } = tables;
  const by = otherChange(connection, 'by', 'told');
  const word = db
    .select({ seq: sql<number>`max(${by.change.seq})` })
    .from(by.entry)
    .innerJoin(by.change, eq(by.change.seq, by.entry.seq))
    .where(
      and(
        eq(by.entry.measure_id, m.id),
        lte(by.entry.seq, cut.knownSeq),
        sql`${last(l.announced_on)} < ${by.entry.announced_on}`,
        sql`${last(by.entry.announced_on)} < ${day}`,
        isAnnouncedBy(by.entry.announced_on, cut),
        notExists(correctionsOf(connection, by.change.seq, cut)),
        or(
          and(
            saysOtherwise(connection, by, day, cut),
            sql`${last(by.change.effective_on)} < ${day}`,
            sql`${last(l.announced_on)} < ${first(by.change.effective_on)}`,
            notExists(callingOff(connection, by, cut)),
          ),
          and(
            eq(by.change.effective_on, s.effective_on),
            sql`${placeOf(connection, by.change.seq, cut)} > ${placeOf(connection, s.seq, cut)}`,
          ),
        ),
      ),
    );
  // Most were announced on their day or later: nothing can come between.
  return sql<number | null>`case when ${last(l.announced_on)} < ${day} then ${word} end`;
}

/** Another change of status of the measure, with its entry, beside the one that is asked about. */
const otherChange = ({ tables: { status_changes, ledger } }: Connection, change: string, entry: string) => ({
  change: alias(status_changes, change),
  entry: alias(ledger, entry),
});
type OtherChange = ReturnType<typeof otherChange>;

/** Its place within a day: that of the entry whose place it took, as far back as there is one. */
const placeOf = ({ tables: { corrections: c } }: Connection, seq: SQLiteColumn, { knownSeq }: Cut): SQL<number> =>
  sql`(with recursive forms(seq) as (select ${seq} union all select ${c.retracts_seq} from ${c} inner join forms on ${c.replacement_seq} = forms.seq where ${c.seq} <= ${knownSeq}) select min(forms.seq) from forms)`;

/** Had it been announced by the day of the cut, by what itself says? */
const isAnnouncedBy = (announced_on: SQLiteColumn, { announcedBy }: Cut): SQL | undefined =>
  announcedBy === null ? undefined : sql`${last(announced_on)} <= ${upTo(announcedBy)}`;

/** Had it been announced by the day of the cut, by what itself, its sources or its first day say? As `announcementOf` has it. */
function isAnnouncedAtAll({ db, tables }: Connection, { change, entry }: OtherChange, { announcedBy, registerSeq }: Cut): SQL | undefined {
  if (announcedBy === null) return undefined;
  const { citations, sources } = tables;
  const published = db
    .select({ earliest: sql`min(${last(sources.published_on)})` })
    .from(citations)
    .innerJoin(sources, and(eq(sources.id, citations.source_id), versionAt(sources, registerSeq)))
    .where(eq(citations.seq, entry.seq));
  return sql`coalesce(${last(entry.announced_on)}, (${published}), ${last(change.effective_on)}) <= ${upTo(announcedBy)}`;
}

const isAmongInForce = (status: SQLiteColumn): SQL => inArray(status, STATUSES_IN_FORCE);

function saysOtherwise(connection: Connection, other: OtherChange, day: SQL<Day>, cut: Cut): SQL | undefined {
  const { status_changes: s } = connection.tables;
  const by = other.change;
  const lastsBeyond = sql`${first(by.until_on)} > ${day}`;
  const pauses = and(eq(by.status, 'suspended'), isAmongInForce(s.status), or(isNull(by.until_on), lastsBeyond));
  const frees = and(eq(by.status, 'partially_lifted'), eq(s.status, 'in_force'), lastsBeyond);
  const prolongs = and(inArray(by.status, ['provisional', 'in_force']), inArray(s.status, ENDED_STATUSES), lastsBeyond);
  const outlasts = and(
    ...[eq(by.status, 'suspended'), eq(s.status, 'suspended'), isNotNull(s.until_on)],
    or(isNull(by.until_on), sql`${first(by.until_on)} > ${last(s.until_on)}`),
  );
  const comesSooner = and(
    ...[ne(by.status, 'suspended'), or(isNull(by.until_on), lastsBeyond)],
    ...[exists(sooner(connection, other, cut)), isAsBefore(connection, other, cut)],
  );
  return or(inArray(by.status, ENDED_STATUSES), pauses, frees, prolongs, outlasts, comesSooner);
}

/** What was recorded since for the very day of a word, so that this never holds. */
function callingOff(connection: Connection, { change: by }: OtherChange, cut: Cut) {
  const { db, tables } = connection;
  const { change: since, entry } = otherChange(connection, 'since', 'told_since');
  return db
    .select({ one: sql`1` })
    .from(entry)
    .innerJoin(since, eq(since.seq, entry.seq))
    .where(
      and(
        eq(entry.measure_id, tables.measures.id),
        lte(since.seq, cut.knownSeq),
        eq(since.effective_on, by.effective_on),
        sql`${placeOf(connection, since.seq, cut)} > ${placeOf(connection, by.seq, cut)}`,
        isNotNull(entry.announced_on),
        isAnnouncedBy(entry.announced_on, cut),
        notExists(correctionsOf(connection, since.seq, cut)),
      ),
    );
}

/** What is said again of a day, or kept from it, is as it was before the word. */
function isAsBefore(connection: Connection, { change: by }: OtherChange, cut: Cut): SQL {
  const { db, tables } = connection;
  const { status_changes: s, measures: m } = tables;
  const other = otherChange(connection, 'before', 'told_before');
  const { change: before, entry } = other;
  const statusBefore = db
    .select({ status: before.status })
    .from(entry)
    .innerJoin(before, eq(before.seq, entry.seq))
    .where(
      and(
        ...[eq(entry.measure_id, m.id), lte(before.seq, cut.knownSeq), isAnnouncedAtAll(connection, other, cut)],
        ...[sql`${first(before.effective_on)} < ${first(by.effective_on)}`, notExists(correctionsOf(connection, before.seq, cut))],
      ),
    )
    .orderBy(desc(first(before.effective_on)), desc(placeOf(connection, before.seq, cut)))
    .limit(1);
  return sql`case when ${isAmongInForce(s.status)} then (${statusBefore}) = ${s.status} else coalesce((${statusBefore}), '') not in ${STATUSES_IN_FORCE} end`;
}

/** What was set for the day, or was to return on it, was put off, and comes before it by the word after all. */
function sooner(connection: Connection, { change: by }: OtherChange, cut: Cut) {
  const { db, tables } = connection;
  const { status_changes: s, measures: m } = tables;
  const other = otherChange(connection, 'set_for_it', 'told_set');
  const { change: set, entry } = other;
  const isAgain = and(isAmongInForce(by.status), not(isAmongInForce(s.status)));
  const returning = and(eq(set.status, 'suspended'), eq(set.status, s.status), eq(set.until_on, s.effective_on), isAgain);
  const isPutOff = and(
    ...[eq(set.effective_on, s.effective_on), ne(set.status, s.status)],
    sql`${placeOf(connection, set.seq, cut)} < ${placeOf(connection, s.seq, cut)}`,
  );
  return db
    .select({ one: sql`1` })
    .from(entry)
    .innerJoin(set, eq(set.seq, entry.seq))
    .where(
      and(
        ...[eq(entry.measure_id, m.id), lte(set.seq, cut.knownSeq), isAnnouncedAtAll(connection, other, cut)],
        notExists(correctionsOf(connection, set.seq, cut)),
        or(returning, and(isPutOff, or(eq(set.status, by.status), and(isAgain, isAmongInForce(set.status))))),
      ),
    );
}
