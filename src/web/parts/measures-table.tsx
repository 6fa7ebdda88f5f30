import type { MeasureRow } from '../../tracker/list-measures.ts';
import type { View } from '../view.ts';
import { StatusBadge } from './status-badge.tsx';
import { Table } from './table.tsx';
import { words } from './words.ts';

const affected = ({ affected, excluded }: MeasureRow): string =>
  `${affected.map((code) => (code === '*' ? 'all' : code)).join(', ')}${excluded.length > 0 ? ` except ${excluded.join(', ')}` : ''}`;

/** A code with its name, if it has one. */
const product = (code: string, view: View): string => {
  const name = view.productName(code);
  return name === undefined ? code.replace('*', 'all goods') : `${code} ${name}`;
};

/** A long list of products is cut on the page; the CSV and JSON have them all. */
const SHOWN = 4;
function products(row: MeasureRow, view: View): string {
  const texts = row.products.slice(0, SHOWN).map((code) => product(code, view));
  const more = row.products.length - texts.length;
  return texts.join('; ') + (more > 0 ? ` and ${more} more` : '');
}

function since(row: MeasureRow): string {
  if (row.in_force_from === null) return row.status_from;
  return row.in_force_until === null ? row.in_force_from : `${row.in_force_from} to ${row.in_force_until}`;
}

/** Measures as rows. */
export const MeasuresTable = ({ rows, view, caption = 'Measures' }: { rows: readonly MeasureRow[]; view: View; caption?: string }) => (
  <Table
    caption={caption}
    rows={rows}
    empty="No measure fits."
    columns={[
      { name: 'Measure', names: true, cell: (row) => <a href={view.href(`/measures/${row.id}`)}>{row.title}</a> },
      { name: 'Type', cell: (row) => words(row.type) },
      { name: 'Imposed by', cell: (row) => row.imposed_by },
      { name: 'Affected', cell: affected },
      { name: 'Products', cell: (row) => products(row, view) },
      {
        name: 'Status',
        cell: (row) => (
          <>
            <StatusBadge status={row.status} />
            {row.certainty !== 'certain' && <span class="note"> {row.certainty}</span>}
            {row.lifting_agreed_on !== null && <span class="note"> lifting agreed {row.lifting_agreed_on}</span>}
          </>
        ),
      },
      { name: 'In force, or since', cell: since },
      { name: 'Rates', cell: (row) => row.rate_summary ?? '' },
    ]}
  />
);
