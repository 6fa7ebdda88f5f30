import * as z from 'zod';
import { CERTAINTIES, STATUSES } from '../domain/vocabulary.ts';
import { RatesAnswer } from './rate-table.ts';
import { DayText, orNull, PartialDateText, whenKnown } from './scalars.ts';
import { ScopesAnswer } from './scope.ts';

// Stretches of days on which a statement holds. `from` and `until` are as precise as known.

const stretch = {
  seq: z.int(),
  from: PartialDateText,
  until: whenKnown.meta({ description: 'First day without' }),
  starts_on: DayText.meta({ description: 'First day on which it is shown' }),
  ends_on: orNull(DayText).meta({ description: 'First day on which it is no longer shown; null if nothing ends it' }),
  derived: z.boolean().meta({ description: 'Not recorded: what follows the until_on of the entry' }),
  upcoming: z.boolean().meta({ description: 'It begins after the day that is asked about' }),
  current: z.boolean().meta({ description: 'It holds on the day that is asked about' }),
  certainty: z.enum(CERTAINTIES).meta({
    description: 'Of the stretch that holds on the day, on that day; of the others, whether their days are known exactly',
  }),
} as const;
export const StretchAnswer = z.strictObject(stretch);
export type Stretch = z.output<typeof StretchAnswer>;

export const StatusStretchAnswer = z.strictObject({
  ...stretch,
  status: z.enum(STATUSES),
  exemptions: ScopesAnswer,
  until_on: whenKnown,
});
export type StatusStretch = z.output<typeof StatusStretchAnswer>;
export const CoverageStretchAnswer = z.strictObject({ ...stretch, scopes: ScopesAnswer });
export type CoverageStretch = z.output<typeof CoverageStretchAnswer>;
export const RateTableStretchAnswer = z.strictObject({ ...stretch, rates: RatesAnswer });
export type RateTableStretch = z.output<typeof RateTableStretchAnswer>;

/** Of how many of some measures, which are in force on the day, that is in doubt, in words that follow their number; empty if of none. */
export function doubtedWords(active: readonly string[], lives: readonly { id: string; statuses: readonly StatusStretch[] }[]): string {
  const doubted = lives.filter(
    ({ id, statuses }) => active.includes(id) && statuses.some(({ current, certainty }) => current && certainty === 'doubtful'),
  ).length;
  if (doubted === 0) return '';
  return doubted === active.length ? ', which is in doubt' : `, ${doubted} of them in doubt`;
}
