import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, asking, problemOf } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

/** All rows of a list, page by page; each page's Link says the same as its body. */
async function walk(start: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let path: string | null = start;
  while (path !== null) {
    const answer: Response = await ask.app.request(path);
    const body = (await answer.json()) as { data: Record<string, unknown>[]; next: string | null };
    expect(answer.headers.get('link')).toBe(body.next === null ? null : `<${body.next}>; rel="next"`);
    rows.push(...body.data);
    path = body.next;
  }
  return rows;
}

describe('pages of a list', () => {
  it.each(['/measures', '/bans', '/disputes', '/resolutions', '/status-changes', '/jurisdictions', '/exporters', '/sources'])(
    'hold every row of %s once, in the order of the whole',
    async (path) => {
      const whole = await walk(`${path}.json?limit=500`);
      const paged = await walk(`${path}.json?limit=7`);
      expect(whole.length).toBeGreaterThan(7);
      expect(paged).toEqual(whole);
      expect(new Set(paged.map((row) => JSON.stringify(row))).size).toBe(paged.length);
      expect((await ask.json(`${path}.json?limit=1&count=true`)).count).toBe(whole.length);
    },
  );

  it.each(['0', '501', '1.5', '1e2', 'ten', ''])(
    'have as many rows as a whole number from 1 to 500 says, which limit=%s is not',
    async (limit) => {
      const { detail } = await problemOf(await ask.app.request(`/bans.json?limit=${limit}`), 400);
      expect(detail).toMatch(/^limit: "[^"]*" must be (?:a whole number )?from 1 to 500$/);
    },
  );

  it.each(['', '&by=recorded', '&by=announced', '&product=2204', '&announced_by=2025-06-30'])(
    'holds the changes the other way round where the earliest come first%s',
    async (more) => {
      const latest = await walk(`/status-changes.json?limit=500${more}`);
      const earliest = await walk(`/status-changes.json?order=earliest&limit=60${more}`);
      expect(latest.length).toBeGreaterThan(60);
      expect(earliest).toEqual([...latest].reverse());
      const csv = await (await ask.app.request(`/status-changes.csv?order=earliest${more}`)).text();
      expect(csv.split('\r\n')[1]?.split(',')[0]).toBe(String(earliest[0]?.seq));
    },
  );

  it('carries the filters and makes the clocks explicit', async () => {
    const { next, known_at } = await ask.json('/measures.json?imposed_by=CN&limit=2');
    const url = new URL(next ?? '', 'http://localhost');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ imposed_by: 'CN', limit: '2', on: '2026-11-24', known_at });
    expect(url.pathname).toBe('/measures.json');
  });

  // `on` is refused beside from and to, so no address that an answer leads to has it.
  it.each(['from=2018-01-01', 'to=2025-01-01', 'from=2018-01-01&to=2025-01-01', 'from=2018-01-01&announced_by=2025-04-02'])(
    'of the rates of some days lead on, and to files and a permalink: %s',
    async (days) => {
      const asked = `/rates.json?imposed_by=IN&${days}`;
      const paged = await walk(`${asked}&limit=500`);
      expect(paged.length).toBeGreaterThan(500);
      expect((await ask.json(`${asked}&limit=1&count=true`)).count).toBe(paged.length);
      const page = await (await ask.app.request(asked.replace('.json', ''))).text();
      const links = [...page.matchAll(/href="(\/rates[^"]*known_at[^"]*)"/g)].map(([, href]) => (href as string).replaceAll('&amp;', '&'));
      expect(links.length).toBeGreaterThan(5);
      for (const link of links) expect((await ask.app.request(link)).status, link).toBe(200);
    },
  );

  it('that a permalink of an earlier release asks for, on a day as well, are those of its days', async () => {
    const clocks = 'known_at=2026-11-24T00:00:00.000Z';
    for (const suffix of ['', '.json', '.csv']) {
      const answer = await ask.app.request(`/rates${suffix}?imposed_by=CN&from=2018-01-01&on=2026-11-20&${clocks}`);
      expect(answer.status).toBe(308);
      const to = answer.headers.get('location') ?? '';
      expect(to).toBe(`/rates${suffix}?imposed_by=CN&from=2018-01-01&${clocks}`);
      expect((await ask.app.request(to)).status).toBe(200);
    }
    const { paths } = await ask.json<{ paths: Record<string, { get: { responses: object } }> }>('/openapi.json');
    const moves = Object.keys(paths).filter((path) => Object.hasOwn(paths[path]?.get?.responses ?? {}, '308'));
    expect(moves).toEqual(expect.arrayContaining(['/rates', '/rates.json', '/rates.csv', '/rates.xlsx']));
    expect(moves.every((path) => path.startsWith('/rates'))).toBe(true);
    // Who writes both by hand is told which to leave out; a day alone is no such thing, and other lists know both.
    const { detail } = await problemOf(await ask.app.request('/rates.json?from=2018-01-01&on=2026-11-20'), 400);
    expect(detail).toContain('"2026-11-20" says nothing beside from and to: leave it out, or these');
    for (const path of ['/rates.json?limit=1&on=2026-11-20', '/status-changes.json?limit=1&from=2018-01-01&on=2026-11-20'])
      expect((await ask.app.request(`${path}&${clocks}`)).status).toBe(200);
  });

  it('answers as of the first page though something is recorded meanwhile', async () => {
    const before = await walk('/measures.json?limit=500&on=2026-11-24');
    const first = await ask.json('/measures.json?limit=5&on=2026-11-24');
    const change = { status: 'lifted', effective_on: '2026-11-20', unsourced: true };
    expect((await ask.post('/measures/cn-tw-pineapple/status-changes', change)).status).toBe(201);
    const rest = await walk(first.next ?? '');
    expect([...first.data, ...rest]).toEqual(before);
  });

  it('refuses a cursor with another day or instant, and one that is none', async () => {
    const { next } = await ask.json('/bans.json?limit=1');
    const cursor = new URL(next ?? '', 'http://localhost').searchParams.get('cursor');
    for (const clock of ['on=2024-10-24', 'known_at=2020-01-01'])
      expect(await problemOf(await ask.app.request(`/bans.json?${clock}&cursor=${cursor}`), 400)).toMatchObject({
        errors: [{ path: 'cursor' }],
      });
    const { detail } = await problemOf(await ask.app.request('/bans.json?cursor=abc'), 400);
    expect(detail).toContain('"abc" is no cursor');
    expect((await ask.app.request(`/bans.json?limit=1&cursor=${cursor}`)).status).toBe(200);
  });

  it('refuses a cursor of another list, and of the same one with other filters', async () => {
    const cursorOf = async (path: string) => new URL((await ask.json(path)).next ?? '', 'http://localhost').searchParams.get('cursor');
    const cursor = await cursorOf('/bans.json?limit=1&imposed_by=CN');
    for (const path of ['/tariffs.json?imposed_by=CN', '/bans.json?imposed_by=RU', '/bans.json', '/bans.json?imposed_by=CN&status=all']) {
      const { errors, detail } = await problemOf(await ask.app.request(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`), 400);
      expect(errors).toMatchObject([{ path: 'cursor' }]);
      expect(detail).toContain('the cursor belongs to another list or to other filters');
    }
    expect((await ask.app.request(`/bans.json?imposed_by=CN&limit=3&cursor=${cursor}`)).status).toBe(200);
    const exporters = await cursorOf('/exporters.json?limit=1');
    await problemOf(await ask.app.request(`/sources.json?cursor=${exporters}`), 400);
  });

  it.each(['0', '501', '-1', '1.5', 'ten', ''])('refuses limit=%s', async (limit) => {
    const { errors } = await problemOf(await ask.app.request(`/bans.json?limit=${limit}`), 400);
    expect(errors[0]).toMatchObject({ path: 'limit', message: expect.stringContaining(`"${limit}"`) });
  });
});

describe('renderings', () => {
  it('chooses by suffix, else by Accept, else the page', async () => {
    const type = async (path: string, accept?: string) =>
      (await ask.app.request(path, accept === undefined ? {} : { headers: { accept } })).headers.get('content-type');
    expect(await type('/bans.json', 'text/html')).toMatch('application/json');
    expect(await type('/bans.csv', 'text/html')).toMatch('text/csv');
    expect(await type('/bans', 'text/csv')).toMatch('text/csv');
    expect(await type('/bans', 'application/json, text/plain, */*')).toMatch('application/json');
    expect(await type('/bans', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toMatch('text/html');
    expect(await type('/bans', 'text/html;q=0.1, application/json')).toMatch('application/json');
    expect(await type('/bans', '*/*')).toMatch('text/html');
    expect(await type('/bans')).toMatch('text/html');
    expect(await type('/measures/cn-au-coal', 'application/json')).toMatch('application/json');
    expect(await type('/', 'application/json')).toMatch('application/json');
    await problemOf(await ask.app.request('/bans', { headers: { accept: 'image/png' } }), 406);
    expect((await ask.app.request('/bans')).headers.get('vary')).toBe('Accept, Cookie, Accept-Encoding');
  });
});

describe('validators', () => {
  const again = (path: string, tag: string | null) => ask.app.request(path, { headers: { 'if-none-match': tag ?? '' } });

  it.each(['/bans', '/bans.json', '/bans.csv', '/disputes/au-cn-wine.json', '/measures/cn-au-coal', '/', '/openapi.json', '/style.css'])(
    'answers 304 for %s until something changes',
    async (path) => {
      const tag = (await ask.app.request(path)).headers.get('etag');
      const answer = await again(path, tag);
      expect(answer.status).toBe(304);
      expect(await answer.text()).toBe('');
      expect((await again(path, '"other"')).status).toBe(200);
    },
  );

  it('tells an answer from that after a write, and from that of the next day', async () => {
    const tag = (await ask.app.request('/bans.json')).headers.get('etag');
    await ask.post('/exporters', { id: 'somebody', name: 'Somebody' });
    expect((await again('/bans.json', tag)).status).toBe(200);
    const today = (await ask.app.request('/bans.json')).headers.get('etag');
    ask.clock.now = '2026-11-25T12:00:00.000Z';
    expect((await again('/bans.json', today)).status).toBe(200);
  });

  it("gives a measure's last seq and the hash there as its ETag for If-Match, and never a 304: what it shows hangs on more than that", async () => {
    const path = '/measures/cn-au-coal.json?on=2026-11-24';
    const { last_seq } = await ask.json<{ last_seq: number }>(path);
    const tag = (await ask.app.request(path)).headers.get('etag');
    expect(tag).toMatch(new RegExp(`^"${last_seq}-[0-9a-f]{12}"$`));
    expect((await again(path, tag)).status).toBe(200);
  });
});
