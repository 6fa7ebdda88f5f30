import { describe, expect, it } from 'vitest';
import { meet } from '../../src/domain/meeting.ts';
import { type Match, matchCode, matchScope, type ScopeQuestion } from '../../src/domain/scope.ts';
import { EU_OF_THREE, scope } from '../support/scopes.ts';

const ON = '2024-10-24';
const covered = (given: Parameters<typeof scope>[0], question: ScopeQuestion, on = ON): Match =>
  matchScope(scope(given), question, on, EU_OF_THREE);

describe('product', () => {
  it.each<[code: string, product: string, match: Match]>([
    ['87', '870380', 'full'],
    ['8703', '870380', 'full'],
    ['870380', '870380', 'full'],
    ['87038010', '870380', 'part'],
    ['8703801000', '870380', 'part'],
    ['870390', '870380', 'none'],
    ['8704', '870380', 'none'],
    ['88', '870380', 'none'],
    ['0203', '02', 'part'],
    ['0203', '0203', 'full'],
    ['0203', '20', 'none'],
    ['870919', '8709', 'part'],
    ['*', '870380', 'full'],
    ['ex 870380', '870380', 'unclear'],
    ['ex 87', '870380', 'unclear'],
    ['ex 87038010', '870380', 'unclear'],
    ['ex 8704', '870380', 'none'],
    // Zeros stand where nothing is divided.
    ['87038000', '870380', 'full'],
    ['870380', '87038000', 'full'],
    ['8703800000', '87038000', 'full'],
    ['87038000', '87038010', 'full'],
    ['87038010', '87038000', 'part'],
    ['87038000', '8703', 'part'],
    ['87038000', '870390', 'none'],
    ['270900', '2709', 'full'],
    ['2709', '27090010', 'full'],
    ['27090000', '27090010', 'full'],
    ['ex 87038000', '870380', 'unclear'],
    ['87038001', '870380', 'part'],
    ['84713001', '8471300100', 'full'],
  ])('%s meets %s: %s', (code, product, match) => {
    expect(matchCode(code, product)).toBe(match);
    expect(covered({ codes: [code] }, { product })).toBe(match);
  });

  it('several codes add up: the best one counts', () => {
    expect(covered({ codes: ['ex 870380', '8703', '01'] }, { product: '870380' })).toBe('full');
    expect(covered({ codes: ['01', '87038010'] }, { product: '870380' })).toBe('part');
    expect(covered({ codes: ['ex 8703', '87038010'] }, { product: '870380' })).toBe('part');
    expect(covered({ codes: ['ex 8703', '01'] }, { product: '870380' })).toBe('unclear');
  });

  it('all subheadings of a heading are the heading, as the Harmonized System of the day has it', () => {
    const beef = ['020110', '02012000', '020130'];
    for (const product of ['0201', '020100']) expect(covered({ codes: beef }, { product })).toBe('full');
    expect(covered({ codes: beef.slice(1) }, { product: '0201' })).toBe('part');
    expect(covered({ codes: ['ex 020110', ...beef.slice(1)] }, { product: '0201' })).toBe('part');
    expect(covered({ codes: beef }, { product: '02' })).toBe('part');
    expect(covered({ codes: beef }, { product: '0201' }, '1995-12-31')).toBe('part');
    expect(covered({ codes: beef, condition: 'fresh' }, { product: '0201' })).toBe('unclear');
  });

  it('a scope without goods is about all goods', () => {
    expect(covered({}, { product: '870380' })).toBe('full');
  });

  it('words without a code may mean the product: unclear, never full and never none', () => {
    const inWords = { goods: [{ name: 'All food', codes: [], note: null, confidence: null }] };
    expect(covered(inWords, { product: '870380' })).toBe('unclear');
    expect(covered(inWords, { exporter: 'byd' })).toBe('full');
  });

  it('words beside a code do not widen it', () => {
    const named = { goods: [{ name: 'Electric cars', codes: ['870380'], note: null, confidence: null }] };
    expect(covered(named, { product: '870380' })).toBe('full');
    expect(covered(named, { product: '030389' })).toBe('none');
  });

  it('a condition is unclear for goods and companies, and else met in part', () => {
    const condition = 'within the quota';
    expect(covered({ codes: ['8703'], condition }, { product: '870380' })).toBe('unclear');
    expect(covered({ codes: ['8703'], condition }, { exporter: 'byd' })).toBe('unclear');
    expect(covered({ codes: ['8703'], condition }, { affected: 'JP' })).toBe('part');
    expect(covered({ condition }, {})).toBe('part');
    expect(covered({ codes: ['01'], condition }, { product: '870380' })).toBe('none');
    // Unless the question says whether it is met.
    const said = (met: boolean) => ({ product: '870380', conditions: new Map([['within-the-quota', met]]) });
    expect(covered({ codes: ['8703'], condition }, said(true))).toBe('full');
    expect(covered({ codes: ['8703'], condition }, said(false))).toBe('none');
    expect(covered({ codes: ['8703'], condition: 'cargoes at port' }, said(false))).toBe('unclear');
  });

  it('a list of goods that was not transcribed is unclear where goods are asked about', () => {
    expect(covered({ codes: ['8703'], list_unknown: ['goods'] }, { product: '870380' })).toBe('unclear');
    expect(covered({ codes: ['87038010'], list_unknown: ['goods'] }, { product: '870380' })).toBe('unclear');
    expect(covered({ codes: ['*'], list_unknown: ['goods'] }, { product: '870380' })).toBe('unclear');
    expect(covered({ codes: ['*'], list_unknown: ['goods'] }, { affected: 'JP' })).toBe('full');
  });

  it('an ex leaves a part of a partner’s trade, and of a company it is not known whether it is the part', () => {
    expect(covered({ codes: ['ex 8703'] }, { affected: 'JP' })).toBe('part');
    expect(covered({ codes: ['ex 8703'] }, { exporter: 'byd' })).toBe('unclear');
    expect(covered({ codes: ['ex 8703', '8704'] }, { affected: 'JP' })).toBe('full');
  });
});

