import { expect, it } from 'vitest';
import { ratePieces } from '../../../src/domain/duty/rate-pieces.ts';
import type { Rate } from '../../../src/domain/ledger.ts';
import { EU_OF_THREE, scope } from '../../support/scopes.ts';
import { rate } from '../../support/tariffs.ts';

const pieces = (rates: readonly Rate[], ...covered: string[][]): string[] => {
  const coverage = covered.map((codes) => scope({ codes }));
  return [...ratePieces(rates, coverage, '2025-01-01', EU_OF_THREE)].map(
    (one) => `${one.ex ? 'ex ' : ''}${one.code} ${one.rate.expression}`,
  );
};

// Coverage may name a heading and, beside it, parts of its chapter of which no codes are known.
it('what a rate of a part of a chapter may charge is not given of a heading that a nearer rate has whole', () => {
  const rates = [rate('100%', { codes: ['880694'] }), rate('25%', { codes: ['ex 88'] })];
  expect(pieces(rates, ['880694'], ['ex 88'])).toEqual(['880694 100%', 'ex 88 25%']);
});

it('and it is given where only parts of the heading have a rate of their own', () => {
  const rates = [rate('100%', { codes: ['ex 880694'] }), rate('25%', { codes: ['ex 88'] })];
  expect(pieces(rates, ['880694'], ['ex 88']).sort()).toEqual(['ex 88 25%', 'ex 880694 100%', 'ex 880694 25%']);
});
