import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addWatch, listDeliveries } from '../../../src/changes/watches.ts';
import { Deliverer } from '../../../src/keep/watches/deliverer.ts';
import { createTracker } from '../../../src/lookups/tracker.ts';
import { readNetworks } from '../../../src/things/networks.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../../support/database.ts';
import { me, newMeasure } from '../../support/recording.ts';

let test: TestTracker;
beforeAll(async () => {
  test = await testTracker();
  await putRows(test, SMALL_REGISTER);
});
afterAll(() => test.close());

it('the receiver of docs/watch.md takes what is signed with its secret, and nothing else', async () => {
  const [, example = ''] = /```js\n([\s\S]+?)```/.exec(readFileSync(new URL('../../../docs/watch.md', import.meta.url), 'utf8')) ?? [];
  const file = join(test.folder, 'receiver.mjs');
  writeFileSync(file, example);
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const child = spawn(process.execPath, [file], { env: { WATCH_SECRET: secret, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const [, port] = /^listening on (\d+)$/.exec((await lines.next()).value ?? '') ?? [];
    const url = `http://127.0.0.1:${port}/`;
    // The example looks at the time of what it gets.
    const tracker = createTracker(test.tracker.store);
    await addWatch(tracker, me, { url, filters: {}, secret });
    await addWatch(tracker, me, { url, filters: {} });
    await newMeasure(tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    const log = { info: () => undefined, error: () => undefined };
    await new Deliverer({ tracker, log, site: () => '', release: '1', allowed: readNetworks(['127.0.0.1']) }).deliver();
    expect((await lines.next()).value).toBe('recorded wine in_force 2020-01-01');
    const states = (await listDeliveries(tracker, { watch: undefined, most: 10 })).map(({ watch, http_status }) => [watch, http_status]);
    expect(states.sort()).toEqual([
      [1, 204],
      [2, 401],
    ]);
  } finally {
    child.kill();
  }
});
