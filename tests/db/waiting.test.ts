import { renameSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChangeSeq } from '../../src/db/store.ts';
import { type TestTracker, testTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';

const now = '2026-11-24T12:00:00.000Z';
const nothing = async (): Promise<void> => undefined;

let t: TestTracker;
let other: Database.Database;
beforeEach(async () => {
  t = await testTracker(undefined, { patience: 300 });
  other = new Database(t.file);
});
afterEach(async () => {
  other.close();
  await t.close();
});

describe('a write while another process holds the database', () => {
  it('waits and leaves everybody else their turns, then goes on', async () => {
    other.exec('begin immediate');
    const writing = t.tracker.store.write({ now }, nothing);
    // It would never get here if the wait were on the event loop: what it waits for ends below.
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(await t.tracker.store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    other.exec('commit');
    await writing;
    expect(await t.tracker.store.read(readChangeSeq)).toMatchObject({ seq: 1 });
  });

  it('gives up after a while, as do those that wait behind it, each once and with nothing written', async () => {
    other.exec('begin immediate');
    const writes = [1, 2, 3].map(() => t.tracker.store.write({ now }, nothing));
    for (const writing of writes) writing.catch(() => undefined);
    for (const writing of writes) await refused(writing, 'unavailable', 'try again');
    other.exec('rollback');
    await t.tracker.store.write({ now }, nothing);
    expect(await t.tracker.store.read(readChangeSeq)).toMatchObject({ seq: 1 });
  });
});

it('lets others have a turn between two queued writes', async () => {
  const events: string[] = [];
  const writes = [1, 2, 3].map((n) =>
    t.tracker.store.write({ now }, async () => {
      events.push(`write ${n}`);
      setImmediate(() => events.push(`somebody else after ${n}`));
    }),
  );
  await Promise.all(writes);
  expect(events.slice(0, 5)).toEqual(['write 1', 'somebody else after 1', 'write 2', 'somebody else after 2', 'write 3']);
});

it('reads again once a file that could not be opened is back, however often it failed', async () => {
  const fresh = await testTracker(t.file);
  const { store } = fresh.tracker;
  renameSync(fresh.file, `${fresh.file}.away`);
  for (let times = 0; times < 5; times++) await expect(store.read(readChangeSeq)).rejects.toThrow();
  renameSync(`${fresh.file}.away`, fresh.file);
  expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
  await fresh.close();
});

describe('a clock', () => {
  it('that went more than a year ahead of the last entry is refused; nothing is dated by it unless somebody says that it is right', async () => {
    await t.tracker.store.write({ now }, nothing);
    await refused(t.tracker.store.write({ now: '2099-01-01T00:00:00.000Z' }, nothing), 'unavailable', '2099-01-01', 'TRUST_CLOCK=yes');
    expect(await t.tracker.store.read(readChangeSeq)).toMatchObject({ seq: 1, recorded_at: now });
    await t.tracker.store.write({ now: '2027-11-20T00:00:00.000Z' }, nothing);
    await t.tracker.store.close();
    const trusting = await testTracker(t.file, { trustClock: true });
    await trusting.tracker.store.write({ now: '2099-01-01T00:00:00.000Z' }, nothing);
    expect(await trusting.tracker.store.read(readChangeSeq)).toMatchObject({ recorded_at: '2099-01-01T00:00:00.000Z' });
    await trusting.close();
    t = await testTracker();
  });
});
