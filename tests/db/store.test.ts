import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/entry-rows.ts';
import { openStore } from '../../src/db/open.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { type Connection, readChangeSeq } from '../../src/db/store.ts';
import { notReady } from '../../src/lookups/readiness.ts';
import { ENGINES, type TestTracker, testTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';

const NOON = '2026-01-01T12:00:00.000Z';
const add = (connection: Connection, code: string): Promise<void> =>
  insertRows(connection, { jurisdictions: [{ code, name: code, kind: 'state' }] });
const codes = async (connection: Connection): Promise<string[]> =>
  (await connection.db.select({ code: connection.tables.jurisdictions.code }).from(connection.tables.jurisdictions))
    .map((row) => row.code)
    .sort();

/** A promise and the key to it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it.each(ENGINES)('a store on %s that was closed says so, and is closed once', async (_engine, open) => {
  const closed = await open();
  const { store } = closed.tracker;
  await store.read(codes);
  await store.close();
  for (const ask of [
    () => store.read(codes),
    () => store.readLatest(codes),
    () => store.write({ now: NOON }, codes),
    () => store.integrity(),
  ])
    await refused(ask(), 'unavailable', 'was closed here');
  await closed.close();
});

it('whoever waits for a turn to read as a store is closed is told so, one and all', async () => {
  const closed = await testTracker();
  const { store } = closed.tracker;
  const waits = gate();
  const reading = Array.from({ length: 3 }, () => store.read(() => waits.opened));
  const waiting = Array.from({ length: 4 }, () => refused(store.read(codes), 'unavailable', 'was closed here'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await store.close();
  waits.open();
  await Promise.all([...reading, ...waiting]);
  await closed.close();
});

it('a store for reading is closed once', async () => {
  const t = await testTracker();
  const reader = await openSqlite(t.file, { access: 'read' });
  expect(await reader.read(codes)).toEqual([]);
  await reader.close();
  await reader.close();
  await refused(reader.read(codes), 'unavailable', 'was closed here');
  await t.close();
});

describe.each(ENGINES)('a store on %s', (_engine, open) => {
  let t: TestTracker;
  const store = () => t.tracker.store;
  const state = () => store().read(readChangeSeq);
  beforeAll(async () => {
    t = await open();
  });
  afterAll(() => t.close());

  it('does one write at a time, in the order of asking', async () => {
    const events: string[] = [];
    const first = gate();
    const write = (name: string, wait: Promise<void> = Promise.resolve()) =>
      store().write({ now: NOON }, async (connection) => {
        events.push(`${name} begins`);
        await wait;
        await add(connection, name);
        events.push(`${name} ends`);
      });
    const all = [write('AA', first.opened), write('BB'), write('CC')];
    first.open();
    await Promise.all(all);
    expect(events).toEqual(['AA begins', 'AA ends', 'BB begins', 'BB ends', 'CC begins', 'CC ends']);
    expect(await store().read(codes)).toEqual(['AA', 'BB', 'CC']);
  });

  it('leaves nothing of a write that fails, its numbers and its instant included, and goes on', async () => {
    const before = [await state(), await store().read(codes)];
    const failing = store().write({ now: NOON }, async (connection, change) => {
      await add(connection, 'XA');
      change.nextSeq();
      await add(connection, 'XB');
      throw new RangeError('half-way');
    });
    await expect(failing).rejects.toThrow(new RangeError('half-way'));
    expect([await state(), await store().read(codes)]).toEqual(before);
    const broken = store().write({ now: NOON }, async (connection) => {
      await add(connection, 'XC');
      await add(connection, 'XC');
    });
    await expect(broken).rejects.toThrow();
    expect([await state(), await store().read(codes)]).toEqual(before);
    await store().write({ now: NOON }, (connection) => add(connection, 'DD'));
    expect(await store().read(codes)).toContain('DD');
  });

  it('leaves nothing of a dry run, and gives what it would have answered', async () => {
    const before = [await state(), await store().read(codes)];
    const answer = await store().write({ now: NOON, dryRun: true }, async (connection, change) => {
      await add(connection, 'XD');
      change.nextSeq();
      return { codes: await codes(connection), seq: change.lastSeq() };
    });
    expect(answer.codes).toContain('XD');
    expect(answer.seq).toBe((before[0] as { seq: number }).seq + 1);
    expect([await state(), await store().read(codes)]).toEqual(before);
  });

  it('records at instants that rise strictly, also when the clock stands still or goes back', async () => {
    const instants: string[] = [];
    for (const now of [NOON, NOON, NOON, '2025-01-01T00:00:00.000Z', NOON, '2026-01-01T12:00:00.001Z', '2026-02-01T00:00:00.000Z', NOON]) {
      const { recorded_at } = await store().write({ now }, async (_connection, change) => change);
      expect(await state()).toMatchObject({ recorded_at });
      instants.push(recorded_at);
    }
    expect(new Set(instants).size).toBe(instants.length);
    expect([...instants].sort()).toEqual(instants);
    expect(instants[6]).toBe('2026-02-01T00:00:00.000Z');
    expect(instants[7]).toBe('2026-02-01T00:00:00.001Z');
  });

  it('numbers entries without a gap, and gives a change of the register one number', async () => {
    const { seq } = await state();
    const given = await store().write({ now: NOON }, async (_connection, change) => [
      change.lastSeq(),
      change.nextSeq(),
      change.nextSeq(),
      change.lastSeq(),
    ]);
    expect(given).toEqual([seq + 1, seq + 1, seq + 2, seq + 2]);
    expect(await state()).toMatchObject({ seq: seq + 2 });
    await store().write({ now: NOON }, async () => undefined);
    expect(await state()).toMatchObject({ seq: seq + 3 });
  });

  it('passes on what a read throws, and reads on afterwards', async () => {
    for (let i = 0; i < 10; i++) await expect(store().read(() => Promise.reject(new RangeError(`no. ${i}`)))).rejects.toThrow(`no. ${i}`);
    const many = await Promise.all(Array.from({ length: 20 }, () => store().read(codes)));
    expect(new Set(many.map((list) => list.join())).size).toBe(1);
  });

  it('refuses to write through a read', async () => {
    await expect(store().read((connection) => add(connection, 'XE'))).rejects.toThrow();
    expect(await store().read(codes)).not.toContain('XE');
  });

  it('finds nothing wrong with a sound database', async () => {
    expect(await store().integrity()).toEqual([]);
  });
});

describe('a store on SQLite', () => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await testTracker();
  });
  afterAll(() => t.close());

  it('does not show a reader what is half written', async () => {
    const { store } = t.tracker;
    const half = gate();
    const seen = gate();
    const writing = store.write({ now: NOON }, async (connection, change) => {
      await add(connection, 'AA');
      change.nextSeq();
      half.open();
      await seen.opened;
      await add(connection, 'BB');
    });
    await half.opened;
    expect(await store.read(codes)).toEqual([]);
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    seen.open();
    await writing;
    expect(await store.read(codes)).toEqual(['AA', 'BB']);
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 1 });
  });

  it('shows a read one state from its beginning to its end', async () => {
    const { store } = t.tracker;
    const begun = gate();
    const written = gate();
    const reading = store.read(async (connection) => {
      const before = await codes(connection);
      begun.open();
      await written.opened;
      return [before, await codes(connection)];
    });
    await begun.opened;
    await store.write({ now: NOON }, (connection) => add(connection, 'CC'));
    written.open();
    const [before, after] = await reading;
    expect(after).toEqual(before);
    expect(await store.read(codes)).toContain('CC');
  });

  it('shares its file with another process', async () => {
    const other = await openSqlite(t.file);
    await other.write({ now: NOON }, (connection) => add(connection, 'ZZ'));
    await other.close();
    expect(await t.tracker.store.read(codes)).toContain('ZZ');
  });
});

describe('an address', () => {
  it.each(['', 'trade-disputes.db', 'mysql://localhost/x', 'postgres:x'])(
    '%j is not understood, and the message says what is',
    async (address) => {
      await expect(openStore(address)).rejects.toThrow(
        expect.objectContaining({ code: 'invalid', message: expect.stringMatching(/file:.*postgres:/) }),
      );
      await expect(openStore(address)).rejects.toThrow(`"${address}"`);
    },
  );

  it('whose folder does not exist is named', async () => {
    const t = await testTracker();
    const missing = join(t.folder, 'no', 'such', 'folder.db');
    await expect(openStore(`file:${missing}`)).rejects.toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(missing) }),
    );
    await t.close();
  });
});

describe('a file that is taken away or replaced while a program uses it', () => {
  it('is neither written nor read any more, so that nothing is acknowledged and lost', async () => {
    const [test, other] = [await testTracker(), await testTracker()];
    const { store } = test.tracker;
    await store.write({ now: NOON }, (connection) => add(connection, 'XX'));
    rmSync(test.file);
    await refused(store.write({ now: NOON }, codes), 'unavailable', 'was taken away while this program uses it');
    copyFileSync(other.file, test.file);
    await refused(store.write({ now: NOON }, codes), 'unavailable', 'was replaced by another one while this program uses it');
    await refused(store.read(codes), 'unavailable', 'was replaced by another one');
    await refused(notReady(test.tracker), 'unavailable', 'was replaced by another one');
    await test.close();
    await other.close();
  });

  it('is not answered from by who opened it for reading: it would say for ever what it said', async () => {
    const [test, other] = [await testTracker(), await testTracker()];
    const reading = await openStore(`file:${test.file}`, { access: 'read' });
    await reading.read(codes);
    copyFileSync(other.file, `${test.file}.new`);
    renameSync(`${test.file}.new`, test.file);
    await refused(reading.read(codes), 'unavailable', 'was replaced by another one while this program uses it');
    const anew = await openStore(`file:${test.file}`, { access: 'read' });
    await anew.read(codes);
    for (const store of [reading, anew, test.tracker.store, other.tracker.store]) await store.close();
  });

  it('is told at the end of a write too, which is not recorded', async () => {
    const test = await testTracker();
    const write = test.tracker.store.write({ now: NOON }, async () => rmSync(test.file));
    await refused(write, 'unavailable', 'was taken away while this program uses it');
    await test.close();
  });
});
