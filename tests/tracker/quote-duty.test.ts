import type { z } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorrectionBody, CoverageBody, DutyRuleBody, RateTableBody } from '../../src/contract/entries.ts';
import type { MeasureBody } from '../../src/contract/register.ts';
import { addDays } from '../../src/domain/dates.ts';
import { parseFx } from '../../src/domain/money.ts';
import { parseQuantity } from '../../src/domain/units.ts';
import type { DutyType } from '../../src/domain/vocabulary.ts';
import { correctEntry } from '../../src/tracker/correct.ts';
import { loadDataset } from '../../src/tracker/load-dataset.ts';
import { type DutyQuestion, type DutyQuote, quoteDuty } from '../../src/tracker/quote-duty.ts';
import { recordCoverage, recordDutyRule, recordRateTable } from '../../src/tracker/record-statements.ts';
import { recordStatusChanges } from '../../src/tracker/record-status-changes.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { reasonsOf } from '../support/tariffs.ts';

type Asked = Partial<Omit<DutyQuestion, 'quantities' | 'fx'>> & { quantity?: string[]; fx?: string[] };
const quote = ({ tracker }: TestTracker, { quantity = [], fx = [], ...question }: Asked): Promise<DutyQuote> =>
  quoteDuty(tracker, {
    importer: 'CN',
    origin: 'AU',
    product: '2204',
    ...question,
    quantities: quantity.map((text) => parseQuantity(text)),
    fx: fx.map((text) => parseFx(text)),
  });
const measuresOf = (lines: readonly { measure: string }[]): string[] => lines.map(({ measure }) => measure).sort();

