import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rate } from '../../src/domain/ledger.ts';
import { stretchesOf } from '../../src/lookups/measure.ts';
import {
  hasRates,
  LABEL_HEIGHT,
  layOutRates,
  notInPercent,
  percentagesOf,
  rateSteps,
  spreadLabels,
  type TariffRates,
} from '../../src/pages/charts/rate-lines-layout.ts';
import { status } from '../support/histories.ts';
import { scope } from '../support/scopes.ts';

const rate = (expression: string | null, exporters: string[] = [], more: Partial<Rate> = {}): Rate => ({
  scope: { ...scope({}), exporters },
  expression,
  min_pct: null,
  max_pct: null,
  collection: 'full',
  note: null,
  confidence: null,
  doubt: null,
  ...more,
});

/** A tariff in force from 2024 to 2025 unless its statuses say otherwise, with rate tables that each hold until the next. */
function tariff(tables: readonly (readonly [from: string, rates: Rate[]])[], statuses = IN_FORCE): TariffRates {
  const [one] = [stretchesOf({ statuses, coverages: [], rateTables: [] }, '2024-06-01')];
  const rate_tables = tables.map(([from, rates], index) => {
    const next = tables[index + 1]?.[0] ?? null;
    return {
      seq: index,
      from,
      until: next,
      starts_on: from,
      ends_on: next,
      derived: false,
      upcoming: false,
      current: false,
      certainty: 'certain' as const,
      doubt: null,
      rates,
    };
  });
  return { id: 't', title: 'T', statuses: one.statuses, rate_tables };
}
const IN_FORCE = [status(1, 'in_force', '2024-01-01'), status(2, 'lifted', '2025-01-01')];

describe('percentages of a rate table', () => {
  it.each<[what: string, rates: Rate[], low: number, high: number, headline: number | null]>([
    ['one rate', [rate('25%')], 25, 25, 25],
    [
      'companies: what all others pay stands for it',
      [rate('17%', ['byd']), rate('36.5%', ['x']), rate('35.3%', ['all_others'])],
      17,
      36.5,
      35.3,
    ],
    ['goods: the highest stands for it', [rate('10%'), rate('15%')], 10, 15, 15],
    ['a known range has no line', [rate(null, [], { min_pct: '107.1', max_pct: '212.1' })], 107.1, 212.1, null],
    ['a sum', [rate('10% + 17.0%')], 27, 27, 27],
    ['free', [rate('free'), rate('20%')], 0, 20, 20],
    ['money per unit is left out', [rate('12% + 21 EUR/100 kg'), rate('8%')], 8, 8, 8],
  ])('%s', (_what, rates, low, high, headline) => {
    expect(percentagesOf(rates)).toEqual({ low, high, headline });
  });

  it('are none for money per unit and for what is not levied, and both are named beside', () => {
    const rates = [rate('23.80 EUR/hl'), rate('25% MIN 6000 USD/unit'), rate('6.3%', [], { collection: 'none' })];
    expect(percentagesOf(rates)).toBeNull();
    expect(notInPercent(rates)).toEqual(rates);
    expect(hasRates([tariff([['2024-01-01', rates]])])).toBe(false);
  });
});

describe('steps of rates', () => {
  it('are there only while the tariff is in force', () => {
    const statuses = [
      status(1, 'announced', '2024-01-01'),
      status(2, 'in_force', '2024-02-01'),
      status(3, 'suspended', '2024-05-01', { until_on: '2024-07-01' }),
    ];
    const row = tariff(
      [
        ['2024-01-01', [rate('10%')]],
        ['2024-03-01', [rate('20%')]],
      ],
      statuses,
    );
    expect(rateSteps(row).map(({ starts_on, ends_on, high }) => [starts_on, ends_on, high])).toEqual([
      ['2024-02-01', '2024-03-01', 10],
      ['2024-03-01', '2024-05-01', 20],
      ['2024-07-01', null, 20],
    ]);
  });

  it('of neighbours that say the same are one', () => {
    const row = tariff([
      ['2024-01-01', [rate('10%')]],
      ['2024-03-01', [rate('10%')]],
      ['2024-05-01', [rate('12%')]],
    ]);
    expect(rateSteps(row).map(({ from, ends_on, high }) => [from, ends_on, high])).toEqual([
      ['2024-01-01', '2024-05-01', 10],
      ['2024-05-01', '2025-01-01', 12],
    ]);
  });
});

