import type { StatusChangeRow } from '../../tracker/list-status-changes.ts';
import { SourceLinks } from '../parts/source-links.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { placeName, type View } from '../view.ts';
import { Table } from './table.tsx';

function marks(row: StatusChangeRow): string[] {
  const scheduled = row.derived ? [row.scheduled ? 'comes by itself' : 'came by itself'] : row.scheduled ? ['scheduled'] : [];
  return [...scheduled, ...(row.until_on === null ? [] : [`until ${row.until_on}`])];
}

interface Props {
  rows: readonly StatusChangeRow[];
  view: View;
  caption?: string;
  empty?: string;
}

/** Status changes as rows. */
export const StatusChangesTable = ({ rows, view, caption = 'Status changes', empty = 'No change fits.' }: Props) => (
  <Table
    caption={caption}
    rows={rows}
    empty={empty}
    columns={[
      { name: 'First day', cell: (row) => <span class="number">{row.effective_on}</span> },
      {
        name: 'Measure',
        names: true,
        cell: (row) => (
          <>
            <a href={view.href(`/measures/${row.measure}`)}>
              <bdi>{row.title}</bdi>
            </a>
            <span class="note line">{placeName(row.imposed_by, view)}</span>
          </>
        ),
      },
      {
        name: 'Status',
        cell: (row) => (
          <>
            <StatusBadge status={row.status} />
            {marks(row).map((mark) => (
              <span class="note line">{mark}</span>
            ))}
            {row.confidence === 'recalled' && <span class="doubt line">⚠ from memory, not verified</span>}
            {row.doubt !== null && <span class="doubt line">doubtful: {row.doubt}</span>}
          </>
        ),
      },
      { name: 'Announced', cell: (row) => <span class="number">{row.announced_on ?? ''}</span> },
      { name: 'Note', cell: (row) => row.note ?? row.exemptions.join('; ') },
      { name: 'Sources', cell: (row) => <SourceLinks ids={row.sources} view={view} /> },
    ]}
  />
);
