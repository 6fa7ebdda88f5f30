import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/things/answers.ts';
import { type Asking, askingExamples, problemOf } from './asking.ts';
import { Browser, formTo, textOf, wrongAt } from './browsing.ts';
import { page, wordsOf } from './page.ts';

let ask: Asking;
beforeEach(async () => {
  ask = await askingExamples();
});
afterEach(() => ask.close());

const MEASURE = '/measures/cn-jp-aquatic-2025';
const DISPUTE = '/disputes/jp-cn-seafood';
const recorded = async (answer: Response, status = 201): Promise<Recorded> => JSON.parse(await textOf(answer, status)) as Recorded;
const checkedOf = async (path: string): Promise<string | null> =>
  (await ask.json<{ checked_on: string | null }>(`${path}.json`)).checked_on;
const words = async (path: string): Promise<string> => wordsOf(await page(path, ask));

describe('a check over HTTP', () => {
  it('of a measure is recorded under its ETag, with the row as it is now', async () => {
    const { last_seq } = await ask.json<{ last_seq: number }>(`${MEASURE}.json`);
    const body = { checked_on: '2026-11-09', note: 'Customs notices read' };
    const answer = await ask.post(`${MEASURE}/checks`, body, { 'if-match': `"${last_seq}"` });
    const told = await recorded(answer);
    expect(told).toMatchObject({
      recorded: [{ kind: 'check', measure: 'cn-jp-aquatic-2025' }],
      measure: { id: 'cn-jp-aquatic-2025', checked_on: '2026-11-09' },
    });
    expect(answer.headers.get('etag')).toMatch(new RegExp(`^"${told.last_seq}-[0-9a-f]{12}"$`));
    expect(await checkedOf(MEASURE)).toBe('2026-11-09');
    await problemOf(await ask.post(`${MEASURE}/checks`, body, { 'if-match': `"${last_seq}"` }), 412);
    expect(await checkedOf(DISPUTE)).toBe('2026-10-07');
  });

  it('of a dispute is one of each of its measures', async () => {
    expect(await recorded(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }))).toMatchObject({
      recorded: [{ kind: 'check', measure: null }],
      dispute: { id: 'jp-cn-seafood' },
    });
    const { data } = await ask.json('/measures.json?dispute=jp-cn-seafood');
    expect(data.length).toBeGreaterThan(3);
    for (const row of data) expect(row.checked_on).toBe('2026-11-09');
  });

  it('is only rehearsed by a dry run, and recorded once for one key', async () => {
    const rehearsed = await recorded(await ask.post(`${MEASURE}/checks?dry_run=true`, { checked_on: '2026-11-09' }), 200);
    expect([rehearsed.dry_run, rehearsed.measure?.checked_on]).toEqual([true, '2026-11-09']);
    expect(await checkedOf(MEASURE)).toBe('2026-10-07');
    const once = () => ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }, { 'idempotency-key': 'one' });
    expect(await recorded(await once())).toEqual(await recorded(await once()));
  });

  it('is refused with what would be right', async () => {
    const late = await problemOf(await ask.post(`${MEASURE}/checks`, { checked_on: '2026-11-25' }), 400);
    expect(late.errors).toMatchObject([{ path: 'checked_on', message: expect.stringContaining('"2026-11-25" is not over') }]);
    const { errors } = await problemOf(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11', looked_by: 'me' }), 400);
    expect(errors.map(({ path }) => path).sort()).toEqual(['checked_on', 'looked_by']);
    await problemOf(await ask.post('/measures/nothing/checks', { checked_on: '2026-11-09' }), 404);
    await problemOf(await ask.post('/disputes/nothing/checks', { checked_on: '2026-11-09' }), 404);
    const stranger = await ask.app.request(`${MEASURE}/checks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ checked_on: '2026-11-09' }),
    });
    await problemOf(stranger, 401);
  });

  it('is corrected like every other entry', async () => {
    const seq = (await recorded(await ask.post(`${MEASURE}/checks`, { checked_on: '2026-11-09' }))).recorded[0]?.seq;
    const replacement = { checked_on: '2027-01-01' };
    await problemOf(await ask.post(`/ledger/${seq}/corrections`, { reason: 'A slip', replacement }), 400);
    await recorded(await ask.post(`/ledger/${seq}/corrections`, { reason: 'A slip', replacement: { checked_on: '2026-10-09' } }));
    expect(await checkedOf(MEASURE)).toBe('2026-10-09');
  });

  it('is a column of measures and of disputes', async () => {
    await recorded(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }));
    for (const [path, id] of [
      ['/measures.csv?dispute=jp-cn-seafood', 'cn-jp-aquatic-2025'],
      ['/disputes.csv', 'jp-cn-seafood'],
    ] as const) {
      const [header = '', ...lines] = (await (await ask.app.request(path)).text()).split('\r\n');
      const column = header.split(',').indexOf('checked_on') - header.split(',').length;
      // Cells before it may hold commas; those after it hold none.
      expect(
        lines
          .find((line) => line.startsWith(`${id},`))
          ?.split(',')
          .at(column),
      ).toBe('2026-11-09');
    }
  });

  it('leaves its dispute out of those that were not checked since', async () => {
    const all = await ask.ids('/disputes.json?limit=500');
    await recorded(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }));
    const notCheckedSince = (day: string) => ask.ids(`/disputes.json?limit=500&checked_before=${day}`);
    expect(await notCheckedSince('2026-11-10')).toEqual(all);
    expect(await notCheckedSince('2026-11-09')).toEqual(all.filter((id) => id !== 'jp-cn-seafood'));
    expect(await ask.ids('/disputes.json?limit=500&checked_before=2026-11-09&announced_by=2026-11-08&on=2026-11-24')).toEqual(all);
    const { errors } = await problemOf(await ask.app.request('/disputes.json?checked_before=2026-02-30'), 400);
    expect(errors).toMatchObject([{ path: 'checked_before', message: expect.stringContaining('2026-02 has 28 days') }]);
    for (const wrong of ['soon', '2026-11', '']) await problemOf(await ask.app.request(`/disputes.json?checked_before=${wrong}`), 400);
  });
});

describe('pages', () => {
  it('of a measure and a dispute say when they were last checked, as known and announced then', async () => {
    for (const path of [MEASURE, DISPUTE]) expect(await words(path)).toContain('Last checked 7 October 2026');
    await recorded(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }));
    for (const path of [MEASURE, DISPUTE]) {
      expect(await words(path)).toContain('Last checked 9 November 2026');
      expect(await words(`${path}?announced_by=2026-11-09`)).toContain('Last checked 9 November 2026');
      expect(await words(`${path}?announced_by=2026-11-08`)).toContain('Last checked 7 October 2026');
      expect(await words(`${path}?announced_by=2026-10-06`)).toContain('Not checked yet');
    }
  });

  it('of lists say it of each row, and the disputes have the filter in their form', async () => {
    await recorded(await ask.post(`${DISPUTE}/checks`, { checked_on: '2026-11-09' }));
    expect(await words('/bans?dispute=jp-cn-seafood&on=2026-11-24')).toContain('last checked 9 November 2026');
    const html = await page('/disputes?checked_before=2026-11-09', ask);
    expect(html).toMatch(/<input type="date" id="checked_before" name="checked_before" value="2026-11-09"/);
    expect(html).not.toContain('href="/disputes/jp-cn-seafood"');
    expect(html).toContain('Not checked since');
  });

  it('begin with the five disputes that have waited longest', async () => {
    const others = (await ask.ids('/disputes.json?limit=500')).sort();
    const [first, second] = ['test-first', 'test-second'];
    for (const id of [first, second]) expect((await ask.post('/disputes', { id, title: id })).status).toBe(201);
    for (const id of others) await recorded(await ask.post(`/disputes/${id}/checks`, { checked_on: '2026-11-20' }));
    await recorded(await ask.post(`/disputes/${second}/checks`, { checked_on: '2026-10-01' }));
    const html = await page('/', ask);
    const list = html.slice(html.indexOf('id="unchecked"'));
    expect([...list.matchAll(/<li><a href="\/disputes\/([\w-]+)"/g)].map(([, id]) => id)).toEqual([first, second, ...others.slice(0, 3)]);
    expect(wordsOf(list)).toContain('Not checked yet');
    expect(wordsOf(list)).toContain('Last checked 1 October 2026');
    const link = /href="(\/disputes\?checked_before=[^"]+)"/.exec(list)?.[1] ?? '';
    expect(link).toBe('/disputes?checked_before=2026-10-25');
    expect((await ask.ids(link.replace('?', '.json?'))).sort()).toEqual([first, second]);
    const then = await page('/?announced_by=2026-10-31&on=2026-11-24', ask);
    expect(wordsOf(then.slice(then.indexOf('id="unchecked"')))).not.toContain('20 November 2026');
  });
});

describe('the form of a check', () => {
  it.each([MEASURE, DISPUTE])('%s: is offered to those who are signed in, previewed, and recorded', async (path) => {
    const browser = await new Browser(ask).signIn(ask.token);
    expect(await page(path, ask)).not.toContain(`${path}/check`);
    expect(await browser.page(path)).toContain(`href="${path}/check"`);
    // Whatever day the page was about, a check is up to today unless said otherwise.
    const form = formTo(await browser.page(`${path}/check?on=2027-01-01`), `${path}/check`);
    expect(form.fields.checked_on).toEqual(['2026-11-24']);
    const preview = wordsOf(await textOf(await browser.preview(`${path}/check`, { checked_on: '2026-11-09' })));
    expect(preview).toMatch(/looked at up to 9 November 2026: nothing beyond what stands here/i);
    const answer = await browser.record(`${path}/check`, { checked_on: '2026-11-09', note: 'Read the notices' });
    expect(answer.headers.get('location')).toMatch(new RegExp(`^${path}#entry-\\d+$`));
    expect(await checkedOf(path)).toBe('2026-11-09');
    const late = await browser.preview(`${path}/check`, { checked_on: '2026-12-01' });
    expect(wrongAt(await textOf(late, 400), 'checked_on')).toContain('"2026-12-01" is not over');
  });
});
