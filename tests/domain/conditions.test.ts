import { describe, expect, it } from 'vitest';
import { conditionId } from '../../src/domain/conditions.ts';
import { scope } from '../support/scopes.ts';
import { dutyOf, mfn, rate, reasonsOf, spanOf, tariff } from '../support/tariffs.ts';

describe('the id of a condition', () => {
  const idOf = (condition: string): string => conditionId(scope({ condition }));

  it('is its own, else its words without case, accents and signs', () => {
    expect(conditionId(scope({ condition: 'goods that qualify under the USMCA', condition_id: 'usmca' }))).toBe('usmca');
    expect(idOf('  Made before 2024 (Añejo) ')).toBe('made-before-2024-an-ejo');
    expect(idOf('Used, for 9 years')).toBe('used-for-9-years');
    expect(conditionId(scope())).toBe('');
  });

  it('of more than five words begins with them, and differs wherever the rest does', () => {
    const [steel, other] = [idOf('for use in the making of steel'), idOf('for use in the making of glass')];
    expect(steel).toMatch(/^for-use-in-the-making-[0-9a-z]{4}$/);
    expect(other).toMatch(/^for-use-in-the-making-[0-9a-z]{4}$/);
    expect(other).not.toBe(steel);
    expect(idOf('For use in the MAKING of steel!')).toBe(steel);
    expect(idOf('for use in the making')).toBe('for-use-in-the-making');
    const many = Array.from({ length: 500 }, (_, at) => idOf(`for use in the making of article ${at}`));
    expect(new Set(many).size).toBeGreaterThan(495);
  });
});

describe('a list that nobody transcribed', () => {
  const answer = (given: Parameters<typeof scope>[0], affected = 'JP') =>
    dutyOf([mfn('10%'), tariff('a', '25%', { covers: given })], { affected });

  it('of partners may hold any of those that it is of, but those that it leaves out', () => {
    const any = { excluded: ['US'], list_unknown: ['partners' as const] };
    expect([spanOf(answer(any)), spanOf(answer(any, 'US'))]).toEqual(['10…35', '10…10']);
    const some = { ...any, partners: ['CN', 'US'] };
    expect([spanOf(answer(some, 'CN')), spanOf(answer(some)), spanOf(answer(some, 'US'))]).toEqual(['10…35', '10…10', '10…10']);
    expect(answer(some).total_ad_valorem_pct).toBe('10');
  });

  it('of goods may hold them or not', () => {
    expect(spanOf(answer({ list_unknown: ['goods'] }))).toBe('10…35');
    expect(reasonsOf(answer({ list_unknown: ['goods'] }))).toEqual(['a: goods_differ']);
  });
});

describe('where the goods come from', () => {
  it('is told with the first eight places, where it decides', () => {
    const areas = Array.from({ length: 9 }, (_, at) => `JP-0${at + 1}`);
    const rates = (places: readonly string[]) => places.map((area, at) => rate(`${at + 1}%`, { partners: [area] }));
    const words = (places: readonly string[]): string =>
      dutyOf([mfn('0%'), tariff('a', [...rates(places), rate('50%')])], { affected: 'JP' }).cannot_compute[0]?.detail ?? '';
    expect(words(areas)).toContain('it hangs on where the goods come from (JP, JP-01, JP-02, JP-03, JP-04, JP-05, JP-06, JP-07, …)');
    expect(words(areas.slice(0, 7))).toContain('(JP, JP-01, JP-02, JP-03, JP-04, JP-05, JP-06, JP-07)');
  });

  it('is told with the places that the goods tell apart, not those that other goods do', () => {
    const others = tariff('b', '5%', {
      covers: { goods: [{ name: null, codes: ['2709'], note: null, confidence: null }], partners: ['JP-05'] },
    });
    const own = tariff('a', [rate('1%', { partners: ['JP-01'] }), rate('2%')]);
    expect(dutyOf([mfn('0%'), own, others], { affected: 'JP' }).cannot_compute[0]?.detail).toBe(
      'it hangs on where the goods come from (JP, JP-01)',
    );
  });
});
