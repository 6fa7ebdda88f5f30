import { describe, expect, it } from 'vitest';
import type { Rate } from '../../src/domain/ledger.ts';
import { namedSo, productNamer } from '../../src/domain/product-names.ts';
import { folded, slugOf } from '../../src/domain/text.ts';
import {
  coverageDifference,
  describeScope,
  excludedOf,
  goodsOf,
  grouped,
  partnersOf,
  percentBounds,
  summariseRates,
} from '../../src/domain/words.ts';
import type { EntryOf } from '../../src/things/ledger.ts';
import { scope } from '../support/scopes.ts';

const goods = (name: string | null, ...codes: string[]) => ({ name, codes, note: null, confidence: null });

describe('scopes in words', () => {
  it('what comes to a coverage and what goes is told of companies where one is named, with all others', () => {
    const [all, one, two] = [scope(), scope({ exporters: ['byd'] }), scope({ exporters: ['byd', 'tesla'] })];
    expect(coverageDifference([all], [one])).toBe('companies + byd, − all');
    expect(coverageDifference([two], [all])).toBe('companies + all, − byd, tesla');
    expect(coverageDifference([one], [two])).toBe('companies + tesla');
    expect(coverageDifference([], [one])).toBe('goods + all; partners + all; companies + byd');
    expect(coverageDifference([], [all])).toBe('goods + all; partners + all');
    expect(coverageDifference([all, one], [scope({ partners: ['AU'] })])).toBe('partners + AU, − all');
  });

  it('conditions that come to a coverage, and go, are told one by one', () => {
    const on = (...conditions: string[]) => conditions.map((condition) => scope({ condition }));
    expect(coverageDifference(on('of iron, or steel'), on('for fishing'))).toBe(
      'with condition: for fishing; without condition: of iron, or steel',
    );
    expect(coverageDifference(on('for fishing'), [...on('for fishing'), scope({ quota: 'in', condition: 'fresh' })])).toBe(
      'quota + within; with condition: fresh',
    );
    const many = Array.from({ length: 14 }, (_, at) => `use ${at}`);
    expect(coverageDifference([scope()], on(...many)).split('; ')).toEqual([
      ...many.slice(0, 12).map((one) => `with condition: ${one}`),
      'and 2 more conditions',
    ]);
  });

  it('partners that come to some goods, or go from them, are told where other goods have them before and after', () => {
    const of = (codes: string[], ...partners: string[]) => scope({ codes, partners });
    const [wide, narrow] = [of(['7208', '7225'], 'CN', 'UA'), of(['7214'], 'CN')];
    const before = [wide, narrow];
    expect(coverageDifference(before, [wide, of(['7214'], 'CN', 'UA')])).toBe('partners of 7214 + UA');
    expect(coverageDifference([wide, of(['7214'], 'CN', 'UA')], before)).toBe('partners of 7214 − UA');
    expect(coverageDifference(before, [of(['7208', '7225'], 'CN'), of(['7214'], 'UA')])).toBe(
      'partners of 7208, 7225 − UA; partners of 7214 + UA, − CN',
    );
    // What the lists tell is not told again.
    expect(coverageDifference(before, [wide, of(['7214'], 'CN', 'UA', 'TH')])).toBe('partners + TH; partners of 7214 + UA');
    expect(coverageDifference(before, [wide, narrow, of(['7229'], 'UA')])).toBe('goods + 7229');
    expect(coverageDifference(before, [of(['7208', '7214'], 'CN'), of(['7225', '7208'], 'UA', 'CN')])).toBe(
      'the same goods and partners, put together otherwise',
    );
    const six = Array.from({ length: 6 }, (_, at) => `721${at}`);
    const [all, own] = [of(['7229'], ...six.map((code) => `P${code}`), 'CN'), six.map((code) => of([code], 'CN'))];
    expect(coverageDifference([all, ...own], [all, ...six.map((code) => of([code], 'CN', `P${code}`))])).toBe(
      'partners of 7210 + P7210; partners of 7211 + P7211; partners of 7212 + P7212; and partners of other goods, in 3 more ways',
    );
  });

  it('goods are codes, or words where there is no code, each once', () => {
    expect(goodsOf([scope({ goods: [goods('Wine', '2204', '2206'), goods('All other food')] }), scope({ codes: ['2204'] })])).toEqual([
      '2204',
      '2206',
      'All other food',
    ]);
    expect(goodsOf([scope()])).toEqual(['*']);
  });

  it('partners and those left out', () => {
    const some = [scope({ partners: ['*'], excluded: ['CN', 'CA', 'JP-07'] }), scope({ partners: ['JP'], excluded: ['JP-07'] })];
    expect(partnersOf(some)).toEqual(['*', 'JP']);
    expect(partnersOf([scope({ partners: ['JP'] }), scope()])).toEqual(['JP', '*']);
    expect(excludedOf(some)).toEqual(['CN', 'CA', 'JP-07']);
    // Whom another scope meets is not left out: all but China, and China for other goods, is everybody.
    expect(excludedOf([...some, scope({ partners: ['CN'] })])).toEqual(['CA', 'JP-07']);
    expect(excludedOf([...some, scope({ partners: ['JP'] })])).toEqual(['CN', 'CA']);
    expect(excludedOf([...some, scope()])).toEqual([]);
  });

  it('a scope in one line leaves out what narrows nothing', () => {
    expect(describeScope(scope())).toBe('everything');
    expect(
      describeScope(
        scope({
          goods: [goods('Cars', '8703', '8704'), goods(null, '87')],
          partners: ['*'],
          excluded: ['CN'],
          exporters: ['byd'],
          condition: 'in quota',
        }),
      ),
    ).toBe('Cars 8703, 8704 and 87; *; except CN; byd; in quota');
    expect(describeScope(scope({ partners: ['JP', 'KR'], excluded: ['JP-07', 'JP-08'], exporters: ['byd', 'tesla'], quota: 'in' }))).toBe(
      'JP, KR; except JP-07, JP-08; byd, tesla; within the quota',
    );
    expect(describeScope(scope({ codes: ['0207'], quota: 'over' }))).toBe('0207; over the quota');
  });
});

