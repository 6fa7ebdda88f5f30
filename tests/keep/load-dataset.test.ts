import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { editMeasure, editSource } from '../../src/changes/register.ts';
import { collapseResolution } from '../../src/changes/resolutions.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { type PlannedEntry, planDataset } from '../../src/dataset/plan.ts';
import { type Dataset, datasetDigest, disputeFiles, readChapters } from '../../src/dataset/read.ts';
import { DisputeDocument } from '../../src/dataset/schema.ts';
import { loadEntries } from '../../src/db/entries.ts';
import { datasetEntries } from '../../src/db/histories.ts';
import { loadedDataset, noteDataset, readChangeSeq } from '../../src/db/store.ts';
import { lastDay } from '../../src/domain/dates.ts';
import { leftNotes, loadDataset, loadNewDataset } from '../../src/keep/load-dataset.ts';
import { verify } from '../../src/keep/verify.ts';
import { listDisputes } from '../../src/lookups/disputes.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { CorrectionBody } from '../../src/things/correction.ts';
import type { Entry } from '../../src/things/ledger.ts';
import { CollapseBody } from '../../src/things/resolution.ts';
import {
  bundledAsOn,
  bundledDataset,
  bundledOn,
  bundledTracker,
  datasetOn,
  ENGINES_OF_ALL,
  NOW,
  type TestTracker,
  testTracker,
} from '../support/database.ts';
import { me, change as recorded, refused, rowOf, statusesOf } from '../support/recording.ts';
import { oneIn, THOROUGH } from '../support/thorough.ts';

const bundled = bundledDataset();
const plan = planDataset(bundled);
const twice = (ids: readonly string[]): string[] => ids.filter((id, index) => ids.indexOf(id) !== index);
/** Some of the disputes: what a load makes of a release that says something else does not hang on how many there are. */
const disputes = bundled.disputes.filter(({ file }) => ['au-cn-barley.yaml', 'au-cn-wine.yaml', 'jp-cn-seafood.yaml'].includes(file));
const some: Dataset = { ...bundled, disputes, sources: planDataset({ ...bundled, disputes }, '2999-12-31').sources };
const copy = (): Dataset => structuredClone(some);
/** What a load says that registers nothing. */
const doing = (added: number, corrected: number) => ({ added, corrected, registered: 0, taken: [], left_out: [] });
const ledgerOf = (t: TestTracker): Promise<Entry[]> =>
  t.tracker.store.read((connection) => loadEntries(connection, { from: 1, to: 1_000_000 }));

describe('the bundled files', () => {
  // Reading them has held each to the schema.
  it('are named as their disputes', () => {
    const ofNone = bundled.disputes.filter(({ content }) => content.dispute === undefined).map(({ file }) => file);
    // Base duties, and the orders of an importer that no dispute is about.
    expect(ofNone.filter((file) => !/^[a-z]{2}-trade-remedies\.yaml$/.test(file))).toEqual(['base-duties.yaml', 'beside-base-duties.yaml']);
    const named = bundled.disputes.map(({ file, content }) => (content.dispute ? `${content.dispute.id}.yaml` : file));
    expect(named).toEqual(disputeFiles());
  });

  it('give each thing one id', () => {
    expect(twice(plan.entries.map((entry) => entry.entryId))).toEqual([]);
    expect(twice(plan.measures.map(({ measure }) => measure.id))).toEqual([]);
    // A command takes an id that both have for the measure.
    expect(twice([...plan.disputes.map(({ id }) => id), ...plan.measures.map(({ measure }) => measure.id)])).toEqual([]);
    expect(twice(plan.sources.map((source) => source.id))).toEqual([]);
    expect(twice(plan.wtoCases.map((one) => one.id))).toEqual([]);
    expect(twice(plan.jurisdictions.jurisdictions.map((one) => one.code))).toEqual([]);
    expect(twice(plan.jurisdictions.areas.map((one) => one.code))).toEqual([]);
  });

  it('give entries ids that do not look like a correction of another', () => {
    expect(plan.entries.filter((entry) => entry.entryId.includes('@'))).toEqual([]);
  });

  it('hold no source that nothing cites, but the one that the first list of disputes was drawn from', () => {
    const cited = new Set(
      plan.entries.flatMap((entry) => (entry.input.sources ?? []).map((source) => (typeof source === 'string' ? source : source.id))),
    );
    expect(plan.sources.map((source) => source.id).filter((id) => !cited.has(id))).toEqual(['seed']);
  });

  it('name the chapters of the Harmonized System', () => {
    const chapters = readChapters();
    expect(Object.keys(chapters).filter((code) => code.length === 2).length).toBeGreaterThanOrEqual(96);
    expect(chapters['03']).toMatch(/fish/i);
  });
});

