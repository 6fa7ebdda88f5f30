import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftSince } from '../../scripts/known-shipments.ts';
import { addExporter } from '../../src/changes/register.ts';
import { addDays } from '../../src/domain/dates.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { besideWords } from '../../src/things/beside-duty.ts';
import { dutyRows, rangeWords } from '../../src/things/duty.ts';
import { bundledTracker, sharedTracker, type TestTracker } from '../support/database.ts';
import { type Asked, quote } from '../support/quoting.ts';
import { refused } from '../support/recording.ts';
import { measuresOf, reasonsOf } from '../support/tariffs.ts';
import { THOROUGH } from '../support/thorough.ts';

describe('the bundled disputes', () => {
  let test: TestTracker;
  const ask = (importer: string, origin: string, product: string, on: string, more: Asked = {}): Promise<DutyQuote> =>
    quote(test, { importer, origin, product, on, ...more });
  const lineOf = ({ lines }: DutyQuote, measure: string) => lines.find((line) => line.measure === measure);
  beforeAll(async () => {
    test = await sharedTracker();
  });
  afterAll(() => test.close());

  describe('companies', () => {
    it.each([
      ['EU', 'CN', '8703801010', '2024-10-30', 'BYD Auto Co., Ltd.', '17.0%'],
      ['EU', 'CN', '8703801010', '2024-10-30', 'byd auto', '17.0%'],
      ['EU', 'CN', '8703801010', '2024-10-30', 'Tesla Shanghai', '7.8%'],
      ['EU', 'CN', '8703801010', '2024-10-30', 'TESLA (SHANGHAI) CO LTD', '7.8%'],
      ['CN', 'FR', '2208200090', '2025-07-10', 'Rémy Martin', '0%–34.3%'],
      ['CN', 'FR', '2208200090', '2025-07-10', 'rémy martin', '0%–34.3%'],
      ['CN', 'AU', '220421', '2021-04-01', 'Treasury Wine Estates Vintners Limited', '175.6%'],
    ])('%s %s %s on %s: %s has its own rate, %s', async (importer, origin, product, on, exporter, rate) => {
      const [line] = (await ask(importer, origin, product, on, { exporter })).lines;
      expect(line).toMatchObject({ rate, residual: false, match: 'full' });
    });

    it('that are nearly known ones are an error that names those', async () => {
      for (const exporter of ['BYDD', 'BYD Aut', 'Gely'])
        await expect(ask('EU', 'CN', '8703801010', '2024-10-30', { exporter })).rejects.toThrow(/nearly (BYD|Geely)/);
    });

    it('of which two have the name that is asked are an error that gives the ids, also where the name is the id of one', async () => {
      const own = await bundledTracker();
      await addExporter(own.tracker, { actor: 'test' }, { id: 'tesla-two', name: 'Tesla the Second', aliases: ['Tesla'] });
      const of = (exporter: string) => quote(own, { importer: 'EU', origin: 'CN', product: '8703801010', on: '2025-11-24', exporter });
      await expect(of('Tesla')).rejects.toThrow('"Tesla" may be tesla or tesla-two: give the id of the one that is meant');
      expect((await of('tesla')).lines[0]).toMatchObject({ rate: '7.8%' });
      await own.close();
    });
  });

  it('of a code that came later is refused, and of one that is gone has no number that the code of the day may not have', async () => {
    await expect(ask('US', 'CN', '85414300', '2020-12-24')).rejects.toThrow('give the code that the goods had on 2020-12-24');
    const gone = (answer: DutyQuote) => answer.cannot_compute.filter(({ code }) => code === 'code_outdated');
    expect(gone(await ask('US', 'CN', '85414000', '2020-12-24'))).toEqual([]);
    const detail = expect.stringContaining('8541.40 is in its editions to 2017');
    expect(gone(await ask('US', 'CN', '85414000', '2024-12-24'))).toEqual([{ code: 'code_outdated', measure: null, detail }]);
    // A phone of before 2022: free since by the code of 2022, and 20% by the one that is gone.
    const phone = await ask('US', 'VN', '85171200', '2025-09-01', { customs_value: '1000', currency: 'USD' });
    expect(phone.total_ad_valorem_pct).toBeNull();
    expect(phone.total_amount).toBeNull();
    expect(phone.range).toEqual({
      ad_valorem_pct: { least: '0', most: null },
      amount: { least: '0.00', most: null, currency: 'USD' },
    });
    expect(phone.additional.ad_valorem_pct).toEqual({ least: '0', most: null });
    expect((await ask('US', 'VN', '85171200', '2021-12-31')).total_ad_valorem_pct).toBe('0');
  });

  it('of a heading says which codes below it have no goods on the day, and gives them no number', async () => {
    const { by_code, depends_on, range } = await ask('US', 'CN', '8462', '2026-11-24');
    const row = (code: string) => by_code.find((one) => one.code === code);
    expect(row('846211')?.total_ad_valorem_pct).toBe('41.9');
    expect(row('846210')).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: null } });
    // What the heading itself pays is told by the codes that it has.
    expect(range.ad_valorem_pct).toEqual({ least: '16.9', most: '41.9' });
    expect(depends_on).toContainEqual(expect.stringMatching(/^the Harmonized System of the day has no goods of 846210, 846221, /));
    const [before] = (await ask('US', 'CN', '8462', '2021-11-24')).depends_on.filter((text) => text.includes('of the day'));
    expect(before).toContain('846211, ');
    expect(before).not.toContain('846210');
  });

  it('says where what is said of a quota is not heard', async () => {
    const unheard = (answer: DutyQuote) => answer.depends_on.filter((text) => text.startsWith('no duty on these goods hangs on a quota'));
    const toys = ['US', 'VN', '95030000', '2026-11-24'] as const;
    expect(unheard(await ask(...toys, { quota: 'in' }))).toEqual([
      'no duty on these goods hangs on a quota: that they are within one changes none',
    ]);
    expect(unheard(await ask(...toys))).toEqual([]);
    expect(unheard(await ask('GB', 'TR', '72083900', '2026-08-01', { quota: 'over' }))).toEqual([]);
  });

  it('of a day after the last entry says that more may have been decided since', async () => {
    const ahead = (on: string, more: Asked = {}) => ask('EU', 'CN', '8703801010', on, { exporter: 'BYD', ...more });
    const [first] = (await ahead('2029-10-29')).depends_on;
    expect(first).toMatch(/^the last entry here is of \d{4}-\d\d-\d\d, before 2029-10-29: what was decided since is not in it$/);
    expect((await ahead('2025-10-29')).depends_on.join()).not.toContain('the last entry');
  });

  it('names what the origin charges on export, which is in no total, and in no answer the other way round or once it is over', async () => {
    const rice = await ask('BD', 'IN', '10063010', '2023-10-01');
    expect(rice.export_duties).toMatchObject([
      // Organic rice is free.
      { measure: 'in-rice-duty', imposed_by: 'IN', rate: '20%', status: 'partially_lifted', match: 'unclear' },
    ]);
    expect(rice.lines).toEqual([]);
    expect(dutyRows(rice).filter(({ part }) => part === 'export_duty')).toMatchObject([
      { measure: 'in-rice-duty', rate: '20%', rule: 'charged on export by IN', ad_valorem_pct: null },
    ]);
    for (const [importer, origin, on] of [
      ['IN', 'BD', '2023-10-01'],
      ['BD', 'IN', '2025-10-01'],
      ['BD', 'IN', '2022-08-01'],
    ] as const)
      expect((await ask(importer, origin, '10063010', on)).export_duties).toEqual([]);
  });

  describe('what may come', () => {
    const comingOf = ({ coming }: DutyQuote, id: string) => coming.find(({ measure }) => measure === id);

    it('is told with how it stands and in no total, and of a day after the last entry as what the answer hangs on', async () => {
      const copper = await ask('US', 'CL', '740311', '2027-03-01');
      expect(copper.total_ad_valorem_pct).toBe('1');
      expect(comingOf(copper, 'us-s232-refined-copper')).toMatchObject({
        ...{ kind: 'tariff', type: 'additional', direction: 'import', imposed_by: 'US', rate: '15%' },
        ...{ status: 'proposed', status_from: '2025-07-30', applies_from: null, match: 'unclear' },
      });
      const [, hangs] = copper.depends_on;
      expect(hangs).toMatch(/^whether these have come by 2027-03-01: .*us-s232-refined-copper \(proposed\)/);
      expect(dutyRows(copper)).toContainEqual(
        expect.objectContaining({
          ...{ part: 'coming', measure: 'us-s232-refined-copper', duty_type: 'additional', rate: '15%', ad_valorem_pct: null },
          rule: 'additional duty by US, proposed since 2025-07-30, perhaps for these goods',
        }),
      );
      const then = await ask('US', 'CL', '740311', '2026-10-01');
      expect(comingOf(then, 'us-s232-refined-copper')).toMatchObject({ status: 'proposed', rate: null });
      expect(then.depends_on.join()).not.toContain('whether these have come');
    });

    it('is no longer told once it is paid or has gone, nor before it was threatened', async () => {
      const spirits = (on: string) => ask('CN', 'FR', '2208200090', on);
      expect(comingOf(await spirits('2023-12-31'), 'cn-eu-brandy-ad')).toBeUndefined();
      const [status, applies_from] = ['under_investigation', '2024-10-11'];
      expect(comingOf(await spirits('2024-02-01'), 'cn-eu-brandy-ad')).toMatchObject({ status, applies_from, rate: '30.6%–39.0%' });
      // As announced by that day no duty was set.
      const asked = await ask('CN', 'FR', '2208200090', '2024-02-01', { announced_by: '2024-02-01' });
      expect(comingOf(asked, 'cn-eu-brandy-ad')).toMatchObject({ status, applies_from: null, rate: null });
      const paid = await spirits('2025-07-10');
      expect(comingOf(paid, 'cn-eu-brandy-ad')).toBeUndefined();
      expect(lineOf(paid, 'cn-eu-brandy-ad')).toBeDefined();
    });

    it('comes back on its day where it is suspended to that', async () => {
      const soy = (on: string) => ask('EU', 'US', '12019000', on);
      const deforestation = comingOf(await soy('2026-11-24'), 'eu-deforestation-goods');
      expect(deforestation).toMatchObject({ kind: 'ban', type: 'import_restriction', status: 'suspended', applies_from: '2026-12-30' });
      const returned = await soy('2026-12-30');
      expect(comingOf(returned, 'eu-deforestation-goods')).toBeUndefined();
      expect(returned.bans.map(({ measure }) => measure)).toContain('eu-deforestation-goods');
    });

    it('is of no small parcel unless the question says that it is one', async () => {
      const car = await ask('EU', 'CN', '8703801010', '2024-10-30', { exporter: 'BYD' });
      expect(car.coming).toEqual([]);
    });
  });

  it('a code of which a longer one alone is covered pays from the base to all of it, and says which', async () => {
    const answer = await ask('EU', 'CN', '87038010', '2024-10-30', { exporter: 'BYD' });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '10.0', most: '27.0' } } });
    expect(answer.by_code.map(({ code, total_ad_valorem_pct }) => [code, total_ad_valorem_pct])).toEqual([
      ['87038010', '10'],
      ['8703801010', '27.0'],
    ]);
  });

  it('of lists that share no good at most one is levied: no battery pays two of them', async () => {
    const answer = await ask('US', 'CN', '850760', '2025-05-20', { conditions: leftSince('CN', '2025-05-20') });
    // 20%; 7.5%, or 25% on the batteries of electric cars; 10%, or 25% if the battery is a part of a car.
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, total_amount: null });
    expect(answer.additional.ad_valorem_pct).toEqual({ least: '37.5', most: '70.0' });
  });

  describe('Chinese electric cars in the EU', () => {
    it.each([
      ['BYD', '2024-07-04', '10', undefined, undefined, undefined],
      // What was secured was given back by the act of 29 October 2024: until it was told, it counts.
      ['BYD', '2024-07-05', '27.4', '17.4%', 'byd', 'guarantee', '2024-10-28'],
      ['BYD', '2024-10-29', '27.4', '17.4%', 'byd', 'guarantee', '2024-10-28'],
      ['BYD', '2024-07-05', '10', '17.4%', 'byd', 'none'],
      ['BYD', '2024-10-29', '10', '17.4%', 'byd', 'none', '2024-10-29'],
      ['BYD', '2024-10-30', '27.0', '17.0%', 'byd', 'full'],
      ['Tesla', '2024-10-29', '30.8', '20.8%', 'other_cooperating', 'guarantee', '2024-10-28'],
      ['Tesla (Shanghai)', '2024-10-30', '17.8', '7.8%', 'tesla', 'full'],
      ['Geely', '2024-10-30', '28.8', '18.8%', 'geely', 'full'],
      ['saic', '2024-10-30', '45.3', '35.3%', 'saic', 'full'],
      ['other_cooperating', '2024-10-30', '30.7', '20.7%', 'other_cooperating', 'full'],
      ['all_others', '2024-10-30', '45.3', '35.3%', 'all_others', 'full'],
    ])('%s on %s: %s%', async (exporter, on, total, rate, applies_to, collected, announced_by?: string) => {
      const answer = await ask('EU', 'CN', '8703801010', on, { exporter, ...(announced_by !== undefined && { announced_by }) });
      expect(answer).toMatchObject({ total_ad_valorem_pct: total, depends_on: [], cannot_compute: [], suppressed: [] });
      expect(answer.base).toMatchObject({ measure: 'eu-mfn-cars', duty_type: 'mfn', rate: '10%' });
      const [line, ...others] = answer.lines;
      expect(others).toEqual([]);
      expect([line?.rate, line?.applies_to, line?.collected]).toEqual([rate, applies_to, collected]);
    });

    it('a company that nothing names may be of a group, or one of those that cooperated, whose list is not complete: from the least of them to the residual', async () => {
      const answer = await ask('EU', 'CN', '8703801010', '2024-10-30', { exporter: 'Nobody Motors' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '27.0', most: '45.3' } } });
      expect(answer.lines).toMatchObject([{ rate: '17.0%–35.3%', residual: false, status: 'in_force', match: 'full' }]);
      expect(reasonsOf(answer)).toEqual(['eu-cn-bev-cvd: exporter_unclear', 'eu-cn-bev-cvd: exporter_unclear']);
      expect(answer.depends_on).toEqual([]);
    });

    it('without a company there is no total', async () => {
      const answer = await ask('EU', 'CN', '8703801010', '2024-10-30');
      expect(reasonsOf(answer)).toEqual(['eu-cn-bev-cvd: exporter_required']);
      expect(answer).toMatchObject({
        total_ad_valorem_pct: null,
        total_amount: null,
        range: { ad_valorem_pct: { least: '17.8', most: '45.3' }, amount: null },
        additional: { ad_valorem_pct: { least: '7.8', most: '35.3' } },
      });
    });

    it('with a value rounds once: the sum is not that of the rounded lines', async () => {
      const answer = await ask('EU', 'CN', '8703801010', '2024-10-30', { exporter: 'BYD', customs_value: '1000.05', currency: 'EUR' });
      expect(answer.base?.amount).toEqual({ amount: '100.01', currency: 'EUR' });
      expect(answer.lines[0]?.amount).toEqual({ amount: '170.01', currency: 'EUR' });
      expect(answer.total_amount).toEqual({ amount: '270.01', currency: 'EUR' });
    });

    it('shows legal instruments and the sources of status, coverage and rates', async () => {
      const [line] = (await ask('EU', 'CN', '8703801010', '2024-10-30', { exporter: 'BYD' })).lines;
      expect(line?.legal_instruments).toContain('Commission Implementing Regulation (EU) 2024/2754 of 29 October 2024 (definitive)');
      expect(line?.sources).toEqual([
        'reg-2024-2754',
        'expeditors-2024-10',
        'wisetech-2024-10',
        'celna24-bev',
        'devdiscourse-bev-companies',
        'reuters-bev-companies-2024',
      ]);
    });

    it('VW Anhui: the undertaking for one model is named', async () => {
      const answer = await ask('EU', 'CN', '8703801010', '2026-03-01', { exporter: 'VW Anhui' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ match: 'unclear', rate: '20.7%' }] });
      expect(answer.range.ad_valorem_pct).toEqual({ least: '10.0', most: '30.7' });
      expect(new Set(reasonsOf(answer))).toEqual(new Set(['eu-cn-bev-cvd: goods_differ', 'eu-cn-bev-cvd: condition_open']));
      expect(answer.cannot_compute[0]?.detail).toContain('Cupra Tavascan');
      // Each condition has an id, and all of them not met leaves the rate of the others.
      expect(answer.conditions.map(({ met }) => met)).toEqual([null]);
      for (const { id, words } of answer.conditions)
        expect(answer.depends_on).toContain(`eu-cn-bev-cvd: ${words} (condition=${id}=true or false)`);
      const conditions = answer.conditions.map(({ id }) => ({ id, met: false }));
      const without = await ask('EU', 'CN', '8703801010', '2026-03-01', { exporter: 'VW Anhui', conditions });
      expect(without).toMatchObject({ total_ad_valorem_pct: '30.7', cannot_compute: [] });
      expect(without.question.condition).toEqual(conditions.map(({ id }) => `${id}=false`));
      expect(without.conditions.map(({ met }) => met)).toEqual([false]);
    });

    it('a condition that no tariff there hangs on is refused, with those that there are', async () => {
      const asked = { exporter: 'VW Anhui', conditions: [{ id: 'usmca', met: true }] };
      await refused(ask('EU', 'CN', '8703801010', '2026-03-01', asked), 'invalid', '"usmca"', 'price_undertaking');
    });

    it('a member of the union charges what the union charges; to others it charges nothing of it', async () => {
      const answer = await ask('DE', 'CN', '8703801010', '2024-10-30', { exporter: 'BYD' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: '27.0', question: { importer: 'DE' } });
      expect(measuresOf((await ask('EU', 'US', '8703801010', '2024-10-30')).lines)).toEqual([]);
      expect((await ask('GB', 'CN', '8703801010', '2024-10-30', { exporter: 'BYD' })).lines).toEqual([]);
    });

    it('inside a customs territory there is no question', async () => {
      for (const [importer, origin] of [
        ['DE', 'FR'],
        ['EU', 'DE'],
        ['DE', 'EU'],
      ] as const)
        await refused(ask(importer, origin, '870380', '2024-10-30'), 'invalid', importer, origin, 'one customs territory');
      for (const [importer, origin, territory] of [
        ['EU', 'MC', 'EU'],
        ['FR', 'GP', 'EU'],
        ['GP', 'DE', 'EU'],
        ['GB', 'JE', 'GB'],
        ['CH', 'LI', 'CH'],
      ] as const)
        await refused(ask(importer, origin, '870380', '2024-10-30'), 'invalid', importer, origin, `one customs territory (${territory})`);
      expect((await ask('EU', 'JE', '870380', '2024-10-30')).range).toBeDefined();
      await refused(ask('EU', 'JE', '870380', '2020-12-31'), 'invalid', '(EU)');
      await refused(ask('CN', 'CN', '870380', '2024-10-30'), 'invalid', '"CN" is the importer too, and no duty is charged inside it');
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

    it('without the preference the MFN duty is the base', async () => {
      const answer = await wine('2021-04-01', { preference: false });
      expect(answer).toMatchObject({ base: { measure: 'cn-mfn-wine', rate: '14%', match: 'full' }, total_ad_valorem_pct: '189.6' });
      expect(answer.depends_on).toEqual(['cn-chafta-wine: 0% instead of the MFN rate, if the preference is claimed (preference=true)']);
    });

    it('what tops an unknown base up is the least that is paid only where it is certain', () => {
      const topping = { ad_valorem_pct: { least: '0', most: '15' } };
      const said = (match: 'full' | 'unclear', least: string) =>
        rangeWords({
          base: null,
          lines: [{ tops_up_to: '15', match, rate: '15%' }],
          range: { ad_valorem_pct: { least, most: null }, amount: null },
          additional: topping,
        });
      expect(said('full', '15')).toBe('15%, or the base rate if that is higher');
      expect(said('unclear', '0')).toBe('0% to 15% on top of a base that is not recorded');
    });

    it('a duty of an unknown rate in place of an unknown base is not said to be nothing', () => {
      const said = (rate: string | null) =>
        rangeWords({
          base: null,
          lines: [{ tops_up_to: null, match: 'unclear', rate }],
          range: { ad_valorem_pct: { least: '0', most: null }, amount: null },
          additional: { ad_valorem_pct: { least: '0', most: '0' } },
        });
      expect(said(null)).toBe('0% or more');
      expect(said('0%')).toBe('0% on top of a base that is not recorded');
    });

    it('where no tariff is recorded no 0% is said on top of a base that is not known: it would be read as what is paid', async () => {
      const answer = await ask('CN', 'CA', '030632', '2026-11-28');
      expect(answer.additional.ad_valorem_pct).toEqual({ least: '0', most: '0' });
      expect(rangeWords(answer)).toBe('A base that is recorded for some of the goods only, and nothing recorded on top');
    });

    it('a base that may not be paid is not said to be what is paid', async () => {
      // Mexico's duty on those without an agreement: the list of them was not transcribed, and what others pay is not recorded.
      const answer = await ask('MX', 'US', '87038001', '2026-02-01');
      expect(answer).toMatchObject({ base: { rate: '50%', match: 'unclear' }, range: { ad_valorem_pct: { least: '0', most: null } } });
      expect(rangeWords(answer)).toBe('50%, or another base that is not known');
    });

    it('while both were provisional the deposit of the one is known by company, of the other as a range', async () => {
      expect(reasonsOf(await wine('2021-01-15'))).toEqual(['cn-au-wine-cvd: rate_unknown']);
    });
  });

  describe('EU goods in China', () => {
    it('brandy: an unknown maker has only a range once the duty is definitive, and no longer the deposit', async () => {
      const unknown = { exporter: 'Nobody' };
      // The list of those that cooperated is not known to be complete.
      const deposit = await ask('CN', 'FR', '2208200090', '2025-07-04', { ...unknown, announced_by: '2025-07-03' });
      expect(deposit).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { most: '49.0' } } });
      // Deposits go on beyond four months in special circumstances alone, and nobody had said that they would.
      expect(reasonsOf(deposit)).toEqual(['cn-eu-brandy-ad: status_in_doubt', 'cn-eu-brandy-ad: exporter_unclear']);
      // The deposits of all were given back in the end.
      expect(await ask('CN', 'FR', '2208200090', '2025-07-04', unknown)).toMatchObject({ total_ad_valorem_pct: '10' });
      const answer = await ask('CN', 'FR', '2208200090', '2025-07-05', unknown);
      expect(reasonsOf(answer)).toEqual(['cn-eu-brandy-ad: exporter_unclear', 'cn-eu-brandy-ad: condition_open']);
      // It may be one of those with a price undertaking.
      expect(answer).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '10.0', most: '44.9' } } });
      expect(JSON.stringify(answer)).not.toContain('39.0');
    });

    it('brandy: a maker with an undertaking pays the base alone if it is respected, and all of it if not', async () => {
      const martell = (conditions?: Parameters<typeof ask>[4]) =>
        ask('CN', 'FR', '2208200090', '2025-08-01', { exporter: 'Martell', ...conditions });
      const open = await martell();
      expect(open).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '10.0', most: '37.7' } } });
      expect(lineOf(open, 'cn-eu-brandy-ad')).toMatchObject({ rate: '0%–27.7%' });
      expect(reasonsOf(open)).toEqual(['cn-eu-brandy-ad: condition_open']);
      expect(open.depends_on).toEqual([
        'cn-eu-brandy-ad: 27.7% is collected only if the undertaking is not respected',
        'cn-eu-brandy-ad: the price undertaking is respected (condition=price_undertaking=true or false)',
      ]);
      const kept = await martell({ conditions: [{ id: 'price_undertaking', met: true }] });
      expect(kept).toMatchObject({ total_ad_valorem_pct: '10', lines: [{ rate: '27.7%', collected: 'if_undertaking_broken' }] });
      const broken = await martell({ conditions: [{ id: 'price_undertaking', met: false }] });
      expect(broken).toMatchObject({ total_ad_valorem_pct: '37.7', lines: [{ rate: '27.7%', collected: 'full' }], cannot_compute: [] });
    });

    it('pork: the deposit of 62.4% is charged on no day after the definitive table', async () => {
      const pork = (on: string, more?: { announced_by: string }) => ask('CN', 'DE', '0203', on, { exporter: 'Nobody', ...more });
      const deposit = lineOf(await pork('2025-12-16', { announced_by: '2025-12-15' }), 'cn-eu-pork-ad');
      expect(deposit).toMatchObject({ rate: '20.0%–62.4%', collected: 'guarantee' });
      // What was deposited was settled at the definitive rates.
      expect(lineOf(await pork('2025-12-16'), 'cn-eu-pork-ad')).toMatchObject({ rate: '9.8%–19.8%' });
      for (let on = '2025-12-17'; on < '2030-12-17'; on = addDays(on, on < '2026-02-01' ? 1 : 61)) {
        const answer = await pork(on);
        expect(lineOf(answer, 'cn-eu-pork-ad')).toMatchObject({ rate: '9.8%–19.8%', ad_valorem_pct: null });
        expect(reasonsOf(answer)).toContain('cn-eu-pork-ad: exporter_unclear');
        expect(answer.total_ad_valorem_pct).toBeNull();
      }
    });
  });

  describe('US quilts in Canada', () => {
    it.each([
      ['2025-05-01', '14%, in doubt', null],
      ['2026-09-01', '14%', '14'],
    ])('on %s the base is %s, as the tariff was read for September 2026 alone', async (on, rate, least) => {
      const answer = await ask('CA', 'US', '94044000', on);
      expect(answer.base).toMatchObject({ measure: 'ca-mfn-furniture-toys', rate, ad_valorem_pct: least });
      expect(reasonsOf(answer).includes('ca-mfn-furniture-toys: rate_unknown')).toBe(least === null);
    });

    it('on top of a base in doubt there is no total', async () => {
      const bought = ['ca_public_use', 'ca_manufacturing_use'].map((id) => ({ id, met: false }));
      const answer = await ask('CA', 'US', '94044000', '2025-05-01', { conditions: bought });
      expect(answer).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { most: null } } });
      expect(rangeWords(answer)).toBe('25% on top of a base that is not known for certain (14%, in doubt)');
      expect(reasonsOf(answer)).toEqual(['ca-mfn-furniture-toys: rate_unknown']);
      expect(Number(answer.additional.ad_valorem_pct?.least)).toBe(25);
      expect(answer.depends_on.join('\n')).toContain('ca-mfn-furniture-toys: the rate is in doubt: Not an item of the tariff of 2020');
    });
  });

  it('an area as the origin is told to be one, with the economy to give', async () => {
    for (const area of ['JP-01', 'Hokkaido'])
      await refused(ask('CN', area, '030722', '2025-07-01'), 'invalid', 'is an area of JP (JP-01)', 'give JP');
  });

  it('US cars in Canada: what the base alone hangs on is told without the name of a tariff that is not there', async () => {
    const { depends_on } = await ask('CA', 'US', '870323', '2026-11-24');
    expect(depends_on).toContain('vehicles that qualify under CUSMA (condition=usmca=true or false)');
    expect(depends_on.filter((text) => text.startsWith(':'))).toEqual([]);
  });

  it('says of each tariff and ban up to which day somebody last looked', async () => {
    const answer = await ask('CN', 'AU', '1003', '2023-06-01');
    const told = [...answer.lines, ...answer.bans].map(({ measure, checked_on }) => [measure, checked_on]);
    expect(told.map(([measure]) => measure)).toEqual(expect.arrayContaining(['cn-au-barley-ad', 'cn-au-barley-cbh']));
    for (const [measure, checkedOn] of told) {
      const shown = await showMeasure(test.tracker, measure as string, { on: '2023-06-01' });
      expect(shown.checked_on, measure as string).toBe(checkedOn);
      expect(checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    // Who looked is not asked of a base that nobody looked at.
    expect((await ask('EU', 'CN', '87038010', '2024-11-01')).base?.checked_on).toBeNull();
  });

  it('says that no preference is in it where none is claimed and none is recorded', async () => {
    const copper = await ask('US', 'CL', '74031100', '2025-08-15');
    expect(copper).toMatchObject({ base: { rate: '1%' }, total_ad_valorem_pct: '1', depends_on: [] });
    expect(copper.not_modelled.join()).toContain('unless one is claimed (preference=true)');
  });

  it('small parcels in the Union: what stands in place of the duty is no number of pieces, and is asked of nobody else', async () => {
    const parcel = (on: string, met?: boolean) =>
      ask('EU', 'CN', '76011000', on, {
        customs_value: '50',
        currency: 'EUR',
        conditions: [{ id: 'eu_aircraft_certificate', met: false }, ...(met === undefined ? [] : [{ id: 'small_parcel', met }])],
      });
    expect(await parcel('2026-07-01', true)).toMatchObject({
      base: { measure: 'eu-de-minimis-end' },
      total_ad_valorem_pct: null,
      total_amount: null,
      range: { ad_valorem_pct: null },
    });
    for (const met of [false, undefined])
      expect(await parcel('2026-07-01', met)).toMatchObject({
        total_ad_valorem_pct: '3',
        total_amount: { amount: '1.50' },
        cannot_compute: [],
      });
  });

  it('small parcels into the United States have no total: what they pay by post is another sum, and no rate is recorded', async () => {
    const parcel = (on: string, met?: boolean) =>
      ask('US', 'CN', '64039960', on, {
        customs_value: '40',
        currency: 'USD',
        conditions: met === undefined ? [] : [{ id: 'small_parcel', met }],
      });
    const answer = await parcel('2025-06-20', true);
    // By post 54% of the value, or 100 dollars.
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      total_amount: null,
      range: { ad_valorem_pct: { least: '0', most: null }, amount: { least: '0.00', most: null } },
      additional: { ad_valorem_pct: { least: '0', most: null } },
    });
    expect(answer.lines.length).toBeGreaterThan(0);
    expect(reasonsOf(answer)).toEqual(['us-de-minimis-end: rate_unknown']);
    expect(rangeWords(answer)).toBe('0.00 USD or more');
    for (const met of [false, undefined])
      expect(await parcel('2025-06-20', met)).toMatchObject({
        total_ad_valorem_pct: '46.0',
        total_amount: { amount: '18.40' },
        cannot_compute: [],
      });
  });

  describe('Canadian goods in China', () => {
    it.each([
      ['151411', '2025-06-01'],
      ['151411', '2026-06-01'],
    ])('%s pays 9%% and 100%% on %s', async (product, on) => {
      const answer = await ask('CN', 'CA', product, on);
      expect(answer).toMatchObject({
        base: { measure: 'cn-mfn-fish-dairy-oil', rate: '9%' },
        total_ad_valorem_pct: '109',
        suppressed: [],
        additional: { ad_valorem_pct: { least: '100', most: '100' } },
        cannot_compute: [],
      });
      expect(measuresOf(answer.lines)).toEqual(['cn-ca-100-2025']);
    });

    it('oil cake, free of a base duty, pays 100%', async () => {
      const answer = await ask('CN', 'CA', '230641', '2026-02-15');
      expect(answer).toMatchObject({ base: { measure: 'cn-mfn-cream-meal', rate: 'free' }, total_ad_valorem_pct: '100' });
      expect(measuresOf(answer.lines)).toEqual(['cn-ca-100-2025']);
    });

    it.each([
      ['151411', '100', []],
      // What was suspended to the end of the year may stay so.
      ['230641', '0', ['cn-ca-100-2025: status_in_doubt']],
    ])('%s has no total once the year is over for which its base was set', async (product, least, reasons) => {
      const answer = await ask('CN', 'CA', product, '2027-01-01');
      expect(answer).toMatchObject({
        total_ad_valorem_pct: null,
        range: { ad_valorem_pct: { least, most: null } },
        additional: { ad_valorem_pct: { least, most: '100' } },
      });
      expect(reasonsOf(answer).toSorted()).toEqual([...reasons, `${answer.base?.measure}: rate_unknown`].toSorted());
    });

    it.each(['2026-03-01', '2026-06-01', '2026-12-31'])('oil cake is exempt on %s', async (on) => {
      const answer = await ask('CN', 'CA', '230641', on, { customs_value: '1000', currency: 'CNY' });
      expect(answer.lines).toEqual([]);
      expect(answer.suppressed).toMatchObject([{ measure: 'cn-ca-100-2025', rate: '100%', rule: { type: 'exempt', seq: null } }]);
      expect(answer.suppressed[0]?.rule.text).toContain('230641');
      expect(answer).toMatchObject({ base: { measure: 'cn-mfn-cream-meal' }, total_ad_valorem_pct: '0' });
    });
  });

  describe('the US reciprocal tariff on 2025-09-01', () => {
    const reciprocal = async (origin: string) =>
      lineOf(await ask('US', origin, '870380', '2025-09-01', { conditions: leftSince(origin, '2025-09-01') }), 'us-world-ieepa-reciprocal');

    it('by origin: added, topped up, or not charged', async () => {
      expect(await reciprocal('IN')).toMatchObject({ rate: '25%', ad_valorem_pct: '25', tops_up_to: null });
      expect(await reciprocal('JP')).toMatchObject({ rate: '12.5%', ad_valorem_pct: '12.5', tops_up_to: '15' });
      expect(await reciprocal('DE')).toMatchObject({ rate: '12.5%', tops_up_to: '15' });
      expect(await reciprocal('EU')).toMatchObject({ rate: '12.5%', tops_up_to: '15' });
      expect(await reciprocal('GB')).toMatchObject({ rate: '10%', tops_up_to: null });
      expect(await reciprocal('CA')).toBeUndefined();
    });

    it('gives way to the duty on cars, which Japanese ones pay in full until their own day', async () => {
      const on = async (day: string) => {
        const { suppressed, total_ad_valorem_pct } = await ask('US', 'JP', '870380', day, {
          conditions: [{ id: 'vehicle_25_years', met: false }],
        });
        expect(suppressed.map(({ measure }) => measure)).toContain('us-world-ieepa-reciprocal');
        return total_ad_valorem_pct;
      };
      expect([await on('2025-09-15'), await on('2025-09-16')]).toEqual(['27.5', '15.0']);
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

  it('Chinese cars in the US pay the increase, and no longer the list that they were taken off', async () => {
    const measures = async (on: string) => measuresOf((await ask('US', 'CN', '870380', on)).lines).filter((one) => one.includes('301'));
    expect(await measures('2024-09-26')).toEqual(['us-cn-301-list-1']);
    expect(await measures('2024-09-27')).toEqual(['us-cn-301-ev-2024']);
  });

  it('of a line whose statistical numbers were taken off a list the others go on to pay it', async () => {
    const masks = await ask('US', 'CN', '6307909842', '2026-11-25');
    expect(masks.suppressed.map(({ measure, rule }) => [measure, rule.text])).toContainEqual([
      'us-cn-301-list-4a',
      'not levied together with us-cn-301-ev-2024',
    ]);
    expect(lineOf(masks, 'us-cn-301-ev-2024')).toMatchObject({ rate: '50%' });
  });

  it.each([
    // Laptops are on list 4B, which was never levied; furniture is on list 3; batteries went from list 4A to the review.
    ['84713001', '2019-01-01', []],
    ['84713001', '2026-11-25', []],
    // An exclusion may have freed it then: which goods had one is recorded from June 2024 on.
    ['94036080', '2019-01-01', ['us-cn-301-list-3 0%–10%']],
    ['94036080', '2026-11-25', ['us-cn-301-list-3 25%']],
    // That the exclusions ended in November 2026 is in doubt.
    ['03047250', '2026-11-09', ['us-cn-301-list-3 free']],
    ['03047250', '2026-11-25', ['us-cn-301-list-3 0%–25%']],
    ['8507600020', '2025-12-31', ['us-cn-301-list-4a 7.5%']],
    // Those of electric cars since 27 September 2024.
    ['8507600010', '2024-09-26', ['us-cn-301-list-4a 7.5%']],
    ['8507600010', '2024-09-27', ['us-cn-301-ev-2024 25%']],
    ['85076000', '2026-01-01', ['us-cn-301-ev-2024 25%']],
    ['64039960', '2026-11-25', ['us-cn-301-list-4a 7.5%']],
    ['95030000', '2026-11-25', []],
    ['85411000', '2024-12-31', ['us-cn-301-list-2 25%']],
    ['85411000', '2025-01-01', ['us-cn-301-ev-2024 50%']],
    ['85414100', '2026-11-25', ['us-cn-301-list-1 25%']],
  ])('%s of China pays by one section 301 list at most on %s', async (product, on, lines) => {
    const answer = await ask('US', 'CN', product, on);
    const of301 = answer.lines.filter(({ measure, rate }) => measure.startsWith('us-cn-301-') && rate !== '0%');
    expect(of301.map(({ measure, rate }) => `${measure} ${rate}`)).toEqual(lines);
  });

  it('steel pays the section 232 duty and neither a reciprocal nor a forced-labour one', async () => {
    const steel = async (origin: string, on: string, ...notMet: string[]) => {
      const conditions = notMet.map((id) => ({ id, met: false }));
      const { lines, suppressed } = await ask('US', origin, '72083900', on, { conditions });
      return [lines.map(({ measure, rate }) => `${measure} ${rate}`), suppressed.map(({ measure }) => measure)];
    };
    expect(await steel('CA', '2026-11-25', 'metal_allotment')).toEqual([['us-s232-steel 50%'], ['us-world-s301-forced-labour']]);
    expect(await steel('DE', '2025-07-01', 's232_exclusion')).toEqual([['us-s232-steel 50%'], ['us-world-ieepa-reciprocal']]);
    expect(await steel('GB', '2025-07-01', 's232_exclusion', 'us_order_hot_rolled')).toEqual([
      ['us-s232-steel 25%'],
      ['us-world-ieepa-reciprocal'],
    ]);
    expect(await steel('AU', '2024-07-01', 'us_order_hot_rolled')).toEqual([[], []]);
  });

  it.each([['CN', 'BR', '0202', 'cn-beef-safeguard-2026', null, { least: '0', most: '0' }, { least: '55', most: '55' }]])(
    'within and over a quota: %s from %s, %s',
    async (importer, origin, product, measure, within, inside, over) => {
      expect(reasonsOf(await ask(importer, origin, product, '2026-06-01'))).toContain(`${measure}: quota_unknown`);
      const answer = await ask(importer, origin, product, '2026-06-01', { quota: 'in' });
      expect(answer).toMatchObject({ total_ad_valorem_pct: within, additional: { ad_valorem_pct: inside } });
      expect(measuresOf(answer.suppressed)).toEqual([measure]);
      expect(await ask(importer, origin, product, '2026-06-01', { quota: 'over' })).toMatchObject({
        total_ad_valorem_pct: null,
        additional: { ad_valorem_pct: over },
        suppressed: [],
      });
    },
  );

  it.each([
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
    const conditions = [{ id: 'tr_investment_certificate', met: false }];
    const answer = (more: Asked) =>
      ask('TR', 'CN', '870323', '2024-10-01', { customs_value: '15000', currency: 'USD', conditions, ...more });
    // Cars of firms that invest pay nothing of it, whatever code they are of.
    const open = await answer({ quantity: ['1 unit'], conditions: [] });
    expect(open).toMatchObject({ total_amount: null, range: { amount: { least: '1500.00', most: '8500.00', currency: 'USD' } } });
    expect(reasonsOf(open)).toEqual(['tr-cn-cars-2024: condition_open']);
    const met = [{ id: 'tr_investment_certificate', met: true }];
    expect(await answer({ conditions: met })).toMatchObject({ total_amount: { amount: '1500.00' } });
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
    expect(total_amount).toBeNull();
  });

  it('importers and origins are found by code, name and alias, whatever their case and accents', async () => {
    const whisky = async (importer: string, origin: string) => (await ask(importer, origin, '220830', '2026-02-02')).question;
    for (const [importer, origin] of [
      ['cn', 'uk'],
      ['China', 'Great Britain'],
      ['PRC', 'united kingdom'],
    ] as const)
      expect(await whisky(importer, origin)).toMatchObject({ importer: 'CN', origin: 'GB' });
    expect(await whisky('turkiye', "Cote d'Ivoire")).toMatchObject({ importer: 'TR', origin: 'CI' });
    await refused(whisky('Chin', 'GB'), 'invalid', '"Chin"', '/jurisdictions');
  });

  it('says of a ban on some companies that it is on these alone', async () => {
    const soy = async (more: Asked = {}) =>
      (await ask('CN', 'US', '1201', '2025-06-01', more)).bans.find(({ measure }) => measure === 'cn-us-soy-firms-2025');
    const ban = await soy();
    expect(ban).toMatchObject({ match: 'part', exporters: expect.arrayContaining(['chs-inc']) });
    expect(besideWords(ban as NonNullable<typeof ban>)).toMatch(/^in force, for a part of these goods, only chs-inc, /);
    expect(await soy({ exporter: 'chs-inc' })).toMatchObject({ match: 'full' });
    expect(await soy({ exporter: 'Tesla' })).toBeUndefined();
    const rows = dutyRows(await ask('CN', 'US', '1201', '2025-06-01'));
    expect(rows.find(({ measure }) => measure === 'cn-us-soy-firms-2025')?.applies_to).toContain('chs-inc; ');
    const [whole] = (await ask('CN', 'JP', '030722', '2026-06-01')).bans;
    expect(whole).toMatchObject({ exporters: [], match: 'full' });
  });

  it('says of a ban on which condition it hangs', async () => {
    const cars = await ask('US', 'DE', '870323', '2026-06-01');
    const transit = cars.bans.find(({ measure }) => measure === 'eu-by-transit') as (typeof cars.bans)[number];
    expect(transit).toMatchObject({ match: 'unclear', only_if: ['exported from the Union and carried through Belarus'] });
    const words = 'only if: exported from the Union and carried through Belarus';
    expect(besideWords(transit)).toBe(`partially lifted, perhaps for these goods, ${words}`);
    expect(dutyRows(cars).find(({ measure }) => measure === 'eu-by-transit')?.rule).toBe(`export_ban by EU, ${words}`);
  });

  it('of a union names what its members of that day forbid by themselves, which is met in part at most', async () => {
    const bansOf = async (importer: string, origin: string, product: string, on: string) =>
      (await ask(importer, origin, product, on)).bans.map(({ measure, match }) => `${measure} ${match}`);
    const wheat = await bansOf('EU', 'UA', '100199', '2023-10-01');
    expect(wheat).toEqual(expect.arrayContaining(['pl-ua-grain-2023-09 unclear', 'sk-ua-grain-2023-09 unclear']));
    expect(await bansOf('PL', 'UA', '100199', '2023-10-01')).not.toContain('sk-ua-grain-2023-09 unclear');
    expect(await bansOf('EU', 'UA', '1001', '2023-04-20')).toContain('sk-ua-farm-goods-2023-04 part');
    expect(await bansOf('SK', 'UA', '1001', '2023-04-20')).toContain('sk-ua-farm-goods-2023-04 full');
    expect((await bansOf('CN', 'EU', '848620', '2025-01-01')).join()).toContain('nl-chip-machines-2023');
  });

  it('names the bans that keep the goods out: those of the importer, then those of the origin on what leaves it', async () => {
    const seafood = await ask('CN', 'JP', '030722', '2026-06-01');
    expect(seafood.bans[0]).toMatchObject({
      measure: 'cn-jp-aquatic-2025',
      ban_type: 'import_ban',
      imposed_by: 'CN',
      status: 'in_force',
      match: 'full',
    });
    const gallium = (await ask('US', 'CN', '81129200', '2025-03-01')).bans.find(({ measure }) => measure === 'cn-us-gallium-2024');
    expect(gallium).toMatchObject({ imposed_by: 'CN', direction: 'export', match: 'unclear' });
    expect((await ask('US', 'CN', '81129200', '2024-11-01')).bans.map(({ measure }) => measure)).not.toContain('cn-us-gallium-2024');
    // A company that nobody recorded is kept out as all are, and one of another country is not asked about.
    expect((await ask('CN', 'JP', '030722', '2026-06-01', { exporter: 'Nobody Fisheries' })).bans[0]?.measure).toBe('cn-jp-aquatic-2025');
    expect((await ask('EU', 'CN', '8703801010', '2024-10-30')).bans).toEqual([]);
    // Beyond an absolute quota nothing comes in; within it, it keeps nothing out.
    const steel = async (more: Asked) => (await ask('US', 'BR', '72083900', '2018-07-01', more)).bans.map(({ match }) => match);
    expect([await steel({ quota: 'over' }), await steel({}), await steel({ quota: 'in' })]).toEqual([['full'], ['unclear'], []]);
  });

  it('the customs value is what the law of the importer takes it to be', async () => {
    const is = async (importer: string) => (await ask(importer, 'CN', '870380', '2025-09-01')).question.customs_value_is;
    for (const importer of ['US', 'CA', 'AU', 'NZ', 'ZA']) expect(await is(importer)).toBe('FOB');
    for (const importer of ['EU', 'DE', 'BR', 'TR']) expect(await is(importer)).toBe('CIF');
  });

  it('a currency alone is that of the answer', async () => {
    const { question, total_amount } = await ask('CN', 'GB', '220830', '2026-02-02', { currency: 'GBP' });
    expect([question.currency, question.customs_value, total_amount]).toEqual(['GBP', null, null]);
  });

  it('a withdrawn preference is no duty of its own', async () => {
    const chemicals = await ask('CN', 'TW', '290122', '2024-09-01');
    expect(chemicals).toMatchObject({ lines: [], base: null });
    expect(reasonsOf(chemicals)).toEqual(['base_unknown']);
    const withdrawn = (answer: { depends_on: string[] }) => answer.depends_on.filter((one) => one.includes('withdrawn'));
    const said = ['cn-tw-ecfa-12: a lower duty is withdrawn: End of ECFA rates on 12 Taiwan chemicals'];
    expect(withdrawn(chemicals)).toEqual(said);
    expect(withdrawn(await ask('CN', 'TW', '290122', '2024-09-01', { preference: true }))).toEqual(said);
    // Russia pays column 2 there, and no MFN rate.
    expect(withdrawn(await ask('US', 'RU', '8426', '2023-10-18'))).toEqual([
      'us-ru-ntr-2022: a lower duty is withdrawn: End of normal trade relations with Russia and Belarus',
    ]);
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
      for (let on = '2018-01-15'; on < '2027-06-01'; on = addDays(on, THOROUGH ? 2 * 97 : 8 * 97)) {
        const answer = await ask(importer, origin, product, on, { exporter: 'Nobody' });
        if (reasonsOf(answer).length > 0) expect(answer.total_ad_valorem_pct).toBeNull();
        const { least, most } = answer.range.ad_valorem_pct ?? { least: '0', most: null };
        if (most !== null) expect(Number(least)).toBeLessThanOrEqual(Number(most));
        if (answer.total_ad_valorem_pct !== null) expect(answer.range.ad_valorem_pct).toEqual({ least, most: least });
        expect(new Set(answer.cannot_compute.map((one) => JSON.stringify(one))).size).toBe(answer.cannot_compute.length);
      }
  });
});
