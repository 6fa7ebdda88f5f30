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
  interface Part {
    tariffs: Tariff[];
    rules: DutyRule[];
    keys: string[];
  }
  const parts = new Set<Part>();
  const byKey = new Map<string, Part>();
  const join = (joined: Part): void => {
    const others = new Set(joined.keys.flatMap((key) => byKey.get(key) ?? []));
    for (const part of parts) {
      if (!others.delete(part)) continue;
      parts.delete(part);
      joined.tariffs.unshift(...part.tariffs);
      joined.rules.unshift(...part.rules);
      joined.keys.push(...part.keys);
    }
    for (const key of joined.keys) byKey.set(key, joined);
    parts.add(joined);
  };
  const base = 'the base';
  if (hasBase) join({ tariffs: [], rules: [], keys: [base] });
  for (const tariff of tariffs)
    join({ tariffs: [tariff], rules: [], keys: [measureKey(tariff.measure), ...asks.tariff(tariff), ...(isOfBase(tariff) ? [base] : [])] });
  for (const rule of rules) {
    const changesBase = rule.type === 'replaces_base' || rule.type === 'tops_up_base_to';
    join({ tariffs: [], rules: [rule], keys: [...rule.measures.map(measureKey), ...asks.rule(rule), ...(changesBase ? [base] : [])] });
  }
  return [...parts].flatMap((part) => {
    const isOfIt = {
      hasBase: part.keys.includes(base),
      tariffs: tariffs.filter((tariff) => part.tariffs.includes(tariff)),
      rules: rules.filter((rule) => part.rules.includes(rule)),
    };
    return isOfIt.hasBase || isOfIt.tariffs.length > 0 ? [isOfIt] : [];
  });
}

const measureKey = (measure: string): string => `measure ${measure}`;
