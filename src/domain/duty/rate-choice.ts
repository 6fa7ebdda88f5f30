import type { Day } from '../dates.ts';
import type { Rate } from '../ledger.ts';
import { isArea, isForEverybody, jurisdictionOf, type Memberships, matchScope, type Scope, type ScopeQuestion } from '../scope.ts';
import type { Collection, Status } from '../vocabulary.ts';
import { describeScope, rateText } from '../words.ts';
import { type Cells, cellsOf, type GoodsMet } from './cells.ts';
import { companyOf, isHeld, type Naming, namingOf, placeOf, type Standpoint, scopeHolds, standingAt, standpointOf } from './holding.ts';
import type { Lack } from './problems.ts';
import { type Ask, type Open, underEveryTruth } from './truths.ts';

/** The rate of a table that goods meet. */
export interface RateChoice {
  rate: Rate;
  /** The company or class whose rate it is; `all` if it is everybody's. */
  applies_to: string;
  /** The company has no rate of its own: it gets the residual. */
  residual: boolean;
}

/** Whose rate wins: the named company's, then that of those that cooperated, then that of all others, then everybody's. */
export const BY_NAMING: Readonly<Record<Naming, number>> = {
  'by name': 3,
  'as cooperating': 2,
  'perhaps as cooperating': 2,
  'as one of all others': 1,
  'with everybody': 0,
};

/** The rates that meet a cell at all, each with how its goods do. */
export type RatesMet = readonly { rate: Rate; met: GoodsMet }[];

/**
 * Chooses the rate of a measure's table that goods of a cell meet, as the truth may be. The most specific wins: the named company, then
 * the other cooperating ones, then all others; then what holds under a condition that is met; then the longer code; then the partner; then
 * the side of a quota. Of several that are alike one applies, and which is open.
 */
export function chooseRate(measure: string, rates: RatesMet, from: Standpoint, ask: Ask): RateChoice | Lack {
  const byCompany = rates.some(({ rate }) => rate.scope.exporters.length > 0);
  const company = byCompany ? companyIn(rates, companyOf(from, ask), from) : null;
  const at = isUneven(rates, from) ? standingAt(from, placeOf(from, ask)) : from;
  const standpoint: Standpoint = company === null ? at : { ...at, companies: [company] };
  const named = rates.flatMap(({ rate, met }) => {
    const naming = company === null ? 'with everybody' : namingOf(rate.scope, company, standpoint.memberships);
    return naming === null ? [] : [{ rate, met, naming }];
  });
  const isNamed = named.some(({ naming }) => naming === 'by name');
  const order = named
    .map((one) => ({ ...one, closeness: [BY_NAMING[one.naming], ...closenessOf(one.rate.scope, one.met, standpoint)] }))
    .sort((a, b) => compare(b.closeness, a.closeness));
  // Goods that are covered are of some rate, where words leave open of which: then it is not so that they are of none.
  const isOfNone = (one: (typeof order)[number]): boolean => !isHeld(scopeHolds(measure, one.rate.scope, one.met, standpoint), ask);
  const holds = order.length > 0 && order.every(isOfNone) ? (open: Open) => (open.key.startsWith('goods ') ? 1 : ask(open)) : ask;
  const holding: typeof order = [];
  for (let at = 0; at < order.length; ) {
    const first = order[at] as (typeof order)[number];
    // Where nobody asks of an origin, the rate of some hides what all others pay no more by a longer code than by the partner.
    if (holding.length > 0 && [0, 1].some((by) => holding[0]?.closeness[by] !== first.closeness[by])) break;
    const alike = order.slice(at).filter(({ closeness }) => compare(closeness, first.closeness) === 0);
    at += alike.length;
    // What says the same as another that holds is not asked about.
    for (const one of alike)
      if (
        !holding.some((other) => rateContent(other.rate) === rateContent(one.rate)) &&
        isHeld(scopeHolds(measure, one.rate.scope, one.met, standpoint), holds)
      )
        holding.push(one);
    const forAll = standpoint.places.length > 0 || holding.some(({ rate }) => holdsForAll(rate.scope));
    if (holding.length > 0 && forAll) break;
  }
  if (holding.length === 0)
    return { code: 'rate_unknown', detail: 'no rate is recorded for these goods, this origin and this company on that day' };
  const { naming, rate } = holding[holding.length === 1 ? 0 : ask(whichOf(measure, holding))] as (typeof order)[number];
  return {
    rate,
    applies_to: appliesTo(rate.scope, naming, company, standpoint),
    residual: naming === 'as one of all others' && standpoint.company !== null && !isNamed && company !== 'all_others',
  };
}

