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
export interface Outcome<T> {
  result: T;
  asked: readonly { open: Open; way: number }[];
}

/** What came out under every truth, or under so many that no more were gone through. */
export interface Outcomes<T> {
  outcomes: readonly Outcome<T>[];
  isWhole: boolean;
}

/**
 * Reckons under every truth: under each combination of the ways in which what the reckoning asks may be. What it does not ask under
 * others is not varied.
 */
export function underEveryTruth<T>(reckon: (ask: Ask) => T, limit: number): Outcomes<T> {
  const outcomes: Outcome<T>[] = [];
  /** The way that is taken at each question, in the order of asking. */
  const path: number[] = [];
  for (;;) {
    const asked: { open: Open; way: number }[] = [];
    const result = reckon((open) => {
      const known = asked.find((one) => one.open.key === open.key);
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
