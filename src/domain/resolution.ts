import { type Day, firstDay, lastDay, type PartialDate } from './dates.ts';
import { TrackerError } from './errors.ts';
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

/** A resolution as far as what comes of it hangs on it. */
export interface Agreement {
  seq: number;
  agreed_on: PartialDate | null;
  measures: readonly string[];
}

/** Something that came of a resolution: it was carried out for some measures, or came to nothing. */
export interface Step {
  seq: number;
  kind: 'implementation' | 'collapse';
  effective_on: PartialDate;
  measures: readonly string[];
}

/** A resolution, null if it was taken back, with what came of it, in the order of recording. */
export interface Carried {
  agreement: Agreement | null;
  steps: readonly Step[];
}

/** Why a step does not hold together with its resolution, as the `named` one is called, and with the steps before it; null if it does. */
function faultOf(step: Step, earlier: readonly Step[], agreement: Agreement | null, named: string): string | null {
  if (agreement === null) return `entry ${step.seq} says what came of the resolution that is taken back: correct that entry first`;
  const { agreed_on, measures } = agreement;
  const stranger = step.measures.find((id) => !measures.includes(id));
  if (stranger !== undefined)
    return `entry ${step.seq} says what came of ${named} for ${stranger}, which has no outcome in it: correct that entry first`;
  if (agreed_on !== null && lastDay(step.effective_on) < firstDay(agreed_on))
    return `${named} was agreed on ${agreed_on}: nothing can come of it on ${step.effective_on}, before that`;
  for (const other of earlier) {
    const where = `from ${other.effective_on} (entry ${other.seq})`;
    if (other.kind === 'collapse') return `${named} came to nothing ${where}: correct that entry if it did not`;
    const settled = step.measures.find((id) => other.measures.includes(id));
    if (settled !== undefined) return `${named} was carried out for ${settled} ${where}: correct that entry, or name the other measures`;
  }
  return null;
}

const faultsOf = ({ agreement, steps }: Carried, named: string): Map<number, string | null> =>
  new Map(steps.map((step, index) => [step.seq, faultOf(step, steps.slice(0, index), agreement, named)]));

/**
 * Checks that what came of a resolution holds together with it: nothing comes of it before it is agreed, for a measure of which it says
 * nothing, twice for one measure, or after it came to nothing. A fault that stands already is no obstacle: where there are two, each
 * can be mended by itself. Throws `conflict` naming what stands in the way, by numbers that are recorded already.
 */
export function checkSteps(before: Carried, after: Carried): void {
  const named = before.agreement ? `resolution ${before.agreement.seq}` : 'the resolution';
  const stood = faultsOf(before, named);
  for (const [seq, fault] of faultsOf(after, named))
    if (fault !== null && fault !== stood.get(seq)) throw new TrackerError('conflict', fault);
}
