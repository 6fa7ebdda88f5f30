import { describe, expect, it } from 'vitest';
import type { DutyRule } from '../../../src/domain/duty/duty.ts';
import { dutyOf, exact, HECTOLITRES, measuresOf, mfn, rate, reasonsOf, rule, shipment, tariff } from '../../support/tariffs.ts';

describe('not_levied_with', () => {
  const all = [mfn('10%'), tariff('a', '25%'), tariff('b', '100%'), tariff('c', '7%')];
  const notWith = (measure: string, other_measure: string, more: Partial<DutyRule> = {}): DutyRule =>
    rule('not_levied_with', measure, { other_measure, sources: ['act'], ...more });

  it('takes a line out where the other is levied, and only there', () => {
    const one = notWith('a', 'b');
    const answer = dutyOf(all, {}, { rules: [one] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '117', depends_on: [] });
    // What it would have come to is shown, and not summed.
    expect(dutyOf(all, shipment('1000'), { rules: [one] })).toMatchObject({
      suppressed: [{ measure: 'a', amount: { amount: exact('250') } }],
      total_amount: { amount: exact('1170') },
    });
    expect(answer.suppressed).toMatchObject([
      { measure: 'a', rate: '25%', rule: { type: 'not_levied_with', text: 'not levied together with b', seq: one.seq, sources: ['act'] } },
    ]);
    expect(dutyOf([mfn('10%'), tariff('a', '25%')], {}, { rules: [one] })).toMatchObject({ total_ad_valorem_pct: '35', suppressed: [] });
  });

  it('a tariff that is itself not levied keeps nothing away, in whatever order the rules stand', () => {
    const rules = [notWith('a', 'b'), notWith('b', 'c')];
    for (const order of [rules, [...rules].reverse()]) {
      const answer = dutyOf(all, {}, { rules: order });
      expect(answer.total_ad_valorem_pct).toBe('42');
      expect(measuresOf(answer.suppressed)).toEqual(['b']);
    }
    const quota = rule('not_paid_within_quota', 'b');
    for (const order of [
      [notWith('a', 'b'), quota],
      [quota, notWith('a', 'b')],
    ])
      expect(measuresOf(dutyOf(all, { quota: 'in' }, { rules: order }).suppressed)).toEqual(['b']);
  });

  it('nor does one that is exempt or not collected', () => {
    const rules = [notWith('a', 'b')];
    const uncollected = tariff('b', [rate('100%', {}, { collection: 'none' })]);
    for (const b of [tariff('b', '100%', { exempt: 'all' }), uncollected])
      expect(dutyOf([mfn('10%'), tariff('a', '25%'), b], {}, { rules }).total_ad_valorem_pct).toBe('35');
  });

  it('of two that keep each other away one is paid', () => {
    const answer = dutyOf(all, {}, { rules: [notWith('a', 'b'), notWith('b', 'a')] });
    expect(answer.lines.length + answer.suppressed.length).toBe(3);
    expect(answer.suppressed).toHaveLength(1);
  });

  it('forgets what hung on the line that is not paid', () => {
    const doubtful = tariff('a', [rate('5–50')], { match: 'part', imprecise: ['rates'], doubts: [{ of: 'rates', why: 'x' }] });
    const answer = dutyOf([mfn('10%'), doubtful, tariff('b', '100%')], shipment('1000'), { rules: [notWith('a', 'b')] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '110', cannot_compute: [], depends_on: [] });
  });

  it('names where the other may not apply', () => {
    const answer = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', '100%', { match: 'part' })], {}, { rules: [notWith('a', 'b')] });
    expect(answer.total_ad_valorem_pct).toBe('110');
    expect(answer.depends_on).toContain('b: where it does not apply, a is levied');
  });
});

