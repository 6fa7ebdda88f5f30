import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { correctEntry } from '../../src/changes/correct.ts';
import { collapseResolution, implementResolution, recordResolution } from '../../src/changes/resolutions.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { listResolutions } from '../../src/lookups/resolutions.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../../src/things/resolution.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, idsOf, me, newMeasure, refused, resolve, rowOf, statusesOf } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterAll(() => t.close());

const implement = (seq: number, effective_on: string, more: Partial<z.input<typeof ImplementResolutionBody>> = {}) =>
  implementResolution(t.tracker, me, seq, ImplementResolutionBody.parse({ effective_on, unsourced: true, ...more }));
const collapse = (seq: number, effective_on: string) =>
  collapseResolution(t.tracker, me, seq, CollapseBody.parse({ effective_on, unsourced: true }));
const banned = async (...ids: string[]): Promise<void> => {
  for (const id of ids) {
    await newMeasure(t.tracker, id);
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
  }
};
const agreedOn = async (id: string, on: string): Promise<string | null | undefined> =>
  (await rowOf(t.tracker, id, { on }))?.lifting_agreed_on;

describe('a lifting that is agreed', () => {
  it('changes no status, and is shown from the day of the agreement until it is carried out', async () => {
    await banned('agreed');
    const seq = await resolve(t.tracker, '2023-10-22', { measure: 'agreed', reaches: 'lifted' });
    expect(await statusesOf(t.tracker, 'agreed')).toEqual(['2020-01-01 in_force']);
    expect(await agreedOn('agreed', '2023-10-21')).toBeNull();
    expect(await agreedOn('agreed', '2023-10-22')).toBe('2023-10-22');
    expect(await idsOf(t.tracker, { lifting_agreed: true, on: '2023-10-22' })).toEqual(['agreed']);
    expect(await idsOf(t.tracker, { lifting_agreed: true, on: '2023-10-21' })).toEqual([]);
    expect(await idsOf(t.tracker, { lifting_agreed: false, on: '2023-10-22' })).toEqual([]);
    const done = await implement(seq, '2024-03-29');
    expect(done.recorded.map((one) => one.kind)).toEqual(['status_change', 'implementation']);
    expect(new Set(done.recorded.map((one) => one.recorded_at)).size).toBe(1);
    expect(done.dispute).toMatchObject({ before: 'easing', after: 'resolved' });
    expect(await statusesOf(t.tracker, 'agreed')).toEqual(['2020-01-01 in_force', '2024-03-29 lifted']);
    expect(await agreedOn('agreed', '2024-03-28')).toBe('2023-10-22');
    expect(await agreedOn('agreed', '2024-03-29')).toBeNull();
  });

  it('that collapses is pending no more', async () => {
    await banned('collapsed');
    const seq = await resolve(t.tracker, '2023-10-22', { measure: 'collapsed', reaches: 'lifted' });
    await collapse(seq, '2024-01-01');
    expect(await agreedOn('collapsed', '2023-12-31')).toBe('2023-10-22');
    expect(await agreedOn('collapsed', '2024-01-01')).toBeNull();
    expect(await statusesOf(t.tracker, 'collapsed')).toEqual(['2020-01-01 in_force']);
  });

  it('is overtaken by the end of the measure', async () => {
    await banned('overtaken');
    await resolve(t.tracker, '2023-10-22', { measure: 'overtaken', reaches: 'suspended' });
    await recordStatusChanges(t.tracker, me, 'overtaken', [change('annulled', '2024-02-01'), change('in_force', '2024-03-01')]);
    expect(await agreedOn('overtaken', '2024-01-31')).toBe('2023-10-22');
    expect(await agreedOn('overtaken', '2024-03-01')).toBeNull();
  });

  it('whose day is not known is not pending', async () => {
    await banned('undated');
    await resolve(t.tracker, undefined, { measure: 'undated', reaches: 'lifted' });
    expect(await agreedOn('undated', '2026-01-01')).toBeNull();
  });

  it('whose day is not known is listed from when its measure begins', async () => {
    await banned('undated-too');
    const seq = await resolve(t.tracker, undefined, { measure: 'undated-too', reaches: 'lifted' });
    const listed = async (on: string) => (await listResolutions(t.tracker, { on })).data.map((row) => row.seq);
    expect(await listed('2019-12-31')).not.toContain(seq);
    expect(await listed('2020-01-01')).toContain(seq);
  });

  it('is known only from when it was recorded', async () => {
    await banned('known-later');
    const { known_at } = await t.tracker.store.read(async () => ({ known_at: t.tracker.clock() }));
    t.clock.now = '2026-11-25T12:00:00.000Z';
    await resolve(t.tracker, '2023-10-22', { measure: 'known-later', reaches: 'lifted' });
    expect(await rowOf(t.tracker, 'known-later', { on: '2024-01-01', known_at: '2026-11-24' })).toMatchObject({ lifting_agreed_on: null });
    expect(await rowOf(t.tracker, 'known-later', { on: '2024-01-01' })).toMatchObject({ lifting_agreed_on: '2023-10-22' });
    expect(known_at < t.clock.now).toBe(true);
  });
});

