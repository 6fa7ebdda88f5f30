import type { DisputeRow } from '../../tracker/list-disputes.ts';
import { DisputeStateBadge } from '../parts/dispute-state.tsx';
import { placeName, type View } from '../view.ts';
import { Table } from './table.tsx';

/** Disputes as rows. */
export const DisputesTable = ({ rows, view }: { rows: readonly DisputeRow[]; view: View }) => (
  <Table
    caption="Disputes"
    rows={rows}
    empty="No dispute fits."
    columns={[
      {
        name: 'Dispute',
        names: true,
        cell: (row) => (
          <a href={view.href(`/disputes/${row.id}`)}>
            <bdi>{row.title}</bdi>
          </a>
        ),
      },
      { name: 'Parties', cell: (row) => row.parties.map((code) => placeName(code, view)).join(', ') },
      { name: 'State', cell: (row) => <DisputeStateBadge state={row.state} /> },
      { name: 'Measures in force', cell: (row) => `${row.active.length} of ${row.measures.length}` },
      { name: 'Last change', cell: (row) => row.last_change_on ?? '' },
      { name: 'Lifting agreed', cell: (row) => row.lifting_agreed_on ?? '' },
    ]}
  />
);
