import type { Scope } from '../scope.ts';
import type { DutyRule, Tariff } from './facts.ts';
import { isOfBase, type Levied, type Sums } from './levied.ts';
import type { Fates } from './lines.ts';
import type { Decision, Open, Outcomes } from './truths.ts';

// What the tariffs on goods are taken apart into, and what is known of each part.

/** What becomes of a tariff by itself: null if it is not levied on the goods. */
export type Read = { levied: Levied; exempting: Scope | null } | null;

/** What becomes of a tariff by itself under every truth. */
export interface Alone extends Outcomes<Read> {
  /** The same by what is asked; undefined where not every truth was gone through. */
  decision: Decision<Read> | undefined;
  /** What it asks, by keys. */
  asks: ReadonlySet<string>;
}

/** Tariffs that hang on the same open things or on each other, with the rules about them. */
export interface PartTaken {
  tariffs: readonly Tariff[];
  rules: readonly DutyRule[];
  /** The base duties are in it, also where there are none. */
  hasBase: boolean;
}

/** Tariffs that hang on the same open things or on each other, and what they come to under every truth. */
export interface PartOfTariffs {
  /** What becomes of each of them. */
  fates: ReadonlyMap<Tariff, Fates>;
  /** What the answer hangs on, whatever is paid. */
  notes: readonly string[];
  /** What ended the relief of such a shipment, where it says no rate; null for others. */
  relief: string | null;
  /** Under some truth it has a base; it has none as it is shown; something is paid beside the base. */
  hasBase: boolean;
  lacksBase: boolean;
  addsToBase: boolean;
  /** What decides, of all that is open, about what is paid, with the measures that ask it and may be paid; nothing where that is settled. */
  open: readonly { open: Open; measures: readonly string[] }[];
  /** Of which measures one is levied where that is settled all the same, in words. */
  either: readonly string[];
  pct: Sums;
  amount: Sums;
  /** There are more truths than are gone through: the bounds are wider than what they hold. */
  isWide: boolean;
}

/** A part that was worked out, and among how many truths of how many at most. */
export interface KnownPart {
  part: PartOfTariffs;
  truths: number;
  most: number;
}

const nothing = (): readonly string[] => [];

/**
 * Tariffs and rules in parts that no rule binds together, nor the keys of what they ask; the base duties are in one of them where they are
 * in what is divided, also where there are none.
 */
export function divided(
  { tariffs, rules, hasBase }: PartTaken,
  asks: { tariff: (tariff: Tariff) => Iterable<string>; rule: (rule: DutyRule) => Iterable<string> } = { tariff: nothing, rule: nothing },
): PartTaken[] {
  const base = 'the base';
  const measure = (id: string): string => `measure ${id}`;
  const changesBase = ({ type }: DutyRule): boolean => type === 'replaces_base' || type === 'tops_up_base_to';
  const members: readonly { keys: readonly string[]; tariff?: Tariff; rule?: DutyRule }[] = [
    ...(hasBase ? [{ keys: [base] }] : []),
    ...tariffs.map((tariff) => ({
      keys: [measure(tariff.measure), ...asks.tariff(tariff), ...(isOfBase(tariff) ? [base] : [])],
      tariff,
    })),
    ...rules.map((rule) => ({
      keys: [...rule.measures.map(measure), ...asks.rule(rule), ...(changesBase(rule) ? [base] : [])],
      rule,
    })),
  ];
  const numbers = joinedBy(members.map(({ keys }) => keys));
  const parts = new Map<number | undefined, { tariffs: Tariff[]; rules: DutyRule[]; hasBase: boolean }>();
  for (const [at, { keys, tariff, rule }] of members.entries()) {
    const part = parts.get(numbers[at]) ?? { tariffs: [], rules: [], hasBase: false };
    parts.set(numbers[at], part);
    part.hasBase ||= hasBase && keys.includes(base);
    if (tariff) part.tariffs.push(tariff);
    if (rule) part.rules.push(rule);
  }
  return [...parts.values()].filter((part) => part.hasBase || part.tariffs.length > 0);
}

/** The same number for each two lists that have a key in common, or are joined by others that have. */
function joinedBy(lists: readonly (readonly string[])[]): number[] {
  const joinedTo = lists.map((_, at) => at);
  const first = (at: number): number => {
    let found = at;
    while (joinedTo[found] !== found) found = joinedTo[found] as number;
    return found;
  };
  const known = new Map<string, number>();
  for (const [at, keys] of lists.entries())
    for (const key of keys) {
      const other = known.get(key);
      if (other === undefined) known.set(key, at);
      else {
        const [one, two] = [first(at), first(other)];
        joinedTo[Math.max(one, two)] = Math.min(one, two);
      }
    }
  return lists.map((_, at) => first(at));
}
