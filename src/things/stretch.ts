import * as z from 'zod';
import { isInForce } from '../domain/status.ts';
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

/** Is it open whether a measure is in force? Not where it is only lifted in part, or may be. */
export const InForceInDoubtAnswer = z.boolean().meta({
  description: 'It is open whether it is in force on the day: by a doubt, or as a date is known to the month or the year alone',
});

type Life = Readonly<{ id: string; statuses: readonly StatusStretch[]; in_force_in_doubt: boolean }>;

const isInForceNow = ({ statuses }: Life): boolean => statuses.some(({ current, status }) => current && isInForce(status));

/**
 * Of how many of some measures, which are in force on the day, that is in doubt, and how many more may be in force, in words that follow their
 * number; empty if none.
 */
export function doubtedWords(active: readonly string[], lives: readonly Life[]): string {
  const open = lives.filter((life) => life.in_force_in_doubt);
  const doubted = open.filter(({ id }) => active.includes(id)).length;
  const more = open.filter((life) => !isInForceNow(life)).length;
  const all = doubted > 0 && doubted === active.length;
  return [
    all || (more > 0 && lives.length === 1) ? ', which is in doubt' : doubted > 0 ? `, ${doubted} of them in doubt` : '',
    more > 0 && lives.length > 1 ? `, and perhaps ${more} more` : '',
  ].join('');
}
