import type { Day } from './dates.ts';
import { saysSame } from './ledger.ts';
import {
  codesMeeting,
  type Goods,
  isArea,
  isForEverybody,
  jurisdictionOf,
  leavesOut,
  type Memberships,
  namesPlace,
  readCode,
  type Scope,
} from './scope.ts';
import { isExporterClass } from './vocabulary.ts';

// Does one scope hold all of another? A scope is compared with a question elsewhere; here with a scope.

const namesAllGoods = ({ goods }: Scope): boolean => goods.length === 0 || goods.some(({ codes }) => codes.includes('*'));

/** Is all that one code means meant by another? A part of a code holds no more than the very same part. */
function holdsCode(holder: string, code: string): boolean {
  const [outer, inner] = [readCode(holder), readCode(code)];
  return holder === '*' || holder === code || (!outer.partly && inner.digits.startsWith(outer.digits));
}

function holdsGoods(holder: Scope, held: Scope): boolean {
  const unknown = [holder, held].some(({ list_unknown }) => list_unknown.includes('goods'));
  // Of a list that nobody transcribed no more can be told than that it is the same list.
  if (unknown && !(namesAllGoods(holder) && !holder.list_unknown.includes('goods')))
    return saysSame(holder.list_unknown, held.list_unknown) && saysSame(holder.goods, held.goods);
  if (namesAllGoods(holder)) return true;
  if (namesAllGoods(held)) return false;
  const inWords = ({ name, codes }: Goods, other: Goods): boolean => codes.length === 0 && other.codes.length === 0 && name === other.name;
  return held.goods.every((goods) =>
    goods.codes.length === 0
      ? holder.goods.some((other) => inWords(other, goods))
      : goods.codes.every((code) =>
          holder.goods.some(({ codes }) => codesMeeting(codes, readCode(code).digits).some((other) => holdsCode(other, code))),
        ),
  );
}

/** A code with all that belongs to it, but for areas. */
const narrower = (code: string, on: Day, { membersOf }: Memberships): readonly string[] => [code, ...membersOf(code, on)];

/** May two partners mean the same place? */
export function placesMayMeet(a: string, b: string, on: Day, memberships: Memberships): boolean {
  if (a === '*' || b === '*') return true;
  return narrower(a, on, memberships).some((one) =>
    narrower(b, on, memberships).some(
      (other) => one === other || (isArea(one) !== isArea(other) && jurisdictionOf(one) === jurisdictionOf(other)),
    ),
  );
}

/** May partners have meant a code at some time? A member may have left its union since, or be yet to join. */
export function everReached(
  partners: readonly string[],
  code: string,
  memberships: readonly { union_code: string; member_code: string }[],
): boolean {
  const placesOf = (one: string): string[] => [
    jurisdictionOf(one),
    ...memberships.flatMap(({ union_code, member_code }) => (union_code === one ? [member_code] : [])),
  ];
  const places = placesOf(code);
  return partners.some((partner) =>
    isArea(partner) && isArea(code) ? partner === code : placesOf(partner).some((place) => places.includes(place)),
  );
}

function holdsPartners(holder: Scope, held: Scope, on: Day, memberships: Memberships): boolean {
  const narrows = !isForEverybody(holder) || holder.excluded.length > 0 || holder.list_unknown.includes('partners');
  const unknown = [holder, held].some(({ list_unknown }) => list_unknown.includes('partners'));
  if (unknown && narrows)
    return saysSame(holder.list_unknown, held.list_unknown) && saysSame([holder.partners, holder.excluded], [held.partners, held.excluded]);
  if (!isForEverybody(holder)) {
    if (isForEverybody(held)) return false;
    if (!held.partners.every((code) => namesPlace(holder.partners, code, on, memberships))) return false;
  }
  // What the holder leaves out must be left out by the held one too, or lie beside all that it names.
  return holder.excluded.every(
    (code) =>
      leavesOut(held, code, on, memberships) ||
      (!isForEverybody(held) && !held.partners.some((partner) => placesMayMeet(partner, code, on, memberships))),
  );
}

