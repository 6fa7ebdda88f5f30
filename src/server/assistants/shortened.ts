// Answers made short enough to be read, and what was left out of them.

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
  leftOut: LeftOut;
  /** By path: how much the lists there take, and how many items the longest has. */
  lists: Map<string, { size: number; most: number }>;
}

/**
 * The value with its long lists and texts cut, in JSON of at most so many characters where cutting can do that. What stands inside of lists is cut
 * first, the largest before the others, so that of the things themselves as many as can be are told. `data` is never cut. `once`: long lists alone
 * are cut, whatever remains.
 */
export function shortened(value: object, most: number, once = false): Pick<Cut, 'value' | 'leftOut'> {
  if (sizeOf(value) <= most) return { value, leftOut: new Map() };
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

/** The list to be cut next, with how many items it has: an inner one while that has more than one, then an outer one. */
function largest(lists: Cut['lists']): { path: string; most: number } | null {
  const all = [...lists].map(([path, list]) => ({ path, ...list })).filter(({ path, most }) => path !== ROWS && most > 1);
  const inner = all.filter(({ path }) => path.includes('.'));
  return (inner.length > 0 ? inner : all).sort((a, b) => b.size - a.size)[0] ?? null;
}

function cut(value: object, limits: Limits, letters: number): Cut {
  const made: Cut = { value, leftOut: new Map(), lists: new Map() };
  const limitOf = (path: string): number =>
    path === ROWS ? Number.POSITIVE_INFINITY : (limits.get(path) ?? (path.includes('.') ? ITEMS : ITEMS * OUTER));

  const shorter = (one: unknown, path: string): unknown => {
    if (typeof one === 'string') return one.length <= letters ? one : `${one.slice(0, letters).trimEnd()}…`;
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
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, shorter(item, path === '' ? name : `${path}.${name}`)]));
  };

  made.value = shorter(value, '') as object;
  return made;
}
