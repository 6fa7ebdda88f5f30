import type { JurisdictionRow, listExporters, SourceRow } from '../../tracker/list-register.ts';
import { words } from '../parts/words.ts';
import { Table } from './table.tsx';

type ExporterRow = Awaited<ReturnType<typeof listExporters>>['data'][number];

/** Jurisdictions as rows. */
export const JurisdictionsTable = ({ rows }: { rows: readonly JurisdictionRow[] }) => (
  <Table
    caption="Jurisdictions"
    rows={rows}
    empty="No jurisdiction fits."
    columns={[
      { name: 'Code', names: true, cell: (row) => row.code },
      { name: 'Name', cell: (row) => row.name },
      { name: 'Kind', cell: (row) => words(row.kind) },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
      { name: 'Unions', cell: (row) => row.unions.join(', ') },
      { name: 'Members', cell: (row) => row.members.join(', ') },
      { name: 'Areas', cell: (row) => row.areas.map(({ code, name }) => `${code} ${name}`).join(', ') },
    ]}
  />
);

/** Companies as rows. */
export const ExportersTable = ({ rows }: { rows: readonly ExporterRow[] }) => (
  <Table
    caption="Exporters"
    rows={rows}
    empty="No exporter fits."
    columns={[
      { name: 'Name', names: true, cell: (row) => row.name },
      { name: 'Id', cell: (row) => row.id },
      { name: 'Home', cell: (row) => row.home ?? '' },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
    ]}
  />
);

/** Sources as rows. */
export const SourcesTable = ({ rows }: { rows: readonly SourceRow[] }) => (
  <Table
    caption="Sources"
    rows={rows}
    empty="No source fits."
    columns={[
      { name: 'Title', names: true, cell: (row) => (row.url === null ? row.title : <a href={row.url}>{row.title}</a>) },
      { name: 'Publisher', cell: (row) => row.publisher },
      { name: 'Published', cell: (row) => row.published_on ?? '' },
      { name: 'Kind', cell: (row) => words(row.kind) },
      { name: 'Id', cell: (row) => row.id },
    ]}
  />
);
