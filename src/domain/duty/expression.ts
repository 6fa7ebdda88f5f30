import { TrackerError } from '../errors.ts';
import { Fraction, greater, lesser, sumDecimals } from './fraction.ts';
import { isCurrency } from './money.ts';
import { COUNTED_UNITS, countedUnit, type DutyUnit } from './units.ts';

/*
 * The field's own sentence:
 *
 *   expression = "free" | sum { ("MIN" | "MAX") sum }
 *   sum        = duty { ("+" | "-") duty }
 *   duty       = number "%" | number currency "/" unit
 *   unit       = [whole number] counted unit | "% vol/hl"
 *
 * `A MIN B` is the greater of the two (B is a floor), `A MAX B` the lesser (B is a cap). A sentence splits at its last
 * conjunction: `A MIN B MAX C` caps what `A MIN B` comes to. The words are read in any case and with any spaces between them.
 */

/** A share of the customs value. Numerals are kept as they were written. */
export interface AdValorem {
  kind: 'ad_valorem';
  percent: string;
}
/** Money per unit: `45.1 GBP/100 kg` has the factor 100, `23.80 EUR/hl` none. */
export interface Specific {
  kind: 'specific';
  amount: string;
  currency: string;
  factor: string | null;
  unit: DutyUnit;
}
export type DutyTerm = AdValorem | Specific;
export interface DutySum {
  kind: 'sum';
  terms: readonly { sign: '+' | '-'; duty: DutyTerm }[];
}
/** `min`: right is a floor under left. `max`: right is a cap on left. */
export interface BoundedDuty {
  kind: 'min' | 'max';
  left: DutySum | BoundedDuty;
  right: DutySum;
}
export type DutyExpression = { kind: 'free' } | DutySum | BoundedDuty;

/** Where a text stops being a duty expression (the first character is 1), and what is wrong there. */
export interface ExpressionFault {
  position: number;
  message: string;
}

const MAX_LENGTH = 500;
const NUMBER = 'a number, such as 5% or 21 EUR/100 kg';

/** Reads a text from left to right, skipping spaces. */
class Reader {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next piece if it has this form; goes past it. */
  take(form: RegExp): string | null {
    this.#at += this.#match(/\s*/)?.length ?? 0;
    const piece = this.#match(form);
    this.#at += piece?.length ?? 0;
    return piece;
  }

  atEnd(): boolean {
    return this.take(/$/) !== null;
  }

  /** Goes back to the beginning of a piece just taken, to say what is wrong with it. */
  back(piece: string): this {
    this.#at -= piece.length;
    return this;
  }

  /** The error that what stands here should be something else. */
  shouldBe(what: string): TrackerError {
    const found = this.take(/[\p{L}\p{N}]+|./su);
    if (found === null)
      return faultAt(this.text, this.text.trimEnd().length, (at) => `it ends before character ${at}, which should be ${what}`);
    return faultAt(this.text, this.#at - found.length, (at) => `"${found}" (character ${at}) should be ${what}`);
  }

  #match(form: RegExp): string | null {
    const sticky = new RegExp(form.source, `${form.flags}y`);
    sticky.lastIndex = this.#at;
    return sticky.exec(this.text)?.[0] ?? null;
  }
}

function faultAt(text: string, index: number, problem: (position: number) => string): TrackerError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  const message = `"${shown}" is not a duty expression: ${problem(index + 1)}`;
  // A caret under the text points at the place where both are shown in a fixed-width font.
  const excerpt = `${text.slice(0, MAX_LENGTH).replace(/\s/g, ' ')}\n${' '.repeat(index)}^`;
  return new TrackerError('invalid', message, [{ path: 'expression', message }], { position: index + 1, excerpt });
}

/**
 * Reads a duty expression. Throws `invalid` (path `expression`) that names what stands at the wrong place and what would be
 * right; its `extra` has the `position` (the first character is 1) and an `excerpt` of two lines, the text and a caret below it.
 */
export function parseDuty(text: string): DutyExpression {
  if (text.length > MAX_LENGTH)
    throw faultAt(text, MAX_LENGTH, () => `it has ${text.length} characters, and at most ${MAX_LENGTH} are read`);
  const reader = new Reader(text);
  if (reader.take(/free(?!\p{L})/iu) !== null) {
    if (!reader.atEnd()) throw reader.shouldBe('the end: free stands alone');
    return { kind: 'free' };
  }
  let read: DutySum | BoundedDuty = readSum(reader);
  for (;;) {
    const word = reader.take(/(?:min|max)(?!\p{L})/iu);
    if (word === null) break;
    read = { kind: word.toLowerCase() === 'min' ? 'min' : 'max', left: read, right: readSum(reader) };
  }
  if (!reader.atEnd()) throw reader.shouldBe('+, -, MIN, MAX or the end');
  return read;
}

