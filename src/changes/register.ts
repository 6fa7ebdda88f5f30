import { addToRegister, changeRegister, existingIds, readMeasure, replaceChildren } from '../db/register.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { knownJurisdiction } from '../lookups/known.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { DisputeInput, DisputePatchInput } from '../things/dispute.ts';
import type { SourceInput } from '../things/entry.ts';
import type { MeasureInput, MeasurePatchInput } from '../things/measure.ts';
import type { ExporterInput, ExporterPatchInput, SourcePatchInput, WtoCaseInput, WtoCasePatchInput } from '../things/register.ts';
import { recordEntry } from './kinds.ts';
import { type Recorder, sourceRow } from './recorder.ts';
import { recordAndReport } from './status-changes.ts';
import { type WriteContext, write } from './write.ts';

type Table = 'sources' | 'exporters' | 'disputes' | 'measures' | 'wto_cases';
const NAMES: Record<Table, string> = {
  sources: 'source',
  exporters: 'exporter',
  disputes: 'dispute',
  measures: 'measure',
  wto_cases: 'WTO case',
};

async function mustBeNew(recorder: Recorder, table: Table, id: string): Promise<void> {
  if ((await existingIds(recorder.connection, table, [id])).has(id))
    throw new TrackerError('conflict', `the ${NAMES[table]} "${id}" exists already`, [{ path: 'id', message: `"${id}" exists already` }]);
}

async function mustExist(recorder: Recorder, table: Table, id: string): Promise<void> {
  if (!(await existingIds(recorder.connection, table, [id])).has(id))
    throw new TrackerError('not_found', `there is no ${NAMES[table]} "${id}"`);
}

/** Leaves out what a patch doesn't mention. */
const given = (values: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Registers a source. Throws `conflict` if the id is taken. */
export const addSource = (tracker: Tracker, context: WriteContext, input: SourceInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustBeNew(recorder, 'sources', input.id);
    await addToRegister(recorder.connection, { sources: [sourceRow(input)] });
    return async () => ({ id: input.id });
  });

/** Edits a source; what the patch leaves out stays. Throws `not_found`. */
export const editSource = (tracker: Tracker, context: WriteContext, id: string, patch: SourcePatchInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustExist(recorder, 'sources', id);
    await changeRegister(recorder.connection, 'sources', id, given(patch));
    return async () => ({ id });
  });

/** Registers a company. Throws `conflict` if the id is taken, `invalid` for an unknown home. */
export const addExporter = (tracker: Tracker, context: WriteContext, input: ExporterInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustBeNew(recorder, 'exporters', input.id);
    await insertExporter(recorder, input);
    return async () => ({ id: input.id });
  });

/** The same inside a transaction of the caller's. */
export async function insertExporter({ connection, register }: Recorder, { id, name, home, aliases }: ExporterInput): Promise<void> {
  if (home !== undefined) knownJurisdiction(register, home, 'home');
  await addToRegister(connection, {
    exporters: [{ id, name, home: home ?? null }],
    exporter_aliases: [...new Set(aliases)].map((alias) => ({ exporter_id: id, alias })),
  });
}

/** Edits a company; aliases given replace all it has. Throws `not_found`, `invalid` for an unknown home. */
export const editExporter = (tracker: Tracker, context: WriteContext, id: string, patch: ExporterPatchInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    const { connection, register } = recorder;
    await mustExist(recorder, 'exporters', id);
    if (typeof patch.home === 'string') knownJurisdiction(register, patch.home, 'home');
    await changeRegister(connection, 'exporters', id, given({ name: patch.name, home: patch.home }));
    if (patch.aliases) {
      const rows = [...new Set(patch.aliases)].map((alias) => ({ exporter_id: id, alias }));
      await replaceChildren(connection, 'exporter_aliases', { column: 'exporter_id', id }, rows);
    }
    return async () => ({ id });
  });

/** Registers a dispute. Throws `conflict` if the id is taken, `invalid` for an unknown party. */
export const addDispute = (tracker: Tracker, context: WriteContext, input: DisputeInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustBeNew(recorder, 'disputes', input.id);
    await insertDispute(recorder, input);
    return async () => ({ id: input.id });
  });

/** The same inside a transaction of the caller's. */
export async function insertDispute(recorder: Recorder, { id, title, summary, tier, parties }: DisputeInput): Promise<void> {
  await addToRegister(recorder.connection, {
    disputes: [{ id, title, summary: summary ?? null, tier }],
    dispute_parties: partyRows(recorder, id, parties),
  });
}

function partyRows({ register }: Recorder, dispute_id: string, parties: readonly string[]) {
  return parties.map((party, position) => {
    if (party !== '*') knownJurisdiction(register, party, `parties.${position}`);
    return { dispute_id, position, party };
  });
}

