import { isStranger } from '../company.ts';
import { conditionId, isMet, type SaidOfConditions, withOrdinary } from '../conditions.ts';
import type { Day } from '../dates.ts';
import { groupBy } from '../group.ts';
import { holdsPlace, jurisdictionOf, type Memberships, namesPlace, type Scope, type ScopeQuestion } from '../scope.ts';
import { isExporterClass, QUOTA_SIDES, type QuotaSide } from '../vocabulary.ts';
import type { GoodsMet } from './cells.ts';
import { type Ask, isSo, type Open } from './truths.ts';

// Does a scope hold for the goods of a cell, as the truth may be? What the question leaves open is asked.

/** What is asked about goods of a cell, made definite as far as it is. */
export interface Standpoint {
  on: Day;
  memberships: Memberships;
  /** Where the goods may come from: the origin, or those of its areas and members that scopes name, and the rest of it; none if nobody asks. */
  places: readonly string[];
  /** Which of the places a scope is for, in their order. */
  isFor: (scope: Scope) => readonly boolean[];
  /** How a scope names each of the places, in their order: alike where it does not tell them apart. */
  naming: (scope: Scope) => readonly string[];
  /** The places as they are told of: all that the scopes of any goods tell apart which are asked about. */
  told: readonly string[];
  /**
   * The company or class that is asked about, else all that scopes name and the two classes. Of a company that nobody knows here, the groups
   * that are named besides: an act names some of their companies, and nobody a brand. Of a group, its companies that are named besides.
   */
  companies: readonly string[];
  /** Some scope names those that cooperated. */
  hasCooperating: boolean;
  /** The name of a company that is asked about, as it was written. */
  company: string | null;
  quota: QuotaSide | null;
  /** The conditions of which the question says whether they are met, by id. */
  conditions: SaidOfConditions;
}

/** A company that nobody names, which may have cooperated in one case and not in another. */
const ANOTHER = 'a company that is not named';

/** What is asked, as far as it decides whether a scope holds. */
interface DutyAsked extends ScopeQuestion {
  on: Day;
  /** The company's name as it was asked. */
  exporter_name?: string | null;
  /** Whether conditions are met, by id. */
  conditions?: SaidOfConditions;
}

/** The standpoint of a question towards the scopes that decide about it. */
export function standpointOf(question: DutyAsked, scopes: readonly Scope[], memberships: Memberships): Standpoint {
  const { on, exporter } = question;
  const places = question.affected === undefined ? [] : placesIn(question.affected, on, scopes, memberships);
  const byCompany = scopes.filter(({ exporters }) => exporters.length > 0);
  const named = [...new Set(byCompany.flatMap((scope) => [...scope.exporters, ...scope.companies]))];
  // A group that is asked about may be any of its companies; a company that nobody knows here, one of a group.
  const mayBe = (one: string): boolean =>
    exporter !== undefined && isStranger(exporter) ? memberships.isGroup?.(one) === true : memberships.groupOf?.(one) === exporter;
  const companies = alike(
    exporter ? [exporter, ...named.filter(mayBe)] : ['all_others', ...named, 'other_cooperating', ANOTHER],
    (company) => byCompany.map((scope) => namingOf(scope, company, memberships)).join(),
  );
  const standpoint = {
    ...{ on, memberships, told: places, companies, ...placed(places, on, memberships) },
    hasCooperating: named.includes('other_cooperating'),
    company: question.exporter_name ?? exporter ?? null,
    quota: question.quota ?? null,
    conditions: withOrdinary(question.conditions ?? new Map()),
  };
  const apart = towards(standpoint, scopes);
  return { ...apart, told: apart.places };
}

/** Where goods of an origin may come from: the places that scopes name, and the rest of it. */
function placesIn(affected: string, on: Day, scopes: readonly Scope[], memberships: Memberships): string[] {
  const members = memberships.membersOf(affected, on);
  const homes = [affected, ...members];
  const named = new Set(scopes.flatMap(({ partners, excluded }) => [...partners, ...excluded]));
  const inner = [...named].filter((code) => code !== affected && homes.includes(jurisdictionOf(code)));
  // The rest of a union is no place of its own where all its members are named.
  const rest = members.length > 0 && members.every((member) => inner.includes(member)) ? [] : [affected];
  return [...rest, ...inner];
}

