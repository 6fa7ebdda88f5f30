import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRate, possibleRates } from '../../../src/domain/duty/rate-choice.ts';
import type { Rate } from '../../../src/domain/ledger.ts';
import { matchScope, type ScopeQuestion } from '../../../src/domain/scope.ts';
import { expectMet } from '../../support/met.ts';
import { EU_OF_THREE, exporterIds, meaning, partnerCodes, productCodes, scopes } from '../../support/scopes.ts';
import { rate } from '../../support/tariffs.ts';
import { casesOf } from '../../support/thorough.ts';

const ON = '2024-10-30';
const choose = (rates: readonly Rate[], question: ScopeQuestion = {}) => findRate(rates, question, ON, EU_OF_THREE);
/** The expression that was chosen, or why there is none. */
function chosen(rates: readonly Rate[], question: ScopeQuestion = {}): string | null {
  const choice = choose(rates, question);
  return 'rate' in choice ? choice.rate.expression : choice.code;
}

const COMPANIES = [
  rate('7.8%', { exporters: ['tesla'] }),
  rate('17.0%', { exporters: ['byd'] }),
  rate('20.7%', { exporters: ['other_cooperating'], companies: ['vw-anhui', 'tesla'] }),
  rate('35.3%', { exporters: ['all_others'] }),
];

describe('the company decides first', () => {
  it.each([
    ['byd', '17.0%', false],
    // Named, and one of the cooperating ones too.
    ['tesla', '7.8%', false],
    ['vw-anhui', '20.7%', false],
    ['other_cooperating', '20.7%', false],
    ['all_others', '35.3%', false],
  ])('%s gets %s (residual: %s)', (exporter, expression, residual) => {
    expect(choose(COMPANIES, { exporter })).toMatchObject({ rate: { expression }, residual, alternatives: [] });
  });

  it('a stranger gets the residual for certain only where the list of those with a better rate is complete', () => {
    expect(choose(COMPANIES, { exporter: 'nobody' })).toMatchObject({
      rate: { expression: '35.3%' },
      residual: true,
      alternatives: ['20.7% instead, if other_cooperating'],
      ofOthers: [{ expression: '20.7%' }],
    });
    const complete = COMPANIES.map((one) =>
      one.scope.companies.length > 0 ? { ...one, scope: { ...one.scope, companies_complete: true as const } } : one,
    );
    const sure = { rate: { expression: '35.3%' }, residual: true, alternatives: [], ofOthers: [] };
    expect(choose(complete, { exporter: 'nobody' })).toMatchObject(sure);
  });

  it('a company is named by its group too', () => {
    const ofGroup = (exporter: string, rates: readonly Rate[]) =>
      findRate(rates, { exporter }, ON, { ...EU_OF_THREE, groupOf: (company) => (company.startsWith('byd-') ? 'byd' : null) });
    expect(ofGroup('byd-auto', COMPANIES)).toMatchObject({ rate: { expression: '17.0%' }, applies_to: 'byd', residual: false });
    expect(ofGroup('byd', COMPANIES)).toMatchObject({ rate: { expression: '17.0%' }, applies_to: 'byd' });
    const ofOne = [rate('5%', { exporters: ['byd-auto'] }), rate('39%', { exporters: ['all_others'] })];
    expect(ofGroup('byd', ofOne)).toMatchObject({ rate: { expression: '39%' }, ofOthers: [{ expression: '5%' }] });
    expect(ofGroup('other', COMPANIES)).toMatchObject({ rate: { expression: '35.3%' }, applies_to: 'all_others' });
    const cooperating = [
      rate('9%', { exporters: ['other_cooperating'], companies: ['byd'], companies_complete: true }),
      rate('39%', { exporters: ['all_others'] }),
    ];
    expect(ofGroup('byd-auto', cooperating)).toMatchObject({ rate: { expression: '9%' }, applies_to: 'other_cooperating' });
  });

  it('without a company nobody can say which rate it is', () => {
    const choice = choose(COMPANIES);
    expect(choice).toMatchObject({ code: 'exporter_required' });
    expect('detail' in choice && choice.detail).toContain('7.8%, 17.0%, 20.7%, 35.3%');
  });

  it('without a company a rate that all share is the rate', () => {
    expect(chosen([rate('5%', { exporters: ['byd'] }), rate('5%', { exporters: ['all_others'] })])).toBe('5%');
  });

  it('rates of one number are not shared if one is paid only where an undertaking is broken', () => {
    const undertaking = rate('5%', { exporters: ['byd'] }, { collection: 'if_undertaking_broken' });
    expect(chosen([undertaking, rate('5%', { exporters: ['all_others'] })])).toBe('exporter_required');
  });

  it('a company rate beside one for everybody asks for the company', () => {
    expect(chosen([rate('5%'), rate('9%', { exporters: ['byd'] })])).toBe('exporter_required');
    expect(chosen([rate('5%'), rate('9%', { exporters: ['byd'] })], { exporter: 'nobody' })).toBe('5%');
  });

  it('a company that may be on a list that was not transcribed gets the residual, and the other rate is named', () => {
    const rates = [rate('34.8%', { exporters: ['other_cooperating'] }), rate('39.0%', { exporters: ['all_others'] })];
    expect(choose(rates, { exporter: 'nobody' })).toMatchObject({
      rate: { expression: '39.0%' },
      residual: true,
      alternatives: ['34.8% instead, if other_cooperating'],
    });
  });

  it('a company whose own rate is for a part of the goods has one, so it does not get the residual as a stranger', () => {
    const rates = [rate('17%', { codes: ['ex 8703'], exporters: ['byd'] }), rate('35%', { exporters: ['all_others'] })];
    expect(choose(rates, { exporter: 'byd', product: '8703' })).toMatchObject({
      rate: { expression: '35%' },
      residual: false,
      alternatives: ['17% instead, if ex 8703; byd'],
    });
    expect(choose(rates, { exporter: 'nobody', product: '8703' })).toMatchObject({ residual: true });
  });

  it('one rate for the cooperating and all others is the residual of those that cooperate not', () => {
    const both = [rate('20.7%', { exporters: ['other_cooperating', 'all_others'], companies: ['byd'] })];
    expect(choose(both, { exporter: 'nobody' })).toMatchObject({ rate: { expression: '20.7%' }, residual: true });
    for (const exporter of ['byd', 'other_cooperating', 'all_others'])
      expect(choose(both, { exporter })).toMatchObject({ rate: { expression: '20.7%' }, residual: false });
  });

  it('where nobody is asked about, nobody gets the residual', () => {
    expect(choose([rate('35.3%', { exporters: ['all_others'] })])).toMatchObject({ residual: false });
  });

  it('a table without a word for the company has no rate for it', () => {
    expect(chosen([rate('17.0%', { exporters: ['byd'] })], { exporter: 'nobody' })).toBe('rate_unknown');
  });
});

