import { getTableConfig as postgresConfig } from 'drizzle-orm/pg-core';
import { getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresTables } from '../../src/tables/postgres.ts';
import { sqliteTables } from '../../src/tables/sqlite.ts';
import { ENGINES, type TestTracker } from '../support/database.ts';

type Row = Record<string, string | number | null>;
const SEQ = 999_999;

/** A row of each table with a check, right in every respect, and for each check what makes it wrong. */
const CASES: Record<string, { row: Row; wrong: Record<string, Row[]> }> = {
  jurisdictions: {
    row: { code: 'XX', name: 'X', kind: 'state' },
    wrong: { jurisdictions_kind_known: [{ kind: 'planet' }, { kind: '' }], jurisdictions_customs_value_known: [{ customs_value: 'EXW' }] },
  },
  union_members: {
    row: { union_code: 'EU', member_code: 'XX', joined_on: '2004-05-01', left_on: '9999-12-31' },
    wrong: { union_members_order: [{ left_on: '2004-05-01' }, { left_on: '2004-04-30' }] },
  },
  sources: {
    row: { id: 'x', publisher: 'X', title: 'X', kind: 'press', published_on: '2024-08' },
    wrong: {
      sources_kind_known: [{ kind: 'rumour' }],
      sources_form_known: [{ form: 'hearsay' }],
      sources_published_on_date: [{ published_on: '2024-8' }, { published_on: '' }],
      sources_looked_at_on_date: [{ looked_at_on: 'lately' }],
    },
  },
  wto_cases: {
    row: { id: 'DS1', complainant: 'CN', respondent: 'US' },
    wrong: { wto_cases_requested_on_date: [{ requested_on: 'soon' }] },
  },
  nomenclatures: {
    row: { id: 'x', jurisdiction_code: 'CN', title: 'X', revision: 'HS 2022', first_on: '2022-01-01', complete: 0 },
    wrong: {
      nomenclatures_first_on_date: [{ first_on: 'soon' }],
      nomenclatures_last_on_date: [{ last_on: 'late' }],
      nomenclatures_complete_flag: [{ complete: 2 }],
    },
  },
  checks: {
    row: { seq: SEQ, checked_on: '2026-11-09' },
    wrong: { checks_checked_on_date: [{ checked_on: 'lately' }] },
  },
  registrations: {
    row: { seq: SEQ, thing: 'source', thing_id: 'x', origin: 'registered', content: '{}' },
    wrong: { registrations_origin_known: [{ origin: 'guessed' }] },
  },
  measures: {
    row: { id: 'x', kind: 'ban', title: 'X', imposed_by: 'CN', direction: 'import', formality: 'formal' },
    wrong: {
      measures_kind_known: [{ kind: 'subsidy' }, { kind: 'Ban' }],
      measures_direction_known: [{ direction: 'sideways' }],
      measures_formality_known: [{ formality: 'casual' }],
    },
  },
  tariffs: { row: { measure_id: 'x', duty_type: 'mfn' }, wrong: { tariffs_duty_type_known: [{ duty_type: 'import_ban' }] } },
  bans: { row: { measure_id: 'x', ban_type: 'import_ban' }, wrong: { bans_ban_type_known: [{ ban_type: 'mfn' }] } },
  legal_instruments: {
    row: { measure_id: 'x', position: 0, identifier: 'No. 1', confidence: 'verified' },
    wrong: { legal_instruments_confidence_known: [{ confidence: 'sure' }] },
  },
  ledger: {
    row: {
      seq: SEQ,
      kind: 'milestone',
      recorded_at: '2024-01-01T00:00:00.000Z',
      recorded_by: 'x',
      confidence: 'verified',
      hash: 'x',
      announced_on: '2024',
    },
    wrong: {
      ledger_kind_known: [{ kind: 'opinion' }],
      ledger_confidence_known: [{ confidence: 'sure' }],
      ledger_announced_on_date: [{ announced_on: '24-01-01' }, { announced_on: '2024-01-01T00:00:00Z' }],
      ledger_recorded_at_instant: [{ recorded_at: '2024-01-01' }, { recorded_at: '2024-01-01T00:00:00Z' }],
    },
  },
  status_changes: {
    row: { seq: SEQ, status: 'in_force', effective_on: '2024-01-01', until_on: null },
    wrong: {
      status_changes_status_known: [{ status: 'active' }, { status: 'imposed' }],
      status_changes_effective_on_date: [{ effective_on: 'today' }],
      status_changes_until_on_date: [{ until_on: 'never' }],
    },
  },
  coverages: {
    row: { seq: SEQ, effective_on: '2024-01-01', until_on: null },
    wrong: {
      coverages_effective_on_date: [{ effective_on: '' }, { effective_on: 'soon' }],
      coverages_until_on_date: [{ until_on: '2024-1' }],
    },
  },
  rate_tables: {
    row: { seq: SEQ, effective_on: '2024-01-01', until_on: null },
    wrong: { rate_tables_effective_on_date: [{ effective_on: '' }], rate_tables_until_on_date: [{ until_on: '2024-1' }] },
  },
  rates: {
    row: { seq: SEQ, position: 0, expression: '10%', min_pct: null, max_pct: null, collection: 'full' },
    wrong: {
      rates_collection_known: [{ collection: 'later' }],
      rates_expression_or_range: [
        { expression: null },
        { min_pct: '1', max_pct: '2' },
        { expression: null, min_pct: '1' },
        { min_pct: '1' },
      ],
    },
  },
  milestones: {
    row: { seq: SEQ, type: 'vote', happened_on: '2024', title: 'X' },
    wrong: { milestones_type_known: [{ type: 'party' }], milestones_happened_on_date: [{ happened_on: 'whenever' }] },
  },
  resolutions: {
    row: { seq: SEQ, method: 'expiry', agreed_on: null, terms: 'x' },
    wrong: { resolutions_method_known: [{ method: 'duel' }], resolutions_agreed_on_date: [{ agreed_on: 'whenever' }] },
  },
  resolution_outcomes: {
    row: { seq: SEQ, position: 0, measure_id: 'x', reaches: 'lifted' },
    wrong: { resolution_outcomes_reaches_known: [{ reaches: 'in_force' }] },
  },
  resolution_steps: {
    row: { seq: SEQ, resolution_seq: 1, effective_on: '2024' },
    wrong: { resolution_steps_effective_on_date: [{ effective_on: 'whenever' }] },
  },
  links: { row: { seq: SEQ, type: 'follows' }, wrong: { links_type_known: [{ type: 'likes' }] } },
  duty_rules: {
    row: { seq: SEQ, type: 'replaces_base', first_on: '2024' },
    wrong: {
      duty_rules_type_known: [{ type: 'doubles' }],
      duty_rules_first_on_date: [{ first_on: 'soon' }],
      duty_rules_last_on_date: [{ last_on: 'late' }],
    },
  },
  quotas: {
    row: { seq: SEQ, period: '2026', unit: 't' },
    wrong: { quotas_starts_on_date: [{ starts_on: 'soon' }], quotas_ends_on_date: [{ ends_on: 'late' }] },
  },
  corrections: {
    row: { seq: SEQ, retracts_seq: 1, reason: 'x' },
    wrong: { corrections_look_back: [{ retracts_seq: SEQ }, { retracts_seq: SEQ + 1 }] },
  },
  scopes: {
    row: { seq: SEQ, scope: 0, goods_unknown: 0, partners_unknown: 0 },
    wrong: {
      scopes_quota_known: [{ quota: 'beside' }],
      scopes_flags: [{ goods_unknown: 2 }, { partners_unknown: -1 }, { companies_complete: 2 }],
    },
  },
  scope_codes: {
    row: { seq: SEQ, scope: 0, goods: 0, position: 0, code: '87', partly: 0 },
    wrong: { scope_codes_partly_flag: [{ partly: 2 }] },
  },
  scope_partners: {
    row: { seq: SEQ, scope: 0, position: 0, code: 'JP', excluded: 0 },
    wrong: { scope_partners_excluded_flag: [{ excluded: 2 }] },
  },
  scope_exporters: {
    row: { seq: SEQ, scope: 0, position: 0, exporter: 'x', cooperating: 0 },
    wrong: { scope_exporters_cooperating_flag: [{ cooperating: 2 }] },
  },
  tokens: {
    row: { id: 1, name: 'x', role: 'editor', token_hash: 'x', created_at: 'x' },
    wrong: { tokens_role_known: [{ role: 'king' }] },
  },
  proposals: {
    row: {
      ...{ id: 1, state: 'open', author: 'x', title: 'x', proposed_at: 'x' },
      ...{ against_seq: 1, calls: '[]', shown: '{}', shown_hash: 'x' },
    },
    wrong: { proposals_state_known: [{ state: 'waiting' }] },
  },
  watches: {
    row: { id: 1, url: 'https://example.org', filters: '{}', secret: 'x', made_by: 'x', created_at: 'x', told_seq: 1 },
    wrong: {},
  },
  deliveries: {
    row: {
      ...{ id: 'x', watch_id: 1, state: 'waiting', first_seq: 1, last_seq: 1, changes: 1 },
      ...{ body: '{}', created_at: 'x', attempts: 0 },
    },
    wrong: { deliveries_state_known: [{ state: 'lost' }] },
  },
};
/** Its one row is there already and can only be changed. */
const CHANGE_SEQ = 'change_seq_one_row';

