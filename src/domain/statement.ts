import { firstDay, type PartialDate } from './dates.ts';
import type { Scope } from './scope.ts';
import type { Status } from './vocabulary.ts';

/** Anything stated whole that holds from a first day until the next statement of its kind: a status, a coverage, a rate table. */
export interface Statement {
  seq: number;
  /** Its place within a day: its own seq, or that of the entry it replaces by correction. */
  position: number;
  effective_on: PartialDate;
  /** First day on which it no longer holds by its own terms. */
  until_on: PartialDate | null;
  doubt: string | null;
}

/** A change of status in its place: what it becomes, and which scopes are free of it then. */
export interface StatusStatement extends Statement {
  status: Status;
  exemptions: readonly Scope[];
  /** The day of the act or the news; null where it is not said. */
  announced_on: PartialDate | null;
}

/** The order of time: of two for one day the one recorded first comes first. */
export function byTime(a: Statement, b: Statement): number {
  const [dayA, dayB] = [firstDay(a.effective_on), firstDay(b.effective_on)];
  if (dayA !== dayB) return dayA < dayB ? -1 : 1;
  return a.position - b.position || a.seq - b.seq;
}
