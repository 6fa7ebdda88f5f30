import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedBy } from '../../src/db/disputes.ts';
import { lastDay } from '../../src/domain/dates.ts';
import { DISPUTE_STATES, type DisputeState } from '../../src/domain/vocabulary.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { listDisputes, showDispute } from '../../src/lookups/disputes.ts';
import { LISTS } from '../../src/lookups/lists.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { readOverview } from '../../src/lookups/overview.ts';
import type { Paging } from '../../src/lookups/paging.ts';
import { activeWords } from '../../src/things/dispute.ts';
import { doubtedWords } from '../../src/things/stretch.ts';
import { bundledDataset, bundledOf, bundledTracker, type TestTracker, testTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';
import { oneIn, THOROUGH } from '../support/thorough.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await bundledTracker();
});
afterAll(() => t.close());

const disputes = async (on: string, from: TestTracker = t) =>
  new Map((await listDisputes(from.tracker, { on }, { limit: 5000 })).data.map((row) => [row.id, row]));

const STATES: [id: string, on: string, state: DisputeState][] = [
  ['au-cn-wine', '2020-08-17', 'none'],
  ['au-cn-wine', '2020-08-18', 'pending'],
  ['au-cn-wine', '2020-11-27', 'pending'],
  ['au-cn-wine', '2020-11-28', 'active'],
  ['au-cn-wine', '2023-10-21', 'active'],
  ['au-cn-wine', '2023-10-22', 'easing'],
  ['au-cn-wine', '2024-03-28', 'easing'],
  ['au-cn-wine', '2024-03-29', 'resolved'],
  // Its countermeasures are suspended; what is in force is the lower duty of the deal.
  ['eu-us-countermeasures', '2026-08-01', 'pending'],
  ['jp-cn-seafood', '2023-08-24', 'active'],
  ['jp-cn-seafood', '2024-09-19', 'active'],
  ['jp-cn-seafood', '2024-09-20', 'easing'],
  ['jp-cn-seafood', '2025-07-01', 'easing'],
  ['jp-cn-seafood', '2025-11-18', 'easing'],
  ['jp-cn-seafood', '2025-11-19', 'active'],
  ['jp-cn-seafood', '2025-12-01', 'active'],
  ['us-cn-2025', '2024-10-24', 'pending'],
  ['us-cn-2025', '2025-06-01', 'active'],
  ['au-cn-ev', '2024-10-24', 'resolved'],
  // Hunts that kept the seas in order were free until 2015; what is free in the other occupied parts came with the ban on them.
  ['eu-seals', '2020-01-01', 'active'],
  ['ch-crimea', '2023-01-01', 'active'],
];

describe('the state of a dispute', () => {
  it.each(STATES)('%s on %s: %s', async (id, on, state) => {
    expect((await disputes(on)).get(id)?.state).toBe(state);
    expect((await showDispute(t.tracker, id, { on })).state).toBe(state);
  });

  it('takes all of its values', () => {
    expect(new Set(STATES.map(([, , state]) => state))).toEqual(new Set(DISPUTE_STATES));
  });

  it('is found by', async () => {
    for (const state of DISPUTE_STATES) {
      const { data } = await listDisputes(t.tracker, { on: '2025-07-01', state: [state] }, { limit: 5000 });
      expect(data.length).toBeGreaterThan(0);
      expect(new Set(data.map((row) => row.state))).toEqual(new Set([state]));
    }
    const parties = await listDisputes(t.tracker, { on: '2025-07-01', party: 'AU' }, { limit: 5000 });
    expect(parties.data.map((row) => row.id)).toContain('au-cn-wine');
    expect(parties.data.every((row) => row.parties.includes('AU') || row.parties.includes('*'))).toBe(true);
  });

  it('is found by a party of its own, by a member or the union of one, and by anybody where everybody is a party', async () => {
    const of = async (party: string, on = '2025-07-01') =>
      (await listDisputes(t.tracker, { on, party }, { limit: 5000 })).data.map((row) => row.id);
    const all = (await listDisputes(t.tracker, { on: '2025-07-01' }, { limit: 5000 })).data;
    const naming = (...codes: string[]) => all.filter((row) => codes.some((code) => row.parties.includes(code))).map((row) => row.id);
    expect(await of('DE')).toEqual(naming('DE', 'EU', '*'));
    expect(await of('LT')).toEqual(naming('LT', 'EU', '*'));
    const membersNamed = bundledDataset().jurisdictions.memberships.flatMap(({ member, left_on }) => (left_on === undefined ? member : []));
    expect(await of('EU')).toEqual(naming('EU', ...membersNamed, '*'));
    expect(await of('JP')).toEqual(naming('JP', '*'));
    // For customs the United Kingdom counts with the union until 2020-12-31.
    expect(await of('GB', '2020-12-31')).toContain('eu-cn-ev');
    expect(await of('GB', '2021-01-01')).not.toContain('eu-cn-ev');
    expect(await of('EU', '2020-12-31')).toContain('gb-cn-whisky');
    expect(await of('EU', '2021-01-01')).not.toContain('gb-cn-whisky');
  });

  it('has counts of its parties that are what the list has', async () => {
    for (const question of [{ on: '2025-07-01' }, { on: '2020-12-31' }, { on: '2025-07-01', party: 'DE' }]) {
      const counted = await LISTS.disputes.facets?.(t.tracker, question);
      for (const party of ['DE', 'EU', 'GB', 'JP', 'US', 'NA', 'CN', 'LT'])
        expect(counted?.counts.party?.get(party) ?? 0, party).toBe(
          (await listDisputes(t.tracker, { ...question, party }, { limit: 5000 })).data.length,
        );
    }
  });

  it('of a dispute that is not there is refused', async () => {
    await refused(showDispute(t.tracker, 'no-such-dispute', {}), 'not_found', 'no-such-dispute');
    await refused(listDisputes(t.tracker, { party: 'XX' }, { limit: 5000 }), 'invalid', '"XX"');
  });
});

