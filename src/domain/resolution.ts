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

/**
 * Checks that what came of a resolution holds together with it: nothing comes of it before it is agreed, for a measure of which it says
 * nothing, twice for one measure, or after it came to nothing. `agreement` is null if the resolution was taken back. Throws `conflict`
 * naming the entry that stands in the way.
 */
export function checkSteps(agreement: Agreement | null, steps: readonly Step[]): void {
  const refuse = (message: string): TrackerError => new TrackerError('conflict', message);
  steps.forEach((step, index) => {
    if (agreement === null) throw refuse(`entry ${step.seq} says what came of the resolution that is taken back: correct that entry first`);
    const { seq, agreed_on, measures } = agreement;
    const stranger = step.measures.find((id) => !measures.includes(id));
    if (stranger !== undefined)
      throw refuse(
        `entry ${step.seq} says what came of resolution ${seq} for ${stranger}, which has no outcome in it: correct that entry first`,
      );
    if (agreed_on !== null && lastDay(step.effective_on) < firstDay(agreed_on))
      throw refuse(`resolution ${seq} was agreed on ${agreed_on}: nothing can come of it on ${step.effective_on}, before that`);
    for (const earlier of steps.slice(0, index)) {
      const where = `from ${earlier.effective_on} (entry ${earlier.seq})`;
      if (earlier.kind === 'collapse') throw refuse(`resolution ${seq} came to nothing ${where}: correct that entry if it did not`);
      const settled = step.measures.find((id) => earlier.measures.includes(id));
      if (settled !== undefined)
        throw refuse(`resolution ${seq} was carried out for ${settled} ${where}: correct that entry, or name the other measures`);
    }
  });
}
