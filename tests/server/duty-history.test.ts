import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DUTY_HISTORY_COLUMNS, type DutyHistory, DutyHistoryAnswer } from '../../src/things/duty-history.ts';
import { type Asking, asking, problemOf } from './asking.ts';
import { csvRows } from './csv.ts';
import { page, wordsOf } from './page.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const CARS = 'importer=EU&origin=CN&product=8703801010&exporter=BYD';
const SPAN = `${CARS}&from=2024-01-01&to=2025-12-31`;
const shown = (query: string): Promise<string> => page(`/duty/history?${query}`, ask);

describe('/duty/history', () => {
  it('as JSON: the days and clocks made definite, the question, a row for each stretch', async () => {
    const answer = await ask.json<DutyHistory>(`/duty/history.json?${SPAN}`);
    expect(DutyHistoryAnswer.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      from: '2024-01-01',
      to: '2025-12-31',
      announced_by: null,
      question: { exporter: 'BYD', preference: false },
    });
    expect(answer.data.map((row) => [row.from, row.until, row.total_ad_valorem_pct])).toEqual([
      ['2024-01-01', '2024-07-04', '10'],
      ['2024-07-05', '2024-10-29', '10'],
      ['2024-10-30', '2026-02-10', '27.0'],
    ]);
    expect(Object.keys(answer)).not.toContain('on');
  });

  it('as CSV: a stretch a row, with the clocks in its headers', async () => {
    const answer = await ask.app.request(`/duty/history.csv?${SPAN}&announced_by=2025-01-01`);
    const names = ['x-on', 'x-announced-by', 'x-row-count', 'content-disposition'];
    expect(names.map((name) => answer.headers.get(name))).toEqual([
      null,
      '2025-01-01',
      '3',
      expect.stringMatching(/^attachment; filename="duty-history-\d{4}-\d\d-\d\d\.csv"$/),
    ]);
    expect(answer.headers.get('x-known-at')).toMatch(/^\d{4}-/);
    const rows = await csvRows(answer);
    expect(Object.keys(rows[0] ?? {})).toEqual(DUTY_HISTORY_COLUMNS);
    expect(rows[1]).toMatchObject({
      ...{ from: '2024-07-05', until: '2024-10-29', total_ad_valorem_pct: '10', least_pct: '10', additional_most_pct: '0' },
      ...{ base: 'eu-mfn-cars', base_rate: '10%', lines: 'eu-cn-bev-cvd 17.4%', suppressed: '', cannot_compute: '', problem: '' },
    });
  });

  it('in money where a value is given', async () => {
    const { data } = await ask.json<DutyHistory>(`/duty/history.json?${SPAN}&customs_value=20000&currency=EUR`);
    expect(data.map((row) => `${row.total_amount} ${row.least_amount} ${row.most_amount} ${row.currency}`)).toEqual([
      '2000.00 2000.00 2000.00 EUR',
      '2000.00 2000.00 2000.00 EUR',
      '5400.00 5400.00 5400.00 EUR',
    ]);
  });

  it.each([
    ['on=2024-10-30', 'on', '"on" is not known here'],
    ['from=2024-02-30', 'from', '"2024-02-30"'],
    ['to=soon', 'to', '"soon"'],
    ['from=2025-01-01&to=2024-01-01', 'from', 'is after to'],
    ['from=1990-01-01&to=2024-01-01', 'from', 'more than 30 years'],
    ['condition=nonsense%3Dtrue', 'condition', 'on any of these days'],
    ['limit=5', 'limit', '"limit"'],
    ['importer=US', 'importer', 'EU, US'],
  ])('%s is a 400 in every rendering, and a form that keeps what it was filled with', async (more, path, words) => {
    for (const suffix of ['.json', '.csv', '']) {
      const { errors } = await problemOf(await ask.app.request(`/duty/history${suffix}?${CARS}&${more}`), 400);
      expect(errors.map((error) => error.path)).toEqual([path]);
      expect(errors[0]?.message).toContain(words);
    }
    const answer = await ask.app.request(`/duty/history?${CARS}&${more}`, { headers: { accept: 'text/html' } });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('value="BYD"')]);
  });

  it('has validators that hang on the days', async () => {
    const tag = async (query: string) => (await ask.app.request(`/duty/history.json?${query}`)).headers.get('etag') ?? '';
    expect(await tag(CARS)).not.toBe(await tag(SPAN));
    const again = await ask.app.request(`/duty/history.json?${SPAN}`, { headers: { 'if-none-match': await tag(SPAN) } });
    expect(again.status).toBe(304);
  });
});

