import type { Rate } from '../ledger.ts';
import type { Collection, DutyRuleType, Status } from '../vocabulary.ts';
import { rateText } from '../words.ts';
import type { Tariff } from './facts.ts';
import type { Standpoint } from './holding.ts';
import type { Lack } from './problems.ts';
import type { RateChoice } from './rate-choice.ts';
import type { Shipment } from './shipment.ts';
import { combined, type UnderTruth } from './truths.ts';
import { WHOLE_VALUE } from './value-parts.ts';
import { ANYTHING, type Bounds, exactly, type Level, plus, spanOf, sumOf, topUp, type Worth, worthOf, ZERO } from './worth.ts';

// Tariffs that are levied, and what they come to together.

/** A tariff that is levied, at what is known of its rate. */
export interface Levied {
  tariff: Tariff;
  status: Status;
  choice: RateChoice | null;
  /** Why it has no rate. */
  problem: Lack | null;
  collected: Collection;
  worth: Worth;
  /** Up to how many percent it tops up the base. */
  topsUpTo: string | null;
}

/** Why a tariff is not paid. */
export interface Reason {
  type: DutyRuleType | 'exempt' | 'preference';
  text: string;
  seq: number | null;
  sources: readonly string[];
}

/** What a part of the tariffs comes to under one truth. */
export interface PartResult {
  /** Undefined if this part holds no base duties; null if no base is recorded. */
  base: Levied | null | undefined;
  lines: Levied[];
  kept: { levied: Levied; reason: Reason }[];
  notes: string[];
  /** What ended the relief of such a shipment, where it says no rate; null for others. */
  relief: string | null;
  /** In percent; null where something is no percentage. */
  pct: Sums;
  amount: Sums;
}

/** What is paid: everything, and everything but the base. */
export interface Sums {
  total: Bounds | null;
  additional: Bounds | null;
}

/** What is asked of a good and a company, beside the standpoint. */
export interface WorkQuestion {
  standpoint: Standpoint;
  preference: boolean;
  shipment: Shipment;
  /** How many truths may be gone through yet, in all cells. */
  truths: { left: number };
}

/** Is it part of the sum? A guarantee is: it has to be lodged. */
export const isSummed = ({ collected }: Pick<Levied, 'collected'>): boolean => collected === 'full' || collected === 'guarantee';

/** What a base adds to the sum: anything where none is recorded, nothing where it is not collected. */
const collectedAs = (base: Levied | null, measure: 'pct' | 'amount'): Bounds | null =>
  base === null ? ANYTHING : isSummed(base) ? base.worth[measure] : ZERO;

/** Does the tariff bring the MFN rate back, without a rate of its own? */
export const isWithdrawal = ({ duty_type, tables }: Tariff): boolean =>
  duty_type === 'preference_withdrawal' && tables.every((rates) => rates === null);

/** Is it a duty that the others are added to, or what takes one away? */
export const isOfBase = (tariff: Tariff): boolean =>
  tariff.duty_type === 'mfn' || tariff.duty_type === 'preferential' || isWithdrawal(tariff);

/** What the rate of each shipment comes to is worked out once. */
export type Worths = (rate: Rate) => Worth;
export const worthsFor = (shipment: Shipment): Worths => {
  const known = new Map<Rate, Worth>();
  return (rate) => {
    let worth = known.get(rate);
    if (worth === undefined) {
      worth = worthOf(rate, shipment);
      known.set(rate, worth);
    }
    return worth;
  };
};

export const chosenText = ({ choice }: Levied): string => (choice === null ? 'an unknown rate' : rateText(choice.rate));

/** A tariff that tops the base up to so many percent, at what that comes to. */
export function toppingUp(levied: Levied, percent: string, base: Levied | null, shipment: Shipment): Levied {
  const basePct = collectedAs(base, 'pct');
  const baseAmount = collectedAs(base, 'amount');
  const share = levied.worth.on?.share ?? WHOLE_VALUE;
  const amount = levelOf(percent, shipment);
  const missing: Lack[] =
    base === null ? [{ code: 'base_unknown', detail: `it tops the base up to ${percent}%, and the base is not known` }] : [];
  return {
    ...levied,
    problem: null,
    topsUpTo: percent,
    worth: {
      pct: basePct && topUp(basePct, [{ to: exactly(percent), share }]).additional,
      amount: amount && baseAmount && topUp(baseAmount, [{ to: amount, share }]).additional,
      currency: levied.worth.currency ?? shipment.currency ?? null,
      missing,
      expression: null,
      on: levied.worth.on,
    },
  };
}

