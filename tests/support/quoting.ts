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

/** What Chinese electric cars pay in the EU: of whom, on which day, in all, by which lines, and as announced by which day where that matters. */
export const CHINESE_CARS: readonly [exporter: string, on: string, total: string, lines: readonly string[], announced_by?: string][] = [
  ['BYD', '2024-07-04', '10', []],
  // What was secured was given back by the act of 29 October 2024: until it was told, it counts.
  ['BYD', '2024-07-05', '27.4', ['17.4% byd guarantee'], '2024-10-01'],
  ['BYD', '2024-10-29', '27.4', ['17.4% byd guarantee'], '2024-10-01'],
  ['BYD', '2024-07-05', '10', ['17.4% byd none']],
  ['BYD', '2024-10-29', '10', ['17.4% byd none'], '2024-10-29'],
  ['BYD', '2024-10-30', '27.0', ['17.0% byd full']],
  ['Tesla', '2024-10-29', '30.8', ['20.8% other_cooperating guarantee'], '2024-10-01'],
  ['Tesla', '2024-10-30', '17.8', ['7.8% tesla full']],
  ['all_others', '2024-10-30', '45.3', ['35.3% all_others full']],
];
