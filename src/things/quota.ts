import * as z from 'zod';
import { describeScope } from '../domain/words.ts';
import { entryAnswer, entryBody, entryThing, onlyOn } from './entry.ts';
import { DecimalText, PartialDateText, Text, textOrNull, whenKnown } from './scalars.ts';
import { ScopeAnswer, ScopeBody } from './scope.ts';

const shape = {
  /** First and last day. */
  starts_on: PartialDateText.optional(),
  ends_on: PartialDateText.optional(),
  /** How the period is named: 2026, or "later years". */
  period: Text,
  quantity: DecimalText.optional(),
  unit: Text,
  /** What the quantity is of, where it is named: net drained weight, biodiesel. */
  quantity_of: Text.optional(),
  scope: ScopeBody.prefault({}),
} as const;

/** A quota of a measure, for a period. */
export const QuotaBody = entryBody(shape);

export const quota = entryThing(
  'quota',
  shape,
  {
    period: z.string(),
    starts_on: whenKnown,
    ends_on: whenKnown,
    quantity: textOrNull,
    unit: z.string(),
    quantity_of: z.exactOptional(z.string()),
    scope: ScopeAnswer,
  },
  {
    layout: { table: 'quotas', later: ['quantity_of'], scopes: { field: 'scope' } },
    days: ({ starts_on }) => onlyOn(starts_on),
    says: ({ period, quantity, unit, quantity_of, scope }) =>
      `${period}: ${quantity ?? 'unknown quantity'} ${unit}${quantity_of === undefined ? '' : ` ${quantity_of}`}, ${describeScope(scope)}`,
  },
);
export const QuotaAnswer = entryAnswer(quota);
