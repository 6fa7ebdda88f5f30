import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, asking } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const ORIGIN = 'https://notebook.example';
const allowed = async (path: string, init: RequestInit = {}) => {
  const { headers } = await ask.app.request(path, { ...init, headers: { origin: ORIGIN, ...init.headers } });
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  return headers.get('access-control-allow-origin');
};

describe('a script of another site', () => {
  it.each([
    '/bans.json',
    '/bans.csv',
    '/duty.json',
    '/search.json?q=wine',
    '/status-changes.atom',
    '/status-changes.ics',
    '/openapi.json',
    '/disputes/jp-cn-seafood.svg',
    '/export/measures.csv',
  ])('may read %s', async (path) => expect(await allowed(path)).toBe('*'));

  it('may read what is wrong, and that what it has still holds', async () => {
    expect(await allowed('/bans.json?foo=1')).toBe('*');
    expect(await allowed('/measures/none.json')).toBe('*');
    const tag = (await ask.app.request('/bans.json')).headers.get('etag') ?? '';
    const again = await ask.app.request('/bans.json', { headers: { 'if-none-match': tag } });
    expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
  });

  it('may read every header of an answer that the description of the interface names', async () => {
    const described = (await (await ask.app.request('/openapi.json')).json()) as {
      paths: Record<string, { get?: { responses: Record<string, { headers?: object }> } }>;
    };
    const named = Object.values(described.paths).flatMap(({ get }) =>
      Object.values(get?.responses ?? {}).flatMap((one) => Object.keys(one.headers ?? {})),
    );
    const exposed = (await ask.app.request('/bans.csv')).headers.get('access-control-expose-headers')?.split(', ') ?? [];
    expect(named).toContain('X-Code-Outdated');
    expect([...new Set([...named, 'X-Took', 'Retry-After'])].filter((name) => !exposed.includes(name))).toEqual([]);
  });

  it.each(['/', '/bans', '/docs', '/sign-in', '/metrics', '/measures/cn-jp-aquatic-2025/record'])(
    'may not read the page %s',
    async (path) => {
      expect(await allowed(path, { headers: { accept: 'text/html' } })).toBeNull();
    },
  );

  it('may not read what a write answers', async () => {
    expect(await allowed('/exporters', { method: 'POST', body: '{}', headers: { authorization: `Bearer ${ask.token}` } })).toBeNull();
  });

  it('is told beforehand that it may read and not write', async () => {
    const answer = await ask.app.request('/exporters', {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET,HEAD');
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).not.toContain('authorization');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is no other request: OPTIONS alone is not allowed', async () => {
    expect((await ask.app.request('/exporters', { method: 'OPTIONS' })).status).toBe(405);
  });
});
