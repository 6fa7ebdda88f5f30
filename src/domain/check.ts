import type { Day } from './dates.ts';

/** The day up to which something was looked at; null if it never was. */
export type LookedAt = Day | null;

const later = (a: LookedAt, b: LookedAt): LookedAt => (a === null || (b !== null && a < b) ? b : a);
const earlier = (a: LookedAt, b: LookedAt): LookedAt => (a === null || b === null ? null : a < b ? a : b);

/** A measure was looked at by itself or with its dispute, whichever came last. */
export const measureChecked = (own: LookedAt, withDispute: LookedAt): LookedAt => later(own, withDispute);

/**
 * A dispute was looked at as a whole, or by looking at each of its measures: then up to the day that all of them have reached. Whichever
 * is later counts; one measure without a check of its own leaves the dispute as it was.
 */
export const disputeChecked = (own: LookedAt, ofMeasures: readonly LookedAt[]): LookedAt =>
  ofMeasures.length === 0 ? own : later(own, ofMeasures.reduce(earlier));
