import { codesMeeting, meantDigits, readCode, type Scope } from '../scope.ts';

// The codes that are recorded below the one that is asked about cut its goods into cells: each code less the longer ones inside it. In a
// cell every plain code is met in full or not at all, so each cell can be answered by itself.

/** How the goods of a scope meet a cell. */
export interface GoodsMet {
  /** A plain code, or all goods: every good of the cell is meant. */
  whole: boolean;
  /** What a part of the cell is called, by `ex` before a code that holds it or in words without a code. */
  parts: readonly GoodsPart[];
  /** The digits of the longest code that holds the cell; 0 for all goods and for words. */
  digits: number;
}

/** A part of the goods that digits can't tell. */
interface GoodsPart {
  /** `ex 850760`; null for words without a code. */
  code: string | null;
  name: string | null;
}

/** Cells that every scope meets in the same way. */
export interface Cells {
  /** The codes of the cells, in their order. */
  codes: readonly string[];
  /** How each scope that meets them does. */
  met: ReadonlyMap<Scope, GoodsMet>;
}

/** A code of a scope where it stands in the tree. */
interface Mark {
  scope: Scope;
  part: GoodsPart | null;
  digits: number;
}

/**
 * The cells of a product (HS digits), as these scopes cut it. What the codes below one leave of it is a cell of its own; `isEmpty` says
 * whether they leave no good.
 */
export function cellsOf(
  product: string,
  scopes: readonly Scope[],
  isEmpty: (code: string, below: readonly string[]) => boolean = () => false,
): Cells[] {
  const asked = meantDigits(product);
  const { everywhere, below } = marksOn(asked, scopes);
  const numbers = new Map<Scope, number>(scopes.map((scope, index) => [scope, index]));
  const keyOf = (marks: readonly Mark[]): string =>
    marks
      .map(({ scope, part, digits }) => `${numbers.get(scope)}.${digits}${part ? ` ${part.code ?? ''} ${part.name ?? ''}` : ''}`)
      .join(';');
  const groups = new Map<string, { codes: string[]; marks: Node['marks'] }>();
  const close = ({ code, key, marks, below: inside }: Node): void => {
    if (isEmpty(code, inside)) return;
    const group = groups.get(key);
    if (group) group.codes.push(code);
    else groups.set(key, { codes: [code], marks });
  };
  const open: Node[] = [{ code: asked, key: '', marks: [everywhere], below: [] }];
  for (const code of [...below.keys()].sort()) {
    while (!code.startsWith((open.at(-1) as Node).code)) close(open.pop() as Node);
    const parent = open.at(-1) as Node;
    const marks = below.get(code) as Mark[];
    parent.below.push(code);
    open.push({ code, key: `${parent.key}|${keyOf(marks)}`, marks: [...parent.marks, marks], below: [] });
  }
  while (open.length > 0) close(open.pop() as Node);
  return [...groups.values()]
    .map(({ codes, marks }) => ({ codes: codes.sort(), met: metBy(marks.flat()) }))
    .sort((a, b) => ((a.codes[0] as string) < (b.codes[0] as string) ? -1 : 1));
}

/** A code of the tree with those marked on the way to it; equal ways have equal keys. */
interface Node {
  code: string;
  key: string;
  marks: readonly (readonly Mark[])[];
  below: string[];
}

/** What marks all of some digits, and what marks the codes below them. */
function marksOn(asked: string, scopes: readonly Scope[]): { everywhere: Mark[]; below: Map<string, Mark[]> } {
  const everywhere: Mark[] = [];
  const below = new Map<string, Mark[]>();
  const mark = (code: string, scope: Scope, name: string | null): void => {
    const { digits, partly } = readCode(code);
    const one: Mark = { scope, part: partly ? { code, name } : null, digits: digits === '*' ? 0 : digits.length };
    if (digits === '*' || asked.startsWith(digits)) everywhere.push(one);
    else {
      const marks = below.get(digits);
      if (marks) marks.push(one);
      else below.set(digits, [one]);
    }
  };
  for (const scope of scopes) {
    if (scope.goods.length === 0) everywhere.push({ scope, part: null, digits: 0 });
    for (const { name, codes } of scope.goods) {
      if (codes.length === 0) everywhere.push({ scope, part: { code: null, name }, digits: 0 });
      for (const code of codesMeeting(codes, asked)) mark(code, scope, name);
    }
  }
  return { everywhere, below };
}

function metBy(marks: readonly Mark[]): Map<Scope, GoodsMet> {
  const met = new Map<Scope, { whole: boolean; parts: GoodsPart[]; digits: number }>();
  for (const { scope, part, digits } of marks) {
    const one = met.get(scope) ?? { whole: false, parts: [], digits: 0 };
    if (part === null) one.whole = true;
    else one.parts.push(part);
    if (digits > one.digits) one.digits = digits;
    met.set(scope, one);
  }
  return met;
}
