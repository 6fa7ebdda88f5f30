import { describe, expect, it } from 'vitest';
import { strangerId } from '../../../src/domain/company.ts';
import type { DutyCase } from '../../../src/domain/duty/duty.ts';
import type { Tariff } from '../../../src/domain/duty/facts.ts';
import { EU_OF_THREE, scope } from '../../support/scopes.ts';
import { addedBy, dutyOf, inForce, type More, mfn, rate, reasonsOf, rule, shipment, spanOf, tariff } from '../../support/tariffs.ts';

const CARS = (name: string): More => ({ covers: { goods: [{ name, codes: ['ex 8703'], note: null, confidence: null }] } });

describe('code by code', () => {
  // Two lists that share no good: no good is on both.
  const lists = [
    mfn('15%'),
    tariff('a', '25%', { covers: { codes: ['87032310', '87032390'] } }),
    tariff('b', '25%', { covers: { codes: ['87034010'] } }),
  ];

  it('two lists below the heading that is asked about never add up', () => {
    const answer = dutyOf(lists);
    expect(answer).toMatchObject({
      total_ad_valorem_pct: null,
      base: { measure: 'mfn', match: 'full' },
      lines: [
        { measure: 'a', match: 'part' },
        { measure: 'b', match: 'part' },
      ],
      by_code: [
        { code: '8703', total_ad_valorem_pct: '15', lines: [{ measure: 'mfn' }] },
        { code: '87032310', total_ad_valorem_pct: '40', lines: [{ measure: 'mfn' }, { measure: 'a' }] },
        { code: '87032390', total_ad_valorem_pct: '40', lines: [{ measure: 'mfn' }, { measure: 'a' }] },
        { code: '87034010', total_ad_valorem_pct: '40', lines: [{ measure: 'mfn' }, { measure: 'b' }] },
      ],
    });
    expect(spanOf(answer)).toBe('15…40');
    expect(addedBy(answer)).toBe('0…25');
    expect(reasonsOf(answer)).toEqual(['goods_differ']);
    expect(dutyOf(lists, shipment('1000')).range.amount).toMatchObject({ currency: 'EUR' });
  });

  it('asked by each code there is one answer, also below it', () => {
    for (const product of ['87032310', '87032390', '87034010', '8703401011'])
      expect(dutyOf(lists, { product })).toMatchObject({ total_ad_valorem_pct: '40', by_code: [], cannot_compute: [] });
    expect(dutyOf(lists, { product: '870350' })).toMatchObject({ total_ad_valorem_pct: '15', lines: [], cannot_compute: [] });
    expect(spanOf(dutyOf(lists, { product: '870323' }))).toBe('15…40');
  });

  it('where a nomenclature leaves no other good of a code, what is below it is all of it', () => {
    const asked: string[] = [];
    const isEmpty = (code: string, below: readonly string[]): boolean => {
      asked.push(`${code}: ${below.join(' ')}`);
      return below.length > 0;
    };
    const answer = dutyOf(lists, {}, { isEmpty });
    expect(answer).toMatchObject({ total_ad_valorem_pct: '40', by_code: [], cannot_compute: [] });
    expect(answer.lines).toMatchObject([{ match: 'part' }, { match: 'part' }]);
    expect(asked).toContain('8703: 87032310 87032390 87034010');
  });

  it('a code less the longer one inside it is a cell of its own', () => {
    const nested = [mfn('10%'), tariff('a', [rate('20%', { codes: ['8703'] }), rate('30%', { codes: ['870380'] })]), lists[2] as Tariff];
    const answer = dutyOf([...nested, tariff('c', '7%', { covers: { codes: ['870380'] }, exempt: { codes: ['87038010'] } })]);
    expect(answer.by_code.map(({ code, total_ad_valorem_pct }) => [code, total_ad_valorem_pct])).toEqual([
      ['8703', '30'],
      ['87034010', '55'],
      ['870380', '47'],
      ['87038010', '40'],
    ]);
    expect(spanOf(answer)).toBe('30…55');
  });

  it('a code of a rate that no rate is for is not free of duty', () => {
    const answer = dutyOf([mfn('10%'), tariff('a', [rate('20%', { codes: ['870380'] })])]);
    expect(reasonsOf(answer)).toEqual(expect.arrayContaining(['a: rate_unknown', 'goods_differ']));
    expect(spanOf(answer)).toBe('10…');
    expect(answer.by_code).toMatchObject([
      { code: '8703', total_ad_valorem_pct: null, range: { ad_valorem_pct: { least: '10', most: null } } },
      { code: '870380', total_ad_valorem_pct: '30' },
    ]);
  });

  it('two lists of parts with names of their own may both be met; one name is one part', () => {
    expect(spanOf(dutyOf([mfn('0%'), tariff('a', '25%', CARS('vans')), tariff('b', '10%', CARS('buses'))]))).toBe('0…35');
    const same = [tariff('a', '25%', CARS('vans')), tariff('b', '10%', CARS('vans'))];
    expect(spanOf(dutyOf([mfn('0%'), ...same]))).toBe('0…35');
    // One part, so it is 25% of it or 10%, never both or neither.
    const either = [tariff('a', '25%', CARS('vans')), tariff('b', '10%', { exempt: CARS('vans').covers as object })];
    expect(spanOf(dutyOf([mfn('0%'), ...either]))).toBe('10…25');
  });
});

