import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { datasetDigest } from '../../src/dataset/read.ts';
import { noteDataset } from '../../src/db/store.ts';
import { bundledTracker } from '../support/database.ts';
import { Random } from '../support/random.ts';
import { Tally } from '../support/tally.ts';
import { casesOf } from '../support/thorough.ts';
import { reachLimit, type Setting } from './hardships.ts';
import { kill } from './kills.ts';

// The harness of `npm run test:crash`, small, on the sources: that it runs, and that it finds nothing.

const KILLS = casesOf(2, 3);

let folder: string;
let setting: Setting;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trade-disputes-crash-'));
  const template = join(folder, 'template.db');
  // Few disputes, said to be all: they are verified again and again.
  const bundled = await bundledTracker('2017-06-01');
  await bundled.tracker.store.write({ now: bundled.clock.now }, (connection, change) => {
    change.leaveState();
    return noteDataset(connection, datasetDigest());
  });
  const { token } = await createToken(bundled.tracker, 'tests', 'harness', 'editor');
  await bundled.tracker.store.backup?.(template);
  await bundled.close();
  setting = { build: 'source', folder, template, token, random: new Random(1), tally: new Tally() };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('loses nothing when the server is killed', async () => {
  const { tally, template } = setting;
  await kill({ ...setting, database: template, runs: KILLS });
  expect(tally.failures).toEqual([]);
  expect([tally.of('kills'), tally.of('changes acknowledged') > 0]).toEqual([KILLS, true]);
});

it('refuses what does not fit into the file any more', async () => {
  const { tally } = setting;
  await reachLimit(setting);
  expect(tally.failures).toEqual([]);
  expect(tally.of('503 with Retry-After')).toBe(4);
});
