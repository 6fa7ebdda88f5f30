import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage, recordDutyRule, recordQuota, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import type { DutyType } from '../../src/domain/vocabulary.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import type { MeasureBody } from '../../src/things/measure.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { type Asked, quote } from '../support/quoting.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { reasonsOf } from '../support/tariffs.ts';

/** What an answer about a day hangs on that lies after the last entry, and on nothing else. */
const YET_TO_COME = [expect.stringContaining('what was decided since is not in it')];

describe.each(ENGINES)('what is recorded, on %s', (_engine, open) => {
  let test: TestTracker;
  /** A tariff of China on Australian wine, in force from 2020. */
  const tariff = async (id: string, type: DutyType, rate: string, more: Partial<z.input<typeof MeasureBody>> = {}): Promise<void> => {
    const status_changes = [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }];
    await newMeasure(test.tracker, id, { kind: 'tariff', type, dispute: undefined, status_changes, ...more });
    await rates(id, rate, { effective_on: '2020-01-01' });
  };
  const rates = (id: string, expression: string, more: Partial<z.input<typeof RateTableBody>> & { effective_on: string }) =>
    recordRateTable(test.tracker, me, id, RateTableBody.parse({ rates: [{ expression }], unsourced: true, ...more }));
  const on = (day: string, more: Asked = {}) => quote(test, { on: day, ...more });
  const rule = (more: Partial<z.input<typeof DutyRuleBody>>) =>
    recordDutyRule(
      test.tracker,
      me,
      DutyRuleBody.parse({
        type: 'not_levied_with',
        measure: 'ad',
        other_measure: 'cvd',
        first_on: '2021-03-01',
        unsourced: true,
        ...more,
      }),
    );
  const later = (instant: string): void => {
    test.clock.now = instant;
  };

  beforeAll(async () => {
    test = await open();
    later('2025-01-01T00:00:00.000Z');
    const france = { union_code: 'EU', member_code: 'FR', joined_on: '1958-01-01', left_on: '9999-12-31', note: null };
    await putRows(test, {
      ...SMALL_REGISTER,
      jurisdictions: [...(SMALL_REGISTER.jurisdictions ?? []), { code: 'FR', name: 'France', kind: 'state' }],
      union_members: [...(SMALL_REGISTER.union_members ?? []), france],
    });
    await tariff('mfn', 'mfn', '10%');
    await tariff('ad', 'anti_dumping', '20%');
    await tariff('cvd', 'countervailing', '5%');
  });
  afterAll(() => test.close());

  it('a rule holds from its first day until its last, inclusive, as known at an instant', async () => {
    later('2025-02-01T00:00:00.000Z');
    const { recorded } = await rule({ last_on: '2021-06-30' });
    const totals = async (known_at?: string) =>
      Promise.all(
        ['2021-02-28', '2021-03-01', '2021-06-30', '2021-07-01'].map(async (day) => (await on(day, { known_at })).total_ad_valorem_pct),
      );
    expect(await totals()).toEqual(['35', '15', '15', '35']);
    expect(await totals('2025-01-31')).toEqual(['35', '35', '35', '35']);

    later('2025-03-01T00:00:00.000Z');
    const seq = recorded[0]?.seq as number;
    const replacement = { type: 'not_levied_with', measure: 'ad', other_measure: 'cvd', first_on: '2021-07-01', unsourced: true };
    const corrected = await correctEntry(test.tracker, me, seq, CorrectionBody.parse({ reason: 'other days', replacement }));
    expect(await totals()).toEqual(['35', '35', '35', '15']);
    expect(await totals('2025-02-28')).toEqual(['35', '15', '15', '35']);

    later('2025-04-01T00:00:00.000Z');
    const replaced = corrected.recorded.find((one) => one.kind === 'duty_rule')?.seq as number;
    await correctEntry(test.tracker, me, replaced, CorrectionBody.parse({ reason: 'there is no such rule' }));
    expect(await totals()).toEqual(['35', '35', '35', '35']);
    expect(await totals('2025-03-31')).toEqual(['35', '35', '35', '15']);
  });

  it('a rule of which the month alone is known leaves the days of that month open; one in doubt all of its days', async () => {
    later('2025-05-01T00:00:00.000Z');
    const { recorded } = await rule({ first_on: '2022-03', last_on: '2022-06', doubt: 'heard only once' });
    const answers = await Promise.all(['2022-02-28', '2022-03-15', '2022-04-15', '2022-06-15', '2022-07-01'].map((day) => on(day)));
    expect(answers.map((answer) => answer.total_ad_valorem_pct ?? reasonsOf(answer))).toEqual([
      '35',
      ['ad: status_in_doubt', 'ad: date_in_doubt'],
      ['ad: status_in_doubt'],
      ['ad: status_in_doubt', 'ad: date_in_doubt'],
      '35',
    ]);
    expect(answers[2]).toMatchObject({
      range: { ad_valorem_pct: { least: '15', most: '35' } },
      depends_on: ['ad: not levied together with cvd; in doubt: heard only once'],
      cannot_compute: [{ detail: 'whether the rule "not levied together with cvd" holds is in doubt: heard only once' }],
    });
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'for the next test' }));
  });

  it('a rule for a part of the goods makes them pay differently, code by code', async () => {
    const { recorded } = await rule({ scope: { goods: ['220421'] } });
    const answer = await on('2023-01-01');
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '15', most: '35' } },
      additional: { ad_valorem_pct: { least: '5', most: '25' } },
      by_code: [
        { code: '2204', total_ad_valorem_pct: '35' },
        { code: '220421', total_ad_valorem_pct: '15' },
      ],
    });
    expect(reasonsOf(answer)).toEqual(['goods_differ']);
    expect(await on('2023-01-01', { product: '22042100' })).toMatchObject({ total_ad_valorem_pct: '15', depends_on: [] });
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'for the next test' }));
  });

  it('dates and doubts of the rate table and of the coverage count as those of the status do', async () => {
    const doubt = 'the annex was not seen';
    /** Takes the doubt from what was recorded last. */
    const dispel = ({ recorded }: Awaited<ReturnType<typeof rates>>, replacement: object) =>
      correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'the annex was seen', replacement }));
    const table = { effective_on: '2026-03', rates: [{ expression: '21%' }], unsourced: true as const };
    const recorded = await rates('ad', '21%', { ...table, doubt });
    const month = await on('2026-03-15');
    expect(reasonsOf(month)).toEqual(['ad: date_in_doubt']);
    expect(month.depends_on.slice(-1)).toEqual([`ad: what it charges is in doubt: ${doubt}`]);
    expect(month.cannot_compute[0]?.detail).toContain('what it charges');
    expect(await on('2026-02-28')).toMatchObject({ total_ad_valorem_pct: '35', depends_on: YET_TO_COME });
    // If the new rates are not so, the old ones are.
    expect(await on('2026-04-01')).toMatchObject({
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '35', most: '36' } },
      lines: [{ measure: 'cvd' }, { measure: 'ad', rate: '20%–21%' }],
      cannot_compute: [{ code: 'rate_unknown', measure: 'ad', detail: `what it charges is in doubt: ${doubt}` }],
    });
    await dispel(recorded, table);
    expect(await on('2026-04-01')).toMatchObject({ total_ad_valorem_pct: '36', depends_on: YET_TO_COME });

    const coverage = { effective_on: '2027', scopes: [{ goods: ['22'], partners: ['AU'] }], unsourced: true as const };
    await recordCoverage(test.tracker, me, 'cvd', CoverageBody.parse({ ...coverage, doubt }));
    // Both cover wine, so that neither its day nor the doubt matters; the new one alone covers beer.
    expect(await on('2027-06-01')).toMatchObject({ total_ad_valorem_pct: '36', cannot_compute: [] });
    expect(reasonsOf(await on('2027-06-01', { product: '2203' }))).toEqual(['base_unknown', 'cvd: date_in_doubt']);
    expect((await on('2028-01-01')).depends_on).toContain(`cvd: what it covers is in doubt: ${doubt}`);
    const beer = await on('2028-01-01', { product: '2203' });
    expect(beer.additional.ad_valorem_pct).toEqual({ least: '0', most: '5' });
    expect(reasonsOf(beer)).toEqual(['base_unknown', 'cvd: coverage_unknown']);

    await recordStatusChanges(test.tracker, me, 'cvd', [change('lifted', '2029-05', { doubt }), change('in_force', '2029-08', { doubt })]);
    expect(reasonsOf(await on('2029-05-15'))).toEqual(['cvd: date_in_doubt']);
    // Whether it was lifted is in doubt, so it may still be paid.
    const lifted = await on('2029-06-15');
    expect(lifted).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '31', most: '36' } } });
    expect(lifted.cannot_compute).toEqual([
      { code: 'status_in_doubt', measure: 'cvd', detail: `whether it is still in force is in doubt: ${doubt}` },
    ]);
    expect(lifted.lines.find(({ measure }) => measure === 'cvd')).toMatchObject({ match: 'unclear', rate: '5%' });
    const back = await on('2029-08-15');
    expect(reasonsOf(back)).toEqual(['cvd: date_in_doubt']);
    expect(back.depends_on).toContain(`cvd: whether it is in force is in doubt: ${doubt}`);
    const again = await on('2029-09-01');
    expect(again).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '31', most: '36' } } });
    expect(reasonsOf(again)).toEqual(['cvd: status_in_doubt']);
    await recordStatusChanges(test.tracker, me, 'cvd', [change('partially_lifted', '2029-10-01', { exemptions: [{ goods: ['2203'] }] })]);
    expect((await on('2029-10-01')).total_ad_valorem_pct).toBe('36');
  });

  it.each(['status', 'coverage', 'rates'] as const)('a base whose %s is in doubt leaves no total: it may be no base', async (part) => {
    const id = `mfn-${part}`;
    const doubt = 'from memory';
    const about = (of: typeof part) => (of === part ? { doubt } : {});
    const goods = { status: '3301', coverage: '3302', rates: '3303' }[part];
    await newMeasure(test.tracker, id, {
      kind: 'tariff',
      type: 'mfn',
      dispute: undefined,
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true, ...about('status') }],
      coverage: { effective_on: '2020-01-01', scopes: [{ goods: [goods], partners: ['*'] }], unsourced: true, ...about('coverage') },
    });
    await rates(id, '14%', { effective_on: '2020-01-01', ...about('rates') });
    const answer = await on('2021-01-01', { product: goods });
    expect(answer).toMatchObject({
      base: { measure: id, rate: part === 'rates' ? '14%, in doubt' : '14%' },
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '0', most: null } },
      additional: { ad_valorem_pct: { least: '0', most: '0' } },
    });
    const [code, what] = {
      status: ['status_in_doubt', 'whether it is in force'],
      coverage: ['coverage_unknown', 'what it covers'],
      rates: ['rate_unknown', 'what it charges'],
    }[part] as [string, string];
    expect(answer.cannot_compute).toEqual([{ code, measure: id, detail: `${what} is in doubt: ${doubt}` }]);
  });

  describe('who says again with a doubt what held before doubts that it goes on', () => {
    const doubt = 'the tariff of that year was not read';
    /** A base of 10% on a good, in force and rated from 2020. */
    const base = async (id: string, product: string) => {
      const coverage = { effective_on: '2020-01-01', scopes: [{ goods: [product], partners: ['*'] }], unsourced: true as const };
      await tariff(id, 'mfn', '10%', { coverage });
      return (day: string) => on(day, { product });
    };
    const notKnown = (code: string, measure: string, what: string) => ({
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '0', most: null } },
      cannot_compute: [{ code, measure, detail: `${what} is in doubt: ${doubt}` }],
    });

    it('rates: they are not known from then on', async () => {
      const asked = await base('mfn-again', '3401');
      await rates('mfn-again', '10%', { effective_on: '2024-01-01', doubt });
      expect(await asked('2023-12-31')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [], depends_on: [] });
      expect(await asked('2025-01-01')).toMatchObject({
        ...notKnown('rate_unknown', 'mfn-again', 'what it charges'),
        base: { rate: '10%, in doubt' },
      });
    });

    it('from a month on: they are not known from its first day, as they may begin to be doubted then', async () => {
      const asked = await base('mfn-month', '3406');
      await rates('mfn-month', '10%', { effective_on: '2024-07', doubt });
      expect(await asked('2024-06-30')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [], depends_on: [] });
      for (const day of ['2024-07-01', '2024-07-15', '2024-07-31', '2024-08-01'])
        expect(await asked(day), day).toMatchObject(notKnown('rate_unknown', 'mfn-month', 'what it charges'));
    });

    it('a status or a coverage from a year on is not known from its first day either', async () => {
      const asked = await base('mfn-year', '3407');
      await recordStatusChanges(test.tracker, me, 'mfn-year', [change('in_force', '2022-01-01', { until_on: '2030-01-01' })]);
      await recordStatusChanges(test.tracker, me, 'mfn-year', [change('in_force', '2024', { doubt })]);
      expect(await asked('2023-12-31')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
      expect(await asked('2024-05-01')).toMatchObject(notKnown('status_in_doubt', 'mfn-year', 'whether it is in force'));
      const covered = await base('mfn-year-goods', '3304');
      const scopes = [{ goods: ['3304'], partners: ['*'] }];
      const body = CoverageBody.parse({ effective_on: '2024', scopes, unsourced: true, doubt });
      await recordCoverage(test.tracker, me, 'mfn-year-goods', body);
      expect(await covered('2024-05-01')).toMatchObject({
        total_ad_valorem_pct: null,
        range: { ad_valorem_pct: { least: '0', most: null } },
      });
    });

    it('rates without a doubt are as certain as those before them', async () => {
      const asked = await base('mfn-sure', '3402');
      await rates('mfn-sure', '10%', { effective_on: '2024-01-01', note: 'read again' });
      expect(await asked('2025-01-01')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [], depends_on: [] });
    });

    it('other rates with a doubt leave those before them', async () => {
      const asked = await base('mfn-other', '3403');
      await rates('mfn-other', '12%', { effective_on: '2024-01-01', doubt });
      expect(await asked('2025-01-01')).toMatchObject({
        total_ad_valorem_pct: null,
        range: { ad_valorem_pct: { least: '10', most: '12' } },
      });
    });

    it('a status: whether it is in force is not known from then on', async () => {
      const asked = await base('mfn-in-force', '3404');
      const until = [change('in_force', '2023-01-01', { until_on: '2030-01-01' }), change('in_force', '2024-01-01', { doubt })];
      await recordStatusChanges(test.tracker, me, 'mfn-in-force', until);
      expect(await asked('2023-06-01')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
      expect(await asked('2025-01-01')).toMatchObject(notKnown('status_in_doubt', 'mfn-in-force', 'whether it is in force'));
    });

    it('a coverage: whether the good is covered is not known from then on', async () => {
      const asked = await base('mfn-goods', '3405');
      const scopes = [{ goods: ['3405'], partners: ['*'] }];
      await recordCoverage(
        test.tracker,
        me,
        'mfn-goods',
        CoverageBody.parse({ effective_on: '2024-01-01', scopes, unsourced: true, doubt }),
      );
      expect(await asked('2023-12-31')).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
      const later = await asked('2025-01-01');
      expect(later).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '0', most: null } } });
      expect(new Set(reasonsOf(later))).toEqual(new Set(['mfn-goods: coverage_unknown']));
      expect(later.cannot_compute[0]?.detail).toBe(`what it covers is in doubt: ${doubt}`);
    });
  });

  it('the rate that returns after a table with an imprecise end is not certain until that is over', async () => {
    await rates('ad', '7%', { effective_on: '2030-01-01', until_on: '2030-03' });
    const answers = await Promise.all(['2030-02-28', '2030-03-15', '2030-04-01'].map((day) => on(day)));
    expect(answers.map((answer) => answer.total_ad_valorem_pct ?? reasonsOf(answer))).toEqual(['22', ['ad: date_in_doubt'], '36']);
  });

  it('an exemption that hangs on the quota asks for it', async () => {
    const exemptions = [{ quota: 'in' as const }];
    await recordStatusChanges(test.tracker, me, 'ad', [change('partially_lifted', '2031-01-01', { exemptions })]);
    expect(reasonsOf(await on('2031-01-01'))).toEqual(['ad: quota_unknown']);
    expect(await on('2031-01-01', { quota: 'over' })).toMatchObject({
      total_ad_valorem_pct: '36',
      lines: [{ match: 'full' }, { match: 'full' }],
    });
    const within = await on('2031-01-01', { quota: 'in' });
    expect(within).toMatchObject({
      total_ad_valorem_pct: '15',
      suppressed: [{ measure: 'ad', rule: { text: 'exempt: within the quota' } }],
    });
  });

  it('what hangs on a quota says which are recorded for the goods on the day, or that none is', async () => {
    const said = async (day: string, more: Asked = {}): Promise<string[]> =>
      (await on(day, { product: '220421', ...more })).depends_on.filter((text) => text.startsWith('ad:'));
    const quota = (period: string, starts_on: string, scope: object) =>
      recordQuota(
        test.tracker,
        me,
        'ad',
        QuotaBody.parse({
          period,
          starts_on,
          ends_on: `${starts_on.slice(0, 4)}-12-31`,
          quantity: '90',
          unit: 't',
          scope,
          unsourced: true,
        }),
      );
    expect(await said('2032-06-01', { quota: 'in' })).toEqual([
      'ad: taken as within a quota, of which none is recorded for these goods on 2032-06-01',
    ]);
    expect(await said('2032-06-01')).toEqual([]);
    await quota('2032', '2032-01-01', { partners: ['*'] });
    await quota('2032 of Australia', '2032-01-01', { partners: ['AU'] });
    await quota('2032 of sparkling wine', '2032-01-01', { goods: ['220410'] });
    await quota('2033 by words', '2033-01-01', { goods: [{ name: 'Sweet wine' }] });
    const both = ['ad: the quota is 2032: 90 t, everything | 2032 of Australia: 90 t, AU'];
    expect(await said('2032-12-31', { quota: 'in' })).toEqual(both);
    expect(await said('2032-12-31')).toEqual(both);
    expect(await said('2032-12-31', { quota: 'over' })).toEqual([]);
    expect(await said('2033-01-01', { quota: 'in' })).toEqual([
      'ad: the quotas recorded for that day (1) are told in words alone: which of them is for these goods is not known here',
    ]);
  });

  it('a tariff in force without a coverage is said to be missing, from when it is known and while it is in force', async () => {
    later('2025-06-01T00:00:00.000Z');
    await tariff('mystery', 'additional', '1%', {
      coverage: undefined,
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', until_on: '2024-02-01', unsourced: true }],
    });
    const answer = await on('2024-01-31');
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '35', most: '36' } } });
    expect(answer.cannot_compute).toEqual([{ code: 'coverage_unknown', measure: 'mystery', detail: expect.stringContaining('not known') }]);
    expect(reasonsOf(await on('2024-02-01'))).toEqual([]);
    expect(reasonsOf(await on('2024-01-31', { known_at: '2025-05-31' }))).toEqual([]);
    expect(reasonsOf(await on('2024-01-31', { importer: 'US', origin: 'CN' }))).toEqual(['base_unknown']);
    const scopes = [{ goods: ['03'] }];
    await recordCoverage(test.tracker, me, 'mystery', CoverageBody.parse({ effective_on: '2024-01-15', scopes, unsourced: true }));
    expect(reasonsOf(await on('2024-01-14'))).toEqual(['mystery: coverage_unknown']);
    expect(reasonsOf(await on('2024-01-15'))).toEqual([]);
  });

  it('what hits the union hits its members, and what hits a member may or may not hit the union', async () => {
    await tariff('on-eu', 'additional', '30%', {
      coverage: { effective_on: '2020-01-01', scopes: [{ partners: ['EU'] }], unsourced: true },
    });
    await tariff('on-de', 'additional', '40%', {
      coverage: { effective_on: '2020-01-01', scopes: [{ partners: ['DE'] }], unsourced: true },
    });
    const hits = async (origin: string) =>
      Object.fromEntries((await on('2022-01-01', { origin, product: '8703' })).lines.map((line) => [line.measure, line.match]));
    expect(await hits('DE')).toEqual({ 'on-eu': 'full', 'on-de': 'full' });
    expect(await hits('EU')).toEqual({ 'on-eu': 'full', 'on-de': 'unclear' });
    expect(await hits('JP')).toEqual({});
  });

  it('refuses what it does not know, and a value without its currency', async () => {
    await refused(on('2024-01-01', { importer: 'XX' }), 'invalid', 'XX');
    await refused(on('2024-01-01', { origin: 'ZZ' }), 'invalid', 'ZZ');
    await refused(on('2024-01-01', { customs_value: '100' }), 'invalid', 'currency');
    await refused(on('2022-01-01', { conditions: [{ id: 'usmca', met: true }] }), 'invalid', '"usmca"', 'there are none');
    await refused(on('2024-02-30'), 'invalid', '2024-02-30');
    await refused(on('2024-01-01', { quantity: ['1 hl', '100 l'] }), 'invalid', '1 hl', '100 l');
  });

  it('repeats the question as it was asked', async () => {
    const asked = { exporter: 'Nobody', customs_value: '100', currency: 'EUR', quantity: ['45 hl', '40 % vol'], fx: ['EUR:USD=1.08'] };
    expect((await on('2022-01-01', { ...asked, quota: 'over', preference: true })).question).toEqual({
      importer: 'CN',
      origin: 'AU',
      product: '2204',
      ...asked,
      quota: 'over',
      preference: true,
      customs_value_is: 'CIF',
      condition: [],
      value_part: [],
    });
  });
});
