import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { statementsOfMeasures } from '../../src/db/statements.ts';
import { addDays } from '../../src/domain/dates.ts';
import { isInForceOpen } from '../../src/domain/timeline.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { listMeasures, streamMeasures } from '../../src/lookups/measures.ts';
import { listUpcomingRates, readOverview } from '../../src/lookups/overview.ts';
import { search } from '../../src/lookups/search.ts';
import { countScheduled, listStatusChanges, nearestChanges } from '../../src/lookups/status-changes.ts';
import { definiteClocks, viewAt } from '../../src/lookups/tracker.ts';
import { bundledNames } from '../../src/lookups/words.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { bundledAsOn, bundledOn, bundledTracker, SERVERS_OF_ALL, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';
import { oneIn } from '../support/thorough.ts';

let test: TestTracker;
beforeAll(async () => {
  test = await bundledTracker();
});
afterAll(() => test.close());

const find = (q: string, clocks = {}) => search(test.tracker, { q, ...clocks });

describe('search', () => {
  it('finds a product by a word, with how many measures reach it', async () => {
    const { products } = await find('wine');
    const [wine] = products;
    expect(wine).toMatchObject({ code: '2204', name: bundledNames().products.get('2204') });
    expect(wine?.active).toBe((await listMeasures(test.tracker, { product: '2204' }, { limit: 1, count: true })).count);
  });

  it.each(['8703', 'HS 8703', 'hs 87.03'])('finds a product by its digits, written %s', async (q) => {
    expect((await find(q)).products).toMatchObject([{ code: '8703' }]);
  });

  it('names a code of its own by the longest part that has a name', async () => {
    expect((await find('2204219999')).products).toMatchObject([{ code: '2204219999', name: bundledNames().products.get('220421') }]);
  });

  it('finds an economy by name, alias or code, with what it imposes and what affects it', async () => {
    const [japan] = (await find('japan', { on: '2024-10-24' })).jurisdictions;
    const bans = async (question: object) =>
      (await listMeasures(test.tracker, { on: '2024-10-24', ...question }, { limit: 1, count: true })).count;
    expect(japan).toEqual({
      code: 'JP',
      name: 'Japan',
      imposes: await bans({ imposed_by: 'JP' }),
      affected: await bans({ affected: 'JP' }),
    });
    expect((await find('cn')).jurisdictions[0]).toMatchObject({ code: 'CN', name: 'China' });
  });

  it('takes a word for the beginning of words: EV is no island, UK is no sea', async () => {
    expect((await find('EV')).jurisdictions).toEqual([]);
    expect((await find('uk')).jurisdictions[0]).toMatchObject({ code: 'GB' });
  });

  it.each([
    ['seafood', 'products', ['03', '1604', '1605']],
    ['scallops', 'products', ['030721', '030722', '030729', '160552']],
    ['cognac', 'products', ['220820']],
    ['aluminum', 'products', ['76']],
    ['EV', 'products', ['870380']],
    ['EV tariffs', 'products', ['870380']],
    ['Hokkaido', 'areas', ['JP-01']],
    ['fuku', 'areas', ['JP-07', 'JP-18', 'JP-40']],
    ['中国', 'jurisdictions', ['CN']],
    ['China tariffs', 'jurisdictions', ['CN']],
    ['emirates', 'jurisdictions', ['AE']],
    ['trump tariffs', 'disputes', ['us-world-tariffs', 'us-cn-2025', 'us-ca', 'us-mx']],
    ['Liberation Day', 'disputes', ['us-world-tariffs']],
    ['US-CN-301', 'disputes', ['us-cn-301']],
  ] as const)('"%s" leads to %s %o', async (q, kind, expected) => {
    const found: readonly { code?: string; id?: string }[] = (await find(q))[kind];
    const codes = found.map(({ code, id }) => code ?? id);
    // Disputes come by how well they meet the words, so others may follow.
    if (kind === 'disputes') expect(codes.slice(0, expected.length).sort()).toEqual([...expected].sort());
    else expect(codes).toEqual(expected);
  });

  it('counts what reaches an area', async () => {
    const [hokkaido] = (await find('Hokkaido', { on: '2024-10-24' })).areas;
    const { count } = await listMeasures(test.tracker, { on: '2024-10-24', area: 'JP-01' }, { limit: 1, count: true });
    expect(hokkaido).toEqual({ code: 'JP-01', name: 'Hokkaido', jurisdiction: 'JP', active: count });
  });

  it('does not find by its name a dispute of which nothing was announced', async () => {
    expect((await find('trump tariffs', { announced_by: '2017-01-01' })).disputes).toEqual([]);
  });

  it('finds a measure by its id', async () => {
    expect((await find('CN-AU-wine-ad')).measures.map(({ id }) => id)).toEqual(['cn-au-wine-ad']);
    expect((await find('eu-mfn-cars')).measures[0]?.id, 'a base duty').toBe('eu-mfn-cars');
  });

  it('finds disputes, measures and companies by words of their names', async () => {
    const seafood = await find('seafood');
    expect(seafood.disputes.map(({ id }) => id)).toContain('jp-cn-seafood');
    expect((await find('australian wine')).measures.length).toBeGreaterThan(1);
    expect((await find('byd')).exporters[0]).toMatchObject({ id: 'byd', home: 'CN' });
  });

  it('finds nothing for what is nothing, and refuses no words', async () => {
    const { on: _on, announced_by: _announcedBy, known_at: _knownAt, ledgerHead: _seq, q, words, ...found } = await find(' xyzzy ');
    expect([q, words]).toEqual(['xyzzy', [{ word: 'xyzzy', means: [], spelt_like: [] }]]);
    for (const list of Object.values(found)) expect(list).toEqual([]);
    await expect(find('  ')).rejects.toThrow('say what you are looking for');
  });
});

