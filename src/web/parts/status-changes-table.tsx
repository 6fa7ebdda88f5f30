import type { StatusChangeRow } from '../../tracker/list-status-changes.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Table } from './table.tsx';

function mark(row: StatusChangeRow): string {
  if (row.derived) return row.scheduled ? 'comes by itself' : 'came by itself';
  return row.scheduled ? 'scheduled' : '';
}

/** Status changes as rows. */
export const StatusChangesTable = (props: { rows: readonly StatusChangeRow[]; view: View; caption?: string; empty?: string }) => (
  <Table
    caption={props.caption ?? 'Status changes'}
    rows={props.rows}
    empty={props.empty ?? 'No change fits.'}
    columns={[
      { name: 'First day', cell: (row) => row.effective_on },
      { name: 'Measure', names: true, cell: (row) => <a href={props.view.href(`/measures/${row.measure}`)}>{row.title}</a> },
      { name: 'Imposed by', cell: (row) => row.imposed_by },
      {
        name: 'Status',
        cell: (row) => (
          <>
            <StatusBadge status={row.status} />
            {mark(row) !== '' && <span class="note"> {mark(row)}</span>}
          </>
        ),
      },
      { name: 'Ends by its terms', cell: (row) => row.until_on ?? '' },
      { name: 'Announced', cell: (row) => row.announced_on ?? '' },
      { name: 'Note', cell: (row) => row.note ?? row.exemptions.join('; ') },
      { name: 'Sources', cell: (row) => <SourceLinks ids={row.sources} view={props.view} /> },
    ]}
  />
);
