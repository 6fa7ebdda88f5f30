import { finished } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressAnswers } from '../../src/server/compression.ts';
import { createLog, type Env } from '../../src/server/context.ts';
import { answerRows, RENDERINGS } from '../../src/server/renderings.ts';
import { type Asking, asking } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const GZIP = { 'accept-encoding': 'gzip' };

describe('compressed for those who take that', () => {
  it.each([
    '/bans.json',
    '/bans.csv',
    '/measures/cn-au-wine-ad.json',
    '/measures/cn-au-wine-ad.csv',
    '/status-changes.atom',
    '/status-changes.ics',
    '/openapi.json',
  ])('%s is the same', async (path) => {
    const plain = await ask.app.request(path);
    expect(plain.headers.get('content-encoding')).toBeNull();
    const answer = await ask.app.request(path, { headers: GZIP });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    expect(answer.headers.get('x-row-count')).toBe(plain.headers.get('x-row-count'));
    const bytes = Buffer.from(await answer.arrayBuffer());
    const whole = Buffer.from(await plain.arrayBuffer());
    expect(gunzipSync(bytes).equals(whole)).toBe(true);
    expect(bytes.length).toBeLessThan(whole.length / 2);
  });

  it.each(['/bans.json', '/bans.csv', '/measures/cn-au-wine-ad.csv', '/openapi.json', '/status-changes.ics'])(
    '%s is not sent again to who has it',
    async (path) => {
      const tag = (await ask.app.request(path, { headers: GZIP })).headers.get('etag') ?? '';
      const again = await ask.app.request(path, { headers: { ...GZIP, 'if-none-match': tag } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    },
  );
});

describe("the ETag of a measure's JSON", () => {
  const PATH = '/measures/cn-jp-aquatic-2025';

  it('stays strong when it is compressed, differs from the plain one, and both are good for If-Match', async () => {
    const tagOf = async (headers: Record<string, string>) => (await ask.app.request(`${PATH}.json`, { headers })).headers.get('etag') ?? '';
    const [plain, packed] = [await tagOf({}), await tagOf(GZIP)];
    expect(plain).toMatch(/^"\d+-[0-9a-f]{12}"$/);
    expect(packed).toBe(plain.replace(/"$/, '-gzip"'));
    const change = { status: 'lifted', effective_on: '2027-02-01', unsourced: true };
    for (const [tag, status] of [
      [plain, 200],
      [packed, 200],
      ['"1-gzip"', 412],
      [`W/${plain}`, 400],
    ] as const)
      expect((await ask.post(`${PATH}/status-changes?dry_run=true`, change, { 'if-match': tag })).status, tag).toBe(status);
  });
});

describe('a compressed CSV', () => {
  const source = { name: 'x', columns: ['id'] as const, ledgerHead: '1', count: 5 };
  const appOf = (batches: () => AsyncGenerator<readonly { id: string }[]>) => {
    const app = new Hono<Env>();
    app.use(compressAnswers);
    const services = { log: createLog('silent'), tracker: ask.tracker };
    app.get('/', (c) => answerRows(c, RENDERINGS.csv, { ...source, batches: batches() }, services));
    return app;
  };

  it('is read no faster than it is taken', async () => {
    let [read, ended] = [0, false];
    const app = appOf(async function* () {
      try {
        for (; read < 200; read++) yield Array.from({ length: 500 }, () => ({ id: crypto.randomUUID() }));
      } finally {
        ended = true;
      }
    });
    const reader = (await app.request('/', { headers: GZIP })).body?.getReader();
    let size = 0;
    while (size < 20_000) size += (await reader?.read())?.value?.length ?? 0;
    expect(read).toBeLessThan(20);
    await reader?.cancel();
    expect(ended).toBe(true);
  });

  it('sends rows while it waits for others', async () => {
    let go = (): void => undefined;
    // Made before anybody waits for it: it may be let go before that.
    const others = new Promise<void>((resolve) => {
      go = resolve;
    });
    const app = appOf(async function* () {
      yield [{ id: 'first' }];
      yield [{ id: 'second' }];
      await others;
      yield [{ id: 'last' }];
    });
    const reader = (await app.request('/', { headers: GZIP })).body?.getReader();
    const unzip = createGunzip();
    let text = '';
    unzip.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    while (!text.includes('first')) {
      const part = (await reader?.read())?.value;
      // No more comes before the others: what is here must be unzipped before it is looked at.
      await new Promise((resolve) => unzip.write(part, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(text).not.toContain('last');
    go();
    for (let part = await reader?.read(); !part?.done; part = await reader?.read()) unzip.write(part?.value);
    unzip.end();
    await finished(unzip);
    expect(text.trimEnd().split('\r\n')).toEqual(['id', 'first', 'second', 'last']);
  });

  it('breaks off where reading fails', async () => {
    const app = appOf(async function* () {
      for (let at = 0; at < 3; at++) yield [{ id: `row-${at}` }];
      throw new Error('the disk is gone');
    });
    const answer = await app.request('/', { headers: GZIP });
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow('the disk is gone');
  });
});