describe('rates that are to change', () => {
  const upcoming = async (on: string) => (await listUpcomingRates(test.tracker, { on })).data;

  it('are those of tariffs in force on both sides of the day, with what comes in place of what, also where the lowest and the highest stay', async () => {
    const rates = await upcoming('2024-10-01');
    const change = (measure: string, effective_on: string) =>
      rates.find((row) => row.measure === measure && row.effective_on === effective_on);
    expect(change('us-cn-301-ev-2024', '2025-01-01')).toMatchObject({ rate_before: '25%–50%', rate_after: '25%–50%' });
    expect(change('us-cn-ieepa-reciprocal', '2025-04-05'), 'it began with other rates on that day').toBeUndefined();
    const type = ['mfn' as const, 'additional' as const, 'countervailing' as const, 'anti_dumping' as const, 'safeguard' as const];
    const days = new Set(rates.flatMap(({ effective_on }) => [effective_on, addDays(effective_on, -1)]));
    for (const on of oneIn(6, [...days])) {
      const ids = (await listMeasures(test.tracker, { on, type }, { limit: 5000 })).data.map((row) => row.id);
      for (const { measure, effective_on } of rates)
        if (on === effective_on || on === addDays(effective_on, -1)) expect(ids, `${measure} on ${on}`).toContain(measure);
    }
  });

  it('are told no further than is asked: after a day long past nearly all rates change', async () => {
    const all = (await listUpcomingRates(test.tracker, { on: '2010-01-01' }, 10_000)).data;
    expect(all.length).toBeGreaterThan(300);
    for (const most of [1, 10, 300])
      expect((await listUpcomingRates(test.tracker, { on: '2010-01-01' }, most)).data).toEqual(all.slice(0, most));
    expect(await readOverview(test.tracker, await definiteClocks(test.tracker, { on: '2010-01-01' }))).toMatchObject({ scheduled: 500 });
  });

  it('cite what brings them, whichever was recorded first', async () => {
    await newMeasure(test.tracker, 'rates-in-any-order', { kind: 'tariff', type: 'additional' });
    await recordStatusChanges(test.tracker, me, 'rates-in-any-order', [change('in_force', '2020-01-01')]);
    const table = (effective_on: string, expression: string, source: string) =>
      recordRateTable(
        test.tracker,
        me,
        'rates-in-any-order',
        RateTableBody.parse({ effective_on, rates: [{ expression }], sources: [source] }),
      );
    await table('2028-01-01', '30%', 'agw-china');
    await table('2020-01-01', '20%', 'seed');
    expect((await upcoming('2027-01-01')).find((row) => row.measure === 'rates-in-any-order')).toMatchObject({
      rate_before: '20%',
      rate_after: '30%',
      sources: ['agw-china'],
    });
  });
});

