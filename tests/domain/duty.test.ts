import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DutyQuestion, DutyRule, Tariff } from '../../src/domain/duty.ts';
import { printDuty } from '../../src/domain/duty-expression.ts';
import { Fraction } from '../../src/domain/fraction.ts';
import { COLLECTIONS, type Collection } from '../../src/domain/vocabulary.ts';
import { duties, dutyExpressions } from '../support/duties.ts';
import { dutyOf, mfn, rate, reasonsOf, rule, tariff } from '../support/tariffs.ts';

const preference = (rates: string): Tariff => tariff('fta', rates, { duty_type: 'preferential' });
const shipment = (customs_value?: string, more: Partial<DutyQuestion['shipment']> = {}): Pick<DutyQuestion, 'shipment'> => ({
  shipment: { ...(customs_value !== undefined && { customs_value, currency: 'EUR' }), quantities: [], fx: [], ...more },
});
const HECTOLITRES = { quantities: [{ amount: '45', unit: 'hl' as const }] };
const measuresOf = (lines: readonly { measure: string }[]): string[] => lines.map(({ measure }) => measure);
const exact = (text: string): Fraction => Fraction.of(text);

describe('the sum', () => {
  it('adds percentages with as many decimals as the most precise was written with', () => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', '17.0%')]);
    expect(answer).toMatchObject({ total_ad_valorem_pct: '27.0', total_amount: null, depends_on: [], cannot_compute: [] });
    expect(answer.base).toMatchObject({ measure: 'mfn', ad_valorem_pct: '10', rate: '10%', applies_to: 'all' });
    expect(answer.lines).toMatchObject([{ measure: 'cvd', ad_valorem_pct: '17.0', sources: ['source of cvd'] }]);
  });

  it('keeps every digit of the amounts', () => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', '17.0%')], shipment('1000.05'));
    expect(answer.base?.amount).toEqual({ amount: exact('100.005'), currency: 'EUR' });
    expect(answer.lines[0]?.amount).toEqual({ amount: exact('170.0085'), currency: 'EUR' });
    expect(answer.total_amount).toEqual({ amount: exact('270.0135'), currency: 'EUR' });
    expect(answer.total_ad_valorem_pct).toBe('27.0');
  });

  it('of percentages and money per unit is money alone', () => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', '23.80 EUR/hl')], shipment('1000', HECTOLITRES));
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, total_amount: { amount: exact('1171'), currency: 'EUR' } });
  });

  it('of percentages needs no value, also beside quantities', () => {
    expect(dutyOf([mfn('10%')], shipment(undefined, HECTOLITRES))).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
  });

  it('counts nothing as nothing in every currency', () => {
    const answer = dutyOf([mfn('free'), tariff('cvd', '23.80 EUR/hl'), tariff('none', '0 GBP/kg')], shipment(undefined, HECTOLITRES));
    expect(answer).toMatchObject({ total_amount: { amount: exact('1071'), currency: 'EUR' }, cannot_compute: [] });
    expect(answer.base?.amount).toEqual({ amount: Fraction.ZERO, currency: 'EUR' });
  });

  it('in two currencies asks for an exchange rate', () => {
    const both = [mfn('1 GBP/hl'), tariff('cvd', '23.80 EUR/hl')];
    expect(dutyOf(both, shipment(undefined, HECTOLITRES))).toMatchObject({
      total_amount: null,
      cannot_compute: [{ code: 'currency_rate_required', measure: null, detail: expect.stringContaining('GBP and EUR') }],
    });
    expect(reasonsOf(dutyOf(both, shipment('1000', HECTOLITRES)))).toEqual(['mfn: currency_rate_required']);
  });

  it.each([
    ['nothing given', {}, ['mfn: value_required', 'cvd: quantity_required']],
    ['a value', shipment('1000'), ['cvd: quantity_required']],
    ['a quantity', shipment(undefined, HECTOLITRES), ['mfn: value_required']],
    ['a mass', shipment('1000', { quantities: [{ amount: '1', unit: 't' }] }), ['cvd: unit_mismatch']],
  ])('with money per unit and %s says all that is missing, and has no total', (_case, question, reasons) => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', '23.80 EUR/hl')], question);
    expect(reasonsOf(answer)).toEqual(reasons);
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, total_amount: null, base: { ad_valorem_pct: '10' } });
  });

  it('refuses quantities that contradict each other, also where nothing is in force', () => {
    const quantities = [...HECTOLITRES.quantities, { amount: '4500', unit: 'l' as const }];
    expect(() => dutyOf([], shipment(undefined, { quantities }))).toThrow(/both state the volume/);
  });
});