/** What is found of each scope once, as it is asked in every cell and under every truth. */
function once<What>(find: (scope: Scope) => What): (scope: Scope) => What {
  const known = new Map<Scope, What>();
  return (scope) => {
    const found = known.get(scope) ?? find(scope);
    known.set(scope, found);
    return found;
  };
}

/** Places as scopes name them, and which of them they are for. */
function placed(places: readonly string[], on: Day, memberships: Memberships): Pick<Standpoint, 'places' | 'isFor' | 'naming'> {
  const names = (codes: readonly string[], place: string): boolean => namesPlace(codes, place, on, memberships);
  return {
    places,
    isFor: once(({ partners, excluded }) =>
      places.map((place) => !names(excluded, place) && (partners.length === 0 || names(partners, place))),
    ),
    naming: once(({ partners, excluded }) =>
      places.map((place) =>
        [partners, excluded].map((list) => list.map((code) => Number(holdsPlace(code, place, on, memberships))).join('')).join(),
      ),
    ),
  };
}

/** A standpoint with some of its places. */
function withPlaces(from: Standpoint, kept: readonly number[]): Standpoint {
  const of = <What>(all: readonly What[]): What[] => kept.map((at) => all[at] as What);
  return { ...from, places: of(from.places), isFor: (scope) => of(from.isFor(scope)), naming: (scope) => of(from.naming(scope)) };
}

/** The same standpoint where the goods come from one of its places. */
export const standingAt = (from: Standpoint, place: string): Standpoint => withPlaces(from, [from.places.indexOf(place)]);

/** The same standpoint towards fewer scopes, which tell fewer places apart. */
export function towards(from: Standpoint, scopes: Iterable<Scope>): Standpoint {
  if (from.places.length < 2) return from;
  const kinds = from.places.map(() => '');
  for (const scope of scopes)
    if (scope.partners.length > 0 || scope.excluded.length > 0)
      for (const [at, naming] of from.naming(scope).entries()) kinds[at] += `${naming};`;
  const kept = kinds.flatMap((kind, at) => (kinds.indexOf(kind) === at ? [at] : []));
  return kept.length === from.places.length ? from : withPlaces(from, kept);
}

/** One of each kind of those that nothing tells apart. */
const alike = (all: readonly string[], kindOf: (one: string) => string): string[] =>
  [...groupBy([...new Set(all)], kindOf).values()].map(([first]) => first);

/** Is it so? `true` and `false` need no asking. */
export type Holds = boolean | ((ask: Ask) => boolean);

/** The answer, asking what is open. */
export const isHeld = (holds: Holds, ask: Ask): boolean => (typeof holds === 'boolean' ? holds : holds(ask));

/** All of these hold; nothing is asked where one certainly does not. */
function all(parts: readonly Holds[]): Holds {
  if (parts.includes(false)) return false;
  const open = parts.filter((part) => typeof part === 'function');
  return open.length === 0 || ((ask) => open.every((part) => part(ask)));
}

/**
 * Does a scope of a measure hold in a cell that it meets so? A part of the goods without a name, and a list that was not transcribed, is
 * one thing in a coverage and in the rates of it, and another one in what frees from it and in a rule: `list` says whose it is.
 */
export function scopeHolds(measure: string, scope: Scope, met: GoodsMet, standpoint: Standpoint, list = measure): Holds {
  return all([
    quotaHolds(scope, standpoint),
    partnerHolds(list, scope, standpoint),
    companyHolds(measure, scope, standpoint),
    goodsHold(list, scope, met),
    conditionHolds(scope, standpoint),
  ]);
}

