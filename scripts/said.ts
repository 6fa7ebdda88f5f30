/** What is said of conditions: `a b -c` is that a and b are met, and c is not. */
export const said = (words: string): { id: string; met: boolean }[] =>
  words
    .split(' ')
    .filter(Boolean)
    .map((word) => (word.startsWith('-') ? { id: word.slice(1), met: false } : { id: word, met: true }));
