/** Names by HS code, in the order of the codes. */
export const productNamesOf = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Gives names to HS codes: that of the code itself, or of the longest part of it that has one. */
export function productNamer(names: ReadonlyMap<string, string>): (code: string) => string | undefined {
  return (code) => {
    const digits = code.replace(/^ex /, '');
    for (let length = digits.length; length >= 2; length -= 2) {
      const name = names.get(digits.slice(0, length));
      if (name !== undefined) return name;
    }
    return undefined;
  };
}

/** What has all these words in its code or name, in the order of the codes. */
export function namedSo(text: string, names: ReadonlyMap<string, string>): [code: string, name: string][] {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (words.length === 0) return [];
  return [...names].filter(([code, name]) => words.every((word) => `${code} ${name}`.toLowerCase().includes(word)));
}
