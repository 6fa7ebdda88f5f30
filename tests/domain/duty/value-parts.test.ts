import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DutyCase } from '../../../src/domain/duty/duty.ts';
import type { ExactDuty } from '../../../src/domain/duty/exact-duty.ts';
import type { DutyRule, Tariff } from '../../../src/domain/duty/facts.ts';
import { checkNamed, inWordsOf, parseValuePart, printValuePart } from '../../../src/domain/duty/value-parts.ts';
import { dutyOf, exact, measuresOf, mfn, rate, rule, shipment, spanOf, tariff } from '../../support/tariffs.ts';
import { casesOf } from '../../support/thorough.ts';

const STEEL = 'the value of the steel';
const metal = (expression = '50%', part = STEEL, measure = 'metal'): Tariff =>
  tariff(measure, [rate(expression, {}, { value_part: part })]);
const reciprocal = tariff('reciprocal', '20%');
const rest = (other = 'metal'): DutyRule => rule('levied_on_rest_of', ['reciprocal', other]);
const saying = (value: string | undefined, ...texts: string[]): Pick<DutyCase, 'shipment'> =>
  shipment(value, { value_parts: inWordsOf(texts.map(parseValuePart), [STEEL, 'the value of the glass']) });
const ALL = [mfn('2.5%'), metal(), reciprocal];
const duty = (said: Pick<DutyCase, 'shipment'>, rules: DutyRule[] = [rest()], tariffs = ALL): ExactDuty => dutyOf(tariffs, said, { rules });
const moneyOf = ({ total_amount }: ExactDuty): string | undefined => total_amount?.amount.toFixed(2);

describe('a part of the value', () => {
  it('is charged by its share, in percent of the value or in money', () => {
    for (const said of ['steel:40%', 'the value of the steel: 400', 'STEEL: 400.00']) {
      const answer = duty(saying('1000', said), [], [mfn('2.5%'), metal()]);
      expect(answer).toMatchObject({ total_ad_valorem_pct: '22.5', cannot_compute: [] });
      expect(moneyOf(answer)).toBe('225.00');
      expect(answer.lines[0]).toMatchObject({
        rate: '50% on the value of the steel alone',
        ad_valorem_pct: '20',
        charged_on: { part: STEEL, percent: '40', amount: { amount: exact('400'), currency: 'EUR' } },
      });
    }
  });

  it('needs no value for a percentage', () => {
    expect(duty(saying(undefined, 'steel:40%'), [], [mfn('2.5%'), metal()]).total_ad_valorem_pct).toBe('22.5');
  });

  it('is told with six decimals where it has no last one, and the money is exact', () => {
    const answer = duty(saying('300', 'steel:100'), [], [mfn('0%'), metal()]);
    expect(answer.total_ad_valorem_pct).toBe('16.666667');
    expect(moneyOf(answer)).toBe('50.00');
  });

  it('is told with no share where nobody says it, also where it is not paid', () => {
    const [line] = duty(saying('1000'), [rule('not_levied_with', ['metal', 'reciprocal'])]).suppressed;
    expect(line).toMatchObject({
      ...{ measure: 'metal', rate: '50% on the value of the steel alone', match: 'full' },
      ...{ ad_valorem_pct: null, amount: null, charged_on: null },
    });
  });

  it('has what is paid by quantity beside it', () => {
    const both = tariff('metal', [rate('50% + 2 EUR/unit', {}, { value_part: STEEL })]);
    const answer = dutyOf(
      [mfn('0%'), both],
      shipment('1000', { quantities: [{ amount: '3', unit: 'unit' }], value_parts: [parseValuePart(`${STEEL}:40%`)] }),
    );
    expect(moneyOf(answer)).toBe('206.00');
  });
});