describe('then the code', () => {
  it('the longer code wins, also in part', () => {
    const rates = [rate('1%'), rate('2%', { codes: ['87'] }), rate('3%', { codes: ['8703', '8704'] }), rate('4%', { codes: ['870380'] })];
    expect(chosen(rates, { product: '87038010' })).toBe('4%');
    expect(chosen(rates, { product: '870360' })).toBe('3%');
    expect(chosen(rates, { product: '8708' })).toBe('2%');
    expect(chosen(rates, { product: '03' })).toBe('1%');
    expect(chosen([rate('2%', { codes: ['ex 87'] }), rate('3%', { codes: ['ex 8703'] })], { product: '870380' })).toBe('3%');
  });

  it('and what it wins over holds for none of what is asked about, so it is no alternative', () => {
    const rates = [rate('10%', { codes: ['8703'] }), rate('25%', { codes: ['870380'] }), rate('3%')];
    expect(choose(rates, { product: '870380' })).toMatchObject({ rate: { expression: '25%' }, alternatives: [] });
  });

  it('but not before the company', () => {
    const rates = [rate('17%', { codes: ['87'], exporters: ['byd'] }), rate('35%', { codes: ['870380'], exporters: ['all_others'] })];
    expect(chosen(rates, { product: '870380', exporter: 'byd' })).toBe('17%');
  });

  it('a code that is only a part of what is asked about is an alternative, whatever its length', () => {
    const rates = [rate('10%', { codes: ['8703'] }), rate('25%', { codes: ['870380'] })];
    expect(choose(rates, { product: '8703' })).toMatchObject({
      rate: { expression: '10%' },
      alternatives: ['25% instead, if 870380'],
    });
  });

  it('of rates that are each for a part of what is asked about none is the rate', () => {
    const rates = [rate('10%', { codes: ['8703'] }), rate('25%', { codes: ['870480'] })];
    expect(chosen(rates, { product: '87' })).toBe('rate_unknown');
    expect(chosen(rates)).toBe('rate_unknown');
  });
});

