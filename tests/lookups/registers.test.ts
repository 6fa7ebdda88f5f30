import { afterAll, beforeAll, expect, it } from 'vitest';
import { editExporter } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { hashAt } from '../../src/db/entries.ts';
import { stateTag } from '../../src/db/etags.ts';
import { registerAt, viewAt } from '../../src/lookups/tracker.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  await newMeasure(t.tracker, 'm');
});
afterAll(() => t.close());

const now = () =>
  t.tracker.store.read(async (connection) => {
    const { register, knownSeq: seq, ledgerHead } = await viewAt(t.tracker, connection, {});
    return { seq, register, ledgerHead, head: stateTag(seq, await hashAt(connection, seq)) };
  });

it('is read once for as long as nothing is registered, and the view always says which head of the ledger it is of', async () => {
  const before = await now();
  await recordStatusChanges(t.tracker, me, 'm', [change('in_force', '2026-11-01')]);
  const after = await now();
  expect(after.seq).toBeGreaterThan(before.seq);
  expect(after.register).toBe(before.register);
  expect(after.ledgerHead).toBe(after.head);
  expect(after.ledgerHead).not.toBe(before.ledgerHead);
});

it('is read anew once something is registered, also of an instant before', async () => {
  const before = await now();
  await editExporter(t.tracker, me, 'tesla', { group: 'byd' });
  const after = await now();
  expect([before.register.groupOf?.('tesla'), after.register.groupOf?.('tesla')]).toEqual([null, 'byd']);
  const again = await t.tracker.store.read((connection) => registerAt(t.tracker, connection, before.seq));
  expect(again.groupOf?.('tesla')).toBeNull();
});
