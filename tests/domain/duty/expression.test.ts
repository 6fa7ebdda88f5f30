import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adValoremPct,
  type DutyExpression,
  type DutySum,
  type DutyTerm,
  parseDuty,
  printDuty,
} from '../../../src/domain/duty/expression.ts';
import { RateBody } from '../../../src/things/rate-table.ts';
import { duties, dutyExpressions, faultOf } from '../../support/duties.ts';
import { casesOf } from '../../support/thorough.ts';

const sum = (...terms: readonly (['+' | '-', DutyTerm] | DutyTerm)[]): DutySum => ({
  kind: 'sum',
  terms: terms.map((term) => (Array.isArray(term) ? { sign: term[0], duty: term[1] } : { sign: '+', duty: term as DutyTerm })),
});
const pct = (percent: string): DutyTerm => ({ kind: 'ad_valorem', percent });
const gbpPer100kg = (amount: string): DutyTerm => ({ kind: 'specific', amount, currency: 'GBP', factor: '100', unit: 'kg' });

describe('reading a duty expression', () => {
  it.each<[string, DutyExpression]>([
    ['free', { kind: 'free' }],
    ['35.3%', sum(pct('35.3'))],
    ['23.80 EUR/hl', sum({ kind: 'specific', amount: '23.80', currency: 'EUR', factor: null, unit: 'hl' })],
    ['144.10 GBP/1000 kg', sum({ kind: 'specific', amount: '144.10', currency: 'GBP', factor: '1000', unit: 'kg' })],
    ['0.50 GBP/% vol/hl', sum({ kind: 'specific', amount: '0.50', currency: 'GBP', factor: null, unit: '% vol/hl' })],
    ['12% + 21 GBP/100 kg', sum(pct('12'), gbpPer100kg('21'))],
    ['15 GBP/100 kg - 7 GBP/100 kg', sum(gbpPer100kg('15'), ['-', gbpPer100kg('7')])],
    [
      '40% MIN 7000 USD/unit',
      { kind: 'min', left: sum(pct('40')), right: sum({ kind: 'specific', amount: '7000', currency: 'USD', factor: null, unit: 'unit' }) },
    ],
    [
      '9.1% + 45.1 GBP/100 kg MAX 18.9% + 16.5 GBP/100 kg',
      { kind: 'max', left: sum(pct('9.1'), gbpPer100kg('45.1')), right: sum(pct('18.9'), gbpPer100kg('16.5')) },
    ],
    [
      '13.8% MIN 13 GBP/100 kg MAX 15 GBP/100 kg - 7 GBP/100 kg',
      {
        kind: 'max',
        left: { kind: 'min', left: sum(pct('13.8')), right: sum(gbpPer100kg('13')) },
        right: sum(gbpPer100kg('15'), ['-', gbpPer100kg('7')]),
      },
    ],
  ])('%s', (text, tree) => {
    expect(parseDuty(text)).toEqual(tree);
    expect(printDuty(tree)).toBe(text);
    expect(faultOf(text)).toBeNull();
  });

  it.each([
    ['FREE', 'free'],
    ['  17.0 %\n', '17.0%'],
    ['23.80EUR / HL', '23.80 EUR/hl'],
    ['12%+21 EUR/100kg', '12% + 21 EUR/100 kg'],
    ['40%min 7000 USD/Units', '40% MIN 7000 USD/unit'],
    ['5%  Max\t3 JPY/Pairs', '5% MAX 3 JPY/pair'],
    ['0.50 GBP/%VOL / hl', '0.50 GBP/% vol/hl'],
    ['2.50 EUR/m3 - 0 EUR/m2', '2.50 EUR/m3 - 0 EUR/m2'],
    ['007.10 KWD/1 T', '007.10 KWD/1 t'],
  ])('%j is written %s', (text, canonical) => {
    expect(printDuty(parseDuty(text))).toBe(canonical);
  });

  it('reads every tree that it prints back into the same tree (property)', () => {
    fc.assert(
      fc.property(dutyExpressions(duties(undefined, true)), (tree) => {
        expect(parseDuty(printDuty(tree))).toEqual(tree);
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('does not care for spaces and case, and keeps numerals (property)', () => {
    const spaces = fc.constantFrom('', ' ', '  ', '\t', '\n ');
    fc.assert(
      fc.property(dutyExpressions(duties()), fc.infiniteStream(spaces), fc.boolean(), (tree, stream, lower) => {
        const canonical = printDuty(tree);
        const space = (): string => stream.next().value as string;
        const loose = canonical
          .split(/( (?:MIN|MAX) | [+-] |%|\/| )/)
          .map((piece) => {
            if (/^ M/.test(piece)) return ` ${lower ? piece.toLowerCase() : piece}${space()}`;
            return /^(?: [+-] |%|\/| )$/.test(piece) ? `${space()}${piece.trim()}${space()}` : piece;
          })
          .join('');
        expect(printDuty(parseDuty(loose))).toBe(canonical);
      }),
      { numRuns: casesOf(500) },
    );
  });
});

describe('what is not a duty expression', () => {
  const number = 'should be a number, such as 5% or 21 EUR/100 kg';
  const more = 'should be +, -, MIN, MAX or the end';
  const unit =
    'should be a unit (g, kg, t, lb, carat, l, hl, m3, bbl, m2, m, unit, dozen, pair, kWh, MWh, l alc. 100%, proof litre or % vol/hl)';
  const currency = 'should be a currency: three capital letters of ISO 4217, such as EUR';
  const whole = 'should be a whole number from 1 before the unit, as in 100 kg';
  it.each<[string, number, string]>([
    ['', 1, `it ends before character 1, which ${number}`],
    ['  ', 1, `it ends before character 1, which ${number}`],
    ['+', 1, `"+" (character 1) ${number}`],
    ['-5%', 1, `"-" (character 1) ${number}`],
    ['.5%', 1, `"." (character 1) ${number}`],
    ['ABC', 1, `"ABC" (character 1) ${number}`],
    ['(5%)', 1, `"(" (character 1) ${number}`],
    ['the greater of 40% and 7000 USD', 1, `"the" (character 1) ${number}`],
    ['freedom', 1, `"freedom" (character 1) ${number}`],
    ['10% + Blah', 7, `"Blah" (character 7) ${number}`],
    ['10% + -5%', 7, `"-" (character 7) ${number}`],
    ['5% MIN', 7, `it ends before character 7, which ${number}`],
    ['5% MIN  ', 7, `it ends before character 7, which ${number}`],
    ['5% MIN free', 8, `"free" (character 8) ${number}`],
    ['10', 3, 'it ends before character 3, which should be % or a currency after 10'],
    ['1.2.3%', 4, '"." (character 4) should be % or a currency after 1.2'],
    ['5.%', 2, '"." (character 2) should be % or a currency after 5'],
    [
      '35,3%',
      3,
      '"," (character 3) should be % or a currency after 35 (decimals after a point, as in 12.4; separators of thousands only as in 1,395.40 or USD 7,000)',
    ],
    [
      '1,395 USD/unit',
      2,
      '"," (character 2) should be % or a currency after 1 (decimals after a point, as in 12.4; separators of thousands only as in 1,395.40 or USD 7,000)',
    ],
    ['10%%', 4, `"%" (character 4) ${more}`],
    ['10 % %', 6, `"%" (character 6) ${more}`],
    ['10% on steel', 5, `"on" (character 5) ${more}`],
    ['5% MINIMUM 3%', 4, `"MINIMUM" (character 4) ${more}`],
    ['5% − 3%', 4, `"−" (character 4) ${more}`],
    ['5 EUR/kg 3%', 10, `"3" (character 10) ${more}`],
    ['free + 5%', 6, '"+" (character 6) should be the end: free stands alone'],
    ['100 DEF', 5, `"DEF" (character 5) ${currency}`],
    ['100 XAU/g', 5, `"XAU" (character 5) ${currency}`],
    ['100 EURO/kg', 5, `"EURO" (character 5) ${currency}`],
    ['100 eur/kg', 5, '"eur" (character 5) should be EUR'],
    ['100 GBP', 8, 'it ends before character 8, which should be "/" and a unit after 100 GBP, such as GBP/100 kg'],
    ['100 GBP kg', 9, '"kg" (character 9) should be "/" and a unit after 100 GBP, such as GBP/100 kg'],
    ['100 GBP / foobar', 11, `"foobar" (character 11) ${unit}`],
    ['100 GBP/', 9, `it ends before character 9, which ${unit}`],
    ['100 GBP/M', 9, `"M" (character 9) ${unit}`],
    ['100 GBP/100 % vol/hl', 13, `"%" (character 13) ${unit}`],
    ['100 GBP/0 kg', 9, `"0" (character 9) ${whole}`],
    ['100 GBP/1.5 kg', 10, `"." (character 10) ${whole}`],
    ['100 GBP/1,00 kg', 10, `"," (character 10) ${whole}`],
    ['5 EUR/% vol', 12, 'it ends before character 12, which should be /hl after % vol'],
    ['5 EUR/% vol/l', 13, '"l" (character 13) should be hl after % vol/'],
    ['5 EUR/% fat/hl', 9, '"fat" (character 9) should be % vol/hl'],
    ['\u0000', 1, `"\u0000" (character 1) ${number}`],
  ])('%j: character %i', (text, position, problem) => {
    expect(faultOf(text)).toEqual({ position, message: `"${text}" is not a duty expression: ${problem}` });
  });

  it('points at the place with a caret', () => {
    expect(() => parseDuty('10%\t+ Blah')).toThrow(
      expect.objectContaining({
        code: 'invalid',
        details: [{ path: 'expression', message: expect.stringContaining('"Blah" (character 7)') }],
        extra: { position: 7, excerpt: '10% + Blah\n      ^' },
      }),
    );
  });

  it('is not read beyond 500 characters, and not quoted whole', () => {
    const longest = `${'1'.repeat(499)}%`;
    expect(printDuty(parseDuty(longest))).toBe(longest);
    const fault = faultOf(`${longest} `);
    expect(fault?.position).toBe(501);
    expect(fault?.message).toMatch(/^"1{79}…" is not a duty expression: it has 501 characters, and at most 500 are read$/);
    expect(faultOf(`5%${' + 5%'.repeat(99)}`)).toBeNull();
  });

  it('is refused by the contract with the same words, and a good one is kept in the one form', () => {
    expect(RateBody.parse({ expression: ' 40%  min 7000.0 USD/units ' }).expression).toBe('40% MIN 7000.0 USD/unit');
    expect(RateBody.parse({ expression: '2.4¢/kg + 5%' }).expression).toBe('0.024 USD/kg + 5%');
    // What would be too long to be read again is not kept.
    const cents = Array.from({ length: 70 }, () => '1¢/t').join('+');
    expect(RateBody.safeParse({ expression: cents }).error?.issues).toEqual([
      expect.objectContaining({
        path: ['expression'],
        message: expect.stringMatching(/written out it has \d+ characters, and at most 500/),
      }),
    ]);
    expect(RateBody.safeParse({ expression: '10% + Blah' }).error?.issues).toEqual([
      expect.objectContaining({ path: ['expression'], message: faultOf('10% + Blah')?.message }),
    ]);
    expect(RateBody.safeParse({ expression: '' }).error?.issues).toEqual([
      expect.objectContaining({ path: ['expression'], message: faultOf('')?.message }),
    ]);
  });
});

describe('the percent of a whole expression', () => {
  it.each([
    ['free', '0'],
    ['0%', '0'],
    ['17.0%', '17.0'],
    ['10% + 17.0%', '27.0'],
    ['10% + 35.3%', '45.3'],
    ['0.1% + 0.2%', '0.3'],
    ['20.8% - 7.80%', '13.00'],
    ['5% - 10%', '0'],
    ['10% MIN 5.00%', '10'],
    ['10% MAX 5.00%', '5.00'],
    ['10% MIN 12% MAX 5% + 6%', '11'],
    ['5% - 10% MIN 3%', '3'],
    ['40% MIN 7000 USD/unit', null],
    ['10% + 0 EUR/kg', null],
    ['10% + PRICE 50 EUR/unit', null],
    ['NIHIL', '0'],
  ])('%s: %s', (text, percent) => {
    expect(adValoremPct(parseDuty(text))).toBe(percent);
  });
});
