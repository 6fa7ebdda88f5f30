import { isMet } from './conditions.ts';
import type { Day } from './dates.ts';
import {
  codesMeeting,
  holdsPlace,
  leavesOut,
  type Match,
  type Memberships,
  matchCode,
  matchExporter,
  matchScope,
  meantDigits,
  openMatch,
  readCode,
  type Scope,
  type ScopeQuestion,
  strongest,
  weakest,
} from './scope.ts';
import { isExporterClass, QUOTA_SIDES } from './vocabulary.ts';

// What a measure covers less what is exempt, held against a question: one answer for lists, maps and duties.

/** How a coverage less its exemptions meets a question. */
interface Meeting {
  match: Match;
  /** The same as if nothing were exempt. */
  covered: Match;
  /** The exemptions that free what is asked about; empty unless all of it is free. */
  freeing: readonly Scope[];
}

/**
 * Compares what is covered, less what is exempt, with a question on a day. Each exemption is read in two ways, narrowly (each `ex`,
 * condition and unknown list not met) and widely, inside each covered scope.
 */
export function meet(
  coverage: readonly Scope[],
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  on: Day,
  memberships: Memberships,
): Meeting {
  const hangs = question.quota === undefined && [...coverage, ...exemptions].some(({ quota }) => quota !== null);
  if (!hangs) return meetOneSide(coverage, exemptions, question, on, memberships);
  const sides = QUOTA_SIDES.map((quota) => meetOneSide(coverage, exemptions, { ...question, quota }, on, memberships));
  const match = overBothSides(sides.map((side) => side.match) as [Match, Match], question);
  return {
    match,
    covered: overBothSides(sides.map((side) => side.covered) as [Match, Match], question),
    freeing: match === 'none' ? [...new Set(sides.flatMap(({ freeing }) => freeing))] : [],
  };
}

/** What a question that leaves the quota open gets, from what each side of it gets. */
function overBothSides([within, over]: readonly [Match, Match], question: ScopeQuestion): Match {
  if (within === over) return within;
  const best = strongest(within, over);
  // Of a partner's trade some is within the quota and some over it. Of a good or a company it is not known which one is asked about.
  if (openMatch(question) === 'part') return weakest(best, 'part');
  const least = weakest(within, over);
  return least === 'none' ? weakest(best, 'unclear') : least;
}

function meetOneSide(
  coverage: readonly Scope[],
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  on: Day,
  memberships: Memberships,
): Meeting {
  let match: Match = 'none';
  let covered: Match = 'none';
  const freeing = new Set<Scope>();
  for (const scope of coverage) {
    const whole = matchScope(scope, question, on, memberships);
    if (whole === 'none') continue;
    covered = strongest(covered, whole);
    const left = exemptions.length === 0 ? null : lessExempt(scope, whole, exemptions, question, on, memberships);
    match = strongest(match, left?.match ?? whole);
    for (const exemption of left?.freeing ?? []) freeing.add(exemption);
  }
  return { match, covered, freeing: match === 'none' ? [...freeing] : [] };
}

/** How far an exemption reaches into a place: all of it read narrowly; and read widely nothing, some or all of it. */
interface Reach {
  narrow: boolean;
  wide: 0 | 1 | 2;
}
const ALL: Reach = { narrow: true, wide: 2 };
const PERHAPS: Reach = { narrow: false, wide: 2 };
const SOME: Reach = { narrow: false, wide: 1 };
const NOTHING: Reach = { narrow: false, wide: 0 };

/** What one code, partner or company of a covered scope has in common with the question, and how it meets it. */
interface Place<What> {
  what: What;
  match: Match;
}

/** Goods of a covered scope, as far as they are asked about. */
interface GoodsPlace {
  /** HS digits, or `*`. */
  digits: string;
  /** A part of the digits only: which one can't be told. */
  vague: boolean;
  /** What they are called, if they have no code. */
  words: string | null;
}

