import * as z from 'zod';
import { DUTY_RULE_TYPES, words } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import { entryAnswer, entryBody, entryThing, onlyOn } from './entry.ts';
import { DutyPercentText, PartialDateText, Slug, textOrNull, whenKnown } from './scalars.ts';
import { ScopeAnswer, ScopeBody } from './scope.ts';

const shape = {
  type: z.enum(DUTY_RULE_TYPES),
  /** The tariff that gives way, or that changes the base. */
  measure: Slug,
  /** For not_levied_with: the tariff that is levied instead; for levied_on_rest_of: the one that is levied on a part of the value, or instead. */
  other_measure: Slug.optional(),
  /** For at_most_one_of: the other tariffs. Their lists share no good. */
  others: z.array(Slug).min(1).optional(),
  /** For tops_up_base_to: up to how many percent. */
  percent: DutyPercentText.optional(),
  scope: ScopeBody.prefault({}),
  first_on: PartialDateText,
  /** Last day, inclusive. */
  last_on: PartialDateText.optional(),
} as const;

/** How a tariff combines with others. */
export const DutyRuleBody = entryBody(shape);

export const dutyRule = entryThing(
  'duty_rule',
  shape,
  {
    type: z.enum(DUTY_RULE_TYPES),
    other_measure_id: textOrNull,
    percent: textOrNull,
    first_on: PartialDateText,
    last_on: whenKnown,
    scope: ScopeAnswer,
    others: z.exactOptional(z.array(z.string())).meta({ description: 'For at_most_one_of: the other tariffs' }),
  },
  {
    layout: {
      table: 'duty_rules',
      more: { field: 'others', table: 'duty_rule_measures', column: 'measure_id' },
      scopes: { field: 'scope' },
    },
    days: ({ first_on }) => onlyOn(first_on),
    says: ({ type, other_measure_id, others, percent, scope, last_on }) =>
      [
        words(type),
        other_measure_id,
        others === undefined ? null : `this and ${others.join(', ')}`,
        percent === null ? null : `${percent}%`,
        `for ${describeScope(scope)}`,
        last_on === null ? null : `until ${last_on}`,
      ]
        .filter((part) => part !== null)
        .join(' '),
  },
);
export const DutyRuleAnswer = entryAnswer(dutyRule);

/** What rules of duties say of a tariff, as lists have it. */
export const DutyRulesAnswer = z.array(z.string()).meta({
  description:
    'The rules by which another sum may be paid than the tariff charges by itself, in words, as far as they hold on the days and concern what is asked about; what is paid in the end is told by /duty',
});
