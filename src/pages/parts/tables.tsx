import type { Child } from 'hono/jsx';
import { isInForce } from '../../domain/status.ts';
import type { Met } from '../../domain/vocabulary.ts';
import type { listExporters } from '../../lookups/register.ts';
import type { DisputeRow } from '../../things/dispute.ts';
import type { MeasureRow } from '../../things/measure.ts';
import type { JurisdictionRow, NomenclatureRow, SourceRow } from '../../things/register.ts';
import type { ResolutionRow } from '../../things/resolution.ts';
import type { StatusChangeRow } from '../../things/status-change.ts';
import type { WtoCaseRow } from '../../things/wto-case.ts';
import { placeName, productWords, type View } from '../view.ts';
import { DisputeStateBadge, HowKnown, longDate, StatusBadge } from './badges.tsx';
import { SourceLinks } from './sources.tsx';
import { listed, words } from './words.ts';

export interface TableColumn<Row> {
  name: string;
  /** What the head of the column shows, where that is more than its name. */
  heading?: Child;
  cell: (row: Row) => Child;
  /** The cell that names its row. */
  names?: boolean;
  /** The class of its cells. `amount` is a number: set to the right, so that digits stand under digits. */
  kind?: 'amount' | 'current' | undefined;
}

export interface TableProps<Row> {
  caption: string;
  /** The class of a table that has a look of its own. */
  kind?: 'invoice' | 'rates';
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  /** What stands there when there are no rows. */
  empty: string;
  /** The row that ends the table, such as a total. */
  footer?: Child;
}

/** Rows as a table: on a phone each row is a card; what is still too wide scrolls sideways. */
export function Table<Row>({ caption, kind, columns, rows, empty, footer }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class={kind === undefined ? 'stack' : `stack ${kind}`}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, heading, kind }) => (
              <th scope="col" class={kind}>
                {heading ?? name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map(({ name, cell, names, kind }) =>
                names ? (
                  <th scope="row">{cell(row)}</th>
                ) : (
                  <td data-name={name} class={kind}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {footer !== undefined && <tfoot>{footer}</tfoot>}
      </table>
    </section>
  );
}

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
      { name: 'Last checked', cell: (row) => row.checked_on ?? '' },
    ]}
  />
);

/** Long lists are cut on the page; the CSV, JSON and the measure itself have them all. */
const SHOWN = 4;
function cut(texts: readonly string[], join: string): string {
  const more = texts.length - SHOWN;
  return more > 1 ? `${texts.slice(0, SHOWN).join(join)} and ${more} more` : texts.join(join);
}

const affected = ({ affected, excluded }: MeasureRow, view: View): string => {
  const names = (codes: readonly string[]): string =>
    cut(
      codes.map((code) => placeName(code, view)),
      ', ',
    );
  return excluded.length > 0 ? `${names(affected)} except ${names(excluded)}` : names(affected);
};

/** The unbroken run in force that the status is a part of, where it began before the status or its end is known. */
function run({ status_from, in_force_from, in_force_until }: MeasureRow): string | null {
  if (in_force_from === null || (in_force_from === status_from && in_force_until === null)) return null;
  return in_force_until === null ? `in force since ${in_force_from}` : `in force ${in_force_from} to ${in_force_until}`;
}

/** How a row that is less than what was asked meets it. What makes it unclear stands in the row: words, an ex, or a condition of the measure. */
const MATCH_WORDS: Readonly<Record<Exclude<Met, 'full'>, string>> = {
  part: 'meets the question in part',
  unclear:
    'may be met: the goods are described in words, only a part of a code is meant, a condition decides, or a list was not transcribed',
};

/** What else there is to know about the status. */
const remarks = (row: MeasureRow): string[] => [
  ...(row.certainty === 'certain' ? [] : [row.certainty]),
  ...(row.match === 'full' ? [] : [MATCH_WORDS[row.match]]),
  ...(row.lifting_agreed_on === null ? [] : [`lifting agreed ${row.lifting_agreed_on}`]),
];

