// Answers made short enough to be read, and what was left out of them.

/** What was left out, by where it stood: how many were kept, and of how many. */
export type LeftOut = Map<string, { shown: number; of: number }>;

/** How many items of a list are kept, and how many characters of a text: what is tried one after the other until it fits. */
const STEPS = [
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [30, 2000],
  [20, 1500],
  [14, 1000],
  [10, 700],
  [7, 500],
  [5, 400],
  [3, 300],
  [2, 200],
  [1, 100],
] as const;
/** How far rows are cut: beyond that a page has fewer of them instead. */
export const OF_ROWS = 2;

export const sizeOf = (value: unknown): number => JSON.stringify(value).length;

/**
 * The value with its long lists and texts cut, in JSON of at most so many characters where cutting can do that. The list `data` is never
 * cut: its rows are a page's.
 */
export function shortened(value: object, most: number, steps: number = STEPS.length): { value: object; leftOut: LeftOut } {
  let made: { value: object; leftOut: LeftOut } = { value, leftOut: new Map() };
  for (const [items, letters] of STEPS.slice(0, steps)) {
    const leftOut: LeftOut = new Map();
    made = { value: cut(value, '', { items, letters, leftOut }) as object, leftOut };
    if (sizeOf(made.value) <= most) return made;
  }
  return made;
}

interface Cutting {
  items: number;
  letters: number;
  leftOut: LeftOut;
}

function cut(value: unknown, path: string, how: Cutting): unknown {
  const { items, letters, leftOut } = how;
  if (typeof value === 'string') return value.length <= letters ? value : `${value.slice(0, letters).trimEnd()}…`;
  if (Array.isArray(value)) {
    // What a record has a list of is worth more than what an item of it has one of.
    const most = path.includes('.') ? items : items * 4;
    const kept = path === 'data' ? value : value.slice(0, most);
    if (kept.length < value.length) leftOut.set(path, longer(leftOut.get(path), { shown: kept.length, of: value.length }));
    return kept.map((item) => cut(item, path, how));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cut(item, path === '' ? name : `${path}.${name}`, how)]));
}

/** Of lists in the same place, the one of which most was left out. */
const longer = (a: { shown: number; of: number } | undefined, b: { shown: number; of: number }) => (a === undefined || b.of > a.of ? b : a);
