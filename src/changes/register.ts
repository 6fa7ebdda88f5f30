import { WHOLE } from '../db/cut.ts';
import { newestRegistrations, thingsCalled } from '../db/register.ts';
import { measureStatements } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { saysSame } from '../domain/ledger.ts';
import { ownAmong } from '../domain/register.ts';
import { jurisdictionOf } from '../domain/scope.ts';
import type { Thing } from '../domain/vocabulary.ts';
import { knownJurisdiction } from '../lookups/known.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { DisputeInput, DisputePatchInput } from '../things/dispute.ts';
import type { SourceInput } from '../things/entry.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { MeasureInput, MeasurePatchInput } from '../things/measure.ts';
import { read } from '../things/read.ts';
import {
  type AreaInput,
  type AreaPatchInput,
  type ExporterInput,
  type ExporterPatchInput,
  type JurisdictionInput,
  type JurisdictionPatchInput,
  type NomenclatureInput,
  type NomenclaturePatchInput,
  type ProductInput,
  type ProductPatchInput,
  productId,
  type SourcePatchInput,
  type WtoCaseInput,
  type WtoCasePatchInput,
} from '../things/register.ts';
import { type RegisteredContent, RegisteredThing } from '../things/registered.ts';
import { AreaCode } from '../things/scalars.ts';
import { recordEntry } from './kinds.ts';
import { type Recorder, said, withoutId } from './recorder.ts';
import { REGISTER_CHECKS } from './register-checks.ts';
import { recordAndReport } from './status-changes.ts';
import { type WriteContext, write } from './write.ts';

// What there is: each thing is said whole by a registration, and an edit is another one, which counts from then on.

const NAMES: Readonly<Record<Thing, string>> = {
  jurisdiction: 'jurisdiction',
  source: 'source',
  exporter: 'exporter',
  dispute: 'dispute',
  measure: 'measure',
  wto_case: 'WTO case',
  nomenclature: 'nomenclature',
  product: 'product',
};

/** The field of a body that the id of a thing is made of. */
const idField = (thing: Thing): string => (thing === 'product' ? 'code' : 'id');

/** Registers a thing of which nothing is known yet, inside a transaction of the caller's. Throws `conflict` if its id is taken. */
export async function registerNew<Of extends Thing>(
  recorder: Recorder,
  thing: Of,
  id: string,
  content: RegisteredContent<Of>,
): Promise<void> {
  const other = thing === 'measure' ? 'dispute' : thing === 'dispute' ? 'measure' : null;
  const taken = await thingsCalled(recorder.connection, id, thing, other ?? thing);
  if (taken.includes(thing))
    throw new TrackerError('conflict', `the ${NAMES[thing]} "${id}" exists already`, [
      { path: idField(thing), message: `"${id}" exists already` },
    ]);
  if (other !== null && taken.includes(other))
    throw new TrackerError('conflict', `"${id}" is a ${other} already: an id that both have means the measure alone in commands`, [
      { path: 'id', message: `"${id}" is a ${other} already: take another id` },
    ]);
  await REGISTER_CHECKS[thing](recorder, content, id);
  await recorder.registerAll([{ thing, id, content }], true);
}

/** What is said of a thing now. Throws `not_found` for one that was never registered. */
async function registrationOf(connection: Connection, thing: Thing, id: string): Promise<EntryOf<'registration'>> {
  const entry = (await newestRegistrations(connection, thing, [id])).get(id);
  if (!entry) throw new TrackerError('not_found', `there is no ${NAMES[thing]} "${id}"`);
  return entry;
}

/** Registers a thing anew with what a patch changes: a field left out stays, null takes it away. What is so already is not recorded again. */
async function registerAnew<Of extends Thing>(recorder: Recorder, thing: Of, id: string, patch: object): Promise<RegisteredContent<Of>> {
  const { content } = await registrationOf(recorder.connection, thing, id);
  const changed = Object.entries(patch).filter(([, value]) => value !== undefined);
  const merged = { ...content, ...Object.fromEntries(changed) };
  const wanted = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const whole = read(RegisteredThing[thing], wanted) as RegisteredContent<Of>;
  await REGISTER_CHECKS[thing](recorder, whole, id);
  if (!saysSame(said(whole), content)) await recorder.registerAll([{ thing, id, content: whole }]);
  return whole;
}

type Added = Promise<{ id: string }>;
type Adding<Input> = (tracker: Tracker, context: WriteContext, input: Input) => Added;
type Editing<Patch> = (tracker: Tracker, context: WriteContext, id: string, patch: Patch) => Added;
type Work = (recorder: Recorder) => Promise<unknown>;