describe('lines of rates', () => {
  const gap = tariff(
    [['2024-01-01', [rate('10%', ['a']), rate('30%', ['all_others'])]]],
    [status(1, 'in_force', '2024-01-01'), status(2, 'suspended', '2024-05-01', { until_on: '2024-07-01' })],
  );

  it('have a band with a point only where it turns: what goes on at one height is one line', () => {
    const between = (low: string): Rate[] => [rate(`${low}%`, ['byd']), rate('30%', ['x'])];
    const [line] = layOutRates(
      [
        tariff([
          ['2024-01-01', between('5')],
          ['2024-05-01', between('10')],
          ['2024-09-01', between('15')],
        ]),
      ],
      '2024-12-01',
    ).lines;
    const heights = [...(line?.band ?? '').matchAll(/,([\d.]+)/g)].map(([, y]) => y);
    expect(new Set(heights).size).toBe(4);
    expect(heights.filter((y) => y === heights[0])).toHaveLength(2);
    expect(heights.some((y, at) => y === heights[at + 1] && y === heights[at + 2])).toBe(false);
  });

  it('break where the tariff is not in force, and have a band where rates differ', () => {
    const [line] = layOutRates([gap], '2024-12-01').lines;
    expect(line?.line.match(/M/g)).toHaveLength(2);
    expect(line?.band.match(/M/g)).toHaveLength(2);
    expect(layOutRates([tariff([['2024-01-01', [rate('30%')]]])], '2024-12-01').lines[0]?.band).toBe('');
  });

  it('end at the right edge while nothing ends them, and say what was where something did', () => {
    expect(layOutRates([gap], '2024-12-01').lines[0]).toMatchObject({ end: { x: 100 }, label: '10–30%' });
    const over = tariff([['2024-01-01', [rate('30%')]]]);
    expect(layOutRates([over], '2025-06-01').lines[0]?.label).toBe('was 30%');
    expect(layOutRates([over], '2024-06-01').lines[0]?.label).toBe('30%');
    // Of the day that is asked about, and what comes after it.
    const raised = tariff([
      ['2024-01-01', [rate('10%')]],
      ['2024-09-01', [rate('30%')]],
    ]);
    const labelOn = (on: string) => layOutRates([raised], on).lines[0]?.label;
    expect(['2023-06-01', '2024-06-01', '2024-10-01', '2025-06-01'].map(labelOn)).toEqual(['then 30%', '10%, then 30%', '30%', 'was 30%']);
  });

  it('stay inside the plot, with labels that never cover each other (properties)', () => {
    const percents = fc.integer({ min: 0, max: 2000 }).map((tenths) => rate(`${tenths / 10}%`));
    const rows = fc.array(fc.array(percents, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 20, size: 'max' });
    fc.assert(
      fc.property(rows, (tables) => {
        const { lines, height } = layOutRates(
          tables.map((rates) =>
            tariff([
              ['2024-01-01', rates],
              ['2024-06-01', rates.slice(0, 1)],
            ]),
          ),
          '2024-06-01',
        );
        expect(lines).toHaveLength(tables.length);
        for (const { marks, end } of lines)
          for (const { x, y } of [...marks, end]) for (const value of [x, y]) expect(value >= 0 && value <= 100).toBe(true);
        const places = lines.map(({ labelY }) => labelY).sort((a, b) => a - b);
        places.forEach((y, index) => {
          expect(y).toBeGreaterThanOrEqual(index === 0 ? 0 : (places[index - 1] ?? 0) + LABEL_HEIGHT);
          expect(y + LABEL_HEIGHT).toBeLessThanOrEqual(height);
        });
      }),
    );
  });

  it('keep labels where they belong when there is room', () => {
    expect(spreadLabels([10, 100, 200], 48, 300)).toEqual([10, 100, 200]);
    expect(spreadLabels([290, 295], 48, 300)).toEqual([204, 252]);
  });
});
