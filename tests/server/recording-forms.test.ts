import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded, lawfulNext, statusAfterUntil } from '../../src/domain/status.ts';
import { STATUSES, type Status } from '../../src/domain/vocabulary.ts';
import { exportTo } from '../../src/keep/export.ts';
import { numbered } from '../pages/addresses.ts';
import { ofEachKind } from '../support/thorough.ts';
import { type Asking, asking, askingExamples } from './asking.ts';
import { Browser, type Fields, formTo, previewed, textOf, wrongAt } from './browsing.ts';
import { wordsOf } from './page.ts';

const SUSPENDED = 'cn-jp-aquatic-2025';
const RECORD = `/measures/${SUSPENDED}/record`;
const change = { status: 'suspended', effective_on: '2026-12-01', until_on: '2027-06', unsourced: 'true', note: 'An example' };

let ask: Asking;
let browser: Browser;

interface Measure {
  last_seq: number;
  state: { status: Status } | null;
  statuses: { seq: number; status: Status; certainty: string }[];
  ledger: { seq: number; kind: string; recorded_by: string; note: string | null; sources: string[]; status?: string }[];
}
const measureOf = (id: string, query = '', of = ask) => of.json<Measure>(`/measures/${id}.json${query}`);
const lastSeq = async (): Promise<unknown> => (await ask.execute('select seq from change_seq'))[0]?.seq;

/** The sha256 of each file of an export, and the last seq. */
const exported = () => exportTo(ask.tracker, join(ask.folder, 'out'));

