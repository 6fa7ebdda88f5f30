import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Adding, type Ask, combined, type UnderTruth, underEveryTruth } from '../../../src/domain/duty/truths.ts';

/** What is asked first, and what comes of each way: a number, or another question. */
type Tree = number | { key: string; ways: Tree[] };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.integer({ min: 0, max: 100 }),
    fc
      .constantFrom('a', 'b', 'c', 'd', 'e')
      .chain((key) =>
        fc.array(tie('tree'), { minLength: WAYS[key] as number, maxLength: WAYS[key] as number }).map((ways) => ({ key, ways })),
      ),
  ),
}));

const WAYS: Record<string, number> = { a: 2, b: 2, c: 2, d: 3, e: 3 };

const reckonedFrom =
  (root: Tree) =>
  (ask: Ask): number => {
    let at = root;
    while (typeof at !== 'number') {
      const { key, ways } = at;
      at = ways[ask({ key, ways: ways.length, code: 'rate_unknown', words: key })] as Tree;
    }
    return at;
  };

interface Span {
  least: number;
  most: number;
}
const spans: Adding<Span> = {
  plus: (a, b) => ({ least: a.least + b.least, most: a.most + b.most }),
  either: (a, b) => ({ least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) }),
};
const valued = (outcomes: readonly UnderTruth<number>[]) =>
  outcomes.map(({ asked, result }) => ({ asked, value: { least: result, most: result } }));
const outcomesOf = (reckon: (ask: Ask) => number) => underEveryTruth(reckon, Number.POSITIVE_INFINITY).outcomes;

it('what comes out in several places together is what comes out where they are gone through at once (property)', () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (trees) => {
      const all = trees.map(reckonedFrom);
      const whole = outcomesOf((ask) => all.reduce((sum, reckon) => sum + reckon(ask), 0)).map(({ result }) => result);
      expect(
        combined(
          all.map((reckon) => valued(outcomesOf(reckon))),
          spans,
          Number.POSITIVE_INFINITY,
        ),
      ).toEqual({ least: Math.min(...whole), most: Math.max(...whole) });
    }),
  );
});

it('more pairs than may be put together come to nothing', () => {
  const lists = ['a', 'd'].map((key) => [
    ...valued(outcomesOf(reckonedFrom({ key: 'b', ways: [1, { key, ways: Array.from({ length: WAYS[key] as number }, (_, at) => at) }] }))),
  ]);
  expect(combined(lists, spans, 4)).toEqual({ least: 0, most: 3 });
  expect(combined(lists, spans, 3)).toBeNull();
});
