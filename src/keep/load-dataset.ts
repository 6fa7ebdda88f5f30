import countries from 'i18n-iso-countries';
import { addCorrection } from '../changes/correct.ts';
import { entryInput, kindOf, recordEntry } from '../changes/kinds.ts';
import { type Recorder, type Registering, said, withoutId } from '../changes/recorder.ts';
import { write } from '../changes/write.ts';
import { type DatasetPlan, type PlannedEntry, planDataset } from '../dataset/plan.ts';
import { type Dataset, datasetDigest, readDataset } from '../dataset/read.ts';
import type { MeasureFile } from '../dataset/schema.ts';
import { LATEST } from '../db/cut.ts';
import { loadEntries } from '../db/entries.ts';
import { type DatasetEntry, datasetEntries, unversionedId, versionedId } from '../db/histories.ts';
import { stepsRecordedHere } from '../db/outcomes.ts';
import { measureHeads, newestRegistrations } from '../db/register.ts';
import { type Connection, loadedDataset, noteDataset } from '../db/store.ts';
import { type Day, firstDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { HistoryError } from '../domain/history-error.ts';
import { canonicalText, saysSomething } from '../domain/ledger.ts';
import type { Thing } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { DatasetLoad } from '../things/answers.ts';
import { confidenceOf, type Provenance } from '../things/entry.ts';
import { type Entry, type EntryOf, entriesOf } from '../things/ledger.ts';

/** What is told of the ids that somebody here had taken before, and of what does not go together with what stands here. */
export const leftNotes = ({ taken, left_out }: Pick<DatasetLoad, 'taken' | 'left_out'>): string[] => [
  ...taken.map(
    ([id, thing]) =>
      `the ${thing.replace('_', ' ')} "${id}" was registered here before the bundled one of that id: yours stays, and the bundled one is left out`,
  ),
  ...left_out.map(([id, why]) => `the bundled entry "${id}" is left out, as it does not go together with what was recorded here: ${why}`),
];

const RECORDED_BY = 'bundled dataset';
const REWORDED = 'A newer release of the bundled dataset words this entry anew';
const BEHIND = 'A newer release of the bundled dataset has another entry before this one on its day: it is recorded once more behind that';

/**
 * Loads the bundled disputes by the ids of their entries: adds what is new, corrects what a release words anew, leaves alone what
 * somebody here corrected, and leaves out what does not go together with what they recorded: their history stays as they told it.
 * A second load does nothing. With `asOf` only what was announced by that day; with `dryRun` it says what it would do, and does nothing.
 */
export async function loadDataset(
  tracker: Tracker,
  asOf?: Day,
  dataset: Dataset = readDataset(),
  { dryRun = false } = {},
): Promise<DatasetLoad> {
  const plan = planDataset(dataset, asOf);
  const left = new Map<string, string>();
  for (;;) {
    let recorded: readonly Entry[] = [];
    const entries = plan.entries.filter(({ entryId }) => !left.has(entryId));
    try {
      const loaded = await loadPlan(tracker, { ...plan, entries }, dryRun, (recorder) => {
        recorded = recorder.entries;
      });
      return { ...loaded, left_out: [...left] };
    } catch (error) {
      if (!(error instanceof HistoryError) || !(await isKnown(tracker, error.measure))) throw error;
      const own = recorded.find(({ seq, entry_id }) => entry_id !== null && [error.seq, error.after].includes(seq));
      if (own === undefined) throw error;
      left.set(unversionedId(own.entry_id as string), error.message);
    }
  }
}

/** Did a measure stand before? What does not hold together of one that is new is the dataset's own fault. */
const isKnown = (tracker: Tracker, measure: string): Promise<boolean> =>
  tracker.store.readLatest(async (connection) => (await newestRegistrations(connection, 'measure', [measure])).size > 0);

async function loadPlan(
  tracker: Tracker,
  plan: DatasetPlan,
  dryRun: boolean,
  onRecorded: (recorder: Recorder) => void,
): Promise<Omit<DatasetLoad, 'left_out'>> {
  const news = await tracker.store.readLatest((connection) => findNews(connection, plan));
  if (news.added.length + news.changed.length + news.things.length === 0) return told(news);
  return write(tracker, { actor: RECORDED_BY, dryRun }, async (recorder) => {
    // Looked up again under the lock: another process may have loaded it meanwhile.
    const found = await findNews(recorder.connection, plan);
    const { added, behind, changed, things } = found;
    await recorder.registerAll(things);
    const resolutions = new Map<string, EntryOf<'resolution'>>();
    const remember = (id: string): void => {
      const entry = recorder.entries.findLast((one) => one.kind === 'resolution');
      if (entry?.kind === 'resolution') resolutions.set(id, entry);
    };
    const recorded = await datasetEntries(recorder.connection);
    for (const [id, { entry }] of recorded) if (entry.kind === 'resolution') resolutions.set(id, entry);
    const numberOf = (id: string): number => {
      const entry = recorder.entries.find((one) => one.entry_id === id) ?? recorded.get(id)?.entry;
      if (entry === undefined) throw new Error(`the rate table ${id} is not loaded`);
      return entry.seq;
    };
    const correct = async ({ planned, current: { entry, version } }: News['changed'][number]): Promise<void> => {
      if (entry.kind !== planned.kind) throw new Error(`${planned.entryId} is a ${entry.kind} in the ledger, and no ${planned.kind}`);
      const entryId = versionedId(planned.entryId, version + 1);
      await addCorrection(recorder, { ...entry, kind: planned.kind } as typeof entry & { kind: PlannedEntry['kind'] }, REWORDED, {
        input: inputOf(planned, numberOf),
        entryId,
        resolution: resolutionOf(planned, resolutions),
      });
    };
    // What comes of a resolution is read with the resolution as this release words it.
    for (const one of changed.filter(({ planned }) => planned.kind === 'resolution')) {
      await correct(one);
      remember(one.planned.entryId);
    }
    for (const planned of added) {
      const { kind } = planned;
      const about = { subject: subjectOf(planned), resolution: resolutionOf(planned, resolutions) };
      const again = behind.get(planned);
      const entryId = versionedId(planned.entryId, (again?.version ?? 0) + 1);
      if (again) await addCorrection(recorder, again.entry as Parameters<typeof addCorrection>[1], BEHIND, null);
      // The schema of the file has read the input as one of this kind.
      await recordEntry(recorder, kind, about, inputOf(planned, numberOf) as never, entryId, entryId);
      if (kind === 'resolution') remember(entryId);
    }
    for (const one of changed.filter(({ planned }) => planned.kind !== 'resolution')) await correct(one);
    onRecorded(recorder);
    return async () => told(found);
  });
}

/**
 * The same, unless this very dataset was loaded before, which is seen at once: a server looks at each start. What a newer program reads
 * otherwise in the same files, a load that is asked for brings.
 */
export async function loadNewDataset(tracker: Tracker, asOf?: Day): Promise<DatasetLoad> {
  const digest = datasetDigest();
  const nothing = { added: 0, corrected: 0, registered: 0, taken: [], left_out: [] };
  if ((await tracker.store.readLatest(loadedDataset)) === digest) return nothing;
  const loaded = await loadDataset(tracker, asOf);
  if (asOf === undefined)
    await tracker.store.write({ now: tracker.clock }, (connection, change) => {
      change.leaveState();
      return noteDataset(connection, digest);
    });
  return loaded;
}

/** Before anything of the bundled disputes was announced. */
const BEFORE_ALL: Day = '1800-01-01';

/** The economies that nothing can be recorded without, and no dispute: for a ledger of one's own. */
export const loadEconomies = (tracker: Tracker): Promise<DatasetLoad> => loadNewDataset(tracker, BEFORE_ALL);

interface News extends RegisterNews {
  /** What is recorded, in the order of the dataset. */
  added: PlannedEntry[];
  /** Of these what stands already and is recorded once more, behind others of its day that are new. */
  behind: ReadonlyMap<PlannedEntry, DatasetEntry>;
  changed: { planned: PlannedEntry; current: DatasetEntry }[];
}

const told = ({ added, behind, changed, things, taken }: News): Omit<DatasetLoad, 'left_out'> => ({
  ...{ added: added.length - behind.size, corrected: changed.length + behind.size, registered: things.length, taken: [...taken] },
});

/**
 * Where an entry stands among those of which the one recorded last holds on a day. Null where the order says nothing, and of rates by which
 * an agreement was carried out, whose number that says.
 */
function placeOf(planned: PlannedEntry, carryingOut: ReadonlySet<string>): string | null {
  if (planned.kind !== 'status_change' && planned.kind !== 'coverage' && planned.kind !== 'rate_table') return null;
  return carryingOut.has(planned.entryId) ? null : `${planned.measure} ${planned.kind} ${firstDay(planned.input.effective_on)}`;
}

async function findNews(connection: Connection, plan: DatasetPlan): Promise<News> {
  const current = await datasetEntries(connection);
  const settled = await settledHere(connection, current);
  const tables = await namedTables(connection, current);
  const behind = new Map<PlannedEntry, DatasetEntry>();
  const news: News = { added: [], behind, changed: [], ...(await findRegisterNews(connection, plan)) };
  const carryingOut = new Set(plan.entries.flatMap((one) => (one.kind === 'implementation' ? (one.input.rate_tables ?? []) : [])));
  const begun = new Set<string>();
  const isTaken = (id: string | undefined): boolean => id !== undefined && news.taken.has(id);
  for (const planned of plan.entries) {
    const there = current.get(planned.entryId);
    if (settled.has('resolution' in planned ? planned.resolution.id : planned.entryId)) continue;
    if (namedBy(planned).some(isTaken)) continue;
    const place = placeOf(planned, carryingOut);
    if (!there) {
      news.added.push(planned);
      if (place !== null) begun.add(place);
      // An entry that somebody retracted here stays as they left it.
    } else if (!there.retracted && place !== null && begun.has(place)) {
      news.added.push(planned);
      behind.set(planned, there);
    } else if (!there.retracted && !saysTheSame(planned, there.entry, tables)) news.changed.push({ planned, current: there });
  }
  return news;
}

/** The measures, disputes and cases that an entry of the dataset is about or names. */
const namedBy = (planned: PlannedEntry): (string | undefined)[] => [
  planned.measure,
  planned.dispute,
  planned.wtoCase,
  ...(planned.kind === 'link' ? [planned.input.to] : []),
  ...(planned.kind === 'duty_rule' ? [planned.input.other_measure, ...(planned.input.others ?? [])] : []),
  ...('resolution' in planned ? planned.resolution.outcomes.map(({ measure }) => measure) : []),
  ...(planned.kind === 'resolution' ? planned.input.outcomes.map(({ measure }) => measure) : []),
];

/** The resolutions that somebody here took back, corrected or said the outcome of: they and what comes of them stay as they were left. */
async function settledHere(connection: Connection, current: ReadonlyMap<string, DatasetEntry>): Promise<Set<string>> {
  const steps = await stepsRecordedHere(connection);
  return new Set(
    [...current].flatMap(([id, { entry, retracted }]) => (entry.kind === 'resolution' && (retracted || steps.has(entry.seq)) ? [id] : [])),
  );
}

/** The ids by which the dataset names the rate tables that its entries name by number; the id of one that was worded anew stays. */
async function namedTables(connection: Connection, current: ReadonlyMap<string, DatasetEntry>): Promise<ReadonlyMap<number, string>> {
  const named = [...current.values()].flatMap(({ entry }) => (entry.kind === 'implementation' ? (entry.rate_tables ?? []) : []));
  const tables = await loadEntries(connection, named);
  return new Map(tables.flatMap(({ seq, entry_id }) => (entry_id === null ? [] : [[seq, unversionedId(entry_id)] as const])));
}

/** Does the ledger's entry say what the dataset says? When and by whom it was recorded does not matter. */
function saysTheSame(planned: PlannedEntry, entry: Entry, tables: ReadonlyMap<number, string>): boolean {
  const same = entry.measure_id === (planned.measure ?? null) && entry.dispute_id === (planned.dispute ?? null);
  const there = kindOf(planned.kind).body.safeParse(entryInput(entry));
  if (!same || !there.success) return false;
  const named = entry.kind === 'implementation' && entry.rate_tables?.map((seq) => tables.get(seq) ?? seq);
  return saying({ ...there.data, ...(named && { rate_tables: named }) }) === saying(inputOf(planned));
}

/** What a body says: a source is cited by its id, none is none whether it is said or not, and a field that is null or an empty list says nothing. */
const saying = (said: Provenance): string => {
  const { sources, unsourced: _unsourced, ...body } = said;
  const ids = sources?.map((source) => (typeof source === 'string' ? source : source.id));
  return canonicalText({ ...body, confidence: confidenceOf(said), sources: ids }, saysSomething);
};

const subjectOf = ({ measure, dispute, wtoCase }: PlannedEntry) => ({
  measure_id: measure ?? null,
  dispute_id: dispute ?? null,
  wto_case_id: wtoCase ?? null,
});

/** A planned entry as a body of its kind: less what the file says about it. The rate tables that it names become numbers by `numberOf`. */
function inputOf(planned: PlannedEntry, numberOf?: (id: string) => number): Provenance {
  const {
    id: _id,
    implementations: _implementations,
    collapse: _collapse,
    ...input
  } = planned.input as Provenance & Record<string, unknown>;
  if (planned.kind === 'milestone' && planned.wtoCase !== undefined) return { ...input, ...{ wto_case: planned.wtoCase } };
  if (planned.kind !== 'implementation') return input;
  // Measures of which nothing was known yet have no part in it.
  const all = [...new Set(planned.resolution.outcomes.map((outcome) => outcome.measure))];
  const { measures, rate_tables } = planned.input;
  return {
    ...input,
    ...{ measures: measures?.filter((id) => all.includes(id)) ?? all },
    ...(rate_tables && numberOf && { rate_tables: rate_tables.map(numberOf) }),
  };
}

function resolutionOf(planned: PlannedEntry, resolutions: ReadonlyMap<string, EntryOf<'resolution'>>): EntryOf<'resolution'> | undefined {
  if (!('resolution' in planned)) return undefined;
  const found = resolutions.get(planned.resolution.id);
  if (found === undefined) throw new Error(`${planned.entryId}: its resolution ${planned.resolution.id} is not loaded`);
  return found;
}

/** A thing that the dataset registers. */
interface PlannedThing {
  thing: Thing;
  id: string;
  content: object;
}

/** The things of a plan, those that others name first. Names of states come from ISO 3166-1; the dataset adds unions, customs territories and what people also call them. */
function thingsOf(plan: DatasetPlan): PlannedThing[] {
  const own = new Map(plan.jurisdictions.jurisdictions.map((one) => [one.code, one]));
  const states = Object.entries(countries.getNames('en')).filter(([code]) => !own.has(code));
  const jurisdictions = [...own.values(), ...states.map(([code, name]) => ({ code, name, kind: 'state' as const, aliases: [] }))];
  const once = <Item extends { id: string }>(items: readonly Item[]): Item[] => [...new Map(items.map((item) => [item.id, item])).values()];
  const simple = (thing: Thing, items: readonly { id: string }[]): PlannedThing[] =>
    once(items).map((item) => ({ thing, id: item.id, content: withoutId(item) }));
  return [
    ...jurisdictions.map(
      ({ code, ...content }): PlannedThing => ({
        thing: 'jurisdiction',
        id: code,
        content: {
          ...content,
          areas: plan.jurisdictions.areas.filter((area) => area.code.slice(0, 2) === code),
          members: plan.jurisdictions.memberships.flatMap(({ union, ...member }) => (union === code ? [member] : [])),
        },
      }),
    ),
    ...simple('source', plan.sources),
    ...simple('exporter', plan.exporters),
    ...simple('dispute', plan.disputes),
    ...simple(
      'wto_case',
      plan.wtoCases.map(({ milestones: _milestones, ...one }) => one),
    ),
    ...plan.measures.map(
      ({ dispute, measure }): PlannedThing => ({ thing: 'measure', id: measure.id, content: measureContent(measure, dispute) }),
    ),
  ];
}

const measureContent = (measure: MeasureFile, dispute: string | undefined): object => {
  const { kind, type, imposed_by, title, direction, formality, summary, legal_instruments } = measure;
  const adds_to = measure.kind === 'tariff' ? measure.adds_to : undefined;
  return { kind, type, imposed_by, title, dispute, direction, formality, summary, legal_instruments, adds_to };
};

interface RegisterNews {
  things: Registering[];
  /** Ids of measures and disputes that somebody here gave to things of their own: what the dataset says of its own stays out. */
  taken: Map<string, Thing>;
}

/** The form in which the dataset's registration of a thing is known: `measure:ID`, `measure:ID@2`. */
const registrationId = ({ thing, id }: PlannedThing, version: number): string => versionedId(`${thing}:${id}`, version);

/**
 * What the dataset registers that is not there yet, or that it says otherwise than before. What somebody here registered since stays as
 * they left it, and a thing of their own keeps its id.
 */
async function findRegisterNews(connection: Connection, plan: DatasetPlan): Promise<RegisterNews> {
  const news: RegisterNews = { things: [], taken: new Map() };
  const bundled = await bundledSubjects(connection);
  for (const [thing, planned] of groupBy(thingsOf(plan), (one) => one.thing)) {
    const ids = planned.map(({ id }) => id);
    const newest = await newestRegistrations(connection, thing, ids);
    for (const one of planned) {
      const entry = newest.get(one.id);
      if (entry === undefined) news.things.push({ ...one, entryId: registrationId(one, 1) });
      else if (entry.entry_id === null && !(entry.origin === 'carried_over' && isBundled(one, bundled))) {
        // Registered here: an edit of ours, or a thing of somebody's own.
        if (!bundled.registered.has(`${thing}:${one.id}`) && !isBundled(one, bundled)) news.taken.set(one.id, thing);
      } else if (!plan.lessened.has(`${thing}:${one.id}`) && !sameThing(thing, entry.content, said(one.content))) {
        const version = Number(entry.entry_id?.split('@')[1] ?? (entry.entry_id === null ? 0 : 1));
        news.things.push({ ...one, entryId: registrationId(one, version + 1) });
      }
    }
  }
  return news;
}

/** Do two contents say the same of a thing? The order of aliases, areas and members says nothing. */
function sameThing(thing: Thing, a: object, b: object): boolean {
  const inOrder = (content: object): string =>
    canonicalText(
      thing === 'jurisdiction' || thing === 'exporter'
        ? Object.fromEntries(
            Object.entries(content).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.map((item) => canonicalText(said({ item }))).sort() : value,
            ]),
          )
        : content,
    );
  return inOrder(a) === inOrder(b);
}

/** What of the ledger came with the dataset: its registrations, and the measures and disputes about which it says something. */
interface Bundled {
  registered: ReadonlySet<string>;
  subjects: ReadonlySet<string>;
}

async function bundledSubjects(connection: Connection): Promise<Bundled> {
  const entries = [...(await datasetEntries(connection)).values()].map(({ entry }) => entry);
  const registered = entriesOf(entries, 'registration').map(({ thing, thing_id }) => `${thing}:${thing_id}`);
  const measures = [
    ...new Set(entries.flatMap(({ kind, measure_id }) => (kind !== 'registration' && measure_id !== null ? [measure_id] : []))),
  ];
  const heads = await measureHeads(connection, LATEST, measures);
  const disputes = [...heads.values()].flatMap(({ dispute_id }) => dispute_id ?? []);
  return { registered: new Set(registered), subjects: new Set([...measures, ...disputes]) };
}

/** Did a thing that an older database held come with the dataset? A measure or a dispute did if the dataset says something of it; of others their id tells. */
const isBundled = ({ thing, id }: PlannedThing, { subjects }: Bundled): boolean =>
  thing === 'measure' || thing === 'dispute' ? subjects.has(id) : true;