describe('what has no number', () => {
  it('a rate known as a range', () => {
    const answer = dutyOf([mfn('5%'), tariff('ad', [rate('27.7–34.9')])]);
    expect(answer).toMatchObject({
      lines: [{ rate: '27.7%–34.9%', ad_valorem_pct: null, amount: null }],
      total_ad_valorem_pct: null,
      cannot_compute: [{ code: 'rate_unknown', measure: 'ad', detail: 'only the range 27.7%–34.9% is known' }],
    });
  });

  it('a tariff without a rate table, with none for the company, and with one for each of them', () => {
    const company = [rate('5%', { exporters: ['byd'] }), rate('9%', { exporters: ['all_others'] })];
    const answer = dutyOf([mfn('5%'), tariff('none', null), tariff('who', company)]);
    expect(reasonsOf(answer)).toEqual(['none: rate_unknown', 'who: exporter_required']);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(reasonsOf(dutyOf([mfn('5%'), tariff('who', [rate('5%', { exporters: ['byd'] })])], { exporter: 'x' }))).toEqual([
      'who: rate_unknown',
    ]);
  });

  it('a base that is not recorded leaves the additional duties alone', () => {
    const answer = dutyOf([tariff('cvd', '17.0%')]);
    expect(answer).toMatchObject({ base: null, total_ad_valorem_pct: '17.0', cannot_compute: [{ code: 'base_unknown', measure: null }] });
    expect(dutyOf([])).toMatchObject({ base: null, total_ad_valorem_pct: null, cannot_compute: [{ code: 'base_unknown' }] });
  });

  it('a tariff in force of which nobody knows what it covers', () => {
    const answer = dutyOf([mfn('5%')], {}, { uncovered: ['mystery'] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, base: { ad_valorem_pct: '5' } });
    expect(reasonsOf(answer)).toEqual(['mystery: coverage_unknown']);
  });

  it('a quota that is open, of the rate, of what is covered and of a rule, is said once', () => {
    const rates = [rate('55%', { quota: 'over' }), rate('0%', { quota: 'in' })];
    const rules = [rule('not_paid_within_quota', 'quota')];
    expect(reasonsOf(dutyOf([mfn('5%'), tariff('quota', rates, { hangs_on_quota: true })], {}, { rules }))).toEqual([
      'quota: quota_unknown',
    ]);
    expect(reasonsOf(dutyOf([mfn('5%'), tariff('quota', '9%', { hangs_on_quota: true })]))).toEqual(['quota: quota_unknown']);
    expect(dutyOf([mfn('5%'), tariff('quota', '9%')], {}, { rules })).toMatchObject({
      total_ad_valorem_pct: null,
      lines: [{ rate: '9%' }],
    });
  });

  it.each([
    ['status', 'whether it is in_force on that day is not certain'],
    ['coverage', 'what it covers on that day is not certain'],
    ['rates', 'what it charges on that day is not certain'],
  ] as const)('a day between the bounds of an imprecise date of its %s', (part, words) => {
    const answer = dutyOf([mfn('5%'), tariff('cvd', '17.0%', { imprecise: [part], doubts: [{ of: part, why: 'one source' }] })]);
    expect(answer.cannot_compute).toMatchObject([{ code: 'date_in_doubt', measure: 'cvd', detail: expect.stringContaining(words) }]);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(answer.depends_on).toEqual([expect.stringMatching(/^cvd: .+ is in doubt: one source$/)]);
  });
});

