import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDuty } from '../../../src/domain/duty/amount.ts';
import { type BoundedDuty, type DutyExpression, type DutySum, parseDuty } from '../../../src/domain/duty/expression.ts';
import { Fraction } from '../../../src/domain/duty/fraction.ts';
import { parseFx, roundToMinor } from '../../../src/domain/duty/money.ts';
import type { Shipment } from '../../../src/domain/duty/shipment.ts';
import { parseQuantity } from '../../../src/domain/duty/units.ts';
import { duties, dutyExpressions, dutySums, numerals } from '../../support/duties.ts';
import { casesOf } from '../../support/thorough.ts';

interface Goods {
  value?: string;
  in?: string;
  quantity?: readonly string[];
  fx?: readonly string[];
}
const asked = ({ value, in: currency, quantity = [], fx = [] }: Goods): Shipment => ({
  customs_value: value,
  currency,
  quantities: quantity.map((text) => parseQuantity(text)),
  fx: fx.map((text) => parseFx(text)),
});
function exactly(expression: string | DutyExpression, question: Shipment): Fraction {
  const result = evaluateDuty(typeof expression === 'string' ? parseDuty(expression) : expression, question);
  if (result.kind !== 'amount') throw new Error(result.reasons.map((reason) => reason.detail).join('; '));
  return result.amount;
}
const paid = (expression: string, goods: Goods): string => {
  const result = evaluateDuty(parseDuty(expression), asked(goods));
  return result.kind === 'amount' ? `${roundToMinor(result.amount, result.currency ?? 'none')} ${result.currency}` : result.kind;
};
const total = (amounts: readonly Fraction[]): Fraction => amounts.reduce((sum, amount) => sum.plus(amount), Fraction.ZERO);

