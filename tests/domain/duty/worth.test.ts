import { describe, expect, it } from 'vitest';
import { Fraction } from '../../../src/domain/duty/fraction.ts';
import { parseQuantity } from '../../../src/domain/duty/units.ts';
import { paysOf, worthOf } from '../../../src/domain/duty/worth.ts';

const worth = (expression: string, value?: string, ...quantity: string[]): ReturnType<typeof worthOf> =>
  worthOf(
    { expression, min_pct: null, max_pct: null },
    { customs_value: value, currency: value && 'EUR', quantities: quantity.map((text) => parseQuantity(text)), fx: [] },
  );

describe('what a rate is worth', () => {
  it('a minimum price is no percentage of the value', () => {
    const { pct, amount, currency, missing } = worth('PRICE 50 EUR/unit', '400', '10 unit');
    expect([pct, amount?.least, amount?.most, currency, missing]).toEqual([null, Fraction.of('100'), Fraction.of('100'), 'EUR', []]);
  });

  it.each<[string, 'something' | 'perhaps' | 'nothing', string?, string?]>([
    ['PRICE 50 EUR/unit', 'perhaps'],
    ['PRICE 50 EUR/unit + PRICE 3 EUR/kg', 'perhaps'],
    ['PRICE 0 EUR/unit', 'nothing'],
    ['PRICE 50 EUR/unit + 1 EUR/kg', 'something'],
    ['PRICE 50 EUR/unit', 'something', '400', '10 unit'],
    ['PRICE 50 EUR/unit', 'nothing', '500', '10 unit'],
    ['10 EUR/kg/net drained', 'something', '500', '10 kg'],
    ['0 EUR/kg', 'nothing'],
    ['5%', 'something'],
  ])('%s pays %s', (expression, pays, value, ...quantity) => {
    expect(paysOf(worth(expression, value, ...(quantity as string[])))).toBe(pays);
  });
});
