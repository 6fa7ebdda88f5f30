import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { SQLiteSelectBase } from 'drizzle-orm/sqlite-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { withoutLaterWords } from '../../src/db/announcements.ts';
import { WHOLE } from '../../src/db/cut.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { Connection } from '../../src/db/store.ts';
import { readCalled } from '../../src/lookups/called.ts';
import { listDisputes, showDispute } from '../../src/lookups/disputes.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { listMeasures, type MeasureQuestion } from '../../src/lookups/measures.ts';
import { listSources } from '../../src/lookups/register.ts';
import { listResolutions } from '../../src/lookups/resolutions.ts';
import { search } from '../../src/lookups/search.ts';
import { changesToldApart } from '../../src/lookups/status-changes.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import { type EntryOf, entriesOf } from '../../src/things/ledger.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { bundledTracker, type TestTracker } from '../support/database.ts';

// Where SQLite begins to read: a page that goes on after a row must not read what came before it.

let t: TestTracker;
let bare: Database.Database;
beforeAll(async () => {
  t = await bundledTracker();
  bare = new Database(t.file, { readonly: true });
});
afterAll(() => {
  bare.close();
  return t.close();
});
afterEach(() => vi.restoreAllMocks());

/** How SQLite goes through the tables of the queries that some work asks. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const prepare = SQLiteSelectBase.prototype.prepare;
  vi.spyOn(SQLiteSelectBase.prototype, 'prepare').mockImplementation(function (this: typeof SQLiteSelectBase.prototype) {
    asked.push(this.toSQL().sql);
    return prepare.call(this);
  });
  await work();
  return asked.flatMap((text) =>
    bare
      .prepare<[], { detail: string }>(`explain query plan ${text.replaceAll('?', 'null')}`)
      .all()
      .map(({ detail }) => detail),
  );
}

it.each<[string, MeasureQuestion]>([
  ['what is in force', {}],
  ['all that has begun', { status: 'all' }],
  ['what was announced by a day', { status: 'all', announced_by: '2025-01-01' }],
])('a page of %s begins where the one before it ended', async (_what, question) => {
  const { next } = await listMeasures(t.tracker, question, { limit: 2 });
  const plans = await plansOf(() => listMeasures(t.tracker, question, { limit: 2, after: next ?? undefined }));
  expect(plans.filter((plan) => /SEARCH status_periods USING INDEX \w+ \(\(begins_on,measure_id\)<\(\?,\?\)\)/.test(plan))).toHaveLength(1);
});

/** How many rows some work reads by the queries of a name. */
async function rowsRead(name: string, work: () => Promise<unknown>): Promise<number> {
  const asked = vi.spyOn(Connection.prototype, 'query');
  await work();
  let read = 0;
  for (const [at, { value }] of asked.mock.results.entries())
    if (asked.mock.calls[at]?.[0].startsWith(name)) read += ((await value) as unknown[]).length;
  asked.mockRestore();
  return read;
}

/** The same database, of which nothing was asked yet. */
const anew = () => createTracker(t.tracker.store, t.tracker.clock);

it('a page of disputes reads the statuses of those that it shows', async () => {
  const pageOf = (limit: number) => () => listDisputes(anew(), {}, { limit });
  const all = await rowsRead('status_periods', pageOf(500));
  expect(all).toBeGreaterThan(1000);
  const few = await rowsRead('status_periods', pageOf(3));
  expect(few).toBeGreaterThan(3);
  expect(few).toBeLessThan(all / 4);
});

it('a page of resolutions reads what came of those that it shows', async () => {
  const read = (filters: object, limit: number) =>
    rowsRead('status_periods', () => listResolutions(t.tracker, { on: '2026-11-24', ...filters }, { limit }));
  const all = await read({}, 500);
  expect(all).toBeGreaterThan(200);
  const few = await read({}, 3);
  expect(few).toBeGreaterThan(3);
  expect(few).toBeLessThan(all / 4);
  const own = await read({ dispute: 'au-cn-wine' }, 500);
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(all / 4);
});

it('a dispute reads its own resolutions', async () => {
  const read = async (id: string) => rowsRead('resolutions_of_dispute', () => showDispute(t.tracker, id, {}));
  expect(await read('jp-cn-seafood')).toBeGreaterThan(0);
  expect(await read('jp-cn-seafood')).toBeLessThan(10);
});

