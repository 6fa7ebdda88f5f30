import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { entryInput } from '../../src/changes/kinds.ts';
import { addWtoCase } from '../../src/changes/register.ts';
import { collapseResolution, implementResolution } from '../../src/changes/resolutions.ts';
import {
  recordCheck,
  recordCoverage,
  recordDutyRule,
  recordLink,
  recordMilestone,
  recordQuota,
  recordRateTable,
} from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { ENTRY_KINDS, type EntryKind } from '../../src/domain/vocabulary.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { CheckBody } from '../../src/things/check.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { CollapseBody, ImplementResolutionBody } from '../../src/things/resolution.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, idsOf, me, newMeasure, refused, resolve, rowOf, statusesOf } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  await addWtoCase(t.tracker, me, { id: 'DS602', complainant: 'AU', co_complainants: [], respondent: 'CN' });
});
afterAll(() => t.close());

const correct = (seq: number, replacement?: object, reason = 'it was wrong') =>
  correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason, ...(replacement && { replacement }) }));
const entry = async (seq: number): Promise<Entry> =>
  (await t.tracker.store.read((connection) => loadEntries(connection, [seq])))[0] as Entry;
const seqOf = async (recorded: Promise<{ recorded: { seq: number }[] }>): Promise<number> =>
  (await recorded).recorded.at(-1)?.seq as number;
const record = (id: string, ...changes: Parameters<typeof recordStatusChanges>[3]) => recordStatusChanges(t.tracker, me, id, changes);
const ratesFrom = (effective_on: string) => RateTableBody.parse({ effective_on, rates: [{ expression: '10%' }], unsourced: true });