describe('a condition', () => {
  const at = (condition: string): More => ({ covers: { condition } });
  const tariffs = [mfn('10%'), tariff('a', '25%', at('Cargoes at port')), tariff('b', '7%', { exempt: { condition: 'cargoes at PORT' } })];
  const said = (met: boolean): Partial<DutyCase> => ({ conditions: new Map([['cargoes-at-port', met]]) });

  it('in the same words is one truth, is named with its id, and can be asked', () => {
    const answer = dutyOf(tariffs);
    // 35% where it is met, 17% where it is not; never 42% or 10%.
    expect(spanOf(answer)).toBe('17…35');
    expect(answer.depends_on).toEqual(['a, b: Cargoes at port (condition=cargoes-at-port=true or false)']);
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, cannot_compute: [{ code: 'condition_open' }] });
    expect(dutyOf(tariffs, said(true))).toMatchObject({ total_ad_valorem_pct: '35', cannot_compute: [], depends_on: [] });
    expect(dutyOf(tariffs, said(false))).toMatchObject({ total_ad_valorem_pct: '17', cannot_compute: [], depends_on: [] });
  });

  it('in other words is another truth', () => {
    expect(spanOf(dutyOf([mfn('10%'), tariff('a', '25%', at('at port')), tariff('b', '7%', at('at sea'))]))).toBe('10…42');
  });

  it('with an id of its own is asked by that', () => {
    const own = tariff('a', '25%', { covers: { condition: 'a long story', condition_id: 'story' } });
    expect(dutyOf([mfn('10%'), own]).depends_on).toEqual(['a: a long story (condition=story=true or false)']);
    expect(dutyOf([mfn('10%'), own], { conditions: new Map([['story', true]]) })).toMatchObject({ total_ad_valorem_pct: '35' });
  });

  it('that changes nothing is not named', () => {
    const rates = [rate('5%', { condition: 'at port' }), rate('5%')];
    expect(dutyOf([mfn('10%'), tariff('a', rates)])).toMatchObject({ total_ad_valorem_pct: '15', cannot_compute: [], depends_on: [] });
  });
});

