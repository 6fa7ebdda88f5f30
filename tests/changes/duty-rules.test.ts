import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { entryInput } from '../../src/changes/kinds.ts';
import { recordDutyRule } from '../../src/changes/statements.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { verify } from '../../src/keep/verify.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { me, newMeasure, refused } from '../support/recording.ts';

describe.each(ENGINES)('duty rules on %s', (_engine, open) => {
  let t: TestTracker;
  const record = async (body: object): Promise<number> => {
    const rule = DutyRuleBody.parse({ first_on: '2024', unsourced: true, ...body });
    return (await recordDutyRule(t.tracker, me, rule)).recorded[0]?.seq as number;
  };
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    for (const id of ['a', 'b', 'c']) await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional' });
    await newMeasure(t.tracker, 'no-tariff');
  });
  afterAll(() => t.close());

  it('of several tariffs name them all, and stand with each of them', async () => {
    const seq = await record({ type: 'at_most_one_of', measure: 'a', others: ['b', 'c'] });
    const [entry] = await t.tracker.store.read((connection) => loadEntries(connection, [seq]));
    expect(entry).toMatchObject({ type: 'at_most_one_of', measure_id: 'a', others: ['b', 'c'] });
    expect(entry && entryInput(entry)).toMatchObject({ type: 'at_most_one_of', measure: 'a', others: ['b', 'c'] });
    for (const id of ['a', 'b', 'c']) expect((await showMeasure(t.tracker, id, {})).duty_rules.map((one) => one.seq)).toEqual([seq]);
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('of several are refused for one that is named twice, is unknown, or is no tariff', async () => {
    const several = (others: string[]) => record({ type: 'at_most_one_of', measure: 'a', others });
    await refused(several(['a']), 'invalid', '"a" is named twice');
    await refused(several(['b', 'b']), 'invalid', '"b" is named twice');
    await refused(several(['nobody']), 'invalid', 'nobody');
    await refused(several(['no-tariff']), 'invalid', 'no-tariff');
    await refused(record({ type: 'at_most_one_of', measure: 'a' }), 'invalid', 'at_most_one_of needs');
    await refused(record({ type: 'not_levied_with', measure: 'a', other_measure: 'b', others: ['c'] }), 'invalid', 'others');
  });

  it('on the rest of the value name the tariff that is charged on a part, and no circle', async () => {
    const seq = await record({ type: 'levied_on_rest_of', measure: 'a', other_measure: 'b' });
    const [entry] = await t.tracker.store.read((connection) => loadEntries(connection, [seq]));
    expect(entry && entryInput(entry)).toMatchObject({ type: 'levied_on_rest_of', measure: 'a', other_measure: 'b' });
    expect((await showMeasure(t.tracker, 'a', {})).duty_rules.at(-1)).toMatchObject({ type: 'levied_on_rest_of', other_measure_id: 'b' });
    await refused(
      record({ type: 'levied_on_rest_of', measure: 'a' }),
      'invalid',
      'needs the measure that is charged on a part of the value',
    );
    await refused(record({ type: 'not_levied_with', measure: 'b', other_measure: 'a' }), 'conflict', 'a on the rest of b');
    await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'x' }));
  });

  it('that contradict each other are refused, in whatever order they come, and as a correction', async () => {
    await record({ type: 'not_levied_with', measure: 'a', other_measure: 'b' });
    const second = await record({ type: 'not_levied_with', measure: 'b', other_measure: 'c' });
    await refused(record({ type: 'not_levied_with', measure: 'c', other_measure: 'a' }), 'conflict', 'in a circle');
    const replacement = { type: 'not_levied_with', measure: 'b', other_measure: 'a', first_on: '2024', unsourced: true };
    const correct = (body: object) => correctEntry(t.tracker, me, second, CorrectionBody.parse({ reason: 'x', ...body }));
    await refused(correct({ replacement }), 'conflict', 'in a circle');
    await record({ type: 'tops_up_base_to', measure: 'a', percent: '15' });
    await refused(record({ type: 'tops_up_base_to', measure: 'a', percent: '20' }), 'conflict', 'top the base up to 15%');
    // Taken back, it contradicts nothing any more.
    await correct({});
    await record({ type: 'not_levied_with', measure: 'c', other_measure: 'a' });
    expect((await verify(t.tracker)).problems).toEqual([]);
  });
});
