import { type DisputeRecord, readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { stepsOf } from '../db/outcomes.ts';
import { retractedBy } from '../db/register.ts';
import { type Connection, readChangeSeq } from '../db/store.ts';
import { firstDay, lastDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import type { Outcome } from '../domain/ledger.ts';
import { STATUSES, type Status } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { CollapseInput, ImplementResolutionInput, ResolutionInput } from '../things/resolution.ts';
import type { StatusChangeInput } from '../things/status-change.ts';
import { resolutionBody, statusChangeBody } from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/**
 * Records how a dispute ends or is to end. It changes no status: the measures stay in force until it is implemented.
 * Throws `not_found` for an unknown dispute, `invalid` for an outcome about a measure that is not of the dispute.
 */
export function recordResolution(tracker: Tracker, context: WriteContext, disputeId: string, input: ResolutionInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const [dispute] = await readDisputes(recorder.connection, [disputeId]);
    if (!dispute) throw new TrackerError('not_found', `there is no dispute "${disputeId}"`);
    checkOutcomes(dispute, input.outcomes, 'outcomes');
    recorder.add({ dispute_id: disputeId }, resolutionBody(input), input, '');
    const effectiveOn = input.agreed_on === undefined ? null : firstDay(input.agreed_on);
    return { measures: input.outcomes.map((outcome) => outcome.measure), dispute: disputeId, effectiveOn };
  });
}

/** Checks that a resolution speaks of measures of its dispute only. Throws `invalid`; `path` is where the outcomes stood. */
export function checkOutcomes(dispute: Pick<DisputeRecord, 'id' | 'measures'>, outcomes: ResolutionInput['outcomes'], path: string): void {
  outcomes.forEach(({ measure }, index) => {
    if (!dispute.measures.includes(measure))
      throw invalid(
        `${path}.${index}.measure`,
        `"${measure}" is no measure of ${dispute.id}: its measures are ${dispute.measures.join(', ')}`,
      );
  });
}

async function standingResolution(connection: Connection, seq: number): Promise<EntryOf<'resolution'>> {
  const [entry] = await loadEntries(connection, [seq]);
  if (entry?.kind !== 'resolution') throw new TrackerError('not_found', `there is no resolution with seq ${seq}: /resolutions lists them`);
  const correction = await retractedBy(connection, seq);
  if (correction !== null)
    throw new TrackerError('conflict', `resolution ${seq} was corrected by entry ${correction}: use the one that took its place`);
  return entry;
}

/** A resolution with the measures for which it is still open. Throws as carrying it out would. */
export const resolutionToSettle = (tracker: Tracker, seq: number): Promise<{ resolution: EntryOf<'resolution'>; open: string[] }> =>
  tracker.store.read(async (connection) => {
    const resolution = await standingResolution(connection, seq);
    const steps = await stepsOf(connection, seq, (await readChangeSeq(connection)).seq);
    const settled = new Set(steps.flatMap((step) => step.measures));
    return { resolution, open: stepMeasures(resolution, undefined).filter((id) => !settled.has(id)) };
  });

function stepMeasures(resolution: EntryOf<'resolution'>, named: readonly string[] | undefined): string[] {
  const all = [...new Set(resolution.outcomes.map((outcome) => outcome.measure_id))];
  const stranger = (named ?? []).find((id) => !all.includes(id));
  if (stranger !== undefined) {
    const message = `resolution ${resolution.seq} has no outcome for "${stranger}", only for ${all.join(', ')}`;
    throw new TrackerError('invalid', message, [{ path: 'measures', message }]);
  }
  return named === undefined ? all : [...new Set(named)];
}

