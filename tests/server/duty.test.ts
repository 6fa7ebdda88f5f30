import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DutyQuote, quoteDuty } from '../../src/lookups/duty.ts';
import { longDate } from '../../src/pages/parts/days.tsx';
import { DUTY_COLUMNS, DutyAnswer, dependsBesides, dutyRows, rangeWords } from '../../src/things/duty.ts';
import { CHINESE_CARS } from '../support/quoting.ts';
import { type Asking, asking, problemOf } from './asking.ts';
import { csvRows } from './csv.ts';
import { page, wordsOf } from './page.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

type Question = Readonly<Record<string, string | readonly string[]>>;
type Quote = Omit<DutyQuote, 'ledgerHead'>;

const query = (question: Question): string =>
  Object.entries(question)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}=${encodeURIComponent(one)}`))
    .join('&');
const duty = (question: Question, asked = ask) => asked.json<Quote>(`/duty.json?${query(question)}`);
const refused = async (question: string) => (await problemOf(await ask.app.request(`/duty.json?${question}`), 400)).errors;

const CARS = { importer: 'EU', origin: 'CN', product: '8703801010' };
const WINE = { importer: 'CN', origin: 'AU', product: '220421', exporter: 'Treasury Wine Estates', preference: 'true' };
const SPARKLING = { importer: 'NO', origin: 'AU', product: '220410', on: '2026-10-01' };
/** A safeguard that is not paid within its quota. */
const BEEF = { importer: 'CN', origin: 'BR', product: '020230', on: '2026-06-01', quota: 'in' };

/** Lists of goods that are known only in part. */
const PARTS = { importer: 'US', origin: 'CN', product: '870380', on: '2025-06-01' };

/** Records a tariff of Norway on sparkling wine, of which the bundled data know nothing; gives the seq of its rate table. */
async function recordSparkling({ post }: Asking, expression: string, title = 'Norwegian customs duty on sparkling wine'): Promise<number> {
  const measure = {
    id: 'no-mfn-sparkling',
    kind: 'tariff',
    type: 'mfn',
    title,
    imposed_by: 'NO',
    coverage: { effective_on: '2026-01-01', scopes: [{ goods: ['220410'], partners: ['*'] }], unsourced: true },
    status_changes: [{ status: 'in_force', effective_on: '2026-01-01', unsourced: true }],
  };
  expect((await post('/measures', measure)).status).toBe(201);
  const table = { effective_on: '2026-01-01', rates: [{ expression }], unsourced: true };
  const answer = await post('/measures/no-mfn-sparkling/rate-tables', table);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { recorded: { seq: number }[] }).recorded[0]?.seq ?? 0;
}

describe('electric cars into the EU', () => {
  it.each(CHINESE_CARS)('of %s pay on %s: %s%%', async (exporter, on, total, lines, announced_by) => {
    const quote = await duty({ ...CARS, exporter, on, ...(announced_by !== undefined && { announced_by }) });
    expect(quote).toMatchObject({ on, total_ad_valorem_pct: total, base: { measure: 'eu-mfn-cars', rate: '10%' }, cannot_compute: [] });
    expect(quote.lines.map(({ rate, applies_to, collected }) => `${rate} ${applies_to} ${collected}`)).toEqual(lines);
    expect(quote.depends_on).toEqual([]);
  });

  it('of a company that nobody knows here pay from the least rate of a group to that of all others', async () => {
    const quote = await duty({ ...CARS, exporter: 'Nobody Motors', on: '2024-10-30' });
    expect(quote).toMatchObject({
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '27.0', most: '45.3' }, amount: null },
      cannot_compute: [
        { code: 'exporter_unclear', measure: 'eu-cn-bev-cvd' },
        { code: 'exporter_unclear', measure: 'eu-cn-bev-cvd' },
      ],
    });
  });

  it('are told as they are written: codes with points, names and aliases, a currency in small letters', async () => {
    const exact = { ...CARS, exporter: 'BYD', on: '2024-10-30', customs_value: '14172', currency: 'EUR', quantity: '2 t' };
    const quote = await duty(exact);
    for (const product of ['8703.80.10.10', '8703 80 10 10', '8703-80-10-10'])
      expect(await duty({ ...exact, importer: 'eu', origin: 'China', product, currency: 'eur', quantity: '2 t' })).toEqual(quote);
    expect((await duty({ ...exact, quantity: ['2 tonnes', '3 pieces', '4 hectolitres'] })).question.quantity).toEqual([
      '2 t',
      '3 unit',
      '4 hl',
    ]);
  });

  it.each(['203.0', '30722.0', '702.0', '8.703'])('are no goods where a program took the code for a number: %s', async (product) => {
    const says = `"${product}" is a number and no code, which has its digits in pairs: 0203, 0203.29 or 020329`;
    const answer = await ask.app.request(`/duty.json?importer=EU&origin=CN&product=${product}`);
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ detail: expect.stringContaining(says) })]);
  });

  it('have amounts where a value is given, and the question in the answer', async () => {
    const quote = await duty({
      ...CARS,
      exporter: 'BYD',
      on: '2024-10-30',
      customs_value: '14172',
      currency: 'EUR',
      quantity: ['1 unit', '1900 kg'],
    });
    expect([quote.base?.amount, quote.lines[0]?.amount, quote.total_amount]).toEqual([
      { amount: '1417.20', currency: 'EUR' },
      { amount: '2409.24', currency: 'EUR' },
      { amount: '3826.44', currency: 'EUR' },
    ]);
    expect(quote.question).toMatchObject({ ...CARS, exporter: 'BYD', customs_value: '14172', quantity: ['1 unit', '1900 kg'], fx: [] });
    expect(quote).not.toHaveProperty('ledgerHead');
    expect(quote).not.toHaveProperty('conditions');
    expect(quote.question).toMatchObject({ customs_value_is: 'CIF', condition: [] });
  });

  it('cannot be told without the company, and say so', async () => {
    const quote = await duty({ ...CARS, on: '2024-10-30' });
    expect(quote.cannot_compute).toMatchObject([{ code: 'exporter_required', measure: 'eu-cn-bev-cvd' }]);
    expect(quote).toMatchObject({ total_ad_valorem_pct: null, total_amount: null });
    expect(quote.range.ad_valorem_pct).toEqual({ least: '17.8', most: '45.3' });
  });
});

describe('Australian wine into China', () => {
  it('pays the anti-dumping duty alone once the countervailing one is declined, and nothing after the last day', async () => {
    const paid = await duty({ ...WINE, on: '2021-04-01' });
    expect(paid).toMatchObject({ total_ad_valorem_pct: '175.6', base: { measure: 'cn-chafta-wine' } });
    expect(paid.lines.map((line) => line.measure)).toEqual(['cn-au-wine-ad']);
    expect((await duty({ ...WINE, on: '2024-03-28' })).total_ad_valorem_pct).toBe('175.6');
    expect(await duty({ ...WINE, on: '2024-03-29' })).toMatchObject({ total_ad_valorem_pct: '0', lines: [] });
  });
});

describe('a duty by quantity', () => {
  let own: Asking;
  beforeAll(async () => {
    own = await asking();
    await recordSparkling(own, '23.80 EUR/hl');
  });
  afterAll(() => own.close());

  it('has no number without the quantity, in no rendering', async () => {
    const quote = await duty(SPARKLING, own);
    expect(quote).toMatchObject({ base: { rate: '23.80 EUR/hl', ad_valorem_pct: null }, lines: [] });
    expect(quote.cannot_compute).toMatchObject([{ code: 'quantity_required', measure: 'no-mfn-sparkling' }]);
    expect(quote).toMatchObject({
      total_ad_valorem_pct: null,
      total_amount: null,
      range: { ad_valorem_pct: null, amount: null },
    });
    const rows = await csvRows(await own.app.request(`/duty.csv?${query(SPARKLING)}`));
    expect(rows.map((row) => [row.part, row.rate, row.ad_valorem_pct, row.amount])).toEqual([
      ['base', '23.80 EUR/hl', '', ''],
      ['total', '', '', ''],
      ['cannot_compute', 'quantity_required', '', ''],
    ]);
    expect(await pageText(`/duty?${query(SPARKLING)}`, own)).toContain('No total');
  });

  it('is worked out from the quantity, in the currency that is asked for', async () => {
    expect((await duty({ ...SPARKLING, quantity: '45 hl' }, own)).total_amount).toEqual({ amount: '1071.00', currency: 'EUR' });
    const dollars = { ...SPARKLING, quantity: ['4500 l', '12 % vol'], customs_value: '1', currency: 'USD' };
    expect((await duty(dollars, own)).cannot_compute).toMatchObject([{ code: 'currency_rate_required' }]);
    const withRate = await duty({ ...dollars, fx: ['EUR:GBP=0.86', 'EUR:USD=1.08'] }, own);
    expect(withRate.total_amount).toEqual({ amount: '1156.68', currency: 'USD' });
    expect((await duty({ ...SPARKLING, quantity: '45 kg' }, own)).cannot_compute).toMatchObject([{ code: 'unit_mismatch' }]);
  });
});

describe('goods that pay differently, code by code', () => {
  let own: Asking;
  const HORSES = { importer: 'NO', origin: 'AU', product: '0101.21', on: '2026-10-01' };
  beforeAll(async () => {
    own = await asking();
    const entry = { effective_on: '2026-01-01', unsourced: true };
    const measure = {
      ...{ id: 'no-mfn-horses', kind: 'tariff', type: 'mfn', title: 'Norwegian customs duty on horses', imposed_by: 'NO' },
      coverage: { ...entry, scopes: [{ goods: ['0101'], partners: ['*'] }] },
      status_changes: [{ ...entry, status: 'in_force' }],
    };
    expect((await own.post('/measures', measure)).status).toBe(201);
    const codes = Array.from({ length: 60 }, (_, index) => `010121${index + 10}`);
    const rates = [{ expression: '70%' }, ...codes.map((code, index) => ({ scope: { goods: [code] }, expression: `${index + 1}%` }))];
    expect((await own.post('/measures/no-mfn-horses/rate-tables', { ...entry, rates })).status).toBe(201);
  });
  afterAll(() => own.close());

  it('are the first fifty in JSON and on the page, with how many more there are, and all in CSV', async () => {
    const quote = await duty(HORSES, own);
    expect(quote).toMatchObject({
      question: { product: '010121' },
      total_ad_valorem_pct: null,
      range: { ad_valorem_pct: { least: '1', most: '70' } },
      by_code_more: 11,
      cannot_compute: [{ code: 'goods_differ' }],
    });
    expect(quote.by_code).toHaveLength(50);
    expect(quote.by_code.slice(0, 2)).toEqual([
      {
        code: '010121',
        lines: [{ measure: 'no-mfn-horses', rate: '70%', match: 'full' }],
        total_ad_valorem_pct: '70',
        range: { ad_valorem_pct: { least: '70', most: '70' } },
        rest: true,
      },
      expect.objectContaining({ code: '01012110', total_ad_valorem_pct: '1', rest: false }),
    ]);
    const rows = await csvRows(await own.app.request(`/duty.csv?${query(HORSES)}`));
    const codes = rows.filter(({ part }) => part === 'code');
    expect(codes).toHaveLength(61);
    expect(codes.at(-1)).toMatchObject({
      code: '01012169',
      ad_valorem_pct: '60',
      least_pct: '60',
      most_pct: '60',
      rule: 'no-mfn-horses 60%',
      rest: 'false',
    });
    const html = await page(`/duty?${query(HORSES)}`, own);
    expect(wordsOf(html)).toContain('and 11 more: all of them as CSV');
    const { product: _product, ...others } = HORSES;
    expect(html).toContain(
      `<a href="/duty.csv?${query({ importer: 'NO', origin: 'AU', product: '010121', on: others.on }).replaceAll('&', '&amp;')}">`,
    );
    const { by_code } = await quoteDuty(own.tracker, { ...others, product: '010121', quantities: [], fx: [] });
    expect(by_code).toHaveLength(61);
  });

  it('have a total where a code is asked that pays one rate', async () => {
    expect(await duty({ ...HORSES, product: '0101 21 69' }, own)).toMatchObject({
      total_ad_valorem_pct: '60',
      by_code: [],
      by_code_more: 0,
    });
  });
});

describe('a question that is not understood', () => {
  const good = query({ ...CARS, exporter: 'BYD' });

  it.each([
    ['quantity=10+bananas', 'quantity', '"10 bananas"', 'hl'],
    ['quantity=5+kg&quantity=many', 'quantity', '"many"', '10000 kg'],
    ['quantity=1+kg&quantity=2+kg&customs_value=1&currency=EUR', 'quantity', '1 kg and 2 kg', 'one of them'],
    ['fx=abc', 'fx', '"abc"', 'EUR:USD=1.08'],
    ['customs_value=100', 'currency', 'currency', 'EUR'],
    ['customs_value=1,000&currency=EUR', 'customs_value', '"1,000"', '1260.89'],
    ['customs_value=100&currency=euro', 'currency', '"euro"', 'EUR'],
    ['condition=usmca', 'condition', '"usmca"', 'ID=true or ID=false'],
    ['condition=usmca%3Dyes', 'condition', '"usmca=yes"', 'ID=true or ID=false'],
    ['condition=a%3Dtrue&condition=a%3Dfalse', 'condition', '"a=true" and "a=false"', 'one of them'],
    ['condition=usmca%3Dtrue', 'condition', '"usmca" is no condition', 'price_undertaking'],
    ['quota=maybe', 'quota', '"maybe"', 'in, over'],
    ['preference=perhaps', 'preference', '"perhaps"', 'true or false'],
    ['foo=1', 'foo', '"foo"', 'customs_value'],
    ['limit=5', 'limit', '"limit"', 'customs_value'],
    ['exporter=Tesla', 'exporter', 'BYD, Tesla', 'once'],
    ['on=2024-02-30', 'on', '"2024-02-30"', '2024-02-29'],
    ['known_at=soon', 'known_at', '"soon"', '2024-10-24T12:00:00Z'],
  ])('%s is a 400 that names the value and what would be right', async (more, path, value, right) => {
    for (const suffix of ['.json', '.csv', '']) {
      const { errors } = await problemOf(await ask.app.request(`/duty${suffix}?${good}&${more}`), 400);
      expect(errors.map((error) => error.path)).toEqual([path]);
      expect(errors[0]?.message).toContain(value);
      expect(errors[0]?.message).toContain(right);
    }
  });

  it.each([
    [{ ...CARS, product: '12345' }, 'product', '"12345"', '2, 4, 6, 8 or 10'],
    [{ ...CARS, product: 'seafood' }, 'product', '"seafood"', '1604 (Prepared or preserved fish, caviar)'],
    [{ ...CARS, importer: 'XX' }, 'importer', '"XX"', '/jurisdictions'],
    [{ ...CARS, origin: 'ZZ' }, 'origin', '"ZZ"', '/jurisdictions'],
    [{ ...CARS, origin: 'chin' }, 'origin', '"chin"', 'CN (China)'],
    [{ ...CARS, product: '8703.8' }, 'product', '"8703.8"', '2, 4, 6, 8 or 10'],
    [{ ...CARS, product: '8703..80' }, 'product', '"8703..80"', '2204.21'],
    [{ importer: 'EU', origin: 'CN' }, 'product', 'is missing', 'HS digits'],
    [{ importer: 'EU', product: '8703801010' }, 'origin', 'is missing', 'such as CN'],
    [{ origin: 'CN', product: '8703801010' }, 'importer', 'is missing', 'such as EU'],
  ])('%j is a 400 too', async (question, path, value, right) => {
    const errors = await refused(query(question));
    expect(errors.map((error) => error.path)).toEqual([path]);
    expect(errors[0]?.message).toContain(value);
    expect(errors[0]?.message).toContain(right);
  });

  it('is told everything that is wrong at once', async () => {
    const paths = (
      await refused('origin=cn&product=1&quantity=10+bananas&quantity=x&fx=abc&currency=euro&quota=maybe&condition=x&foo=1')
    ).map((error) => error.path);
    expect(paths.sort()).toEqual(['condition', 'currency', 'foo', 'fx', 'importer', 'product', 'quantity', 'quantity', 'quota']);
    expect((await refused('')).map((error) => error.path)).toEqual(['importer', 'origin', 'product']);
    await problemOf(await ask.app.request('/duty.csv'), 400);
    await problemOf(await ask.app.request('/duty', { headers: { accept: 'application/json' } }), 400);
  });
});

describe('one address', () => {
  const path = query({ ...CARS, exporter: 'BYD', on: '2024-07-05' });

  it('has three renderings, and validators as lists have', async () => {
    for (const [suffix, accept, type] of [
      ['', 'text/html', 'text/html; charset=UTF-8'],
      ['', 'application/json', 'application/json'],
      ['', 'text/csv', 'text/csv; charset=utf-8'],
      ['.json', 'text/html', 'application/json'],
      ['.csv', 'text/html', 'text/csv; charset=utf-8'],
    ] as const) {
      const ask304 = (tag: string | null) =>
        ask.app.request(`/duty${suffix}?${path}`, { headers: { accept, ...(tag !== null && { 'if-none-match': tag }) } });
      const answer = await ask304(null);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      // The bare address hangs on what is asked for, and a page on who is signed in.
      const vary = (answer.headers.get('vary') ?? '').split(', ');
      expect([vary.includes('Accept'), vary.includes('Cookie')]).toEqual([suffix === '', type.startsWith('text/html')]);
      expect(answer.headers.get('cache-control')).toBe(type.startsWith('text/html') ? 'private, no-cache' : 'no-cache');
      expect((await ask304(answer.headers.get('etag'))).status).toBe(304);
      expect((await ask304('"other"')).status).toBe(200);
    }
    expect((await ask.app.request(`/duty?${path}`, { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('gives an answer that is as described, with rows that say the same', async () => {
    for (const question of [
      { ...CARS, exporter: 'BYD', on: '2024-07-05', customs_value: '20000', currency: 'EUR' },
      { ...WINE, on: '2021-01-01' },
      PARTS,
      BEEF,
    ]) {
      const quote = await duty(question);
      expect(DutyAnswer.safeParse(quote).error).toBeUndefined();
      const answer = await ask.app.request(`/duty.csv?${query(question)}`);
      const { headers } = answer;
      const rows = await csvRows(answer);
      expect(Object.keys(rows[0] ?? {})).toEqual([...DUTY_COLUMNS]);
      const cell = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value));
      expect(rows).toEqual(dutyRows(quote).map((row) => Object.fromEntries(DUTY_COLUMNS.map((column) => [column, cell(row[column])]))));
      expect([headers.get('x-on'), headers.get('x-known-at'), headers.get('x-row-count')]).toEqual([
        quote.on,
        quote.known_at,
        String(rows.length),
      ]);
      expect(rows.filter((row) => !['code', 'cannot_compute', 'depends_on', 'ban', 'coming'].includes(row.part ?? '')).at(-1)?.part).toBe(
        'total',
      );
      expect(rows.filter((row) => row.part === 'cannot_compute').map((row) => [row.rate, row.rule])).toEqual(
        quote.cannot_compute.map(({ code, detail }) => [code, detail]),
      );
    }
  });

  it('guards cells that a spreadsheet would take for a formula', async () => {
    const own = await asking();
    try {
      await recordSparkling(own, '5%', '=HYPERLINK("http://evil.example")');
      const [base] = await csvRows(await own.app.request(`/duty.csv?${query(SPARKLING)}`));
      expect(base).toMatchObject({ part: 'base', title: '\'=HYPERLINK("http://evil.example")', ad_valorem_pct: '5' });
    } finally {
      await own.close();
    }
  });
});

/** An amount as the page has it: for reading, with the exact decimal in the element. */
const moneyOf = ({ amount, currency }: { amount: string; currency: string }): RegExp => {
  const read = `${Number(amount).toLocaleString('en', { minimumFractionDigits: (amount.split('.')[1] ?? '').length })} ${currency}`;
  return new RegExp(`<data[^>]* value="${amount}"[^>]*>${read}</data>`);
};
/** How links lead to sources, by their ids: to their own address, else to their place in the register. */
const sources = async (): Promise<Map<string, string>> => {
  const data: { id: string; url: string | null }[] = [];
  for (let next: string | null = '/sources.json?limit=500'; next !== null; ) {
    const page: { data: typeof data; next: string | null } = await ask.json(next);
    data.push(...page.data);
    next = page.next;
  }
  return new Map(data.map(({ id, url }) => [id, url === null ? `q=${id}"` : `<a href="${url.replaceAll('&', '&amp;')}"`]));
};
const measureTitles = async (): Promise<Map<string, string>> => {
  const types = 'type=mfn,preferential';
  const rows = await Promise.all(
    ['', types].map((asked) => ask.json<{ data: { id: string; title: string }[] }>(`/measures.json?limit=500&status=all&${asked}`)),
  );
  return new Map(rows.flatMap(({ data }) => data.map(({ id, title }) => [id, title] as const)));
};

