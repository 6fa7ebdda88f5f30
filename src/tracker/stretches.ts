import type { Statements } from '../db/periods.ts';
import { type Day, NEVER, type PartialDate } from '../domain/dates.ts';
import type { EntryOf } from '../domain/ledger.ts';
import type { Scope } from '../domain/scope.ts';
import { certaintyOn, type Period, type Statement, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { Certainty, Status } from '../domain/vocabulary.ts';

/** A stretch of days on which a statement holds. `from` and `until` are as precise as known; `until` is the first day without. */
export interface Stretch {
  seq: number;
  from: PartialDate;
  until: PartialDate | null;
  /** First day on which it is shown. */
  starts_on: Day;
  /** First day on which it is no longer shown; null if nothing ends it. */
  ends_on: Day | null;
  /** Not recorded: what follows the until_on of entry `seq`. */
  derived: boolean;
  /** It begins after the day that is asked about. */
  upcoming: boolean;
  /** It holds on the day that is asked about. */
  current: boolean;
  /** Of the stretch that holds on the day, on that day; of the others, whether their days are known exactly. */
  certainty: Certainty;
}
export type StatusStretch = Stretch & { status: Status; exemptions: readonly Scope[]; until_on: PartialDate | null };
export type CoverageStretch = Stretch & { scopes: readonly Scope[] };
export type RateTableStretch = Stretch & { rates: EntryOf<'rate_table'>['rates'] };

/** A measure's statuses, coverages and rate tables in the order of time, seen from a day. */
export function stretchesOf(
  { statuses, coverages, rateTables }: Statements,
  on: Day,
): { statuses: StatusStretch[]; coverage: CoverageStretch[]; rate_tables: RateTableStretch[] } {
  return {
    statuses: statusPeriods(statuses).map((period) => ({
      ...stretchOf(period, on),
      status: period.statement.status,
      exemptions: period.statement.exemptions,
      until_on: period.statement.until_on,
    })),
    coverage: statementPeriods(coverages).map((period) => ({
      ...stretchOf(period, on),
      scopes: period.statement.entry.kind === 'coverage' ? period.statement.entry.scopes : [],
    })),
    rate_tables: statementPeriods(rateTables).map((period) => ({
      ...stretchOf(period, on),
      rates: period.statement.entry.kind === 'rate_table' ? period.statement.entry.rates : [],
    })),
  };
}

const stretchOf = (period: Period<Statement>, on: Day): Stretch => ({
  seq: period.statement.seq,
  from: period.from,
  until: period.until,
  starts_on: period.starts_on,
  ends_on: period.ends_on === NEVER ? null : period.ends_on,
  derived: period.derived,
  upcoming: on < period.starts_on,
  current: period.starts_on <= on && on < period.ends_on,
  certainty: certaintyOfStretch(period, on),
});

/** Of the stretch that holds on the day: how sure it is on that day. Of the others: whether their days are known exactly. */
function certaintyOfStretch(period: Period<Statement>, on: Day): Certainty {
  if (period.starts_on <= on && on < period.ends_on) return certaintyOn(period, on);
  if (period.statement.doubt !== null) return 'doubtful';
  return period.certain_from <= period.starts_on && period.ends_on <= period.certain_until ? 'certain' : 'possible';
}
