import { containedIn } from './containment.ts';
import { type Day, firstDay } from './dates.ts';
import { type AgreedOutcome, liftingAgreedOn, type ShownStatus } from './resolution.ts';
import type { Memberships, Scope } from './scope.ts';
import { isComing, isInForce } from './status.ts';
import { periodOn, type StatusDays } from './timeline.ts';
import type { DisputeState } from './vocabulary.ts';

/** What a change of a measure in force is to its dispute: it frees more, or binds what was free. */
export type DisputeStep = 'eased' | 'worsened';

/** The days of a status of a measure of a dispute. */
interface DisputedStatus extends StatusDays, Pick<ShownStatus, 'status_from'> {
  /** Of a partial lifting after another what it is beside that one (`stepBetween`); where it is left out it frees more. */
  again?: DisputeStep | null;
}

/** One measure of a dispute: its statuses and what was agreed about it. */
export interface MeasureHistory {
  periods: readonly DisputedStatus[];
  outcomes: readonly AgreedOutcome[];
}

/** What a partial lifting is after another, by what each frees; null where both free the same. */
export function stepBetween(before: readonly Scope[], now: readonly Scope[], on: Day, memberships: Memberships): DisputeStep | null {
  const lacks = (scopes: readonly Scope[], by: readonly Scope[]): boolean =>
    scopes.some((scope) => !containedIn(by, scope, on, memberships));
  if (lacks(now, before)) return 'eased';
  return lacks(before, now) ? 'worsened' : null;
}

/** A status that a measure has in place of another in force. Said again, more or less surely, it is no step. */
function stepAfter(before: DisputedStatus, now: DisputedStatus): DisputeStep | null {
  if (before.status === now.status && before.status_from === now.status_from) return null;
  if (now.status !== 'partially_lifted') return before.status === 'partially_lifted' ? 'worsened' : null;
  return now.again === undefined ? 'eased' : now.again;
}

const latest = (...days: readonly Day[]): Day => days.reduce((a, b) => (a < b ? b : a));

/** The last days until `on` on which a measure came into force or bound what had been free, and on which it freed more; empty where there is none. */
function stepDays(periods: readonly DisputedStatus[], on: Day): Record<DisputeStep, Day> {
  const last = { worsened: '', eased: '' };
  for (const [index, now] of periods.entries()) {
    if (now.starts_on > on || !isInForce(now.status)) continue;
    const before = periods[index - 1];
    const step = before && isInForce(before.status) ? stepAfter(before, now) : 'worsened';
    if (step !== null) last[step] = now.starts_on;
  }
  return last;
}

/**
 * A dispute's state on a day, derived from its measures:
 * `none` before the first change; `active` while a measure is in force; `easing` if such a measure was partially lifted (not one that
 * began with exemptions) or its lifting is agreed, and nothing of the dispute came into force since, nor was what had been free bound
 * again; `pending` if none is in force but one is on its way or suspended; else `resolved`.
 */
export function disputeState(measures: readonly MeasureHistory[], on: Day): DisputeState {
  let begun = false;
  let active = false;
  let pending = false;
  let [eased, worsened] = ['', ''];
  for (const { periods, outcomes } of measures) {
    const now = periodOn(periods, on);
    if (!now) continue;
    begun = true;
    if (isComing(now.status)) pending = true;
    const days = stepDays(periods, on);
    worsened = latest(worsened, days.worsened);
    if (!isInForce(now.status)) continue;
    active = true;
    const agreed = liftingAgreedOn(outcomes, periods, on);
    eased = latest(eased, days.eased, agreed === null ? '' : firstDay(agreed));
  }
  if (!begun) return 'none';
  if (!active) return pending ? 'pending' : 'resolved';
  // What is in force has come into force some day: where nothing eased, that is later.
  return worsened <= eased ? 'easing' : 'active';
}