/** Does a rate hold whatever the origin? */
const holdsForAll = (scope: Scope): boolean => scope.excluded.length === 0 && isForEverybody(scope);

/** Where nobody says which company it is, those that cooperated in another case are all others in one that knows no such class. */
const companyIn = (rates: RatesMet, company: string, { company: asked }: Standpoint): string =>
  asked === null && company === 'other_cooperating' && !rates.some(({ rate }) => rate.scope.exporters.includes(company))
    ? 'all_others'
    : company;

/** How close a scope is to the goods: by condition, by code, by partner, by quota. */
function closenessOf(scope: Scope, { digits }: GoodsMet, { places }: Standpoint): number[] {
  // Without an origin no partner is closer than another.
  const byPartner = Math.max(0, ...places.map((place) => partnerCloseness(scope, place)));
  // What holds under a condition is an exception, whatever code it is written for.
  return [scope.condition === null ? 0 : 1, digits, byPartner, scope.quota === null ? 0 : 1];
}

/** How closely a scope names a place: as an area, as the economy that it is or lies in, with others, or as one of all. */
function partnerCloseness({ partners }: Scope, place: string): number {
  if (partners.length === 0) return 0;
  if (partners.includes(place)) return isArea(place) ? 4 : 3;
  return partners.includes(jurisdictionOf(place)) ? 3 : partners.includes('*') ? 1 : 2;
}

/** Is some rate closer to one of the places where the goods may come from than to another? */
const isUneven = (rates: RatesMet, { places }: Standpoint): boolean =>
  places.length > 1 && rates.some(({ rate }) => new Set(places.map((place) => partnerCloseness(rate.scope, place))).size > 1);

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((closeness, index) => closeness !== b[index]);
  return at === -1 ? 0 : (a[at] as number) - (b[at] as number);
}

/** Rates of the same number are not the same if one is paid and the other only if an undertaking is broken. */
export const rateContent = (rate: Rate): string => `${rateText(rate)} ${rate.collection}`;

const whichOf = (measure: string, holding: readonly { rate: Rate }[]) => ({
  key: `rate of ${measure}: ${holding.map(({ rate }) => rateContent(rate)).join(' | ')}`,
  ways: holding.length,
  code: 'rate_unknown' as const,
  words: `which rate applies can't be told from the question: ${holding.map(({ rate }) => `${rateText(rate)}: ${describeScope(rate.scope)}`).join(' | ')}`,
});

function appliesTo({ exporters }: Scope, naming: Naming, company: string | null, { memberships }: Standpoint): string {
  if (naming === 'with everybody' || company === null) return 'all';
  if (naming === 'by name') return exporters.includes(company) ? company : (memberships.groupOf?.(company) ?? company);
  return naming === 'as one of all others' ? 'all_others' : 'other_cooperating';
}

/** The rate that a question meets, and those that apply instead under what it leaves open, in words. */
interface RateFound extends RateChoice {
  alternatives: string[];
  /** Those of the alternatives that apply if the company is another than it seems: one that cooperated, or one of the group. */
  ofOthers: Rate[];
}

/**
 * The rate of a table for a question that may leave much open, as a history of rates shows it: the one that applies where nothing special
 * is true, for the goods that no longer code names; the others are its alternatives. A question without goods is content with any.
 */
