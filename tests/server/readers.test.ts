import { getEventListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/server/context.ts';
import { createReaders, type Readers } from '../../src/server/readers.ts';
import { refused } from '../support/recording.ts';

const READER = new URL('../support/reader.mjs', import.meta.url);
let readers: Readers;
const lines: string[] = [];

async function started(count: number, budget: number): Promise<Readers> {
  lines.length = 0;
  readers = createReaders({
    ...{ count, budget, log: createLog('error', (line) => lines.push(line)) },
    start: () => new Worker(READER),
  });
  await isReady();
  return readers;
}
const isReady = async (): Promise<void> => {
  while (!readers.isReady) await new Promise((resolve) => setTimeout(resolve, 20));
};
afterEach(() => readers.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  readers.fetch(new Request(`http://localhost${path}`, init), { requestId: 'one' });

describe('threads that answer questions', () => {
  it('get a question as it was asked and give the answer as it is', async () => {
    await started(2, 5000);
    const answer = await ask('/some/path?x=1', { headers: { 'x-from': 'me' } });
    expect([answer.status, answer.headers.get('x-own')]).toEqual([203, 'yes']);
    expect(await answer.json()).toMatchObject({ path: '/some/path', from: 'me' });
  });

  it('get what was sent along, of what is too long the beginning', async () => {
    await started(1, 5000);
    const post = async (body: string | ReadableStream) =>
      (await ask('/sent', { method: 'POST', body, duplex: 'half' } as RequestInit)).json();
    expect(await post('{"a": 1}')).toMatchObject({ sent: 8 });
    const endless = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(100_000)) });
    const { sent } = (await post(endless)) as { sent: number };
    expect(sent).toBeGreaterThan(1024 * 1024);
    expect(sent).toBeLessThan(1_200_000);
  });

  it('send a long answer in pieces, as it is wanted, and one that breaks off breaks off', async () => {
    await started(1, 5000);
    const text = await (await ask('/long')).text();
    expect(text).toHaveLength(1_000_000);
    expect(text.split('\n')).toHaveLength(1001);
    await expect((await ask('/broken')).text()).rejects.toThrow();
    await expect(ask('/wrong')).rejects.toThrow('it went wrong');
    const left = await ask('/long');
    await left.body?.cancel();
    expect((await ask('/after')).status).toBe(203);
  });

  it('a question beyond the budget is refused, and what waited behind it is answered by another thread', async () => {
    await started(1, 400);
    const busy = refused(ask('/busy'), 'unavailable', 'takes longer than 0.4 seconds');
    const behind = ask('/behind');
    await busy;
    expect(lines.join('')).toContain('/busy');
    expect((await behind).status).toBe(203);
    expect((await ask('/again')).status).toBe(203);
  });

  it('the others go on answering meanwhile', async () => {
    await started(2, 2000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const busy = refused(ask('/busy'), 'unavailable');
    const waiting = await Promise.all(Array.from({ length: 20 }, () => ask('/quick')));
    expect(waiting.map(({ status }) => status)).toEqual(Array(20).fill(203));
    await busy;
  });

  it('one that ends by itself is replaced, and its question is asked once more and then given up', async () => {
    await started(1, 5000);
    await refused(ask('/crash'), 'unavailable');
    await isReady();
    expect((await ask('/again')).status).toBe(203);
  });

  it('nothing listens for who leaves once there is an answer: that would keep the request in memory', async () => {
    await started(1, 5000);
    for (const path of ['/some', '/long', '/wrong']) {
      const request = new Request(`http://localhost${path}`);
      const answer = readers.fetch(request, { requestId: 'one' });
      // A body is awaited before. No message is taken in meanwhile: the answer may be there at once.
      for (let turn = 0; turn < 100 && getEventListeners(request.signal, 'abort').length === 0; turn++) await Promise.resolve();
      expect(getEventListeners(request.signal, 'abort')).toHaveLength(1);
      await (await answer.catch(() => new Response(''))).text();
      expect(getEventListeners(request.signal, 'abort')).toEqual([]);
    }
  });

  it('who leaves is not waited for', async () => {
    await started(1, 5000);
    const leaving = new AbortController();
    const asked = ask('/wait', { signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toThrow('left');
    expect((await ask('/after')).status).toBe(203);
  });

  it('an answer that begins once its client has left is let go', async () => {
    await started(1, 5000);
    const leaving = new AbortController();
    const asked = ask('/late', { signal: leaving.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    leaving.abort();
    await expect(asked).rejects.toThrow('left');
    expect(await (await ask('/cancelled')).json()).toBe(1);
  });
});