describe('a dispute in full', () => {
  it('has its measures, resolutions, cases and one timeline', async () => {
    const wine = await showDispute(t.tracker, 'au-cn-wine', { on: '2024-01-01' });
    expect(wine.active).toEqual(['cn-au-wine-ad']);
    expect(wine.lifting_agreed_on).toBe('2023-10-22');
    expect(wine.resolutions.map((one) => one.method)).toEqual(['negotiated_settlement']);
    expect(wine.wto_cases.map((one) => one.id)).toEqual(['DS602']);
  });
});

it.each(['2019-06-01', '2026-11-24'])(
  'the last change is no earlier than that of any of its measures, whatever was said again since, on %s',
  async (on) => {
    const { data } = await listMeasures(t.tracker, { on, status: 'all' }, { limit: 5000 });
    const changed = new Map(data.map(({ id, status_from }) => [id, status_from]));
    for (const { id, measures, last_change_on } of (await disputes(on)).values()) {
      const days = measures.flatMap((measure) => changed.get(measure) ?? []);
      const latest = days.map(lastDay).sort().at(-1);
      expect(last_change_on && lastDay(last_change_on), id).toBe(latest ?? null);
    }
  },
);

it.each(['2020-06-01', '2024-10-24', '2026-11-24'])('what changed last comes first on %s, page by page', async (on) => {
  const days: string[] = [];
  const paging: Paging = { limit: 30 };
  do {
    const { data, next } = await listDisputes(t.tracker, { on }, paging);
    days.push(...data.map(({ last_change_on }) => (last_change_on === null ? '' : changedBy(last_change_on))));
    paging.after = next ?? undefined;
  } while (paging.after !== undefined);
  expect(days.length).toBeGreaterThan(200);
  expect(days).toEqual([...days].sort().reverse());
});

it.each(['2019-06-01', '2024-10-24', '2026-11-24'])(
  'of the measures that may be in force too, those that lists tell of are told on %s',
  async (on) => {
    const told = [...(await disputes(on)).values()].flatMap(({ may_be_active }) => may_be_active);
    const { in_doubt = [] } = await listMeasures(t.tracker, { on }, { limit: 1 });
    expect(told.sort()).toEqual(in_doubt.flatMap(({ id, dispute }) => (dispute === null ? [] : [id])).sort());
    expect(told.length).toBeGreaterThan(0);
  },
);

it.each(oneIn(2, ['2026-11-24', '2024-10-24']))(
  'what is in doubt of disputes is what is in doubt of all, in lists too, on %s',
  async (on) => {
    const rows = [...(await disputes(on)).values()];
    for (const row of oneIn(4, rows)) {
      const { id, active, measures, active_doubtful } = row;
      const { lives } = await showDispute(t.tracker, id, { on });
      const open = lives.filter((one) => active.includes(one.id) && one.in_force_in_doubt);
      expect(active_doubtful, id).toEqual(open.map((one) => one.id).sort());
      expect(activeWords(row), id).toBe(`${active.length} of ${measures.length}${doubtedWords(active, lives)}`);
    }
    const doubtful = rows.flatMap((row) => row.active_doubtful).length;
    const { bans_doubtful, tariffs_doubtful } = await readOverview(t.tracker, {
      on,
      announced_by: null,
      known_at: '2026-11-24T12:00:00.000Z',
    });
    expect(doubtful).toBe(bans_doubtful + tariffs_doubtful);
    expect(doubtful).toBeGreaterThan(20);
  },
);

describe('a load as of a day', () => {
  const STATES_THEN: [asOf: string, id: string, state: DisputeState][] = [
    ['2023-10-21', 'au-cn-wine', 'active'],
    ['2023-10-22', 'au-cn-wine', 'easing'],
    ['2024-03-28', 'au-cn-wine', 'easing'],
    ['2024-10-24', 'jp-cn-seafood', 'easing'],
    ['2025-11-18', 'jp-cn-seafood', 'easing'],
    ['2025-11-19', 'jp-cn-seafood', 'active'],
  ];
  it.each(STATES_THEN)('%s: %s is %s', async (asOf, id, state) => {
    const then = await testTracker();
    await loadDataset(then.tracker, asOf, bundledOf([`${id}.yaml`]));
    const row = (await disputes(asOf, then)).get(id);
    expect(row?.state).toBe(state);
    // What had been announced by that day gave the same state that it gives today.
    expect((await disputes(asOf)).get(id)?.state).toBe(state);
    await then.close();
  });

  it('knows no dispute that began later', async () => {
    const asOf = '2024-10-24';
    const then = THOROUGH ? await bundledTracker(asOf) : await testTracker();
    const few = ['us-ca.yaml', 'us-world-tariffs.yaml', 'au-cn-wine.yaml', 'jp-cn-seafood.yaml', 'us-cn-301.yaml'];
    if (!THOROUGH) await loadDataset(then.tracker, asOf, bundledOf(few));
    const known = [...(await disputes(asOf, then)).keys()];
    expect(known).toContain('us-cn-301');
    expect(known).not.toContain('us-ca');
    expect(known).not.toContain('us-world-tariffs');
    // Those that are there are those of which something had been announced, be it before any measure.
    const { data } = await listDisputes(t.tracker, { announced_by: asOf }, { limit: 5000 });
    const announced = data.map(({ id }) => id).filter((id) => THOROUGH || few.includes(`${id}.yaml`));
    expect(known.sort()).toEqual(announced.sort());
    await then.close();
  });
});
