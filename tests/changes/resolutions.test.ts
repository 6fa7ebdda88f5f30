import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { correctEntry } from '../../src/changes/correct.ts';
import { entryInput } from '../../src/changes/kinds.ts';
import { collapseResolution, implementResolution, recordResolution } from '../../src/changes/resolutions.ts';
import { recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { canonicalText } from '../../src/domain/ledger.ts';
import { verify } from '../../src/keep/verify.ts';
import { listResolutions } from '../../src/lookups/resolutions.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { CollapseBody, ImplementResolutionBody, ResolutionBody } from '../../src/things/resolution.ts';
import type { ScopeBody } from '../../src/things/scope.ts';
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
/** A tariff that is in force since 2020 at 20%, and at `rates` from other days on; gives the numbers of those tables. */
const charged = async (id: string, ...rates: string[]): Promise<number[]> => {
  await newMeasure(t.tracker, id, { kind: 'tariff', type: 'anti_dumping' });
  await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
  const seqs: number[] = [];
  for (const effective_on of ['2020-01-01', ...rates]) {
    const expression = effective_on === '2020-01-01' ? '20%' : '10%';
    const body = RateTableBody.parse({ effective_on, rates: [{ expression }], unsourced: true });
    seqs.push((await recordRateTable(t.tracker, me, id, body)).recorded[0]?.seq as number);
  }
  return seqs;
};
/** How a resolution is listed on a day: its state, and since when. */
const stateOf = async (seq: number, on: string) => {
  const row = (await listResolutions(t.tracker, { on }, { limit: 500 })).data.find((one) => one.seq === seq);
  return [row?.state, row?.implemented_on, row?.collapsed_on];
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
    const seq = await resolve(t.tracker, '2023-10-22', { measure: 'overtaken', reaches: 'suspended' });
    await recordStatusChanges(t.tracker, me, 'overtaken', [change('annulled', '2024-02-01'), change('in_force', '2024-03-01')]);
    expect(await agreedOn('overtaken', '2024-01-31')).toBe('2023-10-22');
    expect(await agreedOn('overtaken', '2024-03-01')).toBeNull();
    const state = async (on: string) =>
      (await listResolutions(t.tracker, { on }, { limit: 500 })).data.find((row) => row.seq === seq)?.state;
    expect([await state('2024-01-31'), await state('2024-02-01'), await state('2024-03-01')]).toEqual([
      'pending',
      'overtaken',
      'overtaken',
    ]);
    // What is agreed about several goes on while one of them does.
    await banned('overtaken-too');
    const both = (['overtaken', 'overtaken-too'] as const).map((measure) => ({ measure, reaches: 'lifted' as const }));
    const pending = await resolve(t.tracker, '2024-02-15', ...both);
    expect((await listResolutions(t.tracker, { on: '2024-03-01', state: 'pending' }, { limit: 500 })).data.map((row) => row.seq)).toContain(
      pending,
    );
  });

  it('whose day is not known is not pending', async () => {
    await banned('never-dated');
    await resolve(t.tracker, undefined, { measure: 'never-dated', reaches: 'lifted' });
    expect(await agreedOn('never-dated', '2026-01-01')).toBeNull();
  });

  it('whose day is not known is listed from when its measure begins', async () => {
    await banned('undated-too');
    const seq = await resolve(t.tracker, undefined, { measure: 'undated-too', reaches: 'lifted' });
    const listed = async (on: string) => (await listResolutions(t.tracker, { on }, { limit: 500 })).data.map((row) => row.seq);
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
    await implement(seq, '2024-07-01', { measures: ['twice'] });
    await expect(collapse(seq, '2024-08-01')).rejects.toThrow(/was carried out for twice from 2024-07-01 .*nothing of it is left/);

    await banned('by-itself', 'by-itself-too');
    const outcomes = ['by-itself', 'by-itself-too'].map((measure) => ({ measure, reaches: 'lifted' as const }));
    const own = await resolve(t.tracker, '2024-01-01', ...outcomes);
    await recordStatusChanges(t.tracker, me, 'by-itself', [change('lifted', '2024-02-01')]);
    await implement(own, '2024-03-01', {
      measures: ['by-itself-too'],
      changes: [{ measure: 'by-itself-too', status: 'lifted', effective_on: '2024-03-01', unsourced: true }],
    });
    await refused(collapse(own, '2024-06-01'), 'conflict', 'was carried out, the last of it from 2024-03-01, and nothing of it is left');

    await banned('off');
    const nothing = await resolve(t.tracker, '2024-01-01', { measure: 'off', reaches: 'lifted' });
    await collapse(nothing, '2024-02-01');
    await expect(implement(nothing, '2024-03-01')).rejects.toThrow(/came to nothing from 2024-02-01/);
    expect(await statusesOf(t.tracker, 'off')).toEqual(['2020-01-01 in_force']);
  });

  it('follows the outcomes: a partial lifting takes its scopes as exemptions, a rate changes no status', async () => {
    await banned('partly');
    await charged('cheaper', '2024-06-01');
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
    const withMeasure = (measure: string, status: 'lifted' | 'suspended' | 'withdrawn') => ({
      measure,
      status,
      effective_on: '2024-06-01',
      unsourced: true as const,
    });
    await refused(
      implement(seq, '2024-06-01', { changes: [withMeasure('given', 'lifted'), withMeasure('given-too', 'withdrawn')] }),
      'conflict',
      'given-too',
      'withdrawn',
    );
    await refused(
      implement(seq, '2024-06-01', { changes: [withMeasure('given', 'lifted'), withMeasure('given-too', 'suspended')] }),
      'conflict',
      `resolution ${seq} has given-too reach the status lifted, and on 2024-06-01 it is suspended`,
      'correct the resolution',
    );
    expect(await statusesOf(t.tracker, 'given')).toEqual(['2020-01-01 in_force']);
    expect(await agreedOn('given', '2024-06-01')).toBe('2024-01-01');
    await implement(seq, '2024-06-01', { changes: [withMeasure('given', 'lifted'), withMeasure('given-too', 'lifted')] });
    expect(await statusesOf(t.tracker, 'given-too')).toEqual(['2020-01-01 in_force', '2024-06-01 lifted']);
  });

  it('is refused for what it does not speak of', async () => {
    await banned('spoken', 'stranger');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'spoken', reaches: 'lifted' });
    await refused(implement(seq, '2024-06-01', { measures: ['stranger'] }), 'invalid', 'no outcome for "stranger"', 'spoken', {
      at: 'measures',
    });
    const changes = [{ measure: 'stranger', status: 'lifted' as const, effective_on: '2024-06-01', unsourced: true as const }];
    await refused(implement(seq, '2024-06-01', { changes }), 'invalid', 'no outcome for "stranger"');
    await banned('spoken-too');
    const both = await resolve(
      t.tracker,
      '2024-01-01',
      { measure: 'spoken', reaches: 'lifted' },
      { measure: 'spoken-too', reaches: 'lifted' },
    );
    const ofTheOther = changes.map((one) => ({ ...one, measure: 'spoken-too' }));
    await refused(
      implement(both, '2024-06-01', { measures: ['spoken'], changes: ofTheOther }),
      'invalid',
      '"spoken-too" is none of the measures that are named: it is carried out for spoken',
      { at: 'changes.0.measure' },
    );
    await banned('spoken-last');
    const seqs = ['spoken', 'spoken-too', 'spoken-last'].map((measure) => ({ measure, reaches: 'lifted' as const }));
    const three = await resolve(t.tracker, '2024-01-01', ...seqs);
    const last = changes.map((one) => ({ ...one, measure: 'spoken-last' }));
    await refused(
      implement(three, '2024-06-01', { measures: ['spoken', 'spoken-too'], changes: [...ofTheOther, ...last] }),
      'invalid',
      '"spoken-last" is none of the measures that are named: it is carried out for spoken, spoken-too',
      { at: 'changes.1.measure' },
    );
    await refused(implement(both, '2024-06-01', { measures: ['stranger'] }), 'invalid', 'only for spoken, spoken-too');
    await refused(implement(999_999, '2024-06-01'), 'not_found', '999999');
    await refused(collapse(1, '2024-06-01'), 'not_found', 'no resolution with seq 1');
  });
});

