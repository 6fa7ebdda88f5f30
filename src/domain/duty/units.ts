import { invalid } from '../errors.ts';
import { Fraction } from './fraction.ts';
import { type Dimension, type DutyUnit, dimensionOf, QUANTITY_UNITS, type QuantityUnit, STRENGTH, UNITS } from './unit-table.ts';
import { nameAt, unitAt } from './unit-words.ts';

/** The quantities that a duty per this unit is multiplied with. */
export const factorsOf = (unit: DutyUnit): QuantityUnit[] => (unit === '% vol/hl' ? [STRENGTH, 'hl'] : [unit]);

/** How much of a good there is, or of something in it. */
export interface Quantity {
  /** A decimal number, as it was written. */
  amount: string;
  unit: QuantityUnit;
  /** What is measured, where it is not the goods as they are: `net drained`, `biodiesel`. */
  of?: string;
}

/**
 * Reads a quantity such as `45 hl`, `10000 kg`, `40 % vol` or `12 kg net drained`. Throws `invalid` (`quantity`), naming the text
 * and the right form.
 */
export function parseQuantity(text: string): Quantity {
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(%\s*vol\.?|\p{L}.*?)\s*$/isu.exec(text);
  if (!parts)
    throw invalid('quantity', `"${text}" is not a quantity: write digits without a comma and a unit, such as 10000 kg, 45 hl or 40 % vol`);
  const [amount, rest] = parts.slice(1) as [string, string];
  const quantity = rest.startsWith('%') ? { amount, unit: STRENGTH as QuantityUnit } : { amount, ...countedIn(rest, text) };
  if (quantity.unit === STRENGTH && Fraction.of('100').isLessThan(Fraction.of(amount)))
    throw invalid('quantity', `"${text}" is not a quantity: alcohol is at most 100 % vol`);
  return quantity;
}

function countedIn(rest: string, text: string): Omit<Quantity, 'amount'> {
  const no = (why: string): Error => invalid('quantity', `"${text}" is not a quantity: ${why}`);
  const found = unitAt(rest, 0);
  if (!found) throw no(`"${/^[\p{L}\p{N}]*/u.exec(rest)?.[0]}" is not a unit; units are ${QUANTITY_UNITS.join(', ')}`);
  const { means } = found;
  if ('refused' in means) throw no(`${means.refused.name} is not read: ${means.refused.why}`);
  const { factor, unit, of } = means;
  if (factor !== null) throw no(`"${rest}" is ${factor} ${unit}: write the quantity in ${unit}`);
  const after = rest.slice(found.end);
  if (after.trim() === '') return of === undefined ? { unit } : { unit, of };
  // Its name, with or without a slash before it.
  const given = /^\s*\/|^\s*\.?\s*(?:on|of)\s/i.test(after) ? after : `/${after}`;
  const name = of === undefined ? nameAt(given, 0) : null;
  if (name && typeof name.means === 'object' && name.means) throw no(`${name.means.refused.name} is not read: ${name.means.refused.why}`);
  if (typeof name?.means !== 'string' || given.slice(name.end).trim() !== '')
    throw no(`"${after.trim()}" after ${unit} should be the name of what is measured, such as 12 kg net drained`);
  return { unit, of: name.means };
}

/** A quantity as people write it: `12 kg net drained`. */
export const printQuantity = ({ amount, unit, of }: Quantity): string => `${amount} ${unit}${of === undefined ? '' : ` ${of}`}`;

/** A quantity in another unit of its dimension, exactly. */
export function quantityIn(unit: QuantityUnit, quantity: Quantity): Fraction {
  return Fraction.of(quantity.amount, 'quantity').times(Fraction.of(UNITS[quantity.unit].size)).over(Fraction.of(UNITS[unit].size));
}

/** Do both state the same: one dimension of the same thing? A mass without a name is not the net drained one. */
export const sameMeasure = (a: { unit: QuantityUnit; of?: string }, b: { unit: QuantityUnit; of?: string }): boolean =>
  dimensionOf(a.unit) === dimensionOf(b.unit) && a.of === b.of;

/** What may be given instead of a quantity: a volume and its alcoholic strength make the pure alcohol. */
const INSTEAD: Readonly<Partial<Record<Dimension, readonly QuantityUnit[]>>> = { 'pure alcohol': ['l', STRENGTH] };

/** In what a quantity is looked for, whether itself or worked out. */
export const measuresFor = (unit: QuantityUnit, of?: string): { unit: QuantityUnit; of?: string }[] =>
  of === undefined ? [unit, ...(INSTEAD[dimensionOf(unit)] ?? [])].map((one) => ({ unit: one })) : [{ unit, of }];

/** The given quantities that state so much of a unit: one in its dimension, or those that make it; none where that is not known. */
export function servingFor(unit: QuantityUnit, of: string | undefined, given: readonly Quantity[]): readonly Quantity[] {
  const find = (measure: { unit: QuantityUnit; of?: string }): Quantity | undefined => given.find((one) => sameMeasure(one, measure));
  const own = find(of === undefined ? { unit } : { unit, of });
  if (own) return [own];
  const [volume, strength] = of === undefined ? (INSTEAD[dimensionOf(unit)] ?? []).map((one) => find({ unit: one })) : [];
  return volume && strength ? [volume, strength] : [];
}

/** How many of a unit those are. */
export function servedIn(unit: QuantityUnit, [first, strength]: readonly Quantity[]): Fraction | null {
  if (!first) return null;
  if (!strength) return quantityIn(unit, first);
  return quantityIn('l', first).times(quantityIn(STRENGTH, strength)).over(Fraction.of('100'));
}