/** The rate; for a tariff that is not in force it says so, as nobody pays it. */
const Rate = ({ row: { status, rate_summary } }: { row: MeasureRow }) => {
  if (rate_summary === null) return null;
  return isInForce(status) ? <span>{rate_summary}</span> : <span class="note">{`not in force: ${rate_summary}`}</span>;
};

/** Measures as rows. */
export const MeasuresTable = ({ rows, view, caption = 'Measures' }: { rows: readonly MeasureRow[]; view: View; caption?: string }) => (
  <Table
    caption={caption}
    rows={rows}
    empty="No measure fits."
    columns={[
      {
        name: 'Measure',
        names: true,
        cell: (row) => (
          <>
            <a href={view.href(`/measures/${row.id}`)}>
              <bdi>{row.title}</bdi>
            </a>
            <span class="note line">{words(row.type)}</span>
          </>
        ),
      },
      { name: 'Imposed by', cell: (row) => placeName(row.imposed_by, view) },
      { name: 'Affects', cell: (row) => affected(row, view) },
      {
        name: 'Products',
        cell: (row) =>
          cut(
            row.products.map((code) => productWords(code, view)),
            '; ',
          ),
      },
      {
        name: 'Status',
        cell: (row) => (
          <>
            <StatusBadge status={row.status} /> <span class="note number">since {row.status_from}</span>
            {run(row) !== null && <span class="note line">{run(row)}</span>}
            {remarks(row).map((remark) => (
              <span class="doubt line">{remark}</span>
            ))}
            {row.checked_on !== null && <span class="note line">last checked {row.checked_on}</span>}
          </>
        ),
      },
      ...(rows.some((row) => row.rate_summary !== null) ? [{ name: 'Rate', cell: (row: MeasureRow) => <Rate row={row} /> }] : []),
      { name: 'Sources', cell: (row) => <SourceLinks ids={row.sources} view={view} /> },
    ]}
  />
);

type ExporterRow = Awaited<ReturnType<typeof listExporters>>['data'][number];

/** WTO cases as rows. */
export const WtoCasesTable = ({ rows, view }: { rows: readonly WtoCaseRow[]; view: View }) => (
  <Table
    caption="WTO cases"
    rows={rows}
    empty="No WTO case fits."
    columns={[
      { name: 'Case', names: true, cell: (row) => <a href={view.href(`/wto-cases/${row.id}`)}>{row.id}</a> },
      { name: 'Title', cell: (row) => <bdi>{row.title ?? ''}</bdi> },
      { name: 'Complainants', cell: (row) => listed(row.complainants.map((code) => placeName(code, view))) },
      { name: 'Respondent', cell: (row) => placeName(row.respondent, view) },
      { name: 'Requested', cell: (row) => <span class="number">{row.requested_on ?? ''}</span> },
      {
        name: 'Stage',
        cell: (row) =>
          row.stage !== null && (
            <>
              {words(row.stage)} <span class="note number">since {row.stage_on}</span>
            </>
          ),
      },
      { name: 'Measures', kind: 'amount', cell: (row) => row.measures.length },
    ]}
  />
);

