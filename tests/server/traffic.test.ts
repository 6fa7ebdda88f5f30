import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog, type Env } from '../../src/server/context.ts';
import { createReaders, type Readers } from '../../src/server/readers.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { clientOf, Traffic } from '../../src/server/traffic.ts';
import { type Asking, asking } from './asking.ts';

const lines: Record<string, unknown>[] = [];
const log = createLog('info', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
let ask: Asking;
let serving: Serving;
beforeAll(async () => {
  ask = await asking({ log });
  serving = await serve(ask.app, { host: '127.0.0.1', port: 0, log });
});
afterAll(async () => {
  await serving.stop();
  await ask.close();
});
beforeEach(() => {
  lines.length = 0;
});

/** Asks over the wire, and gives the answer with the line that the log has of it once it was sent. */
async function send(path: string, init: RequestInit = {}, at = serving): Promise<{ answer: Response; line: Record<string, unknown> }> {
  const answer = await fetch(`http://127.0.0.1:${at.port}${path}`, init);
  await answer.arrayBuffer();
  return { answer, line: await logged(answer.headers.get('x-request-id')) };
}
async function logged(id: string | null): Promise<Record<string, unknown>> {
  for (;;) {
    const line = lines.find(({ message, request_id }) => message === 'request' && request_id === id);
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const body = { id: 'logged', name: 'Logged' };
const write = (headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

describe('the log of requests', () => {
  it.each([
    ['half', '/exporters', 'Content-Type: application/json\r\nContent-Length: 500', '{"id":'],
    ['half-in-chunks', '/exporters', 'Content-Type: application/json\r\nTransfer-Encoding: chunked', '6\r\n{"id":\r\n'],
    ['half-a-sheet', '/imports', 'Content-Type: text/csv\r\nContent-Length: 500', 'id,name'],
    ['half-a-document', '/imports?format=taric&dry_run=true', 'Content-Type: text/xml\r\nContent-Length: 500', '<a'],
  ])('tells of no failure where the client left before its body had come whole: %s', async (id, path, about, part) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ask.token}\r\nX-Request-Id: ${id}\r\n`;
    const socket = connect(serving.port, '127.0.0.1');
    socket.write(`${head}${about}\r\n\r\n${part}`, () => socket.destroy());
    expect((await logged(id)).status).toBe(499);
    // Whatever is told of it is told before the next answer.
    await send('/bans.json');
    expect(lines.filter(({ request_id }) => request_id === id)).toHaveLength(1);
  });

  it('has one line of each, with its id, what was asked, what came of it, and how much was sent', async () => {
    const { answer, line } = await send('/bans.json?on=2024-10-24&imposed_by=CN');
    expect(line).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/bans.json',
      query: 'on=2024-10-24&imposed_by=CN',
      status: 200,
      by: 'process',
    });
    expect(line.ms).toBeGreaterThan(0);
    expect(line.bytes).toBeGreaterThan(Number(answer.headers.get('content-length') ?? 1000));
    expect(lines.filter(({ message }) => message === 'request')).toHaveLength(1);
    expect(line).not.toHaveProperty('actor');
    expect(line).not.toHaveProperty('cut_off');
  });

  it('takes the id of the client if it is one, and says it in the answer', async () => {
    const named = await send('/healthz', { headers: { 'x-request-id': 'from-the-proxy_1' } });
    expect([named.answer.headers.get('x-request-id'), named.line.request_id]).toEqual(['from-the-proxy_1', 'from-the-proxy_1']);
    for (const strange of ['a b', 'x"y', 'x'.repeat(256)]) {
      const { answer } = await send('/healthz', { headers: { 'x-request-id': strange } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('says whose token a write came with, and neither that token nor the body', async () => {
    const { answer, line } = await send('/exporters?dry_run=true', write());
    expect(answer.status).toBe(200);
    expect(line).toMatchObject({ method: 'POST', path: '/exporters', actor: 'desk' });
    const wrong = await send('/exporters', write({ authorization: `Bearer ${ask.token}x` }));
    expect(wrong.line).toMatchObject({ status: 401 });
    expect(wrong.line).not.toHaveProperty('actor');
    expect(JSON.stringify(lines)).not.toContain(ask.token);
    expect(JSON.stringify(lines)).not.toContain('Logged');
  });

  it('leaves out a query that was not understood, and a token wherever it stands', async () => {
    expect((await send(`/bans.json?token=${ask.token}`)).line).not.toHaveProperty('query');
    expect((await send(`/bans.json?q=${ask.token}`)).line.query).toBe('q=td_…');
    expect((await send(`/${ask.token}`)).line).toMatchObject({ path: '/td_…', status: 404 });
    expect((await send('/bans.json?q=a')).line.query).toBe('q=a');
  });

  it('says so where a client left before its answer was sent: in the middle of it, or before it had begun', async () => {
    const app = new Hono<Env>();
    app.get('/begun', (c) => c.body(new ReadableStream({ start: (sent) => sent.enqueue(new Uint8Array(10)) })));
    let reached = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    app.get('/not-begun', () => {
      reached();
      return new Promise(() => undefined);
    });
    const other = await serve(app, { host: '127.0.0.1', port: 0, log });
    const leave = async (path: string): Promise<Record<string, unknown>> => {
      const leaving = new AbortController();
      const headers = { 'x-request-id': path.slice(1) };
      const asked = fetch(`http://127.0.0.1:${other.port}${path}`, { headers, signal: leaving.signal });
      await (path === '/begun' ? asked : isAsked);
      leaving.abort();
      await asked.catch(() => undefined);
      return logged(path.slice(1));
    };
    expect(await leave('/begun')).toMatchObject({ status: 200, cut_off: true });
    expect(await leave('/not-begun')).toMatchObject({ status: 499, cut_off: true });
    await other.stop();
  });

  // A Parquet file is one piece, which is there at once; a CSV comes in many.
  describe.each(['/status-changes.parquet', '/status-changes.csv'])('the trailer of %s', (path) => {
    it('is sent to who speaks HTTP/1.1, however short the answer', async () => {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        get({ port: serving.port, path }, resolve).once('error', reject);
      });
      await text(answer);
      expect(answer.statusCode).toBe(200);
      expect(Number(answer.trailers['x-row-count'])).toBeGreaterThan(100);
    });

    it('breaks no answer where there can be none: to HEAD, and in HTTP/1.0', async () => {
      expect((await send(path, { method: 'HEAD' })).answer.status).toBe(200);
      const socket = connect(serving.port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${serving.port}\r\n\r\n`);
      const whole = await buffer(socket);
      const head = whole.subarray(0, whole.indexOf('\r\n\r\n')).toString();
      expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(head).not.toMatch(/^(trailer|transfer-encoding):/im);
      const body = Buffer.from(await (await fetch(`http://127.0.0.1:${serving.port}${path}`)).arrayBuffer());
      expect(whole.length - head.length - 4).toBe(body.length);
    });
  });

  describe('with threads that answer', () => {
    let readers: Readers;
    let threaded: Serving;
    let traffic: Traffic;
    const answered: unknown[] = [];
    beforeAll(async () => {
      readers = createReaders({ start: () => new Worker(new URL('../support/reader.mjs', import.meta.url)), count: 1, budget: 400, log });
      while (!readers.isReady) await new Promise((resolve) => setTimeout(resolve, 20));
      traffic = new Traffic({ log, proxies: 0 });
      traffic.onAnswered = (request) => answered.push(request);
      threaded = await serve(ask.app, { host: '127.0.0.1', port: 0, log, readers, traffic });
    });
    afterAll(async () => {
      await threaded.stop();
      await readers.close();
    });

    it('has their answers once, under the one id that answer and thread have too', async () => {
      const { answer, line } = await send('/some/path?x=1', {}, threaded);
      expect(line).toMatchObject({ path: '/some/path', status: 203, by: 'thread' });
      expect(answer.headers.get('x-request-id')).toBe(line.request_id);
      expect(lines).toHaveLength(1);
      expect(answered.at(-1)).toMatchObject({ route: '/some/{id}', status: 203, by: 'thread' });
    });

    it('says after the body what the thread has to say then', async () => {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        get({ port: threaded.port, path: '/long' }, resolve).once('error', reject);
      });
      expect((await text(answer)).split('\n')).toHaveLength(1001);
      expect(answer.trailers).toEqual({ 'x-row-count': '1001' });
    });

    it('has one that was given up as answered by the process, and says why under the same id', async () => {
      const { answer, line } = await send('/busy', {}, threaded);
      expect([answer.status, line.by]).toEqual([503, 'process']);
      const [why] = lines.filter(({ message }) => message === 'a question took too long and was given up');
      expect(why).toMatchObject({ request_id: line.request_id, path: '/busy' });
      expect(readers.state).toMatchObject({ givenUp: 1, waiting: 0 });
    });
  });
});