it('a page of sources begins where the one before it ended, and asks for no more than it shows', async () => {
  const after = { begins_on: '1900-01-01', id: 'm' };
  let plans: string[] = [];
  const read = await rowsRead('', async () => {
    plans = await plansOf(() => listSources(t.tracker, {}, { limit: 2, after }));
  });
  expect(plans).toContainEqual(expect.stringMatching(/^SEARCH sources USING INDEX \w+ \(id>\?\)/));
  expect(read).toBeLessThan(20);
});

it.each<[string, MeasureQuestion]>([
  ['words of titles', { q: 'seafood' }],
  ['few of all measures', { formality: 'informal' }],
  ['an agreed lifting', { lifting_agreed: true }],
])('%s are looked for once, and then the statuses of those measures alone', async (_what, question) => {
  const store = await openSqlite(t.file, { access: 'read' });
  const plans = await plansOf(() => listMeasures(createTracker(store), question, { limit: 50, count: true }));
  await store.close();
  const asked = plans.filter((plan) => /^(?:SCAN|SEARCH) status_periods\b/.test(plan));
  // What is said to be over, with a doubt, is asked for beside.
  const walks = asked.filter((plan) => !plan.includes('measure_id=?'));
  expect(walks).toEqual([expect.stringContaining('USING INDEX status_periods_doubtful')]);
  expect(asked.length).toBeGreaterThan(1);
});

it('what forms call sources by is read once', async () => {
  const read = () => rowsRead('source_titles', () => readCalled(t.tracker));
  expect(await read()).toBeGreaterThan(1000);
  expect(await read()).toBe(0);
});

it('what was last looked at is asked of the measures and disputes of a page, whatever the number of checks', async () => {
  // A statement is prepared once for a store, so this one is new.
  const store = await openSqlite(t.file, { access: 'read' });
  const plans = await plansOf(() => listMeasures(createTracker(store), { kind: 'ban' }, { limit: 2 }));
  await store.close();
  for (const subject of ['measure', 'dispute'])
    expect(plans).toContainEqual(expect.stringMatching(`^SEARCH ledger USING COVERING INDEX ledger_by_${subject} `));
});

it('the codes below a product are read once for a question, not once for each measure that it asks', async () => {
  const parents: string[] = [];
  const prepare = SQLiteSelectBase.prototype.prepare;
  const store = await openSqlite(t.file, { access: 'read' });
  vi.spyOn(SQLiteSelectBase.prototype, 'prepare').mockImplementation(function (this: typeof SQLiteSelectBase.prototype) {
    const text = `explain query plan ${this.toSQL().sql.replaceAll('?', 'null')}`;
    const steps = bare.prepare<[], { id: number; parent: number; detail: string }>(text).all();
    for (const { parent, detail } of steps)
      if (/scope_codes.*\(code>\? AND code<\?\)/.test(detail)) parents.push(steps.find(({ id }) => id === parent)?.detail ?? 'the query');
    return prepare.call(this);
  });
  // In doubt is asked of measures one by one, and a count of facets of all that are found under keys.
  await listMeasures(createTracker(store), { product: '220421', kind: 'ban' }, { limit: 2 });
  await countMeasureFacets(createTracker(store), { product: '220421', imposed_by: 'CN' });
  await store.close();
  expect(parents.length).toBeGreaterThan(1);
  expect(parents.filter((parent) => parent.startsWith('CORRELATED'))).toEqual([]);
});

it('facets look at what they count by one statement each, in no order', async () => {
  const count = () => countMeasureFacets(anew(), { affected: 'EU', on: '2025-06-01' });
  expect(await rowsRead('proposals', count)).toBe(0);
  expect(await rowsRead('all:', count)).toBeGreaterThan(100);
});

