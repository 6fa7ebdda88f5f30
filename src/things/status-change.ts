import * as z from 'zod';
import { isInForce } from '../domain/status.ts';
import { CHANGE_SUBJECTS, type ChangeSubject, CONFIDENCES, KINDS, MATCHES, STATUSES, words } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import { daysOfStatement, entryBody, entryThing, overtakenOrNull } from './entry.ts';
import { InstantText, MATCH_MEANS, orNull, PartialDateText, Slug, textOrNull, whenKnown, whenKnownTo } from './scalars.ts';
import { ScopeBody, ScopesAnswer } from './scope.ts';

const shape = {
  status: z.enum(STATUSES),
  /** First day on which the status holds. */
  effective_on: PartialDateText,
  /** First day on which it no longer holds by its own terms. */
  until_on: PartialDateText.optional(),
  /** For partially_lifted: what is exempt. */
  exemptions: z.array(ScopeBody).min(1).optional(),
} as const;

/** From a day on, the status of a measure is another. */
export const StatusChangeBody = entryBody(shape);
export type StatusChangeInput = z.output<typeof StatusChangeBody>;

const several = z.array(StatusChangeBody).min(1, 'must hold at least one change');
const named = { measures: z.array(Slug).min(1).optional() } as const;
/** One change bare, or several in `changes`, all or none. */
export const StatusChangesBody = z.union([z.strictObject({ changes: several }), StatusChangeBody]);
/** The same for a dispute: for each of its measures in force that day, or for those named. */
export const DisputeStatusChangesBody = z.union([z.strictObject({ changes: several, ...named }), entryBody({ ...named, ...shape })]);

/** The field decides which of the two a body is, so that what is wrong is told about the body that was meant. */
const isWrapped = (content: unknown): boolean => typeof content === 'object' && content !== null && 'changes' in content;
export const statusChangesBodyOf = (content: unknown) => StatusChangesBody.options[isWrapped(content) ? 0 : 1];
export const disputeStatusChangesBodyOf = (content: unknown) => DisputeStatusChangesBody.options[isWrapped(content) ? 0 : 1];

export const statusChange = entryThing(
  'status_change',
  shape,
  { status: z.enum(STATUSES), effective_on: PartialDateText, until_on: whenKnown, exemptions: ScopesAnswer },
  {
    layout: { table: 'status_changes', scopes: { list: 'exemptions' } },
    days: daysOfStatement,
    says: ({ status, exemptions }) => [words(status), ...exemptions.map((scope) => `exempt: ${describeScope(scope)}`)].join('; '),
  },
);

/** One change of the status of a measure, as lists show it. */
export const StatusChangeRowAnswer = z.strictObject({
  seq: z.int().meta({ description: 'The entry; for a derived change, the entry whose until_on brings it' }),
  measure: z.string(),
  title: z.string(),
  kind: z.enum(KINDS),
  imposed_by: z.string(),
  dispute: textOrNull,
  status: z.enum(STATUSES).meta({ description: 'What it becomes; where rates, coverage or rules change: what it is on that day' }),
  effective_on: PartialDateText.meta({ description: 'First day' }),
  until_on: whenKnownTo('First day on which it ends by its own terms'),
  announced_on: whenKnown,
  recorded_at: InstantText,
  recorded_by: z.string(),
  scheduled: z.boolean().meta({ description: 'It takes effect after the day that is asked about' }),
  derived: z
    .boolean()
    .meta({ description: 'Not recorded: it follows from an until_on, or the last day of a rule, if nothing else is recorded' }),
  exemptions: z.array(z.string()),
  note: textOrNull,
  confidence: z.enum(CONFIDENCES),
  doubt: textOrNull,
  sources: z.array(z.string()) as z.ZodType<readonly string[]>,
  match: orNull(z.enum(MATCHES)).meta({
    description: `How the goods and the partner that are asked about are met by what the measure covers on that day. ${MATCH_MEANS}; null: not at all, where it is told with a change that meets them, such as one that took its place`,
  }),
  what: z.enum(CHANGE_SUBJECTS).meta({
    description:
      'What changes: the status, the rates, what is covered, or a rule by which another sum is paid than the tariff charges by itself',
  }),
  says: textOrNull.meta({
    description:
      'Rates: where goods are asked for, all that may be charged on them then; else those that are new, and all others stay; where they are only prolonged, all of them; “(exempt)” behind them where a partial lifting frees all that is asked about. Coverage: what comes (+) and what goes (−), of what is asked about. A rule that begins, in the words of duty_rules, with all tariffs that it is about. null: of a status, where rates only go, and where a rule ends',
  }),
  said_before: textOrNull.meta({
    description:
      'The rates in whose place those come, with the status of the day before, or “exempt”, where they were not charged; null where rates only come. The rule that ends; null of all else',
  }),
  overtaken_by: overtakenOrNull,
});
export type StatusChangeRow = z.output<typeof StatusChangeRowAnswer>;
/** Rates that come, in whose place; null: rates only come, or only go. */
export function ratesChangeText(says: string | null, said_before: string | null): string {
  if (says === null) return `${said_before} no more`;
  if (says === said_before) return `${says}, other terms`;
  return `${said_before === null ? '' : `${said_before} → `}${says}`;
}

const TEXTS: Readonly<Record<Exclude<ChangeSubject, 'status'>, typeof ratesChangeText>> = {
  rates: ratesChangeText,
  coverage: (says) => `${says}`,
  // What is cut short says that it ends all the same.
  rules: (says, said_before) => says ?? `ends: ${said_before}`,
};

/** What changes, in words: the status, or the rates, the coverage or a rule, with the status where the measure is not in force. */
export function changeText({ what, status, says, said_before }: Pick<StatusChangeRow, 'what' | 'status' | 'says' | 'said_before'>): string {
  if (what === 'status') return words(status);
  return `${what}: ${TEXTS[what](says, said_before)}${isInForce(status) ? '' : ` (${words(status)})`}`;
}

/** Names a change for ever, in whichever answer it stands: by its entry, and what an until_on brings by that entry and its first day. */
export const changeIdOf = ({ seq, derived, effective_on }: Pick<StatusChangeRow, 'seq' | 'derived' | 'effective_on'>): string =>
  derived ? `${seq}+${effective_on}` : `${seq}`;
export const STATUS_CHANGE_COLUMNS = z.keyof(StatusChangeRowAnswer).options;
