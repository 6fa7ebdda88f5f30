import { addDays, type PartialDate } from '../../domain/dates.ts';
import { isInForce } from '../../domain/status.ts';
import type { MeasureDetail } from '../../tracker/show-measure.ts';
import type { StatusStretch, Stretch } from '../../tracker/stretches.ts';
import { longDate } from '../parts/dates.tsx';
import { lastBefore, onDate, spanWords } from '../parts/spans.ts';
import { phaseOf, signOf } from '../parts/status-badge.tsx';
import { heading, words } from '../parts/words.ts';

type Told = Pick<MeasureDetail, 'on' | 'state' | 'statuses' | 'coverage' | 'rate_tables' | 'ledger'>;

/** An unbroken run in force: its first day, and the first day without. */
interface Run {
  from: PartialDate;
  until: PartialDate | null;
}

/** The last unbroken run in force among stretches in the order of time. */
function lastRun(stretches: readonly StatusStretch[]): Run | null {
  let run: Run | null = null;
  let before: StatusStretch | undefined;
  for (const one of stretches) {
    if (isInForce(one.status)) run = before && isInForce(before.status) && run ? { from: run.from, until: one.until } : one;
    before = one;
  }
  return run;
}

/** What ends a run, if that is known: the first stretch after the day that is not in force. */
function ending(statuses: readonly StatusStretch[]): string {
  const next = statuses.find((one) => one.upcoming && !isInForce(one.status));
  if (next === undefined) return '';
  const how = next.derived ? `${words(next.status)} by its own terms` : words(next.status);
  return ` Its last day in force is ${longDate(lastBefore(next.from))}: ${how} after that.`;
}

function inForceWords({ on, state, statuses }: Told): string {
  const [status, from] = [state?.status, state?.in_force_from ?? on];
  const span = `for ${spanWords(from, addDays(on, 1))}`;
  const since = state?.status_from ?? from;
  const what = status === 'provisional' ? `Applied provisionally since ${longDate(from)}` : `In force since ${longDate(from)}`;
  const part = status === 'partially_lifted' ? `; partially lifted since ${longDate(since)}` : '';
  return `${what}, ${span}${part}.${ending(statuses)}`;
}

/** What is not in force: since when, until when, and when it last was. */
function outOfForceWords(current: StatusStretch, statuses: readonly StatusStretch[]): string {
  const earlier = lastRun(statuses.slice(0, statuses.indexOf(current)));
  const next = statuses[statuses.indexOf(current) + 1];
  const first = `${heading(current.status)} since ${longDate(current.from)}`;
  const then = next ? `; ${words(next.status)} from ${longDate(next.from)}${next.derived ? ', by its own terms' : ''}` : '';
  if (earlier?.until) {
    const span = spanWords(earlier.from, earlier.until);
    return `${first}${then}. It was in force from ${longDate(earlier.from)} to ${longDate(lastBefore(earlier.until))}, for ${span}.`;
  }
  return `${first}${then}. It has never been in force.`;
}

/** Where a measure stands on the day that is asked about, in a sentence or two that say no more than is known. */
export function stateWords(measure: Told): string {
  const { state, statuses } = measure;
  const current = statuses.find((one) => one.current);
  if (state === null || current === undefined) {
    const first = statuses[0];
    if (first === undefined) return 'Nothing is recorded of its status.';
    return `Its history has not begun by that day: it is ${words(first.status)} from ${longDate(first.from)}.`;
  }
  return isInForce(current.status) ? inForceWords(measure) : outOfForceWords(current, statuses);
}

/** How far to trust that, in words; nothing where there is no doubt. */
export function doubtWords({ state, statuses, coverage, rate_tables, ledger }: Told): string[] {
  const holding: (readonly [part: string, stretches: readonly Stretch[]])[] = [
    ['Its status', statuses],
    ['What it covers', coverage],
    ['What it charges', rate_tables],
  ];
  const parts = holding.map(([part, stretches]) => {
    const current = stretches.find((one) => one.current);
    return { part, entry: ledger.find(({ seq }) => seq === current?.seq) };
  });
  return [
    state?.certainty === 'possible' ? 'Possibly, not certainly: a date is known to the month or the year only.' : null,
    ...parts.map(({ part, entry }) => (entry?.doubt ? `${part} is in doubt: ${entry.doubt.replace(/\.$/, '')}.` : null)),
    ...parts.map(({ part, entry }) => (entry?.confidence === 'recalled' ? `${part} is from memory: no source was read for it.` : null)),
  ].filter((text) => text !== null);
}

const Sign = ({ state }: Pick<Told, 'state'>) =>
  state === null ? null : (
    <span class={`sign ${phaseOf(state.status)}`} aria-hidden="true">
      {signOf(state.status)}
    </span>
  );

/** Where a measure stands, big and first, with its doubts. */
export const StateSentence = ({ measure }: { measure: Told }) => (
  <div class="stands">
    <p class="lead">
      <Sign state={measure.state} /> <strong>{stateWords(measure)}</strong>
      {measure.state?.lifting_agreed_on && <> Its lifting was agreed {onDate(measure.state.lifting_agreed_on)} and has not come yet.</>}
    </p>
    {doubtWords(measure).map((text) => (
      <p class="doubt" dir="auto">
        {`⚠ ${text}`}
      </p>
    ))}
  </div>
);