describe('an entry of every kind can be corrected', () => {
  const unsourced = true as const;
  const done: string[] = ['correction'];
  beforeAll(async () => {
    for (const id of ['every-tariff', 'every-other']) await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional' });
    await record('every-tariff', change('in_force', '2024-01-01'));
  });

  const cases: [kind: EntryKind, record: () => Promise<number>, replacement: object, becomes: object][] = [
    [
      'status_change',
      () => seqOf(record('every-tariff', change('suspended', '2024-05-01'))),
      { status: 'suspended', effective_on: '2024-06-01', until_on: '2024-09', unsourced },
      { status: 'suspended', effective_on: '2024-06-01', until_on: '2024-09' },
    ],
    [
      'coverage',
      () =>
        seqOf(
          recordCoverage(
            t.tracker,
            me,
            'every-tariff',
            CoverageBody.parse({ effective_on: '2024', scopes: [{ goods: ['2204'] }], unsourced }),
          ),
        ),
      { effective_on: '2024-02', scopes: [{ goods: ['220421'] }], unsourced },
      { effective_on: '2024-02', scopes: [expect.objectContaining({ goods: [expect.objectContaining({ codes: ['220421'] })] })] },
    ],
    [
      'rate_table',
      () =>
        seqOf(
          recordRateTable(
            t.tracker,
            me,
            'every-tariff',
            RateTableBody.parse({ effective_on: '2024', rates: [{ expression: '10%' }], unsourced }),
          ),
        ),
      { effective_on: '2024', rates: [{ expression: '10.0%' }], unsourced },
      { rates: [expect.objectContaining({ expression: '10.0%' })] },
    ],
    [
      'milestone',
      () =>
        seqOf(
          recordMilestone(
            t.tracker,
            me,
            'every-tariff',
            MilestoneBody.parse({ type: 'vote', happened_on: '2024', title: 'Vote', unsourced }),
          ),
        ),
      { type: 'review', happened_on: '2024-10-04', title: 'Review', unsourced },
      { type: 'review', happened_on: '2024-10-04', title: 'Review' },
    ],
    [
      'resolution',
      () => resolve(t.tracker, '2024-10-01', { measure: 'every-tariff', reaches: 'lifted' }),
      { method: 'expiry', agreed_on: '2024-11', terms: 'other terms', outcomes: [{ measure: 'every-tariff', reaches: 'rate' }], unsourced },
      { method: 'expiry', agreed_on: '2024-11', outcomes: [expect.objectContaining({ measure_id: 'every-tariff', reaches: 'rate' })] },
    ],
    [
      'implementation',
      async () => {
        for (const day of ['2024-12-01', '2024-12-02']) await recordRateTable(t.tracker, me, 'every-tariff', ratesFrom(day));
        const seq = await resolve(t.tracker, '2024-10-01', { measure: 'every-tariff', reaches: 'rate' });
        return seqOf(implementResolution(t.tracker, me, seq, ImplementResolutionBody.parse({ effective_on: '2024-12-01', unsourced })));
      },
      { effective_on: '2024-12-02', unsourced },
      { effective_on: '2024-12-02', measures: ['every-tariff'] },
    ],
    [
      'collapse',
      async () => {
        const seq = await resolve(t.tracker, '2024-10-02', { measure: 'every-tariff', reaches: 'rate' });
        return seqOf(collapseResolution(t.tracker, me, seq, CollapseBody.parse({ effective_on: '2024-12-01', unsourced })));
      },
      { effective_on: '2024-12-02', unsourced },
      { effective_on: '2024-12-02', measures: ['every-tariff'] },
    ],
    [
      'link',
      () => seqOf(recordLink(t.tracker, me, 'every-tariff', LinkBody.parse({ type: 'follows', to: 'every-other', unsourced }))),
      { type: 'challenged_in', to: 'DS602', unsourced },
      { type: 'challenged_in', to_measure_id: null, to_wto_case_id: 'DS602' },
    ],
    [
      'duty_rule',
      () =>
        seqOf(
          recordDutyRule(
            t.tracker,
            me,
            DutyRuleBody.parse({ type: 'replaces_base', measure: 'every-tariff', first_on: '2024', unsourced }),
          ),
        ),
      { type: 'not_levied_with', measure: 'every-tariff', other_measure: 'every-other', first_on: '2024', unsourced },
      { type: 'not_levied_with', other_measure_id: 'every-other' },
    ],
    [
      'check',
      () => seqOf(recordCheck(t.tracker, me, 'every-tariff', CheckBody.parse({ checked_on: '2026-11-01' }))),
      { checked_on: '2026-11-02' },
      { checked_on: '2026-11-02' },
    ],
    [
      'quota',
      () => seqOf(recordQuota(t.tracker, me, 'every-tariff', QuotaBody.parse({ period: '2024', quantity: '10', unit: 't', unsourced }))),
      { period: '2024', quantity: '10.5', unit: 't', unsourced },
      { quantity: '10.5' },
    ],
  ];

  it.each(cases)('%s', async (kind, recordOne, replacement, becomes) => {
    done.push(kind);
    const seq = await recordOne();
    const before = await entry(seq);
    expect(before.kind).toBe(kind);
    await refused(correct(seq, entryInput(before)), 'conflict', `says just what entry ${seq} says`);
    const { recorded } = await correct(seq, replacement, 'read again');
    const [replacing, correction] = recorded;
    expect(await entry(replacing?.seq as number)).toMatchObject({
      kind,
      measure_id: before.measure_id,
      dispute_id: before.dispute_id,
      ...becomes,
    });
    expect(await entry(correction?.seq as number)).toMatchObject({
      kind: 'correction',
      retracts_seq: seq,
      replacement_seq: replacing?.seq,
      reason: 'read again',
    });
    // What was said stays as it was said.
    expect(await entry(seq)).toEqual(before);
    // The same again is refused: the entry that took its place is meant.
    await refused(correct(seq, replacement), 'conflict', `entry ${seq} was corrected by entry ${correction?.seq} already`);
    // A correction is no statement, and its replacement may be retracted in its turn.
    await refused(correct(correction?.seq as number), 'conflict', 'is itself a correction', String(replacing?.seq));
    if (kind === 'status_change') return;
    const taken = (await correct(replacing?.seq as number)).recorded.find((one) => one.kind === 'correction')?.seq as number;
    // Neither sends who asks to the other.
    await refused(correct(replacing?.seq as number), 'conflict', `was taken back by entry ${taken} already, and nothing took its place`);
    await refused(correct(taken), 'conflict', `takes entry ${replacing?.seq} back: record anew`);
  });

  it('and no kind was left out', () => {
    // A thing is registered anew instead.
    expect([...done, 'registration'].sort()).toEqual([...ENTRY_KINDS].sort());
  });

  it('by another of its own kind only', async () => {
    const seq = await seqOf(record('every-other', change('in_force', '2024-01-01')));
    await expect(correct(seq, { type: 'vote', happened_on: '2024', title: 'Vote', unsourced })).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.stringContaining('must be a status_change'),
        details: expect.arrayContaining([expect.objectContaining({ path: 'replacement.status' })]),
      }),
    );
    await refused(correct(seq, { status: 'in_force', effective_on: '2024-02-30', unsourced }), 'invalid', '2024-02-30');
    await refused(correct(seq, { status: 'in_force', effective_on: '2024-02-01' }), 'invalid', 'sources');
    await refused(correct(seq, { status: 'in_force', effective_on: '2024-02-01', sources: ['nobody'] }), 'invalid', 'nobody');
  });

  it('by another that could have been recorded only', async () => {
    const rule = await seqOf(
      recordDutyRule(t.tracker, me, DutyRuleBody.parse({ type: 'replaces_base', measure: 'every-tariff', first_on: '2024', unsourced })),
    );
    await refused(correct(rule, { type: 'tops_up_base_to', measure: 'every-tariff', first_on: '2024', unsourced }), 'invalid', 'percent');
    await newMeasure(t.tracker, 'no-dispute', { dispute: undefined });
    const resolution = await resolve(t.tracker, '2024-10-01', { measure: 'every-tariff', reaches: 'lifted' });
    const outcomes = [{ measure: 'no-dispute', reaches: 'lifted' }];
    await refused(
      correct(resolution, { method: 'expiry', terms: 'x', outcomes, unsourced }),
      'invalid',
      '"no-dispute" is no measure of au-cn-wine: its measures are ',
      { at: 'replacement.outcomes.0.measure' },
    );
    await correct(resolution);
  });

  it('that is not there is refused', async () => {
    await refused(correct(999_999), 'not_found', '999999');
  });
});