const pageText = async (path: string, asked = ask): Promise<string> => wordsOf(await page(path, asked));

describe('the page', () => {
  it('is an empty form without a question', async () => {
    for (const accept of ['text/html', '*/*']) {
      const answer = await ask.app.request('/duty', { headers: { accept } });
      const html = await answer.text();
      expect(answer.status).toBe(200);
      for (const name of [
        'importer',
        'origin',
        'product',
        'on',
        'exporter',
        'preference',
        'quota',
        'customs_value',
        'currency',
        'quantity',
        'fx',
        'condition',
      ])
        expect(html).toContain(`name="${name}"`);
      expect(html).not.toContain('role="alert"');
      expect(html).not.toContain('not modelled');
      expect(html).toContain('<a href="/duty" aria-current="page">Duty</a>');
    }
  });

  it.each<[string, Question, (quote: Quote) => boolean]>([
    [
      'guarantees',
      { ...CARS, exporter: 'BYD', on: '2024-07-05', announced_by: '2024-10-01', customs_value: '20000', currency: 'EUR' },
      ({ lines }) => lines.some((line) => line.collected === 'guarantee'),
    ],
    [
      'a company that nothing names',
      { ...WINE, exporter: '<script>alert(1)</script> & "Sons"', on: '2022-01-01' },
      ({ cannot_compute }) => cannot_compute.some(({ code }) => code === 'exporter_unclear'),
    ],
    ['what can’t be computed', { ...WINE, on: '2021-01-01' }, ({ cannot_compute }) => cannot_compute.length > 0],
    ['what is not paid', BEEF, ({ suppressed }) => suppressed.length > 0],
    ['what may be paid or not', PARTS, ({ lines }) => lines.some((line) => line.match === 'unclear')],
  ])('says what JSON says: %s', async (_name, question, holds) => {
    const quote = await duty(question);
    expect(holds(quote)).toBe(true);
    const html = await page(`/duty?${query(question)}`, ask);
    expect(html).not.toContain('<script');
    const text = wordsOf(html);
    const lines = [...(quote.base ? [quote.base] : []), ...quote.lines, ...quote.suppressed];
    for (const { title, rate, legal_instruments, amount } of lines) {
      for (const part of [title, rate ?? 'unknown', ...legal_instruments]) expect(text).toContain(part);
      if (amount) expect(html).toMatch(moneyOf(amount));
    }
    const register = await sources();
    for (const id of [...lines.flatMap((line) => line.sources), ...quote.suppressed.flatMap(({ rule }) => rule.sources)])
      expect(html).toContain(register.get(id) ?? 'a source of the register');
    const titles = await measureTitles();
    // People see names: the ids of measures in the tracker's sentences are told by their titles, and statuses and days in words.
    const named = (sentence: string): string =>
      sentence
        .replace(/[a-z0-9]+(?:-[a-z0-9]+)+/g, (id) => titles.get(id) ?? (/^\d{4}-\d\d-\d\d$/.test(id) ? longDate(id) : id))
        .replace(/in_force|partially_lifted/g, (status) => status.replace('_', ' '));
    for (const { rule } of quote.suppressed) expect(text).toContain(named(rule.text));
    for (const { detail } of quote.cannot_compute) expect(text).toContain(named(detail.replace(/ \(condition=.*$/, '')));
    for (const sentence of [...dependsBesides(quote), ...quote.not_modelled]) expect(text).toContain(named(sentence));
    const big = html.slice(html.indexOf('<p class="total">'), html.indexOf('</p>', html.indexOf('<p class="total">')));
    if (quote.total_ad_valorem_pct !== null) expect(wordsOf(big)).toContain(`${quote.total_ad_valorem_pct}%`);
    else expect(wordsOf(big)).toContain(rangeWords(quote) ?? 'No total');
    if (quote.total_amount) expect(big).toMatch(moneyOf(quote.total_amount));
    expect(html.includes('why there is no total')).toBe(quote.total_ad_valorem_pct === null && quote.total_amount === null);
    expect(text.includes('as a guarantee')).toBe(lines.some((line) => line.collected === 'guarantee'));
    expect(html).toContain(`href="/duty.json?${query(question).replaceAll('&', '&amp;')}"`);
  });

  it('says how much of the total is a guarantee, and links each duty to its rates over time', async () => {
    const html = await page(`/duty?${query({ ...CARS, exporter: 'BYD', on: '2024-07-05', announced_by: '2024-10-01' })}`, ask);
    expect(wordsOf(html)).toContain('of which 17.4% as a guarantee');
    expect(html).toContain('href="/measures/eu-cn-bev-cvd?on=2024-07-05&amp;announced_by=2024-10-01&amp;exporter=BYD"');
  });

  it('keeps what the form was filled with when it is refused', async () => {
    const question = { importer: 'EU', origin: '"><script>', on: '2024-02-30', quantity: ['5 kg', '10 bananas'], quota: 'maybe' };
    const answer = await ask.app.request(`/duty?${query(question)}`, { headers: { accept: 'text/html' } });
    const html = await answer.text();
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([400, null, 'no-store']);
    expect(html).not.toContain('<script');
    for (const value of ['EU', '&quot;&gt;&lt;script&gt;', '2024-02-30', '5 kg', '10 bananas']) expect(html).toContain(`value="${value}"`);
    expect(html).toMatch(/<option value="maybe" selected/);
    const text = wordsOf(html);
    for (const { path, message } of await refused(query(question))) expect(text).toContain(`${path}: ${message}`);
    // The product that is missing, the day, a quantity and the quota; what the origin may mean is looked up after them.
    expect((html.match(/aria-invalid="true"/g) ?? []).length).toBe(4);
  });

  it('drops the fields left empty from the address', async () => {
    const headers = { accept: 'text/html' };
    const answer = await ask.app.request('/duty?importer=EU&origin=CN&product=8703&on=&exporter=&quantity=&quantity=45+hl&quantity=&fx=', {
      headers,
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/duty?importer=EU&origin=CN&product=8703&quantity=45%20hl']);
    expect((await ask.app.request('/duty?importer=&origin=', { headers })).headers.get('location')).toBe('/duty');
  });
});

describe('what was known before a correction', () => {
  it('is the old rate', async () => {
    const own = await asking();
    try {
      const seq = await recordSparkling(own, '12%');
      const { known_at } = await duty(SPARKLING, own);
      own.clock.now = '2026-11-25T12:00:00.000Z';
      const replacement = { effective_on: '2026-01-01', rates: [{ expression: '13.5%' }], unsourced: true };
      const answer = await own.post(`/ledger/${seq}/corrections`, { reason: 'A misprint.', replacement });
      expect(answer.status).toBe(201);
      const total = async (clock: Question) => (await duty({ ...SPARKLING, ...clock }, own)).total_ad_valorem_pct;
      expect(await total({})).toBe('13.5');
      expect(await total({ known_at })).toBe('12');
      expect(await total({ known_at: '2026-11-25' })).toBe('13.5');
    } finally {
      await own.close();
    }
  });
});
