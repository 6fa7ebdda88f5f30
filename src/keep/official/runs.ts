import { type Day, NEVER } from '../../domain/dates.ts';
import type { StatusStatement } from '../../domain/statement.ts';
import { isInForce } from '../../domain/status.ts';
import { type Period, statusPeriods } from '../../domain/timeline.ts';

/** Days on end: from a first day until the first day without; NEVER where nothing ends it. */
export interface DayRun {
  from: Day;
  until: Day;
}

/** Days as runs that do not touch each other, in their order. */
export function merged(days: readonly DayRun[]): DayRun[] {
  const result: DayRun[] = [];
  for (const { from, until } of days.filter((one) => one.from < one.until).sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1);
    if (!last || last.until < from) result.push({ from, until });
    else if (until > last.until) last.until = until;
  }
  return result;
}

/** The days of lines that may have no end. */
export const runsOf = (lines: readonly { from: Day; until: Day | null }[]): DayRun[] =>
  merged(lines.map(({ from, until }) => ({ from, until: until ?? NEVER })));

/** A run for which a measure is in force here, or only suspended, with what was recorded of it. */
export interface RecordedRun extends DayRun {
  periods: Period<StatusStatement>[];
}

/** When a measure is in force here, suspensions included: they end by themselves. */
export function recordedRuns(statuses: readonly StatusStatement[]): RecordedRun[] {
  const result: RecordedRun[] = [];
  for (const period of statusPeriods(statuses)) {
    if (!isInForce(period.statement.status) && period.statement.status !== 'suspended') continue;
    const last = result.at(-1);
    if (last && last.until === period.starts_on) {
      last.until = period.ends_on;
      last.periods.push(period);
    } else result.push({ from: period.starts_on, until: period.ends_on, periods: [period] });
  }
  return result;
}

/** Do two runs overlap, or follow each other without a day between them? */
export const touch = (a: DayRun, b: DayRun): boolean => a.from <= b.until && b.from <= a.until;

export const sameRuns = (a: readonly DayRun[], b: readonly DayRun[]): boolean =>
  a.length === b.length && a.every(({ from, until }, at) => from === b[at]?.from && until === b[at]?.until);