/** What is left of one covered scope. As scopes add up, it is taken apart into places: one code, one partner, one company each. */
function lessExempt(
  scope: Scope,
  whole: Match,
  exemptions: readonly Scope[],
  question: ScopeQuestion,
  on: Day,
  memberships: Memberships,
): Pick<Meeting, 'match' | 'freeing'> {
  const matchOf = (narrowed: Partial<Scope>): Match => matchScope({ ...scope, ...narrowed }, question, on, memberships);
  const readings = exemptions.map((exemption) => readingOf(exemption, scope, question));
  const goods = goodsAlike(scope, exemptions, question, matchOf);
  const partners = alike(partnerPlaces(scope, question, on, memberships, matchOf), exemptions, (exemption, place) =>
    reachOfPartner(exemption, place, scope, on, memberships),
  );
  const exporters = alike(exporterPlaces(scope, question, matchOf), exemptions, (exemption, place) =>
    reachOfExporter(exemption, place, scope, question, memberships),
  );
  let places = 0;
  let touched = false;
  let left: Match = 'none';
  for (const byGoods of goods)
    for (const byPartner of partners)
      for (const byExporter of exporters) {
        const found = leftAt([byGoods, byPartner, byExporter], readings);
        places += found.count;
        touched ||= found.touched;
        left = strongest(left, found.left);
      }
  if (left !== 'none') return { match: touched ? weakest(whole, 'part', left) : whole, freeing: [] };
  const alone = readings.filter(({ frees }) => frees === places);
  const freeing = (alone.length > 0 ? alone : readings.filter(({ frees }) => frees > 0)).map(({ exemption }) => exemption);
  return { match: 'none', freeing };
}

/** What an exemption does to a covered scope, as far as the question tells. */
interface Reading {
  exemption: Scope;
  /** All that it reaches is free. */
  sure: boolean;
  /** It frees nothing. */
  off: boolean;
  /** What is left of that which it may free. */
  perhaps: Match;
  /** In how many places it frees everything. */
  frees: number;
}

const readingOf = (exemption: Scope, scope: Scope, question: ScopeQuestion): Reading => ({
  exemption,
  // A condition that the scope has in the same words is met wherever the scope is.
  sure: (isMet(exemption, question.conditions) || exemption.condition === scope.condition) && exemption.list_unknown.length === 0,
  off: (exemption.quota !== null && exemption.quota !== question.quota) || isMet(exemption, question.conditions) === false,
  perhaps: perhapsFree(exemption, question),
  frees: 0,
});

/** What is left of places that are alike, of goods, partners and companies, and how many they are; counts what each exemption frees there. */
function leftAt(fields: readonly Alike[], readings: readonly Reading[]): { left: Match; touched: boolean; count: number } {
  const own = weakest(...fields.map(({ match }) => match));
  if (own === 'none') return { left: 'none', touched: false, count: 0 };
  const count = fields.reduce((product, field) => product * field.count, 1);
  let left: Match = own;
  let [free, touched] = [false, false];
  for (const [at, reading] of readings.entries()) {
    const reach = fields.map(({ reaches }) => reaches[at] as Reach);
    const wide = reading.off ? 0 : Math.min(...reach.map((one) => one.wide));
    if (wide === 0) continue;
    touched = true;
    if (reading.sure && reach.every((one) => one.narrow)) {
      free = true;
      reading.frees += count;
    } else if (wide === 2) left = weakest(left, reading.perhaps);
  }
  return { left: free ? 'none' : left, touched, count };
}

/** Places that meet the question alike and that each exemption reaches alike: thousands of codes are a few of these. */
interface Alike {
  match: Match;
  /** As the exemptions stand. */
  reaches: readonly Reach[];
  count: number;
}

function alike<What>(places: readonly Place<What>[], exemptions: readonly Scope[], reachOf: (one: Scope, place: What) => Reach): Alike[] {
  return joined(
    places.map(({ what, match }) => ({ match, reaches: exemptions.map((exemption) => reachOf(exemption, what)), count: 1 })),
    ({ match }) => match,
  );
}

/** Those that are of one kind and that each exemption reaches alike are counted together; the first of them stands for all. */
function joined<One extends Pick<Alike, 'reaches' | 'count'>>(all: readonly One[], kindOf: (one: One) => string): One[] {
  const groups = new Map<string, One>();
  for (const one of all) {
    const key = [kindOf(one), ...one.reaches.map(({ narrow, wide }) => `${narrow}${wide}`)].join();
    const same = groups.get(key);
    if (same) same.count += one.count;
    else groups.set(key, { ...one });
  }
  return [...groups.values()];
}

