import * as z from 'zod';
import { ENTRY_KINDS, STATUSES, words } from '../domain/vocabulary.ts';
import { orNull, PartialDateText, textOrNull } from './scalars.ts';

// What becomes of entries that were recorded before, and what follows by itself: as an answer has it, and in words.

/** So many of each are told of a sheet or a proposal, which may have thousands. */
const MOST = 200;

/** An entry that was recorded before. */
export const EntryBeforeAnswer = z.strictObject({
  seq: z.int(),
  measure: z.string(),
  kind: z.enum(ENTRY_KINDS),
  effective_on: PartialDateText,
});

const status = { measure: z.string(), status: z.enum(STATUSES), effective_on: PartialDateText };
/** The number of an entry. */
const number = orNull(z.int()).meta({ description: 'Null: an entry that a proposal would add' });
export const OvertakenAnswer = z.strictObject({ seq: number, ...status, by: number });
export const BroughtAnswer = z.strictObject({ seq: number, ...status, doubt: textOrNull });

export const CONSEQUENCES = {
  overtaken: z
    .array(OvertakenAnswer)
    .meta({ description: 'Changes that were set for later days and come no more, each with the entry by which' }),
  later: z
    .array(EntryBeforeAnswer)
    .meta({ description: 'What was recorded before for days to come, and takes the place of the new entries from then on' }),
  again: z.array(EntryBeforeAnswer).meta({
    description:
      'What was recorded before and holds again: the coverage and the rates stated before a measure ended, as it is in force again and nothing else was stated since; a change of status that came no more by what is taken back',
  }),
  brings: z.array(BroughtAnswer).meta({
    description:
      'What follows by itself when a new change of status ends by its own terms: the status, its first day, and why that is in doubt, if it is',
  }),
} as const;

/** The same of a sheet or a proposal, the first of each. */
export const ConsequencesAnswer = z.strictObject(CONSEQUENCES).meta({
  description: `What becomes of entries that were recorded before, and what follows by itself; the first ${MOST} of each`,
});
export type Consequences = z.output<typeof ConsequencesAnswer>;

/** None; of its own each time, as more may be added. */
export const noConsequences = (): Consequences => ({ overtaken: [], later: [], again: [], brings: [] });

/** The first of each. */
export const firstConsequences = ({ overtaken, later, again, brings }: Consequences): Consequences => ({
  overtaken: overtaken.slice(0, MOST),
  later: later.slice(0, MOST),
  again: again.slice(0, MOST),
  brings: brings.slice(0, MOST),
});

/** The first of each, of entries that have no number before they are recorded: those after `before`. */
export function unnumbered(consequences: Consequences, before: number): Consequences {
  const { overtaken, later, again, brings } = firstConsequences(consequences);
  const known = (seq: number | null): number | null => (seq === null || seq > before ? null : seq);
  return {
    overtaken: overtaken.map((one) => ({ ...one, seq: known(one.seq), by: known(one.by) })),
    // Of several that are recorded together one may be in the place of another.
    later: later.filter(({ seq }) => seq <= before),
    again: again.filter(({ seq }) => seq <= before),
    brings: brings.map((one) => ({ ...one, seq: null })),
  };
}

/** How days and measures are called where something is told. */
interface Telling {
  day(date: string): string;
  measure(id: string): string;
}

/** Each of them in a line, with the ids of measures. */
export const consequencesText = (consequences: Consequences): string[] =>
  consequencesTold(consequences, { day: (date) => date, measure: (id) => id }).map(
    ({ text, doubt }) => `${text}${doubt === null ? '' : `, in doubt: ${doubt}`}`,
  );

/** Each of them in words, without a full stop; `doubt`: why it is in doubt, where it is. */
export function consequencesTold(
  { overtaken, later, again, brings }: Consequences,
  { day, measure }: Telling,
): { text: string; doubt: string | null }[] {
  const entry = (seq: number | null): string => (seq === null ? 'what is new here' : `entry ${seq}`);
  const sure = (text: string) => ({ text, doubt: null });
  return [
    ...overtaken.map((one) =>
      sure(
        `${entry(one.seq)} (${measure(one.measure)}: ${words(one.status)} from ${day(one.effective_on)}) comes no more: ${entry(one.by)} was announced after it; if it still comes, record what said so since`,
      ),
    ),
    ...later.map((one) =>
      sure(
        `from ${day(one.effective_on)} on ${entry(one.seq)} decides (${words(one.kind)} of ${measure(one.measure)}), which was recorded before`,
      ),
    ),
    ...again.map((one) =>
      sure(
        one.kind === 'status_change'
          ? `${entry(one.seq)} (${words(one.kind)} of ${measure(one.measure)} from ${day(one.effective_on)}) comes again: what it came no more by is taken back`
          : `the ${words(one.kind)} of ${day(one.effective_on)} (${entry(one.seq)}), stated before it ended, holds again for ${measure(one.measure)}; if it does not, record what does`,
      ),
    ),
    ...brings.map((one) => ({
      text: `from ${day(one.effective_on)} on ${measure(one.measure)} is ${words(one.status)} by its own terms`,
      doubt: one.doubt,
    })),
  ];
}
