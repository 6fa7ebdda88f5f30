import { loadEntries } from '../db/entries.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { stepsOf } from '../db/outcomes.ts';
import { readDisputes, retractedBy } from '../db/register.ts';
import { type Connection, readChangeSeq } from '../db/store.ts';
import { firstDay, lastDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import type { Outcome } from '../domain/ledger.ts';
import { STATUSES, type Status } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { CollapseInput, ImplementResolutionInput, ResolutionInput } from '../things/resolution.ts';
import type { StatusChangeInput } from '../things/status-change.ts';
import { recordEntry, stepMeasures } from './kinds.ts';
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
    await recordEntry(recorder, 'resolution', { subject: { dispute_id: disputeId } }, input);
    const effectiveOn = input.agreed_on === undefined ? null : firstDay(input.agreed_on);
    return { measures: input.outcomes.map((outcome) => outcome.measure), dispute: disputeId, effectiveOn };
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
    const changes =
      input.changes?.map((change) => ({ measure: change.measure, change })) ??
      (await outcomeChanges(recorder, resolution, measures, input));
    for (const [index, { measure, change }] of changes.entries()) {
      stepMeasures(resolution, [measure], input.changes ? `changes.${index}.measure` : 'measures');
      await recordEntry(recorder, 'status_change', { subject: { measure_id: measure } }, change, input.changes ? `changes.${index}` : '');
    }
    const about = { subject: { dispute_id: resolution.dispute_id }, resolution };
    await recordEntry(recorder, 'implementation', about, input);
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(input.effective_on) };
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
    await recordEntry(recorder, 'collapse', { subject: { dispute_id: resolution.dispute_id }, resolution }, input);
    const measures = stepMeasures(resolution, undefined);
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(input.effective_on) };
  });
}
