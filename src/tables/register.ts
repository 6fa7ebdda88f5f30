import { sql } from 'drizzle-orm';
import { JURISDICTION_KINDS, SOURCE_KINDS } from '../domain/vocabulary.ts';
import { type Dialect, isDate, oneOf } from './dialect.ts';
import { defineMeasures } from './measures.ts';

/** The register: editable, without history; nothing in it decides an answer. */
export function defineRegister(dialect: Dialect) {
  const { table, text, integer, primaryKey, check } = dialect;
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
  const { measures, tariffs, bans, legal_instruments } = defineMeasures(dialect, { jurisdictions, disputes });
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
