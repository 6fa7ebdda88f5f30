import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken, revokeToken, signIn } from '../../src/changes/access.ts';
import { ENGINES } from '../support/database.ts';
import { casesOf } from '../support/thorough.ts';
import { type Asking, asking, askingExamples, problemOf } from './asking.ts';
import { Browser, formTo, previewed, textOf } from './browsing.ts';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await askingExamples();
  browser = new Browser(ask);
});
afterEach(() => ask.close());

const lastSeq = async (): Promise<unknown> => (await ask.execute('select seq from change_seq'))[0]?.seq;

describe('an address whose blank parameters are dropped', () => {
  // As a whole: a bare path with two slashes would be cut down before the app saw it.
  const redirected = async (path: string, method = 'GET') => {
    const answer = await browser.send(`http://localhost${path}`, { method });
    return [answer.status, answer.headers.get('location')];
  };

  it('leads to this site, whatever its path', async () => {
    expect(await redirected('//evil.example/?q=')).toEqual([303, '/evil.example']);
    expect(await redirected('//evil.example/')).toEqual([303, '/evil.example']);
    expect(await redirected('/%5Cevil.example?q=')).toEqual([303, '/%5Cevil.example']);
    expect(await redirected('/%0aX-Injected:1?q=')).toEqual([303, '/%0aX-Injected:1']);
  });

  it('keeps its path as it was written', async () => {
    expect(await redirected('/measures/%E4%B8%AD?on=&q=a%20b')).toEqual([303, '/measures/%E4%B8%AD?q=a%20b']);
    expect(await redirected('/disputes/au-cn-wine?utm_source=x&UTM_Medium=y&fbclid=z')).toEqual([303, '/disputes/au-cn-wine']);
    expect(await redirected('/bans/?on=2024-10-24')).toEqual([303, '/bans?on=2024-10-24']);
    expect(await redirected('/bans?q=&on=2024-10-24', 'HEAD')).toEqual([303, '/bans?on=2024-10-24']);
  });
});