describe('then the partner, then the quota', () => {
  it('a rate that names an area too is closer to that area, and not to the rest', () => {
    const rates = [rate('10%', { partners: ['JP', 'JP-01'] }), rate('5%', { partners: ['JP'], quota: 'in' })];
    for (const order of [rates, [...rates].reverse()])
      expect(choose(order, { affected: 'JP', quota: 'in' })).toMatchObject({
        rate: { expression: '5%' },
        alternatives: ['10% instead, if JP, JP-01'],
      });
  });

  const rates = [
    rate('10%'),
    rate('15%', { partners: ['EU'] }),
    rate('18%', { partners: ['DE'] }),
    rate('12%', { partners: ['*'], excluded: ['CN'] }),
  ];
  it.each([
    ['DE', '18%'],
    ['FR', '15%'],
    ['EU', '15%'],
    ['JP', '12%'],
    ['CN', '10%'],
  ])('%s pays %s', (affected, expression) => {
    expect(chosen(rates, { affected })).toBe(expression);
  });

  it('without an origin no partner is closer than another', () => {
    expect(chosen([rate('10%'), rate('15%', { partners: ['EU'] })])).toBe('rate_unknown');
  });

  it('without an origin a longer code of one partner does not hide what all others pay', () => {
    const ofRussia = rate('200%', { partners: ['RU'], codes: ['7601'] });
    const choice = choose([rate('25%'), ofRussia], { product: '760110' });
    expect(choice).toMatchObject({ code: 'rate_unknown' });
    expect('detail' in choice && choice.detail).toContain('200%');
    expect('detail' in choice && choice.detail).toContain('25%');
    expect(chosen([rate('25%'), ofRussia], { affected: 'RU', product: '760110' })).toBe('200%');
    expect(chosen([rate('25%'), ofRussia], { affected: 'CN', product: '760110' })).toBe('25%');
    // One that holds for all does hide what is written for less of a code.
    expect(chosen([rate('25%'), rate('50%', { codes: ['7601'] }), ofRussia], { product: '760110' })).toBe('rate_unknown');
    expect(chosen([rate('25%'), rate('50%', { codes: ['7601'] })], { product: '760110' })).toBe('50%');
  });

  it('the code counts before the partner', () => {
    expect(chosen([rate('10%', { codes: ['8703'] }), rate('15%', { partners: ['CN'] })], { affected: 'CN', product: '8703' })).toBe('10%');
  });

  it('the rate within the quota wins there, and an open quota is asked for', () => {
    const quota = [rate('100%'), rate('0%', { quota: 'in' })];
    expect(chosen(quota, { quota: 'in' })).toBe('0%');
    expect(chosen(quota, { quota: 'over' })).toBe('100%');
    const open = choose(quota);
    expect(open).toMatchObject({ code: 'quota_unknown' });
    expect('detail' in open && open.detail).toContain('100%, 0% within the quota');
  });

  it('an open quota is asked for with the rates on both of its sides', () => {
    const sides = [rate('15%', { quota: 'in' }), rate('40%', { quota: 'over' })];
    const choice = choose([...sides, rate('9%')], { product: '87' });
    expect(choice).toMatchObject({ code: 'quota_unknown' });
    expect('detail' in choice && choice.detail).toContain('(15% within the quota, 40% over the quota)');
    // A longer code counts before the quota, which then decides nothing.
    expect(choose([...sides, rate('9%', { codes: ['87'] })], { product: '87' })).toMatchObject({
      rate: { expression: '9%' },
      alternatives: [],
    });
  });

  it('a quota that changes nothing is not asked for', () => {
    expect(chosen([rate('5%', { quota: 'over' }), rate('5%', { quota: 'in' })])).toBe('5%');
  });

  it('rates that are equally close can not be told apart', () => {
    const choice = choose([rate('5%', { codes: ['8703'] }), rate('6%', { codes: ['8703'] })], { product: '8703' });
    expect(choice).toMatchObject({ code: 'rate_unknown' });
    expect('detail' in choice && choice.detail).toContain('5%: 8703 | 6%: 8703');
  });
});

it('a rate under a condition is named beside one that holds without, and is the rate only if it stands alone', () => {
  const condition = 'under the price undertaking';
  const rates = [rate('0%', { exporters: ['byd'], condition }), rate('17.0%', { exporters: ['byd'] })];
  expect(choose(rates, { exporter: 'byd' })).toMatchObject({
    rate: { expression: '17.0%' },
    alternatives: ['0% instead, if byd; under the price undertaking'],
  });
  expect(choose([rate('0%', { condition })])).toMatchObject({ rate: { expression: '0%' }, alternatives: [] });
});

it('an alternative is not named for a company that it is not closer to', () => {
  const rates = [
    rate('17.0%', { exporters: ['byd'] }),
    rate('0%', { exporters: ['all_others', 'byd-other'], condition: 'x' }),
    rate('9%', { codes: ['ex 8703'] }),
  ];
  expect(choose(rates, { exporter: 'byd', product: '8703' })).toMatchObject({ rate: { expression: '17.0%' }, alternatives: [] });
});

