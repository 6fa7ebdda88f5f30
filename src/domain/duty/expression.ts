import { TrackerError } from '../errors.ts';
import { clipped } from '../text.ts';
import { Fraction, greater, lesser, sumDecimals } from './fraction.ts';
import { isCurrency } from './money.ts';
import { COUNTED_UNITS, type DutyUnit } from './unit-table.ts';
import { type Counted, nameAt, type Refused, strengthAt, unitAt, type Written } from './unit-words.ts';

/*
 * The field's own sentence, as it is printed:
 *
 *   expression = "free" | sum { ("MIN" | "MAX") sum }
 *   sum        = duty { ("+" | "-") duty }
 *   duty       = number "%" | [ "PRICE" ] number currency "/" unit
 *   unit       = [whole number] counted unit [ "/" name of a quantity ] | "% vol/hl"
 *
 * `A MIN B` is the greater of the two (B is a floor), `A MAX B` the lesser (B is a cap). A sentence splits at its last
 * conjunction: `A MIN B MAX C` caps what `A MIN B` comes to. The words are read in any case and with any spaces between them, and
 * so is what TARIC, the United Kingdom and the United States write for the same; what is known and not read is refused by its name.
 */

/** A share of the customs value. Numerals are kept as they were written. */
interface AdValorem {
  kind: 'ad_valorem';
  percent: string;
}
/** Money per unit: `45.1 GBP/100 kg` has the factor 100, `23.80 EUR/hl` none. */
export interface PerUnit {
  amount: string;
  currency: string;
  factor: string | null;
  unit: DutyUnit;
  /** What is measured, where it is not the goods as they are: `net drained`, `biodiesel`. */
  of?: string;
}
interface Specific extends PerUnit {
  kind: 'specific';
}
/** A minimum price: the duty is what the customs value lacks of it, and nothing if it lacks nothing. */
interface MinimumPrice extends PerUnit {
  kind: 'price';
}
/** One duty of an expression. */
export type DutyTerm = AdValorem | Specific | MinimumPrice;
/** Duties that are paid together, or taken from each other. */
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
/** A rate that was written as an expression, as it is read. */
export type DutyExpression = { kind: 'free' } | DutySum | BoundedDuty;

const MAX_LENGTH = 500;
const NUMBER = 'a number, such as 5% or 21 EUR/100 kg';

/** Reads a text from left to right, skipping spaces. */
class Reader {
  readonly text: string;
  #at = 0;
  /** Of the piece that was found last. */
  #length = 0;

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

