import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatTable } from '../../src/cli/output.ts';
import { openStore } from '../../src/db/open.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { DUTY_COLUMNS } from '../../src/things/duty.ts';
import { RATE_STEP_COLUMNS, type RateStep } from '../../src/things/rate-table.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

const CARS = ['duty', '--importer', 'EU', '--origin', 'CN', '--product', '87038010'];
const WINE = ['duty', '--importer', 'CN', '--origin', 'AU', '--product', '220421'];
const AMERICAN_CARS = ['duty', '--importer', 'US', '--origin', 'CN', '--product', '870380', '--on', '2025-06-01'];

describe('what Chinese electric cars pay in the EU', () => {
  test.each([
    ['BYD', '2024-07-04', '10', []],
    ['BYD', '2024-07-05', '27.4', ['17.4% byd guarantee']],
    ['BYD', '2024-10-29', '27.4', ['17.4% byd guarantee']],
    ['BYD', '2024-10-30', '27.0', ['17.0% byd full']],
    ['Tesla', '2024-10-29', '30.8', ['20.8% other_cooperating guarantee']],
    ['Tesla', '2024-10-30', '17.8', ['7.8% tesla full']],
    ['Nobody Motors', '2024-10-30', '45.3', ['35.3% all_others full']],
  ])('%s on %s: %s', async (exporter, on, total, duties) => {
    const quote = await line.json<DutyQuote>(...CARS, '--exporter', exporter, '--on', on);
    expect(quote).toMatchObject({ on, total_ad_valorem_pct: total, cannot_compute: [], base: { measure: 'eu-mfn-cars', rate: '10%' } });
    expect(quote.lines.map(({ rate, applies_to, collected }) => `${rate} ${applies_to} ${collected}`)).toEqual(duties);
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
      'depends_on',
      'cannot_compute',
      'not_modelled',
    ]);
    expect(body.question).toEqual({
      importer: 'EU',
      origin: 'CN',
      product: '87038010',
      exporter: 'BYD',
      preference: false,
      quota: null,
      customs_value: '14172',
      currency: 'EUR',
      quantity: ['1 unit', '1800 kg'],
      fx: ['EUR:GBP=0.8571'],
    });
    expect(body.total_amount).toEqual({ amount: '3826.44', currency: 'EUR' });
  });

  test('the table reads like an invoice', async () => {
    const args = [...CARS, '--exporter', 'BYD', '--on', '2024-07-05', '--customs-value', '14172', '--currency', 'EUR'];
    const { out, err } = await line.run(args);
    expect(out.split('\n\n').slice(0, 2).join('\n\n')).toBe(
      [
        '87038010 from CN into EU on 2024-07-05',
        'exporter       BYD',
        'customs value  14172 EUR',
        '',
        '       measure        rate   applies to  status       collected  percent  amount',
        'base   eu-mfn-cars    10%    all         in_force     full       10%      1417.20 EUR',
        'plus   eu-cn-bev-cvd  17.4%  byd         provisional  guarantee  17.4%    2465.93 EUR',
        'total                                                            27.4%    3883.13 EUR',
      ].join('\n'),
    );
    expect(out).toContain('\nNot modelled\n  value added tax and other internal taxes\n');
    expect(err).toMatch(/^duty on 2024-07-05, as known at \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
  });

  test('a company without a rate of its own is told so', async () => {
    const { out } = await line.run([...CARS, '--exporter', 'Nobody Motors', '--on', '2024-10-30']);
    expect(out).toMatch(/35\.3% +all_others \(residual\)/);
    expect(out).toContain('\nDepends on\n  eu-cn-bev-cvd: Nobody Motors has no rate of its own');
  });

  test('where no number is known the answer says why, and is no failure', async () => {
    const args = [...CARS, '--on', '2024-10-30'];
    const { code, out, err } = await line.run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/plus +eu-cn-bev-cvd +unknown +in_force/);
    expect(out).toContain('\nno total: exporter_required\n');
    expect(out).not.toMatch(/^total/m);
    expect(out).toContain("\nCan't be computed\n  exporter_required: eu-cn-bev-cvd: the rate differs by company");
    expect(err).toMatch(/; no total: exporter_required\n$/);
    const body = await line.json<DutyQuote>(...args);
    expect(body).not.toHaveProperty('total_ad_valorem_pct');
    expect(body.cannot_compute).toMatchObject([{ code: 'exporter_required', measure: 'eu-cn-bev-cvd' }]);
  });

  test('what was not known yet is not charged', async () => {
    const quote = await line.json<DutyQuote>(...CARS, '--exporter', 'BYD', '--on', '2024-10-30', '--known-at', '2020-01-01');
    expect(quote).toMatchObject({ base: null, lines: [], cannot_compute: [{ code: 'base_unknown' }] });
  });
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

  test('without it the base is unknown, and the total says that it is without it', async () => {
    const { out, err } = await line.run([...treasury, '--on', '2021-04-01', '--preference', 'false']);
    expect(out).toMatch(/^total without base +175\.6%$/m);
    expect(out).toContain('base_unknown: the MFN duty on these goods is not recorded');
    expect(err).toMatch(/; can't be computed: base_unknown\n$/);
  });
});

