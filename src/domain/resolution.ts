import { containedIn } from './containment.ts';
import { type Day, firstDay, lastDay, type PartialDate } from './dates.ts';
import { TrackerError } from './errors.ts';
import type { Outcome } from './ledger.ts';
import { type Memberships, narrowsNothing, type Scope } from './scope.ts';
import { hasEnded } from './status.ts';
import { periodOn, type StatusDays } from './timeline.ts';
import { LIFTING_TARGETS, type OutcomeTarget } from './vocabulary.ts';
import { describeScope } from './words.ts';

/** The days on which a measure shows a status, and what is free on them. */
export interface ShownStatus extends StatusDays {
  /** Its first day, as precisely as it is known. */
  status_from: PartialDate;
  /** When it ends by its own terms. */
  until_on: PartialDate | null;
  exemptions: readonly Scope[];
}

/** The days on which a rate table is shown, in the order of time; one that returns has several of them. */
export interface ShownRates {
  /** The first form of its entry. */
  root: number;
  /** From when it says that it holds. */
  effective_on: PartialDate;
  starts_on: Day;
  ends_on: Day;
}

/** What a measure shows over time, as far as outcomes hang on it. */
export interface Shown {
  statuses: readonly ShownStatus[];
  rates: readonly ShownRates[];
}

/** When an outcome was reached: the first day on which that is shown, and the same as precisely as it is known. */
export interface Reached {
  on: Day;
  /** Null where it hangs on a day of the agreement that nobody knows. */
  from: PartialDate | null;
  /** It was so before it was agreed, and nobody says that anything was carried out. */
  already: boolean;
}

/** What a resolution has one measure reach, and what became of it. */
export interface AgreedOutcome {
  /** From when it counts: the day of the agreement, else that of the first implementation or of the announcement. Null if none is known; then it is never pending. */
  agreed_on: PartialDate | null;
  /** The first day on which it counts as agreed. */
  since: Day | null;
  reaches: OutcomeTarget;
  /** Null if it was not carried out. */
  reached: Reached | null;
  /** First day on which it was off; null if it never was. */
  collapsed_on: PartialDate | null;
}

/** A resolution as far as what comes of it hangs on it. */
interface Agreement {
  seq: number;
  agreed_on: PartialDate | null;
  announced_on?: PartialDate | null;
  outcomes: readonly Outcome[];
}

/** Something that came of a resolution: it was carried out for some measures, or came to nothing. */
export interface Step {
  seq: number;
  kind: 'implementation' | 'collapse';
  effective_on: PartialDate;
  measures: readonly string[];
  /** The rate tables by which an implementation carries it out, in the first forms of their entries; empty if it names none. */
  rate_tables: readonly number[];
}

/** A resolution, null if it was taken back, with what came of it, in the order of recording, and what its measures show. */
export interface Carried {
  agreement: Agreement | null;
  steps: readonly Step[];
  shown: ReadonlyMap<string, Shown>;
}

const NOTHING_SHOWN: Shown = { statuses: [], rates: [] };

/** Was it agreed to lift a part, and left open which? Any partial lifting is what was agreed then. */
export const leavesExtentOpen = ({ reaches, scope }: Outcome): boolean => reaches === 'partially_lifted' && narrowsNothing(scope);

/** Is a status what an outcome asks for: that status, and for a partial lifting all of the outcome's scope free? */
export const meetsOutcome = (outcome: Outcome, shown: ShownStatus, memberships: Memberships): boolean =>
  shown.status === outcome.reaches &&
  (outcome.reaches !== 'partially_lifted' ||
    leavesExtentOpen(outcome) ||
    containedIn(shown.exemptions, outcome.scope, shown.starts_on, memberships));

/** May two dates be one day? */
const mayCoincide = (a: PartialDate, b: PartialDate): boolean => firstDay(a) <= lastDay(b) && firstDay(b) <= lastDay(a);

/** Days on which what an outcome asks for is shown. */
interface Met {
  starts_on: Day;
  ends_on: Day;
  /** The first of them as precisely as it is known. */
  from: PartialDate;
  /** What says that this is what was agreed; null if that needs no saying. */
  by: Step | null;
}

