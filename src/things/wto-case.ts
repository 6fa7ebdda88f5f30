import * as z from 'zod';
import { ALL_CLOCKS } from './clocks.ts';
import { LedgerEntryAnswer } from './ledger.ts';
import { LinkAnswer } from './link.ts';
import { MeasureRowAnswer } from './measure.ts';
import { MilestoneAnswer } from './milestone.ts';
import { SourceRowAnswer } from './register.ts';
import { textOrNull, whenKnownTo } from './scalars.ts';

const ids: z.ZodType<readonly string[]> = z.array(z.string());

/** A WTO case as it stands on a day, as known at an instant. */
export const WtoCaseRowAnswer = z.strictObject({
  id: z.string(),
  title: textOrNull,
  complainants: ids.meta({ description: 'Who complains: several if they complain together' }),
  respondent: z.string(),
  requested_on: whenKnownTo('When consultations were requested, as it is registered or as that stage says'),
  stage: textOrNull.meta({ description: 'The last stage that the case had reached by the day; null where none is recorded' }),
  stage_on: whenKnownTo('When it reached that stage'),
  measures: ids.meta({ description: 'Ids of the measures that links name it with' }),
  disputes: ids.meta({ description: 'Ids of the disputes of those measures, and of those whose milestones name it' }),
  url: textOrNull,
});
export type WtoCaseRow = z.output<typeof WtoCaseRowAnswer>;

/** One WTO case with its stages, and what is linked to it. */
export const WtoCaseDetailAnswer = z.strictObject({
  ...ALL_CLOCKS,
  ...WtoCaseRowAnswer.shape,
  milestones: z.array(MilestoneAnswer).meta({ description: 'Its stages and what else happened, in the order of time' }),
  links: z.array(LinkAnswer).meta({ description: 'How measures are linked to it, less those corrected' }),
  measure_rows: z.array(MeasureRowAnswer),
  ledger: z.array(LedgerEntryAnswer),
  sources: z.array(SourceRowAnswer),
});
export type WtoCaseDetail = z.output<typeof WtoCaseDetailAnswer>;