describe('rates in a few words', () => {
  const table = (...rates: (string | [string, string])[]): Pick<EntryOf<'rate_table'>, 'rates'> => ({
    rates: rates.map((rate) => ({
      scope: scope(),
      expression: typeof rate === 'string' ? rate : null,
      min_pct: typeof rate === 'string' ? null : rate[0],
      max_pct: typeof rate === 'string' ? null : rate[1],
      collection: 'full',
      note: null,
      confidence: null,
      doubt: null,
    })),
  });

  it.each<[string, Pick<EntryOf<'rate_table'>, 'rates'>]>([
    ['', table()],
    ['35.30%', table('35.30%')],
    ['10%', table('10%', '10%')],
    ['7.8%–35.3%', table('17.0%', '7.8%', '35.3%', '20.7%')],
    ['9%–100%', table('100%', '9%')],
    ['0%–25%', table('25%', 'free')],
    ['107.1%–212.1%', table(['107.1', '212.1'])],
    ['6.3%–212.1%', table('6.3%', ['107.1', '212.1'])],
    ['10% | 40% MIN 7000 USD/unit', table('10%', '40% MIN 7000 USD/unit')],
    // What an older version took for an expression is shown as it is.
    ['10% | ten percent', table('10%', 'ten percent')],
    ['72 rates, of different kinds', table(...Array.from({ length: 72 }, (_, at) => `${at + 1} EUR/kg`))],
  ])('%s', (text, rates) => {
    expect(summariseRates(rates)).toBe(text);
  });

  it('are the least and the most in percent, where each of them is a percentage', () => {
    const boundsOf = (...rates: Parameters<typeof table>) => percentBounds(table(...rates).rates);
    expect(boundsOf('17.0%', '7.8%', ['20', '35.3'])).toEqual({ least: '7.8', most: '35.3' });
    expect(boundsOf('free')).toEqual({ least: '0', most: '0' });
    expect(boundsOf('10%', '40% MIN 7000 USD/unit')).toBeNull();
    expect(boundsOf()).toBeNull();
  });

  it('that are paid on a part of the value, which is not known, may come to nothing', () => {
    const [whole, ...others] = table('25%', '25%').rates;
    const rates = [whole, ...others.map((one) => ({ ...one, value_part: 'what originates elsewhere' }))] as Rate[];
    expect(percentBounds(rates)).toEqual({ least: '0', most: '25' });
    expect(summariseRates({ rates })).toBe('0%–25%');
  });
});

describe('texts', () => {
  it('numbers have their thousands set apart, and their decimals as they are', () => {
    expect(['0', '999', '1000', '20000', '1234567', '1000000.0500', '0.12345'].map(grouped)).toEqual([
      '0',
      '999',
      '1,000',
      '20,000',
      '1,234,567',
      '1,000,000.0500',
      '0.12345',
    ]);
    expect(grouped(48_000)).toBe('48,000');
  });

  it('of a long list of codes the first twelve are shown, and how many there are', () => {
    const codes = (count: number): string[] => Array.from({ length: count }, (_, at) => String(8701 + at));
    expect(describeScope(scope({ codes: codes(12) }))).toBe(codes(12).join(', '));
    expect(describeScope(scope({ codes: codes(13) }))).toBe(`${codes(12).join(', ')} … (13 codes)`);
  });

  it('ids of texts have small letters, digits and single hyphens between them', () => {
    expect(slugOf('S.I. 2020/1430')).toBe('s-i-2020-1430');
    expect(slugOf('  (Café) & Crème — 25% ')).toBe('cafe-creme-25');
    expect(slugOf('中国')).toBe('');
  });

  it('are compared without case, accents and forms of letters', () => {
    expect(folded('ÉCOLE Zürich')).toBe('ecole zurich');
    expect(folded('Ἀθῆνας ΑΘΗΝΑΣ')).toBe('αθηνασ αθηνασ');
    expect(folded('e\u0301\u0302')).toBe('e');
    expect(folded('Plain')).toBe('plain');
  });

  it('codes have the name of the longest part of them that has one', () => {
    const name = productNamer(
      new Map([
        ['87', 'Vehicles'],
        ['8703', 'Cars'],
      ]),
    );
    expect(['8703', 'ex 870380', '8704', '88'].map(name)).toEqual(['Cars', 'Cars', 'Vehicles', undefined]);
  });

  it('names are found by how their words begin, or by their code', () => {
    const names = new Map([
      ['2204', 'Wine of fresh grapes'],
      ['2205', 'Vermouth, flavoured wine'],
      ['0806', 'Grapes'],
    ]);
    const found = (text: string): string[] => namedSo(text, names).map(([code]) => code);
    expect(found('grape')).toEqual(['2204', '0806']);
    expect(found('WINE  fla')).toEqual(['2205']);
    expect(found('red')).toEqual([]);
    expect(found('22')).toEqual(['2204', '2205']);
    expect(found(' ,')).toEqual([]);
  });
});