describe('a replacement passes the checks of a first record', () => {
  const unsourced = true as const;
  const steps = async (measure: string) => {
    const outcomes = [{ measure, reaches: 'rate' as const }];
    const resolution = await resolve(t.tracker, '2024-10-01', ...outcomes);
    const body = ImplementResolutionBody.parse({ effective_on: '2024-12-01', unsourced });
    return { resolution, implementation: await seqOf(implementResolution(t.tracker, me, resolution, body)), outcomes };
  };
  const rule = (measure: string, more: object = {}) => ({ type: 'replaces_base', measure, first_on: '2024', unsourced, ...more });
  const recordRule = (measure: string, more?: object) => recordDutyRule(t.tracker, me, DutyRuleBody.parse(rule(measure, more)));
  beforeAll(async () => {
    for (const id of ['checked', 'checked-too']) await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional' });
    await newMeasure(t.tracker, 'checked-ban');
    await addWtoCase(t.tracker, me, { id: 'DS598', complainant: 'AU', co_complainants: [], respondent: 'CN' });
    await record('checked', change('in_force', '2024-01-01'));
    for (const day of ['2024-10-01', '2024-12-01']) await recordRateTable(t.tracker, me, 'checked', ratesFrom(day));
  });

  it('a duty rule is about the tariff that its replacement names, and never about a ban', async () => {
    await refused(recordRule('checked-ban'), 'invalid', '"checked-ban" is a ban');
    const other = { type: 'not_levied_with', other_measure: 'checked-ban' };
    await refused(recordRule('checked', other), 'invalid', '"checked-ban" is a ban');
    await refused(recordRule('checked', { ...other, other_measure: 'checked' }), 'invalid', 'the tariff itself');
    await refused(
      recordRule('checked', { type: 'not_levied_with' }),
      'invalid',
      'not_levied_with needs the measure that is levied instead',
    );
    await refused(recordRule('checked', { percent: '10' }), 'invalid', 'replaces_base takes no percent');
    const seq = await seqOf(recordRule('checked'));
    await refused(correct(seq, rule('checked-ban')), 'invalid', '"checked-ban" is a ban');
    await refused(correct(seq, rule('nobody')), 'invalid', 'there is no measure "nobody"');
    await refused(correct(seq, rule('checked', { ...other, other_measure: 'nobody' })), 'invalid', 'there is no measure "nobody"');
    const { recorded, measures } = await correct(seq, rule('checked-too'));
    expect(await entry(recorded[0]?.seq as number)).toMatchObject({ measure_id: 'checked-too' });
    expect(await entry(recorded[1]?.seq as number)).toMatchObject({ kind: 'correction', measure_id: 'checked' });
    expect(measures.map(({ id }) => id)).toEqual(['checked']);
    const rulesOf = async (id: string) => (await showMeasure(t.tracker, id, {})).duty_rules.map((one) => one.seq);
    expect(await rulesOf('checked')).toEqual([]);
    expect(await rulesOf('checked-too')).toEqual([recorded[0]?.seq]);
  });

  it('a milestone is about the WTO case that its replacement names, or about none', async () => {
    const body = { type: 'wto_stage', happened_on: '2024', title: 'Panel', unsourced };
    const seq = await seqOf(recordMilestone(t.tracker, me, 'checked', MilestoneBody.parse({ ...body, wto_case: 'DS602' })));
    await refused(correct(seq, { ...body, wto_case: 'DS999' }), 'invalid', 'there is no WTO case "DS999"');
    const moved = (await correct(seq, { ...body, wto_case: 'DS598' })).recorded[0]?.seq as number;
    expect(await entry(moved)).toMatchObject({ measure_id: 'checked', wto_case_id: 'DS598' });
    const without = (await correct(moved, body)).recorded[0]?.seq as number;
    expect(await entry(without)).toMatchObject({ measure_id: 'checked', wto_case_id: null });
  });

  it('an implementation is of measures that the resolution names, and not before it was agreed', async () => {
    const { implementation } = await steps('checked');
    const body = { effective_on: '2024-12-01', unsourced };
    await refused(correct(implementation, { ...body, measures: ['checked-too'] }), 'invalid', 'has no outcome for "checked-too"');
    await refused(correct(implementation, { ...body, effective_on: '2021-12-01' }), 'conflict', 'was agreed on 2024-10-01');
    const again = (await correct(implementation, { ...body, effective_on: '2024-10-01' })).recorded[0]?.seq as number;
    expect(await entry(again)).toMatchObject({ measures: ['checked'], effective_on: '2024-10-01' });
    expect(await agreedOn('checked', '2024-10-02')).toBeNull();
    await refused(correct(again, { ...body, effective_on: '2024-11-01' }), 'conflict', 'has checked reach other rates, and on 2024-11-01');
  });

  it('a collapse is not before the agreement', async () => {
    const seq = await resolve(t.tracker, '2024-10-01', { measure: 'checked', reaches: 'rate' });
    const body = CollapseBody.parse({ effective_on: '2024-12-01', unsourced });
    const collapse = await seqOf(collapseResolution(t.tracker, me, seq, body));
    await refused(correct(collapse, { effective_on: '2021-12-01', unsourced }), 'conflict', 'was agreed on 2024-10-01');
  });

  it('a resolution keeps what came of it true, and is not taken back from under it', async () => {
    const { resolution, implementation, outcomes } = await steps('checked');
    const body = { method: 'expiry', agreed_on: '2024-10-01', terms: 'as agreed', outcomes, unsourced };
    await refused(
      correct(resolution, { ...body, agreed_on: '2025-01-01' }),
      'conflict',
      `resolution ${resolution} was agreed on 2025-01-01`,
    );
    const others = [{ measure: 'checked-too', reaches: 'rate' }];
    await refused(correct(resolution, { ...body, outcomes: others }), 'conflict', `entry ${implementation}`, 'checked');
    await refused(correct(resolution), 'conflict', `entry ${implementation}`);
    await correct(resolution, { ...body, outcomes: [...outcomes, ...others] });
  });

  const agreedOn = async (id: string, on: string) => (await rowOf(t.tracker, id, { on }))?.lifting_agreed_on;
});

