import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { entryInput } from '../../src/changes/kinds.ts';
import { loadEntries } from '../../src/db/entries.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { bundledTracker, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';
import { oneIn } from '../support/thorough.ts';

const entriesOf = (test: TestTracker): Promise<Entry[]> =>
  test.tracker.store.read((connection) => loadEntries(connection, { from: 0, to: 1_000_000 }));
/** What an entry says, apart from its place in the ledger. */
const saidBy = ({ seq: _seq, entry_id: _id, recorded_at: _at, recorded_by: _by, ...said }: Entry) => said;

describe.each([
  ['the bundled disputes', bundledTracker],
  [
    'an entry of each kind with every field',
    async () => {
      const test = await testTracker();
      await recordEverything(test);
      return test;
    },
  ],
] as const)('the body of %s', (_name, filled) => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await filled();
  });
  afterAll(() => test.close());

  it('records the same entry again', async () => {
    const corrected = new Set((await entriesOf(test)).flatMap((entry) => (entry.kind === 'correction' ? [entry.retracts_seq] : [])));
    const entries = (await entriesOf(test)).filter(
      (entry) => entry.kind !== 'correction' && entry.kind !== 'registration' && !corrected.has(entry.seq),
    );
    expect(entries.length).toBeGreaterThan(9);
    // Of many entries some: all of them take a minute.
    const note = 'A replacement says something else.';
    for (const entry of entries.length < 60 ? entries : oneIn(80, entries, 20)) {
      const input = { reason: 'The same again.', replacement: { ...entryInput(entry), note } };
      const { recorded } = await correctEntry(test.tracker, { actor: 'test' }, entry.seq, input);
      const [replacement] = await test.tracker.store.read((connection) => loadEntries(connection, [recorded[0]?.seq ?? 0]));
      expect(saidBy(replacement as Entry), `${entry.kind} ${entry.seq}`).toEqual({ ...saidBy(entry), note });
    }
  });

  it('is empty for what is not recorded by a body: corrections and registrations', async () => {
    const others = (await entriesOf(test)).filter(({ kind }) => kind === 'correction' || kind === 'registration');
    expect(new Set(others.map(({ kind }) => kind))).toContain('registration');
    for (const entry of others) expect(entryInput(entry)).toEqual({});
  });
});
