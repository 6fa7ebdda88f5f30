import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { createApp } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { bundledTracker, type TestTracker, testTracker } from '../support/database.ts';
import { change, me } from '../support/recording.ts';

let t: TestTracker;
let app: App;
let statements = 0;

beforeAll(async () => {
  t = await bundledTracker();
  const { store } = t.tracker;
  // How much of the database an answer asks for.
  t.tracker.store = {
    ...store,
    read: (work) =>
      store.read((connection) => {
        const query = connection.query.bind(connection);
        connection.query = (...given) => {
          statements++;
          return query(...given);
        };
        return work(connection).finally(() => {
          connection.query = query;
        });
      }),
  };
  app = createApp(t.tracker);
});
afterAll(() => t.close());

const counted = async (path: string, headers: Record<string, string>) => {
  statements = 0;
  const answer = await app.request(path, { headers });
  await answer.text();
  return { status: answer.status, tag: answer.headers.get('etag') ?? '', asked: statements };
};

it.each([
  ['/bans.json?imposed_by=CN&affected=JP', {}],
  ['/status-changes.json', {}],
  ['/bans?on=2024-10-24', { accept: 'text/html' }],
])('%s is not worked out again for whom it did not change', async (path, accept) => {
  const first = await counted(path, accept);
  expect(first.status).toBe(200);
  const again = await counted(path, { ...accept, 'if-none-match': first.tag });
  expect([again.status, again.tag]).toEqual([304, first.tag]);
  expect(again.asked).toBeLessThanOrEqual(2);
  expect(first.asked).toBeGreaterThan(again.asked);
  expect((await counted(path, { ...accept, 'if-none-match': '"another"' })).status).toBe(200);
});

it('a question that is not understood is refused, whatever a client says it holds', async () => {
  for (const held of ['*', '"x"'])
    expect((await app.request('/bans.json?imposed_by=nobody', { headers: { 'if-none-match': held } })).status).toBe(400);
});

it('a backup that was restored and went on otherwise is never taken for what it was', async () => {
  const copy = join(t.folder, 'backup.db');
  await t.tracker.store.backup?.(copy);
  const restored = await testTracker(copy);
  try {
    t.clock.now = '2026-11-25T08:00:00.000Z';
    restored.clock.now = t.clock.now;
    const status = change('in_force', '2026-11-01');
    await recordStatusChanges(t.tracker, me, 'cn-au-coal', [{ ...status, note: 'one' }]);
    await recordStatusChanges(restored.tracker, me, 'cn-au-coal', [{ ...status, note: 'another' }]);
    const other = createApp(restored.tracker);
    for (const path of [
      '/bans.json',
      `/bans.json?known_at=${t.clock.now}&on=2026-11-25`,
      '/',
      '/measures/cn-au-coal',
      '/measures/cn-au-coal.json?on=2026-11-25',
    ]) {
      const { tag } = await counted(path, {});
      expect(tag, path).not.toBe('');
      expect((await other.request(path, { headers: { 'if-none-match': tag } })).status, path).toBe(200);
    }
    // What both hold is the same in both.
    const before = '/bans.json?known_at=2026-11-24T12:00:00.000Z&on=2026-11-24';
    const { tag } = await counted(before, {});
    expect((await other.request(before, { headers: { 'if-none-match': tag } })).status).toBe(304);
  } finally {
    await restored.close();
  }
});