describe('a tariff that is not paid', () => {
  it('says no share that nobody said', () => {
    const exempt = tariff('metal', [rate('50%', {}, { value_part: STEEL })], { exempt: {} });
    const told = (said: Pick<DutyCase, 'shipment'>) => dutyOf([mfn('2.5%'), exempt], said).suppressed[0];
    expect(told(saying('1000'))).toMatchObject({ rate: '50% on the value of the steel alone', ad_valorem_pct: null, charged_on: null });
    expect(told(saying('1000', 'steel:40%'))).toMatchObject({ ad_valorem_pct: '20', charged_on: { percent: '40' } });
  });
});

describe('levied_on_rest_of', () => {
  it('levies on what the other leaves', () => {
    const answer = duty(saying('1000', 'steel:40%'));
    expect(answer.total_ad_valorem_pct).toBe('34.5');
    expect(moneyOf(answer)).toBe('345.00');
    expect(answer.lines.find(({ measure }) => measure === 'reciprocal')).toMatchObject({
      rate: '20% on the rest of the value alone',
      ad_valorem_pct: '12',
      charged_on: { part: 'the rest of the value', percent: '60' },
    });
  });

  it('stands in the place of a rule that leaves out the whole, but for its doubts', () => {
    const whole = rule('not_levied_with', ['reciprocal', 'metal']);
    expect(duty(saying('1000', 'steel:40%'), [whole, rest()]).total_ad_valorem_pct).toBe('34.5');
    expect(spanOf(duty(saying('1000', 'steel:40%'), [whole, { ...rest(), doubt: 'told once' }]))).toBe('22.5…34.5');
    const settled = duty(saying('1000', 'steel:100%'), [whole, { ...rest(), doubt: 'told once' }]);
    expect([settled.total_ad_valorem_pct, settled.cannot_compute]).toEqual(['52.5', []]);
  });

  it('is not levied beside one on the whole value, and on the whole beside none', () => {
    const whole = duty(saying('1000', 'steel:100%'));
    expect([whole.total_ad_valorem_pct, measuresOf(whole.suppressed)]).toEqual(['52.5', ['reciprocal']]);
    expect(duty(saying('1000', 'steel:0')).total_ad_valorem_pct).toBe('22.5');
    expect(duty(saying('1000'), [rest()], [mfn('2.5%'), tariff('metal', '50%'), reciprocal]).total_ad_valorem_pct).toBe('52.5');
  });

  it('spans from none to all of it where nobody says how much it is, as the shares in between do', () => {
    const open = duty(saying('1000'));
    expect(spanOf(open)).toBe('22.5…52.5');
    expect(open.cannot_compute).toMatchObject([{ code: 'value_share_unknown' }]);
    expect(open.cannot_compute[0]?.detail).toContain('value_part=the value of the steel:');
    // What gives way to it altogether is not paid beside the least of it.
    expect(spanOf(duty(saying('1000'), [rule('not_levied_with', ['reciprocal', 'metal'])]))).toBe('2.5…52.5');
  });

  it('leaves out the parts of several, which share nothing', () => {
    const glass = metal('10%', 'the value of the glass', 'glass');
    const rules = [rest(), rest('glass')];
    const answer = duty(saying('1000', 'steel:40%', 'glass:35%'), rules, [...ALL, glass]);
    // 2.5 + 20 + 3.5, and 20% of the quarter that is left.
    expect(answer.total_ad_valorem_pct).toBe('31.0');
    expect(() => duty(saying('1000', 'steel:70%', 'glass:35%'), rules, [...ALL, glass])).toThrow(/more than the whole value/);
  });

  it('tops up the base on the rest alone', () => {
    const rules = [rest(), rule('tops_up_base_to', 'reciprocal', { percent: '15' })];
    const answer = duty(saying('1000', 'steel:40%'), rules, [mfn('4.2%'), metal(), reciprocal]);
    // 4.2 + 20 + (15 − 4.2) × 0.6
    expect(answer.total_ad_valorem_pct).toBe('30.68');
    expect(moneyOf(answer)).toBe('306.80');
  });

  it('gives no number of its own for a rate that nobody knows', () => {
    const unknown = tariff('reciprocal', null);
    expect(spanOf(duty(saying('1000', 'steel:40%'), [rest()], [mfn('2.5%'), metal(), unknown]))).toBe('22.5…');
  });

  it('is within the span of an unknown share for each share, and grows evenly (property)', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(percent, percent, percent, fc.boolean(), (share, high, low, isRest) => {
        const tariffs = [mfn('2.5%'), metal(`${high}%`), tariff('reciprocal', `${low}%`)];
        const rules = [isRest ? rest() : rule('not_levied_with', ['reciprocal', 'metal'])];
        const answer = duty(saying(undefined, `steel:${share}%`), rules, tariffs);
        const isPaid = high > 0 && share > 0;
        const beside = isPaid ? (isRest ? low * (1 - share / 100) : 0) : low;
        const total = Number(answer.total_ad_valorem_pct);
        expect(total).toBeCloseTo(2.5 + (high * share) / 100 + beside, 6);
        const { least, most } = duty(saying(undefined), rules, tariffs).range.ad_valorem_pct ?? {};
        expect(Number(least)).toBeLessThanOrEqual(total + 1e-9);
        expect(Number(most)).toBeGreaterThanOrEqual(total - 1e-9);
      }),
      { numRuns: casesOf(100) },
    );
  });
});

