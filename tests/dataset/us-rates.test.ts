import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftSince } from '../../scripts/known-shipments.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { sharedTracker, type TestTracker } from '../support/database.ts';
import { type Asked, quote } from '../support/quoting.ts';

describe('the general US tariffs in the bundled disputes', () => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await sharedTracker();
  });
  afterAll(() => test.close());

  const lineOf = async (measure: string, origin: string, product: string, on: string, more: Asked = {}) =>
    (await quote(test, { importer: 'US', origin, product, on, ...more })).lines.find((line) => line.measure === measure);

  describe('the reciprocal tariff, by country and day', () => {
    it.each([
      ['VN', '640411', '2025-04-05', '10%'],
      ['VN', '640411', '2025-04-08', '10%'],
      ['VN', '640411', '2025-04-09', '46%'],
      ['VN', '640411', '2025-04-10', '10%'],
      ['VN', '640411', '2025-07-09', '10%'],
      ['VN', '640411', '2025-08-06', '10%'],
      ['VN', '640411', '2025-09-01', '20%'],
      ['VN', '640411', '2026-02-23', '20%'],
      ['CH', '9101', '2025-09-01', '39%'],
      ['CH', '9102', '2025-11-13', '39%'],
      ['LA', '6109', '2025-09-01', '40%'],
      ['LS', '6109', '2025-04-09', '50%'],
      ['KE', '6109', '2025-09-01', '10%'],
      ['KR', '640411', '2025-11-13', '15%'],
    ])('%s, %s on %s: %s on top of the base', async (origin, product, on, rate) => {
      const line = await lineOf('us-world-ieepa-reciprocal', origin, product, on, { conditions: leftSince(origin, on) });
      expect(line).toMatchObject({ rate, tops_up_to: null, match: 'full' });
    });

    it.each([
      ['DE', '2025-08-07'],
      ['JP', '2025-08-07'],
      ['KR', '2025-11-14'],
      ['CH', '2025-11-14'],
      ['LI', '2025-11-14'],
    ])('%s is topped up to 15%% from %s', async (origin, on) => {
      expect(await lineOf('us-world-ieepa-reciprocal', origin, '9102', on)).toMatchObject({ tops_up_to: '15' });
    });

    it('is over on 24 February 2026, and is not on Canada, Mexico and column 2 countries', async () => {
      expect(await lineOf('us-world-ieepa-reciprocal', 'VN', '640411', '2026-02-24')).toBeUndefined();
      for (const origin of ['CA', 'MX', 'RU', 'CU'])
        expect(await lineOf('us-world-ieepa-reciprocal', origin, '640411', '2025-09-01')).toBeUndefined();
    });

    it('exempts the goods of Annex II as they were listed on the day', async () => {
      const coffee = (on: string) => lineOf('us-world-ieepa-reciprocal', 'CO', '09011100', on);
      expect(await coffee('2025-11-12')).toMatchObject({ rate: '10%' });
      expect(await coffee('2025-11-13')).toBeUndefined();
      const resin = (on: string) => lineOf('us-world-ieepa-reciprocal', 'VN', '39076100', on, { conditions: leftSince('VN', on) });
      expect(await resin('2025-09-07')).toBeUndefined();
      expect(await resin('2025-09-08')).toMatchObject({ rate: '20%' });
    });
  });

  it('the surcharge of section 122 is 10% from 24 February to 23 July 2026, for Canada unless the goods qualify under USMCA', async () => {
    const line = (on: string, more?: Asked) => lineOf('us-world-s122', 'CA', '640411', on, more);
    const without: Asked = { conditions: [{ id: 'usmca', met: false }] };
    expect(await line('2026-02-23')).toBeUndefined();
    // What had been loaded before is free until 27 February.
    const loadedSince: Asked = {
      conditions: [
        { id: 'usmca', met: false },
        { id: 'us_loaded_before_2026_02_24', met: false },
      ],
    };
    expect(await line('2026-02-24', loadedSince)).toMatchObject({ rate: '10%', match: 'full' });
    expect(await line('2026-02-27', without)).toMatchObject({ rate: '0%–10%' });
    expect(await line('2026-07-23', without)).toMatchObject({ rate: '10%' });
    expect(await line('2026-07-24')).toBeUndefined();
    expect(await line('2026-03-01', { conditions: [{ id: 'usmca', met: true }] })).toBeUndefined();
  });

  describe('the forced-labour tariff today', () => {
    it.each([
      ['VN', '640411', '12.5%'],
      ['BR', '640411', '12.5%'],
      ['CN', '640411', '12.5%'],
      ['IN', '640411', '10%'],
      ['GB', '640411', '10%'],
    ])('%s, %s: %s', async (origin, product, rate) => {
      expect(await lineOf('us-world-s301-forced-labour', origin, product, '2026-11-24')).toMatchObject({ rate, tops_up_to: null });
    });

    it.each([
      ['TW', '10'],
      ['DE', '10'],
      ['KR', '12.5'],
      ['JP', '12.5'],
      ['CH', '12.5'],
    ])('%s is topped up to %s%%', async (origin, level) => {
      expect(await lineOf('us-world-s301-forced-labour', origin, '640411', '2026-11-24')).toMatchObject({ tops_up_to: level });
    });

    it.each(['KE', 'UA', 'MO', 'GE', 'IS'])('%s pays nothing', async (origin) => {
      expect(await lineOf('us-world-s301-forced-labour', origin, '640411', '2026-11-24')).toBeUndefined();
    });
  });

  it('goods of Canada whose import is banned from 29 September 2026', async () => {
    const bans = async (on: string) =>
      (await listMeasures(test.tracker, { dispute: 'us-ca', imposed_by: 'US', affected: 'CA', type: ['import_ban'], on }, { limit: 100 }))
        .data;
    expect(await bans('2026-09-28')).toEqual([]);
    const today = await bans('2026-11-24');
    expect(today.map(({ id }) => id).sort()).toEqual(['us-ca-s338-ban-alcohol', 'us-ca-s338-ban-dairy', 'us-ca-s338-ban-motorcycles']);
    const codes = today.flatMap(({ products }) => products);
    expect(codes).toEqual(expect.arrayContaining(['2208306020', '22030000', '04041005', '220291', '871150']));
    expect(codes).toHaveLength(68);
  });

  it('the section 338 duty is on the listed goods of Canada, and on what is banned only where it comes in all the same', async () => {
    const line = (product: string, on: string) => lineOf('us-ca-s338', 'CA', product, on);
    expect(await line('871150', '2026-08-21')).toBeUndefined();
    expect(await line('871150', '2026-08-22')).toMatchObject({ rate: '50%' });
    expect(await line('871150', '2026-09-28')).toMatchObject({ rate: '50%', match: 'full' });
    expect(await line('871150', '2026-09-29')).toMatchObject({ rate: '50%', match: 'unclear' });
    expect(await line('87032101', '2026-09-14')).toBeUndefined();
    expect(await line('87032101', '2026-09-15')).toMatchObject({ rate: '50%' });
  });
});
