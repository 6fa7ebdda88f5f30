import countries from 'i18n-iso-countries';
import { addCorrection } from '../changes/correct.ts';
import { entryInput, kindOf, recordEntry } from '../changes/kinds.ts';
import { type Recorder, sourceRow } from '../changes/recorder.ts';
import { insertDispute, insertExporter, insertMeasureRows, insertWtoCase } from '../changes/register.ts';
import { write } from '../changes/write.ts';
import { type DatasetPlan, type PlannedEntry, planDataset } from '../dataset/plan.ts';
import { type Dataset, readDataset } from '../dataset/read.ts';
import { type DatasetEntry, datasetEntries, versionedId } from '../db/histories.ts';
import { stepsRecordedHere } from '../db/outcomes.ts';
import { addToRegister, existingIds, readRegister } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { type Day, NEVER } from '../domain/dates.ts';
import { canonicalText } from '../domain/ledger.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Provenance } from '../things/entry.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';

export interface DatasetLoad {
  /** Entries that were not there before. */
  added: number;
  /** Entries that this release words anew. */
  corrected: number;
}

const RECORDED_BY = 'bundled dataset';
const REWORDED = 'A newer release of the bundled dataset words this entry anew';

/**
 * Loads the bundled disputes by the ids of their entries: adds what is new, corrects what a release words anew, leaves alone what
 * somebody here corrected. A second load does nothing. With `asOf` only what was announced by that day.
 */
