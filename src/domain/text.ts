// Texts as they are compared.

/** A text as words are compared in it: without case, accents and forms of letters, in any script. */
export const folded = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        // Some letters have a capital alone in common with another, and a sigma is written otherwise at the end of a word.
        .toUpperCase()
        .toLowerCase()
        .replaceAll('ς', 'σ')
        // What a word processor makes of an apostrophe.
        .replaceAll(/[’‘ʼ]/g, "'");

/** The words of a text as they stand in it: letters and numbers, without what is between them. */
export const splitWords = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** A text as an id says it: "S.I. 2020/1430" is s-i-2020-1430. Empty where it has no Latin letter and no digit. */
export const slugOf = (text: string): string =>
  folded(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** A text of at most so many letters: its beginning, with a sign that something is missing, where it is longer. */
export const clipped = (text: string, most: number): string =>
  // A letter of two units is left out rather than halved.
  text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;
