import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryInput, kindOf } from '../../src/changes/kinds.ts';
import { loadEntries } from '../../src/db/entries.ts';
import type { Goods } from '../../src/domain/scope.ts';
import { ENTRY_KINDS } from '../../src/domain/vocabulary.ts';
import { readCalled } from '../../src/lookups/called.ts';
import { fillingOf, replacementPart } from '../../src/server/forms/correction-form.tsx';
import type { Entry } from '../../src/things/ledger.ts';
import { ofEachKind } from '../support/thorough.ts';
import { type Asking, asking } from './asking.ts';
import { Browser, formTo, previewed, textOf, wrongAt } from './browsing.ts';
import { wordsOf } from './page.ts';

let ask: Asking;
let browser: Browser;
beforeEach(async () => {
  ask = await asking();
  browser = await new Browser(ask).signIn(ask.token);
});
afterEach(() => ask.close());

interface LedgerEntry {
  seq: number;
  kind: string;
  status?: string;
  effective_on?: string;
  corrected_by: number | null;
  replaces: number | null;
}
const ledgerOf = async (id: string): Promise<LedgerEntry[]> => (await ask.json<{ ledger: LedgerEntry[] }>(`/measures/${id}.json`)).ledger;
const pathOf = async (id: string, find: (entry: LedgerEntry) => boolean): Promise<string> =>
  `/ledger/${(await ledgerOf(id)).find(find)?.seq}/correct`;
const reason = { reason: 'The notice says otherwise.' };

/** A body with its goods in one order, and a code by itself however it is written. */
const inOneOrder = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) => {
      if (key !== 'goods' || !Array.isArray(one)) return one;
      const single = one.flatMap(({ name, note, confidence, codes }: Goods) =>
        name === null && note === null && confidence === null ? codes : [JSON.stringify([name, codes, note, confidence])],
      );
      return single.sort();
    }),
  );

