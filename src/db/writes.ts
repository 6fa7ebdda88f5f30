import { and, eq, inArray, sql } from 'drizzle-orm';
import { insertRows, type TableRows } from './rows.ts';
import type { Connection } from './store.ts';
import type { Tables } from './tables.ts';

type Register = 'sources' | 'exporters' | 'disputes' | 'measures' | 'wto_cases';

/** Which of these ids the register holds. */
export async function existingIds(connection: Connection, table: Register, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const t = connection.tables[table] as Tables['sources'];
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await connection.db
      .select({ id: t.id })
      .from(t)
      .where(inArray(t.id, ids.slice(at, at + 500)));
    for (const row of rows) found.add(row.id);
  }
  return found;
}

export type SourceRow = Tables['sources']['$inferInsert'];

/** A source of the register, or undefined. */
export async function readSource(connection: Connection, id: string): Promise<SourceRow | undefined> {
  const t = connection.tables.sources;
  return (await connection.db.select().from(t).where(eq(t.id, id)))[0];
}

/** Puts rows into the register. */
export const addToRegister = (connection: Connection, rows: TableRows): Promise<void> => insertRows(connection, rows);

/** Changes some columns of a row of the register. */
export async function changeRegister(connection: Connection, table: Register, id: string, values: object): Promise<void> {
  if (Object.keys(values).length === 0) return;
  const t = connection.tables[table] as Tables['sources'];
  await connection.db.update(t).set(values).where(eq(t.id, id));
}

/** Replaces the child rows of a register entry: aliases, parties, legal instruments. */
export async function replaceChildren(
  connection: Connection,
  table: 'exporter_aliases' | 'dispute_parties' | 'legal_instruments' | 'tariffs' | 'bans',
  parent: { column: string; id: string },
  rows: object[],
): Promise<void> {
  await connection.db.delete(connection.tables[table]).where(sql`${sql.identifier(parent.column)} = ${parent.id}`);
  await insertRows(connection, { [table]: rows });
}

/** Marks measures as touched by the change with this seq: it becomes their ETag. */
export async function touchMeasures(connection: Connection, ids: readonly string[], seq: number): Promise<void> {
  const t = connection.tables.measures;
  for (let at = 0; at < ids.length; at += 500)
    await connection.db
      .update(t)
      .set({ last_seq: seq })
      .where(inArray(t.id, ids.slice(at, at + 500)));
}

/** Whether an entry was retracted, and by which correction. */
export async function retractedBy(connection: Connection, seq: number): Promise<number | null> {
  const t = connection.tables.corrections;
  const [row] = await connection.db.select({ seq: t.seq }).from(t).where(eq(t.retracts_seq, seq));
  return row?.seq ?? null;
}

export interface KeptAnswer {
  request_hash: string;
  status: number;
  body: string;
}

/** The answer that was given to a token's Idempotency-Key before, if any. */
export async function keptAnswer(connection: Connection, tokenId: number, key: string): Promise<KeptAnswer | undefined> {
  const t = connection.tables.idempotency_keys;
  return (
    await connection.db
      .select({ request_hash: t.request_hash, status: t.status, body: t.body })
      .from(t)
      .where(and(eq(t.token_id, tokenId), eq(t.key, key)))
  )[0];
}

export async function keepAnswer(connection: Connection, row: Tables['idempotency_keys']['$inferInsert']): Promise<void> {
  await connection.db.insert(connection.tables.idempotency_keys).values(row);
}