function goodsHold(list: string, { list_unknown }: Scope, { whole, parts }: GoodsMet): Holds {
  const opens = parts.map(({ code, name }): Open => {
    const what = [code, name].filter((one) => one !== null).join(' ');
    // A part without a name is another one in each list.
    const key = `goods ${what}${name === null ? ` of ${list}` : ''}`;
    return { key, ways: 2, code: 'goods_differ', words: `only a part of the goods is meant: ${what}` };
  });
  const listed: Open | null = list_unknown.includes('goods')
    ? { key: `goods list of ${list}`, ways: 2, code: 'goods_differ', words: 'its list of goods was not transcribed' }
    : null;
  if (whole && listed === null) return true;
  return (ask) => (whole || opens.some((open) => isSo(ask, open))) && (listed === null || isSo(ask, listed));
}

/** By what it is asked whether an undertaking is respected, under which a rate is not collected. */
export const UNDERTAKING = { id: 'price_undertaking', words: 'the price undertaking is respected' };

/** Is the undertaking respected, as the truth may be? */
export const undertakingHolds = (standpoint: Standpoint, ask: Ask): boolean =>
  isHeld(conditionHolds({ condition: UNDERTAKING.words, condition_id: UNDERTAKING.id }, standpoint), ask);

const conditionHolds = (scope: Pick<Scope, 'condition' | 'condition_id'>, { conditions }: Standpoint): Holds => {
  const said = isMet(scope, conditions);
  if (said !== undefined) return said;
  const id = conditionId(scope);
  const condition = { id, words: scope.condition as string };
  const words = `${condition.words} (condition=${id}=true or false)`;
  return (ask) => isSo(ask, { key: `condition ${id}`, ways: 2, code: 'condition_open', words, condition });
};

/**
 * Whoever meets one of these may pay less than the MFN rate too: the general notes of the US tariff free what is of Canada or Mexico (11) or
 * of Central America or the Dominican Republic (29). What they free whatever its origin (civil aircraft, 6; medicines, 13) are rates of the base.
 */
const CLAIMS_BASE: ReadonlySet<string> = new Set(['usmca', 'cafta_dr']);

/** Does a scope stand under a condition by which the base may be less too? */
export const goesWithPreference = (scope: Scope): boolean => scope.condition !== null && CLAIMS_BASE.has(conditionId(scope));

/** Is the condition of one of these scopes met, as far as it is about where the goods come from? */
export const conditionMet = (scopes: readonly Scope[], standpoint: Standpoint, ask: Ask): boolean =>
  scopes.some((scope) => isHeld(all([partnerHolds('', scope, standpoint), conditionHolds(scope, standpoint)]), ask));

/** Within the quota comes first, so that the ways are those of QUOTA_SIDES. */
export const quotaOpen: Open = {
  key: 'quota',
  ways: QUOTA_SIDES.length,
  code: 'quota_unknown',
  words: 'it hangs on the quota: say quota=in or quota=over',
};

const quotaHolds = ({ quota }: Scope, standpoint: Standpoint): Holds => {
  if (quota === null) return true;
  if (standpoint.quota !== null) return quota === standpoint.quota;
  return (ask) => QUOTA_SIDES[ask(quotaOpen)] === quota;
};

function partnerHolds(list: string, scope: Scope, standpoint: Standpoint): Holds {
  if (standpoint.places.length === 0) return true;
  const holdsAt = standpoint.isFor(scope);
  const unlisted = scope.list_unknown.includes('partners');
  const alike = holdsAt.every((one) => one === holdsAt[0]);
  if (alike && (!holdsAt[0] || !unlisted)) return holdsAt[0] as boolean;
  const open: Open = {
    key: `partners of ${list}`,
    ways: 2,
    code: 'coverage_unknown',
    words: 'its list of partners was not transcribed',
  };
  return (ask) => (alike || (holdsAt[ask(placeOpen(standpoint))] as boolean)) && (!unlisted || isSo(ask, open));
}