describe('what is said of a part', () => {
  it('is read and printed', () => {
    expect(['steel: 40 %', ' the steel:400 ', 'a: b:0.5%'].map((text) => printValuePart(parseValuePart(text)))).toEqual([
      'steel:40%',
      'the steel:400',
      'a: b:0.5%',
    ]);
  });

  it.each(['steel', 'steel:', ':40%', 'steel:-1', 'steel:1,5', 'steel:40 kg', ''])('refuses %j, with the right form', (text) => {
    expect(() => parseValuePart(text)).toThrow(`"${text}" does not say how much a part of the value is: write PART:PERCENT%`);
  });

  it('asks for a point before decimals, and for several one by one', () => {
    expect(() => parseValuePart('steel:33,3%')).toThrow(/write PART:PERCENT% or PART:AMOUNT, with a point before the decimals/);
    for (const several of ['steel:60%, aluminium:40%', 'steel: 60\naluminium: 40'])
      expect(() => parseValuePart(several)).toThrow(/several parts: give each by itself, in a sheet with ; between them/);
  });

  it('refuses more than the whole, and money without a value', () => {
    expect(() => parseValuePart('steel:100.5%')).toThrow(/more than the whole value/);
    expect(() => duty(saying('1000', 'steel:1000.01'))).toThrow(/steel:1000.01" is more than the customs value, 1000/);
    expect(() => duty(saying(undefined, 'steel:400'))).toThrow(/give customs_value/);
  });

  it('names one part that is charged, by its words or some of them', () => {
    const known = [STEEL, 'the value of the steel scrap'];
    const among = (...texts: string[]) => {
      const said = texts.map(parseValuePart);
      checkNamed(said, known, 'on that day');
      return inWordsOf(said, known);
    };
    expect(among('The value of the steel:1%')).toMatchObject([{ part: STEEL }]);
    expect(among('scrap:1%', `${STEEL}:2%`)).toMatchObject([{ part: known[1] }, { part: STEEL }]);
    expect(among('steel:1%')).toMatchObject([{ part: STEEL }]);
    const metals = ['the value of the steel', 'the value of the steel scrap', 'the value of the copper scrap'];
    expect(() => checkNamed([parseValuePart('scrap:1%')], metals, 'on that day')).toThrow(/"scrap" may be .* or .*: say which/);
    for (const nothing of ['the value:1%', 'of the:1%']) expect(() => among(nothing)).toThrow(/no duty on these goods is charged on/);
    expect(() => among('iron:1%')).toThrow(/no duty on these goods is charged on "iron" on that day: name "the value of the steel" or/);
    expect(() => among('scrap:1%', 'steel scrap:2%')).toThrow(/are of one part: give one of them/);
    expect(() => checkNamed([parseValuePart('steel:1%')], [], 'on that day')).toThrow(/leave "steel" out/);
  });
});
