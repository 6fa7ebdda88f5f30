import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatTable } from '../../src/cli/output.ts';
import { openStore } from '../../src/db/open.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { DUTY_COLUMNS } from '../../src/things/duty.ts';
import { RATE_STEP_COLUMNS, type RateStep } from '../../src/things/rate-table.ts';
import { CHINESE_CARS } from '../support/quoting.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

const CARS = ['duty', '--importer', 'EU', '--origin', 'CN', '--product', '8703801010'];
const WINE = ['duty', '--importer', 'CN', '--origin', 'AU', '--product', '220421'];
const AMERICAN_CARS = [
  ...['duty', '--importer', 'US', '--origin', 'CN', '--product', '870380', '--on', '2025-06-01'],
  ...['--condition', 'us_loaded_before_2025_04_05=false'],
];

describe('what Chinese electric cars pay in the EU', () => {
  test.each(CHINESE_CARS)('%s on %s: %s %j %s', async (exporter, on, total, duties, announced) => {
    const by = announced === undefined ? [] : ['--announced-by', announced];
    const quote = await line.json<DutyQuote>(...CARS, '--exporter', exporter, '--on', on, ...by);
    expect(quote).toMatchObject({ on, total_ad_valorem_pct: total, cannot_compute: [], base: { measure: 'eu-mfn-cars', rate: '10%' } });
    expect(quote.lines.map(({ rate, applies_to, collected }) => `${rate} ${applies_to} ${collected}`)).toEqual(duties);
  });

  test('the heading under which the goods are declared stands beside the rate', async () => {
    const cars = ['duty', '--importer', 'US', '--origin', 'DE', '--product', '8703230190', '--on', '2026-11-24'];
    expect(await line.out(...cars)).toContain('Of the rates\n  us-s232-autos: 9903.94.01\n');
    const quote = await line.json<DutyQuote>(...cars);
    expect(quote.lines.find(({ measure }) => measure === 'us-s232-autos')?.notes).toEqual(['9903.94.01']);
  });

  test('the json is the whole answer with its question', async () => {
    const args = [...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--customs-value', '14172', '--currency', 'EUR'];
    const body = await line.json<DutyQuote>(...args, '--quantity', '1 unit', '--quantity', '1800 kg', '--fx', 'EUR:GBP=0.8571');
    expect(Object.keys(body)).toEqual([
      'on',
      'announced_by',
      'known_at',
      'question',
      'base',
      'lines',
      'suppressed',
      'total_ad_valorem_pct',
      'total_amount',
      'range',
      'additional',
      'by_code',
      'by_code_more',
      'depends_on',
      'cannot_compute',
      'not_modelled',
      'bans',
      'export_duties',
      'coming',
    ]);
    expect(body.question).toEqual({
      importer: 'EU',
      origin: 'CN',
      product: '8703801010',
      exporter: 'BYD',
      preference: false,
      quota: null,
      customs_value: '14172',
      customs_value_is: 'CIF',
      currency: 'EUR',
      quantity: ['1 unit', '1800 kg'],
      fx: ['EUR:GBP=0.8571'],
      condition: [],
      value_part: [],
    });
    expect(body.total_amount).toEqual({ amount: '3826.44', currency: 'EUR' });
  });

  test('a value is told as amounts are, so that 20.000 is seen to be twenty', async () => {
    const { out } = await line.run([...CARS, '--on', '2024-10-30', '--customs-value', '20.000', '--currency', 'EUR']);
    expect(out).toContain('customs value  20.00 EUR (CIF)');
  });

  test('the table reads like an invoice', async () => {
    const args = [...CARS, '--exporter', 'BYD', '--on', '2024-07-05', '--customs-value', '14172', '--currency', 'EUR'];
    const { out, err } = await line.run([...args, '--announced-by', '2024-10-01'], { terminal: 130 });
    expect(out.split('\n\n').slice(0, 2).join('\n\n')).toBe(
      [
        '8703801010 from CN into EU on 2024-07-05',
        'exporter       BYD',
        'customs value  14172 EUR (CIF)',
        '',
        '       measure        rate   applies to  status       collected  percent  amount       instrument            sources',
        'base   eu-mfn-cars    10%    all         in_force     full       10%      1417.20 EUR                        cn-2017, dit-uk-glob…',
        'plus   eu-cn-bev-cvd  17.4%  byd         provisional  guarantee  17.4%    2465.93 EUR  Commission Implemen…  reg-2024-1866, cleca…',
        'total                                                            27.4%    3883.13 EUR',
      ].join('\n'),
    );
    expect(out).toContain('\nNot modelled\n  value added tax and other internal taxes\n');
    expect(err).toMatch(/^duty on 2024-07-05, as announced by 2024-10-01, as known at \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
  });

  test('a company that nothing names has a range, and the reason', async () => {
    const { out, err } = await line.run([...CARS, '--exporter', 'Nobody Motors', '--on', '2024-10-30']);
    expect(out).toMatch(/17\.0%–35\.3% +all_others or other_cooperating or byd or geely or saic/);
    expect(out).toContain('\n27.0% to 45.3%: exporter_unclear\n');
    expect(out).not.toContain('Depends on');
    expect(err).toMatch(/; 27\.0% to 45\.3%: exporter_unclear\n$/);
  });

  test('a company without a rate of its own is told so', async () => {
    const wine = [...WINE, '--preference', '--on', '2021-04-01', '--exporter', 'BYD'];
    expect((await line.run(wine)).out).toContain('exporter_unclear');
  });

  test('what people type is understood', async () => {
    const exact = await line.json<DutyQuote>(...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--quantity', '2 t', '--currency', 'EUR');
    const typed = [
      'duty',
      '--importer',
      'eu',
      '--origin',
      'China',
      '--product',
      '8703.80.10.10',
      '--exporter',
      'byd',
      '--on',
      '2024-10-30',
    ];
    const answer = await line.json<DutyQuote>(...typed, '--quantity', '2 tonnes', '--currency', 'eur');
    expect(answer).toEqual({ ...exact, question: { ...exact.question, exporter: 'byd' } });
  });

  test('where no number is known the answer says why, and is no failure', async () => {
    const args = [...CARS, '--on', '2024-10-30'];
    const { code, out, err } = await line.run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/plus +eu-cn-bev-cvd +7\.8%–35\.3% +all +in_force/);
    expect(out).toContain('\n17.8% to 45.3%: exporter_required\n');
    expect(out).not.toMatch(/^total/m);
    expect(out).toContain("\nCan't be computed\n  exporter_required: eu-cn-bev-cvd: it differs by company");
    expect(err).toMatch(/; 17\.8% to 45\.3%: exporter_required\n$/);
    const body = await line.json<DutyQuote>(...args);
    expect(body.total_ad_valorem_pct).toBeNull();
    expect(body.cannot_compute).toMatchObject([{ code: 'exporter_required', measure: 'eu-cn-bev-cvd' }]);
  });

  test('what was not known yet is not charged', async () => {
    const quote = await line.json<DutyQuote>(...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--known-at', '2020-01-01');
    expect(quote).toMatchObject({ base: null, lines: [], cannot_compute: [{ code: 'base_unknown' }] });
  });
});

test('what comes on top of a base by weight is told where its quantity is not, as a list of shipments tells it', async () => {
  const { out } = await line.run(['duty', '--importer', 'US', '--origin', 'CN', '--product', '090190', '--on', '2025-06-01']);
  expect(out).toContain('20.0% to 37.5% on top of a base that is no percentage alone: value_required, quantity_required');
});

test('on top of a base in doubt there is no total', async () => {
  const quilts = ['duty', '--importer', 'CA', '--origin', 'US', '--product', '94044000', '--on', '2025-05-01'];
  const bought = ['ca_public_use', 'ca_manufacturing_use'].flatMap((condition) => ['--condition', `${condition}=false`]);
  const { out } = await line.run([...quilts, ...bought]);
  expect(out).toMatch(/^base +ca-mfn-furniture-toys +14%, in doubt/m);
  expect(out).toMatch(/^25% on top of a base that is not known for certain \(14%, in doubt\): rate_unknown$/m);
  expect(out).not.toMatch(/^total/m);
  expect(out).toContain('ca-mfn-furniture-toys: the rate is in doubt: Not an item of the tariff of 2020');
});

describe('what Australian wine pays in China', () => {
  const treasury = [...WINE, '--exporter', 'Treasury Wine Estates'];

  test.each([
    ['2021-04-01', '175.6'],
    ['2024-03-28', '175.6'],
    ['2024-03-29', '0'],
  ])('with the preference on %s: %s', async (on, total) => {
    for (const claimed of [['--preference'], ['--preference', 'true']])
      expect(await line.json<DutyQuote>(...treasury, '--on', on, ...claimed)).toMatchObject({
        question: { preference: true },
        base: { measure: 'cn-chafta-wine' },
        total_ad_valorem_pct: total,
      });
  });

  test('without it the MFN duty is the base', async () => {
    const { out } = await line.run([...treasury, '--on', '2021-04-01', '--preference', 'false']);
    expect(out).toMatch(/^base +cn-mfn-wine +14%/m);
    expect(out).toMatch(/^total .*189\.6%/m);
  });
});

describe('what is not charged, and what hangs on a quota', () => {
  test('suppressed tariffs are shown with the reason', async () => {
    const { out } = await line.run(AMERICAN_CARS);
    expect(out).toMatch(/^plus +us-s232-autos +25% \(unclear\)/m);
    expect(out).toContain('\n132.5% to 147.5%: condition_open\n');
    const young = await line.run([...AMERICAN_CARS, '--condition', 'vehicle_25_years=false']);
    expect(young.out).toMatch(/^total .* 147\.5%/m);
    expect(young.out).toMatch(/\nNot charged\n(?:.*\n)+? {2}us-cn-ieepa-reciprocal +10% +all +not levied together with us-s232-autos\n/);
  });

  test('on a narrow terminal the figures stay', async () => {
    const { out } = await line.run([...AMERICAN_CARS, '--customs-value', '20000', '--currency', 'USD'], { terminal: 60 });
    for (const text of out.split('\n')) expect(text.length).toBeLessThanOrEqual(60);
    expect(out).toMatch(/^plus +us-cn-301-ev-2024 +100% +20000\.00 USD$/m);
    expect(out).toContain('\n26500.00 USD to 29500.00 USD (132.5% to 147.5%):\n  condition_open\n');
  });

  test.each([
    ['over', '25', '25'],
    ['in', '0', '0'],
  ])('%s the quota of Brazil: %s', async (quota, total, least) => {
    const args = ['duty', '--importer', 'BR', '--origin', 'CN', '--product', '870380', '--on', '2025-09-01', '--quota', quota];
    expect(await line.json<DutyQuote>(...args)).toMatchObject({
      question: { quota, customs_value_is: 'CIF' },
      total_ad_valorem_pct: total,
      range: { ad_valorem_pct: { least } },
    });
  });

  test('codes that pay differently are shown one by one', async () => {
    const { out } = await line.run(['duty', '--importer', 'CN', '--origin', 'US', '--product', '12', '--on', '2025-06-01']);
    expect(out).toMatch(/\n10.0% to [\d.]+% on top of a base that is recorded for some of the goods only: .*goods_differ\n/);
    expect(out).toMatch(
      /\nBy code\n {2}code +percent +duties\n {2}rest of 12 +10% or more +cn-us-reciprocal-2025 10%.*\n(?:.*\n)* {2}12019011 +23\.0% to 50\.5% +/,
    );
  });

  test('a condition can be answered', async () => {
    const tavascan = [...CARS, '--exporter', 'VW Anhui', '--on', '2026-03-01'];
    const { out } = await line.run(tavascan);
    const ids = [...out.matchAll(/\(condition=(\S+)=true or false\)/g)].map(([, id]) => `${id}=false`);
    expect(new Set(ids).size).toBe(1);
    const answered = await line.run([...tavascan, ...ids.flatMap((one) => ['--condition', one])]);
    expect(answered.out).toMatch(/^total .* 30\.7%/m);
    expect(answered.out).toMatch(new RegExp(`^conditions +${ids.join(', ')}$`, 'm'));
  });

  test('a total is said to be rounded once, where the rounded amounts add up to another', async () => {
    const cars = [...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--currency', 'EUR'];
    expect((await line.run([...cars, '--customs-value', '1000.05'])).out).toContain('\nThe total is rounded once: ');
    expect((await line.run([...cars, '--customs-value', '1000'])).out).not.toContain('rounded once');
  });

  test('the greater of a percentage and an amount per car', async () => {
    const args = ['duty', '--importer', 'TR', '--origin', 'CN', '--product', '870323', '--on', '2024-10-01'];
    args.push('--condition', 'tr_investment_certificate=false');
    const quote = await line.json<DutyQuote>(...args, '--customs-value', '15000', '--currency', 'USD', '--quantity', '1 unit');
    expect(quote.lines.map(({ measure, amount }) => [measure, amount?.amount])).toContainEqual(['tr-cn-cars-2024', '7000.00']);
    const without = await line.run(args);
    expect(without).toMatchObject({ code: 0 });
    expect(without.err).toContain('no total: ');
  });
});

describe('csv of a duty', () => {
  test('one row a line, the total behind them', async () => {
    const args = [...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--customs-value', '14172', '--currency', 'EUR'];
    const rows = await line.csv(...args);
    expect(Object.keys(rows[0] ?? {})).toEqual([...DUTY_COLUMNS]);
    expect(
      rows.map(({ part, measure, rate, ad_valorem_pct, amount, currency }) => [part, measure, rate, ad_valorem_pct, amount, currency]),
    ).toEqual([
      ['base', 'eu-mfn-cars', '10%', '10', '1417.20', 'EUR'],
      ['line', 'eu-cn-bev-cvd', '17.0%', '17.0', '2409.24', 'EUR'],
      ['total', '', '', '27.0', '3826.44', 'EUR'],
    ]);
    const { lines } = await line.json<DutyQuote>(...args);
    expect(rows[1]).toMatchObject({
      title: 'Countervailing duty on Chinese battery electric vehicles',
      duty_type: 'countervailing',
      applies_to: 'byd',
      residual: 'false',
      status: 'in_force',
      collected: 'full',
      match: 'full',
      rule: '',
      legal_instruments: lines[0]?.legal_instruments.join('; '),
      sources: lines[0]?.sources.join('; '),
    });
  });

  test('suppressed rows carry the rule; what the answer depends on stands in rows of its own', async () => {
    const { out } = await line.run([...AMERICAN_CARS, '--format', 'csv']);
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    expect([...new Set(rows.map(({ part }) => part))]).toEqual(['base', 'line', 'total', 'cannot_compute', 'depends_on', 'ban', 'coming']);
    expect(rows.find(({ part }) => part === 'total')).toMatchObject({ ad_valorem_pct: '', least_pct: '132.5', most_pct: '147.5' });
    const valued = await line.run([...AMERICAN_CARS, '--customs-value', '1000', '--currency', 'USD', '--format', 'csv']);
    const total = (parse(valued.out, { columns: true }) as Record<string, string>[]).find(({ part }) => part === 'total');
    expect(total).toMatchObject({ amount: '', currency: 'USD', least_amount: '1325.00', most_amount: '1475.00' });
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{ part: 'cannot_compute', measure: 'us-s232-autos', rate: 'condition_open' },
        rule: expect.stringContaining('condition=vehicle_25_years=true or false'),
      }),
    );
    const young = parse((await line.run([...AMERICAN_CARS, '--condition', 'vehicle_25_years=false', '--format', 'csv'])).out, {
      columns: true,
    }) as Record<string, string>[];
    expect(young.find(({ part }) => part === 'suppressed')).toMatchObject({
      ...{ measure: 'us-cn-ieepa-reciprocal', rule: 'not levied together with us-s232-autos' },
    });
  });

  test("a total that there isn't is empty, never zero, and the reasons follow it", async () => {
    const rows = await line.csv(...CARS, '--on', '2024-10-30');
    expect(rows.map(({ part }) => part)).toEqual(['base', 'line', 'total', 'cannot_compute']);
    expect(rows[2]).toMatchObject({ part: 'total', ad_valorem_pct: '', amount: '', currency: '' });
    expect(rows[3]).toMatchObject({
      measure: 'eu-cn-bev-cvd',
      rate: 'exporter_required',
      rule: expect.stringContaining('say who exports'),
    });
  });

  test('a title that a spreadsheet would take for a formula is guarded', async () => {
    const own = await new CommandLine().load();
    const title = '=SUM(A1:A9)';
    const measure = {
      ...{ id: 'formula', kind: 'tariff', type: 'additional', title, imposed_by: 'EU' },
      coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['8703801010'], partners: ['CN'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
    };
    const rates = { effective_on: '2024-01-01', rates: [{ expression: '5%' }], unsourced: true };
    expect(await own.run(['add', 'measure', '--json', '-'], { stdin: JSON.stringify(measure) })).toMatchObject({ code: 0 });
    await own.out('add', 'rates', 'formula', JSON.stringify(rates));
    const rows = await own.csv(...CARS, '--exporter', 'BYD', '--on', '2024-10-30');
    expect(rows.find((row) => row.measure === 'formula')).toMatchObject({ title: `'${title}`, ad_valorem_pct: '5' });
    own.close();
  });
});

describe('the same answers as over HTTP', () => {
  let tracker: Tracker;
  beforeAll(async () => {
    tracker = createTracker(await openStore(line.configured), () => line.now);
  });
  afterAll(() => tracker.store.close());

  const get = async (path: string, query: Record<string, string>): Promise<string> =>
    (await createApp(tracker).request(`${path}?${new URLSearchParams(query)}`)).text();
  const optionsOf = (query: Record<string, string>): string[] =>
    Object.entries(query).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
  const cars = { importer: 'EU', origin: 'CN', product: '8703801010', on: '2024-10-30' };

  test.each([
    { ...cars, exporter: 'BYD', customs_value: '14172', currency: 'EUR' },
    { ...cars, quantity: '1 unit' },
    { importer: 'US', origin: 'CN', product: '870380', on: '2025-06-01', quota: 'over', preference: 'true' },
  ])('%j', async (query) => {
    expect(await line.json('duty', ...optionsOf(query))).toEqual(JSON.parse(await get('/duty.json', query)));
    expect(await line.out('duty', ...optionsOf(query), '--format', 'csv')).toBe(await get('/duty.csv', query));
  });

  test('over time', async () => {
    const { on: _on, ...query } = { ...cars, exporter: 'BYD', from: '2024-01-01', to: '2025-12-31' };
    expect(await line.json('duty-history', ...optionsOf(query))).toEqual(JSON.parse(await get('/duty/history.json', query)));
    expect(await line.out('duty-history', ...optionsOf(query), '--format', 'csv')).toBe(await get('/duty/history.csv', query));
    const { out, err } = await line.run(['duty-history', ...optionsOf({ ...query, product: '8703801010' })]);
    expect(out).toMatch(/^from +until +paid +base +on top of it\n2024-01-01 +2024-07-04 +10% +eu-mfn-cars 10%\n/);
    expect(out).toContain('eu-cn-bev-cvd 17.4%');
    expect(err).toContain('3 rows: duty from 2024-01-01 to 2025-12-31, as known at ');
    const wrong = { ...query, from: '2026-01-01' };
    const { detail } = JSON.parse(await get('/duty/history.json', wrong)) as { detail: string };
    expect((await line.run(['duty-history', ...optionsOf(wrong)])).err.split('\n')[0]).toBe(detail);
    expect((await line.run(['duty-history', ...optionsOf({ ...query, on: '2024-01-01' })])).err).toContain('--on');
  });

  test.each([
    { on: '2024-02-30' },
    { currency: 'euro' },
    { quantity: '4 hogsheads' },
    { fx: 'EUR=USD' },
    { quota: 'under' },
    { importer: 'XX' },
  ])('the words for a wrong value: %j', async (wrong) => {
    const { detail } = JSON.parse(await get('/duty.json', { ...cars, ...wrong })) as { detail: string };
    const { err } = await line.run(['duty', ...optionsOf({ ...cars, ...wrong })]);
    expect(err.split('\n')[0]).toBe(detail);
  });

  test('the measure with the rates that a company faced', async () => {
    const query = { exporter: 'Tesla', on: '2024-10-30' };
    expect(await line.json('show', 'eu-cn-bev-cvd', ...optionsOf(query))).toEqual(
      JSON.parse(await get('/measures/eu-cn-bev-cvd.json', query)),
    );
  });
});

describe('wrong questions about duties', () => {
  test('a condition that is none is answered by what the goods hang on, and by what is spelt like it', async () => {
    const ask = (condition: string) =>
      line.run(['duty', '--importer', 'US', '--origin', 'DE', '--product', '2933997500', '--on', '2024-06-01', '--condition', condition]);
    const { err } = await ask('usmca=true');
    expect(err).toContain('"usmca" is no condition of these tariffs on that day: pharma_appendix (');
    expect(err).not.toContain('civil_aircraft (');
    expect((await ask('civil_aircaft=true')).err).toContain('civil_aircraft (');
  });

  test.each([
    [['--importer', 'Europe'], '"Europe" may mean EU (European Union)', 1],
    [['--importer', 'XX'], '"XX" is no jurisdiction', 1],
    [['--origin', 'XX'], '"XX" is no jurisdiction', 1],
    [['--product', '870'], '"870" must have 2, 4, 6, 8 or 10 digits'],
    [['--on', '2024-02-30'], '"2024-02-30" is not a date'],
    [['--known-at', 'soon'], '"soon"', 2],
    [['--preference', 'perhaps'], '"perhaps" must be true or false'],
    [['--quota', 'under'], '"under" is not known: use in, over'],
    [['--customs-value', '14,172', '--currency', 'EUR'], '"14,172" must be a decimal number'],
    [['--customs-value=-5', '--currency', 'EUR'], '"-5" must be a decimal number of 0 or more'],
    [['--customs-value', '14172', '--currency', 'euro'], '"euro" is not a currency'],
    [['--customs-value', '14172'], 'say in which currency the customs value is', 1],
    [['--condition', 'usmca'], '"usmca" is no answer to a condition: write ID=true or ID=false'],
    [['--condition', 'usmca=true'], '"usmca" is no condition of these tariffs', 1],
    [['--quantity', '45 barrels'], '"45 barrels" is not a quantity: "barrels" is not a unit'],
    [['--quantity', '45 hl', '--quantity', 'some'], '"some" is not a quantity'],
    [['--fx', 'EUR=USD'], '"EUR=USD" is not an exchange rate'],
    [['--exporter', ''], 'exporter: "" must not be empty'],
  ] as [string[], string, number?][])('%j', async (wrong, message, code = 2) => {
    const right = { '--importer': 'EU', '--origin': 'CN', '--product': '8703801010' };
    const rest = Object.entries(right).flatMap(([option, value]) => (wrong.includes(option) ? [] : [option, value]));
    const run = await line.run(['duty', ...rest, ...wrong]);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
    expect(run.err).not.toMatch(/^\s+at /m);
  });

  test('everything that is wrong is told at once', async () => {
    const { code, err } = await line.run([...CARS, '--quantity', 'some', '--fx', 'EUR=USD', '--customs-value', '1', '--currency', 'euro']);
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^currency: "euro" is not a currency/),
      expect.stringMatching(/^ {2}quantity: "some"/),
      expect.stringMatching(/^ {2}fx: "EUR=USD"/),
    ]);
  });

  test('what must be said', async () => {
    expect(await line.run(['duty', '--importer', 'EU', '--origin', 'CN'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^product: is missing\. HS digits/),
    });
  });
});

