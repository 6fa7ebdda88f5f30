import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../src/domain/duty/facts.ts';
import { Fraction } from '../../../src/domain/duty/fraction.ts';
import type { Rate } from '../../../src/domain/ledger.ts';
import type { Collection } from '../../../src/domain/vocabulary.ts';
import { scope } from '../../support/scopes.ts';
import {
  addedBy,
  dutyOf,
  EX,
  exact,
  HECTOLITRES,
  inForce,
  type More,
  mfn,
  PART,
  rate,
  reasonsOf,
  rule,
  shipment,
  spanOf,
  tariff,
} from '../../support/tariffs.ts';

const preference = (rates: string): Tariff => tariff('fta', rates, { duty_type: 'preferential' });

describe('a duty on a part of the value only', () => {
  it('is from nothing to its full rate, and the reason says what it is charged on', () => {
    const answer = dutyOf([mfn('2.5%'), tariff('metal', [rate('50%', {}, { value_part: 'the steel content' })])], shipment('1000'));
    expect(answer).toMatchObject({
      lines: [{ rate: '50% on the steel content alone', ad_valorem_pct: null, amount: null }],
      total_ad_valorem_pct: null,
      total_amount: null,
      range: { ad_valorem_pct: { least: '2.5', most: '52.5' } },
      cannot_compute: [{ code: 'value_share_unknown', measure: 'metal' }],
    });
    expect(answer.cannot_compute[0]?.detail).toContain('value_part=the steel content:');
  });
});

