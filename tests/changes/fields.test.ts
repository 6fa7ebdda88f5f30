import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordCoverage, recordDutyRule, recordMilestone, recordQuota, recordRateTable } from '../../src/changes/statements.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { examine } from '../../src/things/read.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { me, newMeasure } from '../support/recording.ts';

// A field that may be left out is easily lost on the way into the ledger: nothing asks for it there.

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  await newMeasure(t.tracker, 'duty', { kind: 'tariff', type: 'additional' });
});
afterAll(() => t.close());

const about = { announced_on: '2024-01', note: 'said so', confidence: 'recalled', doubt: 'heard once', unsourced: true } as const;
const { unsourced: _unsourced, ...kept } = about;

it.each([
  [
    'coverage',
    { effective_on: '2024-02', until_on: '2025', scopes: [{ goods: ['03'] }] },
    (body: object) => recordCoverage(t.tracker, me, 'duty', CoverageBody.parse(body)),
    { effective_on: '2024-02', until_on: '2025' },
  ],
  [
    'rate_table',
    {
      effective_on: '2024-02',
      until_on: '2025',
      rates: [
        { expression: '5%', note: 'of the first list', confidence: 'recalled', doubt: 'or 6%', collection: 'guarantee' },
        { range: { min_pct: '5', max_pct: '7.5' } },
      ],
    },
    (body: object) => recordRateTable(t.tracker, me, 'duty', RateTableBody.parse(body)),
    {
      effective_on: '2024-02',
      until_on: '2025',
      rates: [
        { expression: '5%', note: 'of the first list', confidence: 'recalled', doubt: 'or 6%', collection: 'guarantee', min_pct: null },
        { expression: null, note: null, confidence: null, doubt: null, collection: 'full', min_pct: '5', max_pct: '7.5' },
      ],
    },
  ],
  [
    'milestone',
    { type: 'wto_stage', happened_on: '2024-02', title: 'Panel', stage: 'panel established', scopes: [{ partners: ['JP'] }] },
    (body: object) => recordMilestone(t.tracker, me, 'duty', MilestoneBody.parse(body)),
    { type: 'wto_stage', happened_on: '2024-02', title: 'Panel', stage: 'panel established', scopes: [{ partners: ['JP'] }] },
  ],
  [
    'quota',
    { period: '2026', starts_on: '2026-01-01', ends_on: '2026-12', quantity: '10.5', unit: 't', scope: { partners: ['AU'] } },
    (body: object) => recordQuota(t.tracker, me, 'duty', QuotaBody.parse(body)),
    { period: '2026', starts_on: '2026-01-01', ends_on: '2026-12', quantity: '10.5', unit: 't', scope: { partners: ['AU'] } },
  ],
  [
    'duty_rule',
    { type: 'tops_up_base_to', measure: 'duty', percent: '15', first_on: '2024', last_on: '2025-06', scope: { partners: ['JP'] } },
    (body: object) => recordDutyRule(t.tracker, me, DutyRuleBody.parse(body)),
    { type: 'tops_up_base_to', measure_id: 'duty', percent: '15', first_on: '2024', last_on: '2025-06', scope: { partners: ['JP'] } },
  ],
])('every field of a %s is kept', async (kind, body, record, fields) => {
  const { recorded } = await record({ ...body, ...about });
  const [entry] = await t.tracker.store.read((connection) => loadEntries(connection, [recorded[0]?.seq ?? 0]));
  expect(entry).toMatchObject({ kind, ...kept, ...fields, sources: [] });
});

it('an entry that names sources and says that it has none is told that, and one that does neither what is missing', () => {
  const said = (more: object) => {
    const { error } = MilestoneBody.safeParse({ type: 'talks', happened_on: '2024-02', title: 'Talks', ...more });
    return error?.issues.map(({ message }) => message);
  };
  expect(said({ sources: ['a'], unsourced: true })).toEqual(['leave out either the sources or unsourced']);
  expect(said({})).toEqual([expect.stringMatching(/^name a source/)]);
  expect(said({ sources: ['a'] })).toBeUndefined();
});

it('a range runs from its least to its most', () => {
  const range = (min_pct: string, max_pct: string) =>
    examine(RateTableBody, { effective_on: '2024', rates: [{ range: { min_pct, max_pct } }], unsourced: true });
  expect(range('9.5', '10').ok).toBe(true);
  expect(range('10', '10.0').ok).toBe(true);
  expect(range('20', '10')).toEqual({
    ok: false,
    problems: [{ path: 'rates.0.range.max_pct', message: '"10" is less than min_pct 20: a range runs from its least to its most' }],
  });
});

it('no rate is a slip of the pen', () => {
  const wrong = (rate: object) => {
    const checked = examine(RateTableBody, { effective_on: '2024', rates: [rate], unsourced: true });
    return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
  };
  const says = 'is more than 10,000%, as no duty is: give percent of the customs value, such as 25%';
  expect(wrong({ expression: '1000000000%' })).toEqual([`rates.0.expression: "1000000000%" ${says}`]);
  // As this tracker tells it.
  expect(wrong({ expression: '50% on the value of the steel alone' })).toEqual([
    expect.stringMatching(/is not a duty expression: .*; the part of the value that it is charged on goes into value_part$/),
  ]);
  expect(wrong({ expression: '10001% + 5 EUR/kg' })).toHaveLength(1);
  expect(wrong({ range: { min_pct: '5', max_pct: '20000' } })).toEqual([`rates.0.range.max_pct: "20000" ${says}`]);
  expect(wrong({ expression: '3521.14%' })).toEqual([]);
  expect(wrong({ expression: '20000 EUR/t' })).toEqual([]);
});

it('is from memory where no source was read, unless something else is said', async () => {
  const source = { id: 'gazette', publisher: 'Gazette', title: 'Notice 1', kind: 'official' } as const;
  const said = async (about: object): Promise<string | undefined> => {
    const { recorded } = await recordMilestone(
      t.tracker,
      me,
      'duty',
      MilestoneBody.parse({ type: 'statement', happened_on: '2024-03', title: JSON.stringify(about), ...about }),
    );
    const seq = recorded[0]?.seq ?? 0;
    return (await t.tracker.store.read((connection) => loadEntries(connection, [seq])))[0]?.confidence;
  };
  expect(await said({ unsourced: true })).toBe('recalled');
  expect(await said({ sources: [source] })).toBe('verified');
  expect(await said({ unsourced: true, confidence: 'verified' })).toBe('verified');
  expect(await said({ sources: ['gazette'], confidence: 'recalled' })).toBe('recalled');
});