describe('an outcome', () => {
  const [hokkaido, fukushima] = [{ partners: ['JP-01'] }, { partners: ['JP-07'] }];
  const partly = (effective_on: string, exemptions: z.input<typeof ScopeBody>[], until_on?: string) =>
    change('partially_lifted', effective_on, { exemptions, ...(until_on && { until_on }) });
  const freeOn = async (id: string, on: string) => (await rowOf(t.tracker, id, { on }))?.exemptions;
  const fish = { coverage: { effective_on: '2011', scopes: [{ goods: ['03'], partners: ['JP'] }], unsourced: true as const } };
  const bannedFish = async (id: string, ...changes: ReturnType<typeof change>[]): Promise<void> => {
    await newMeasure(t.tracker, id, fish);
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01'), ...changes]);
  };
  beforeAll(() => putRows(t, { areas: [{ code: 'JP-01', jurisdiction_code: 'JP', name: 'Hokkaido' }] }));

  it('of a partial lifting is added to what is free already', async () => {
    await bannedFish('fish', partly('2023-01-01', [hokkaido]));
    const seq = await resolve(t.tracker, '2024-01-01', {
      measure: 'fish',
      reaches: 'partially_lifted',
      scope: { partners: ['JP-01', 'JP-07'] },
    });
    expect(await agreedOn('fish', '2024-05-31')).toBe('2024-01-01');
    const { recorded } = await implement(seq, '2024-06-01');
    expect(recorded.map((one) => [one.kind, one.measure])).toEqual([
      ['status_change', 'fish'],
      ['implementation', null],
    ]);
    const meeting = (on: string) => idsOf(t.tracker, { on, area: 'JP-07' });
    expect(await meeting('2024-05-31')).toContain('fish');
    expect(await meeting('2024-06-01')).not.toContain('fish');
    expect(await freeOn('fish', '2024-06-01')).toEqual(['JP-01', 'JP-01, JP-07']);
    expect(await agreedOn('fish', '2024-06-01')).toBeNull();
  });

  it('outlasts what is free for a time only', async () => {
    await bannedFish('fish-for-a-time', partly('2024-02-01', [hokkaido], '2025-01-01'));
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'fish-for-a-time', reaches: 'partially_lifted', scope: fukushima });
    await implement(seq, '2024-06-01');
    expect(await freeOn('fish-for-a-time', '2024-12-31')).toEqual(['JP-01', 'JP-07']);
    expect(await freeOn('fish-for-a-time', '2025-01-01')).toEqual(['JP-07']);
  });

  it('is reached by whatever entry, and in full only', async () => {
    await bannedFish('fish-in-part');
    const outcome = { measure: 'fish-in-part', reaches: 'partially_lifted' as const };
    const seq = await resolve(t.tracker, '2024-01-01', { ...outcome, scope: hokkaido }, { ...outcome, scope: fukushima });
    await recordStatusChanges(t.tracker, me, 'fish-in-part', [partly('2024-03-01', [hokkaido])]);
    expect(await stateOf(seq, '2024-03-01')).toEqual(['partly_implemented', '2024-03-01', null]);
    expect(await agreedOn('fish-in-part', '2024-03-01')).toBe('2024-01-01');
    await recordStatusChanges(t.tracker, me, 'fish-in-part', [
      partly('2024-04-01', [hokkaido, fukushima]),
      change('in_force', '2024-05-01'),
    ]);
    expect(await stateOf(seq, '2024-04-01')).toEqual(['implemented', '2024-04-01', null]);
    expect(await agreedOn('fish-in-part', '2024-04-01')).toBeNull();
    // What is undone was carried out all the same.
    expect(await agreedOn('fish-in-part', '2024-06-01')).toBeNull();
    expect(await stateOf(seq, '2024-06-01')).toEqual(['implemented', '2024-04-01', null]);
  });

  it('is pending as long as the old status is the one that is shown', async () => {
    await banned('some-day-in-june');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'some-day-in-june', reaches: 'lifted' });
    await implement(seq, '2024-06');
    expect(await rowOf(t.tracker, 'some-day-in-june', { on: '2024-06-29' })).toMatchObject({
      status: 'in_force',
      lifting_agreed_on: '2024-01-01',
    });
    expect(await stateOf(seq, '2024-06-29')).toEqual(['pending', null, null]);
    expect(await stateOf(seq, '2024-06-30')).toEqual(['implemented', '2024-06', null]);
  });

  it('that was so before it was agreed is no first step', async () => {
    await banned('suspended-before', 'to-be-lifted');
    await recordStatusChanges(t.tracker, me, 'suspended-before', [change('suspended', '2023-01-01')]);
    const seq = await resolve(
      t.tracker,
      '2024-01-01',
      { measure: 'suspended-before', reaches: 'suspended' },
      { measure: 'to-be-lifted', reaches: 'lifted' },
    );
    expect(await stateOf(seq, '2024-05-31')).toEqual(['pending', null, null]);
    const { recorded } = await implement(seq, '2024-06-01');
    expect(recorded.map((one) => one.measure)).toEqual(['to-be-lifted', null]);
    expect(await stateOf(seq, '2024-06-01')).toEqual(['implemented', '2024-06-01', null]);
  });

  it('is pending no more when the rest of the resolution collapses; what was reached stays so', async () => {
    await banned('done', 'dropped');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'done', reaches: 'lifted' }, { measure: 'dropped', reaches: 'lifted' });
    await implement(seq, '2024-03-01', { measures: ['done'] });
    expect(await stateOf(seq, '2024-03-01')).toEqual(['partly_implemented', '2024-03-01', null]);
    await collapse(seq, '2024-06-01');
    expect(await stateOf(seq, '2024-05-31')).toEqual(['partly_implemented', '2024-03-01', null]);
    expect(await stateOf(seq, '2024-06-01')).toEqual(['collapsed', '2024-03-01', '2024-06-01']);
    expect(await agreedOn('dropped', '2024-05-31')).toBe('2024-01-01');
    expect(await agreedOn('dropped', '2024-06-01')).toBeNull();
    expect(await statusesOf(t.tracker, 'done')).toEqual(['2020-01-01 in_force', '2024-03-01 lifted']);
  });

  it('of an agreement of which nobody knows the day counts from its first implementation', async () => {
    await banned('undated-first', 'undated-second');
    const seq = await resolve(
      t.tracker,
      undefined,
      { measure: 'undated-first', reaches: 'lifted' },
      { measure: 'undated-second', reaches: 'lifted' },
    );
    await implement(seq, '2024-03-01', { measures: ['undated-first'] });
    expect(await agreedOn('undated-second', '2024-02-29')).toBeNull();
    expect(await agreedOn('undated-second', '2024-03-01')).toBe('2024-03-01');
    expect(await stateOf(seq, '2024-03-01')).toEqual(['partly_implemented', '2024-03-01', null]);
  });
});