describe('not_paid_within_quota', () => {
  const rules = [rule('not_paid_within_quota', 'sg')];
  const all = [mfn('12%'), tariff('sg', '55%')];

  it('is asked for, paid over the quota and not within it', () => {
    expect(dutyOf(all, {}, { rules })).toMatchObject({
      total_ad_valorem_pct: null,
      cannot_compute: [{ code: 'quota_unknown', measure: 'sg' }],
    });
    expect(dutyOf(all, { quota: 'over' }, { rules })).toMatchObject({ total_ad_valorem_pct: '67', suppressed: [], depends_on: [] });
    const within = dutyOf(all, { quota: 'in' }, { rules });
    expect(within).toMatchObject({ total_ad_valorem_pct: '12', lines: [] });
    expect(within.suppressed).toMatchObject([{ measure: 'sg', rule: { type: 'not_paid_within_quota' } }]);
  });
});

describe('replaces_base', () => {
  it('is the base itself, with and without another', () => {
    const rules = [rule('replaces_base', 'new')];
    const answer = dutyOf([mfn('0%'), tariff('new', '25%'), tariff('cvd', '5%')], {}, { rules });
    expect(answer).toMatchObject({ base: { measure: 'new' }, total_ad_valorem_pct: '30', cannot_compute: [] });
    expect(measuresOf(answer.lines)).toEqual(['cvd']);
    expect(answer.suppressed).toMatchObject([{ measure: 'mfn', rule: { type: 'replaces_base', text: 'new replaces it' } }]);
    expect(dutyOf([tariff('new', '25%')], {}, { rules })).toMatchObject({
      base: { measure: 'new' },
      total_ad_valorem_pct: '25',
      cannot_compute: [],
    });
  });

  it('of a base without a number is a base with one', () => {
    const answer = dutyOf(
      [mfn([rate('5–50')], { doubts: [{ of: 'rates', why: 'x' }] }), tariff('new', '25%')],
      {},
      { rules: [rule('replaces_base', 'new')] },
    );
    expect(answer).toMatchObject({ total_ad_valorem_pct: '25', cannot_compute: [], depends_on: [] });
  });
});

describe('tops_up_base_to', () => {
  const upTo = (percent: string): Pick<Parameters<typeof dutyOf>[2] & object, 'rules'> => ({
    rules: [rule('tops_up_base_to', 'top', { percent })],
  });

  it.each([
    ['2.5%', '12.5', '15.0'],
    ['free', '15', '15'],
    ['15%', '0', '15'],
    ['16.5%', '0', '16.5'],
  ])('above a base of %s is %s', (base, more, total) => {
    const answer = dutyOf([mfn(base), tariff('top', '15%')], shipment('1000'), upTo('15'));
    expect(answer.lines[0]).toMatchObject({ tops_up_to: '15', ad_valorem_pct: more, rate: `${more}%` });
    expect(answer.total_ad_valorem_pct).toBe(total);
    expect(answer.lines[0]?.amount?.amount).toEqual(exact(more).times(exact('10')));
    expect(answer.total_amount?.amount).toEqual(exact(total).times(exact('10')));
  });

  it('needs no rate of its own', () => {
    expect(dutyOf([mfn('2.5%'), tariff('top', [rate('10–12.5')])], {}, upTo('15'))).toMatchObject({
      total_ad_valorem_pct: '15.0',
      cannot_compute: [],
    });
  });

  it('above what replaces the base', () => {
    const rules = [...(upTo('15').rules ?? []), rule('replaces_base', 'new')];
    expect(dutyOf([mfn('2.5%'), tariff('new', '4%'), tariff('top', '15%')], {}, { rules })).toMatchObject({ total_ad_valorem_pct: '15' });
  });

  it('above no base is not known, and there is no total', () => {
    const answer = dutyOf([tariff('top', '15%'), tariff('cvd', '5%')], {}, upTo('15'));
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ rate: '15% less the base', ad_valorem_pct: null }, {}] });
    expect(reasonsOf(answer)).toEqual(['base_unknown', 'top: base_unknown']);
    expect(reasonsOf(dutyOf([mfn([rate('5–50')]), tariff('top', '15%')], {}, upTo('15')))).toEqual([
      'mfn: rate_unknown',
      'top: base_unknown',
    ]);
  });

  it.each([
    ['1 EUR/hl', '45', '105'],
    ['10 EUR/hl', '450', '0'],
  ])('above money per unit, %s, is what is left of the value', (base, paid, more) => {
    const answer = dutyOf([mfn(base), tariff('top', '15%')], shipment('1000', HECTOLITRES), upTo('15'));
    expect(answer.base?.amount?.amount).toEqual(exact(paid));
    expect(answer.lines[0]?.amount?.amount).toEqual(exact(more));
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, cannot_compute: [], lines: [{ rate: '15% less the base' }] });
  });

  it('above money per unit that is not known is not what lies above another line', () => {
    const answer = dutyOf([mfn('10 EUR/kg'), tariff('cvd', '5%'), tariff('top', '15%')], shipment('1000'), upTo('15'));
    expect(answer.lines).toMatchObject([{ amount: { amount: exact('50') } }, { measure: 'top', amount: null }]);
    expect(reasonsOf(answer)).toEqual(['mfn: quantity_required', 'top: base_unknown']);
  });

  it('above money per unit without its quantity is not known', () => {
    const answer = dutyOf([mfn('1 EUR/hl'), tariff('top', '15%')], shipment('1000'), upTo('15'));
    expect(reasonsOf(answer)).toEqual(['mfn: quantity_required', 'top: base_unknown']);
    expect(answer).toMatchObject({ total_amount: null, lines: [{ amount: null }] });
  });
});

