import { asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { tables as definitions } from '../tables/sqlite.ts';
import { EXPORTED_TABLES, type Tables } from '../tables/tables.ts';
import { insertRows } from './entries.ts';
import { primaryKeyOf } from './guards.ts';
import type { Connection } from './store.ts';

export { EXPORTED_TABLES };
export type ExportedTable = (typeof EXPORTED_TABLES)[number];
/** A row of whichever table. */
export type ExportedRow = Record<string, string | number | null>;

/**
 * The version of the tables and columns that an export has. A migration of what is never exported, such as sessions, leaves it as it
 * is; one that changes an exported table raises it, and a test holds the two together.
 */
export const SCHEMA_VERSION = 2;

/** The columns of a table in the order of its definition, and which of them hold numbers. The same on both engines. */
export const columnsOf = (name: ExportedTable): { name: string; number: boolean }[] =>
  Object.entries(getTableColumns(definitions[name])).map(([column, { dataType }]) => ({ name: column, number: dataType === 'number' }));

/** Any table may be asked for by name; TypeScript can't follow that, so it stands for all of them here. */
const tableOf = (tables: Tables, name: ExportedTable): Tables['sources'] => tables[name] as Tables['sources'];

export async function countRows(connection: Connection, name: ExportedTable): Promise<number> {
  const [row] = await connection.query(`count ${name}`, (db, tables) =>
    db.select({ rows: sql<number>`cast(count(*) as integer)` }).from(tableOf(tables, name)),
  );
  return row?.rows ?? 0;
}

/** The first table that holds a row, or null: then the database is empty, but for tokens. */
export async function firstFilledTable(connection: Connection): Promise<ExportedTable | null> {
  for (const name of EXPORTED_TABLES)
    if ((await connection.db.select({ one: sql`1` }).from(tableOf(connection.tables, name)).limit(1)).length > 0) return name;
  return null;
}

const BATCH = 1000;

/** All rows of a table in the order of its primary key, a batch at a time. */
export async function* tableBatches(connection: Connection, name: ExportedTable): AsyncGenerator<ExportedRow[]> {
  const key = primaryKeyOf(name);
  const list = (parts: ReturnType<typeof sql>[]): ReturnType<typeof sql> => sql`(${sql.join(parts, sql`, `)})`;
  let after: ExportedRow | undefined;
  for (;;) {
    const beyond =
      after &&
      sql`${list(key.map((column) => sql`${sql.identifier(column)}`))} > ${list(key.map((column) => sql`${sql.placeholder(column)}`))}`;
    const batch: ExportedRow[] = await connection.query(
      `batch ${name} ${after ? 'next' : 'first'}`,
      (db, tables) => {
        const columns = getTableColumns(tableOf(tables, name)) as unknown as Record<string, Tables['sources']['id']>;
        const order = key.map((column) => asc(columns[column] as Tables['sources']['id']));
        return db
          .select()
          .from(tableOf(tables, name))
          .where(beyond)
          .orderBy(...order)
          .limit(BATCH) as never;
      },
      Object.fromEntries(key.map((column) => [column, after?.[column]])),
    );
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
    after = batch.at(-1);
  }
}

/**
 * Makes a database that holds nothing yet ready for a ledger from elsewhere: registering tokens has moved its number on, and the
 * guards refuse entries below it. The write must end with `change.restore`.
 */
export async function forgetNumbers({ db, tables }: Connection): Promise<void> {
  await db.update(tables.change_seq).set({ seq: 0 });
}

/** Puts rows back as they were exported. */
export const insertExported = (connection: Connection, name: ExportedTable, rows: readonly ExportedRow[]): Promise<void> =>
  insertRows(connection, { [name]: rows });

/** The last entry's number and instant, or null in an empty ledger. */
export async function lastEntry({ db, tables: { ledger } }: Connection): Promise<{ seq: number; recorded_at: string } | null> {
  const [row] = await db.select({ seq: ledger.seq, recorded_at: ledger.recorded_at }).from(ledger).orderBy(desc(ledger.seq)).limit(1);
  return row ?? null;
}

/** The number and the hash of an entry: of the last one unless a number is given; null if there is none. */
export async function headOf({ db, tables: { ledger } }: Connection, seq?: number): Promise<Head | null> {
  const [row] = await db
    .select({ seq: ledger.seq, hash: ledger.hash })
    .from(ledger)
    .where(seq === undefined ? undefined : eq(ledger.seq, seq))
    .orderBy(desc(ledger.seq))
    .limit(1);
  return row ?? null;
}

/** An entry of the ledger by which all before it can be proved. */
export interface Head {
  seq: number;
  hash: string;
}

const CHUNK = 500;

/** The hashes of these entries; those that the ledger lacks are left out. */
export async function ledgerHashes({ db, tables: { ledger } }: Connection, seqs: readonly number[]): Promise<Map<number, string>> {
  const hashes = new Map<number, string>();
  for (let at = 0; at < seqs.length; at += CHUNK) {
    const chunk = seqs.slice(at, at + CHUNK);
    for (const { seq, hash } of await db.select({ seq: ledger.seq, hash: ledger.hash }).from(ledger).where(inArray(ledger.seq, chunk)))
      hashes.set(seq, hash);
  }
  return hashes;
}