/** Jurisdictions as rows. */
export const JurisdictionsTable = ({ rows }: { rows: readonly JurisdictionRow[] }) => (
  <Table
    caption="Jurisdictions"
    rows={rows}
    empty="No jurisdiction fits."
    columns={[
      { name: 'Code', names: true, cell: (row) => row.code },
      { name: 'Name', cell: (row) => row.name },
      { name: 'Kind', cell: (row) => `${words(row.kind)}${existedWords(row)}` },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
      { name: 'Unions', cell: (row) => row.unions.join(', ') },
      { name: 'Members', cell: (row) => row.members.join(', ') },
      { name: 'Areas', cell: (row) => row.areas.map(({ code, name }) => `${code} ${name}`).join(', ') },
    ]}
  />
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

/** Companies as rows. */
export const ExportersTable = ({ rows, view }: { rows: readonly ExporterRow[]; view: View }) => (
  <Table
    caption="Exporters"
    rows={rows}
    empty="No exporter fits."
    columns={[
      { name: 'Name', names: true, cell: (row) => row.name },
      { name: 'Id', cell: (row) => row.id },
      { name: 'Home', cell: (row) => row.home ?? '' },
      { name: 'Also called', cell: (row) => row.aliases.join(', ') },
      ...editColumn<ExporterRow>('/exporters', ({ name }) => name, view),
    ]}
  />
);

/** Nomenclatures as rows. */
export const NomenclaturesTable = ({ rows }: { rows: readonly NomenclatureRow[] }) => (
  <Table
    caption="Nomenclatures"
    rows={rows}
    empty="No nomenclature fits."
    columns={[
      { name: 'Title', names: true, cell: (row) => row.title },
      { name: 'Of', cell: (row) => row.jurisdiction },
      { name: 'Revision', cell: (row) => row.revision },
      { name: 'First day', cell: (row) => <span class="number">{row.first_on}</span> },
      { name: 'Last day', cell: (row) => <span class="number">{row.last_on ?? ''}</span> },
      { name: 'Complete', cell: (row) => (row.complete ? 'yes' : 'no') },
      { name: 'Lines', kind: 'amount', cell: (row) => row.lines },
      { name: 'Id', cell: (row) => row.id },
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
      { name: 'Published', cell: (row) => row.published_on ?? '' },
      { name: 'Kind', cell: (row) => words(row.kind) },
      { name: 'Id', cell: (row) => row.id },
      ...editColumn<SourceRow>('/sources', ({ title }) => title, view),
    ]}
  />
);

const SIGNS: Readonly<Record<ResolutionRow['state'], string>> = {
  pending: '◔',
  partly_implemented: '◐',
  implemented: '✓',
  collapsed: '×',
};

/** What became of a resolution so far, and when; who is signed in may record the next step. */
const State = ({ row: { seq, state, implemented_on, collapsed_on }, view }: { row: ResolutionRow; view: View }) => {
  const day = collapsed_on ?? implemented_on;
  const open = view.visitor !== null && (state === 'pending' || state === 'partly_implemented');
  return (
    <>
      <span class="badge">
        <span aria-hidden="true">{SIGNS[state]}</span> {words(state)}
      </span>
      {day !== null && <span class="note"> {longDate(day)}</span>}
      {open && (
        <span class="line">
          <a href={view.href(`/resolutions/${seq}/implement`)}>It took effect</a> ·{' '}
          <a href={view.href(`/resolutions/${seq}/collapse`)}>It came to nothing</a>
        </span>
      )}
    </>
  );
};

const Outcomes = ({ outcomes, view }: { outcomes: ResolutionRow['outcomes']; view: View }) => (
  <ul class="outcomes">
    {outcomes.map(({ measure_id, reaches }) => (
      <li>
        <a href={view.href(`/measures/${measure_id}`)}>
          <bdi>{view.names.measures.get(measure_id) ?? measure_id}</bdi>
        </a>
        : {reaches === 'rate' ? 'a lower rate' : words(reaches)}
      </li>
    ))}
  </ul>
);

/** Resolutions as rows; `ofOneDispute`: of the dispute that the page is about. */
export const ResolutionsTable = (props: { rows: readonly ResolutionRow[]; view: View; ofOneDispute?: boolean }) => {
  const { rows, view, ofOneDispute = false } = props;
  const dispute = {
    name: 'Dispute',
    cell: (row: ResolutionRow) =>
      row.dispute !== null && (
        <a href={view.href(`/disputes/${row.dispute}`)}>
          <bdi>{view.names.disputes.get(row.dispute) ?? row.dispute}</bdi>
        </a>
      ),
  };
  return (
    <Table
      caption="Resolutions"
      rows={rows}
      empty="No resolution fits."
      columns={[
        { name: 'Agreed', cell: (row) => (row.agreed_on === null ? 'day unknown' : longDate(row.agreed_on)) },
        ...(ofOneDispute ? [] : [dispute]),
        { name: 'Terms', names: true, cell: (row) => <bdi class="terms">{row.terms}</bdi> },
        { name: 'Method', cell: (row) => words(row.method) },
        { name: 'Outcomes', cell: (row) => <Outcomes outcomes={row.outcomes} view={view} /> },
        { name: 'State', cell: (row) => <State row={row} view={view} /> },
        { name: 'Sources', cell: (row) => <HowKnown of={row} view={view} /> },
      ]}
    />
  );
};

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
