import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fraction, sumDecimals } from '../../../src/domain/duty/fraction.ts';
import { convert, isCurrency, parseFx, roundToMinor } from '../../../src/domain/duty/money.ts';
import type { QuantityUnit } from '../../../src/domain/duty/unit-table.ts';
import { parseQuantity, printQuantity, quantityIn } from '../../../src/domain/duty/units.ts';
import { numerals } from '../../support/duties.ts';

const refused = (path: string, message: RegExp) =>
  expect.objectContaining({ code: 'invalid', details: [{ path, message: expect.stringMatching(message) }] });

describe('exact numbers', () => {
  it.each([
    ['0.005', 2, '0.01'],
    ['0.0049999999999999999999999999999999999999', 2, '0.00'],
    ['1.005', 2, '1.01'],
    ['2.5', 0, '3'],
    ['1394.4999', 0, '1394'],
    ['12', 3, '12.000'],
    ['0', 2, '0.00'],
    ['-0.001', 2, '0.00'],
    ['-1.005', 2, '-1.01'],
    ['99999999999999999999.995', 2, '100000000000000000000.00'],
  ])('%s with %i decimals is %s', (text, decimals, fixed) => {
    expect(Fraction.of(text).toFixed(decimals)).toBe(fixed);
  });

  it.each(['', '1,5', '.5', '5.', '1e3', ' 5', '+5', '0x10', '٣', 'NaN'])('%j is not a number', (text) => {
    expect(() => Fraction.of(text, 'customs_value')).toThrow(refused('customs_value', /is not a decimal number/));
  });

  it('divides and comes back (property)', () => {
    fc.assert(
      fc.property(numerals, numerals, (a, b) => {
        fc.pre(/[1-9]/.test(b));
        expect(Fraction.of(a).over(Fraction.of(b)).times(Fraction.of(b))).toEqual(Fraction.of(a));
        expect(Fraction.of(a).minus(Fraction.of(b)).plus(Fraction.of(b))).toEqual(Fraction.of(a));
        expect(Fraction.of(a).isLessThan(Fraction.of(b))).toBe(Number(a) < Number(b));
      }),
    );
    expect(() => Fraction.of('1').over(Fraction.ZERO)).toThrow(RangeError);
    expect(Fraction.of('1').over(Fraction.of('-2'))).toEqual(Fraction.of('-0.5'));
  });

  it('can not slip into JSON without being rounded', () => {
    expect(() => JSON.stringify({ amount: Fraction.of('1.5') })).toThrow(TypeError);
  });

  it.each([
    [[], '0'],
    [['10', '17.0'], '27.0'],
    [['0.1', '0.2'], '0.3'],
    [['7.80', '-7.8'], '0.00'],
  ])('%j add up to %s', (texts, sum) => {
    expect(sumDecimals(texts)).toBe(sum);
  });
});

describe('money', () => {
  it.each([
    ['1395.404836', 'GBP', '1395.40'],
    ['1395.5', 'JPY', '1396'],
    ['1.0005', 'KWD', '1.001'],
    ['0', 'EUR', '0.00'],
  ])('%s %s is shown as %s', (amount, currency, text) => {
    expect(roundToMinor(Fraction.of(amount), currency)).toBe(text);
  });

  it('knows the currencies in use, and no metals, funds, or currencies that are gone', () => {
    for (const code of ['EUR', 'USD', 'CNY', 'JPY', 'TND', 'XOF', 'XCG']) expect(isCurrency(code)).toBe(true);
    for (const code of ['DEF', 'XAU', 'XDR', 'XXX', 'DEM', 'CHE', 'eur', 'EU', '']) expect(isCurrency(code)).toBe(false);
    expect(() => roundToMinor(Fraction.ZERO, 'DEM')).toThrow(refused('currency', /"DEM" is not a currency: write three capital letters/));
    const known = new Set(Intl.supportedValuesOf('currency'));
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const listed = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency);
    expect(listed.length).toBeGreaterThan(150);
    // Newer than some versions of Node.
    expect(listed.filter((code) => !known.has(code) && !['VED', 'SLE', 'XCG', 'ZWG'].includes(code))).toEqual([]);
  });

  it('reads exchange rates', () => {
    expect(parseFx('EUR:USD=1.08')).toEqual({ from: 'EUR', to: 'USD', rate: '1.08' });
    expect(parseFx(' EUR : GBP = 0.85710 ')).toEqual({ from: 'EUR', to: 'GBP', rate: '0.85710' });
  });

  it.each([
    ['', /"" is not an exchange rate: write FROM:TO=RATE, such as EUR:USD=1\.08/],
    ['EURUSD=1.08', /"EURUSD=1\.08" is not/],
    ['100 EUR:USD=1.08', /"100 EUR:USD=1\.08" is not/],
    ['EUR:USD', /write FROM:TO=RATE/],
    ['EUR:USD=1,08', /"EUR:USD=1,08" is not/],
    ['EUR:USD=-1', /write FROM:TO=RATE/],
    ['EUR:USD=0.00', /the rate must be above 0/],
    ['EUR:EUR=1', /both currencies are EUR/],
    ['EUR:DEF=1', /"DEF" is not a currency/],
  ])('%j is not an exchange rate', (text, message) => {
    expect(() => parseFx(text)).toThrow(refused('fx', message));
  });

  it('converts both ways, exactly, and never by way of a third currency', () => {
    const fx = [parseFx('EUR:USD=1.08'), parseFx('GBP:USD=1.3')];
    const sum = Fraction.of('3510');
    const there = convert(sum, 'USD', 'EUR', fx);
    expect(there).toEqual(Fraction.of('3250'));
    expect(convert(sum, 'EUR', 'USD', fx)).toEqual(Fraction.of('3790.8'));
    expect(convert(sum, 'EUR', 'EUR', [])).toEqual(sum);
    expect(convert(sum, 'EUR', 'GBP', fx)).toBeNull();
  });
});

