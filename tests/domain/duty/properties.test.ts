import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DutyCase, Tariff } from '../../../src/domain/duty/duty.ts';
import { printDuty } from '../../../src/domain/duty/expression.ts';
import { Fraction } from '../../../src/domain/duty/fraction.ts';
import { COLLECTIONS, MATCHES } from '../../../src/domain/vocabulary.ts';
import { duties, dutyExpressions } from '../../support/duties.ts';
import { dutyOf, exact, rate, reasonsOf, rule, tariff } from '../../support/tariffs.ts';

describe('whatever is in force', () => {
  const texts = fc.oneof(
    { weight: 3, arbitrary: dutyExpressions(duties(['EUR', 'GBP'])).map(printDuty) },
    { weight: 6, arbitrary: fc.constantFrom('10%', '17.0%', '0%', 'free', '23.80 EUR/hl') },
    { weight: 1, arbitrary: fc.constant('5–50') },
  );
  const tariffs = (prefix: string): fc.Arbitrary<Tariff> =>
    fc
      .record({
        texts: fc.array(texts, { minLength: 1, maxLength: 2 }),
        collection: fc.constantFrom(...COLLECTIONS),
        status: fc.constantFrom('provisional' as const, 'in_force' as const),
        match: fc.constantFrom(...MATCHES),
        imprecise: fc.constantFrom<Tariff['imprecise'][]>([], [], [], ['rates']) as fc.Arbitrary<Tariff['imprecise']>,
        exempt: fc.constantFrom(null, null, null, 'all of it'),
        company: fc.constantFrom(false, false, true),
        hangs_on_quota: fc.constantFrom(false, false, false, true),
      })
      .map(({ texts: all, collection, company, ...more }) =>
        tariff(
          prefix,
          all.map((text, index) =>
            rate(text, company ? { exporters: [index === 0 ? 'byd' : 'all_others'] } : { partners: index === 0 ? [] : ['CN'] }, {
              collection,
            }),
          ),
          more,
        ),
      );
  const added = fc.tuple(tariffs('a'), tariffs('b'), tariffs('c'));
  const bases = fc.tuple(tariffs('mfn'), tariffs('fta'), fc.integer({ min: 0, max: 3 })).map(([one, two, count]) =>
    [
      { ...one, duty_type: 'mfn' as const },
      { ...two, duty_type: 'preferential' as const },
    ].filter((_, index) => count & (index + 1)),
  );
  const rules = fc.array(
    fc
      .record({
        type: fc.constantFrom(
          'not_levied_with' as const,
          'tops_up_base_to' as const,
          'replaces_base' as const,
          'not_paid_within_quota' as const,
        ),
        measure: fc.constantFrom('a', 'b', 'c'),
        other_measure: fc.constantFrom('a', 'b', 'c', 'mfn'),
        match: fc.constantFrom(...MATCHES, 'none' as const),
      })
      .filter(({ measure, other_measure }) => measure !== other_measure)
      .map(({ type, measure, ...more }) => rule(type, measure, { ...more, percent: '15' })),
    { maxLength: 3 },
  );
  const questions = fc
    .record({
      exporter: fc.constantFrom(undefined, 'byd', 'nobody'),
      quota: fc.constantFrom(undefined, 'in' as const, 'over' as const),
      preference: fc.boolean(),
      customs_value: fc.constantFrom(undefined, '1000.01', '0.07'),
      mass: fc.boolean(),
    })
    .map(
      ({ exporter, quota, preference: claimed, customs_value, mass }): Partial<DutyCase> => ({
        ...(exporter && { exporter, exporter_name: exporter }),
        ...(quota && { quota }),
        preference: claimed,
        shipment: {
          ...(customs_value && { customs_value, currency: 'EUR' }),
          quantities: [
            { amount: '10', unit: 'hl' },
            { amount: '40', unit: '% vol' },
            { amount: '3', unit: 'm2' },
            { amount: '7', unit: 'unit' },
            { amount: '7', unit: 'pair' },
            ...(mass ? [{ amount: '1.5', unit: 't' as const }] : []),
          ],
          fx: [{ from: 'EUR', to: 'GBP', rate: '0.83' }],
        },
      }),
    );
  const runs = { numRuns: 500 };

  it('every tariff is a line or said not to be paid, and all of the sum is in the lines', () => {
    let totals = 0;
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const all = [...base, ...extra];
        const answer = dutyOf(all, question, { rules: held });
        const lines = [...(answer.base ? [answer.base] : []), ...answer.lines];
        const shown = [...lines, ...answer.suppressed].map((line) => line.measure);
        expect(new Set(shown).size).toBe(shown.length);
        for (const { measure } of extra) expect(shown).toContain(measure);

        const summed = lines.filter(({ collected }) => collected === 'full' || collected === 'guarantee');
        for (const { amount, ad_valorem_pct } of [...lines, ...answer.suppressed]) {
          if (amount) expect(amount.amount.isLessThan(Fraction.ZERO)).toBe(false);
          if (ad_valorem_pct !== null) expect(ad_valorem_pct).not.toContain('-');
        }
        const total = answer.total_amount;
        if (total) {
          totals += 1;
          expect(summed.map(({ amount }) => amount?.currency)).toEqual(summed.map(() => total.currency));
          expect(summed.reduce((sum, { amount }) => sum.plus(amount?.amount ?? Fraction.ZERO), Fraction.ZERO)).toEqual(total.amount);
        }
        if (answer.total_ad_valorem_pct !== null) {
          totals += 1;
          const sum = summed.reduce((all, { ad_valorem_pct }) => all.plus(exact(ad_valorem_pct ?? 'missing')), Fraction.ZERO);
          expect(sum).toEqual(exact(answer.total_ad_valorem_pct));
        }
      }),
      runs,
    );
    expect(totals).toBeGreaterThan(50);
  });

  it('there is no total beside anything but an unknown base, and there is one otherwise', () => {
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        const hasTotal = answer.total_amount !== null || answer.total_ad_valorem_pct !== null;
        const reasons = reasonsOf(answer).filter((reason) => reason !== 'base_unknown');
        const lines = [...(answer.base ? [answer.base] : []), ...answer.lines];
        const pays = lines.some(({ collected }) => collected === 'full' || collected === 'guarantee');
        expect(hasTotal).toBe(pays && reasons.length === 0);
        expect(reasonsOf(answer).includes('base_unknown')).toBe(answer.base === null);
      }),
      runs,
    );
  });

  it('a line that is met in part, or perhaps, is named, whether it is collected or not', () => {
    fc.assert(
      fc.property(added, bases, rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        for (const { measure, match, rate: found } of [...(answer.base ? [answer.base] : []), ...answer.lines])
          if (match !== 'full' && found !== null)
            expect(answer.depends_on).toContain(`${measure}: it may cover only a part of what is asked about`);
      }),
      runs,
    );
  });

  it('without rules one tariff more never makes it cheaper', () => {
    let compared = 0;
    fc.assert(
      fc.property(added, bases, questions, ([one, ...extra], base, question) => {
        const without = dutyOf([...base, ...extra], question);
        const withIt = dutyOf([...base, ...extra, one], question);
        if (without.total_ad_valorem_pct !== null && withIt.total_ad_valorem_pct !== null) {
          compared += 1;
          expect(exact(withIt.total_ad_valorem_pct).isLessThan(exact(without.total_ad_valorem_pct))).toBe(false);
        }
        if (without.total_amount && withIt.total_amount && without.total_amount.currency === withIt.total_amount.currency) {
          compared += 1;
          expect(withIt.total_amount.amount.isLessThan(without.total_amount.amount)).toBe(false);
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(25);
  });

  it('what is not paid adds nothing: without it the rest is the same', () => {
    fc.assert(
      fc.property(added, bases, questions, (extra, base, question) => {
        const all = [...base, ...extra];
        const answer = dutyOf(all, question);
        const exempt = new Set(all.filter((one) => one.exempt !== null && one.imprecise.length === 0).map((one) => one.measure));
        const rest = dutyOf(
          all.filter((one) => !exempt.has(one.measure)),
          question,
        );
        expect({ ...answer, suppressed: [] }).toEqual({ ...rest, suppressed: [] });
      }),
      runs,
    );
  });
});
