import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDispute, addExporter, addMeasure, editSource } from '../../src/changes/register.ts';
import { implementResolution, recordResolution } from '../../src/changes/resolutions.ts';
import { recordCoverage, recordLink, recordMilestone, recordQuota, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import type { Day } from '../../src/domain/dates.ts';
import { listDisputes, showDispute } from '../../src/lookups/disputes.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { listResolutions } from '../../src/lookups/resolutions.ts';
import { listStatusChanges, nearestChanges } from '../../src/lookups/status-changes.ts';
import { createApp } from '../../src/server/app.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DisputeBody } from '../../src/things/dispute.ts';
import { LinkBody } from '../../src/things/link.ts';
import { MeasureBody } from '../../src/things/measure.ts';
import { MilestoneBody } from '../../src/things/milestone.ts';
import { QuotaBody } from '../../src/things/quota.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ImplementResolutionBody, ResolutionBody } from '../../src/things/resolution.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { ENGINES, putRows, SMALL_REGISTER, sharedTracker, type TestTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';
import { casesOf } from '../support/thorough.ts';

const me = { actor: 'tester' };
const unsourced = true as const;

describe('what had been announced of the bundled disputes', () => {
  let t: TestTracker;
  let ask: (address: string) => Promise<Response>;
  beforeAll(async () => {
    t = await sharedTracker();
    const app = createApp(t.tracker);
    ask = async (address) => app.request(address, { headers: address.includes('.') ? {} : { accept: 'text/html' } });
  });
  afterAll(() => t.close());
  const rows = async (address: string) => ((await (await ask(address)).json()) as { data: Record<string, unknown>[] }).data;

  it('tells the provisional rates of electric cars until the day before the definitive ones were published', async () => {
    const asked = '/tariffs.json?imposed_by=EU&affected=CN&product=870380&on=2024-11-01&announced_by=';
    expect(await rows(`${asked}2024-10-28`)).toMatchObject([{ status: 'provisional', rate_summary: '17.4%–37.6%' }]);
    expect(await rows(`${asked}2024-10-29`)).toMatchObject([{ status: 'in_force', rate_summary: '7.8%–35.3%' }]);
    const duty = async (by: string) =>
      (await (await ask(`/duty.json?importer=EU&origin=CN&product=870380&exporter=BYD&on=2024-11-01&announced_by=${by}`)).json()) as {
        lines: { rate: string; collected: string }[];
      };
    expect((await duty('2024-10-28')).lines).toMatchObject([{ rate: '17.4%', collected: 'guarantee' }]);
    expect((await duty('2024-10-29')).lines).toMatchObject([{ rate: '17.0%', collected: 'full' }]);
  });

  it('knows of the agreement on Japanese seafood from the day on which it was announced', async () => {
    const asked = '/bans.json?imposed_by=CN&affected=JP&on=2024-10-24&announced_by=';
    const agreed = async (by: string) => (await rows(`${asked}${by}`)).map((row) => row.lifting_agreed_on);
    expect(await agreed('2024-09-19')).not.toContain('2024-09-20');
    expect(await agreed('2024-09-20')).toContain('2024-09-20');
    expect(await rows('/resolutions.json?dispute=jp-cn-seafood&announced_by=2024-09-19')).toEqual([]);
  });

  it('says nothing of a later day in words, pictures and tables of a dispute', async () => {
    const months = 'January February March April May June July August September October November December'.split(' ');
    const later = (text: string): string[] => {
      const days = [...text.matchAll(/\b(\d{4})-(\d\d)(?!\d)(?:-(\d\d))?/g)].map(([found]) => found);
      const words = [...text.matchAll(/\b(?:(\d\d?) )?([A-Z][a-z]+) (20\d\d)\b/g)].flatMap(([, day, month, year]) =>
        months.includes(month as string)
          ? [`${year}-${String(months.indexOf(month as string) + 1).padStart(2, '0')}${day ? `-${day.padStart(2, '0')}` : ''}`]
          : [],
      );
      // The act of July told how long the deposits are taken: to 4 November.
      const told = ['2024-11-04', '2024-11-05'];
      return [...days, ...words].filter((day) => day > '2024-10-04' && !told.includes(day) && !day.startsWith('2026-11-2'));
    };
    for (const address of ['/disputes/eu-cn-ev', '/measures/eu-cn-bev-cvd', '/disputes/eu-cn-ev.csv', '/disputes/eu-cn-ev.json']) {
      const answer = await ask(`${address}?announced_by=2024-10-04`);
      expect(answer.status, address).toBe(200);
      // What this database learned when is another clock.
      const text = (await answer.text()).replaceAll(/"title":"[^"]*"|title="[^"]*"/g, '');
      expect(later(text), address).toEqual([]);
      expect(text, address).not.toMatch(/definitive rates of|undertaking(?!s-2024-09)|investment pause/i);
    }
    const page = await (await ask('/disputes/eu-cn-ev?announced_by=2024-10-04')).text();
    expect(page).not.toContain('cn-eu-auto-investment-pause');
    // The summary tells of October 2024 and of 2026.
    expect(page).not.toContain('split vote');
    expect(await (await ask('/disputes/eu-cn-ev')).text()).toContain('split vote');
    expect(await (await ask('/disputes/eu-cn-ev?on=2024-10-04')).text()).not.toContain('split vote');
  });

  it('without a day of its own is about the day of the announcement', async () => {
    const body = (await (await ask('/tariffs.json?announced_by=2024-10-28')).json()) as Record<string, unknown>;
    expect(body).toMatchObject({ on: '2024-10-28', announced_by: '2024-10-28' });
    const csv = await ask('/tariffs.csv?announced_by=2024-10-28');
    expect([csv.headers.get('x-on'), csv.headers.get('x-announced-by')]).toEqual(['2024-10-28', '2024-10-28']);
    expect((await ask('/tariffs.json?announced_by=2024-02-30')).status).toBe(400);
    expect((await (await ask('/tariffs.json')).json()) as object).toMatchObject({ announced_by: null });
  });

  it('answers of what was not announced yet that nothing was, and leaves it out of lists', async () => {
    expect((await ask('/measures/eu-cn-bev-cvd.json?announced_by=2023-09-12')).status).toBe(404);
    expect((await ask('/disputes/eu-cn-ev.json?announced_by=2023-09-12')).status).toBe(404);
    expect((await rows('/disputes.json?announced_by=2023-09-12&limit=100')).map((row) => row.id)).not.toContain('eu-cn-ev');
    expect((await rows('/disputes.json?announced_by=2023-09-13&limit=100')).map((row) => row.id)).toContain('eu-cn-ev');
  });

  it('gives the pages of one list as the whole of it', async () => {
    const address = '/measures.json?status=all&announced_by=2024-10-04&on=2025-01-01';
    const whole = (await (await ask(address.replace('.json', '.csv'))).text()).trimEnd().split('\r\n').length - 1;
    let next: string | null = `${address}&limit=7`;
    let found = 0;
    while (next !== null) {
      const body = (await (await ask(next)).json()) as { data: unknown[]; next: string | null };
      found += body.data.length;
      next = body.next;
    }
    expect(found).toBe(whole);
    expect(found).toBeGreaterThan(20);
  });
});

describe.each(ENGINES)('what had been announced, on %s', (_engine, open) => {
  let t: TestTracker;
  let run = 0;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await putRows(t, { areas: [{ code: 'JP-01', jurisdiction_code: 'JP', name: 'Hokkaido' }] });
  });
  afterAll(() => t.close());
  const measure = (id: string, more: object = {}) =>
    addMeasure(
      t.tracker,
      me,
      MeasureBody.parse({ id, kind: 'tariff', type: 'additional', title: id, imposed_by: 'CN', dispute: 'au-cn-wine', ...more }),
    );
  const row = async (id: string, on: Day, announced_by?: Day) =>
    (await listMeasures(t.tracker, { on, announced_by, status: 'all', q: id }, { limit: 10 })).data.find((one) => one.id === id);

  it('counts an entry from its announcement, else from its earliest source, else from its first day', async () => {
    await measure('order');
    await recordStatusChanges(t.tracker, me, 'order', [
      StatusChangeBody.parse({ status: 'threatened', effective_on: '2020-01', unsourced }),
      // mofcom published on 2021-03-26.
      StatusChangeBody.parse({ status: 'announced', effective_on: '2021-03-20', sources: ['news', 'mofcom'] }),
      StatusChangeBody.parse({ status: 'in_force', effective_on: '2021-06-01', announced_on: '2021-05', sources: ['mofcom'] }),
    ]);
    const shown = async (by: Day) => (await row('order', '2022-01-01', by))?.status;
    expect(await shown('2020-01-30')).toBeUndefined();
    expect(await shown('2020-01-31')).toBe('threatened');
    expect(await shown('2021-03-25')).toBe('threatened');
    expect(await shown('2021-03-26')).toBe('announced');
    expect(await shown('2021-05-30')).toBe('announced');
    expect(await shown('2021-05-31')).toBe('in_force');
    const changed = async (announced_by: Day) =>
      (await listStatusChanges(t.tracker, { measure: 'order', announced_by }, { limit: 10 })).data.map(({ status }) => status);
    // Its source is of a later day: it does not count as having none.
    expect(await changed('2021-03-25')).toEqual(['threatened']);
    expect(await changed('2021-03-26')).toEqual(['announced', 'threatened']);
    const { known_at } = await listMeasures(t.tracker, {}, { limit: 1 });
    await editSource(t.tracker, me, 'mofcom', { published_on: '2021-04-30' });
    expect(await shown('2021-03-26')).toBe('threatened');
    expect(await shown('2021-04-30')).toBe('announced');
    const then = await listMeasures(
      t.tracker,
      { on: '2022-01-01', announced_by: '2021-03-26', known_at, status: 'all', q: 'order' },
      { limit: 1 },
    );
    expect(then.data[0]?.status).toBe('announced');
  });

  it('lets a measure whose coverage was not announced yet be met perhaps, and shows no source of a later day', async () => {
    await measure('uncovered');
    await recordStatusChanges(t.tracker, me, 'uncovered', [
      StatusChangeBody.parse({
        status: 'announced',
        effective_on: '2021-01-01',
        announced_on: '2021-01-01',
        note: 'lifted two years later',
        sources: [
          'news',
          'mofcom',
          { id: 'gazette-2021', publisher: 'Gazette', title: 'Notice', kind: 'official', published_on: '2021-01-01' },
        ],
      }),
    ]);
    await recordCoverage(
      t.tracker,
      me,
      'uncovered',
      CoverageBody.parse({
        effective_on: '2021-01-01',
        announced_on: '2021-02-01',
        scopes: [{ goods: ['2204'], partners: ['AU'] }],
        unsourced,
      }),
    );
    const ask = async (product: string, announced_by: Day) =>
      (await listMeasures(t.tracker, { on: '2021-01-10', announced_by, status: 'all', product, affected: 'AU' }, { limit: 50 })).data.find(
        ({ id }) => id === 'uncovered',
      );
    // Of "news" nobody knows when it was published.
    expect(await ask('220421', '2021-01-31')).toMatchObject({ match: 'unclear', sources: ['gazette-2021'] });
    const { data } = await listMeasures(t.tracker, { on: '2021-01-10', announced_by: '2021-01-31', status: 'all' }, { limit: 50 });
    expect(data.find(({ id }) => id === 'uncovered')).toMatchObject({ match: 'unclear' });
    // A note that was written later may tell what came of it.
    const noteAt = async (announced_by: Day) =>
      (await showMeasure(t.tracker, 'uncovered', { announced_by })).ledger.find(({ kind }) => kind === 'status_change')?.note;
    expect(await noteAt('2021-01-31')).toBeNull();
    expect(await noteAt('2026-11-24')).toBe('lifted two years later');
    // So may a doubt that names a later day; that there is one counts all the same.
    await recordStatusChanges(t.tracker, me, 'uncovered', [
      StatusChangeBody.parse({
        ...{ status: 'in_force', effective_on: '2021-01-05', announced_on: '2021-01-05', unsourced },
        doubt: 'in March 2023 the ministry said that it never was',
      }),
    ]);
    const doubtAt = async (announced_by: Day) =>
      (await showMeasure(t.tracker, 'uncovered', { announced_by })).ledger.find((one) => 'status' in one && one.status === 'in_force')
        ?.doubt;
    expect(await doubtAt('2021-01-31')).toBe('what was told later speaks against it');
    expect(await doubtAt('2023-03-01')).toBe('in March 2023 the ministry said that it never was');
    await refused(
      listMeasures(t.tracker, { announced_by: '2026-11-26' }, { limit: 1 }),
      'invalid',
      '"2026-11-26" is yet to come (today is 2026-11-24)',
      {
        at: 'announced_by',
      },
    );
    expect(await ask('87', '2021-01-31')).toMatchObject({ match: 'unclear' });
    expect(await ask('220421', '2021-02-01')).toMatchObject({ match: 'full' });
    expect(await ask('87', '2021-02-01')).toBeUndefined();
  });

  it('lets it be met perhaps on a day for which nobody said what it covers, and counts it so', async () => {
    await measure('early-threat');
    const scopes = [{ goods: ['2204'], partners: ['AU'] }];
    await recordStatusChanges(t.tracker, me, 'early-threat', [
      StatusChangeBody.parse({ status: 'threatened', effective_on: '2019-01-01', unsourced }),
    ]);
    const asked = { on: '2019-06-01', status: ['threatened' as const], q: 'early-threat', product: '87', affected: 'JP' };
    const found = async (more: object = {}) => {
      const { data, count } = await listMeasures(t.tracker, { ...asked, ...more }, { limit: 50, count: true });
      expect(count).toBe(data.length);
      return data.map(({ id, match }) => [id, match]);
    };
    // Of nothing that is covered at all it is said, and of no day before what is.
    const unclear = [['early-threat', 'unclear']];
    expect(await found()).toEqual(unclear);
    await recordCoverage(t.tracker, me, 'early-threat', CoverageBody.parse({ effective_on: '2020-01-01', scopes, unsourced }));
    expect(await found()).toEqual(unclear);
    expect(await found({ match: ['full', 'part'] })).toEqual([]);
    expect(await found({ on: '2020-06-01' })).toEqual([]);
    expect(await found({ on: '2020-06-01', product: '220421', affected: 'AU' })).toEqual([['early-threat', 'full']]);
    // Nothing is asked that what it covers would decide.
    expect(await found({ product: undefined, affected: undefined })).toEqual([['early-threat', 'full']]);
    const told = { ...asked, announced_by: '2019-06-01', product: undefined, affected: undefined };
    expect(await found(told)).toEqual(unclear);
    expect(await found({ ...told, match: ['full'] })).toEqual([]);
    for (const question of [asked, told, { ...asked, match: ['full' as const] }]) {
      const { counts } = await countMeasureFacets(t.tracker, question);
      for (const affected of ['AU', 'JP'])
        expect(counts.affected?.get(affected) ?? 0, affected).toBe((await found({ ...question, affected })).length);
    }
    const changes = await listStatusChanges(t.tracker, { product: '87', from: '2019-01-01', to: '2019-01-01' }, { limit: 5 });
    // What it covers first is what its threat was about.
    expect(changes.data).toEqual([]);
  });

  it('tells of links, quotas and milestones from when they can be told, and of instruments with what they did', async () => {
    await measure('early', { legal_instruments: [{ identifier: 'Order 9' }, { identifier: 'Order 3 of 2030, which ends it' }] });
    await measure('late');
    const began = (id: string, day: Day, more: object = {}) =>
      recordStatusChanges(t.tracker, me, id, [
        StatusChangeBody.parse({ status: 'announced', effective_on: day, announced_on: day, unsourced, ...more }),
      ]);
    await began('early', '2021-01-01', { instruments: [{ identifier: 'Notice 1' }] });
    await recordStatusChanges(t.tracker, me, 'early', [
      StatusChangeBody.parse({ status: 'in_force', effective_on: '2021-03-01', announced_on: '2021-02-20', unsourced }),
    ]);
    await began('late', '2021-06-01');
    await recordLink(t.tracker, me, 'late', LinkBody.parse({ type: 'follows', to: 'early', unsourced }));
    await recordQuota(t.tracker, me, 'early', QuotaBody.parse({ period: 'each year', unit: 't', unsourced }));
    await recordMilestone(
      t.tracker,
      me,
      'early',
      MilestoneBody.parse({ type: 'vote', happened_on: '2021-04-04', title: 'A vote', unsourced }),
    );
    const seen = async (announced_by: Day) => {
      const { links, quotas, milestones, ledger, legal_instruments } = await showMeasure(t.tracker, 'early', { announced_by });
      const [state] = (await listMeasures(t.tracker, { announced_by, status: 'all', q: 'early' }, { limit: 1 })).data;
      return [links.length, quotas.length, milestones.length, ledger.length, legal_instruments.length, state?.legal_instruments];
    };
    expect(await seen('2021-01-01')).toEqual([0, 1, 0, 2, 0, ['Notice 1']]);
    expect(await seen('2021-02-20')).toEqual([0, 1, 0, 3, 1, ['Order 9', 'Notice 1']]);
    expect(await seen('2021-04-04')).toEqual([0, 1, 1, 4, 1, ['Order 9']]);
    expect(await seen('2021-06-01')).toEqual([1, 1, 1, 5, 1, ['Order 9']]);
    await expect(showMeasure(t.tracker, 'late', { announced_by: '2021-05-31' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows a dispute with the measures announced by then, and no summary that tells of more', async () => {
    await addDispute(
      t.tracker,
      me,
      DisputeBody.parse({ id: 'quarrel', title: 'A quarrel', summary: 'It ended well.', parties: ['CN', 'AU'] }),
    );
    await measure('quarrel-a', { dispute: 'quarrel', summary: 'All of it.' });
    await measure('quarrel-b', { dispute: 'quarrel' });
    const began = (id: string, day: Day) =>
      recordStatusChanges(t.tracker, me, id, [StatusChangeBody.parse({ status: 'in_force', effective_on: day, unsourced })]);
    await began('quarrel-a', '2021-01-01');
    await began('quarrel-b', '2022-01-01');
    const shown = async (clocks: { on?: Day; announced_by?: Day }) => {
      const { measures, summary } = await showDispute(t.tracker, 'quarrel', clocks);
      return [measures, summary];
    };
    expect(await shown({ announced_by: '2021-06-01' })).toEqual([['quarrel-a'], null]);
    expect(await shown({ announced_by: '2022-01-01' })).toEqual([['quarrel-a', 'quarrel-b'], 'It ended well.']);
    expect(await shown({ on: '2021-06-01' })).toEqual([['quarrel-a', 'quarrel-b'], null]);
    expect(await shown({})).toEqual([['quarrel-a', 'quarrel-b'], 'It ended well.']);
    expect((await showMeasure(t.tracker, 'quarrel-a', { announced_by: '2021-01-01' })).summary).toBe('All of it.');
    const listed = await listDisputes(t.tracker, { announced_by: '2020-12-31' }, { limit: 5000 });
    expect(listed.data.map(({ id }) => id)).not.toContain('quarrel');
    expect(
      (await nearestChanges(t.tracker, { on: '2021-06-01', announced_by: '2021-06-01' }, 'after', 50)).map((one) => one.measure),
    ).not.toContain('quarrel-b');
  });

  it('counts a resolution of which nobody knows when it was told once it was carried out, and lets it begin nothing', async () => {
    await addDispute(t.tracker, me, DisputeBody.parse({ id: 'settled', title: 'A quarrel that was settled', parties: ['CN', 'AU'] }));
    await measure('settled-a', { dispute: 'settled' });
    const terms = { method: 'negotiated_settlement', terms: 'It ends.', outcomes: [{ measure: 'settled-a', reaches: 'lifted' }] };
    // Its source has no day either.
    const { recorded } = await recordResolution(t.tracker, me, 'settled', ResolutionBody.parse({ ...terms, sources: ['news'] }));
    const listed = async (announced_by: Day) =>
      (await listDisputes(t.tracker, { announced_by }, { limit: 5000 })).data.some(({ id }) => id === 'settled');
    expect(await listed('2024-01-01')).toBe(false);
    await recordStatusChanges(t.tracker, me, 'settled-a', [
      StatusChangeBody.parse({ status: 'in_force', effective_on: '2021-01-01', unsourced }),
    ]);
    expect(await listed('2020-12-31')).toBe(false);
    expect(await listed('2021-01-01')).toBe(true);
    const told = async (announced_by: Day) =>
      (await listResolutions(t.tracker, { dispute: 'settled', announced_by }, { limit: 9 })).data.length;
    expect(await told('2024-01-01')).toBe(0);
    const carriedOut = { effective_on: '2023-01-01', announced_on: '2023-01-01', unsourced };
    await implementResolution(t.tracker, me, recorded[0]?.seq as number, ImplementResolutionBody.parse(carriedOut));
    expect(await told('2022-12-31')).toBe(0);
    expect(await told('2023-01-01')).toBe(1);
  });

  it('tells no summary that names a later day, by what was known when it was recorded', async () => {
    await measure('named-later', { summary: 'Free since 2 May 2021, and by January 2023 not renewed. It runs to 17 March 2035.' });
    const began = StatusChangeBody.parse({ status: 'in_force', effective_on: '2021-01-01', unsourced });
    await recordStatusChanges(t.tracker, me, 'named-later', [began]);
    const isTold = async (clocks: { on?: Day; announced_by?: Day }) =>
      (await showMeasure(t.tracker, 'named-later', clocks)).summary !== null;
    expect(await isTold({ announced_by: '2021-01-01' })).toBe(false);
    expect(await isTold({ announced_by: '2022-12-31' })).toBe(false);
    expect(await isTold({ on: '2022-12-31' })).toBe(false);
    expect(await isTold({ announced_by: '2023-01-01' })).toBe(true);
    expect(await isTold({})).toBe(true);
  });

  it('is what a pure walk through the entries announced by then gives (property)', async () => {
    await addExporter(t.tracker, me, { id: 'maker', name: 'Maker', aliases: [] });
    const day = fc.constantFrom('2021-01-01', '2021-02-01', '2021-03-01', '2021-04-01', '2021-05-01');
    const rate = fc.record({ from: day, announced: day, pct: fc.integer({ min: 1, max: 99 }) });
    // What is said once is not said again.
    const rates = fc.uniqueArray(rate, { minLength: 1, maxLength: 5, selector: ({ from, pct }) => `${from} ${pct}` });
    await fc.assert(
      fc.asyncProperty(rates, day, fc.array(fc.tuple(day, day), { minLength: 3, maxLength: 6 }), async (tables, start, questions) => {
        const id = `walk-${run++}`;
        await measure(id);
        await recordStatusChanges(t.tracker, me, id, [
          StatusChangeBody.parse({ status: 'in_force', effective_on: '2020-01-01', announced_on: start, unsourced }),
        ]);
        for (const { from, announced, pct } of tables)
          await recordRateTable(
            t.tracker,
            me,
            id,
            RateTableBody.parse({ effective_on: from, announced_on: announced, rates: [{ expression: `${pct}%` }], unsourced }),
          );
        for (const [on, by] of questions) {
          const shown = await row(id, on, by);
          // The last that began by the day, of those announced by then; of one day the last recorded.
          const table = tables
            .filter(({ from, announced }) => from <= on && announced <= by)
            .reduce<(typeof tables)[number] | undefined>(
              (best, one) => (best === undefined || one.from >= best.from ? one : best),
              undefined,
            );
          expect(shown?.status).toBe(start <= by ? 'in_force' : undefined);
          if (shown) expect(shown.rate_summary).toBe(table ? `${table.pct}%` : null);
        }
      }),
      { numRuns: _engine === 'sqlite' ? casesOf(10, 40) : 6 },
    );
  });
});
