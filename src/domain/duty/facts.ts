import type { Rate } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import type { DutyRuleType, DutyType, Status } from '../vocabulary.ts';

/** What is said of a tariff, each with dates and doubts of its own. */
export const TARIFF_PARTS = ['status', 'coverage', 'rates'] as const;
export type TariffPart = (typeof TARIFF_PARTS)[number];

/** A status in which a tariff is in force, and what it frees. */
export interface TariffStatus {
  status: Status;
  exemptions: readonly Scope[];
}

/**
 * A tariff that is in force on the day, or may be. Where a date is known to the month or the year only, or its end is in doubt, there are
 * several that may hold on the day: the first is the one that is shown.
 */
export interface Tariff {
  measure: string;
  title: string;
  duty_type: DutyType;
  /** Null: it is not in force. */
  statuses: readonly (TariffStatus | null)[];
  /** Null: what it covers is not recorded. */
  coverages: readonly (readonly Scope[] | null)[];
  /** Null: no rates are recorded. */
  tables: readonly (readonly Rate[] | null)[];
  /** Why what is said of it is in doubt. */
  doubts: readonly { of: TariffPart; why: string }[];
  legal_instruments: readonly string[];
  sources: readonly string[];
}

/** A duty rule that holds on the day, or may. */
export interface DutyRule {
  seq: number;
  type: DutyRuleType;
  /** The tariff that gives way or changes the base, then the other one; of `at_most_one_of` all of them. */
  measures: readonly string[];
  percent: string | null;
  scope: Scope;
  /** The day lies between the certain bounds of its dates. */
  certain: boolean;
  doubt: string | null;
  sources: readonly string[];
  /** What it says, in words. */
  text: string;
}
