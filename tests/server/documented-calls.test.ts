import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asking, asking } from './asking.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const docs = new URL('../../docs/', import.meta.url);
const calls = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => [
    ...readFileSync(new URL(name, docs), 'utf8').matchAll(
      /curl -X POST http:\/\/localhost:3000(\/\S+)[^']+'Content-Type: application\/json'[^']+'(\{[^']+\})'/g,
    ),
  ])
  .map(([, path = '', body = '']) => ({ path, body }));

it('the pages show calls that record', () => {
  expect(calls.map(({ path }) => path)).toEqual(expect.arrayContaining(['/proposals', '/measures/cn-jp-aquatic-2025/status-changes']));
});

it.each(calls)('what docs/ sends to $path is taken', async ({ path, body }) => {
  const answer = await ask.post(`${path}?dry_run=true`, JSON.parse(body));
  expect(answer.ok, await answer.text()).toBe(true);
});