export function findRate(rates: readonly Rate[], question: ScopeQuestion, on: Day, memberships: Memberships): RateFound | Lack {
  const { first, distinct } = choicesOf(rates, question, on, memberships, FOUND);
  const [own] = distinct;
  if (own === undefined) return first?.result as Lack;
  const opens = distinct.flatMap(({ asked }) => asked.map(({ open }) => open));
  const inOrder = distinct.map(({ choice }) => choice.rate).sort((a, b) => rates.indexOf(a) - rates.indexOf(b));
  const byCompany = opens.find(({ code }) => code === 'exporter_required');
  if (distinct.length > 1 && byCompany)
    return {
      code: byCompany.code,
      detail: `the rate ${byCompany.words.replace('it ', '')} (${[...new Set(inOrder.map(rateText))].join(', ')})`,
    };
  const byQuota = opens.find(({ code }) => code === 'quota_unknown');
  if (distinct.length > 1 && byQuota) {
    const sides = { in: ' within the quota', over: ' over the quota' };
    const texts = inOrder.map((rate) => `${rateText(rate)}${rate.scope.quota === null ? '' : sides[rate.scope.quota]}`);
    return { code: byQuota.code, detail: `${byQuota.words} (${texts.join(', ')})` };
  }
  const tie = first?.asked.find(({ open }) => open.code === 'rate_unknown');
  if (tie) return { code: tie.open.code, detail: tie.open.words };
  if (distinct.length > 1 && first && !('rate' in first.result)) {
    const each = distinct.map(({ choice: { rate } }) => `${rateText(rate)}: ${describeScope(rate.scope)}`);
    return { code: 'rate_unknown', detail: `which rate applies can't be told from the question: ${each.join(' | ')}` };
  }
  const alternatives = distinct.slice(1).map(({ choice: { rate } }) => `${rateText(rate)} instead, if ${describeScope(rate.scope)}`);
  const ofOthers = distinct.slice(1).filter(({ asked }) => asked.some(({ open }) => open.code === 'exporter_unclear'));
  return { ...own.choice, alternatives, ofOthers: ofOthers.map(({ choice }) => choice.rate) };
}

/** The rates of a table one of which a question meets, whatever is true of what it leaves open: each kind once, in the order of the table. */
export function possibleRates(rates: readonly Rate[], question: ScopeQuestion, on: Day, memberships: Memberships): Rate[] {
  // Where no goods are asked for they may be any, each with a rate of its own.
  const { product = '', affected, area = affected } = question;
  const asked = { ...question, product, ...(area !== undefined && { affected: area }) };
  const { distinct, unsure } = choicesOf(rates, asked, on, memberships, POSSIBLE);
  const possible = new Set([...distinct.map(({ choice }) => choice.rate), ...unsure]);
  return rates.filter((rate) => possible.has(rate));
}

/**
 * What may come of a question, and of it the choices of different rates; the first is the one where nothing special is true. Where so much is
 * open that not every truth was gone through, `unsure` are those that may be met beside.
 */
function choicesOf(rates: readonly Rate[], question: ScopeQuestion, on: Day, memberships: Memberships, limit: number) {
  const scopes = rates.map(({ scope }) => scope);
  const standpoint = standpointOf({ ...question, on }, scopes, memberships);
  const { product } = question;
  const any: Pick<Cells, 'met'> = { met: new Map(scopes.map((scope) => [scope, { whole: true, parts: [], digits: 0 }])) };
  const cells = product === undefined ? [any] : cellsOf(product, scopes);
  const unsure: Rate[] = [];
  const outcomes = cells.flatMap(({ met }) => {
    const inCell = rates.flatMap((rate) => (met.has(rate.scope) ? [{ rate, met: met.get(rate.scope) as GoodsMet }] : []));
    const { outcomes, isWhole } = underEveryTruth((ask) => chooseRate('it', inCell, standpoint, ask), limit);
    if (!isWhole) unsure.push(...inCell.flatMap(({ rate }) => (matchScope(rate.scope, question, on, memberships) === 'none' ? [] : rate)));
    return outcomes;
  });
  const found = outcomes.flatMap(({ result, asked }) => ('rate' in result ? [{ choice: result, asked }] : []));
  const contents = found.map(({ choice }) => rateContent(choice.rate));
  return { first: outcomes[0], unsure, distinct: found.filter((_, at) => contents.indexOf(contents[at] as string) === at) };
}

/** So many truths are gone through for a rate that is shown in a history. */
const FOUND = 1_000;
/** So many for all the rates that may be met: beyond them, whatever meets the goods at all may be it. */
const POSSIBLE = 100;

/** How a rate is collected under a status: what applies while a case runs is secured, not yet paid. */
export const collectionOf = (stated: Collection, status: Status): Collection =>
  status === 'provisional' && stated === 'full' ? 'guarantee' : stated;
