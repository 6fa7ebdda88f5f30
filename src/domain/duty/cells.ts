import { Numbers } from '../numbers.ts';
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
export class Cells {
  /** The codes of the cells, in their order. */
  readonly codes: readonly string[];
  /** What tells these cells apart from others: how each scope is met. */
  readonly key: number;
  readonly #marks: readonly (readonly Mark[])[];
  #met: ReadonlyMap<Scope, GoodsMet> | undefined;

  constructor(codes: readonly string[], { key, marks }: Pick<Node, 'key' | 'marks'>) {
    this.codes = codes;
    this.key = key;
    this.#marks = marks;
  }

  /** How each scope that meets them does. */
  get met(): ReadonlyMap<Scope, GoodsMet> {
    this.#met ??= metBy(this.#marks.flat());
    return this.#met;
  }

  /** The scopes that some of these cells meet, each once. */
  static scopesIn(cells: readonly Cells[]): Scope[] {
    const different = new Set(cells.flatMap((one) => one.#marks));
    return [...new Set([...different].flatMap((marks) => marks.map(({ scope }) => scope)))];
  }
}

/** A code of a scope where it stands in the tree. */
interface Mark {
  scope: Scope;
  part: GoodsPart | null;
  digits: number;
}

/** How cells are told apart. */
interface CellKeys {
  numbers: Numbers;
  /** A number for all that a scope says. */
  numberOf: (scope: Scope) => number;
}

/** Where no cells are looked at again. */
const keysOfItsOwn = (): CellKeys => {
  const numbers = new Numbers();
  return { numbers, numberOf: (scope) => numbers.of(scope) };
};

/**
 * The cells of a product (HS digits), as these scopes cut it. What the codes below one leave of it is a cell of its own; `isEmpty` says
 * whether they leave no good.
 */
export function cellsOf(
  product: string,
  scopes: readonly Scope[],
  isEmpty: (code: string, below: readonly string[]) => boolean = () => false,
  { numbers, numberOf }: CellKeys = keysOfItsOwn(),
): Cells[] {
  const asked = meantDigits(product);
  const { everywhere, below } = marksOn(asked, scopes);
  const keyOf = (above: number | null, marks: readonly Mark[]): number => {
    const own = marks.map(
      ({ scope, part, digits }) => `${numberOf(scope)}.${digits}${part ? ` ${part.code ?? ''} ${part.name ?? ''}` : ''}`,
    );
    return numbers.of(`${above ?? ''}|${own.join(';')}`);
  };
  const groups = new Map<number, { codes: string[]; node: Node }>();
  const close = (node: Node): void => {
    if (isEmpty(node.code, node.below)) return;
    const group = groups.get(node.key);
    if (group) group.codes.push(node.code);
    else groups.set(node.key, { codes: [node.code], node });
  };
  const open: Node[] = [{ code: asked, key: keyOf(null, everywhere), marks: [everywhere], below: [] }];
  for (const code of [...below.keys()].sort()) {
    while (!code.startsWith((open.at(-1) as Node).code)) close(open.pop() as Node);
    const parent = open.at(-1) as Node;
    const marks = below.get(code) as Mark[];
    parent.below.push(code);
    open.push({ code, key: keyOf(parent.key, marks), marks: [...parent.marks, marks], below: [] });
  }
  while (open.length > 0) close(open.pop() as Node);
  return [...groups.values()]
    .map(({ codes, node }) => new Cells(codes.sort(), node))
    .sort((a, b) => ((a.codes[0] as string) < (b.codes[0] as string) ? -1 : 1));
}

/** A code of the tree with those marked on the way to it; equal ways have equal keys. */
interface Node {
  code: string;
  key: number;
  marks: readonly (readonly Mark[])[];
  below: string[];
}

/** Does a scope say something of goods of these digits, whoever's they are? */
export const meetsGoods = ({ goods }: Scope, product: string): boolean =>
  goods.length === 0 || goods.some(({ codes }) => codes.length === 0 || codesMeeting(codes, product).length > 0);

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
