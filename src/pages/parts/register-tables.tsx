import type { listExporters } from '../../lookups/register.ts';
import type { JurisdictionRow, NomenclatureRow, ProductRow, SourceRow } from '../../things/register.ts';
import type { WtoCaseRow } from '../../things/wto-case.ts';
import { placeName, type View } from '../view.ts';
import { DayElement, longDate } from './days.tsx';
import { joined } from './facts.tsx';
import { Titled } from './links.tsx';
import { Table } from './table.tsx';
import { listed, words } from './words.ts';

// The register as rows: cases, economies, companies, nomenclatures, sources.

type ExporterRow = Awaited<ReturnType<typeof listExporters>>['data'][number];

/** WTO cases as rows. */
export const WtoCasesTable = ({ rows, view }: { rows: readonly WtoCaseRow[]; view: View }) => (
  <Table
    caption="WTO cases"
    rows={rows}
    empty="No WTO case fits."
    columns={[
      { name: 'Case', names: true, cell: (row) => <a href={view.href(`/wto-cases/${row.id}`)}>{row.id}</a> },
      { name: 'Title', cell: (row) => row.title && <bdi>{row.title}</bdi> },
      { name: 'Complainants', cell: (row) => listed(row.complainants.map((code) => placeName(code, view))) },
      { name: 'Respondent', cell: (row) => placeName(row.respondent, view) },
      { name: 'Requested', cell: (row) => row.requested_on && <DayElement of={row.requested_on} /> },
      {
        name: 'Stage',
        cell: (row) =>
          row.stage !== null && (
            <>
              {words(row.stage)} {row.stage_on !== null && <span class="note">since {longDate(row.stage_on)}</span>}
            </>
          ),
      },
      { name: 'Measures', kind: 'amount', cell: (row) => row.measures.length },
    ]}
  />
);

/** Jurisdictions as rows, each with what it imposes and what affects it. */
export const JurisdictionsTable = ({ rows, view }: { rows: readonly JurisdictionRow[]; view: View }) => (
  <Table
    caption="Jurisdictions"
    rows={rows}
    empty="No jurisdiction fits."
    columns={[
      { name: 'Code', names: true, cell: (row) => row.code },
      { name: 'Name', cell: (row) => <a href={view.href('/search', { q: [row.code] })}>{row.name}</a> },
      { name: 'Kind', cell: (row) => `${words(row.kind)}${existedWords(row)}` },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
      { name: 'Unions', cell: (row) => row.unions.join(', ') },
      { name: 'Members', cell: (row) => row.members.join(', ') },
      { name: 'Areas', cell: (row) => <Areas of={row.areas} view={view} /> },
      ...(view.visitor === null
        ? []
        : [
            {
              name: 'Change',
              cell: ({ code, name }: JurisdictionRow) => (
                <>
                  <a href={view.href(`/jurisdictions/${code}/edit`)}>
                    Edit<span class="hidden">{` ${name}`}</span>
                  </a>{' '}
                  <a href={view.href(`/jurisdictions/${code}/add/area`)}>
                    Add an area<span class="hidden">{` of ${name}`}</span>
                  </a>
                </>
              ),
            },
          ]),
    ]}
  />
);

/** The areas of one; for who is signed in each with the way to edit it. */
const Areas = ({ of, view }: { of: JurisdictionRow['areas']; view: View }) => (
  <>
    {joined(
      of.map(({ code, name }) => [`${code} `, view.visitor === null ? name : <a href={view.href(`/areas/${code}/edit`)}>{name}</a>]),
      ', ',
    )}
  </>
);

/** The days of one that was not always there, or is no more. */
function existedWords({ exists_from, exists_until }: JurisdictionRow): string {
  const from = exists_from === null ? '' : ` from ${longDate(exists_from)}`;
  return `${from}${exists_until === null ? '' : ` to ${longDate(exists_until)}`}`;
}

/** The way to edit each row, for who is signed in. */
const editColumn = <Row extends { id: string }>(path: string, nameOf: (row: Row) => string, view: View) =>
  view.visitor === null
    ? []
    : [
        {
          name: 'Change',
          cell: (row: Row) => (
            <a href={view.href(`${path}/${row.id}/edit`)}>
              Edit<span class="hidden">{` ${nameOf(row)}`}</span>
            </a>
          ),
        },
      ];

/** The tariffs that may reach a company: those on where it is at home. */
export const companyHref = ({ id, home }: Pick<ExporterRow, 'id' | 'home'>, view: View): string =>
  view.href('/tariffs', { exporter: [id], ...(home !== null && { affected: [home] }) });

/** Companies as rows, each with the tariffs that may reach it. */
export const ExportersTable = ({ rows, view }: { rows: readonly ExporterRow[]; view: View }) => (
  <Table
    caption="Exporters"
    rows={rows}
    empty="No exporter fits."
    columns={[
      { name: 'Name', names: true, cell: (row) => <Titled title={row.name} href={companyHref(row, view)} /> },
      { name: 'Id', cell: (row) => row.id },
      { name: 'Home', cell: (row) => (row.home === null ? '' : placeName(row.home, view)) },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
      ...editColumn<ExporterRow>('/exporters', ({ name }) => name, view),
    ]}
  />
);

/** Nomenclatures as rows. */
export const NomenclaturesTable = ({ rows, view }: { rows: readonly NomenclatureRow[]; view: View }) => (
  <Table
    caption="Nomenclatures"
    rows={rows}
    empty="No nomenclature fits."
    columns={[
      { name: 'Title', names: true, cell: (row) => <Titled title={row.title} href={view.href('/products', { nomenclature: [row.id] })} /> },
      { name: 'Of', cell: (row) => row.jurisdiction },
      { name: 'Revision', cell: (row) => row.revision },
      { name: 'First day', cell: (row) => <DayElement of={row.first_on} /> },
      { name: 'Last day', cell: (row) => row.last_on && <DayElement of={row.last_on} /> },
      { name: 'Complete', cell: (row) => (row.complete ? 'yes' : 'no') },
      { name: 'Lines', kind: 'amount', cell: (row) => row.lines },
      { name: 'Id', cell: (row) => row.id },
    ]}
  />
);

/** What goods are called, as rows, each with the measures that reach them. */
export const ProductsTable = ({ rows, view }: { rows: readonly ProductRow[]; view: View }) => (
  <Table
    caption="Products"
    rows={rows}
    empty="No goods are called so."
    columns={[
      { name: 'Code', names: true, cell: (row) => <a href={view.href('/measures', { product: [row.code] })}>{row.code}</a> },
      { name: 'Name', cell: (row) => row.name ?? '' },
      { name: 'Also called', cell: (row) => row.words.join(', ') },
      { name: 'In', cell: (row) => row.nomenclature ?? '' },
    ]}
  />
);

/** Sources as rows. */
export const SourcesTable = ({ rows, view }: { rows: readonly SourceRow[]; view: View }) => (
  <Table
    caption="Sources"
    rows={rows}
    empty="No source fits."
    columns={[
      { name: 'Title', names: true, cell: (row) => (row.url === null ? row.title : <a href={row.url}>{row.title}</a>) },
      { name: 'Publisher', cell: (row) => row.publisher },
      { name: 'Published', cell: (row) => row.published_on && <DayElement of={row.published_on} /> },
      { name: 'Kind', cell: (row) => words(row.kind) },
      { name: 'Id', cell: (row) => row.id },
      ...editColumn<SourceRow>('/sources', ({ title }) => title, view),
    ]}
  />
);
