import { describe, expect, it } from 'vitest';
import type { ExactDuty } from '../../../src/domain/duty/exact-duty.ts';
import type { DutyRule, Tariff } from '../../../src/domain/duty/facts.ts';
import {
  addedBy,
  dutyOf,
  EX,
  exact,
  HECTOLITRES,
  type More,
  measuresOf,
  mfn,
  PART,
  rate,
  reasonsOf,
  rule,
  shipment,
  spanOf,
  tariff,
} from '../../support/tariffs.ts';

describe('not_levied_with', () => {
  const all = [mfn('10%'), tariff('a', '25%'), tariff('b', '100%'), tariff('c', '7%')];
  const notWith = (measure: string, other: string): DutyRule => rule('not_levied_with', [measure, other], { sources: ['act'] });

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

  it('nor does one that is exempt or not collected, or of which the rate is nothing', () => {
    const rules = [notWith('a', 'b')];
    const uncollected = tariff('b', [rate('100%', {}, { collection: 'none' })]);
    for (const b of [tariff('b', '100%', { exempt: {} }), uncollected, tariff('b', 'free'), tariff('b', '0%')])
      expect(dutyOf([mfn('10%'), tariff('a', '25%'), b], {}, { rules }).total_ad_valorem_pct).toBe('35');
  });

  it('of two that keep each other away one is paid', () => {
    const answer = dutyOf(all, {}, { rules: [notWith('a', 'b'), notWith('b', 'a')] });
    expect(answer.lines.length + answer.suppressed.length).toBe(3);
    expect(answer.suppressed).toHaveLength(1);
  });

  it('one that may come to nothing keeps away what it may', () => {
    const answer = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', [rate('0–5')])], {}, { rules: [notWith('a', 'b')] });
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(spanOf(answer)).toBe('10…35');
    expect(reasonsOf(answer)).toContain('b: rate_unknown');
    expect(answer.cannot_compute.map(({ detail }) => detail)).toContain('whether b comes to anything is not known');
  });

  it('forgets what hung on the line that is not paid', () => {
    const doubtful = tariff('a', null, { ...EX, tables: [[rate('5–50')], [rate('7%')]], doubts: [{ of: 'rates', why: 'x' }] });
    const answer = dutyOf([mfn('10%'), doubtful, tariff('b', '100%')], shipment('1000'), { rules: [notWith('a', 'b')] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '110', cannot_compute: [], depends_on: [] });
  });

  it('holds where the other applies: code by code, or as the truth may be', () => {
    const rules = [notWith('a', 'b')];
    const inPart = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', '100%', PART)], {}, { rules });
    expect(inPart).toMatchObject({
      total_ad_valorem_pct: null,
      by_code: [
        { code: '8703', total_ad_valorem_pct: '35' },
        { code: '870380', total_ad_valorem_pct: '110' },
      ],
    });
    expect(spanOf(inPart)).toBe('35…110');
    const unclear = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', '100%', EX)], {}, { rules });
    expect(unclear).toMatchObject({ total_ad_valorem_pct: null, by_code: [] });
    expect(spanOf(unclear)).toBe('35…110');
    expect(reasonsOf(unclear)).toEqual(['b: goods_differ']);
  });

  it('says that it is one or the other where what is paid is the same', () => {
    const answer = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', '25%', EX)], {}, { rules: [notWith('a', 'b')] });
    expect(answer).toMatchObject({
      total_ad_valorem_pct: '35',
      lines: [
        { measure: 'a', match: 'unclear' },
        { measure: 'b', match: 'unclear' },
      ],
      depends_on: ['one of a, b is levied, and which one is unclear: what is paid is the same'],
    });
    // Where it is not the same, the range says so.
    const open = dutyOf([mfn('10%'), tariff('a', '25%'), tariff('b', '20%', EX)], {}, { rules: [notWith('a', 'b')] });
    expect(open).toMatchObject({ total_ad_valorem_pct: null, depends_on: [] });
  });
});