function readSum(reader: Reader): DutySum {
  const terms: DutySum['terms'][number][] = [];
  let sign: string | null = '+';
  do {
    terms.push({ sign: sign === '-' ? '-' : '+', duty: readDuty(reader) });
    sign = reader.take(/[+-]/);
  } while (sign !== null);
  return { kind: 'sum', terms };
}

function readDuty(reader: Reader): DutyTerm {
  const number = reader.take(/\d+(?:\.\d+)?/);
  if (number === null) throw reader.shouldBe(NUMBER);
  if (reader.take(/%/) !== null) return { kind: 'ad_valorem', percent: number };
  if (reader.take(/(?=,)/) !== null)
    throw reader.shouldBe(`% or a currency after ${number} (a decimal point, and no separators of thousands)`);
  const currency = reader.take(/\p{L}+/u);
  if (currency === null) throw reader.shouldBe(`% or a currency after ${number}`);
  if (!isCurrency(currency)) {
    const capitals = currency.toUpperCase();
    throw reader.back(currency).shouldBe(isCurrency(capitals) ? capitals : 'a currency: three capital letters of ISO 4217, such as EUR');
  }
  if (reader.take(/\//) === null) throw reader.shouldBe(`"/" and a unit after ${number} ${currency}, such as ${currency}/100 kg`);
  return { kind: 'specific', amount: number, currency, ...readUnit(reader) };
}

function readUnit(reader: Reader): Pick<Specific, 'factor' | 'unit'> {
  const units = `a unit (${COUNTED_UNITS.join(', ')} or % vol/hl)`;
  if (reader.take(/%/) !== null) {
    if (reader.take(/vol(?!\p{L})/iu) === null) throw reader.shouldBe('% vol/hl');
    if (reader.take(/\//) === null) throw reader.shouldBe('/hl after % vol');
    if (reader.take(/hl(?!\p{L})/iu) === null) throw reader.shouldBe('hl after % vol/');
    return { factor: null, unit: '% vol/hl' };
  }
  const factor = reader.take(/[1-9]\d*/);
  if (reader.take(/(?=[0.,])/) !== null) throw reader.shouldBe('a whole number from 1 before the unit, as in 100 kg');
  const word = reader.take(/\p{L}[\p{L}\p{N}]*/u);
  if (word === null) throw reader.shouldBe(units);
  const unit = countedUnit(word);
  if (unit === null) throw reader.back(word).shouldBe(units);
  return { factor, unit };
}

/** Says where a text stops being a duty expression and what is wrong there, or null. */
export function invalidExpression(text: string): ExpressionFault | null {
  try {
    parseDuty(text);
    return null;
  } catch (error) {
    if (error instanceof TrackerError && typeof error.extra.position === 'number')
      return { position: error.extra.position, message: error.message };
    throw error;
  }
}

/** One duty of an expression as people write it. */
export function printTerm(duty: DutyTerm): string {
  if (duty.kind === 'ad_valorem') return `${duty.percent}%`;
  return `${duty.amount} ${duty.currency}/${duty.factor === null ? '' : `${duty.factor} `}${duty.unit}`;
}

/** The sentence of an expression: single spaces, MIN and MAX in capitals, `free` and units in small letters, numerals as they were written. */
export function printDuty(expression: DutyExpression): string {
  if (expression.kind === 'free') return 'free';
  if (expression.kind === 'sum')
    return expression.terms.map(({ sign, duty }, index) => (index === 0 ? printTerm(duty) : `${sign} ${printTerm(duty)}`)).join(' ');
  return `${printDuty(expression.left)} ${expression.kind.toUpperCase()} ${printDuty(expression.right)}`;
}

/** Each duty that an expression is made of, from left to right. */
export function dutiesOf(expression: DutyExpression): DutyTerm[] {
  if (expression.kind === 'free') return [];
  if (expression.kind === 'sum') return expression.terms.map((term) => term.duty);
  return [...dutiesOf(expression.left), ...dutiesOf(expression.right)];
}

/**
 * The whole duty in percent of the customs value, as exact decimal text: `17.0` stays `17.0`, `10% + 17.0%` is `27.0`, `free` is
 * `0`, and never less. Null if any part of it is money per unit.
 */
export function adValoremPct(expression: DutyExpression): string | null {
  if (dutiesOf(expression).some((duty) => duty.kind === 'specific')) return null;
  const percent = percentOf(expression);
  return percent.startsWith('-') ? '0' : percent;
}

function percentOf(expression: DutyExpression): string {
  if (expression.kind === 'free') return '0';
  if (expression.kind === 'sum')
    return sumDecimals(
      expression.terms.flatMap(({ sign, duty }) => (duty.kind === 'ad_valorem' ? [sign === '-' ? `-${duty.percent}` : duty.percent] : [])),
    );
  const [left, right] = [percentOf(expression.left), percentOf(expression.right)];
  const [a, b] = [Fraction.of(left), Fraction.of(right)];
  return (expression.kind === 'min' ? greater(a, b) : lesser(a, b)) === a ? left : right;
}
