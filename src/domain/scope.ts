import { type Conditioned, isMet, type SaidOfConditions } from './conditions.ts';
import type { Day } from './dates.ts';
import { holdsAll } from './harmonized-system.ts';
import { firstFrom } from './sorted.ts';
import { type Confidence, isExporterClass, type Met, type QuotaSide } from './vocabulary.ts';

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
export interface Scope extends Conditioned {
  goods: readonly Goods[];
  /** Jurisdictions (`JP`, `EU`), areas (`JP-07`) or `*`. */
  partners: readonly string[];
  /** Taken out of `partners`: jurisdictions or areas. */
  excluded: readonly string[];
  /** Ids of companies, `other_cooperating`, `all_others`. */
  exporters: readonly string[];
  /** The companies that `other_cooperating` stands for, as far as they are known. */
  companies: readonly string[];
  /** Its list of companies is whole. */
  companies_complete?: true;
  /** Only what is imported within the measure's quota, or over it. */
  quota: QuotaSide | null;
  /** The lists that exist but were not transcribed, so that whether what stands here is met is unclear. */
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

/** Does a scope name nothing that narrows it? */
export const narrowsNothing = (scope: Scope): boolean =>
  scope.condition === null &&
  scope.quota === null &&
  [scope.goods, scope.partners, scope.excluded, scope.exporters, scope.companies, scope.list_unknown].every(({ length }) => length === 0);

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
  /** What is said of the conditions that scopes stand under. */
  conditions?: SaidOfConditions;
}

/** How something compares with what is asked: full > part > unclear > none. */
export type Match = Met | 'none';

/** Which unions a jurisdiction belonged to on a day, and which members a union had. */
export interface Memberships {
  unionsOf(code: string, on: Day): readonly string[];
  membersOf(union: string, on: Day): readonly string[];
  /** The group that a company belongs to, by which a scope may name it. */
  groupOf?(company: string): string | null;
  /** Do companies belong to it as their group? */
  isGroup?(company: string): boolean;
}

/** An economy with the unions that it belongs to on a day: they impose what is imposed there, and what concerns them concerns it. */
export const withUnions = (code: string, on: Day, { unionsOf }: Pick<Memberships, 'unionsOf'>): readonly string[] => [
  code,
  ...unionsOf(code, on),
];

const RANK: Record<Match, number> = { none: 0, unclear: 1, part: 2, full: 3 };
/** The weakest of matches: the fields of a scope narrow each other. */
export const weakest = (...matches: readonly Match[]): Match => matches.reduce((a, b) => (RANK[a] <= RANK[b] ? a : b), 'full');
/** The strongest of matches: scopes add up. */
export const strongest = (...matches: readonly Match[]): Match => matches.reduce((a, b) => (RANK[a] >= RANK[b] ? a : b), 'none');

/**
 * What a condition, or a quota that the question leaves open, makes of a match: unclear if goods or a company are asked about, as
 * they may be the ones that it lets through; else a part of what is asked is met for certain.
 */
export const openMatch = ({ product, exporter }: ScopeQuestion): Met =>
  product !== undefined || exporter !== undefined ? 'unclear' : 'part';

/** The jurisdiction that an area lies in: JP-07 → JP. */
export const jurisdictionOf = (area: string): string => area.slice(0, 2);
/** Is it the code of an area, and not of a jurisdiction? */
export const isArea = (code: string): boolean => code.length > 2;

/**
 * The digits that tell which goods a code means, without pairs of zeros after its heading: those stand where nothing is divided, so that
 * 8507.60.00 is all of 8507.60, and 2709.00 all of 2709. So the Harmonized System numbers its subheadings, and tariffs their lines.
 */
export const meantDigits = (code: string): string => (code.endsWith('00') ? code.replace(/^(\d{4}(?:\d\d)*?)(?:00)+$/, '$1') : code);

/** The digits that a code of a scope means, without its `ex`, and whether it had one: only a part of them is meant. */
export const readCode = (code: string): { digits: string; partly: boolean } =>
  code.startsWith('ex ') ? { digits: meantDigits(code.slice(3)), partly: true } : { digits: meantDigits(code), partly: false };