describe('partner', () => {
  it.each<[name: string, given: Parameters<typeof scope>[0], question: ScopeQuestion, match: Match]>([
    ['JP meets JP', { partners: ['JP'] }, { affected: 'JP' }, 'full'],
    ['JP does not meet CN', { partners: ['JP'] }, { affected: 'CN' }, 'none'],
    ['a member is met by its union', { partners: ['EU'] }, { affected: 'DE' }, 'full'],
    ['no stranger is met by the union', { partners: ['EU'] }, { affected: 'JP' }, 'none'],
    ['asking a union finds its members in part', { partners: ['DE'] }, { affected: 'EU' }, 'part'],
    ['asking a union finds the union in full', { partners: ['EU'] }, { affected: 'EU' }, 'full'],
    ['* meets anybody', { partners: ['*'] }, { affected: 'JP' }, 'full'],
    ['* meets a union', { partners: ['*'] }, { affected: 'EU' }, 'full'],
    ['no partners at all is everybody', {}, { affected: 'JP' }, 'full'],
    ['* without CN is not CN', { partners: ['*'], excluded: ['CA', 'MX', 'CN'] }, { affected: 'CN' }, 'none'],
    ['* without CN is JP', { partners: ['*'], excluded: ['CA', 'MX', 'CN'] }, { affected: 'JP' }, 'full'],
    ['* without the EU is not Germany', { partners: ['*'], excluded: ['EU'] }, { affected: 'DE' }, 'none'],
    ['* without the EU is not the EU', { partners: ['*'], excluded: ['EU'] }, { affected: 'EU' }, 'none'],
    ['* without Germany is not Germany', { partners: ['*'], excluded: ['DE'] }, { affected: 'DE' }, 'none'],
    ['* without Germany is the EU in part', { partners: ['*'], excluded: ['DE'] }, { affected: 'EU' }, 'part'],
    ['the EU without Germany is France', { partners: ['EU'], excluded: ['DE'] }, { affected: 'FR' }, 'full'],
    ['the EU without Germany is the EU in part', { partners: ['EU'], excluded: ['DE'] }, { affected: 'EU' }, 'part'],
    ['the EU without Germany is not Germany', { partners: ['EU'], excluded: ['DE'] }, { affected: 'DE' }, 'none'],
    ['JP without an area is JP in part', { partners: ['JP'], excluded: ['JP-07'] }, { affected: 'JP' }, 'part'],
    ['JP without an area is all of CN', { partners: ['*'], excluded: ['JP-07'] }, { affected: 'CN' }, 'full'],
    ['areas of JP are JP in part', { partners: ['JP-07'] }, { affected: 'JP' }, 'part'],
    ['areas of JP beside a stranger are JP in part', { partners: ['CN', 'JP-07'] }, { affected: 'JP' }, 'part'],
    ['a member beside a stranger is the union in part', { partners: ['JP', 'DE'] }, { affected: 'EU' }, 'part'],
    ['areas of JP are nothing of CN', { partners: ['JP-07'] }, { affected: 'CN' }, 'none'],
    ['an untranscribed list of partners is unclear', { partners: ['*'], list_unknown: ['partners'] }, { affected: 'JP' }, 'unclear'],
    ['nobody is asked about', { partners: ['*'], list_unknown: ['partners'] }, { product: '87' }, 'full'],
    [
      'whom an untranscribed list excludes is out',
      { partners: ['*'], excluded: ['CN'], list_unknown: ['partners'] },
      { affected: 'CN' },
      'none',
    ],
  ])('%s', (_name, given, question, match) => {
    expect(covered(given, question)).toBe(match);
  });

  it.each<[on: string, match: Match]>([
    ['2020-12-31', 'full'],
    ['2021-01-01', 'none'],
  ])('for customs the United Kingdom counts with the EU until 2020-12-31: on %s %s', (on, match) => {
    expect(covered({ partners: ['EU'] }, { affected: 'GB' }, on)).toBe(match);
    const withoutEu: Match = match === 'full' ? 'none' : 'full';
    expect(covered({ partners: ['*'], excluded: ['EU'] }, { affected: 'GB' }, on)).toBe(withoutEu);
    expect(covered({ partners: ['GB'] }, { affected: 'EU' }, on)).toBe(match === 'full' ? 'part' : 'none');
  });
});