describe('what an expression comes to', () => {
  it.each<[string, Goods, string]>([
    ['25%', { value: '14172', in: 'EUR' }, '3543.00 EUR'],
    ['0%', { value: '14172', in: 'EUR' }, '0.00 EUR'],
    ['50%', { value: '14172', in: 'EUR' }, '7086.00 EUR'],
    ['2.9%', { value: '14172', in: 'EUR' }, '410.99 EUR'],
    ['free', { value: '14172', in: 'EUR' }, '0.00 EUR'],
    ['2.7%', { value: '1260.89', in: 'GBP' }, '34.04 GBP'],
    ['25%', { value: '1260.89', in: 'GBP' }, '315.22 GBP'],
    ['144.10 GBP/1000 kg', { quantity: ['2 t'] }, '288.20 GBP'],
    ['13.8% MIN 13 GBP/100 kg MAX 15 GBP/100 kg - 7 GBP/100 kg', { value: '1200', in: 'GBP', quantity: ['10000 kg'] }, '800.00 GBP'],
    ['13.8% MIN 13 GBP/100 kg MAX 15 GBP/100 kg', { value: '1200', in: 'GBP', quantity: ['10000 kg'] }, '1300.00 GBP'],
    ['0.50 GBP/% vol/hl', { quantity: ['45 hl', '40 % vol'] }, '900.00 GBP'],
    ['0.50 GBP/% vol/hl', { quantity: ['40 % vol', '45 l'] }, '9.00 GBP'],
    ['35.10 EUR/100 kg', { in: 'GBP', quantity: ['10000 kg'], fx: ['EUR:GBP=0.8571'] }, '3008.42 GBP'],
    ['35.10 GBP/100 kg', { in: 'EUR', quantity: ['10000 kg'], fx: ['EUR:GBP=0.8571'] }, '4095.20 EUR'],
    ['35.10 EUR/100 kg', { quantity: ['10000 kg'] }, '3510.00 EUR'],
    ['40% MIN 7000 USD/unit', { value: '15000', in: 'USD', quantity: ['1 unit'] }, '7000.00 USD'],
    ['40% MIN 7000 USD/unit', { value: '20000', in: 'USD', quantity: ['1 unit'] }, '8000.00 USD'],
    ['9.1% + 45.1 GBP/100 kg MAX 18.9% + 16.5 GBP/100 kg', { value: '1000', in: 'GBP', quantity: ['1 t'] }, '354.00 GBP'],
    ['12% + 21 EUR/100 kg', { value: '1000', in: 'USD', quantity: ['250 kg'], fx: ['EUR:USD=1.08'] }, '176.70 USD'],
    ['5 EUR/kg + 5 USD/kg', { in: 'EUR', quantity: ['1 kg'], fx: ['EUR:USD=1.25'] }, '9.00 EUR'],
    ['5 EUR/kg + 5 USD/kg', { in: 'EUR', quantity: ['1 kg'], fx: ['eur:usd=1.25'] }, '9.00 EUR'],
    ['7 GBP/100 kg - 15 GBP/100 kg', { quantity: ['100 kg'] }, '0.00 GBP'],
    ['5% MIN 7 GBP/100 kg - 15 GBP/100 kg', { value: '100', in: 'GBP', quantity: ['100 kg'] }, '5.00 GBP'],
    ['100 JPY/kg', { quantity: ['1.235 kg'] }, '124 JPY'],
    ['0.001 KWD/g', { quantity: ['1.5 g'] }, '0.002 KWD'],
    ['10 EUR/kg', { quantity: ['0 kg'] }, '0.00 EUR'],
    ['2 EUR/12 pairs', { quantity: ['30 pair'] }, '5.00 EUR'],
    ['1 EUR/m3', { quantity: ['1 hl'] }, '0.10 EUR'],
    ['0% MIN 3 EUR/m2', { quantity: ['2 m2', '5 kg'] }, '6.00 EUR'],
    ['1 EUR/kg + 1 USD/kg', { in: 'EUR', quantity: ['10 kg'], fx: ['EUR:USD=2'] }, '15.00 EUR'],
    ['2.4¢/kg + 5%', { value: '1000', in: 'USD', quantity: ['1 t'] }, '74.00 USD'],
    ['100 USD/kg', { quantity: ['1 lb'] }, '45.36 USD'],
    ['24 USD/dozen', { quantity: ['30 unit'] }, '60.00 USD'],
    ['1 USD/unit', { quantity: ['2 dozen'] }, '24.00 USD'],
    ['2 EUR/MWh', { quantity: ['1500 kWh'] }, '3.00 EUR'],
    ['2 EUR/100 m', { quantity: ['1250 m'] }, '25.00 EUR'],
    ['10 EUR/g', { quantity: ['5 carat'] }, '10.00 EUR'],
    ['5.25¢/bbl', { quantity: ['1000 bbl'] }, '52.50 USD'],
    ['1 USD/bbl', { quantity: ['158987.294928 l'] }, '1000.00 USD'],
    ['1 USD/l', { quantity: ['1 bbl'] }, '158.99 USD'],
    ['0.237 USD/proof litre', { quantity: ['100 proof litre'] }, '23.70 USD'],
    ['28.74 GBP/l alc. 100%', { quantity: ['10 l alc. 100%'] }, '287.40 GBP'],
    // A volume and its strength make the pure alcohol, but what is stated of it comes first.
    ['28.74 GBP/l alc. 100%', { quantity: ['45 hl', '40 % vol'] }, '51732.00 GBP'],
    ['1 GBP/l alc. 100%', { quantity: ['45 hl', '40 % vol', '1799 l alc. 100%'] }, '1799.00 GBP'],
    ['10 EUR/100 kg/net drained', { quantity: ['500 kg net drained'] }, '50.00 EUR'],
    ['10 EUR/100 kg/net drained + 1 EUR/100 kg', { quantity: ['1 t', '500 kg/net eda'] }, '60.00 EUR'],
    ['PRICE 50 EUR/unit', { value: '400', in: 'EUR', quantity: ['10 unit'] }, '100.00 EUR'],
    ['PRICE 50 EUR/unit', { value: '600', in: 'EUR', quantity: ['10 unit'] }, '0.00 EUR'],
    ['PRICE 50 EUR/unit', { value: '400', in: 'USD', quantity: ['10 unit'], fx: ['EUR:USD=1.1'] }, '150.00 USD'],
    ['10% + PRICE 50 EUR/unit', { value: '400', in: 'EUR', quantity: ['10 unit'] }, '140.00 EUR'],
    ['10% MIN PRICE 50 EUR/unit', { value: '400', in: 'EUR', quantity: ['10 unit'] }, '100.00 EUR'],
    ['PRICE 0 EUR/unit', { in: 'EUR' }, '0.00 EUR'],
  ])('%s of %o is %s', (expression, goods, amount) => {
    expect(paid(expression, goods)).toBe(amount);
  });

  it('nothing is nothing without a currency', () => {
    for (const text of ['free', '0%', '0.00% + 0%'])
      expect(evaluateDuty(parseDuty(text), asked({}))).toEqual({ kind: 'amount', amount: Fraction.ZERO, currency: null });
  });

  it('the lines of 14,172 add up before they are rounded', () => {
    const lines = ['25%', '0%', '50%', '2.9%'].map((rate) => exactly(rate, asked({ value: '14172', in: 'EUR' })));
    expect(roundToMinor(total(lines), 'EUR')).toBe('11039.99');
  });

  it('duties and the tax on value plus duties are 1,395.40 when rounded once, and 1,395.39 when each line is', () => {
    const question = asked({ value: '1260.89', in: 'GBP', quantity: ['2 t'] });
    const lines = ['2.7%', '25%', '25%', '144.10 GBP/1000 kg'].map((rate) => exactly(rate, question));
    const withTax = (value: Fraction, amounts: readonly Fraction[], round: (amount: Fraction) => Fraction): string => {
      const tax = round(value.plus(total(amounts)).times(Fraction.of('0.2')));
      return roundToMinor(total([...amounts, tax]), 'GBP');
    };
    const rounded = (amount: Fraction): Fraction => Fraction.of(roundToMinor(amount, 'GBP'));
    const value = Fraction.of('1260.89');
    expect(lines.map((line) => roundToMinor(line, 'GBP'))).toEqual(['34.04', '315.22', '315.22', '288.20']);
    expect(withTax(value, lines, (amount) => amount)).toBe('1395.40');
    expect(withTax(value, lines.map(rounded), rounded)).toBe('1395.39');
  });

  it('the inverse of a rate is exact: what is converted back is what it was', () => {
    const rate = asked({ in: 'EUR', quantity: ['1 kg'], fx: ['EUR:USD=1.08'] });
    // 0.001 / 1.08 and 0.0044 / 1.08 have no last digit, their sum is 0.005 and rounds up.
    expect(roundToMinor(total([exactly('0.001 USD/kg', rate), exactly('0.0044 USD/kg', rate)]), 'EUR')).toBe('0.01');
  });
});

