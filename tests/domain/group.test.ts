import { expect, it } from 'vitest';
import { groupBy, positionOfRepeated } from '../../src/domain/group.ts';

it('items are grouped under their keys, both in the order in which they came', () => {
  const groups = groupBy(['b1', 'a1', 'b2', 'a2', 'c1'], (item) => item[0]);
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1', 'a2']],
    ['c', ['c1']],
  ]);
  expect(groupBy([], String).size).toBe(0);
});

it('the first item that stands twice is told by its second place', () => {
  expect(positionOfRepeated(['a', 'b', 'c', 'b', 'a'])).toBe(3);
  expect(positionOfRepeated(['a', 'b'])).toBe(-1);
  expect(positionOfRepeated([])).toBe(-1);
});