describe('what a company faced, day by day', () => {
  const tesla = ['show', 'eu-cn-bev-cvd', '--exporter', 'Tesla'];

  test('names are understood where codes are', async () => {
    const named = await line.run([...tesla, '--origin', 'china', '--product', 'electric car']);
    const coded = await line.run([...tesla, '--origin', 'CN', '--product', '870380']);
    expect(named).toMatchObject({ code: 0, out: coded.out });
    expect(named.err).toContain('--product: taken as 870380\n--origin: taken as CN\n');
  });

  test('csv has the steps', async () => {
    const rows = await line.csv(...tesla);
    expect(Object.keys(rows[0] ?? {})).toEqual([...RATE_STEP_COLUMNS]);
    expect(rows.map((row) => [row.from, row.until, row.status, row.in_force, row.rate, row.collected, row.residual].join(' '))).toEqual([
      '2023-09-13 2023-10-03 threatened false   false',
      '2023-10-04 2024-07-04 under_investigation false   false',
      '2024-07-05 2024-10-29 provisional true 20.8% none false',
      '2024-10-30 2026-02-10 in_force true 7.8% full false',
      '2026-02-11 2029-10-29 partially_lifted true 7.8% full false',
      '2029-10-30  expired false 7.8% full false',
    ]);
  });

  test('json has the measure with its steps', async () => {
    const { rate_steps, ...measure } = await line.json<{ rate_steps: RateStep[] }>(...tesla, '--on', '2024-10-30');
    expect(measure).toEqual(await line.json('show', 'eu-cn-bev-cvd', '--on', '2024-10-30'));
    expect(rate_steps.map(({ from, rate }) => [from, rate])).toContainEqual(['2024-10-30', '7.8%']);
    expect(rate_steps.at(-1)).toMatchObject({ until: null, alternatives: [] });
  });

  test('the table marks the day that is asked about, and the residual', async () => {
    const { out, err } = await line.run(['show', 'cn-au-wine-ad', '--exporter', 'Nobody Wines', '--on', '2021-03-28']);
    expect(out).toMatch(/^cn-au-wine-ad: Anti-dumping duty on Australian bottled wine\n\nWhat Nobody Wines faced\n {2}from +last day/);
    expect(out).toMatch(
      /\n {2}2021-03-28 +2024-03-28 +now +in_force +218\.4% +full +residual: the rate of all others; 167\.1% instead, if other_cooperating; 175\.6% instead, if treasury-wine-estates\n/,
    );
    expect(out).toMatch(/\n {2}2024-03-29 +upcoming +lifted +218\.4% +not in force/);
    expect(err).toMatch(/^measure on 2021-03-28, as known at /);
  });

  test('where the goods decide they can be named, and alternatives are told', async () => {
    const cars = ['show', 'tr-cn-cars-2024', '--exporter', 'BYD'];
    expect((await line.csv(...cars)).at(-1)).toMatchObject({
      rate: '',
      problem: expect.stringContaining("which rate applies can't be told"),
    });
    // What has been paid since November 2025 is a range.
    expect((await line.csv(...cars, '--product', '8703801010', '--origin', 'CN')).at(-2)).toMatchObject({
      rate: '40%',
      problem: '',
    });
    expect((await line.csv('show', 'eu-cn-bev-cvd', '--exporter', 'VW Anhui', '--product', '8703801010')).at(-1)).toMatchObject({
      rate: '20.7%',
      alternatives: expect.stringMatching(/^0% instead, if Cupra Tavascan; .*under the price undertaking/),
    });
  });

  test('what was not known yet is not told', async () => {
    expect(await line.csv(...tesla, '--known-at', '2020-01-01')).toEqual([]);
  });

  test.each([
    [
      ['au-cn-wine', '--exporter', 'Tesla'],
      '"au-cn-wine" is a dispute, and rates are a tariff\'s: ask for one of its measures, cn-au-wine-ad',
      1,
    ],
    [['cn-jp-aquatic-2023', '--exporter', 'Tesla'], 'cn-jp-aquatic-2023 is a ban: only a tariff has rates', 1],
    [['nothing', '--exporter', 'Tesla'], 'there is no measure and no dispute "nothing"', 1],
    [['eu-cn-bev-cvd', '--origin', 'XX'], '"XX" is no jurisdiction', 1],
    [['eu-cn-bev-cvd', '--product', '870'], '"870" must have 2, 4, 6, 8 or 10 digits', 2],
  ] as [string[], string, number][])('%j', async (args, message, code) => {
    const run = await line.run(['show', ...args]);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
  });
});

describe('figures in a table', () => {
  test('have their points in line, whatever follows', () => {
    const figures = [{ title: 'n', text: (text: string) => text, decimal: true }];
    expect(formatTable(['10%', '175.6%', '', '1417 JPY'], figures)).toBe('n\n  10%\n 175.6%\n\n1417 JPY\n');
  });
});
