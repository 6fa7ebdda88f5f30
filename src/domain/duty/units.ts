import { invalid } from '../errors.ts';
import { Fraction } from './fraction.ts';

/**
 * The units that duties and quantities are written in: the whole list. `size` is how many of its dimension's base unit (kg, l,
 * m2, unit, pair, % vol) one of it is; within a dimension units convert exactly, between dimensions never. A pair is not two
 * units: tariffs count shoes in pairs.
 */
const UNITS = {
  g: { dimension: 'mass', size: '0.001' },
  kg: { dimension: 'mass', size: '1' },
  t: { dimension: 'mass', size: '1000' },
  l: { dimension: 'volume', size: '1' },
  hl: { dimension: 'volume', size: '100' },
  m3: { dimension: 'volume', size: '1000' },
  m2: { dimension: 'area', size: '1' },
  unit: { dimension: 'pieces', size: '1' },
  pair: { dimension: 'pairs', size: '1' },
  '% vol': { dimension: 'alcoholic strength', size: '1' },
} as const;

/** What a quantity is stated in. */
export type QuantityUnit = keyof typeof UNITS;
export type Dimension = (typeof UNITS)[QuantityUnit]['dimension'];
/** What a duty is levied per, perhaps after a whole number (100 kg). */
export type CountedUnit = Exclude<QuantityUnit, '% vol'>;
/** `% vol/hl` is levied per hectolitre and per percent of alcohol in it, so it needs both quantities. */
export type DutyUnit = CountedUnit | '% vol/hl';

const STRENGTH = '% vol';
/** For messages. */
export const QUANTITY_UNITS = Object.keys(UNITS) as QuantityUnit[];
export const COUNTED_UNITS = QUANTITY_UNITS.filter((unit): unit is CountedUnit => unit !== STRENGTH);

export const dimensionOf = (unit: QuantityUnit): Dimension => UNITS[unit].dimension;
export const unitsOf = (dimension: Dimension): QuantityUnit[] => QUANTITY_UNITS.filter((unit) => dimensionOf(unit) === dimension);

/** The quantities that a duty per this unit is multiplied with. */
export const factorsOf = (unit: DutyUnit): QuantityUnit[] => (unit === '% vol/hl' ? [STRENGTH, 'hl'] : [unit]);

/** What people call the units, in the singular and the plural. A ton is none of them: it is less in the US and more in Britain. */
const NAMES: Readonly<Record<CountedUnit, string>> = {
  g: 'gram grams gramme grammes',
  kg: 'kilo kilos kilogram kilograms kilogramme kilogrammes',
  t: 'tonne tonnes',
  l: 'liter liters litre litres',
  hl: 'hectoliter hectoliters hectolitre hectolitres',
  m3: '',
  m2: '',
  unit: 'units piece pieces pc pcs item items',
  pair: 'pairs',
};
const BY_NAME: ReadonlyMap<string, CountedUnit> = new Map(
  COUNTED_UNITS.flatMap((unit) => [unit, ...NAMES[unit].split(' ').filter(Boolean)].map((name): [string, CountedUnit] => [name, unit])),
);

/** The unit that a word means (`kg`, `KG`, `units`, `tonnes`), or null. */
export const countedUnit = (word: string): CountedUnit | null => BY_NAME.get(word.toLowerCase()) ?? null;

export interface Quantity {
  /** A decimal number, as it was written. */
  amount: string;
  unit: QuantityUnit;
}

/** Reads a quantity such as `45 hl`, `10000 kg` or `40 % vol`. Throws `invalid` at `path`, naming the text and the right form. */
export function parseQuantity(text: string, path = 'quantity'): Quantity {
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(%\s*vol\.?|\p{L}[\p{L}\p{N}]*)\s*$/iu.exec(text);
  if (!parts)
    throw invalid(path, `"${text}" is not a quantity: write digits without a comma and a unit, such as 10000 kg, 45 hl or 40 % vol`);
  const [amount, word] = parts.slice(1) as [string, string];
  const unit = word.startsWith('%') ? STRENGTH : countedUnit(word);
  if (unit === null) throw invalid(path, `"${text}" is not a quantity: "${word}" is not a unit; units are ${QUANTITY_UNITS.join(', ')}`);
  if (unit === STRENGTH && Fraction.of('100').isLessThan(Fraction.of(amount)))
    throw invalid(path, `"${text}" is not a quantity: alcohol is at most 100 % vol`);
  return { amount, unit };
}

/** A quantity in another unit of its dimension, exactly. */
export function quantityIn(unit: QuantityUnit, quantity: Quantity): Fraction {
  return Fraction.of(quantity.amount, 'quantity').times(Fraction.of(UNITS[quantity.unit].size)).over(Fraction.of(UNITS[unit].size));
}
