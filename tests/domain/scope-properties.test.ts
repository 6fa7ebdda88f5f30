import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meet } from '../../src/domain/meeting.ts';
import { codesMeeting, type Match, matchCode, matchScope, type Scope, type ScopeQuestion } from '../../src/domain/scope.ts';
import { EU_OF_THREE, exporterIds, goodsCodes, partnerCodes, productCodes, scopes } from '../support/scopes.ts';
import { casesOf } from '../support/thorough.ts';

const RANK: Record<Match, number> = { none: 0, unclear: 1, part: 2, full: 3 };
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });

const questions: fc.Arbitrary<ScopeQuestion> = fc
  .record({
    affected: maybe(fc.constantFrom('JP', 'EU', 'DE', 'GB', 'CN')),
    area: maybe(fc.constantFrom('JP-07', 'JP-01')),
    product: maybe(productCodes),
    exporter: maybe(exporterIds),
  })
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)));
const days = fc.constantFrom('2020-12-31', '2021-01-01', '2024-10-24');

/** Ways to say less than a scope says. */
const narrowings: fc.Arbitrary<(scope: Scope) => Scope> = fc.oneof(
  fc.constant((scope: Scope): Scope => ({ ...scope, condition: scope.condition ?? 'below an ownership share' })),
  fc.constantFrom('goods' as const, 'partners' as const).map(
    (list) =>
      (scope: Scope): Scope => ({ ...scope, list_unknown: [...new Set([...scope.list_unknown, list])] }),
  ),
  partnerCodes.map(
    (code) =>
      (scope: Scope): Scope => ({ ...scope, excluded: [...new Set([...scope.excluded, code])] }),
  ),
  // The first name on an empty list narrows it; so does the last but one taken off.
  partnerCodes.map(
    (code) =>
      (scope: Scope): Scope => ({ ...scope, partners: scope.partners.length === 0 ? [code] : scope.partners }),
  ),
  fc.constant((scope: Scope): Scope => ({ ...scope, partners: scope.partners.length > 1 ? scope.partners.slice(1) : scope.partners })),
  exporterIds.map(
    (id) =>
      (scope: Scope): Scope => ({ ...scope, exporters: scope.exporters.length === 0 ? [id] : scope.exporters }),
  ),
  fc.constant((scope: Scope): Scope => ({ ...scope, exporters: scope.exporters.length > 1 ? scope.exporters.slice(1) : scope.exporters })),
  goodsCodes.map(
    (code) =>
      (scope: Scope): Scope => ({
        ...scope,
        goods: scope.goods.length === 0 ? [{ name: null, codes: [code], note: null, confidence: null }] : scope.goods,
      }),
  ),
  fc.constant((scope: Scope): Scope => ({ ...scope, goods: scope.goods.length > 1 ? scope.goods.slice(1) : scope.goods })),
  // A longer code, or `ex`, says less than the code.
  fc.constantFrom('10', '90').map(
    (more) =>
      (scope: Scope): Scope => ({
        ...scope,
        goods: scope.goods.map((goods) => ({ ...goods, codes: goods.codes.map((code) => (code === '*' ? '87' : `${code}${more}`)) })),
      }),
  ),
  fc.constant(
    (scope: Scope): Scope => ({
      ...scope,
      goods: scope.goods.map((goods) => ({
        ...goods,
        codes: goods.codes.map((code) => (code === '*' || code.startsWith('ex ') ? code : `ex ${code}`)),
      })),
    }),
  ),
);

describe('scopes and questions (properties)', () => {
  it('one more scope never lowers the match', () => {
    fc.assert(
      fc.property(fc.array(scopes, { maxLength: 3 }), scopes, questions, days, (list, more, question, on) => {
        const before = meet(list, [], question, on, EU_OF_THREE).match;
        const after = meet([...list, more], [], question, on, EU_OF_THREE).match;
        expect(RANK[after]).toBeGreaterThanOrEqual(RANK[before]);
      }),
      { numRuns: casesOf(500) },
    );
  });

  it('a narrower scope never meets a question better', () => {
    fc.assert(
      fc.property(scopes, narrowings, questions, days, (scope, narrow, question, on) => {
        const wide = matchScope(scope, question, on, EU_OF_THREE);
        const narrower = matchScope(narrow(scope), question, on, EU_OF_THREE);
        expect(RANK[narrower]).toBeLessThanOrEqual(RANK[wide]);
      }),
      { numRuns: casesOf(3000) },
    );
  });

  it('a question that also asks for a product is never met better than without it', () => {
    fc.assert(
      fc.property(scopes, questions, days, (scope, question, on) => {
        const { product: _product, ...rest } = question;
        const wider = matchScope(scope, rest, on, EU_OF_THREE);
        expect(RANK[matchScope(scope, question, on, EU_OF_THREE)]).toBeLessThanOrEqual(RANK[wider]);
      }),
      { numRuns: casesOf(500) },
    );
  });
});

describe('a list of codes', () => {
  const written = fc.oneof(
    { weight: 1, arbitrary: fc.constant('*') },
    {
      weight: 12,
      arbitrary: fc
        .tuple(fc.array(fc.constantFrom('02', '03', '22', '87'), { minLength: 1, maxLength: 5 }), fc.boolean())
        .map(([digits, partly]) => `${partly ? 'ex ' : ''}${digits.join('')}`),
    },
  );
  it('however long it is, gives the codes that meet a product, all of them and no other', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 80, size: 'max' }), written, (codes, asked) => {
        const product = asked === '*' ? '8703' : asked.replace('ex ', '');
        const met = codes.filter((code) => matchCode(code, product) !== 'none');
        expect([...codesMeeting(codes, product)].sort()).toEqual(met.sort());
      }),
      { numRuns: casesOf(300) },
    );
  });
});
