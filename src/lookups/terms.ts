import { type Rate, saysSame } from '../domain/ledger.ts';
import { codesMeeting, type Goods, matchScope, type Scope, type ScopeQuestion } from '../domain/scope.ts';
import { coverageDifference, summariseRates } from '../domain/words.ts';
import type { Entry } from '../things/ledger.ts';
import type { AsOf } from './tracker.ts';

// What a measure charges and covers, as it changes, in words.

/** What rates or a coverage say in the place of others. */
export interface TermsSaid {
  /** The rates; of a coverage what comes and what goes; null where nothing is said of what is asked about. */
  says: string | null;
  /** The rates before; null where none stood. */
  said_before: string | null;
}

/**
 * What rates or a coverage say of what is asked about, on the day of the view, against those in whose place they come (undefined: none stood);
 * null where that is the same.
 */
export function whatTermsSay(
  before: Entry | undefined,
  now: Entry | undefined,
  question: ScopeQuestion | undefined,
  { on, register }: AsOf,
): TermsSaid | null {
  const isAbout = (scope: Scope): boolean => question === undefined || matchScope(scope, question, on, register) !== 'none';
  if (now?.kind === 'rate_table') {
    const ratesOf = (table: Entry | undefined): Rate[] =>
      table?.kind === 'rate_table' ? table.rates.filter(({ scope }) => isAbout(scope)) : [];
    const [rates, earlier] = [ratesOf(now), ratesOf(before)];
    const inWords = (some: Rate[]): string | null => (some.length === 0 ? null : summariseRates({ rates: some }));
    return saysSame(rates, earlier) ? null : { says: inWords(rates), said_before: inWords(earlier) };
  }
  const scopesOf = (coverage: Entry | undefined): Scope[] =>
    coverage?.kind === 'coverage' ? coverage.scopes.filter(isAbout).map((scope) => asAsked(scope, question)) : [];
  const [scopes, earlier] = [scopesOf(now), scopesOf(before)];
  return saysSame(scopes, earlier) ? null : { says: coverageDifference(earlier, scopes), said_before: null };
}

/** A scope that meets a question, without what that is not about: other goods and other partners. */
function asAsked(scope: Scope, { product, affected, area = affected }: ScopeQuestion = {}): Scope {
  return {
    ...scope,
    ...(product !== undefined && { goods: scope.goods.flatMap((goods) => goodsMeeting(goods, product)) }),
    ...(area !== undefined && { partners: [area], excluded: [] }),
  };
}

/** Goods without the codes that a product does not meet; those without any code may be it. */
function goodsMeeting(goods: Goods, product: string): Goods[] {
  const codes = codesMeeting(goods.codes, product);
  return codes.length === 0 && goods.codes.length > 0 ? [] : [{ ...goods, codes }];
}
