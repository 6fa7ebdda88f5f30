import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { addDispute, editMeasure } from '../../src/changes/register.ts';
import { recordCheck, recordDisputeCheck, recordDisputeMilestone } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { verify } from '../../src/keep/verify.ts';
import { listDisputes, longestUnchecked, showDispute } from '../../src/lookups/disputes.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { streamMeasures } from '../../src/lookups/measures.ts';
import type { Clocks } from '../../src/lookups/tracker.ts';
import { CheckBody } from '../../src/things/check.ts';
import { DisputeBody } from '../../src/things/dispute.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure, refused, rowOf } from '../support/recording.ts';

describe.each(ENGINES_OF_ALL)('checks on %s', (_engine, open) => {
  let t: TestTracker;
  /** Everything is recorded at an instant of its own. */
  let second = 0;
  const later = (): string => {
    second += 1;
    t.clock.now = `2026-11-24T12:00:${String(second).padStart(2, '0')}.000Z`;
    return t.clock.now;
  };
  beforeEach(async () => {
    t = await open();
    second = 0;
    await putRows(t, SMALL_REGISTER);
    for (const id of ['wine-a', 'wine-b']) {
      await newMeasure(t.tracker, id);
      await recordStatusChanges(t.tracker, me, id, [change('in_force', '2021-01-01')]);
    }
  });
  afterEach(() => t.close());

  const body = (checked_on: string, more: object = {}) => CheckBody.parse({ checked_on, ...more });
  const look = (id: string, checked_on: string, more: object = {}) => recordCheck(t.tracker, me, id, body(checked_on, more));
  const lookAll = (checked_on: string, more: object = {}) => recordDisputeCheck(t.tracker, me, 'au-cn-wine', body(checked_on, more));
  /** What rows and pages say: of both measures and of the dispute. They must agree. */
  const checks = async (clocks: Clocks = {}): Promise<(string | null | undefined)[]> => {
    const rows = [];
    for (const id of ['wine-a', 'wine-b']) {
      const row = await rowOf(t.tracker, id, clocks);
      const detail = await showMeasure(t.tracker, id, clocks);
      expect([detail.checked_on, detail.state?.checked_on]).toEqual([row?.checked_on, row?.checked_on]);
      rows.push(row?.checked_on);
    }
    const dispute = (await listDisputes(t.tracker, clocks, { limit: 5000 })).data.find(({ id }) => id === 'au-cn-wine');
    const detail = await showDispute(t.tracker, 'au-cn-wine', clocks);
    expect(detail.checked_on).toBe(dispute?.checked_on);
    expect(detail.measure_rows.map((row) => row.checked_on).sort()).toEqual([...rows].sort());
    return [...rows, dispute?.checked_on];
  };
  const found = async (checked_before: string, clocks: Clocks = {}) =>
    (await listDisputes(t.tracker, { ...clocks, checked_before }, { limit: 5000 })).data.map(({ id }) => id);

  it('nobody has made yet are null', async () => {
    expect(await checks()).toEqual([null, null, null]);
    expect(await found('1950-01-01')).toEqual(['au-cn-wine']);
  });

  it('of a measure are its own, and of a dispute those of all its measures: the last one counts', async () => {
    await look('wine-a', '2026-11-09');
    await look('wine-a', '2026-10-01');
    expect(await checks()).toEqual(['2026-11-09', null, null]);
    await look('wine-b', '2026-11-02');
    expect(await checks()).toEqual(['2026-11-09', '2026-11-02', '2026-11-02']);
    await lookAll('2026-11-05');
    expect(await checks()).toEqual(['2026-11-09', '2026-11-05', '2026-11-05']);
    await lookAll('2026-11-24');
    expect(await checks()).toEqual(['2026-11-24', '2026-11-24', '2026-11-24']);
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('find the disputes that nobody has checked on a day or later', async () => {
    await lookAll('2026-11-09');
    expect(await found('2026-11-09')).toEqual([]);
    expect(await found('2026-11-10')).toEqual(['au-cn-wine']);
    await look('wine-a', '2026-11-20');
    expect(await found('2026-11-10')).toEqual(['au-cn-wine']);
    await look('wine-b', '2026-11-12');
    expect(await found('2026-11-12')).toEqual([]);
    expect(await found('2026-11-13')).toEqual(['au-cn-wine']);
  });

  it('count as known then, and a correction takes one back from its own instant on', async () => {
    const unchecked = later();
    later();
    const seq = (await look('wine-a', '2026-11-09')).recorded[0]?.seq as number;
    const before = t.clock.now;
    later();
    await correctEntry(t.tracker, me, seq, { reason: 'It was October', replacement: { checked_on: '2026-10-09' } });
    const replaced = t.clock.now;
    const newest = (await showMeasure(t.tracker, 'wine-a', {})).ledger.find((entry) => entry.replaces === seq)?.seq as number;
    later();
    await correctEntry(t.tracker, me, newest, { reason: 'Nobody looked' });
    const at = async (known_at?: string) => (await checks({ known_at }))[0];
    expect([await at(unchecked), await at(before), await at(replaced), await at()]).toEqual([null, '2026-11-09', '2026-10-09', null]);
  });

  it('count as announced on their own day or later, never before, whatever they cite', async () => {
    await look('wine-a', '2026-11-02');
    // Published in 2021.
    await look('wine-a', '2026-11-09', { sources: ['mofcom'] });
    await lookAll('2026-10-20', { announced_on: '2026-11-15' });
    const by = (announced_by: string) => checks({ announced_by, on: '2026-11-24' });
    expect(await by('2026-11-01')).toEqual([null, null, null]);
    expect(await by('2026-11-02')).toEqual(['2026-11-02', null, null]);
    expect(await by('2026-11-09')).toEqual(['2026-11-09', null, null]);
    expect(await by('2026-11-15')).toEqual(['2026-11-09', '2026-10-20', '2026-10-20']);
    const told = async (announced_by: string) =>
      (await showMeasure(t.tracker, 'wine-a', { announced_by })).ledger.flatMap((entry) =>
        entry.kind === 'check' ? entry.checked_on : [],
      );
    expect(await told('2026-11-08')).toEqual(['2026-11-02']);
    expect(await told('2026-11-09')).toEqual(['2026-11-02', '2026-11-09']);
    expect(await found('2026-10-20', { announced_by: '2026-11-14' })).toEqual(['au-cn-wine']);
    expect(await found('2026-10-20', { announced_by: '2026-11-15' })).toEqual([]);
  });

  it('of a dispute go with it: a measure that is moved is checked with the one to which it belongs', async () => {
    await lookAll('2026-11-09');
    await addDispute(t.tracker, me, DisputeBody.parse({ id: 'other', title: 'Other', parties: ['AU'] }));
    const before = later();
    later();
    await editMeasure(t.tracker, me, 'wine-b', { dispute: 'other' });
    const of = async (clocks: Clocks = {}) => (await rowOf(t.tracker, 'wine-b', clocks))?.checked_on;
    expect([await of(), await of({ known_at: before })]).toEqual([null, '2026-11-09']);
    await recordDisputeCheck(t.tracker, me, 'other', body('2026-11-20'));
    expect(await of()).toBe('2026-11-20');
  });

  it('name the disputes that have waited longest, those never checked first', async () => {
    for (const id of ['x-a', 'x-b', 'x-c']) await addDispute(t.tracker, me, DisputeBody.parse({ id, title: id, parties: ['AU'] }));
    await recordDisputeCheck(t.tracker, me, 'x-a', body('2026-11-20'));
    await recordDisputeCheck(t.tracker, me, 'x-b', body('2026-10-20'));
    const waiting = async (count: number) => (await longestUnchecked(t.tracker, {}, count)).map(({ id, checked_on }) => [id, checked_on]);
    expect(await waiting(3)).toEqual([
      ['au-cn-wine', null],
      ['x-c', null],
      ['x-b', '2026-10-20'],
    ]);
    // A dispute of which nothing had been announced is not there at all.
    expect(await longestUnchecked(t.tracker, { announced_by: '2015-01-01' }, 3)).toMatchObject([{ id: 'au-cn-wine' }]);
  });

  it('of a dispute do not vouch for what came to it afterwards', async () => {
    await newMeasure(t.tracker, 'there-before');
    await lookAll('2026-11-20');
    await newMeasure(t.tracker, 'added-after');
    await newMeasure(t.tracker, 'moved-after', { dispute: undefined });
    await editMeasure(t.tracker, me, 'moved-after', { dispute: 'au-cn-wine' });
    for (const id of ['there-before', 'added-after', 'moved-after'])
      await recordStatusChanges(t.tracker, me, id, [change('in_force', '2021-01-01')]);
    const checked = async (id: string) => (await rowOf(t.tracker, id, {}))?.checked_on;
    expect([await checked('there-before'), await checked('added-after'), await checked('moved-after')]).toEqual(['2026-11-20', null, null]);
  });

  it('of more measures than one query names are found in the whole list', async () => {
    const many = Array.from({ length: 520 }, (_, index) => `many-${index}`);
    await putRows(t, {
      measures: many.map((id) => ({
        ...{ id, kind: 'ban', imposed_by: 'CN', title: id, direction: 'import', formality: 'formal', dispute_id: 'au-cn-wine' },
      })),
    });
    await recordStatusChanges(t.tracker, me, 'many-7', [change('in_force', '2021-01-01')]);
    await look('many-7', '2026-11-01');
    for (const announced_by of [undefined, '2026-11-24']) {
      const { batches } = await streamMeasures(t.tracker, { status: 'all', announced_by });
      const rows = [];
      for await (const batch of batches) rows.push(...batch);
      expect(rows.filter((row) => row.checked_on !== null).map(({ id }) => id)).toEqual(['many-7']);
      expect(await found('2026-11-01', { announced_by })).toEqual(['au-cn-wine']);
    }
  });

  it('are refused for a day that is not over, for what is not there, and with some and no sources', async () => {
    await refused(look('wine-a', '2026-11-25'), 'invalid', '"2026-11-25" is not over', '2026-11-24');
    await refused(lookAll('2027-01-01'), 'invalid', '"2027-01-01" is not over');
    await refused(look('nothing', '2026-11-09'), 'not_found', '"nothing"');
    await refused(recordDisputeCheck(t.tracker, me, 'nothing', body('2026-11-09')), 'not_found', '"nothing"');
    for (const day of ['2026-11', '2026-02-30', 'yesterday']) expect(CheckBody.safeParse({ checked_on: day }).success).toBe(false);
    expect(CheckBody.safeParse({ checked_on: '2026-11-09', sources: ['mofcom'], unsourced: true }).success).toBe(false);
    expect(await checks()).toEqual([null, null, null]);
  });

  it('touch their measure, and change nothing else: no status, no state, no first announcement', async () => {
    const before = await showMeasure(t.tracker, 'wine-a', {});
    const recorded = await look('wine-a', '2026-11-09');
    const after = await showMeasure(t.tracker, 'wine-a', {});
    expect(after.last_seq).toBe(recorded.last_seq);
    expect(recorded).toMatchObject({
      recorded: [{ kind: 'check', measure: 'wine-a', effective_on: '2026-11-09' }],
      measure: { id: 'wine-a', checked_on: '2026-11-09' },
      dispute: { id: 'au-cn-wine', before: 'active', after: 'active' },
    });
    expect(after.statuses).toEqual(before.statuses);
    await refused(
      recordCheck(t.tracker, { ...me, ifMatch: { measure: 'wine-a', seq: before.last_seq } }, 'wine-a', body('2026-11-10')),
      'precondition',
    );
    const milestone = MilestoneBody.parse({ type: 'talks', happened_on: '2021-02-01', title: 'Talks', unsourced: true });
    await recordDisputeMilestone(t.tracker, me, 'au-cn-wine', milestone);
    expect((await showDispute(t.tracker, 'au-cn-wine', {})).milestones).toHaveLength(1);
    expect((await showMeasure(t.tracker, 'wine-b', {})).last_seq).toBeLessThan(recorded.last_seq);
  });
});