describe('a rate that is agreed', () => {
  it('is reached by a rate table that begins when it is carried out', async () => {
    await charged('rate-that-day', '2024-06-01');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'rate-that-day', reaches: 'rate' });
    await refused(
      implement(seq, '2024-05-01'),
      'conflict',
      `resolution ${seq} has rate-that-day reach other rates, and on 2024-05-01 it is in_force with no rate table that carries this out`,
      'name it (rate_tables)',
    );
    // A table alone does not say that it is what was agreed.
    expect(await agreedOn('rate-that-day', '2024-06-01')).toBe('2024-01-01');
    await implement(seq, '2024-06-01');
    expect(await agreedOn('rate-that-day', '2024-05-31')).toBe('2024-01-01');
    expect(await agreedOn('rate-that-day', '2024-06-01')).toBeNull();
  });

  it('is reached by the rate table that is named, also when its entry was corrected', async () => {
    const [, table = 0] = await charged('rate-named', '2024-05-01');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'rate-named', reaches: 'rate' });
    const { recorded } = await implement(seq, '2024-06-01', { rate_tables: [table] });
    expect(recorded.map((one) => one.says)).toEqual([`resolution ${seq} carried out for rate-named by rate table ${table}`]);
    expect(await agreedOn('rate-named', '2024-04-30')).toBe('2024-01-01');
    expect(await agreedOn('rate-named', '2024-05-01')).toBeNull();
    const replacement = { effective_on: '2024-05-15', rates: [{ expression: '9%' }], unsourced: true };
    await correctEntry(t.tracker, me, table, CorrectionBody.parse({ reason: 'the 15th', replacement }));
    expect(await agreedOn('rate-named', '2024-05-14')).toBe('2024-01-01');
    expect(await agreedOn('rate-named', '2024-05-15')).toBeNull();
  });

  it('names rate tables of its own measures that stand', async () => {
    const [first = 0, second = 0] = await charged('rate-mine', '2024-06-01');
    const [other = 0] = await charged('rate-other');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'rate-mine', reaches: 'rate' });
    const named = (...rate_tables: number[]) => implement(seq, '2024-06-01', { rate_tables });
    await refused(named(first, other), 'invalid', `rate table ${other} is of rate-other, and this is about rate-mine`, {
      at: 'rate_tables.1',
    });
    await refused(named(1), 'invalid', { at: 'rate_tables.0' });
    await refused(named(seq), 'invalid', `ledger entry ${seq} is no rate table: /measures/rate-mine names its own`);
    await refused(named(999_999), 'invalid', 'ledger entry 999999 is no rate table');
    const replacement = { effective_on: '2024-06-01', rates: [{ expression: '9%' }], unsourced: true };
    const { recorded } = await correctEntry(t.tracker, me, second, CorrectionBody.parse({ reason: '9%', replacement }));
    await refused(named(second), 'invalid', `rate table ${second} was corrected by entry`);
    await named(recorded[0]?.seq as number);
    expect(await agreedOn('rate-mine', '2024-06-01')).toBeNull();
  });

  it('leaves the bytes of an implementation that names none as they were', async () => {
    const [, table = 0] = await charged('rate-bytes', '2024-06-01');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'rate-bytes', reaches: 'rate' });
    const entryOf = async (number: number | undefined) =>
      (await t.tracker.store.read((connection) => loadEntries(connection, [number as number])))[0] as Entry;
    const { recorded } = await implement(seq, '2024-06-01');
    const plain = await entryOf(recorded[0]?.seq);
    expect(Object.keys(plain)).not.toContain('rate_tables');
    expect(canonicalText(plain)).not.toContain('rate_tables');
    const replacement = { ...entryInput(plain), rate_tables: [table] };
    const corrected = await correctEntry(t.tracker, me, plain.seq, CorrectionBody.parse({ reason: 'by which', replacement }));
    expect(await entryOf(corrected.recorded[0]?.seq)).toMatchObject({ kind: 'implementation', rate_tables: [table] });
    expect((await verify(t.tracker)).problems).toEqual([]);
  });
});

