import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disputeChecked, measureChecked } from '../../src/domain/check.ts';
import { addDays } from '../../src/domain/dates.ts';

const checked = fc.option(
  fc.nat({ max: 20 }).map((days) => addDays('2026-11-01', days)),
  { nil: null },
);
/** Had somebody looked at it on that day or later? */
const since = (day: string, last: string | null): boolean => last !== null && last >= day;
const days = Array.from({ length: 21 }, (_, count) => addDays('2026-11-01', count));

describe('a check', () => {
  it('of a dispute is one of its measures', () => {
    fc.assert(
      fc.property(checked, checked, (own, withDispute) => {
        for (const day of days) expect(since(day, measureChecked(own, withDispute))).toBe(since(day, own) || since(day, withDispute));
      }),
    );
  });

  it('of each measure of a dispute is one of the dispute', () => {
    fc.assert(
      fc.property(checked, fc.array(checked, { maxLength: 4 }), (own, measures) => {
        for (const day of days)
          expect(since(day, disputeChecked(own, measures))).toBe(
            since(day, own) || (measures.length > 0 && measures.every((one) => since(day, one))),
          );
      }),
    );
  });

  it('never makes a dispute look newer than one of its measures', () => {
    fc.assert(
      fc.property(checked, fc.array(checked, { minLength: 1, maxLength: 4 }), (own, measures) => {
        const dispute = disputeChecked(own, measures) ?? '';
        for (const one of measures) expect((measureChecked(one, own) ?? '') >= dispute).toBe(true);
      }),
    );
  });
});
