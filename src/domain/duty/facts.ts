import type { LookedAt } from '../check.ts';
import type { Rate } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import type { DutyRuleType, DutyType, Status } from '../vocabulary.ts';
import { conditionId, UNDERTAKING } from './holding.ts';

/** What is said of a tariff, each with dates and doubts of its own. */
export const TARIFF_PARTS = ['status', 'coverage', 'rates'] as const;
export type TariffPart = (typeof TARIFF_PARTS)[number];

/** A status in which a tariff is in force, and what it frees. */
export interface TariffStatus {
  status: Status;
  exemptions: readonly Scope[];
}

/**
 * A tariff that is in force on the day, or may be. Where a date is known to the month or the year only, there are several that may hold on
 * the day: the first is the one that is shown.
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
  /** Why what is said of it is in doubt, a reason for each part at most. */
  doubts: readonly TariffDoubt[];
  legal_instruments: readonly string[];
  sources: readonly string[];
  /** Up to which day somebody looked whether more is to be said. */
  checked_on: LookedAt;
}

/** What is said of each part of a tariff. */
interface Said {
  status: TariffStatus | null;
  coverage: readonly Scope[] | null;
  rates: readonly Rate[] | null;
}

/** Why a part of what is said of a tariff is in doubt, and what holds if it is not so; unless given, nothing else may hold. */
type TariffDoubt = { [Of in TariffPart]: { of: Of; why: string; instead?: readonly Said[Of][] } }[TariffPart];

/** What holds of a part of a tariff if what is said of it with a doubt is not so. */
export const insteadOf = <Of extends TariffPart>({ doubts }: Pick<Tariff, 'doubts'>, part: Of): readonly Said[Of][] =>
  doubts.flatMap((doubt) => (doubt.of === part ? ((doubt.instead ?? []) as readonly Said[Of][]) : []));

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

/** Every scope that may decide something. */
export function decidingScopes({ tariffs, rules }: { tariffs: readonly Tariff[]; rules: readonly DutyRule[] }): Scope[] {
  return [
    ...tariffs.flatMap((tariff) => [
      ...[...tariff.statuses, ...insteadOf(tariff, 'status')].flatMap((status) => status?.exemptions ?? []),
      ...[...tariff.coverages, ...insteadOf(tariff, 'coverage')].flatMap((coverage) => coverage ?? []),
      ...[...tariff.tables, ...insteadOf(tariff, 'rates')].flatMap((rates) => (rates ?? []).map(({ scope }) => scope)),
    ]),
    ...rules.map(({ scope }) => scope),
  ];
}

/** The conditions that some scopes hang on, by id, and whether an undertaking is respected where a rate hangs on that. */
export function conditionsOf(facts: { tariffs: readonly Tariff[]; rules: readonly DutyRule[] }): Map<string, string> {
  const scopes = decidingScopes(facts).flatMap((scope) =>
    scope.condition === null ? [] : [[conditionId(scope), scope.condition] as const],
  );
  const rates = facts.tariffs.flatMap((tariff) => [...tariff.tables, ...insteadOf(tariff, 'rates')].flatMap((table) => table ?? []));
  const hangs = rates.some(({ collection }) => collection === 'if_undertaking_broken');
  return new Map([...(hangs ? [[UNDERTAKING.id, UNDERTAKING.words] as const] : []), ...scopes]);
}