describe('a resolution', () => {
  it('that ends a measure is of all of it: a part is freed by a partial lifting', async () => {
    await banned('whole');
    const scope = { goods: ['220421'] };
    for (const reaches of ['lifted', 'suspended', 'expired'] as const)
      await refused(
        resolve(t.tracker, '2024-01-01', { measure: 'whole', reaches, scope }),
        'invalid',
        `"${reaches}" is of all that whole covers: leave the scope out, or have it reach partially_lifted`,
        { at: 'outcomes.0.scope' },
      );
    await resolve(t.tracker, '2024-01-01', { measure: 'whole', reaches: 'partially_lifted', scope });
    await refused(
      resolve(t.tracker, '2024-01-01', { measure: 'whole', reaches: 'partially_lifted', scope: { goods: ['0808'] } }),
      'invalid',
      '"0808" is no part of what whole covers: name a part of that',
      { at: 'outcomes.0.scope' },
    );
  });

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
    await charged('reworded', '2024-03-29');
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
      (await listResolutions(t.tracker, { on }, { limit: 500 })).data
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

  it('of which nobody knows the day are carried out, or overtaken, once what their measures show is so whenever that was', async () => {
    await banned('day-unknown', 'day-unknown-too');
    const agree = (more: object) =>
      recordResolution(
        t.tracker,
        me,
        'au-cn-wine',
        ResolutionBody.parse({ method: 'negotiated_settlement', terms: 'x', unsourced: true, ...more }),
      );
    const [open] = (await agree({ outcomes: [{ measure: 'day-unknown', reaches: 'lifted' }] })).recorded;
    const [told] = (await agree({ announced_on: '2024-01-10', terms: 'told', outcomes: [{ measure: 'day-unknown', reaches: 'lifted' }] }))
      .recorded;
    const [never] = (await agree({ outcomes: [{ measure: 'day-unknown', reaches: 'suspended' }] })).recorded;
    const [both] = (await agree({ outcomes: ['day-unknown', 'day-unknown-too'].map((measure) => ({ measure, reaches: 'lifted' })) }))
      .recorded;
    await recordStatusChanges(t.tracker, me, 'day-unknown', [change('lifted', '2024-02-01')]);
    await recordStatusChanges(t.tracker, me, 'day-unknown', [change('in_force', '2024-03-01')]);
    const on = async (day: string) => Promise.all([open, told, never, both].map(async (one) => stateOf(one?.seq as number, day)));
    const [pending, carriedOut] = [
      ['pending', null, null],
      ['implemented', null, null],
    ];
    expect(await on('2024-01-31')).toEqual([pending, pending, pending, pending]);
    // Agreed by then, and nobody knows whether before it was lifted.
    for (const day of ['2024-02-01', '2024-02-10'])
      expect(await on(day)).toEqual([carriedOut, ['implemented', '2024-02-01', null], ['overtaken', null, null], pending]);
    // It was announced before, so what was lifted then was what was agreed; of the other nobody can tell once it is back.
    expect((await on('2024-03-01')).slice(0, 2)).toEqual([pending, ['implemented', '2024-02-01', null]]);
  });

  it('of which nobody knows the day were agreed when that was announced, at the latest', async () => {
    await banned('told-later');
    const outcomes = [{ measure: 'told-later', reaches: 'lifted' as const }];
    const body = { method: 'negotiated_settlement', terms: 'told', announced_on: '2024-01', unsourced: true, outcomes };
    const { recorded } = await recordResolution(t.tracker, me, 'au-cn-wine', ResolutionBody.parse(body));
    const seq = recorded[0]?.seq as number;
    expect([await stateOf(seq, '2024-01-30'), await stateOf(seq, '2024-01-31')]).toEqual([Array(3), ['pending', null, null]]);
    expect([await agreedOn('told-later', '2024-01-30'), await agreedOn('told-later', '2024-01-31')]).toEqual([null, '2024-01']);
    // What was carried out before it was announced had been agreed by then.
    await implement(seq, '2024-01-15', {
      changes: [{ measure: 'told-later', status: 'lifted', effective_on: '2024-01-15', unsourced: true }],
    });
    expect(await stateOf(seq, '2024-01-15')).toEqual(['implemented', '2024-01-15', null]);
    expect(await agreedOn('told-later', '2024-01-14')).toBeNull();
  });

  it('were announced by no source from before the day of the agreement, nor was their collapse', async () => {
    await banned('cites-early');
    const paper = { id: 'paper-2023', publisher: 'A paper', title: 'What may come', published_on: '2023-05-01', kind: 'press' as const };
    const outcomes = [{ measure: 'cites-early', reaches: 'lifted' as const }];
    const body = { method: 'negotiated_settlement', terms: 'told', agreed_on: '2024-01-10', sources: [paper], outcomes };
    const { recorded } = await recordResolution(t.tracker, me, 'au-cn-wine', ResolutionBody.parse(body));
    const seq = recorded[0]?.seq as number;
    await collapseResolution(t.tracker, me, seq, CollapseBody.parse({ effective_on: '2024-06-01', sources: ['paper-2023'] }));
    const state = async (announced_by: string) =>
      (await listResolutions(t.tracker, { on: '2024-07-01', announced_by }, { limit: 500 })).data.find((row) => row.seq === seq)?.state;
    expect([await state('2024-01-09'), await state('2024-05-31'), await state('2024-06-01')]).toEqual([undefined, 'pending', 'collapsed']);
  });

  it('say which of their measures reached what was agreed by an entry that is in doubt', async () => {
    await banned('surely', 'perhaps');
    const outcomes = ['surely', 'perhaps'].map((measure) => ({ measure, reaches: 'lifted' as const }));
    const seq = await resolve(t.tracker, '2024-01-01', ...outcomes);
    await recordStatusChanges(t.tracker, me, 'surely', [change('lifted', '2024-02-01')]);
    await recordStatusChanges(t.tracker, me, 'perhaps', [change('lifted', '2024-03-01', { doubt: 'no act was seen' })]);
    const doubtful = async (on: string) =>
      (await listResolutions(t.tracker, { on }, { limit: 500 })).data.find((row) => row.seq === seq)?.reached_doubtful;
    expect(await doubtful('2024-02-15')).toEqual([]);
    expect(await doubtful('2024-03-01')).toEqual(['perhaps']);
  });

  it('whose implementation is retracted is pending again', async () => {
    await charged('undone', '2024-03-29');
    const seq = await resolve(t.tracker, '2023-10-22', { measure: 'undone', reaches: 'rate' });
    const { recorded } = await implement(seq, '2024-03-29');
    expect(await agreedOn('undone', '2024-04-01')).toBeNull();
    await correctEntry(t.tracker, me, recorded.at(-1)?.seq as number, CorrectionBody.parse({ reason: 'not yet' }));
    expect(await agreedOn('undone', '2024-04-01')).toBe('2023-10-22');
    await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'there was none' }));
    expect(await agreedOn('undone', '2024-04-01')).toBeNull();
  });
});

