import type { Child } from 'hono/jsx';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => Child;
  /** The cell that names its row. */
  names?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What stands there when there are no rows. */
  empty: string;
  /** The row that ends the table, such as a total. */
  footer?: Child;
}

/** Rows as a table that scrolls sideways where the screen is narrow. */
export function Table<Row>({ caption, columns, rows, empty, footer }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{columns.map(({ cell, names }) => (names ? <th scope="row">{cell(row)}</th> : <td>{cell(row)}</td>))}</tr>
          ))}
        </tbody>
        {footer !== undefined && <tfoot>{footer}</tfoot>}
      </table>
    </section>
  );
}