/** Changes the register as the calls do, which are told the id. */
const tellingId = (tracker: Tracker, context: WriteContext, id: string, work: Work): Added =>
  write(tracker, context, async (recorder) => {
    await work(recorder);
    return async () => ({ id });
  });

/** The same as forms do, which are told what is recorded: they show it. */
const tellingEntries = (tracker: Tracker, context: WriteContext, work: Work): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await work(recorder);
    return { measures: [], dispute: null, effectiveOn: null };
  });

/** Registers what a body says, whose id is not in its content. */
const registerBody = <Of extends Thing>(recorder: Recorder, thing: Of, input: RegisteredContent<Of> & { id: string }): Promise<void> =>
  registerNew(recorder, thing, input.id, withoutId(input) as unknown as RegisteredContent<Of>);

const adding =
  <Of extends Exclude<Thing, 'measure' | 'jurisdiction'>>(thing: Of): Adding<RegisteredContent<Of> & { id: string }> =>
  (tracker, context, input) =>
    tellingId(tracker, context, input.id, (recorder) => registerBody(recorder, thing, input));

const editing =
  <Patch extends object>(thing: Exclude<Thing, 'measure'>): Editing<Patch> =>
  (tracker, context, id, patch) =>
    tellingId(tracker, context, id, (recorder) => registerAnew(recorder, thing, id, patch));

/** What a form registers or edits. A dispute or a WTO case has a page that shows its entries. */
export type FormThing = Exclude<Thing, 'measure' | 'nomenclature' | 'product'>;

/** Registers a thing as the calls do; the answer tells what is recorded. Throws as they. */
export const registerThing = <Of extends FormThing>(
  tracker: Tracker,
  context: WriteContext,
  thing: Of,
  input: RegisteredContent<Of> & { id: string },
): Promise<Recorded> => tellingEntries(tracker, context, (recorder) => registerBody(recorder, thing, input));

/** Edits a thing as the calls do; the answer tells what is recorded. Throws as they. */
export const editThing = (tracker: Tracker, context: WriteContext, thing: FormThing, id: string, patch: object): Promise<Recorded> =>
  tellingEntries(tracker, context, (recorder) => registerAnew(recorder, thing, id, patch));

/** What is said of a thing now, and by which entry. Throws `not_found` for one that was never registered. */
export const registeredNow = (
  tracker: Tracker,
  thing: Thing,
  id: string,
): Promise<{ seq: number; content: Readonly<Record<string, unknown>> }> =>
  tracker.store.readLatest(async (connection) => {
    const { seq, content } = await registrationOf(connection, thing, id);
    return { seq, content };
  });

/** Registers a jurisdiction. Throws `conflict` if the code is taken, `invalid` for a name that another one has, and for areas that are not its own. */
export const addJurisdiction = (tracker: Tracker, context: WriteContext, { code, ...content }: JurisdictionInput): Added =>
  tellingId(tracker, context, code, (recorder) => registerNew(recorder, 'jurisdiction', code, content));

/** Edits a jurisdiction; lists given replace all it has. Throws as `addJurisdiction`, `not_found`, and `invalid` where an area goes that the ledger names. */
export const editJurisdiction: Editing<JurisdictionPatchInput> = editing('jurisdiction');

type AreaChange = (areas: readonly AreaInput[], area: AreaInput, isThere: boolean) => AreaInput[];

/** Changes the areas of the jurisdiction that one of them lies in. */
async function changeArea(recorder: Recorder, area: AreaInput, change: AreaChange): Promise<void> {
  const home = jurisdictionOf(area.code);
  knownJurisdiction(recorder.register, home, 'code');
  const { content } = await registrationOf(recorder.connection, 'jurisdiction', home);
  const areas = (content.areas ?? []) as AreaInput[];
  const isThere = areas.some(({ code }) => code === area.code);
  await registerAnew(recorder, 'jurisdiction', home, { areas: change(areas, area, isThere) });
}

const newArea: AreaChange = (areas, area, isThere) => {
  if (isThere)
    throw new TrackerError('conflict', `the area "${area.code}" exists already`, [
      { path: 'code', message: `"${area.code}" exists already` },
    ]);
  return [...areas, area];
};

const renamedArea: AreaChange = (areas, area, isThere) => {
  if (!isThere) throw noArea(area.code);
  return areas.map((one) => (one.code === area.code ? area : one));
};

const noArea = (code: string): TrackerError => new TrackerError('not_found', `there is no area "${code}": /jurisdictions lists them`);

