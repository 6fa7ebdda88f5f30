import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LISTS } from '../../src/lookups/lists.ts';
import { createApp } from '../../src/server/app.ts';
import { MOST } from '../../src/server/assistants/answers.ts';
import { TOOLS } from '../../src/server/assistants/tools.ts';
import { type App, createLog } from '../../src/server/context.ts';
import { oneIn } from '../support/thorough.ts';
import { type Asking, asking, problemOf } from './asking.ts';

let ask: Asking;
let client: Client;
beforeAll(async () => {
  ask = await asking();
  client = await assistant(ask.app);
});
afterAll(async () => {
  await client.close();
  await ask.close();
});

const SITE = 'https://disputes.example';

/** The official client over an app. */
async function assistant(app: App): Promise<Client> {
  const one = new Client({ name: 'tests', version: '1' });
  const send = async (url: string | URL, init?: RequestInit): Promise<Response> => app.request(String(url), init ?? {});
  await one.connect(new StreamableHTTPClientTransport(new URL(`${SITE}/mcp`), { fetch: send }));
  return one;
}

interface Answer {
  on: string;
  known_at: string;
  data: { id: string; sources: string[]; certainty: string }[];
  took?: Record<string, string>;
  cited: { id: string; title: string; url: string | null }[];
  permalink: string;
  cursor?: string;
  go_on?: string;
  left_out?: string[];
  whole?: string;
}

async function call<T = Answer>(name: string, args: object): Promise<T> {
  const result = await client.callTool({ name, arguments: { ...args } });
  const [content] = result.content as { type: string; text: string }[];
  expect(result.isError ?? false, content?.text).toBe(false);
  expect(JSON.parse(content?.text ?? '')).toEqual(result.structuredContent);
  expect((content?.text ?? '').length).toBeLessThanOrEqual(MOST);
  return result.structuredContent as T;
}

async function complaint(name: string, args: object): Promise<string> {
  const result = await client.callTool({ name, arguments: { ...args } });
  expect(result.isError).toBe(true);
  return (result.content as { text: string }[]).map(({ text }) => text).join('\n');
}

/** What stands at an address of the answer. */
const at = async <T>(address: string): Promise<T> => {
  expect(address.startsWith(`${SITE}/`)).toBe(true);
  return ask.json<T>(address.slice(SITE.length).replace('?', '.json?'));
};

