import type { Child } from 'hono/jsx';

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

interface TableProps<Row> {
  caption: string;
  /** The caption is seen: no heading above the table says the same. */
  seen?: boolean;
  /** The class of a table that has a look of its own; one that is `narrow` fits a phone as it is. */
  kind?: 'invoice' | 'rates' | 'narrow';
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  /** What stands there when there are no rows. */
  empty: string;
  /** The row that ends the table, such as a total. */
  footer?: Child;
}

/** Does a cell show nothing? */
const isEmpty = (cell: Child): boolean => cell === null || cell === undefined || cell === false || cell === '';

/** Rows as a table: on a phone each row is a card; what is still too wide scrolls sideways. A column with nothing in it is left out. */
export function Table<Row>({ caption, seen = false, kind, columns: all, rows, empty, footer }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  const drawn = all.map((column) => ({ ...column, cells: rows.map((row) => column.cell(row)) }));
  // The row that ends a table is made for all of its columns.
  const columns = footer === undefined ? drawn.filter(({ names, cells }) => names || !cells.every(isEmpty)) : drawn;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class={[kind !== 'narrow' && 'stack', kind, seen ? 'seen' : undefined].filter(Boolean).join(' ')}>
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
          {rows.map((_row, index) => (
            <tr>
              {columns.map(({ name, cells, names, kind }) =>
                names ? (
                  <th scope="row">{cells[index]}</th>
                ) : (
                  <td data-name={name} class={kind}>
                    {cells[index]}
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
