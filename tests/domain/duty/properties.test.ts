import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DutyCase } from '../../../src/domain/duty/duty.ts';
import type { ExactDuty } from '../../../src/domain/duty/exact-duty.ts';
import { printDuty } from '../../../src/domain/duty/expression.ts';
import type { DutyRule, Tariff } from '../../../src/domain/duty/facts.ts';
import { Fraction } from '../../../src/domain/duty/fraction.ts';
import type { Scope } from '../../../src/domain/scope.ts';
import { COLLECTIONS } from '../../../src/domain/vocabulary.ts';
import { duties, dutyExpressions } from '../../support/duties.ts';
import { expectMet } from '../../support/met.ts';
import { EU_OF_THREE, scope } from '../../support/scopes.ts';
import { dutyOf, exact, inForce, rate, reasonsOf, rule, tariff } from '../../support/tariffs.ts';
import { casesOf } from '../../support/thorough.ts';

const NAMED = { goods: [{ name: 'Cars', codes: ['ex 8703'], note: null, confidence: null }] };
/** What a scope may narrow; most narrow nothing. */
const narrowed: fc.Arbitrary<Scope> = fc
  .constantFrom<Partial<Scope> & { codes?: string[] }>(
    ...[{}, {}, {}, {}, { codes: ['8703'] }, { codes: ['870380'] }, { codes: ['ex 8703'] }, NAMED, { codes: ['ex 870380', '87038010'] }],
    ...[
      { condition: 'at port' },
      { condition: 'at port', codes: ['870340'] },
      { quota: 'in' as const },
      { list_unknown: ['goods' as const] },
    ],
    ...[{ exporters: ['byd'] }, { partners: ['DE', 'CN'] }, { partners: ['*'], excluded: ['FR'] }],
  )
  .map(scope);
/** Scopes that narrow nothing, but for a few. */
const mostlyAll = fc.oneof({ weight: 9, arbitrary: fc.constant(scope()) }, narrowed);
const texts = fc.oneof(
  { weight: 3, arbitrary: dutyExpressions(duties(['EUR', 'GBP'])).map(printDuty) },
  { weight: 6, arbitrary: fc.constantFrom('10%', '17.0%', '0%', 'free', '23.80 EUR/hl') },
  { weight: 1, arbitrary: fc.constant('5–50') },
);
const tariffs = (prefix: string, rates = texts, scopes = narrowed): fc.Arbitrary<Tariff> =>
  fc
    .record({
      texts: fc.array(rates, { minLength: 1, maxLength: 2 }),
      collection: fc.oneof({ weight: 3, arbitrary: fc.constant('full' as const) }, fc.constantFrom(...COLLECTIONS)),
      status: fc.constantFrom('provisional' as const, 'in_force' as const),
      covers: scopes,
      exempt: fc.option(scopes, { freq: 5, nil: undefined }),
      company: fc.constantFrom(false, false, true),
      either: fc.constantFrom('', '', '', '', 'status', 'coverage', 'rates'),
    })
    .map(({ texts: all, collection, status, covers, exempt, company, either }) => {
      const table = all.map((text, index) =>
        rate(text, company ? { exporters: [index === 0 ? 'byd' : 'all_others'] } : { partners: index === 0 ? [] : ['CN'] }, { collection }),
      );
      return tariff(prefix, table, {
        statuses: [inForce(exempt, status), ...(either === 'status' ? [null] : [])],
        coverages: [[covers], ...(either === 'coverage' ? [[scope({ codes: ['8704', '870380'] })]] : [])],
        tables: [table, ...(either === 'rates' ? [[rate('3%', {}, { collection })]] : [])],
      });
    });
const added = (rates = texts, scopes = narrowed) =>
  fc.tuple(tariffs('a', rates, scopes), tariffs('b', rates, scopes), tariffs('c', rates, scopes));
const bases = (rates = texts, scopes = narrowed) =>
  fc.tuple(tariffs('mfn', rates, scopes), tariffs('fta', rates, scopes), fc.integer({ min: 0, max: 3 })).map(([one, two, count]) =>
    [
      { ...one, duty_type: 'mfn' as const },
      { ...two, duty_type: 'preferential' as const },
    ].filter((_, index) => count & (index + 1)),
  );
