import { type Day, firstDay, NEVER } from '../../domain/dates.ts';
import type { StatusStatement } from '../../domain/statement.ts';
import { periodOn, statusPeriods } from '../../domain/timeline.ts';
import type { Status } from '../../domain/vocabulary.ts';
import type { ProposedCall } from '../../things/proposal.ts';
import type { ToldMeasure } from './reading.ts';
import { type DayRun, type RecordedRun, recordedRuns, touch } from './runs.ts';

// What a document says of the life of a measure that is here already, compared with what stands.

interface Comparing {
  about: object;
  notTaken: string[];
}

const post = (path: string, body: object): ProposedCall => ({ method: 'POST', path, body: { ...body } });
const taking = ({ seq }: StatusStatement, reason: string, replacement?: object): ProposedCall =>
  post(`/ledger/${seq}/corrections`, { reason, ...(replacement && { replacement }) });

/**
 * The calls after which a measure is in force on just these days. What begins earlier than was known, or is said anew, is a correction; an
 * end that was set, or moved, is said of the status that ends.
 */
export function runCalls(
  { id, title, restated }: Pick<ToldMeasure, 'id' | 'title' | 'restated'>,
  status: Status,
  target: readonly DayRun[],
  statuses: readonly StatusStatement[],
  { about, notTaken }: Comparing,
): ProposedCall[] {
  const recorded = recordedRuns(statuses);
  const isMoved = restated && recorded.length === 1 && target.length === 1;
  // What was recorded as one is said of the first of several.
  const used = new Set<RecordedRun>();
  return target.flatMap((run) => {
    const said = { status, effective_on: run.from, ...(run.until !== NEVER && { until_on: run.until }), ...about };
    const [first, ...others] = recorded.filter((one) => !used.has(one) && (isMoved || touch(one, run)));
    for (const one of [first, ...others]) if (one) used.add(one);
    if (!first) return [post(`/measures/${id}/status-changes`, said)];
    if (others.length === 0 && first.from === run.from && first.until === run.until) return [];
    const last = others.at(-1) ?? first;
    const statements = statementsOn(statuses, { from: first.from, until: last.until });
    const other = statements.find((one) => one.status !== status);
    const begin = statements.findLast(({ effective_on }) => firstDay(effective_on) === first.from);
    if (other || !begin) {
      notTaken.push(
        `${title}: the document says ${status} ${daysWords(run)}, and here it is ${(other ?? begin)?.status ?? 'otherwise'} from ${other?.effective_on ?? first.from}: compare them by hand`,
      );
      return [];
    }
    // What begins on the same day and was said anew there would count again, if that were taken back.
    const isKept = first.from === run.from;
    const over = statements
      .filter((one) => one !== begin && (!isKept || firstDay(one.effective_on) !== first.from))
      .map((one) => taking(one, `the document says ${status} ${daysWords(run)}, without a break`));
    return isKept
      ? [...over, post(`/measures/${id}/status-changes`, { ...said, effective_on: begin.effective_on })]
      : [...over, taking(begin, `the document gives ${run.from} as the first day`, said)];
  });
}

const daysWords = ({ from, until }: DayRun): string => `from ${from}${until === NEVER ? '' : `, and ${until} is the first day without it`}`;

/** What was recorded for these days, in their order. */
const statementsOn = (statuses: readonly StatusStatement[], { from, until }: DayRun): StatusStatement[] =>
  statuses
    .filter(({ effective_on }) => from <= firstDay(effective_on) && firstDay(effective_on) < until)
    .sort((a, b) =>
      firstDay(a.effective_on) < firstDay(b.effective_on)
        ? -1
        : firstDay(a.effective_on) > firstDay(b.effective_on)
          ? 1
          : a.position - b.position,
    );

/** The calls that record what a document says of a measure's statuses, where these are not told by its lines. */
export function historyCalls(
  { id, title, history }: Pick<ToldMeasure, 'id' | 'title' | 'history'>,
  statuses: readonly StatusStatement[],
  { about, notTaken }: Comparing,
): ProposedCall[] {
  const periods = statusPeriods(statuses);
  return history.flatMap((one) => {
    const stands = periodOn(periods, one.effective_on)?.statement;
    if (stands?.status === one.status) return [];
    if (stands && firstDay(stands.effective_on) === one.effective_on) {
      notTaken.push(
        `${title}: the document says ${one.status} from ${one.effective_on}, and here it is ${stands.status} from that day: compare them by hand`,
      );
      return [];
    }
    return [post(`/measures/${id}/status-changes`, { ...one, ...about })];
  });
}

/** The calls that take back all that is said of a measure's status: it was never so. */
export const takenBack = ({ destroyed }: ToldMeasure, statuses: readonly StatusStatement[]): ProposedCall[] =>
  statuses.map((one) =>
    taking(one, `the document takes the measure back as if it had never been (its first day was ${firstDayOf(destroyed)})`),
  );

const firstDayOf = (lines: readonly { from: Day }[]): Day | undefined => lines.map(({ from }) => from).sort()[0];
