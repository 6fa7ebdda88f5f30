import type { DisputeRow } from '../../tracker/list-disputes.ts';
import { placeName, type View } from '../view.ts';
import { Table } from './table.tsx';
import { words } from './words.ts';

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
      { name: 'State', cell: (row) => <span class={row.state === 'active' ? 'badge in-force' : 'badge'}>{words(row.state)}</span> },
      { name: 'Measures in force', cell: (row) => `${row.active.length} of ${row.measures.length}` },
      { name: 'Last change', cell: (row) => row.last_change_on ?? '' },
      { name: 'Lifting agreed', cell: (row) => row.lifting_agreed_on ?? '' },
    ]}
  />
);
