/**
 * The units that duties and quantities are written in: the whole list. `size` is how many of its dimension's base unit (kg, l, m2,
 * m, unit, pair, kWh, l alc. 100%, proof litre, % vol) one of it is; within a dimension units convert exactly, between dimensions
 * never. A pair is not two units: tariffs count shoes in pairs. A proof litre is not half a litre of pure alcohol: it is measured at
 * another temperature. A bbl is the petroleum barrel of 42 US gallons, measured at 60 °F; litres of oil are taken to be measured so too.
 */
export const UNITS = {
  g: { dimension: 'mass', size: '0.001' },
  kg: { dimension: 'mass', size: '1' },
  t: { dimension: 'mass', size: '1000' },
  lb: { dimension: 'mass', size: '0.45359237' },
  carat: { dimension: 'mass', size: '0.0002' },
  l: { dimension: 'volume', size: '1' },
  hl: { dimension: 'volume', size: '100' },
  m3: { dimension: 'volume', size: '1000' },
  bbl: { dimension: 'volume', size: '158.987294928' },
  m2: { dimension: 'area', size: '1' },
  m: { dimension: 'length', size: '1' },
  unit: { dimension: 'pieces', size: '1' },
  dozen: { dimension: 'pieces', size: '12' },
  pair: { dimension: 'pairs', size: '1' },
  kWh: { dimension: 'energy', size: '1' },
  MWh: { dimension: 'energy', size: '1000' },
  'l alc. 100%': { dimension: 'pure alcohol', size: '1' },
  'proof litre': { dimension: 'proof alcohol', size: '1' },
  '% vol': { dimension: 'alcoholic strength', size: '1' },
} as const;

/** What a quantity is stated in. */
export type QuantityUnit = keyof typeof UNITS;
/** What is measured: only units of one dimension can be turned into each other. */
export type Dimension = (typeof UNITS)[QuantityUnit]['dimension'];
/** What a duty is levied per, perhaps after a whole number (100 kg). */
export type CountedUnit = Exclude<QuantityUnit, '% vol'>;
/** `% vol/hl` is levied per hectolitre and per percent of alcohol in it, so it needs both quantities. */
export type DutyUnit = CountedUnit | '% vol/hl';

/** The unit of alcoholic strength. */
export const STRENGTH = '% vol';
/** For messages. */
export const QUANTITY_UNITS = Object.keys(UNITS) as QuantityUnit[];
/** The units that a duty may be levied per. */
export const COUNTED_UNITS = QUANTITY_UNITS.filter((unit): unit is CountedUnit => unit !== STRENGTH);

export const dimensionOf = (unit: QuantityUnit): Dimension => UNITS[unit].dimension;
export const unitsOf = (dimension: Dimension): QuantityUnit[] => QUANTITY_UNITS.filter((unit) => dimensionOf(unit) === dimension);

/**
 * What people call the units in one word, in the singular and the plural. A ton is none of them: it is less in the US and more in Britain; nor
 * is a barrel, which is less of beer than of oil.
 */
const NAMES: Readonly<Partial<Record<CountedUnit, string>>> = {
  g: 'gram grams gramme grammes',
  kg: 'kilo kilos kilogram kilograms kilogramme kilogrammes',
  t: 'tonne tonnes',
  lb: 'lbs pound pounds',
  carat: 'carats',
  l: 'liter liters litre litres',
  hl: 'hectoliter hectoliters hectolitre hectolitres',
  m3: 'm³ cbm',
  bbl: 'bbls',
  m2: 'm² sqm',
  m: 'meter meters metre metres',
  unit: 'units piece pieces pc pcs item items head heads',
  dozen: 'dozens doz',
  pair: 'pairs pr prs',
};
const BY_NAME: ReadonlyMap<string, CountedUnit> = new Map(
  COUNTED_UNITS.flatMap((unit) =>
    [unit.toLowerCase(), ...(NAMES[unit]?.split(' ') ?? [])].map((name): [string, CountedUnit] => [name, unit]),
  ),
);

/** The unit that a word means (`kg`, `KG`, `units`, `tonnes`), or null. A capital M is no metre: elsewhere it is a thousand. */
export const countedUnit = (word: string): CountedUnit | null => (word === 'M' ? null : (BY_NAME.get(word.toLowerCase()) ?? null));
