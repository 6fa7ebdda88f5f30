import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { entryInput } from '../../src/changes/kinds.ts';
import { addMeasure } from '../../src/changes/register.ts';
import { collapseResolution } from '../../src/changes/resolutions.ts';
import { recordCoverage, recordDutyRule, recordLink, recordMilestone, recordQuota, recordRateTable } from '../../src/changes/statements.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { CollapseBody } from '../../src/things/resolution.ts';
import { bundledTracker, putRows, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { me, newMeasure, refused, resolve } from '../support/recording.ts';

// A form or a call that is sent twice: what an entry says already is not said again.

let t: TestTracker;
beforeAll(async () => {
  t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  for (const id of ['one', 'other', 'third']) await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional' });
});
afterAll(() => t.close());

const entriesOf = (test: TestTracker): Promise<Entry[]> =>
  test.tracker.store.read((connection) => loadEntries(connection, { from: 0, to: 1_000_000 }));
const unsourced = true as const;
const coverage = (more: object = {}) =>
  CoverageBody.parse({ effective_on: '2024-02-01', scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced, ...more });
const seqOf = async (recorded: Promise<{ recorded: { seq: number }[] }>): Promise<number> => (await recorded).recorded[0]?.seq as number;

describe('what an entry says already', () => {
  const kinds: [string, (measure: string) => Promise<{ recorded: { seq: number }[] }>][] = [
    ['coverage', (id) => recordCoverage(t.tracker, me, id, coverage())],
    [
      'rate table',
      (id) => recordRateTable(t.tracker, me, id, RateTableBody.parse({ effective_on: '2024', rates: [{ expression: '10%' }], unsourced })),
    ],
    [
      'milestone',
      (id) => recordMilestone(t.tracker, me, id, MilestoneBody.parse({ type: 'vote', happened_on: '2024', title: 'Vote', unsourced })),
    ],
    ['link', (id) => recordLink(t.tracker, me, id, LinkBody.parse({ type: 'follows', to: 'third', unsourced }))],
    ['quota', (id) => recordQuota(t.tracker, me, id, QuotaBody.parse({ period: '2027', quantity: '40', unit: 't', unsourced }))],
    [
      'duty rule',
      (measure) =>
        recordDutyRule(t.tracker, me, DutyRuleBody.parse({ type: 'not_paid_within_quota', measure, first_on: '2024', unsourced })),
    ],
  ];

  it.each(kinds)('is not said again: %s', async (_kind, record) => {
    const seq = await seqOf(record('one'));
    await refused(record('one'), 'conflict', `is what entry ${seq} says already`);
    // Of another measure it says something else.
    await record('other');
    // Taken back it is said no more, so that it can be said.
    await correctEntry(t.tracker, me, seq, CorrectionBody.parse({ reason: 'it was wrong' }));
    const again = await seqOf(record('one'));
    await refused(record('one'), 'conflict', `is what entry ${again} says already`);
  });

  it('is said anew with another doubt, from another day, with other goods', async () => {
    for (const more of [{ doubt: 'nobody printed it' }, { effective_on: '2024-02-02' }, { scopes: [{ goods: ['2205'] }] }])
      expect((await recordCoverage(t.tracker, me, 'other', coverage(more))).recorded).toHaveLength(1);
  });

  it('is found whatever its source, its note and who records it', async () => {
    const more = { sources: [{ id: 'gazette', publisher: 'P', title: 'T', kind: 'official' }], unsourced: undefined, note: 'seen' };
    await refused(
      recordCoverage(t.tracker, { actor: 'somebody else' }, 'other', coverage(more)),
      'conflict',
      'to give it another source, day of announcement or note, correct entry',
    );
  });

  it('a link to nothing is another one with other words', async () => {
    const link = (note: string) => recordLink(t.tracker, me, 'one', LinkBody.parse({ type: 'related_to', note, unsourced }));
    await link('the ban on maize');
    await link('the ban on wheat');
    await refused(link('the ban on wheat'), 'conflict', 'says already');
  });

  it('an agreement can be made again once something came of it', async () => {
    const agree = () => resolve(t.tracker, '2024-10-01', { measure: 'one', reaches: 'rate' });
    const seq = await agree();
    await refused(agree(), 'conflict', `is what entry ${seq} says already`);
    await collapseResolution(t.tracker, me, seq, CollapseBody.parse({ effective_on: '2024-12-01', unsourced }));
    await agree();
  });

  it('is not said twice of a new measure either', async () => {
    const rates = { effective_on: '2024', rates: [{ expression: '10%' }], unsourced };
    const body = MeasureBody.parse({
      ...{ id: 'new-one', kind: 'tariff', type: 'additional', title: 'New', imposed_by: 'CN' },
      coverage: ['2024', '2025'].map((effective_on) => ({ effective_on, scopes: [{ goods: ['2204'] }], unsourced })),
      rate_tables: [rates, rates],
    });
    await refused(addMeasure(t.tracker, me, body), 'conflict', 'is said twice here: say it once');
  });

  it('what the bundled disputes say twice can have another note', async () => {
    const bundled = await bundledTracker();
    try {
      const twice = (await entriesOf(bundled)).find((entry) => entry.entry_id === 'gb-steel-safeguard-coverage-2022-fifteen');
      const replacement = { ...entryInput(twice as Entry), note: 'As told a year later.' };
      const { recorded } = await correctEntry(bundled.tracker, me, twice?.seq as number, { reason: 'The note was longer.', replacement });
      expect(recorded.map(({ kind }) => kind)).toEqual(['coverage', 'correction']);
      // Another entry can't come to say what one says already.
      const ten = (await entriesOf(bundled)).find((entry) => entry.entry_id === 'gb-steel-safeguard-coverage-2022-ten');
      await refused(
        correctEntry(bundled.tracker, me, ten?.seq as number, { reason: 'The same.', replacement }),
        'conflict',
        'says already',
      );
    } finally {
      await bundled.close();
    }
  });
});
