import type { FxRate } from './money.ts';
import type { Quantity } from './units.ts';

/** How much of the customs value a part of it is: so many percent, or so much in its currency. Decimal texts. */
export interface ValuePart {
  /** Which part, in the words of the rate that is charged on it, or some of them. */
  part: string;
  size: { percent: string } | { amount: string };
}

/** What is known of the goods that pay. */
export interface Shipment {
  /** Decimal text: the value that percentages are of (CIF), in `currency`. */
  customs_value?: string | undefined;
  /** The currency of the customs value and of the answer. */
  currency?: string | undefined;
  /** At most one of a dimension and a name: a mass, a mass of net drained weight, a volume, an alcoholic strength … */
  quantities: readonly Quantity[];
  /** At most one of a pair of currencies; each serves both ways. */
  fx: readonly FxRate[];
  /** How much of the value parts of it are that duties are charged on alone. */
  value_parts?: readonly ValuePart[] | undefined;
}
