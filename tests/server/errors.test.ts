import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrackerError } from '../../src/domain/errors.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { createLog } from '../../src/server/context.ts';
import { problemOf, type Reading, reading } from './asking.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

describe('a question that is not understood', () => {
  it.each(['/export', '/docs', '/duty', '/duty/history', '/shipments', '/sign-in', '/search', '/about'])(
    'on the page %s, which asks nothing yet, is refused as well',
    async (path) => {
      for (const query of ['known_at=2024-02-30', 'on=2024-02-30']) {
        const answer = await ask.app.request(`${path}?${query}`, { headers: { accept: 'text/html' } });
        expect([query, answer.status]).toEqual([query, 400]);
        expect(await answer.text()).toContain('so the last is 2024-02-29');
      }
    },
  );

  it.each([
    ['on=2024-02-30', '"2024-02-30"', '2024-02-29'],
    ['on=yesterday', '"yesterday"', 'YYYY-MM-DD'],
    ['on=2024-02-03%E2%80%8F', '"2024-02-03\\u200f"', 'YYYY-MM-DD'],
    ['affected=CN%EF%BB%BF', '"CN\\ufeff"', '/jurisdictions'],
    ['on=2024-02', '"2024-02"', 'YYYY-MM-DD'],
    ['known_at=soon', '"soon"', '2024-10-24T12:00:00Z'],
    ['known_at=2024-02-30', '"2024-02-30"', '2024-02-29'],
    ['imposed_by=XX', '"XX"', '/jurisdictions'],
    ['imposed_by=chin', '"chin"', 'CN (China)'],
    ['affected=ZZ', '"ZZ"', '/jurisdictions'],
    ['area=JP-99', '"JP-99"', 'JP-47'],
    ['product=12345', '"12345"', '2, 4, 6, 8 or 10'],
    ['product=xyzzy', '"xyzzy"', '220421'],
    ['product=seafood', '"seafood"', '1604'],
    ['exporter=nobody', '"nobody"', 'all_others'],
    ['status=banned', '"banned"', 'in_force'],
    ['status=active,lifted', '"active"', 'alone'],
    ['type=embargo', '"embargo"', 'import_ban'],
    ['direction=up', '"up"', 'export'],
    ['lifting_agreed=perhaps', '"perhaps"', 'true or false'],
    ['foo=1', '"foo"', 'imposed_by'],
    ['on=2024-01-01&on=2024-01-02', '2024-01-01, 2024-01-02', 'once'],
    ['imposed_by=', '""', 'JP'],
    ['__proto__=1', '"__proto__"', 'imposed_by'],
  ])('%s is a 400 that names the value and what would be right', async (query, value, right) => {
    for (const suffix of ['.json', '.csv', '']) {
      const problem = await problemOf(await ask.app.request(`/bans${suffix}?${query}`), 400);
      expect(problem.code).toBe('invalid');
      expect(problem.errors).toHaveLength(1);
      expect(problem.errors[0]?.message).toContain(value);
      expect(problem.errors[0]?.message).toContain(right);
      expect(problem.errors[0]?.path).toBe(query.split('=')[0]);
    }
  });

  it('tells all that is wrong at once', async () => {
    const { errors } = await problemOf(await ask.app.request('/bans.json?on=never&product=1&foo=1'), 400);
    expect(errors.map((error) => error.path).sort()).toEqual(['foo', 'on', 'product']);
  });

  it('refuses what is not UTF-8, and NUL, in parameters and paths', async () => {
    for (const path of [
      '/bans.json?q=%C3%28',
      '/bans.json?q=%FF',
      '/bans.json?q=a%00b',
      '/measures/%FF',
      '/measures/a%00b.json',
      '/bans.json?q=%ED%A0%80',
    ])
      await problemOf(await ask.app.request(path), 400);
    expect(await ask.ids('/measures.json?q=%E2%80%9C')).toEqual([]);
  });

  it('finds what a plus or an umlaut stands for', async () => {
    expect((await ask.ids('/measures.json?q=battery+electric')).sort()).toEqual(
      (await ask.ids('/measures.json?q=battery%20electric')).sort(),
    );
    expect(await ask.ids('/measures.json?q=battery+electric')).toContain('eu-cn-bev-cvd');
  });
});