describe('a history that is corrected', () => {
  it('is as if it had been right from the start, and was as it was before', async () => {
    await newMeasure(t.tracker, 'fixed');
    const seq = await seqOf(record('fixed', change('in_force', '2024-01-01')));
    await record('fixed', change('lifted', '2024-06-01'));
    const before = await rowOf(t.tracker, 'fixed', { on: '2024-03-01' });
    const { known_at } = await showMeasure(t.tracker, 'fixed', {});
    await correct(seq, { status: 'in_force', effective_on: '2024-04-01', unsourced: true });
    expect(await statusesOf(t.tracker, 'fixed')).toEqual(['2024-04-01 in_force', '2024-06-01 lifted']);
    expect(await rowOf(t.tracker, 'fixed', { on: '2024-03-01' })).toBeUndefined();
    // Known as it was known then.
    expect(await statusesOf(t.tracker, 'fixed', known_at)).toEqual(['2024-01-01 in_force', '2024-06-01 lifted']);
    expect(await rowOf(t.tracker, 'fixed', { on: '2024-03-01', known_at })).toEqual(before);
  });

  it('must hold together afterwards', async () => {
    await newMeasure(t.tracker, 'unlawful');
    const seq = await seqOf(record('unlawful', change('in_force', '2024-01-01')));
    await record('unlawful', change('lifted', '2024-06-01'));
    await refused(correct(seq), 'conflict', "lifted from 2024-06-01 can't follow a measure without a history");
    await refused(correct(seq, { status: 'in_force', effective_on: '2024-07-01', unsourced: true }), 'conflict', 'lifted');
    await refused(correct(seq, { status: 'threatened', effective_on: '2024-01-01', unsourced: true }), 'conflict', 'lifted');
    expect(await statusesOf(t.tracker, 'unlawful')).toEqual(['2024-01-01 in_force', '2024-06-01 lifted']);
  });

  it('keeps the place of the entry within its day, also after several corrections', async () => {
    await newMeasure(t.tracker, 'same-day');
    const first = await seqOf(record('same-day', change('announced', '2024-01-01')));
    await record('same-day', change('in_force', '2024-01-01'));
    const again = await correct(first, { status: 'proposed', effective_on: '2024-01-01', unsourced: true });
    await correct(again.recorded[0]?.seq as number, { status: 'announced', effective_on: '2024-01-01', note: 'it was', unsourced: true });
    expect(await rowOf(t.tracker, 'same-day', { on: '2024-01-01' })).toMatchObject({ status: 'in_force' });
  });

  it('may lose an entry without getting another', async () => {
    await newMeasure(t.tracker, 'retracted');
    await record('retracted', change('in_force', '2024-01-01'));
    const seq = await seqOf(record('retracted', change('lifted', '2024-06-01')));
    const answer = await correct(seq);
    expect(answer.measure).toMatchObject({ status: 'in_force', in_force_until: null });
    expect(await statusesOf(t.tracker, 'retracted')).toEqual(['2024-01-01 in_force']);
    await newMeasure(t.tracker, 'all-gone');
    await correct(await seqOf(record('all-gone', change('in_force', '2024-01-01'))));
    expect(await statusesOf(t.tracker, 'all-gone')).toEqual([]);
    expect(await idsOf(t.tracker, { status: 'all', on: '2024-02-01' })).not.toContain('all-gone');
  });

  it('says what comes again as what it came no more by is taken back', async () => {
    await newMeasure(t.tracker, 'again');
    await record('again', change('in_force', '2024-01-01'));
    const later = await seqOf(record('again', change('suspended', '2070-03-01', { announced_on: '2026-11-20' })));
    const lifted = await record('again', change('lifted', '2070-01-01', { announced_on: '2026-11-24' }));
    expect(lifted.overtaken).toMatchObject([{ seq: later }]);
    expect((await correct(lifted.recorded[0]?.seq as number)).again).toEqual([
      { seq: later, measure: 'again', kind: 'status_change', effective_on: '2070-03-01' },
    ]);
    expect(await statusesOf(t.tracker, 'again')).toEqual(['2024-01-01 in_force', '2070-03-01 suspended']);
  });

  it('shows coverage and rates as corrected', async () => {
    await newMeasure(t.tracker, 'recovered', { kind: 'tariff', type: 'additional' });
    await record('recovered', change('in_force', '2024-01-01'));
    const rates = RateTableBody.parse({ effective_on: '2024', rates: [{ expression: '10%' }], unsourced: true });
    const table = await seqOf(recordRateTable(t.tracker, me, 'recovered', rates));
    await correct(table, { effective_on: '2024', rates: [{ expression: '15.50%' }], unsourced: true });
    expect(await rowOf(t.tracker, 'recovered', {})).toMatchObject({ rate_summary: '15.50%' });
    const { ledger } = await showMeasure(t.tracker, 'recovered', {});
    const coverage = ledger.find((one) => one.kind === 'coverage')?.seq as number;
    expect(await idsOf(t.tracker, { product: '2204', affected: 'JP' })).not.toContain('recovered');
    await correct(coverage, { effective_on: '2024', scopes: [{ goods: ['2204'], partners: ['JP'] }], unsourced: true });
    expect(await idsOf(t.tracker, { product: '2204', affected: 'JP' })).toContain('recovered');
    expect(await idsOf(t.tracker, { product: '2204', affected: 'AU' })).not.toContain('recovered');
  });

  it('says of each entry what became of it', async () => {
    const { ledger } = await showMeasure(t.tracker, 'fixed', {});
    const [wrong, , right, correction] = ledger.filter(({ kind }) => kind === 'status_change' || kind === 'correction');
    expect(wrong).toMatchObject({ corrected_by: correction?.seq, replaces: null });
    expect(right).toMatchObject({ corrected_by: null, replaces: wrong?.seq });
  });

  it('makes an earlier view of the measure stale', async () => {
    const { last_seq } = await showMeasure(t.tracker, 'retracted', {});
    const { ledger } = await showMeasure(t.tracker, 'retracted', {});
    const seq = ledger.find((one) => one.kind === 'coverage')?.seq as number;
    await correct(seq);
    expect((await showMeasure(t.tracker, 'retracted', {})).last_seq).toBeGreaterThan(last_seq);
  });
});