/** Rules that may be recorded together: what gives way comes before what it gives way to. */
const rules: fc.Arbitrary<DutyRule[]> = fc.array(
  fc
    .record({
      measures: fc.subarray(['a', 'b', 'c'], { minLength: 2 }),
      type: fc.constantFrom(
        'not_levied_with' as const,
        'at_most_one_of' as const,
        'tops_up_base_to' as const,
        'replaces_base' as const,
        'not_paid_within_quota' as const,
      ),
      holds: narrowed,
      certain: fc.constantFrom(true, true, true, false),
    })
    .map(({ type, measures, ...more }) => rule(type, measures, { ...more, percent: '15' })),
  { maxLength: 3 },
);
const questions = fc
  .record({
    exporter: fc.constantFrom(undefined, 'byd', 'nobody'),
    quota: fc.constantFrom(undefined, 'in' as const, 'over' as const),
    product: fc.constantFrom('8703', '8703', '870380', '87038010', '87'),
    affected: fc.constantFrom('CN', 'CN', 'EU', 'DE'),
    preference: fc.boolean(),
    customs_value: fc.constantFrom(undefined, '1000.01', '0.07'),
    mass: fc.boolean(),
  })
  .map(
    ({ exporter, quota, customs_value, mass, ...asked }): Partial<DutyCase> => ({
      ...(exporter && { exporter, exporter_name: exporter }),
      ...(quota && { quota }),
      ...asked,
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
const runs = { numRuns: casesOf(250) };
const linesOf = ({ base, lines }: ExactDuty) => [...(base ? [base] : []), ...lines];
const isSummed = ({ collected }: ExactDuty['lines'][number]): boolean => collected === 'full' || collected === 'guarantee';

/** From the least to the most of several answers. */
function hullOf(answers: readonly ExactDuty[], of: 'range' | 'additional'): { least: Fraction; most: Fraction | null } | null {
  const spans = answers.map((answer) => answer[of].ad_valorem_pct);
  const [first, ...others] = spans.map((span) => span && { least: exact(span.least), most: span.most === null ? null : exact(span.most) });
  return others.reduce<{ least: Fraction; most: Fraction | null } | null>(
    (hull, span) =>
      hull &&
      span && {
        least: span.least.isLessThan(hull.least) ? span.least : hull.least,
        most: hull.most && span.most && (hull.most.isLessThan(span.most) ? span.most : hull.most),
      },
    first ?? null,
  );
}

describe('whatever is in force', () => {
  it('all of a total is in the lines, and no line is below nothing', () => {
    let totals = 0;
    fc.assert(
      fc.property(added(texts, mostlyAll), bases(texts, mostlyAll), rules, questions, (extra, base, held, question) => {
        const definite = { ...question, exporter: 'byd', quota: 'over', product: '870380', affected: 'CN' } as const;
        const answer = dutyOf([...base, ...extra], definite, { rules: held });
        const lines = linesOf(answer);
        const shown = [...lines, ...answer.suppressed].map((line) => line.measure);
        expect(new Set(shown).size).toBe(shown.length);
        for (const { amount, ad_valorem_pct } of [...lines, ...answer.suppressed]) {
          if (amount) expect(amount.amount.isLessThan(Fraction.ZERO)).toBe(false);
          if (ad_valorem_pct !== null) expect(ad_valorem_pct).not.toContain('-');
        }
        const summed = lines.filter(isSummed);
        const total = answer.total_amount;
        // Where lines are not certain they may differ while the sum does not.
        if (total && summed.every(({ match, amount }) => match === 'full' && amount !== null)) {
          totals += 1;
          expect(summed.reduce((sum, { amount }) => sum.plus(amount?.amount ?? Fraction.ZERO), Fraction.ZERO)).toEqual(total.amount);
        }
        if (
          answer.total_ad_valorem_pct !== null &&
          summed.every(({ match, ad_valorem_pct }) => match === 'full' && ad_valorem_pct !== null)
        ) {
          totals += 1;
          const sum = summed.reduce((all, { ad_valorem_pct }) => all.plus(exact(ad_valorem_pct ?? 'missing')), Fraction.ZERO);
          expect(sum).toEqual(exact(answer.total_ad_valorem_pct));
        }
      }),
      // Few have a total: it takes its time for them where `npm run mutants` gives little.
      { ...runs, interruptAfterTimeLimit: 10_000 },
    );
    expect(totals).toBeGreaterThan(0);
  });

  it('every tariff that covers all that is asked about is a line, the base, or said not to be paid', () => {
    fc.assert(
      fc.property(added(), bases(), rules, questions, (extra, base, held, question) => {
        const everything = extra.map((one) => ({ ...one, coverages: [[scope()]], statuses: one.statuses.slice(0, 1) }));
        const answer = dutyOf([...base, ...everything], question, { rules: held });
        const shown = [...linesOf(answer), ...answer.suppressed].map((line) => line.measure);
        for (const { measure } of everything) expect(shown).toContain(measure);
      }),
      runs,
    );
  });

  it('there is a total if and only if the least is the most, and a reason where there is none', () => {
    fc.assert(
      fc.property(added(), bases(), rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        const { ad_valorem_pct, amount } = answer.range;
        const isAnything = linesOf(answer).length > 0;
        expect(answer.total_ad_valorem_pct).toBe(
          isAnything && ad_valorem_pct?.least === ad_valorem_pct?.most ? (ad_valorem_pct?.least ?? null) : null,
        );
        if (answer.total_amount)
          expect(amount).toEqual({ ...answer.total_amount, least: amount?.least, most: amount?.least, amount: undefined } as never);
        else if (amount && isAnything) expect(amount.most !== null && !amount.least.isLessThan(amount.most)).toBe(false);
        if (answer.total_ad_valorem_pct === null && answer.total_amount === null && isAnything) expect(reasonsOf(answer)).not.toEqual([]);
        if (answer.total_ad_valorem_pct !== null) expect(reasonsOf(answer)).not.toContain('base_unknown');
      }),
      runs,
    );
  });

  it('asked by each code, company, quota and condition, the answers span the whole answer, no more and no less', () => {
    const percents = fc.constantFrom('10%', '17.0%', '0%', 'free', '2.5%', '5–50');
    const said = new Map([['at-port', true]]);
    fc.assert(
      fc.property(added(percents), bases(percents), rules, questions, (extra, base, held, question) => {
        const facts = [...base, ...extra];
        const ask = (more: Partial<DutyCase>) =>
          dutyOf(facts, { ...question, shipment: { quantities: [], fx: [] }, ...more }, { rules: held });
        const whole = ask({});
        const spans = (parts: readonly ExactDuty[], of: 'range' | 'additional') => expect(hullOf(parts, of)).toEqual(hullOf([whole], of));
        for (const of of ['range', 'additional'] as const) {
          if (question.exporter === undefined) spans([ask({ exporter: 'byd' }), ask({ exporter: 'all_others' })], of);
          if (question.quota === undefined) spans([ask({ quota: 'in' }), ask({ quota: 'over' })], of);
          if (JSON.stringify([facts, held]).includes('at port'))
            spans([ask({ conditions: said }), ask({ conditions: new Map([['at-port', false]]) })], of);
          if (question.affected === 'EU')
            spans(
              ['DE', 'FR', 'EU'].map((affected) => ask({ affected })),
              of,
            );
        }
        if (whole.by_code.length > 0) {
          const rows = whole.by_code.map(({ range }) => ({ ...whole, range: { ...range, amount: null } }));
          spans(rows, 'range');
        }
      }),
      { numRuns: casesOf(200) },
    );
  });

  it('the order of tariffs and of rules decides nothing', () => {
    fc.assert(
      fc.property(added(), bases(), rules, questions, (extra, base, held, question) => {
        const answer = dutyOf([...base, ...extra], question, { rules: held });
        const back = dutyOf([...extra, ...base].reverse(), question, { rules: [...held].reverse() });
        expect(back.range).toEqual(answer.range);
        expect(back.additional).toEqual(answer.additional);
        expect(back.total_ad_valorem_pct).toBe(answer.total_ad_valorem_pct);
        expect(back.total_amount).toEqual(answer.total_amount);
        expect(new Set(reasonsOf(back))).toEqual(new Set(reasonsOf(answer)));
      }),
      runs,
    );
  });

  it('without rules one tariff more never makes it cheaper', () => {
    let [tried, compared] = [0, 0];
    fc.assert(
      fc.property(added(), bases(), questions, ([one, ...extra], base, question) => {
        tried += 1;
        const without = dutyOf([...base, ...extra], question);
        const withIt = dutyOf([...base, ...extra, one], question);
        const [before, after] = [hullOf([without], 'range'), hullOf([withIt], 'range')];
        if (before && after) {
          compared += 1;
          expect(after.least.isLessThan(before.least)).toBe(false);
          if (after.most) expect(before.most === null || after.most.isLessThan(before.most)).toBe(false);
        }
        if (without.total_amount && withIt.total_amount && without.total_amount.currency === withIt.total_amount.currency) {
          compared += 1;
          expect(withIt.total_amount.amount.isLessThan(without.total_amount.amount)).toBe(false);
        }
      }),
      runs,
    );
    expectMet(compared, tried, 1 / 10);
  });

  it('what is not paid adds nothing: without it the rest is the same', () => {
    fc.assert(
      fc.property(added(), bases(), questions, ([one, ...extra], base, question) => {
        const exempt = { ...one, statuses: [inForce({})] };
        const answer = dutyOf([...base, ...extra, exempt], question);
        const rest = dutyOf([...base, ...extra], question);
        for (const of of ['range', 'additional'] as const) expect(hullOf([answer], of)).toEqual(hullOf([rest], of));
        expect(new Set(reasonsOf(answer))).toEqual(new Set(reasonsOf(rest)));
        expect(answer.lines).toEqual(rest.lines);
      }),
      runs,
    );
  });
});

it('a union of three has three members on that day', () => {
  // What the question about a union above rests on: the United Kingdom has left.
  expect(EU_OF_THREE.membersOf('EU', '2025-01-01')).toEqual(['DE', 'FR']);
});