describe('addresses', () => {
  it('that hold nothing are 404', async () => {
    for (const path of [
      '/nothing',
      '/bans/x',
      '/measures/no-such',
      '/measures/no-such.json',
      '/measures/no-such.csv',
      '/disputes/no-such.json',
      '/bans.xml',
    ])
      await problemOf(await ask.app.request(path), 404);
  });

  it('refuse other methods and name theirs', async () => {
    const allowed = async (method: string, path: string) => {
      const answer = await ask.app.request(path, { method });
      await problemOf(answer, 405);
      return answer.headers.get('allow')?.split(', ').sort();
    };
    expect(await allowed('DELETE', '/bans.json')).toEqual(['GET', 'HEAD']);
    expect(await allowed('PUT', '/measures')).toEqual(['GET', 'HEAD', 'POST']);
    expect(await allowed('DELETE', '/measures/cn-au-coal')).toEqual(['GET', 'HEAD', 'PATCH']);
    expect(await allowed('GET', '/measures/cn-au-coal/coverage')).toEqual(['POST']);
    expect((await ask.app.request('/nothing', { method: 'DELETE' })).status).toBe(404);
  });

  it('of what has no page of its own lead to its row in the list of the register', async () => {
    for (const [path, row] of [
      ['/jurisdictions/AU', '/jurisdictions?q=Australia'],
      ['/jurisdictions/AU.json?known_at=2026-11-24', '/jurisdictions.json?known_at=2026-11-24&q=Australia'],
      ['/jurisdictions/EU.csv', '/jurisdictions.csv?q=European%20Union'],
      ['/jurisdictions/au', '/jurisdictions?q=Australia'],
      ['/areas/JP-07', '/jurisdictions?q=Japan'],
      ['/areas/jp-07', '/jurisdictions?q=Japan'],
      ['/exporters/tesla', '/exporters?q=tesla'],
      ['/sources/mofcom-2020-34.json', '/sources.json?q=mofcom-2020-34'],
    ] as const) {
      const answer = await ask.app.request(path);
      expect([answer.status, answer.headers.get('location')], path).toEqual([303, row]);
      expect((await ask.app.request(row)).status).toBe(200);
    }
    const { data } = await ask.json<{ data: { code: string }[] }>('/jurisdictions.json?q=Australia');
    expect(data.map(({ code }) => code)).toEqual(['AU']);
    expect((await problemOf(await ask.app.request('/jurisdictions/QQ'), 404)).detail).toBe(
      'there is no jurisdiction "QQ": /jurisdictions lists them',
    );
    await problemOf(await ask.app.request('/sources/no-such'), 404);
    await problemOf(await ask.app.request('/exporters/%E0%A4'), 400);
    await problemOf(await ask.app.request('/jurisdictions/AU', { method: 'DELETE' }), 405);
  });

  it('answer HEAD with the headers alone', async () => {
    for (const path of ['/bans.json', '/bans.csv', '/measures/cn-au-coal']) {
      const answer = await ask.app.request(path, { method: 'HEAD' });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect(answer.headers.get('etag')).toBe((await ask.app.request(path)).headers.get('etag'));
    }
  });

  it('carry security headers, whatever the answer', async () => {
    for (const path of ['/', '/bans.json', '/nothing', '/bans.csv']) {
      const { headers } = await ask.app.request(path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    }
  });

  it('say of what they leave out that it is another problem, not another of a list', async () => {
    const { detail } = (await (await ask.app.request('/sources.json?on=2026-01-01&announced_by=2026-01-01')).json()) as { detail: string };
    expect(detail).toMatch(/^on: "on" is not known here: the known ones are .* \(and 1 more problem\)$/);
  });

  it('show problems as a page to whoever asks for pages', async () => {
    const page = await ask.app.request('/bans?foo=<script>', { headers: { accept: 'text/html,*/*;q=0.8' } });
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([400, 'text/html; charset=UTF-8']);
    expect(text).toContain('is not known here');
    const unknown = await (await ask.app.request('/measures/%3Cscript%3E', { headers: { accept: 'text/html' } })).text();
    expect(unknown).toContain('&lt;script&gt;');
    expect(unknown).not.toContain('<script>');
    await problemOf(await ask.app.request('/bans.json?foo=1', { headers: { accept: 'text/html' } }), 400);
  });
});

describe('failures', () => {
  /** The same database, with reads that fail. */
  const failing = (error: Error) => {
    const lines: string[] = [];
    const store = { ...ask.tracker.store, read: () => Promise.reject(error) };
    const app = createApp(
      createTracker(store, () => ask.clock.now),
      { log: createLog('error', (line) => lines.push(line)) },
    );
    return { app, lines };
  };

  it('that are not foreseen are logged with the request id, and told without their text', async () => {
    const { app, lines } = failing(new Error('secret path /var/db'));
    const answer = await app.request('/bans.json');
    const problem = await problemOf(answer, 500);
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problem.detail).toContain(problem.request_id);
    expect(answer.headers.get('x-request-id')).toBe(problem.request_id);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      request_id: problem.request_id,
      path: '/bans.json',
      error: expect.stringContaining('secret path'),
    });
  });

  it('of the database are 503 with the time to come back, and make the service unready but alive', async () => {
    const { app } = failing(new TrackerError('unavailable', 'the database is locked'));
    const answer = await app.request('/bans.json');
    expect(answer.headers.get('retry-after')).toBe('2');
    expect((await problemOf(answer, 503)).detail).toContain('locked');
    expect((await app.request('/readyz')).status).toBe(503);
    expect((await app.request('/healthz')).status).toBe(200);
    expect((await ask.app.request('/readyz')).status).toBe(200);
  });
});