  /** The next piece if this finds it; goes past it. */
  find<Meaning>(how: (text: string, from: number) => Written<Meaning>): Meaning | undefined {
    const found = how(this.text, this.#at);
    if (!found) return undefined;
    this.#at = found.end;
    this.#length = found.length;
    return found.means;
  }

  /** A piece just taken is what was found. */
  found(piece: string): this {
    this.#length = piece.length;
    return this;
  }

  /** The error that the piece just found is known and not read. */
  notRead({ refused }: Refused): TrackerError {
    return faultAt(this.text, this.#at - this.#length, (at) => `${refused.name} (character ${at}): not read: ${refused.why}`);
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
  const message = `"${clipped(text, 80)}" is not a duty expression: ${problem(index + 1)}`;
  // A caret under the text points at the place where both are shown in a fixed-width font.
  const excerpt = `${text.slice(0, MAX_LENGTH).replace(/\s/g, ' ')}\n${' '.repeat(index)}^`;
  return new TrackerError('invalid', message, [{ path: 'expression', message }], { position: index + 1, excerpt });
}

/**
 * Reads a duty expression. Throws `invalid` (path `expression`) that names what stands at the wrong place and what would be
 * right; its `extra` has the `position` (the first character is 1) and an `excerpt` of two lines, the text and a caret below it.
 */
export function parseDuty(text: string): DutyExpression {
  const known = parsed.get(text);
  if (known) return known;
  const duty = readExpression(text);
  // The same few sentences stand in thousands of rates.
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(text, duty);
  return duty;
}
const parsed = new Map<string, DutyExpression>();
const MOST_PARSED = 10_000;

/** The same, or null for a text that is no duty expression. */
export function parseDutyOrNull(text: string): DutyExpression | null {
  try {
    return parseDuty(text);
  } catch (error) {
    if (error instanceof TrackerError) return null;
    throw error;
  }
}

function readExpression(text: string): DutyExpression {
  if (text.length > MAX_LENGTH)
    throw faultAt(text, MAX_LENGTH, () => `it has ${text.length} characters, and at most ${MAX_LENGTH} are read`);
  const reader = new Reader(text);
  if (reader.take(/(?:free|nihil)(?!\p{L})/iu) !== null) {
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

/** What the tariffs of the world write where a duty stands, and cannot be worked out from it. */
const KNOWN: readonly [form: RegExp, name: string, why: string][] = [
  [
    /(?:EA|AD\s*[SF]\s*\/\s*[ZM]|AC|SD|FD|[Mm]eursing)(?:\s+R|\s*\(reduced\))?(?![\p{L}\p{N}])/u,
    'Meursing component',
    'it is worked out from the milk, sugar and starch in the goods',
  ],
  [/entry[\s-]+price\p{L}*/iu, 'entry price', 'the duty hangs on the price of each consignment'],
  [/export[\s-]+refunds?(?:\s+for\s+\p{L}+)*/iu, 'export refund', 'it is no duty'],
];

/** Throws if a duty stands here that is known and not read. */
function refuseKnown(reader: Reader): void {
  for (const [form, name, why] of KNOWN) {
    const found = reader.take(form);
    if (found !== null) throw reader.found(found).notRead({ refused: { name: `${name} "${found}"`, why } });
  }
}

const CURRENCY_SIGNS: Readonly<Record<string, string>> = { $: 'USD', US$: 'USD', '€': 'EUR', '£': 'GBP' };
const SIGN = /(?:US)?\$|€|£/;
const CENTS = /¢|c(?=\s*(?:\/|each|per(?!\p{L})))/u;

function readDuty(reader: Reader): DutyTerm {
  refuseKnown(reader);
  const isPrice = reader.take(/(?:min(?:imum)?\.?\s+)?price(?!\p{L})/iu) !== null;
  const before = reader.take(SIGN) ?? reader.take(/[A-Z]{3}(?=\s*\d)/);
  if (before !== null && CURRENCY_SIGNS[before] === undefined && !isCurrency(before)) throw reader.back(before).shouldBe(NUMBER);
  const number = readNumber(reader);
  if (before === null && !isPrice && reader.take(/%/) !== null) {
    const cif = reader.take(/CIF(?!\p{L})/iu);
    if (cif !== null)
      throw reader
        .found(cif)
        .notRead({ refused: { name: '% CIF', why: 'percentages are of the customs value, as the importer’s law defines it' } });
    return { kind: 'ad_valorem', percent: number };
  }
  const money = before === null ? readMoney(reader, number, isPrice) : { amount: number, currency: CURRENCY_SIGNS[before] ?? before };
  return { kind: isPrice ? 'price' : 'specific', ...money, ...readPer(reader, `${number} ${money.currency}`, money.currency) };
}

/**
 * A number. Commas are read where they can be nothing but separators of thousands: groups of three, and a decimal point after
 * them, or a second comma, or nothing but zeros of an amount. What remains may be a decimal comma, and so may the zeros of a percentage.
 */
function readNumber(reader: Reader): string {
  const grouped = reader.take(/[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,}|,000(?!\s*%))(?![\d,.])/);
  const number = grouped?.replaceAll(',', '') ?? reader.take(/\d+(?:\.\d+)?/);
  if (number === null) throw reader.shouldBe(NUMBER);
  return number;
}

function readMoney(reader: Reader, number: string, isPrice: boolean): { amount: string; currency: string } {
  const wanted = isPrice ? 'a currency' : '% or a currency';
  if (reader.take(/(?=,)/) !== null)
    throw reader.shouldBe(
      `${wanted} after ${number} (decimals after a point, as in 12.4; separators of thousands only as in 1,395.40 or USD 7,000)`,
    );
  const sign = reader.take(SIGN);
  if (sign !== null) return { amount: number, currency: CURRENCY_SIGNS[sign] as string };
  if (reader.take(CENTS) !== null) return { amount: hundredthOf(number), currency: 'USD' };
  const currency = reader.take(/\p{L}+/u);
  if (currency === null) throw reader.shouldBe(`${wanted} after ${number}`);
  if (!isCurrency(currency)) {
    const capitals = currency.toUpperCase();
    throw reader.back(currency).shouldBe(isCurrency(capitals) ? capitals : 'a currency: three capital letters of ISO 4217, such as EUR');
  }
  return { amount: number, currency };
}

/** Cents in dollars: no digit is lost. */
function hundredthOf(number: string): string {
  const [whole = '', decimals = ''] = number.split('.');
  const digits = whole.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${decimals}`;
}

function readPer(reader: Reader, money: string, currency: string): Pick<PerUnit, 'factor' | 'unit' | 'of'> {
  if (reader.take(/each(?!\p{L})/iu) !== null) return { factor: null, unit: 'unit' };
  if (reader.take(/\/|per(?!\p{L})/iu) === null) throw reader.shouldBe(`"/" and a unit after ${money}, such as ${currency}/100 kg`);
  return readUnit(reader);
}

function readUnit(reader: Reader): Pick<PerUnit, 'factor' | 'unit' | 'of'> {
  const units = `a unit (${COUNTED_UNITS.join(', ')} or % vol/hl)`;
  if (reader.find(strengthAt)) return { factor: null, unit: '% vol/hl' };
  if (reader.take(/%/) !== null) {
    if (reader.take(/vol(?!\p{L})/iu) === null) throw reader.shouldBe('% vol/hl');
    if (reader.take(/\//) === null) throw reader.shouldBe('/hl after % vol');
    if (reader.take(/hl(?!\p{L})/iu) === null) throw reader.shouldBe('hl after % vol/');
    return { factor: null, unit: '% vol/hl' };
  }
  const factor =
    reader.take(/[1-9]\d{0,2}(?:,\d{3})+(?![\d,])|[1-9]\d{0,2}(?:[ \u00a0\u202f]000)+(?!\d)|[1-9]\d*/)?.replace(/\D/g, '') ?? null;
  if (reader.take(/(?=[0.,])/) !== null) throw reader.shouldBe('a whole number from 1 before the unit, as in 100 kg');
  const unit = reader.find(unitAt);
  if (unit === undefined) throw reader.shouldBe(units);
  if ('refused' in unit) throw reader.notRead(unit);
  return { ...unit, factor: factorOf(factor, unit), ...nameOf(reader, unit) };
}

/** 10 of 100 kg are 1000 kg. */
const factorOf = (factor: string | null, unit: Counted): string | null =>
  factor === null || unit.factor === null ? (factor ?? unit.factor) : String(BigInt(factor) * BigInt(unit.factor));

function nameOf(reader: Reader, unit: Counted): { of?: string } {
  if (unit.of !== undefined) return {};
  const name = reader.find(nameAt);
  if (name === undefined) return {};
  if (name === null) throw reader.shouldBe(`the name of what is measured in ${unit.unit}, such as net drained`);
  if (typeof name !== 'string') throw reader.notRead(name);
  return { of: name };
}

/** One duty of an expression as people write it. */
export function printTerm(duty: DutyTerm): string {
  if (duty.kind === 'ad_valorem') return `${duty.percent}%`;
  const { kind, amount, currency, factor, unit, of } = duty;
  const per = `${factor === null ? '' : `${factor} `}${unit}${of === undefined ? '' : `/${of}`}`;
  return `${kind === 'price' ? 'PRICE ' : ''}${amount} ${currency}/${per}`;
}

/** The numeral of a duty. */
export const numeralOf = (duty: DutyTerm): string => (duty.kind === 'ad_valorem' ? duty.percent : duty.amount);

/** The sentence of an expression: single spaces, MIN and MAX in capitals, `free` and units in small letters, numerals as they were written. */
export function printDuty(expression: DutyExpression): string {
  if (expression.kind === 'free') return 'free';
  if (expression.kind === 'sum')
    return expression.terms.map(({ sign, duty }, index) => (index === 0 ? printTerm(duty) : `${sign} ${printTerm(duty)}`)).join(' ');
  return `${printDuty(expression.left)} ${expression.kind.toUpperCase()} ${printDuty(expression.right)}`;
}

/**
 * What people bring in the one form in which it is kept: `2.4¢/kg + 5%` is `0.024 USD/kg + 5%`. Throws `invalid` as `parseDuty` does,
 * and for one that would be too long to be read again.
 */
export function normaliseDuty(text: string): string {
  const printed = printDuty(parseDuty(text));
  if (printed.length > MAX_LENGTH)
    throw faultAt(text, text.length, () => `written out it has ${printed.length} characters, and at most ${MAX_LENGTH} are read`);
  return printed;
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
  if (dutiesOf(expression).some((duty) => duty.kind !== 'ad_valorem')) return null;
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
