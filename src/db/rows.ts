import type { Connection } from './store.ts';
import type { Tables } from './tables.ts';

/** Rows to insert, by table. */
export type TableRows = { [Name in keyof Tables]?: Tables[Name]['$inferInsert'][] };

/** Both engines take 32,766 values in a statement; PostgreSQL's planner likes fewer. */
const VALUES = 8000;

/** Inserts rows table by table, parents first (the order in which the tables are defined), in as few statements as possible. */
export async function insertRows(connection: Connection, rows: TableRows): Promise<void> {
  for (const name of Object.keys(connection.tables) as (keyof Tables)[]) {
    const list = rows[name];
    if (!list || list.length === 0) continue;
    const size = Math.max(1, Math.floor(VALUES / Object.keys(list[0] as object).length));
    for (let at = 0; at < list.length; at += size) {
      // The name and its rows belong together; TypeScript can't follow that through the loop.
      await connection.db.insert(connection.tables[name]).values(list.slice(at, at + size) as never);
    }
  }
}