describe('what the sum hangs on', () => {
  it('names doubts, parts, alternatives and the residual', () => {
    const rates = [
      rate('35.3%', { exporters: ['all_others'] }, { doubt: 'recalled' }),
      rate('0%', { exporters: ['all_others'], condition: 'with an undertaking' }),
    ];
    const doubts = [{ of: 'coverage' as const, why: 'the list' }];
    const answer = dutyOf([mfn('10%'), tariff('cvd', rates, { match: 'part', doubts })], { exporter: '(Nobody)', exporter_name: 'Nobody' });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '45.3', lines: [{ residual: true, applies_to: 'all_others', match: 'part' }] });
    expect(answer.depends_on).toEqual([
      'cvd: what it covers is in doubt: the list',
      'cvd: it may cover only a part of what is asked about',
      'cvd: 0% instead, if all_others; with an undertaking',
      'cvd: Nobody has no rate of its own there, so it gets that of all others',
      'cvd: the rate is in doubt: recalled',
    ]);
  });

  it('a line is met in part if its rate is', () => {
    expect(dutyOf([mfn([rate('10%', { codes: ['ex 8703'] })])])).toMatchObject({ base: { match: 'part' }, total_ad_valorem_pct: '10' });
  });

  it.each<[Collection, 'provisional' | 'in_force', Collection, string]>([
    ['full', 'in_force', 'full', '27.4'],
    ['full', 'provisional', 'guarantee', '27.4'],
    ['guarantee', 'in_force', 'guarantee', '27.4'],
    ['none', 'provisional', 'none', '10'],
    ['if_undertaking_broken', 'in_force', 'if_undertaking_broken', '10'],
  ])('a rate collected %s under the status %s is collected %s', (collection, status, collected, total) => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', [rate('17.4%', {}, { collection })], { status })]);
    expect(answer).toMatchObject({ lines: [{ collected, ad_valorem_pct: '17.4' }], total_ad_valorem_pct: total });
    const broken = 'cvd: 17.4% is collected only if the undertaking is not respected';
    expect(answer.depends_on).toEqual(collection === 'if_undertaking_broken' ? [broken] : []);
  });

  it.each(['none', 'if_undertaking_broken'] as const)('what is collected %s needs no number', (collection) => {
    for (const text of ['6.3–6.4', '23.80 EUR/hl'])
      expect(dutyOf([mfn('10%'), tariff('cvd', [rate(text, {}, { collection })], { imprecise: ['rates'] })])).toMatchObject({
        total_ad_valorem_pct: '10',
        cannot_compute: [],
      });
  });
});

describe('an exemption', () => {
  const exempt = tariff('cvd', [rate('27.7–34.9')], {
    exempt: 'oil cake',
    status: 'partially_lifted',
    doubts: [{ of: 'rates', why: 'x' }],
  });

  it('in full takes the line out of the sum, with all that it hung on', () => {
    const answer = dutyOf([mfn('10%'), exempt]);
    expect(answer).toMatchObject({ lines: [], total_ad_valorem_pct: '10', depends_on: [], cannot_compute: [] });
    expect(answer.suppressed).toMatchObject([
      { measure: 'cvd', rate: '27.7%–34.9%', rule: { type: 'exempt', text: 'exempt: oil cake', seq: null } },
    ]);
  });

  it('that may not hold yet leaves the total open, and its doubt is named', () => {
    const doubted = { ...exempt, imprecise: ['status' as const], doubts: [{ of: 'status' as const, why: 'the act was not seen' }] };
    const answer = dutyOf([mfn('10%'), doubted], shipment('1000'));
    expect(reasonsOf(answer)).toEqual(['cvd: date_in_doubt']);
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, total_amount: null });
    expect(answer.depends_on).toEqual(['cvd: whether it is partially_lifted is in doubt: the act was not seen']);
  });

  it('needs neither quantity nor quota', () => {
    expect(dutyOf([mfn('10%'), tariff('cvd', '1 EUR/hl', { exempt: 'all' })], shipment('1000'))).toMatchObject({ cannot_compute: [] });
  });
});