/** Is it something that the question can say of a shipment, rather than what the ledger leaves open? */
export const canBeSaid = ({ key, code }: Open): boolean =>
  key === PLACE || key === COMPANY || code === 'condition_open' || code === 'quota_unknown';

const PLACE = 'place';
const COMPANY = 'company';
const placeOpen = ({ places, told }: Standpoint): Open => ({
  key: PLACE,
  ways: places.length,
  code: 'goods_differ',
  words: `it hangs on where the goods come from (${told.slice(0, 8).join(', ')}${told.length > 8 ? ', …' : ''})`,
});

/** Where the goods come from, which is asked where several places are told apart. */
export const placeOf = (standpoint: Standpoint, ask: Ask): string =>
  standpoint.places[standpoint.places.length === 1 ? 0 : ask(placeOpen(standpoint))] as string;

/** The company that the goods are of, which is asked where nobody said. */
export function companyOf(standpoint: Standpoint, ask: Ask): string {
  const { companies } = standpoint;
  return companies[companies.length === 1 ? 0 : ask(companyOpen(standpoint))] as string;
}

const companyOpen = ({ companies, company, hasCooperating }: Standpoint): Open => ({
  key: COMPANY,
  ways: companies.length,
  ...(company === null
    ? {
        code: 'exporter_required',
        words: `it differs by company: say who exports, or ${hasCooperating ? 'other_cooperating or ' : ''}all_others`,
      }
    : { code: 'exporter_unclear', words: whoseWords(company, companies) }),
});

/** What is to be said of a company that is asked about and may be several. */
function whoseWords(company: string, [asked = '', ...others]: readonly string[]): string {
  const named = others.join(', ');
  return isStranger(asked)
    ? `${company} is not known here, and may be one of a group that is named (${named}): give that, or all_others if it is of none`
    : `${company} is a group, of which ${named} ${others.length === 1 ? 'is' : 'are'} named by ${others.length === 1 ? 'itself' : 'themselves'}: give the company that exports the goods`;
}

/** How a scope names a company. */
export type Naming = 'by name' | 'as cooperating' | 'perhaps as cooperating' | 'as one of all others' | 'with everybody';

/** How a scope names a company or a class of companies; null if it does not. A group stands for its companies. */
export function namingOf(scope: Scope, company: string, { groupOf }: Memberships): Naming | null {
  const { exporters, companies, companies_complete } = scope;
  if (exporters.length === 0) return 'with everybody';
  const group = groupOf?.(company) ?? null;
  const named = (list: readonly string[]): boolean => list.includes(company) || (group !== null && list.includes(group));
  if (isExporterClass(company)) {
    if (!exporters.includes(company)) return null;
    return company === 'all_others' ? 'as one of all others' : 'as cooperating';
  }
  if (named(exporters)) return 'by name';
  if (exporters.includes('other_cooperating')) {
    if (named(companies)) return 'as cooperating';
    // What goes for both classes goes for whoever is of either.
    if (exporters.includes('all_others')) return 'as one of all others';
    return companies_complete ? null : 'perhaps as cooperating';
  }
  return exporters.includes('all_others') ? 'as one of all others' : null;
}

/** Whether a company is among those that cooperated, where no complete list says. */
const cooperating = (measure: string, company: string, { company: asked }: Standpoint): Open => ({
  key: `cooperating ${company} in ${measure}`,
  ways: 2,
  code: 'exporter_unclear',
  words: `${asked ?? company} is not named, and the list of the cooperating companies is not known to be complete`,
});

function companyHolds(measure: string, scope: Scope, standpoint: Standpoint): Holds {
  const namings = standpoint.companies.map((company) => namingOf(scope, company, standpoint.memberships));
  const [first] = namings;
  if (namings.every((naming) => naming === first) && first !== 'perhaps as cooperating') return first !== null;
  return (ask) => {
    const company = companyOf(standpoint, ask);
    const naming = namingOf(scope, company, standpoint.memberships);
    return naming === 'perhaps as cooperating' ? isSo(ask, cooperating(measure, company, standpoint)) : naming !== null;
  };
}