describe('a partial lifting of which it was left open what becomes free', () => {
  const exemptions = [{ goods: ['220421'] }];

  it('is reached by any', async () => {
    await banned('left-open');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'left-open', reaches: 'partially_lifted' });
    expect(await stateOf(seq, '2024-05-31')).toEqual(['pending', null, null]);
    await recordStatusChanges(t.tracker, me, 'left-open', [change('partially_lifted', '2024-06-01', { exemptions })]);
    expect(await stateOf(seq, '2024-06-01')).toEqual(['implemented', '2024-06-01', null]);
  });

  it('is carried out only by saying what that is', async () => {
    await banned('to-be-said');
    const seq = await resolve(t.tracker, '2024-01-01', { measure: 'to-be-said', reaches: 'partially_lifted' });
    await refused(implement(seq, '2024-06-01'), 'conflict', 'leaves open which part of "to-be-said" becomes free');
    await implement(seq, '2024-06-01', {
      changes: [{ measure: 'to-be-said', status: 'partially_lifted', effective_on: '2024-06-01', exemptions, unsourced: true }],
    });
    expect(await stateOf(seq, '2024-06-01')).toEqual(['implemented', '2024-06-01', null]);
    expect(await rowOf(t.tracker, 'to-be-said', { on: '2024-06-01' })).toMatchObject({ exemptions: ['220421'] });
  });
});
