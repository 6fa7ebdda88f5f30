import { sql } from 'drizzle-orm';
import { NEVER } from '../domain/dates.ts';
import { STATUSES } from '../domain/vocabulary.ts';
import type { Dialect } from './dialect.ts';

/** What is derived from the ledger in the transaction that records, and rebuilt from it at any time. */
export function defineDerived({ table, text, integer, primaryKey, index, check }: Dialect) {
  const known = () => ({
    known_from: integer().notNull(),
    known_to: integer().notNull(),
    announced_from: text().notNull().default(''),
    announced_to: text().notNull().default(NEVER),
  });
  /** One row: the last number given out and its instant. Updating it is the lock that every write takes first. */
  const change_seq = table(
    'change_seq',
    {
      id: integer().primaryKey(),
      seq: integer().notNull(),
      recorded_at: text().notNull(),
      /** Which bundled dataset was loaded last, whole: its digest. */
      dataset: text().notNull().default(''),
      /** By which rules the rows of periods were made; 0: before that was noted. */
      period_rules: integer().notNull().default(0),
    },
    () => [check('change_seq_one_row', sql.raw('id = 1'))],
  );
  /**
   * What each entry says, as the one text that its hash is made of: to read it takes one row, and not those of a dozen tables, which filters
   * and exports read.
   */
  const entry_texts = table('entry_texts', { seq: integer().primaryKey(), text: text().notNull() });
  /** The last change that touched a measure: its ETag. */
  const measure_etags = table('measure_etags', { measure_id: text().primaryKey(), last_seq: integer().notNull() });
  /**
   * Which status a measure shows on the days from starts_on to before ends_on: as known from known_from to before known_to (seqs), of what
   * was announced by a day from announced_from to before announced_to.
   */
  const status_periods = table(
    'status_periods',
    {
      measure_id: text().notNull(),
      seq: integer().notNull(),
      /** 1: not recorded, but what follows the until_on of entry `seq`. */
      derived: integer().notNull(),
      /** The earlier entry that returns with it, where one does: it says what is free. */
      returns_seq: integer(),
      status: text({ enum: STATUSES }).notNull(),
      in_force: integer().notNull(),
      starts_on: text().notNull(),
      ends_on: text().notNull(),
      /** The first day that status_from may mean: the order of lists. */
      begins_on: text().notNull().default(''),
      certain_from: text().notNull(),
      certain_until: text().notNull(),
      doubtful: integer().notNull(),
      /** First day as precisely as known. */
      status_from: text().notNull(),
      until_on: text(),
      in_force_from: text(),
      in_force_until: text(),
      /** 1: on some of these days what it covers is not stated, so that as announced by then it may meet anything; also before that was looked at. */
      uncovered: integer().notNull().default(1),
      ...known(),
    },
    (t) => [
      primaryKey({ name: 'status_periods_pk', columns: [t.measure_id, t.known_from, t.announced_from, t.starts_on] }),
      index('status_periods_in_force')
        .on(t.begins_on, t.measure_id)
        .where(sql.raw(`in_force = 1 and announced_to = '${NEVER}'`)),
      index('status_periods_by_begin').on(t.begins_on, t.measure_id),
      index('status_periods_uncovered').on(t.measure_id).where(sql.raw('uncovered = 1')),
      index('status_periods_doubtful').on(t.measure_id).where(sql.raw('doubtful = 1 and in_force = 0')),
      // What an until_on brings by itself, in the order of time.
      index('status_periods_derived').on(t.begins_on, t.seq).where(sql.raw('derived = 1')),
      index('status_periods_derived_by_entry').on(t.seq).where(sql.raw('derived = 1')),
    ],
  );
  /** The same for coverages and rate tables. */
  const statement_periods = table(
    'statement_periods',
    {
      measure_id: text().notNull(),
      kind: text({ enum: ['coverage', 'rate_table'] }).notNull(),
      seq: integer().notNull(),
      starts_on: text().notNull(),
      ends_on: text().notNull(),
      certain_from: text().notNull().default(''),
      certain_until: text().notNull().default(''),
      /** 1: its scopes may meet any product (any partner), so the codes alone can't rule it out. */
      any_product: integer().notNull(),
      any_partner: integer().notNull(),
      /**
       * Since when it holds, as precisely as known, where it took the place of another that the measure had since its history began; else empty.
       */
      since: text().notNull().default(''),
      /** The entry whose until_on brings it back; 0 where it was recorded for that day; -1 in rows of a release that did not look at it. */
      brought_by: integer().notNull().default(-1),
      ...known(),
    },
    (t) => [
      primaryKey({
        // PostgreSQL cuts names at 63 characters, and the one that drizzle makes is longer.
        name: 'statement_periods_pk',
        columns: [t.measure_id, t.kind, t.known_from, t.announced_from, t.starts_on],
      }),
      index('statement_periods_by_seq').on(t.seq),
      // The changes of coverages and rates, in the order of time and of recording.
      index('statement_periods_changes')
        .on(t.starts_on, t.seq)
        .where(sql.raw(`since <> '' and announced_to = '${NEVER}'`)),
      index('statement_periods_changes_by_entry').on(t.seq).where(sql.raw(`since <> ''`)),
      index('statement_periods_any_product').on(t.measure_id).where(sql.raw('any_product = 1')),
      index('statement_periods_any_partner').on(t.measure_id).where(sql.raw('any_partner = 1')),
    ],
  );
  /**
   * Where to look for measures that a filter may leave: under each key that was ever true of a measure (see db/postings.ts), each of its
   * statuses by its first day. It proposes; status_periods, coverage and the domain decide. Its end is known to who asks without regard to
   * announcements only: as announced by a day it may have been another, so there the first announcement alone is asked for.
   */
  const postings = table(
    'postings',
    {
      key: text().notNull(),
      in_force: integer().notNull(),
      begins_on: text().notNull(),
      measure_id: text().notNull(),
      known_from: integer().notNull(),
      /** The first day by which it was announced. */
      announced_from: text().notNull(),
      /** The first day on which it is over; empty for a status that only was announced, and then never came so. */
      ends_on: text().notNull(),
    },
    // All of it, so that a walk along a key reads nothing else.
    (t) => [
      primaryKey({
        name: 'postings_pk',
        columns: [t.key, t.in_force, t.begins_on, t.measure_id, t.known_from, t.announced_from, t.ends_on],
      }),
    ],
  );

  return { change_seq, entry_texts, measure_etags, status_periods, statement_periods, postings };
}
