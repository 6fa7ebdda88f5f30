import { LATEST } from '../db/cut.ts';
import { nomenclaturesOf } from '../db/nomenclatures.ts';
import { existingIds, newestRegistrations } from '../db/register.ts';
import { NEVER } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Thing } from '../domain/vocabulary.ts';
import { knownJurisdiction } from '../lookups/known.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { DisputeInput, DisputePatchInput } from '../things/dispute.ts';
import type { SourceInput } from '../things/entry.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { MeasureInput, MeasurePatchInput } from '../things/measure.ts';
import { read } from '../things/read.ts';
import type {
  ExporterInput,
  ExporterPatchInput,
  NomenclatureInput,
  NomenclaturePatchInput,
  SourcePatchInput,
  WtoCaseInput,
  WtoCasePatchInput,
} from '../things/register.ts';
import { type Registered, RegisteredThing } from '../things/registered.ts';
import { recordEntry } from './kinds.ts';
import { contentOf, type Recorder } from './recorder.ts';
import { recordAndReport } from './status-changes.ts';
import { type WriteContext, write } from './write.ts';

// What there is: each thing is said whole by a registration, and an edit is another one, which counts from then on.

type Named = Exclude<Thing, 'jurisdiction'>;
const NAMES: Readonly<Record<Named, string>> = {
  source: 'source',
  exporter: 'exporter',
  dispute: 'dispute',
  measure: 'measure',
  wto_case: 'WTO case',
  nomenclature: 'nomenclature',
};

/** Checks what a content names against the register, and gives it back. Throws `invalid` for what the register lacks. */
const CHECKS: {
  readonly [Of in Named]: (recorder: Recorder, content: Registered<Of>, at: (field: string) => string, id: string) => Promise<void> | void;
} = {
  source: () => undefined,
  exporter: async ({ register, connection }, { home, group }, at) => {
    if (home !== undefined) knownJurisdiction(register, home, at('home'));
    if (group !== undefined && !(await existingIds(connection, 'exporters', [group], LATEST)).has(group))
      throw invalid(at('group'), `there is no exporter "${group}": add it first (POST /exporters)`);
  },
  dispute: ({ register }, { parties }, at) => {
    for (const [position, party] of parties.entries()) if (party !== '*') knownJurisdiction(register, party, at(`parties.${position}`));
  },
  measure: async ({ register, connection }, { imposed_by, dispute }, at) => {
    knownJurisdiction(register, imposed_by, at('imposed_by'));
    if (dispute !== undefined && !(await existingIds(connection, 'disputes', [dispute], LATEST)).has(dispute))
      throw invalid(at('dispute'), `there is no dispute "${dispute}": add it first (POST /disputes)`);
  },
  wto_case: ({ register }, { complainant, co_complainants, respondent }, at) => {
    knownJurisdiction(register, complainant, at('complainant'));
    for (const [position, one] of co_complainants.entries()) knownJurisdiction(register, one, at(`co_complainants.${position}`));
    knownJurisdiction(register, respondent, at('respondent'));
  },
  nomenclature: async ({ register, connection }, content, at, id) => {
    const { jurisdiction, complete, first_on, last_on } = content;
    knownJurisdiction(register, jurisdiction, at('jurisdiction'));
    if (!complete) return;
    const others = await nomenclaturesOf(connection, [jurisdiction], LATEST);
    const other = others.find(
      (one) => one.id !== id && one.complete === 1 && first_on <= (one.last_on ?? NEVER) && one.first_on <= (last_on ?? NEVER),
    );
    if (other)
      throw new TrackerError(
        'conflict',
        `${other.id} is complete for ${jurisdiction} from ${other.first_on} to ${other.last_on ?? 'now'}: give it a last_on before ${first_on}, or this one other days`,
      );
  },
};

/** Registers a thing of which nothing is known yet, inside a transaction of the caller's. Throws `conflict` if its id is taken. */
export async function registerNew<Of extends Named>(
  recorder: Recorder,
  thing: Of,
  id: string,
  content: Registered<Of>,
  path = '',
): Promise<void> {
  if ((await newestRegistrations(recorder.connection, thing, [id])).has(id))
    throw new TrackerError('conflict', `the ${NAMES[thing]} "${id}" exists already`, [{ path: 'id', message: `"${id}" exists already` }]);
  await CHECKS[thing](recorder, content, (field) => (path === '' ? field : `${path}.${field}`), id);
  await recorder.registerAll([{ thing, id, content }], true);
}

/** What is said of a thing now. Throws `not_found` for one that was never registered. */
export async function registrationOf(recorder: Recorder, thing: Named, id: string): Promise<EntryOf<'registration'>> {
  const entry = (await newestRegistrations(recorder.connection, thing, [id])).get(id);
  if (!entry) throw new TrackerError('not_found', `there is no ${NAMES[thing]} "${id}"`);
  return entry;
}

/** Registers a thing anew with what a patch changes: a field left out stays, null takes it away. */
async function registerAnew<Of extends Named>(recorder: Recorder, thing: Of, id: string, patch: object): Promise<Registered<Of>> {
  const { content } = await registrationOf(recorder, thing, id);
  const changed = Object.entries(patch).filter(([, value]) => value !== undefined);
  const merged = { ...content, ...Object.fromEntries(changed) };
  const wanted = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const whole = read(RegisteredThing[thing], wanted) as Registered<Of>;
  await CHECKS[thing](recorder, whole, (field) => field, id);
  await recorder.registerAll([{ thing, id, content: whole }]);
  return whole;
}

