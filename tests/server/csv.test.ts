import { type IncomingMessage, request } from 'node:http';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMeasure } from '../../src/changes/register.ts';
import { write } from '../../src/changes/write.ts';
import { LIST_NAMES, LISTS } from '../../src/lookups/lists.ts';
import { createLog, type Env } from '../../src/server/context.ts';
import { answerRows, RENDERINGS } from '../../src/server/renderings.ts';
import { serve } from '../../src/server/serve.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { putRows, testTracker } from '../support/database.ts';
import { casesOf, THOROUGH } from '../support/thorough.ts';
import { type Asking, addExampleGoods, asking, problemOf } from './asking.ts';
import { csvRows, rowCount, trailing } from './csv.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
  await addExampleGoods(ask);
});
afterAll(() => ask.close());

const COLUMNS = LIST_NAMES.map((name) => [`/${name}`, LISTS[name].columns] as const);

/** A cell as CSV has it. */
const flat = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value));

describe('a list as CSV', () => {
  it('tells who asks in a way that it does not know what it may be asked: how a file is written too, and not where a page begins', async () => {
    const { detail } = await problemOf(await ask.app.request('/bans.csv?colour=red'), 400);
    expect(detail).toContain('codes, bom');
    expect(detail).not.toContain('cursor');
    expect((await problemOf(await ask.app.request('/bans.jsonl?codes=true'), 400)).detail).toContain('"codes"');
  });

  it.each(COLUMNS)('has all rows of %s, and its columns in their order', async (path, columns) => {
    const { trailers, wire } = trailing();
    // There are tens of thousands of rates.
    const some = path === '/rates' && !THOROUGH ? 'imposed_by=CA' : '';
    const answer = await ask.app.request(`${path}.csv?${some}`, {}, wire);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const { count, data } = await ask.json<{ count: number; data: Record<string, unknown>[] }>(`${path}.json?count=true&limit=500&${some}`);
    const rows = await csvRows(answer);
    expect(rowCount(answer, trailers)).toBe(String(count));
    expect(rows).toHaveLength(count);
    expect(Object.keys(rows[0] ?? {})).toEqual([...columns]);
    const simple = columns.filter((column) => !['outcomes', 'areas'].includes(column));
    const guarded = (text: string): string => text.replace(/^'(?=[=+\-@])/, '');
    const cells = (row: Record<string, unknown>): string[] => simple.map((column) => flat(row[column]));
    expect(rows.slice(0, data.length).map((row) => cells(row).map(guarded))).toEqual(data.map(cells));
  });

  it('names the list, the day and the instant', async () => {
    const { headers } = await ask.app.request('/bans.csv?on=2024-10-24&known_at=2026-12-31');
    const { known_at } = await ask.json('/bans.json?on=2024-10-24&known_at=2026-12-31');
    expect(headers.get('content-disposition')).toBe('attachment; filename="bans-2024-10-24.csv"');
    expect(headers.get('x-on')).toBe('2024-10-24');
    expect(headers.get('x-known-at')).toBe(known_at);
  });

  it.each([
    ['bans', 'imposed_by=CN'],
    ['tariffs', 'imposed_by=CN&on=2031-12-01'],
    ['rates', 'imposed_by=CN&product=2208&from=2025-01-01'],
  ])('of %s in force says how many measures may be too, which JSON names with the first page', async (name, question) => {
    const { in_doubt } = await ask.json<{ in_doubt: object[] }>(`/${name}.json?${question}`);
    expect(in_doubt.length).toBeGreaterThan(0);
    for (const suffix of ['csv', 'jsonl', 'xlsx', 'parquet']) {
      const { headers } = await ask.app.request(`/${name}.${suffix}?${question}`);
      expect(headers.get('x-in-doubt'), suffix).toBe(String(in_doubt.length));
    }
    expect((await ask.app.request(`/${name}.csv?${question}&status=all`)).headers.get('x-in-doubt')).toBeNull();
  });

  it.each(['bans', 'tariffs', 'measures', 'rates'])('of %s says why goods have another code, as JSON and the page do', async (name) => {
    const question = 'product=851712&on=2026-11-24';
    const { code_outdated } = await ask.json<{ code_outdated: string }>(`/${name}.json?${question}`);
    expect(code_outdated).toContain('"851712" is of no goods of the Harmonized System of 2022');
    expect((await ask.app.request(`/${name}.csv?${question}`)).headers.get('x-code-outdated')).toBe(code_outdated);
    const page = await (await ask.app.request(`/${name}?${question}`, { headers: { Accept: 'text/html' } })).text();
    expect(page).toContain('is of no goods of the Harmonized System of 2022');
    expect(await ask.json(`/${name}.json?product=851713&on=2026-11-24`)).not.toHaveProperty('code_outdated');
  });

  it('gives the outcomes of a resolution as texts', async () => {
    const [row] = await csvRows(await ask.app.request('/resolutions.csv?dispute=au-cn-wine'));
    expect(row?.outcomes).toBe('cn-au-wine-ad lifted; cn-au-wine-cvd declined');
  });

  it.each(['limit=10', 'count=true', 'cursor=abc'])('refuses %s, since it is never cut', async (parameter) => {
    const { errors } = await problemOf(await ask.app.request(`/bans.csv?${parameter}`), 400);
    expect(errors).toMatchObject([{ path: parameter.split('=')[0], message: expect.stringContaining('complete') }]);
    await problemOf(await ask.app.request(`/bans?${parameter}`, { headers: { accept: 'text/csv' } }), 400);
  });

  it('guards cells that a spreadsheet would take for a formula', async () => {
    await ask.post('/exporters', { id: 'formula', name: '=HYPERLINK("http://evil.example")', aliases: ['a "b", c'] });
    const [row] = await csvRows(await ask.app.request('/exporters.csv?q=hyperlink'));
    expect(row).toMatchObject({ name: '\'=HYPERLINK("http://evil.example")', aliases: 'a "b", c' });
  });

  it("gives a record's ledger", async () => {
    const rows = await csvRows(await ask.app.request('/measures/cn-au-wine-ad.csv'));
    const { ledger } = await ask.json<{ ledger: { seq: number; kind: string }[] }>('/measures/cn-au-wine-ad.json');
    expect(rows.map((row) => [Number(row.seq), row.kind])).toEqual(ledger.map((entry) => [entry.seq, entry.kind]));
    expect((await csvRows(await ask.app.request('/disputes/au-cn-wine.csv'))).length).toBeGreaterThan(rows.length);
  });
});

/** More than are ever read at once, in a thorough run very many more. */
const MANY = casesOf(5000, 20_000);

describe('very many bans', () => {
  let many: Asking;
  beforeAll(async () => {
    many = await asking({}, testTracker, false);
    const states = [
      { code: 'CN', name: 'China', kind: 'state' as const },
      { code: 'JP', name: 'Japan', kind: 'state' as const },
    ];
    await putRows(many, { jurisdictions: states });
    await write(many.tracker, { actor: 'test' }, async (recorder) => {
      for (let index = 0; index < MANY; index++)
        await insertMeasure(
          recorder,
          MeasureBody.parse({
            id: `ban-${index}`,
            kind: 'ban',
            type: 'import_ban',
            title: `Ban ${index}`,
            imposed_by: 'CN',
            coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['0307'], partners: ['JP'] }], unsourced: true },
            status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
          }),
        );
      return async () => undefined;
    });
  });
  afterAll(() => many.close());

  it('are all in the CSV, each once', async () => {
    const { trailers, wire } = trailing();
    const answer = await many.app.request('/bans.csv?on=2024-01-01', {}, wire);
    const rows = await csvRows(answer);
    expect(rowCount(answer, trailers)).toBe(String(MANY));
    expect(new Set(rows.map((row) => row.id)).size).toBe(MANY);
    expect(rows).toHaveLength(MANY);
  });

  it.each(['identity', 'gzip'])('say over the wire how many they are once all are sent, as %s', async (encoding) => {
    const serving = await serve(many.app, { host: '127.0.0.1', port: 0, log: createLog('silent') });
    const asked = async (path: string): Promise<IncomingMessage> => {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ port: serving.port, path, headers: { 'accept-encoding': encoding } }, resolve)
          .once('error', reject)
          .end();
      });
      for await (const _ of answer);
      return answer;
    };
    const long = await asked('/bans.csv?on=2024-01-01');
    expect([long.headers['x-row-count'], long.headers.trailer, long.trailers]).toEqual([
      undefined,
      'X-Row-Count',
      { 'x-row-count': String(MANY) },
    ]);
    const short = await asked('/jurisdictions.csv');
    expect([short.headers['x-row-count'], short.headers.trailer, short.trailers]).toEqual(['2', undefined, {}]);
    await serving.stop();
  });

  it('are told one way while another request is answered and another change is recorded', async () => {
    const reader = (await many.app.request('/bans.csv?on=2024-01-01')).body?.getReader();
    expect(reader).toBeDefined();
    if (!reader) return;
    const chunks: Uint8Array[] = [];
    const read = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      if (value) chunks.push(value);
      return !done;
    };
    await read();
    const lifted = { status: 'lifted', effective_on: '2023-01-01', unsourced: true };
    expect((await many.post(`/measures/ban-${MANY - 1}/status-changes`, lifted)).status).toBe(201);
    let streamed = false;
    const rest = (async () => {
      while (await read());
      streamed = true;
    })();
    expect((await many.app.request('/bans.json?on=2024-01-01&limit=1')).status).toBe(200);
    expect(streamed).toBe(false);
    await rest;
    expect(Buffer.concat(chunks).toString().trimEnd().split('\r\n')).toHaveLength(MANY + 1);
    const { count } = await many.json<{ count: number }>('/bans.json?on=2024-01-01&limit=1&count=true');
    expect(count).toBe(MANY - 1);
  });
});

describe('a CSV that fails', () => {
  const broken = (after: number) =>
    (async function* () {
      for (let index = 0; index < after; index++) yield [{ id: `row-${index}` }];
      throw new Error('the disk is gone');
    })();

  it('fails as a problem before the first row, and breaks off after it', async () => {
    const lines: string[] = [];
    const services = { log: createLog('error', (line) => lines.push(line)), tracker: ask.tracker };
    const app = new Hono<Env>();
    const source = { name: 'x', columns: ['id'] as const, ledgerHead: '1', count: 5 };
    app.get('/at-once', (c) => answerRows(c, RENDERINGS.csv, { ...source, batches: broken(0) }, services));
    app.get('/later', (c) => answerRows(c, RENDERINGS.csv, { ...source, batches: broken(2) }, services));
    app.onError((_error, c) => c.text('failed', 500));
    expect((await app.request('/at-once')).status).toBe(500);
    const answer = await app.request('/later');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('the disk is gone');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ path: '/later', error: expect.stringContaining('the disk is gone') }]);
  });
});
