import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { listRates } from '../../src/lookups/rate-rows.ts';
import { listRestrictions } from '../../src/lookups/restrictions.ts';
import { listStatusChanges } from '../../src/lookups/status-changes.ts';
import type { Tracker } from '../../src/lookups/tracker.ts';
import type { ScopeBody } from '../../src/things/scope.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { ENGINES, putRows, SMALL_REGISTER, sharedTracker, type TestTracker } from '../support/database.ts';
import { me, newMeasure } from '../support/recording.ts';

type ScopeInput = z.input<typeof ScopeBody>;

/** Holds each pair against the list of its imposer and its affected; gives the pairs in short: `CN AU 2`. */
async function comparedWithList(tracker: Tracker, on: string): Promise<string[]> {
  const { data } = await listRestrictions(tracker, { on });
  for (const { imposed_by, affected, bans, tariffs } of data) {
    const question = { on, imposed_by, status: 'active' as const, ...(affected !== '*' && { affected }) };
    const rows = (await listMeasures(tracker, question, { limit: 5000 })).data.filter(
      (row) => affected !== '*' || row.affected.includes('*'),
    );
    const of = (kind: string): number => rows.filter((row) => row.kind === kind).length;
    expect({ imposed_by, affected, bans, tariffs }, `${imposed_by} on ${affected}, ${on}`).toEqual({
      imposed_by,
      affected,
      bans: of('ban'),
      tariffs: of('tariff'),
    });
    expect(bans + tariffs).toBeGreaterThan(0);
  }
  return data.map(({ imposed_by, affected, bans, tariffs }) => `${imposed_by} ${affected} ${bans + tariffs}`).sort();
}

describe('who restricts whom, in the bundled disputes', () => {
  let t: TestTracker;
  const compared = new Map<string, Promise<string[]>>();
  /** The pairs of a day, each held against its list once. */
  const pairsOn = (on: string): Promise<string[]> => {
    const pairs = compared.get(on) ?? comparedWithList(t.tracker, on);
    compared.set(on, pairs);
    return pairs;
  };
  beforeAll(async () => {
    t = await sharedTracker();
  });
  afterAll(() => t.close());

  it.each(['2018-09-01', '2020-12-31', '2024-10-24', '2025-07-01', '2026-11-24'])('on %s is what the lists have', async (on) => {
    const pairs = await pairsOn(on);
    expect(pairs.length).toBeGreaterThan(1);
    expect(pairs.some((pair) => pair.includes('-'))).toBe(false);
    // Every measure in force is in a pair of its imposer.
    const { data } = await listMeasures(t.tracker, { on, status: 'active' }, { limit: 2000 });
    const imposers = new Set(pairs.map((pair) => pair.slice(0, 2)));
    expect(imposers).toEqual(new Set(data.map((row) => row.imposed_by)));
  });

  it.each([
    ['US', 'US'],
    ['CN', 'CN'],
    ['FR', 'EU'],
    ['EU', 'EU'],
  ])('what is on everybody is not on whoever imposes it, nor on a member of a union that does: %s', async (affected, imposed_by) => {
    const question = { on: '2026-11-24', affected, imposed_by };
    const page = { limit: 1 };
    expect((await listMeasures(t.tracker, { ...question, status: 'all' }, page)).data).toEqual([]);
    expect((await listRates(t.tracker, question, page)).data).toEqual([]);
    expect((await listStatusChanges(t.tracker, question, page)).data).toEqual([]);
    const { counts } = await countMeasureFacets(t.tracker, { on: question.on, imposed_by, status: 'active' });
    expect(counts.affected?.get(affected)).toBeUndefined();
    expect(counts.affected?.get('JP')).toBeGreaterThan(0);
    expect(await pairsOn(question.on)).not.toContainEqual(expect.stringMatching(`^${imposed_by} ${affected} `));
  });

  it('counts areas for their jurisdiction', async () => {
    expect(await pairsOn('2024-10-24')).toContain('HK JP 2');
  });
});