type Added = Promise<{ id: string }>;
type Adding<Input> = (tracker: Tracker, context: WriteContext, input: Input) => Added;
type Editing<Patch> = (tracker: Tracker, context: WriteContext, id: string, patch: Patch) => Added;

const adding =
  <Of extends Exclude<Named, 'measure'>>(thing: Of): Adding<Registered<Of> & { id: string }> =>
  (tracker, context, input) =>
    write(tracker, context, async (recorder) => {
      await registerNew(recorder, thing, input.id, contentOf(input) as unknown as Registered<Of>);
      return async () => ({ id: input.id });
    });

const editing =
  <Patch extends object>(thing: Exclude<Named, 'measure'>): Editing<Patch> =>
  (tracker, context, id, patch) =>
    write(tracker, context, async (recorder) => {
      await registerAnew(recorder, thing, id, patch);
      return async () => ({ id });
    });

/** What a form registers or edits: the same as a call, and it tells the entries. A dispute or a WTO case has a page that shows them. */
export type FormThing = Exclude<Named, 'measure' | 'nomenclature'>;

/** Registers a thing as the calls do; the answer tells what is recorded. Throws as they. */
export const registerThing = <Of extends FormThing>(
  tracker: Tracker,
  context: WriteContext,
  thing: Of,
  input: Registered<Of> & { id: string },
): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await registerNew(recorder, thing, input.id, contentOf(input) as unknown as Registered<Of>);
    return { measures: [], dispute: null, effectiveOn: null };
  });

/** Edits a thing as the calls do; the answer tells what is recorded. Throws as they. */
export const editThing = (tracker: Tracker, context: WriteContext, thing: FormThing, id: string, patch: object): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await registerAnew(recorder, thing, id, patch);
    return { measures: [], dispute: null, effectiveOn: null };
  });

/** What is said of a thing now, and by which entry. Throws `not_found` for one that was never registered. */
export const registeredNow = (
  tracker: Tracker,
  thing: Named,
  id: string,
): Promise<{ seq: number; content: Readonly<Record<string, unknown>> }> =>
  tracker.store.readLatest(async (connection) => {
    const entry = (await newestRegistrations(connection, thing, [id])).get(id);
    if (!entry) throw new TrackerError('not_found', `there is no ${NAMES[thing]} "${id}"`);
    return { seq: entry.seq, content: entry.content };
  });

/** Registers a source. Throws `conflict` if the id is taken. */
export const addSource: Adding<SourceInput> = adding('source');
/** Edits a source; what the patch leaves out stays. Throws `not_found`. */
export const editSource: Editing<SourcePatchInput> = editing('source');

/** Registers a company. Throws `conflict` if the id is taken, `invalid` for an unknown home or group. */
export const addExporter: Adding<ExporterInput> = adding('exporter');
/** Edits a company; aliases given replace all it has. Throws `not_found`, `invalid` for an unknown home or group. */
export const editExporter: Editing<ExporterPatchInput> = editing('exporter');

/** Registers a dispute. Throws `conflict` if the id is taken, `invalid` for an unknown party. */
export const addDispute: Adding<DisputeInput> = adding('dispute');
/** Edits a dispute; parties given replace all it has. Throws `not_found`, `invalid` for an unknown party. */
export const editDispute: Editing<DisputePatchInput> = editing('dispute');

/** Registers a WTO case. Throws `conflict` if the number is taken, `invalid` for an unknown party. */
export const addWtoCase: Adding<WtoCaseInput> = adding('wto_case');
/** Edits a WTO case; what the patch leaves out stays. Throws `not_found`, `invalid` for an unknown complainant. */
export const editWtoCase: Editing<WtoCasePatchInput> = editing('wto_case');

/** Registers a nomenclature with all its lines. Throws `conflict` if the id is taken or another one is complete for the same days. */
export const addNomenclature: Adding<NomenclatureInput> = adding('nomenclature');
/** Edits a nomenclature; lines given replace all it has. Throws as `addNomenclature`, and `not_found`. */
export const editNomenclature: Editing<NomenclaturePatchInput> = editing('nomenclature');

/**
 * Registers a measure, with its coverage and history if they are given. Throws `conflict` if the id is taken or the history is
 * unlawful, `invalid` for an unknown jurisdiction, dispute or partner.
 */
export const addMeasure = (tracker: Tracker, context: WriteContext, input: MeasureInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await insertMeasure(recorder, input);
    return { measures: [input.id], dispute: input.dispute ?? null, effectiveOn: null };
  });

/** The same inside a transaction of the caller's; `path` is where it stood in the input. */
export async function insertMeasure(recorder: Recorder, input: MeasureInput, path = ''): Promise<void> {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const { id, coverage, rate_tables: tables = [], status_changes: changes = [], ...content } = input;
  await registerNew(recorder, 'measure', id, content, path);
  const about = { subject: { measure_id: id } };
  for (const [index, one] of [coverage ?? []].flat().entries())
    await recordEntry(recorder, 'coverage', about, one, at(Array.isArray(coverage) ? `coverage.${index}` : 'coverage'));
  for (const [index, table] of tables.entries()) await recordEntry(recorder, 'rate_table', about, table, at(`rate_tables.${index}`));
  for (const [index, change] of changes.entries())
    await recordEntry(recorder, 'status_change', about, change, at(`status_changes.${index}`));
}

/** Edits what a measure is, its kind aside, or the dispute it belongs to. Throws `not_found` or `invalid`. */
export const editMeasure = (tracker: Tracker, context: WriteContext, id: string, patch: MeasurePatchInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    const { dispute } = await registerAnew(recorder, 'measure', id, patch);
    return { measures: [id], dispute: dispute ?? null, effectiveOn: null };
  });
