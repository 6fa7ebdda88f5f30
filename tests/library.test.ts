import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenTracker, openTracker, TrackerError } from '../src/index.ts';
import { bundledDataset, bundledFile } from './support/database.ts';
import { ukAnswer } from './support/official.ts';

const folder = mkdtempSync(join(tmpdir(), 'library-'));
const address = `file:${join(folder, 'library.db')}`;
let tracker: OpenTracker;
const bundledDisputes = bundledDataset().disputes.filter(({ content }) => content.dispute !== undefined).length;

beforeAll(async () => {
  copyFileSync(await bundledFile(), join(folder, 'library.db'));
  tracker = await openTracker({ database: address, by: 'desk' });
});
afterAll(async () => {
  await tracker.close();
  rmSync(folder, { recursive: true });
});

const refused = async (call: Promise<unknown>): Promise<Pick<TrackerError, 'code' | 'message' | 'details' | 'extra'>> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TrackerError) return error;
  throw new Error(`expected a TrackerError, not ${error}`);
};

describe('asking', () => {
  it('answers with all rows and the clocks made definite', async () => {
    const bans = await tracker.listBans({ imposed_by: 'CN', affected: 'JP', product: '030722', on: '2024-10-24' });
    expect(bans.data.map((row) => row.id)).toEqual(['cn-jp-aquatic-2023', 'cn-jp-food-10-prefectures']);
    expect(bans.on).toBe('2024-10-24');
    const threats = await tracker.listMeasures({ on: '2024-10-25', status: ['threatened', 'declined'] });
    expect(new Set(threats.data.map((row) => row.status))).toEqual(new Set(['threatened', 'declined']));
    expect((await tracker.listTariffs({ on: '2024-10-25' })).data.every((row) => row.kind === 'tariff')).toBe(true);
    expect((await tracker.listDisputes()).data).toHaveLength(bundledDisputes);
    expect((await tracker.listExporters({ q: 'Tesla' })).data).toHaveLength(1);
  });

  it('tells with what is in force what else may be, and where the ledger begins, as the HTTP interface does', async () => {
    const { data, in_doubt = [] } = await tracker.listBans({ imposed_by: 'CN' });
    expect(in_doubt.length).toBeGreaterThan(0);
    expect(in_doubt.filter(({ id }) => data.some((row) => row.id === id))).toEqual([]);
    expect((await tracker.listRates({ imposed_by: 'CN', product: '2208', from: '2025-01-01' })).in_doubt?.length).toBeGreaterThan(0);
    expect(await tracker.listBans({ imposed_by: 'CN', status: 'all' })).not.toHaveProperty('in_doubt');
    expect((await tracker.listTariffs({ product: '851712', on: '2026-11-24' })).code_outdated).toContain('8517.12');
    expect(await tracker.listDisputes()).not.toHaveProperty('ledger_begins');
    expect(await tracker.listBans({ known_at: '2020-01-01' })).toMatchObject({ data: [], ledger_begins: expect.stringMatching(/^20/) });
  });

  it('shows records, duties and what words mean', async () => {
    expect((await tracker.showDispute('jp-cn-seafood', { on: '2025-07-01' })).state).toBe('easing');
    expect((await tracker.showMeasure('cn-au-wine-ad')).kind).toBe('tariff');
    expect((await tracker.rateHistory('eu-cn-bev-cvd', { exporter: 'Tesla' })).steps.length).toBeGreaterThan(2);
    const duty = await tracker.quoteDuty({ importer: 'EU', origin: 'CN', product: '8703801010', exporter: 'BYD', on: '2024-10-30' });
    expect(duty.total_ad_valorem_pct).toBe('27.0');
    const cars = { importer: 'EU', origin: 'CN', product: '8703801010', exporter: 'BYD' };
    const history = await tracker.dutyHistory({ ...cars, from: '2024-07-01', to: '2024-12-31' });
    expect(history.data.map((row) => [row.from, row.total_ad_valorem_pct])).toEqual([
      ['2024-07-01', '10'],
      // The securities of this time were given back.
      ['2024-07-05', '10'],
      ['2024-10-30', '27.0'],
    ]);
    expect(history).not.toHaveProperty('ledgerHead');
    const shipments = await tracker.shipments('product,exporter\n8703801010,BYD\n8703801010,nobody of that name', {
      importer: 'EU',
      origin: 'China',
      on: '2024-10-30',
    });
    expect(shipments.map(({ total_ad_valorem_pct, least_pct, most_pct }) => total_ad_valorem_pct ?? [least_pct, most_pct])).toEqual([
      '27.0',
      ['27.0', '45.3'],
    ]);
    expect((await tracker.search({ q: 'wine' })).products.length).toBeGreaterThan(0);
    expect((await tracker.overview({ on: '2024-10-24' })).tariffs).toBeGreaterThan(0);
  });

  it('takes words for codes, and says which it took', async () => {
    const question = { imposed_by: 'china', affected: 'Hokkaido', product: 'Scallops, frozen', on: '2024-10-24' };
    const { took, data } = await tracker.listBans(question);
    expect(took).toEqual({ imposed_by: 'CN', affected: 'JP', area: 'JP-01', product: '030722' });
    expect(data).toEqual((await tracker.listBans({ ...took, on: '2024-10-24' })).data);
    expect(await tracker.listBans({ ...took, on: '2024-10-24' })).not.toHaveProperty('took');
    const duty = await tracker.quoteDuty({ importer: 'China', origin: 'Australia', product: 'wine', on: '2024-01-01' });
    expect(duty.question).toMatchObject({ importer: 'CN', origin: 'AU', product: '2204' });
    expect((await refused(tracker.listBans({ product: 'scallops' }))).message).toContain('may mean 030721');
  });

  it('refuses what it does not understand, in the words of the HTTP interface', async () => {
    const error = await refused(tracker.listBans({ on: '2024-02-30' }));
    expect(error).toMatchObject({ code: 'invalid', details: [{ path: 'on' }] });
    // Plain JavaScript may ask for what the types forbid.
    const unknown = { afected: 'JP' } as object;
    expect((await refused(tracker.listBans(unknown))).message).toContain('"afected" is not known here');
    expect((await refused(tracker.showMeasure('nothing'))).code).toBe('not_found');
    expect((await refused(tracker.showMeasure(undefined as unknown as string))).code).toBe('not_found');
    expect((await refused(tracker.listBans(null as unknown as object))).message).toBe('must be an object, not null');
    expect((await refused(openTracker({ databse: 'file:elsewhere.db' } as object))).message).toContain('"databse" is not known here');
  });
});

