import type { Day } from './dates.ts';
import type { Confidence, QuotaSide } from './vocabulary.ts';

/** One kind of goods: a name, with the HS codes that say the same (`220421`; `ex 870380` where only part of a code is meant; `*` for all goods) or none. */
export interface Goods {
  name: string | null;
  codes: readonly string[];
  note: string | null;
  /** How far to trust the codes: read in a source, or recalled. */
  confidence: Confidence | null;
}

/**
 * What a statement is about: goods, partners, exporters and a condition. The fields narrow each other; several scopes add up.
 * An empty list of goods, partners or exporters narrows nothing.
 */
export interface Scope {
  goods: readonly Goods[];
  /** Jurisdictions (`JP`, `EU`), areas (`JP-07`) or `*`. */
  partners: readonly string[];
  /** Taken out of `partners`: jurisdictions or areas. */
  excluded: readonly string[];
  /** Ids of companies, `other_cooperating`, `all_others`. */
  exporters: readonly string[];
  /** The companies that `other_cooperating` stands for, as far as they are known. */
  companies: readonly string[];
  /** In words: cargoes already at port, below an ownership share, goods that qualify under an agreement. */
  condition: string | null;
  /** Only what is imported within the measure's quota, or over it. */
  quota: QuotaSide | null;
  /** The lists that exist but were not transcribed, so that what stands here can only be met in part. */
  list_unknown: readonly ('goods' | 'partners')[];
}

/** The scope that narrows nothing. */
export const EVERYTHING: Scope = {
  goods: [],
  partners: [],
  excluded: [],
  exporters: [],
  companies: [],
  condition: null,
  quota: null,
  list_unknown: [],
};

/** What a user asks about. A field left out is not asked about. */
export interface ScopeQuestion {
  /** A jurisdiction. */
  affected?: string;
  /** An area of a jurisdiction, `JP-07`. */
  area?: string;
  /** HS digits, 2 to 10, even. */
  product?: string;
  /** A company's id, or a class of exporters. */
  exporter?: string;
  /** Within the quota or over it. */
  quota?: QuotaSide;
}

export type Match = 'full' | 'part' | 'none';

/** Which unions a jurisdiction belonged to on a day, and which members a union had. */
export interface Memberships {
  unionsOf(code: string, on: Day): readonly string[];
  membersOf(union: string, on: Day): readonly string[];
}

const RANK: Record<Match, number> = { none: 0, part: 1, full: 2 };
const worse = (a: Match, b: Match): Match => (RANK[a] <= RANK[b] ? a : b);
const better = (a: Match, b: Match): Match => (RANK[a] >= RANK[b] ? a : b);

/** The jurisdiction that an area lies in: JP-07 → JP. */
export const jurisdictionOf = (area: string): string => area.slice(0, 2);
const isArea = (code: string): boolean => code.length > 2;

/** How one code of a scope (`220421`, `ex 870380`, `*`) meets the product that is asked about. */
export function matchCode(code: string, product: string): Match {
  if (code === '*') return 'full';
  const partly = code.startsWith('ex ');
  const digits = partly ? code.slice(3) : code;
  if (product.startsWith(digits)) return partly ? 'part' : 'full';
  return digits.startsWith(product) ? 'part' : 'none';
}

function matchGoods(scope: Scope, product: string): Match {
  if (scope.goods.length === 0) return 'full';
  let best: Match = 'none';
  for (const goods of scope.goods) {
    // Words without a code may mean the product: that can't be told, so it is said.
    if (goods.codes.length === 0) best = better(best, 'part');
    for (const code of goods.codes) best = better(best, matchCode(code, product));
  }
  return best;
}

function matchArea(scope: Scope, area: string, on: Day, memberships: Memberships): Match {
  const home = jurisdictionOf(area);
  const wider = [home, ...memberships.unionsOf(home, on)];
  if (scope.excluded.includes(area) || wider.some((code) => scope.excluded.includes(code))) return 'none';
  if (scope.partners.length === 0 || scope.partners.includes('*') || scope.partners.includes(area)) return 'full';
  return wider.some((code) => scope.partners.includes(code)) ? 'full' : 'none';
}