/** A resolution is carried out once for each measure, or comes to nothing. Throws `conflict` naming the entry that has settled it. */
async function checkSteps(
  recorder: Recorder,
  { seq, agreed_on }: EntryOf<'resolution'>,
  measures: readonly string[],
  on: string,
): Promise<void> {
  if (agreed_on !== null && lastDay(on) < firstDay(agreed_on))
    throw new TrackerError('conflict', `resolution ${seq} was agreed on ${agreed_on}: nothing can come of it on ${on}, before that`);
  for (const step of await stepsOf(recorder.connection, seq, recorder.change.lastSeq())) {
    if (step.kind === 'collapse')
      throw new TrackerError(
        'conflict',
        `resolution ${seq} came to nothing from ${step.effective_on} (entry ${step.seq}): correct that entry if it did not`,
      );
    const settled = measures.find((measure) => step.measures.includes(measure));
    if (settled !== undefined)
      throw new TrackerError(
        'conflict',
        `resolution ${seq} was carried out for ${settled} from ${step.effective_on} (entry ${step.seq}): correct that entry, or name the other measures`,
      );
  }
}

/**
 * Records that a resolution took effect, for the measures named or for all its outcomes, together with the status changes: those
 * given, or those that the outcomes ask for where a measure has not made them yet by that day. All or none.
 */
export function implementResolution(
  tracker: Tracker,
  context: WriteContext,
  seq: number,
  input: ImplementResolutionInput,
): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const resolution = await standingResolution(recorder.connection, seq);
    const measures = stepMeasures(resolution, input.measures);
    await checkSteps(recorder, resolution, measures, input.effective_on);
    const { effective_on } = input;
    const changes =
      input.changes?.map((change) => ({ measure: change.measure, change })) ??
      (await outcomeChanges(recorder, resolution, measures, input));
    changes.forEach(({ measure, change }, index) => {
      const path = input.changes ? `changes.${index}` : '';
      stepMeasures(resolution, [measure]);
      recorder.add({ measure_id: measure }, statusChangeBody(change, path), change, path);
    });
    recorder.add({ dispute_id: resolution.dispute_id }, { kind: 'implementation', resolution_seq: seq, effective_on, measures }, input, '');
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(effective_on) };
  });
}

/** The status changes that outcomes ask for, less those that are recorded already. */
async function outcomeChanges(
  { connection, change }: Recorder,
  resolution: EntryOf<'resolution'>,
  measures: readonly string[],
  input: ImplementResolutionInput,
): Promise<{ measure: string; change: StatusChangeInput }[]> {
  const on = firstDay(input.effective_on);
  const periods = await statusPeriodRows(connection, measures, change.lastSeq());
  const { measures: _measures, changes: _changes, ...provenance } = input;
  // A measure's partial lifting is one change, stated whole, however many outcomes it takes to say what it frees.
  const targets = groupBy(
    resolution.outcomes.filter((outcome) => measures.includes(outcome.measure_id)),
    ({ measure_id, reaches }) => `${measure_id} ${reaches}`,
  );
  return [...targets.values()].flatMap((outcomes) => {
    const [{ measure_id, reaches }] = outcomes as [Outcome];
    const shown = periods.find((period) => period.measure_id === measure_id && period.starts_on <= on && on < period.ends_on)?.status;
    if (!isStatus(reaches) || shown === reaches) return [];
    const exemptions = reaches === 'partially_lifted' && { exemptions: outcomes.map((outcome) => outcome.scope) };
    return [{ measure: measure_id, change: { ...provenance, status: reaches, ...exemptions } }];
  });
}

const isStatus = (target: string): target is Status => (STATUSES as readonly string[]).includes(target);

/** Records that a resolution came to nothing. */
export function collapseResolution(tracker: Tracker, context: WriteContext, seq: number, input: CollapseInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const resolution = await standingResolution(recorder.connection, seq);
    const measures = stepMeasures(resolution, undefined);
    await checkSteps(recorder, resolution, measures, input.effective_on);
    recorder.add(
      { dispute_id: resolution.dispute_id },
      { kind: 'collapse', resolution_seq: seq, effective_on: input.effective_on, measures },
      input,
      '',
    );
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(input.effective_on) };
  });
}
