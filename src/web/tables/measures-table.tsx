import { isInForce } from '../../domain/status.ts';
import type { MeasureRow } from '../../tracker/list-measures.ts';
import { SourceLinks } from '../parts/source-links.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { words } from '../parts/words.ts';
import { placeName, productWords, type View } from '../view.ts';
import { Table } from './table.tsx';

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

/** What else there is to know about the status. */
const remarks = (row: MeasureRow): string[] => [
  ...(row.certainty === 'certain' ? [] : [row.certainty]),
  ...(row.match === 'part' ? ['meets a part of what is asked'] : []),
  ...(row.lifting_agreed_on === null ? [] : [`lifting agreed ${row.lifting_agreed_on}`]),
];

/** The rate; of a tariff that is not in force it is not what anybody pays. */
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
          </>
        ),
      },
      ...(rows.some((row) => row.rate_summary !== null) ? [{ name: 'Rate', cell: (row: MeasureRow) => <Rate row={row} /> }] : []),
      { name: 'Sources', cell: (row) => <SourceLinks ids={row.sources} view={view} /> },
    ]}
  />
);
