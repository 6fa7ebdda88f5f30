import { z } from 'zod';
import { describeScope } from '../domain/words.ts';
import { daysOfStatement, entryBody, entryThing } from './entry.ts';
import { PartialDateText, whenKnown } from './scalars.ts';
import { ScopeBody, ScopesAnswer } from './scope.ts';

const shape = {
  /** First day on which the measure covers this. */
  effective_on: PartialDateText,
  until_on: PartialDateText.optional(),
  scopes: z.array(ScopeBody).min(1, 'must state at least one scope'),
} as const;

/** What a measure covers from a day on, stated whole. */
export const CoverageBody = entryBody(shape);
export type CoverageInput = z.output<typeof CoverageBody>;

export const coverage = entryThing(
  'coverage',
  shape,
  { effective_on: PartialDateText, until_on: whenKnown, scopes: ScopesAnswer },
  {
    layout: { table: 'coverages', scopes: { list: 'scopes' } },
    days: daysOfStatement,
    says: ({ scopes }) => scopes.map(describeScope).join('; and '),
  },
);
