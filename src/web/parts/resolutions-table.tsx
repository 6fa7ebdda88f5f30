import type { ResolutionRow } from '../../tracker/list-resolutions.ts';
import type { View } from '../view.ts';
import { SourceLinks } from './source-links.tsx';
import { Table } from './table.tsx';
import { words } from './words.ts';

/** Resolutions as rows. */
export const ResolutionsTable = ({ rows, view }: { rows: readonly ResolutionRow[]; view: View }) => (
  <Table
    caption="Resolutions"
    rows={rows}
    empty="No resolution fits."
    columns={[
      { name: 'Agreed', cell: (row) => row.agreed_on ?? 'day unknown' },
      { name: 'Dispute', cell: (row) => row.dispute !== null && <a href={view.href(`/disputes/${row.dispute}`)}>{row.dispute}</a> },
      { name: 'Terms', names: true, cell: (row) => row.terms },
      { name: 'Method', cell: (row) => words(row.method) },
      {
        name: 'Outcomes',
        cell: (row) => (
          <ul>
            {row.outcomes.map(({ measure_id, reaches }) => (
              <li>
                <a href={view.href(`/measures/${measure_id}`)}>{measure_id}</a> {words(reaches)}
              </li>
            ))}
          </ul>
        ),
      },
      { name: 'State', cell: (row) => <span class="badge">{words(row.state)}</span> },
      { name: 'Carried out', cell: (row) => row.implemented_on ?? '' },
      { name: 'Sources', cell: (row) => <SourceLinks ids={row.sources} view={view} /> },
    ]}
  />
);