it('a load says how much it recorded', async () => {
  const t = await testTracker();
  const whole = THOROUGH ? bundled : some;
  const said = await loadDataset(t.tracker, undefined, whole);
  const things = (await ledgerOf(t)).filter(({ kind }) => kind === 'registration');
  expect(said).toEqual({ ...doing(planDataset(whole).entries.length, 0), registered: things.length });
  await t.close();
});

// What is copied was loaded on the same engine.
describe.each(ENGINES_OF_ALL)('loading on %s', (engine, open) => {
  const dataset = datasetOn(engine);
  const plan = planDataset(dataset);
  let t: TestTracker;
  beforeAll(async () => {
    t = await bundledOn([engine, open]);
  });
  afterAll(() => t.close());

  it('records every entry once, in one go', async () => {
    const ledger = await ledgerOf(t);
    const things = ledger.filter(({ kind }) => kind === 'registration');
    const entries = ledger.filter(({ kind }) => kind !== 'registration');
    expect(entries.map((entry) => entry.entry_id).sort()).toEqual(plan.entries.map((entry) => entry.entryId).sort());
    const registered = new Set(things.map((entry) => entry.entry_id));
    const wanted = [...plan.measures.map(({ measure }) => `measure:${measure.id}`), ...plan.sources.map(({ id }) => `source:${id}`)];
    expect(wanted.filter((id) => !registered.has(id))).toEqual([]);
    expect(new Set(ledger.map((entry) => entry.recorded_at)).size).toBe(1);
    expect(new Set(ledger.map((entry) => entry.recorded_by))).toEqual(new Set(['bundled dataset']));
  });

  it('a second time does nothing at all', async () => {
    const before = await t.execute('select * from change_seq');
    expect(await loadDataset(t.tracker, undefined, dataset)).toEqual(doing(0, 0));
    expect(await t.execute('select * from change_seq')).toEqual(before);
  });

  it('leaves nothing that the audit finds wrong', async () => {
    const { problems } = await verify(t.tracker);
    expect(problems).toEqual([]);
  });

  it('leaves no partner and no imposer that the register lacks', async () => {
    const known = new Set((await t.execute('select code from jurisdictions union select code from areas')).map((row) => row.code));
    const named = await t.execute(
      'select code from scope_partners union select imposed_by as code from measures union select party from dispute_parties',
    );
    expect(named.map((row) => row.code).filter((code) => code !== '*' && !known.has(code))).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it.each(engine === 'sqlite' ? [] : [engine])('answers on %s as SQLite does', async () => {
    const [a, b] = [await bundledAsOn(engine), t];
    for (const question of [
      { status: 'all' as const },
      { on: '2024-10-24', affected: 'JP', product: '0303' },
      { on: '2025-06-01', affected: 'EU' },
      { on: '2025-06-01', product: '870919', status: 'all' as const },
      { on: '2024-11-15', exporter: 'Tesla (Shanghai)' },
      { lifting_agreed: true, on: '2024-10-24' },
      { q: 'WINE 100%', status: 'all' as const },
      { q: 'wine', status: 'all' as const },
    ]) {
      const page = await listMeasures(a.tracker, question, { limit: 5000, count: true });
      expect(await listMeasures(b.tracker, question, { limit: 5000, count: true })).toEqual(page);
    }
    const disputes = await listDisputes(a.tracker, { on: '2025-07-01' }, { limit: 5000 });
    expect(await listDisputes(b.tracker, { on: '2025-07-01' }, { limit: 5000 })).toEqual(disputes);
    await a.close();
  });
});

describe('a new release', () => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await testTracker();
    await loadDataset(t.tracker, undefined, some);
  });
  afterAll(() => t.close());

  /** A release in which some measures are reworded. */
  function release(edit: (find: (id: string) => Dataset['disputes'][number]['content']['measures'][number]) => void): Dataset {
    const dataset = copy();
    edit((id) => {
      const found = dataset.disputes.flatMap(({ content }) => content.measures).find((measure) => measure.id === id);
      if (!found) throw new Error(`no measure ${id}`);
      return found;
    });
    return dataset;
  }
  const change = (measure: { status_changes: { id: string; effective_on: string; note?: string | undefined }[] }, id: string) => {
    const found = measure.status_changes.find((one) => one.id === id);
    if (!found) throw new Error(`no entry ${id}`);
    return found;
  };
  const shownAt = (known_at?: string) => statusesOf(t.tracker, 'cn-au-wine-ad', known_at);

  it('that words an entry anew corrects it, and what was known before stays known so', async () => {
    const { known_at } = await showMeasure(t.tracker, 'cn-au-wine-ad', {});
    const before = await shownAt();
    const second = release((find) => {
      change(find('cn-au-wine-ad'), 'cn-au-wine-ad-lifted').effective_on = '2024-03-30';
    });
    expect(await loadDataset(t.tracker, undefined, second)).toEqual(doing(0, 1));
    expect(before.at(-1)).toBe('2024-03-29 lifted');
    expect((await shownAt()).at(-1)).toBe('2024-03-30 lifted');
    expect(await shownAt(known_at)).toEqual(before);
    expect(await loadDataset(t.tracker, undefined, second)).toEqual(doing(0, 0));
    // And back again with the next release.
    expect(await loadDataset(t.tracker, undefined, some)).toEqual(doing(0, 1));
    expect(await shownAt()).toEqual(before);
    expect(await loadDataset(t.tracker, undefined, some)).toEqual(doing(0, 0));
    const ids = (await ledgerOf(t)).map((entry) => entry.entry_id).filter((id) => id?.startsWith('cn-au-wine-ad-lifted'));
    expect(ids).toEqual(['cn-au-wine-ad-lifted', 'cn-au-wine-ad-lifted@2', 'cn-au-wine-ad-lifted@3']);
    expect((await verify(t.tracker)).problems).toEqual([]);
  });

  it('that brings an entry adds it', async () => {
    const third = release((find) => {
      find('cn-au-wine-ad').milestones.push({
        id: 'cn-au-wine-ad-new',
        type: 'report',
        happened_on: '2025-01-01',
        title: 'A report',
        confidence: 'verified',
        unsourced: true,
      });
    });
    expect(await loadDataset(t.tracker, undefined, third)).toEqual(doing(1, 0));
    expect(await loadDataset(t.tracker, undefined, third)).toEqual(doing(0, 0));
  });

  it('that brings an entry before another of its day has the other hold, as from the start', async () => {
    const own = await testTracker();
    await loadDataset(own.tracker, undefined, some);
    const fourth = release((find) => {
      const { status_changes: changes } = find('cn-au-wine-ad');
      const at = changes.findIndex(({ id }) => id === 'cn-au-wine-ad-lifted');
      const planned = { id: 'cn-au-wine-ad-planned', status: 'suspended' as const, effective_on: '2024-03-29', announced_on: '2024-02-01' };
      changes.splice(at, 0, { ...(changes[at] as (typeof changes)[number]), ...planned, note: undefined });
    });
    const known_at = (await showMeasure(own.tracker, 'cn-au-wine-ad', {})).known_at;
    expect(await loadDataset(own.tracker, undefined, fourth)).toEqual(doing(1, 1));
    expect(await loadDataset(own.tracker, undefined, fourth)).toEqual(doing(0, 0));
    expect((await statusesOf(own.tracker, 'cn-au-wine-ad')).at(-1)).toBe('2024-03-29 lifted');
    expect((await statusesOf(own.tracker, 'cn-au-wine-ad', known_at)).at(-1)).toBe('2024-03-29 lifted');
    expect(await rowOf(own.tracker, 'cn-au-wine-ad', { on: '2024-04-01', announced_by: '2024-02-02' })).toMatchObject({
      status: 'suspended',
    });
    // The next release words the one that was recorded once more in another way.
    const fifth = structuredClone(fourth);
    const wine = fifth.disputes.flatMap(({ content }) => content.measures).find(({ id }) => id === 'cn-au-wine-ad');
    change(wine as never, 'cn-au-wine-ad-lifted').note = 'In other words.';
    expect(await loadDataset(own.tracker, undefined, fifth)).toEqual(doing(0, 1));
    expect((await verify(own.tracker)).problems).toEqual([]);
    await own.close();
  });

  it('that does not go together with what was recorded here is left out entry by entry, says why, and all else comes', async () => {
    const own = await testTracker();
    await loadDataset(own.tracker, undefined, some);
    await recordStatusChanges(own.tracker, me, 'cn-au-wine-ad', [recorded('in_force', '2025-01-01')]);
    const next = release((find) => {
      const { status_changes: changes } = find('cn-au-wine-ad');
      const [first] = changes as [(typeof changes)[number]];
      changes.push({ ...first, id: 'cn-au-wine-ad-again', status: 'in_force', effective_on: '2024-06-01', announced_on: '2024-06-01' });
      find('cn-au-wine-ad').milestones.push({
        ...{
          id: 'cn-au-wine-ad-new',
          type: 'report',
          happened_on: '2025-01-01',
          title: 'A report',
          confidence: 'verified',
          unsourced: true,
        },
      });
      change(find('cn-jp-aquatic-2023'), 'cn-jp-aquatic-2023-in-force').note = 'In other words.';
    });
    const before = await own.tracker.store.readLatest(readChangeSeq);
    const dry = await loadDataset(own.tracker, undefined, next, { dryRun: true });
    expect(await own.tracker.store.readLatest(readChangeSeq)).toEqual(before);
    const loaded = await loadDataset(own.tracker, undefined, next);
    expect(dry).toEqual(loaded);
    const why = expect.stringMatching(/^cn-au-wine-ad: in_force from 2024-06-01 can't be recorded, as entry \d+ records in_force/);
    expect(loaded).toEqual({ ...doing(1, 1), left_out: [['cn-au-wine-ad-again', why]] });
    expect(leftNotes(loaded)).toEqual([expect.stringContaining('"cn-au-wine-ad-again" is left out, as it does not go together')]);
    expect((await statusesOf(own.tracker, 'cn-au-wine-ad')).at(-1)).toBe('2025-01-01 in_force');
    expect((await showMeasure(own.tracker, 'cn-au-wine-ad', {})).milestones.map(({ title }) => title)).toContain('A report');
    // It is tried again each time.
    expect(await loadDataset(own.tracker, undefined, next)).toEqual({ ...doing(0, 0), left_out: [['cn-au-wine-ad-again', why]] });
    // What somebody here recorded first, and a release says too, stands once.
    const lifted = release((find) => {
      const { status_changes: changes } = find('cn-jp-aquatic-2025');
      changes.push({ ...(changes[0] as (typeof changes)[number]), id: 'aquatic-lifted', status: 'lifted', effective_on: '2026-11-20' });
    });
    await recordStatusChanges(own.tracker, me, 'cn-jp-aquatic-2025', [recorded('lifted', '2026-11-20')]);
    expect((await loadDataset(own.tracker, undefined, lifted)).left_out).toEqual([
      ['aquatic-lifted', expect.stringContaining('changes nothing')],
    ]);
    expect((await verify(own.tracker)).problems).toEqual([]);
    await own.close();
    // Where nothing stands yet, the fault is its own.
    const wrong = release((find) => {
      change(find('cn-au-wine-ad'), 'cn-au-wine-ad-lifted').effective_on = '2018-01-01';
    });
    const empty = await testTracker();
    await refused(loadDataset(empty.tracker, undefined, wrong), 'conflict', 'cn-au-wine-ad: lifted from 2018-01-01');
    await empty.close();
  });

  it('is asked nothing about what is yet to come: it can answer nothing', async () => {
    const planned = (id: string, effective_on: string, announced_on: string, more = {}) =>
      ({ id, effective_on, announced_on, confidence: 'verified', unsourced: true, ...more }) as never;
    const set = planned('cn-au-wine-ad-anew', '2026-12-20', '2026-08-06', { status: 'in_force', until_on: '2027-12-20' });
    const later = planned('cn-au-wine-ad-later', '2027-02-01', '2026-11-20', { status: 'in_force', until_on: '2028-02-01' });
    const next = (...more: never[]): Dataset => release((find) => void find('cn-au-wine-ad').status_changes.push(...more));
    const own = await testTracker();
    await loadDataset(own.tracker, undefined, next(set));
    expect(await loadDataset(own.tracker, undefined, next(set, later))).toEqual(doing(1, 0));
    expect((await verify(own.tracker)).problems).toEqual([]);
    await own.close();
  });

  it('that words a resolution anew keeps what was done about it', async () => {
    const dataset = copy();
    const wine = dataset.disputes.find(({ file }) => file === 'au-cn-wine.yaml')?.content.resolutions[0];
    if (!wine) throw new Error('the wine dispute has no resolution');
    wine.terms = 'In other words.';
    expect(await loadDataset(t.tracker, undefined, dataset)).toEqual(doing(0, 1));
    expect(await rowOf(t.tracker, 'cn-au-wine-ad', { on: '2024-03-28' })).toMatchObject({ lifting_agreed_on: '2023-10-22' });
    expect(await rowOf(t.tracker, 'cn-au-wine-ad', { on: '2024-03-29' })).toMatchObject({ lifting_agreed_on: null, status: 'lifted' });
    expect(await loadDataset(t.tracker, undefined, dataset)).toEqual(doing(0, 0));
  });

  it('leaves alone what somebody here corrected or retracted', async () => {
    const entryOf = async (id: string): Promise<number> =>
      (await t.tracker.store.read((connection) => datasetEntries(connection))).get(id)?.entry.seq as number;
    const replacement = { status: 'in_force', effective_on: '2023-08-25', unsourced: true };
    await correctEntry(
      t.tracker,
      me,
      await entryOf('cn-jp-aquatic-2023-in-force'),
      CorrectionBody.parse({ reason: 'I know better', replacement }),
    );
    await correctEntry(t.tracker, me, await entryOf('hk-jp-aquatic-10-threatened'), CorrectionBody.parse({ reason: 'Nobody said so' }));
    const next = release((find) => {
      change(find('cn-jp-aquatic-2023'), 'cn-jp-aquatic-2023-in-force').note = 'In other words.';
      change(find('hk-jp-aquatic-10'), 'hk-jp-aquatic-10-threatened').note = 'In other words.';
    });
    // The resolution goes back to the bundled words, and that is all.
    const { corrected, added } = await loadDataset(t.tracker, undefined, next);
    expect({ corrected, added }).toEqual({ corrected: 1, added: 0 });
    expect((await statusesOf(t.tracker, 'cn-jp-aquatic-2023'))[0]).toBe('2023-08-25 in_force');
    expect((await statusesOf(t.tracker, 'hk-jp-aquatic-10'))[0]).toBe('2023-08-22 announced');
  });

  it('may bring checks, of a measure and of a dispute, and corrects them by their ids', async () => {
    const release = (checked_on: string): Dataset => {
      const dataset = copy();
      const content = dataset.disputes.find(({ content }) => content.dispute?.id === 'au-cn-wine')?.content;
      const checks = (id: string) => DisputeDocument.parse({ checks: [{ id, checked_on }] }).checks;
      content?.checks.push(...checks('au-cn-wine-check-next'));
      content?.measures[0]?.checks.push(...checks('cn-au-wine-ad-check-next'));
      return dataset;
    };
    const checked = async () => (await showMeasure(t.tracker, 'cn-au-wine-cvd', {})).checked_on;
    const before = await checked();
    expect(await loadDataset(t.tracker, undefined, release('2026-11-01'))).toMatchObject({ added: 2 });
    expect(await checked()).toBe('2026-11-01');
    expect(await loadDataset(t.tracker, undefined, release('2026-11-01'))).toMatchObject({ added: 0, corrected: 0 });
    expect(await loadDataset(t.tracker, undefined, release('2026-11-09'))).toMatchObject({ added: 0, corrected: 2 });
    expect(await checked()).toBe('2026-11-09');
    const then = await testTracker();
    await loadDataset(then.tracker, '2026-11-08', release('2026-11-09'));
    expect((await showMeasure(then.tracker, 'cn-au-wine-cvd', {})).checked_on).toBe(before);
    await then.close();
  });

  it('leaves alone what somebody here edited in the register', async () => {
    const id = some.sources[0]?.id as string;
    await editSource(t.tracker, me, id, { title: 'As we call it' });
    const more = release((find) => {
      change(find('cn-au-wine-ad'), 'cn-au-wine-ad-opened').note = 'In other words.';
    });
    expect((await loadDataset(t.tracker, undefined, more)).corrected).toBe(1);
    expect(await t.execute(`select title from sources where id = '${id}' order by known_from desc limit 1`)).toEqual([
      { title: 'As we call it' },
    ]);
  });
});

