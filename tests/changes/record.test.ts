import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { addJurisdiction, addSource, addWtoCase, insertMeasure } from '../../src/changes/register.ts';
import { recordCoverage, recordDutyRule, recordMilestone, recordQuota, recordRateTable } from '../../src/changes/statements.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../../src/changes/status-changes.ts';
import { write } from '../../src/changes/write.ts';
import { Connection } from '../../src/db/store.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { lawfulNext } from '../../src/domain/status.ts';
import { verify } from '../../src/keep/verify.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listStatusChanges } from '../../src/lookups/status-changes.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ScopeBody } from '../../src/things/scope.ts';
import { NOW, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure, refused, rowOf, statusesOf } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterAll(() => t.close());

const record = (id: string, ...changes: Parameters<typeof recordStatusChanges>[3]) => recordStatusChanges(t.tracker, me, id, changes);
const entries = async (): Promise<unknown> => (await t.execute('select count(*) as entries, max(seq) as last from ledger'))[0];

describe('status changes', () => {
  it('are recorded, and the answer says what they did', async () => {
    await newMeasure(t.tracker, 'wine-one');
    const recorded = await record('wine-one', change('in_force', '2020-11-28', { announced_on: '2020-11-27', sources: ['mofcom'] }));
    expect(recorded.recorded).toEqual([
      {
        seq: expect.any(Number),
        kind: 'status_change',
        measure: 'wine-one',
        says: 'in force',
        effective_on: '2020-11-28',
        until_on: null,
        recorded_at: expect.any(String),
      },
    ]);
    expect(recorded.measure).toMatchObject({ id: 'wine-one', status: 'in_force', status_from: '2020-11-28', sources: ['mofcom'] });
    expect(recorded.dispute).toEqual({ id: 'au-cn-wine', on: '2020-11-28', before: 'none', after: 'active' });
    expect(recorded.last_seq).toBe(recorded.recorded[0]?.seq);
    const ended = await record('wine-one', change('lifted', '2024-03-29'));
    expect(ended.dispute).toEqual({ id: 'au-cn-wine', on: '2024-03-29', before: 'active', after: 'resolved' });
    expect(await statusesOf(t.tracker, 'wine-one')).toEqual(['2020-11-28 in_force', '2024-03-29 lifted']);
  });

  it('that bring back what had ended say which coverage and rates hold again, as none were stated since', async () => {
    await newMeasure(t.tracker, 'wine-lapsed', { kind: 'tariff', type: 'anti_dumping' });
    const rates = RateTableBody.parse({ effective_on: '2019', rates: [{ expression: '5%' }], unsourced: true });
    await recordRateTable(t.tracker, me, 'wine-lapsed', rates);
    const first = await record('wine-lapsed', change('in_force', '2020-01-01'), change('lifted', '2021-01-01'));
    expect(first.again).toEqual([]);
    const { recorded, again } = await record('wine-lapsed', change('in_force', '2022-01-01'), change('suspended', '2022-06-01'));
    const { ledger } = await showMeasure(t.tracker, 'wine-lapsed', {});
    const [coverage, table] = ['coverage', 'rate_table'].map((kind) => ledger.find((entry) => entry.kind === kind)?.seq);
    expect(again).toEqual([
      { seq: coverage, measure: 'wine-lapsed', kind: 'coverage', effective_on: '2011' },
      { seq: table, measure: 'wine-lapsed', kind: 'rate_table', effective_on: '2019' },
    ]);
    expect(recorded).toHaveLength(2);
    const anew = await record('wine-lapsed', change('lifted', '2023-01-01'), change('announced', '2023-06-01'));
    expect(anew.again).toEqual([]);
    const { again: announced } = await record('wine-lapsed', change('in_force', '2023-07-01'));
    expect(announced.map(({ kind }) => kind)).toEqual(['coverage', 'rate_table']);
    // What goes on, and what comes back by itself, did not end.
    await record('wine-lapsed', change('suspended', '2023-08-01', { until_on: '2023-09-01' }));
    expect((await record('wine-lapsed', change('in_force', '2023-08-15'))).again).toEqual([]);
    // Nor did what was to be lifted and is not.
    const setFor = await record('wine-lapsed', change('lifted', '2027-05-01', { announced_on: '2026-10-01' }));
    expect(setFor.again).toEqual([]);
    const calledOff = await record('wine-lapsed', change('in_force', '2027-05-01', { announced_on: '2026-11-01' }));
    expect(calledOff).toMatchObject({ overtaken: [{ seq: setFor.last_seq }], again: [] });
    // Each is named once, however often it ended.
    const often = [
      change('lifted', '2024-01-01'),
      change('in_force', '2024-02-01'),
      change('lifted', '2024-03-01'),
      change('in_force', '2024-04-01'),
    ];
    expect((await record('wine-lapsed', ...often)).again.map(({ seq }) => seq)).toEqual([coverage, table]);
  });

  it('say what follows by itself when they end by their own terms, and whether that is in doubt', async () => {
    await newMeasure(t.tracker, 'wine-own-end');
    const recordDry = (one: Parameters<typeof recordStatusChanges>[3][number]) =>
      recordStatusChanges(t.tracker, { ...me, dryRun: true }, 'wine-own-end', [one]);
    const free = [{ partners: ['AU'], goods: [{ name: 'Old wine', codes: ['220429'] }] }];
    const freed = (until_on: string) => change('partially_lifted', '2024-03-01', { until_on, exemptions: free });
    const [term, half] = ['2025-01-01', '2024-07-01'];
    const follows = (status: string, effective_on: string, doubt: string | null = null) => [
      { seq: expect.any(Number), measure: 'wine-own-end', status, effective_on, doubt },
    ];
    const first = await record('wine-own-end', change('in_force', '2024-01-01', { until_on: term }));
    expect(first.brings).toEqual(follows('expired', term));
    expect(first.brings[0]?.seq).toBe(first.last_seq);
    // For the rest of the term, for a part of it, and beyond it.
    expect((await recordDry(freed(term))).brings).toEqual(follows('expired', term));
    expect((await recordDry(freed(half))).brings).toEqual(follows('in_force', half));
    expect((await recordDry(freed('2026-01-01'))).brings).toEqual(
      follows('in_force', '2026-01-01', `what was in force was to end on ${term}, while partially lifted`),
    );
    expect((await record('wine-own-end', freed(half), change('lifted', '2024-06-01'))).brings).toEqual([]);
  });

  it('in the future are told as of their own first day', async () => {
    await newMeasure(t.tracker, 'wine-later');
    const recorded = await record('wine-later', change('announced', '2026-11-01'), change('in_force', '2027-06-01'));
    expect(recorded.on).toBe('2027-06-01');
    expect(recorded.measure).toMatchObject({ status: 'in_force' });
    expect(await rowOf(t.tracker, 'wine-later', {})).toMatchObject({ status: 'announced' });
  });

  it('that end it before what was set for a later day take that away, by every clock, and say so', async () => {
    await newMeasure(t.tracker, 'wine-scheduled');
    const told = { announced_on: '2026-08-06' };
    const { recorded } = await record('wine-scheduled', change('announced', '2026-08-06', told), change('in_force', '2026-12-04', told));
    const scheduled = recorded[1]?.seq as number;
    const known_at = recorded[0]?.recorded_at as string;
    await refused(record('wine-scheduled', change('withdrawn', '2026-12-01')), 'conflict', `whether entry ${scheduled} (in_force`, {
      at: 'announced_on',
    });
    expect(await rowOf(t.tracker, 'wine-scheduled', { on: '2026-12-10' })).toMatchObject({ status: 'in_force' });

    t.clock.now = '2026-11-24T13:00:00.000Z';
    const ended = await record('wine-scheduled', change('withdrawn', '2026-12-01', { announced_on: '2026-11-24' }));
    const by = ended.recorded[0]?.seq as number;
    const gone = { seq: scheduled, measure: 'wine-scheduled', status: 'in_force', effective_on: '2026-12-04', by };
    expect(ended.overtaken).toEqual([gone]);
    expect(await rowOf(t.tracker, 'wine-scheduled', { on: '2026-12-10' })).toMatchObject({ status: 'withdrawn', certainty: 'certain' });
    for (const earlier of [{ known_at }, { announced_by: '2026-11-23' }])
      expect(await rowOf(t.tracker, 'wine-scheduled', { on: '2026-12-10', ...earlier })).toMatchObject({ status: 'in_force' });
    const { ledger } = await showMeasure(t.tracker, 'wine-scheduled', {});
    expect(ledger.flatMap(({ seq, overtaken_by }) => (overtaken_by === null ? [] : [[seq, overtaken_by]]))).toEqual([[scheduled, by]]);
    expect(ended.later).toEqual([]);
    // What was announced before and is recorded only now comes no more either, and what was announced since does.
    const late = await record('wine-scheduled', change('in_force', '2026-12-20', { announced_on: '2026-09' }));
    expect(late.overtaken).toContainEqual({ ...gone, seq: late.recorded[0]?.seq, effective_on: '2026-12-20' });
    const anew = await record('wine-scheduled', change('in_force', '2026-12-21', { announced_on: '2026-11-24' }));
    expect(anew.overtaken).toEqual([]);
    const before = await record('wine-scheduled', change('announced', '2026-12-10', { announced_on: '2026-11-24' }));
    expect(before.later).toEqual([
      { seq: anew.recorded[0]?.seq, measure: 'wine-scheduled', kind: 'status_change', effective_on: '2026-12-21' },
    ]);
    expect(await statusesOf(t.tracker, 'wine-scheduled')).toEqual([
      '2026-08-06 announced',
      '2026-12-01 withdrawn',
      '2026-12-10 announced',
      '2026-12-21 in_force',
    ]);
    expect((await verify(t.tracker)).problems).toEqual([]);
    t.clock.now = NOW;
  });

  it('that call off what was set for a day take it off the list of what is to come, and are told', async () => {
    await newMeasure(t.tracker, 'wine-called-off');
    const { recorded } = await record(
      'wine-called-off',
      change('in_force', '2026-01-01', { announced_on: '2026-01-01' }),
      change('lifted', '2027-02-01', { announced_on: '2026-11-20' }),
    );
    const [lifted] = recorded.slice(-1).map(({ seq }) => seq);
    const { overtaken, recorded: later } = await record(
      'wine-called-off',
      change('in_force', '2027-02-01', { announced_on: '2026-11-23' }),
    );
    expect(overtaken).toEqual([
      { seq: lifted, measure: 'wine-called-off', status: 'lifted', effective_on: '2027-02-01', by: later[0]?.seq },
    ]);
    const { data } = await listStatusChanges(t.tracker, { measure: 'wine-called-off', from: '2026-11-24' }, { limit: 10 });
    expect(data.map(({ status, scheduled }) => [status, scheduled])).toEqual([['in_force', true]]);
    const told = await listStatusChanges(t.tracker, { measure: 'wine-called-off', by: 'recorded' }, { limit: 10 });
    expect(told.data.map(({ status, overtaken_by }) => [status, overtaken_by])).toEqual([
      ['in_force', null],
      ['lifted', later[0]?.seq],
      ['in_force', null],
    ]);
  });

  it('can’t have been announced after the day on which they are recorded, or the next one, where the day begins earlier', async () => {
    await newMeasure(t.tracker, 'wine-ahead');
    const announced = (announced_on: string) => record('wine-ahead', change('in_force', '2027-06-01', { announced_on }));
    const before = await entries();
    for (const ahead of ['2026-11-26', '2026-12', '2027', '2031-01-01'])
      await refused(announced(ahead), 'invalid', `"${ahead}" is yet to come (today is 2026-11-24): announced_on is when the act`);
    expect(await entries()).toEqual(before);
    // Of the month and the year that are not over, some days are.
    for (const lawful of ['2026-11', '2026'])
      await expect(
        recordStatusChanges(t.tracker, { ...me, dryRun: true }, 'wine-ahead', [change('in_force', '2027-06-01', { announced_on: lawful })]),
      ).resolves.toBeDefined();
    await announced('2026-11-25');
  });

  it('are of no year that nobody will see', async () => {
    await newMeasure(t.tracker, 'wine-slip');
    const says = 'is after 2076, the last year that is taken: look at the year';
    await refused(record('wine-slip', change('in_force', '2127-01-01')), 'invalid', `"2127-01-01" ${says}`);
    await refused(record('wine-slip', change('in_force', '2027-01-01', { until_on: '2077' })), 'invalid', `"2077" ${says}`);
    const milestone = MilestoneBody.parse({ type: 'vote', happened_on: '2202', title: 'Vote', unsourced: true });
    const error = await recordMilestone(t.tracker, me, 'wine-slip', milestone).catch((caught: TrackerError) => caught);
    expect((error as TrackerError).details[0]).toMatchObject({ path: 'happened_on', message: expect.stringContaining('"2202"') });
    await record('wine-slip', change('in_force', '2027-01-01', { until_on: '2076-12-31' }));
  });

  it('nor do a rule, a quota or the members of a union speak of such a year', async () => {
    await newMeasure(t.tracker, 'rule-slip', { kind: 'tariff', type: 'additional' });
    const slips = async (recording: Promise<unknown>, path: string, date: string) => {
      const error = await recording.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(TrackerError);
      expect((error as TrackerError).details).toEqual([{ path, message: expect.stringContaining(`"${date}" is after 2076`) }]);
    };
    const rule = (more: object) => DutyRuleBody.parse({ type: 'replaces_base', measure: 'rule-slip', unsourced: true, ...more });
    await slips(recordDutyRule(t.tracker, me, rule({ first_on: '2999-01-01' })), 'first_on', '2999-01-01');
    await slips(recordDutyRule(t.tracker, me, rule({ first_on: '2025', last_on: '2999' })), 'last_on', '2999');
    const quota = QuotaBody.parse({ period: '2024', quantity: '10', unit: 't', starts_on: '2024', ends_on: '2999-12', unsourced: true });
    await slips(recordQuota(t.tracker, me, 'rule-slip', quota), 'ends_on', '2999-12');
    const union = { code: 'X9', name: 'A union', kind: 'union' as const, aliases: [], areas: [] };
    const members = [{ member: 'CN', joined_on: '2001-01-01', left_on: '2999-01-01' }];
    await slips(addJurisdiction(t.tracker, me, { ...union, members }), 'members.0.left_on', '2999-01-01');
  });

  it('can’t cite a source that is yet to be published', async () => {
    await newMeasure(t.tracker, 'wine-unpublished');
    const source = { id: 'later', publisher: 'MOFCOM', title: 'Notice', kind: 'official' as const, published_on: '2026-11-26' };
    const citing = change('in_force', '2026-11-01', { sources: [source] });
    await refused(
      record('wine-unpublished', citing),
      'invalid',
      '"2026-11-26" is yet to come (today is 2026-11-24): published_on is the day',
    );
    await refused(addSource(t.tracker, me, source), 'invalid', '"2026-11-26" is yet to come');
    const looked = { ...source, published_on: '2026-10', looked_at_on: '2026-09-30' };
    await refused(addSource(t.tracker, me, looked), 'invalid', '"2026-09-30" is before 2026-10, when it was published');
    await addSource(t.tracker, me, { ...looked, looked_at_on: '2026-10-01' });
  });

  it('can’t tell of a WTO case before there was a WTO, or one that is yet to be opened', async () => {
    const opened = (requested_on: string) =>
      addWtoCase(t.tracker, me, { id: 'DS999', complainant: 'AU', co_complainants: [], respondent: 'CN', requested_on });
    await refused(
      opened('2126-01-01'),
      'invalid',
      '"2126-01-01" is yet to come (today is 2026-11-24): requested_on is when consultations were',
    );
    await refused(opened('1994'), 'invalid', '"1994" is before 1995, when the WTO began');
    await opened('1995');
  });

  it('of one call may come in any order', async () => {
    await newMeasure(t.tracker, 'wine-any-order');
    await record(
      'wine-any-order',
      change('lifted', '2024-03-29'),
      change('provisional', '2020-11-28'),
      change('under_investigation', '2020-08-18'),
      change('in_force', '2021-03-28'),
    );
    expect(await statusesOf(t.tracker, 'wine-any-order')).toEqual([
      '2020-08-18 under_investigation',
      '2020-11-28 provisional',
      '2021-03-28 in_force',
      '2024-03-29 lifted',
    ]);
  });

  it('of one call each are refused only where a step by itself is unlawful', async () => {
    await newMeasure(t.tracker, 'wine-one-by-one');
    await refused(
      record('wine-one-by-one', change('lifted', '2024-03-29')),
      'conflict',
      'lifted from 2024-03-29',
      'a measure without a history',
    );
    await record('wine-one-by-one', change('in_force', '2021-03-28'));
    await record('wine-one-by-one', change('lifted', '2024-03-29'));
    // History before what is recorded.
    await record('wine-one-by-one', change('under_investigation', '2020-08-18'));
    await record('wine-one-by-one', change('provisional', '2020-11-28'));
    expect((await statusesOf(t.tracker, 'wine-one-by-one')).length).toBe(4);
    // Between in force and lifted nothing may be announced.
    const extra = await refused(
      record('wine-one-by-one', change('announced', '2022-01-01')),
      'conflict',
      'announced from 2022-01-01',
      'in_force',
    );
    expect(extra).toEqual({ from: 'in_force', lawful: lawfulNext('in_force') });
  });

  it('that are unlawful leave nothing, also if others in the call are lawful', async () => {
    await newMeasure(t.tracker, 'wine-all-or-none');
    const before = await entries();
    await refused(
      record('wine-all-or-none', change('in_force', '2021-03-28'), change('withdrawn', '2022-01-01'), change('lifted', '2023-01-01')),
      'conflict',
      'withdrawn from 2022-01-01',
    );
    expect(await entries()).toEqual(before);
    expect(await statusesOf(t.tracker, 'wine-all-or-none')).toEqual([]);
  });

  it('that change nothing are refused', async () => {
    await newMeasure(t.tracker, 'wine-again');
    await record('wine-again', change('in_force', '2021-03-28'));
    await refused(record('wine-again', change('in_force', '2022-01-01')), 'conflict', 'changes nothing');
    const exemptions = [{ goods: ['220421'] }];
    await record('wine-again', change('partially_lifted', '2022-02-01', { exemptions }));
    await refused(record('wine-again', change('partially_lifted', '2022-03-01', { exemptions })), 'conflict', 'changes nothing');
    await record('wine-again', change('partially_lifted', '2022-03-01', { exemptions: [{ goods: ['220429'] }] }));
    await record('wine-again', change('suspended', '2022-04-01', { until_on: '2022-06-01' }));
    await record('wine-again', change('suspended', '2022-05-15', { until_on: '2022-08-01' }));
    await refused(record('wine-again', change('suspended', '2022-05-20', { until_on: '2022-08-01' })), 'conflict', 'changes nothing');
    expect((await statusesOf(t.tracker, 'wine-again')).at(-1)).toBe('2022-08-01 partially_lifted (derived)');
  });

  it('of one day stand in the order of recording', async () => {
    await newMeasure(t.tracker, 'wine-same-day');
    await record('wine-same-day', change('announced', '2024-01-01'), change('in_force', '2024-01-01'));
    expect(await rowOf(t.tracker, 'wine-same-day', { on: '2024-01-01' })).toMatchObject({ status: 'in_force' });
    await newMeasure(t.tracker, 'wine-same-day-turned');
    await refused(
      record('wine-same-day-turned', change('in_force', '2024-01-01'), change('announced', '2024-01-01')),
      'conflict',
      'announced',
    );
  });

  it.each<[string, Parameters<typeof change>, string]>([
    [
      'an until_on of a status that has no end of its own',
      ['announced', '2024-01-01', { until_on: '2024-02-01' }],
      "can't have an until_on",
    ],
    ['an until_on that is not after its first day', ['in_force', '2024-01-01', { until_on: '2024-01-01' }], 'must come after'],
    [
      'an until_on that is known to the month of its first day',
      ['provisional', '2024-01-10', { until_on: '2024-01' }],
      'if no more than 2024-01 is known, give a day of it after 2024-01-10, with a doubt',
    ],
  ])('%s is refused', async (_what, given, words) => {
    const id = `wine-until-${given[0].replaceAll('_', '-')}`;
    await newMeasure(t.tracker, id);
    await refused(record(id, change(...given)), 'conflict', words);
  });

  it('that a history can’t hold are named where they stood in what was sent', async () => {
    const places = async (work: Promise<unknown>): Promise<string[]> => {
      const error: unknown = await work.catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'conflict' });
      return (error as TrackerError).details.map(({ path }) => path);
    };
    await newMeasure(t.tracker, 'wine-placed');
    const twice = [change('in_force', '2024-01-01'), change('in_force', '2025-01-01')] as const;
    expect(await places(record('wine-placed', ...twice))).toEqual(['changes.1.status']);
    expect(await places(record('wine-placed', change('lifted', '2024-01-01')))).toEqual(['status']);
    const announced = { status: 'announced', effective_on: '2023-01-01', unsourced: true } as const;
    const backwards = { status: 'in_force', effective_on: '2024-01-01', until_on: '2023-01-01', unsourced: true } as const;
    const registering = newMeasure(t.tracker, 'wine-placed-new', { status_changes: [announced, backwards] });
    expect(await places(registering)).toEqual(['status_changes.1.until_on']);
  });

  it('and of rules and quotas, that are for what the measure does not reach', async () => {
    const coverage = { effective_on: '2024-01-01', scopes: [{ partners: ['AU'], goods: ['22'] }], unsourced: true as const };
    await newMeasure(t.tracker, 'wine-terms', { kind: 'tariff', type: 'additional', coverage });
    const quota = (scope: object) => QuotaBody.parse({ period: '2024', quantity: '10', unit: 't', scope, unsourced: true });
    const rule = (scope: object) =>
      DutyRuleBody.parse({
        ...{ type: 'tops_up_base_to', measure: 'wine-terms', percent: '15', first_on: '2024-01-01' },
        ...{ scope, unsourced: true },
      });
    const error = await recordQuota(t.tracker, me, 'wine-terms', quota({ goods: ['8703'] })).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'conflict', details: [{ path: 'scope' }] });
    expect(error.message).toMatch(/^wine-terms: a quota can't be for what the measure does not reach: "8703" is no part of what it covers/);
    await refused(recordDutyRule(t.tracker, me, rule({ partners: ['JP'] })), 'conflict', "a duty rule can't be for");
    await recordQuota(t.tracker, me, 'wine-terms', quota({ goods: ['220421'] }));
    await recordDutyRule(t.tracker, me, rule({ partners: ['AU'] }));
  });

  it('need exemptions for a partial lifting, and take none for anything else', async () => {
    await newMeasure(t.tracker, 'wine-exempt');
    await record('wine-exempt', change('in_force', '2024-01-01'));
    await refused(record('wine-exempt', change('partially_lifted', '2024-02-01')), 'invalid', 'needs exemptions');
    await refused(record('wine-exempt', change('suspended', '2024-02-01', { exemptions: [{}] })), 'invalid', 'exemptions', 'suspended');
    await expect(record('wine-exempt', change('suspended', '2024-02-01'), change('partially_lifted', '2024-03-01'))).rejects.toThrow(
      expect.objectContaining({ details: [expect.objectContaining({ path: 'changes.1.exemptions' })] }),
    );
  });

  it('of a partial lifting say what was exempt and is bound again, as they name all that is exempt', async () => {
    await newMeasure(t.tracker, 'wine-parts', { coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['22'] }], unsourced: true } });
    await record('wine-parts', change('in_force', '2024-01-01'));
    const [bottles, bulk] = [{ goods: ['220421'] }, { goods: ['220429'] }];
    const lift = (on: string, ...exemptions: object[]) => record('wine-parts', change('partially_lifted', on, { exemptions }));
    const first = await lift('2024-03-01', bottles);
    expect(first.recorded[0]?.changes).toBeUndefined();
    const next = await lift('2024-03-01', bulk);
    expect(next.recorded[0]).toMatchObject({
      says: 'partially lifted; exempt: 220429',
      changes: {
        against: first.recorded[0]?.seq,
        changed: [
          { row: '220421', before: 'exempt', after: null },
          { row: '220429', before: null, after: 'exempt' },
        ],
        notes: [`a partial lifting names all that is exempt: what stays so from entry ${first.recorded[0]?.seq} must be named too`],
      },
    });
    // In force again, all of it is bound; where nothing was exempt there is nothing to say.
    const again = await record('wine-parts', change('in_force', '2024-03-15'));
    expect(again.recorded[0]?.changes).toMatchObject({
      against: next.recorded[0]?.seq,
      changed: [{ row: '220429', before: 'exempt', after: null }],
      notes: [`in_force exempts nothing: if what is exempt by entry ${next.recorded[0]?.seq} stays so, record partially_lifted with that`],
    });
    expect((await record('wine-parts', change('suspended', '2024-03-20'))).recorded[0]?.changes).toBeUndefined();
    // What holds all that was exempt leaves nothing out.
    expect((await lift('2024-04-01', { goods: ['2204'] })).recorded[0]?.changes).toBeUndefined();
    // What is recorded for an earlier day ends where a later entry leaves it out.
    const early = await lift('2024-02-01', { goods: ['220430'] });
    expect(early.recorded[0]?.changes).toMatchObject({
      against: expect.any(Number),
      changed: [{ row: '220430', before: null, after: 'exempt' }],
      notes: [`from 2024-03-01 on entry ${next.recorded[0]?.seq} says what is exempt, and has not 220430`],
    });
  });

  it('that end a suspension before its day say what would have come back exempt and is bound', async () => {
    await newMeasure(t.tracker, 'wine-halted', { coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['22'] }], unsourced: true } });
    const lifted = await record(
      'wine-halted',
      change('in_force', '2024-01-01'),
      change('partially_lifted', '2024-02-01', { exemptions: [{ goods: ['220421'] }] }),
    );
    await record('wine-halted', change('suspended', '2024-03-01', { until_on: '2024-06-01' }));
    const halted = await record('wine-halted', change('in_force', '2024-04-01'));
    const seq = lifted.recorded[1]?.seq;
    expect(halted.recorded[0]?.changes).toMatchObject({
      against: seq,
      changed: [{ row: '220421', before: 'exempt', after: null }],
      notes: [`in_force exempts nothing: if what is exempt by entry ${seq} stays so, record partially_lifted with that`],
    });
  });

  it('of many new measures ask nothing back for what their statuses free', async () => {
    const asked = vi.spyOn(Connection.prototype, 'query');
    const readFor = async (count: number): Promise<number> => {
      asked.mockClear();
      await write(t.tracker, me, async (recorder) => {
        for (let index = 0; index < count; index++)
          await insertMeasure(
            recorder,
            MeasureBody.parse({
              ...{ id: `many-${count}-${index}`, kind: 'ban', type: 'import_ban', title: 'One of many', imposed_by: 'CN' },
              coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['22'] }], unsourced: true },
              status_changes: [{ status: 'in_force', effective_on: '2024-01-01', unsourced: true }],
            }),
          );
        return async () => undefined;
      });
      return asked.mock.calls.filter(([name]) => name === 'statement_entries').length;
    };
    expect(await readFor(40)).toBe(await readFor(10));
    asked.mockRestore();
  });

  it('of a partial lifting leave something: what is free as a whole is lifted or suspended', async () => {
    const scopes = [{ goods: ['2204'], partners: ['AU'] }, { goods: ['220510'] }];
    await newMeasure(t.tracker, 'wine-whole', { coverage: { effective_on: '2024-01-01', scopes, unsourced: true } });
    await record('wine-whole', change('in_force', '2024-01-01'));
    const lift = (...exemptions: object[]) => record('wine-whole', change('partially_lifted', '2024-02-01', { exemptions }));
    const says = 'would free all that the measure covers then (entry ';
    for (const all of [
      [{ goods: ['22'] }],
      [{ goods: ['2204'], partners: ['AU', 'JP'] }, { goods: ['2205'] }],
      [{ goods: ['2204', '22051000'] }],
    ])
      await refused(lift(...all), 'conflict', says);
    // A condition, a company, a part of a code, one partner of several: each leaves something.
    for (const part of [
      [{ goods: ['22'], condition: 'with a certificate' }],
      [{ goods: ['2204'], partners: ['AU'] }],
      [{ goods: ['ex 2204'] }, { goods: ['220510'] }],
      [{ goods: ['2204'] }, { goods: ['2205'], partners: ['AU'] }],
    ])
      expect((await lift(...part)).recorded).toHaveLength(1);
  });

  it('leave something of a coverage that is stated or corrected later', async () => {
    const covers = (goods: string[], effective_on = '2024-01-01') => ({ effective_on, scopes: [{ goods }], unsourced: true as const });
    const { recorded } = await newMeasure(t.tracker, 'wine-narrowed', { coverage: covers(['2204', '2205']) });
    await record('wine-narrowed', change('in_force', '2024-01-01'));
    const lifted = await record(
      'wine-narrowed',
      change('partially_lifted', '2024-02-01', { exemptions: [{ goods: ['2204'] }], until_on: '2024-06-01' }),
    );
    const state = (goods: string[], on: string) => recordCoverage(t.tracker, me, 'wine-narrowed', CoverageBody.parse(covers(goods, on)));
    const says = `its coverage from 2024-03-01 would be of nothing from 2024-03-01 on, as entry ${lifted.recorded[0]?.seq} frees all of it then`;
    await refused(state(['220421'], '2024-03-01'), 'conflict', says, { at: 'scopes' });
    const first = recorded.find(({ kind }) => kind === 'coverage')?.seq as number;
    const corrected = correctEntry(t.tracker, me, first, { reason: 'read again', replacement: covers(['2204']) });
    await refused(corrected, 'conflict', 'its coverage from 2024-01-01 would be of nothing from 2024-02-01 on');
    // A part that is not free, and a day on which nothing is free any more.
    expect((await state(['220421', '2205'], '2024-03-01')).recorded).toHaveLength(1);
    expect((await state(['2204'], '2024-06-01')).recorded).toHaveLength(1);
  });

  it('have something of a coverage that is stated later: what is lifted in part has a part that is free', async () => {
    const covers = (goods: string[], effective_on: string) => CoverageBody.parse({ effective_on, scopes: [{ goods }], unsourced: true });
    await newMeasure(t.tracker, 'wine-unreached', {
      coverage: { effective_on: '2024-01-01', scopes: [{ goods: ['2204', '2205'] }], unsourced: true },
    });
    const { recorded } = await record(
      'wine-unreached',
      change('in_force', '2024-01-01'),
      change('partially_lifted', '2024-02-01', { exemptions: [{ goods: ['2204'] }] }),
    );
    const says = `its coverage from 2024-01-15 has nothing of what entry ${recorded[1]?.seq} frees from 2024-02-01 on`;
    await refused(recordCoverage(t.tracker, me, 'wine-unreached', covers(['2205'], '2024-01-15')), 'conflict', says, { at: 'scopes' });
    expect((await recordCoverage(t.tracker, me, 'wine-unreached', covers(['220421', '2205'], '2024-01-15'))).recorded).toHaveLength(1);
  });

  it('can’t exempt what the measure does not reach', async () => {
    await newMeasure(t.tracker, 'wine-beyond');
    await record('wine-beyond', change('in_force', '2024-01-01'));
    const lift = (exemption: object) => record('wine-beyond', change('partially_lifted', '2024-02-01', { exemptions: [exemption] }));
    for (const [beyond, named] of [
      [{ goods: ['0303'] }, '0303'],
      [{ partners: ['JP'] }, 'JP'],
    ] as const)
      await refused(lift(beyond), 'conflict', `"${named}" is no part of what it covers then`, { at: 'exemptions.0' });
    await lift({ goods: ['ex 220421'], partners: ['AU'] });
  });

  it('say the same again where their certainty is another', async () => {
    await newMeasure(t.tracker, 'wine-doubt');
    await record('wine-doubt', change('in_force', '2021-03-28'));
    await record('wine-doubt', change('in_force', '2023-01-01', { doubt: 'nobody saw it applied' }));
    await refused(
      record('wine-doubt', change('in_force', '2024-01-01', { doubt: 'nobody saw it applied' })),
      'conflict',
      'changes nothing',
    );
    expect(await rowOf(t.tracker, 'wine-doubt', { on: '2022-06-01' })).toMatchObject({ certainty: 'certain' });
    // It is in force since the first day, whoever doubts it later.
    expect(await rowOf(t.tracker, 'wine-doubt', { on: '2023-06-01' })).toMatchObject({
      ...{ status: 'in_force', certainty: 'doubtful', status_from: '2021-03-28' },
    });
    await record('wine-doubt', change('in_force', '2025-01-01'));
    expect(await rowOf(t.tracker, 'wine-doubt', { on: '2025-06-01' })).toMatchObject({ certainty: 'certain', status_from: '2021-03-28' });
  });

  it('of a tariff take one rate for the same goods, unless a condition, a part in words or a doubt decides', async () => {
    await newMeasure(t.tracker, 'wine-twice', { kind: 'tariff', type: 'anti_dumping' });
    const rates = (...rates: object[]) =>
      recordRateTable(t.tracker, me, 'wine-twice', RateTableBody.parse({ effective_on: '2024-01-01', rates, unsourced: true }));
    const scope = { goods: ['2204'], partners: ['AU'] };
    const twice = rates({ scope, expression: '10%' }, { scope: { partners: ['AU'] }, expression: '5%' }, { scope, expression: '12%' });
    await refused(twice, 'conflict', 'rates.2.scope is that of rates.0.scope too', { at: 'rates.2.scope' });
    await refused(rates({ expression: '10%' }, { expression: '10%' }), 'conflict', 'rates.1.scope is that of rates.0.scope too', {
      at: 'rates.1.scope',
    });
    for (const narrowed of [
      { scope: { ...scope, condition: 'sold to a restaurant' } },
      { scope: { ...scope, goods: ['ex 2204'] } },
      { scope: { ...scope, list_unknown: ['goods'] } },
      { scope, doubt: 'the ministry says otherwise' },
    ])
      expect(
        (await rates({ ...narrowed, expression: '10%' }, { ...narrowed, expression: '12%' })).recorded,
        JSON.stringify(narrowed),
      ).toHaveLength(1);
    const parts = ['the value of the steel', 'the rest'].map((value_part) => ({ scope, value_part, expression: '10%' }));
    expect((await rates(...parts)).recorded).toHaveLength(1);
  });

  it('of a measure that is not there are refused', async () => {
    await refused(record('nobody', change('in_force', '2024-01-01')), 'not_found', '"nobody": /measures lists them');
    await refused(record('wine-exemp', change('in_force', '2024-01-01')), 'not_found', 'did you mean wine-exempt? Else');
  });
});