describe('what is missing for an amount', () => {
  it.each<[string, Goods, [string, RegExp][]]>([
    ['35.3%', {}, [['value_required', /^35\.3% is levied on the customs value: give customs_value/]]],
    ['23.80 EUR/hl', {}, [['quantity_required', /^23\.80 EUR\/hl is levied by volume: give a quantity in l, hl, m3, bbl$/]]],
    ['23.80 EUR/hl', { quantity: ['45 kg'] }, [['unit_mismatch', /by volume: give a quantity in l, hl, m3, bbl, which 45 kg is not$/]]],
    ['7000 USD/unit', { quantity: ['2 pair', '1 t'] }, [['unit_mismatch', /by pieces: .* unit, dozen, which 2 pair and 1 t is not$/]]],
    ['0.50 GBP/% vol/hl', { quantity: ['45 hl'] }, [['quantity_required', /by alcoholic strength: give a quantity in % vol$/]]],
    ['0.50 GBP/% vol/hl', { quantity: ['40 % vol'] }, [['quantity_required', /by volume/]]],
    [
      '0.50 GBP/% vol/hl',
      {},
      [
        ['quantity_required', /by alcoholic strength/],
        ['quantity_required', /by volume/],
      ],
    ],
    ['21 EUR/100 kg + 1 EUR/hl', { quantity: ['45 hl'] }, [['quantity_required', /by mass/]]],
    ['35.10 EUR/100 kg', { in: 'GBP', quantity: ['1 t'] }, [['currency_rate_required', /paid in GBP: give fx as EUR:GBP=RATE$/]]],
    ['35.10 EUR/kg', { in: 'GBP', quantity: ['1 t'], fx: ['EUR:USD=1.08', 'GBP:USD=1.3'] }, [['currency_rate_required', /EUR:GBP/]]],
    ['5 EUR/kg + 5 USD/kg', { quantity: ['1 kg'] }, [['currency_rate_required', /in EUR and USD: give a currency/]]],
    [
      '40% MIN 7000 USD/unit',
      { in: 'EUR' },
      [
        ['value_required', /^40%/],
        ['quantity_required', /^7000 USD\/unit/],
        ['currency_rate_required', /USD:EUR/],
      ],
    ],
    ['5% - 5%', {}, [['value_required', /^5%/]]],
    ['10 EUR/kg/net drained', {}, [['quantity_required', /mass \(net drained\): give a quantity in g, kg.* such as 12 kg net drained$/]]],
    ['10 EUR/kg/net drained', { quantity: ['5 kg'] }, [['unit_mismatch', /such as 12 kg net drained, which 5 kg is not$/]]],
    ['10 EUR/kg', { quantity: ['5 kg net drained'] }, [['unit_mismatch', /by mass: give .*, which 5 kg net drained is not$/]]],
    ['10 EUR/kg/gross', { quantity: ['5 kg net'] }, [['unit_mismatch', /which 5 kg net is not$/]]],
    ['5 EUR/l alc. 100%', { quantity: ['5 hl'] }, [['quantity_required', /in l alc\. 100%, or a volume and its % vol$/]]],
    ['5 EUR/l alc. 100%', { quantity: ['5 proof litre'] }, [['unit_mismatch', /which 5 proof litre is not$/]]],
    ['5 EUR/proof litre', { quantity: ['5 hl', '40 % vol'] }, [['unit_mismatch', /by proof alcohol: .* which 5 hl and 40 % vol is not$/]]],
    [
      'PRICE 50 EUR/unit',
      { in: 'EUR' },
      [
        ['quantity_required', /^PRICE 50 EUR\/unit is levied by pieces/],
        ['value_required', /^PRICE 50 EUR\/unit is what the customs value lacks of it: give customs_value/],
      ],
    ],
  ])('%s with %o', (expression, goods, reasons) => {
    expect(evaluateDuty(parseDuty(expression), asked(goods))).toEqual({
      kind: 'cannot_compute',
      reasons: reasons.map(([code, detail]) => ({ code, detail: expect.stringMatching(detail) })),
    });
  });

  it.each<[string, Goods, string, RegExp]>([
    ['5%', { value: '14,172', in: 'EUR' }, 'customs_value', /"14,172" is not a decimal number.*1260\.89/],
    ['5%', { value: '-1', in: 'EUR' }, 'customs_value', /"-1" is not a customs value/],
    ['5%', { value: '100' }, 'currency', /100 needs its currency/],
    ['5%', { value: '100', in: 'Euro' }, 'currency', /"Euro" is not a currency.*EUR/],
    ['5 EUR/kg', { quantity: ['45 kg', '1 t'] }, 'quantity', /45 kg and 1 t both state the mass/],
    ['5 EUR/kg', { quantity: ['45 kg net', '1 t/net'] }, 'quantity', /45 kg net and 1 t net both state the mass \(net\)/],
    ['5 EUR/unit', { quantity: ['1 dozen', '12 unit'] }, 'quantity', /1 dozen and 12 unit both state the pieces/],
    ['5 EUR/kg', { in: 'USD', quantity: ['45 kg'], fx: ['EUR:USD=1.08', 'USD:EUR=0.9'] }, 'fx', /between USD and EUR is given twice/],
    // Whether or not it is needed.
    ['5 EUR/kg', { in: 'EUR', quantity: ['45 kg'], fx: ['EUR:USD=1.08', 'USD:EUR=0.9'] }, 'fx', /between USD and EUR is given twice/],
  ])('%s of %o contradicts itself: %s', (expression, goods, path, message) => {
    expect(() => evaluateDuty(parseDuty(expression), asked(goods))).toThrow(
      expect.objectContaining({ code: 'invalid', details: [{ path, message: expect.stringMatching(message) }] }),
    );
  });
});

