import { addDays, type Day, firstDay } from '../domain/dates.ts';
import { possibleRates, rateContent } from '../domain/duty/rate-choice.ts';
import { canonicalText, type Rate, saysSame } from '../domain/ledger.ts';
import {
  codesMeeting,
  type Goods,
  holdsPlace,
  isForEverybody,
  type Memberships,
  matchCode,
  matchScope,
  namesPlace,
  type Scope,
  type ScopeQuestion,
} from '../domain/scope.ts';
import { COLLECTIONS } from '../domain/vocabulary.ts';
import { collectedWords, coverageDifference, summariseRates } from '../domain/words.ts';
import type { Entry } from '../things/ledger.ts';
import type { AsOf } from './tracker.ts';

// What a measure charges and covers, as it changes, in words.

/** What rates or a coverage say in the place of others. */
export interface TermsSaid {
  /**
   * Of rates all that may be charged on the goods that are asked about; where none are, those that are new, or all that
   * are prolonged. Of a coverage what comes and what goes. null where rates only go.
   */
  says: string | null;
  /** The rates in whose place they come; null where rates only come. */
  said_before: string | null;
  /** They only prolong what they say the same as. */
  prolonged?: true;
  /** Why some of the rates that `says` tells are in doubt, by themselves; null, or left out, if none is. */
  doubt?: string | null;
}

/**
 * What rates or a coverage say of what is asked about, on the day of the view, against those in whose place they come (undefined: none stood);
 * null where that is the same and does not prolong them.
 */
export function whatTermsSay(
  before: Entry | undefined,
  now: Entry | undefined,
  question: ScopeQuestion | undefined,
  view: AsOf,
): TermsSaid | null {
  if (question !== undefined || now === undefined) return said(before, now, question, view);
  // Of all that they say the day and the memberships decide nothing, and entries never change; lists of thousands of codes are long to compare.
  const known = saidOfAll.get(now) ?? new WeakMap();
  saidOfAll.set(now, known);
  const kept = known.get(before ?? now);
  if (kept !== undefined) return kept;
  const fresh = said(before, now, question, view);
  known.set(before ?? now, fresh);
  return fresh;
}

/** What entries say against others, or by themselves, where nothing is asked about; the first by the latter. */
const saidOfAll = new WeakMap<Entry, WeakMap<Entry, TermsSaid | null>>();

function said(
  before: Entry | undefined,
  now: Entry | undefined,
  question: ScopeQuestion | undefined,
  { on, register }: AsOf,
): TermsSaid | null {
  // What stood before reached whom unions held on the day before.
  const dayOf = (one: Entry | undefined): Day => (one === before ? addDays(on, -1) : on);
  const isAbout = (scope: Scope, day: Day): boolean => question === undefined || matchScope(scope, question, day, register) !== 'none';
  const narrowed = (scope: Scope, day: Day): Scope => asAsked(scope, question, day, register);
  const prolonged = prolongs(now, before);
  if (now?.kind === 'rate_table') {
    const ratesOf = (table: Entry | undefined): Rate[] =>
      table?.kind === 'rate_table' ? table.rates.filter(({ scope }) => isAbout(scope, dayOf(table))) : [];
    // Of certain goods all that may be charged is told, for it is little; else what is another than before.
    if (question?.product !== undefined) {
      const [rates, earlier] = [now, before].map((table) => possibleRates(ratesOf(table), question, dayOf(table), register));
      const chargesOf = (table: Entry | undefined): string[] =>
        ratesOf(table).map((rate) => chargeOf({ ...rate, scope: narrowed(rate.scope, dayOf(table)) }));
      const contentsOf = (some: readonly Rate[] = []): string => some.map(rateContent).sort().join();
      // Several rates may have changed places.
      const placesOf = (table: Entry | undefined): string => (contentsOf(rates).includes(',') ? chargesOf(table).sort().join() : '');
      const isSame = contentsOf(rates) === contentsOf(earlier) && placesOf(now) === placesOf(before);
      if (isSame && !prolonged) return null;
      return { ...told(rates, earlier), ...(isSame && { prolonged: true }) };
    }
    const [rates, earlier] = [ratesOf(now), ratesOf(before)];
    const [come, gone] = [notAmong(rates, earlier), notAmong(earlier, rates)];
    if (come.length + gone.length > 0) return told(come, gone);
    return prolonged && rates.length > 0 ? { ...told(rates, earlier), prolonged: true } : null;
  }
  const scopesOf = (coverage: Entry | undefined): Scope[] =>
    coverage?.kind === 'coverage'
      ? coverage.scopes.flatMap((scope) => (isAbout(scope, dayOf(coverage)) ? narrowed(scope, dayOf(coverage)) : []))
      : [];
  const [scopes, earlier] = [scopesOf(now), scopesOf(before)];
  const reachAsked = (scope: Scope): object => reachOf(wholly(scope, question));
  // To goods of a partner that are covered whoever exports them, nothing is added and nothing taken away beside.
  const isAll = [scopes, earlier].every((some, at) => some.some((scope) => holdsAll(scope, question, dayOf([now, before][at]), register)));
  if (!isAll && !saysSame(scopes.map(reachAsked), earlier.map(reachAsked)))
    return { says: coverageDifference(earlier, scopes), said_before: null };
  return prolonged && scopes.length > 0 ? { says: 'the same, with another end', said_before: null, prolonged: true } : null;
}

