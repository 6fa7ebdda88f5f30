/** Groups items under a key, keeping their order. No group is empty. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The first item that stands earlier in the list too, by its position; -1 if each stands once. */
export function positionOfRepeated(items: readonly unknown[]): number {
  const seen = new Set<unknown>();
  return items.findIndex((item) => {
    const stands = seen.has(item);
    seen.add(item);
    return stands;
  });
}

/** A list in parts of so many items, the last of which may have fewer; none of an empty list. */
export function* chunksOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
