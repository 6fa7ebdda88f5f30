import { sql } from 'drizzle-orm';
import {
  BAN_TYPES,
  CONFIDENCES,
  DIRECTIONS,
  DUTY_TYPES,
  FORMALITIES,
  JURISDICTION_KINDS,
  KINDS,
  SOURCE_KINDS,
} from '../domain/vocabulary.ts';
import { type Dialect, isDate, oneOf } from './dialect.ts';

/** The register: editable, without history; nothing in it decides an answer. */
export function defineRegister({ table, text, integer, primaryKey, index, check }: Dialect) {
  const jurisdictions = table(
    'jurisdictions',
    { code: text().primaryKey(), name: text().notNull(), kind: text({ enum: JURISDICTION_KINDS }).notNull() },
    () => [check('jurisdictions_kind_known', oneOf('kind', JURISDICTION_KINDS))],
  );
  const jurisdiction_aliases = table(
    'jurisdiction_aliases',
    {
      code: text()
        .notNull()
        .references(() => jurisdictions.code),
      alias: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.code, t.alias] })],
  );
  const union_members = table(
    'union_members',
    {
      union_code: text()
        .notNull()
        .references(() => jurisdictions.code),
      member_code: text()
        .notNull()
        .references(() => jurisdictions.code),
      joined_on: text().notNull(),
      /** First day outside; NEVER while it is a member. */
      left_on: text().notNull(),
      note: text(),
    },
    (t) => [
      primaryKey({ columns: [t.union_code, t.member_code, t.joined_on] }),
      check('union_members_order', sql.raw('left_on > joined_on')),
    ],
  );
  const areas = table('areas', {
    code: text().primaryKey(),
    jurisdiction_code: text()
      .notNull()
      .references(() => jurisdictions.code),
    name: text().notNull(),
  });
  const exporters = table('exporters', {
    id: text().primaryKey(),
    name: text().notNull(),
    home: text().references(() => jurisdictions.code),
  });
  const exporter_aliases = table(
    'exporter_aliases',
    {
      exporter_id: text()
        .notNull()
        .references(() => exporters.id),
      alias: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.exporter_id, t.alias] })],
  );
  const sources = table(
    'sources',
    {
      id: text().primaryKey(),
      publisher: text().notNull(),
      title: text().notNull(),
      url: text(),
      published_on: text(),
      kind: text({ enum: SOURCE_KINDS }).notNull(),
      read_as: text(),
      note: text(),
    },
    () => [check('sources_kind_known', oneOf('kind', SOURCE_KINDS)), check('sources_published_on_date', isDate('published_on'))],
  );
  const disputes = table('disputes', {
    id: text().primaryKey(),
    title: text().notNull(),
    summary: text(),
    tier: text().notNull(),
  });
  const dispute_parties = table(
    'dispute_parties',
    {
      dispute_id: text()
        .notNull()
        .references(() => disputes.id),
      position: integer().notNull(),
      party: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.dispute_id, t.position] })],
  );
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
  const wto_cases = table('wto_cases', {
    id: text().primaryKey(),
    complainant: text()
      .notNull()
      .references(() => jurisdictions.code),
    respondent: text()
      .notNull()
      .references(() => jurisdictions.code),
    title: text(),
    url: text(),
  });
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

  return {
    jurisdictions,
    jurisdiction_aliases,
    union_members,
    areas,
    exporters,
    exporter_aliases,
    sources,
    disputes,
    dispute_parties,
    measures,
    tariffs,
    bans,
    wto_cases,
    legal_instruments,
  };
}

export type RegisterTables = ReturnType<typeof defineRegister>;
