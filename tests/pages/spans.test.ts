import { describe, expect, it } from 'vitest';
import { spanWords } from '../../src/pages/parts/words.ts';

describe('how long it is from a date to the first day after', () => {
  it.each([
    ['2020-11-28', '2024-03-29', '3 years and 4 months'],
    ['2018-11', '2019-12-02', '12 to 13 months'],
    // Within the month or the year that is all that is known, it may be no time at all.
    ['2024-04', '2024-04-16', 'less than a month'],
    ['2023-05', '2023-06-16', 'less than 2 months'],
    ['2023', '2023-11-11', 'less than 11 months'],
    ['2023', '2023', 'less than 12 months'],
    ['2023', '2024-01-02', 'less than 13 months'],
    ['2023', '2025', '1 to 2 years'],
  ])('%s to %s: %s', (from, end, words) => {
    expect(spanWords(from, end)).toBe(words);
  });
});