describe('correcting a status change', () => {
  const find = () => pathOf('cn-au-coal', (entry) => entry.status === 'lifted');

  it('begins with what it says, and puts another in its place', async () => {
    const path = await find();
    const html = await browser.page(path);
    const { fields, options } = formTo(html, path);
    const [entry] = (await ledgerOf('cn-au-coal')).filter(({ status }) => status === 'lifted');
    expect(fields).toMatchObject({ status: ['lifted'], effective_on: [entry?.effective_on], taking: ['replace'] });
    // Offered as if the entry were not there.
    expect(options.status).toContain('lifted');
    expect(wordsOf(html)).toContain('Without this entry, on');
    ask.clock.now = '2026-11-24T18:00:00.000Z';
    const answer = await browser.record(path, { ...reason, effective_on: '2023-06-01' });
    expect(answer.headers.get('location')).toMatch(/^\/measures\/cn-au-coal#entry-\d+$/);
    const ledger = await ledgerOf('cn-au-coal');
    expect(ledger.find(({ seq }) => seq === entry?.seq)?.corrected_by).toBeGreaterThan(0);
    expect(ledger.find(({ replaces }) => replaces === entry?.seq)).toMatchObject({ status: 'lifted', effective_on: '2023-06-01' });
    const state = async (known_at: string) =>
      (await ask.json<{ state: { status: string } }>(`/measures/cn-au-coal.json?on=2023-05-01&known_at=${known_at}`)).state.status;
    expect(await state('2026-11-24T17:00:00Z')).toBe('lifted');
    expect(await state('2026-11-24T18:00:00Z')).not.toBe('lifted');
  });

  it('can take it back and no more', async () => {
    const path = await find();
    const html = await textOf(await browser.preview(path, { ...reason, taking: 'back', effective_on: 'nonsense' }));
    expect(wordsOf(html)).toContain('New entry of the ledger');
    const form = previewed(html, path);
    const answer = await browser.post(path, { ...form.fields, do: 'record' });
    expect(answer.status).toBe(303);
    expect((await ledgerOf('cn-au-coal')).at(-1)).toMatchObject({ kind: 'correction', replacement_seq: null });
    // The second click of two leads to what the first one did, though the entry can't be corrected any more.
    const length = (await ledgerOf('cn-au-coal')).length;
    const again = await browser.post(path, { ...form.fields, do: 'record' });
    expect([again.status, again.headers.get('location')]).toEqual([303, answer.headers.get('location')]);
    expect(await ledgerOf('cn-au-coal')).toHaveLength(length);
  });

  it('is told where it is wrong', async () => {
    const path = await find();
    const html = await textOf(await browser.preview(path, { reason: '', effective_on: '2023-13', announced_on: 'x' }), 400);
    expect(wrongAt(html, 'reason')).toContain('needed');
    expect(wrongAt(html, 'effective_on')).toContain('"2023-13"');
    expect(wrongAt(html, 'announced_on')).toContain('"x"');
    const unlawful = await textOf(await browser.preview(path, { ...reason, status: 'declined' }), 409);
    expect(wrongAt(unlawful, 'status')).toContain('declined');
  });

  it('is refused where it was corrected before, and for what is no entry that stands', async () => {
    const path = await find();
    const form = previewed(await textOf(await browser.preview(path, { ...reason, effective_on: '2023-06-01' })), path);
    await browser.record(path, { ...reason, taking: 'back' });
    const late = await textOf(await browser.post(path, { ...form.fields, do: 'record' }), 409);
    expect(wordsOf(late)).toContain('was taken back by entry');
    await browser.page(path, 409);
    const { seq } = (await ledgerOf('cn-au-coal')).at(-1) as LedgerEntry;
    await browser.page(`/ledger/${seq}/correct`, 409);
    for (const absent of ['999999', 'abc', '0']) await browser.page(`/ledger/${absent}/correct`, 404);
  });
});

describe('correcting another entry', () => {
  it('begins with what it says, by names, in the fields of its kind', async () => {
    const path = await pathOf('cn-au-lobster', (entry) => entry.kind === 'coverage');
    const { fields } = formTo(await browser.page(path), path);
    expect(fields).toMatchObject({ effective_on: [expect.stringMatching(/^20/)], scopes_partners: ['Australia', ''] });
    expect(fields.replacement).toBeUndefined();
    const other = { scopes_goods: ['030631', ''], scopes_words: ['', ''], scopes_partners: ['australia', ''] };
    const html = await textOf(await browser.preview(path, { ...reason, ...other, scopes_goods: ['1', ''] }), 400);
    expect(wrongAt(html, 'scopes_goods-1')).toContain('"1"');
    // A slip of a digit is no word for goods.
    const slipped = { ...reason, ...other, scopes_words: ['Rock lobster: 030699, 030698 (from memory)', ''] };
    expect(wrongAt(await textOf(await browser.preview(path, slipped), 400), 'scopes_words-1')).toContain(
      '"030698" begins with no subheading',
    );
    expect((await browser.record(path, { ...reason, ...other })).status).toBe(303);
    expect((await ask.json<{ state: { products: string[] } }>('/measures/cn-au-lobster.json')).state.products).toEqual(['030631']);
  });

  it('is told what is wrong with JSON, which is kept, where an entry says more than fields can', async () => {
    const taken = { reason: 'A table by itself', replacement: { effective_on: '2025-06-23', rate_tables: [0], unsourced: true } };
    const ledger = (await ask.json<{ ledger: LedgerEntry[] }>('/disputes/us-world-tariffs.json')).ledger;
    const named = ledger.find((entry) => entry.kind === 'implementation' && 'rate_tables' in entry) as LedgerEntry;
    const path = `/ledger/${named.seq}/correct`;
    const [json = ''] = formTo(await browser.page(path), path).fields.replacement ?? [];
    expect(JSON.parse(json)).toMatchObject({ effective_on: expect.any(String), rate_tables: [expect.any(Number)] });
    const wrong = async (replacement: string) => textOf(await browser.preview(path, { ...reason, replacement }), 400);
    const html = await wrong('{"measures": [}</textarea><script>');
    expect(wrongAt(html, 'replacement')).toContain('is not JSON');
    expect(html).not.toContain('<script');
    expect(formTo(html, path).fields.replacement).toEqual(['{"measures": [}</textarea><script>']);
    expect(wrongAt(await wrong(''), 'replacement')).toContain('is not JSON');
    expect(wrongAt(await wrong('[]'), 'replacement')).toContain('object');
    expect(wrongAt(await wrong(JSON.stringify(taken.replacement)), 'replacement')).toContain('0');
    const again = JSON.stringify({ ...JSON.parse(json), note: 'Read again.' });
    expect((await browser.record(path, { ...reason, replacement: again })).status).toBe(303);
  });

  it('has fields that hold all that the bundled entries say', async () => {
    const called = await readCalled(ask.tracker);
    const entries = await ask.tracker.store.read((connection) => loadEntries(connection, { from: 1, to: 100_000 }));
    const inJson: Entry[] = [];
    for (const entry of ofEachKind(entries, ({ kind }) => kind, 120, 600)) {
      if (entry.kind === 'registration' || entry.kind === 'correction') continue;
      const { filling, filled } = fillingOf(entry, called);
      if (filling === 'json') {
        inJson.push(entry);
        continue;
      }
      const ofDispute = entry.kind === 'resolution' ? entry.outcomes.map(({ measure_id }) => measure_id) : [];
      const { body, problems } = replacementPart(filled, { entry, measures: [], ofDispute, filling, filled }, called);
      expect(problems, `entry ${entry.seq}`).toEqual([]);
      const schema = kindOf(entry.kind).body;
      expect(inOneOrder(schema.parse(body.replacement)), `entry ${entry.seq}`).toEqual(inOneOrder(schema.parse(entryInput(entry))));
    }
    expect(new Set(inJson.map(({ kind }) => kind))).toEqual(new Set(['implementation']));
  });

  it('begins with all that an entry of every kind says: as it stands it corrects nothing, and is refused', async () => {
    const rows = await ask.execute(
      `select kind, min(seq) as seq from ledger where kind not in ('correction', 'registration') and wto_case_id is null
       and seq not in (select retracts_seq from corrections) group by kind`,
    );
    const ledgers = new Map(rows.map(({ kind, seq }) => [String(kind), `/ledger/${seq}/correct`]));
    // Nothing bundled collapsed.
    const there = ENTRY_KINDS.filter((kind) => !['correction', 'registration', 'collapse'].includes(kind));
    expect([...ledgers.keys()].sort()).toEqual([...there].sort());
    for (const [kind, path] of ledgers) {
      const html = await textOf(await browser.preview(path, reason), 409);
      expect(wordsOf(html), kind).toMatch(/the replacement says just what entry \d+ says, so that nothing would be corrected/);
    }
  });

  it('has all outcomes of a resolution, in their order, that of a measure too which another dispute has since', async () => {
    const outcomes = ['ru-jp-seafood', 'cn-jp-aquatic-2025'].map((measure) => ({ measure, reaches: 'lifted' }));
    const body = { method: 'negotiated_settlement', agreed_on: '2026-10', unsourced: true };
    const paths: string[] = [];
    for (const way of [outcomes, outcomes.toReversed()]) {
      const answer = await ask.post('/disputes/jp-cn-seafood/resolutions', { ...body, terms: `${way[0]?.measure} first`, outcomes: way });
      expect(answer.status).toBe(201);
      const { recorded } = (await answer.json()) as { recorded: { seq: number }[] };
      paths.push(`/ledger/${recorded[0]?.seq}/correct`);
    }
    const says = async (path: string, status = 409) => wordsOf(await textOf(await browser.preview(path, reason), status));
    for (const path of paths) expect(await says(path)).toMatch(/the replacement says just what entry \d+ says/);
    const moved = await ask.post('/measures/ru-jp-seafood', { dispute: 'ru-fuel-exports' }, {}, 'PATCH');
    expect(moved.status).toBe(200);
    // It is told, and not left out.
    for (const path of paths) expect(await says(path, 400)).toContain('"ru-jp-seafood" is no measure of jp-cn-seafood');
  });
});