function holdsExporters(holder: Scope, held: Scope): boolean {
  if (holder.exporters.length === 0) return true;
  if (held.exporters.length === 0) return false;
  const cooperating = ({ exporters, companies }: Scope): readonly string[] => (exporters.includes('other_cooperating') ? companies : []);
  const named = [...holder.exporters, ...cooperating(holder)];
  if (![...held.exporters, ...cooperating(held)].every((id) => named.includes(id))) return false;
  // Cooperating companies of which no list is known are held by none but such.
  const openList = (scope: Scope): boolean => scope.exporters.includes('other_cooperating') && scope.companies.length === 0;
  return !openList(held) || openList(holder);
}

/**
 * Does one scope hold all of another on a day? Codes are held by what they begin with, partners by what they belong to, a condition or
 * a side of a quota by none but itself; what a scope does not narrow holds everything, and is held by what does not narrow it either.
 */
export function contains(holder: Scope, held: Scope, on: Day, memberships: Memberships): boolean {
  return (
    (holder.condition === null || holder.condition === held.condition) &&
    (holder.quota === null || holder.quota === held.quota) &&
    holdsGoods(holder, held) &&
    holdsPartners(holder, held, on, memberships) &&
    holdsExporters(holder, held)
  );
}

/** A scope in pieces that add up to it: one code, one partner and one exporter each, as far as it names them. */
function piecesOf(scope: Scope): Scope[] {
  const goods = scope.goods.flatMap(({ codes, ...rest }): Goods[] =>
    codes.length === 0 ? [{ ...rest, codes }] : codes.map((code) => ({ ...rest, codes: [code] })),
  );
  const each = <T>(list: readonly T[], unknown: boolean): (readonly T[])[] =>
    list.length === 0 || unknown ? [list] : list.map((one) => [one]);
  return each(goods, scope.list_unknown.includes('goods')).flatMap((oneGoods) =>
    each(scope.partners, scope.list_unknown.includes('partners')).flatMap((partners) =>
      each(scope.exporters, false).map((exporters) => ({ ...scope, goods: oneGoods, partners, exporters })),
    ),
  );
}

/** Do several scopes, which add up, hold all of one? */
export function containedIn(holders: readonly Scope[], held: Scope, on: Day, memberships: Memberships): boolean {
  const isHeld = (one: Scope): boolean => holders.some((holder) => contains(holder, one, on, memberships));
  return isHeld(held) || piecesOf(held).every(isHeld);
}

/** May two scopes mean the same goods, by their codes? Lists of thousands meet lists of thousands, so one is asked by an index. */
function goodsMayMeet(a: Scope, b: Scope): boolean {
  const isOpen = ({ goods, list_unknown }: Scope): boolean =>
    goods.length === 0 || list_unknown.includes('goods') || goods.some(({ codes }) => codes.length === 0 || codes.includes('*'));
  if (isOpen(a) || isOpen(b)) return true;
  return b.goods.some(({ codes }) =>
    codes.some((code) => a.goods.some((one) => codesMeeting(one.codes, readCode(code).digits).length > 0)),
  );
}

/** May two scopes mean the same goods of the same company? What cannot be told may be so. */
export function scopesMayMeet(a: Scope, b: Scope, on: Day, memberships: Memberships): boolean {
  if (a.quota !== null && b.quota !== null && a.quota !== b.quota) return false;
  if (!goodsMayMeet(a, b)) return false;
  const placesOf = ({ partners, list_unknown }: Scope): readonly string[] =>
    partners.length === 0 || list_unknown.includes('partners') ? ['*'] : partners;
  const placeMeets = (x: string, y: string): boolean =>
    placesMayMeet(x, y, on, memberships) && !leavesOut(a, y, on, memberships) && !leavesOut(b, x, on, memberships);
  if (!placesOf(a).some((x) => placesOf(b).some((y) => placeMeets(x, y)))) return false;
  const named = ({ exporters }: Scope): boolean => exporters.length > 0 && !exporters.some(isExporterClass);
  const isOf = (company: string, group: string): boolean => company === group || memberships.groupOf?.(company) === group;
  return !(named(a) && named(b) && !a.exporters.some((x) => b.exporters.some((y) => isOf(x, y) || isOf(y, x))));
}