/** The rate tables by which what was agreed about a measure's rates is carried out: those named, else those that begin when it is. */
function ratesThatCarryOut(measure: string, steps: readonly Step[], rates: readonly ShownRates[]): Met[] {
  const own = steps.filter((step) => step.kind === 'implementation' && step.measures.includes(measure));
  return rates.flatMap(({ root, effective_on, starts_on, ends_on }) => {
    const by = own.find((step) =>
      rates.some((one) => step.rate_tables.includes(one.root))
        ? step.rate_tables.includes(root)
        : // What returns later began long before.
          mayCoincide(effective_on, step.effective_on) && starts_on <= lastDay(effective_on),
    );
    return by === undefined ? [] : [{ starts_on, ends_on, from: effective_on, by }];
  });
}

const laterOf = (a: Day, b: Day): Day => (a < b ? b : a);

const collapseOf = (steps: readonly Step[]): PartialDate | null => steps.find(({ kind }) => kind === 'collapse')?.effective_on ?? null;

/** From when a resolution counts, and what says so. */
interface Counts {
  /** As precisely as it is known; null where nothing says it. */
  agreed_on: PartialDate | null;
  since: Day;
  by: 'agreement' | 'implementation' | 'announcement' | 'nothing';
}

/**
 * From when a resolution counts: the day of the agreement; else that of its first implementation or of its announcement, and then from the
 * last day that this may be: that it was agreed is only known from what came of it, or from who told it. `latest`: the last day that the
 * agreement may be of, if neither is earlier.
 */
function countsFrom({ agreed_on, announced_on }: Agreement, steps: readonly Step[], latest: Day | null): Counts | null {
  if (agreed_on !== null) return { agreed_on, since: firstDay(agreed_on), by: 'agreement' };
  const known = steps.flatMap(({ kind, effective_on }): Counts[] =>
    kind === 'implementation' ? [{ agreed_on: effective_on, since: lastDay(effective_on), by: 'implementation' }] : [],
  );
  if (announced_on) known.push({ agreed_on: announced_on, since: lastDay(announced_on), by: 'announcement' });
  if (latest !== null) known.push({ agreed_on: null, since: latest, by: 'nothing' });
  return known.reduce<Counts | null>((first, one) => (first === null || one.since < first.since ? one : first), null);
}

/**
 * When the measure of an outcome reached it, by whatever entry: from the agreement on, and before a collapse. What was reached once
 * stays carried out, whatever comes later. What is so on the last day that the agreement may be of is what was agreed, whenever that was.
 */
function reachedOn(
  outcome: Outcome,
  agreement: Agreement,
  { steps, shown }: Carried,
  memberships: Memberships,
  latest: Day | null = null,
): Reached | null {
  const counts = countsFrom(agreement, steps, latest);
  if (counts === null) return null;
  const { since, by } = counts;
  const { statuses, rates } = shown.get(outcome.measure_id) ?? NOTHING_SHOWN;
  const met: readonly Met[] =
    outcome.reaches === 'rate'
      ? ratesThatCarryOut(outcome.measure_id, steps, rates)
      : statuses
          .filter((one) => meetsOutcome(outcome, one, memberships))
          .map(({ starts_on, ends_on, status_from }) => ({ starts_on, ends_on, from: status_from, by: null }));
  const found = met.find(({ ends_on }) => since < ends_on);
  if (found === undefined) return null;
  const before = found.starts_on < since || (by === 'nothing' && found.starts_on === since);
  // Rates that stay as they were are what was agreed from when somebody says so.
  const agreed = by === 'agreement' || by === 'implementation' ? counts.agreed_on : null;
  const from = before ? (found.by?.effective_on ?? agreed) : found.from;
  const on = !before ? found.starts_on : from === null ? since : laterOf(firstDay(from), since);
  const reached: Reached = { on, from, already: before && found.by === null && by !== 'implementation' };
  const collapsed = collapseOf(steps);
  return collapsed !== null && firstDay(collapsed) <= reached.on ? null : reached;
}

/**
 * What became of each outcome of a resolution; nothing of one that was taken back. `latest`: the last day that its agreement may be of, as far
 * as who asks knows.
 */
