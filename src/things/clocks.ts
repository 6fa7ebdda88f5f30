import * as z from 'zod';
import { CLOCKS, type Clock } from './questions.ts';
import { DayText, InstantText, orNull } from './scalars.ts';

/** The clocks of an answer, made definite. */
export const ANSWER_CLOCKS = {
  on: DayText,
  announced_by: orNull(DayText).meta({ description: 'Only what had been announced by that day; null: everything' }),
  known_at: InstantText,
} as const;

/** What an answer says of an instant before the ledger. */
export const BEFORE_THE_LEDGER = {
  ledger_begins: z.exactOptional(InstantText).meta({
    description: 'There only for a known_at before the ledger: when that begins. announced_by asks what had been announced by then',
  }),
} as const;

/** The clocks of an answer that has them all. */
export const ALL_CLOCKS = { ...ANSWER_CLOCKS, ...BEFORE_THE_LEDGER } as const;

/** The clocks of an answer as parameters, as far as it has them, or of some alone: an address with them gives the same for ever. */
export const fixedClocks = (
  answer: { readonly [Name in Clock]?: string | null | undefined },
  clocks: readonly Clock[] = CLOCKS,
): Readonly<Record<string, readonly [string]>> =>
  Object.fromEntries(
    clocks.flatMap((clock) => {
      const at = answer[clock];
      return at == null ? [] : [[clock, [at]] as const];
    }),
  );
