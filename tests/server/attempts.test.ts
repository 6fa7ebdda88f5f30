import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken, revokeToken, unauthorized } from '../../src/changes/access.ts';
import { Attempts, networkOf } from '../../src/server/attempts.ts';
import { type App, createLog, type Env } from '../../src/server/context.ts';
import { type Asking, asking, problemOf } from './asking.ts';
import { Browser, textOf } from './browsing.ts';

const lines: Record<string, unknown>[] = [];
let ask: Asking;
beforeEach(async () => {
  lines.length = 0;
  ask = await asking({ log: createLog('info', (line) => lines.push(JSON.parse(line) as Record<string, unknown>)) }, undefined, false);
});
afterEach(() => ask.close());

let tried = 0;
/** A call with a token, from an address. */
const call = (token: string, client = '192.0.2.1'): Promise<Response> =>
  Promise.resolve(
    ask.app.request(
      '/exporters?dry_run=true',
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'some-exporter', name: 'Some exporter' }),
      },
      { client },
    ),
  );
const guess = async (client?: string): Promise<number> => (await call(`td_guess-${++tried}`, client)).status;
const later = (seconds: number): void => {
  ask.clock.now = new Date(Date.parse(ask.clock.now) + seconds * 1000).toISOString();
};
const newToken = async (name: string): Promise<{ id: number; token: string }> => createToken(ask.tracker, 'test', name, 'editor');

describe('tokens that do not work', () => {
  it('are left out of a line of the log wherever they stand', async () => {
    lines.length = 0;
    const { token } = await newToken('in-a-path');
    const gone = await ask.app.request(`/exporters/${token}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}x` },
      body: '{}',
    });
    expect(gone.status).toBe(401);
    expect(lines.map(({ path }) => path)).toContain('/exporters/td_…');
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  it('are logged with the address that they came from, and never with themselves', async () => {
    expect(await guess()).toBe(401);
    expect(lines).toMatchObject([{ level: 'info', message: 'a token was refused', client: '192.0.2.1', path: '/exporters', failures: 1 }]);
    expect(JSON.stringify(lines)).not.toContain('td_guess');
  });

  it('are not looked at for a while after a few of them, and that while doubles', async () => {
    for (let count = 0; count < 5; count++) expect(await guess()).toBe(401);
    const slowed = await call('td_another');
    expect(slowed.headers.get('retry-after')).toBe('1');
    expect(slowed.headers.get('ratelimit')).toBe('"failed-tokens";r=0;t=1');
    expect(slowed.headers.get('ratelimit-policy')).toBe('"failed-tokens";q=5;w=900');
    expect((await problemOf(slowed, 429)).detail).toContain('try again in 1 s');
    later(1);
    expect(await guess()).toBe(401);
    expect((await call('td_another')).headers.get('retry-after')).toBe('2');
    for (let count = 0; count < 10; count++) {
      later(60);
      expect(await guess()).toBe(401);
    }
    expect((await call('td_another')).headers.get('retry-after')).toBe('60');
    later(15 * 60);
    expect([await guess(), await guess()]).toEqual([401, 401]);
  });

  it('keep no right token from another address waiting, nor from the same one if it has worked before', async () => {
    const { token: newcomer } = await newToken('newcomer');
    expect((await call(ask.token)).status).toBe(200);
    for (let count = 0; count < 5; count++) await guess();
    expect((await call(newcomer, '192.0.2.2')).status).toBe(200);
    expect((await call(ask.token)).status).toBe(200);
    expect((await call((await newToken('another')).token)).status).toBe(429);
    later(1);
    expect((await call((await newToken('late')).token)).status).toBe(200);
  });

  it('are counted where they were revoked too: one that has worked is a guess again', async () => {
    const { id, token } = await newToken('leaver');
    expect((await call(token)).status).toBe(200);
    await revokeToken(ask.tracker, 'test', id);
    for (let count = 0; count < 5; count++) expect((await call(token)).status).toBe(401);
    expect((await call(token)).status).toBe(429);
  });

  it('are slowed down where somebody signs in with them as well', async () => {
    const browser = new Browser(ask);
    const signIn = (token: string) => browser.post('/sign-in', { token });
    for (let count = 0; count < 5; count++) expect((await signIn(`td_guess-${count}`)).status).toBe(401);
    const slowed = await signIn('td_guess');
    expect(slowed.headers.get('retry-after')).toBe('1');
    expect(await textOf(slowed, 429)).toContain('try again in 1 s');
    expect(lines.filter(({ message }) => message === 'a token was refused')).toHaveLength(5);
    later(1);
    expect((await signIn(ask.token)).status).toBe(303);
  });

  it('make nobody wait longer whose clock was set back', async () => {
    for (let count = 0; count < 5; count++) await guess();
    later(-3600);
    expect((await call('td_another')).headers.get('retry-after')).toBe('1');
  });
});

describe('what is remembered of them', () => {
  it('is bounded: the oldest address gives way', async () => {
    const attempts = new Attempts({ clock: () => ask.clock.now, log: createLog('silent') });
    const app: App = new Hono<Env>();
    app.get('/', async (c) => {
      await attempts.attempt(c, 'td_guess', () => Promise.reject(unauthorized())).catch(() => undefined);
      return c.text('');
    });
    const from = (index: number) => app.request('/', {}, { client: `10.1.${index >> 8}.${index & 255}` });
    for (let index = 0; index < 10_050; index++) await from(index);
    expect(attempts.size).toBe(10_000);
  });
});

describe('whose address it is', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:12::1', '2001:db8:0:12::/64'],
    ['2001:db8:0:12:ffff:ffff:ffff:ffff', '2001:db8:0:12::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