/** What is left of a place that an exemption may free wholly. A list of partners leaves it open whether the partner asked about is on it. */
const perhapsFree = ({ list_unknown }: Scope, question: ScopeQuestion): Match =>
  list_unknown.includes('partners') && (question.affected !== undefined || question.area !== undefined) ? 'unclear' : openMatch(question);

/** The places of a field that meet the question. */
const meeting = <What>(places: readonly Place<What>[]): Place<What>[] => places.filter(({ match }) => match !== 'none');

type MatchOf = (narrowed: Partial<Scope>) => Match;

/** The goods of a scope as far as they are asked about, those that meet the question and that each exemption reaches alike together. */
function goodsAlike(scope: Scope, exemptions: readonly Scope[], { product }: ScopeQuestion, matchOf: MatchOf): Alike[] {
  const met = kindsOfGoods(scope.goods, exemptions, product).map(({ goods, reaches, count }) => ({
    match: matchOf({ goods }),
    reaches,
    count,
  }));
  return joined(
    met.filter(({ match }) => match !== 'none'),
    ({ match }) => match,
  );
}

/** Goods that a question meets alike, of which one code stands for all. */
interface GoodsKind extends Pick<Alike, 'reaches' | 'count'> {
  kind: string;
  goods: Scope['goods'];
}

/** As they were asked for last, kept as long as goods and exemptions are: a question asks it again for every economy, of thousands of codes. */
const kindsAsked = new WeakMap<Scope['goods'], WeakMap<readonly Scope[], { product: string | undefined; kinds: GoodsKind[] }>>();

function kindsOfGoods(goods: Scope['goods'], exemptions: readonly Scope[], product: string | undefined): GoodsKind[] {
  const kept = kindsAsked.get(goods) ?? new WeakMap();
  kindsAsked.set(goods, kept);
  const last = kept.get(exemptions);
  if (last !== undefined && last.product === product) return last.kinds;
  const kinds = goodsByKind(goods, exemptions, product === undefined ? undefined : meantDigits(product));
  kept.set(exemptions, { product, kinds });
  return kinds;
}

function goodsByKind(goods: Scope['goods'], exemptions: readonly Scope[], product: string | undefined): GoodsKind[] {
  const anything = product ?? '*';
  const kindOf = (kind: string, some: Scope['goods'], place: GoodsPlace): GoodsKind => ({
    kind,
    goods: some,
    reaches: exemptions.map((exemption) => reachOfGoods(exemption, place)),
    count: 1,
  });
  if (goods.length === 0) return [kindOf('all', goods, { digits: anything, vague: false, words: null })];
  const all = goods.flatMap((one, at) => {
    if (one.codes.length === 0) return [kindOf(`${at}`, [one], { digits: anything, vague: true, words: one.name })];
    return (product === undefined ? one.codes : codesMeeting(one.codes, product)).map((code) => {
      const { digits, partly } = readCode(code);
      // Of a code only this counts for how it meets the question.
      const how = product === undefined ? partly : matchCode(code, product);
      const inner = digits === '*' || product?.startsWith(digits) ? anything : digits;
      return kindOf(`${at} ${how}`, [{ ...one, codes: [code] }], { digits: inner, vague: partly, words: null });
    });
  });
  return joined(all, ({ kind }) => kind);
}

/** The codes of goods, to be asked by a place: lists of thousands meet lists of thousands. */
interface CodeIndex {
  /** Digits that are meant wholly, and in part; `*` among them. */
  whole: Set<string>;
  partly: Set<string>;
  /** What each code begins with, its own digits too. */
  beginnings: Set<string>;
}

/** Kept as long as the goods are: one coverage is asked about by many places and questions. */
const indexes = new WeakMap<Scope['goods'], CodeIndex>();

