// Answers made short enough to be read, and what was left out of them.
import { clipped } from '../../domain/text.ts';

/** What was left out, by where it stood: how many were kept, and of how many. */
export type LeftOut = Map<string, { shown: number; of: number }>;

export const sizeOf = (value: unknown): number => JSON.stringify(value).length;

/** So many items a list keeps at first, one that is no part of another list so many times as many; and so many characters a text. */
const ITEMS = 24;
const OUTER = 4;
const LETTERS = 2000;
/** The list of a page is cut elsewhere: its rows are counted. */
const ROWS = 'data';

/** How many items the list at a path keeps. */
type Limits = Map<string, number>;

interface Cut {
  value: object;
  /** Fields that are null or empty are left out inside of lists. */
  isSparse: boolean;
  leftOut: LeftOut;
  /** By path: how much the lists there take, and how many items the longest has. */
  lists: Map<string, { size: number; most: number }>;
}

/**
 * The value with its long lists and texts cut, in JSON of at most so many characters where cutting can do that: without what is null or empty inside
 * of lists, then with less inside of lists, the largest before the others, so that of the things themselves as many as can be are told. `data` is
 * never cut. `once`: long lists alone are cut, whatever remains.
 */
export function shortened(value: object, most: number, once = false): Pick<Cut, 'value' | 'isSparse' | 'leftOut'> {
  if (sizeOf(value) <= most) return { value, isSparse: false, leftOut: new Map() };
  const limits: Limits = new Map();
  for (let letters = LETTERS; ; ) {
    const made = cut(value, limits, letters);
    if (once || sizeOf(made.value) <= most) return made;
    const next = largest(made.lists);
    if (next !== null) limits.set(next.path, Math.floor(next.most / 2));
    else if (letters > 100) letters = Math.floor(letters / 2);
    else return made;
  }
}

/** The list to be cut next, with how many items it has: an inner one, then an outer one, then whatever has more than one. */
function largest(lists: Cut['lists']): { path: string; most: number } | null {
  const all = [...lists].map(([path, list]) => ({ path, ...list, isInner: path.includes('.') })).filter(({ path }) => path !== ROWS);
  const [inner, outer] = [all.filter(({ isInner, most }) => isInner && most > 4), all.filter(({ isInner, most }) => !isInner && most > 8)];
  const several = all.filter(({ most }) => most > 1);
  const [first] = [inner, outer, several].filter(({ length }) => length > 0);
  return first?.sort((a, b) => b.size - a.size)[0] ?? null;
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

function cut(value: object, limits: Limits, letters: number): Cut {
  const made: Cut = { value, isSparse: true, leftOut: new Map(), lists: new Map() };
  const limitOf = (path: string): number =>
    path === ROWS ? Number.POSITIVE_INFINITY : (limits.get(path) ?? (path.includes('.') ? ITEMS : ITEMS * OUTER));

  const shorter = (one: unknown, path: string): unknown => {
    if (typeof one === 'string') return clipped(one, letters);
    if (Array.isArray(one)) {
      const kept = one.slice(0, limitOf(path)).map((item) => shorter(item, path));
      const { leftOut, lists } = made;
      const [left, list] = [leftOut.get(path), lists.get(path) ?? { size: 0, most: 0 }];
      // Of lists in the same place the longest is told.
      if (kept.length < one.length && one.length > (left?.of ?? 0)) leftOut.set(path, { shown: kept.length, of: one.length });
      lists.set(path, { size: list.size + sizeOf(kept), most: Math.max(list.most, kept.length) });
      return kept;
    }
    if (typeof one !== 'object' || one === null) return one;
    const fields = Object.entries(one).filter(([, item]) => path === '' || !isEmpty(item));
    return Object.fromEntries(fields.map(([name, item]) => [name, shorter(item, path === '' ? name : `${path}.${name}`)]));
  };

  made.value = shorter(value, '') as object;
  return made;
}
