import fc from 'fast-check';
import { type BoundedDuty, type DutyExpression, type DutySum, type DutyTerm, parseDuty } from '../../src/domain/duty/expression.ts';
import { COUNTED_UNITS } from '../../src/domain/duty/unit-table.ts';
import { TrackerError } from '../../src/domain/errors.ts';

/** Where a text stops being a duty expression, and what is wrong there; null for one that is one. */
export function faultOf(text: string): { position: unknown; message: string } | null {
  try {
    parseDuty(text);
    return null;
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    return { position: error.extra.position, message: error.message };
  }
}

/** Decimal numbers as people write them: with and without decimals, with zeros at the end. */
export const numerals = fc
  .tuple(fc.nat({ max: 20_000 }), fc.option(fc.stringMatching(/^\d{1,4}$/), { nil: null }))
  .map(([whole, decimals]) => (decimals === null ? String(whole) : `${whole}.${decimals}`));

/** The same with a name now and then, for what is not the goods as they are. */
const named = fc.option(fc.constantFrom('net drained', 'biodiesel', '90% dry', 'lead content'), { nil: null, freq: 3 });

/** Single duties in the given currencies. */
export const duties = (currencies: readonly string[] = ['EUR', 'GBP', 'JPY', 'KWD'], names = false): fc.Arbitrary<DutyTerm> =>
  fc.oneof(
    numerals.map((percent): DutyTerm => ({ kind: 'ad_valorem', percent })),
    fc
      .record({
        kind: fc.constantFrom('specific' as const, 'specific' as const, 'price' as const),
        amount: numerals,
        currency: fc.constantFrom(...currencies),
        factor: fc.option(fc.integer({ min: 1, max: 10_000 }).map(String), { nil: null }),
        unit: fc.constantFrom(...COUNTED_UNITS),
        of: names ? named : fc.constant(null),
      })
      .map(({ of, ...duty }): DutyTerm => (of === null ? duty : { ...duty, of })),
    fc.record({
      kind: fc.constant('specific' as const),
      amount: numerals,
      currency: fc.constantFrom(...currencies),
      factor: fc.constant(null),
      unit: fc.constant('% vol/hl' as const),
    }),
  );

/** Sums of single duties; the first has no sign of its own. */
export const dutySums = (single: fc.Arbitrary<DutyTerm>, signs: readonly ('+' | '-')[] = ['+', '-']): fc.Arbitrary<DutySum> =>
  fc
    .array(fc.record({ sign: fc.constantFrom(...signs), duty: single }), { minLength: 1, maxLength: 3 })
    .map((terms) => ({ kind: 'sum', terms: terms.map((term, index) => (index === 0 ? { ...term, sign: '+' } : term)) }));

/** Whole expressions, with up to three conjunctions. */
export const dutyExpressions = (single: fc.Arbitrary<DutyTerm>): fc.Arbitrary<DutyExpression> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<DutyExpression>({ kind: 'free' }) },
    {
      weight: 20,
      arbitrary: fc
        .tuple(dutySums(single), fc.array(fc.tuple(fc.constantFrom('min' as const, 'max' as const), dutySums(single)), { maxLength: 3 }))
        .map(([first, rest]) => rest.reduce<DutySum | BoundedDuty>((left, [kind, right]) => ({ kind, left, right }), first)),
    },
  );