describe('what is not charged, and what hangs on a quota', () => {
  test('suppressed tariffs are shown with the reason', async () => {
    const { out } = await line.run(AMERICAN_CARS);
    expect(out).toMatch(/^total +132\.5%$/m);
    expect(out).toMatch(/\nNot charged\n.*\n {2}us-cn-301-list-1 +25% +all +not levied together with us-cn-301-ev-2024\n/);
  });

  test('on a narrow terminal the figures stay', async () => {
    const { out } = await line.run([...AMERICAN_CARS, '--customs-value', '20000', '--currency', 'USD'], { terminal: 60 });
    for (const text of out.split('\n')) expect(text.length).toBeLessThanOrEqual(60);
    expect(out).toMatch(/^total.* 132\.5% +26500\.00 USD$/m);
  });

  test.each([
    ['over', '106.1'],
    ['in', '6.1'],
  ])('%s the quota of Canada: %s', async (quota, total) => {
    const args = ['duty', '--importer', 'CA', '--origin', 'CN', '--product', '870380', '--on', '2026-04-01', '--quota', quota];
    expect(await line.json<DutyQuote>(...args)).toMatchObject({ question: { quota }, total_ad_valorem_pct: total });
  });

  test('the greater of a percentage and an amount per car', async () => {
    const args = ['duty', '--importer', 'TR', '--origin', 'CN', '--product', '870323', '--on', '2026-10-01'];
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
    const { out, err } = await line.run([...AMERICAN_CARS, '--format', 'csv']);
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ part }) => part)).toEqual([
      'base',
      'line',
      'line',
      'line',
      ...Array(4).fill('suppressed'),
      'total',
      'depends_on',
      'depends_on',
    ]);
    expect(rows.find(({ measure }) => measure === 'us-cn-301-list-4a')?.rule).toBe('not levied together with us-cn-301-ev-2024');
    expect(rows.at(-1)?.rule).toContain('us-cn-301-ev-2024: ');
    expect(err).not.toContain('depends on');
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
      coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['87038010'], partners: ['CN'] }], unsourced: true },
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
  const cars = { importer: 'EU', origin: 'CN', product: '87038010', on: '2024-10-30' };

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
  test.each([
    [['--importer', 'Europe'], '"Europe" must be a code of two capital letters'],
    [['--importer', 'XX'], '"XX" is no jurisdiction', 1],
    [['--origin', 'XX'], '"XX" is no jurisdiction', 1],
    [['--product', '870'], '"870" must have 2, 4, 6, 8 or 10 digits'],
    [['--on', '2024-02-30'], '"2024-02-30" is not a date'],
    [['--known-at', 'soon'], '"soon"', 1],
    [['--preference', 'perhaps'], '"perhaps" must be true or false'],
    [['--quota', 'under'], '"under" is not known: use in, over'],
    [['--customs-value', '14,172', '--currency', 'EUR'], '"14,172" must be a decimal number'],
    [['--customs-value', '14172', '--currency', 'euro'], '"euro" is not a currency'],
    [['--customs-value', '14172'], 'say in which currency the customs value is', 1],
    [['--currency', 'EUR'], 'a currency alone says nothing', 1],
    [['--quantity', '45 barrels'], '"45 barrels" is not a quantity: "barrels" is not a unit'],
    [['--quantity', '45 hl', '--quantity', 'some'], '"some" is not a quantity'],
    [['--fx', 'EUR=USD'], '"EUR=USD" is not an exchange rate'],
    [['--exporter', ''], 'exporter: "" must not be empty'],
  ] as [string[], string, number?][])('%j', async (wrong, message, code = 2) => {
    const right = { '--importer': 'EU', '--origin': 'CN', '--product': '87038010' };
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

  test('csv has the steps', async () => {
    const rows = await line.csv(...tesla);
    expect(Object.keys(rows[0] ?? {})).toEqual([...RATE_STEP_COLUMNS]);
    expect(rows.map((row) => [row.from, row.until, row.status, row.in_force, row.rate, row.collected, row.residual].join(' '))).toEqual([
      '2023-09-13 2023-10-03 threatened false   false',
      '2023-10-04 2024-07-04 under_investigation false   false',
      '2024-07-05 2024-10-29 provisional true 20.8% guarantee false',
      '2024-10-30 2026-02-09 in_force true 7.8% full false',
      '2026-02-10  partially_lifted true 7.8% full false',
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
    expect(out).toMatch(/\n {2}2021-03-28 +2024-03-28 +now +in_force +218\.4% +full +residual: the rate of all others\n/);
    expect(out).toMatch(/\n {2}2024-03-29 +upcoming +lifted +218\.4% +not in force/);
    expect(err).toMatch(/^measure on 2021-03-28, as known at /);
  });

  test('where the goods decide they can be named, and alternatives are told', async () => {
    const cars = ['show', 'tr-cn-cars-2024', '--exporter', 'BYD'];
    expect((await line.csv(...cars)).at(-1)).toMatchObject({
      rate: '',
      problem: expect.stringContaining("which rate applies can't be told"),
    });
    expect((await line.csv(...cars, '--product', '87038010', '--origin', 'CN')).at(-1)).toMatchObject({
      rate: '40%',
      problem: '',
      alternatives: expect.stringContaining('0% instead, if cars of firms that invest in Turkey'),
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