describe('the changes nearest to a day', () => {
  it.each(['2021-01-01', '2024-03-28', '2026-11-24', '2010-01-01', '2030-01-01'])('of %s are those that the whole list has', async (on) => {
    const list = async (question: object) => (await listStatusChanges(test.tracker, { on, ...question }, { limit: 5000 })).data;
    const [by, after] = [await list({ to: on }), await list({ from: addDays(on, 1) })];
    expect(await nearestChanges(test.tracker, { on }, 'by', 10)).toEqual(by.slice(0, 10));
    const what = ['status' as const, 'rates' as const];
    expect(await nearestChanges(test.tracker, { on, what }, 'by', 10)).toEqual((await list({ to: on, what })).slice(0, 10));
    expect(await nearestChanges(test.tracker, { on }, 'after', 10)).toEqual(after.toReversed().slice(0, 10));
    expect(await countScheduled(test.tracker, { on }, 10_000)).toBe(after.length);
    for (const most of [1, 7, 500]) expect(await countScheduled(test.tracker, { on }, most)).toBe(Math.min(most, after.length));
  });

  it('count a change that takes effect on that very day, or in the month that begins on it, as one that has come', async () => {
    // One that an until_on brings, one that was recorded, one of which the month alone is known.
    await newMeasure(test.tracker, 'test-on-the-day');
    await recordStatusChanges(test.tracker, me, 'test-on-the-day', [
      change('threatened', '1910-03-05'),
      change('in_force', '1910-04-01', { until_on: '1910-05-01' }),
    ]);
    await newMeasure(test.tracker, 'test-in-the-month');
    await recordStatusChanges(test.tracker, me, 'test-in-the-month', [change('threatened', '1910-06')]);
    const near = async (side: 'by' | 'after', on: string) => {
      const data = await nearestChanges(test.tracker, { on }, side, 100);
      const total = side === 'by' ? data.length : await countScheduled(test.tracker, { on }, 10_000);
      // They are the earliest of all: those after them are of no concern here.
      return { last: side === 'by' ? data[0]?.status : data[0]?.effective_on, total };
    };
    const all = (await near('after', '1910-03-04')).total;
    expect(await near('by', '1910-03-04')).toEqual({ last: undefined, total: 0 });
    expect(await near('by', '1910-03-05')).toEqual({ last: 'threatened', total: 1 });
    expect(await near('after', '1910-03-05')).toEqual({ last: '1910-04-01', total: all - 1 });
    expect(await near('by', '1910-04-30')).toEqual({ last: 'in_force', total: 2 });
    expect(await near('after', '1910-04-30')).toEqual({ last: '1910-05-01', total: all - 2 });
    expect(await near('by', '1910-05-01')).toEqual({ last: 'expired', total: 3 });
    expect(await near('after', '1910-05-31')).toEqual({ last: '1910-06', total: all - 3 });
    expect(await near('by', '1910-06-01')).toEqual({ last: 'threatened', total: 4 });
  });

  it('leave out what was corrected, from when that was known', async () => {
    const clocks = { on: '2026-11-24' };
    const [latest] = await nearestChanges(test.tracker, clocks, 'by', 1);
    const { known_at } = await listStatusChanges(test.tracker, clocks, { limit: 1 });
    test.clock.now = '2026-12-01T00:00:00.000Z';
    await correctEntry(test.tracker, { actor: 'test' }, latest?.seq ?? 0, { reason: 'It did not happen.' });
    expect(await nearestChanges(test.tracker, clocks, 'by', 1)).not.toEqual([latest]);
    expect(await nearestChanges(test.tracker, { ...clocks, known_at }, 'by', 1)).toEqual([latest]);
  });
});

it.each(['2018-07-01', '2024-10-24', '2026-11-24'])(
  'says of how many measures in force on %s that is open, as their own pages do',
  async (on) => {
    const clocks = await definiteClocks(test.tracker, { on });
    const overview = await readOverview(test.tracker, clocks);
    for (const kind of ['ban', 'tariff'] as const) {
      const listed: string[] = [];
      for await (const rows of (await streamMeasures(test.tracker, { on, kind })).batches) listed.push(...rows.map(({ id }) => id));
      const statements = await test.tracker.store.read(async (connection) =>
        statementsOfMeasures(connection, listed, await viewAt(test.tracker, connection, clocks)),
      );
      const open = listed.filter((id) => isInForceOpen(statements.get(id)?.statuses ?? [], on));
      expect(overview[`${kind}s_doubtful`], kind).toBe(open.length);
      expect(open.length).toBeLessThan(listed.length);
    }
    expect(overview.bans_doubtful + overview.tariffs_doubtful).toBeGreaterThan(0);
  },
);

it('leaves out who restricts whom where more is in force than can be drawn', async () => {
  const test = await bundledTracker();
  const clocks = await definiteClocks(test.tracker, { on: '2024-10-24' });
  const whole = await readOverview(test.tracker, clocks);
  const inForce = whole.bans + whole.tariffs;
  expect((await readOverview(test.tracker, clocks, inForce)).restrictions).toEqual(whole.restrictions);
  expect(await readOverview(test.tracker, clocks, inForce - 1)).toEqual({ ...whole, restrictions: null });
  await test.close();
});

describe.each(SERVERS_OF_ALL)('as on SQLite, on %s', (...engine) => {
  it('the same is seen at a glance, found and counted', async () => {
    const [one, other] = [await bundledAsOn(engine[0]), await bundledOn(engine)];
    try {
      const seen = async ({ tracker }: TestTracker) => {
        const clocks = await definiteClocks(tracker, { on: '2024-10-24' });
        return {
          overview: await readOverview(tracker, clocks),
          found: await search(tracker, { q: 'wine', ...clocks }),
          counted: await countMeasureFacets(tracker, { ...clocks, kind: 'ban', status: 'active' }),
        };
      };
      const here = await seen(one);
      expect(here.overview.restrictions?.length).toBeGreaterThan(10);
      expect(await seen(other)).toEqual(here);
    } finally {
      await one.close();
      await other.close();
    }
  });
});
