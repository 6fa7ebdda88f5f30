import type { Amount } from '../../tracker/quote-duty.ts';

/** A decimal number with its thousands set apart for reading; its decimals stay as they are. */
export function grouped(decimal: string): string {
  const [whole = '', decimals] = decimal.split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? thousands : `${thousands}.${decimals}`;
}

/** Money for reading; the exact decimal is the value of the element. */
export const Money = ({ of: { amount, currency } }: { of: Amount }) => (
  <data class="number" value={amount}>{`${grouped(amount)} ${currency}`}</data>
);

/** A percentage as it was worked out. */
export const Percent = ({ of }: { of: string }) => (
  <data class="number" value={of}>
    {`${of}%`}
  </data>
);