describe('area', () => {
  it.each<[name: string, given: Parameters<typeof scope>[0], question: ScopeQuestion, match: Match]>([
    ['its country is met in full', { partners: ['JP'] }, { area: 'JP-07' }, 'full'],
    ['it is met in full', { partners: ['JP-07'] }, { area: 'JP-07' }, 'full'],
    ['another area is not met at all', { partners: ['JP-01'] }, { area: 'JP-07' }, 'none'],
    ['everybody is met', { partners: ['*'] }, { area: 'JP-07' }, 'full'],
    ['another country is not met', { partners: ['CN'] }, { area: 'JP-07' }, 'none'],
    ['it is excluded', { partners: ['JP'], excluded: ['JP-07'] }, { area: 'JP-07' }, 'none'],
    ['another area is excluded', { partners: ['JP'], excluded: ['JP-01'] }, { area: 'JP-07' }, 'full'],
    ['its country is excluded', { partners: ['*'], excluded: ['JP'] }, { area: 'JP-07' }, 'none'],
    ['its union is met', { partners: ['EU'] }, { area: 'DE-BY' }, 'full'],
    ['its union is excluded', { partners: ['*'], excluded: ['EU'] }, { area: 'DE-BY' }, 'none'],
    ['the area settles what is asked of its country', { partners: ['JP-07'] }, { affected: 'JP', area: 'JP-07' }, 'full'],
    ['another country beside it is a second condition', { partners: ['JP'] }, { affected: 'CN', area: 'JP-07' }, 'none'],
  ])('%s', (_name, given, question, match) => {
    expect(covered(given, question)).toBe(match);
  });
});

