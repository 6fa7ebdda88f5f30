import * as z from 'zod';
import { normaliseDuty } from '../domain/duty/expression.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Rate } from '../domain/ledger.ts';
import { COLLECTIONS, CONFIDENCES, STATUSES } from '../domain/vocabulary.ts';
import { describeScope, rateText } from '../domain/words.ts';
import { changesSomething, statesChange } from './changed-rows.ts';
import { daysOfStatement, entryBody, entryThing } from './entry.ts';
import {
  DayText,
  DecimalText,
  DutyPercentText,
  isPercentOfDuty,
  orNull,
  PartialDateText,
  Text,
  TOO_MUCH,
  textOrNull,
  whenKnown,
} from './scalars.ts';
import { ScopeAnswer, ScopeBody } from './scope.ts';

/** A rate is told with the part of the value that it is charged on, which is recorded beside it. */
const ON_A_PART = /\d%\s+(?:on|of)\s/i;
const IN_VALUE_PART = '; the part of the value that it is charged on goes into value_part';

/** The field's own sentence: `35.3%`, `40% MIN 7000 USD/unit`, `free`. What means the same is kept in this form; what can't be read is refused. */
const DutyExpressionText = z
  .string()
  .trim()
  .transform((text, ctx): string => {
    try {
      return normaliseDuty(text);
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      ctx.addIssue({ code: 'custom', message: `${error.message}${ON_A_PART.test(text) ? IN_VALUE_PART : ''}` });
      return z.NEVER;
    }
  })
  .refine((text) => [...text.matchAll(/(\d+(?:\.\d+)?)%/g)].every(([, percent]) => isPercentOfDuty(percent ?? '')), TOO_MUCH)
  .meta({
    description:
      'A duty: percent of the customs value, money per unit or what the value lacks of a minimum price, with +, -, MIN (the greater of two) and MAX (the lesser), or free. The notations of TARIC, the United Kingdom and the United States are read too, and kept in this one form',
    example: '40% MIN 7000 USD/unit',
  });

/** One rate: a duty expression, or a known range in percent of which no amount is computed. */
export const RateBody = z
  .strictObject({
    scope: ScopeBody.prefault({}),
    expression: DutyExpressionText.optional(),
    range: z
      .strictObject({ min_pct: DecimalText, max_pct: DutyPercentText })
      .superRefine(({ min_pct, max_pct }, ctx) => {
        if (Number(min_pct) > Number(max_pct))
          ctx.addIssue({
            code: 'custom',
            path: ['max_pct'],
            message: `is less than min_pct ${min_pct}: a range runs from its least to its most`,
            input: max_pct,
          });
      })
      .optional(),
    collection: z.enum(COLLECTIONS).default('full'),
    note: Text.optional(),
    confidence: z.enum(CONFIDENCES).optional(),
    doubt: Text.optional(),
    /** The part of the value that it is charged on, in words: the steel content. */
    value_part: Text.optional(),
  })
  .refine((rate) => (rate.expression === undefined) !== (rate.range === undefined), {
    path: ['expression'],
    message: 'give either an expression or a range',
  });

const shape = {
  /** First day on which these rates are the measure's rates. */
  effective_on: PartialDateText,
  /** First day on which they no longer are, by their own terms: the table that stood before them returns. */
  until_on: PartialDateText.optional(),
  rates: z.array(RateBody).min(1, 'must state at least one rate'),
} as const;

/** The rates of a tariff from a day on, stated whole. */
export const RateTableBody = entryBody(shape);
export type RateTableInput = z.output<typeof RateTableBody>;

/** The fields of a table that is stated as what changes. */
export const rateTableChange = {
  effective_on: PartialDateText,
  /** Left out: these rates end when those before them would have. */
  until_on: PartialDateText.optional(),
  /** Rates as they are to be. Each takes the place of what stands for its goods, partners and companies, or is new. */
  set: z.array(RateBody).optional(),
  /** What is to have no rate any more: the scope as it stands, a part of a longer list included. */
  remove: z.array(z.strictObject({ scope: ScopeBody, value_part: Text.optional() })).optional(),
} as const;

/** The rates of a tariff from a day on, as what changes against those that stand on that day. */
export const RateTableChangeBody = entryBody(rateTableChange).superRefine(changesSomething);
export type RateTableChangeInput = z.output<typeof RateTableChangeBody>;

/** Rates stated whole, or what changes. */
export const RateTablesBody = z.union([RateTableBody, RateTableChangeBody]);
export const rateTablesBodyOf = (content: unknown) => RateTablesBody.options[statesChange(content) ? 1 : 0];

export const RateAnswer: z.ZodType<Rate> = z.strictObject({
  scope: ScopeAnswer,
  expression: textOrNull,
  min_pct: textOrNull,
  max_pct: textOrNull,
  collection: z.enum(COLLECTIONS),
  note: textOrNull,
  confidence: orNull(z.enum(CONFIDENCES)),
  doubt: textOrNull,
  value_part: z.exactOptional(z.string()),
});
export const RatesAnswer: z.ZodType<readonly Rate[]> = z.array(RateAnswer);

export const rateTable = entryThing(
  'rate_table',
  shape,
  { effective_on: PartialDateText, until_on: whenKnown, rates: RatesAnswer },
  {
    layout: { table: 'rate_tables', list: { field: 'rates', table: 'rates', later: ['value_part'] }, scopes: { itemsOf: 'rates' } },
    days: daysOfStatement,
    says: ({ rates }) => rates.map((rate) => `${rateText(rate)}: ${describeScope(rate.scope)}`).join(' | '),
  },
);

/** A stretch of days on which a company faced the same rate under the same status. */
export const RateStepAnswer = z.strictObject({
  from: PartialDateText.meta({ description: 'First day, as precisely as it is known' }),
  until: orNull(DayText).meta({ description: 'Last day, inclusive; null while nothing ends it' }),
  status: z.enum(STATUSES),
  in_force: z.boolean(),
  rate: textOrNull.meta({ description: 'As it was written; null where no single rate can be named, and problem says why' }),
  problem: textOrNull.meta({ description: 'Why no rate can be named, or why it is not paid' }),
  residual: z.boolean().meta({ description: 'The company has no rate of its own and gets that of all others' }),
  collected: orNull(z.enum(COLLECTIONS)),
  alternatives: z.array(z.string()).meta({ description: 'Rates that apply instead under conditions' }),
  status_seq: z.int(),
  rate_table_seq: orNull(z.int()),
  doubt: textOrNull.meta({ description: 'Why what is said of these days is in doubt; null if it is not' }),
});
export type RateStep = z.output<typeof RateStepAnswer>;
export const RATE_STEP_COLUMNS = z.keyof(RateStepAnswer).options;
