/** Does this run take its time? `.ci/run` does (THOROUGH=1 npm test): more random cases, and every record where a few of each kind say the same. */
export const THOROUGH = process.env.THOROUGH === '1';

/** So many random cases of a property: a planted fault is found by the few, a rare one by the many. */
export const casesOf = (few: number, many: number): number => (THOROUGH ? many : few);

/** Everything in a thorough run, else each so-manieth. */
export const oneIn = <Item>(many: number, items: readonly Item[]): readonly Item[] =>
  THOROUGH ? items : items.filter((_item, index) => index % many === 0);

/** Every record in a thorough run, else the first few of each kind. */
export function ofEachKind<Item>(items: readonly Item[], kindOf: (item: Item) => string, few: number): readonly Item[] {
  if (THOROUGH) return items;
  const seen = new Map<string, number>();
  return items.filter((item) => {
    const times = (seen.get(kindOf(item)) ?? 0) + 1;
    seen.set(kindOf(item), times);
    return times <= few;
  });
}