describe('what a browser has already', () => {
  it.each(['/style.css', '/icon.svg'])('is not sent again: %s, though it came compressed', async (path) => {
    const headers = { 'accept-encoding': 'gzip' };
    const first = await browser.send(path, { headers });
    expect(gunzipSync(await first.arrayBuffer()).length).toBeGreaterThan(0);
    const again = await browser.send(path, { headers: { ...headers, 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('a form with more than can be read', () => {
  const RECORD = '/measures/cn-jp-aquatic-2025/record';
  const sentBy = async (fields: Record<string, string | string[]>) => {
    const form = formTo(await browser.page(RECORD), RECORD);
    return browser.post(RECORD, { ...form.fields, status: 'lifted', effective_on: '2026-12-01', do: 'preview', ...fields });
  };

  it('is refused before anything is shown of it, from a stranger too', async () => {
    const html = await textOf(await browser.post(RECORD, { exempt_goods: Array<string>(20_000).fill('x') }), 413);
    expect(html).toContain('exempt_goods');
    expect(html.length).toBeLessThan(10_000);
  });

  it('is told once at each field what is wrong', async () => {
    await browser.signIn(ask.token);
    const html = await textOf(await sentBy({ sources: 'A,'.repeat(100_000) }), 400);
    expect(html.match(/id="sources-1-wrong"/g)).toHaveLength(1);
  });

  it('may hold very many fields that nobody knows', async () => {
    await browser.signIn(ask.token);
    const unknown = Object.fromEntries(Array.from({ length: casesOf(40_000, 150_000) }, (_, index) => [index.toString(36), '']));
    await textOf(await sentBy({ ...unknown, unsourced: 'true' }));
  });

  it('is no failure where more is wrong than can be told', async () => {
    await browser.signIn(ask.token);
    await textOf(await sentBy({ exempt_partners: 'a,'.repeat(casesOf(130_000, 200_000)), unsourced: 'true' }), 400);
    const body = { effective_on: '2026-12-01', scopes: [{ partners: Array(casesOf(130_000, 250_000)).fill('a') }], unsourced: true };
    await problemOf(await ask.post('/measures/cn-au-coal/coverage', body), 400);
  });
});

describe('what was previewed', () => {
  beforeEach(() => browser.signIn(ask.token));

  it('counts for its own form alone', async () => {
    const fields = { status: 'lifted', effective_on: '2026-12-01', unsourced: 'true' };
    const [one, other] = ['/measures/us-cn-301-list-1/record', '/measures/us-cn-301-list-2/record'];
    const { previewed: seal = [] } = previewed(await textOf(await browser.preview(one, fields)), one).fields;
    const before = await lastSeq();
    const form = formTo(await browser.page(other), other);
    const html = await textOf(await browser.post(other, { ...form.fields, ...fields, previewed: seal, do: 'record' }));
    expect(html).toContain('This is not what you saw before');
    expect(await lastSeq()).toBe(before);
  });

  it('counts for the measures that were there, and for no other', async () => {
    const path = '/disputes/us-cn-301/record';
    const fields = { status: 'suspended', effective_on: '2026-11-24', unsourced: 'true' };
    const form = previewed(await textOf(await browser.preview(path, fields)), path);
    await ask.post('/measures', {
      id: 'us-cn-301-late',
      kind: 'tariff',
      type: 'additional',
      imposed_by: 'US',
      title: 'Late',
      dispute: 'us-cn-301',
      status_changes: [{ status: 'in_force', effective_on: '2026-11-01', unsourced: true }],
    });
    const before = await lastSeq();
    const html = await textOf(await browser.post(path, { ...form.fields, do: 'record' }), 412);
    expect(html).toContain('us-cn-301-late was not there');
    expect(await lastSeq()).toBe(before);
    const again = formTo(html, path);
    const seen = previewed(await textOf(await browser.post(path, { ...again.fields, do: 'preview' })), path);
    expect((await browser.post(path, { ...seen.fields, do: 'record' })).status).toBe(303);
  });

  it('is not recorded by who leaves out what was seen', async () => {
    const path = '/measures/us-cn-301-list-1/record';
    const form = previewed(
      await textOf(await browser.preview(path, { status: 'lifted', effective_on: '2026-12-01', unsourced: 'true' })),
      path,
    );
    await textOf(await browser.post(path, { ...form.fields, seen: [], do: 'record' }), 412);
    // The number alone is no state, and another hash is that of a ledger that went on otherwise.
    const { last_seq, state_tag } = await ask.json<{ last_seq: number; state_tag: string }>('/measures/us-cn-301-list-1.json');
    const seenAs = async (tag: string): Promise<number> =>
      (await browser.post(path, { ...form.fields, seen: [`us-cn-301-list-1 ${tag}`], do: 'record' })).status;
    expect(await seenAs(String(last_seq))).toBe(400);
    expect(await seenAs(`${last_seq}-${'0'.repeat(12)}`)).toBe(412);
    expect(await seenAs(state_tag)).toBe(303);
  });
});

describe('who is signed in', () => {
  it('is so on every page', async () => {
    await browser.signIn(ask.token);
    for (const path of ['/', '/search', '/search?q=wine', '/bans', '/duty', '/docs', '/measures/cn-au-coal', '/disputes/au-cn-wine'])
      expect(await browser.page(path), path).toContain('Sign out');
    expect(await browser.page('/nothing', 404)).toContain('Sign out');
  });
});

describe.each(ENGINES)('a token on %s', (_engine, open) => {
  it('that is revoked while somebody signs in with it opens no session', async () => {
    const test = await open();
    try {
      const { id, token } = await createToken(test.tracker, 'test', 'leaver', 'editor');
      const { store } = test.tracker;
      // Between the look at the token and the session.
      const late: typeof store.write = async (options, work) => {
        await revokeToken(test.tracker, 'test', id);
        return store.write(options, work);
      };
      await expect(signIn({ ...test.tracker, store: { ...store, write: late } }, token)).rejects.toMatchObject({ code: 'unauthorized' });
      expect(await test.execute('select * from sessions')).toEqual([]);
    } finally {
      await test.close();
    }
  });

  it('records no address that the engine could not hold, or would give back as another', async () => {
    const test = await asking({}, open, false);
    try {
      const source = { id: 'one', publisher: 'P', title: 'T', kind: 'press' };
      for (const url of ['https://example.org/\u0000', 'https://example.org/\ud800'])
        expect((await problemOf(await test.post('/sources', { ...source, url }), 400)).errors[0]?.path).toBe('url');
    } finally {
      await test.close();
    }
  });
});
