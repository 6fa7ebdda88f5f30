import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { type Day, firstDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { Memberships } from '../domain/scope.ts';
import type { JurisdictionKind } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { insertRows, type TableRows } from './entries.ts';
import type { Connection } from './store.ts';

export interface Jurisdiction {
  code: string;
  name: string;
  kind: JurisdictionKind;
  aliases: string[];
}

/** Who there is: small, needed by nearly every question, and read once for each state of the ledger. */
export interface Register extends Memberships {
  jurisdictions: ReadonlyMap<string, Jurisdiction>;
  areas: ReadonlyMap<string, { code: string; jurisdiction_code: string; name: string }>;
  memberships: readonly { union_code: string; member_code: string; joined_on: Day; left_on: Day; note: string | null }[];
}

export async function readRegister(connection: Connection): Promise<Register> {
  const { db, tables: t } = connection;
  const jurisdictions = new Map<string, Jurisdiction>();
  for (const row of await db.select().from(t.jurisdictions).orderBy(asc(t.jurisdictions.code)))
    jurisdictions.set(row.code, { ...row, aliases: [] });
  for (const { code, alias } of await db.select().from(t.jurisdiction_aliases).orderBy(asc(t.jurisdiction_aliases.alias)))
    jurisdictions.get(code)?.aliases.push(alias);
  const memberships = await db.select().from(t.union_members).orderBy(asc(t.union_members.union_code), asc(t.union_members.member_code));
  const areas = new Map((await db.select().from(t.areas).orderBy(asc(t.areas.code))).map((area) => [area.code, area]));
  const holding = (on: Day) => (row: { joined_on: Day; left_on: Day }) => firstDay(row.joined_on) <= on && on < firstDay(row.left_on);
  return {
    jurisdictions,
    areas,
    memberships,
    unionsOf: (code, on) => memberships.filter((row) => row.member_code === code && holding(on)(row)).map((row) => row.union_code),
    membersOf: (union, on) => memberships.filter((row) => row.union_code === union && holding(on)(row)).map((row) => row.member_code),
  };
}

export interface Exporter {
  id: string;
  name: string;
  home: string | null;
  aliases: string[];
}

/** All companies with their aliases, in the order of their ids. */
export async function readExporters(connection: Connection): Promise<Exporter[]> {
  const { db, tables: t } = connection;
  const exporters = new Map<string, Exporter>();
  for (const row of await db.select().from(t.exporters).orderBy(asc(t.exporters.id))) exporters.set(row.id, { ...row, aliases: [] });
  for (const { exporter_id, alias } of await db.select().from(t.exporter_aliases).orderBy(asc(t.exporter_aliases.alias)))
    exporters.get(exporter_id)?.aliases.push(alias);
  return [...exporters.values()];
}

/** A measure's row with its type and its legal instruments; undefined if there is none of that id. */
export async function readMeasure(connection: Connection, id: string) {
  const { db, tables: t } = connection;
  const [row] = await db
    .select()
    .from(t.measures)
    .leftJoin(t.tariffs, eq(t.tariffs.measure_id, t.measures.id))
    .leftJoin(t.bans, eq(t.bans.measure_id, t.measures.id))
    .where(eq(t.measures.id, id));
  if (!row) return undefined;
  const instruments = await db
    .select()
    .from(t.legal_instruments)
    .where(eq(t.legal_instruments.measure_id, id))
    .orderBy(asc(t.legal_instruments.position));
  return {
    ...row.measures,
    type: row.tariffs?.duty_type ?? row.bans?.ban_type ?? '',
    adds_to: row.tariffs?.adds_to ?? null,
    adds_to_confidence: row.tariffs?.adds_to_confidence ?? null,
    legal_instruments: instruments.map(({ identifier, url, confidence }) => ({ identifier, url, confidence })),
  };
}

type RegisterTable = 'sources' | 'exporters' | 'disputes' | 'measures' | 'wto_cases';

/** Which of these ids the register holds. */
export async function existingIds(connection: Connection, table: RegisterTable, ids: readonly string[]): Promise<Set<string>> {
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

export type SourceRecord = Tables['sources']['$inferInsert'];

/** A source of the register, or undefined. */
export async function readSource(connection: Connection, id: string): Promise<SourceRecord | undefined> {
  const t = connection.tables.sources;
  return (await connection.db.select().from(t).where(eq(t.id, id)))[0];
}

/** Puts rows into the register. */
export const addToRegister = (connection: Connection, rows: TableRows): Promise<void> => insertRows(connection, rows);

/** Changes some columns of a row of the register. */
export async function changeRegister(connection: Connection, table: RegisterTable, id: string, values: object): Promise<void> {
  if (Object.keys(values).length === 0) return;
  const t = connection.tables[table] as Tables['sources'];
  await connection.db.update(t).set(values).where(eq(t.id, id));
}

/** Replaces the child rows of a register entry: aliases, parties, legal instruments. */
export async function replaceChildren(
  connection: Connection,
  table: 'exporter_aliases' | 'dispute_parties' | 'legal_instruments',
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

export interface DisputeRecord {
  id: string;
  title: string;
  summary: string | null;
  tier: string;
  parties: string[];
  measures: string[];
}

/** Disputes with their parties and the ids of their measures, in the order of their ids; all of them unless some are named. */
export async function readDisputes(connection: Connection, ids?: readonly string[]): Promise<DisputeRecord[]> {
  const { db, tables: t } = connection;
  const rows = await db
    .select()
    .from(t.disputes)
    .where(ids && inArray(t.disputes.id, [...ids]))
    .orderBy(asc(t.disputes.id));
  const parties = groupBy(
    await db
      .select()
      .from(t.dispute_parties)
      .where(ids && inArray(t.dispute_parties.dispute_id, [...ids]))
      .orderBy(asc(t.dispute_parties.dispute_id), asc(t.dispute_parties.position)),
    (row) => row.dispute_id,
  );
  const measures = groupBy(
    await db
      .select({ id: t.measures.id, dispute_id: t.measures.dispute_id })
      .from(t.measures)
      .where(and(isNotNull(t.measures.dispute_id), ids && inArray(t.measures.dispute_id, [...ids])))
      .orderBy(asc(t.measures.id)),
    (row) => row.dispute_id as string,
  );
  return rows.map((row) => ({
    ...row,
    parties: (parties.get(row.id) ?? []).map((party) => party.party),
    measures: (measures.get(row.id) ?? []).map((measure) => measure.id),
  }));
}

/** The ids and titles of all disputes, in the order of their titles. */
export async function readDisputeTitles(connection: Connection): Promise<{ id: string; title: string }[]> {
  const { db, tables: t } = connection;
  return db.select({ id: t.disputes.id, title: t.disputes.title }).from(t.disputes).orderBy(asc(t.disputes.title));
}

/** The dispute of a measure, or null. */
export async function disputeOf(connection: Connection, measureId: string): Promise<string | null> {
  const { db, tables: t } = connection;
  const [row] = await db.select({ dispute_id: t.measures.dispute_id }).from(t.measures).where(eq(t.measures.id, measureId));
  return row?.dispute_id ?? null;
}
