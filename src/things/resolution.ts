import * as z from 'zod';
import type { Outcome } from '../domain/ledger.ts';
import { CONFIDENCES, OUTCOME_TARGETS, RESOLUTION_METHODS, RESOLUTION_STATES, words } from '../domain/vocabulary.ts';
import { entryBody, entryThing, onlyOn } from './entry.ts';
import { InstantText, PartialDateText, Slug, Text, textOrNull, whenKnown, whenKnownTo } from './scalars.ts';
import { ScopeAnswer, ScopeBody } from './scope.ts';
import { statusChange } from './status-change.ts';

const OutcomeBody = z.strictObject({
  measure: Slug,
  reaches: z.enum(OUTCOME_TARGETS),
  scope: ScopeBody.prefault({}),
});

const shape = {
  method: z.enum(RESOLUTION_METHODS),
  /** Unknown if left out. */
  agreed_on: PartialDateText.optional(),
  terms: Text,
  outcomes: z.array(OutcomeBody).min(1, 'must name at least one measure and what it is to reach'),
} as const;

/** How a dispute ends or is to end. */
export const ResolutionBody = entryBody(shape);
export type ResolutionInput = z.output<typeof ResolutionBody>;

const implementationShape = {
  effective_on: PartialDateText,
  measures: z.array(Slug).min(1).optional(),
  /** The ledger numbers of the rate tables by which rates reach what was agreed; left out: those that begin on that day. */
  rate_tables: z.array(z.int().positive()).min(1).optional(),
} as const;
/** A resolution took effect, for the measures named or for all its outcomes. */
export const ImplementationBody = entryBody(implementationShape);

/** What carries a resolution out: its status changes are those given in `changes`, or follow from its outcomes. */
export const ImplementResolutionBody = entryBody({
  ...implementationShape,
  changes: z.array(entryBody({ ...statusChange.asked, measure: Slug })).optional(),
});
export type ImplementResolutionInput = z.output<typeof ImplementResolutionBody>;

const collapseShape = { effective_on: PartialDateText } as const;
/** A resolution came to nothing. */
export const CollapseBody = entryBody(collapseShape);
export type CollapseInput = z.output<typeof CollapseBody>;

const OutcomeAnswer: z.ZodType<Outcome> = z.strictObject({
  measure_id: z.string(),
  reaches: z.enum(OUTCOME_TARGETS),
  scope: ScopeAnswer,
});
const OutcomesAnswer: z.ZodType<readonly Outcome[]> = z.array(OutcomeAnswer);

export const resolution = entryThing(
  'resolution',
  shape,
  { method: z.enum(RESOLUTION_METHODS), agreed_on: whenKnown, terms: z.string(), outcomes: OutcomesAnswer },
  {
    layout: {
      table: 'resolutions',
      list: { field: 'outcomes', table: 'resolution_outcomes' },
      scopes: { itemsOf: 'outcomes' },
    },
    days: ({ agreed_on }) => onlyOn(agreed_on),
    says: ({ method, terms, outcomes }) =>
      `${words(method)}: ${terms} (${outcomes.map((one) => `${one.measure_id} ${words(one.reaches)}`).join(', ')})`,
  },
);

const ids: z.ZodType<readonly string[]> = z.array(z.string());
const step = { resolution_seq: z.int(), effective_on: PartialDateText, measures: ids } as const;
const stepLayout = {
  table: 'resolution_steps',
  list: { field: 'measures', table: 'resolution_step_measures', column: 'measure_id' },
} as const;

const seqs: z.ZodType<readonly number[]> = z.array(z.int());
export const implementation = entryThing(
  'implementation',
  implementationShape,
  {
    ...step,
    rate_tables: z
      .exactOptional(seqs)
      .meta({ description: 'The entries of the rate tables by which it was carried out, where they are named' }),
  },
  {
    layout: { ...stepLayout, more: { field: 'rate_tables', table: 'resolution_step_rate_tables', column: 'rate_table_seq' } },
    days: ({ effective_on }) => onlyOn(effective_on),
    says: ({ resolution_seq, measures, rate_tables }) =>
      `resolution ${resolution_seq} carried out for ${measures.join(', ')}${rate_tables ? ` by rate table ${rate_tables.join(', ')}` : ''}`,
  },
);
export const collapse = entryThing('collapse', collapseShape, step, {
  layout: stepLayout,
  days: ({ effective_on }) => onlyOn(effective_on),
  says: ({ resolution_seq }) => `resolution ${resolution_seq} came to nothing`,
});

/** How a dispute ended or is to end, as it stands on a day. */
export const ResolutionRowAnswer = z.strictObject({
  seq: z.int(),
  dispute: textOrNull,
  method: z.enum(RESOLUTION_METHODS),
  agreed_on: whenKnownTo('The day of the agreement; null if it is not known'),
  announced_on: whenKnown,
  terms: z.string(),
  outcomes: OutcomesAnswer,
  state: z.enum(RESOLUTION_STATES).meta({ description: 'overtaken: its measures ended before it was carried out' }),
  implemented_on: whenKnownTo(
    'First day on which it was carried out, for the last of its measures so far; null too if that hangs on a day of the agreement that is not known',
  ),
  collapsed_on: whenKnown,
  confidence: z.enum(CONFIDENCES),
  doubt: textOrNull,
  note: textOrNull,
  recorded_at: InstantText,
  recorded_by: z.string(),
  sources: ids,
  reached_doubtful: z
    .array(z.string())
    .meta({ description: 'Ids of the measures whose status is what was agreed by an entry that is in doubt' }),
});
export type ResolutionRow = z.output<typeof ResolutionRowAnswer>;