function indexOf(goods: Scope['goods']): CodeIndex {
  const kept = indexes.get(goods);
  if (kept) return kept;
  const index: CodeIndex = { whole: new Set(), partly: new Set(), beginnings: new Set() };
  for (const { digits, partly } of goods.flatMap(({ codes }) => codes.map(readCode))) {
    (partly ? index.partly : index.whole).add(digits);
    for (const beginning of beginningsOf(digits)) index.beginnings.add(beginning);
  }
  indexes.set(goods, index);
  return index;
}

const beginningsOf = (digits: string): string[] => Array.from(digits, (_, at) => digits.slice(0, at + 1));

function reachOfGoods({ goods }: Scope, { digits, vague, words }: GoodsPlace): Reach {
  if (goods.length === 0) return ALL;
  // Words may mean all of it; the same words do.
  const named = goods.filter(({ codes }) => codes.length === 0);
  const { whole, partly, beginnings } = indexOf(goods);
  const outer = ['*', ...beginningsOf(digits)];
  if (named.some(({ name }) => name !== null && name === words) || outer.some((code) => whole.has(code))) return ALL;
  if (named.length > 0 || outer.some((code) => partly.has(code))) return PERHAPS;
  // The part of a code that is covered may lie within the one that is exempt.
  if (digits === '*' || beginnings.has(digits)) return vague ? PERHAPS : SOME;
  return NOTHING;
}

function partnerPlaces(
  { partners }: Scope,
  { affected, area }: ScopeQuestion,
  on: Day,
  memberships: Memberships,
  matchOf: MatchOf,
): Place<string>[] {
  if (area !== undefined) return [{ what: area, match: matchOf({}) }];
  const listed = partners.length === 0 ? ['*'] : partners;
  const places = listed.map((code) => ({
    what: affected !== undefined && holdsPlace(code, affected, on, memberships) ? affected : code,
    match: matchOf({ partners: [code] }),
  }));
  return meeting(places);
}

/** What two codes have in common. */
export function common(a: string, b: string, on: Day, memberships: Memberships): readonly string[] {
  if (holdsPlace(a, b, on, memberships)) return [b];
  if (holdsPlace(b, a, on, memberships)) return [a];
  const others = memberships.membersOf(b, on);
  return memberships.membersOf(a, on).filter((code) => others.includes(code));
}

/** How far an exemption reaches into a partner of the scope, less those that the scope excludes. */
function reachOfPartner(exemption: Scope, place: string, scope: Scope, on: Day, memberships: Memberships): Reach {
  const partners = exemption.partners.length === 0 ? ['*'] : exemption.partners;
  const shared = partners.flatMap((code) => common(code, place, on, memberships));
  const isOut = (code: string): boolean => leavesOut(scope, code, on, memberships);
  if (!shared.some((code) => !isOut(code) && !leavesOut(exemption, code, on, memberships))) return NOTHING;
  const whole =
    partners.some((code) => holdsPlace(code, place, on, memberships)) &&
    exemption.excluded.every((hole) => common(hole, place, on, memberships).every(isOut));
  return whole ? ALL : SOME;
}

function exporterPlaces({ exporters }: Scope, { exporter }: ScopeQuestion, matchOf: MatchOf): Place<string | null>[] {
  if (exporter !== undefined) return [{ what: exporter, match: matchOf({}) }];
  return exporters.length === 0 ? [{ what: null, match: matchOf({}) }] : exporters.map((one) => ({ what: one, match: matchOf({}) }));
}

/** How far an exemption reaches into a company or a class of them; null: into all companies. */
function reachOfExporter(
  exemption: Scope,
  place: string | null,
  { companies, companies_complete }: Scope,
  { exporter }: ScopeQuestion,
  memberships: Memberships,
): Reach {
  if (exemption.exporters.length === 0) return ALL;
  if (place === null) return SOME;
  const match = matchExporter(exemption, place, memberships);
  // Of a group that is asked about, a company that is named is some.
  if (match !== 'none') return { full: ALL, part: SOME, unclear: PERHAPS }[match];
  // A company of its own is some of a class, if the class is what is covered and not what is asked about.
  const isOneOf = (company: string): boolean =>
    place === 'all_others' || (place === 'other_cooperating' && (!companies_complete || companies.includes(company)));
  const named = exemption.exporters.filter((one) => !isExporterClass(one));
  return exporter === undefined && named.some(isOneOf) ? SOME : NOTHING;
}
