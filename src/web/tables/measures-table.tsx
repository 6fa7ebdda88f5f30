import type { MeasureRow } from '../../tracker/list-measures.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { words } from '../parts/words.ts';
import { placeName, type View } from '../view.ts';
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

/** A code with its name, if it has one. */
function product(code: string, view: View): string {
  const name = view.productName(code);
  return name === undefined ? code.replace('*', 'all goods') : `${code} ${name}`;
}

function since(row: MeasureRow): string {
  if (row.in_force_from === null) return `since ${row.status_from}`;
  return row.in_force_until === null ? `since ${row.in_force_from}` : `${row.in_force_from} to ${row.in_force_until}`;
}

/** What else there is to know about the status. */
const remarks = (row: MeasureRow): string[] => [
  ...(row.certainty === 'certain' ? [] : [row.certainty]),
  ...(row.match === 'part' ? ['meets a part of what is asked'] : []),
  ...(row.lifting_agreed_on === null ? [] : [`lifting agreed ${row.lifting_agreed_on}`]),
];

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
            row.products.map((code) => product(code, view)),
            '; ',
          ),
      },
      {
        name: 'Status',
        cell: (row) => (
          <>
            <StatusBadge status={row.status} /> <span class="note number">{since(row)}</span>
            {remarks(row).map((remark) => (
              <span class="doubt line">{remark}</span>
            ))}
          </>
        ),
      },
      ...(rows.some((row) => row.rate_summary !== null) ? [{ name: 'Rate', cell: (row: MeasureRow) => row.rate_summary ?? '' }] : []),
    ]}
  />
);
