import * as z from 'zod';
import { ENTRY_KINDS, STATUSES, type Thing } from '../domain/vocabulary.ts';
import { ChangedRowsAnswer } from './changed-rows.ts';
import { CheckedOnAnswer } from './check.ts';
import { ALL_CLOCKS, ANSWER_CLOCKS, BEFORE_THE_LEDGER } from './clocks.ts';
import { CONSEQUENCES } from './consequences.ts';
import { DisputeRowAnswer, DisputeStateAnswer } from './dispute.ts';
import { MeasureRowAnswer } from './measure.ts';
import type { Clock } from './questions.ts';
import { DayText, InstantText, orNull, textOrNull, whenKnown } from './scalars.ts';
import { StatusChangeRowAnswer } from './status-change.ts';
import { WtoCaseRowAnswer } from './wto-case.ts';

// What is answered beside lists and records: the bodies of lists, a day at a glance, a search, what a write did, problems.

/** So many are told, or counted, of what lies beside an answer and may be many. */
export const MOST_TOLD = 500;

/** What is told together of what is to come; of rates to come those alone are told whose tariff stays in force, apart. */
export const TO_COME = ['status', 'coverage', 'rules'] as const;

/** The body of a list: the clocks that the list has, a page of rows, and where the next one is. `beside`: it tells why it may be less than all that is meant. */
export const listAnswer = (row: z.ZodType, clocks: readonly Clock[], { beside = false }: { beside?: boolean } = {}) =>
  z.strictObject({
    ...Object.fromEntries(clocks.map((clock) => [clock, ANSWER_CLOCKS[clock]])),
    ...(clocks.includes('known_at') && BEFORE_THE_LEDGER),
    took: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'The codes that were taken for words, by parameter; only where words were given' }),
    data: z.array(row),
    next: textOrNull.meta({ description: 'Address of the next page, or null on the last' }),
    count: z.int().optional().meta({ description: 'How many rows there are in all, if count=true asked for it' }),
    ...(beside && {
      in_doubt: z
        .array(MeasureRowAnswer)
        .optional()
        .meta({
          description: `With the first page of what is in force: the measures that may be too, for whether they are over is in doubt, ${MOST_TOLD} at most; only where there are any. Of rates: the tariffs whose rates are left out for it; status=all shows these`,
        }),
      code_outdated: z.string().optional().meta({
        description:
          'With the first page: why goods of the product have another code on the day, and what names them by that is not among the rows; only where it is so',
      }),
    }),
  });

/** A rate that is to change while its tariff stays in force: no status says so. */
const UpcomingRateAnswer = z.strictObject({
  measure: z.string(),
  title: z.string(),
  imposed_by: z.string(),
  effective_on: DayText.meta({ description: 'First day of the new rates' }),
  rate_before: textOrNull.meta({ description: 'The rates that stand no more then; null where rates only come' }),
  rate_after: textOrNull.meta({ description: 'The rates in whose place they come, where all others stay; null where rates only go' }),
  sources: z.array(z.string()) as z.ZodType<readonly string[]>,
  derived: z.boolean().meta({ description: 'Not recorded: they come back when those before them end' }),
  doubt: textOrNull.meta({ description: 'Why it is in doubt, if it is' }),
});
export type UpcomingRate = z.output<typeof UpcomingRateAnswer>;

/** Who restricts whose trade, and with how many measures in force; `*` for all. */
const RestrictionAnswer = z.strictObject({ imposed_by: z.string(), affected: z.string(), bans: z.int(), tariffs: z.int() });
export type Restriction = z.output<typeof RestrictionAnswer>;

/** A dispute as it waits for its next check. */
const UncheckedDisputeAnswer = z.strictObject({ id: z.string(), title: z.string(), checked_on: CheckedOnAnswer });
export type UncheckedDispute = z.output<typeof UncheckedDisputeAnswer>;

/** What is in force today, what changed lately, what comes next. */
export const OverviewAnswer = z.strictObject({
  ...ALL_CLOCKS,
  bans: z.int().meta({ description: 'Active bans' }),
  bans_doubtful: z.int().meta({ description: `How many of these may be active or not, by a doubt or a date; ${MOST_TOLD} at most` }),
  bans_in_doubt: z
    .int()
    .meta({ description: `Bans besides that are said to be over, with a doubt, and may be active; ${MOST_TOLD} at most` }),
  tariffs: z.int().meta({ description: 'Active tariffs' }),
  tariffs_doubtful: z.int().meta({ description: `How many of these may be active or not, by a doubt or a date; ${MOST_TOLD} at most` }),
  tariffs_in_doubt: z
    .int()
    .meta({ description: `Tariffs besides that are said to be over, with a doubt, and may be active; ${MOST_TOLD} at most` }),
  changed: z.array(StatusChangeRowAnswer).meta({ description: 'Statuses and rates that changed last' }),
  upcoming: z.array(StatusChangeRowAnswer),
  scheduled: z
    .int()
    .meta({ description: `How many changes of status, of what a measure covers and of rules are to come in all; ${MOST_TOLD} at most` }),
  upcoming_rates: z.array(UpcomingRateAnswer).meta({ description: 'Rates that change while their tariff stays in force' }),
  rates_scheduled: z.int().meta({ description: `How many rates are to change in all; ${MOST_TOLD} at most` }),
  lifting_agreed: z.array(MeasureRowAnswer),
  liftings: z.int().meta({ description: 'How many measures are to be lifted or eased in all' }),
  unchecked: z
    .array(UncheckedDisputeAnswer)
    .meta({ description: 'The disputes that have waited longest for a check: those never checked first, then the oldest' }),
  restrictions: z.union([z.array(RestrictionAnswer), z.null()]).meta({
    description: 'Who restricts whose trade, with how many active measures; `*` for all; null where more than 20,000 measures are in force',
  }),
});
export type Overview = z.output<typeof OverviewAnswer>;

