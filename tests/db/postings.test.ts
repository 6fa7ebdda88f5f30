import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { editMeasure } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { keysOf, lookupOf, type MeasureCandidate, measureCandidates } from '../../src/db/candidates.ts';
import { openStore } from '../../src/db/open.ts';
import { type PostedPlace, postingProblems, proposals, rebuildPostings } from '../../src/db/postings.ts';
import type { Connection } from '../../src/db/store.ts';
import { addDays } from '../../src/domain/dates.ts';
import { STATUSES } from '../../src/domain/vocabulary.ts';
import { type MeasureQuestion, prepare } from '../../src/lookups/match.ts';
import { viewAt } from '../../src/lookups/tracker.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { CODES, fill, syntheticMeasures } from '../bench/synthetic.ts';
import { ENGINES, putRows, type TestTracker, testTracker } from '../support/database.ts';

const COUNT = 70;
const COVERED = syntheticMeasures(COUNT).flatMap(({ coverage }) =>
  [coverage ?? []].flat().flatMap(({ scopes }) => scopes.flatMap(({ goods }) => goods.flatMap(({ codes }) => codes))),
);
const clocks = { actor: 'tests' };

const days = fc.integer({ min: 0, max: 6480 }).map((count) => addDays('2008-06-01', count));
const FILTERS = {
  kind: fc.constantFrom('ban', 'tariff'),
  imposed_by: fc.constantFrom(...CODES.slice(0, 8), 'DE'),
  affected: fc.constantFrom(...CODES.slice(0, 8), 'DE'),
  product: fc.oneof(
    fc.nat({ max: 96 }).map((chapter) => String(chapter + 1).padStart(2, '0')),
    // What some measure covers, and what holds it, or lies below it.
    fc.tuple(fc.constantFrom(...COVERED), fc.constantFrom(2, 4, 6, 8, 10)).map(([code, digits]) => code.padEnd(10, '12').slice(0, digits)),
  ),
  type: fc.subarray(['additional', 'import_ban'], { minLength: 1 }),
  status: fc.oneof(fc.constantFrom('active', 'all'), fc.subarray([...STATUSES], { minLength: 3 })),
  dispute: fc.constantFrom('one', 'other'),
  announced_by: days,
  known_at: fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01'),
};
/** A question with one to three of its filters given, of values that some measures have. */
const questions: fc.Arbitrary<MeasureQuestion> = fc
  .tuple(fc.record(FILTERS), days, fc.subarray(Object.keys(FILTERS) as (keyof typeof FILTERS)[], { minLength: 1, maxLength: 3 }))
  .map(([all, on, given]) => ({ on, ...Object.fromEntries(given.map((name) => [name, all[name]])) }) as MeasureQuestion);

const places = (rows: readonly (MeasureCandidate | PostedPlace)[]): string[] => rows.map(({ begins_on, id }) => `${begins_on} ${id}`);