export async function loadDataset(tracker: Tracker, asOf?: Day, dataset: Dataset = readDataset()): Promise<DatasetLoad> {
  const plan = planDataset(dataset, asOf);
  const news = await tracker.store.read((connection) => findNews(connection, plan));
  if (news.added.length + news.changed.length === 0 && news.complete) return { added: 0, corrected: 0 };
  await seedJurisdictions(tracker, plan);
  return write(tracker, { actor: RECORDED_BY }, async (recorder) => {
    // Looked up again under the lock: another process may have loaded it meanwhile.
    const { added, changed } = await findNews(recorder.connection, plan);
    await completeRegister(recorder, plan);
    const resolutions = new Map<string, EntryOf<'resolution'>>();
    const remember = (id: string): void => {
      const entry = recorder.entries.findLast((one) => one.kind === 'resolution');
      if (entry?.kind === 'resolution') resolutions.set(id, entry);
    };
    for (const [id, { entry }] of await datasetEntries(recorder.connection)) if (entry.kind === 'resolution') resolutions.set(id, entry);
    const correct = async ({ planned, current: { entry, version } }: News['changed'][number]): Promise<void> => {
      if (entry.kind !== planned.kind) throw new Error(`${planned.entryId} is a ${entry.kind} in the ledger, and no ${planned.kind}`);
      const entryId = versionedId(planned.entryId, version + 1);
      await addCorrection(recorder, { ...entry, kind: planned.kind } as typeof entry & { kind: PlannedEntry['kind'] }, REWORDED, {
        input: inputOf(planned),
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
      const { kind, entryId } = planned;
      const about = { subject: subjectOf(planned), resolution: resolutionOf(planned, resolutions) };
      // The schema of the file has read the input as one of this kind.
      await recordEntry(recorder, kind, about, inputOf(planned) as never, entryId, entryId);
      if (kind === 'resolution') remember(entryId);
    }
    for (const one of changed.filter(({ planned }) => planned.kind !== 'resolution')) await correct(one);
    return async () => ({ added: added.length, corrected: changed.length });
  });
}

/** What `loadDataset` would do, without doing it. */
export async function previewDataset(tracker: Tracker, asOf?: Day): Promise<DatasetLoad> {
  const plan = planDataset(readDataset(), asOf);
  const { added, changed } = await tracker.store.read((connection) => findNews(connection, plan));
  return { added: added.length, corrected: changed.length };
}

interface News {
  added: PlannedEntry[];
  changed: { planned: PlannedEntry; current: DatasetEntry }[];
  /** Does the register hold everything that the plan names? */
  complete: boolean;
}

async function findNews(connection: Connection, plan: DatasetPlan): Promise<News> {
  const current = await datasetEntries(connection);
  const settled = await settledHere(connection, current);
  const news: News = { added: [], changed: [], complete: true };
  for (const planned of plan.entries) {
    const there = current.get(planned.entryId);
    if (settled.has('resolution' in planned ? planned.resolution.id : planned.entryId)) continue;
    if (!there) news.added.push(planned);
    // An entry that somebody retracted here stays as they left it.
    else if (!there.retracted && !saysTheSame(planned, there.entry)) news.changed.push({ planned, current: there });
  }
  const has = async (table: Parameters<typeof existingIds>[1], ids: string[]): Promise<boolean> =>
    (await existingIds(connection, table, ids)).size === new Set(ids).size;
  news.complete =
    (await has(
      'sources',
      plan.sources.map((source) => source.id),
    )) &&
    (await has(
      'measures',
      plan.measures.map(({ measure }) => measure.id),
    )) &&
    (await has(
      'disputes',
      plan.disputes.map((dispute) => dispute.id),
    )) &&
    (await has(
      'exporters',
      plan.exporters.map((exporter) => exporter.id),
    ));
  return news;
}

/** The resolutions that somebody here took back, corrected or said the outcome of: they and what comes of them stay as they were left. */
async function settledHere(connection: Connection, current: ReadonlyMap<string, DatasetEntry>): Promise<Set<string>> {
  const steps = await stepsRecordedHere(connection);
  return new Set(
    [...current].flatMap(([id, { entry, retracted }]) => (entry.kind === 'resolution' && (retracted || steps.has(entry.seq)) ? [id] : [])),
  );
}

/** Does the ledger's entry say what the dataset says? When and by whom it was recorded does not matter. */
function saysTheSame(planned: PlannedEntry, entry: Entry): boolean {
  const same = entry.measure_id === (planned.measure ?? null) && entry.dispute_id === (planned.dispute ?? null);
  const there = kindOf(planned.kind).body.safeParse(entryInput(entry));
  return same && there.success && saying(there.data) === saying(inputOf(planned));
}

/** What a body says: a source is cited by its id, and a field that is null or an empty list says nothing. */
const saying = ({ sources, ...body }: Provenance): string => {
  const ids = sources?.map((source) => (typeof source === 'string' ? source : source.id));
  return canonicalText({ ...body, sources: ids }, (value) => value !== null && !(Array.isArray(value) && value.length === 0));
};

const subjectOf = ({ measure, dispute, wtoCase }: PlannedEntry) => ({
  measure_id: measure ?? null,
  dispute_id: dispute ?? null,
  wto_case_id: wtoCase ?? null,
});

/** A planned entry as a body of its kind: less what the file says about it. */
function inputOf(planned: PlannedEntry): Provenance {
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
  return { ...input, ...{ measures: planned.input.measures?.filter((id) => all.includes(id)) ?? all } };
}

function resolutionOf(planned: PlannedEntry, resolutions: ReadonlyMap<string, EntryOf<'resolution'>>): EntryOf<'resolution'> | undefined {
  if (!('resolution' in planned)) return undefined;
  const found = resolutions.get(planned.resolution.id);
  if (found === undefined) throw new Error(`${planned.entryId}: its resolution ${planned.resolution.id} is not loaded`);
  return found;
}

/** Names of states come from ISO 3166-1; the dataset adds unions, customs territories and what people also call them. */
async function seedJurisdictions(tracker: Tracker, { jurisdictions: given }: DatasetPlan): Promise<void> {
  await write(tracker, { actor: RECORDED_BY }, async ({ connection }) => {
    const { jurisdictions, areas, memberships } = await readRegister(connection);
    const own = new Map(given.jurisdictions.map((one) => [one.code, one]));
    const all = [
      ...given.jurisdictions,
      ...Object.entries(countries.getNames('en'))
        .filter(([code]) => !own.has(code))
        .map(([code, name]) => ({ code, name, kind: 'state' as const, aliases: [] })),
    ].filter(({ code }) => !jurisdictions.has(code));
    const joined = new Set(memberships.map((one) => `${one.union_code} ${one.member_code} ${one.joined_on}`));
    await addToRegister(connection, {
      jurisdictions: all.map(({ code, name, kind }) => ({ code, name, kind })),
      jurisdiction_aliases: all.flatMap(({ code, aliases }) => aliases.map((alias) => ({ code, alias }))),
      union_members: given.memberships
        .filter((one) => !joined.has(`${one.union} ${one.member} ${one.joined_on}`))
        .map(({ union, member, joined_on, left_on, note }) => ({
          union_code: union,
          member_code: member,
          joined_on,
          left_on: left_on ?? NEVER,
          note: note ?? null,
        })),
      areas: given.areas
        .filter(({ code }) => !areas.has(code))
        .map(({ code, name }) => ({ code, jurisdiction_code: code.slice(0, 2), name })),
    });
    return async () => undefined;
  });
}

/** Adds what the register lacks. What is there stays as it is: people may have edited it. */
async function completeRegister(recorder: Recorder, plan: DatasetPlan): Promise<void> {
  const { connection } = recorder;
  const missing = async <T>(table: Parameters<typeof existingIds>[1], items: readonly T[], idOf: (item: T) => string): Promise<T[]> => {
    const there = await existingIds(connection, table, items.map(idOf));
    const once = new Map(items.map((item) => [idOf(item), item]));
    return [...once.values()].filter((item) => !there.has(idOf(item)));
  };
  const sources = await missing('sources', plan.sources, (source) => source.id);
  await addToRegister(connection, { sources: sources.map(sourceRow) });
  for (const exporter of await missing('exporters', plan.exporters, (one) => one.id)) await insertExporter(recorder, exporter);
  for (const dispute of await missing('disputes', plan.disputes, (one) => one.id)) await insertDispute(recorder, dispute);
  for (const one of await missing('wto_cases', plan.wtoCases, (item) => item.id)) await insertWtoCase(recorder, one);
  for (const { dispute, measure } of await missing('measures', plan.measures, (one) => one.measure.id))
    await insertMeasureRows(recorder, { ...measure, dispute });
}
