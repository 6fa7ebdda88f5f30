import { parseQuantity } from '../src/domain/duty/units.ts';
import { parseValuePart } from '../src/domain/duty/value-parts.ts';
import type { DutyQuestion, DutyQuote } from '../src/lookups/duty.ts';

/**
 * A shipment whose duty is known from elsewhere, in percent of the customs value: `total` is the one answer that is right; `range` the least
 * and the most where the facts leave several open (no total then); `additional` the same of everything but the base, null where nothing is recorded; `amount` is money, where
 * a duty goes by quantity.
 */
export interface KnownShipment {
  goods: string;
  asked: {
    importer: string;
    origin: string;
    product: string;
    on: string;
    exporter?: string;
    quota?: 'in' | 'over';
    preference?: true;
    conditions?: { id: string; met: boolean }[];
    value_part?: string[];
    announced_by?: string;
    customs_value?: string;
    currency?: string;
    quantity?: string[];
  };
  expected:
    | { total: number }
    | { amount: string }
    | { range: [least: number, most: number | null] }
    | { additional: [least: number, most: number | null] | null };
}

/** The question that a known shipment asks. */
export const questionOf = ({ asked: { quantity = [], value_part = [], ...asked } }: KnownShipment): DutyQuestion => ({
  ...asked,
  quantities: quantity.map(parseQuantity),
  fx: [],
  value_parts: value_part.map(parseValuePart),
});

const boundsWords = (bounds: readonly [least: number | string, most: number | string | null] | null): string =>
  bounds === null ? 'nothing' : `${bounds[0]}% to ${bounds[1] === null ? 'unknown' : `${bounds[1]}%`}`;

const rangeWords = (range: DutyQuote['range']['ad_valorem_pct']): string => boundsWords(range && [range.least, range.most]);

/** Percentages without the zeros at their end: 27.0% is 27%. */
const inNumbers = (text: string): string => text.replace(/[\d.]+(?=%)/g, (number) => String(Number(number)));

/** What is wrong with an answer to a known shipment; null if nothing is. */
export function wrongAnswer({ expected }: KnownShipment, answer: DutyQuote): string | null {
  const { total_ad_valorem_pct: total, total_amount: money, range, additional } = answer;
  const told = total === null ? rangeWords(range.ad_valorem_pct) : `${total}%`;
  const [is, should, what = ''] =
    'amount' in expected
      ? [money === null ? 'no amount' : `${money.amount} ${money.currency}`, expected.amount]
      : 'total' in expected
        ? [told, `${expected.total}%`]
        : 'range' in expected
          ? [told, boundsWords(expected.range), ' all']
          : [rangeWords(additional.ad_valorem_pct), boundsWords(expected.additional), ' on top of the base'];
  return inNumbers(is) === inNumbers(should) ? null : `should be ${should}${what}, is ${is}`;
}
