import type { z } from '@hono/zod-openapi';
import { type FxRate, parseCurrency, parseFx } from '../domain/money.ts';
import { parseQuantity, type Quantity } from '../domain/units.ts';
import type { dutyParameters } from './questions.ts';

type Given = z.output<z.ZodObject<typeof dutyParameters>>;
type Read = Omit<Given, 'quantity' | 'fx'> & { quantities: Quantity[]; fx: FxRate[] };

/** Reads what the texts of a duty question mean. Throws `invalid` for a quantity, an exchange rate or a currency that is none. */
export function readDutyQuestion({ quantity = [], fx = [], ...rest }: Given): Read {
  if (rest.currency !== undefined) parseCurrency(rest.currency);
  return { ...rest, quantities: quantity.map((text) => parseQuantity(text)), fx: fx.map((text) => parseFx(text)) };
}
