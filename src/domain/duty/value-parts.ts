import { invalid } from '../errors.ts';
import { folded, splitWords } from '../text.ts';
import { Fraction, greater } from './fraction.ts';
import type { Shipment, ValuePart } from './shipment.ts';
import type { Open } from './truths.ts';

// Some duties are charged on a part of the customs value alone: that of the steel in a machine, of what in a car is not of the importer.

const HUNDRED = Fraction.of('100');
/** All of the value, as a share of it. */
export const WHOLE_VALUE = Fraction.of('1');
/** Words that tell no part from another. */
const FILLING = new Set(['the', 'value', 'of', 'that', 'is', 'what', 'a', 'part']);

/** Reads `steel: 40%` or `the value of the steel: 400`. Throws `invalid`, naming the text and the right form. */
export function parseValuePart(text: string): ValuePart {
  const at = text.lastIndexOf(':');
  const [part, size] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(size) ?? [];
  if (part === '' || number === undefined) {
    const why = /^\d+,\d+\s*%?$/.test(size) ? ', with a point before the decimals' : '';
    throw invalid(
      'value_part',
      `"${text}" does not say how much a part of the value is: write PART:PERCENT% or PART:AMOUNT${why}, such as steel:40% or steel:400.50`,
    );
  }
  if (part.split(/[,;\n]/).some((one) => /:\s*\d[\d.]*\s*%?$/.test(one.trim())))
    throw invalid('value_part', `"${text}" says it of several parts: give each by itself, in a sheet with ; between them`);
  const isPercent = percent === '%';
  if (isPercent && HUNDRED.isLessThan(Fraction.of(number)))
    throw invalid('value_part', `"${text}" is more than the whole value: a part of it is 100% at most`);
  return { part, size: isPercent ? { percent: number } : { amount: number } };
}

/** A part as `parseValuePart` reads it. */
export const printValuePart = ({ part, size }: ValuePart): string => `${part}:${'percent' in size ? `${size.percent}%` : size.amount}`;

/** The words of a text that tell one part from another, each between spaces. */
const tellingWords = (text: string): string =>
  ` ${splitWords(folded(text))
    .filter((word) => !FILLING.has(word))
    .join(' ')} `;

/** Which of some parts a text names: the one of these very words, else those that have them among others. */
function named(text: string, parts: readonly string[]): string[] {
  const asked = tellingWords(text);
  if (asked.trim() === '') return [];
  const same = parts.filter((part) => tellingWords(part) === asked);
  return same.length > 0 ? same : parts.filter((part) => tellingWords(part).includes(asked));
}

/** How much of the value a part is by what a shipment says, from 0 to 1; undefined where it says nothing of it in the words of the rates. */
export function shareOf({ value_parts = [], customs_value }: Shipment, part: string): Fraction | undefined {
  const said = value_parts.find((one) => one.part === part);
  return said && shareIn(said, customs_value);
}

function shareIn(said: ValuePart, customs_value: string | undefined): Fraction {
  const { size } = said;
  if ('percent' in size) return Fraction.of(size.percent).over(HUNDRED);
  if (customs_value === undefined)
    throw invalid(
      'value_part',
      `"${printValuePart(said)}" is an amount of money: give customs_value, of which it is a part, or so many percent`,
    );
  const [amount, value] = [Fraction.of(size.amount), Fraction.of(customs_value)];
  if (value.isLessThan(amount))
    throw invalid(
      'value_part',
      `"${printValuePart(said)}" is more than the customs value, ${customs_value}: a part of it is no more than the whole`,
    );
  return amount.isZero() ? Fraction.ZERO : amount.over(value);
}

/** Checks that the parts that a shipment names can be parts of its value. Throws `invalid` for one that is more than the whole, or an amount without a value. */
export function checkValueParts({ value_parts = [], customs_value }: Pick<Shipment, 'value_parts' | 'customs_value'>): void {
  for (const said of value_parts) shareIn(said, customs_value);
}

/** Is it said of one of these parts, or perhaps of one of several? */
export const mayName = ({ part }: ValuePart, known: readonly string[]): boolean => named(part, known).length > 0;

/** The parts that are named among those that rates are charged on, in the words of these; what names none, or several, is left out. */
export const inWordsOf = (given: readonly ValuePart[], known: readonly string[]): ValuePart[] =>
  given.flatMap((said) => {
    const [part, ...others] = named(said.part, known);
    return part === undefined || others.length > 0 ? [] : [{ ...said, part }];
  });