describe('the company', () => {
  const table = (complete: boolean) => [
    rate('7.8%', { exporters: ['tesla'] }),
    rate('20.7%', { exporters: ['other_cooperating'], companies: ['vw-anhui'], ...(complete && { companies_complete: true as const }) }),
    rate('35.3%', { exporters: ['all_others'] }),
  ];
  const asked = { exporter: '(Nobody)', exporter_name: 'Nobody Motors' };

  it('that is not named gets the residual for certain only where the list of the better rate is complete', () => {
    const open = dutyOf([mfn('10%'), tariff('cvd', table(false))], asked);
    expect(open).toMatchObject({ total_ad_valorem_pct: null, cannot_compute: [{ code: 'exporter_unclear', measure: 'cvd' }] });
    expect(open.cannot_compute[0]?.detail).toContain('Nobody Motors is not named');
    expect(spanOf(open)).toBe('30.7…45.3');
    expect(dutyOf([mfn('10%'), tariff('cvd', table(true))], asked)).toMatchObject({
      total_ad_valorem_pct: '45.3',
      cannot_compute: [],
      lines: [{ residual: true, applies_to: 'all_others' }],
    });
    // `all_others` says that it is none of the named, nor one that cooperated.
    expect(dutyOf([mfn('10%'), tariff('cvd', table(false))], { exporter: 'all_others' })).toMatchObject({ total_ad_valorem_pct: '45.3' });
  });

  it('that nobody said is asked for by the classes that the tariffs know', () => {
    const asked = (...rates: Parameters<typeof rate>[]) =>
      dutyOf([
        mfn('0%'),
        tariff('ad', [rate('5%', { exporters: ['byd'] }), ...rates.map((one) => rate(...one)), rate('30%', { exporters: ['all_others'] })]),
      ]).cannot_compute[0]?.detail;
    expect(asked()).toBe('it differs by company: say who exports, or all_others');
    expect(asked(['10%', { exporters: ['other_cooperating'] }])).toBe(
      'it differs by company: say who exports, or other_cooperating or all_others',
    );
  });

  it('that nobody said is any of those that are named, or none: the same one everywhere', () => {
    const answer = dutyOf([mfn('10%'), tariff('cvd', table(true))]);
    expect(spanOf(answer)).toBe('17.8…45.3');
    expect(reasonsOf(answer)).toEqual(['cvd: exporter_required']);
    // Tesla pays 7.8% and 30%, others 35.3% and 2%: nobody pays the least of both.
    const ad = tariff('ad', [rate('30%', { exporters: ['tesla'] }), rate('2%', { exporters: ['all_others'] })]);
    const both = [mfn('0%'), tariff('cvd', table(true)), ad];
    expect(spanOf(dutyOf(both))).toBe('22.7…37.8');
    expect(dutyOf(both, { exporter: 'tesla' }).total_ad_valorem_pct).toBe('37.8');
    expect(dutyOf(both, { exporter: 'all_others' }).total_ad_valorem_pct).toBe('37.3');
    expect(reasonsOf(dutyOf(both))).toEqual(['cvd: exporter_required', 'ad: exporter_required']);
  });

  it('is one of its group where a scope names that', () => {
    const memberships = { ...EU_OF_THREE, groupOf: (company: string) => (company === 'tesla-shanghai' ? 'tesla' : null) };
    const facts = [mfn('10%'), tariff('cvd', table(true))];
    expect(dutyOf(facts, { exporter: 'tesla-shanghai' }, {}, memberships)).toMatchObject({
      total_ad_valorem_pct: '17.8',
      lines: [{ applies_to: 'tesla', residual: false }],
    });
    expect(dutyOf(facts, { exporter: 'tesla-shanghai' }).total_ad_valorem_pct).toBe('45.3');
    const freed = tariff('cvd', '30%', { exempt: { exporters: ['tesla'] } });
    expect(dutyOf([mfn('10%'), freed], { exporter: 'tesla-shanghai' }, {}, memberships).total_ad_valorem_pct).toBe('10');
    expect(dutyOf([mfn('10%'), freed], { exporter: 'byd' }, {}, memberships).total_ad_valorem_pct).toBe('40');
  });

  it('that nobody knows here may be one of a group that is named', () => {
    const memberships = { ...EU_OF_THREE, isGroup: (company: string) => company === 'geely' };
    const rates = [
      rate('7.8%', { exporters: ['tesla'] }),
      rate('18.8%', { exporters: ['geely'] }),
      rate('35.3%', { exporters: ['all_others'] }),
    ];
    const facts = [mfn('10%'), tariff('cvd', rates)];
    const answer = dutyOf(facts, { exporter: strangerId('Denza'), exporter_name: 'Denza' }, {}, memberships);
    expect(spanOf(answer)).toBe('28.8…45.3');
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(reasonsOf(answer)).toEqual(['cvd: exporter_unclear']);
    expect(answer.cannot_compute[0]?.detail).toContain('Denza is not known here, and may be one of a group that is named (geely)');
    // One of a group in one case is of it in every case.
    const ad = tariff('ad', [rate('30%', { exporters: ['geely'] }), rate('2%', { exporters: ['all_others'] })]);
    expect(spanOf(dutyOf([...facts, ad], { exporter: strangerId('Denza') }, {}, memberships))).toBe('47.3…58.8');
    // A company that is known belongs to the group that it is registered with, or to none.
    expect(dutyOf(facts, { exporter: 'nio' }, {}, memberships).total_ad_valorem_pct).toBe('45.3');
    expect(dutyOf(facts, { exporter: strangerId('Denza') }).total_ad_valorem_pct).toBe('45.3');
  });
});

