import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { addExporter, addJurisdiction } from '../../src/changes/register.ts';
import { recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { type RateHistoryQuestion, rateHistory } from '../../src/lookups/rates.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { RATE_STEP_COLUMNS, type RateStep, RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, sharedTracker, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';

/** A step in one line: its days, status, rate and how that is collected. */
const line = ({ from, until, status, rate, collected }: RateStep): string => `${from}..${until ?? ''} ${status} ${rate} ${collected}`;
const stepsOf = async ({ tracker }: TestTracker, measure: string, question: RateHistoryQuestion = {}): Promise<RateStep[]> =>
  (await rateHistory(tracker, measure, question)).steps;
const linesOf = async (test: TestTracker, measure: string, question: RateHistoryQuestion = {}): Promise<string[]> =>
  (await stepsOf(test, measure, question)).map(line);

describe('the bundled disputes', () => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await sharedTracker();
  });
  afterAll(() => test.close());

  const BEFORE = ['2023-09-13..2023-10-03 threatened null null', '2023-10-04..2024-07-04 under_investigation null null'];
  it.each([
    ['Tesla', '20.8%', '7.8%', '7.8%'],
    ['BYD', '17.4%', '17.0%', '17.0%'],
    ['Nobody Motors', '37.6%', '35.3%', '35.3%'],
    // Not among the cooperating companies that are known of the provisional table.
    ['VW Anhui', '37.6%', '20.7%', '20.7%'],
  ])('%s in the case of electric cars', async (exporter, provisional, definitive, now) => {
    expect((await linesOf(test, 'eu-cn-bev-cvd', { exporter, announced_by: '2024-10-28' }))[2]).toMatch(
      `provisional ${provisional} guarantee`,
    );
    expect(await linesOf(test, 'eu-cn-bev-cvd', { exporter })).toEqual([
      ...BEFORE,
      // Given back.
      `2024-07-05..2024-10-29 provisional ${provisional} none`,
      `2024-10-30..2026-02-10 in_force ${definitive} full`,
      `2026-02-11..2029-10-29 partially_lifted ${now} full`,
      `2029-10-30.. expired ${now} full`,
    ]);
  });

  it('a company faces what hits its home, where the tariff hits several economies and its home among them', async () => {
    const rates = async (exporter: string, more: RateHistoryQuestion = {}) =>
      (await stepsOf(test, 'cn-ca-jp-butyl-rubber-ad', { exporter, ...more })).map(({ rate }) => rate);
    // What became of the deposits was not read, nor by which notice they went on beyond their four months.
    expect(await rates('ARLANXEO Canada Inc.')).toEqual([null, '0%–13.8%', '0%–13.8%', '13.8%', '13.8%']);
    expect((await rates('ARLANXEO Canada Inc.', { announced_by: '2026-03-12' }))[1]).toBe('26.2%');
    expect(await rates('japan-butyl')).toEqual([null, '13.8%', '13.8%', '15.0%', '15.0%']);
    // Who asks about another origin is told of that, and a home that is not hit says nothing.
    expect(await rates('ARLANXEO Canada Inc.', { origin: 'JP' })).toEqual([null, '30.1%', '30.1%', '30.1%', '30.1%']);
    expect(await rates('byd', { origin: 'CA' })).toEqual(await rates('Nobody Rubber', { origin: 'CA' }));
    expect(await rates('byd')).toEqual(await rates('Nobody Rubber'));
  });

  it('says what is in doubt, of a status, a table, a coverage or the rate itself', async () => {
    const doubts = async (measure: string, exporter: string) =>
      (await stepsOf(test, measure, { exporter })).map(({ from, doubt }) => `${from} ${doubt === null ? 'sure' : doubt.slice(0, 25)}`);
    expect((await doubts('eu-cn-bev-cvd', 'Tesla')).slice(-2)).toEqual(['2026-02-11 sure', '2029-10-30 a review opened before th']);
    const softwood = await doubts('us-ca-softwood-ad', 'resolute');
    expect(softwood).toContain('2016-12-15 sure');
    expect(softwood).toContainEqual(expect.stringMatching(/^2017-11-08 (?!sure)/));
  });

  it('says who gets the residual, and which rate a company may get instead', async () => {
    const residual = async (exporter: string) => (await stepsOf(test, 'eu-cn-bev-cvd', { exporter })).map((step) => step.residual);
    expect(await residual('Nobody Motors')).toEqual([false, false, true, true, true, true]);
    expect(await residual('VW Anhui')).toEqual([false, false, true, false, false, false]);
    expect(await residual('all_others')).toEqual([false, false, false, false, false, false]);
    const last = (await stepsOf(test, 'eu-cn-bev-cvd', { exporter: 'VW Anhui' })).at(-2);
    expect(last?.alternatives).toEqual([expect.stringMatching(/^0% instead, if Cupra Tavascan; vw-anhui; under the price undertaking/)]);
  });

  it('without a company says that the rate differs by company', async () => {
    const steps = await stepsOf(test, 'eu-cn-bev-cvd');
    expect(steps.map((step) => step.rate)).toEqual([null, null, null, null, null, null]);
    expect(steps.at(-2)?.problem).toContain('say who exports');
    expect(steps[0]?.problem).toBeNull();
  });

  it('China on all US goods: 10% through the truce, 10% or 34% where it may be prolonged, and 34% again by itself as known before that', async () => {
    expect(await linesOf(test, 'cn-us-reciprocal-2025')).toEqual([
      '2025-04-04..2025-04-09 announced 34% full',
      '2025-04-10..2025-04-11 in_force 84% full',
      '2025-04-12..2025-04-23 in_force 125% full',
      '2025-04-24..2025-05-13 in_force 125% full',
      '2025-05-14..2026-11-10 in_force 10% full',
      '2026-11-11..2027-01-10 in_force 10%–34% full',
      '2027-01-11.. in_force 10%–34% full',
    ]);
    const known = await stepsOf(test, 'cn-us-reciprocal-2025', { announced_by: '2025-12-01' });
    expect(known.slice(-2).map(line)).toEqual(['2025-05-14..2026-11-10 in_force 10% full', '2026-11-11.. in_force 34% full']);
    const [truce, after] = known.slice(-2);
    // Nothing is recorded for the day: the table that returns stood before the truce.
    expect(after?.rate_table_seq).toBeLessThan(truce?.rate_table_seq as number);
    expect(after?.status_seq).toBe(truce?.status_seq);
  });

  it('as known at an instant: before anything was recorded there is nothing', async () => {
    expect(await stepsOf(test, 'eu-cn-bev-cvd', { exporter: 'Tesla', known_at: '2020-01-01' })).toEqual([]);
  });

  it('what an exemption frees is not paid', async () => {
    const steps = await stepsOf(test, 'cn-ca-100-2025', { product: '230641', origin: 'CA' });
    expect(steps.map(line)).toEqual([
      '2024-09-03..2024-09-25 threatened null null',
      '2024-09-26..2025-03-07 under_investigation null null',
      '2025-03-08..2025-03-19 announced null null',
      '2025-03-20..2026-02-28 in_force 100% full',
      '2026-03-01..2026-12-31 partially_lifted 100% none',
      '2027-01-01.. in_force 100% full',
    ]);
    expect(steps.map(({ problem }) => problem?.slice(0, 16) ?? null)).toEqual([null, null, null, null, 'exempt: Oil cake', null]);
    expect((await linesOf(test, 'cn-ca-100-2025', { product: '1514' })).at(-2)).toBe('2026-03-01..2026-12-31 partially_lifted 100% full');
  });

  it('by origin: each its own, and none without one', async () => {
    // Steps of another status, or of a table that says the same, repeat the rate.
    const rates = async (origin?: string) =>
      (await stepsOf(test, 'us-world-ieepa-reciprocal', { origin }))
        .map(({ rate }) => rate)
        .filter((rate, at, all) => rate !== all[at - 1]);
    expect(await rates('IN')).toEqual([null, '10%', '26%', '10%', '25%']);
    expect(await rates('DE')).toEqual([null, '10%', '20%', '10%', '15%']);
    expect(await rates('CH')).toEqual([null, '10%', '31%', '10%', '39%', '15%']);
    expect(await rates('BR')).toEqual([null, '10%']);
    expect(await rates()).toEqual([null, '10%', null, '10%', null]);
    const canada = await stepsOf(test, 'us-world-ieepa-reciprocal', { origin: 'CA' });
    expect(new Set(canada.map(({ problem }) => problem))).toEqual(new Set(['the measure does not cover what is asked about']));
  });

  it('refuses a ban, a measure and an origin that it does not know', async () => {
    await refused(rateHistory(test.tracker, 'cn-eu-auto-investment-pause', {}), 'invalid', 'cn-eu-auto-investment-pause is a ban');
    await refused(rateHistory(test.tracker, 'nothing', {}), 'not_found', '"nothing"');
    await refused(rateHistory(test.tracker, 'eu-cn-bev-cvd', { origin: 'ZZ' }), 'invalid', '"ZZ"');
  });

  it('has a column for each field of a step', async () => {
    const [step] = await stepsOf(test, 'eu-cn-bev-cvd');
    expect(Object.keys(step ?? {})).toEqual([...RATE_STEP_COLUMNS]);
  });
});