describe('a dispute as a whole', () => {
  let own: TestTracker;
  beforeAll(async () => {
    own = await testTracker();
    await putRows(own, SMALL_REGISTER);
    for (const id of ['d-one', 'd-two', 'd-three']) await newMeasure(own.tracker, id);
    await recordStatusChanges(own.tracker, me, 'd-one', [change('in_force', '2020-01-01')]);
    await recordStatusChanges(own.tracker, me, 'd-two', [change('provisional', '2020-06-01')]);
    await recordStatusChanges(own.tracker, me, 'd-three', [change('threatened', '2020-01-01')]);
  });
  afterAll(() => own.close());
  const recordAll = (changes: Parameters<typeof change>[], named?: string[]) =>
    recordDisputeStatusChanges(
      own.tracker,
      me,
      'au-cn-wine',
      changes.map((one) => change(...one)),
      named,
    );

  it('has nothing to change before anything is in force', async () => {
    await refused(recordAll([['lifted', '2019-01-01']]), 'conflict', 'no measure of au-cn-wine is in force on 2019-01-01', 'd-one');
  });

  it('refuses a measure that is not its own', async () => {
    await refused(recordAll([['lifted', '2021-01-01']], ['d-one', 'wine-one']), 'invalid', '"wine-one" is no measure of au-cn-wine');
  });

  it('changes all or none', async () => {
    const before = await own.execute('select max(seq) as last from ledger');
    await refused(recordAll([['lifted', '2021-01-01']], ['d-one', 'd-three']), 'conflict', 'd-three', "can't follow threatened");
    expect(await own.execute('select max(seq) as last from ledger')).toEqual(before);
  });

  it('changes each measure that is in force on that day', async () => {
    const recorded = await recordAll([['suspended', '2020-03-01', { until_on: '2020-05-01' }]]);
    expect(recorded.recorded.map((one) => one.measure)).toEqual(['d-one']);
    // What may still come is told, and what is not meant is not asked about.
    expect(recorded.left).toEqual([{ measure: 'd-three', status: 'threatened' }]);
    // One that is named twice changes once.
    const again = await recordAll([['suspended', '2020-06-15', { until_on: '2020-06-20' }]], ['d-one', 'd-one']);
    expect(again.recorded.map((one) => one.measure)).toEqual(['d-one']);
    expect(again.left).toEqual([]);
    const ended = await recordAll([['lifted', '2021-01-01']]);
    expect(ended.recorded.map((one) => one.measure)).toEqual(['d-one', 'd-two']);
    expect(ended.dispute).toEqual({ id: 'au-cn-wine', on: '2021-01-01', before: 'active', after: 'pending' });
  });
});