it('what was read for one question of a day is not read for the next one, until something is recorded', async () => {
  const on = '2025-06-01';
  const tracker = anew();
  const facets = (question: MeasureQuestion) => rowsRead('all:', () => countMeasureFacets(tracker, { on, ...question }));
  expect(await facets({})).toBeGreaterThan(100);
  for (const question of [{ kind: 'ban' }, { imposed_by: 'US' }, { status: 'all', type: ['mfn'] }, { dispute: 'au-cn-wine' }] as const)
    expect(await facets({ ...question })).toBe(0);
  // Whom it affects and which goods it covers is decided anew for others.
  expect(await facets({ affected: 'JP' })).toBeGreaterThan(0);
  expect(await facets({ affected: 'JP', kind: 'tariff' })).toBe(0);
  const disputes = (question: object) => rowsRead('status_periods', () => listDisputes(tracker, { on, ...question }, { limit: 500 }));
  expect(await disputes({})).toBeGreaterThan(100);
  expect(await disputes({ party: 'JP' })).toBe(0);
  const changes = (question: object) => rowsRead('measure_heads', () => changesToldApart(tracker, { on, ...question }, 100_000));
  expect(await changes({})).toBeGreaterThan(100);
  expect(await changes({})).toBe(0);
  const found = (q: string) => rowsRead('read_exporters', () => search(tracker, { q, on }));
  expect(await found('tesla')).toBeGreaterThan(10);
  expect(await found('fish from Fukushima')).toBe(0);
  // In another database, whose ledger goes on.
  const other = await bundledTracker();
  const ended = { status: 'lifted', effective_on: '2025-05-01', unsourced: true } as const;
  const { counts } = await countMeasureFacets(other.tracker, { on, kind: 'ban' });
  const [before, told] = [counts.status?.get('lifted') ?? 0, await changesToldApart(other.tracker, { on }, 100_000)];
  await recordStatusChanges(other.tracker, { actor: 'me' }, 'cn-tw-pineapple', [StatusChangeBody.parse(ended)]);
  expect((await countMeasureFacets(other.tracker, { on, kind: 'ban' })).counts.status?.get('lifted')).toBe(before + 1);
  expect(await changesToldApart(other.tracker, { on }, 100_000)).toHaveLength((told?.length ?? 0) + 1);
  await other.close();
});

it('disputes are sifted by how they are registered before anything else is read of them', async () => {
  const read = (filters: object) => rowsRead('status_periods', () => listDisputes(anew(), filters, { limit: 50 }));
  expect(await read({ q: 'xyzzy' })).toBe(0);
  const few = await read({ q: 'seafood' });
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThan((await read({})) / 4);
  expect(await read({ party: 'NP' })).toBeLessThan((await read({})) / 4);
});

it('what is told without later notes keeps the lists of codes that it has', async () => {
  await t.tracker.store.read(async (connection) => {
    const rows = await connection.db.select({ seq: t.tracker.store.tables.ledger.seq }).from(t.tracker.store.tables.ledger);
    const entries = entriesOf(
      await loadEntries(
        connection,
        rows.map(({ seq }) => seq),
      ),
      'coverage',
    );
    const told = await withoutLaterWords(connection, entries, { ...WHOLE, announcedBy: '2024-01-01' });
    let changed = 0;
    for (const [at, one] of told.entries()) {
      expect(one.note).toBeNull();
      if (entries[at]?.note !== null) changed++;
      const codesOf = (entry?: EntryOf<'coverage'>) => entry?.scopes.flatMap(({ goods }) => goods.map(({ codes }) => codes)) ?? [];
      const kept = codesOf(entries[at]);
      expect(codesOf(one).every((codes, index) => codes === kept[index])).toBe(true);
    }
    expect(changed).toBeGreaterThan(100);
  });
});

it('of the corrections of resolutions those of its own are read for a page, and no others', async () => {
  const test = await bundledTracker();
  try {
    const steps = await test.tracker.store.read(async ({ db, tables: { ledger } }) =>
      db.select({ seq: ledger.seq, dispute: ledger.dispute_id }).from(ledger).where(eq(ledger.kind, 'implementation')),
    );
    const other = steps.find(({ dispute }) => dispute !== 'au-cn-wine');
    await correctEntry(test.tracker, { actor: 'me' }, other?.seq ?? 0, CorrectionBody.parse({ reason: 'It never was.' }));
    const read = (dispute: string | null | undefined) =>
      rowsRead('corrections:', () => listMeasures(test.tracker, { dispute: dispute ?? '', status: 'all' }, { limit: 50 }));
    expect(await read(other?.dispute)).toBeGreaterThan(0);
    expect(await read('au-cn-wine')).toBe(0);
  } finally {
    await test.close();
  }
});