describe('writing', () => {
  it('reports a dry run and records under the name given', async () => {
    const change = { status: 'lifted', effective_on: '2027-02-01', unsourced: true } as const;
    const measure = 'cn-jp-aquatic-2025';
    const { last_seq: seq, state_tag } = await tracker.showMeasure(measure);
    const report = await tracker.recordStatusChanges(measure, change, { dryRun: true });
    expect([report.dry_run, report.measure?.status]).toEqual([true, 'lifted']);
    expect((await tracker.showMeasure(measure)).last_seq).toBe(seq);
    const done = await tracker.recordStatusChanges(measure, { changes: [change] }, { ifMatch: { measure, state_tag } });
    expect(done.dry_run).toBeUndefined();
    const written = (await tracker.showMeasure(measure)).ledger.at(-1);
    expect(written).toMatchObject({ seq: done.last_seq, recorded_by: 'desk' });
    for (const ifMatch of [
      { measure, seq },
      { measure, state_tag },
    ])
      expect((await refused(tracker.recordStatusChanges(measure, change, { ifMatch }))).code).toBe('precondition');
    const wrong = { ifMatch: { measure, state_tag: 'new' } };
    expect((await refused(tracker.recordStatusChanges(measure, change, wrong))).code).toBe('invalid');
    const bare = { ifMatch: state_tag } as object;
    const told = `ifMatch: "${state_tag}" must be { measure, state_tag }, or { measure, seq }`;
    expect((await refused(tracker.recordStatusChanges(measure, change, bare))).message).toBe(told);
    const back = await tracker.correctEntry(done.last_seq, { reason: 'A test' }, { by: 'editor' });
    expect(back.recorded).toMatchObject([{ kind: 'correction' }]);
  });

  it('refuses options that it does not know, and records nothing then', async () => {
    const measure = 'cn-jp-aquatic-2025';
    const { last_seq } = await tracker.showMeasure(measure);
    const change = { status: 'lifted', effective_on: '2027-02-01', unsourced: true } as const;
    // As the HTTP interface calls it.
    const dry = { dry_run: true } as object;
    const known = '"dry_run" is not known here: the known ones are by, dryRun, ifMatch';
    expect((await refused(tracker.recordStatusChanges(measure, change, dry))).message).toContain(known);
    expect((await refused(tracker.addDispute({ id: 'a-b', title: 'A' }, dry))).message).toContain(known);
    await expect(async () => tracker.importSheet('id,name\na,A\n', dry)).rejects.toThrow('"dry_run" is not known here');
    await expect(async () => tracker.loadDataset(dry)).rejects.toThrow('"dry_run" is not known here');
    await expect(async () => tracker.acceptProposal(1, dry)).rejects.toThrow('"dry_run" is not known here');
    const vague = { dryRun: 'no' } as object;
    expect((await refused(tracker.recordStatusChanges(measure, change, vague))).message).toContain('must be a boolean');
    expect((await tracker.showMeasure(measure)).last_seq).toBe(last_seq);
  });

  it('records checks, and those of a sheet', async () => {
    expect((await tracker.recordCheck('cn-jp-aquatic-2025', { checked_on: '2026-11-20' })).measure?.checked_on).toBe('2026-11-20');
    expect((await tracker.recordDisputeCheck('us-br', { checked_on: '2026-10-20' }, { dryRun: true })).dry_run).toBe(true);
    // Still as it was checked before.
    expect((await tracker.listDisputes({ checked_before: '2026-10-10' })).data.map(({ id }) => id)).toContain('us-br');
    const sheet = 'id,kind,type,title,imposed_by,direction\nus-sheet,ban,export_control,New,US,export\n';
    expect(await tracker.importSheet(sheet, { checkedOn: '2024-06-02' })).toMatchObject({ rows: 1, recorded: 2 });
    expect((await tracker.showMeasure('us-sheet')).checked_on).toBe('2024-06-02');
    await expect(async () => tracker.importSheet(sheet, { checkedOn: 'soon' })).rejects.toMatchObject({ details: [{ path: 'checkedOn' }] });
  });

  it('records what goods are called, and edits it by its id', async () => {
    expect(await tracker.addProduct({ code: '030771', revision: 'HS 2022', words: ['geoduck'] })).toEqual({ id: 'hs2022-030771' });
    await tracker.editProduct('hs2022-030771', { words: ['geoduck', 'Panopea'] });
    expect((await tracker.listProducts({ q: 'panopea' })).data).toMatchObject([{ code: '030771', words: ['geoduck', 'Panopea'] }]);
    expect((await refused(tracker.editProduct('hs2022-030772', { words: ['x'] }))).code).toBe('not_found');
  });

  it('proposes, shows, accepts and rejects', async () => {
    const call = { method: 'PATCH', path: '/exporters/byd', body: { name: 'Build Your Dreams' } } as const;
    const made = await tracker.propose({ calls: [call], note: 'As it is written' }, { by: 'ann' });
    expect(made).toMatchObject({ state: 'open', author: 'ann', shown: { changes: [{ says: 'name: Build Your Dreams' }] } });
    expect((await tracker.listExporters({ q: 'Build Your' })).data).toEqual([]);
    const sheet = { bytes: new TextEncoder().encode('id,name\nlib-motors,Library Motors\n') };
    const other = await tracker.propose({ sheet });
    expect((await tracker.listProposals({ state: 'open' })).data.map(({ id }) => id)).toEqual([other.id, made.id]);
    expect(await tracker.acceptProposal(made.id, { by: 'eve' })).toMatchObject({ state: 'accepted', author: 'ann', reviewer: 'eve' });
    expect((await tracker.listExporters({ q: 'Build Your' })).data).toHaveLength(1);
    expect((await tracker.rejectProposal(other.id, { reason: 'Not one' })).state).toBe('rejected');
    expect((await refused(tracker.acceptProposal(other.id))).code).toBe('conflict');
    expect((await tracker.showProposal(other.id)).reason).toBe('Not one');
    expect((await refused(tracker.propose({ calls: [{ ...call, path: '/nothing' }] }))).message).toContain('no call that records');
  });

  it('proposes what an official document says, after a look at it', async () => {
    const content = ukAnswer('8516797010', [{ type: '552', duty: '12.40 %' }]);
    const read = await tracker.previewDocument(content, { format: 'uk-tariff' });
    expect(read).toMatchObject({ about: 'UK commodity 8516797010', effect: { entries: 6 }, proposal: null, not_taken: [] });
    const made = await tracker.proposeDocument(new TextEncoder().encode(content), { format: 'uk-tariff', by: 'ann' });
    expect(made).toMatchObject({ proposal: { state: 'open', author: 'ann', entries: 6 }, waiting: null });
    expect(await tracker.proposeDocument(content, { format: 'uk-tariff' })).toMatchObject({ proposal: null, waiting: made.proposal?.id });
    expect((await tracker.previewDocument(content, { format: 'uk-tariff' })).proposal).toBe(made.proposal?.id);
    expect((await refused(tracker.previewDocument(content, { format: 'taric', imposedBy: 'GB' }))).code).toBe('invalid');
    expect((await refused(tracker.previewDocument(content, { format: 'uk-tariff', imposedBy: 'GB' }))).message).toContain('format taric');
    // @ts-expect-error the types forbid it too
    expect((await refused(tracker.previewDocument(content, { format: 'cakes' }))).message).toContain('format: "cakes"');
  });

  it('checks a body as the HTTP interface does', async () => {
    const wrong = { changes: [{ status: 'liftd', effective_on: '2027-02-01', unsourced: true }] };
    // @ts-expect-error the types forbid it too
    const error = await refused(tracker.recordStatusChanges('cn-au-wine-ad', wrong));
    expect(error).toMatchObject({ code: 'invalid', details: [{ path: 'changes.0.status' }] });
    expect((await refused(tracker.editDispute('us-br', {}))).message).toContain('changes nothing');
    expect((await refused(tracker.addSource({ id: 's', publisher: 'P', title: 'T', kind: 'press' }, { by: ' ' }))).code).toBe('invalid');
    expect(await tracker.addDispute({ id: 'a-b', title: 'A' }, { dryRun: true })).toEqual({ id: 'a-b', dry_run: true });
  });
});