describe('a group', () => {
  const memberships = { ...EU_OF_THREE, groupOf: (company: string) => (company.startsWith('rcl-') ? 'rcl' : null) };
  const rates = [rate('5%', { exporters: ['rcl-steel'] }), rate('30%', { exporters: ['all_others'] })];
  const asked = (exporter: string, more: More = {}) =>
    dutyOf([mfn('0%'), tariff('ad', rates, more)], { exporter, exporter_name: exporter.toUpperCase() }, {}, memberships);

  it('of which a company is named by itself is that company, or is not', () => {
    expect(asked('rcl-steel').total_ad_valorem_pct).toBe('5');
    expect(asked('rcl-pipes').total_ad_valorem_pct).toBe('30');
    const answer = asked('rcl');
    expect(answer.total_ad_valorem_pct).toBeNull();
    expect(spanOf(answer)).toBe('5…30');
    expect(reasonsOf(answer)).toEqual(['ad: exporter_unclear']);
    expect(answer.cannot_compute[0]?.detail).toBe(
      'RCL is a group, of which rcl-steel is named by itself: give the company that exports the goods',
    );
    expect(spanOf(asked('rcl', { exempt: { exporters: ['rcl-pipes'] } }))).toBe('0…30');
  });

  it('of which one company is freed pays what each of its companies may pay, where one of two tariffs is levied', () => {
    const all = [
      mfn('0%'),
      tariff('x', '29%'),
      tariff('y', [rate('35%', { exporters: ['rcl-pipes'] }), rate('54%', { exporters: ['all_others'] })], {
        exempt: { exporters: ['rcl-steel'] },
      }),
    ];
    const spanFor = (exporter: string): string =>
      spanOf(dutyOf(all, { exporter, exporter_name: exporter }, { rules: [rule('at_most_one_of', ['x', 'y'])] }, memberships));
    // Another company of the group, that nobody names, pays as all others do.
    expect(['rcl-steel', 'rcl-pipes', 'rcl-tubes', 'rcl'].map(spanFor)).toEqual(['29…29', '29…35', '29…54', '29…54']);
  });

  it('that is named with its companies is one with them', () => {
    const whole = [rate('5%', { exporters: ['rcl', 'rcl-steel'] }), rate('30%', { exporters: ['all_others'] })];
    const answer = dutyOf([mfn('0%'), tariff('ad', whole)], { exporter: 'rcl' }, {}, memberships);
    expect(answer).toMatchObject({ total_ad_valorem_pct: '5', cannot_compute: [] });
  });
});