describe('at_most_one_of', () => {
  const MEASURES = ['a', 'b', 'c'];
  const PCTS = { a: '25%', b: '25%', c: '7.5%' };
  const named = (name: string): More => ({ covers: { goods: [{ name, codes: ['ex 8703'], note: null, confidence: null }] } });
  /** Lists of parts of the heading, each another one; those that are named cover it for certain. */
  const lists = (...certain: string[]): Tariff[] => [
    mfn('0%'),
    tariff('all', '20%'),
    ...Object.entries(PCTS).map(([measure, pct]) => tariff(measure, pct, certain.includes(measure) ? {} : named(`list ${measure}`))),
  ];
  const one = rule('at_most_one_of', MEASURES, { sources: ['act'] });

  it('of which each is unclear levies none of them, or one', () => {
    const answer = dutyOf(lists(), {}, { rules: [one] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ measure: 'all', match: 'full' }, {}, {}, {}] });
    expect(spanOf(answer)).toBe('20.0…45.0');
    expect(addedBy(answer)).toBe('20.0…45.0');
    expect(reasonsOf(answer)).toEqual(expect.arrayContaining(['a: goods_differ', 'b: goods_differ', 'c: goods_differ']));
    expect(spanOf(dutyOf(lists()))).toBe('20.0…77.5');
  });

  it('of which one is certain does not levy the unclear others', () => {
    const answer = dutyOf(lists('c'), {}, { rules: [one] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '27.5', cannot_compute: [], depends_on: [] });
    expect(answer.suppressed).toMatchObject([
      { measure: 'a', rule: { type: 'at_most_one_of', text: 'at most one of a, b, c is levied: c is', seq: one.seq, sources: ['act'] } },
      { measure: 'b' },
    ]);
  });

  it('of which two are certain levies the smaller or the greater', () => {
    const answer = dutyOf(lists('a', 'c'), {}, { rules: [one] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null });
    expect(spanOf(answer)).toBe('27.5…45.0');
    expect(reasonsOf(answer)).toEqual(['rate_unknown']);
    expect(answer.cannot_compute[0]?.detail).toBe("at most one of a, b, c is levied, and which can't be told");
    // Which of two that are alike is levied changes what the line is, and not the sum.
    expect(dutyOf(lists('a', 'b'), {}, { rules: [one] })).toMatchObject({ total_ad_valorem_pct: '45' });
  });

  it('levies the others where the first one is not there, pays nothing or is not levied', () => {
    const without = lists('b', 'c').filter(({ measure }) => measure !== 'a');
    for (const tariffs of [
      without,
      [...without, tariff('a', 'free')],
      [...without, tariff('a', '25%', { exempt: {} })],
      [...without, tariff('a', '25%', { covers: { codes: ['8704'] } })],
    ])
      expect(spanOf(dutyOf(tariffs, {}, { rules: [one] }))).toBe('27.5…45.0');
    const quota = rule('not_paid_within_quota', 'b');
    expect(dutyOf(without, { quota: 'in' }, { rules: [one, quota] })).toMatchObject({ total_ad_valorem_pct: '27.5' });
  });

  it('is asked of each company by itself', () => {
    const rates = [rate('25%', { exporters: ['byd'] }), rate('free', { exporters: ['all_others'] })];
    const tariffs = [mfn('0%'), tariff('a', rates, { covers: { exporters: ['byd'] } }), tariff('b', '30%', named('batteries'))];
    const rules = [rule('at_most_one_of', ['a', 'b'])];
    expect(dutyOf(tariffs, { exporter: 'byd' }, { rules })).toMatchObject({ total_ad_valorem_pct: '25' });
    expect(spanOf(dutyOf(tariffs, { exporter: 'all_others' }, { rules }))).toBe('0…30');
    expect(spanOf(dutyOf([mfn('0%'), tariff('a', '40%', { covers: { exporters: ['byd'] } }), tariffs[2] as Tariff], {}, { rules }))).toBe(
      '0…40',
    );
  });

  it('does not hang on the order of rules and of their measures, also where they overlap', () => {
    const pcts = { a: '10%', b: '12%', c: '20%' };
    const tariffs = [mfn('0%'), ...Object.entries(pcts).map(([measure, pct]) => tariff(measure, pct))];
    const spans = [
      [rule('at_most_one_of', ['a', 'b']), rule('at_most_one_of', ['b', 'c'])],
      [rule('at_most_one_of', ['c', 'b']), rule('at_most_one_of', ['b', 'a'])],
    ].flatMap((rules) => [rules, [...rules].reverse()].map((order) => spanOf(dutyOf(tariffs, {}, { rules: order }))));
    // Either b alone, or a and c together.
    expect(new Set(spans)).toEqual(new Set(['12…30']));
    for (const order of [MEASURES, [...MEASURES].reverse()])
      expect(spanOf(dutyOf(lists(), {}, { rules: [rule('at_most_one_of', order)] }))).toBe('20.0…45.0');
  });

  it('holds in the codes of its scope alone', () => {
    const answer = dutyOf(lists('a', 'b', 'c'), {}, { rules: [rule('at_most_one_of', MEASURES, { holds: { codes: ['870380'] } })] });
    expect(answer.by_code).toMatchObject([
      { code: '8703', total_ad_valorem_pct: '77.5' },
      { code: '870380', total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '27.5', most: '45.0' } } },
    ]);
  });
});

