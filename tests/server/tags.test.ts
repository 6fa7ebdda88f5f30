import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import type { App } from '../../src/server/context.ts';
import { bundledTracker, type TestTracker } from '../support/database.ts';

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
