import { LATEST } from '../db/cut.ts';
import { disputeOf } from '../db/disputes.ts';
import { existingIds } from '../db/ids.ts';
import { type Day, lastDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import { type InputOf, type RecordedKind, recordEntry } from './kinds.ts';
import { disputeNow, recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/** A verb that records one statement about a measure; `dayOf` gives the day on which the dispute's state is compared, if it has one. */
const statement =
  <Kind extends RecordedKind>(kind: Kind, dayOf: (input: InputOf<Kind>) => Day | null) =>
  (tracker: Tracker, context: WriteContext, measureId: string, input: InputOf<Kind>): Promise<Recorded> =>
    recordAndReport(tracker, context, async (recorder) => {
      await recorder.measureKind(measureId);
      await recordEntry(recorder, kind, { subject: { measure_id: measureId } }, input);
      return { measures: [measureId], dispute: await disputeOf(recorder.connection, measureId), effectiveOn: dayOf(input) };
    });

/** Records what a measure covers from a day on, whole or as what changes. Throws `not_found` for an unknown measure, and as `changedCoverage`. */
export const recordCoverage = statement('coverage', ({ effective_on }) => lastDay(effective_on));

/** Records the rates of a tariff from a day on, whole or as what changes. Throws `not_found` for an unknown measure, `invalid` for a ban, and as `changedRateTable`. */
export const recordRateTable = statement('rate_table', ({ effective_on }) => lastDay(effective_on));

/** Records something that happened to a measure and changed nothing about it. Throws `invalid` for an unknown WTO case. */
export const recordMilestone = statement('milestone', ({ happened_on }) => lastDay(happened_on));

/** Records that a measure is linked to another, to a dispute or to a WTO case. Throws `invalid` if what it links to does not exist. */
export const recordLink = statement('link', () => null);

/** Records a quota of a measure. */
export const recordQuota = statement('quota', () => null);

/** Records that somebody looked at a measure, up to a day, and found nothing beyond what stands here. Throws `invalid` for a day to come. */
export const recordCheck = statement('check', () => null);

/** A verb that records one statement about a dispute as a whole. Throws `not_found` for an unknown dispute. */
const disputeStatement =
  <Kind extends RecordedKind>(kind: Kind, dayOf: (input: InputOf<Kind>) => Day | null) =>
  (tracker: Tracker, context: WriteContext, disputeId: string, input: InputOf<Kind>): Promise<Recorded> =>
    recordAndReport(tracker, context, async (recorder) => {
      await disputeNow(recorder.connection, disputeId);
      await recordEntry(recorder, kind, { subject: { dispute_id: disputeId } }, input);
      return { measures: [], dispute: disputeId, effectiveOn: dayOf(input) };
    });

/** Records that somebody looked at all of a dispute, up to a day, and found nothing beyond what stands here. */
export const recordDisputeCheck = disputeStatement('check', () => null);

/** Records something that happened to a dispute as a whole. Throws `not_found` for an unknown dispute. */
export const recordDisputeMilestone = disputeStatement('milestone', ({ happened_on }) => lastDay(happened_on));

/** Records a stage of a WTO case, or what else happened to it. Throws `not_found` for an unknown case, `invalid` if the body names another. */
export const recordCaseMilestone = (
  tracker: Tracker,
  context: WriteContext,
  caseId: string,
  input: InputOf<'milestone'>,
): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    if (!(await existingIds(recorder.connection, 'wto_cases', [caseId], LATEST)).has(caseId))
      throw new TrackerError('not_found', `there is no WTO case "${caseId}"`);
    if (input.wto_case !== undefined && input.wto_case !== caseId)
      throw invalid('wto_case', `"${input.wto_case}" is not ${caseId}, which the address names: leave it out`);
    await recordEntry(recorder, 'milestone', { subject: {} }, { ...input, wto_case: caseId });
    return { measures: [], dispute: null, effectiveOn: lastDay(input.happened_on) };
  });

/** Records how a tariff combines with others. Throws `invalid` for a ban, and if the rule lacks what its type needs. */
export const recordDutyRule = (tracker: Tracker, context: WriteContext, input: InputOf<'duty_rule'>): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await recordEntry(recorder, 'duty_rule', { subject: {} }, input);
    const dispute = await disputeOf(recorder.connection, input.measure);
    return { measures: [input.measure], dispute, effectiveOn: lastDay(input.first_on) };
  });
