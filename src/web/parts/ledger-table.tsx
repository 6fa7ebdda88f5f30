import { type AnnotatedEntry, ledgerRow } from '../../formats/ledger-rows.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';
import { Table } from './table.tsx';
import { words } from './words.ts';

/** Entries of the ledger in the order of recording; corrected ones are struck through and name their correction. */
export const LedgerTable = ({ entries, view }: { entries: readonly AnnotatedEntry[]; view: View }) => (
  <Table
    caption="Ledger"
    rows={entries.map(ledgerRow)}
    empty="Nothing is recorded."
    columns={[
      { name: 'Seq', names: true, cell: (row) => <span id={`entry-${row.seq}`}>{row.seq}</span> },
      { name: 'Kind', cell: (row) => words(row.kind) },
      {
        name: 'Says',
        cell: (row) =>
          row.corrected_by === null ? (
            row.says
          ) : (
            <>
              <del>{row.says}</del>{' '}
              <span class="note">
                corrected by <a href={`#entry-${row.corrected_by}`}>{row.corrected_by}</a>
              </span>
            </>
          ),
      },
      { name: 'First day', cell: (row) => row.effective_on ?? '' },
      { name: 'Announced', cell: (row) => row.announced_on ?? '' },
      { name: 'Recorded', cell: (row) => <time dateTime={row.recorded_at}>{row.recorded_at}</time> },
      { name: 'By', cell: (row) => row.recorded_by },
      { name: 'Doubt', cell: (row) => row.doubt ?? (row.confidence === 'verified' ? '' : row.confidence) },
      { name: 'Sources', cell: (row) => (row.kind === 'correction' ? '' : <SourceLinks ids={row.sources} view={view} />) },
    ]}
  />
);