/** Does an entry prolong the one in whose place it comes? Who was told when that ends waits for it. */
function prolongs(now: Entry | undefined, before: Entry | undefined): boolean {
  if (!now || !before || !('until_on' in now && 'until_on' in before)) return false;
  return before.until_on !== null && now.until_on !== before.until_on && firstDay(before.effective_on) < firstDay(now.effective_on);
}

/** The rates of which no other says the same. */
function notAmong(rates: readonly Rate[], others: readonly Rate[]): Rate[] {
  const said = new Set(others.map(chargeOf));
  return rates.filter((rate) => !said.has(chargeOf(rate)));
}

/** What a rate charges on what, without what is said of it beside: remarks and doubts. */
const chargeOf = ({ scope, note: _note, doubt: _doubt, confidence: _confidence, ...rate }: Rate): string =>
  canonicalText({ ...rate, scope: reachOf(scope) });

/** A scope without what goods that have codes are called, and what is said of them beside. */
const reachOf = ({ goods, ...scope }: Scope): object => ({
  ...scope,
  goods: goods.map(({ codes, name }) => (codes.length > 0 ? codes : name)),
});

/** Rates in a few words; null for none. */
function ratesInWords(rates: readonly Rate[] = []): string | null {
  if (rates.length === 0) return null;
  // Relief of one firm, or under a condition, is not the end of a duty.
  const forSome = rates.every(({ scope }) => isOfSome(scope)) ? ' for some' : '';
  const how = collectedWords(COLLECTIONS.filter((one) => rates.some(({ collection }) => collection === one)));
  return `${summariseRates({ rates })}${forSome}${how === '' ? '' : ` (${how})`}`;
}

/** So many reasons of single rates are told. */
const MOST_DOUBTS = 3;

/** Rates that come in the place of others, in a few words, with the doubts that single ones of them carry. */
function told(come: readonly Rate[] = [], gone: readonly Rate[] = []): TermsSaid {
  const doubts = [...new Set(come.flatMap(({ doubt }) => doubt ?? []))];
  const more = doubts.length > MOST_DOUBTS ? ', and other reasons' : '';
  const whose = come.every(({ doubt }) => doubt !== null) ? '' : 'of some of the rates: ';
  const doubt = doubts.length === 0 ? null : `${whose}${doubts.slice(0, MOST_DOUBTS).join('; ')}${more}`;
  return { says: ratesInWords(come), said_before: ratesInWords(gone), doubt };
}

const isOfSome = ({ condition, exporters }: Scope): boolean =>
  condition !== null || (exporters.length > 0 && !exporters.includes('all_others'));

/** A scope that meets a question, without what that is not about: other goods and other partners. */
function asAsked(scope: Scope, { product, affected, area }: ScopeQuestion = {}, on: Day, memberships: Memberships): Scope {
  const place = area ?? affected;
  const isWhole = isForEverybody(scope) || (place !== undefined && namesPlace(scope.partners, place, on, memberships));
  const within = (codes: readonly string[]): string[] => codes.filter((code) => holdsPlace(place ?? '*', code, on, memberships));
  return {
    ...scope,
    ...(product !== undefined && { goods: scope.goods.flatMap((goods) => goodsMeeting(goods, product)) }),
    ...(place !== undefined && { partners: isWhole ? [place] : within(scope.partners), excluded: within(scope.excluded) }),
  };
}

/** A scope in which a code that holds all of a product is that product. */
function wholly(scope: Scope, { product }: ScopeQuestion = {}): Scope {
  if (product === undefined) return scope;
  const asAsked = (code: string): string => (matchCode(code, product) === 'full' ? product : code);
  return { ...scope, goods: scope.goods.map((goods) => ({ ...goods, codes: [...new Set(goods.codes.map(asAsked))] })) };
}

/** Does a scope hold all of what is asked about, whoever exports it and under whatever condition? */
function holdsAll(scope: Scope, question: ScopeQuestion = {}, on: Day, memberships: Memberships): boolean {
  const isOfAllGoods = question.product !== undefined || scope.goods.length === 0;
  const isOfAllPartners = question.affected !== undefined || question.area !== undefined || scope.partners.length === 0;
  return isOfAllGoods && isOfAllPartners && scope.exporters.length === 0 && matchScope(scope, question, on, memberships) === 'full';
}

/** Goods without the codes that a product does not meet; those without any code may be it. */
function goodsMeeting(goods: Goods, product: string): Goods[] {
  const codes = codesMeeting(goods.codes, product);
  return codes.length === 0 && goods.codes.length > 0 ? [] : [{ ...goods, codes }];
}