describe('carrying a resolution out', () => {
  it('is done once for each measure, and not after it came to nothing', async () => {
    await banned('once', 'twice');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'once', reaches: 'lifted' }, { measure: 'twice', reaches: 'lifted' });
    await implement(seq, '2024-06-01', { measures: ['once'] });
    await expect(implement(seq, '2024-07-01')).rejects.toThrow(/was carried out for once from 2024-06-01 \(entry \d+\)/);
    await expect(collapse(seq, '2024-07-01')).rejects.toThrow(/was carried out for once/);
    await implement(seq, '2024-07-01', { measures: ['twice'] });

    await banned('off');
    const nothing = await resolve(t.tracker, '2024-01-01', { measure: 'off', reaches: 'lifted' });
    await collapse(nothing, '2024-02-01');
    await expect(implement(nothing, '2024-03-01')).rejects.toThrow(/came to nothing from 2024-02-01/);
    expect(await statusesOf(t.tracker, 'off')).toEqual(['2020-01-01 in_force']);
  });

  it('follows the outcomes: a partial lifting takes its scopes as exemptions, a rate changes no status', async () => {
    await banned('partly', 'cheaper');
    const seq = await resolve(
      t.tracker,
      '2024-01-01',
      { measure: 'partly', reaches: 'partially_lifted', scope: { goods: ['220421'] } },
      { measure: 'partly', reaches: 'partially_lifted', scope: { goods: ['220429'], partners: ['AU'] } },
      { measure: 'cheaper', reaches: 'rate' },
    );
    const { recorded } = await implement(seq, '2024-06-01');
    expect(recorded.map((one) => [one.kind, one.measure])).toEqual([
      ['status_change', 'partly'],
      ['implementation', null],
    ]);
    expect(await rowOf(t.tracker, 'partly', { on: '2024-06-01' })).toMatchObject({
      status: 'partially_lifted',
      exemptions: ['220421', '220429; AU'],
    });
    expect(await statusesOf(t.tracker, 'cheaper')).toEqual(['2020-01-01 in_force']);
    expect(await agreedOn('cheaper', '2024-05-31')).toBe('2024-01-01');
    expect(await agreedOn('cheaper', '2024-06-01')).toBeNull();
  });

  it('leaves alone what has come about already', async () => {
    await banned('done-before');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'done-before', reaches: 'lifted' });
    await recordStatusChanges(t.tracker, me, 'done-before', [change('lifted', '2024-06-01')]);
    const { recorded } = await implement(seq, '2024-06-01');
    expect(recorded.map((one) => one.kind)).toEqual(['implementation']);
  });

  it('may take one measure after the other', async () => {
    await banned('first', 'second');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'first', reaches: 'lifted' }, { measure: 'second', reaches: 'lifted' });
    await implement(seq, '2024-06-01', { measures: ['first'] });
    expect(await statusesOf(t.tracker, 'second')).toEqual(['2020-01-01 in_force']);
    expect(await agreedOn('second', '2024-06-01')).toBe('2024-01-01');
    await implement(seq, '2024-09-01', { measures: ['second'] });
    expect(await statusesOf(t.tracker, 'second')).toEqual(['2020-01-01 in_force', '2024-09-01 lifted']);
  });

  it('records the changes that are given instead, all or none', async () => {
    await banned('given', 'given-too');
    const seq = await resolve(
      t.tracker,
      '2024-01-01',
      { measure: 'given', reaches: 'lifted' },
      { measure: 'given-too', reaches: 'lifted' },
    );
    const withMeasure = (measure: string, status: 'suspended' | 'withdrawn') => ({
      measure,
      status,
      effective_on: '2024-06-01',
      unsourced: true as const,
    });
    await refused(
      implement(seq, '2024-06-01', { changes: [withMeasure('given', 'suspended'), withMeasure('given-too', 'withdrawn')] }),
      'conflict',
      'given-too',
      'withdrawn',
    );
    expect(await statusesOf(t.tracker, 'given')).toEqual(['2020-01-01 in_force']);
    expect(await agreedOn('given', '2024-06-01')).toBe('2024-01-01');
    await implement(seq, '2024-06-01', { changes: [withMeasure('given', 'suspended'), withMeasure('given-too', 'suspended')] });
    expect(await statusesOf(t.tracker, 'given-too')).toEqual(['2020-01-01 in_force', '2024-06-01 suspended']);
  });

  it('is refused for what it does not speak of', async () => {
    await banned('spoken', 'stranger');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'spoken', reaches: 'lifted' });
    await refused(implement(seq, '2024-06-01', { measures: ['stranger'] }), 'invalid', 'no outcome for "stranger"', 'spoken');
    const changes = [{ measure: 'stranger', status: 'lifted' as const, effective_on: '2024-06-01', unsourced: true as const }];
    await refused(implement(seq, '2024-06-01', { changes }), 'invalid', 'no outcome for "stranger"');
    await refused(implement(999_999, '2024-06-01'), 'not_found', '999999');
    await refused(collapse(1, '2024-06-01'), 'not_found', 'no resolution with seq 1');
  });
});