describe('the page', () => {
  it('without a question is an empty form, of no day', async () => {
    const html = await shown('on=2024-01-01&announced_by=2024-02-01');
    expect(html).toContain('action="/duty/history#answer"');
    expect(html).not.toContain('name="on"');
    expect(html).toContain('<input type="date" id="announced_by" name="announced_by" value="2024-02-01"');
    expect(html).not.toContain('<table');
  });

  it('shows the stretches as steps and as a table, each with its day', async () => {
    const html = await shown(SPAN);
    expect(html).toContain('aria-label="Duty on 8703801010 from China into the European Union over time"');
    const words = wordsOf(html);
    for (const text of ['1 January 2024to 4 July 2024', '5 July 2024to 29 October 2024', '30 October 2024to 10 February 2026', '27.0%'])
      expect(words).toContain(text);
    expect(html).toContain(`href="/duty?${CARS.replaceAll('&', '&amp;')}&amp;on=2024-07-05"`);
    expect(html).toContain('<path class="rate"');
    expect(html).not.toContain('<path class="band"');
    expect(html).not.toMatch(/<script|style="/);
  });

  it('draws a band from the least to the most, on top of the base where that is not recorded', async () => {
    const own = await asking();
    const pears = { id: 'nz-pears', kind: 'tariff', type: 'additional', title: 'Pears', imposed_by: 'NZ' };
    const status = { status: 'in_force', effective_on: '2026-08-01', unsourced: true };
    const scopes = [{ goods: ['080830'], partners: ['AU'] }];
    const coverage = { effective_on: '2026-08-01', scopes, unsourced: true };
    await own.post('/measures', { ...pears, coverage, status_changes: [status] });
    const rates = [{ range: { min_pct: '10', max_pct: '25' } }];
    expect((await own.post('/measures/nz-pears/rate-tables', { effective_on: '2026-08-01', rates, unsourced: true })).status).toBe(201);
    const html = await page('/duty/history?importer=NZ&origin=AU&product=080830&from=2026-08-01&to=2026-11-24', own);
    await own.close();
    expect(html).toContain('<path class="band"');
    expect(wordsOf(html)).toContain('on top of the base');
    expect(wordsOf(html)).toMatch(/[\d.]+% to [\d.]+% on top of a base that is not recorded/);
  });

  it('draws money where nothing is a percentage, and nothing where there is no number', async () => {
    expect(await shown('importer=CN&origin=AU&product=220410&from=2024-04-01&to=2025-12-31')).not.toContain('<figure');
    const own = await asking();
    const measure = {
      ...{ id: 'nz-mfn-sparkling', kind: 'tariff', type: 'mfn', title: 'Sparkling', imposed_by: 'NZ' },
      coverage: { effective_on: '2026-01-01', scopes: [{ goods: ['220410'], partners: ['*'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2026-01-01', unsourced: true }],
    };
    await own.post('/measures', measure);
    for (const [effective_on, expression] of [
      ['2026-01-01', '20 EUR/hl'],
      ['2026-03-01', '30 EUR/hl'],
    ])
      await own.post('/measures/nz-mfn-sparkling/rate-tables', { effective_on, rates: [{ expression }], unsourced: true });
    const query = 'importer=NZ&origin=AU&product=220410&quantity=45+hl&from=2026-01-01&to=2026-06-30';
    const html = await page(`/duty/history?${query}`, own);
    expect(wordsOf(html)).toContain('What is paid in money');
    expect(wordsOf(html)).toContain('1350.00 EUR');
    await own.close();
  });

  it('is reached from the duty of a day, which it leads back to, with all that was asked', async () => {
    const more = 'customs_value=20000&currency=EUR&announced_by=2025-01-01';
    const html = await page(`/duty?${CARS}&${more}&on=2024-10-30`, ask);
    const [, path = ''] = /href="([^"]*)">Over time/.exec(html) ?? [];
    expect(path.replaceAll('&amp;', '&')).toBe(`/duty/history?${CARS}&${more}`);
    const back = await page(path.replaceAll('&amp;', '&'), ask);
    expect(back).toContain(`href="/duty?${`${CARS}&${more}&on=2025-01-01`.replaceAll('&', '&amp;')}">The duty on the last`);
  });

  it('has a permalink with its days and its instant, which answers the same', async () => {
    const [, permalink = ''] = /href="([^"]*)" rel="bookmark"/.exec(await shown(CARS)) ?? [];
    const query = permalink.replaceAll('&amp;', '&').split('?')[1] ?? '';
    expect(query).toMatch(new RegExp(`^${CARS}&from=2021-11-24&to=2026-11-24&known_at=`));
    expect(await ask.json(`/duty/history.json?${query}`)).toEqual(await ask.json(`/duty/history.json?${CARS}`));
  });

  it('names the customs territory on the days inside it', async () => {
    const words = wordsOf(await shown('importer=GB&origin=FR&product=220421&from=2019-01-01&to=2022-12-31'));
    expect(words).toContain('GB and FR are one customs territory (EU)');
  });
});