describe('the bundled disputes', () => {
  let test: TestTracker;
  const ask = (importer: string, origin: string, product: string, on: string, more: Asked = {}): Promise<DutyQuote> =>
    quote(test, { importer, origin, product, on, ...more });
  const lineOf = ({ lines }: DutyQuote, measure: string) => lines.find((line) => line.measure === measure);
  beforeAll(async () => {
    test = await testTracker();
    await loadDataset(test.tracker);
  });
  afterAll(() => test.close());

  describe('Chinese electric cars in the EU', () => {
    it.each([
      ['BYD', '2024-07-04', '10', undefined, undefined, undefined],
      ['BYD', '2024-07-05', '27.4', '17.4%', 'byd', 'guarantee'],
      ['BYD', '2024-10-29', '27.4', '17.4%', 'byd', 'guarantee'],
      ['BYD', '2024-10-30', '27.0', '17.0%', 'byd', 'full'],
      ['Tesla', '2024-10-29', '30.8', '20.8%', 'other_cooperating', 'guarantee'],
      ['Tesla (Shanghai)', '2024-10-30', '17.8', '7.8%', 'tesla', 'full'],
      ['Geely', '2024-10-30', '28.8', '18.8%', 'geely', 'full'],
      ['saic', '2024-10-30', '45.3', '35.3%', 'saic', 'full'],
      ['other_cooperating', '2024-10-30', '30.7', '20.7%', 'other_cooperating', 'full'],
      ['all_others', '2024-10-30', '45.3', '35.3%', 'all_others', 'full'],
    ])('%s on %s: %s%', async (exporter, on, total, rate, applies_to, collected) => {
      const answer = await ask('EU', 'CN', '87038010', on, { exporter });
      expect(answer).toMatchObject({ total_ad_valorem_pct: total, depends_on: [], cannot_compute: [], suppressed: [] });
      expect(answer.base).toMatchObject({ measure: 'eu-mfn-cars', duty_type: 'mfn', rate: '10%' });
      const [line, ...others] = answer.lines;
      expect(others).toEqual([]);
      expect([line?.rate, line?.applies_to, line?.collected]).toEqual([rate, applies_to, collected]);
    });

    it('a company that the register lacks gets the residual, and the answer says so', async () => {
      const answer = await ask('EU', 'CN', '87038010', '2024-10-30', { exporter: 'Nobody Motors' });
      expect(answer.total_ad_valorem_pct).toBe('45.3');
      expect(answer.lines).toMatchObject([{ applies_to: 'all_others', residual: true, status: 'in_force', match: 'full' }]);
      expect(answer.depends_on).toEqual(['eu-cn-bev-cvd: Nobody Motors has no rate of its own there, so it gets that of all others']);
    });

    it('without a company there is no total', async () => {
      const answer = await ask('EU', 'CN', '87038010', '2024-10-30');
      expect(reasonsOf(answer)).toEqual(['eu-cn-bev-cvd: exporter_required']);
      expect(answer).not.toHaveProperty('total_ad_valorem_pct');
      expect(answer).not.toHaveProperty('total_amount');
    });

    it('with a value rounds once: the sum is not that of the rounded lines', async () => {
      const answer = await ask('EU', 'CN', '87038010', '2024-10-30', { exporter: 'BYD', customs_value: '1000.05', currency: 'EUR' });
      expect(answer.base?.amount).toEqual({ amount: '100.01', currency: 'EUR' });
      expect(answer.lines[0]?.amount).toEqual({ amount: '170.01', currency: 'EUR' });
      expect(answer.total_amount).toEqual({ amount: '270.01', currency: 'EUR' });
    });

    it('shows legal instruments and the sources of status, coverage and rates', async () => {
      const [line] = (await ask('EU', 'CN', '87038010', '2024-10-30', { exporter: 'BYD' })).lines;
      expect(line?.legal_instruments).toContain('Commission Implementing Regulation (EU) 2024/2754 of 29 October 2024 (definitive)');
      expect(line?.sources).toEqual(['expeditors-2024-10', 'wisetech-2024-10', 'taxspoc-2024-06', 'cnevpost-2026-02']);
    });

    it('VW Anhui: the undertaking for one model is named', async () => {
      const answer = await ask('EU', 'CN', '87038010', '2026-03-01', { exporter: 'VW Anhui' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: '30.7', lines: [{ match: 'part', applies_to: 'other_cooperating' }] });
      expect(answer.depends_on).toContainEqual(expect.stringMatching(/^eu-cn-bev-cvd: 0% instead, if Cupra Tavascan; vw-anhui; under/));
    });

    it('a member of the union charges what the union charges; to others it charges nothing of it', async () => {
      const answer = await ask('DE', 'CN', '87038010', '2024-10-30', { exporter: 'BYD' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: '27.0', question: { importer: 'DE' } });
      expect(measuresOf((await ask('EU', 'US', '87038010', '2024-10-30')).lines)).toEqual([]);
      expect((await ask('GB', 'CN', '87038010', '2024-10-30', { exporter: 'BYD' })).lines).toEqual([]);
    });

    it('inside a customs territory there is no question', async () => {
      for (const [importer, origin] of [
        ['DE', 'FR'],
        ['EU', 'DE'],
        ['DE', 'EU'],
        ['CN', 'CN'],
      ] as const)
        await refused(ask(importer, origin, '870380', '2024-10-30'), 'invalid', importer, origin, 'one customs territory');
      expect((await ask('GB', 'DE', '870380', '2024-10-30')).base).toBeNull();
      await refused(ask('GB', 'DE', '870380', '2020-12-31'), 'invalid', '(EU)');
    });
  });

  describe('Australian wine in China', () => {
    const wine = (on: string, more: Asked = {}) =>
      ask('CN', 'AU', '220421', on, { exporter: 'Treasury Wine Estates', preference: true, ...more });

    it('with the preference pays the anti-dumping duty alone, and not the countervailing one that was never levied', async () => {
      const answer = await wine('2021-04-01');
      expect(answer).toMatchObject({ total_ad_valorem_pct: '175.6', base: { measure: 'cn-chafta-wine', rate: '0%' }, cannot_compute: [] });
      expect(measuresOf(answer.lines)).toEqual(['cn-au-wine-ad']);
    });

    it('from the day after the last nothing', async () => {
      expect(await wine('2024-03-28')).toMatchObject({ total_ad_valorem_pct: '175.6' });
      expect(await wine('2024-03-29')).toMatchObject({ total_ad_valorem_pct: '0', lines: [], cannot_compute: [] });
    });

    it('without the preference the base is not known: the additional duty alone', async () => {
      const answer = await wine('2021-04-01', { preference: false });
      expect(answer).toMatchObject({ base: null, total_ad_valorem_pct: '175.6' });
      expect(reasonsOf(answer)).toEqual(['base_unknown']);
      expect(answer.depends_on).toEqual(['cn-chafta-wine: 0% instead of the MFN rate, if the preference is claimed (preference=true)']);
    });

    it('while both were provisional the deposits are known as ranges', async () => {
      expect(reasonsOf(await wine('2021-01-15'))).toEqual(['cn-au-wine-cvd: rate_unknown', 'cn-au-wine-ad: rate_unknown']);
    });
  });

  describe('EU goods in China', () => {
    it('brandy: an unknown maker has only a range once the duty is definitive, and no longer the deposit', async () => {
      const unknown = { exporter: 'Nobody' };
      expect(await ask('CN', 'FR', '220820', '2025-07-04', unknown)).toMatchObject({ total_ad_valorem_pct: '44.0' });
      const answer = await ask('CN', 'FR', '220820', '2025-07-05', unknown);
      expect(reasonsOf(answer)).toEqual(['cn-eu-brandy-ad: rate_unknown']);
      expect(answer.cannot_compute[0]?.detail).toContain('27.7%–34.9%');
      expect(answer).not.toHaveProperty('total_ad_valorem_pct');
      expect(JSON.stringify(answer)).not.toContain('39.0');
    });

    it('brandy: a maker with an undertaking pays the base alone, and the answer names what it risks', async () => {
      const answer = await ask('CN', 'FR', '220820', '2025-08-01', { exporter: 'Martell' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: '5', lines: [{ rate: '27.7%', collected: 'if_undertaking_broken' }] });
      expect(answer.depends_on).toEqual(['cn-eu-brandy-ad: 27.7% is collected only if the undertaking is not respected']);
    });

    it('pork: the deposit of 62.4% is charged on no day after the definitive table', async () => {
      const pork = (on: string) => ask('CN', 'DE', '0203', on, { exporter: 'Nobody' });
      expect(lineOf(await pork('2025-12-16'), 'cn-eu-pork-ad')).toMatchObject({ rate: '62.4%', collected: 'guarantee' });
      for (let on = '2025-12-17'; on < '2031-01-01'; on = addDays(on, on < '2026-02-01' ? 1 : 61)) {
        const answer = await pork(on);
        expect(lineOf(answer, 'cn-eu-pork-ad')).toMatchObject({ rate: '4.9%–19.8%', ad_valorem_pct: null });
        expect(reasonsOf(answer)).toEqual(['cn-eu-pork-ad: rate_unknown']);
      }
    });
  });

  describe('Canadian goods in China', () => {
    it.each([
      ['1514', '2025-06-01', '100'],
      ['230641', '2025-06-01', '100'],
      ['1514', '2026-06-01', '100'],
      ['230641', '2027-01-01', '100'],
      ['1514', '2027-01-01', '100'],
    ])('%s pays on %s', async (product, on, total) => {
      const answer = await ask('CN', 'CA', product, on);
      expect(answer).toMatchObject({ total_ad_valorem_pct: total, suppressed: [] });
      expect(measuresOf(answer.lines)).toEqual(['cn-ca-100-2025']);
    });

    it.each(['2026-03-01', '2026-06-01', '2026-12-31'])('oil cake is exempt on %s', async (on) => {
      const answer = await ask('CN', 'CA', '230641', on, { customs_value: '1000', currency: 'CNY' });
      expect(answer.lines).toEqual([]);
      expect(answer.suppressed).toMatchObject([{ measure: 'cn-ca-100-2025', rate: '100%', rule: { type: 'exempt', seq: null } }]);
      expect(answer.suppressed[0]?.rule.text).toContain('230641');
      expect(answer).not.toHaveProperty('total_amount');
    });
  });

  describe('the US reciprocal tariff on 2025-09-01', () => {
    const reciprocal = async (origin: string) => lineOf(await ask('US', origin, '870380', '2025-09-01'), 'us-world-ieepa-reciprocal');

    it('by origin: added, topped up, or not charged', async () => {
      expect(await reciprocal('IN')).toMatchObject({ rate: '25%', ad_valorem_pct: '25', tops_up_to: null });
      expect(await reciprocal('JP')).toMatchObject({ rate: '12.5%', ad_valorem_pct: '12.5', tops_up_to: '15' });
      expect(await reciprocal('DE')).toMatchObject({ rate: '12.5%', tops_up_to: '15' });
      expect(await reciprocal('EU')).toMatchObject({ rate: '12.5%', tops_up_to: '15' });
      expect(await reciprocal('GB')).toMatchObject({ rate: '10%', tops_up_to: null });
      expect(await reciprocal('CA')).toBeUndefined();
    });

    it('with the base comes to 15% for Japanese cars, and names the list that was not transcribed and doubts', async () => {
      expect(await ask('US', 'JP', '870380', '2025-09-01')).toMatchObject({ total_ad_valorem_pct: '15.0' });
      const { depends_on } = await ask('US', 'IN', '870380', '2025-09-01');
      expect(depends_on).toContain('us-world-ieepa-reciprocal: it may cover only a part of what is asked about');
      expect(depends_on).toContain('us-world-ieepa-reciprocal: the rate is in doubt: start day and the 18% step not verified');
      expect(depends_on).toContain('us-in-russian-oil: what it charges is in doubt: 27 August recalled; sources say August 2025');
    });

    it('the ceiling has a first and a last day, inclusive', async () => {
      const on = async (day: string) => lineOf(await ask('US', 'JP', '870380', day), 'us-world-ieepa-reciprocal')?.tops_up_to;
      expect([await on('2025-08-06'), await on('2025-08-07'), await on('2026-02-23'), await on('2026-02-24')]).toEqual([
        null,
        '15',
        '15',
        undefined,
      ]);
    });
  });

  it('Chinese cars in the US pay the increase, and the lists that it takes the place of are shown as not levied', async () => {
    const answer = await ask('US', 'CN', '870380', '2025-09-01');
    expect(lineOf(answer, 'us-cn-301-ev-2024')).toMatchObject({ rate: '100%' });
    expect(answer.suppressed.map(({ measure, rule }) => [measure, rule.text])).toContainEqual([
      'us-cn-301-list-1',
      'not levied together with us-cn-301-ev-2024',
    ]);
    expect(measuresOf((await ask('US', 'CN', '870380', '2024-09-26')).lines)).toContain('us-cn-301-list-1');
  });

  it.each([
    ['CA', 'CN', '870380', 'ca-cn-ev-surtax', '6.1', '106.1'],
    ['CN', 'BR', '0202', 'cn-beef-safeguard-2026', undefined, '55'],
  ])('within and over a quota: %s from %s, %s', async (importer, origin, product, measure, within, over) => {
    expect(reasonsOf(await ask(importer, origin, product, '2026-06-01'))).toContain(`${measure}: quota_unknown`);
    const inside = await ask(importer, origin, product, '2026-06-01', { quota: 'in' });
    expect(inside.total_ad_valorem_pct).toBe(within);
    expect(measuresOf(inside.suppressed)).toEqual([measure]);
    expect(await ask(importer, origin, product, '2026-06-01', { quota: 'over' })).toMatchObject({
      total_ad_valorem_pct: over,
      suppressed: [],
    });
  });

  it.each([
    ['BR', 'CN', '870380', '2025-09-01', 'br-ev-duty', '25'],
    ['CN', 'GB', '220830', '2026-02-01', 'cn-whisky-duty', '10'],
    ['CN', 'GB', '220830', '2026-02-02', 'cn-whisky-duty', '5'],
  ])('what replaces the base is the base: %s from %s, %s on %s', async (importer, origin, product, on, measure, total) => {
    expect(await ask(importer, origin, product, on)).toMatchObject({
      base: { measure },
      lines: [],
      total_ad_valorem_pct: total,
      cannot_compute: [],
    });
  });

  it('Turkey: the greater of 40% and 7,000 USD a car needs value, number and a rate of exchange', async () => {
    const answer = (more: Asked) => ask('TR', 'CN', '870323', '2025-03-01', { customs_value: '15000', currency: 'USD', ...more });
    expect(await answer({ quantity: ['1 unit'] })).toMatchObject({
      total_amount: { amount: '8500.00', currency: 'USD' },
      cannot_compute: [],
    });
    expect(await answer({ quantity: ['1 unit'], customs_value: '20000' })).toMatchObject({ total_amount: { amount: '10000.00' } });
    expect(await answer({ quantity: ['1 unit'], currency: 'EUR', fx: ['EUR:USD=1.25'] })).toMatchObject({
      total_amount: { amount: '7500.00', currency: 'EUR' },
    });
    expect(reasonsOf(await answer({}))).toEqual(['tr-cn-cars-2024: quantity_required']);
    expect(reasonsOf(await answer({ quantity: ['900 kg'] }))).toEqual(['tr-cn-cars-2024: unit_mismatch']);
    expect(reasonsOf(await answer({ quantity: ['1 unit'], currency: 'EUR' }))).toEqual(['tr-cn-cars-2024: currency_rate_required']);
    const { total_amount } = await answer({});
    expect(total_amount).toBeUndefined();
  });

  it('a withdrawn preference is no duty of its own', async () => {
    const chemicals = await ask('CN', 'TW', '290122', '2024-09-01');
    expect(chemicals).toMatchObject({ lines: [], base: null });
    expect(reasonsOf(chemicals)).toEqual(['base_unknown']);
    const { depends_on } = await ask('CN', 'TW', '290122', '2024-09-01', { preference: true });
    expect(depends_on).toEqual(['cn-tw-ecfa-12: the MFN rate applies to a part of what is asked about: the preference is withdrawn']);
  });

  it('on no day has an answer a total beside a reason against it', async () => {
    const questions = [
      ['EU', 'CN', '870380'],
      ['CN', 'EU', '0406'],
      ['CN', 'US', '1201'],
      ['US', 'CN', '85'],
      ['CA', 'CN', '7208'],
      ['CN', 'CA', '03'],
      ['US', 'BR', '0901'],
    ] as const;
    for (const [importer, origin, product] of questions)
      for (let on = '2018-01-15'; on < '2027-06-01'; on = addDays(on, 97)) {
        const answer = await ask(importer, origin, product, on, { exporter: 'Nobody' });
        const against = reasonsOf(answer).filter((reason) => reason !== 'base_unknown');
        if (against.length > 0) expect(answer).not.toHaveProperty('total_ad_valorem_pct');
        expect(new Set(answer.cannot_compute.map((one) => JSON.stringify(one))).size).toBe(answer.cannot_compute.length);
      }
  });
});

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
    await putRows(test, SMALL_REGISTER);
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

  it('a rule of which the month alone is known leaves the days of that month open; its doubt is named', async () => {
    later('2025-05-01T00:00:00.000Z');
    const { recorded } = await rule({ first_on: '2022-03', last_on: '2022-06', doubt: 'heard only once' });
    const answers = await Promise.all(['2022-02-28', '2022-03-15', '2022-04-15', '2022-06-15', '2022-07-01'].map((day) => on(day)));
    expect(answers.map((answer) => answer.total_ad_valorem_pct ?? reasonsOf(answer))).toEqual([
      '35',
      ['ad: date_in_doubt'],
      '15',
      ['ad: date_in_doubt'],
      '35',
    ]);
    expect(answers[2]?.depends_on).toEqual(['ad: not levied together with cvd; in doubt: heard only once']);
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'for the next test' }));
  });

  it('a rule for a part of the goods is named', async () => {
    const { recorded } = await rule({ scope: { goods: ['220421'] } });
    const answer = await on('2023-01-01');
    expect(answer).toMatchObject({
      total_ad_valorem_pct: '35',
      depends_on: ['ad: not levied together with cvd, for a part of what is asked about'],
    });
    expect(await on('2023-01-01', { product: '22042100' })).toMatchObject({ total_ad_valorem_pct: '15', depends_on: [] });
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'for the next test' }));
  });

  it('dates and doubts of the rate table and of the coverage count as those of the status do', async () => {
    const doubt = 'the annex was not seen';
    await rates('ad', '21%', { effective_on: '2026-03', doubt });
    const month = await on('2026-03-15');
    expect(reasonsOf(month)).toEqual(['ad: date_in_doubt']);
    expect(month.depends_on).toEqual([`ad: what it charges is in doubt: ${doubt}`]);
    expect(month.cannot_compute[0]?.detail).toContain('what it charges');
    expect(await on('2026-02-28')).toMatchObject({ total_ad_valorem_pct: '35', depends_on: [] });
    expect(await on('2026-04-01')).toMatchObject({ total_ad_valorem_pct: '36', depends_on: [`ad: what it charges is in doubt: ${doubt}`] });

    const scopes = [{ goods: ['22'], partners: ['AU'] }];
    await recordCoverage(test.tracker, me, 'cvd', CoverageBody.parse({ effective_on: '2027', scopes, doubt, unsourced: true }));
    expect(reasonsOf(await on('2027-06-01'))).toEqual(['cvd: date_in_doubt']);
    expect((await on('2028-01-01')).depends_on).toContain(`cvd: what it covers is in doubt: ${doubt}`);

    await recordStatusChanges(test.tracker, me, 'cvd', [change('lifted', '2029-05', { doubt }), change('in_force', '2029-08', { doubt })]);
    expect(reasonsOf(await on('2029-05-15'))).toEqual(['cvd: date_in_doubt']);
    expect(reasonsOf(await on('2029-06-15'))).toEqual([]);
    const back = await on('2029-08-15');
    expect(reasonsOf(back)).toEqual(['cvd: date_in_doubt']);
    expect(back.depends_on).toContain(`cvd: whether it is in_force is in doubt: ${doubt}`);
    expect((await on('2029-09-01')).total_ad_valorem_pct).toBe('36');
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

  it('a tariff in force without a coverage is said to be missing, from when it is known and while it is in force', async () => {
    later('2025-06-01T00:00:00.000Z');
    await tariff('mystery', 'additional', '1%', {
      coverage: undefined,
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', until_on: '2024-02-01', unsourced: true }],
    });
    const answer = await on('2024-01-31');
    expect(answer).not.toHaveProperty('total_ad_valorem_pct');
    expect(answer.cannot_compute).toEqual([
      { code: 'coverage_unknown', measure: 'mystery', detail: expect.stringContaining('not recorded') },
    ]);
    expect(reasonsOf(await on('2024-02-01'))).toEqual([]);
    expect(reasonsOf(await on('2024-01-31', { known_at: '2025-05-31' }))).toEqual([]);
    expect(reasonsOf(await on('2024-01-31', { importer: 'US', origin: 'CN' }))).toEqual(['base_unknown']);
    const scopes = [{ goods: ['03'] }];
    await recordCoverage(test.tracker, me, 'mystery', CoverageBody.parse({ effective_on: '2024-01-15', scopes, unsourced: true }));
    expect(reasonsOf(await on('2024-01-14'))).toEqual(['mystery: coverage_unknown']);
    expect(reasonsOf(await on('2024-01-15'))).toEqual([]);
  });

  it('what hits the union hits its members, and an area of theirs in part', async () => {
    await tariff('on-eu', 'additional', '30%', {
      coverage: { effective_on: '2020-01-01', scopes: [{ partners: ['EU'] }], unsourced: true },
    });
    await tariff('on-de', 'additional', '40%', {
      coverage: { effective_on: '2020-01-01', scopes: [{ partners: ['DE'] }], unsourced: true },
    });
    const hits = async (origin: string) =>
      Object.fromEntries((await on('2022-01-01', { origin, product: '8703' })).lines.map((line) => [line.measure, line.match]));
    expect(await hits('DE')).toEqual({ 'on-eu': 'full', 'on-de': 'full' });
    expect(await hits('EU')).toEqual({ 'on-eu': 'full', 'on-de': 'part' });
    expect(await hits('JP')).toEqual({});
  });

  it('refuses what it does not know, and a value without its currency', async () => {
    await refused(on('2024-01-01', { importer: 'XX' }), 'invalid', 'XX');
    await refused(on('2024-01-01', { origin: 'ZZ' }), 'invalid', 'ZZ');
    await refused(on('2024-01-01', { customs_value: '100' }), 'invalid', 'currency');
    await refused(on('2024-01-01', { currency: 'EUR' }), 'invalid', 'customs_value');
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
    });
  });
});
