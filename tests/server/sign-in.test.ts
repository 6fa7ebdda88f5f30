import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken, revokeToken } from '../../src/changes/access.ts';
import { verify } from '../../src/keep/verify.ts';
import { ENGINES } from '../support/database.ts';
import { decoded } from '../support/html-forms.ts';
import { type Asking, asking } from './asking.ts';
import { Browser, formTo, textOf } from './browsing.ts';

const COOKIE = 'trade_disputes_session';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await asking({}, undefined, false);
  browser = new Browser(ask);
});
afterEach(() => ask.close());

const isSignedIn = async (one = browser): Promise<boolean> => (await one.page('/bans')).includes('Sign out');
const copyOf = (one: Browser, value = one.cookies.get(COOKIE) ?? ''): Browser => {
  const copy = new Browser(one);
  copy.cookies.set(COOKIE, value);
  return copy;
};

describe('signing in', () => {
  it('is offered on every page, and leads back to it with its clocks', async () => {
    const html = await browser.page('/bans?on=2024-10-24&known_at=2026-01-01');
    const href = decoded(/href="(\/sign-in[^"]*)"/.exec(html)?.[1] ?? '');
    const form = formTo(await browser.page(href), '/sign-in');
    const answer = await browser.post(form.action, { ...form.fields, token: ask.token });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/bans?on=2024-10-24&known_at=2026-01-01']);
    const back = await browser.page(answer.headers.get('location') ?? '');
    expect(back).toContain('desk');
    expect(back).toContain('Sign out');
  });

  it('asks for the token in a field that is not shown and that a password manager can fill', async () => {
    const html = await browser.page('/sign-in');
    expect(html).toMatch(/<input type="password"[^>]* name="token"[^>]* autocomplete="current-password"/);
    expect((await browser.send('/sign-in')).headers.get('cache-control')).toBe('no-store');
  });

  it('is refused without a token that works, which is not repeated', async () => {
    const wrong = await browser.post('/sign-in', { token: 'td_wrong<script>' });
    const html = await textOf(wrong, 401);
    expect(html).toContain('role="alert"');
    expect(html).not.toContain('td_wrong');
    expect(wrong.headers.getSetCookie()).toEqual([]);
    await textOf(await browser.post('/sign-in', { token: ' ' }), 400);
    await textOf(await browser.post('/sign-in', {}), 400);
    expect(await isSignedIn()).toBe(false);
  });

  it('keeps the session in a cookie that scripts and other sites do not get, and that is sent by TLS alone where there is TLS', async () => {
    const cookie = async (headers: Record<string, string>, path = '/sign-in') => {
      const answer = await browser.post(path, { token: ask.token }, { 'sec-fetch-site': 'same-origin', ...headers });
      return (answer.headers.getSetCookie()[0] ?? '').split('; ').slice(1).sort();
    };
    const plain = ['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Lax'];
    expect(await cookie({})).toEqual(plain);
    expect(await cookie({ 'x-forwarded-proto': 'https' })).toEqual([...plain, 'Secure']);
    expect(await cookie({}, 'https://tracker.example/sign-in')).toEqual([...plain, 'Secure']);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'bans',
    '/\t/evil.example',
    '/.//evil.example',
    '',
  ])('does not lead back to %j', async (back) => {
    const path = `/sign-in?back=${encodeURIComponent(back)}`;
    if (back !== '') await browser.page(path, 400);
    const answer = await browser.post(path, { token: ask.token });
    expect(answer.status).toBe(400);
    expect(await isSignedIn()).toBe(false);
  });

  it('is left at once by who is signed in already', async () => {
    await browser.signIn(ask.token);
    const answer = await browser.send('/sign-in?back=/disputes');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/disputes']);
  });

  it('ends the session that the browser had', async () => {
    await browser.signIn(ask.token);
    const old = copyOf(browser);
    await browser.signIn(ask.token);
    expect([await isSignedIn(), await isSignedIn(old)]).toEqual([true, false]);
  });

  it('is refused from another site', async () => {
    const site = async (headers: Record<string, string>) => (await browser.post('/sign-in', { token: ask.token }, headers)).status;
    expect(await site({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await site({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await site({ origin: 'https://evil.example' })).toBe(403);
    expect(await site({ origin: 'null' })).toBe(403);
    expect(await site({})).toBe(403);
    expect(await isSignedIn()).toBe(false);
    expect(await site({ origin: 'http://localhost' })).toBe(303);
    expect((await browser.send('/')).headers.get('referrer-policy')).toBe('same-origin');
  });

  it('takes a form and nothing else, and names its methods', async () => {
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } };
    expect((await browser.send('/sign-in', json)).status).toBe(415);
    const put = await browser.send('/sign-in', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await browser.send('/sign-out')).headers.get('allow')).toBe('POST');
    expect((await browser.send('/sign-in', { method: 'HEAD' })).status).toBe(200);
    expect((await browser.send('/sign-in?foo=1')).status).toBe(400);
  });
});