describe.each(ENGINES)('who restricts whom, on %s', (_engine, open) => {
  let t: TestTracker;
  const on = '2024-06-01';
  const ban = (id: string, imposed_by: string, scopes: ScopeInput[]) =>
    newMeasure(t.tracker, id, {
      dispute: undefined,
      imposed_by,
      coverage: { effective_on: '2020-01-01', scopes, unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
    });
  const free = (id: string, effective_on: string, ...exemptions: ScopeInput[]) =>
    recordStatusChanges(t.tracker, me, id, [
      StatusChangeBody.parse({ status: 'partially_lifted', effective_on, exemptions, unsourced: true }),
    ]);
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await ban('au-all-but', 'AU', [{ partners: ['*'], excluded: ['CN', 'EU'] }]);
    await ban('au-jp-area', 'AU', [{ goods: ['03'], partners: ['JP-07'] }]);
    await ban('au-cn', 'AU', [{ partners: ['CN'] }]);
    await ban('us-eu', 'US', [{ partners: ['EU'] }]);
    await ban('us-de', 'US', [{ partners: ['DE'] }]);
    await ban('eu-jp', 'EU', [{ partners: ['JP'] }]);
    await ban('de-kr', 'DE', [{ partners: ['KR'] }]);
    await ban('kr-freed', 'KR', [{ goods: ['03', 'ex 04'], partners: ['JP', 'CN'] }]);
    await free('kr-freed', '2022-01-01', { partners: ['JP'] }, { goods: ['03'] });
    await ban('tw-freed', 'TW', [{ goods: ['03'] }]);
    await free('tw-freed', '2022-01-01', { goods: ['03'], condition: 'with a certificate' });
    await ban('jp-freed', 'JP', [
      { goods: ['03'], partners: ['CN'] },
      { goods: ['04'], partners: ['KR'] },
    ]);
    await free('jp-freed', '2022-01-01', { goods: ['03'] });
  });
  afterAll(() => t.close());

  it('leaves out the excluded and the wholly exempt, and counts everybody and unions', async () => {
    expect(await comparedWithList(t.tracker, on)).toEqual([
      'AU * 1',
      'AU CN 1',
      'AU JP 2',
      'DE KR 1',
      'EU JP 1',
      'JP KR 1',
      'KR CN 1',
      'TW * 1',
      'US DE 2',
      'US EU 2',
    ]);
  });

  it('counts what nobody had said the coverage of by then', async () => {
    await newMeasure(t.tracker, 'au-uncovered', {
      dispute: undefined,
      imposed_by: 'AU',
      coverage: { effective_on: '2024-01-01', announced_on: '2024-03-01', scopes: [{ partners: ['KR'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2024-01-01', announced_on: '2024-01-01', unsourced: true }],
    });
    const clocks = { on: '2024-02-01', announced_by: '2024-02-01' };
    const { data } = await listRestrictions(t.tracker, clocks);
    const pair = data.find(({ imposed_by, affected }) => imposed_by === 'AU' && affected === 'CN');
    const list = await listMeasures(t.tracker, { ...clocks, kind: 'ban', imposed_by: 'AU', affected: 'CN' }, { limit: 9 });
    expect(list.data.map(({ id, match }) => `${id} ${match}`)).toContain('au-uncovered unclear');
    expect(pair?.bans).toBe(list.data.length);
    // It is not known to be on everybody, nor to name anybody.
    expect(data.find(({ imposed_by, affected }) => imposed_by === 'AU' && affected === '*')?.bans).toBe(1);
    expect(data.some(({ imposed_by, affected }) => imposed_by === 'AU' && affected === 'KR')).toBe(false);
  });

  it('has whoever is exempt until then', async () => {
    const pairs = await comparedWithList(t.tracker, '2021-06-01');
    for (const pair of ['KR JP 1', 'KR CN 1', 'JP CN 1']) expect(pairs).toContain(pair);
  });
});
