import { describe, expect, it } from 'vitest';
import { meet } from '../../src/domain/meeting.ts';
import type { Match, ScopeQuestion } from '../../src/domain/scope.ts';
import { EU_OF_THREE, scope } from '../support/scopes.ts';

const ON = '2024-10-24';
type Given = NonNullable<Parameters<typeof scope>[0]>;
const left = (coverage: Given | Given[], exemptions: Given | Given[], question: ScopeQuestion) =>
  meet(
    [coverage].flat().map((one) => scope(one)),
    [exemptions].flat().map((one) => scope(one)),
    question,
    ON,
    EU_OF_THREE,
  );
const words = (name: string) => ({ goods: [{ name, codes: [], note: null, confidence: null }] });

type Case = [name: string, coverage: Given | Given[], exemptions: Given | Given[], question: ScopeQuestion, match: Match];

describe('what an exemption frees', () => {
  it.each<Case>([
    ['all of it', {}, {}, {}, 'none'],
    ['all of it, said with *', {}, { codes: ['*'], partners: ['*'] }, {}, 'none'],
    ['some goods of all', {}, { codes: ['03'] }, {}, 'part'],
    ['some partners of all', {}, { partners: ['JP'] }, {}, 'part'],
    ['all but some partners', {}, { partners: ['*'], excluded: ['CN'] }, {}, 'part'],
    ['some exporters of all', {}, { exporters: ['byd'] }, {}, 'part'],
    ['the goods that are asked about, for anybody', {}, { codes: ['03'] }, { product: '0303' }, 'none'],
    ['the goods that are asked about, for some', {}, { codes: ['03'], partners: ['JP'] }, { product: '0303' }, 'part'],
    ['both', {}, { codes: ['03'], partners: ['JP'] }, { product: '0303', affected: 'JP' }, 'none'],
    ['both, for some exporters', {}, { codes: ['03'], exporters: ['byd'] }, { product: '0303', affected: 'JP' }, 'part'],
    ['other goods', {}, { codes: ['87'] }, { product: '0303' }, 'full'],
    ['an area of the country', {}, { partners: ['JP-01'] }, { affected: 'JP' }, 'part'],
    ['the area', {}, { partners: ['JP-01'] }, { area: 'JP-01' }, 'none'],
    ['another area', {}, { partners: ['JP-01'] }, { area: 'JP-07' }, 'full'],
    ['its country', {}, { partners: ['JP'] }, { area: 'JP-07' }, 'none'],
    ['a member of the union', {}, { partners: ['DE'] }, { affected: 'EU' }, 'part'],
    ['the union', {}, { partners: ['EU'] }, { affected: 'DE' }, 'none'],
    ['the union without the member', {}, { partners: ['EU'], excluded: ['DE'] }, { affected: 'DE' }, 'full'],
  ])('%s', (_name, coverage, exemptions, question, match) => {
    expect(left(coverage, exemptions, question).match).toBe(match);
  });

  it.each<Case>([
    ['all goods that are covered', { codes: ['870380'] }, { codes: ['8703'] }, { affected: 'JP' }, 'none'],
    ['the narrower code that alone is covered', { codes: ['87038010'] }, { codes: ['87038010'] }, { product: '8703' }, 'none'],
    ['the only partner', { partners: ['JP'] }, { partners: ['JP'] }, { product: '03' }, 'none'],
    ['the only partner, in several exemptions', { partners: ['JP', 'CN'] }, [{ partners: ['JP'] }, { partners: ['CN'] }], {}, 'none'],
    ['all but whom the coverage excludes', { excluded: ['CN'] }, { partners: ['*'], excluded: ['CN'] }, {}, 'none'],
    ['whom the coverage excludes', { excluded: ['CN'] }, { partners: ['CN'] }, {}, 'full'],
    ['the area that the coverage excludes', { partners: ['EU', 'JP'], excluded: ['JP-07'] }, { partners: ['JP-07'] }, {}, 'full'],
    ['the only company', { exporters: ['byd'] }, { exporters: ['byd'] }, { product: '87' }, 'none'],
    ['another company', { exporters: ['byd'] }, { exporters: ['tesla'] }, { product: '87' }, 'full'],
    ['a company of all others', { exporters: ['all_others'] }, { exporters: ['tesla'] }, { product: '87' }, 'part'],
    ['one of two codes', { codes: ['8703', '8704'] }, { codes: ['8703'] }, { affected: 'JP' }, 'part'],
    ['one of two scopes', [{ codes: ['8703'] }, { codes: ['03'] }], { codes: ['8703'] }, { affected: 'JP' }, 'full'],
    ['the plain one of two codes', { codes: ['ex 8703', '8704'] }, { codes: ['8704'] }, { product: '87' }, 'unclear'],
  ])('inside what is covered: %s', (_name, coverage, exemptions, question, match) => {
    expect(left(coverage, exemptions, question).match).toBe(match);
  });

  const condition = 'cargoes at port';
  it.each<Case>([
    ['an ex, for goods', { codes: ['8703'] }, { codes: ['ex 8703'] }, { product: '8703' }, 'unclear'],
    ['an ex, for a partner', { codes: ['8703'] }, { codes: ['ex 8703'] }, { affected: 'JP' }, 'part'],
    ['an ex, for a company', { codes: ['8703'] }, { codes: ['ex 8703'] }, { exporter: 'byd' }, 'unclear'],
    ['an ex of a narrower code', { codes: ['8703'] }, { codes: ['ex 870380'] }, { product: '8703' }, 'part'],
    ['a condition, for goods', {}, { condition }, { product: '8703' }, 'unclear'],
    ['a condition, for a partner', {}, { condition }, { affected: 'JP' }, 'part'],
    ['a condition on some goods', {}, { codes: ['870380'], condition }, { product: '8703' }, 'part'],
    ['the condition of the coverage', { condition }, { condition }, { product: '8703' }, 'none'],
    ['a condition that is met', {}, { condition }, { product: '8703', conditions: new Map([['cargoes-at-port', true]]) }, 'none'],
    ['a condition that is not met', {}, { condition }, { product: '8703', conditions: new Map([['cargoes-at-port', false]]) }, 'full'],
    ['words', { codes: ['03'] }, words('Live fish'), { product: '03' }, 'unclear'],
    ['the same words', words('Live fish'), words('Live fish'), { product: '03' }, 'none'],
    ['words, beside a part that is free', { codes: ['8703', '8704'] }, [{ codes: ['8704'] }, words('Cars')], { product: '87' }, 'unclear'],
    ['an unknown list of goods', { codes: ['8703'] }, { list_unknown: ['goods'] }, { product: '8703' }, 'unclear'],
    ['an unknown list of goods, for a partner', { codes: ['8703'] }, { list_unknown: ['goods'] }, { affected: 'JP' }, 'part'],
    ['an unknown list of partners', {}, { list_unknown: ['partners'] }, { affected: 'JP' }, 'unclear'],
    ['cooperating companies of an unknown list', {}, { exporters: ['other_cooperating'] }, { exporter: 'byd' }, 'unclear'],
    ['a quota, for goods', {}, { quota: 'in' }, { product: '8703' }, 'unclear'],
    ['a quota, for a partner', {}, { quota: 'in' }, { affected: 'JP' }, 'part'],
    ['a quota that is asked', {}, { quota: 'in' }, { product: '8703', quota: 'in' }, 'none'],
    ['a quota that is not asked', {}, { quota: 'in' }, { product: '8703', quota: 'over' }, 'full'],
    ['both sides of a quota', {}, [{ quota: 'in' }, { quota: 'over' }], { product: '8703' }, 'none'],
    ['a quota for a part of the goods', {}, { codes: ['870380'], quota: 'in' }, { product: '8703' }, 'part'],
  ])('perhaps: %s', (_name, coverage, exemptions, question, match) => {
    expect(left(coverage, exemptions, question).match).toBe(match);
  });

  it('names what frees all of it, and says how it would be met', () => {
    const freeing = (coverage: Given, exemptions: Given[], question: ScopeQuestion) =>
      left(coverage, exemptions, question).freeing.map(({ partners }) => partners);
    expect(left({ codes: ['ex 8703'] }, { codes: ['87'] }, { product: '8703' })).toMatchObject({ match: 'none', covered: 'unclear' });
    expect(freeing({}, [{ partners: ['JP'] }, { partners: ['CN'] }], { affected: 'JP' })).toEqual([['JP']]);
    expect(freeing({}, [{ partners: ['JP'], codes: ['03'] }, { partners: ['*'] }], { affected: 'JP' })).toEqual([['*']]);
    expect(freeing({}, [{ partners: ['JP'] }, { partners: ['CN'] }], { affected: 'EU' })).toEqual([]);
    expect(freeing({ codes: ['03'] }, [{}], { product: '87' })).toEqual([]);
  });

  it('names the one that frees all of it by itself, else all that free some of it', () => {
    const freeing = (coverage: Given, exemptions: Given[], question: ScopeQuestion = {}) =>
      left(coverage, exemptions, question).freeing.map(({ goods, partners }) =>
        [...goods.flatMap(({ codes }) => codes), ...partners].join(),
      );
    const three = { codes: ['0101', '0102', '0103'] };
    expect(freeing(three, [{ codes: ['0101'] }, { codes: ['0102', '0103'] }, { codes: ['87'] }])).toEqual(['0101', '0102,0103']);
    expect(freeing(three, [{ codes: ['0101'] }, { codes: ['01'] }, { codes: ['0102', '0103'] }])).toEqual(['01']);
    expect(freeing({ ...three, partners: ['JP', 'CN'] }, [{ partners: ['JP'] }, { partners: ['CN'], codes: ['01'] }])).toEqual([
      'JP',
      '01,CN',
    ]);
    expect(freeing({ ...three, partners: ['JP', 'CN'] }, [{ partners: ['JP', 'CN'] }, { codes: ['0101'] }])).toEqual(['JP,CN']);
    expect(freeing(three, [{ codes: ['0101'] }])).toEqual([]);
  });

  it('frees some of a group where it names one of its companies', () => {
    const memberships = { ...EU_OF_THREE, groupOf: (company: string) => (company === 'byd-auto' ? 'byd' : null) };
    const ofGroup = (exporters: string[], question: ScopeQuestion) =>
      meet([scope({ codes: ['8703'] })], [scope({ exporters })], { product: '8703', ...question }, '2025-01-01', memberships).match;
    expect(ofGroup(['byd-auto'], { exporter: 'byd' })).toBe('part');
    expect(ofGroup(['byd-auto'], { exporter: 'byd-auto' })).toBe('none');
    expect(ofGroup(['byd'], { exporter: 'byd-auto' })).toBe('none');
    expect(ofGroup(['byd-auto'], { exporter: 'tesla' })).toBe('full');
  });

  it('frees a class of companies where it names that, and some of it where it names one of them', () => {
    const ofClass = (exporters: string[], companies: string[], isComplete: boolean, exempt: string[], question: ScopeQuestion = {}) =>
      left({ exporters, companies, ...(isComplete && { companies_complete: true as const }) }, { exporters: exempt }, question).match;
    expect(ofClass(['all_others'], [], false, ['all_others'])).toBe('none');
    expect(ofClass(['all_others'], [], false, ['byd'])).toBe('part');
    expect(ofClass(['all_others'], [], false, ['byd'], { exporter: 'all_others' })).toBe('full');
    expect(ofClass(['all_others'], [], false, ['other_cooperating'])).toBe('full');
    expect(ofClass(['other_cooperating'], ['nio'], true, ['nio'])).toBe('part');
    expect(ofClass(['other_cooperating'], ['nio'], true, ['byd'])).toBe('full');
    expect(ofClass(['other_cooperating'], ['nio'], false, ['byd'])).toBe('part');
    expect(ofClass(['other_cooperating'], ['nio'], true, ['byd', 'nio'])).toBe('part');
    expect(ofClass(['other_cooperating'], ['nio'], false, ['all_others'])).toBe('full');
    expect(ofClass(['byd', 'nio'], [], false, ['byd'])).toBe('part');
    expect(ofClass([], [], false, ['byd'])).toBe('part');
  });

  it('frees a union less whom it leaves out, unless the coverage leaves that out as well', () => {
    const union = (covered: string[], exempt: string[]) =>
      left({ partners: ['EU'], excluded: covered }, { partners: ['*'], excluded: exempt }, { affected: 'EU' }).match;
    expect(union([], ['DE'])).toBe('part');
    expect(union(['DE'], ['DE'])).toBe('none');
    expect(union(['DE'], ['DE', 'FR'])).toBe('part');
    expect(union([], ['CN'])).toBe('none');
  });
});
