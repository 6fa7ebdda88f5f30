import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meet } from '../../src/domain/meeting.ts';
import { type Match, matchScope, type Scope, type ScopeQuestion, strongest } from '../../src/domain/scope.ts';
import { EU_OF_THREE, exporterIds, goodsCodes, liesIn, productCodes, scope, scopes } from '../support/scopes.ts';
import { casesOf } from '../support/thorough.ts';

const RANK: Record<Match, number> = { none: 0, unclear: 1, part: 2, full: 3 };
const ON = '2024-10-24';
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
const questions: fc.Arbitrary<ScopeQuestion> = fc
  .record({
    affected: maybe(fc.constantFrom('JP', 'EU', 'DE', 'CN')),
    product: maybe(productCodes),
    exporter: maybe(exporterIds),
    quota: maybe(fc.constantFrom('in' as const, 'over' as const)),
  })
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)));
const lists = fc.array(scopes, { maxLength: 2 });
const matchOf = (coverage: readonly Scope[], exemptions: readonly Scope[], question: ScopeQuestion): Match =>
  meet(coverage, exemptions, question, ON, EU_OF_THREE).match;

/** An exemption with each `ex`, condition and unknown list met, that of the companies that cooperated too. */
const widely = (one: Scope): Scope => ({
  ...one,
  exporters: one.exporters.includes('other_cooperating') ? [] : one.exporters,
  goods: one.goods.map((goods) =>
    goods.codes.length === 0 ? { ...goods, codes: ['*'] } : { ...goods, codes: goods.codes.map((code) => code.replace('ex ', '')) },
  ),
  condition: null,
  list_unknown: [],
});
/** An exemption with none of them met; nothing if all hangs on them. */
function narrowly(one: Scope): Scope[] {
  if (one.condition !== null || one.list_unknown.length > 0) return [];
  const goods = one.goods.flatMap((kind) => {
    const codes = kind.codes.filter((code) => !code.startsWith('ex '));
    return codes.length === 0 ? [] : [{ ...kind, codes }];
  });
  return one.goods.length > 0 && goods.length === 0 ? [] : [{ ...one, goods }];
}

describe('coverage, exemptions and questions (properties)', () => {
  it('one more exemption never raises the match', () => {
    fc.assert(
      fc.property(lists, lists, scopes, questions, (coverage, exemptions, more, question) => {
        const before = RANK[matchOf(coverage, exemptions, question)];
        expect(RANK[matchOf(coverage, [...exemptions, more], question)]).toBeLessThanOrEqual(before);
      }),
      { numRuns: casesOf(3000) },
    );
  });

  it('an ex on what is covered never raises the match, and on what is exempt never lowers it to nothing', () => {
    const withEx = (all: readonly Scope[]): Scope[] =>
      all.map((one) => ({
        ...one,
        goods: one.goods.map((goods) => ({
          ...goods,
          codes: goods.codes.map((code) => (code === '*' || code.startsWith('ex ') ? code : `ex ${code}`)),
        })),
      }));
    fc.assert(
      fc.property(lists, lists, questions, (coverage, exemptions, question) => {
        const plain = matchOf(coverage, exemptions, question);
        expect(RANK[matchOf(withEx(coverage), exemptions, question)]).toBeLessThanOrEqual(RANK[plain]);
        if (plain !== 'none') expect(matchOf(coverage, withEx(exemptions), question)).not.toBe('none');
      }),
      { numRuns: casesOf(3000) },
    );
  });

  it('lies between the narrow and the wide reading of what is exempt', () => {
    fc.assert(
      fc.property(lists, lists, questions, (coverage, exemptions, question) => {
        // A condition or words that the coverage shares are met inside it however the exemption is read.
        const plain = coverage.map((one) => ({
          ...one,
          condition: null,
          goods: one.goods.map((goods) => ({ ...goods, name: goods.name && 'Boats' })),
        }));
        const match = matchOf(plain, exemptions, question);
        const narrow = matchOf(plain, exemptions.flatMap(narrowly), question);
        const wide = matchOf(plain, exemptions.map(widely), question);
        // A list of partners leaves it unclear whether the one asked about is on it, also where the rest frees a part for certain.
        const unlisted = exemptions.some(({ list_unknown }) => list_unknown.includes('partners'));
        expect(Math.min(RANK[wide], unlisted ? RANK.unclear : RANK.full)).toBeLessThanOrEqual(RANK[match]);
        expect(RANK[match]).toBeLessThanOrEqual(RANK[narrow]);
        // It is none only if it is none however the exemptions are read.
        if (match === 'none') expect(narrow).toBe('none');
      }),
      { numRuns: casesOf(3000) },
    );
  });

  it('without exemptions is what is covered, which it never exceeds', () => {
    fc.assert(
      fc.property(lists, lists, questions, (coverage, exemptions, question) => {
        const { match, covered, freeing } = meet(coverage, exemptions, question, ON, EU_OF_THREE);
        expect(matchOf(coverage, [], question)).toBe(covered);
        expect(RANK[match]).toBeLessThanOrEqual(RANK[covered]);
        expect(freeing.length > 0).toBe(match === 'none' && covered !== 'none');
        if (question.quota !== undefined)
          expect(covered).toBe(strongest(...coverage.map((one) => matchScope(one, question, ON, EU_OF_THREE))));
      }),
      { numRuns: casesOf(2000) },
    );
  });
});

