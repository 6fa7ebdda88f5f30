import { expect } from 'vitest';

/**
 * That a property met its case often enough to say something: at least `share` of what it tried, less what chance takes from so few tries
 * (three standard deviations), as a run may be cut short.
 */
export function expectMet(met: number, tried: number, share: number): void {
  const due = tried * share;
  expect(met).toBeGreaterThanOrEqual(due - 3 * Math.sqrt(due));
}