describe('amounts (properties)', () => {
  const questions = fc
    .record({ value: numerals, mass: numerals, volume: numerals, strength: fc.nat({ max: 100 }), rest: numerals, rate: numerals })
    .filter(({ rate }) => /[1-9]/.test(rate))
    .map(({ value, mass, volume, strength, rest, rate }) =>
      asked({
        value,
        in: 'GBP',
        quantity: [
          ...[`${mass} kg`, `${volume} l`, `${strength} % vol`, `${rest} proof litre`],
          ...['m2', 'm', 'unit', 'pair', 'MWh'].map((unit) => `${rest} ${unit}`),
        ],
        fx: [`GBP:EUR=${rate}`],
      }),
    );
  const single = duties(['GBP', 'EUR']);

  it('are never below zero', () => {
    fc.assert(
      fc.property(dutyExpressions(single), questions, (tree, question) => {
        expect(exactly(tree, question).isLessThan(Fraction.ZERO)).toBe(false);
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('of a sum are the sum of the amounts of its parts, to the last digit', () => {
    fc.assert(
      fc.property(dutySums(single, ['+']), questions, (tree, question) => {
        const parts = tree.terms.map((term) => exactly({ kind: 'sum', terms: [term] }, question));
        expect(exactly(tree, question)).toEqual(total(parts));
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('of a difference are what is left, or nothing', () => {
    fc.assert(
      fc.property(single, single, questions, (first, second, question) => {
        const one = (duty: typeof first): DutySum['terms'][number] => ({ sign: '+', duty });
        const left = exactly({ kind: 'sum', terms: [one(first)] }, question).minus(
          exactly({ kind: 'sum', terms: [one(second)] }, question),
        );
        expect(exactly({ kind: 'sum', terms: [one(first), { sign: '-', duty: second }] }, question)).toEqual(
          left.isLessThan(Fraction.ZERO) ? Fraction.ZERO : left,
        );
      }),
      { numRuns: casesOf(300) },
    );
  });

  it('with MIN are the greater of the two, with MAX the lesser', () => {
    fc.assert(
      fc.property(dutySums(single), dutySums(single), questions, (left, right, question) => {
        const bounded = (kind: BoundedDuty['kind']): Fraction => exactly({ kind, left, right }, question);
        const both = [exactly(left, question), exactly(right, question)];
        for (const one of both) {
          expect(bounded('min').isLessThan(one)).toBe(false);
          expect(one.isLessThan(bounded('max'))).toBe(false);
        }
        expect(both).toContainEqual(bounded('min'));
        expect(both).toContainEqual(bounded('max'));
      }),
      { numRuns: casesOf(300) },
    );
  });
});