describe('a session', () => {
  it('ends on the server when signed out, for every copy of its cookie', async () => {
    await browser.signIn(ask.token);
    const copy = copyOf(browser);
    expect(await isSignedIn(copy)).toBe(true);
    const form = formTo(await browser.page('/disputes?on=2024-10-24'), '/sign-out');
    const answer = await browser.post('/sign-out', form.fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/disputes?on=2024-10-24']);
    expect(browser.cookies.size).toBe(0);
    expect(await isSignedIn(copy)).toBe(false);
  });

  it('is not ended by another site, nor without the secret of its form', async () => {
    await browser.signIn(ask.token);
    const { fields } = formTo(await browser.page('/'), '/sign-out');
    expect((await browser.post('/sign-out', {})).status).toBe(403);
    expect((await browser.post('/sign-out', { ...fields, csrf: 'wrong' })).status).toBe(403);
    expect((await browser.post('/sign-out', fields, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const other = await new Browser(ask).signIn(ask.token);
    const foreign = formTo(await other.page('/'), '/sign-out').fields;
    expect(await textOf(await browser.post('/sign-out', foreign), 403)).toContain('does not belong to your session');
    expect(await isSignedIn()).toBe(true);
    expect((await browser.post('/sign-out', { ...fields, back: '//evil.example' })).status).toBe(400);
  });

  it('is not made by whoever forges or alters a cookie', async () => {
    await browser.signIn(ask.token);
    const value = browser.cookies.get(COOKIE) ?? '';
    const [id = '', seal = ''] = value.split('.');
    const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const guessed = createHmac('sha256', '').update(`cookie ${id}`).digest('base64url');
    for (const forged of [`${flipped(id)}.${seal}`, `${id}.${flipped(seal)}`, `${id}.${guessed}`, id, `${id}.`, '.', 'x', `${value}x`])
      expect(await isSignedIn(copyOf(browser, forged)), forged).toBe(false);
    expect(await isSignedIn()).toBe(true);
  });

  it('is over after twelve hours', async () => {
    await browser.signIn(ask.token);
    ask.clock.now = '2026-11-24T23:59:59.999Z';
    expect(await isSignedIn()).toBe(true);
    ask.clock.now = '2026-11-25T00:00:00.000Z';
    expect(await isSignedIn()).toBe(false);
  });

  it('ends when its token is revoked, and no other with it', async () => {
    const { id, token } = await createToken(ask.tracker, 'test', 'leaver', 'editor');
    const leaver = await new Browser(ask).signIn(token);
    await browser.signIn(ask.token);
    await revokeToken(ask.tracker, 'test', id);
    expect([await isSignedIn(leaver), await isSignedIn()]).toEqual([false, true]);
  });

  it('is no key to the API', async () => {
    await browser.signIn(ask.token);
    const answer = await browser.send('/exporters', {
      method: 'POST',
      body: JSON.stringify({ id: 'abc', name: 'ABC' }),
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', accept: 'application/json' },
    });
    expect(answer.status).toBe(401);
  });

  it('does not show the page of one to another who looks later', async () => {
    const guest = await browser.send('/bans');
    expect(guest.headers.get('vary')).toContain('Cookie');
    await browser.signIn(ask.token);
    const again = await browser.send('/bans', { headers: { 'if-none-match': guest.headers.get('etag') ?? '' } });
    expect(await textOf(again)).toContain('Sign out');
    expect(again.headers.get('cache-control')).toContain('private');
  });
});

describe.each(ENGINES)('signing in on %s', (_engine, open) => {
  it('is no change of the ledger, leaves nothing to export, and clears out what is over', async () => {
    const test = await asking({}, open, false);
    try {
      const state = () => test.execute('select seq, recorded_at from change_seq');
      const sessions = () => test.execute('select id_hash, token_id, ended_at from sessions');
      const before = await state();
      const one = await new Browser(test).signIn(test.token);
      const [row] = await sessions();
      expect(row).toMatchObject({ token_id: 1, ended_at: null });
      expect(one.cookies.get(COOKIE)).not.toContain(String(row?.id_hash));
      await one.post('/sign-out', formTo(await one.page('/'), '/sign-out').fields);
      expect(await sessions()).toMatchObject([{ ended_at: test.clock.now }]);
      expect(await state()).toEqual(before);
      expect((await verify(test.tracker)).problems).toEqual([]);

      await new Browser(test).signIn(test.token);
      test.clock.now = '2026-11-26T00:00:00.000Z';
      await new Browser(test).signIn(test.token);
      expect(await sessions()).toHaveLength(1);
      expect(await state()).toEqual(before);
    } finally {
      await test.close();
    }
  });
});