describe('who is not signed in', () => {
  beforeAll(async () => {
    ask = await asking();
    browser = new Browser(ask);
  });
  afterAll(() => ask.close());

  const paths = [
    RECORD,
    '/disputes/jp-cn-seafood/record',
    '/disputes/jp-cn-seafood/resolve',
    '/ledger/ENTRY/correct',
    '/resolutions/PENDING/implement',
    '/resolutions/PENDING/collapse',
  ];

  it.each(paths)('is sent from %s to sign in, and back', async (address) => {
    const path = await numbered(address, ask.json);
    const answer = await browser.send(`${path}?on=2024-10-24`);
    expect(answer.status).toBe(303);
    const back = new URL(answer.headers.get('location') ?? '', 'http://localhost');
    expect([back.pathname, back.searchParams.get('back')]).toEqual(['/sign-in', `${path}?on=2024-10-24`]);
  });

  it.each(paths)('records nothing at %s', async (path) => {
    const before = await lastSeq();
    const note = 'half an hour of typing';
    const html = await textOf(await browser.post(await numbered(path, ask.json), { ...change, note, do: 'record' }), 401);
    expect(html).toContain('Nothing was recorded');
    expect(html).toMatch(/<a href="\/sign-in\?back=/);
    expect(html, 'what was typed is kept').toContain(note);
    expect(await lastSeq()).toBe(before);
  });
});

describe('what may follow', () => {
  beforeAll(async () => {
    ask = await asking();
    browser = await new Browser(ask).signIn(ask.token);
  });
  afterAll(() => ask.close());

  const offered = (html: string, path: string) => (formTo(html, path).options.status ?? []).filter(Boolean);
  /** The statuses that may follow, and the same once more with another end, where it can have one, or for sure, where it is in doubt. */
  const expected = (status: Status | null, isDoubtful = false) =>
    STATUSES.filter((one) => {
      const again = statusAfterUntil(one) !== null || (isDoubtful && !hasEnded(one));
      return lawfulNext(status).includes(one) || (one === status && again);
    });

  it('is all that is offered, for every measure', async () => {
    const seen = new Set<string>();
    const { data } = await ask.json('/measures.json?status=all&limit=500&on=2099-01-01');
    for (const { id } of ofEachKind(data, ({ kind, status }) => `${kind} ${status}`, 2, 6)) {
      // After everything that is recorded, so that nothing later narrows what may follow.
      const { state, statuses } = await measureOf(id, '?on=2099-01-01');
      const path = `/measures/${id}/record`;
      expect(offered(await browser.page(`${path}?on=2099-01-01`), path), id).toEqual(
        expected(state?.status ?? null, statuses.at(-1)?.certainty === 'doubtful'),
      );
      seen.add(state?.status ?? '');
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  it('is offered anew for another day, and says so', async () => {
    const early = await textOf(await browser.preview(RECORD, { effective_on: '2020-03', status: '', unsourced: 'true' }), 400);
    expect(offered(early, RECORD)).not.toContain('lifted');
    expect(wordsOf(early)).toContain('In March 2020 nothing is recorded yet; these may follow');
    const late = await browser.page(RECORD);
    expect(offered(late, RECORD)).toContain('lifted');
  });

  it('says what a change recorded for later leaves out, and what to do if that no longer holds', async () => {
    const path = '/measures/cn-au-wine-ad/record';
    const form = await browser.page(`${path}?on=2023-01-01`);
    expect(offered(form, path)).not.toContain('lifted');
    const { statuses } = await ask.json<{ statuses: { seq: number; from: string }[] }>('/measures/cn-au-wine-ad.json');
    const { seq, from } = statuses.find((one) => one.from > '2023-01-01') as { seq: number; from: string };
    expect(from).toBe('2024-03-29');
    expect(wordsOf(form)).toContain(`Left out, as entry ${seq} records lifted from 29 March 2024: lifted, expired,`);
    expect(wordsOf(form)).toContain(`If that no longer holds, correct entry ${seq} first.`);
    // What was only set for later is no bar: an end that is announced today takes it away.
    expect(offered(await browser.page('/measures/eu-cn-bev-cvd/record?on=2026-11-20'), '/measures/eu-cn-bev-cvd/record')).toContain(
      'lifted',
    );
    expect(wordsOf(await browser.page(RECORD))).not.toContain('Left out');
  });

  it('looks at what is recorded later too: it is what the verb would take', async () => {
    const accepts = async (id: string, status: Status, effective_on: string): Promise<boolean> => {
      const exemptions = status === 'partially_lifted' ? { exemptions: [{ condition: 'some that nothing else frees' }] } : {};
      for (const until of [{}, { until_on: '2070-12-31' }]) {
        const body = { status, effective_on, announced_on: '2026-11-24', ...exemptions, ...until, unsourced: true };
        if ((await ask.post(`/measures/${id}/status-changes?dry_run=true`, body)).status === 200) return true;
      }
      return false;
    };
    const narrowed: string[] = [];
    for (const [id, on] of [
      ['cn-jp-aquatic-2023', '2023-08-01'],
      ['cn-jp-aquatic-2023', '2024-01-01'],
      ['cn-au-wine-ad', '2021-03-27'],
      ['cn-au-wine-cvd', '2021-01-01'],
      ['cn-au-coal', '2022'],
      ['eu-cn-bev-cvd', '2024-07-01'],
    ] as const) {
      const path = `/measures/${id}/record`;
      const html = await textOf(await browser.preview(path, { effective_on: on, status: '', unsourced: 'true' }), 400);
      const taken: Status[] = [];
      for (const status of STATUSES) if (await accepts(id, status, on)) taken.push(status);
      expect(offered(html, path), `${id} on ${on}`).toEqual(taken);
      const { state } = await measureOf(id, `?on=${on.length === 4 ? `${on}-01-01` : on}`);
      if (taken.length < expected(state?.status ?? null).length) narrowed.push(id);
    }
    expect(narrowed.length).toBeGreaterThan(1);
  });

  it('keeps a choice that is not lawful, and lists what would be', async () => {
    const html = await textOf(await browser.preview(RECORD, { ...change, status: 'declined', until_on: '' }), 409);
    expect(formTo(html, RECORD).fields.status).toEqual(['declined']);
    expect(wrongAt(html, 'status')).toContain('lifted');
    const words = wordsOf(html.slice(html.indexOf('role="alert"'), html.indexOf('</section>')));
    for (const status of lawfulNext('in_force')) expect(words).toContain(status.replaceAll('_', ' '));
  });
});

describe('recording a change', () => {
  beforeEach(async () => {
    ask = await askingExamples();
    browser = await new Browser(ask).signIn(ask.token);
  });
  afterEach(() => ask.close());

  it('is previewed first, which records nothing', async () => {
    const before = [await lastSeq(), await exported()];
    const html = await textOf(await browser.preview(RECORD, change));
    expect([await lastSeq(), await exported()]).toEqual(before);
    const words = wordsOf(html);
    expect(words).toContain('On 1 December 2026');
    expect(words).toMatch(/in force → becomes\s+‖ suspended/);
    expect(words).toContain('the dispute “Bans on Japanese seafood over Fukushima water” stays active');
    expect(words).toContain('Suspended from 1 December 2026; June 2027 is the first day without');
    expect(html).not.toMatch(/<script|<style| style=/);
  });

  it('shows the doubt and the day of the announcement, with which it would be recorded', async () => {
    const told = { ...change, announced_on: '2026-11-20', doubt: 'a report alone' };
    // The form is below, with what was typed: what counts is said above it.
    const card = (html: string) => wordsOf(html.slice(0, html.indexOf('>Record</button>')));
    expect(card(await textOf(await browser.preview(RECORD, told)))).toMatch(/Announced 20 November 2026.*in doubt: a report alone/);
    expect(card(await textOf(await browser.preview(RECORD, change)))).not.toMatch(/Announced|a report alone/);
  });

  it('shows what a month brings when the month is over, not on its first day', async () => {
    const lifted = { status: 'lifted', effective_on: '2027-02', unsourced: 'true' };
    const html = wordsOf(await textOf(await browser.preview(RECORD, lifted)));
    expect(html).toContain('On 28 February 2027');
    expect(html).toMatch(/in force → becomes\s+✓ lifted/);
    expect(html).toContain('Lifted from February 2027');
  });

  it('records what was previewed, as the API does, and leads to the entry', async () => {
    const answer = await browser.record(RECORD, change);
    expect(answer.status).toBe(303);
    const { ledger, state } = await measureOf(SUSPENDED, '?on=2026-12-01');
    const entry = ledger.at(-1);
    expect(answer.headers.get('location')).toBe(`/measures/${SUSPENDED}#entry-${entry?.seq}`);
    expect(entry).toMatchObject({ recorded_by: 'desk', note: 'An example', sources: [], status: 'suspended', until_on: '2027-06' });
    expect(state?.status).toBe('suspended');
    // Verified means read in the source that is named, and none was.
    expect(entry).toMatchObject({ confidence: 'recalled' });

    const api = await askingExamples();
    const { status, effective_on, until_on, note } = change;
    await api.post(`/measures/${SUSPENDED}/status-changes`, {
      status,
      effective_on,
      until_on,
      note,
      confidence: 'recalled',
      unsourced: true,
    });
    expect((await measureOf(SUSPENDED, '', api)).ledger.at(-1)).toEqual(entry);
    await api.close();
  });

  it('is not recorded without having been previewed as it is', async () => {
    const before = await lastSeq();
    const form = formTo(await browser.page(RECORD), RECORD);
    const unseen = await browser.post(form.action, { ...form.fields, ...change, do: 'record' });
    const html = await textOf(unseen);
    expect(html).toContain('This is not what you saw before');
    const seen = previewed(html, RECORD);
    const altered = await textOf(await browser.post(RECORD, { ...seen.fields, until_on: '2028', do: 'record' }));
    expect(altered).toContain('This is not what you saw before');
    expect(await lastSeq()).toBe(before);
  });

  it('is recorded once, however often it is sent', async () => {
    const form = previewed(await textOf(await browser.preview(RECORD, change)), RECORD);
    const send = () => browser.post(form.action, { ...form.fields, do: 'record' });
    const [first, second] = await Promise.all([send(), send()]);
    const third = await send();
    expect([first.status, second.status, third.status]).toEqual([303, 303, 303]);
    expect([second, third].map((one) => one.headers.get('location'))).toEqual(Array(2).fill(first.headers.get('location')));
    expect((await measureOf(SUSPENDED)).ledger.filter((entry) => entry.note === 'An example')).toHaveLength(1);
  });

  it('is refused where the measure has changed since it was looked at, keeps the input, and goes through after another look', async () => {
    const form = previewed(await textOf(await browser.preview(RECORD, change)), RECORD);
    await ask.post(`/measures/${SUSPENDED}/milestones`, { type: 'talks', happened_on: '2026-11-23', title: 'Talks', unsourced: true });
    const html = await textOf(await browser.post(form.action, { ...form.fields, do: 'record' }), 412);
    expect(html).toContain('role="alert"');
    expect(wordsOf(html)).toContain('has changed since you saw it');
    expect(html).toContain(`href="/measures/${SUSPENDED}"`);
    expect((await measureOf(SUSPENDED)).ledger.some((entry) => entry.note === 'An example')).toBe(false);
    const again = formTo(html, RECORD);
    expect(again.fields).toMatchObject({ status: ['suspended'], until_on: ['2027-06'], note: ['An example'], unsourced: ['true'] });
    const seen = previewed(await textOf(await browser.post(again.action, { ...again.fields, do: 'preview' })), RECORD);
    expect((await browser.post(RECORD, { ...seen.fields, do: 'record' })).status).toBe(303);
  });

  it('says at each field what is wrong, keeps the input, and records nothing', async () => {
    const before = await lastSeq();
    const wrong = {
      effective_on: '2026-02-30',
      status: 'partially_lifted',
      until_on: 'soon',
      announced_on: '1899',
      note: 'line one\nline "two" <b>&amp;',
      source_title: 'A title',
      source_url: 'ftp://x',
      exempt_goods: ['12345', '03'],
      exempt_partners: ['', 'Nowhere'],
    };
    const html = await textOf(await browser.preview(RECORD, wrong), 400);
    expect(wrongAt(html, 'effective_on')).toContain('2026-02-28');
    expect(wrongAt(html, 'until_on')).toContain('"soon"');
    expect(wrongAt(html, 'announced_on')).toContain('1900');
    expect(wrongAt(html, 'source_url')).toContain('http');
    expect(wrongAt(html, 'source_publisher')).toBe('is needed');
    expect(wrongAt(html, 'exempt_goods-1')).toContain('12345');
    expect(wrongAt(html, 'exempt_partners-2')).toContain('Nowhere');
    expect(html).not.toContain('id="exempt_goods-2-wrong"');
    for (const id of ['effective_on', 'exempt_partners-2']) expect(html).toContain(`<a href="#${id}">`);
    const { fields } = formTo(html, RECORD);
    expect(fields).toMatchObject({ note: ['line one\nline "two" <b>&amp;'], exempt_goods: ['12345', '03', ''], source_url: ['ftp://x'] });
    expect(await lastSeq()).toBe(before);
  });

  it('needs a source, or that there is none; not both', async () => {
    const without = { ...change, unsourced: [] };
    expect(wrongAt(await textOf(await browser.preview(RECORD, without), 400), 'sources-1')).toContain('tick');
    expect(
      wrongAt(await textOf(await browser.preview(RECORD, { ...change, sources: ['xinhua-2023-08', ''] }), 400), 'unsourced'),
    ).toContain('untick');
    expect(wrongAt(await textOf(await browser.preview(RECORD, { ...without, sources: ['', 'no-such'] }), 400), 'sources-2')).toContain(
      'no-such',
    );
  });

  it('cites sources of the register, several at once, and a new one under an id made of its publisher and title', async () => {
    const [one, two] = await ask.ids('/sources.json?limit=500');
    const sources = {
      unsourced: [],
      sources: [`${one}, ${two}`, ''],
      source_publisher: 'Ministère de l’Économie',
      source_title: 'Avis nº 6: «bœuf»',
      source_kind: 'official',
    };
    expect((await browser.record(RECORD, { ...change, ...sources })).status).toBe(303);
    const made = 'ministere-de-l-economie-avis-no-6-b-uf';
    expect((await measureOf(SUSPENDED)).ledger.at(-1)?.sources).toEqual([one, two, made]);
    expect((await ask.json(`/sources.json?q=${made}`)).data).toMatchObject([{ id: made, publisher: 'Ministère de l’Économie' }]);
    // The same id for another source is said at the id.
    const other = { ...sources, sources: ['', ''], source_title: 'Avis nº 6 – b-uf' };
    const html = await textOf(await browser.preview(RECORD, { ...change, ...other, until_on: '2028' }), 400);
    expect(wrongAt(html, 'source_id')).toContain('another id');
    const chinese = { ...sources, sources: ['', ''], source_publisher: '新华社', source_title: '通知' };
    expect(wrongAt(await textOf(await browser.preview(RECORD, { ...change, ...chinese }), 400), 'source_id')).toBe('is needed');
  });

  it('takes exemptions in parts, with countries and companies as people call them', async () => {
    const exempt = {
      status: 'partially_lifted',
      until_on: '',
      exempt_goods: ['0306, ex 0307', ''],
      exempt_words: ['', 'Pearls'],
      exempt_partners: ['Hokkaido', 'jpn'],
      exempt_condition: ['', 'for shows'],
    };
    const html = await textOf(await browser.preview(RECORD, { ...change, ...exempt }), 400);
    expect(wrongAt(html, 'exempt_partners-2')).toContain('"jpn" is no economy or area here');
    expect(
      (await browser.record(RECORD, { ...change, ...exempt, exempt_partners: ['Hokkaido', 'Korea, Republic of, Japan'] })).status,
    ).toBe(303);
    const { ledger } = await measureOf(SUSPENDED);
    expect(ledger.at(-1)).toMatchObject({
      exemptions: [
        { goods: [{ codes: ['0306'] }, { codes: ['ex 0307'] }], partners: ['JP-01'] },
        { goods: [{ name: 'Pearls', codes: [] }], partners: ['KR', 'JP'], condition: 'for shows' },
      ],
    });
  });

  it('shows what people write as text', async () => {
    const note = '"><script>alert(1)</script> \u202Eright to left\u202C </textarea>';
    const html = await textOf(await browser.preview(RECORD, { ...change, note, doubt: `'"><img src=x>`, status: '"><script>' }), 400);
    expect(html).not.toMatch(/<script|<img/);
    expect(formTo(html, RECORD).fields).toMatchObject({ note: [note], doubt: [`'"><img src=x>`], status: ['"><script>'] });
    const good = await textOf(await browser.preview(RECORD, { ...change, note }));
    expect(good).not.toContain('<script');
    expect(previewed(good, RECORD).fields.note).toEqual([note]);
  });

  it('is refused from another site, and without the secret of its form', async () => {
    const form = previewed(await textOf(await browser.preview(RECORD, change)), RECORD);
    const fields: Fields = { ...form.fields, do: 'record' };
    const before = await lastSeq();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}])
      expect((await browser.post(RECORD, fields, headers as Record<string, string>)).status).toBe(403);
    const { csrf: _csrf, ...without } = fields;
    expect((await browser.post(RECORD, without)).status).toBe(403);
    const other = await new Browser(ask).signIn(ask.token);
    const foreign = await textOf(await other.post(RECORD, fields), 403);
    expect(foreign).toContain('in another session');
    expect(await lastSeq()).toBe(before);
    // What was typed is kept, in a form of the session that is there now.
    const own = formTo(foreign, RECORD);
    expect(own.fields).toMatchObject({ effective_on: [change.effective_on] });
    expect((await other.post(RECORD, { ...own.fields, do: 'preview' })).status).toBe(200);
  });

  it('is a page that only its browser keeps, to go back to, of a measure that is there', async () => {
    expect((await browser.send(RECORD)).headers.get('cache-control')).toBe('private, no-cache');
    expect((await browser.preview(RECORD, change)).headers.get('cache-control')).toBe('private, no-cache');
    await browser.page('/measures/no-such/record', 404);
    await browser.page('/disputes/no-such/resolve', 404);
    await browser.page(`${RECORD}?foo=1`, 400);
    const put = await browser.send(RECORD, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } };
    expect((await browser.send(RECORD, json)).status).toBe(415);
  });

  it('records into the present, whatever time it was looked at from', async () => {
    const path = `${RECORD}?on=2026-01-01&known_at=2025-12-01`;
    const html = await browser.page(path);
    expect(wordsOf(html)).toContain('recorded now');
    expect(html).toContain('href="/bans?on=2026-01-01&amp;known_at=2025-12-01"');
    expect(formTo(html, RECORD).fields.effective_on).toEqual(['2026-01-01']);
    expect((await browser.record(path, change)).headers.get('location')).toMatch(/^\/measures\/cn-jp-aquatic-2025#entry-\d+$/);
  });
});
