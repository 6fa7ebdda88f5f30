import { describe, expect, it } from 'vitest';
import { dutyOf, EX, mfn, rate, reasonsOf, rule, spanOf, tariff } from '../../support/tariffs.ts';

describe('more truths than are gone through', () => {
  const MEASURES = Array.from({ length: 20 }, (_, index) => `m${index + 10}`);
  const unclear = MEASURES.map((measure) => tariff(measure, '1%', EX));

  it('of tariffs that have nothing to do with each other are exact', () => {
    const answer = dutyOf([mfn('10%'), ...unclear]);
    expect(spanOf(answer)).toBe('10…30');
    expect(answer.depends_on).toEqual([]);
  });

  it('of tariffs that hang on one thing, each on something of its own beside it, are exact', () => {
    const byCompany = MEASURES.map((measure, at) => {
      const [paying, free] = at % 2 === 0 ? ['byd', 'tesla'] : ['tesla', 'byd'];
      return tariff(measure, [rate('1%', { exporters: [paying] }), rate('0%', { exporters: [free, 'all_others'] })], EX);
    });
    const answer = dutyOf([mfn('10%'), ...byCompany]);
    // Of one company at most half of them are paid.
    expect(spanOf(answer)).toBe('10…20');
    expect(answer.depends_on.join()).not.toContain('wider than that');
    expect(reasonsOf(answer)).toEqual(expect.arrayContaining(MEASURES.map((measure) => `${measure}: exporter_required`)));
  });

  it('of tariffs that hang on each other are a wider range, which says so', () => {
    const answer = dutyOf([mfn('10%'), ...unclear], {}, { rules: [rule('at_most_one_of', MEASURES)] });
    const { least, most } = answer.range.ad_valorem_pct as { least: string; most: string };
    // Exactly it would be 10% to 11%.
    expect(Number(least)).toBeLessThanOrEqual(10);
    expect(Number(most)).toBeGreaterThanOrEqual(11);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(answer.depends_on).toContainEqual(expect.stringContaining('more is unclear here than can be gone through'));
    expect(answer.lines.map(({ measure }) => measure)).toEqual(MEASURES);
    expect(answer.lines.every(({ match }) => match === 'unclear')).toBe(true);
    expect(reasonsOf(answer)).toEqual(expect.arrayContaining(MEASURES.map((measure) => `${measure}: goods_differ`)));
  });

  it('hold an unknown base too, and what no rate is recorded for', () => {
    const rules = [rule('at_most_one_of', MEASURES), rule('replaces_base', 'm10')];
    const open = dutyOf([mfn('10%', EX), ...unclear], {}, { rules });
    expect(spanOf(open)).toBe('0…');
    expect(reasonsOf(open)).toContain('base_unknown');
    const unrated = tariff('m10', [rate('1%', { exporters: ['byd'] })], EX);
    expect(spanOf(dutyOf([mfn('10%'), unrated, ...unclear.slice(1)], { exporter: 'tesla' }, { rules }))).toBe('0…');
  });
});

describe('of more truths than are gone through', () => {
  it('at most one of a group is in the widest range', () => {
    const lists = Array.from({ length: 20 }, (_, index) =>
      tariff(`list-${index}`, `${index + 1}%`, {
        covers: { goods: [{ name: `list ${index}`, codes: ['ex 8703'], note: null, confidence: null }] },
      }),
    );
    const group = rule(
      'at_most_one_of',
      lists.map(({ measure }) => measure),
    );
    const answer = dutyOf([mfn('10%'), ...lists], {}, { rules: [group] });
    expect(answer.range.ad_valorem_pct).toEqual({ least: '10', most: '30' });
    expect(answer.depends_on.join()).toContain('wider than that');
  });
});
