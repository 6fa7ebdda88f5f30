import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editMeasure } from '../../src/changes/register.ts';
import { recordCoverage, recordDisputeMilestone, recordMilestone, recordRateTable } from '../../src/changes/statements.ts';
import { recordDisputeStatusChanges, recordStatusChanges } from '../../src/changes/status-changes.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { change, me, newMeasure, refused, rowOf } from '../support/recording.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
});
afterAll(() => t.close());

const record = (id: string, ...changes: Parameters<typeof recordStatusChanges>[3]) => recordStatusChanges(t.tracker, me, id, changes);
const entries = async (): Promise<unknown> => (await t.execute('select count(*) as entries, max(seq) as last from ledger'))[0];

describe('what an entry names must be there', () => {
  beforeAll(async () => {
    await newMeasure(t.tracker, 'wine-names');
    await record('wine-names', change('in_force', '2024-01-01'));
  });
  const partly = (exemption: object) => change('partially_lifted', '2024-02-01', { exemptions: [exemption] });

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      'a source',
      () => record('wine-names', change('lifted', '2024-02-01', { sources: ['mofcom', 'no-such-source'] })),
      'no-such-source',
      'sources.1',
    ],
    ['an exporter', () => record('wine-names', partly({ exporters: ['no-such-company'] })), 'no-such-company', 'exemptions.0.exporters'],
    [
      'a company',
      () => record('wine-names', partly({ exporters: ['other_cooperating'], companies: ['no-such-one'] })),
      'no-such-one',
      'exemptions.0.companies',
    ],
    ['a partner', () => record('wine-names', partly({ partners: ['XX'] })), 'XX', 'exemptions.0.partners'],
    [
      'an excluded partner that the partners do not reach',
      () => record('wine-names', partly({ partners: ['AU'], excluded: ['JP'] })),
      'JP',
      'exemptions.0.excluded',
    ],
    ['an excluded partner', () => record('wine-names', partly({ partners: ['*'], excluded: ['YY'] })), 'YY', 'exemptions.0.excluded'],
    ['an area', () => record('wine-names', partly({ partners: ['JP-99'] })), 'JP-99', 'exemptions.0.partners'],
    [
      'a partner of a rate',
      async () => {
        await newMeasure(t.tracker, 'wine-rates', { kind: 'tariff', type: 'additional' });
        const rates = [{ expression: '10%' }, { expression: '20%', scope: { partners: ['XX'] } }];
        return recordRateTable(t.tracker, me, 'wine-rates', RateTableBody.parse({ effective_on: '2024', rates, unsourced: true }));
      },
      'XX',
      'rates.1.scope.partners',
    ],
    [
      'a partner of a coverage',
      () =>
        recordCoverage(
          t.tracker,
          me,
          'wine-names',
          CoverageBody.parse({ effective_on: '2024', scopes: [{}, { partners: ['XX'] }], unsourced: true }),
        ),
      'XX',
      'scopes.1.partners',
    ],
    [
      'a WTO case',
      () =>
        recordMilestone(
          t.tracker,
          me,
          'wine-names',
          MilestoneBody.parse({ type: 'wto_stage', happened_on: '2024', title: 'Panel', wto_case: 'DS999', unsourced: true }),
        ),
      'DS999',
      'wto_case',
    ],
  ])('%s', async (_what, call, value, path) => {
    const before = await entries();
    await expect(call()).rejects.toThrow(
      expect.objectContaining({ code: 'invalid', details: [{ path, message: expect.stringContaining(`"${value}"`) }] }),
    );
    const after = await entries();
    if (!path.startsWith('rates')) expect(after).toEqual(before);
  });

  it('a source is not cited twice', async () => {
    await refused(record('wine-names', change('lifted', '2024-02-01', { sources: ['mofcom', 'mofcom'] })), 'invalid', 'cited already');
  });

  it('who imposes a measure is none whom it affects, also when that is edited', async () => {
    const coverage = { effective_on: '2024-01-01', scopes: [{ partners: ['JP-07', 'AU'] }], unsourced: true as const };
    await newMeasure(t.tracker, 'wine-turned', { imposed_by: 'CN', dispute: undefined, coverage });
    const words = ['(JP-07, by entry', 'correct that entry first'];
    await refused(editMeasure(t.tracker, me, 'wine-turned', { imposed_by: 'JP' }), 'invalid', ...words, { at: 'imposed_by' });
    await editMeasure(t.tracker, me, 'wine-turned', { imposed_by: 'KR' });
  });

  it('a ban has no rates', async () => {
    const body = RateTableBody.parse({ effective_on: '2024', rates: [{ expression: '10%' }], unsourced: true });
    await refused(recordRateTable(t.tracker, me, 'wine-names', body), 'invalid', 'is a ban');
  });

  it('a dispute', async () => {
    await refused(recordDisputeStatusChanges(t.tracker, me, 'no-such-dispute', [change('lifted', '2024')]), 'not_found', 'no-such-dispute');
    const milestone = MilestoneBody.parse({ type: 'talks', happened_on: '2024', title: 'Talks', unsourced: true });
    await refused(recordDisputeMilestone(t.tracker, me, 'no-such-dispute', milestone), 'not_found', 'no-such-dispute');
  });
});

describe('sources in full', () => {
  const fresh = { id: 'gazette-7', publisher: 'Gazette', title: 'No. 7', url: 'https://example.org/7', kind: 'official' as const };
  beforeAll(async () => {
    await newMeasure(t.tracker, 'wine-sources');
  });

  it('come into the register with the entry that cites them, once', async () => {
    await record(
      'wine-sources',
      change('announced', '2024-01-01', { sources: [fresh, 'mofcom'] }),
      change('in_force', '2024-02-01', { sources: [fresh] }),
    );
    expect(await t.execute("select * from sources where id = 'gazette-7'")).toEqual([
      expect.objectContaining({ ...fresh, published_on: null, form: null, looked_at_on: null, read_as: null, note: null }),
    ]);
    expect(await rowOf(t.tracker, 'wine-sources', { on: '2024-01-10' })).toMatchObject({ sources: ['gazette-7', 'mofcom'] });
  });

  it('that are there already with the same content may be given again', async () => {
    await record('wine-sources', change('lifted', '2024-03-01', { sources: [fresh] }));
  });

  it('with the id of one that says something else are refused', async () => {
    const other = { ...fresh, title: 'No. 8' };
    await refused(record('wine-sources', change('in_force', '2024-04-01', { sources: [other] })), 'invalid', 'gazette-7', 'other content');
    await refused(
      record(
        'wine-sources',
        change('announced', '2024-04-01', { sources: [{ ...fresh, id: 'g-8' }] }),
        change('in_force', '2024-05-01', { sources: [{ ...other, id: 'g-8' }] }),
      ),
      'invalid',
      'g-8',
      'twice',
    );
  });

  it('of a refused entry are not kept', async () => {
    await refused(
      record('wine-sources', change('withdrawn', '2024-06-01', { sources: [{ ...fresh, id: 'gazette-9' }] })),
      'conflict',
      'withdrawn',
    );
    expect(await t.execute("select id from sources where id in ('gazette-9', 'g-8')")).toEqual([]);
  });
});
