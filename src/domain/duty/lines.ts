import type { Met } from '../vocabulary.ts';
import { rateText } from '../words.ts';
import type { ExactDutyLine } from './exact-duty.ts';
import type { Tariff } from './facts.ts';
import { Fraction } from './fraction.ts';
import type { Levied, PartResult, Reason } from './levied.ts';
import type { Shipment } from './shipment.ts';
import { boundsText, isOneNumber, percentText, sharePercent, spanOf } from './worth.ts';

// What became of a tariff, and the line that tells it.

/** What became of a tariff under every truth of a part. What is the same under several stands once. */
export interface Fates {
  /** At what it is paid. */
  paid: readonly Levied[];
  /** At what it is kept from being paid, and the first reason, where anything keeps it. */
  kept: { levied: readonly Levied[]; reason: Reason } | null;
  /** Under how many truths, of how many in all: it is paid, that as the base; it is kept from being paid, that as exempt. */
  count: Record<'all' | 'paid' | 'base' | 'kept' | 'exempt', number>;
}

/** Where it is not levied at all. */
export const NOT_LEVIED: Fates = { paid: [], kept: null, count: { all: 1, paid: 0, base: 0, kept: 0, exempt: 0 } };

/** What became of a tariff, from what was worked out under each truth. */
export function fatesOf(tariff: Tariff, results: readonly PartResult[]): Fates {
  const isOfIt = (levied: Levied): boolean => levied.tariff === tariff;
  const count = { ...NOT_LEVIED.count, all: results.length };
  const [paid, unpaid] = [new Set<Levied>(), new Set<Levied>()];
  let reason: Reason | null = null;
  for (const { base, lines, kept } of results) {
    const own = base && isOfIt(base) ? base : lines.find(isOfIt);
    if (own !== undefined) {
      paid.add(own);
      count.paid += 1;
      if (own === base) count.base += 1;
      continue;
    }
    const one = kept.find(({ levied }) => isOfIt(levied));
    if (one === undefined) continue;
    unpaid.add(one.levied);
    reason ??= one.reason;
    count.kept += 1;
    if (one.reason.type === 'exempt') count.exempt += 1;
  }
  return { paid: [...paid], kept: reason && { levied: [...unpaid], reason }, count };
}

/** How far a tariff is paid, or kept from being paid: by all goods whatever is true, by some for certain, or perhaps. */
export function matchOver(fates: readonly Fates[], as: 'paid' | 'kept'): Met {
  const isAlways = ({ count }: Fates): boolean => count[as] === count.all;
  if (fates.every(isAlways)) return 'full';
  return fates.some(isAlways) ? 'part' : 'unclear';
}

/** More notes than these are for who asks for the rates themselves. */
const MOST_NOTES = 3;

/** A tariff at the rates that may apply. What comes to nothing does so in the currency of the rest. */
export function lineOf(
  tariff: Tariff,
  all: readonly Levied[],
  match: Met,
  { exporter, shipment }: { exporter?: string; shipment: Shipment },
  rest: string | null,
): ExactDutyLine {
  const [first] = all as [Levied];
  const texts = [...new Set(all.map(rateOf))];
  // One rate may be collected, or not.
  const isSame = texts.length === 1 && all.every(({ collected }) => collected === first.collected);
  const whole = spanOf(all.map(({ worth }) => worth.pct));
  const isOne = whole !== null && isOneNumber(whole);
  const amounts = new Set(all.map(({ worth }) => boundsText(worth.amount)));
  const { amount } = first.worth;
  const currency = first.worth.currency ?? rest;
  const choices = all.flatMap(({ choice }) => choice ?? []);
  // For a company that is asked about, no rate is nobody's.
  const isAllTold = choices.length === 0 || (exporter === undefined && choices.length < all.length);
  const notes = [...new Set(choices.flatMap(({ rate }) => rate.note ?? []))];
  const names = [...new Set([...choices.map(({ applies_to }) => applies_to), ...(isAllTold ? ['all'] : [])])];
  const least = whole === null ? undefined : percentText(whole.least, whole.decimals);
  const span = whole?.most ? `${least}%–${percentText(whole.most, whole.decimals)}%` : null;
  const [told, ...others] = texts.filter((text) => text !== null);
  // What is recorded with a doubt is told all the same, as such.
  const isDoubted = all.some(({ choice, problem }) => choice === null && problem === null);
  const doubted = isDoubted && told !== undefined && others.length === 0 ? `${told}, in doubt` : null;
  const several = span ?? doubted ?? (texts.map((text) => text ?? 'unknown').join(' | ') || null);
  return {
    measure: tariff.measure,
    title: tariff.title,
    duty_type: tariff.duty_type,
    rate: isSame ? (texts[0] ?? null) : isOne ? `${least}%` : several,
    applies_to: names.length === 1 ? (names[0] as string) : exporter === undefined ? 'all' : names.join(' or '),
    residual: choices.length > 0 && choices.every(({ residual }) => residual),
    status: first.status,
    collected: first.collected,
    legal_instruments: tariff.legal_instruments,
    sources: tariff.sources,
    checked_on: tariff.checked_on,
    match,
    ad_valorem_pct: isOne ? (least ?? null) : null,
    tops_up_to: first.topsUpTo,
    amount: amounts.size === 1 && amount !== null && isOneNumber(amount) && currency !== null ? { amount: amount.least, currency } : null,
    charged_on: chargedOn(all, shipment),
    notes: notes.length <= MOST_NOTES ? notes : [],
  };
}

/** The part of the value that a tariff is charged on, whatever is true. */
function chargedOn(all: readonly Levied[], { customs_value, currency }: Shipment): ExactDutyLine['charged_on'] {
  const [first, ...others] = all.map(({ worth }) => worth.on);
  if (first == null || others.some((one) => one?.part !== first.part || !one.share.minus(first.share).isZero())) return null;
  const { part, share } = first;
  const amount =
    customs_value === undefined || currency === undefined ? null : { amount: Fraction.of(customs_value).times(share), currency };
  return { part, percent: sharePercent(share), amount };
}

/** A rate as it was written, with the part of the value that it is charged on; of what tops up the base what that comes to. */
export function rateOf({ choice, topsUpTo, worth }: Levied): string | null {
  if (topsUpTo === null) return choice && rateText({ ...choice.rate, ...(worth.on !== null && { value_part: worth.on.part }) });
  return worth.pct !== null && isOneNumber(worth.pct)
    ? `${percentText(worth.pct.least, worth.pct.decimals)}%`
    : `${topsUpTo}% less the base`;
}