export function agreedOutcomes(
  carried: Carried,
  memberships: Memberships,
  latest: Day | null = null,
): (AgreedOutcome & { measure_id: string })[] {
  const { agreement, steps } = carried;
  if (agreement === null) return [];
  const collapsed_on = collapseOf(steps);
  const { agreed_on, since } = countsFrom(agreement, steps, latest) ?? { agreed_on: null, since: null };
  return agreement.outcomes.map((outcome) => ({
    measure_id: outcome.measure_id,
    reaches: outcome.reaches,
    agreed_on,
    since,
    reached: reachedOn(outcome, agreement, carried, memberships, latest),
    collapsed_on,
  }));
}

/** Was a measure over on some day from a first one to another? What was agreed about it before is not carried out any more. */
export const hasEndedSince = (periods: readonly StatusDays[], since: Day, on: Day): boolean =>
  periods.some(({ status, starts_on, ends_on }) => hasEnded(status) && since < ends_on && starts_on <= on);

/**
 * The earliest day of agreement among the liftings that are pending on a day: agreed by then, and neither carried out, nor
 * collapsed, nor overtaken by the end of the measure. Null if none is.
 */
export function liftingAgreedOn(outcomes: readonly AgreedOutcome[], periods: readonly StatusDays[], on: Day): PartialDate | null {
  let earliest: PartialDate | null = null;
  for (const { agreed_on, since, reaches, reached, collapsed_on } of outcomes) {
    if (agreed_on === null || since === null || !LIFTING_TARGETS.includes(reaches)) continue;
    if (since > on) continue;
    if (reached !== null && reached.on <= on) continue;
    if (collapsed_on !== null && firstDay(collapsed_on) <= on) continue;
    if (hasEndedSince(periods, since, on)) continue;
    if (earliest === null || firstDay(agreed_on) < firstDay(earliest)) earliest = agreed_on;
  }
  return earliest;
}

/** Why a step does not hold together with its resolution. `what` stays the same where only the words differ. */
interface Fault {
  what: string;
  message: string;
}

/** Why a step does not hold together with its resolution, as the `named` one is called, and with the steps before it; null if it does. */
function faultOf(step: Step, index: number, carried: Carried, named: string, memberships: Memberships): Fault | null {
  const { agreement, steps } = carried;
  const fault = (message: string): Fault => ({ what: message, message });
  if (agreement === null) return fault(`entry ${step.seq} says what came of the resolution that is taken back: correct that entry first`);
  const { agreed_on, outcomes } = agreement;
  const measures = [...new Set(outcomes.map(({ measure_id }) => measure_id))];
  const stranger = step.measures.find((id) => !measures.includes(id));
  if (stranger !== undefined)
    return fault(`entry ${step.seq} says what came of ${named} for ${stranger}, which has no outcome in it: correct that entry first`);
  if (agreed_on !== null && lastDay(step.effective_on) < firstDay(agreed_on))
    return fault(`${named} was agreed on ${agreed_on}: nothing can come of it on ${step.effective_on}, before that`);
  const done = new Set<string>();
  for (const other of steps.slice(0, index)) {
    const where = `from ${other.effective_on} (entry ${other.seq})`;
    if (other.kind === 'collapse') {
      // What was carried out before it came to nothing may be recorded after it.
      if (step.kind === 'implementation' && lastDay(step.effective_on) < firstDay(other.effective_on)) continue;
      return fault(`${named} came to nothing ${where}: correct that entry if it did not`);
    }
    for (const id of other.measures) done.add(id);
    const settled = step.measures.find((id) => other.measures.includes(id));
    if (settled === undefined) continue;
    const carriedOut = `${named} was carried out for ${settled} ${where}`;
    if (step.kind === 'implementation') return fault(`${carriedOut}: correct that entry, or name the other measures`);
    if (firstDay(step.effective_on) <= lastDay(other.effective_on))
      return fault(
        `${carriedOut}: it can't have come to nothing on ${step.effective_on}, before that or that day; if it was called off, correct that entry and its status first`,
      );
    if (measures.every((id) => done.has(id))) return fault(`${carriedOut}, and nothing of it is left to come to nothing`);
  }
  return step.kind === 'implementation' ? unreachedBy(step, agreement, carried, named, memberships) : null;
}