/** So many percent of the customs value, as money; null without a value. */
export const levelOf = (percent: string, shipment: Shipment): Bounds | null =>
  worthOf({ expression: `${percent}%`, min_pct: null, max_pct: null }, shipment).amount;

/** What a base and the lines beside it come to. */
export function sumUp(base: Levied | null | undefined, lines: readonly Levied[], shipment: Shipment): Paid {
  const summed = lines.filter(isSummed);
  const topping = summed.filter(({ topsUpTo }) => topsUpTo !== null);
  const others = summed.filter(({ topsUpTo }) => topsUpTo === null);
  const sumIn = (measure: 'pct' | 'amount'): Sums => {
    const beside = sumOf(others.map(({ worth }) => worth[measure]));
    const ofBase = base === undefined ? ZERO : collectedAs(base, measure);
    const levels = topping.map(({ topsUpTo, worth }) => {
      const to = measure === 'pct' ? exactly(topsUpTo as string) : levelOf(topsUpTo as string, shipment);
      return to && { to, share: worth.on?.share ?? WHOLE_VALUE };
    });
    if (topping.length === 0) return { total: beside && ofBase && plus(ofBase, beside), additional: beside };
    if (beside === null || ofBase === null || levels.includes(null)) return { total: null, additional: null };
    const { total, additional } = topUp(ofBase, levels as Level[]);
    return { total: plus(total, beside), additional: plus(additional, beside) };
  };
  return { pct: sumIn('pct'), amount: sumIn('amount') };
}

/** What tariffs come to. */
type Paid = Pick<PartResult, 'pct' | 'amount'>;

/** What tariffs that no rule binds together come to, whatever is true of what they ask: a list of outcomes for each group that is bound; null where there are more ways than the limit. */
export const sumsTogether = (lists: readonly (readonly UnderTruth<PartResult>[])[], limit: number): Paid | null =>
  combined<Paid>(
    lists.map((list) => list.map(({ asked, result: { pct, amount } }) => ({ asked, value: { pct, amount } }))),
    { plus: paidBy(sumOf), either: paidBy(spanOf) },
    limit,
  );

const paidBy =
  (of: (all: (Bounds | null)[]) => Bounds | null) =>
  (a: Paid, b: Paid): Paid => {
    const sums = (measure: 'pct' | 'amount'): Sums => ({
      total: of([a[measure].total, b[measure].total]),
      additional: of([a[measure].additional, b[measure].additional]),
    });
    return { pct: sums('pct'), amount: sums('amount') };
  };

/** Says of which measures one is levied under every truth, not always the same and never two, where what is paid is the same; nothing where there are none. */
export function eitherWords(lists: readonly (readonly UnderTruth<PartResult>[])[], limit: number): string[] {
  const all = lists.map((list) =>
    list.map(({ asked, result }) => ({ asked, levied: result.lines.filter(isSummed).map(({ tariff }) => tariff.measure) })),
  );
  const open = new Set(
    all.flatMap((list) => list.flatMap(({ levied }) => levied.filter((one) => !list.every((other) => other.levied.includes(one))))),
  );
  if (open.size === 0) return [];
  const counts = all.map((list) =>
    list.map(({ asked, levied }) => {
      const count = levied.filter((measure) => open.has(measure)).length;
      return { asked, value: { least: count, most: count } };
    }),
  );
  const count = combined(
    counts,
    {
      plus: (a, b) => ({ least: a.least + b.least, most: a.most + b.most }),
      either: (a, b) => ({ least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) }),
    },
    limit,
  );
  return count?.least === 1 && count.most === 1
    ? [`one of ${[...open].sort().join(', ')} is levied, and which one is unclear: what is paid is the same`]
    : [];
}
