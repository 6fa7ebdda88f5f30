import { describe, expect, it } from 'vitest';
import { checkRules, type RecordedRule } from '../../../src/domain/duty/contradictions.ts';
import type { TrackerError } from '../../../src/domain/errors.ts';
import { EU_OF_THREE, scope } from '../../support/scopes.ts';

let seq = 0;
const rule = (measure_id: string, more: Partial<RecordedRule> = {}): RecordedRule => ({
  ...{
    seq: ++seq,
    type: 'not_levied_with',
    measure_id,
    other_measure_id: null,
    percent: null,
    first_on: '2024',
    last_on: null,
    scope: scope(),
  },
  ...more,
});
const apart = (measure: string, other_measure_id: string, more: Partial<RecordedRule> = {}) => rule(measure, { other_measure_id, ...more });
const level = (percent: string, more: Partial<RecordedRule> = {}) => rule('a', { type: 'tops_up_base_to', percent, ...more });
/** The last of the rules is new. */
const check =
  (...rules: RecordedRule[]) =>
  () =>
    checkRules(rules, (one) => one === rules.at(-1), EU_OF_THREE);

describe('rules that keep tariffs from being levied', () => {
  it('may not go in a circle, however long', () => {
    expect(check(apart('a', 'b'), apart('b', 'a'))).toThrow(/circle: b not with a \(rule \d+\), a not with b/);
    expect(check(apart('a', 'b'), apart('b', 'c'), apart('c', 'a'))).toThrow('c not with a');
    expect(check(apart('a', 'b'), apart('b', 'c'), apart('c', 'd'))).not.toThrow();
    expect(check(apart('a', 'c'), apart('b', 'c'), apart('a', 'b'))).not.toThrow();
  });

  it('may where they never meet: other days, goods, partners, companies or sides of a quota', () => {
    const both = (one: Partial<RecordedRule>, other: Partial<RecordedRule>) => check(apart('a', 'b', one), apart('b', 'a', other));
    expect(both({ last_on: '2024-06-30' }, { first_on: '2024-07-01' })).not.toThrow();
    expect(both({ last_on: '2024-06-30' }, { first_on: '2024-06-30' })).toThrow('circle');
    expect(both({ last_on: '2024' }, { first_on: '2024-12' })).toThrow('circle');
    const scoped = (one: Parameters<typeof scope>[0], other: Parameters<typeof scope>[0]) =>
      both({ scope: scope(one) }, { scope: scope(other) });
    expect(scoped({ codes: ['8703'] }, { codes: ['8704'] })).not.toThrow();
    expect(scoped({ codes: ['8703'] }, { codes: ['ex 870380'] })).toThrow('circle');
    expect(scoped({ partners: ['JP'] }, { partners: ['CN'] })).not.toThrow();
    expect(scoped({ partners: ['JP'] }, { partners: ['JP-07'] })).toThrow('circle');
    expect(scoped({ partners: ['JP-01'] }, { partners: ['JP-07'] })).not.toThrow();
    expect(scoped({ partners: ['EU'] }, { partners: ['DE'] })).toThrow('circle');
    expect(scoped({ partners: ['*'], excluded: ['EU'] }, { partners: ['DE'] })).not.toThrow();
    expect(scoped({ partners: ['EU'] }, { partners: ['*'], excluded: ['EU'] })).not.toThrow();
    expect(scoped({ partners: ['*'], excluded: ['DE'] }, { partners: ['EU'] })).toThrow('circle');
    expect(scoped({ partners: ['*'], excluded: ['EU'] }, { partners: ['EU', 'JP'] })).toThrow('circle');
    expect(scoped({ exporters: ['byd'] }, { exporters: ['tesla'] })).not.toThrow();
    expect(scoped({ exporters: ['byd'] }, { exporters: ['all_others'] })).toThrow('circle');
    expect(scoped({ quota: 'in' }, { quota: 'over' })).not.toThrow();
    expect(scoped({ condition: 'x' }, { condition: 'y' })).toThrow('circle');
  });

  it('may not where nothing tells them apart: on one side only, or in words', () => {
    const scoped = (one: Parameters<typeof scope>[0], other: Parameters<typeof scope>[0]) =>
      check(apart('a', 'b', { scope: scope(one) }), apart('b', 'a', { scope: scope(other) }));
    for (const one of [{ codes: ['8703'] }, { partners: ['JP'] }, { exporters: ['byd'] }, { quota: 'in' as const }]) {
      expect(scoped(one, {}), JSON.stringify(one)).toThrow('circle');
      expect(scoped({}, one), JSON.stringify(one)).toThrow('circle');
      expect(scoped(one, one), JSON.stringify(one)).toThrow('circle');
    }
    const words = { name: 'Cars', codes: [], note: null, confidence: null };
    const vans = { name: null, codes: ['8704'], note: null, confidence: null };
    expect(scoped({ goods: [vans, words] }, { codes: ['8703'] })).toThrow('circle');
    expect(scoped({ codes: ['*'] }, { codes: ['8703'] })).toThrow('circle');
    expect(scoped({ codes: ['8703'] }, { codes: ['*'] })).toThrow('circle');
    expect(scoped({ codes: ['870380'] }, { codes: ['8703'] })).toThrow('circle');
    expect(scoped({ codes: ['8703', '8704'] }, { codes: ['8705', '8704'] })).toThrow('circle');
    expect(scoped({ codes: ['0387'] }, { codes: ['87'] })).not.toThrow();
    expect(scoped({ partners: ['JP', 'CN'] }, { partners: ['US', 'CN'] })).toThrow('circle');
    expect(scoped({ exporters: ['byd', 'nio'] }, { exporters: ['tesla', 'nio'] })).toThrow('circle');
    expect(scoped({ exporters: ['byd', 'all_others'] }, { exporters: ['tesla'] })).toThrow('circle');
  });

  it('meet from the first day of one to the last of the other, which ever begins first', () => {
    const early = { first_on: '2024-01-01', last_on: '2024-06-30' };
    const late = { first_on: '2024-06-30', last_on: '2024-12-31' };
    expect(check(apart('a', 'b', late), apart('b', 'a', early))).toThrow('circle');
    expect(check(apart('a', 'b', { ...late, first_on: '2024-07-01' }), apart('b', 'a', early))).not.toThrow();
    expect(check(apart('a', 'b', { first_on: '2025' }), apart('b', 'a', early))).not.toThrow();
    expect(check(apart('a', 'b', early), apart('b', 'a', { first_on: '2025' }))).not.toThrow();
  });

  it('go in a circle only where all of it meets', () => {
    const ring = (...codes: string[]) =>
      check(...codes.map((code, at) => apart('abc'[at] as string, 'bca'[at] as string, { scope: scope({ codes: [code] }) })));
    expect(ring('87', '8703', '8703')).toThrow('circle');
    expect(ring('8704', '87', '8703')).not.toThrow();
    expect(ring('87', '8704', '8703')).not.toThrow();
  });

  it('name the field that is at odds', () => {
    const details = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        return (error as TrackerError).details;
      }
      return expect.fail('nothing was refused');
    };
    expect(details(check(apart('a', 'b'), apart('b', 'a')))).toEqual([
      { path: 'other_measure', message: 'leads back to the tariff itself: say which of them is levied' },
    ]);
    expect(details(check(level('15', { seq: 7 }), level('20')))).toEqual([
      { path: 'percent', message: 'contradicts rule 7: give them other days or scopes' },
    ]);
  });

  it('of other types are left alone', () => {
    const other = { type: 'replaces_base' as const };
    expect(check(apart('a', 'b', other), apart('b', 'a', other))).not.toThrow();
    expect(check(level('15', other), level('20', other))).not.toThrow();
  });

  it('that stood before are not looked at again', () => {
    expect(check(apart('a', 'b'), apart('b', 'a'), apart('c', 'a'))).not.toThrow();
  });
});

describe('levels that a tariff tops the base up to', () => {
  it('may not be two of the same day and goods', () => {
    expect(check(level('15'), level('20'))).toThrow(/rule \d+ has a top the base up to 15%, and rule \d+ to 20%/);
    expect(check(level('15'), level('15'))).not.toThrow();
    expect(check(level('15'), level('15.0'))).not.toThrow();
    expect(check(level('15'), level('20', { measure_id: 'b' }))).not.toThrow();
    expect(check(level('15', { last_on: '2024-12-31' }), level('20', { first_on: '2025' }))).not.toThrow();
    expect(check(level('15', { scope: scope({ partners: ['JP'] }) }), level('20', { scope: scope({ partners: ['CN'] }) }))).not.toThrow();
  });
});
