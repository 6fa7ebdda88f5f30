import { invalid } from '../errors.ts';
import { folded } from '../words.ts';
import type { Shipment } from './amount.ts';
import { Fraction, greater } from './fraction.ts';
import type { Open } from './truths.ts';

// Some duties are charged on a part of the customs value alone: that of the steel in a machine, of what in a car is not of the importer.

/** How much of the customs value a part of it is: so many percent, or so much in its currency. Decimal texts. */
export interface ValuePart {
  /** Which part, in the words of the rate that is charged on it, or some of them. */
  part: string;
  size: { percent: string } | { amount: string };
}

const HUNDRED = Fraction.of('100');
export const WHOLE = Fraction.of('1');

/** Reads `steel: 40%` or `the value of the steel: 400`. Throws `invalid`, naming the text and the right form. */
export function parseValuePart(text: string): ValuePart {
  const [, part, number, isPercent] = /^\s*(\S.*?)\s*:\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/s.exec(text) ?? [];
  if (part === undefined || number === undefined)
    throw invalid(
      'value_part',
      `"${text}" does not say how much a part of the value is: write PART:PERCENT% or PART:AMOUNT, such as steel:40% or steel:400`,
    );
  if (isPercent && HUNDRED.isLessThan(Fraction.of(number)))
    throw invalid('value_part', `"${text}" is more than the whole value: a part of it is 100% at most`);
  return { part, size: isPercent ? { percent: number } : { amount: number } };
}

export const printValuePart = ({ part, size }: ValuePart): string => `${part}:${'percent' in size ? `${size.percent}%` : size.amount}`;

const wordsIn = (text: string): string =>
  ` ${folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ')} `;

/** Which of some parts a text names: the one of these very words, else those that have them among others. */
function named(text: string, parts: readonly string[]): string[] {
  const asked = wordsIn(text);
  const same = parts.filter((part) => wordsIn(part) === asked);
  return same.length > 0 ? same : parts.filter((part) => wordsIn(part).includes(asked));
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

/**
 * What some parts leave of the value of a shipment, from 0 to 1: they share nothing of it. Throws `invalid` where the shipment says of them that
 * they are more than all of it.
 */
export function restBeside(parts: ReadonlyMap<string, Fraction>, shipment: Shipment): Fraction {
  const sum = (shares: readonly Fraction[]): Fraction => shares.reduce((all, share) => all.plus(share), Fraction.ZERO);
  const said = [...parts.keys()].filter((part) => shareOf(shipment, part) !== undefined);
  if (WHOLE.isLessThan(sum(said.map((part) => parts.get(part) as Fraction))))
    throw invalid('value_part', `${said.join(' and ')} come to more than the whole value: nothing of it is of both`);
  return greater(WHOLE.minus(sum([...parts.values()])), Fraction.ZERO);
}

/**
 * How much of the value a part is that nobody says. Between next to none and nearly all there is room for, what is paid changes evenly; none of
 * it keeps nothing away, and all of it leaves nothing.
 */
export type Size = 'none' | 'next to none' | 'nearly all' | 'all';

/** The sizes of so many parts that share nothing of the value, in all ways: at most one of them is about all that there is room for. */
function sizesOf(count: number): (readonly Size[])[] {
  const small = Array.from({ length: count }).reduce<Size[][]>(
    (all) =>
      all.flatMap((sizes): Size[][] => [
        [...sizes, 'none'],
        [...sizes, 'next to none'],
      ]),
    [[]],
  );
  const large = small.flatMap((sizes) =>
    sizes.flatMap((size, at): Size[][] => (size === 'none' ? [sizes.with(at, 'nearly all'), sizes.with(at, 'all')] : [])),
  );
  return [...small, ...large];
}

/** How much of the value some parts are that share nothing of it, which nobody says. */
export const sizesOpen = (parts: readonly string[]): Open => ({
  key: `size of ${parts.join(' and ')}`,
  ways: sizesOf(parts.length).length,
  code: 'value_share_unknown',
  words: `it is charged on ${parts.join(' or on ')} alone, and nobody says how much of the value that is: give ${parts.map((part) => `value_part=${part}:PERCENT%`).join(' and ')}, or :AMOUNT (some of the words will do)`,
});

/** How large one of them is as that is taken. */
export const sizeIn = (parts: readonly string[], part: string, way: number): Size =>
  (sizesOf(parts.length)[way] as readonly Size[])[parts.indexOf(part)] as Size;
