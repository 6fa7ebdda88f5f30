import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCoverage, recordDutyRule, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { listMeasures, type MeasureQuestion } from '../../src/lookups/measures.ts';
import { listRates, type RateQuestion } from '../../src/lookups/rate-rows.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

describe.each(ENGINES)('what rules make of a rate, beside it on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    for (const id of ['us-cars', 'us-all', 'us-steel', 'us-copper']) {
      await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional', imposed_by: 'US', dispute: undefined });
      const scopes = [{ partners: ['*'], goods: id === 'us-all' ? [] : ['8703'] }];
      await recordCoverage(t.tracker, me, id, CoverageBody.parse({ effective_on: '2025-01-01', scopes, unsourced: true }));
      await recordRateTable(
        t.tracker,
        me,
        id,
        RateTableBody.parse({ effective_on: '2025-01-01', rates: [{ expression: '25%' }], unsourced: true }),
      );
      await recordStatusChanges(t.tracker, me, id, [change('in_force', '2025-01-01')]);
    }
    const rule = (measure: string, more: object) =>
      recordDutyRule(t.tracker, me, DutyRuleBody.parse({ measure, unsourced: true, ...more }));
    await rule('us-cars', { type: 'tops_up_base_to', percent: '15', scope: { partners: ['JP'] }, first_on: '2025-09-16' });
    await rule('us-cars', {
      type: 'tops_up_base_to',
      percent: '12',
      scope: { partners: ['KR'] },
      first_on: '2025-02-01',
      last_on: '2025-03-31',
    });
    await rule('us-all', { type: 'not_levied_with', other_measure: 'us-cars', first_on: '2025-01-01' });
    await rule('us-all', { type: 'not_levied_with', other_measure: 'us-steel', first_on: '2025-01-01', doubt: 'told by one paper' });
    await rule('us-all', { type: 'not_levied_with', other_measure: 'us-copper', first_on: '2025-01-01' });
    for (const other of ['us-cars', 'us-steel'])
      await rule('us-all', { type: 'levied_on_rest_of', other_measure: other, first_on: '2026-01-01' });
  });
  afterAll(() => t.close());

  const rulesOf = async (id: string, question: MeasureQuestion): Promise<readonly string[] | undefined> =>
    (await listMeasures(t.tracker, question, { limit: 9 })).data.find((row) => row.id === id)?.duty_rules;
  const rules = async (question: RateQuestion): Promise<string[]> =>
    (await listRates(t.tracker, { measure: 'us-cars', ...question }, { limit: 9 })).data.map(
      ({ first_on, last_on, duty_rules }) => `${first_on}..${last_on ?? ''} ${duty_rules.join('; ')}`,
    );

  it('is told of a measure for whom is asked about, on the day', async () => {
    const forJapan = 'tops the base up to 15% for JP from 2025-09-16';
    expect(await rulesOf('us-cars', { affected: 'JP', on: '2025-10-01' })).toEqual([forJapan]);
    expect(await rulesOf('us-cars', { on: '2025-10-01' })).toEqual([forJapan]);
    expect(await rulesOf('us-cars', { affected: 'JP', on: '2025-09-15' })).toEqual([]);
    expect(await rulesOf('us-cars', { affected: 'KR', on: '2025-10-01' })).toEqual([]);
    // What is levied instead is levied as it stands.
    expect(await rulesOf('us-copper', { on: '2025-10-01' })).toEqual([]);
    expect(await rulesOf('us-all', { on: '2025-10-01' })).toEqual([
      'not levied together with us-cars or us-copper from 2025-01-01',
      'not levied together with us-steel (in doubt) from 2025-01-01',
    ]);
    expect(await rulesOf('us-all', { on: '2026-10-01' })).toContain(
      'levied on what is left of the value beside us-cars or us-steel from 2026-01-01',
    );
  });

  it('is not told of a row that says the same itself, nor of whom it leaves out', async () => {
    const coverage = { effective_on: '2025-01-01', scopes: [{ partners: ['*'] }], unsourced: true as const };
    await newMeasure(t.tracker, 'us-beef', { kind: 'tariff', type: 'safeguard', imposed_by: 'US', dispute: undefined, coverage });
    const table = [
      { scope: { quota: 'in' }, expression: '0%' },
      { scope: { quota: 'over', excluded: ['JP'] }, expression: '55%' },
      { scope: { excluded: ['JP'], goods: ['02'] }, expression: '5%' },
    ];
    await recordRateTable(t.tracker, me, 'us-beef', RateTableBody.parse({ effective_on: '2025-01-01', rates: table, unsourced: true }));
    await recordStatusChanges(t.tracker, me, 'us-beef', [change('in_force', '2025-01-01')]);
    for (const scope of [{}, { partners: ['*'], excluded: ['KR'] }, { partners: ['JP'] }])
      await recordDutyRule(
        t.tracker,
        me,
        DutyRuleBody.parse({ measure: 'us-beef', type: 'not_paid_within_quota', scope, first_on: '2025-01-01', unsourced: true }),
      );
    const { data } = await listRates(t.tracker, { measure: 'us-beef', on: '2025-06-01' }, { limit: 9 });
    const told = Object.fromEntries(data.map(({ rate, duty_rules }) => [rate, duty_rules]));
    expect([told['0%'], told.free, told['55%']].flatMap((one) => one ?? [])).toEqual([]);
    expect(told['5%']).toEqual([
      'not paid within the quota from 2025-01-01',
      'not paid within the quota for everybody except KR from 2025-01-01',
    ]);
  });

  it('is told of rates on the days that are asked about', async () => {
    const forKorea = 'tops the base up to 12% for KR from 2025-02-01 to 2025-03-31';
    expect(await rules({ affected: 'KR', from: '2025-01-01' })).toEqual([`2025-01-01.. ${forKorea}`]);
    expect(await rules({ affected: 'KR', on: '2025-04-01' })).toEqual(['2025-01-01.. ']);
    expect(await rules({ affected: 'CN', from: '2025-01-01' })).toEqual(['2025-01-01.. ']);
    expect(await rules({ from: '2025-03-01', to: '2025-10-01' })).toEqual([
      `2025-01-01.. tops the base up to 15% for JP from 2025-09-16; ${forKorea}`,
    ]);
  });
});
