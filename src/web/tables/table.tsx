import type { Child } from 'hono/jsx';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => Child;
  /** The cell that names its row. */
  names?: boolean;
  /** A number: set to the right, so that digits stand under digits. */
  amount?: boolean;
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

/** Rows as a table: on a phone each row is a card; what is still too wide scrolls sideways. */
export function Table<Row>({ caption, columns, rows, empty, footer }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class="stack">
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
            <tr>
              {columns.map(({ name, cell, names, amount }) =>
                names ? (
                  <th scope="row">{cell(row)}</th>
                ) : (
                  <td data-name={name} class={amount ? 'amount' : undefined}>
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