describe('a resolution', () => {
  it('speaks of measures of its dispute only', async () => {
    await newMeasure(t.tracker, 'elsewhere', { dispute: undefined });
    const body = ResolutionBody.parse({
      method: 'expiry',
      terms: 'x',
      outcomes: [{ measure: 'elsewhere', reaches: 'lifted' }],
      unsourced: true,
    });
    await refused(recordResolution(t.tracker, me, 'au-cn-wine', body), 'invalid', '"elsewhere" is no measure of au-cn-wine');
    await refused(recordResolution(t.tracker, me, 'no-such-dispute', body), 'not_found', 'no-such-dispute');
  });

  it('that is corrected keeps what was done about it', async () => {
    await banned('reworded');
    // A rate changes no status, so nothing but the implementation says that it is done.
    const outcomes = [{ measure: 'reworded', reaches: 'rate' as const }];
    const seq = await resolve(t.tracker, '2023-10-22', ...outcomes);
    await implement(seq, '2024-03-29');
    const replacement = { method: 'negotiated_settlement', agreed_on: '2023-10-21', terms: 'as agreed', outcomes, unsourced: true };
    await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'a day earlier', replacement }));
    expect(await agreedOn('reworded', '2023-10-20')).toBeNull();
    expect(await agreedOn('reworded', '2023-10-21')).toBe('2023-10-21');
    expect(await agreedOn('reworded', '2024-03-28')).toBe('2023-10-21');
    expect(await agreedOn('reworded', '2024-03-29')).toBeNull();
    await refused(collapse(seq, '2024-04-01'), 'conflict', 'was corrected by entry');
  });

  it('that takes the place of one that was carried out is listed as carried out, also where it was replaced before', async () => {
    await banned('replaced');
    const outcomes = [{ measure: 'replaced', reaches: 'lifted' as const }];
    const listed = async (on: string) =>
      (await listResolutions(t.tracker, { on })).data
        .filter((row) => row.outcomes.some(({ measure_id }) => measure_id === 'replaced'))
        .map(({ seq, agreed_on, state, implemented_on }) => ({ seq, agreed_on, state, implemented_on }));
    let seq = await resolve(t.tracker, '2023-10-22', ...outcomes);
    const correctTo = async (agreed_on: string) => {
      const replacement = { method: 'negotiated_settlement', agreed_on, terms: 'as agreed', outcomes, unsourced: true };
      const { recorded } = await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'another day', replacement }));
      seq = recorded.find(({ kind }) => kind === 'resolution')?.seq as number;
    };
    await correctTo('2023-10-21');
    await implement(seq, '2024-03-29');
    await correctTo('2023-10-20');
    expect(await listed('2024-03-28')).toEqual([{ seq, agreed_on: '2023-10-20', state: 'pending', implemented_on: null }]);
    expect(await listed('2024-03-29')).toEqual([{ seq, agreed_on: '2023-10-20', state: 'implemented', implemented_on: '2024-03-29' }]);
  });

  it('whose implementation is retracted is pending again', async () => {
    await banned('undone');
    const seq = await resolve(t.tracker, '2023-10-22', { measure: 'undone', reaches: 'rate' });
    const { recorded } = await implement(seq, '2024-03-29');
    expect(await agreedOn('undone', '2024-04-01')).toBeNull();
    await correctEntry(t.tracker, me, recorded.at(-1)?.seq as number, CorrectionBody.parse({ reason: 'not yet' }));
    expect(await agreedOn('undone', '2024-04-01')).toBe('2023-10-22');
    await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'there was none' }));
    expect(await agreedOn('undone', '2024-04-01')).toBeNull();
  });
});