describe('as of a day', () => {
  const publishedOn = new Map(plan.sources.map(({ id, published_on }) => [id, published_on]));
  const firstPublished = ({ input }: PlannedEntry): string | undefined =>
    (input.sources ?? [])
      .flatMap((source) => publishedOn.get(typeof source === 'string' ? source : source.id) ?? [])
      .map(lastDay)
      .sort()[0];
  const dateOf = (entry: PlannedEntry): string | undefined => {
    const { announced_on, effective_on, agreed_on, happened_on, first_on, starts_on, checked_on } = entry.input as Partial<
      Record<string, string>
    >;
    const own = announced_on ?? firstPublished(entry) ?? agreed_on ?? happened_on ?? effective_on ?? first_on ?? starts_on ?? checked_on;
    // A resolution of an unknown day was agreed by the day on which it was first carried out.
    if (own === undefined && entry.kind === 'resolution')
      return entry.input.implementations.map((step) => step.announced_on ?? step.effective_on).sort()[0];
    return own;
  };
  const days = ['2017-12-31', '2018-09-30', '2020-06-30', '2020-11-27', '2021-03-26', '2022-12-31', '2023-10-21', '2023-12-31'];
  const laterDays = ['2024-06-30', '2024-10-24', '2025-02-10', '2025-05-20', '2025-06-30', '2025-12-30', '2026-03-31'];

  it('registers the companies that its entries name, though the dispute that they stand with began later', () => {
    const [later, ...rest] = bundled.disputes
      .filter(({ file }) => ['jp-cn-seafood.yaml', 'us-ca-softwood.yaml'].includes(file))
      .map((one) => structuredClone(one));
    const [softwood] = rest;
    if (later === undefined || softwood === undefined) throw new Error('two disputes are needed');
    later.content.exporters.push(...softwood.content.exporters.splice(0));
    const { exporters } = planDataset({ ...bundled, disputes: [later, softwood] }, '2020-12-31');
    // One that has a rate, and one of a group that has one.
    expect(exporters.map(({ id }) => id)).toEqual(expect.arrayContaining(['canfor', 'jd-irving']));
  });

  it.each(oneIn(15, [...days, ...laterDays], 5))('%s: what was announced by then, all of it and nothing later', async (asOf) => {
    const t = await testTracker();
    await loadDataset(t.tracker, asOf, bundled);
    const loaded = new Set((await t.execute('select entry_id from ledger')).map((row) => row.entry_id));
    const measures = new Set((await t.execute('select id from measures')).map((row) => row.id));
    const early = (entry: PlannedEntry): boolean => {
      const date = dateOf(entry);
      return date !== undefined && lastDay(date) <= asOf;
    };
    const begun = new Set(plan.entries.flatMap((entry) => (entry.kind === 'status_change' && early(entry) ? [entry.measure] : [])));
    expect(measures).toEqual(begun);
    const entries = plan.entries.filter(({ kind }) => kind !== 'link');
    const told = (entry: PlannedEntry): string => `${entry.entryId} of ${dateOf(entry)}`;
    // Nothing later.
    expect(entries.filter((entry) => !early(entry) && loaded.has(entry.entryId)).map(told)).toEqual([]);
    // A link without any date counts once both its ends do.
    const laterLinks = plan.entries.filter((entry) => entry.kind === 'link' && dateOf(entry) !== undefined && !early(entry));
    expect(laterLinks.filter((entry) => loaded.has(entry.entryId)).map(told)).toEqual([]);
    // And all of it, as far as it is about a measure that had begun by then.
    const due = entries.filter((entry) => early(entry) && entry.measure && begun.has(entry.measure) && entry.kind !== 'duty_rule');
    expect(due.length).toBeGreaterThan(0);
    expect(due.filter((entry) => !loaded.has(entry.entryId)).map(told)).toEqual([]);
    // What happened before any measure of a dispute, and the stages of a case, are told too.
    const beside = entries.filter((entry) => early(entry) && entry.kind === 'milestone' && !entry.measure);
    expect(beside.length).toBeGreaterThan(0);
    expect(beside.filter((entry) => !loaded.has(entry.entryId)).map(told)).toEqual([]);
    const { data } = await listMeasures(t.tracker, { on: asOf, status: 'all' }, { limit: 5000 });
    expect(data.filter((row) => !begun.has(row.id))).toEqual([]);
    // A source that nothing cites yet would tell by its title what came later.
    const uncited = 'select id from sources where id not in (select source_id from citations)';
    expect(await t.execute(uncited)).toEqual([]);
    await t.close();
  });

  it('tells by no summary and no legal instrument what came later, and takes none away that stands', async () => {
    const asOf = '2024-09-30';
    const [early, whole] = [await testTracker(), await testTracker()];
    await loadDataset(early.tracker, asOf, some);
    await loadDataset(whole.tracker, undefined, some);
    const told = async ({ tracker }: TestTracker, clocks: { announced_by?: string }) => {
      const { data } = await listDisputes(tracker, clocks, { limit: 5000 });
      const { data: rows } = await listMeasures(tracker, { ...clocks, status: 'all' }, { limit: 5000 });
      const told = Object.fromEntries(data.map(({ id, summary }) => [id, summary]));
      return { told, acts: Object.fromEntries(rows.map(({ id, legal_instruments }) => [id, legal_instruments])) };
    };
    // As the whole ledger tells it as announced by that day: what came of Japanese fish in 2025 not, by whatever day is asked about.
    const by = { announced_by: asOf, on: NOW.slice(0, 10) };
    expect(await told(early, {})).toEqual(await told(whole, by));
    expect((await told(early, {})).told).toMatchObject({ 'jp-cn-seafood': null });
    expect((await told(whole, {})).told['jp-cn-seafood']).not.toBeNull();
    const before = await told(whole, {});
    expect(await loadDataset(whole.tracker, asOf, some)).toEqual(doing(0, 0));
    expect(await told(whole, {})).toEqual(before);
    await Promise.all([early.close(), whole.close()]);
  });

  it('and then in full is as in full from the start', async () => {
    const all = THOROUGH ? bundled : some;
    const [grown, whole] = [await testTracker(), THOROUGH ? await bundledTracker() : await testTracker()];
    if (!THOROUGH) await loadDataset(whole.tracker, undefined, all);
    for (const asOf of THOROUGH ? ['2024-10-24', undefined] : ['2020-11-27', '2024-10-24', undefined])
      await loadDataset(grown.tracker, asOf, all);
    for (const on of ['2019-01-01', '2024-10-24', '2025-12-01', '2026-11-24']) {
      const page = (t: TestTracker) => listMeasures(t.tracker, { on, status: 'all' }, { limit: 5000 });
      expect((await page(grown)).data).toEqual((await page(whole)).data);
      expect((await listDisputes(grown.tracker, { on }, { limit: 5000 })).data).toEqual(
        (await listDisputes(whole.tracker, { on }, { limit: 5000 })).data,
      );
    }
    expect((await verify(grown.tracker)).problems).toEqual([]);
    await Promise.all([grown.close(), whole.close()]);
  });
});

