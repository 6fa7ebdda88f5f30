import * as z from 'zod';
import { describeScope } from '../domain/words.ts';
import { changesSomething, statesChange } from './changed-rows.ts';
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

/** The fields of a coverage that is stated as what changes. */
export const coverageChange = {
  effective_on: PartialDateText,
  /** Left out: this coverage ends when the one before it would have. */
  until_on: PartialDateText.optional(),
  /** What is to be covered. Each takes the place of what stands for its goods, partners and companies, or is new. */
  set: z.array(ScopeBody).optional(),
  /** What is to be covered no more: as it stands, a part of a longer list included. */
  remove: z.array(ScopeBody).optional(),
} as const;

/** What a measure covers from a day on, as what changes against what it covers on that day. */
export const CoverageChangeBody = entryBody(coverageChange).superRefine(changesSomething);
export type CoverageChangeInput = z.output<typeof CoverageChangeBody>;

/** A coverage stated whole, or what changes. */
export const CoveragesBody = z.union([CoverageBody, CoverageChangeBody]);
export const coveragesBodyOf = (content: unknown) => CoveragesBody.options[statesChange(content) ? 1 : 0];

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