describe('a line', () => {
  const noted = (notes: readonly string[]) =>
    dutyOf([
      mfn('10%'),
      tariff(
        'metal',
        notes.map((note, at) => rate(`${at + 1}%`, { exporters: [`firm-${at}`] }, { note })),
      ),
    ]).lines[0]?.notes;

  it('has what is said beside its rate, of a few that may apply, not of many', () => {
    expect(noted(['heading 9903.82.02'])).toEqual(['heading 9903.82.02']);
    expect(noted(['one', 'two', 'one', 'three'])?.toSorted()).toEqual(['one', 'three', 'two']);
    expect(noted(['one', 'two', 'three', 'four'])).toEqual([]);
    expect(dutyOf([mfn('10%')]).base?.notes).toEqual([]);
  });
});

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
    expect(answer.lines[1]?.amount).toEqual({ amount: Fraction.ZERO, currency: 'EUR' });
  });

  it('is in the currency of what is more than nothing, also where nothing was written in another', () => {
    const pieces = shipment(undefined, { quantities: [{ amount: '3', unit: 'unit' }] });
    for (const tariffs of [
      [mfn('0 GBP/kg'), tariff('cvd', '5 EUR/unit')],
      [mfn('5 EUR/unit'), tariff('cvd', '0 GBP/kg')],
    ])
      expect(dutyOf(tariffs, pieces)).toMatchObject({ total_amount: { amount: exact('15'), currency: 'EUR' }, cannot_compute: [] });
    const nothing = dutyOf([mfn('free'), tariff('cvd', '0 GBP/kg')], pieces);
    expect(nothing).toMatchObject({ base: { amount: { currency: 'GBP' } }, total_amount: { amount: Fraction.ZERO, currency: 'GBP' } });
    expect(dutyOf([mfn('free'), tariff('cvd', '0%')])).toMatchObject({
      base: { amount: null },
      total_amount: null,
      total_ad_valorem_pct: '0',
    });
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
      range: { ad_valorem_pct: { least: '32.7', most: '39.9' } },
      cannot_compute: [{ code: 'rate_unknown', measure: 'ad', detail: 'only the range 27.7%–34.9% is known' }],
    });
    expect(dutyOf([mfn('5%'), tariff('ad', [rate('27.7–34.9')])], shipment('1000')).range.amount).toEqual({
      least: exact('327'),
      most: exact('399'),
      currency: 'EUR',
    });
  });

  it('a tariff without a rate table, with none for the company, and with one for each of them', () => {
    const company = [rate('5%', { exporters: ['byd'] }), rate('9%', { exporters: ['all_others'] })];
    const answer = dutyOf([mfn('5%'), tariff('none', null), tariff('who', company)]);
    expect(reasonsOf(answer)).toEqual(['none: rate_unknown', 'who: exporter_required']);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(spanOf(answer)).toBe('10…');
    expect(reasonsOf(dutyOf([mfn('5%'), tariff('who', [rate('5%', { exporters: ['byd'] })])], { exporter: 'x' }))).toEqual([
      'who: rate_unknown',
    ]);
    expect(spanOf(dutyOf([mfn('5%'), tariff('who', company)]))).toBe('10…14');
  });

  it('a base that is not recorded: there is no total, and what is added to it is given', () => {
    const answer = dutyOf([tariff('cvd', '17.0%')]);
    expect(answer).toMatchObject({ base: null, total_ad_valorem_pct: null, cannot_compute: [{ code: 'base_unknown', measure: null }] });
    expect(spanOf(answer)).toBe('17.0…');
    expect(addedBy(answer)).toBe('17.0…17.0');
    const unclear = dutyOf([tariff('cvd', '20%'), tariff('ad', '35%', EX)]);
    expect(addedBy(unclear)).toBe('20…55');
    expect(reasonsOf(unclear)).toEqual(expect.arrayContaining(['base_unknown', 'ad: goods_differ']));
    const nothing = dutyOf([]);
    expect(nothing).toMatchObject({ base: null, total_ad_valorem_pct: null, cannot_compute: [{ code: 'base_unknown' }] });
    // Nothing recorded is not nothing charged.
    expect([spanOf(nothing), nothing.additional]).toEqual(['0…', { ad_valorem_pct: null }]);
    const exempt = dutyOf([tariff('cvd', '17.0%', { exempt: { codes: ['87'] }, status: 'partially_lifted' })]);
    expect([exempt.suppressed.length, addedBy(exempt)]).toEqual([1, '0…0']);
  });

  it('a tariff in force of which nobody knows what it covers', () => {
    const answer = dutyOf([mfn('5%'), tariff('mystery', '9%', { coverages: [null] })]);
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, base: { ad_valorem_pct: '5' }, lines: [{ match: 'unclear' }] });
    expect(reasonsOf(answer)).toEqual(['mystery: coverage_unknown']);
    expect(spanOf(answer)).toBe('5…14');
    expect(spanOf(dutyOf([mfn('5%'), tariff('mystery', null, { coverages: [null] })]))).toBe('5…');
  });

  it('a quota that is open, of the rate, of what is covered and of a rule, is said once', () => {
    const rates = [rate('55%', { quota: 'over' }), rate('0%', { quota: 'in' })];
    const over = { covers: { quota: 'over' as const } };
    const rules = [rule('not_paid_within_quota', 'quota')];
    for (const [quota, more] of [
      [tariff('quota', rates, over), { rules }],
      [tariff('quota', rates), {}],
      [tariff('quota', '55%', over), {}],
      [tariff('quota', '55%'), { rules }],
    ] as const) {
      const answer = dutyOf([mfn('5%'), quota], {}, more);
      expect(reasonsOf(answer)).toEqual(['quota: quota_unknown']);
      expect(spanOf(answer)).toBe('5…60');
      expect(dutyOf([mfn('5%'), quota], { quota: 'in' }, more).total_ad_valorem_pct).toBe('5');
      expect(dutyOf([mfn('5%'), quota], { quota: 'over' }, more).total_ad_valorem_pct).toBe('60');
    }
  });

  it('a quota beside other reasons; two dates in doubt are two reasons', () => {
    const open = tariff('open', '9%', {
      statuses: [inForce(), null],
      coverages: [[scope({ quota: 'over' })], [scope({ codes: ['8704'] })]],
    });
    expect(new Set(reasonsOf(dutyOf([mfn('5%'), open])))).toEqual(new Set(['open: date_in_doubt', 'open: quota_unknown']));
    expect(reasonsOf(dutyOf([mfn('5%'), open]))).toHaveLength(3);
  });

  it.each([
    ['status', 'whether it is in force on that day is not certain'],
    ['coverage', 'what it covers on that day is not certain'],
    ['rates', 'what it charges on that day is not certain'],
  ] as const)('a day between the bounds of an imprecise date of its %s', (part, words) => {
    const either: More = {
      status: { statuses: [inForce(), null] },
      coverage: { coverages: [[scope()], [scope({ codes: ['8704'] })]] },
      rates: { tables: [[rate('17.0%')], [rate('0.0%')]] },
    }[part];
    const answer = dutyOf([mfn('5%'), tariff('cvd', '17.0%', { ...either, doubts: [{ of: part, why: 'one source' }] })]);
    expect(spanOf(answer)).toBe('5.0…22.0');
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
    const tariffs = [mfn('10%'), tariff('cvd', rates, { ...PART, doubts })];
    const answer = dutyOf(tariffs, { exporter: '(Nobody)', exporter_name: 'Nobody' });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ residual: true, applies_to: 'all_others', match: 'part' }] });
    expect(spanOf(answer)).toBe('10.0…');
    expect(answer.depends_on).toEqual([
      'cvd: what it covers is in doubt: the list',
      'cvd: Nobody has no rate of its own there, so it gets that of all others',
      'cvd: the rate is in doubt: recalled',
      'cvd: with an undertaking (condition=with-an-undertaking=true or false)',
    ]);
    const said = dutyOf(tariffs, { exporter: 'all_others', product: '870380', conditions: new Map([['with-an-undertaking', false]]) });
    // If the rate that is in doubt is not so, there is none.
    expect(said).toMatchObject({ total_ad_valorem_pct: null, lines: [{ match: 'full', rate: '35.3%, in doubt' }] });
    expect(said.cannot_compute).toEqual([{ code: 'rate_unknown', measure: 'cvd', detail: 'the rate is in doubt: recalled' }]);
  });

  it('a rate in doubt may give way to that of the next that meets the goods', () => {
    const rates = [rate('10%', { codes: ['870380'] }, { doubt: 'one reading of the heading' }), rate('25%')];
    const answer = dutyOf([mfn('5%'), tariff('a', rates)], { product: '870380' });
    expect(spanOf(answer)).toBe('15…30');
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      cannot_compute: [{ code: 'rate_unknown', measure: 'a', detail: 'the rate is in doubt: one reading of the heading' }],
    });
  });

  it('one doubt about several parts of a measure is one truth', () => {
    const why = 'from memory';
    const doubts: Tariff['doubts'] = [
      { of: 'status', why, instead: [null] },
      { of: 'coverage', why, instead: [[]] },
      { of: 'rates', why, instead: [null] },
    ];
    const answer = dutyOf([mfn('5%', { doubts }), tariff('a', '20%')]);
    expect(answer.cannot_compute).toEqual([
      { code: 'status_in_doubt', measure: 'mfn', detail: 'whether it is in force is in doubt: from memory' },
    ]);
    expect(answer).toMatchObject({ base: { measure: 'mfn', rate: '5%', match: 'unclear' }, total_ad_valorem_pct: null });
    expect(spanOf(answer)).toBe('20…');
    expect(addedBy(answer)).toBe('20…20');
  });

  it('a doubt that changes nothing takes no total', () => {
    const doubts: Tariff['doubts'] = [{ of: 'rates', why: 'one source', instead: [[rate('20%')]] }];
    expect(dutyOf([mfn('5%'), tariff('a', '20%', { doubts })]).total_ad_valorem_pct).toBe('25');
  });

  it('of a base that is not recorded the additional duties alone are given, where there are any', () => {
    const detail = (...tariffs: Tariff[]) => dutyOf(tariffs).cannot_compute.find(({ code }) => code === 'base_unknown')?.detail;
    expect(detail(tariff('a', '20%'))).toBe('the MFN duty on these goods is not recorded: the additional duties alone are given');
    expect(detail()).toBe('the MFN duty on these goods is not recorded');
    expect(detail(mfn('5%', PART))).toBe('the MFN duty on these goods is not recorded');
    expect(detail(tariff('a', [rate('20%', {}, { collection: 'none' })]))).toBe('the MFN duty on these goods is not recorded');
  });

  it('nothing is 0, however the rates were written', () => {
    const open = tariff('a', [rate('7.5%')], { statuses: [inForce(), null] });
    expect(dutyOf([mfn('0%'), open])).toMatchObject({ range: { ad_valorem_pct: { least: '0', most: '7.5' } } });
    expect(dutyOf([mfn('0.0%')]).total_ad_valorem_pct).toBe('0');
    const either = tariff('a', null, { tables: [[rate('0.0%')], [rate('7.5%')]] });
    expect(dutyOf([mfn('5%'), either]).lines[0]?.rate).toBe('0%–7.5%');
  });

  it('says whose rate it is', () => {
    const rates = [
      rate('7.8%', { exporters: ['tesla', 'byd'] }),
      rate('20.7%', { exporters: ['other_cooperating'], companies: ['vw-anhui'], companies_complete: true }),
      rate('35.3%', { exporters: ['all_others'] }),
    ];
    const lineOf = (all: readonly Rate[] | null, exporter?: string) => {
      const [line] = dutyOf([mfn('5%'), tariff('cvd', all)], exporter === undefined ? {} : { exporter }).lines;
      return [line?.applies_to, line?.residual];
    };
    expect(lineOf(rates, 'byd')).toEqual(['byd', false]);
    expect(lineOf(rates, 'vw-anhui')).toEqual(['other_cooperating', false]);
    expect(lineOf(rates, 'other_cooperating')).toEqual(['other_cooperating', false]);
    expect(lineOf(rates, 'nobody')).toEqual(['all_others', true]);
    expect(lineOf(rates, 'all_others')).toEqual(['all_others', false]);
    expect(lineOf([rate('9%')], 'byd')).toEqual(['all', false]);
    // One rate of several: for a stranger it is that of all others, for one of the class that of the class.
    expect(lineOf([rate('9%', { exporters: ['other_cooperating', 'all_others'], companies: ['byd'] })], 'nobody')).toEqual([
      'all_others',
      true,
    ]);
    expect(lineOf([rate('9%', { exporters: ['tesla', 'other_cooperating'], companies: ['byd'] })], 'byd')).toEqual([
      'other_cooperating',
      false,
    ]);
    // Nobody is asked about, or no rate is known: nobody's in particular.
    for (const some of [rates.slice(0, 1), rates.slice(1, 2)]) expect(lineOf(some)).toEqual(['all', false]);
    expect(lineOf(rates.slice(2))).toEqual(['all_others', false]);
    expect(lineOf(null)).toEqual(['all', false]);
    expect(lineOf(rates)).toEqual(['all', false]);
  });

  it('a rate for a part of the goods is that of all that is covered, if there is no other', () => {
    expect(dutyOf([mfn([rate('10%', { codes: ['ex 8703'] })])])).toMatchObject({ base: { match: 'full' }, total_ad_valorem_pct: '10' });
    expect(spanOf(dutyOf([mfn([rate('10%', { codes: ['ex 8703'] }), rate('4%')])]))).toBe('4…10');
  });

  it('a line is met in full, in part for certain, or perhaps', () => {
    const matchOf = (more: More) => dutyOf([mfn('5%'), tariff('cvd', '9%', more)]).lines[0]?.match;
    expect(matchOf({})).toBe('full');
    expect(matchOf(PART)).toBe('part');
    expect(matchOf(EX)).toBe('unclear');
    expect(matchOf({ covers: { codes: ['870380', 'ex 8703'] } })).toBe('part');
    expect(matchOf({ covers: { codes: ['ex 870380'] } })).toBe('unclear');
  });

  it.each<[Collection, 'provisional' | 'in_force', Collection, string]>([
    ['full', 'in_force', 'full', '27.4'],
    ['full', 'provisional', 'guarantee', '27.4'],
    ['guarantee', 'in_force', 'guarantee', '27.4'],
    ['none', 'provisional', 'none', '10'],
  ])('a rate collected %s under the status %s is collected %s', (collection, status, collected, total) => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', [rate('17.4%', {}, { collection })], { status })]);
    expect(answer).toMatchObject({ lines: [{ collected, ad_valorem_pct: '17.4' }], total_ad_valorem_pct: total });
    expect(answer.depends_on).toEqual([]);
  });

  it('a rate collected only if an undertaking is broken is paid in full or not at all, as long as nobody says which', () => {
    const facts = (status: 'in_force' | 'provisional') => [
      mfn('10%'),
      tariff('cvd', [rate('17.4%', {}, { collection: 'if_undertaking_broken' })], { status }),
    ];
    const broken = 'cvd: 17.4% is collected only if the undertaking is not respected';
    const open = dutyOf(facts('in_force'));
    expect(open).toMatchObject({ total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '10.0', most: '27.4' } } });
    expect(open.cannot_compute.map(({ code }) => code)).toEqual(['condition_open']);
    expect(open.depends_on[0]).toBe(broken);
    const said = (met: boolean, status: 'in_force' | 'provisional' = 'in_force') =>
      dutyOf(facts(status), { conditions: new Map([['price_undertaking', met]]) });
    expect(said(true)).toMatchObject({
      lines: [{ collected: 'if_undertaking_broken', ad_valorem_pct: '17.4' }],
      total_ad_valorem_pct: '10',
    });
    expect(said(true).depends_on).toEqual([broken]);
    expect(said(false)).toMatchObject({
      lines: [{ collected: 'full', ad_valorem_pct: '17.4' }],
      total_ad_valorem_pct: '27.4',
      depends_on: [],
    });
    expect(said(false, 'provisional')).toMatchObject({ lines: [{ collected: 'guarantee' }], total_ad_valorem_pct: '27.4' });
  });

  it.each(['none', 'if_undertaking_broken'] as const)('what is collected %s needs no number where it is not collected', (collection) => {
    for (const text of ['6.3–6.4', '23.80 EUR/hl'])
      expect(
        dutyOf([mfn('10%'), tariff('cvd', null, { tables: [text, '5%'].map((one) => [rate(one, {}, { collection })]) })], {
          conditions: new Map([['price_undertaking', true]]),
        }),
      ).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
  });
});

