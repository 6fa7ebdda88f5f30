import type { Rate } from '../ledger.ts';
import { evaluateDuty } from './amount.ts';
import { adValoremPct, type DutyExpression, dutiesOf, numeralOf, parseDuty } from './expression.ts';
import { decimalsOf, Fraction, greater, lesser } from './fraction.ts';
import type { Lack } from './problems.ts';
import type { Shipment } from './shipment.ts';
import { type ChargedOn, type Pays, type Rest, type Size, shareOf, shareTaken, WHOLE_VALUE } from './value-parts.ts';

/** From the least to the most that something comes to; `most` is null where nobody can say. */
export interface Bounds {
  least: Fraction;
  most: Fraction | null;
  /** With how many decimals the numbers that it is made of were written. */
  decimals: number;
}

/** No duty. */
export const ZERO: Bounds = { least: Fraction.ZERO, most: Fraction.ZERO, decimals: 0 };
/** Nobody knows how much. */
export const ANYTHING: Bounds = { least: Fraction.ZERO, most: null, decimals: 0 };

/** A number that is known, as it was written. */
export const exactly = (text: string): Bounds => ({ least: Fraction.of(text), most: Fraction.of(text), decimals: decimalsOf(text) });

/** Is it known to the last digit? */
export const isOneNumber = ({ least, most }: Bounds): boolean => most !== null && !least.isLessThan(most);

/** A percentage with so many decimals as it was written with; nothing is `0`, however the rest was written. */
export const percentText = (percent: Fraction, decimals: number): string => (percent.isZero() ? '0' : percent.toFixed(decimals));

/** Both together. */
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
  /** What it is charged on; null for the whole value. */
  on: ChargedOn | null;
}

/** A rate that nobody knows. */
export const UNKNOWN: Worth = { pct: ANYTHING, amount: ANYTHING, currency: null, missing: [], expression: null, on: null };
/** A rate of nothing: free. */
export const NOTHING: Worth = { pct: ZERO, amount: ZERO, currency: null, missing: [], expression: { kind: 'free' }, on: null };

type Percentage = Pick<Rate, 'expression' | 'min_pct' | 'max_pct'>;

/** What a rate comes to: a number, or as much as is known of it. */
export function worthOf(rate: Percentage & Pick<Rate, 'value_part'>, shipment: Shipment): Worth {
  const { value_part: part } = rate;
  if (part === undefined) return worthOfWhole(rate, shipment);
  const share = shareOf(shipment, part);
  if (share !== undefined) return worthOnPart(rate, shipment, part, share);
  const whole = worthOfWhole(rate, shipment);
  return { ...whole, pct: upTo(whole.pct), amount: upTo(whole.amount) };
}

/** Percentages of a part of the value may have no last decimal: they are told with so many then. */
const MOST_DECIMALS = 6;
const decimalsIn = (number: Fraction): number => Math.min(number.decimals() ?? MOST_DECIMALS, MOST_DECIMALS);

/** What a rate comes to where it is charged on a part of the value alone: nothing where there is none of it. */
function worthOnPart(rate: Percentage, shipment: Shipment, part: string, share: Fraction): Worth {
  if (share.isZero()) return { ...NOTHING, on: { part, share, pays: 'nothing' } };
  const { customs_value: value } = shipment;
  const charged = value === undefined ? undefined : Fraction.of(value).times(share);
  const whole = worthOfWhole(rate, shipment);
  const own =
    charged === undefined ? whole : worthOfWhole(rate, { ...shipment, customs_value: charged.toFixed(charged.decimals() as number) });
  return { ...own, pct: whole.pct && scaled(whole.pct, share), on: { part, share, pays: paysOf(whole) } };
}

/** What a rate comes to on a part of the value of which nobody says how much it is, taken to be so large. */
export function worthOnSize(rate: Percentage, shipment: Shipment, part: string, size: Size): Worth {
  const share = shareTaken(size, shipment);
  const whole = worthOfWhole(rate, shipment);
  if (size === 'none') return { ...NOTHING, currency: whole.currency, on: { part, share, pays: 'nothing', taken: size } };
  const on = { part, share, pays: paysOf(whole), taken: size };
  if (whole.pct !== null) return { ...(share.isZero() ? nextToNone(whole) : worthOnPart(rate, shipment, part, share)), on };
  // What is no percentage need not change evenly with the share: it is somewhere between.
  const least = worthOfWhole(rate, { ...shipment, ...(shipment.customs_value !== undefined && { customs_value: '0' }) });
  return { ...whole, amount: spanOf([least.amount, whole.amount]), on };
}