describe('the base', () => {
  it('is the MFN rate, and the preference is named', () => {
    const answer = dutyOf([mfn('14%'), preference('0%')]);
    expect(answer).toMatchObject({ base: { measure: 'mfn' }, total_ad_valorem_pct: '14', suppressed: [] });
    expect(answer.depends_on).toEqual(['fta: 0% instead of the MFN rate, if the preference is claimed (preference=true)']);
  });

  it('is the preference if it is claimed, and the MFN rate is shown as not paid', () => {
    const answer = dutyOf([mfn('14%'), preference('0%')], { preference: true });
    expect(answer).toMatchObject({ base: { measure: 'fta' }, total_ad_valorem_pct: '0', depends_on: [] });
    expect(answer.suppressed).toMatchObject([
      { measure: 'mfn', rule: { type: 'preference', text: 'the preference fta is claimed instead' } },
    ]);
  });

  it('is not known if a preference is claimed that is not recorded, and the MFN rate is named', () => {
    const answer = dutyOf([mfn('14%'), tariff('cvd', '17%')], { preference: true });
    expect(answer).toMatchObject({ base: null, total_ad_valorem_pct: '17', cannot_compute: [{ code: 'base_unknown' }] });
    expect(answer.depends_on).toEqual(['mfn: 14% as the base, without a preference']);
  });

  it('is the one that covers all of what is asked about', () => {
    const part = tariff('mfn-part', '22%', { duty_type: 'mfn', match: 'part' });
    const answer = dutyOf([part, mfn('14%')]);
    expect(answer).toMatchObject({ base: { measure: 'mfn' }, total_ad_valorem_pct: '14' });
    expect(answer.depends_on).toEqual(['mfn-part: another base duty, 22%, covers a part of what is asked about']);
  });

  it('without a number leaves no total', () => {
    const answer = dutyOf([mfn([rate('5–50')]), tariff('cvd', '17%')]);
    expect(answer).toMatchObject({ base: { rate: '5%–50%' }, total_ad_valorem_pct: null });
    expect(reasonsOf(answer)).toEqual(['mfn: rate_unknown']);
  });

  it('is the MFN rate again where the preference is withdrawn; a withdrawal is no line', () => {
    const withdrawal = tariff('end', null, { duty_type: 'preference_withdrawal' });
    const claimed = dutyOf([mfn('14%'), preference('0%'), withdrawal], { preference: true });
    expect(claimed).toMatchObject({ base: { measure: 'mfn' }, lines: [], total_ad_valorem_pct: '14', cannot_compute: [] });
    expect(claimed.suppressed).toMatchObject([{ measure: 'fta', rule: { type: 'preference', text: 'end withdraws it' } }]);
    expect(claimed.depends_on).toEqual(['end: the MFN rate applies again: the preference is withdrawn']);
    expect(dutyOf([mfn('14%'), withdrawal])).toMatchObject({ lines: [], total_ad_valorem_pct: '14', cannot_compute: [], depends_on: [] });
    const part = dutyOf([mfn('14%'), preference('0%'), { ...withdrawal, match: 'part' }], { preference: true });
    expect(part).toMatchObject({ base: { measure: 'fta' }, total_ad_valorem_pct: '0' });
    expect(part.depends_on).toEqual(['end: the MFN rate applies to a part of what is asked about: the preference is withdrawn']);
  });

  it('a withdrawal that says at what rate is a duty like any other', () => {
    const withdrawal = tariff('end', '3%', { duty_type: 'preference_withdrawal' });
    expect(dutyOf([mfn('14%'), withdrawal])).toMatchObject({ total_ad_valorem_pct: '17', lines: [{ measure: 'end' }] });
  });
});

