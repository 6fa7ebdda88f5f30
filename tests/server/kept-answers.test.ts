import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { ledgerState } from '../../src/lookups/readiness.ts';
import { createApp } from '../../src/server/app.ts';
import type { App, Wire } from '../../src/server/context.ts';
import { type Fetch, givingAgain } from '../../src/server/kept-answers.ts';
import { examplesFile, type TestTracker, testTracker } from '../support/database.ts';
import { change, me } from '../support/recording.ts';

let t: TestTracker;
let app: App;
let fetch: Fetch<{ wire: Partial<Wire> }>;
/** How often the database was read. */
let reads = 0;

beforeEach(async () => {
  t = await testTracker(await examplesFile());
  const { store } = t.tracker;
  t.tracker.store = {
    ...store,
    read: (work) => {
      reads++;
      return store.read(work);
    },
  };
  app = createApp(t.tracker);
  fetch = givingAgain(t.tracker, (request, { wire }) => app.fetch(request, wire));
});
afterEach(() => t.close());

async function asked(path: string, headers: Record<string, string> = {}) {
  reads = 0;
  const answer = await fetch(new Request(`http://localhost${path}`, { headers }), { wire: { requestId: randomUUID() } });
  const { 'x-request-id': id, ...rest } = Object.fromEntries(answer.headers);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const body = (rest['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
  return { status: answer.status, id, headers: rest, body, reads };
}

const PATHS = [
  '/bans.json?imposed_by=china',
  '/disputes/au-cn-wine.json',
  '/bans',
  '/',
  '/duty.json?importer=EU&origin=CN&product=8703801010',
];

describe('an answer that was given', () => {
  it.each(PATHS)('is given again as it was: %s', async (path) => {
    const first = await asked(path, { accept: 'text/html,application/json' });
    const again = await asked(path, { accept: 'text/html,application/json' });
    expect(first.status).toBe(200);
    expect(again).toEqual({ ...first, id: again.id, reads: 1 });
    expect(again.id).not.toBe(first.id);
    const held = await asked(path, { accept: 'text/html,application/json', 'if-none-match': first.headers.etag ?? '' });
    expect([held.status, held.body, held.reads]).toEqual([304, '', 1]);
  });

  it('is not given, but a 503 with the reason, while the database is away: it may have changed', async () => {
    await asked('/bans.json');
    const { read } = t.tracker.store;
    t.tracker.store.read = async () => {
      throw new TrackerError('unavailable', 'the database server does not answer');
    };
    for (const path of ['/bans.json', '/bans.json?known_at=2026-01-01T00:00:00Z']) {
      const away = await asked(path);
      expect([away.status, JSON.parse(away.body).detail]).toEqual([503, 'the database server does not answer']);
    }
    t.tracker.store.read = read;
    expect((await asked('/bans.json')).status).toBe(200);
  });

  it('is given again as it was sent, compressed or not', async () => {
    const [plain, small] = [{}, { 'accept-encoding': 'gzip, br' }];
    const first = await asked('/bans.json', plain);
    for (const times of ['the first time', 'again']) {
      const answer = await asked('/bans.json', small);
      expect(answer.headers['content-encoding']).toBe('gzip');
      expect(answer.body).toBe(first.body);
      if (times === 'again') expect(answer.reads).toBe(1);
    }
    expect((await asked('/bans.json', plain)).headers['content-encoding']).toBeUndefined();
    expect((await asked('/bans.json', { ...small, 'if-none-match': first.headers.etag ?? '' })).status).toBe(304);
  });

  it('is worked out anew where the ledger goes on otherwise from there, with as many entries', async () => {
    const other = await testTracker(await examplesFile());
    for (const [of, day] of [
      [t, '2026-11-01'],
      [other, '2026-11-02'],
    ] as const)
      await recordStatusChanges(of.tracker, me, 'cn-au-coal', [change('in_force', day)]);
    const [mine, theirs] = await Promise.all([t, other].map((of) => ledgerState(of.tracker)));
    expect(theirs?.seq).toBe(mine?.seq);
    const first = await asked('/measures/cn-au-coal');
    t.tracker.store = other.tracker.store;
    const again = await asked('/measures/cn-au-coal');
    expect(again.body).not.toBe(first.body);
    expect(again.body).toContain('2026-11-02');
    await other.close();
  });

  it('is worked out anew once something was recorded', async () => {
    const first = await asked('/measures/cn-au-coal?on=2027-01-01');
    await asked('/bans.json?on=2027-01-01');
    await recordStatusChanges(t.tracker, me, 'cn-au-coal', [change('in_force', '2026-12-01')]);
    const again = await asked('/measures/cn-au-coal?on=2027-01-01');
    expect(again.body).not.toBe(first.body);
    expect((await asked('/bans.json?on=2027-01-01')).body).toContain('cn-au-coal');
  });

  it('is worked out anew on another day, and for who takes another rendering', async () => {
    const first = await asked('/bans', { accept: 'application/json' });
    expect((await asked('/bans', { accept: 'text/html' })).body).toMatch(/^<!DOCTYPE/i);
    t.clock.now = '2026-11-25T00:00:01.000Z';
    const again = await asked('/bans', { accept: 'application/json' });
    expect(JSON.parse(first.body)).toMatchObject({ on: '2026-11-24' });
    expect(JSON.parse(again.body)).toMatchObject({ on: '2026-11-25' });
  });

  it('about an instant that is over stays what it was, whatever is recorded, and needs no look at the database', async () => {
    const path = '/bans.json?on=2026-11-24&known_at=2026-11-24T12:00:00.000Z';
    t.clock.now = '2026-11-24T13:00:00.000Z';
    const first = await asked(path);
    await recordStatusChanges(t.tracker, me, 'cn-au-coal', [change('in_force', '2026-11-01')]);
    const again = await asked(path);
    expect([again.body, again.reads]).toEqual([first.body, 0]);
  });

  it('about an instant after the last change is worked out anew once something was recorded, as that may have been under way', async () => {
    const path = '/bans.json?on=2026-11-24&known_at=2026-11-24T12:30:00.000Z';
    t.clock.now = '2026-11-24T13:00:00.000Z';
    const first = await asked(path);
    expect((await asked(path)).reads).toBe(1);
    // A clock that was read before the question was asked, as a write reads it when it begins.
    t.clock.now = '2026-11-24T12:15:00.000Z';
    await recordStatusChanges(t.tracker, me, 'cn-au-coal', [change('in_force', '2026-11-01')]);
    t.clock.now = '2026-11-24T13:00:00.000Z';
    const again = await asked(path);
    expect(first.body).not.toContain('cn-au-coal');
    expect(again.body).toContain('cn-au-coal');
  });

  it('that midnight broke over is not kept: it is of either day', async () => {
    t.clock.now = '2026-11-24T23:59:59.900Z';
    const late = givingAgain<{ wire: Partial<Wire> }>(t.tracker, async (request, { wire }) => {
      const answer = await app.fetch(request, wire);
      if (t.clock.now.startsWith('2026-11-24')) t.clock.now = '2026-11-25T00:00:00.100Z';
      return answer;
    });
    const on = async () => (await (await late(new Request('http://localhost/bans.json'), { wire: {} })).json()) as { on: string };
    expect(await on()).toMatchObject({ on: '2026-11-24' });
    expect(await on()).toMatchObject({ on: '2026-11-25' });
  });

  it('about an instant to come is not kept: it is another once that is over', async () => {
    const path = '/bans.json?on=2026-11-24&known_at=2026-11-24T15:00:00.000Z';
    const first = JSON.parse((await asked(path)).body) as { known_at: string };
    t.clock.now = '2026-11-24T16:00:00.000Z';
    expect(JSON.parse((await asked(path)).body)).toMatchObject({ known_at: '2026-11-24T15:00:00.000Z' });
    expect(first.known_at < '2026-11-24T15:00:00.000Z').toBe(true);
  });

  it.each([{ cookie: 'session=x' }, { authorization: 'Bearer x' }])('is for everybody, and not for who comes with %o', async (headers) => {
    await asked('/bans');
    expect((await asked('/bans', headers)).reads).toBeGreaterThan(1);
  });

  it('is no problem, no list that streams and no write', async () => {
    await asked('/bans.json?imposed_by=nobody');
    expect((await asked('/bans.json?imposed_by=nobody')).status).toBe(400);
    await asked('/bans.csv?imposed_by=CN');
    expect((await asked('/bans.csv?imposed_by=CN')).reads).toBeGreaterThan(1);
    expect((await app.request('/bans', { method: 'POST' })).status).toBe(405);
  });
});

it('no more is kept than fits: what was asked for longest ago goes first, and a very long one at once', async () => {
  const { ledgerHead } = await ledgerState(t.tracker);
  const worked: string[] = [];
  const small = givingAgain<{ wire: Partial<Wire> }>(
    t.tracker,
    ({ url }, { wire }) => {
      const name = new URL(url).pathname.slice(1);
      worked.push(name);
      wire.seen = { route: '/:name', readFrom: { ledgerHead, known_at: undefined } };
      const headers = { ETag: 'W/"1"', 'content-type': 'application/json' };
      return new Response('x'.repeat(name === 'long' ? 600_000 : 1000), { headers });
    },
    2500,
  );
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b', 'long', 'long'])
    expect((await small(new Request(`http://localhost/${name}`), { wire: {} })).status).toBe(200);
  expect(worked).toEqual(['a', 'b', 'c', 'b', 'long', 'long']);
});