describe.each(ENGINES)('what postings propose, on %s', (_engine, open) => {
  let t: TestTracker;
  const ids = syntheticMeasures(COUNT).map(({ id }) => id);

  beforeAll(async () => {
    t = await open();
    t.clock.now = '2026-01-01T00:00:00.000Z';
    await putRows(t, {
      jurisdictions: [
        ...CODES.map((code) => ({ code, name: code, kind: code === 'EU' ? 'union' : 'state' })),
        { code: 'DE', name: 'DE', kind: 'state' },
      ],
      union_members: [{ union_code: 'EU', member_code: 'DE', joined_on: '1958-01-01', left_on: '9999-12-31', note: null }],
      disputes: ['one', 'other'].map((id) => ({ id, title: id, summary: null, tier: 'core' })),
    });
    const measures = syntheticMeasures(COUNT);
    await fill(t.tracker, measures.slice(0, COUNT / 2));
    t.clock.now = '2026-02-01T00:00:00.000Z';
    await fill(t.tracker, measures.slice(COUNT / 2));
    // What measures are and what was said of them changes: they are found under what is true at the time of the question.
    const coverageOf = (id: string): string => JSON.stringify(measures.find((one) => one.id === id)?.coverage);
    // Nobody imposes what affects it.
    const imposerOf = (id: string, index: number): string =>
      [...CODES.slice(index % 8), ...CODES].find((code) => !coverageOf(id).includes(`"${code}"`)) as string;
    for (const [index, id] of ids.slice(0, 20).entries())
      await editMeasure(t.tracker, clocks, id, {
        dispute: index % 2 === 0 ? 'one' : 'other',
        imposed_by: imposerOf(id, index),
      } as never);
    t.clock.now = '2026-03-01T00:00:00.000Z';
    // What comes after is learned later, so the status before it is known with two ends, one after the other.
    for (const id of ids.slice(0, 30))
      await recordStatusChanges(t.tracker, clocks, id, [
        StatusChangeBody.parse({ status: 'in_force', effective_on: '2027-01-01', unsourced: true }),
      ]).catch(() => undefined);
    for (const id of ids.slice(0, 30))
      await recordStatusChanges(t.tracker, clocks, id, [
        StatusChangeBody.parse({ status: 'lifted', effective_on: '2028-01-01', unsourced: true }),
      ]).catch(() => undefined);
    const entries = await t.execute("select seq from ledger where kind = 'status_change' order by seq limit 9");
    for (const { seq } of entries.slice(0, 3))
      await correctEntry(t.tracker, clocks, Number(seq), CorrectionBody.parse({ reason: 'it was not so' })).catch(() => undefined);
  });
  afterAll(() => t.close());

  const asked = <T>(
    question: MeasureQuestion,
    work: (connection: Connection, filter: Awaited<ReturnType<typeof prepare>>['filter']) => Promise<T>,
  ) =>
    t.tracker.store.read(async (connection) =>
      work(connection, (await prepare(connection, question, await viewAt(t.tracker, connection, question))).filter),
    );

  it('is all that a question finds, in the order of lists, whatever the steps', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(questions, fc.integer({ min: 1, max: 9 }), async (question, step) => {
        await asked(question, async (connection, filter) => {
          const all = await measureCandidates(connection, { ...filter, ids, limit: COUNT });
          found += all.length;
          const paged: MeasureCandidate[] = [];
          for (;;) {
            const last = paged.at(-1);
            const page = await measureCandidates(connection, { ...filter, ...(last && { after: last }), limit: step });
            paged.push(...page);
            if (page.length < step) break;
          }
          expect(paged).toEqual(all);
          const groups = keysOf(filter);
          if (groups.length === 0) return;
          const proposed: PostedPlace[] = [];
          for (;;) {
            const next = await proposals(connection, { ...lookupOf(filter), groups, after: proposed.at(-1) }, step);
            proposed.push(...next);
            if (next.length < step) break;
          }
          expect(places(proposed)).toEqual([...new Set(places(proposed))].sort().reverse());
          expect(places(all).filter((place) => !places(proposed).includes(place))).toEqual([]);
        });
      }),
      { numRuns: 80 },
    );
    // Most questions would find nothing if the values were of no measure.
    expect(found).toBeGreaterThan(30);
  });

  it('is of the kind that is asked for alone, so that a page of bans needs no second look', async () => {
    await asked({ affected: 'US', kind: 'ban', status: 'all', on: '2026-03-01' }, async (connection, filter) => {
      const proposed = await proposals(connection, { ...lookupOf(filter), groups: keysOf(filter) }, COUNT);
      const found = await measureCandidates(connection, { ...filter, limit: COUNT });
      expect(found.length).toBeGreaterThan(2);
      expect(found.map(({ kind }) => kind)).toEqual(found.map(() => 'ban'));
      const kinds = await t.execute("select id, kind from measures where kind = 'ban'");
      expect(proposed.filter(({ id }) => !kinds.some((row) => row.id === id))).toEqual([]);
    });
  });

  it('grows by the places that a change brings, not by those that it ends', async () => {
    const id = 'synthetic-0000003';
    const kept = () => t.execute(`select key, begins_on, known_from from postings where measure_id = '${id}'`);
    const before = await kept();
    const [{ seq }] = (await t.execute('select max(seq) as seq from ledger')) as [{ seq: number }];
    const body = StatusChangeBody.parse({ status: 'threatened', effective_on: '2041-05-06', unsourced: true });
    await recordStatusChanges(t.tracker, clocks, id, [body]);
    const added = (await kept()).filter(({ known_from }) => Number(known_from) > seq);
    const keys = new Set(before.map(({ key }) => key).filter((key) => !String(key).startsWith('status ')));
    expect(new Set(added.map(({ key }) => key))).toEqual(new Set([...keys, 'status threatened']));
    expect(new Set(added.map(({ begins_on }) => begins_on))).toEqual(new Set(['2041-05-06']));
    const proposed = await t.tracker.store.read((connection) => postingProblems(connection, 5000));
    expect(proposed).toEqual({ strange: [], missing: [] });
  });

  it('is kept as it would be made anew, and verify sees a row that is lost or strange', async () => {
    const problems = () => t.tracker.store.read((connection) => postingProblems(connection, 5000));
    expect(await problems()).toEqual({ strange: [], missing: [] });
    await t.execute("delete from postings where key = 'status lifted'");
    await t.execute("update postings set key = 'imposer XX' where key = 'imposer CN'");
    const { strange, missing } = await problems();
    expect(strange.every(({ key }) => key === 'imposer XX')).toBe(true);
    expect(new Set(missing.map(({ key }) => key))).toEqual(new Set(['imposer CN', 'status lifted']));
    expect(strange.length).toBeGreaterThan(0);
    await t.tracker.store.write({ now: t.clock.now }, async (connection, change) => {
      change.leaveState();
      await rebuildPostings(connection);
    });
    expect(await problems()).toEqual({ strange: [], missing: [] });
  });
});

it('are made when a database of a release that kept none is opened', async () => {
  const t = await testTracker();
  await putRows(t, { jurisdictions: CODES.map((code) => ({ code, name: code, kind: 'state' })) });
  await fill(t.tracker, syntheticMeasures(5));
  const postings = await t.execute('select * from postings');
  expect(postings.length).toBeGreaterThan(10);
  await t.execute('delete from postings');
  const [state] = await t.execute('select * from change_seq');
  const store = await openStore(`file:${t.file}`);
  await store.close();
  expect(await t.execute('select * from postings')).toEqual(postings);
  expect(await t.execute('select * from change_seq')).toEqual([state]);
  await t.close();
});