describe('not_levied_with', () => {
  const all = [mfn('10%'), tariff('a', '25%'), tariff('b', '100%'), tariff('c', '7%')];
  const notWith = (measure: string, other_measure: string, more: Partial<DutyRule> = {}): DutyRule =>
    rule('not_levied_with', measure, { other_measure, sources: ['act'], ...more });

  it('takes a line out where the other is levied, and only there', () => {
    const one = notWith('a', 'b');
    const answer = dutyOf(all, {}, { rules: [one] });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '117', depends_on: [] });
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

describe('whatever is in force', () => {
  const texts = fc.oneof(
    { weight: 3, arbitrary: dutyExpressions(duties(['EUR', 'GBP'])).map(printDuty) },
    { weight: 6, arbitrary: fc.constantFrom('10%', '17.0%', '0%', 'free', '23.80 EUR/hl') },
    { weight: 1, arbitrary: fc.constant('5–50') },
  );
  const tariffs = (prefix: string): fc.Arbitrary<Tariff> =>
    fc
      .record({
        texts: fc.array(texts, { minLength: 1, maxLength: 2 }),
        collection: fc.constantFrom(...COLLECTIONS),
        status: fc.constantFrom('provisional' as const, 'in_force' as const),
        match: fc.constantFrom('full' as const, 'part' as const),
        imprecise: fc.constantFrom<Tariff['imprecise'][]>([], [], [], ['rates']) as fc.Arbitrary<Tariff['imprecise']>,
        exempt: fc.constantFrom(null, null, null, 'all of it'),
        company: fc.constantFrom(false, false, true),
        hangs_on_quota: fc.constantFrom(false, false, false, true),
      })
      .map(({ texts: all, collection, company, ...more }) =>
        tariff(
          prefix,
          all.map((text, index) =>
            rate(text, company ? { exporters: [index === 0 ? 'byd' : 'all_others'] } : { partners: index === 0 ? [] : ['CN'] }, {
              collection,
            }),
          ),
          more,
        ),
      );
  const added = fc.tuple(tariffs('a'), tariffs('b'), tariffs('c'));
  const bases = fc.tuple(tariffs('mfn'), tariffs('fta'), fc.integer({ min: 0, max: 3 })).map(([one, two, count]) =>
    [
      { ...one, duty_type: 'mfn' as const },
      { ...two, duty_type: 'preferential' as const },
    ].filter((_, index) => count & (index + 1)),
  );
  const rules = fc.array(
    fc
      .record({
        type: fc.constantFrom(
          'not_levied_with' as const,
          'tops_up_base_to' as const,
          'replaces_base' as const,
          'not_paid_within_quota' as const,
        ),
        measure: fc.constantFrom('a', 'b', 'c'),
        other_measure: fc.constantFrom('a', 'b', 'c', 'mfn'),
        match: fc.constantFrom('full' as const, 'part' as const, 'none' as const),
      })
      .filter(({ measure, other_measure }) => measure !== other_measure)
      .map(({ type, measure, ...more }) => rule(type, measure, { ...more, percent: '15' })),
    { maxLength: 3 },
  );
  const questions = fc
    .record({
      exporter: fc.constantFrom(undefined, 'byd', 'nobody'),
      quota: fc.constantFrom(undefined, 'in' as const, 'over' as const),
      preference: fc.boolean(),
      customs_value: fc.constantFrom(undefined, '1000.01', '0.07'),
      mass: fc.boolean(),
    })
    .map(
      ({ exporter, quota, preference: claimed, customs_value, mass }): Partial<DutyQuestion> => ({
        ...(exporter && { exporter, exporter_name: exporter }),
        ...(quota && { quota }),
        preference: claimed,
        shipment: {
          ...(customs_value && { customs_value, currency: 'EUR' }),
          quantities: [
            { amount: '10', unit: 'hl' },
            { amount: '40', unit: '% vol' },
            { amount: '3', unit: 'm2' },
            { amount: '7', unit: 'unit' },
            { amount: '7', unit: 'pair' },
            ...(mass ? [{ amount: '1.5', unit: 't' as const }] : []),
          ],
          fx: [{ from: 'EUR', to: 'GBP', rate: '0.83' }],
        },
      }),
    );
  const runs = { numRuns: 500 };

  it('every tariff is a line or said not to be paid, and all of the sum is in the lines', () => {
    let totals = 0;
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const all = [...base, ...extra];
        const answer = dutyOf(all, question, { rules: held });
        const lines = [...(answer.base ? [answer.base] : []), ...answer.lines];
        const shown = [...lines, ...answer.suppressed].map((line) => line.measure);
        expect(new Set(shown).size).toBe(shown.length);
        for (const { measure } of extra) expect(shown).toContain(measure);

        const summed = lines.filter(({ collected }) => collected === 'full' || collected === 'guarantee');
        for (const { amount, ad_valorem_pct } of [...lines, ...answer.suppressed]) {
          if (amount) expect(amount.amount.isLessThan(Fraction.ZERO)).toBe(false);
          if (ad_valorem_pct !== null) expect(ad_valorem_pct).not.toContain('-');
        }
        const total = answer.total_amount;
        if (total) {
          totals += 1;
          expect(summed.map(({ amount }) => amount?.currency)).toEqual(summed.map(() => total.currency));
          expect(summed.reduce((sum, { amount }) => sum.plus(amount?.amount ?? Fraction.ZERO), Fraction.ZERO)).toEqual(total.amount);
        }
        if (answer.total_ad_valorem_pct !== null) {
          totals += 1;
          const sum = summed.reduce((all, { ad_valorem_pct }) => all.plus(exact(ad_valorem_pct ?? 'missing')), Fraction.ZERO);
          expect(sum).toEqual(exact(answer.total_ad_valorem_pct));
        }
      }),
      runs,
    );
    expect(totals).toBeGreaterThan(50);
  });

  it('there is no total beside anything but an unknown base, and there is one otherwise', () => {
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        const hasTotal = answer.total_amount !== null || answer.total_ad_valorem_pct !== null;
        const reasons = reasonsOf(answer).filter((reason) => reason !== 'base_unknown');
        const lines = [...(answer.base ? [answer.base] : []), ...answer.lines];
        const pays = lines.some(({ collected }) => collected === 'full' || collected === 'guarantee');
        expect(hasTotal).toBe(pays && reasons.length === 0);
        expect(reasonsOf(answer).includes('base_unknown')).toBe(answer.base === null);
      }),
      runs,
    );
  });

  it('a line that is met in part is named, whether it is collected or not', () => {
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        for (const { measure, match, rate: found } of [...(answer.base ? [answer.base] : []), ...answer.lines])
          if (match === 'part' && found !== null)
            expect(answer.depends_on).toContain(`${measure}: it may cover only a part of what is asked about`);
      }),
      runs,
    );
  });

  it('without rules one tariff more never makes it cheaper', () => {
    let compared = 0;
    fc.assert(
      fc.property(added, bases, questions, ([one, ...extra], base, question) => {
        const without = dutyOf([...base, ...extra], question);
        const withIt = dutyOf([...base, ...extra, one], question);
        if (without.total_ad_valorem_pct !== null && withIt.total_ad_valorem_pct !== null) {
          compared += 1;
          expect(exact(withIt.total_ad_valorem_pct).isLessThan(exact(without.total_ad_valorem_pct))).toBe(false);
        }
        if (without.total_amount && withIt.total_amount && without.total_amount.currency === withIt.total_amount.currency) {
          compared += 1;
          expect(withIt.total_amount.amount.isLessThan(without.total_amount.amount)).toBe(false);
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(25);
  });

  it('what is not paid adds nothing: without it the rest is the same', () => {
    fc.assert(
      fc.property(added, bases, questions, (extra, base, question) => {
        const all = [...base, ...extra];
        const answer = dutyOf(all, question);
        const exempt = new Set(all.filter((one) => one.exempt !== null && one.imprecise.length === 0).map((one) => one.measure));
        const rest = dutyOf(
          all.filter((one) => !exempt.has(one.measure)),
          question,
        );
        expect({ ...answer, suppressed: [] }).toEqual({ ...rest, suppressed: [] });
      }),
      runs,
    );
  });
});