/** Checks what `inWordsOf` leaves out, and that no part is named twice. Throws `invalid` (`when`: on which days). */
export function checkNamed(given: readonly ValuePart[], known: readonly string[], when: string): void {
  const found = new Map<string, ValuePart>();
  for (const said of given) {
    const parts = named(said.part, known);
    const [part] = parts;
    if (part === undefined)
      throw invalid(
        'value_part',
        known.length === 0
          ? `no duty on these goods is charged on a part of the value ${when}: leave "${said.part}" out`
          : `no duty on these goods is charged on "${said.part}" ${when}: name ${known.map((one) => `"${one}"`).join(' or ')}`,
      );
    if (parts.length > 1) throw invalid('value_part', `"${said.part}" may be ${parts.map((one) => `"${one}"`).join(' or ')}: say which`);
    const twin = found.get(part);
    if (twin !== undefined)
      throw invalid('value_part', `"${printValuePart(twin)}" and "${printValuePart(said)}" are of one part: give one of them`);
    found.set(part, said);
  }
}

/** Whether a rate is paid on a shipment. */
export type Pays = 'something' | 'perhaps' | 'nothing';

/** A part of the customs value that is charged. */
export interface ChargedOn {
  /** Which part, in words. */
  part: string;
  /** How much of the value it is, from 0 to 1. */
  share: Fraction;
  /** A part that is next to nothing pays all the same, which keeps others away. */
  pays: Pays;
  /** How large it is taken to be, where nobody says. */
  taken?: Size;
}

/**
 * How large a part may be of which nobody says it, beside the other parts that are said: none of the value, next to none, nearly what they
 * leave, just that, or all of it: customs takes the whole where it does not know. Between these what is paid changes evenly.
 */
const SIZES = ['none', 'next to none', 'nearly the rest', 'the rest', 'all'] as const;
export type Size = (typeof SIZES)[number];

/** How large a part may be of which a shipment does not say it. */
export function sizesOf(shipment: Shipment): readonly Size[] {
  const room = shareTaken('the rest', shipment);
  // Where there is room for all, or for none, the rest is that.
  return SIZES.filter((size) => (size === 'all' ? room.isLessThan(WHOLE_VALUE) : !room.isZero() || !size.endsWith('the rest')));
}

/** So large a part is taken to be: in as many ways as there are sizes. */
export const sizeOpen = (part: string, { length }: readonly Size[]): Open => ({
  key: `size of ${part}`,
  ways: length,
  code: 'value_share_unknown',
  words: `it is charged on ${part} alone, and nobody says how much of the value that is: give value_part=${part}:PERCENT% or :AMOUNT (some of the words will do)`,
});

/** The share of a part that is taken to be so large. */
export function shareTaken(size: Size, { value_parts = [], customs_value }: Shipment): Fraction {
  if (size === 'all') return WHOLE_VALUE;
  if (size === 'none' || size === 'next to none') return Fraction.ZERO;
  return greater(WHOLE_VALUE.minus(together(value_parts.map((said) => shareIn(said, customs_value)))), Fraction.ZERO);
}

const together = (shares: readonly Fraction[]): Fraction => shares.reduce((sum, share) => sum.plus(share), Fraction.ZERO);

/** What is left of the value beside some parts of it. */
export interface Rest {
  /** From 0 to 1. */
  share: Fraction;
  /** It is next to none of it, and pays all the same; of none of it nothing is paid. */
  isSome: boolean;
}

/**
 * What some parts leave of the value, which share nothing of it; null where it is said that they leave nothing. Throws `invalid` where they are
 * said to be more than all of it, but that customs takes the whole for one of them.
 */
export function restBeside(parts: readonly ChargedOn[]): Rest | null {
  const said = parts.filter(({ taken }) => taken === undefined).map(({ share }) => share);
  if (WHOLE_VALUE.isLessThan(together(said)) && said.every((share) => share.isLessThan(WHOLE_VALUE)))
    throw invalid(
      'value_part',
      `${parts.map(({ part }) => part).join(' and ')} come to more than the whole value: nothing of it is of both`,
    );
  const left = WHOLE_VALUE.minus(together(parts.map(({ share }) => share)));
  if (Fraction.ZERO.isLessThan(left)) return { share: left, isSome: true };
  if (said.length === parts.length) return null;
  return { share: Fraction.ZERO, isSome: left.isZero() && parts.some(({ taken }) => taken === 'nearly the rest') };
}
