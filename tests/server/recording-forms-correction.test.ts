import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENTRY_KINDS } from '../../src/domain/vocabulary.ts';
import { type Asking, databaseTemplate } from './asking.ts';
import { Browser, formTo, previewed, textOf, wrongAt } from './browsing.ts';
import { wordsOf } from './page.ts';

let ask: Asking;
let browser: Browser;
const template = databaseTemplate();
beforeEach(async () => {
  ask = await template.asking();
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
    expect(wordsOf(late)).toContain('was corrected by entry');
    await browser.page(path, 409);
    const { seq } = (await ledgerOf('cn-au-coal')).at(-1) as LedgerEntry;
    await browser.page(`/ledger/${seq}/correct`, 409);
    for (const absent of ['999999', 'abc', '0']) await browser.page(`/ledger/${absent}/correct`, 404);
  });
});

describe('correcting another entry', () => {
  it('begins with the body that would record the same again', async () => {
    const path = await pathOf('cn-au-lobster', (entry) => entry.kind === 'coverage');
    const [json = ''] = formTo(await browser.page(path), path).fields.replacement ?? [];
    const body = JSON.parse(json) as { scopes: { goods: unknown[] }[] };
    expect(body).toMatchObject({ effective_on: expect.any(String), scopes: [{ partners: ['AU'] }] });
    const replacement = JSON.stringify({ ...body, scopes: [{ goods: ['030631'], partners: ['AU'] }] });
    expect((await browser.record(path, { ...reason, replacement })).status).toBe(303);
    expect((await ask.json<{ state: { products: string[] } }>('/measures/cn-au-lobster.json')).state.products).toEqual(['030631']);
  });

  it('is told what is wrong with the JSON, which is kept', async () => {
    const path = await pathOf('cn-au-lobster', (entry) => entry.kind === 'coverage');
    const wrong = async (replacement: string) => textOf(await browser.preview(path, { ...reason, replacement }), 400);
    const html = await wrong('{"scopes": [}</textarea><script>');
    expect(wrongAt(html, 'replacement')).toContain('is not JSON');
    expect(html).not.toContain('<script');
    expect(formTo(html, path).fields.replacement).toEqual(['{"scopes": [}</textarea><script>']);
    expect(wrongAt(await wrong('{"effective_on": "2020", "scopes": [{"goods": ["1"]}], "unsourced": true}'), 'replacement')).toContain(
      '"1"',
    );
    expect(wrongAt(await wrong(''), 'replacement')).toContain('is not JSON');
    expect(wrongAt(await wrong('[]'), 'replacement')).toContain('object');
  });

  it('writes a status change as JSON where its exemptions say more than fields can', async () => {
    const path = await pathOf('ca-cn-steel-alu-surtax', (entry) => entry.status === 'partially_lifted');
    const [json = ''] = formTo(await browser.page(path), path).fields.replacement ?? [];
    expect(JSON.parse(json)).toMatchObject({ status: 'partially_lifted', exemptions: [{ condition_id: 'china_surtax_remission' }] });
    expect((await browser.record(path, { ...reason, replacement: json })).status).toBe(303);
  });

  it('works for an entry of every kind, as it stands', async () => {
    const ledgers = new Map<string, string>();
    for (const list of ['measures', 'disputes'])
      for (const id of await ask.ids(`/${list}.json?limit=500`))
        for (const { kind, seq, corrected_by } of (await ask.json<{ ledger: LedgerEntry[] }>(`/${list}/${id}.json`)).ledger)
          if (corrected_by === null && kind !== 'correction' && kind !== 'registration' && !ledgers.has(kind))
            ledgers.set(kind, `/ledger/${seq}/correct`);
    // Nothing bundled collapsed.
    const there = ENTRY_KINDS.filter((kind) => !['correction', 'registration', 'collapse'].includes(kind));
    expect([...ledgers.keys()].sort()).toEqual([...there].sort());
    for (const [kind, path] of ledgers) {
      const html = await textOf(await browser.preview(path, reason));
      expect(wordsOf(html), kind).toContain('2 new entries of the ledger');
    }
  });
});