const literal = (value: string | number | null): string => (typeof value === 'string' ? `'${value}'` : String(value));
const insert = (table: string, row: Row): string =>
  `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`;

const cases = Object.entries(CASES).flatMap(([table, { row, wrong }]) =>
  Object.entries(wrong).flatMap(([check, rows]) =>
    rows.map((bad) => ({ check, table, what: JSON.stringify(bad), statement: insert(table, { ...row, ...bad }) })),
  ),
);

describe('every check of the schema is tried', () => {
  const tried = [...new Set(cases.map((one) => one.check)), CHANGE_SEQ].sort();
  const names = (configs: { checks: { name: string }[] }[]): string[] =>
    configs.flatMap(({ checks }) => checks.map((check) => check.name)).sort();

  it('on SQLite', () => {
    expect(names(Object.values(sqliteTables).map((table) => sqliteConfig(table)))).toEqual(tried);
  });

  it('on PostgreSQL', () => {
    // The tables of both engines are typed as SQLite's; these are PostgreSQL's all the same.
    expect(names(Object.values(postgresTables).map((table) => postgresConfig(table as never)))).toEqual(tried);
  });
});

describe.each(ENGINES)('checks on %s', (engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
  });
  afterAll(() => t.close());

  it.each(cases)('$check refuses $what', async ({ check, statement }) => {
    await expect(t.execute(statement)).rejects.toThrow(check);
  });

  it(`${CHANGE_SEQ} keeps the count of entries in one row`, async () => {
    await expect(t.execute('update change_seq set id = 2')).rejects.toThrow(CHANGE_SEQ);
  });

  // Foreign keys are off on the bare connection to SQLite only.
  it.each(engine === 'sqlite' ? Object.entries(CASES) : [])('a right row of %s passes', async (table, { row }) => {
    await t.execute(insert(table, row));
    expect(await t.execute(`select count(*) as rows from ${table}`)).toEqual([{ rows: 1 }]);
  });
});
