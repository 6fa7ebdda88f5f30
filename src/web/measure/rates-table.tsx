import type { Rate } from '../../domain/ledger.ts';
import { collectionOf, isInForce } from '../../domain/status.ts';
import type { Collection } from '../../domain/vocabulary.ts';
import { rateText } from '../../domain/words.ts';
import type { RateTableStretch, StatusStretch } from '../../tracker/stretches.ts';
import { longDate } from '../parts/dates.tsx';
import { notLevied, statusesDuring } from '../parts/levied.ts';
import { companyWords, scopeWords } from '../parts/scope-words.ts';
import { lastBefore, stretchWords } from '../parts/spans.ts';
import { Table } from '../tables/table.tsx';
import type { View } from '../view.ts';
import { Footnotes, NoteMarks } from './footnotes.tsx';
import { type RateCell, type RateRow, rateRows } from './rate-rows.ts';

interface Props {
  tables: readonly RateTableStretch[];
  statuses: readonly StatusStretch[];
  view: View;
}

export const COLLECTED: Readonly<Record<Collection, string>> = {
  full: '',
  guarantee: 'as a guarantee',
  if_undertaking_broken: 'only if the undertaking is broken',
  none: 'determined, not levied',
};

/** What is said about a rate beside its number. */
const notesOn = ({ note, doubt, confidence }: Rate): string[] =>
  [note, doubt === null ? null : `in doubt: ${doubt}`, confidence === 'recalled' ? 'from memory, not read in a source' : null].filter(
    (text) => text !== null,
  );

const notesIn = (rows: readonly RateRow[]): string[] => [
  ...new Set(rows.flatMap(({ cells }) => cells.flatMap((cell) => (cell?.instead === null ? notesOn(cell.rate) : [])))),
];

/** How a rate is collected in a stretch: what applies while a case runs is secured. */
function collectedIn({ collection }: Rate, stretch: RateTableStretch, statuses: readonly StatusStretch[]): string {
  const levying = statusesDuring(stretch, statuses).find(({ status }) => isInForce(status));
  return COLLECTED[levying ? collectionOf(collection, levying.status) : collection];
}

function insteadWords(instead: readonly string[]): string {
  if (instead.includes('other_cooperating')) return 'as other cooperating';
  return instead.includes('all_others') ? 'as all others' : 'as everyone';
}

interface CellProps {
  cell: RateCell | null;
  stretch: RateTableStretch;
  statuses: readonly StatusStretch[];
  notes: readonly string[];
}

const Cell = ({ cell, stretch, statuses, notes }: CellProps) => {
  if (cell === null) return <span class="note">–</span>;
  const collected = collectedIn(cell.rate, stretch, statuses);
  return (
    <div>
      <span class={cell.instead === null ? 'rate' : 'rate inherited'}>{rateText(cell.rate)}</span>
      {cell.instead === null && <NoteMarks texts={notesOn(cell.rate)} notes={notes} />}
      {collected !== '' && <span class="note block">{collected}</span>}
      {cell.instead !== null && <span class="note block">{insteadWords(cell.instead)}</span>}
    </div>
  );
};

/** Is it these days, or some that are to come? Rates that are not levied on the day are nobody's now. */
const Place = ({ stretch, statuses }: { stretch: RateTableStretch; statuses: readonly StatusStretch[] }) => {
  if (stretch.upcoming) return <em>upcoming</em>;
  return stretch.current && statuses.some((one) => one.current && isInForce(one.status)) ? <strong class="now">now</strong> : null;
};

/** The days of a stretch, with what is to be known of them. */
const Days = ({ stretch, statuses }: { stretch: RateTableStretch; statuses: readonly StatusStretch[] }) => {
  const idle = notLevied(stretch, statuses);
  return (
    <>
      {stretchWords(stretch)} <Place stretch={stretch} statuses={statuses} />
      {stretch.derived && <span class="note"> by its own terms</span>}
      {idle !== null && <span class="note idle"> {idle}</span>}
    </>
  );
};

/** Whose rate a row is: a company, a group, or everybody; then what else narrows it. */
const Payer = ({ row: { scope }, view }: { row: RateRow; view: View }) => {
  const rest = scopeWords({ ...scope, exporters: [], companies: [] }, view);
  const names = scope.exporters.map((exporter) => companyWords(exporter, view)).join(', ');
  if (names === '') return <bdi>{rest === 'everything' ? 'Everyone' : rest}</bdi>;
  return (
    <>
      <bdi>{names}</bdi>
      {rest !== 'everything' && <span class="note block">{rest}</span>}
    </>
  );
};

/** One rate for all: how it moved, a stretch a row. */
const Steps = ({ row, tables, statuses, notes }: Omit<Props, 'view'> & { row: RateRow; notes: readonly string[] }) => (
  <Table
    caption="The rate over time"
    rows={tables.map((stretch, index) => ({ stretch, cell: row.cells[index] ?? null }))}
    empty="No rate is stated."
    columns={[
      {
        name: 'From',
        names: true,
        cell: ({ stretch }) => (
          <>
            {longDate(stretch.from)} <Place stretch={stretch} statuses={statuses} />
          </>
        ),
      },
      { name: 'Last day', cell: ({ stretch }) => (stretch.until === null ? '' : longDate(lastBefore(stretch.until))) },
      { name: 'Rate', cell: ({ stretch, cell }) => <Cell cell={cell} stretch={stretch} statuses={statuses} notes={notes} /> },
      {
        name: 'Remarks',
        cell: ({ stretch }) => [stretch.derived ? 'by its own terms' : null, notLevied(stretch, statuses)].filter(Boolean).join('; '),
      },
    ]}
  />
);

/** What each company or group pays in each stretch of time: on a phone each of them is a card. */
const Matrix = ({ rows, tables, statuses, notes, view }: Props & { rows: readonly RateRow[]; notes: readonly string[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
  <section class="scroll" tabIndex={0} aria-label="Rates over time">
    <table class="stack rates">
      <caption>Rates over time</caption>
      <thead>
        <tr>
          <th scope="col">Whose</th>
          {tables.map((stretch) => (
            <th scope="col" class={stretch.current ? 'current' : undefined}>
              <Days stretch={stretch} statuses={statuses} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <Payer row={row} view={view} />
            </th>
            {tables.map((stretch, index) => (
              <td data-name={stretchWords(stretch)} class={stretch.current ? 'current' : undefined}>
                <Cell cell={row.cells[index] ?? null} stretch={stretch} statuses={statuses} notes={notes} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** The rates of a tariff over time, with what is said about them. */
export const RatesTable = ({ tables, statuses, view }: Props) => {
  const rows = rateRows(tables);
  const notes = notesIn(rows);
  const [only, ...others] = rows;
  if (only === undefined) return <p>No rate is recorded.</p>;
  return (
    <>
      {others.length === 0 ? (
        <Steps row={only} tables={tables} statuses={statuses} notes={notes} />
      ) : (
        <Matrix rows={rows} tables={tables} statuses={statuses} notes={notes} view={view} />
      )}
      <Footnotes notes={notes} />
    </>
  );
};