/** Edits a dispute; parties given replace all it has. Throws `not_found`, `invalid` for an unknown party. */
export const editDispute = (tracker: Tracker, context: WriteContext, id: string, patch: DisputePatchInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustExist(recorder, 'disputes', id);
    const { parties, ...columns } = patch;
    await changeRegister(recorder.connection, 'disputes', id, given(columns));
    if (parties)
      await replaceChildren(recorder.connection, 'dispute_parties', { column: 'dispute_id', id }, partyRows(recorder, id, parties));
    return async () => ({ id });
  });

/** Registers a WTO case. Throws `conflict` if the number is taken, `invalid` for an unknown party. */
export const addWtoCase = (tracker: Tracker, context: WriteContext, input: WtoCaseInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustBeNew(recorder, 'wto_cases', input.id);
    await insertWtoCase(recorder, input);
    return async () => ({ id: input.id });
  });

/** The same inside a transaction of the caller's. */
export async function insertWtoCase({ connection, register }: Recorder, input: WtoCaseInput): Promise<void> {
  const complainant = knownJurisdiction(register, input.complainant, 'complainant');
  const respondent = knownJurisdiction(register, input.respondent, 'respondent');
  await addToRegister(connection, {
    wto_cases: [{ id: input.id, complainant, respondent, title: input.title ?? null, url: input.url ?? null }],
  });
}

/** Edits the title and the address of a WTO case; what the patch leaves out stays. Throws `not_found`. */
export const editWtoCase = (tracker: Tracker, context: WriteContext, id: string, patch: WtoCasePatchInput): Promise<{ id: string }> =>
  write(tracker, context, async (recorder) => {
    await mustExist(recorder, 'wto_cases', id);
    await changeRegister(recorder.connection, 'wto_cases', id, given(patch));
    return async () => ({ id });
  });

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
  await mustBeNew(recorder, 'measures', input.id);
  knownJurisdiction(recorder.register, input.imposed_by, at('imposed_by'));
  if (input.dispute !== undefined) await knownDispute(recorder, input.dispute, at('dispute'));
  await insertMeasureRows(recorder, input);
  const coverages = input.coverage === undefined ? [] : [input.coverage].flat();
  const about = { subject: { measure_id: input.id } };
  for (const [index, coverage] of coverages.entries())
    await recordEntry(recorder, 'coverage', about, coverage, at(Array.isArray(input.coverage) ? `coverage.${index}` : 'coverage'));
  for (const [index, change] of (input.status_changes ?? []).entries())
    await recordEntry(recorder, 'status_change', about, change, at(`status_changes.${index}`));
  recorder.touch(input.id);
}

/** What the rows of a measure are made of. */
export type MeasureRows = Pick<
  MeasureInput,
  'id' | 'kind' | 'type' | 'title' | 'imposed_by' | 'direction' | 'formality' | 'legal_instruments'
> & {
  dispute?: string | undefined;
  summary?: string | undefined;
  adds_to?: MeasureInput['adds_to'];
};

/** Inserts a measure's rows, unchecked. */
export async function insertMeasureRows({ connection }: Recorder, input: MeasureRows): Promise<void> {
  const { id, kind, type, title, imposed_by, direction, formality } = input;
  await addToRegister(connection, {
    measures: [
      { id, kind, dispute_id: input.dispute ?? null, title, imposed_by, direction, formality, summary: input.summary ?? null, last_seq: 0 },
    ],
    tariffs:
      kind === 'tariff'
        ? [
            {
              measure_id: id,
              duty_type: type as never,
              adds_to: input.adds_to?.description ?? null,
              adds_to_confidence: input.adds_to?.confidence ?? null,
            },
          ]
        : [],
    bans: kind === 'ban' ? [{ measure_id: id, ban_type: type as never }] : [],
    legal_instruments: instrumentRows(id, input.legal_instruments),
  });
}

const instrumentRows = (measure_id: string, instruments: MeasureInput['legal_instruments']) =>
  instruments.map(({ identifier, url, confidence }, position) => ({ measure_id, position, identifier, url: url ?? null, confidence }));

async function knownDispute(recorder: Recorder, id: string, path: string): Promise<void> {
  if (!(await existingIds(recorder.connection, 'disputes', [id])).has(id))
    throw invalid(path, `there is no dispute "${id}": add it first (POST /disputes)`);
}

/** Edits the words of a measure, its legal instruments or the dispute it belongs to. Throws `not_found` or `invalid`. */
export const editMeasure = (tracker: Tracker, context: WriteContext, id: string, patch: MeasurePatchInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    const measure = await readMeasure(recorder.connection, id);
    if (!measure) throw new TrackerError('not_found', `there is no measure "${id}"`);
    if (typeof patch.dispute === 'string') await knownDispute(recorder, patch.dispute, 'dispute');
    const columns = given({ title: patch.title, summary: patch.summary, dispute_id: patch.dispute });
    await changeRegister(recorder.connection, 'measures', id, columns);
    if (patch.legal_instruments)
      await replaceChildren(
        recorder.connection,
        'legal_instruments',
        { column: 'measure_id', id },
        instrumentRows(id, patch.legal_instruments),
      );
    recorder.touch(id);
    return { measures: [id], dispute: patch.dispute === undefined ? measure.dispute_id : patch.dispute, effectiveOn: null };
  });