/** Who restricts whose trade on a day. */
export const RestrictionsAnswer = OverviewAnswer.pick({ on: true, announced_by: true, known_at: true, restrictions: true });
export type Restrictions = z.output<typeof RestrictionsAnswer>;

/** What words may mean, each kind of thing apart; at most ten of each. */
export const SearchAnswer = z.strictObject({
  ...ALL_CLOCKS,
  q: z.string(),
  words: z.array(z.strictObject({ word: z.string(), means: z.array(z.string()), spelt_like: z.array(z.string()) })).meta({
    description:
      'The words that were looked for, several where they mean one thing together, what each was taken for beside what it says, and, of one that nothing met, names that are spelt nearly so',
  }),
  jurisdictions: z.array(z.strictObject({ code: z.string(), name: z.string(), imposes: orNull(z.int()), affected: orNull(z.int()) })).meta({
    description: 'Economies, with how many active measures they impose and are affected by; null where that is too much to count',
  }),
  areas: z
    .array(z.strictObject({ code: z.string(), name: z.string(), jurisdiction: z.string(), active: z.int() }))
    .meta({ description: 'Areas of economies, with how many active measures reach them, those on the whole economy included' }),
  products: z
    .array(z.strictObject({ code: z.string(), name: textOrNull, active: z.int() }))
    .meta({ description: 'HS codes, with how many active measures reach them' }),
  disputes: z.array(DisputeRowAnswer).meta({ description: 'Those that meet the most of the words, the best first' }),
  measures: z.array(MeasureRowAnswer).meta({ description: 'Those that meet the most of the words, the best first' }),
  unmet: z.array(z.strictObject({ id: z.string(), words: z.array(z.string()) })).meta({
    description:
      'The disputes and measures that do not meet all of the words, with the words that they do not meet; those that meet all are not here',
  }),
  exporters: z.array(z.strictObject({ id: z.string(), name: z.string(), home: textOrNull })),
  wto_cases: z.array(WtoCaseRowAnswer),
});
export type Search = z.output<typeof SearchAnswer>;

/** The economy or the area that a search speaks of, with the filter that asks for what affects it; null where it speaks of none, or of several. */
export function onlyPlace({ jurisdictions, areas }: Search): { by: 'affected' | 'area'; code: string; name: string } | null {
  const places = [
    ...jurisdictions.map(({ code, name }) => ({ by: 'affected' as const, code, name })),
    ...areas.map(({ code, name }) => ({ by: 'area' as const, code, name })),
  ];
  return places.length === 1 ? (places[0] ?? null) : null;
}

/** What a recorded change did. */
export const RecordedAnswer = z.strictObject({
  recorded: z
    .array(
      z.strictObject({
        seq: z.int(),
        kind: z.enum(ENTRY_KINDS),
        measure: textOrNull,
        says: z.string().meta({ description: 'What the entry says, in one line' }),
        effective_on: whenKnown.meta({ description: 'Its first day, or the day on which it happened' }),
        until_on: whenKnown,
        recorded_at: InstantText,
        changes: z.exactOptional(ChangedRowsAnswer).meta({
          description:
            'For rates or a coverage stated as a change: what it changed; for a partial lifting that leaves out what was exempt: what is bound again',
        }),
      }),
    )
    .meta({ description: 'The entries recorded, in their order' }),
  ...CONSEQUENCES,
  left: z.array(z.strictObject({ measure: z.string(), status: z.enum(STATUSES) })).meta({
    description:
      'For a change of a dispute: its measures that are not in force on that day and may come, or come back; they stay as they are',
  }),
  on: DayText.meta({ description: 'The day that measures and measure speak of' }),
  measures: z.array(MeasureRowAnswer),
  measure: orNull(MeasureRowAnswer).meta({ description: 'The first of measures, for calls about one' }),
  dispute: orNull(DisputeStateAnswer).meta({
    description: 'The state of the dispute on the first day of the change, without and with it',
  }),
  last_seq: z.int().meta({ description: 'The last change of the measures, which their ETag begins with' }),
  state_tag: textOrNull.meta({
    description: 'The state_tag of each of measures after it, for If-Match; null in a dry run, and where there are none',
  }),
  dry_run: z.exactOptional(z.literal(true)),
});
export type Recorded = z.output<typeof RecordedAnswer>;

/** What was registered or edited. */
export const RegisteredAnswer = z.strictObject({ id: z.string(), dry_run: z.exactOptional(z.literal(true)) });
export type Registered = z.output<typeof RegisteredAnswer>;

/** RFC 9457. `lawful` and `from` come with an unlawful step; others say more too, as the standard allows. */
export const ProblemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  request_id: z.string(),
  lawful: z.array(z.enum(STATUSES)).optional(),
  from: orNull(z.enum(STATUSES)).optional(),
});

/** What loading the bundled dataset did. */
export interface DatasetLoad {
  /** Entries that were not there before. */
  added: number;
  /** Entries that this release words anew. */
  corrected: number;
  /** Things that were not there before, or that this release says otherwise. */
  registered: number;
  /** Ids that somebody here gave to things of their own, with their kinds: the dataset's are left out. */
  taken: [id: string, thing: Thing][];
  /** Entries of the dataset that do not go together with what somebody here recorded, with why. */
  left_out: [id: string, why: string][];
}
