import { invalid } from '../errors.ts';
import { type DutyExpression, type DutyTerm, dutiesOf, numeralOf, type PerUnit, printTerm } from './expression.ts';
import { Fraction, greater, lesser } from './fraction.ts';
import { checkFx, convert, parseCurrency } from './money.ts';
import type { Shipment } from './shipment.ts';
import { dimensionOf, type QuantityUnit, unitsOf } from './unit-table.ts';
import { factorsOf, measuresFor, printQuantity, sameMeasure, servedIn, servingFor } from './units.ts';

/** Why an expression gives no amount. */
const AMOUNT_REASONS = ['value_required', 'quantity_required', 'unit_mismatch', 'currency_rate_required'] as const;
type AmountReason = (typeof AMOUNT_REASONS)[number];
interface MissingForAmount {
  code: AmountReason;
  /** What is missing and how to give it. */
  detail: string;
}

/**
 * An amount, exact and never below zero; its currency is null only for a zero of a question without currency (`free`). Or all
 * that is missing for it.
 */
type DutyAmount =
  | { kind: 'amount'; amount: Fraction; currency: string | null }
  | { kind: 'cannot_compute'; reasons: readonly MissingForAmount[] };

/**
 * What the goods of a question pay by an expression. Nothing is rounded: add up the amounts of several lines and round once
 * (`roundToMinor`). Without a `currency` the answer is in the expression's own, if it has just one. A duty of zero (`0%`) needs
 * neither value nor quantity.
 *
 * Throws `invalid` for a question that contradicts itself: a value without currency, two quantities of one dimension, two rates
 * of one pair of currencies, a text that is no number.
 */
export function evaluateDuty(expression: DutyExpression, question: Shipment): DutyAmount {
  checkQuestion(question);
  const duties = dutiesOf(expression);
  const perUnit = duties.flatMap((duty) => (duty.kind === 'ad_valorem' ? [] : [duty]));
  const own = [...new Set(perUnit.map(({ currency }) => currency))];
  const target = question.currency ?? (own.length === 1 ? (own[0] as string) : null);
  const usable = perUnit.flatMap(({ unit, of }) => factorsOf(unit).flatMap((factor) => measuresFor(factor, of)));
  const useless = question.quantities.filter((quantity) => !usable.some((measure) => sameMeasure(measure, quantity)));
  const missing = new Map<string, MissingForAmount>();
  const miss = (code: AmountReason, detail: string): null => {
    missing.set(detail, { code, detail });
    return null;
  };

  const quantityFor = (unit: QuantityUnit, duty: PerUnit & DutyTerm): Fraction | null => {
    const found = servedIn(unit, servingFor(unit, duty.of, question.quantities));
    if (found) return found;
    const need = `${printTerm(duty)} is levied by ${needed(unit, duty.of)}`;
    if (useless.length === 0) return miss('quantity_required', need);
    return miss('unit_mismatch', `${need}, which ${useless.map(printQuantity).join(' and ')} is not`);
  };

  /** So much money per unit, for the quantity, in the currency of the answer. */
  const perQuantity = (duty: PerUnit & DutyTerm): Fraction | null => {
    let amount: Fraction | null = Fraction.of(duty.amount).over(Fraction.of(duty.factor ?? '1'));
    // Every quantity is looked for, so that all that is missing is said at once.
    for (const unit of factorsOf(duty.unit)) {
      const quantity = quantityFor(unit, duty);
      amount = amount && quantity && amount.times(quantity);
    }
    if (target === null)
      return miss('currency_rate_required', `the duty is in ${own.join(' and ')}: give a currency for the answer, and fx between them`);
    const rate = convert(Fraction.of('1'), duty.currency, target, question.fx);
    if (rate === null)
      return miss('currency_rate_required', `${printTerm(duty)} is to be paid in ${target}: give fx as ${duty.currency}:${target}=RATE`);
    return amount?.times(rate) ?? null;
  };

  const value = (why: string): Fraction | null => {
    if (question.customs_value !== undefined) return Fraction.of(question.customs_value);
    return miss('value_required', `${why}: give customs_value and its currency`);
  };

  const ofDuty = (duty: DutyTerm): Fraction | null => {
    if (Fraction.of(numeralOf(duty)).isZero()) return Fraction.ZERO;
    if (duty.kind === 'specific') return perQuantity(duty);
    if (duty.kind === 'ad_valorem')
      return (
        value(`${printTerm(duty)} is levied on the customs value`)
          ?.times(Fraction.of(duty.percent))
          .over(Fraction.of('100')) ?? null
      );
    const [price, paid] = [perQuantity(duty), value(`${printTerm(duty)} is what the customs value lacks of it`)];
    return price && paid && greater(price.minus(paid), Fraction.ZERO);
  };

  const of = (part: DutyExpression): Fraction | null => {
    if (part.kind === 'free') return Fraction.ZERO;
    if (part.kind === 'sum')
      return part.terms.reduce<Fraction | null>((sum, { sign, duty }) => {
        const amount = ofDuty(duty);
        return sum && amount && (sign === '+' ? sum.plus(amount) : sum.minus(amount));
      }, Fraction.ZERO);
    const [left, right] = [of(part.left), of(part.right)];
    return left && right && (part.kind === 'min' ? greater(left, right) : lesser(left, right));
  };

  const amount = of(expression);
  if (amount === null) return { kind: 'cannot_compute', reasons: [...missing.values()] };
  return { kind: 'amount', amount: greater(amount, Fraction.ZERO), currency: target };
}

/** What a quantity has to state, and how to give it. */
function needed(unit: QuantityUnit, of: string | undefined): string {
  const dimension = dimensionOf(unit);
  const units = unitsOf(dimension).join(', ');
  if (of !== undefined) return `${dimension} (${of}): give a quantity in ${units} that is named so, such as 12 ${unit} ${of}`;
  return `${dimension}: give a quantity in ${units}${dimension === 'pure alcohol' ? ', or a volume and its % vol' : ''}`;
}

function checkQuestion({ customs_value, currency, quantities, fx }: Shipment): void {
  checkFx(fx);
  if (currency !== undefined) parseCurrency(currency);
  if (customs_value !== undefined) {
    if (Fraction.of(customs_value, 'customs_value').isLessThan(Fraction.ZERO))
      throw invalid('customs_value', `"${customs_value}" is not a customs value: it can't be below 0`);
    if (currency === undefined) throw invalid('currency', `the customs value ${customs_value} needs its currency, such as EUR`);
  }
  for (const [index, quantity] of quantities.entries()) {
    const twin = quantities.slice(0, index).find((other) => sameMeasure(other, quantity));
    if (!twin) continue;
    const what = `${dimensionOf(quantity.unit)}${quantity.of === undefined ? '' : ` (${quantity.of})`}`;
    throw invalid('quantity', `${printQuantity(twin)} and ${printQuantity(quantity)} both state the ${what}: give one of them`);
  }
}
