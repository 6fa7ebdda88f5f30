import { expect, it } from 'vitest';
import { stillToAsk } from '../../src/db/candidates.ts';

it('as many are asked for as are missing, by how many met it so far, and a few more', () => {
  expect(stillToAsk(51, 45, 51)).toBe(11);
  expect(stillToAsk(51, 17, 51)).toBe(106);
  expect([stillToAsk(51, 0, 51), stillToAsk(51, 51, 51), stillToAsk(Number.POSITIVE_INFINITY, 3, 500)]).toEqual(
    Array(3).fill(Number.POSITIVE_INFINITY),
  );
});