describe('the address of a client', () => {
  const from = (forwarded: string | undefined, proxies: number): string =>
    clientOf({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '10.0.0.1' } }, proxies);

  it('is who is connected, whatever a header says, unless proxies are said to stand in front', () => {
    expect(from('192.0.2.7', 0)).toBe('10.0.0.1');
    expect(from(undefined, 1)).toBe('10.0.0.1');
    expect(from('192.0.2.7', 1)).toBe('192.0.2.7');
  });

  it('is whom the outermost proxy heard: what stands before, anybody can have written', () => {
    expect(from('1.1.1.1, 192.0.2.7', 1)).toBe('192.0.2.7');
    expect(from('1.1.1.1, 192.0.2.7, 10.0.0.9', 2)).toBe('192.0.2.7');
    expect(from('10.0.0.9', 2)).toBe('10.0.0.1');
    expect(from('192.0.2.7:4711', 1)).toBe('192.0.2.7');
    expect(from('[2001:db8::1]:4711', 1)).toBe('2001:db8::1');
  });

  it('is read as TRUST_PROXY says, which is a number', () => {
    expect([readConfig({}).trust_proxy, readConfig({ TRUST_PROXY: '2' }).trust_proxy]).toEqual([0, 2]);
    expect(() => readConfig({ TRUST_PROXY: 'yes' })).toThrow('TRUST_PROXY "yes" must be how many proxies stand in front');
  });
});
