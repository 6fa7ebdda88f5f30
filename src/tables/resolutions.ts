import type * as sqliteCore from 'drizzle-orm/sqlite-core';
import { OUTCOME_TARGETS, RESOLUTION_METHODS } from '../domain/vocabulary.ts';
import { type Dialect, isDate, oneOf } from './dialect.ts';

/** What resolutions refer to. */
interface Parents {
  ledger: { seq: sqliteCore.AnySQLiteColumn };
  rate_tables: { seq: sqliteCore.AnySQLiteColumn };
}

/** How disputes end: what is agreed, what each measure is to reach, and what came of it. */
export function defineResolutions({ table, text, integer, primaryKey, index, check }: Dialect, { ledger, rate_tables }: Parents) {
  const entryKey = () =>
    integer()
      .primaryKey()
      .references(() => ledger.seq);
  const resolutions = table(
    'resolutions',
    { seq: entryKey(), method: text({ enum: RESOLUTION_METHODS }).notNull(), agreed_on: text(), terms: text().notNull() },
    () => [
      check('resolutions_method_known', oneOf('method', RESOLUTION_METHODS)),
      check('resolutions_agreed_on_date', isDate('agreed_on')),
    ],
  );
  const resolution_outcomes = table(
    'resolution_outcomes',
    {
      seq: integer()
        .notNull()
        .references(() => ledger.seq),
      position: integer().notNull(),
      measure_id: text().notNull(),
      reaches: text({ enum: OUTCOME_TARGETS }).notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.position] }),
      check('resolution_outcomes_reaches_known', oneOf('reaches', OUTCOME_TARGETS)),
      index('resolution_outcomes_by_measure').on(t.measure_id),
    ],
  );
  const resolution_steps = table(
    'resolution_steps',
    {
      seq: entryKey(),
      resolution_seq: integer()
        .notNull()
        .references(() => resolutions.seq),
      effective_on: text().notNull(),
    },
    (t) => [
      check('resolution_steps_effective_on_date', isDate('effective_on')),
      index('resolution_steps_by_resolution').on(t.resolution_seq),
    ],
  );
  const resolution_step_measures = table(
    'resolution_step_measures',
    {
      seq: integer()
        .notNull()
        .references(() => resolution_steps.seq),
      position: integer().notNull(),
      measure_id: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] })],
  );
  /** The rate tables by which an implementation carries out what was agreed about rates, where it names them. */
  const resolution_step_rate_tables = table(
    'resolution_step_rate_tables',
    {
      seq: integer()
        .notNull()
        .references(() => resolution_steps.seq),
      position: integer().notNull(),
      rate_table_seq: integer()
        .notNull()
        .references(() => rate_tables.seq),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] })],
  );
  return { resolutions, resolution_outcomes, resolution_steps, resolution_step_measures, resolution_step_rate_tables };
}