describe('exporter', () => {
  const cooperating = ['other_cooperating'];
  it.each<[name: string, given: Parameters<typeof scope>[0], exporter: string, match: Match]>([
    ['none named: everybody', {}, 'byd', 'full'],
    ['named', { exporters: ['byd'] }, 'byd', 'full'],
    ['another one named', { exporters: ['tesla'] }, 'byd', 'none'],
    ['a named company is no class', { exporters: ['byd'] }, 'all_others', 'none'],
    ['cooperating and listed', { exporters: cooperating, companies: ['byd'] }, 'byd', 'full'],
    ['cooperating and not on the list as far as it is known', { exporters: cooperating, companies: ['tesla'] }, 'byd', 'unclear'],
    ['cooperating and not on the whole list', { exporters: cooperating, companies: ['tesla'], companies_complete: true }, 'byd', 'none'],
    ['cooperating, list not transcribed', { exporters: cooperating }, 'byd', 'unclear'],
    ['the class of cooperating companies', { exporters: cooperating }, 'other_cooperating', 'full'],
    ['the cooperating are not all others', { exporters: cooperating }, 'all_others', 'none'],
    ['all others', { exporters: ['all_others'] }, 'byd', 'full'],
    ['all others as a class', { exporters: ['all_others'] }, 'all_others', 'full'],
    ['all others are not the cooperating', { exporters: ['all_others'] }, 'other_cooperating', 'none'],
    ['cooperating or not', { exporters: ['other_cooperating', 'all_others'] }, 'byd', 'full'],
  ])('%s', (_name, given, exporter, match) => {
    expect(covered(given, { exporter })).toBe(match);
  });

  it.each<[name: string, given: Parameters<typeof scope>[0], match: Match]>([
    ['is met in part where one of its companies is named', { exporters: ['byd-auto', 'tesla'] }, 'part'],
    ['or cooperated', { exporters: cooperating, companies: ['byd-auto'], companies_complete: true }, 'part'],
    ['in full where it is named besides', { exporters: ['byd-auto', 'byd'] }, 'full'],
    ['in full as one of all others', { exporters: ['byd-auto', 'all_others'] }, 'full'],
    ['not at all where others are named', { exporters: ['tesla'] }, 'none'],
  ])('a group %s', (_name, given, match) => {
    const memberships = { ...EU_OF_THREE, groupOf: (company: string) => (company === 'byd-auto' ? 'byd' : null) };
    expect(matchScope(scope(given), { exporter: 'byd' }, '2025-01-01', memberships)).toBe(match);
  });
});

describe('quota', () => {
  it.each<[quota: 'in' | 'over' | null, question: ScopeQuestion, match: Match]>([
    ['in', { quota: 'in' }, 'full'],
    ['in', { quota: 'over' }, 'none'],
    ['in', {}, 'part'],
    ['over', { quota: 'over' }, 'full'],
    ['over', { quota: 'in' }, 'none'],
    ['over', {}, 'part'],
    ['in', { product: '87' }, 'unclear'],
    ['over', { exporter: 'byd' }, 'unclear'],
    ['over', { affected: 'JP' }, 'part'],
    [null, { quota: 'in' }, 'full'],
    [null, { quota: 'over' }, 'full'],
  ])('a scope of %s meets %o: %s', (quota, question, match) => {
    expect(covered({ quota }, question)).toBe(match);
  });
});

describe('the fields of a scope narrow each other', () => {
  const japaneseFish = { codes: ['03'], partners: ['JP'] };
  it.each<[question: ScopeQuestion, match: Match]>([
    [{ product: '0303', affected: 'JP' }, 'full'],
    [{ product: '0303', affected: 'CN' }, 'none'],
    [{ product: '87', affected: 'JP' }, 'none'],
    [{ product: '0303' }, 'full'],
    [{ affected: 'JP' }, 'full'],
    [{}, 'full'],
  ])('%j: %s', (question, match) => {
    expect(covered(japaneseFish, question)).toBe(match);
  });
});

describe('several scopes', () => {
  const match = (list: Parameters<typeof scope>[0][], question: ScopeQuestion): Match =>
    meet(
      list.map((one) => scope(one)),
      [],
      question,
      ON,
      EU_OF_THREE,
    ).match;

  it('add up: the best match counts', () => {
    expect(match([{ partners: ['CN'] }, { partners: ['JP'] }], { affected: 'JP' })).toBe('full');
    expect(match([{ partners: ['CN'] }, { partners: ['JP-07'] }], { affected: 'JP' })).toBe('part');
    expect(match([{ partners: ['CN'] }], { affected: 'JP' })).toBe('none');
  });

  it('none at all meet nothing', () => {
    expect(match([], {})).toBe('none');
  });

  it('do not lend each other their fields', () => {
    expect(
      match(
        [
          { codes: ['03'], partners: ['CN'] },
          { codes: ['87'], partners: ['JP'] },
        ],
        { product: '03', affected: 'JP' },
      ),
    ).toBe('none');
  });
});