describe('a release that words a resolution anew', () => {
  type Resolution = Dataset['disputes'][number]['content']['resolutions'][number];
  let t: TestTracker;
  let loaded: string;
  beforeAll(async () => {
    const first = await testTracker();
    await loadDataset(first.tracker, undefined, some);
    loaded = `${first.folder}/loaded.db`;
    await first.tracker.store.backup?.(loaded);
    t = first;
  });
  afterAll(() => t.close());

  const ID = 'au-cn-wine-settlement';
  const released = (change: (resolution: Resolution) => void): Dataset => {
    const dataset = copy();
    const resolution = dataset.disputes.flatMap(({ content }) => content.resolutions).find((one) => one.id === ID) as Resolution;
    change(resolution);
    return dataset;
  };
  const done = (resolution: Resolution) => resolution.implementations[0] as Resolution['implementations'][number];
  const upgraded = async (dataset: Dataset, before: (old: TestTracker) => Promise<unknown> = async () => undefined) => {
    const old = await testTracker(loaded);
    try {
      await before(old);
      const result = await loadDataset(old.tracker, undefined, dataset);
      expect((await verify(old.tracker)).problems).toEqual([]);
      expect(await loadDataset(old.tracker, undefined, dataset)).toEqual(doing(0, 0));
      return result;
    } finally {
      await old.close();
    }
  };

  it.each<[string, (resolution: Resolution) => void, added: number, corrected: number]>([
    [
      'splits what came of it in two',
      (resolution) => {
        const step = done(resolution);
        step.measures = ['cn-au-wine-ad'];
        resolution.implementations.push({ ...step, id: 'au-cn-wine-settlement-done-too', measures: ['cn-au-wine-cvd'] });
      },
      1,
      1,
    ],
    [
      'drops an outcome, and the measure of it from what came',
      (resolution) => {
        resolution.outcomes.pop();
        done(resolution).note = 'of one measure only';
      },
      0,
      2,
    ],
    [
      'moves agreement and outcome to later days',
      (resolution) => {
        resolution.agreed_on = '2025-05-01';
        done(resolution).effective_on = '2025-06-01';
      },
      0,
      2,
    ],
    [
      'moves the agreement to an earlier day, and gives only the month of the outcome',
      (resolution) => {
        resolution.agreed_on = '2023-01-01';
        done(resolution).effective_on = '2024-03';
      },
      0,
      2,
    ],
  ])('%s: the whole of it is taken', async (_what, change, added, corrected) => {
    expect(await upgraded(released(change))).toEqual(doing(added, corrected));
  });

  it('that says of a day that it was carried out before it was is refused', async () => {
    const early = released((resolution) => {
      resolution.agreed_on = '2023-01-01';
      done(resolution).effective_on = '2023-01-02';
    });
    await expect(upgraded(early)).rejects.toThrow('has cn-au-wine-ad reach the status lifted, and on 2023-01-02 it is in_force');
  });

  it('leaves alone what somebody here took back, and what comes of it', async () => {
    const dataset = released((resolution) => {
      resolution.terms = 'other terms';
      done(resolution).note = 'said anew';
    });
    const takeBack = async ({ tracker }: TestTracker) => {
      const [entries] = [await tracker.store.read(datasetEntries)];
      for (const id of [`${ID}-done`, ID])
        await correctEntry(tracker, me, entries.get(id)?.entry.seq as number, CorrectionBody.parse({ reason: 'there was none' }));
    };
    expect(await upgraded(dataset, takeBack)).toEqual(doing(0, 0));
  });

  it('leaves alone what somebody here said the outcome of', async () => {
    const pending = released((resolution) => {
      resolution.implementations = [];
    });
    const old = await testTracker();
    await loadDataset(old.tracker, undefined, pending);
    const seq = (await old.tracker.store.read(datasetEntries)).get(ID)?.entry.seq as number;
    await collapseResolution(old.tracker, me, seq, CollapseBody.parse({ effective_on: '2024-01-01', unsourced: true }));
    expect(await loadDataset(old.tracker, undefined, some)).toEqual(doing(0, 0));
    expect((await verify(old.tracker)).problems).toEqual([]);
    await old.close();
  });

  it('may do so for a measure that somebody here moved to another dispute', async () => {
    const dataset = released((resolution) => {
      resolution.terms = 'other terms';
    });
    const move = ({ tracker }: TestTracker) => editMeasure(tracker, me, 'cn-au-wine-cvd', { dispute: 'au-cn-barley' });
    expect(await upgraded(dataset, move)).toEqual(doing(0, 1));
  });
});

