import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { verify } from '../../src/keep/verify.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import type { Recorded } from '../../src/things/answers.ts';
import { type CoveragesBody, coveragesBodyOf } from '../../src/things/coverage.ts';
import { entriesOf } from '../../src/things/ledger.ts';
import { type RateTablesBody, rateTablesBodyOf } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { scope } from '../support/scopes.ts';

type RatesIn = z.input<typeof RateTablesBody>;
type CoverageIn = z.input<typeof CoveragesBody>;
/** A body without what says that there is no source. */
type Without<Body> = Body extends unknown ? Omit<Body, 'unsourced'> : never;

describe.each(ENGINES)('what changes against a table, on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
  });
  afterAll(() => t.close());

  const rates = (id: string, body: Without<RatesIn>, dryRun = false): Promise<Recorded> => {
    const whole = { ...body, unsourced: true };
    return recordRateTable(t.tracker, { ...me, dryRun }, id, rateTablesBodyOf(whole).parse(whole));
  };
  const coverage = (id: string, body: Without<CoverageIn>): Promise<Recorded> => {
    const whole = { ...body, unsourced: true };
    return recordCoverage(t.tracker, me, id, coveragesBodyOf(whole).parse(whole));
  };
  const seqOf = (recorded: Recorded): number => recorded.recorded[0]?.seq as number;
  const ledgerOf = async (id: string) => (await showMeasure(t.tracker, id, {})).ledger;
  /** The rates of an entry in short: `AU 2204: 10%`. */
  const ratesOf = async (id: string, seq: number): Promise<string[]> => {
    const entry = entriesOf(await ledgerOf(id), 'rate_table').find((one) => one.seq === seq);
    return (entry?.rates ?? []).map(
      ({ scope, expression }) => `${[...scope.partners, ...scope.goods.flatMap(({ codes }) => codes)].join(' ')}: ${expression}`,
    );
  };
  const tariff = async (id: string): Promise<void> => {
    const scopes = [{ goods: ['2204'], partners: ['AU', 'JP', 'DE'] }];
    await newMeasure(t.tracker, id, { kind: 'tariff', type: 'anti_dumping', coverage: { effective_on: '2011', scopes, unsourced: true } });
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
  };
  const AU = { partners: ['AU'] };
  const JP = { partners: ['JP'] };

  it('is for no goods and partners that the tariff does not cover: a slip of a digit would never be charged', async () => {
    await tariff('rates-beyond');
    const of = (scope: object) =>
      rates('rates-beyond', { effective_on: '2020-01-01', rates: [{ expression: '5%' }, { scope, expression: '10%' }] });
    for (const [beyond, named] of [
      [{ goods: ['0303'] }, '0303'],
      [{ partners: ['CN'] }, 'CN'],
    ] as const)
      await refused(of(beyond), 'conflict', `rates from 2020-01-01 can't be for what the measure does not reach: "${named}"`, {
        at: 'rates.1.scope',
      });
    await of({ ...AU, goods: ['ex 220421'] });
    // What it covers may be told later: rates that come first are not asked.
    await newMeasure(t.tracker, 'rates-first', { kind: 'tariff', type: 'anti_dumping', coverage: undefined });
    await rates('rates-first', { effective_on: '2020-01-01', rates: [{ scope: { goods: ['0303'] }, expression: '10%' }] });
  });

  it('is recorded as the whole that results, and told as what changes', async () => {
    await tariff('rates-one');
    const first = await rates('rates-one', {
      effective_on: '2020-01-01',
      rates: [
        { scope: { ...AU, goods: ['220421', '220422'] }, expression: '10%' },
        { scope: JP, expression: '20%' },
      ],
    });
    const body = {
      effective_on: '2021-01-01',
      set: [
        { scope: { ...AU, goods: ['220422'] }, expression: '15 %' },
        { scope: { partners: ['DE'] }, expression: '5%', collection: 'guarantee' as const },
        { scope: { ...AU, goods: ['220421'] }, expression: '10%' },
      ],
      remove: [{ scope: JP }],
    };
    const dry = await rates('rates-one', body, true);
    const recorded = await rates('rates-one', body);
    const says = {
      against: seqOf(first),
      changed: [
        { row: 'JP', scope: scope(JP), before: '20%', after: null },
        { row: '220422; AU', scope: scope({ ...AU, codes: ['220422'] }), before: '10%', after: '15%' },
        { row: 'DE', scope: scope({ partners: ['DE'] }), before: null, after: '5% (guarantee)' },
      ],
      unchanged: [{ row: '220421; AU', scope: scope({ ...AU, codes: ['220421'] }) }],
      notes: [],
    };
    expect(dry.recorded[0]?.changes).toEqual(says);
    expect(recorded.recorded).toMatchObject([{ kind: 'rate_table', changes: says }]);
    expect(recorded.recorded[0]?.says).toBe(
      `3 changes against entry ${seqOf(first)}: JP: 20% → removed | 220422; AU: 10% → 15% | DE: 5% (guarantee)`,
    );
    expect(await ratesOf('rates-one', seqOf(recorded))).toEqual(['AU 220421: 10%', 'AU 220422: 15%', 'DE: 5%']);
  });

  it('is against the table of its first day as it stands, one recorded for the same day before included', async () => {
    await tariff('rates-days');
    await rates('rates-days', { effective_on: '2020', rates: [{ scope: AU, expression: '1%' }] });
    const late = await rates('rates-days', { effective_on: '2023-01-01', rates: [{ scope: AU, expression: '9%' }] });
    const one = await rates('rates-days', { effective_on: '2021-01-01', set: [{ scope: JP, expression: '2%' }] });
    const two = await rates('rates-days', { effective_on: '2021-01-01', set: [{ scope: { partners: ['DE'] }, expression: '3%' }] });
    expect(two.recorded[0]?.changes?.against).toBe(seqOf(one));
    expect(await ratesOf('rates-days', seqOf(two))).toEqual(['AU: 1%', 'JP: 2%', 'DE: 3%']);
    // What was recorded for later days is as it was, and the answer says so.
    expect(two.recorded[0]?.changes?.notes).toEqual([expect.stringContaining(`from 2023-01-01 on entry ${seqOf(late)}`)]);
    const { rate_tables } = await showMeasure(t.tracker, 'rates-days', {});
    expect(rate_tables.map(({ seq }) => seq).slice(-2)).toEqual([seqOf(two), seqOf(late)]);
  });

  it('ends when what it changes would have, and then what stood before that returns', async () => {
    await tariff('rates-until');
    const first = await rates('rates-until', { effective_on: '2020', rates: [{ scope: AU, expression: '1%' }] });
    await rates('rates-until', { effective_on: '2021', until_on: '2022-01-01', rates: [{ scope: AU, expression: '2%' }] });
    const changed = await rates('rates-until', { effective_on: '2021-06-01', set: [{ scope: JP, expression: '3%' }] });
    expect(changed.recorded[0]).toMatchObject({
      until_on: '2022-01-01',
      changes: { notes: [expect.stringContaining('2022-01-01')] },
    });
    const { rate_tables } = await showMeasure(t.tracker, 'rates-until', {});
    expect(rate_tables.at(-1)).toMatchObject({ seq: seqOf(first), from: '2022-01-01' });
    const own = await rates('rates-until', { effective_on: '2021-07-01', until_on: '2021-08-01', set: [{ scope: JP, expression: '4%' }] });
    expect(own.recorded[0]).toMatchObject({ until_on: '2021-08-01', changes: { notes: [] } });
  });

  it('is refused by name where it is of nothing that stands, changes nothing or leaves nothing', async () => {
    await tariff('rates-wrong');
    const set = [{ scope: AU, expression: '1%' }];
    await refused(
      rates('rates-wrong', { effective_on: '2020', set }),
      'invalid',
      'no table of rates of rates-wrong stands on 2020',
      'rates',
    );
    await rates('rates-wrong', { effective_on: '2020', rates: set });
    await refused(rates('rates-wrong', { effective_on: '2019-12-31', set }), 'invalid', 'stands on 2019-12-31');
    await refused(rates('rates-wrong', { effective_on: '2021', set }), 'conflict', 'nothing changes');
    await refused(rates('rates-wrong', { effective_on: '2021', remove: [{ scope: JP }] }), 'invalid', '"JP" is not in entry');
    await refused(rates('rates-wrong', { effective_on: '2021', remove: [{ scope: AU }] }), 'invalid', 'nothing would be left');
    await refused(rates('rates-wrong', { effective_on: '2021', set: [...set, ...set] }), 'invalid', '"AU" is named twice');
    await refused(
      rates('rates-wrong', { effective_on: '2021', set: [{ scope: { partners: ['XX'] }, expression: '1%' }] }),
      'invalid',
      'XX',
      { at: 'set.0.scope.partners' },
    );
    await newMeasure(t.tracker, 'a-ban');
    await refused(rates('a-ban', { effective_on: '2021', set }), 'invalid', 'a-ban is a ban');
    const empty = rateTablesBodyOf({ set: [] }).safeParse({ effective_on: '2021', set: [], unsourced: true });
    expect(empty.error?.issues.map(({ message }) => message)).toEqual(['name at least one row to set or to remove']);
  });

  it('may take the place of an entry that was wrong: then it is against what stood before that', async () => {
    await tariff('rates-corrected');
    const first = await rates('rates-corrected', { effective_on: '2020', rates: [{ scope: AU, expression: '1%' }] });
    const wrong = await rates('rates-corrected', { effective_on: '2021', set: [{ scope: JP, expression: '2%' }] });
    const corrected = await correctEntry(t.tracker, me, seqOf(wrong), {
      reason: 'a misprint',
      replacement: { effective_on: '2021', set: [{ scope: { partners: ['DE'] }, expression: '2%' }], unsourced: true },
    });
    expect(corrected.recorded[0]?.changes).toMatchObject({
      against: seqOf(first),
      changed: [{ row: 'DE', before: null, after: '2%' }],
    });
    expect(await ratesOf('rates-corrected', seqOf(corrected))).toEqual(['AU: 1%', 'DE: 2%']);
  });

  it('of a coverage is the same', async () => {
    await newMeasure(t.tracker, 'covers', {
      coverage: { effective_on: '2020', scopes: [{ goods: ['03', '1604'], partners: ['AU', 'JP'] }], unsourced: true },
    });
    const recorded = await coverage('covers', {
      effective_on: '2021',
      set: [{ goods: ['2204'], partners: ['AU'] }],
      remove: [{ goods: ['1604'], partners: ['JP'] }],
    });
    expect(recorded.recorded[0]?.changes?.changed).toMatchObject([
      { row: '1604; JP', before: 'covered', after: null },
      { row: '2204; AU', before: null, after: 'covered' },
    ]);
    const [, entry] = entriesOf(await ledgerOf('covers'), 'coverage');
    expect(entry?.scopes.map(({ goods, partners }) => `${goods.flatMap(({ codes }) => codes)} ${partners}`)).toEqual([
      '03 AU,JP',
      '1604 AU',
      '2204 AU',
    ]);
    await refused(
      coverage('covers', { effective_on: '2022', remove: [{ goods: ['1604'], partners: ['JP'] }] }),
      'invalid',
      '"1604; JP" is not in',
    );
    await refused(coverage('covers', { effective_on: '2022', set: [{ goods: ['1605'], partners: ['XX'] }] }), 'invalid', {
      at: 'set.0.partners',
    });
  });

  it('leaves a ledger that holds together', async () => {
    expect((await verify(t.tracker)).problems).toEqual([]);
  });
});