describe('an assistant', () => {
  it('is told of tools that read, with the parameters of the HTTP interface', async () => {
    const { tools } = await client.listTools();
    const reading = tools.filter(({ annotations }) => annotations?.readOnlyHint);
    expect(reading.map(({ name }) => name)).toEqual([...TOOLS.map(({ name }) => name), 'describe_change']);
    expect(tools).toHaveLength(reading.length + 1);
    const measures = tools.find(({ name }) => name === 'list_measures');
    const known = Object.keys(measures?.inputSchema.properties ?? {});
    expect(known).toEqual(['kind', ...Object.keys(LISTS.measures.parameters), 'limit', 'cursor']);
    expect(measures?.inputSchema.properties).toMatchObject({ limit: { type: 'integer' }, lifting_agreed: { type: 'boolean' } });
    // A code is no pattern here: words are understood.
    expect(measures?.inputSchema.properties?.imposed_by).not.toHaveProperty('pattern');
    expect(tools.find(({ name }) => name === 'quote_duty')?.inputSchema.required).toEqual(['importer', 'origin', 'product']);
    expect(client.getInstructions()).toContain('no legal advice');
  });

  it('asks which bans hit a good in words, and learns the codes, the sources and an address that stays true', async () => {
    const answer = await call('list_measures', { kind: 'ban', imposed_by: 'China', affected: 'Hokkaido', on: '2024-10-24' });
    expect(answer.took).toEqual({ imposed_by: 'CN', affected: 'JP', area: 'JP-01' });
    expect(answer.data.map(({ id }) => id)).toEqual(await ask.ids('/bans.json?imposed_by=CN&affected=JP&area=JP-01&on=2024-10-24'));
    const named = new Set(answer.data.flatMap(({ sources }) => sources));
    expect(named.size).toBeGreaterThan(0);
    expect(new Set(answer.cited.map(({ id }) => id))).toEqual(named);
    expect(answer.permalink).toContain('known_at=');
    expect((await at<Answer>(answer.permalink)).data).toEqual(answer.data);
  });

  it('gets measures in force unless it asks for others, and those announced by a day', async () => {
    const question = { imposed_by: 'CN', affected: 'AU', limit: 500 };
    const ids = async (args: object) => (await call('list_measures', { ...question, ...args })).data.map(({ id }) => id);
    expect(await ids({ on: '2021-06-01' })).toEqual(
      await ask.ids('/measures.json?imposed_by=CN&affected=AU&on=2021-06-01&status=active&limit=500'),
    );
    expect(await ids({ status: 'all', on: '2021-06-01' })).toEqual(
      await ask.ids('/measures.json?imposed_by=CN&affected=AU&on=2021-06-01&status=all&limit=500'),
    );
    const before = await call('list_status_changes', { measure: 'cn-au-wine-ad', announced_by: '2021-03-01' });
    const after = await call('list_status_changes', { measure: 'cn-au-wine-ad', announced_by: '2021-03-28' });
    expect(after.data.length).toBeGreaterThan(before.data.length);
    expect(before.permalink).toContain('announced_by=2021-03-01');
  });

  it('asks what a good pays as a program does: numbers, truths, lists, nothing for null', async () => {
    const question = { importer: 'EU', origin: 'China', product: '8703 80 10 10', exporter: 'BYD', on: '2024-10-30' };
    const answer = await call<{ total_ad_valorem_pct: string; permalink: string; took: object }>('quote_duty', {
      ...{ ...question, preference: false, customs_value: 20000, currency: 'EUR', quantity: ['1 unit'], quota: null },
    });
    expect(answer.took).toEqual({ origin: 'CN' });
    const { total_ad_valorem_pct } = await ask.json<typeof answer>(
      '/duty.json?importer=EU&origin=CN&product=8703801010&exporter=BYD&on=2024-10-30&customs_value=20000&currency=EUR&quantity=1+unit',
    );
    expect(answer.total_ad_valorem_pct).toBe(total_ad_valorem_pct);
    expect(await at(answer.permalink)).toMatchObject({ total_ad_valorem_pct });
    const history = await call('duty_history', { importer: 'EU', origin: 'CN', product: '8703801010', from: '2024-01-01' });
    expect((await at<Answer>(history.permalink)).data).toEqual(history.data);
  });

  it('finds what words mean, and shows records whole as far as there is room', async () => {
    expect(await call('search', { q: 'jp-cn-seafood' })).toMatchObject({ disputes: [{ id: 'jp-cn-seafood' }] });
    const small = await call<Answer & { id: string }>('show_dispute', { id: 'gb-cn-whisky' });
    expect([small.id, small.left_out]).toEqual(['gb-cn-whisky', [expect.stringMatching(/^ledger: 0 of \d+$/)]]);
    const large = await call<Answer & { measure_rows: object[] }>('show_dispute', { id: 'us-cn-301', on: '2025-01-01' });
    expect(large.left_out?.length).toBeGreaterThan(1);
    expect(large.whole).toContain(`${SITE}/disputes/us-cn-301.json?on=2025-01-01&known_at=`);
    const { rate_steps } = await ask.json<{ rate_steps: object[] }>('/measures/eu-cn-bev-cvd.json?exporter=Tesla');
    expect(rate_steps.length).toBeGreaterThan(1);
    const shown = await call<{ rate_steps: object[] }>('show_measure', { id: 'eu-cn-bev-cvd', exporter: 'Tesla' });
    expect(shown.rate_steps).toHaveLength(rate_steps.length);
  });

  it('no record and no list is longer than what is promised', async () => {
    for (const id of oneIn(4, await ask.ids('/disputes.json?limit=500'))) await call('show_dispute', { id });
    for (const id of oneIn(4, await ask.ids('/measures.json?imposed_by=US&limit=500&status=active'))) await call('show_measure', { id });
    await call('list_status_changes', { limit: 500 });
  });

  it('goes on where a page that was cut to size ended, without a gap', async () => {
    const question = { status: 'all', imposed_by: 'US', limit: 500, on: '2026-11-24' };
    const first = await call('list_measures', question);
    expect(first.go_on).toMatch(/^There are more rows, \d+ in all/);
    const seen = first.data.map(({ id }) => id);
    for (let { cursor } = first; cursor !== undefined; ) {
      const page = await call('list_measures', { ...question, cursor });
      seen.push(...page.data.map(({ id }) => id));
      ({ cursor } = page);
    }
    expect(seen).toEqual(await ask.ids('/measures.json?status=all&imposed_by=US&limit=500&on=2026-11-24'));
  });

  it('is told what is wrong in the words of the HTTP interface', async () => {
    const asJson = async (path: string) => problemOf(await ask.app.request(path), 400);
    expect(await complaint('list_measures', { imposed_by: 'CN', on: '2024-13-01' })).toBe(
      (await asJson('/bans.json?on=2024-13-01')).detail,
    );
    expect(await complaint('list_measures', { product: 'scallops' })).toBe((await asJson('/bans.json?product=scallops')).detail);
    expect(await complaint('quote_duty', { importer: 'EU' })).toContain('product: is missing');
    expect(await complaint('list_disputes', { nonsense: 1 })).toContain('the known ones are on, announced_by, known_at, state');
    expect(await complaint('show_dispute', { id: 'nope' })).toContain('there is no dispute "nope"');
    expect(await complaint('show_measure', {})).toContain('id: is missing');
    expect(await complaint('show_measure', { id: { a: 1 } })).toBe('id: give a text, not an object');
    expect(await complaint('list_measures', { cursor: 'x' })).toContain('"x" is no cursor');
    expect(await complaint('search', { q: 'tea \ud800' })).toBe('q: this is no text in Unicode');
    expect(await complaint('show_measure', { id: '../disputes/odd?x=1#y' })).toContain('there is no measure "../disputes/odd?x=1#y"');
  });
});