it('a start notes which dataset was loaded, which is no change of the ledger, and then does not look again', async () => {
  const early = await testTracker();
  const notedIn = ({ tracker }: TestTracker) => tracker.store.read(loadedDataset);
  expect((await loadNewDataset(early.tracker, '2012-01-01')).added).toBeGreaterThan(0);
  // Some of it is not all of it.
  expect(await notedIn(early)).toBe('');
  await early.close();
  const t = await bundledTracker();
  const noted = () => notedIn(t);
  const before = await t.tracker.store.read(readChangeSeq);
  expect(await loadNewDataset(t.tracker)).toEqual({ added: 0, corrected: 0, registered: 0, taken: [], left_out: [] });
  expect([await noted(), await t.tracker.store.read(readChangeSeq)]).toEqual([datasetDigest(), before]);
  const [row] = await t.execute('select count(*) as count from ledger');
  expect(Number(row?.count)).toBe(before.seq);
  await t.close();
});

describe.each(ENGINES_OF_ALL)('a start on %s', (_engine, open) => {
  let t: TestTracker;
  beforeEach(async () => {
    t = await open();
  });
  afterEach(() => t.close());

  it('with the dataset that was loaded last asks for nothing of it, with another it does', async () => {
    const say = (digest: string) =>
      t.tracker.store.write({ now: t.clock.now }, (connection, change) => {
        change.leaveState();
        return noteDataset(connection, digest);
      });
    await say(datasetDigest());
    expect(await loadNewDataset(t.tracker, '2012-01-01')).toEqual({ added: 0, corrected: 0, registered: 0, taken: [], left_out: [] });
    await say('of a release before');
    expect((await loadNewDataset(t.tracker, '2012-01-01')).added).toBeGreaterThan(0);
  });
});
