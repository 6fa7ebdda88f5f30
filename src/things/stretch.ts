import * as z from 'zod';
import { isInForce } from '../domain/status.ts';
import { CERTAINTIES, STATUSES } from '../domain/vocabulary.ts';
import { RatesAnswer } from './rate-table.ts';
import { DayText, orNull, PartialDateText, textOrNull, whenKnown } from './scalars.ts';
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
  doubt: textOrNull.meta({ description: 'Why it is in doubt: by its entry, or by an earlier one that returns or was to end meanwhile' }),
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

/** Statuses in the order of time; one that is said again on a day that is known, such as for another exemption, goes on from where it began. */
export function saidOnce(statuses: readonly StatusStretch[]): StatusStretch[] {
  const alike = ['status', 'certainty', 'derived', 'upcoming'] as const;
  const joined: StatusStretch[] = [];
  for (const one of statuses) {
    const last = joined.at(-1);
    const goesOn =
      last !== undefined &&
      last.until === one.starts_on &&
      one.from === one.starts_on &&
      alike.every((field) => last[field] === one[field]);
    if (goesOn) joined[joined.length - 1] = { ...last, until: one.until, ends_on: one.ends_on };
    else joined.push(one);
  }
  return joined;
}

/** Is it open whether a measure is in force? Not where it is only lifted in part, or may be. */
export const InForceInDoubtAnswer = z.boolean().meta({
  description: 'It is open whether it is in force on the day: by a doubt, or as a date is known to the month or the year alone',
});

type Life = Readonly<{ id: string; statuses: readonly StatusStretch[]; in_force_in_doubt: boolean }>;

const isInForceNow = ({ statuses }: Life): boolean => statuses.some(({ current, status }) => current && isInForce(status));

/** How many measures are in force, of how many in all; how many of them perhaps not, and how many others perhaps. */
interface Doubted {
  active: number;
  doubted: number;
  more: number;
  of: number;
}

/** Of how many measures in force that is in doubt, and how many more may be in force, in words that follow their number; empty if none. */
export function inDoubtWords({ active, doubted, more, of }: Doubted): string {
  const all = doubted > 0 && doubted === active;
  return [
    all || (more > 0 && of === 1) ? ', which is in doubt' : doubted > 0 ? `, ${doubted} of them in doubt` : '',
    more > 0 && of > 1 ? `, and perhaps ${more} more` : '',
  ].join('');
}

/** The same of measures whose lives are told. */
export function doubtedWords(active: readonly string[], lives: readonly Life[]): string {
  const open = lives.filter((life) => life.in_force_in_doubt);
  return inDoubtWords({
    active: active.length,
    doubted: open.filter(({ id }) => active.includes(id)).length,
    more: open.filter((life) => !isInForceNow(life)).length,
    of: lives.length,
  });
}
