import { meantDigits, type Scope } from '../scope.ts';

// The goods that a measure covers, held against those of its rates one code at a time.

/** A kind of goods with one code, or with none. */
export interface GoodsPart {
  /** HS digits as they are written, `*`, or null for words. */
  digits: string | null;
  ex: boolean;
  name: string | null;
}

const ALL_GOODS: GoodsPart = { digits: '*', ex: false, name: null };
/** Goods of a list that exists and that nobody transcribed. */
const UNLISTED: GoodsPart = { digits: null, ex: true, name: null };

/** The goods of a scope, one code at a time; all goods where it names none. */
export function goodsParts({ goods, list_unknown }: Scope): GoodsPart[] {
  const parts = goods.flatMap(({ name, codes }): GoodsPart[] =>
    codes.length === 0
      ? [{ digits: null, ex: true, name }]
      : codes.map((code) => ({ digits: code.replace(/^ex /, ''), ex: code.startsWith('ex '), name })),
  );
  if (list_unknown.includes('goods')) parts.push(UNLISTED);
  return parts.length === 0 ? [ALL_GOODS] : parts;
}

/** The goods of one covered scope, to be looked up by the digits that are meant: 870300 holds 870380. */
class CoveredGoods {
  readonly parts: readonly GoodsPart[];
  readonly #exact = new Map<string, GoodsPart[]>();
  /** Those that lie within some shorter digits. */
  readonly #within = new Map<string, GoodsPart[]>();

  constructor(scope: Scope) {
    this.parts = goodsParts(scope);
    const add = (map: Map<string, GoodsPart[]>, key: string, part: GoodsPart): void => {
      const list = map.get(key);
      if (list) list.push(part);
      else map.set(key, [part]);
    };
    for (const part of this.parts) {
      if (part.digits === null) continue;
      const meant = meantDigits(part.digits);
      add(this.#exact, meant, part);
      if (meant !== '*') for (let length = 2; length < meant.length; length += 2) add(this.#within, meant.slice(0, length), part);
    }
  }

  /** What these goods and those of a rate have in common. */
  shared(asked: GoodsPart): GoodsPart[] {
    const { digits, ex, name } = asked;
    if (digits === '*') return [...this.parts];
    if (digits === null) return [asked];
    const meant = meantDigits(digits);
    const keys = ['*'];
    for (let length = 2; length <= meant.length; length += 2) keys.push(meant.slice(0, length));
    const holding = keys.flatMap((key) => this.#exact.get(key) ?? []);
    const named = (other: GoodsPart): string | null => name ?? other.name;
    const whole = holding.find((one) => !one.ex);
    if (whole) return [{ digits, ex, name: named(whole) }];
    const [partly] = holding;
    const inside = (this.#within.get(meant) ?? []).map((one) => ({ digits: one.digits, ex: ex || one.ex, name: one.name ?? name }));
    if (partly || inside.length > 0) return [...(partly ? [{ digits, ex: true, name: named(partly) }] : []), ...inside];
    // Words may mean the code: that can't be told.
    const words = this.parts.find((one) => one.digits === null);
    return words ? [{ digits, ex: true, name: named(words) }] : [];
  }
}

/** Kept as long as the scopes are: each table is held against them, question after question. */
const known = new WeakMap<Scope, CoveredGoods>();

/** The goods of a covered scope, to be looked up. */
export function coveredGoods(scope: Scope): CoveredGoods {
  const kept = known.get(scope) ?? new CoveredGoods(scope);
  known.set(scope, kept);
  return kept;
}
