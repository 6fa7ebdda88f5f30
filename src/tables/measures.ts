import { BAN_TYPES, CONFIDENCES, DIRECTIONS, DUTY_TYPES, FORMALITIES, KINDS } from '../domain/vocabulary.ts';
import { type Dialect, oneOf, STILL_KNOWN } from './dialect.ts';

/** The versions of a thing: known from a seq of the ledger until another one takes its place. */
export const versions = ({ integer }: Pick<Dialect, 'integer'>) => ({
  /** The registration that this version is made of; 0: it was carried over and counts from the beginning. */
  known_from: integer().notNull().default(0),
  /** The registration that took its place; STILL_KNOWN while none did. */
  known_to: integer().notNull().default(STILL_KNOWN),
});

/** Tariffs and bans: the columns that all measures share live once, in the parent row. */
export function defineMeasures(dialect: Dialect) {
  const { table, text, integer, primaryKey, index, check } = dialect;
  const measures = table(
    'measures',
    {
      id: text().notNull(),
      kind: text({ enum: KINDS }).notNull(),
      dispute_id: text(),
      title: text().notNull(),
      /** The title as words are looked for in it: SQLite knows case only of Latin letters without accents. */
      title_folded: text().notNull().default(''),
      imposed_by: text().notNull(),
      direction: text({ enum: DIRECTIONS }).notNull(),
      formality: text({ enum: FORMALITIES }).notNull(),
      summary: text(),
      ...versions(dialect),
    },
    (t) => [
      primaryKey({ columns: [t.id, t.known_from] }),
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
      measure_id: text().notNull(),
      duty_type: text({ enum: DUTY_TYPES }).notNull(),
      /** The duty that this one is added to, in words. */
      adds_to: text(),
      adds_to_confidence: text({ enum: CONFIDENCES }),
      ...versions(dialect),
    },
    (t) => [primaryKey({ columns: [t.measure_id, t.known_from] }), check('tariffs_duty_type_known', oneOf('duty_type', DUTY_TYPES))],
  );
  const bans = table('bans', { measure_id: text().notNull(), ban_type: text({ enum: BAN_TYPES }).notNull(), ...versions(dialect) }, (t) => [
    primaryKey({ columns: [t.measure_id, t.known_from] }),
    check('bans_ban_type_known', oneOf('ban_type', BAN_TYPES)),
  ]);
  const legal_instruments = table(
    'legal_instruments',
    {
      measure_id: text().notNull(),
      position: integer().notNull(),
      identifier: text().notNull(),
      url: text(),
      confidence: text({ enum: CONFIDENCES }).notNull(),
      ...versions(dialect),
    },
    (t) => [
      primaryKey({ columns: [t.measure_id, t.known_from, t.position] }),
      check('legal_instruments_confidence_known', oneOf('confidence', CONFIDENCES)),
    ],
  );

  return { measures, tariffs, bans, legal_instruments };
}