describe('quantities', () => {
  it.each([
    ['45 hl', '45', 'hl'],
    ['10000kg', '10000', 'kg'],
    [' 0.50 T ', '0.50', 't'],
    ['40 % vol', '40', '% vol'],
    ['40.5%vol', '40.5', '% vol'],
    ['3 units', '3', 'unit'],
    ['3 Pairs', '3', 'pair'],
    ['2 m2', '2', 'm2'],
    ['7 lbs', '7', 'lb'],
    ['3 doz.', '3', 'dozen'],
    ['1.5 sq. m', '1.5', 'm2'],
    ['4 metres', '4', 'm'],
    ['10 MWH', '10', 'MWh'],
    ['6 l alc. 100%', '6', 'l alc. 100%'],
    ['6 pf. liters', '6', 'proof litre'],
    ['5 KGM', '5', 'kg'],
  ])('%j', (text, amount, unit) => {
    expect(parseQuantity(text)).toEqual({ amount, unit });
    expect(printQuantity(parseQuantity(text))).toBe(`${amount} ${unit}`);
  });

  it.each([
    ['12 kg net drained', '12 kg net drained'],
    ['12kg/net eda', '12 kg net drained'],
    ['12 kg of net drained weight', '12 kg net drained'],
    ['12 KGM E', '12 kg net drained'],
    ['1 t biodiesel content', '1 t biodiesel'],
    ['3 kg Lead  Content', '3 kg lead content'],
    ['3 kg on lead content', '3 kg lead content'],
    ['5 kg 90 % sdt', '5 kg 90% dry'],
    ['5 kg N', '5 kg nitrogen'],
    ['5 clean kg', '5 kg clean'],
    ['2 hl total alcohol', '2 hl total alcohol'],
  ])('%j is %s, whoever writes it', (text, printed) => {
    expect(printQuantity(parseQuantity(text))).toBe(printed);
    expect(parseQuantity(printed)).toEqual(parseQuantity(text));
  });

  it.each([
    ['', /"" is not a quantity: write digits without a comma and a unit, such as 10000 kg, 45 hl or 40 % vol/],
    ['45', /"45" is not a quantity/],
    ['hl', /"hl" is not a quantity/],
    ['10,000 kg', /"10,000 kg" is not a quantity: write digits without a comma/],
    ['-5 kg', /"-5 kg" is not/],
    ['5 100 kg', /"5 100 kg" is not/],
    ['45 barrel', /"45 barrel" is not a quantity: "barrel" is not a unit; units are g, kg, t, lb, carat, l, .*, proof litre, % vol/],
    ['40 % vol/hl', /is not a quantity/],
    ['5 kgs', /"kgs" is not a unit/],
    ['101 % vol', /at most 100 % vol/],
    ['12 DTN', /"DTN" is 100 kg: write the quantity in kg/],
    ['5 ton', /ton is not read: it is less in the US and more in Britain/],
    ['5 kg/hl', /"\/hl" after kg should be the name of what is measured, such as 12 kg net drained/],
    ['5 kg 3', /"3" after kg should be the name/],
    ['5 kg %sacchar.', /%sacchar\. is not read/],
    ['5 M', /"M" is not a unit/],
  ])('%j is not a quantity', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(refused('quantity', message));
  });

  it.each<[string, QuantityUnit, string]>([
    ['2 t', 'kg', '2000'],
    ['1 g', 't', '0.000001'],
    ['45 l', 'hl', '0.45'],
    ['1 m3', 'l', '1000'],
    ['7 unit', 'unit', '7'],
  ])('%s in %s is %s', (text, unit, amount) => {
    expect(quantityIn(unit, parseQuantity(text))).toEqual(Fraction.of(amount));
  });
});
