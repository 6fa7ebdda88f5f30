import { describe, expect, it } from 'vitest';
import { completeLines } from '../../../src/domain/duty/nomenclature.ts';

describe('a complete nomenclature', () => {
  const { has, isEmpty } = completeLines(['8703', '87031010', '87031090', '870320', '0203']);

  it('has goods of the digits that its lines begin with, and of those that tell the goods of a line apart', () => {
    for (const digits of ['87', '8703', '870310', '87031010', '8703101055', '8703209999', '02']) expect(has(digits), digits).toBe(true);
    for (const digits of ['88', '870330', '87031020', '8704']) expect(has(digits), digits).toBe(false);
  });

  it('has no good under a heading beside those of the lines below it', () => {
    expect(isEmpty('8703', ['870310', '870320'])).toBe(true);
    expect(isEmpty('8703', ['87031010', '870320'])).toBe(false);
    expect(isEmpty('870310', ['87031010', '87031090'])).toBe(true);
    expect(isEmpty('870310', [])).toBe(false);
    expect(isEmpty('870330', [])).toBe(true);
  });

  it('leaves open what longer codes leave of a line', () => {
    expect(isEmpty('87031010', ['8703101010'])).toBe(false);
    expect(isEmpty('8703101010', [])).toBe(false);
    expect(isEmpty('8703', ['8703101010', '87031090', '870320'])).toBe(false);
  });
});
