import { Numbers } from '../numbers.ts';
import type { DutyProblem } from './problems.ts';

/** Something that the question and the ledger leave open. The same thing in the same words is one thing, wherever it stands. */
export interface Open {
  key: string;
  /** In how many ways it may be: of something that is so or not, 0 is that it is not. */
  ways: number;
  /** Why there is no total as long as it is open. */
  code: DutyProblem;
  /** What it is, in words, and how to say it if it can be said. */
  words: string;
  /** The condition that it is. */
  condition?: Condition;
  /** It is a date or a doubt: 0 is what is shown. */
  isShown?: true;
}

/** What a scope hangs on, in the words of who recorded it. */
export interface Condition {
  id: string;
  words: string;
}

/** Says how something that is open is to be taken. */
export type Ask = (open: Open) => number;

/** Is it so? */
export const isSo = (ask: Ask, open: Open): boolean => ask(open) === 1;

/** What came out under one truth, and how what was asked of it was taken. */
export interface UnderTruth<T> {
  result: T;
  asked: readonly { open: Open; way: number }[];
}

/** Is it as it is shown, whatever dates and doubts leave open? */
export const asShown = ({ asked }: Pick<UnderTruth<unknown>, 'asked'>): boolean =>
  asked.every(({ open, way }) => !open.isShown || way === 0);

/** What came out under every truth, or under so many that no more were gone through. */
export interface Outcomes<T> {
  outcomes: readonly UnderTruth<T>[];
  isWhole: boolean;
}

/**
 * Reckons under every truth: under each combination of the ways in which what the reckoning asks may be. What it does not ask under
 * others is not varied.
 */
export function underEveryTruth<T>(reckon: (ask: Ask) => T, limit: number): Outcomes<T> {
  const outcomes: UnderTruth<T>[] = [];
  /** The way that is taken at each question, in the order of asking. */
  const path: number[] = [];
  for (;;) {
    const asked: { open: Open; way: number }[] = [];
    const result = reckon((open) => {
      const known = asked.find((one) => one.open === open || one.open.key === open.key);
      if (known !== undefined) return known.way;
      const way = path[asked.length] ?? 0;
      path[asked.length] = way;
      asked.push({ open, way });
      return way;
    });
    outcomes.push({ result, asked });
    path.length = asked.length;
    // The last question that may be taken in another way is; those after it are asked anew.
    while (path.length > 0 && (path.at(-1) as number) + 1 >= (asked[path.length - 1] as { open: Open }).open.ways) path.pop();
    if (path.length === 0) return { outcomes, isWhole: true };
    path[path.length - 1] = (path.at(-1) as number) + 1;
    if (outcomes.length >= limit) return { outcomes, isWhole: false };
  }
}

/** What comes out under a truth, as something that can be put together with what comes out elsewhere. */
export interface Valued<V> {
  asked: UnderTruth<unknown>['asked'];
  value: V;
}

/** How what comes out in several places is put together, and what it is where it may be either. */
export interface Adding<V> {
  plus(a: V, b: V): V;
  either(a: V, b: V): V;
}

/**
 * What comes out of several lists of outcomes together, whatever is true: what is asked in several of them is taken in the same way in
 * each. Null where more than `limit` pairs would have to be put together. Throws for no list at all.
 */
export function combined<V>(lists: readonly (readonly Valued<V>[])[], { plus, either }: Adding<V>, limit: number): V | null {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only.map(({ value }) => value).reduce(either);
  const keys = lists.map(keysIn);
  const numbers = new Numbers();
  /** What comes out for each way in which what other lists ask too may be. */
  const rowsOf = (rows: Iterable<Row<V>>, others: readonly ReadonlySet<string>[]): Row<V>[] => {
    const merged = new Map<string, Row<V>>();
    for (const { ways, value } of rows) {
      const shared = [...ways].filter(([key]) => others.some((one) => one.has(key)));
      const key = shared
        .map(([key, way]) => `${numbers.of(key)}.${way}`)
        .sort()
        .join();
      const known = merged.get(key);
      merged.set(key, { ways: new Map(shared), value: known === undefined ? value : either(known.value, value) });
    }
    return [...merged.values()];
  };
  let left = limit;
  const [first, ...rest] = lists.map((list, at) =>
    rowsOf(
      list.map(({ asked, value }) => ({ ways: new Map(asked.map(({ open, way }) => [open.key, way])), value })),
      keys.filter((_, other) => other !== at),
    ),
  ) as [Row<V>[], ...Row<V>[][]];
  let all = first;
  for (const [at, rows] of rest.entries()) {
    left -= all.length * rows.length;
    if (left < 0) return null;
    const pairs = all.flatMap((a) =>
      rows.flatMap((b) => (agree(a, b) ? [{ ways: new Map([...a.ways, ...b.ways]), value: plus(a.value, b.value) }] : [])),
    );
    all = rowsOf(pairs, keys.slice(at + 2));
  }
  return all.map(({ value }) => value).reduce(either);
}

