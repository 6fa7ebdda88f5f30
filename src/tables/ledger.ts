import { sql } from 'drizzle-orm';
import type * as sqliteCore from 'drizzle-orm/sqlite-core';
import {
  COLLECTIONS,
  CONFIDENCES,
  DUTY_RULE_TYPES,
  ENTRY_KINDS,
  LINK_TYPES,
  MILESTONE_TYPES,
  QUOTA_SIDES,
  REGISTRATION_ORIGINS,
  STATUSES,
  THINGS,
} from '../domain/vocabulary.ts';
import { type Dialect, isDate, oneOf, sqlDayAfter } from './dialect.ts';
import { defineResolutions } from './resolutions.ts';

/** The ledger: append-only. `ledger` numbers every entry; each kind keeps what it says in a table of its own. */
export function defineLedger(dialect: Dialect) {
  const { table, text, integer, primaryKey, foreignKey, index, uniqueIndex, check } = dialect;
  const ledger = table(
    'ledger',
    {
      seq: integer().primaryKey(),
      kind: text({ enum: ENTRY_KINDS }).notNull(),
      entry_id: text(),
      measure_id: text(),
      dispute_id: text(),
      wto_case_id: text(),
      recorded_at: text().notNull(),
      /** The author. */
      recorded_by: text().notNull(),
      /** Who let in what the author had proposed; null where nobody had to. */
      reviewed_by: text(),
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
      // What names nothing is not asked for: most entries have no id and belong to no dispute.
      uniqueIndex('ledger_by_entry_id').on(t.entry_id).where(sql.raw('entry_id is not null')),
      index('ledger_by_measure').on(t.measure_id, t.seq).where(sql.raw('measure_id is not null')),
      index('ledger_by_dispute').on(t.dispute_id, t.seq).where(sql.raw('dispute_id is not null')),
      index('ledger_by_recorded_at').on(t.recorded_at),
      index('ledger_by_announcement').on(sql.raw("substr(coalesce(announced_on, '1900') || '-01-01', 1, 10)"), t.seq),
      index('ledger_rules_by_announcement')
        .on(sql.raw("substr(coalesce(announced_on, '1900') || '-01-01', 1, 10)"), t.seq)
        .where(sql.raw("kind || '' = 'duty_rule'")),
      index('ledger_by_kind').on(t.kind, t.seq),
      index('ledger_by_wto_case').on(t.wto_case_id).where(sql.raw('wto_case_id is not null')),
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
      source_id: text().notNull(),
      /** Where in the source the claim stands: an article, an annex, a heading. */
      place: text(),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] }), index('citations_by_source').on(t.source_id)],
  );
  /** The legal instruments by which what an entry says was done. */
  const entry_instruments = table(
    'entry_instruments',
    { seq: entry(), position: integer().notNull(), identifier: text().notNull(), url: text() },
    (t) => [primaryKey({ columns: [t.seq, t.position] })],
  );
  const status_changes = table(
    'status_changes',
    { seq: entryKey(), status: text({ enum: STATUSES }).notNull(), effective_on: text().notNull(), until_on: text() },
    (t) => [
      // In the order of their days, of imprecise ones the first possible.
      index('status_changes_by_day').on(sql.raw("substr(effective_on || '-01-01', 1, 10)"), t.seq),
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
      /** The part of the value that it is charged on, in words: the steel content; null for all of it. */
      value_part: text(),
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
  const resolutionTables = defineResolutions(dialect, { ledger, rate_tables });
  const links = table(
    'links',
    {
      seq: entryKey(),
      type: text({ enum: LINK_TYPES }).notNull(),
      to_measure_id: text(),
      to_dispute_id: text(),
      to_wto_case_id: text(),
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
      other_measure_id: text(),
      percent: text(),
      first_on: text().notNull(),
      /** Last day, inclusive. */
      last_on: text(),
    },
    (t) => [
      // The changes of rules, in the order of time: where they begin, and the day after their last one.
      index('duty_rules_by_day').on(sql.raw("substr(first_on || '-01-01', 1, 10)"), t.seq),
      index('duty_rules_by_end')
        .on(sql.raw(sqlDayAfter('last_on')), t.seq)
        .where(sql.raw('last_on is not null')),
      index('duty_rules_by_other_measure').on(t.other_measure_id).where(sql.raw('other_measure_id is not null')),
      check('duty_rules_type_known', oneOf('type', DUTY_RULE_TYPES)),
      check('duty_rules_first_on_date', isDate('first_on')),
      check('duty_rules_last_on_date', isDate('last_on')),
    ],
  );
  /** The other tariffs of a rule about several, of which at most one is levied. */
  const duty_rule_measures = table(
    'duty_rule_measures',
    {
      seq: integer()
        .notNull()
        .references(() => duty_rules.seq),
      position: integer().notNull(),
      measure_id: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.seq, t.position] }), index('duty_rule_measures_by_measure').on(t.measure_id)],
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
      /** What the quantity is of, where it is named: net drained weight, biodiesel. */
      quantity_of: text(),
    },
    () => [check('quotas_starts_on_date', isDate('starts_on')), check('quotas_ends_on_date', isDate('ends_on'))],
  );
  const checks = table('checks', { seq: entryKey(), checked_on: text().notNull() }, () => [
    check('checks_checked_on_date', isDate('checked_on')),
  ]);
  const registrations = table(
    'registrations',
    {
      seq: entryKey(),
      thing: text({ enum: THINGS }).notNull(),
      thing_id: text().notNull(),
      origin: text({ enum: REGISTRATION_ORIGINS }).notNull(),
      /** What is said of the thing, whole, as JSON. */
      content: text().notNull(),
    },
    (t) => [
      check('registrations_origin_known', oneOf('origin', REGISTRATION_ORIGINS)),
      index('registrations_by_thing').on(t.thing, t.thing_id, t.seq),
    ],
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
    (t) => [
      uniqueIndex('corrections_by_retracted').on(t.retracts_seq),
      index('corrections_by_replacement').on(t.replacement_seq),
      check('corrections_look_back', sql.raw('retracts_seq < seq')),
    ],
  );

  // Scopes: what an entry is about, by the entry's seq and the scope's place in it.
  const scopes = table(
    'scopes',
    {
      seq: entry(),
      scope: integer().notNull(),
      condition: text(),
      /** By what the condition is asked in a question. */
      condition_id: text(),
      quota: text({ enum: QUOTA_SIDES }),
      goods_unknown: integer().notNull(),
      partners_unknown: integer().notNull(),
      /** 1: its list of companies is whole. */
      companies_complete: integer().notNull().default(0),
    },
    (t) => [
      primaryKey({ columns: [t.seq, t.scope] }),
      check('scopes_quota_known', sql.raw("quota is null or quota in ('in', 'over')")),
      check('scopes_flags', sql.raw('goods_unknown in (0, 1) and partners_unknown in (0, 1) and companies_complete in (0, 1)')),
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

  return {
    ledger,
    citations,
    entry_instruments,
    status_changes,
    coverages,
    rate_tables,
    rates,
    milestones,
    ...resolutionTables,
    links,
    duty_rules,
    duty_rule_measures,
    quotas,
    checks,
    registrations,
    corrections,
    scopes,
    scope_goods,
    scope_codes,
    scope_partners,
    scope_exporters,
  };
}
