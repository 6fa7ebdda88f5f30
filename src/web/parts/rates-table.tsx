import type { Rate } from '../../domain/ledger.ts';
import { describeScope, rateText } from '../../domain/words.ts';
import { Table } from './table.tsx';
import { words } from './words.ts';

/** The rates of a tariff from a day on. */
export const RatesTable = ({ rates, caption }: { rates: readonly Rate[]; caption: string }) => (
  <Table
    caption={caption}
    rows={rates}
    empty="No rate is stated."
    columns={[
      { name: 'Rate', names: true, cell: rateText },
      { name: 'Applies to', cell: (rate) => describeScope(rate.scope) },
      { name: 'Collected', cell: (rate) => words(rate.collection) },
      { name: 'Note', cell: (rate) => [rate.note, rate.doubt].filter(Boolean).join('; ') },
    ]}
  />
);