/** Goods of ten digits: enough of each code that is asked or recorded below, so that no list of longer codes exhausts a shorter one. */
const GOODS = [
  '8703801010',
  '8703801090',
  '8703809000',
  '8703900000',
  '8704000000',
  '8709199900',
  '8709100000',
  '0203000000',
  '0303890000',
  '3900000000',
  '8700000000',
  '0300000000',
  '8703809010',
  '8709190000',
  '0203110000',
];
const CODED = goodsCodes.map((code) => code);
const conditions = fc.constantFrom(null, null, 'cargoes at port', 'with a certificate');
const goodsScopes = fc
  .record({ codes: fc.uniqueArray(CODED, { maxLength: 2 }), condition: conditions, partners: fc.constantFrom([], [], ['JP'], ['CN']) })
  .map(({ codes, ...more }) => scope({ ...(codes.length > 0 && { codes }), ...more }));

/** Everything of some scopes that may be true or not: each condition once, and each good under each `ex`. */
function unknowns(all: readonly Scope[], goods: readonly string[]): string[] {
  const keys = all.flatMap((one, index) => [
    ...(one.condition === null ? [] : [`if ${one.condition}`]),
    ...one.goods.flatMap(({ codes }) =>
      codes.flatMap((code) =>
        code.startsWith('ex ') ? goods.filter((good) => liesIn(good, code.slice(3))).map((good) => `${index} ${code} ${good}`) : [],
      ),
    ),
  ]);
  return [...new Set(keys)];
}

describe('a model of goods of ten digits', () => {
  /** Does a measure meet one good of one partner, where these things are true? */
  const meets = (all: readonly Scope[], from: number, good: string, partner: string, truth: ReadonlySet<string>): boolean =>
    all.some((one, at) => {
      const index = from + at;
      if (one.condition !== null && !truth.has(`if ${one.condition}`)) return false;
      if (one.partners.length > 0 && !one.partners.includes(partner)) return false;
      if (one.goods.length === 0) return true;
      return one.goods.some(({ codes }) =>
        codes.some((code) => {
          if (code === '*') return true;
          if (!code.startsWith('ex ')) return liesIn(good, code);
          return liesIn(good, code.slice(3)) && truth.has(`${index} ${code} ${good}`);
        }),
      );
    });

  it('is met in full if under every truth by every good, and not at all only if under no truth by any', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(
        fc.array(goodsScopes, { minLength: 1, maxLength: 2 }),
        fc.array(goodsScopes, { maxLength: 2 }),
        productCodes,
        fc.constantFrom('JP', 'CN'),
        fc.infiniteStream(fc.boolean()),
        (coverage, exemptions, product, affected, coins) => {
          const goods = GOODS.filter((good) => liesIn(good, product));
          if (goods.length === 0) return;
          const open = unknowns([...coverage, ...exemptions], goods);
          // All truths where they are few; else all, none and some others: what is claimed of every truth must hold of each.
          const truths: ReadonlySet<string>[] =
            open.length <= 8
              ? Array.from({ length: 2 ** open.length }, (_, bits) => new Set(open.filter((_key, at) => (bits >> at) % 2 === 1)))
              : [new Set(), new Set(open), ...Array.from({ length: 60 }, () => new Set(open.filter(() => coins.next().value)))];
          const met = truths.map((truth) =>
            goods.filter((good) => meets(coverage, 0, good, affected, truth) && !meets(exemptions, coverage.length, good, affected, truth)),
          );
          const match = matchOf(coverage, exemptions, { product, affected });
          seen[match] = (seen[match] ?? 0) + 1;
          if (match === 'full') expect(met.every((some) => some.length === goods.length)).toBe(true);
          if (match === 'none') expect(met.every((some) => some.length === 0)).toBe(true);
          if (match === 'part') expect(met.every((some) => some.length > 0)).toBe(true);
          if (open.length > 8) return;
          // The other way round, where all truths were tried. That several codes together leave nothing of another is not looked for.
          if (met.every((some) => some.length === 0)) expect(match).toBe('none');
          if (met.every((some) => some.length === goods.length)) expect(match).toBe('full');
        },
      ),
      { numRuns: casesOf(4000) },
    );
    expect(Object.keys(seen).sort()).toEqual(['full', 'none', 'part', 'unclear']);
  });
});