const nextToNone = (whole: Worth): Worth => ({ ...whole, pct: whole.pct && ZERO, amount: whole.amount && ZERO });

/** What a tariff comes to on what others leave of the value: a rate, or null for one that is not known and comes to so much at most. */
export function worthOnRest(rate: Rate | null, most: Worth, shipment: Shipment, { share, isSome }: Rest): Worth {
  if (!share.isLessThan(WHOLE_VALUE)) return most;
  // Of a part of its own nobody says how much is left.
  const whole = rate === null || rate.value_part !== undefined ? most : worthOfWhole(rate, shipment);
  const on = { part: 'the rest of the value', share, pays: isSome ? paysOf(whole) : 'nothing' } as const;
  if (share.isZero()) return { ...nextToNone(whole), on };
  if (whole !== most && whole.pct !== null) return { ...worthOnPart(rate as Rate, shipment, on.part, share), on };
  return { ...whole, pct: upTo(whole.pct), amount: upTo(whole.amount), on };
}

/** A share of the value in percent. */
export const sharePercent = (share: Fraction): string => {
  const percent = share.times(Fraction.of('100'));
  return percentText(percent, decimalsIn(percent));
};

function scaled({ least, most }: Bounds, share: Fraction): Bounds {
  const bounds = { least: least.times(share), most: most === null ? null : most.times(share) };
  return { ...bounds, decimals: Math.max(decimalsIn(bounds.least), decimalsIn(bounds.most ?? Fraction.ZERO)) };
}

function worthOfWhole({ expression, min_pct, max_pct }: Percentage, shipment: Shipment): Worth {
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
    on: null,
  };
}

/** Does it certainly pay something, perhaps, or never? */
export function paysOf({ pct, amount, expression, on }: Worth): Pays {
  if (on !== null) return on.pays;
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

/** Up to what a duty tops the base up, and on how much of the value, from 0 to 1. */
export interface Level {
  to: Bounds;
  share: Fraction;
}

/**
 * What a base and duties that top it up to certain levels come to, in one measure: percent, or money. Together they are worked out from
 * the same base, so that of an unknown one the total is at least the highest level of those on the whole value.
 */
export function topUp(base: Bounds, levels: readonly Level[]): ToppedUp {
  const above = ({ to, share }: Level, at: Fraction): Fraction => greater(to.least.minus(at), Fraction.ZERO).times(share);
  const isOnWhole = levels.every(({ share }) => !share.isLessThan(WHOLE_VALUE));
  const written = Math.max(base.decimals, ...levels.map(({ to }) => to.decimals));
  const decimals = (...bounds: readonly (Fraction | null)[]): number =>
    isOnWhole ? written : Math.max(...bounds.map((bound) => (bound === null ? 0 : decimalsIn(bound))));
  const sumAt = (at: Fraction): Fraction => levels.reduce((sum, level) => sum.plus(above(level, at)), Fraction.ZERO);
  // Between these points both change evenly, so the least and the most are at one of them.
  const within = levels
    .map(({ to }) => to.least)
    .filter((level) => base.least.isLessThan(level) && (base.most === null || level.isLessThan(base.most)));
  const points = [base.least, ...within, ...(base.most === null ? [] : [base.most])];
  const totals = points.map((at) => at.plus(sumAt(at)));
  const [least, most] = [totals.reduce(lesser), base.most === null ? null : totals.reduce(greater)];
  const added = { least: base.most === null ? Fraction.ZERO : sumAt(base.most), most: sumAt(base.least) };
  return {
    total: { least, most, decimals: decimals(least, most) },
    additional: { ...added, decimals: added.most.isZero() ? 0 : decimals(added.least, added.most) },
  };
}

/** Bounds as a text that differs where they do. */
export const boundsText = (bounds: Bounds | null): string =>
  bounds === null ? '?' : [bounds.least, bounds.most].map((one) => (one === null ? '∞' : `${one.numerator}/${one.denominator}`)).join('…');
