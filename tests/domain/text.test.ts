import { describe, expect, it } from 'vitest';
import { clipped } from '../../src/domain/text.ts';

describe('a text of at most so many letters', () => {
  it.each([
    ['four', 4, 'four'],
    ['fives', 4, 'fiv…'],
    ['two words', 5, 'two…'],
    // A letter of two units that would be halved is left out.
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
  ])('%s in %i is %s', (text, most, expected) => {
    expect(clipped(text, most)).toBe(expected);
    expect(clipped(text, most).length).toBeLessThanOrEqual(most);
  });
});
