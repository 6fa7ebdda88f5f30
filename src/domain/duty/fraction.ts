import { invalid } from '../errors.ts';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/**
 * An exact number. Sums of money are kept as fractions because the inverse of an exchange rate has no last decimal: nothing is
 * rounded until `toFixed`. It can't be written as JSON: that would be the place where somebody forgot to round.
 */
export class Fraction {
  static readonly ZERO = new Fraction(0n, 1n);
  /** In lowest terms, the denominator positive: equal numbers have equal parts. */
  readonly numerator: bigint;
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator: bigint) {
    if (denominator === 0n) throw new RangeError('a fraction divides by zero');
    let [divisor, rest] = [denominator, numerator];
    while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
    // The divisor takes the sign of the denominator, so that the latter comes out positive.
    if (divisor < 0n !== denominator < 0n) divisor = -divisor;
    this.numerator = numerator / divisor;
    this.denominator = denominator / divisor;
  }

  /** Reads a decimal number such as `23.80`. Throws `invalid` at `path`, naming the text. */
  static of(text: string, path = 'number'): Fraction {
    if (!DECIMAL.test(text)) throw invalid(path, `"${text}" is not a decimal number: write digits and a point, such as 1260.89`);
    const decimals = decimalsOf(text);
    return new Fraction(BigInt(text.replace('.', '')), 10n ** BigInt(decimals));
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.numerator * other.denominator + other.numerator * this.denominator, this.denominator * other.denominator);
  }

  minus(other: Fraction): Fraction {
    return this.plus(new Fraction(-other.numerator, other.denominator));
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Fraction): Fraction {
    return new Fraction(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  isLessThan(other: Fraction): boolean {
    return this.numerator * other.denominator < other.numerator * this.denominator;
  }

  isZero(): boolean {
    return this.numerator === 0n;
  }

  /** With how many decimals it can be written; null where there is no last one. */
  decimals(): number | null {
    let rest = this.denominator;
    const count = (prime: bigint): number => {
      let times = 0;
      for (; rest % prime === 0n; rest /= prime) times += 1;
      return times;
    };
    const most = Math.max(count(2n), count(5n));
    return rest === 1n ? most : null;
  }

  /** The number as text with exactly so many decimals, halves rounded up (below zero: away from zero). */
  toFixed(decimals: number): string {
    const size = (this.numerator < 0n ? -this.numerator : this.numerator) * 10n ** BigInt(decimals);
    const digits = String((2n * size + this.denominator) / (2n * this.denominator)).padStart(decimals + 1, '0');
    const sign = this.numerator < 0n && /[1-9]/.test(digits) ? '-' : '';
    if (decimals === 0) return `${sign}${digits}`;
    return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  }
}

/** The greater of two. */
export const greater = (a: Fraction, b: Fraction): Fraction => (a.isLessThan(b) ? b : a);
/** The lesser of two. */
export const lesser = (a: Fraction, b: Fraction): Fraction => (b.isLessThan(a) ? b : a);

/** With how many decimals a number is written. */
export const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** The exact sum of decimal texts, with as many decimals as the longest of them: 10 and 17.0 make 27.0; none make 0. */
export function sumDecimals(texts: readonly string[]): string {
  const sum = texts.reduce((total, text) => total.plus(Fraction.of(text)), Fraction.ZERO);
  return sum.toFixed(Math.max(0, ...texts.map(decimalsOf)));
}