describe('repeating and racing', () => {
  beforeAll(async () => {
    await newMeasure(t.tracker, 'wine-key');
    await t.execute("insert into tokens (id, name, role, token_hash, created_at) values (1, 'x', 'editor', 'x', 'x')");
  });
  const withKey = (key: string, fingerprint: string, tokenId = 1) => ({ ...me, idempotency: { tokenId, key, fingerprint } });

  it('the same key and request give the same answer, and one entry', async () => {
    const call = () => recordStatusChanges(t.tracker, withKey('k1', 'f1'), 'wine-key', [change('in_force', '2024-01-01')]);
    const first = await call();
    const before = await entries();
    expect(await call()).toEqual(first);
    expect(await entries()).toEqual(before);
    expect(await statusesOf(t.tracker, 'wine-key')).toEqual(['2024-01-01 in_force']);
  });

  it('the same key for another request is refused', async () => {
    const other = recordStatusChanges(t.tracker, withKey('k1', 'f2'), 'wine-key', [change('lifted', '2024-02-01')]);
    await refused(other, 'unprocessable', 'k1');
    expect(await statusesOf(t.tracker, 'wine-key')).toEqual(['2024-01-01 in_force']);
  });

  it('the same key of somebody else is another key', async () => {
    await recordStatusChanges(t.tracker, withKey('k1', 'f3', 2), 'wine-key', [change('suspended', '2024-02-01')]);
    expect(await statusesOf(t.tracker, 'wine-key')).toHaveLength(2);
  });

  it('a call that failed, or that was only tried, keeps no answer', async () => {
    const bad = recordStatusChanges(t.tracker, withKey('k2', 'f1'), 'wine-key', [change('withdrawn', '2023-01-01')]);
    await refused(bad, 'conflict', 'withdrawn');
    const context = { ...withKey('k2', 'f2'), dryRun: true };
    await recordStatusChanges(t.tracker, context, 'wine-key', [change('lifted', '2024-03-01')]);
    expect(await statusesOf(t.tracker, 'wine-key')).toHaveLength(2);
    await recordStatusChanges(t.tracker, withKey('k2', 'f3'), 'wine-key', [change('lifted', '2024-03-01')]);
    expect(await statusesOf(t.tracker, 'wine-key')).toHaveLength(3);
  });

  it('two at once with one key record one', async () => {
    const call = () => recordStatusChanges(t.tracker, withKey('k3', 'f1'), 'wine-key', [change('in_force', '2024-04-01')]);
    const [a, b] = await Promise.all([call(), call()]);
    expect(b).toEqual(a);
    expect(await statusesOf(t.tracker, 'wine-key')).toHaveLength(4);
  });

  it('a change made from a stale view is refused', async () => {
    await newMeasure(t.tracker, 'wine-etag');
    const { last_seq } = await record('wine-etag', change('in_force', '2024-01-01'));
    const from = (seq: number, measure = 'wine-etag') => ({ ...me, ifMatch: { measure, seq } });
    await recordStatusChanges(t.tracker, from(last_seq), 'wine-etag', [change('suspended', '2024-02-01')]);
    await refused(
      recordStatusChanges(t.tracker, from(last_seq), 'wine-etag', [change('lifted', '2024-03-01')]),
      'precondition',
      // What came in between is told: whoever is refused has to judge it.
      '"suspended" of 2024-02-01 was recorded at',
      `you have "${last_seq}"`,
    );
    expect(await statusesOf(t.tracker, 'wine-etag')).toHaveLength(2);
    // What happens to another measure makes no view stale.
    const { last_seq: now } = await record('wine-etag', change('in_force', '2024-02-15'));
    await newMeasure(t.tracker, 'wine-etag-other');
    await recordStatusChanges(t.tracker, from(now), 'wine-etag', [change('lifted', '2024-03-01')]);
    await refused(recordStatusChanges(t.tracker, from(1, 'nobody'), 'wine-etag', [change('in_force', '2025')]), 'not_found', 'nobody');
  });
});

