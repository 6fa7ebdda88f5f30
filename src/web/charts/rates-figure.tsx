import { rateText } from '../../domain/words.ts';
import { longDate } from '../parts/dates.tsx';
import { type Backed, HowKnown } from '../parts/how-known.tsx';
import { notLevied } from '../parts/levied.ts';
import { scopeWords } from '../parts/scope-words.ts';
import { lastBefore } from '../parts/spans.ts';
import { Table } from '../tables/table.tsx';
import type { View } from '../view.ts';
import { ChartFigure } from './chart-figure.tsx';
import { RateLines, type RateLinesProps } from './rate-lines.tsx';
import { hasRates, notInPercent, type RateRow, rateSteps } from './rate-steps.ts';

interface Props extends RateLinesProps {
  /** The entries behind the rate tables. */
  ledger: readonly Backed[];
}

const LinkTo = ({ row, view }: { row: RateRow; view: View }) => (
  <a href={view.href(`/measures/${row.id}`)}>
    <bdi>{row.title}</bdi>
  </a>
);

const RatesOverTime = ({ name, rows, ledger, view }: Props) => {
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  return (
    <Table
      caption={`${name}, as a table`}
      rows={rows.flatMap((row) => row.rate_tables.map((table) => ({ row, table })))}
      empty="No rate is recorded."
      columns={[
        { name: 'Measure', names: true, cell: ({ row }) => <LinkTo row={row} view={view} /> },
        { name: 'First day', cell: ({ table }) => longDate(table.from) },
        { name: 'Last day', cell: ({ table }) => (table.until === null ? '' : longDate(lastBefore(table.until))) },
        {
          name: 'Rates',
          cell: ({ table }) => (
            <ul>
              {table.rates.map((rate) => (
                <li>
                  {rateText(rate)}: <bdi>{scopeWords(rate.scope, view)}</bdi>
                </li>
              ))}
            </ul>
          ),
        },
        { name: 'Levied', cell: ({ row, table }) => notLevied(table, row.statuses) ?? 'yes' },
        { name: 'Sources', cell: ({ table }) => <HowKnown of={entries.get(table.seq)} certainty={table.certainty} view={view} /> },
      ]}
    />
  );
};

/** The rates that a picture of percentages leaves out. */
const NotDrawn = ({ rows, view }: { rows: readonly RateRow[]; view: View }) => {
  const left = rows.flatMap((row) =>
    row.rate_tables.flatMap((table) => {
      const rates = notInPercent(table.rates);
      return rates.length === 0 ? [] : [{ row, text: `${rates.map(rateText).join(', ')} from ${longDate(table.from)}` }];
    }),
  );
  if (left.length === 0) return null;
  return (
    <>
      <p class="note">Not in the picture, because it is money per unit, or determined and not levied:</p>
      <ul class="note">
        {left.map(({ row, text }) => (
          <li>
            <LinkTo row={row} view={view} />: {text}
          </li>
        ))}
      </ul>
    </>
  );
};

/** The rates of tariffs over time, as lines and as a table with their sources; as a table alone where none is in percent. */
export const RatesFigure = (props: Props) => {
  const { name, rows, on, view } = props;
  const table = <RatesOverTime {...props} />;
  const beside = <NotDrawn rows={rows} view={view} />;
  if (!hasRates(rows))
    return (
      <>
        {beside}
        {table}
      </>
    );
  const banded = rows.some((row) => rateSteps(row).some(({ low, high }) => low < high));
  const band =
    ' Where companies or goods differ, a band runs from the lowest to the highest, and the line is what all others pay, or the highest.';
  const caption = `Rates in percent of the customs value, while each tariff is in force; days still to come are shaded.${banded ? band : ''}`;
  return (
    <ChartFigure name={name} caption={caption} legend={beside} table={table}>
      <RateLines name={name} rows={rows} on={on} view={view} />
    </ChartFigure>
  );
};
