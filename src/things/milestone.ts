import * as z from 'zod';
import { MILESTONE_TYPES, words } from '../domain/vocabulary.ts';
import { entryAnswer, entryBody, entryThing, onlyOn } from './entry.ts';
import { PartialDateText, Text, textOrNull, WtoCaseId } from './scalars.ts';
import { ScopeBody, ScopesAnswer } from './scope.ts';

const shape = {
  type: z.enum(MILESTONE_TYPES),
  /** The day (month, year) on which it happened. */
  happened_on: PartialDateText,
  title: Text,
  /** For a stage of a WTO case: its name in the dispute settlement procedure. */
  stage: Text.optional(),
  /** On which WTO case, where it is about one. */
  wto_case: WtoCaseId.optional(),
  scopes: z.array(ScopeBody).optional(),
} as const;

/** Something happened that changes neither status nor coverage nor rates. */
export const MilestoneBody = entryBody(shape);
export type MilestoneInput = z.output<typeof MilestoneBody>;

export const milestone = entryThing(
  'milestone',
  shape,
  { type: z.enum(MILESTONE_TYPES), happened_on: PartialDateText, title: z.string(), stage: textOrNull, scopes: ScopesAnswer },
  {
    layout: { table: 'milestones', scopes: { list: 'scopes' } },
    days: ({ happened_on }) => onlyOn(happened_on),
    says: ({ type, title }) => `${words(type)}: ${title}`,
  },
);
export const MilestoneAnswer = entryAnswer(milestone);
