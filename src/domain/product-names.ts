import { splitWords } from './text.ts';

// The names of goods by their HS codes.

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

/** What has a word of its name, or its code, begin with each of these words, in the order of the codes: "red" is no part of flavoured wine. */
export function namedSo(text: string, names: ReadonlyMap<string, string>): [code: string, name: string][] {
  const asked = lowerWords(text);
  if (asked.length === 0) return [];
  return wordsOfNames(names).flatMap(({ code, name, words }): [string, string][] =>
    asked.every((begin) => words.some((word) => word.startsWith(begin))) ? [[code, name]] : [],
  );
}

const lowerWords = (text: string): string[] => splitWords(text.toLowerCase());

interface NamedCode {
  code: string;
  name: string;
  words: readonly string[];
}
const namedCodes = new WeakMap<ReadonlyMap<string, string>, readonly NamedCode[]>();

/** The words of thousands of names, cut once. */
function wordsOfNames(names: ReadonlyMap<string, string>): readonly NamedCode[] {
  const cut = namedCodes.get(names) ?? [...names].map(([code, name]) => ({ code, name, words: lowerWords(`${code} ${name}`) }));
  namedCodes.set(names, cut);
  return cut;
}