describe('an exemption', () => {
  const exempt = tariff('cvd', [rate('27.7–34.9')], {
    exempt: { codes: ['87'] },
    status: 'partially_lifted',
    doubts: [{ of: 'rates', why: 'x' }],
  });

  it('in full takes the line out of the sum, with all that it hung on', () => {
    const answer = dutyOf([mfn('10%'), exempt]);
    expect(answer).toMatchObject({ lines: [], total_ad_valorem_pct: '10', depends_on: [], cannot_compute: [] });
    expect(answer.suppressed).toMatchObject([
      { measure: 'cvd', rate: '27.7%–34.9%', rule: { type: 'exempt', text: 'exempt: 87', seq: null } },
    ]);
  });

  it('that may not hold yet leaves the total open, and its doubt is named', () => {
    const statuses = [inForce({}, 'partially_lifted'), inForce()];
    const doubted = tariff('cvd', '27.7%', { statuses, doubts: [{ of: 'status', why: 'the act was not seen' }] });
    const answer = dutyOf([mfn('10%'), doubted], shipment('1000'));
    expect(reasonsOf(answer)).toEqual(['cvd: date_in_doubt']);
    expect(spanOf(answer)).toBe('10.0…37.7');
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, total_amount: null });
    expect(answer.depends_on).toEqual(['cvd: whether it is partially lifted is in doubt: the act was not seen']);
  });

  it('does not mind dates of what it would charge', () => {
    const free = tariff('free', null, { exempt: {}, tables: [[rate('25%')], null], doubts: [{ of: 'rates', why: 'x' }] });
    expect(dutyOf([mfn('10%'), free])).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [], depends_on: [] });
  });

  it('needs neither quantity nor quota', () => {
    expect(dutyOf([mfn('10%'), tariff('cvd', '1 EUR/hl', { exempt: {} })], shipment('1000'))).toMatchObject({ cannot_compute: [] });
    const rates = [rate('55%', { quota: 'over' }), rate('0%', { quota: 'in' })];
    expect(dutyOf([mfn('10%'), tariff('cvd', rates, { exempt: {} })])).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
  });

  it('of a part of the goods frees that part, and what may be freed is from nothing to all of it', () => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', '25%', { exempt: { codes: ['870380'] } })]);
    expect(answer.by_code).toMatchObject([
      { code: '8703', total_ad_valorem_pct: '35' },
      { code: '870380', total_ad_valorem_pct: '10' },
    ]);
    expect(spanOf(answer)).toBe('10…35');
    const oilCake = { goods: [{ name: 'oil cake', codes: [], note: null, confidence: null }] };
    for (const exempt of [oilCake, { codes: ['ex 8703'] }, { condition: 'cargoes at port' }]) {
      const unclear = dutyOf([mfn('10%'), tariff('cvd', '25%', { exempt })]);
      expect(unclear).toMatchObject({ total_ad_valorem_pct: null, lines: [{ match: 'unclear' }], suppressed: [] });
      expect(spanOf(unclear)).toBe('10…35');
    }
  });

  it('of a part without a name is not of the part that is covered', () => {
    const freed = tariff('cvd', '25%', { ...EX, exempt: { codes: ['ex 8703'] } });
    expect(spanOf(dutyOf([mfn('10%'), freed]))).toBe('10…35');
    const unlisted: More = { covers: { list_unknown: ['goods'] }, exempt: { list_unknown: ['goods'] } };
    expect(spanOf(dutyOf([mfn('10%'), tariff('cvd', '25%', unlisted)]))).toBe('10…35');
    const partners: More = { covers: { list_unknown: ['partners'] }, exempt: { list_unknown: ['partners'] } };
    expect(spanOf(dutyOf([mfn('10%'), tariff('cvd', '25%', partners)]))).toBe('10…35');
    // The same words are the same part: what is covered is freed.
    const cars = { goods: [{ name: 'small cars', codes: ['ex 8703'], note: null, confidence: null }] };
    expect(dutyOf([mfn('10%'), tariff('cvd', '25%', { covers: cars, exempt: cars })])).toMatchObject({ total_ad_valorem_pct: '10' });
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

  it.each([
    ['usmca', 'goods that qualify under the USMCA'],
    ['cafta_dr', 'textiles that enter free under CAFTA-DR'],
  ])('may be less where %s is met, which frees from another duty', (condition_id, condition) => {
    const freed = tariff('extra', '25%', { exempt: { condition, condition_id } });
    const asked = (met?: boolean, base = mfn('14%')) =>
      dutyOf([base, freed], met === undefined ? {} : { conditions: new Map([[condition_id, met]]) });
    expect(asked(false)).toMatchObject({ total_ad_valorem_pct: '39', base: { rate: '14%' } });
    expect(asked(true)).toMatchObject({ total_ad_valorem_pct: null, base: { rate: '0%–14%' } });
    expect(spanOf(asked(true))).toBe('0…14');
    expect(reasonsOf(asked(true))).toEqual(['mfn: base_unknown']);
    expect(spanOf(asked())).toBe('0…39');
    // What is free is free for all.
    expect(asked(true, mfn('free')).total_ad_valorem_pct).toBe('0');
    expect(asked(undefined, mfn('free')).depends_on.join()).not.toContain('preference');
  });

  it('stays the MFN rate where another condition is met, or one of goods from elsewhere', () => {
    const asked = (exempt: NonNullable<More['exempt']>, id: string) =>
      dutyOf([mfn('14%'), tariff('extra', '25%', { exempt })], { conditions: new Map([[id, true]]) }).total_ad_valorem_pct;
    expect(asked({ condition: 'old', condition_id: 'old' }, 'old')).toBe('14');
    // What is free for a use, whatever its origin, is a rate of the base itself.
    expect(asked({ condition: 'for civil aircraft', condition_id: 'civil_aircraft' }, 'civil_aircraft')).toBe('14');
    expect(asked({ condition: 'USMCA', condition_id: 'usmca', partners: ['ZZ'] }, 'usmca')).toBe('39');
  });

  it('is at most the MFN rate if a preference is claimed that is not recorded', () => {
    const answer = dutyOf([mfn('14%'), tariff('cvd', '17%')], { preference: true });
    expect(answer).toMatchObject({
      base: { measure: 'mfn', rate: '0%–14%', ad_valorem_pct: null },
      total_ad_valorem_pct: null,
      cannot_compute: [{ code: 'base_unknown', detail: expect.stringContaining('it is at most the MFN rate, 14%') }],
    });
    expect([spanOf(answer), addedBy(answer)]).toEqual(['17…31', '17…17']);
    // Of a rate on a part of the value it says which.
    const lead = dutyOf([mfn([rate('2.5%', {}, { value_part: 'the value of the lead content' })])], { preference: true });
    expect(lead.cannot_compute[0]?.detail).toContain('the MFN rate, 2.5% on the value of the lead content alone');
    const specific = dutyOf([mfn('2 EUR/hl')], { preference: true, ...shipment(undefined, HECTOLITRES) });
    expect(specific).toMatchObject({ base: { measure: 'mfn', rate: null, amount: null }, total_amount: null });
    expect(specific.range.amount).toMatchObject({ least: exact('0'), most: exact('90'), currency: 'EUR' });
    expect(dutyOf([mfn('free')], { preference: true })).toMatchObject({ total_ad_valorem_pct: '0' });
    expect(dutyOf([tariff('cvd', '17%')], { preference: true })).toMatchObject({ base: null, range: { ad_valorem_pct: { most: null } } });
  });

  it('is the one of the longer code where that is recorded, and the other one elsewhere', () => {
    const all = [tariff('mfn-part', '22%', { duty_type: 'mfn', ...PART }), mfn('14%', { covers: { codes: ['8703'] } })];
    const answer = dutyOf(all);
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      by_code: [
        { code: '8703', total_ad_valorem_pct: '14', lines: [{ measure: 'mfn' }] },
        { code: '870380', total_ad_valorem_pct: '22', lines: [{ measure: 'mfn-part' }] },
      ],
    });
    expect(spanOf(answer)).toBe('14…22');
    expect(dutyOf(all, { product: '870380' })).toMatchObject({ base: { measure: 'mfn-part' }, total_ad_valorem_pct: '22' });
    expect(dutyOf(all, { product: '870340' })).toMatchObject({ base: { measure: 'mfn' }, total_ad_valorem_pct: '14', by_code: [] });
  });

  it('is from the one to the other where two are recorded for the same goods', () => {
    const answer = dutyOf([mfn('14%'), tariff('mfn-too', '22%', { duty_type: 'mfn' })]);
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(spanOf(answer)).toBe('14…22');
    expect(reasonsOf(answer)).toEqual(['rate_unknown']);
  });

  it('without a number leaves no total', () => {
    const answer = dutyOf([mfn([rate('5–50')]), tariff('cvd', '17%')]);
    expect(answer).toMatchObject({ base: { rate: '5%–50%' }, total_ad_valorem_pct: null });
    expect(reasonsOf(answer)).toEqual(['mfn: rate_unknown']);
    expect([spanOf(answer), addedBy(answer)]).toEqual(['22…67', '17…17']);
  });

  it('is the MFN rate again where the preference is withdrawn; a withdrawal is no line', () => {
    const withdrawal = tariff('end', null, { duty_type: 'preference_withdrawal' });
    const claimed = dutyOf([mfn('14%'), preference('0%'), withdrawal], { preference: true });
    expect(claimed).toMatchObject({ base: { measure: 'mfn' }, lines: [], total_ad_valorem_pct: '14', cannot_compute: [] });
    expect(claimed.suppressed).toMatchObject([{ measure: 'fta', rule: { type: 'preference', text: 'end withdraws it' } }]);
    expect(claimed.depends_on).toEqual(['end: the MFN rate applies again: the preference is withdrawn']);
    expect(dutyOf([mfn('14%'), withdrawal])).toMatchObject({ lines: [], total_ad_valorem_pct: '14', cannot_compute: [], depends_on: [] });
    const inPart = tariff('end', null, { duty_type: 'preference_withdrawal', ...PART });
    const part = dutyOf([mfn('14%'), preference('0%'), inPart], { preference: true });
    expect(part).toMatchObject({
      total_ad_valorem_pct: null,
      by_code: [
        { code: '8703', total_ad_valorem_pct: '0', lines: [{ measure: 'fta' }] },
        { code: '870380', total_ad_valorem_pct: '14', lines: [{ measure: 'mfn' }] },
      ],
      // Each is paid in some part, so neither is among what is not paid.
      suppressed: [],
    });
    expect(part.depends_on).toContain('end: the MFN rate applies again: the preference is withdrawn');
    const unrecorded = dutyOf([mfn('14%'), withdrawal], { preference: true });
    expect(unrecorded).toMatchObject({ base: { measure: 'mfn' }, suppressed: [], total_ad_valorem_pct: '14' });
  });

  it('says that a lower duty is withdrawn where no MFN rate is recorded, which may not be what is paid then', () => {
    const withdrawal = tariff('end', null, { duty_type: 'preference_withdrawal' });
    const note = 'end: a lower duty is withdrawn: Title of end';
    for (const preference of [false, true]) {
      const answer = dutyOf([withdrawal, tariff('ad', '5%')], { preference });
      expect(answer).toMatchObject({ base: null, total_ad_valorem_pct: null, depends_on: [note] });
    }
    const replacing = tariff('column-2', '35%');
    const replaced = dutyOf([withdrawal, replacing], {}, { rules: [rule('replaces_base', 'column-2')] });
    expect(replaced).toMatchObject({ base: { measure: 'column-2' }, total_ad_valorem_pct: '35', depends_on: [note] });
  });

  it('is the preference also for a shipment whose relief as a small parcel has ended, whether or not it is said to be one', () => {
    const parcels = { condition: 'parcels of up to 800', condition_id: 'small_parcel' };
    const relief = tariff('end', null, { duty_type: 'preference_withdrawal', covers: parcels });
    for (const conditions of [new Map(), new Map([['small_parcel', true]]), new Map([['small_parcel', false]])]) {
      const isOne = conditions.get('small_parcel') === true;
      const claimed = dutyOf([mfn('14%'), preference('0%'), relief], { preference: true, conditions });
      expect(claimed).toMatchObject({ base: { measure: 'fta' }, total_ad_valorem_pct: isOne ? null : '0', open_conditions: [] });
      expect(dutyOf([mfn('14%'), preference('0%'), relief], { conditions })).toMatchObject({
        base: { measure: 'mfn' },
        total_ad_valorem_pct: isOne ? null : '14',
        open_conditions: [],
      });
    }
  });

  it('where the relief of a small parcel has ended without a rate, what one pays is not known, whatever its goods pay', () => {
    const parcels = { condition: 'parcels of up to 800', condition_id: 'small_parcel' };
    const conditions = new Map([['small_parcel', true]]);
    const relief = (rate: string | null) => tariff('end', rate, { duty_type: 'preference_withdrawal', covers: parcels });
    const answer = dutyOf([mfn('14%'), tariff('ad', '5%'), relief(null)], { conditions });
    expect(answer).toMatchObject({
      ...{ base: { rate: '14%' }, lines: [{ measure: 'ad', rate: '5%' }], total_ad_valorem_pct: null },
      range: { ad_valorem_pct: { least: '0', most: null } },
      additional: { ad_valorem_pct: { least: '0', most: null } },
      cannot_compute: [{ code: 'rate_unknown', measure: 'end' }],
    });
    // One with a rate says what is paid.
    expect(dutyOf([mfn('14%'), tariff('ad', '5%'), relief('2%')], { conditions })).toMatchObject({ total_ad_valorem_pct: '21' });
  });

  it('is the preference where its withdrawal frees all that is asked about', () => {
    const withdrawal = tariff('end', null, { duty_type: 'preference_withdrawal', exempt: {} });
    const answer = dutyOf([mfn('14%'), preference('0%'), withdrawal], { preference: true });
    expect(answer).toMatchObject({ base: { measure: 'fta' }, total_ad_valorem_pct: '0', cannot_compute: [] });
    expect(answer.suppressed).toMatchObject([{ measure: 'mfn' }, { measure: 'end', rule: { type: 'exempt' } }]);
  });

  it('a withdrawal that says at what rate is a duty like any other', () => {
    const withdrawal = tariff('end', '3%', { duty_type: 'preference_withdrawal' });
    expect(dutyOf([mfn('14%'), withdrawal])).toMatchObject({ total_ad_valorem_pct: '17', lines: [{ measure: 'end' }] });
  });
});