/** Which outcome an implementation leaves unreached, and what would be right; null if there is none. */
function unreachedBy(step: Step, agreement: Agreement, carried: Carried, named: string, memberships: Memberships): Fault | null {
  const day = lastDay(step.effective_on);
  for (const outcome of agreement.outcomes) {
    const { measure_id, reaches, scope } = outcome;
    if (!step.measures.includes(measure_id)) continue;
    const reached = reachedOn(outcome, agreement, carried, memberships);
    if (reached !== null && reached.on <= day) continue;
    const { statuses } = carried.shown.get(measure_id) ?? NOTHING_SHOWN;
    const now = periodOn(statuses, day);
    const free = now?.status === 'partially_lifted' ? ` (exempt: ${now.exemptions.map(describeScope).join(' | ')})` : '';
    const wanted =
      reaches === 'rate'
        ? 'other rates'
        : reaches === 'partially_lifted'
          ? `partially_lifted (exempt: ${describeScope(scope)})`
          : `the status ${reaches}`;
    const right =
      reaches === 'rate'
        ? 'record the rate table that carries it out first; if it does not begin on that day, name it (rate_tables); or correct the resolution'
        : 'give the change that is missing (changes), name only the measures that have reached it (measures), or correct the resolution';
    return {
      what: `${measure_id} leaves ${reaches} unreached`,
      message: `${named} has ${measure_id} reach ${wanted}, and on ${step.effective_on} it is ${now?.status ?? 'without a status'}${free}${
        reaches === 'rate' ? ' with no rate table that carries this out' : ''
      }: ${right}`,
    };
  }
  return null;
}

const faultsOf = (carried: Carried, named: string, memberships: Memberships): Map<number, Fault | null> =>
  new Map(carried.steps.map((step, index) => [step.seq, faultOf(step, index, carried, named, memberships)]));

/**
 * Checks that what came of a resolution holds together with it: nothing comes of it before it is agreed, for a measure of which it says
 * nothing, twice for one measure, or after it came to nothing; and what is carried out is reached in full. A fault that stands already
 * is no obstacle: where there are two, each can be mended by itself. Throws `conflict` naming what stands in the way, by numbers that
 * are recorded already.
 */
export function checkSteps(before: Carried, after: Carried, memberships: Memberships): void {
  const named = before.agreement ? `resolution ${before.agreement.seq}` : 'the resolution';
  const stood = faultsOf(before, named, memberships);
  const found = [...faultsOf(after, named, memberships)];
  // What a new step gets wrong is told of the step itself, not of those that stand.
  const isNew = ([seq]: readonly [number, unknown]): boolean => !stood.has(seq);
  for (const [seq, fault] of [...found.filter(isNew), ...found.filter((one) => !isNew(one))])
    if (fault !== null && fault.what !== stood.get(seq)?.what) throw new TrackerError('conflict', fault.message);
  for (const step of after.steps) if (!stood.has(step.seq)) checkLeft(step, after, named, memberships);
}

/** Checks that something of a resolution is left to come to nothing: its measures may have reached all of it by entries of their own. Throws `conflict`. */
function checkLeft(step: Step, { agreement, steps, shown }: Carried, named: string, memberships: Memberships): void {
  if (step.kind !== 'collapse' || agreement === null) return;
  const without = { agreement, steps: steps.filter((one) => one !== step), shown };
  const days = agreement.outcomes.map((outcome) => reachedOn(outcome, agreement, without, memberships));
  if (!days.every((one) => one !== null && !one.already && one.on < firstDay(step.effective_on))) return;
  const done = days
    .flatMap((one) => one?.from ?? [])
    .sort((a, b) => (firstDay(a) < firstDay(b) ? -1 : 1))
    .at(-1);
  throw new TrackerError(
    'conflict',
    `${named} was carried out, the last of it from ${done}, and nothing of it is left to come to nothing on ${step.effective_on}: record what its measures are since`,
  );
}