describe('/mcp', () => {
  const post = (init: RequestInit & { headers?: Record<string, string> }, app = ask.app) =>
    app.request('/mcp', {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
      ...init,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...init.headers },
    });

  it('keeps no session: each request is answered by itself', async () => {
    const answer = await post({});
    expect(answer.status).toBe(200);
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('list_measures');
    const { status, detail } = await problemOf(await ask.app.request('/mcp'), 405);
    expect([status, detail]).toEqual([405, expect.stringContaining('use POST')]);
  });

  it('refuses pages of other sites, whatever name they made lead here', async () => {
    for (const origin of ['https://evil.example', 'http://evil.example:3000', 'null', 'http://localhost.evil.example'])
      expect((await problemOf(await post({ headers: { origin, host: 'evil.example:3000' } }), 403)).detail).toContain('may not ask here');
    for (const origin of ['http://localhost:6274', 'http://127.0.0.1', 'http://[::1]:80'])
      expect((await post({ headers: { origin } })).status).toBe(200);
  });

  it('refuses what is too long or no JSON', async () => {
    expect((await post({ body: `"${'x'.repeat(1024 * 1024)}"` })).status).toBe(413);
    expect((await post({ body: '{' })).status).toBe(400);
    expect((await post({ headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  it('tells of a failure of its own without its words, and logs it', async () => {
    const lines: string[] = [];
    const broken = await asking({ log: createLog('error', (line) => lines.push(line)) });
    await broken.execute('drop table change_seq');
    const other = await assistant(broken.app);
    const { isError, content } = await other.callTool({ name: 'list_measures', arguments: { imposed_by: 'China' } });
    expect([isError, content]).toEqual([true, [{ type: 'text', text: 'the tracker failed over this question: its log says why' }]]);
    expect(lines.join('')).toContain('no such table');
    await other.close();
    await broken.close();
  });

  it('leads to where the site is reached, also behind a proxy with TLS', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { q: 'wine' } } });
    const answer = await post({ body, headers: { 'x-forwarded-proto': 'https' } });
    expect(await answer.text()).toContain('https://localhost/search?q=wine');
  });

  it('answers at a server that only reads', async () => {
    const other = await assistant(createApp(ask.tracker, { readOnly: true }));
    expect((await other.callTool({ name: 'search', arguments: { q: 'wine' } })).isError ?? false).toBe(false);
    await other.close();
  });
});
