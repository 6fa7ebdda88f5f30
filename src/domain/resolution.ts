import { type Day, firstDay, type PartialDate } from './dates.ts';
import { hasEnded } from './status.ts';
import type { StatusDays } from './timeline.ts';
import { LIFTING_TARGETS, type OutcomeTarget } from './vocabulary.ts';

/** What a resolution has one measure reach, and what became of it. */
export interface AgreedOutcome {
  /** Null if the day of the agreement is not known; then it is never pending. */
  agreed_on: PartialDate | null;
  reaches: OutcomeTarget;
  /** First day on which it was carried out; null if it was not. */
  implemented_on: PartialDate | null;
  /** First day on which it was off; null if it never was. */
  collapsed_on: PartialDate | null;
}

/**
 * The earliest day of agreement among the liftings that are pending on a day: agreed by then, and neither carried out, nor
 * collapsed, nor overtaken by the end of the measure. Null if none is.
 */
export function liftingAgreedOn(outcomes: readonly AgreedOutcome[], periods: readonly StatusDays[], on: Day): PartialDate | null {
  let earliest: PartialDate | null = null;
  for (const { agreed_on, reaches, implemented_on, collapsed_on } of outcomes) {
    if (agreed_on === null || !LIFTING_TARGETS.includes(reaches)) continue;
    const agreed = firstDay(agreed_on);
    if (agreed > on) continue;
    if ([implemented_on, collapsed_on].some((day) => day !== null && firstDay(day) <= on)) continue;
    if (periods.some((period) => hasEnded(period.status) && agreed <= period.starts_on && period.starts_on <= on)) continue;
    if (earliest === null || agreed < firstDay(earliest)) earliest = agreed_on;
  }
  return earliest;
}