describe.each(ENGINES)('what is recorded, on %s', (_engine, open) => {
  let test: TestTracker;
  const rates = (more: Parameters<typeof RateTableBody.parse>[0] & object) =>
    recordRateTable(test.tracker, me, 'cn-au', RateTableBody.parse({ unsourced: true, ...more }));
  beforeAll(async () => {
    test = await open();
    test.clock.now = '2025-01-01T00:00:00.000Z';
    await putRows(test, SMALL_REGISTER);
    await newMeasure(test.tracker, 'cn-au', { kind: 'tariff', type: 'anti_dumping' });
    await recordStatusChanges(test.tracker, me, 'cn-au', [
      change('provisional', '2024-02'),
      change('in_force', '2024-06-01'),
      change('lifted', '2026-01-01'),
    ]);
  });
  afterAll(() => test.close());

  it('a company faces a tariff on a union from the day on which its home joined it, and no longer than it was in it', async () => {
    const members = [{ member: 'KR', joined_on: '2024-06-01', left_on: '2024-09-01' }];
    await addJurisdiction(test.tracker, me, { code: 'QU', name: 'A union', kind: 'union', aliases: [], areas: [], members });
    await addExporter(test.tracker, me, { id: 'seoul-steel', name: 'Seoul Steel', home: 'KR', aliases: [] });
    const coverage = { effective_on: '2024-01-01', scopes: [{ partners: ['QU'] }], unsourced: true as const };
    await newMeasure(test.tracker, 'cn-qu', { kind: 'tariff', type: 'additional', dispute: undefined, coverage });
    await recordStatusChanges(test.tracker, me, 'cn-qu', [change('in_force', '2024-02-01')]);
    await recordRateTable(
      test.tracker,
      me,
      'cn-qu',
      RateTableBody.parse({ effective_on: '2024-01-01', rates: [{ expression: '10%' }], unsourced: true }),
    );
    const steps = await stepsOf(test, 'cn-qu', { exporter: 'Seoul Steel' });
    expect(steps.map(({ from, until, rate }) => `${from}..${until ?? ''} ${rate}`)).toEqual([
      '2024-02-01..2024-05-31 null',
      '2024-06-01..2024-08-31 10%',
      '2024-09-01.. null',
    ]);
  });

  it('days without a table have no rate and say so while the duty is in force', async () => {
    const steps = await stepsOf(test, 'cn-au');
    expect(steps.map(line)).toEqual([
      '2024-02..2024-05-31 provisional null null',
      '2024-06-01..2025-12-31 in_force null null',
      '2026-01-01.. lifted null null',
    ]);
    expect(steps.map(({ problem }) => problem)).toEqual(['no rate is recorded for these days', 'no rate is recorded for these days', null]);
  });

  it('tables of the same rate are one step; a corrected one is gone, and stays as it was known', async () => {
    test.clock.now = '2025-02-01T00:00:00.000Z';
    await rates({ effective_on: '2024-02', rates: [{ expression: '20%' }] });
    await rates({
      effective_on: '2024-09-01',
      rates: [
        { scope: { exporters: ['tesla'] }, expression: '20%' },
        { scope: { exporters: ['all_others'] }, expression: '30%' },
      ],
    });
    const tesla = [
      '2024-02..2024-05-31 provisional 20% guarantee',
      '2024-06-01..2025-12-31 in_force 20% full',
      '2026-01-01.. lifted 20% full',
    ];
    expect(await linesOf(test, 'cn-au', { exporter: 'tesla (shanghai)' })).toEqual(tesla);
    test.clock.now = '2025-03-01T00:00:00.000Z';
    const { recorded } = await rates({ effective_on: '2025-01-01', rates: [{ expression: '50%' }] });
    test.clock.now = '2025-04-01T00:00:00.000Z';
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, CorrectionBody.parse({ reason: 'a mistake' }));
    expect(await linesOf(test, 'cn-au', { exporter: 'tesla' })).toEqual(tesla);
    expect(await linesOf(test, 'cn-au', { exporter: 'tesla', known_at: '2025-03-31' })).toEqual([
      ...tesla.slice(0, 1),
      '2024-06-01..2024-12-31 in_force 20% full',
      '2025-01-01..2025-12-31 in_force 50% full',
      '2026-01-01.. lifted 50% full',
    ]);
  });
});
