import type { Rate } from '../ledger.ts';
import { rateText } from '../words.ts';
import { evaluateDuty, type Shipment } from './amount.ts';
import { adValoremPct, type DutyExpression, dutiesOf, numeralOf, parseDuty } from './expression.ts';
import { decimalsOf, Fraction, greater, lesser } from './fraction.ts';
import type { Lack } from './problems.ts';

/** From the least to the most that something comes to; `most` is null where nobody can say. */
export interface Bounds {
  least: Fraction;
  most: Fraction | null;
  /** With how many decimals the numbers that it is made of were written. */
  decimals: number;
}

export const ZERO: Bounds = { least: Fraction.ZERO, most: Fraction.ZERO, decimals: 0 };
export const ANYTHING: Bounds = { least: Fraction.ZERO, most: null, decimals: 0 };

export const exactly = (text: string): Bounds => ({ least: Fraction.of(text), most: Fraction.of(text), decimals: decimalsOf(text) });

export const isOneNumber = ({ least, most }: Bounds): boolean => most !== null && !least.isLessThan(most);

/** A percentage with so many decimals as it was written with; nothing is `0`, however the rest was written. */
export const percentText = (percent: Fraction, decimals: number): string => (percent.isZero() ? '0' : percent.toFixed(decimals));

export const plus = (a: Bounds, b: Bounds): Bounds => ({
  least: a.least.plus(b.least),
  most: a.most && b.most && a.most.plus(b.most),
  decimals: Math.max(a.decimals, b.decimals),
});

type Known = readonly Bounds[];

/** What several come to together; null where one of them is not known. */
export const sumOf = (all: readonly (Bounds | null)[]): Bounds | null => (all.includes(null) ? null : (all as Known).reduce(plus, ZERO));

/** From the least of several to the most of them; null where one of them is not known. */
export const spanOf = (all: readonly (Bounds | null)[]): Bounds | null =>
  all.includes(null)
    ? null
    : (all as Known).reduce((a, b) => ({
        least: lesser(a.least, b.least),
        most: a.most && b.most && greater(a.most, b.most),
        decimals: Math.max(a.decimals, b.decimals),
      }));

/** From nothing to the most of it. */
export const upTo = (bounds: Bounds | null): Bounds | null => bounds && { ...bounds, least: Fraction.ZERO };

/** What a rate comes to for a shipment. */
export interface Worth {
  /** Null where it is not a percentage of the value. */
  pct: Bounds | null;
  /** Null where what the shipment lacks is in `missing`. */
  amount: Bounds | null;
  /** Null for nothing, which is nothing in every currency, and for what is not known. */
  currency: string | null;
  missing: readonly Lack[];
  expression: DutyExpression | null;
}

/** A rate that nobody knows. */
export const UNKNOWN: Worth = { pct: ANYTHING, amount: ANYTHING, currency: null, missing: [], expression: null };
export const NOTHING: Worth = { pct: ZERO, amount: ZERO, currency: null, missing: [], expression: { kind: 'free' } };

/** What a rate comes to: a number, or as much as is known of it. */
export function worthOf(rate: Pick<Rate, 'expression' | 'min_pct' | 'max_pct' | 'value_part'>, shipment: Shipment): Worth {
  const whole = worthOfWhole(rate, shipment);
  if (rate.value_part === undefined) return whole;
  const detail = `it is charged as ${rateText(rate)}, and how much of the value that is can't be told from the question`;
  return {
    ...whole,
    pct: upTo(whole.pct),
    amount: upTo(whole.amount),
    missing: [...whole.missing, { code: 'value_share_unknown', detail }],
  };
}

function worthOfWhole({ expression, min_pct, max_pct }: Pick<Rate, 'expression' | 'min_pct' | 'max_pct'>, shipment: Shipment): Worth {
  if (expression === null) {
    const [least, most] = [worthOfText(`${min_pct}%`, shipment), worthOfText(`${max_pct}%`, shipment)];
    const amount = least.amount && most.amount && { ...least.amount, most: most.amount.most };
    const pct = { least: (least.pct as Bounds).least, most: (most.pct as Bounds).most, decimals: (most.pct as Bounds).decimals };
    return { ...most, pct: { ...pct, decimals: Math.max(pct.decimals, (least.pct as Bounds).decimals) }, amount, expression: null };
  }
  return worthOfText(expression, shipment);
}

function worthOfText(text: string, shipment: Shipment): Worth {
  const expression = parseDuty(text);
  const percent = adValoremPct(expression);
  const result = evaluateDuty(expression, shipment);
  const known = result.kind === 'amount' ? result : null;
  return {
    pct: percent === null ? null : exactly(percent),
    amount: known && { least: known.amount, most: known.amount, decimals: 0 },
    currency: known && !known.amount.isZero() ? known.currency : null,
    missing: result.kind === 'amount' ? [] : result.reasons,
    expression,
  };
}

/** Does it certainly pay something, perhaps, or never? */
export function paysOf({ pct, amount, expression }: Worth): 'something' | 'perhaps' | 'nothing' {
  const bounds = pct ?? amount;
  if (bounds === null) {
    const duties = (expression === null ? [] : dutiesOf(expression)).filter((duty) => !Fraction.of(numeralOf(duty)).isZero());
    if (duties.length === 0) return 'nothing';
    // The value may lack nothing of a minimum price.
    return duties.every(({ kind }) => kind === 'price') ? 'perhaps' : 'something';
  }
  if (bounds.most?.isZero()) return 'nothing';
  return bounds.least.isZero() ? 'perhaps' : 'something';
}

/** What tops a base up to so much, and what both come to together. */
interface ToppedUp {
  /** The base and all that tops it up. */
  total: Bounds;
  /** What tops it up alone. */
  additional: Bounds;
}

/**
 * What a base and duties that top it up to certain levels come to, in one measure: percent, or money. Together they are worked out from
 * the same base, so that of an unknown one the total is at least the highest level.
 */
export function topUp(base: Bounds, levels: readonly Bounds[]): ToppedUp {
  const above = (level: Fraction, at: Fraction): Fraction => greater(level.minus(at), Fraction.ZERO);
  const decimals = Math.max(base.decimals, ...levels.map((level) => level.decimals));
  const sumAt = (at: Fraction): Fraction => levels.reduce((sum, { least }) => sum.plus(above(least, at)), Fraction.ZERO);
  // Between these points both change evenly, so the least and the most are at one of them.
  const within = levels
    .map(({ least }) => least)
    .filter((level) => base.least.isLessThan(level) && (base.most === null || level.isLessThan(base.most)));
  const points = [base.least, ...within, ...(base.most === null ? [] : [base.most])];
  const totals = points.map((at) => at.plus(sumAt(at)));
  const most = sumAt(base.least);
  return {
    total: {
      least: totals.reduce(lesser),
      most: base.most === null ? null : totals.reduce(greater),
      decimals,
    },
    additional: { least: base.most === null ? Fraction.ZERO : sumAt(base.most), most, decimals: most.isZero() ? 0 : decimals },
  };
}

/** Bounds as a text that differs where they do. */
export const boundsText = (bounds: Bounds | null): string =>
  bounds === null ? '?' : [bounds.least, bounds.most].map((one) => (one === null ? '∞' : `${one.numerator}/${one.denominator}`)).join('…');