function matchPartner(scope: Scope, partner: string, on: Day, memberships: Memberships): Match {
  const wider = [partner, ...memberships.unionsOf(partner, on)];
  const within = memberships.membersOf(partner, on);
  if (wider.some((code) => scope.excluded.includes(code))) return 'none';
  // Excluded members of a union, or excluded areas, leave the rest of it covered.
  const holed = scope.excluded.some(
    (code) => within.includes(code) || (isArea(code) && [partner, ...within].includes(jurisdictionOf(code))),
  );
  if (scope.partners.length === 0 || scope.partners.includes('*') || wider.some((code) => scope.partners.includes(code)))
    return holed ? 'part' : 'full';
  const inner = [partner, ...within];
  return scope.partners.some((code) => within.includes(code) || (isArea(code) && inner.includes(jurisdictionOf(code)))) ? 'part' : 'none';
}

function matchExporter(scope: Scope, exporter: string): Match {
  if (scope.exporters.length === 0 || scope.exporters.includes(exporter)) return 'full';
  if (exporter === 'other_cooperating' || exporter === 'all_others') return 'none';
  if (scope.exporters.includes('other_cooperating')) {
    if (scope.companies.includes(exporter)) return 'full';
    // A list of cooperating companies that was not transcribed may hold this one.
    if (scope.companies.length === 0 && !scope.exporters.includes('all_others')) return 'part';
  }
  return scope.exporters.includes('all_others') ? 'full' : 'none';
}

/**
 * Compares one scope with a question on a day: does it meet what is asked in full, in part or not at all?
 *
 * `unasked` says what a field means that the question leaves out: `'any'` (coverage: the question is content with anything
 * there, so the field counts as met) or `'all'` (exemptions: the question is about everything, so a field that the scope
 * narrows is met in part only).
 */
export function matchScope(scope: Scope, question: ScopeQuestion, on: Day, memberships: Memberships, unasked: 'any' | 'all'): Match {
  const unknown = (list: 'goods' | 'partners'): boolean => scope.list_unknown.includes(list);
  const narrowed = (restricted: boolean): Match => (unasked === 'all' && restricted ? 'part' : 'full');
  let match: Match = scope.condition === null ? 'full' : 'part';

  if (question.product !== undefined) {
    match = worse(match, matchGoods(scope, question.product));
    if (match === 'full' && unknown('goods')) match = 'part';
  } else {
    const everything = scope.goods.length === 0 || scope.goods.some((goods) => goods.codes.includes('*'));
    match = worse(match, narrowed(!everything || unknown('goods')));
  }

  const { affected, area } = question;
  if (affected !== undefined || area !== undefined) {
    if (area !== undefined) match = worse(match, matchArea(scope, area, on, memberships));
    // An asked area settles the question inside its own jurisdiction; a jurisdiction beside it is a second condition.
    if (affected !== undefined && !(area !== undefined && jurisdictionOf(area) === affected))
      match = worse(match, matchPartner(scope, affected, on, memberships));
    if (match === 'full' && unknown('partners')) match = 'part';
  } else {
    const everyone = scope.partners.length === 0 || scope.partners.includes('*');
    match = worse(match, narrowed(!everyone || scope.excluded.length > 0 || unknown('partners')));
  }

  // Whether a shipment is within a quota is met in part until the question says so.
  if (scope.quota !== null && scope.quota !== question.quota) match = worse(match, question.quota === undefined ? 'part' : 'none');

  if (question.exporter !== undefined) match = worse(match, matchExporter(scope, question.exporter));
  else match = worse(match, narrowed(scope.exporters.length > 0));
  return match;
}

/** Compares several scopes, which add up, with a question: the best of their matches; `none` if there are none. */
export function matchScopes(
  scopes: readonly Scope[],
  question: ScopeQuestion,
  on: Day,
  memberships: Memberships,
  unasked: 'any' | 'all',
): Match {
  let best: Match = 'none';
  for (const scope of scopes) {
    best = better(best, matchScope(scope, question, on, memberships, unasked));
    if (best === 'full') break;
  }
  return best;
}
