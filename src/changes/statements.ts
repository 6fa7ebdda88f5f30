import { disputeOf, readDisputes } from '../db/disputes.ts';
import { existingIds } from '../db/register.ts';
import { type Day, firstDay } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { CoverageInput } from '../things/coverage.ts';
import type { DutyRuleInput } from '../things/duty-rule.ts';
import type { LinkInput } from '../things/link.ts';
import type { MilestoneInput } from '../things/milestone.ts';
import type { QuotaInput } from '../things/quota.ts';
import type { RateTableInput } from '../things/rate-table.ts';
import { coverageBody, dutyRuleBody, type LinkTarget, linkBody, milestoneBody, quotaBody, rateTableBody } from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/** Records one statement about a measure: checks that it exists, adds the entry, reports. */
function recordOnMeasure(
  tracker: Tracker,
  context: WriteContext,
  measureId: string,
  add: (recorder: Recorder, kind: string) => Promise<Day | null>,
): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const kind = await recorder.measureKind(measureId);
    const effectiveOn = await add(recorder, kind);
    return { measures: [measureId], dispute: await disputeOf(recorder.connection, measureId), effectiveOn };
  });
}

/** Records what a measure covers from a day on, stated whole. */
export const recordCoverage = (tracker: Tracker, context: WriteContext, measureId: string, input: CoverageInput): Promise<Recorded> =>
  recordOnMeasure(tracker, context, measureId, async (recorder) => {
    recorder.add({ measure_id: measureId }, coverageBody(input), input, '');
    return firstDay(input.effective_on);
  });

/** Records the rates of a tariff from a day on, stated whole. Throws `invalid` for a ban. */
export const recordRateTable = (tracker: Tracker, context: WriteContext, measureId: string, input: RateTableInput): Promise<Recorded> =>
  recordOnMeasure(tracker, context, measureId, async (recorder, kind) => {
    if (kind !== 'tariff') throw invalid('rates', `${measureId} is a ban: only a tariff has rates`);
    recorder.add({ measure_id: measureId }, rateTableBody(input), input, '');
    return firstDay(input.effective_on);
  });

/** Records something that happened to a measure and changed nothing about it. */
export const recordMilestone = (tracker: Tracker, context: WriteContext, measureId: string, input: MilestoneInput): Promise<Recorded> =>
  recordOnMeasure(tracker, context, measureId, async (recorder) => {
    const wto = input.wto_case === undefined ? null : await knownWtoCase(recorder, input.wto_case);
    recorder.add({ measure_id: measureId, wto_case_id: wto }, milestoneBody(input), input, '');
    return firstDay(input.happened_on);
  });

/** The same on a dispute as a whole. */
export const recordDisputeMilestone = (
  tracker: Tracker,
  context: WriteContext,
  disputeId: string,
  input: MilestoneInput,
): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    const [dispute] = await readDisputes(recorder.connection, [disputeId]);
    if (!dispute) throw new TrackerError('not_found', `there is no dispute "${disputeId}"`);
    const wto = input.wto_case === undefined ? null : await knownWtoCase(recorder, input.wto_case);
    recorder.add({ dispute_id: disputeId, wto_case_id: wto }, milestoneBody(input), input, '');
    return { measures: [], dispute: disputeId, effectiveOn: firstDay(input.happened_on) };
  });

/** Records that a measure is linked to another, to a dispute or to a WTO case. Throws `invalid` if what it links to does not exist. */
export const recordLink = (tracker: Tracker, context: WriteContext, measureId: string, input: LinkInput): Promise<Recorded> =>
  recordOnMeasure(tracker, context, measureId, async (recorder) => {
    recorder.add({ measure_id: measureId }, linkBody(input, await linkTarget(recorder, input.to)), input, '');
    return null;
  });

/** Records a quota of a measure. */
export const recordQuota = (tracker: Tracker, context: WriteContext, measureId: string, input: QuotaInput): Promise<Recorded> =>
  recordOnMeasure(tracker, context, measureId, async (recorder) => {
    recorder.add({ measure_id: measureId }, quotaBody(input), input, '');
    return null;
  });

/** Records how a tariff combines with others. Throws `invalid` if the rule lacks what its type needs. */
export const recordDutyRule = (tracker: Tracker, context: WriteContext, input: DutyRuleInput): Promise<Recorded> =>
  recordAndReport(tracker, context, async (recorder) => {
    await recorder.measureKind(input.measure, 'measure');
    if (input.other_measure !== undefined) await recorder.measureKind(input.other_measure, 'other_measure');
    checkDutyRule(input);
    recorder.add({ measure_id: input.measure }, dutyRuleBody(input), input, '');
    return {
      measures: [input.measure],
      dispute: await disputeOf(recorder.connection, input.measure),
      effectiveOn: firstDay(input.first_on),
    };
  });

/** Checks that a duty rule has what its type needs, and nothing else. Throws `invalid`. */
export function checkDutyRule(input: Pick<DutyRuleInput, 'type' | 'other_measure' | 'percent'>): void {
  if ((input.type === 'not_levied_with') !== (input.other_measure !== undefined))
    throw invalid(
      'other_measure',
      input.type === 'not_levied_with'
        ? 'not_levied_with needs the measure that is levied instead'
        : `${input.type} takes no other_measure`,
    );
  if ((input.type === 'tops_up_base_to') !== (input.percent !== undefined))
    throw invalid(
      'percent',
      input.type === 'tops_up_base_to'
        ? 'tops_up_base_to needs the percent that the base is topped up to'
        : `${input.type} takes no percent`,
    );
}

async function knownWtoCase(recorder: Recorder, id: string): Promise<string> {
  if ((await existingIds(recorder.connection, 'wto_cases', [id])).has(id)) return id;
  throw invalid('wto_case', `there is no WTO case "${id}": add it first (POST /wto-cases)`);
}

/** Finds what a link points to: a measure, a dispute or a WTO case. */
export async function linkTarget(recorder: Recorder, to: string | undefined): Promise<LinkTarget> {
  const target: LinkTarget = { to_measure_id: null, to_dispute_id: null, to_wto_case_id: null };
  if (to === undefined) return target;
  const is = async (table: 'measures' | 'disputes' | 'wto_cases'): Promise<boolean> =>
    (await existingIds(recorder.connection, table, [to])).has(to);
  if (await is('measures')) return { ...target, to_measure_id: to };
  if (await is('disputes')) return { ...target, to_dispute_id: to };
  if (await is('wto_cases')) return { ...target, to_wto_case_id: to };
  throw invalid('to', `there is no measure, dispute or WTO case "${to}"`);
}
