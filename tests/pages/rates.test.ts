import { describe, expect, it } from 'vitest';
import type { Rate } from '../../src/domain/ledger.ts';
import { rateRows } from '../../src/pages/measure/rates.tsx';
import type { RateTableStretch } from '../../src/things/stretch.ts';
import { rate } from '../support/tariffs.ts';

const stretch = (from: string, rates: Rate[]): RateTableStretch => ({
  ...{
    seq: 1,
    from,
    until: null,
    starts_on: from,
    ends_on: null,
    derived: false,
    upcoming: false,
    current: true,
    certainty: 'certain',
    doubt: null,
  },
  rates,
});
const shown = (tables: RateTableStretch[]) =>
  rateRows(tables).map(({ scope: of, cells }) => [
    of.exporters[0] ?? of.goods[0]?.codes[0],
    ...cells.map((cell) => cell && `${cell.rate.expression}${cell.instead === null ? '' : ` as ${cell.instead}`}`),
  ]);

describe('the rates of a tariff over time', () => {
  it('have a row for each company or group, with its own rate or that which takes its place', () => {
    const first = stretch('2024-07-05', [rate('17.4%', { exporters: ['byd'] }), rate('37.6%', { exporters: ['all_others'] })]);
    const second = stretch('2024-10-30', [rate('17%', { exporters: ['byd', 'nio'] }), rate('35.3%', { exporters: ['all_others'] })]);
    expect(shown([first, second])).toEqual([
      ['byd', '17.4%', '17%'],
      ['nio', '37.6% as all_others', '17%'],
      ['all_others', '37.6%', '35.3%'],
    ]);
  });

  it('of a schedule are found without going through all of it for each', () => {
    let looks = 0;
    const lines = Array.from({ length: 2000 }, (_, line) => {
      const one = rate(`${line}%`, { codes: [String(10_000_000 + line)] });
      const get = () => {
        looks += 1;
        return one.scope;
      };
      return Object.defineProperty({ ...one }, 'scope', { enumerable: true, get }) as Rate;
    });
    const rows = shown([stretch('2020-01-01', lines), stretch('2021-01-01', lines)]);
    expect(rows).toHaveLength(2000);
    expect(rows[7]).toEqual(['10000007', '7%', '7%']);
    expect(looks).toBeLessThan(10 * 2 * lines.length);
  });
});
