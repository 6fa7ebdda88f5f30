import type { LookedAt } from '../check.ts';
import { conditionId } from '../conditions.ts';
import { groupBy } from '../group.ts';
import type { Rate } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import type { DutyRuleType, DutyType, Status } from '../vocabulary.ts';
import { goesWithPreference, UNDERTAKING } from './holding.ts';

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
export type TariffDoubt = { [Of in TariffPart]: { of: Of; why: string; instead?: readonly Said[Of][] } }[TariffPart];

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

const statusesOf = (tariff: Tariff): Said['status'][] => [...tariff.statuses, ...insteadOf(tariff, 'status')];
const coveragesOf = (tariff: Tariff): Said['coverage'][] => [...tariff.coverages, ...insteadOf(tariff, 'coverage')];
const tablesOf = (tariff: Tariff): Said['rates'][] => [...tariff.tables, ...insteadOf(tariff, 'rates')];

/** What is in force on a day. */
interface InForce {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
}

const scopesOf = (tariff: Tariff): Scope[] => [
  ...statusesOf(tariff).flatMap((status) => status?.exemptions ?? []),
  ...coveragesOf(tariff).flatMap((coverage) => coverage ?? []),
  ...tablesOf(tariff).flatMap((rates) => (rates ?? []).map(({ scope }) => scope)),
];

/** Every scope that may decide something, each once. */
export const decidingScopes = ({ tariffs, rules }: InForce): Scope[] => [
  ...new Set([...tariffs.flatMap(scopesOf), ...rules.map(({ scope }) => scope)]),
];

/** What is in force by the scopes that decide about it: goods that few scopes meet are asked of these alone. */
export interface ByScope extends InForce {
  /** The tariffs that a scope says something of. */
  of: ReadonlyMap<Scope, readonly Tariff[]>;
  /** The tariffs that may cover anything, for what they cover is not recorded on that day. */
  uncharted: ReadonlySet<Tariff>;
  covering: ReadonlyMap<Scope, readonly Tariff[]>;
  /** The rates, with the tables that they stand in and their places there. */
  rates: ReadonlyMap<Scope, readonly { table: readonly Rate[]; at: number }[]>;
  /** The tariffs with a scope under a condition by which the base may be less too. */
  claiming: ReadonlyMap<Scope, readonly Tariff[]>;
  ruling: ReadonlyMap<Scope, readonly DutyRule[]>;
}

export function byScope({ tariffs, rules }: InForce): ByScope {
  const [of, covering, claiming] = [new Map<Scope, Tariff[]>(), new Map<Scope, Tariff[]>(), new Map<Scope, Tariff[]>()];
  const rates = new Map<Scope, { table: readonly Rate[]; at: number }[]>();
  for (const tariff of tariffs) {
    for (const coverage of coveragesOf(tariff)) for (const scope of coverage ?? []) note(covering, scope, tariff);
    for (const scope of scopesOf(tariff)) {
      note(of, scope, tariff);
      if (goesWithPreference(scope)) note(claiming, scope, tariff);
    }
  }
  for (const table of new Set(tariffs.flatMap(tablesOf)))
    for (const [at, { scope }] of (table ?? []).entries()) note(rates, scope, { table: table as readonly Rate[], at });
  const uncharted = new Set(tariffs.filter((tariff) => coveragesOf(tariff).includes(null)));
  const inOrder = rules.toSorted((a, b) => a.seq - b.seq);
  return { tariffs, rules: inOrder, of, uncharted, covering, rates, claiming, ruling: groupBy(inOrder, ({ scope }) => scope) };
}

function note<What>(map: Map<Scope, What[]>, scope: Scope, what: What): void {
  const noted = map.get(scope);
  if (noted === undefined) map.set(scope, [what]);
  else noted.push(what);
}

/** The parts of the value that some rates are charged on, in words. */
export const valuePartsOf = ({ tariffs }: Pick<InForce, 'tariffs'>): string[] => [
  ...new Set(tariffs.flatMap((tariff) => tablesOf(tariff).flatMap((table) => (table ?? []).flatMap(({ value_part }) => value_part ?? [])))),
];

/** The conditions that some scopes hang on, by id, and whether an undertaking is respected where a rate hangs on that. */
export function conditionsOf(facts: InForce): Map<string, string> {
  const scopes = decidingScopes(facts).flatMap((scope) =>
    scope.condition === null ? [] : [[conditionId(scope), scope.condition] as const],
  );
  const rates = facts.tariffs.flatMap((tariff) => tablesOf(tariff).flatMap((table) => table ?? []));
  const hangs = rates.some(({ collection }) => collection === 'if_undertaking_broken');
  return new Map([...(hangs ? [[UNDERTAKING.id, UNDERTAKING.words] as const] : []), ...scopes]);
}