describe('not_paid_within_quota', () => {
  const rules = [rule('not_paid_within_quota', 'sg')];
  const all = [mfn('12%'), tariff('sg', '55%')];

  it('is asked for, paid over the quota and not within it', () => {
    expect(dutyOf(all, {}, { rules })).toMatchObject({
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '12', most: '67' } },
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

  it('of what pays nothing, is exempt, or is kept away by another rule leaves the base as it is', () => {
    const rules = [rule('replaces_base', 'new')];
    for (const replacing of [
      tariff('new', 'free'),
      tariff('new', '25%', { exempt: {} }),
      tariff('new', [rate('25%', {}, { collection: 'none' })]),
    ])
      expect(dutyOf([mfn('10%'), replacing], {}, { rules })).toMatchObject({ base: { measure: 'mfn' }, total_ad_valorem_pct: '10' });
    for (const suppressing of [rule('not_levied_with', ['new', 'cvd']), rule('not_paid_within_quota', 'new')])
      for (const order of [
        [...rules, suppressing],
        [suppressing, ...rules],
      ]) {
        const answer = dutyOf([mfn('10%'), tariff('new', '25%'), tariff('cvd', '5%')], { quota: 'in' }, { rules: order });
        expect(answer).toMatchObject({ base: { measure: 'mfn' }, total_ad_valorem_pct: '15', suppressed: [{ measure: 'new' }] });
      }
  });

  it('where it may hold, or in a part of the goods, is from the one base to the other', () => {
    const unclear = [mfn('10%'), tariff('new', '25%', EX)];
    expect(spanOf(dutyOf(unclear, {}, { rules: [rule('replaces_base', 'new')] }))).toBe('10…25');
    expect(
      spanOf(dutyOf([mfn('10%'), tariff('new', '25%')], {}, { rules: [rule('replaces_base', 'new', { holds: { codes: ['ex 8703'] } })] })),
    ).toBe('25…35');
    const part = dutyOf([mfn('10%'), tariff('new', '25%', PART)], {}, { rules: [rule('replaces_base', 'new')] });
    expect(part.by_code).toMatchObject([
      { code: '8703', total_ad_valorem_pct: '10' },
      { code: '870380', total_ad_valorem_pct: '25' },
    ]);
  });

  it('of a base that is not recorded leaves it unknown where it does not hold', () => {
    const answer = dutyOf([tariff('new', '25%', EX)], {}, { rules: [rule('replaces_base', 'new')] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null });
    expect(spanOf(answer)).toBe('0…');
    expect(reasonsOf(answer)).toContain('base_unknown');
  });

  it('by two is both of them', () => {
    const rules = [rule('replaces_base', 'new'), rule('replaces_base', 'newer')];
    const tariffs = [mfn('0%'), tariff('new', '25%'), tariff('newer', '30%')];
    for (const order of [rules, [...rules].reverse()]) {
      // Both are levied, and neither beside the base.
      const answer = dutyOf(tariffs, {}, { rules: order });
      expect(answer).toMatchObject({ total_ad_valorem_pct: '55', suppressed: [{ measure: 'mfn' }] });
      expect(addedBy(answer)).toBe('25…30');
      // Which of them is the base can't be told, and is no reason against the total.
      expect(answer).toMatchObject({ cannot_compute: [], depends_on: ['new and newer both replace the base'] });
    }
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

  it('leaves free what the table frees', () => {
    const top = tariff('top', [rate('15%'), rate('free', { condition: 'older than 25 years', condition_id: 'old' })]);
    const asked = (old: boolean) => dutyOf([mfn('2.5%'), top], { conditions: new Map([['old', old]]) }, upTo('15'));
    expect(asked(false)).toMatchObject({ total_ad_valorem_pct: '15.0', lines: [{ tops_up_to: '15' }] });
    expect(asked(true)).toMatchObject({ total_ad_valorem_pct: '2.5', lines: [{ tops_up_to: null, ad_valorem_pct: '0' }] });
    expect(spanOf(dutyOf([mfn('2.5%'), top], {}, upTo('15')))).toBe('2.5…15.0');
  });

  it('is said of each tariff by itself, and once of one: the first rule that holds', () => {
    const [high, low] = [rule('tops_up_base_to', 'high', { percent: '15' }), rule('tops_up_base_to', 'low', { percent: '10' })];
    const both = [mfn('2.5%'), tariff('high', '15%'), tariff('low', '10%'), tariff('other', '1%')];
    for (const rules of [
      [high, low],
      [low, high],
    ]) {
      const { lines, total_ad_valorem_pct: total } = dutyOf(both, {}, { rules });
      expect(lines.map(({ measure, tops_up_to, ad_valorem_pct }) => [measure, tops_up_to, ad_valorem_pct]).sort()).toEqual([
        ['high', '15', '12.5'],
        ['low', '10', '7.5'],
        ['other', null, '1'],
      ]);
      expect(total).toBe('23.5');
    }
    const twice = [high, rule('tops_up_base_to', 'high', { percent: '20' })];
    expect(dutyOf(both.slice(0, 2), {}, { rules: twice })).toMatchObject({ lines: [{ tops_up_to: '15' }], total_ad_valorem_pct: '15.0' });
    const only = rule('tops_up_base_to', 'high', { percent: '20', holds: { partners: ['AA'] } });
    expect(dutyOf(both.slice(0, 2), {}, { rules: [only, high] })).toMatchObject({ lines: [{ tops_up_to: '15' }] });
  });

  it('above what replaces the base', () => {
    const rules = [...(upTo('15').rules ?? []), rule('replaces_base', 'new')];
    expect(dutyOf([mfn('2.5%'), tariff('new', '4%'), tariff('top', '15%')], {}, { rules })).toMatchObject({ total_ad_valorem_pct: '15' });
  });

  it('above a base that is collected only if an undertaking is broken is all of it, in the line as in the sum', () => {
    const base = mfn([rate('10%', {}, { collection: 'if_undertaking_broken' })]);
    const open = dutyOf([base, tariff('top', '15%')], shipment('1000'), upTo('15'));
    expect(open).toMatchObject({ lines: [{ ad_valorem_pct: null, rate: '5%–15%' }], total_ad_valorem_pct: '15' });
    const kept = { ...shipment('1000'), conditions: new Map([['price_undertaking', true]]) };
    const answer = dutyOf([base, tariff('top', '15%')], kept, upTo('15'));
    expect(answer.lines[0]).toMatchObject({ ad_valorem_pct: '15', rate: '15%' });
    expect(answer.lines[0]?.amount?.amount).toEqual(exact('150'));
    expect(answer.total_ad_valorem_pct).toBe('15');
    expect(answer.depends_on).toContain('mfn: 10% is collected only if the undertaking is not respected');
  });

  it('above no base is not known: at least the level, and there is no total', () => {
    const answer = dutyOf([tariff('top', '15%'), tariff('cvd', '5%')], {}, upTo('15'));
    expect(answer).toMatchObject({
      base: null,
      total_ad_valorem_pct: null,
      lines: [{ rate: '15% less the base', ad_valorem_pct: null }, {}],
    });
    expect(spanOf(answer)).toBe('20…');
    expect(addedBy(answer)).toBe('5…20');
    expect(new Set(reasonsOf(answer))).toEqual(new Set(['base_unknown', 'top: base_unknown']));
  });

  it('above a range is what each end of it leaves', () => {
    const answer = dutyOf([mfn([rate('5–50')]), tariff('top', '15%')], {}, upTo('15'));
    expect(spanOf(answer)).toBe('15…50');
    expect(addedBy(answer)).toBe('0…10');
    expect(reasonsOf(answer)).toEqual(['mfn: rate_unknown']);
  });

  it('that may hold is from the rate in full to what tops up', () => {
    const answer = dutyOf(
      [mfn('10%'), tariff('top', '15%')],
      {},
      {
        rules: [rule('tops_up_base_to', 'top', { percent: '15', holds: { codes: ['ex 8703'] } })],
      },
    );
    expect(answer).toMatchObject({ total_ad_valorem_pct: null });
    expect(spanOf(answer)).toBe('15…25');
  });

  it('where the other may apply is the same whichever base it is', () => {
    // 15% whether the base is 2% or 3%; what is added to it is not.
    const answer = dutyOf([mfn(null, { tables: [[rate('2%')], [rate('3%')]] }), tariff('top', '15%')], {}, upTo('15'));
    expect(answer).toMatchObject({ total_ad_valorem_pct: '15', cannot_compute: [] });
    expect(answer.depends_on).toHaveLength(1);
    expect(addedBy(answer)).toBe('12…13');
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
    expect(answer.total_amount).toBeNull();
    expect(reasonsOf(answer)).toEqual(['mfn: quantity_required']);
  });

  it('above money per unit without its quantity is not known', () => {
    const answer = dutyOf([mfn('1 EUR/hl'), tariff('top', '15%')], shipment('1000'), upTo('15'));
    expect(reasonsOf(answer)).toEqual(['mfn: quantity_required']);
    expect(answer).toMatchObject({ total_amount: null, lines: [{ amount: null }] });
  });
});

describe('any rule', () => {
  const all = [mfn('10%'), tariff('a', '25%'), tariff('b', '100%')];
  const plain = dutyOf(all).total_ad_valorem_pct;
  type More = Parameters<typeof rule>[2];
  const each: [string, (more?: More) => DutyRule, string][] = [
    ['not_levied_with', (more) => rule('not_levied_with', ['a', 'b'], more), 'a: not levied together with b'],
    ['at_most_one_of', (more) => rule('at_most_one_of', ['a', 'b'], more), 'a: at most one of a, b is levied'],
    ['not_paid_within_quota', (more) => rule('not_paid_within_quota', ['a'], more), 'a: not paid within the quota'],
    ['replaces_base', (more) => rule('replaces_base', ['a'], more), 'a: replaces the base'],
    ['tops_up_base_to', (more) => rule('tops_up_base_to', ['a'], { percent: '15', ...more }), 'a: tops the base up to 15%'],
  ];
  const within = (one: DutyRule) => dutyOf(all, { quota: 'in' }, { rules: [one] });
  /** From the least to the most of what is paid with and without it. */
  const withAndWithout = (make: (more?: More) => DutyRule): string => {
    const spans = [dutyOf(all, { quota: 'in' }), within(make())].map((answer) => answer.range.ad_valorem_pct);
    const ends = spans.flatMap((span) => [Number(span?.least), Number(span?.most)]);
    return `${Math.min(...ends)}…${Math.max(...ends)}`;
  };

  it.each(each)('%s changes the sum where it holds', (_type, make) => {
    expect(within(make()).total_ad_valorem_pct).not.toBe(plain);
  });

  it.each(each)('%s that holds in a part changes the sum there alone', (_type, make) => {
    const answer = within(make({ holds: { codes: ['870380'] } }));
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      by_code: [{ code: '8703', total_ad_valorem_pct: plain }, { code: '870380' }],
    });
    expect(spanOf(answer)).toBe(withAndWithout(make));
    expect(answer.by_code[1]?.range.ad_valorem_pct).toEqual(within(make()).range.ad_valorem_pct);
    expect(reasonsOf(answer)).toContain('goods_differ');
    expect(reasonsOf(dutyOf(all, { quota: 'in', product: '870380' }, { rules: [make({ holds: { codes: ['870380'] } })] }))).toEqual(
      reasonsOf(within(make())),
    );
  });

  it.each(each)('%s that may hold leaves the range with and without it, and a condition is named and can be asked', (_type, make) => {
    expect(spanOf(within(make({ holds: { codes: ['ex 8703'] } })))).toBe(withAndWithout(make));
    const conditional = make({ holds: { condition: 'melted and poured here' } });
    const open = within(conditional);
    expect(spanOf(open)).toBe(withAndWithout(make));
    expect(open.depends_on).toContainEqual(expect.stringContaining('condition=melted-and-poured-here=true or false'));
    const said = (met: boolean) =>
      dutyOf(all, { quota: 'in', conditions: new Map([['melted-and-poured-here', met]]) }, { rules: [conditional] });
    expect(said(false).total_ad_valorem_pct).toBe(plain);
    expect(spanOf(said(true))).toBe(spanOf(within(make())));
  });

  it.each(each)('%s that is not met, or is about a tariff that is not there, changes nothing', (_type, make) => {
    // That of one that is met is heard.
    const heard = ({ depends_on, ...rest }: ExactDuty) => ({
      ...rest,
      depends_on: depends_on.filter((text) => !text.startsWith('no duty on these goods hangs on a quota')),
    });
    for (const other of [make({ holds: { codes: ['8704'] } }), make({ measures: ['z', 'y'] })])
      expect(heard(within(other))).toEqual(heard(dutyOf(all, { quota: 'in' })));
  });

  it.each(each)('%s of which the first or last day is not certain leaves the total open', (_type, make) => {
    const answer = within(make({ certain: false }));
    expect(answer.cannot_compute.find(({ code }) => code === 'date_in_doubt')?.detail).toContain(make().text);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(spanOf(answer)).toBe(withAndWithout(make));
  });

  it.each(each)('%s in doubt leaves the range with and without it, and its doubt is named', (_type, make, words) => {
    const answer = within(make({ doubt: 'one source' }));
    expect(spanOf(answer)).toBe(withAndWithout(make));
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(answer.cannot_compute.find(({ code }) => code === 'status_in_doubt')?.detail).toContain(
      `whether the rule "${make().text}" holds is in doubt: one source`,
    );
    expect(answer.depends_on).toContain(`${words}; in doubt: one source`);
  });

  it('of one measure is said of that measure where its day is not certain', () => {
    for (const make of [each[0], each[2], each[3], each[4]])
      expect(reasonsOf(within((make as (typeof each)[number])[1]({ certain: false })))).toEqual(['a: date_in_doubt']);
  });
});
