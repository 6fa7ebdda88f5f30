import { sql } from 'drizzle-orm';
import type * as sqliteCore from 'drizzle-orm/sqlite-core';
import {
  BAN_TYPES,
  COLLECTIONS,
  CONFIDENCES,
  DIRECTIONS,
  DUTY_RULE_TYPES,
  DUTY_TYPES,
  ENTRY_KINDS,
  FORMALITIES,
  JURISDICTION_KINDS,
  KINDS,
  LINK_TYPES,
  MILESTONE_TYPES,
  OUTCOME_TARGETS,
  QUOTA_SIDES,
  RESOLUTION_METHODS,
  SOURCE_KINDS,
  STATUSES,
  TOKEN_ROLES,
} from '../domain/vocabulary.ts';

/** What a dialect brings: constructors that make the same table on its engine. */
export interface Dialect {
  table: typeof sqliteCore.sqliteTable;
  text: typeof sqliteCore.text;
  integer: typeof sqliteCore.integer;
  primaryKey: typeof sqliteCore.primaryKey;
  foreignKey: typeof sqliteCore.foreignKey;
  index: typeof sqliteCore.index;
  uniqueIndex: typeof sqliteCore.uniqueIndex;
  check: typeof sqliteCore.check;
}

const oneOf = (column: string, values: readonly string[]) => sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`);
/** A day, a month or a year. */
const isDate = (column: string) =>
  sql.raw(`${column} is null or (length(${column}) in (4, 7, 10) and ${column} >= '1900' and ${column} < '3000')`);

/**
 * All tables, for either engine. Columns are text and integer only; a boolean is 0 or 1; keys are named as the columns are.
 * Rows of the ledger are never updated or deleted: triggers see to it (see guards.ts), and no foreign key cascades.
 */
export function defineTables({ table, text, integer, primaryKey, foreignKey, index, uniqueIndex, check }: Dialect) {
  // The register: editable, without history; nothing in it decides an answer.
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

  // The ledger: append-only. `ledger` numbers every entry; each kind keeps what it says in a table of its own.
  const ledger = table(
    'ledger',
    {
      seq: integer().primaryKey(),
      kind: text({ enum: ENTRY_KINDS }).notNull(),
      entry_id: text(),
      measure_id: text().references(() => measures.id),
      dispute_id: text().references(() => disputes.id),
      wto_case_id: text().references(() => wto_cases.id),
      recorded_at: text().notNull(),
      recorded_by: text().notNull(),
      announced_on: text(),
      note: text(),
      confidence: text({ enum: CONFIDENCES }).notNull(),
      doubt: text(),
      /** sha256 of the hash before it and of what the entry says. */
      hash: text().notNull(),
    },
    (t) => [
      check('ledger_kind_known', oneOf('kind', ENTRY_KINDS)),
      check('ledger_confidence_known', oneOf('confidence', CONFIDENCES)),
      check('ledger_announced_on_date', isDate('announced_on')),
      check('ledger_recorded_at_instant', sql.raw('length(recorded_at) = 24')),
      uniqueIndex('ledger_by_entry_id').on(t.entry_id),
      index('ledger_by_measure').on(t.measure_id, t.seq),
      index('ledger_by_dispute').on(t.dispute_id, t.seq),
      index('ledger_by_recorded_at').on(t.recorded_at),
    ],
  );
  const entry = () =>
    integer()
      .notNull()
      .references(() => ledger.seq);
  const entryKey = () =>
    integer()
      .primaryKey()
      .references(() => ledger.seq);
  const citations = table(
    'citations',
    {
      seq: entry(),
      position: integer().notNull(),
      source_id: text()
        .notNull()
        .references(() => sources.id),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] }), index('citations_by_source').on(t.source_id)],
  );
  const status_changes = table(
    'status_changes',
    { seq: entryKey(), status: text({ enum: STATUSES }).notNull(), effective_on: text().notNull(), until_on: text() },
    () => [
      check('status_changes_status_known', oneOf('status', STATUSES)),
      check('status_changes_effective_on_date', isDate('effective_on')),
      check('status_changes_until_on_date', isDate('until_on')),
    ],
  );
  const coverages = table('coverages', { seq: entryKey(), effective_on: text().notNull(), until_on: text() }, () => [
    check('coverages_effective_on_date', isDate('effective_on')),
    check('coverages_until_on_date', isDate('until_on')),
  ]);
  const rate_tables = table('rate_tables', { seq: entryKey(), effective_on: text().notNull(), until_on: text() }, () => [
    check('rate_tables_effective_on_date', isDate('effective_on')),
    check('rate_tables_until_on_date', isDate('until_on')),
  ]);
  const rates = table(
    'rates',
    {
      seq: entry(),
      position: integer().notNull(),
      expression: text(),
      min_pct: text(),
      max_pct: text(),
      collection: text({ enum: COLLECTIONS }).notNull(),
      note: text(),
      confidence: text({ enum: CONFIDENCES }),
      doubt: text(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.position] }),
      check('rates_collection_known', oneOf('collection', COLLECTIONS)),
      check('rates_expression_or_range', sql.raw('(expression is null) = (min_pct is not null) and (min_pct is null) = (max_pct is null)')),
    ],
  );
  const milestones = table(
    'milestones',
    {
      seq: entryKey(),
      type: text({ enum: MILESTONE_TYPES }).notNull(),
      happened_on: text().notNull(),
      title: text().notNull(),
      stage: text(),
    },
    () => [check('milestones_type_known', oneOf('type', MILESTONE_TYPES)), check('milestones_happened_on_date', isDate('happened_on'))],
  );
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
      seq: entry(),
      position: integer().notNull(),
      measure_id: text()
        .notNull()
        .references(() => measures.id),
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
      measure_id: text()
        .notNull()
        .references(() => measures.id),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] })],
  );
  const links = table(
    'links',
    {
      seq: entryKey(),
      type: text({ enum: LINK_TYPES }).notNull(),
      to_measure_id: text().references(() => measures.id),
      to_dispute_id: text().references(() => disputes.id),
      to_wto_case_id: text().references(() => wto_cases.id),
    },
    (t) => [
      check('links_type_known', oneOf('type', LINK_TYPES)),
      index('links_by_measure').on(t.to_measure_id),
      index('links_by_wto_case').on(t.to_wto_case_id),
    ],
  );
  const duty_rules = table(
    'duty_rules',
    {
      seq: entryKey(),
      type: text({ enum: DUTY_RULE_TYPES }).notNull(),
      other_measure_id: text().references(() => measures.id),
      percent: text(),
      first_on: text().notNull(),
      /** Last day, inclusive. */
      last_on: text(),
    },
    () => [
      check('duty_rules_type_known', oneOf('type', DUTY_RULE_TYPES)),
      check('duty_rules_first_on_date', isDate('first_on')),
      check('duty_rules_last_on_date', isDate('last_on')),
    ],
  );
  const quotas = table(
    'quotas',
    {
      seq: entryKey(),
      period: text().notNull(),
      starts_on: text(),
      ends_on: text(),
      quantity: text(),
      unit: text().notNull(),
    },
    () => [check('quotas_starts_on_date', isDate('starts_on')), check('quotas_ends_on_date', isDate('ends_on'))],
  );
  const corrections = table(
    'corrections',
    {
      seq: entryKey(),
      retracts_seq: integer()
        .notNull()
        .references(() => ledger.seq),
      replacement_seq: integer().references(() => ledger.seq),
      reason: text().notNull(),
    },
    (t) => [uniqueIndex('corrections_by_retracted').on(t.retracts_seq), check('corrections_look_back', sql.raw('retracts_seq < seq'))],
  );

  // Scopes: what an entry is about, by the entry's seq and the scope's place in it.
  const scopes = table(
    'scopes',
    {
      seq: entry(),
      scope: integer().notNull(),
      condition: text(),
      quota: text({ enum: QUOTA_SIDES }),
      goods_unknown: integer().notNull(),
      partners_unknown: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.scope] }),
      check('scopes_quota_known', sql.raw("quota is null or quota in ('in', 'over')")),
      check('scopes_flags', sql.raw('goods_unknown in (0, 1) and partners_unknown in (0, 1)')),
    ],
  );
  const scopeOf = (name: string, t: { seq: sqliteCore.AnySQLiteColumn; scope: sqliteCore.AnySQLiteColumn }) =>
    foreignKey({ name, columns: [t.seq, t.scope], foreignColumns: [scopes.seq, scopes.scope] });
  const scope_goods = table(
    'scope_goods',
    {
      seq: integer().notNull(),
      scope: integer().notNull(),
      position: integer().notNull(),
      name: text(),
      note: text(),
      confidence: text({ enum: CONFIDENCES }),
    },
    (t) => [primaryKey({ columns: [t.seq, t.scope, t.position] }), scopeOf('scope_goods_scope_fk', t)],
  );
  const scope_codes = table(
    'scope_codes',
    {
      seq: integer().notNull(),
      scope: integer().notNull(),
      /** The place of the goods that the code belongs to. */
      goods: integer().notNull(),
      position: integer().notNull(),
      /** HS digits, or `*`. */
      code: text().notNull(),
      /** 1: only a part of the code is meant (`ex`). */
      partly: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.scope, t.goods, t.position] }),
      scopeOf('scope_codes_scope_fk', t),
      check('scope_codes_partly_flag', sql.raw('partly in (0, 1)')),
      index('scope_codes_by_code').on(t.code, t.seq),
    ],
  );
  const scope_partners = table(
    'scope_partners',
    {
      seq: integer().notNull(),
      scope: integer().notNull(),
      position: integer().notNull(),
      /** A jurisdiction, an area or `*`. */
      code: text().notNull(),
      excluded: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.scope, t.position] }),
      scopeOf('scope_partners_scope_fk', t),
      check('scope_partners_excluded_flag', sql.raw('excluded in (0, 1)')),
      index('scope_partners_by_code').on(t.code, t.seq),
    ],
  );
  const scope_exporters = table(
    'scope_exporters',
    {
      seq: integer().notNull(),
      scope: integer().notNull(),
      position: integer().notNull(),
      /** A company's id, `other_cooperating` or `all_others`. */
      exporter: text().notNull(),
      /** 1: one of the companies that `other_cooperating` stands for. */
      cooperating: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.scope, t.position] }),
      scopeOf('scope_exporters_scope_fk', t),
      check('scope_exporters_cooperating_flag', sql.raw('cooperating in (0, 1)')),
    ],
  );

  // Derived from the ledger, in the transaction that records; rebuilt from it at any time.
  /** One row: the last number given out and its instant. Updating it is the lock that every write takes first. */
  const change_seq = table('change_seq', { id: integer().primaryKey(), seq: integer().notNull(), recorded_at: text().notNull() }, () => [
    check('change_seq_one_row', sql.raw('id = 1')),
  ]);
  /** Which status a measure shows on the days from starts_on to before ends_on, as known from known_from to before known_to (seqs). */
  const status_periods = table(
    'status_periods',
    {
      measure_id: text()
        .notNull()
        .references(() => measures.id),
      seq: integer().notNull(),
      /** 1: not recorded, but what follows the until_on of entry `seq`. */
      derived: integer().notNull(),
      status: text({ enum: STATUSES }).notNull(),
      in_force: integer().notNull(),
      starts_on: text().notNull(),
      ends_on: text().notNull(),
      certain_from: text().notNull(),
      certain_until: text().notNull(),
      doubtful: integer().notNull(),
      /** First day as precisely as known. */
      status_from: text().notNull(),
      until_on: text(),
      in_force_from: text(),
      in_force_until: text(),
      known_from: integer().notNull(),
      known_to: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.measure_id, t.known_from, t.starts_on] }),
      index('status_periods_by_start').on(t.starts_on, t.measure_id),
      index('status_periods_in_force').on(t.starts_on, t.measure_id).where(sql.raw('in_force = 1')),
    ],
  );
  /** The same for coverages and rate tables. */
  const statement_periods = table(
    'statement_periods',
    {
      measure_id: text()
        .notNull()
        .references(() => measures.id),
      kind: text({ enum: ['coverage', 'rate_table'] }).notNull(),
      seq: integer().notNull(),
      starts_on: text().notNull(),
      ends_on: text().notNull(),
      /** 1: its scopes may meet any product (any partner), so the codes alone can't rule it out. */
      any_product: integer().notNull(),
      any_partner: integer().notNull(),
      known_from: integer().notNull(),
      known_to: integer().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.measure_id, t.kind, t.known_from, t.starts_on] }),
      index('statement_periods_by_seq').on(t.seq),
      index('statement_periods_any_product').on(t.measure_id).where(sql.raw('any_product = 1')),
      index('statement_periods_any_partner').on(t.measure_id).where(sql.raw('any_partner = 1')),
    ],
  );

  // Access: never exported.
  const tokens = table(
    'tokens',
    {
      id: integer().primaryKey(),
      name: text().notNull(),
      role: text({ enum: TOKEN_ROLES }).notNull(),
      token_hash: text().notNull(),
      created_at: text().notNull(),
      revoked_at: text(),
    },
    (t) => [uniqueIndex('tokens_by_hash').on(t.token_hash), check('tokens_role_known', oneOf('role', TOKEN_ROLES))],
  );
  const idempotency_keys = table(
    'idempotency_keys',
    {
      token_id: integer().notNull(),
      key: text().notNull(),
      request_hash: text().notNull(),
      status: integer().notNull(),
      body: text().notNull(),
      created_at: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.token_id, t.key] })],
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
    ledger,
    citations,
    status_changes,
    coverages,
    rate_tables,
    rates,
    milestones,
    resolutions,
    resolution_outcomes,
    resolution_steps,
    resolution_step_measures,
    links,
    duty_rules,
    quotas,
    corrections,
    scopes,
    scope_goods,
    scope_codes,
    scope_partners,
    scope_exporters,
    change_seq,
    status_periods,
    statement_periods,
    tokens,
    idempotency_keys,
  };
}

export type Tables = ReturnType<typeof defineTables>;

/** The register: what is there. Parents before children. */
export const REGISTER_TABLES = [
  'jurisdictions',
  'jurisdiction_aliases',
  'union_members',
  'areas',
  'exporters',
  'exporter_aliases',
  'sources',
  'disputes',
  'dispute_parties',
  'measures',
  'tariffs',
  'bans',
  'wto_cases',
  'legal_instruments',
] as const satisfies readonly (keyof Tables)[];

/** The ledger: what was said. Nobody may change a row or take one away. */
export const LEDGER_TABLES = [
  'ledger',
  'citations',
  'status_changes',
  'coverages',
  'rate_tables',
  'rates',
  'milestones',
  'resolutions',
  'resolution_outcomes',
  'resolution_steps',
  'resolution_step_measures',
  'links',
  'duty_rules',
  'quotas',
  'corrections',
  'scopes',
  'scope_goods',
  'scope_codes',
  'scope_partners',
  'scope_exporters',
] as const satisfies readonly (keyof Tables)[];

/** What an export carries, in the order in which an import may insert it. Derived tables and access are left out. */
export const EXPORTED_TABLES = [...REGISTER_TABLES, ...LEDGER_TABLES] as const;
