import { type Day, firstDay } from './dates.ts';
import { type AgreedOutcome, liftingAgreedOn, type ShownStatus } from './resolution.ts';
import { isComing, isInForce } from './status.ts';
import { periodOn, type StatusDays } from './timeline.ts';
import type { DisputeState } from './vocabulary.ts';

/** One measure of a dispute: its statuses and what was agreed about it. */
export interface MeasureHistory {
  periods: readonly (StatusDays & Pick<ShownStatus, 'status_from'>)[];
  outcomes: readonly AgreedOutcome[];
}

/** The first days of the unbroken runs in force. */
function runStarts(periods: readonly StatusDays[]): Day[] {
  return periods
    .filter((period, index) => {
      const before = periods[index - 1];
      return isInForce(period.status) && !(before && isInForce(before.status));
    })
    .map((period) => period.starts_on);
}

/**
 * A dispute's state on a day, derived from its measures:
 * `none` before the first change; `active` while a measure is in force; `easing` if such a measure was partially lifted (not one that
 * began with exemptions) or its lifting is agreed, and nothing of the dispute came into force since; `pending` if none is in force but one is on its way or
 * suspended; else `resolved`.
 */
export function disputeState(measures: readonly MeasureHistory[], on: Day): DisputeState {
  let begun = false;
  let active = false;
  let pending = false;
  let eased: Day | null = null;
  for (const { periods, outcomes } of measures) {
    const now = periodOn(periods, on);
    if (!now) continue;
    begun = true;
    const { status } = now;
    if (isComing(status)) pending = true;
    if (!isInForce(status)) continue;
    active = true;
    const agreed = liftingAgreedOn(outcomes, periods, on);
    // Said again because its certainty is another, it is no new step.
    const began = periods.find((one) => one.status === status && one.status_from === now.status_from) ?? now;
    const isLess = status === 'partially_lifted' && !runStarts(periods).includes(began.starts_on);
    for (const day of [isLess ? began.starts_on : null, agreed === null ? null : firstDay(agreed)])
      if (day !== null && (eased === null || day > eased)) eased = day;
  }
  if (!begun) return 'none';
  if (!active) return pending ? 'pending' : 'resolved';
  if (eased === null) return 'active';
  const since = eased;
  const worsened = measures.some(({ periods }) => runStarts(periods).some((day) => since < day && day <= on));
  return worsened ? 'active' : 'easing';
}