function keysIn(list: readonly Valued<unknown>[]): Set<string> {
  const keys = new Set<string>();
  for (const { asked } of list) for (const { open } of asked) keys.add(open.key);
  return keys;
}

/** What comes out where some of what is open is taken in known ways. */
interface Row<V> {
  ways: ReadonlyMap<string, number>;
  value: V;
}

const agree = (a: Row<unknown>, b: Row<unknown>): boolean => [...a.ways].every(([key, way]) => (b.ways.get(key) ?? way) === way);

/** What comes out, by how what is open is taken: gone through once, it need not be reckoned again. */
export type Decision<T> = { result: T } | { open: Open; ways: Decision<T>[] };

/** The outcomes under every truth as a tree of what was asked. */
export function decisionOf<T>(outcomes: readonly UnderTruth<T>[]): Decision<T> {
  const build = (all: readonly UnderTruth<T>[], depth: number): Decision<T> => {
    const [{ result, asked }] = all as [UnderTruth<T>];
    const open = asked[depth]?.open;
    if (open === undefined) return { result };
    const ways: UnderTruth<T>[][] = Array.from({ length: open.ways }, () => []);
    for (const one of all) ways[(one.asked[depth] as { way: number }).way]?.push(one);
    return { open, ways: ways.map((list) => build(list, depth + 1)) };
  };
  return build(outcomes, 0);
}

/** What comes out as the truth may be. */
export function follow<T>(decision: Decision<T>, ask: Ask): T {
  let at = decision;
  while ('open' in at) at = at.ways[ask(at.open)] as Decision<T>;
  return at.result;
}

/** What comes out where some of what is open is taken in known ways, and the rest in the first way or in the last. */
export function underSome<T>(reckon: (ask: Ask) => T, known: ReadonlyMap<string, number>, rest: 'first' | 'last'): UnderTruth<T> {
  const asked = new Map<string, { open: Open; way: number }>();
  const result = reckon((open) => {
    const way = asked.get(open.key)?.way ?? known.get(open.key) ?? (rest === 'first' ? 0 : open.ways - 1);
    asked.set(open.key, { open, way });
    return way;
  });
  return { result, asked: [...asked.values()] };
}

/**
 * What decides, of all that is open: what changes the outcome, as a text, where all else stays as it is. `isWhole` says that these are
 * the outcomes under every truth; of some of them, what was taken in several ways may decide.
 */
export function decisive<T>({ outcomes, isWhole }: Outcomes<T>, textOf: (result: T) => string): Open[] {
  const opens = new Map<string, Open>();
  for (const { asked } of outcomes) for (const { open } of asked) opens.set(open.key, open);
  if (!isWhole) {
    const seen = new Set(outcomes.flatMap(({ asked }) => asked.map(({ open, way }) => `${way} ${open.key}`)));
    return [...opens.values()].filter(
      ({ key, ways }) => Array.from({ length: ways }, (_, way) => seen.has(`${way} ${key}`)).filter(Boolean).length > 1,
    );
  }
  const found = new Set<string>();
  const texts = decisionOf(outcomes.map(({ result, asked }) => ({ result: textOf(result), asked })));
  for (const { asked } of outcomes) {
    const ways = new Map(asked.map(({ open, way }) => [open.key, way]));
    const outcomeOf = (key: string, way: number): string => follow(texts, (open) => (open.key === key ? way : (ways.get(open.key) ?? 0)));
    for (const { open, way } of asked) {
      if (found.has(open.key)) continue;
      const own = outcomeOf(open.key, way);
      for (let other = 0; other < open.ways; other += 1) if (outcomeOf(open.key, other) !== own) found.add(open.key);
    }
  }
  return [...opens.values()].filter(({ key }) => found.has(key));
}
