import { firstFrom } from '../sorted.ts';

/** What the lines of a complete nomenclature say about goods. */
export interface CompleteLines {
  /** Is there no good of a code beside those of the codes below it? Goods that a longer code than a line's tells apart are goods. */
  isEmpty(code: string, below: readonly string[]): boolean;
  /** Are there goods of these digits: a line that begins with them, or one that they divide further? */
  has(digits: string): boolean;
}

/** Reads the codes of a complete nomenclature. Headings among them, under which other lines stand, are no goods of their own. */
export function completeLines(codes: readonly string[]): CompleteLines {
  const sorted = [...codes].sort();
  const lines = sorted.filter((code, index) => !sorted[index + 1]?.startsWith(code));
  const known = new Set(lines);
  const isIn = (line: string, some: ReadonlySet<string>): boolean => {
    for (let digits = 2; digits <= line.length; digits += 2) if (some.has(line.slice(0, digits))) return true;
    return false;
  };
  return {
    has: (digits) => lines[firstFrom(lines, digits)]?.startsWith(digits) === true || isIn(digits, known),
    isEmpty: (code, below) => {
      if (isIn(code, known)) return false;
      const some = new Set(below);
      for (let at = firstFrom(lines, code); lines[at]?.startsWith(code); at++) if (!isIn(lines[at] as string, some)) return false;
      return true;
    },
  };
}