describe('keeping', () => {
  it('exports, verifies, imports and copies', async () => {
    const some = await openTracker(`file:${join(folder, 'some.db')}`);
    await some.loadDataset({ asOf: '2017-06-01' });
    const exported = join(folder, 'export');
    const { tables } = await some.exportTo(exported);
    expect(Object.keys(tables)).toContain('measures');
    expect(await some.verify(exported)).toMatchObject({ ok: true, problems: [] });
    const other = await openTracker(`file:${join(folder, 'other.db')}`);
    expect((await other.importFrom(exported)).rows).toBeGreaterThan(1000);
    expect((await other.listBans()).data).toEqual((await some.listBans()).data);
    // All comes out as it went in.
    const again = join(folder, 'again');
    await other.exportTo(again);
    const bytes = (name: string, of: string) => readFileSync(join(of, name));
    const names = readdirSync(exported);
    expect(readdirSync(again)).toEqual(names);
    expect(names.filter((name) => !bytes(name, again).equals(bytes(name, exported)))).toEqual([]);
    expect((await refused(other.importSheet('a,b\n1,2\n'))).code).toBe('invalid');
    expect((await refused(other.shipments([{ product: '2204' }] as never))).details).toMatchObject([{ path: 'sheet' }]);
    await other.close();
    await some.close();
    await some.close();
    const after = [() => some.listBans(), () => some.addExporter({ id: 'late', name: 'Late' }), () => some.verify()];
    for (const ask of after)
      expect(await refused(ask())).toMatchObject({ code: 'unavailable', message: expect.stringContaining('was closed here') });
    expect(await tracker.backup(join(folder, 'copy.db'))).toEqual({ file: join(folder, 'copy.db') });
    expect(await tracker.loadDataset({ dryRun: true })).toMatchObject({ added: 0 });
  });
});
