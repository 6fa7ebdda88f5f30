import { and, asc, desc, eq, getTableColumns, getTableName, gt, lte, sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { STILL_KNOWN } from '../tables/dialect.ts';
import { sqliteTables } from '../tables/sqlite.ts';
import { type AnyRow, columnOf, EXPORTED_TABLES, tableOf } from '../tables/tables.ts';
import { insertRows } from './entry-rows.ts';
import { primaryKeyOf } from './guards.ts';
import { asList, type Connection, readChangeSeq } from './store.ts';

export { EXPORTED_TABLES };
export type ExportedTable = (typeof EXPORTED_TABLES)[number];
export type ExportedRow = AnyRow;

/**
 * The version of the tables and columns that an export has. A migration of what is never exported, such as sessions, leaves it as it
 * is; one that changes an exported table raises it, and a test holds the two together.
 */
export const SCHEMA_VERSION = 2;

/** The columns of a table in the order of its definition, and which of them hold numbers. The same on both engines. */
export const tableColumns = (name: ExportedTable): { name: string; number: boolean }[] =>
  Object.entries(getTableColumns(sqliteTables[name])).map(([column, { dataType }]) => ({ name: column, number: dataType === 'number' }));

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

/** Is it a table of versions, each known from a number on? All others have the numbers of their entries. */
const isVersioned = (name: ExportedTable): boolean => 'known_from' in getTableColumns(sqliteTables[name]);

/** A row as it stood at a number: what took its place later had not done so. */
const standingAt =
  (seq: number) =>
  (row: ExportedRow): ExportedRow =>
    typeof row.known_to === 'number' && row.known_to > seq ? { ...row, known_to: STILL_KNOWN } : row;

/**
 * The next rows of a table in the order of its primary key, as they stood when the last number was `seq`, beyond `after`, or the first: nothing recorded is ever
 * rewritten, so a table of an earlier state is the one of now less what came later. Undefined after the last.
 */
async function tableBatch(
  connection: Connection,
  name: ExportedTable,
  seq: number,
  after: ExportedRow | undefined,
): Promise<ExportedRow[] | undefined> {
  const key = primaryKeyOf(name);
  const list = (parts: ReturnType<typeof sql>[]): ReturnType<typeof sql> => sql`(${sql.join(parts, sql`, `)})`;
  const known = sql`${sql.identifier(isVersioned(name) ? 'known_from' : 'seq')} <= ${sql.placeholder('known')}`;
  const beyond =
    after &&
    sql`${list(key.map((column) => sql`${sql.identifier(column)}`))} > ${list(key.map((column) => sql`${sql.placeholder(column)}`))}`;
  const batch: ExportedRow[] = await connection.query(
    `batch ${name} ${after ? 'next' : 'first'}`,
    (db, tables) => {
      const table = tableOf(tables, name);
      return db
        .select()
        .from(table)
        .where(and(known, beyond))
        .orderBy(...key.map((column) => asc(columnOf(table, column))))
        .limit(BATCH);
    },
    { known: seq, ...Object.fromEntries(after ? key.map((column) => [column, after[column]]) : []) },
  );
  return batch.length === 0 ? undefined : batch.map(standingAt(seq));
}

/** All rows of a table as they stood at a number, a batch at a time. `read` gives the connection of each batch. */
export async function* tableBatches(
  read: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>,
  name: ExportedTable,
  seq: number,
): AsyncGenerator<ExportedRow[]> {
  let after: ExportedRow | undefined;
  do {
    const place = after;
    const batch = await read((connection) => tableBatch(connection, name, seq, place));
    if (batch) yield batch;
    after = batch?.length === BATCH ? batch.at(-1) : undefined;
  } while (after !== undefined);
}

/**
 * A state of the ledger: its last number, which what is no entry may have taken, such as a token; when its last entry was recorded, and the
 * number and the hash of that, which stands for all before it (null in an empty ledger).
 */
export interface State {
  seq: number;
  recorded_at: string | null;
  head_seq: number | null;
  head_hash: string | null;
}

/**
 * The state at a number: of now unless one is given. Null for a number that is not reached, and for one in the middle of what was recorded at
 * once, which was never the last.
 */
export async function stateAt(connection: Connection, asked?: number): Promise<State | null> {
  const { seq: last } = await readChangeSeq(connection);
  const seq = asked ?? last;
  const { ledger } = connection.tables;
  const [before] = await connection.db.select().from(ledger).where(lte(ledger.seq, seq)).orderBy(desc(ledger.seq)).limit(1);
  const [behind] = await connection.db
    .select({ recorded_at: ledger.recorded_at })
    .from(ledger)
    .where(gt(ledger.seq, seq))
    .orderBy(asc(ledger.seq))
    .limit(1);
  if (seq > last || (before && before.recorded_at === behind?.recorded_at)) return null;
  return { seq, recorded_at: before?.recorded_at ?? null, head_seq: before?.seq ?? null, head_hash: before?.hash ?? null };
}

/** What a table is made of, as others may read it: its columns, its key, and what its columns point to. */
interface TableShape {
  columns: { name: string; number: boolean; required: boolean; values: readonly string[] | undefined }[];
  key: readonly string[];
  references: { columns: readonly string[]; table: string; foreign: readonly string[] }[];
}

export function tableShape(name: ExportedTable): TableShape {
  const { foreignKeys } = getTableConfig(sqliteTables[name]);
  return {
    columns: Object.entries(getTableColumns(sqliteTables[name])).map(([column, { dataType, notNull, enumValues }]) => ({
      name: column,
      number: dataType === 'number',
      required: notNull,
      values: enumValues,
    })),
    key: primaryKeyOf(name),
    references: foreignKeys.map((one) => {
      const { columns, foreignTable, foreignColumns } = one.reference();
      return {
        columns: columns.map((column) => column.name),
        table: getTableName(foreignTable),
        foreign: foreignColumns.map((column) => column.name),
      };
    }),
  };
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

/** The hashes of these entries; those that the ledger lacks are left out. */
export async function ledgerHashes(connection: Connection, seqs: Iterable<number>): Promise<Map<number, string>> {
  const heads = await connection.query<Head>(
    'ledger_hashes',
    (db, { ledger: t }) => db.select({ seq: t.seq, hash: t.hash }).from(t).where(connection.isAmong(t.seq, 'seqs')),
    { seqs: asList(seqs) },
  );
  return new Map(heads.map(({ seq, hash }) => [seq, hash]));
}