describe('a dry run', () => {
  it('answers as the call would, and records nothing', async () => {
    await newMeasure(t.tracker, 'wine-dry');
    const before = [await entries(), await t.execute('select * from change_seq')];
    const recorded = await recordStatusChanges(t.tracker, { ...me, dryRun: true }, 'wine-dry', [change('in_force', '2024-01-01')]);
    expect(recorded.measure).toMatchObject({ status: 'in_force' });
    expect([await entries(), await t.execute('select * from change_seq')]).toEqual(before);
    await refused(
      recordStatusChanges(t.tracker, { ...me, dryRun: true }, 'wine-dry', [change('lifted', '2024-01-01')]),
      'conflict',
      'lifted',
    );
  });
});

describe('what is recorded', () => {
  it('passes the audit, however a scope was worded', async () => {
    await newMeasure(t.tracker, 'wine-words', {
      coverage: {
        effective_on: '2011',
        scopes: [{ goods: ['*'], partners: ['*'], list_unknown: ['partners', 'goods'] }, { condition: '  with spaces 💰 ' }],
        unsourced: true,
      },
    });
    expect(ScopeBody.parse({ list_unknown: ['partners', 'goods'] })).toEqual(ScopeBody.parse({ list_unknown: ['goods', 'partners'] }));
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('holds no half of a character, which no engine gives back', () => {
    expect(ScopeBody.safeParse({ condition: 'half \ud83d' }).success).toBe(false);
    expect(ScopeBody.safeParse({ condition: 'nul \u0000' }).success).toBe(false);
    expect(ScopeBody.safeParse({ condition: 'whole 💰' }).success).toBe(true);
  });
});
