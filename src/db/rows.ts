import { getTableColumns, sql } from 'drizzle-orm';
import type { Connection } from './store.ts';
import type { Tables } from './tables.ts';

/** Rows to insert, by table. A column that a row leaves out is null. */
export type TableRows = { [Name in keyof Tables]?: Tables[Name]['$inferInsert'][] };

/** Rows of one statement. Each size is built and prepared once, which takes a third of the time of building it for each batch. */
const SIZES = [100, 10, 1] as const;

/** Inserts rows table by table, parents first: the order in which the tables are defined. */
export async function insertRows(connection: Connection, rows: TableRows): Promise<void> {
  for (const name of Object.keys(connection.tables) as (keyof Tables)[]) {
    const list: readonly object[] = rows[name] ?? [];
    let at = 0;
    for (const size of SIZES) for (; at + size <= list.length; at += size) await insertSome(connection, name, list.slice(at, at + size));
  }
}

async function insertSome(connection: Connection, name: keyof Tables, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(getTableColumns(connection.tables[name]));
  const values: Record<string, unknown> = {};
  rows.forEach((row, index) => {
    for (const column of columns) values[`${column}${index}`] = (row as Record<string, unknown>)[column] ?? null;
  });
  await connection.query(
    `insert:${name}:${rows.length}`,
    (db, tables) => {
      const slots = rows.map((_, index) => Object.fromEntries(columns.map((column) => [column, sql.placeholder(`${column}${index}`)])));
      // The name and its columns belong together; TypeScript can't follow that through a variable.
      return db.insert(tables[name]).values(slots as never) as never;
    },
    values,
  );
}
