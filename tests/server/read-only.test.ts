import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followedBy, openStore } from '../../src/db/open.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { testTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';
import { type Asking, asking, problemOf } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const exporter = (id: string) => ({ id, name: `Company ${id}` });
const calling = (id: string): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' },
  body: JSON.stringify(exporter(id)),
});

describe('a server that only reads', () => {
  it('answers, offers no way to sign in, and refuses to record with a word on where that is done', async () => {
    const store = await openStore(`file:${ask.file}`, { access: 'read' });
    const app = createApp(
      createTracker(store, () => ask.clock.now),
      { readOnly: true },
    );
    expect((await app.request('/bans.json')).status).toBe(200);
    expect((await app.request('/readyz')).status).toBe(200);
    const page = await (
      await app.request('/bans', { headers: { cookie: `trade_disputes_session=${'x'.repeat(43)}.${'x'.repeat(43)}` } })
    ).text();
    expect(page).toContain('<table');
    expect(page).not.toContain('/sign-in');
    for (const [path, request] of [
      ['/exporters', calling('elsewhere')],
      ['/sign-in', { method: 'POST', body: new URLSearchParams({ token: ask.token }) }],
    ] as const) {
      const answer = await app.request(path, request);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect((await problemOf(answer, 405)).detail).toContain('this server only reads');
    }
    expect((await app.request('/sign-in')).status).toBe(404);
    await store.close();
  });
});

describe('a server that reads from a copy', () => {
  it('shows what the copy has got to, says so, and knows the tokens and sessions of now', async () => {
    const copy = join(ask.folder, 'copy.db');
    await ask.tracker.store.backup?.(copy);
    const tracker = createTracker(await followedBy(await openStore(`file:${ask.file}`), `file:${copy}`), () => ask.clock.now);
    const app = createApp(tracker);
    const ids = async (query: string) => {
      const body = (await (await app.request(`/exporters.json?limit=500${query}`)).json()) as { data: { id: string }[]; known_at?: string };
      return body.data.map(({ id }) => id);
    };
    const before = (await (await app.request('/bans.json?limit=1')).json()) as { known_at: string };
    expect((await app.request('/exporters', calling('later'))).status).toBe(201);
    expect(await ids('')).not.toContain('later');
    // Nobody can say yet what was known at an instant that the copy has not got to: it answers for the last one that it has.
    ask.clock.now = '2026-11-25T12:00:00.000Z';
    const asked = await app.request('/bans.json?limit=1&known_at=2026-11-25T11:00:00Z');
    expect(((await asked.json()) as { known_at: string }).known_at).toBe(before.known_at);
    const here = await ask.app.request('/bans.json?limit=1&known_at=2026-11-25T11:00:00Z');
    expect(((await here.json()) as { known_at: string }).known_at).toBe('2026-11-25T11:00:00.000Z');
    await tracker.store.close();
  });

  it('is named where it is no database', async () => {
    const other = await testTracker();
    const notes = join(other.folder, 'notes.txt');
    writeFileSync(notes, 'hello');
    await refused(followedBy(other.tracker.store, `file:${notes}`), 'invalid', `READ_DATABASE_URL: ${notes} is not a database`);
    await other.close();
  });

  it('must follow the same ledger', async () => {
    const other = await testTracker();
    await asking({}, async () => other, false);
    await other.tracker.store.backup?.(join(other.folder, 'copy.db'));
    await refused(
      openStore(`file:${join(other.folder, 'copy.db')}`).then((store) => followedBy(store, `file:${ask.file}`)),
      'invalid',
      'READ_DATABASE_URL',
      'does not follow',
    );
    await other.close();
  });
});

describe('while another process holds the database', () => {
  it('everything but recording goes on, and recording is done once it is free', async () => {
    const other = new Database(ask.file);
    other.exec('begin immediate');
    const recording = ask.post('/exporters', exporter('patient'));
    for (const path of ['/healthz', '/bans.json?limit=1', '/measures/cn-au-wine-ad.json'])
      expect((await ask.app.request(path)).status).toBe(200);
    other.exec('commit');
    other.close();
    expect((await recording).status).toBe(201);
  });

  it('recording is a 503 with Retry-After when it lasts, and nothing was recorded', async () => {
    const copy = join(ask.folder, 'held.db');
    await ask.tracker.store.backup?.(copy);
    const held = await asking({}, () => testTracker(copy, { patience: 200 }), false);
    const other = new Database(held.file);
    other.exec('begin immediate');
    const answer = await held.post('/exporters', exporter('impatient'));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problemOf(answer, 503)).detail).toBe('the database is busy with another process; try again');
    other.exec('rollback');
    other.close();
    expect(await held.ids('/exporters.json?q=impatient')).toEqual([]);
    await held.close();
  });
});
