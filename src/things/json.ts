/** JSON Lines in chunks: a row a line, a chunk for each batch of rows. */
export async function* jsonLines(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const batch of batches) if (batch.length > 0) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
}

// JSON.parse keeps the last of two keys of one name, so what the first one said would be lost without a word.

/** Where a key stands twice in one object of a JSON text: its path; null if none does. The text has been parsed before, so it is sound. */
export function repeatedKey(text: string): string | null {
  /** The objects and lists that are open: the keys seen, or how many items there were. */
  const open: ({ keys: Set<string>; key: string } | { item: number })[] = [];
  const path = (): string => open.map((one) => ('keys' in one ? one.key : String(one.item))).join('.');
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let before: string | null = null;
  for (const { 0: token } of text.matchAll(tokens)) {
    const top = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), key: '' });
    else if (token === '[') open.push({ item: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && top && 'item' in top) top.item += 1;
    else if (token === ':' && before !== null && top && 'keys' in top) {
      // Written in another way it is the same key.
      top.key = JSON.parse(before) as string;
      if (top.keys.has(top.key)) return path();
      top.keys.add(top.key);
    }
    before = token.startsWith('"') ? token : null;
  }
  return null;
}
