import { afterAll, beforeAll, expect, it } from 'vitest';
import { editExporter } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { readRegister } from '../../src/db/register.ts';
import { readChangeSeq } from '../../src/db/store.ts';
import { registerAt } from '../../src/lookups/tracker.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  await newMeasure(t.tracker, 'm');
});
afterAll(() => t.close());

const registerNow = () =>
  t.tracker.store.read(async (connection) => {
    const { seq } = await readChangeSeq(connection);
    return { seq, kept: await registerAt(t.tracker, connection, seq), read: await readRegister(connection, seq) };
  });

it('is read once for as long as nothing is registered, and always says which head of the ledger it is of', async () => {
  const before = await registerNow();
  await recordStatusChanges(t.tracker, me, 'm', [change('in_force', '2026-11-01')]);
  const after = await registerNow();
  expect(after.seq).toBeGreaterThan(before.seq);
  expect(after.kept.jurisdictions).toBe(before.kept.jurisdictions);
  expect(after.kept.head).toBe(after.read.head);
  expect(after.kept.head).not.toBe(before.kept.head);
});

it('is read anew once something is registered, also of an instant before', async () => {
  const before = await registerNow();
  await editExporter(t.tracker, me, 'tesla', { group: 'byd' });
  const after = await registerNow();
  expect([before.kept.groupOf?.('tesla'), after.kept.groupOf?.('tesla')]).toEqual([null, 'byd']);
  const again = await t.tracker.store.read((connection) => registerAt(t.tracker, connection, before.seq));
  expect([again.groupOf?.('tesla'), again.head]).toEqual([null, before.read.head]);
});