describe('any table', () => {
  const questions = fc.record({
    exporter: exporterIds,
    product: productCodes,
    affected: partnerCodes.filter((code) => code.length === 2),
    quota: fc.constantFrom('in' as const, 'over' as const),
  });
  const tables = fc
    .array(scopes, { minLength: 1, maxLength: 6 })
    .map((all) => all.map((one, index) => ({ ...rate(`${index}%`), scope: one })));

  /** Says why a rate is not as close as another, by the sentence of the rule and nothing else. */
  function isCloser(
    a: Rate['scope'],
    b: Rate['scope'],
    question: Required<Pick<ScopeQuestion, 'exporter' | 'product' | 'affected'>>,
  ): boolean {
    const company = ({ exporters, companies }: Rate['scope']): number => {
      if (exporters.length === 0) return 0;
      if (['byd', 'tesla'].includes(question.exporter) && exporters.includes(question.exporter)) return 3;
      if (exporters.includes('other_cooperating') && (question.exporter === 'other_cooperating' || companies.includes(question.exporter)))
        return 2;
      return exporters.includes('other_cooperating') && !exporters.includes('all_others') ? 2 : 1;
    };
    const code = ({ goods }: Rate['scope']): number =>
      goods
        .flatMap(({ codes }) => codes.map((one) => meaning(one.replace('ex ', ''))))
        .reduce((most, one) => (meaning(question.product).startsWith(one) && one.length > most ? one.length : most), 0);
    const partner = ({ partners }: Rate['scope']): number =>
      partners.length === 0 ? 0 : partners.includes(question.affected) ? 3 : partners.includes('*') ? 1 : 2;
    const quota = (one: Rate['scope']): number => (one.quota === null ? 0 : 1);
    for (const measure of [company, code, partner, quota]) if (measure(a) !== measure(b)) return measure(a) > measure(b);
    return false;
  }

  it('gives a rate that none that holds for certain is closer than, whatever their order', () => {
    let [tried, decided] = [0, 0];
    fc.assert(
      fc.property(tables, questions, (table, question) => {
        tried += 1;
        const choice = choose(table, question);
        expect(choose([...table].reverse(), question)).toMatchObject(
          'rate' in choice ? { rate: choice.rate, residual: choice.residual } : { code: choice.code },
        );
        const certain = table.filter(({ scope }) => matchScope(scope, question, ON, EU_OF_THREE) === 'full');
        if (!('rate' in choice)) {
          // There is none, or there are several that are alike, as far as can be told.
          const closest = certain.filter(({ scope }) => !certain.some((other) => isCloser(other.scope, scope, question)));
          const [only, ...others] = closest;
          if (only === undefined || others.length > 0) return;
          const mayMeet = table.filter(({ scope }) => matchScope(scope, question, ON, EU_OF_THREE) !== 'none');
          expect(mayMeet.filter(({ scope }) => !isCloser(only.scope, scope, question)).length).toBeGreaterThan(1);
          return;
        }
        decided += 1;
        for (const { scope } of certain) expect(isCloser(scope, choice.rate.scope, question)).toBe(false);
      }),
      { numRuns: casesOf(500) },
    );
    expectMet(decided, tried, 1 / 20);
  });

  it('of one rate is content with it, for whatever meets it at all', () => {
    fc.assert(
      fc.property(scopes, questions, (one, question) => {
        fc.pre(!one.partners.some((code) => one.excluded.includes(code)));
        const choice = choose([{ ...rate('5%'), scope: one }], question);
        if (matchScope(one, question, ON, EU_OF_THREE) !== 'none') expect(choice).toMatchObject({ rate: { expression: '5%' } });
      }),
      { numRuns: casesOf(500) },
    );
  });
});

describe('all the rates that may be met', () => {
  const possible = (rates: readonly Rate[], question: ScopeQuestion) =>
    possibleRates(rates, question, ON, EU_OF_THREE).map(({ expression }) => expression);
  const wine = { goods: [{ name: null, codes: ['2204'], note: null, confidence: null }] };
  const cider = { goods: [{ name: null, codes: ['2206'], note: null, confidence: null }] };

  it('are, where no goods are asked for, those of all goods, less those that a closer one of the same goods hides', () => {
    const table = [rate('10%', wine), rate('12%', { ...wine, partners: ['JP'] }), rate('20%', { ...cider, partners: ['AU'] })];
    expect(possible(table, { affected: 'AU' })).toEqual(['10%', '20%']);
    expect(possible(table, { affected: 'JP' })).toEqual(['12%']);
    expect(possible(table, { area: 'JP-07' })).toEqual(['12%']);
    expect(possible(table, { product: '2204', affected: 'AU' })).toEqual(['10%']);
  });

  it('are all that may be met at all where more is open than can be gone through', () => {
    const named = (name: string) => ({ goods: [{ name, codes: [], note: null, confidence: null }] });
    const table = Array.from({ length: 300 }, (_, index) => rate(`${index}%`, named(`some goods ${index}`)));
    expect(possible(table, { product: '2204' })).toHaveLength(300);
    expect(possible([...table, rate('1000%', { ...named('goods of others'), partners: ['JP'] })], { affected: 'AU' })).toHaveLength(300);
  });
});
