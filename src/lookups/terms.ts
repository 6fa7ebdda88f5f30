import { type Day, firstDay } from '../domain/dates.ts';
import { possibleRates, rateContent } from '../domain/duty/rate-choice.ts';
import { canonicalText, type Rate, saysSame } from '../domain/ledger.ts';
import {
  codesMeeting,
  type Goods,
  holdsPlace,
  isForEverybody,
  type Memberships,
  matchScope,
  type Scope,
  type ScopeQuestion,
} from '../domain/scope.ts';
import { coverageDifference, goodsOf, summariseRates } from '../domain/words.ts';
import type { Entry } from '../things/ledger.ts';
import type { AsOf } from './tracker.ts';

// What a measure charges and covers, as it changes, in words.

/** What rates or a coverage say in the place of others. */
export interface TermsSaid {
  /**
   * Of rates those that may be charged on what is asked about; where nothing is, those that are new, or all that
   * is prolonged. Of a coverage what comes and what goes. null where rates only go.
   */
  says: string | null;
  /** The rates in whose place they come; null where rates only come. */
  said_before: string | null;
}

/**
 * What rates or a coverage say of what is asked about, on the day of the view, against those in whose place they come (undefined: none stood);
 * null where that is the same and does not prolong them.
 */
export function whatTermsSay(
  before: Entry | undefined,
  now: Entry | undefined,
  question: ScopeQuestion | undefined,
  { on, register }: AsOf,
): TermsSaid | null {
  const isAbout = (scope: Scope): boolean => question === undefined || matchScope(scope, question, on, register) !== 'none';
  const narrowed = (scope: Scope): Scope => asAsked(scope, question, on, register);
  if (now?.kind === 'rate_table') {
    const ratesOf = (table: Entry | undefined): readonly Rate[] => (table?.kind === 'rate_table' ? table.rates : []);
    const ratesAsked = (table: Entry | undefined): readonly Rate[] =>
      question === undefined ? ratesOf(table) : possibleRates(ratesOf(table), question, on, register);
    const [rates, earlier] = [ratesAsked(now), ratesAsked(before)];
    const contentOf = question === undefined ? canonicalText : rateContent;
    const [come, gone] = [notAmong(rates, earlier, contentOf), notAmong(earlier, rates, contentOf)];
    // Several rates may have changed places.
    const inPlaces = (table: Entry | undefined): string[] =>
      ratesOf(table)
        .filter(({ scope }) => isAbout(scope))
        .map(inPlace)
        .sort();
    const inPlace = (rate: Rate): string => `${rateContent(rate)} ${canonicalText(withoutNames(narrowed(rate.scope)))}`;
    const moved = question !== undefined && rates.length > 1 && !saysSame(inPlaces(now), inPlaces(before));
    const isSame = come.length + gone.length === 0 && !moved;
    if (isSame && (rates.length === 0 || !prolongs(now, before))) return null;
    const inWords = (some: readonly Rate[]): string | null => (some.length === 0 ? null : summariseRates({ rates: some }));
    // Of certain goods all that may be charged is told, for it is little, and all that is prolonged; else what is another than before.
    return question === undefined && !isSame
      ? { says: inWords(come), said_before: inWords(gone) }
      : { says: inWords(rates), said_before: inWords(earlier) };
  }
  const scopesOf = (coverage: Entry | undefined): Scope[] =>
    coverage?.kind === 'coverage' ? coverage.scopes.filter(isAbout).map(narrowed) : [];
  const [scopes, earlier] = [scopesOf(now), scopesOf(before)];
  if (!saysSame(scopes, earlier)) return { says: coverageDifference(earlier, scopes), said_before: null };
  return scopes.length > 0 && prolongs(now, before) ? { says: 'the same, with another end', said_before: null } : null;
}

/** Does an entry prolong the one in whose place it comes? Who was told when that ends waits for it. */
function prolongs(now: Entry | undefined, before: Entry | undefined): boolean {
  if (!now || !before || !('until_on' in now && 'until_on' in before)) return false;
  return before.until_on !== null && now.until_on !== before.until_on && firstDay(before.effective_on) < firstDay(now.effective_on);
}

/** The rates of which no other says the same. */
function notAmong(rates: readonly Rate[], others: readonly Rate[], contentOf: (rate: Rate) => string): Rate[] {
  const said = new Set(others.map((rate) => contentOf(rate)));
  return rates.filter((rate) => !said.has(contentOf(rate)));
}

/** A scope that meets a question, without what that is not about: other goods and other partners. */
function asAsked(scope: Scope, { product, affected, area }: ScopeQuestion = {}, on: Day, memberships: Memberships): Scope {
  const place = area ?? affected;
  const isWhole = isForEverybody(scope) || scope.partners.some((code) => place !== undefined && holdsPlace(code, place, on, memberships));
  const within = (codes: readonly string[]): string[] => codes.filter((code) => holdsPlace(place ?? '*', code, on, memberships));
  return {
    ...scope,
    ...(product !== undefined && { goods: scope.goods.flatMap((goods) => goodsMeeting(goods, product)) }),
    ...(place !== undefined && { partners: isWhole ? [place] : within(scope.partners), excluded: within(scope.excluded) }),
  };
}

/** Goods by their codes, and in words where there is no code. */
const withoutNames = (scope: Scope): object => ({ ...scope, goods: goodsOf([scope]) });

/** Goods without the codes that a product does not meet; those without any code may be it. */
function goodsMeeting(goods: Goods, product: string): Goods[] {
  const codes = codesMeeting(goods.codes, product);
  return codes.length === 0 && goods.codes.length > 0 ? [] : [{ ...goods, codes }];
}
