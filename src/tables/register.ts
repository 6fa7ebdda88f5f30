import { sql } from 'drizzle-orm';
import { CUSTOMS_VALUES, JURISDICTION_KINDS, SOURCE_FORMS, SOURCE_KINDS } from '../domain/vocabulary.ts';
import { type Dialect, isDate, oneOf } from './dialect.ts';
import { defineMeasures, versions } from './measures.ts';

/** The register: what there is, in its versions. All rows are made of the registrations of the ledger, and a question reads those of its instant. */
export function defineRegister(dialect: Dialect) {
  const { table, text, integer, primaryKey, check } = dialect;
  const version = () => versions(dialect);
  const jurisdictions = table(
    'jurisdictions',
    {
      code: text().notNull(),
      name: text().notNull(),
      kind: text({ enum: JURISDICTION_KINDS }).notNull(),
      customs_value: text({ enum: CUSTOMS_VALUES }),
      /** First and last day of one that was not always there, or is no more. */
      exists_from: text(),
      exists_until: text(),
      ...version(),
    },
    (t) => [
      primaryKey({ columns: [t.code, t.known_from] }),
      check('jurisdictions_kind_known', oneOf('kind', JURISDICTION_KINDS)),
      check('jurisdictions_customs_value_known', sql.raw("customs_value is null or customs_value in ('CIF', 'FOB')")),
    ],
  );
  const jurisdiction_aliases = table('jurisdiction_aliases', { code: text().notNull(), alias: text().notNull(), ...version() }, (t) => [
    primaryKey({ columns: [t.code, t.known_from, t.alias] }),
  ]);
  const union_members = table(
    'union_members',
    {
      union_code: text().notNull(),
      member_code: text().notNull(),
      joined_on: text().notNull(),
      /** First day outside; NEVER while it is a member. */
      left_on: text().notNull(),
      note: text(),
      ...version(),
    },
    (t) => [
      primaryKey({ columns: [t.union_code, t.known_from, t.member_code, t.joined_on] }),
      check('union_members_order', sql.raw('left_on > joined_on')),
    ],
  );
  const areas = table(
    'areas',
    { code: text().notNull(), jurisdiction_code: text().notNull(), name: text().notNull(), ...version() },
    (t) => [primaryKey({ columns: [t.code, t.known_from] })],
  );
  const exporters = table(
    'exporters',
    {
      id: text().notNull(),
      name: text().notNull(),
      home: text(),
      /** The company that it belongs to. */
      group_id: text(),
      ...version(),
    },
    (t) => [primaryKey({ columns: [t.id, t.known_from] })],
  );
  const exporter_aliases = table('exporter_aliases', { exporter_id: text().notNull(), alias: text().notNull(), ...version() }, (t) => [
    primaryKey({ columns: [t.exporter_id, t.known_from, t.alias] }),
  ]);
  const sources = table(
    'sources',
    {
      id: text().notNull(),
      publisher: text().notNull(),
      title: text().notNull(),
      url: text(),
      published_on: text(),
      kind: text({ enum: SOURCE_KINDS }).notNull(),
      form: text({ enum: SOURCE_FORMS }),
      looked_at_on: text(),
      read_as: text(),
      note: text(),
      ...version(),
    },
    (t) => [
      primaryKey({ columns: [t.id, t.known_from] }),
      check('sources_kind_known', oneOf('kind', SOURCE_KINDS)),
      check('sources_form_known', sql.raw(`form is null or form in (${SOURCE_FORMS.map((form) => `'${form}'`).join(', ')})`)),
      check('sources_published_on_date', isDate('published_on')),
      check('sources_looked_at_on_date', isDate('looked_at_on')),
    ],
  );
  const disputes = table(
    'disputes',
    { id: text().notNull(), title: text().notNull(), summary: text(), tier: text().notNull(), ...version() },
    (t) => [primaryKey({ columns: [t.id, t.known_from] })],
  );
  const dispute_parties = table(
    'dispute_parties',
    { dispute_id: text().notNull(), position: integer().notNull(), party: text().notNull(), ...version() },
    (t) => [primaryKey({ columns: [t.dispute_id, t.known_from, t.position] })],
  );
  const { measures, tariffs, bans, legal_instruments } = defineMeasures(dialect);
  const wto_cases = table(
    'wto_cases',
    {
      id: text().notNull(),
      complainant: text().notNull(),
      respondent: text().notNull(),
      title: text(),
      url: text(),
      requested_on: text(),
      ...version(),
    },
    (t) => [primaryKey({ columns: [t.id, t.known_from] }), check('wto_cases_requested_on_date', isDate('requested_on'))],
  );
  /** Those who complain together with the first complainant. */
  const wto_co_complainants = table(
    'wto_co_complainants',
    { case_id: text().notNull(), position: integer().notNull(), complainant: text().notNull(), ...version() },
    (t) => [primaryKey({ columns: [t.case_id, t.known_from, t.position] })],
  );
  /** A customs tariff's lines: what goods there are. */
  const nomenclatures = table(
    'nomenclatures',
    {
      id: text().notNull(),
      jurisdiction_code: text().notNull(),
      title: text().notNull(),
      revision: text().notNull(),
      first_on: text().notNull(),
      /** Last day, inclusive. */
      last_on: text(),
      /** 1: there is no good without a line here. */
      complete: integer().notNull(),
      ...version(),
    },
    (t) => [
      primaryKey({ columns: [t.id, t.known_from] }),
      check('nomenclatures_first_on_date', isDate('first_on')),
      check('nomenclatures_last_on_date', isDate('last_on')),
      check('nomenclatures_complete_flag', sql.raw('complete in (0, 1)')),
    ],
  );
  const nomenclature_lines = table(
    'nomenclature_lines',
    { nomenclature_id: text().notNull(), code: text().notNull(), name: text(), ...version() },
    (t) => [primaryKey({ columns: [t.nomenclature_id, t.code, t.known_from] })],
  );
  /** What goods of a code of an edition of the Harmonized System are called. */
  const products = table(
    'products',
    { id: text().notNull(), code: text().notNull(), revision: text().notNull(), name: text(), ...version() },
    (t) => [primaryKey({ columns: [t.id, t.known_from] })],
  );
  const product_words = table(
    'product_words',
    { product_id: text().notNull(), position: integer().notNull(), word: text().notNull(), ...version() },
    (t) => [primaryKey({ columns: [t.product_id, t.known_from, t.position] })],
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
    wto_co_complainants,
    legal_instruments,
    nomenclatures,
    nomenclature_lines,
    products,
    product_words,
  };
}
