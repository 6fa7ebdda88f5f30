import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client.ts';
import { Deliverer } from '../../src/keep/watches/deliverer.ts';
import { createApp } from '../../src/server/app.ts';
import { readNetworks } from '../../src/things/networks.ts';
import { DeliveryListAnswer, MadeWatchAnswer, WatchListAnswer, WatchPreviewAnswer, WatchTestAnswer } from '../../src/things/watch.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { type Asking, asking, problemOf } from './asking.ts';

const HERE = readNetworks(['127.0.0.1']);
let ask: Asking;
let admin: string;
let receiver: Receiver;
beforeAll(async () => {
  ask = await asking({ receivers: HERE });
  admin = await ask.adminToken();
});
afterAll(() => ask.close());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const send = (method: string, path: string, body?: unknown, token: string | null = admin, app = ask.app) =>
  app.request(path, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const client = () =>
  createClient({ baseUrl: 'http://localhost', token: admin, fetch: async (input, init) => ask.app.request(input as string, init) });

describe('watches over HTTP', () => {
  it('are made, listed, tried and ended by an admin; only who makes one is told its secret', async () => {
    const asked = { url: receiver.url, filters: { product: 'cognac', imposed_by: 'china' } };
    const preview = await send('POST', '/watches?dry_run=true', asked);
    expect(preview.status).toBe(200);
    expect(WatchPreviewAnswer.parse(await preview.json())).toEqual({
      ...{ url: receiver.url, filters: { product: '220820', imposed_by: 'CN' } },
      ...{ took: { product: '220820', imposed_by: 'CN' }, dry_run: true },
    });
    expect((await client().watches()).length).toBe(0);

    const answer = await send('POST', '/watches', asked);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const made = MadeWatchAnswer.parse(await answer.json());
    expect(answer.headers.get('location')).toBe(`/watches/${made.id}`);
    expect(made).toMatchObject({
      state: 'active',
      filters: { product: '220820', imposed_by: 'CN' },
      secret: expect.stringMatching(/^whsec_/),
    });
    const list = await (await send('GET', '/watches')).json();
    expect(WatchListAnswer.parse(list).data.map(({ id }) => id)).toEqual([made.id]);
    expect(JSON.stringify(list)).not.toContain('whsec_');

    const tried = WatchTestAnswer.parse(await (await send('POST', `/watches/${made.id}/test`)).json());
    expect(tried).toEqual({ watch: made.id, url: receiver.url, delivered: true, http_status: 204, error: null });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'watch.test', data: { watch: made.id } });

    const ended = await send('DELETE', `/watches/${made.id}`);
    expect(await ended.json()).toMatchObject({ id: made.id, state: 'ended' });
    await problemOf(await send('DELETE', `/watches/${made.id}`), 404);
    await problemOf(await send('POST', `/watches/${made.id}/test`), 404);
    expect(await client().watch(made.id)).toMatchObject({ state: 'ended' });
  });

  it('of a code that is gone say that goods have another one', async () => {
    const of = (product: string) => send('POST', '/watches?dry_run=true', { url: receiver.url, filters: { product } });
    expect(WatchPreviewAnswer.parse(await (await of('851712')).json()).code_outdated).toContain(
      '8517.12 is in its editions from 2007 to 2017',
    );
    expect(WatchPreviewAnswer.parse(await (await of('851713')).json())).not.toHaveProperty('code_outdated');
  });

  it('are told what is recorded, and say what was sent', async () => {
    const { id, secret } = await client().addWatch({ url: receiver.url, filters: { measure: 'cn-jp-aquatic-2025' } });
    expect(secret).toMatch(/^whsec_/);
    await ask.post('/measures/cn-jp-aquatic-2025/status-changes', { status: 'lifted', effective_on: '2027-02-01', unsourced: true });
    const deliverer = new Deliverer({ tracker: ask.tracker, log: SILENT, site: () => 'https://example.org', release: '1', allowed: HERE });
    await deliverer.deliver();
    const sent = await client().deliveries(id, { limit: 5 });
    expect(sent).toMatchObject([{ watch: id, state: 'delivered', changes: 1, http_status: 204 }]);
    DeliveryListAnswer.parse(await (await send('GET', `/watches/${id}/deliveries`)).json());
    expect(await client().testWatch(id)).toMatchObject({ delivered: true });
    expect((await client().removeWatch(id)).state).toBe('ended');
  });

  it('never reach what only this machine or its neighbours can, unless that is permitted', async () => {
    const guarded = createApp(ask.tracker, {});
    const made = MadeWatchAnswer.parse(await (await send('POST', '/watches', { url: receiver.url })).json());
    const tried = WatchTestAnswer.parse(await (await send('POST', `/watches/${made.id}/test`, undefined, admin, guarded)).json());
    expect(tried).toMatchObject({ delivered: false, http_status: null });
    expect(tried.error).toContain('127.0.0.1');
    // Who asks what would come of it is told the same: of a test, and before one is made.
    const preview = await send('POST', `/watches/${made.id}/test?dry_run=true`, undefined, admin, guarded);
    expect(await preview.json()).toMatchObject({ delivered: false, error: tried.error, dry_run: true });
    for (const url of [receiver.url, 'http://[fd00::1]/hook', 'http://0x7f.1/hook'])
      for (const path of ['/watches?dry_run=true', '/watches']) {
        const { errors } = await problemOf(await send('POST', path, { url }, admin, guarded), 400);
        expect(errors).toMatchObject([{ path: 'url', message: expect.stringContaining('permits it by WATCH_NETWORKS') }]);
      }
    expect(receiver.received).toEqual([]);
    await client().removeWatch(made.id);
  });

  it('are for admins alone, whatever is asked', async () => {
    for (const [method, path, body] of [
      ['GET', '/watches'],
      ['POST', '/watches', { url: receiver.url }],
      ['GET', '/watches/1'],
      ['DELETE', '/watches/1'],
      ['GET', '/watches/1/deliveries'],
      ['POST', '/watches/1/test'],
    ] as const) {
      expect((await problemOf(await send(method, path, body, null), 401)).detail).toContain('--role admin makes one');
      await problemOf(await send(method, path, body, ask.token), 403);
    }
    const { errors } = await problemOf(await send('POST', '/watches', { url: 'ftp://example.org' }), 400);
    expect(errors[0]?.path).toBe('url');
    for (const url of ['nonsense', '', 'http://', 'http://exa mple.org']) {
      const { errors: wrong } = await problemOf(await send('POST', '/watches', { url }), 400);
      expect(wrong).toEqual([{ path: 'url', message: `"${url}" must be a web address that begins with http:// or https://` }]);
    }
    await problemOf(await send('POST', '/watches', { url: receiver.url, filters: { product: 'zzz' } }), 400);
    await problemOf(await send('POST', '/watches', { url: receiver.url, filters: { color: 'red' } }), 400);
    await problemOf(await send('POST', '/watches', { url: receiver.url, secret: 'short' }), 400);
    await problemOf(await send('GET', '/watches?limit=2'), 400);
    for (const id of ['9', 'x', '01']) await problemOf(await send('GET', `/watches/${id}`), 404);
    const reading = createApp(ask.tracker, { readOnly: true });
    await problemOf(await send('GET', '/watches', undefined, admin, reading), 404);
  });
});

const SILENT = { info: () => undefined, error: () => undefined };
