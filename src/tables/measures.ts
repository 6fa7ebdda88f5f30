import type * as sqliteCore from 'drizzle-orm/sqlite-core';
import { BAN_TYPES, CONFIDENCES, DIRECTIONS, DUTY_TYPES, FORMALITIES, KINDS } from '../domain/vocabulary.ts';
import { type Dialect, oneOf } from './dialect.ts';

/** What measures refer to. */
interface Parents {
  jurisdictions: { code: sqliteCore.AnySQLiteColumn };
  disputes: { id: sqliteCore.AnySQLiteColumn };
}

/** Tariffs and bans: the columns that all measures share live once, in the parent row. */
export function defineMeasures({ table, text, integer, primaryKey, index, check }: Dialect, { jurisdictions, disputes }: Parents) {
  const measures = table(
    'measures',
    {
      id: text().primaryKey(),
      kind: text({ enum: KINDS }).notNull(),
      dispute_id: text().references(() => disputes.id),
      title: text().notNull(),
      imposed_by: text()
        .notNull()
        .references(() => jurisdictions.code),
      direction: text({ enum: DIRECTIONS }).notNull(),
      formality: text({ enum: FORMALITIES }).notNull(),
      summary: text(),
      /** The last change that touched this measure: its ETag. */
      last_seq: integer().notNull(),
    },
    (t) => [
      check('measures_kind_known', oneOf('kind', KINDS)),
      check('measures_direction_known', oneOf('direction', DIRECTIONS)),
      check('measures_formality_known', oneOf('formality', FORMALITIES)),
      index('measures_by_dispute').on(t.dispute_id),
      index('measures_by_imposer').on(t.imposed_by),
    ],
  );
  const tariffs = table(
    'tariffs',
    {
      measure_id: text()
        .primaryKey()
        .references(() => measures.id),
      duty_type: text({ enum: DUTY_TYPES }).notNull(),
      /** The duty that this one is added to, in words. */
      adds_to: text(),
      adds_to_confidence: text({ enum: CONFIDENCES }),
    },
    () => [check('tariffs_duty_type_known', oneOf('duty_type', DUTY_TYPES))],
  );
  const bans = table(
    'bans',
    {
      measure_id: text()
        .primaryKey()
        .references(() => measures.id),
      ban_type: text({ enum: BAN_TYPES }).notNull(),
    },
    () => [check('bans_ban_type_known', oneOf('ban_type', BAN_TYPES))],
  );
  const legal_instruments = table(
    'legal_instruments',
    {
      measure_id: text()
        .notNull()
        .references(() => measures.id),
      position: integer().notNull(),
      identifier: text().notNull(),
      url: text(),
      confidence: text({ enum: CONFIDENCES }).notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.measure_id, t.position] }),
      check('legal_instruments_confidence_known', oneOf('confidence', CONFIDENCES)),
    ],
  );

  return { measures, tariffs, bans, legal_instruments };
}
