import { parseFx } from '../../src/domain/duty/money.ts';
import { parseQuantity } from '../../src/domain/duty/units.ts';
import { type DutyQuestion, type DutyQuote, quoteDuty } from '../../src/lookups/duty.ts';
import type { TestTracker } from './database.ts';

/** A duty question, with quantities and exchange rates as people write them. */
export type Asked = Partial<Omit<DutyQuestion, 'quantities' | 'fx'>> & { quantity?: string[]; fx?: string[] };
/** Asks it; of Australian wine in China unless said otherwise. */
export const quote = (
  { tracker }: TestTracker,
  { quantity = [], fx = [], ...question }: Asked,
  forOthersToo?: Parameters<typeof quoteDuty>[2],
): Promise<DutyQuote> =>
  quoteDuty(
    tracker,
    {
      importer: 'CN',
      origin: 'AU',
      product: '2204',
      ...question,
      quantities: quantity.map((text) => parseQuantity(text)),
      fx: fx.map((text) => parseFx(text)),
    },
    forOthersToo,
  );
