import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { createLog, type Env } from '../../src/server/context.ts';
import type { Readers } from '../../src/server/readers.ts';
import { answerRows, RENDERINGS } from '../../src/server/renderings.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { type Asking, asking } from './asking.ts';

let ask: Asking;
let serving: Serving;
const log = createLog('silent');
beforeAll(async () => {
  ask = await asking();
  serving = await serve(ask.app, { host: '127.0.0.1', port: 0, log });
});
afterAll(async () => {
  await serving.stop();
  await ask.close();
});

describe('the server', () => {
  it('answers over the wire, CSV and writing too', async () => {
    expect(serving.url).toBe(`http://localhost:${serving.port}`);
    const csv = await fetch(`http://127.0.0.1:${serving.port}/bans.csv`);
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(Number(csv.headers.get('x-row-count')) + 1);
    const written = await fetch(`http://127.0.0.1:${serving.port}/exporters`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'over-the-wire', name: 'Over the wire' }),
    });
    expect(written.status).toBe(201);
  });

  it('asks threads that only read, but not what a proposal would do now, which they could not try', async () => {
    const asked: string[] = [];
    const readers: Readers = {
      ...{ isReady: true, state: { threads: 1, busy: 0, waiting: 0, givenUp: 0 }, close: async () => undefined },
      fetch: async ({ url }) => {
        asked.push(new URL(url).pathname);
        return new Response('by a thread');
      },
    };
    const threaded = await serve(ask.app, { host: '127.0.0.1', port: 0, log, readers });
    const send = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${threaded.port}${path}`, { ...init, headers: { authorization: `Bearer ${ask.token}`, ...init.headers } });
    try {
      const made = await send('/exporters?propose=true', {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ id: 'proposed-over-the-wire', name: 'Proposed over the wire' }),
      });
      const { id } = (await made.json()) as { id: number };
      expect(await (await send(`/proposals/${id}.json`)).json()).toMatchObject({ state: 'open', moved_on: false, now: { entries: 1 } });
      expect(await (await send('/proposals')).text()).toBe('by a thread');
      expect(asked).toEqual(['/proposals']);
    } finally {
      await threaded.stop();
    }
  });

  it('refuses a body over 1 MiB that comes in chunks', async () => {
    const answer = await fetch(`http://127.0.0.1:${serving.port}/exporters`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' },
      body: ReadableStream.from([Buffer.alloc(600_000, 'a'), Buffer.alloc(600_000, 'a')]),
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect((await fetch(`http://127.0.0.1:${serving.port}/healthz`)).status).toBe(200);
  });

  it.each(['GET', 'POST'])('refuses a Host that no address can be made of: %s', async (method) => {
    for (const host of ['256.256.256.256', 'xn--a', '99999999999999999999']) {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ port: serving.port, method, path: '/measures', headers: { host, accept: 'application/json' } }, resolve)
          .once('error', reject)
          .end();
      });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/problem+json']);
      expect(await text(answer)).toContain(host);
    }
  });

  it('breaks a CSV off where it fails, and stops making one that nobody reads any more', async () => {
    let left = (): void => undefined;
    const abandoned = new Promise<void>((resolve) => {
      left = resolve;
    });
    const rows = (end: 'fails' | 'never') =>
      (async function* () {
        try {
          for (let index = 0; end === 'never' || index < 3; index++) {
            yield [{ id: `row-${index}` }];
            await new Promise((resolve) => setImmediate(resolve));
          }
          throw new Error('the disk is gone');
        } finally {
          left();
        }
      })();
    const app = new Hono<Env>();
    const source = { name: 'x', columns: ['id'] as const, ledgerHead: '1', count: 5 };
    app.get('/fails', (c) => answerRows(c, RENDERINGS.csv, { ...source, batches: rows('fails') }, { log, tracker: ask.tracker }));
    app.get('/never', (c) => answerRows(c, RENDERINGS.csv, { ...source, batches: rows('never') }, { log, tracker: ask.tracker }));
    const other = await serve(app, { host: '127.0.0.1', port: 0, log });
    const failed = await fetch(`http://127.0.0.1:${other.port}/fails`);
    expect(failed.status).toBe(200);
    await expect(failed.text()).rejects.toThrow();
    await abandoned;
    const reading = new AbortController();
    const endless = await fetch(`http://127.0.0.1:${other.port}/never`, { signal: reading.signal });
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    expect((await endless.body?.getReader().read())?.done).toBe(false);
    reading.abort();
    await gone;
    await other.stop();
  });

  it('gives up a question that it answers itself when its answer has not begun within the budget', async () => {
    const stuck = { ...ask.tracker, store: { ...ask.tracker.store, read: () => new Promise<never>(() => undefined) } };
    const other = await serve(createApp(stuck, { log }), { host: '127.0.0.1', port: 0, log, budget: 50 });
    for (const path of ['/bans', '/readyz']) {
      const answer = await fetch(`http://127.0.0.1:${other.port}${path}`, { headers: { accept: 'application/json' } });
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
      expect(await answer.json()).toMatchObject({
        code: 'unavailable',
        detail: expect.stringContaining('longer than 0.05 seconds, or the database server does not answer'),
      });
    }
    await other.stop();
  });

  it('refuses an address that is taken', async () => {
    await expect(serve(ask.app, { host: '127.0.0.1', port: serving.port, log })).rejects.toThrow(
      `port ${serving.port} of 127.0.0.1 is taken by another program: end that one, or take another port: PORT=${serving.port + 1} npm start`,
    );
  });

  describe('that is told to stop', () => {
    let open: (() => void)[];
    let lines: Record<string, unknown>[];
    const notes = createLog('error', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
    beforeEach(() => {
      open = [];
      lines = [];
    });
    /** A server whose /slow answers when the test lets it, and whose /endless never ends. */
    async function slowServer(grace?: number): Promise<Serving> {
      const app = new Hono<Env>();
      app.get('/quick', (c) => c.text('quick'));
      app.get('/slow', async (c) => {
        await new Promise<void>((resolve) => open.push(resolve));
        return c.text('slow, and whole');
      });
      app.get('/endless', (c) =>
        c.body(
          new ReadableStream({
            start: (body) => body.enqueue(new TextEncoder().encode('a beginning')),
          }),
        ),
      );
      return serve(app, { host: '127.0.0.1', port: 0, log: notes, ...(grace !== undefined && { grace }) });
    }
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    };

    it('finishes what was accepted, takes nothing new, and listens to signals no more', async () => {
      const before = process.listenerCount('SIGTERM');
      const other = await slowServer();
      expect(process.listenerCount('SIGTERM')).toBe(before + 1);
      const asked = fetch(`http://127.0.0.1:${other.port}/slow`);
      await until(() => open.length === 1);
      const stopping = other.stop();
      await expect(fetch(`http://127.0.0.1:${other.port}/quick`)).rejects.toThrow();
      open[0]?.();
      expect(await (await asked).text()).toBe('slow, and whole');
      await Promise.all([stopping, other.stopped]);
      expect(process.listenerCount('SIGTERM')).toBe(before);
      expect(lines).toEqual([]);
    });

    it('is not held up by connections on which nothing goes on: kept alive, silent, or with half a request', async () => {
      const other = await slowServer();
      const connections = await Promise.all(
        ['GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n', '', 'GET /quick HTTP/1.1\r\nHost'].map(async (sent) => {
          const socket = connect(other.port, '127.0.0.1');
          socket.on('error', () => undefined);
          const closed = new Promise((resolve) => socket.once('close', resolve));
          await new Promise((resolve) => socket.once('connect', resolve));
          socket.write(sent);
          if (sent.endsWith('\r\n\r\n')) await new Promise((resolve) => socket.once('data', resolve));
          return { closed };
        }),
      );
      await Promise.all([other.stop(), ...connections.map(({ closed }) => closed)]);
      expect(lines).toEqual([]);
    });

    it('cuts off what takes longer than the grace, and says what', async () => {
      const other = await slowServer(50);
      const endless = await fetch(`http://127.0.0.1:${other.port}/endless?x=1`, { headers: { 'x-request-id': 'one' } });
      const slow = fetch(`http://127.0.0.1:${other.port}/slow`, { headers: { 'x-request-id': 'two' } });
      await until(() => open.length === 1);
      await Promise.all([other.stop(), expect(endless.text()).rejects.toThrow(), expect(slow).rejects.toThrow()]);
      expect(lines).toMatchObject([
        {
          message: 'stopping cut off 2 requests: not answered within 0.05 seconds',
          cut_off: [
            { request_id: 'one', method: 'GET', path: '/endless' },
            { request_id: 'two', method: 'GET', path: '/slow' },
          ],
        },
      ]);
    });

    it('twice stops at once', async () => {
      const other = await slowServer();
      const slow = fetch(`http://127.0.0.1:${other.port}/slow`);
      await until(() => open.length === 1);
      const stopping = other.stop();
      await Promise.all([other.stop(), stopping, expect(slow).rejects.toThrow()]);
      expect(lines).toMatchObject([{ cut_off: [{ method: 'GET', path: '/slow' }] }]);
    });
  });
});