describe('any rule', () => {
  const all = [mfn('10%'), tariff('a', '25%'), tariff('b', '100%')];
  const plain = dutyOf(all).total_ad_valorem_pct;
  const each: [string, (more: Partial<DutyRule>) => DutyRule, string][] = [
    ['not_levied_with', (more) => rule('not_levied_with', 'a', { other_measure: 'b', ...more }), 'a: not levied together with b'],
    ['not_paid_within_quota', (more) => rule('not_paid_within_quota', 'a', more), 'a: not paid within the quota'],
    ['replaces_base', (more) => rule('replaces_base', 'a', more), 'a: replaces the base'],
    ['tops_up_base_to', (more) => rule('tops_up_base_to', 'a', { percent: '15', ...more }), 'a: tops the base up to 15%'],
  ];

  it.each(each)('%s changes the sum where it holds', (_type, make) => {
    expect(dutyOf(all, { quota: 'in' }, { rules: [make({})] }).total_ad_valorem_pct).not.toBe(plain);
  });

  it.each(each)('%s that is met in part is named and changes nothing', (_type, make, words) => {
    const answer = dutyOf(all, { quota: 'in' }, { rules: [make({ match: 'part' })] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: plain, suppressed: [], cannot_compute: [] });
    expect(answer.depends_on).toEqual([`${words}, for a part of what is asked about`]);
  });

  it.each(each)('%s that is not met, or is about a tariff that is not there, changes nothing', (_type, make) => {
    for (const other of [make({ match: 'none' }), make({ measure: 'z' })])
      expect(dutyOf(all, { quota: 'in' }, { rules: [other] })).toEqual(dutyOf(all, { quota: 'in' }));
  });

  it.each(each)('%s of which the first or last day is not certain leaves the total open', (_type, make) => {
    const answer = dutyOf(all, { quota: 'in' }, { rules: [make({ certain: false })] });
    expect(reasonsOf(answer)).toEqual(['a: date_in_doubt']);
    expect(answer.total_ad_valorem_pct).toBeNull();
  });

  it.each(each)('%s in doubt holds, and its doubt is named', (_type, make, words) => {
    const answer = dutyOf(all, { quota: 'in' }, { rules: [make({ doubt: 'one source' })] });
    expect(answer.total_ad_valorem_pct).toBe(dutyOf(all, { quota: 'in' }, { rules: [make({})] }).total_ad_valorem_pct);
    expect(answer.depends_on).toEqual([`${words}; in doubt: one source`]);
  });
});