const areaVerb =
  (change: AreaChange) =>
  (tracker: Tracker, context: WriteContext, area: AreaInput): Added =>
    tellingId(tracker, context, area.code, (recorder) => changeArea(recorder, area, change));

const areaForm =
  (change: AreaChange) =>
  (tracker: Tracker, context: WriteContext, area: AreaInput): Promise<Recorded> =>
    tellingEntries(tracker, context, (recorder) => changeArea(recorder, area, change));

/** Registers an area of a jurisdiction. Throws `conflict` if there is one of that code, `invalid` for an unknown jurisdiction. */
export const addArea = areaVerb(newArea);

/** Gives an area another name. Throws `not_found`. */
export const editArea = async (tracker: Tracker, context: WriteContext, code: string, { name }: AreaPatchInput): Added => {
  if (!AreaCode.safeParse(code).success) throw noArea(code);
  return areaVerb(renamedArea)(tracker, context, { code, name });
};

/** The same for forms: the answer tells what is recorded. */
export const registerArea = areaForm(newArea);
/** Gives an area another name. Throws `not_found`. */
export const renameArea = areaForm(renamedArea);

/** An area, and what is said of the jurisdiction that it lies in, by which entry. Throws `not_found`. */
export async function areaNow(
  tracker: Tracker,
  code: string,
): Promise<{ area: AreaInput; home: string } & Awaited<ReturnType<typeof registeredNow>>> {
  if (!AreaCode.safeParse(code).success) throw noArea(code);
  const home = jurisdictionOf(code);
  const registered = await registeredNow(tracker, 'jurisdiction', home);
  const area = ((registered.content.areas ?? []) as AreaInput[]).find((one) => one.code === code);
  if (!area) throw noArea(code);
  return { area, home, ...registered };
}

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

/** Registers what goods are called. Throws `conflict` if that edition's code is registered already. */
export const addProduct = (tracker: Tracker, context: WriteContext, input: ProductInput): Added =>
  tellingId(tracker, context, productId(input), (recorder) => registerNew(recorder, 'product', productId(input), input));
/** Edits what goods are called; words given replace all they have. Throws `not_found`. */
export const editProduct: Editing<ProductPatchInput> = editing('product');

/**
 * Registers a measure, with its coverage and history if they are given. Throws `conflict` if the id is taken or the history is
 * unlawful, `invalid` for an unknown jurisdiction, dispute or partner.
 */
export const addMeasure = (tracker: Tracker, context: WriteContext, input: MeasureInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await insertMeasure(recorder, input);
    return { measures: [input.id], dispute: input.dispute ?? null, effectiveOn: null };
  });

/** The same inside a transaction of the caller's. */
export async function insertMeasure(recorder: Recorder, input: MeasureInput): Promise<void> {
  const { id, coverage, rate_tables: tables = [], status_changes: changes = [], ...content } = input;
  await registerNew(recorder, 'measure', id, content);
  recorder.knowMeasure(id, content);
  const about = { subject: { measure_id: id } };
  for (const [index, one] of [coverage ?? []].flat().entries())
    await recordEntry(recorder, 'coverage', about, one, Array.isArray(coverage) ? `coverage.${index}` : 'coverage');
  for (const [index, table] of tables.entries()) await recordEntry(recorder, 'rate_table', about, table, `rate_tables.${index}`);
  for (const [index, change] of changes.entries()) await recordEntry(recorder, 'status_change', about, change, `status_changes.${index}`);
}

/** Checks that a measure covers nothing of who is now said to impose it. Throws `invalid`. */
async function checkImposer(connection: Connection, id: string, imposed_by: string): Promise<void> {
  const { coverages } = await measureStatements(connection, id, WHOLE);
  for (const { seq, entry } of coverages) {
    if (entry.kind !== 'coverage') continue;
    const partners = entry.scopes.flatMap((scope) => scope.partners);
    const own = ownAmong(partners, imposed_by);
    const way = 'correct that entry first; where both are to change places, to everybody ("*") in between';
    if (own !== undefined) throw invalid('imposed_by', `"${imposed_by}" is whom ${id} affects (${own}, by entry ${seq}): ${way}`);
  }
}

/** Edits what a measure is, its kind aside, or the dispute it belongs to. Throws `not_found` or `invalid`. */
export const editMeasure = (tracker: Tracker, context: WriteContext, id: string, patch: MeasurePatchInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    const { dispute, imposed_by } = await registerAnew(recorder, 'measure', id, patch);
    if (patch.imposed_by !== undefined) await checkImposer(recorder.connection, id, imposed_by);
    return { measures: [id], dispute: dispute ?? null, effectiveOn: null };
  });
