import * as z from 'zod';
import { BASE_DUTY_TYPES, DISPUTE_STATES, isTermOf, KINDS } from '../domain/vocabulary.ts';
import { CheckedOnAnswer } from './check.ts';
import { ALL_CLOCKS } from './clocks.ts';
import { LedgerEntryAnswer } from './ledger.ts';
import { LinkAnswer } from './link.ts';
import { MeasureRowAnswer } from './measure.ts';
import { MilestoneAnswer } from './milestone.ts';
import { WtoCaseAnswer } from './register.ts';
import { patchOf, REGISTERED } from './registered.ts';
import { ResolutionRowAnswer } from './resolution.ts';
import { DayText, Slug, textOrNull, whenKnown, whenKnownTo } from './scalars.ts';
import { StatusChangeRowAnswer } from './status-change.ts';
import { InForceInDoubtAnswer, inDoubtWords, RateTableStretchAnswer, StatusStretchAnswer } from './stretch.ts';

export const DisputeBody = z.strictObject({ id: Slug, ...REGISTERED.dispute });
export type DisputeInput = z.output<typeof DisputeBody>;
export const DisputePatch = patchOf(REGISTERED.dispute);
export type DisputePatchInput = z.output<typeof DisputePatch>;

/** The state of a dispute on a day without and with what is recorded. */
export const DisputeStateAnswer = z.strictObject({
  id: z.string(),
  on: DayText,
  before: z.enum(DISPUTE_STATES),
  after: z.enum(DISPUTE_STATES),
});

/** A dispute as it stands on a day, as known at an instant. */
export const DisputeRowAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: textOrNull,
  tier: z.string(),
  parties: z.array(z.string()),
  state: z.enum(DISPUTE_STATES),
  measures: z.array(z.string()),
  active: z.array(z.string()).meta({ description: 'Ids of the measures in force on the day' }),
  last_change_on: whenKnownTo('First day of the last status that began by the day'),
  lifting_agreed_on: whenKnownTo(
    'The earliest agreement on a lifting, in full or in part, a suspension or other rates that has not come yet',
  ),
  /** Its own last check, or the day that the checks of all its measures have reached, whichever is later. */
  checked_on: CheckedOnAnswer,
  may_be_active: z
    .array(z.string())
    .meta({ description: 'Ids of the measures besides that are said to be over, with a doubt, and may be in force' }),
  active_doubtful: z.array(z.string()).meta({
    description: 'Ids of those of `active` of which it is open whether they are in force: by a doubt, or as a date is not known to the day',
  }),
});
export type DisputeRow = z.output<typeof DisputeRowAnswer>;

const inDoubtOf = ({ active, measures, may_be_active, active_doubtful }: DisputeRow): string =>
  inDoubtWords({ active: active.length, doubted: active_doubtful.length, more: may_be_active.length, of: measures.length });

/** How many of a dispute's measures are in force, of how many of them that is in doubt, and how many more may be. */
export const activeWords = (dispute: DisputeRow): string => `${dispute.active.length} of ${dispute.measures.length}${inDoubtOf(dispute)}`;

/** The whole life of a measure under one id, threats and refusals included, seen from a day. */
const MeasureLifeAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(KINDS),
  imposed_by: z.string(),
  statuses: z.array(StatusStretchAnswer),
  rate_tables: z.array(RateTableStretchAnswer),
  in_force_in_doubt: InForceInDoubtAnswer,
});
export type MeasureLife = z.output<typeof MeasureLifeAnswer>;

/** A measure of no or of another dispute that a link leads to or comes from. */
const LinkedMeasureAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  dispute: textOrNull,
  begins_on: whenKnown.meta({ description: 'When its history begins, as precisely as it is known; null if none is recorded' }),
});
export type LinkedMeasure = z.output<typeof LinkedMeasureAnswer>;

/** One dispute with its measures, resolutions, WTO cases and the joint timeline. */
export const DisputeAnswer = z.strictObject({
  ...ALL_CLOCKS,
  ...DisputeRowAnswer.shape,
  measure_rows: z.array(MeasureRowAnswer),
  lives: z
    .array(MeasureLifeAnswer)
    .meta({ description: 'All its measures with their statuses and rate tables over time, also those that begin after the day' }),
  links: z.array(LinkAnswer).meta({ description: 'Links of its measures and links to them, less those corrected' }),
  linked_measures: z
    .array(LinkedMeasureAnswer)
    .meta({ description: 'The measures outside the dispute that its links lead to or come from' }),
  resolutions: z.array(ResolutionRowAnswer),
  wto_cases: z.array(WtoCaseAnswer),
  milestones: z.array(MilestoneAnswer),
  status_changes: z.array(StatusChangeRowAnswer),
  terms_changes: z.array(StatusChangeRowAnswer).meta({
    description:
      'What its tariffs charge and its measures cover from another day on, and by which rules another sum is paid, as rows of the same kind',
  }),
  ledger: z.array(LedgerEntryAnswer),
});
export type DisputeDetail = z.output<typeof DisputeAnswer>;

/** The same in a sentence, and which of them are base duties: they leave no dispute going on. `what`: what they are called there. */
export function inForceWords(dispute: DisputeDetail, what = ' measures in force'): string {
  const { active, measures, measure_rows } = dispute;
  const bases = measure_rows.filter(({ id, type }) => active.includes(id) && isTermOf(BASE_DUTY_TYPES, type)).length;
  const which = active.length === 1 ? 'a base duty' : `${bases} of them base duties`;
  return `${active.length} of ${measures.length}${what}${inDoubtOf(dispute)}${bases === 0 ? '' : `, ${which}, which the state leaves out`}`;
}
