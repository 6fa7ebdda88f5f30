/** Does this run take its time? `.ci/run` does (THOROUGH=1 npm test): more random cases, and every record where a few of each kind say the same. */
export const THOROUGH = process.env.THOROUGH === '1';

/** Is it one of the some thousand runs of `npm run mutants`, each with one change of the rules? */
const OF_MUTANTS = process.env.MUTANTS === '1';
/** There one case in so many is tried, but no fewer than these: most mutants are found by single cases, and all properties try the rest. */
const OF_EACH = 50;
const LEAST = 40;

/** So many random cases of a property, half of them in a short run, or few and many: a planted fault is found by the few, a rare one by the many. */
export function casesOf(...numbers: [all: number] | [few: number, many: number]): number {
  const [few, many] = numbers.length === 1 ? [numbers[0] / 2, numbers[0]] : numbers;
  return OF_MUTANTS ? Math.max(LEAST, many / OF_EACH) : THOROUGH ? many : few;
}

/** Each so-manieth; in a thorough run everything, or more of them: what a short run tries a thorough one tries too, so that none fails alone. */
export function oneIn<Item>(many: number, items: readonly Item[], thorough = 1): readonly Item[] {
  if (many % thorough !== 0) throw new RangeError(`one in ${thorough} leaves out some of one in ${many}`);
  return items.filter((_item, index) => index % (THOROUGH ? thorough : many) === 0);
}

/** The first few records of each kind; in a thorough run every record, or more of them. */
export function ofEachKind<Item>(
  items: readonly Item[],
  kindOf: (item: Item) => string,
  few: number,
  many = Number.POSITIVE_INFINITY,
): readonly Item[] {
  const seen = new Map<string, number>();
  return items.filter((item) => {
    const times = (seen.get(kindOf(item)) ?? 0) + 1;
    seen.set(kindOf(item), times);
    return times <= (THOROUGH ? many : few);
  });
}
