import { WHOLE } from '../db/cut.ts';
import { loadEntries } from '../db/entries.ts';
import { carriedOut, stepsOf } from '../db/outcomes.ts';
import { retractedBy } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { lastDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { leavesExtentOpen, meetsOutcome } from '../domain/resolution.ts';
import { periodOn } from '../domain/timeline.ts';
import { isTermOf, STATUSES } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { CollapseInput, ImplementResolutionInput, ResolutionInput } from '../things/resolution.ts';
import type { StatusChangeInput } from '../things/status-change.ts';
import { recordEntry } from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { checkChangesNamed, stepMeasures } from './resolution-checks.ts';
import { disputeNow, recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/**
 * Records how a dispute ends or is to end. It changes no status: the measures stay in force until it is implemented.
 * Throws `not_found` for an unknown dispute, `invalid` for an outcome about a measure that is not of the dispute.
 */
export function recordResolution(tracker: Tracker, context: WriteContext, disputeId: string, input: ResolutionInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    await disputeNow(recorder.connection, disputeId);
    await recordEntry(recorder, 'resolution', { subject: { dispute_id: disputeId } }, input);
    const effectiveOn = input.agreed_on === undefined ? null : lastDay(input.agreed_on);
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
  tracker.store.readLatest(async (connection) => {
    const resolution = await standingResolution(connection, seq);
    const steps = await stepsOf(connection, seq);
    const settled = new Set(steps.flatMap((step) => step.measures));
    return { resolution, open: stepMeasures(resolution, undefined).filter((id) => !settled.has(id)) };
  });

/**
 * Records that a resolution took effect, for the measures named or for all its outcomes, together with the status changes: those
 * given, or those that the outcomes ask for where a measure has not made them yet by that day. All or none. Throws `invalid` for a
 * measure that it does not speak of, `conflict` if one of its outcomes is left unreached.
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
    if (input.changes) {
      for (const [index, { measure }] of input.changes.entries()) stepMeasures(resolution, [measure], `changes.${index}.measure`);
      checkChangesNamed(input.changes, measures);
    }
    const changes =
      input.changes?.map((change) => ({ measure: change.measure, change })) ??
      (await outcomeChanges(recorder, resolution, measures, input));
    for (const [index, { measure, change }] of changes.entries()) {
      await recordEntry(recorder, 'status_change', { subject: { measure_id: measure } }, change, input.changes ? `changes.${index}` : '');
    }
    const about = { subject: { dispute_id: resolution.dispute_id }, resolution };
    await recordEntry(recorder, 'implementation', about, input);
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(input.effective_on) };
  });
}

/** The status changes that outcomes ask for, less those that have come about by the end of that day. */
async function outcomeChanges(
  { connection, register }: Recorder,
  resolution: EntryOf<'resolution'>,
  measures: readonly string[],
  input: ImplementResolutionInput,
): Promise<{ measure: string; change: StatusChangeInput }[]> {
  const on = lastDay(input.effective_on);
  const [carried] = await carriedOut(connection, [{ resolution, steps: [] }], WHOLE);
  const { measures: _measures, changes: _changes, rate_tables: _tables, ...provenance } = input;
  // A measure's partial lifting is one change, stated whole, however many outcomes it takes to say what it frees.
  const targets = groupBy(
    resolution.outcomes.filter((outcome) => measures.includes(outcome.measure_id)),
    ({ measure_id, reaches }) => `${measure_id} ${reaches}`,
  );
  return [...targets.values()].flatMap((outcomes) => {
    const [{ measure_id, reaches }] = outcomes;
    const now = periodOn(carried?.shown.get(measure_id)?.statuses ?? [], on);
    const missing = outcomes.filter((outcome) => !now || !meetsOutcome(outcome, now, register));
    if (!isTermOf(STATUSES, reaches) || missing.length === 0) return [];
    const changeTo = (more: Partial<StatusChangeInput>) => ({ measure: measure_id, change: { ...provenance, status: reaches, ...more } });
    if (reaches !== 'partially_lifted') return [changeTo({})];
    if (missing.some(leavesExtentOpen))
      throw new TrackerError(
        'conflict',
        `resolution ${resolution.seq} leaves open which part of "${measure_id}" becomes free: say it in changes, or record the status change first`,
        [{ path: 'changes', message: `is missing. Name the change of "${measure_id}" to partially_lifted with its exemptions` }],
      );
    const agreed = missing.map(({ scope }) => scope);
    if (now?.status !== reaches) return [changeTo({ exemptions: agreed })];
    const all = changeTo({ exemptions: [...now.exemptions, ...agreed] });
    if (now.until_on === null) return [all];
    // What was free for a time stays so for that time, and what is agreed outlasts it.
    return [changeTo({ exemptions: agreed }), changeTo({ exemptions: [...now.exemptions, ...agreed], until_on: now.until_on })];
  });
}

/** Records that a resolution came to nothing. */
export function collapseResolution(tracker: Tracker, context: WriteContext, seq: number, input: CollapseInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const resolution = await standingResolution(recorder.connection, seq);
    await recordEntry(recorder, 'collapse', { subject: { dispute_id: resolution.dispute_id }, resolution }, input);
    const measures = stepMeasures(resolution, undefined);
    return { measures, dispute: resolution.dispute_id, effectiveOn: lastDay(input.effective_on) };
  });
}