/** How one code of a scope (`220421`, `ex 870380`, `*`) meets the product that is asked about. */
export function matchCode(code: string, product: string): Match {
  if (code === '*') return 'full';
  const { digits, partly } = readCode(code);
  const asked = meantDigits(product);
  const [holds, lies] = [asked.startsWith(digits), digits.startsWith(asked)];
  if (!holds && !lies) return 'none';
  // Which part of the code is meant can't be told from digits.
  if (partly) return 'unclear';
  return holds ? 'full' : 'part';
}

/** The codes of a long list in the order of their digits, each as it is written beside them. */
interface SortedCodes {
  digits: readonly string[];
  codes: readonly string[];
}

/** Kept as long as the list is: a coverage of thousands of codes is asked about by many questions. */
const sorted = new WeakMap<readonly string[], SortedCodes>();
/** A list of fewer is gone through. */
const LONG = 24;

function sortedCodes(codes: readonly string[]): SortedCodes {
  const kept = sorted.get(codes);
  if (kept) return kept;
  const pairs = codes.map((code) => [readCode(code).digits, code] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const made = { digits: pairs.map(([digits]) => digits), codes: pairs.map(([, code]) => code) };
  sorted.set(codes, made);
  return made;
}

/** The codes of a list that meet a product at all: `*`, those that hold it and those that lie within it. */
export function codesMeeting(codes: readonly string[], product: string): readonly string[] {
  if (codes.length < LONG) return codes.filter((code) => matchCode(code, product) !== 'none');
  const { digits, codes: written } = sortedCodes(codes);
  const asked = meantDigits(product);
  const met: string[] = [];
  for (const outer of ['*', ...Array.from({ length: asked.length - 1 }, (_, at) => asked.slice(0, at + 1))])
    for (let at = firstFrom(digits, outer); digits[at] === outer; at++) met.push(written[at] as string);
  for (let at = firstFrom(digits, asked); digits[at]?.startsWith(asked); at++) met.push(written[at] as string);
  return met;
}

/** Of all its goods only a part is meant, which digits can't tell. */
const isVague = ({ goods }: Scope): boolean =>
  goods.length > 0 && goods.every(({ codes }) => codes.length > 0 && codes.every((code) => readCode(code).partly));

/** Is each subheading of a heading or of a chapter met in full by some code? */
function holdsAllOf(goods: readonly Goods[], product: string, on: Day): boolean {
  const isMetBy = (codes: readonly string[], subheading: string): boolean =>
    codesMeeting(codes, subheading).some((code) => matchCode(code, subheading) === 'full');
  return holdsAll(meantDigits(product), on, (subheading) => goods.some(({ codes }) => isMetBy(codes, subheading)));
}

function matchGoods({ goods, list_unknown }: Scope, product: string, on: Day): Match {
  // Words without a code may mean the product: that can't be told, so it is said.
  const matches = goods.flatMap(({ codes }): Match[] =>
    codes.length === 0 ? ['unclear'] : codesMeeting(codes, product).map((code) => matchCode(code, product)),
  );
  const best = goods.length === 0 ? 'full' : strongest(...matches);
  const met = best === 'part' && holdsAllOf(goods, product, on) ? 'full' : best;
  return list_unknown.includes('goods') ? weakest(met, 'unclear') : met;
}

/** Does one code hold another: everybody, the same one, a union its member, a jurisdiction its area? */
export function holdsPlace(outer: string, inner: string, on: Day, memberships: Memberships): boolean {
  if (outer === '*' || outer === inner) return true;
  if (inner === '*') return false;
  const home = jurisdictionOf(inner);
  return home === inner ? memberships.unionsOf(inner, on).includes(outer) : holdsPlace(outer, home, on, memberships);
}

/** Does one of some codes hold a place? As if each were asked by `holdsPlace`, but what the place belongs to is looked up once. */
export function namesPlace(codes: readonly string[], place: string, on: Day, memberships: Memberships): boolean {
  if (codes.length === 0) return false;
  const home = jurisdictionOf(place);
  return ['*', place, ...withUnions(home, on, memberships)].some((outer) => codes.includes(outer));
}

/** Does a scope leave out all of a place? */
export const leavesOut = ({ excluded }: Pick<Scope, 'excluded'>, place: string, on: Day, memberships: Memberships): boolean =>
  namesPlace(excluded, place, on, memberships);

/** Whom a scope is for, and whom it leaves out; no partners: everybody. */
export type ScopePartners = Pick<Scope, 'partners' | 'excluded'>;

/** Does a scope name everybody, or nobody? */
export const isForEverybody = ({ partners }: Pick<Scope, 'partners'>): boolean => partners.length === 0 || partners.includes('*');

/** Scopes as they restrict the trade of others: everybody is whoever does not impose it, and of a union no member either. */
export const abroad = <One extends ScopePartners>(scopes: readonly One[], imposer: string): One[] =>
  scopes.map((scope) =>
    isForEverybody(scope) && !scope.partners.includes(imposer) ? { ...scope, excluded: [...scope.excluded, imposer] } : scope,
  );

function matchArea(scope: Scope, area: string, on: Day, memberships: Memberships): Match {
  if (leavesOut(scope, area, on, memberships)) return 'none';
  return isForEverybody(scope) || namesPlace(scope.partners, area, on, memberships) ? 'full' : 'none';
}

function matchPartner(scope: Scope, partner: string, on: Day, memberships: Memberships): Match {
  if (leavesOut(scope, partner, on, memberships)) return 'none';
  const inner = [partner, ...memberships.membersOf(partner, on)];
  /** Is it a member of a union that is asked about, or an area? */
  const isWithin = (code: string): boolean => inner.includes(jurisdictionOf(code));
  // What is excluded within the partner leaves the rest of it covered.
  if (isForEverybody(scope) || namesPlace(scope.partners, partner, on, memberships)) return scope.excluded.some(isWithin) ? 'part' : 'full';
  return scope.partners.some(isWithin) ? 'part' : 'none';
}

/** How the companies of a scope meet the company, or the class of companies, that is asked about. */
export function matchExporter(scope: Scope, exporter: string, { groupOf }: Pick<Memberships, 'groupOf'>): Match {
  const group = groupOf?.(exporter) ?? exporter;
  if (scope.exporters.length === 0 || scope.exporters.includes(exporter) || scope.exporters.includes(group)) return 'full';
  if (isExporterClass(exporter)) return 'none';
  if (scope.exporters.includes('other_cooperating')) {
    if (scope.companies.includes(exporter) || scope.companies.includes(group)) return 'full';
    // A list of cooperating companies that is not known to be whole may hold this one.
    if (!scope.companies_complete && !scope.exporters.includes('all_others')) return 'unclear';
  }
  if (scope.exporters.includes('all_others')) return 'full';
  // Asking a group finds its companies in part, as asking a union finds its members.
  return [...scope.exporters, ...scope.companies].some((one) => groupOf?.(one) === exporter) ? 'part' : 'none';
}

/**
 * Compares one scope with a question on a day: does it meet what is asked in full, in part, perhaps or not at all? A field that
 * the question leaves out is met in full: the question is content with anything there.
 */
export function matchScope(scope: Scope, question: ScopeQuestion, on: Day, memberships: Memberships): Match {
  const { affected, area, product, exporter, quota } = question;
  const open = openMatch(question);
  const met = isMet(scope, question.conditions);
  const matches: Match[] = met === true ? [] : [met === false ? 'none' : open];
  if (product !== undefined) matches.push(matchGoods(scope, product, on));
  else if (isVague(scope)) matches.push(open);

  if (area !== undefined) matches.push(matchArea(scope, area, on, memberships));
  // An asked area settles the question inside its own jurisdiction; a jurisdiction beside it is a second condition.
  if (affected !== undefined && !(area !== undefined && jurisdictionOf(area) === affected))
    matches.push(matchPartner(scope, affected, on, memberships));
  if ((affected !== undefined || area !== undefined) && scope.list_unknown.includes('partners')) matches.push('unclear');

  if (scope.quota !== null && scope.quota !== quota) matches.push(quota === undefined ? open : 'none');
  if (exporter !== undefined) matches.push(matchExporter(scope, exporter, memberships));
  return weakest(...matches);
}