describe('the place', () => {
  it('an area that is freed is a part of the origin', () => {
    const freed = tariff('a', '25%', { exempt: { partners: ['JP-07', 'JP-08'] } });
    const answer = dutyOf([mfn('10%'), freed], { affected: 'JP' });
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ match: 'unclear' }], cannot_compute: [{ code: 'goods_differ' }] });
    expect(spanOf(answer)).toBe('10…35');
    expect(answer.cannot_compute[0]?.detail).toContain('JP-07');
    expect(dutyOf([mfn('10%'), freed], { affected: 'CN' })).toMatchObject({ total_ad_valorem_pct: '35', cannot_compute: [] });
  });

  it('goods come from one area: two measures on two areas never add up', () => {
    const areas = ['JP-07', 'JP-08'].map((area) => tariff(area, '25%', { covers: { partners: [area] } }));
    expect(spanOf(dutyOf([mfn('10%'), ...areas], { affected: 'JP' }))).toBe('10…35');
  });

  it('a union is each of its members on the day', () => {
    const members = [tariff('de', '25%', { covers: { partners: ['DE'] } }), tariff('fr', '20%', { covers: { partners: ['FR'] } })];
    const all = [mfn('10%'), ...members];
    // Both of its members are named: there is no rest of it.
    expect(spanOf(dutyOf(all, { affected: 'EU' }))).toBe('30…35');
    // The United Kingdom was a third one, which nothing names.
    expect(spanOf(dutyOf(all, { affected: 'EU', on: '2020-06-01' }))).toBe('10…35');
    expect(dutyOf(all, { affected: 'DE' }).total_ad_valorem_pct).toBe('35');
    const union = [mfn('10%'), tariff('eu', '5%', { covers: { partners: ['EU'], excluded: ['FR'] } })];
    expect(spanOf(dutyOf(union, { affected: 'EU' }))).toBe('10…15');
    expect(dutyOf(union, { affected: 'DE' }).total_ad_valorem_pct).toBe('15');
    expect(dutyOf(union, { affected: 'FR' }).total_ad_valorem_pct).toBe('10');
    expect(dutyOf(union, { affected: 'GB' })).toMatchObject({ total_ad_valorem_pct: '10', lines: [] });
    expect(dutyOf(union, { affected: 'GB', on: '2020-06-01' }).total_ad_valorem_pct).toBe('15');
  });

  it('a list of partners that was not transcribed may hold the origin, or not', () => {
    const answer = dutyOf([mfn('10%'), tariff('a', '25%', { covers: { list_unknown: ['partners'] } })]);
    expect(reasonsOf(answer)).toEqual(['a: coverage_unknown']);
    expect(spanOf(answer)).toBe('10…35');
  });
});

describe('a date known to the month or the year only', () => {
  it('is one truth of a status, a coverage and a rate table each', () => {
    const doubtful = tariff('a', null, { statuses: [inForce(), null], tables: [[rate('10%')], [rate('25%')]] });
    const answer = dutyOf([mfn('5%'), doubtful]);
    expect(spanOf(answer)).toBe('5…30');
    expect(answer).toMatchObject({ total_ad_valorem_pct: null, lines: [{ rate: '10%–25%', match: 'unclear' }] });
    expect(reasonsOf(answer)).toEqual(['a: date_in_doubt', 'a: date_in_doubt']);
  });

  it('of which every way comes to the same leaves the total', () => {
    const same = tariff('a', null, { statuses: [inForce(), inForce(undefined, 'provisional')], tables: [[rate('10%')], [rate('10%')]] });
    expect(dutyOf([mfn('5%'), same])).toMatchObject({ total_ad_valorem_pct: '15', cannot_compute: [] });
  });

  it('decides beside another thing that is open, though either alone may come to the same', () => {
    // Covered in part, or all of it; freed under a condition.
    const covers = { coverages: [[scope({ codes: ['ex 8703'] })], [scope()]] };
    const answer = dutyOf([mfn('5%'), tariff('a', '10%', { ...covers, exempt: { condition: 'at port' } })]);
    expect(spanOf(answer)).toBe('5…15');
    expect(new Set(reasonsOf(answer))).toEqual(new Set(['a: date_in_doubt', 'a: goods_differ', 'a: condition_open']));
  });

  it('of when nothing was recorded yet has no greatest rate', () => {
    expect(spanOf(dutyOf([mfn('5%'), tariff('a', null, { tables: [[rate('10%')], null] })]))).toBe('5…');
  });
});
