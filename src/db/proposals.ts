import { and, asc, desc, eq, getTableColumns, inArray, lt, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { ProposalState } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import { insertRows } from './entry-rows.ts';
import type { Connection } from './store.ts';

/** A proposal without the sheet that it may hold, which can be large. */
export type ProposalRecord = Omit<Tables['proposals']['$inferSelect'], 'sheet'> & { sheet_length: number | null };

function columns({ proposals: p }: Tables) {
  const { sheet: _sheet, ...others } = getTableColumns(p);
  return { ...others, sheet_length: sql<number | null>`length(${p.sheet})` };
}

/** Which proposals: of a state, of whoever has a token, older than one. */
interface ProposalSelection {
  state?: ProposalState | undefined;
  token?: number | undefined;
  before?: number | undefined;
  most?: number | undefined;
}

const conditionOf = ({ proposals: p }: Tables, { state, token, before }: ProposalSelection) =>
  and(
    state === undefined ? undefined : eq(p.state, state),
    token === undefined ? undefined : eq(p.author_token, token),
    before === undefined ? undefined : lt(p.id, before),
  );

/** Proposals, the newest first. */
export async function selectProposals({ db, tables }: Connection, which: ProposalSelection): Promise<ProposalRecord[]> {
  const rows = db.select(columns(tables)).from(tables.proposals).where(conditionOf(tables, which)).orderBy(desc(tables.proposals.id));
  return which.most === undefined ? rows : rows.limit(which.most);
}

export async function countProposals({ db, tables }: Connection, which: ProposalSelection): Promise<number> {
  const [row] = await db.select({ count: sql<number>`cast(count(*) as integer)` }).from(tables.proposals).where(conditionOf(tables, which));
  return row?.count ?? 0;
}

export async function readProposal({ db, tables }: Connection, id: number): Promise<ProposalRecord | undefined> {
  const [row] = await db.select(columns(tables)).from(tables.proposals).where(eq(tables.proposals.id, id));
  return row;
}

/** The sheet of a proposal, in base64url; null if it holds none. */
export async function readProposedSheet({ db, tables: { proposals: p } }: Connection, id: number): Promise<string | null> {
  const [row] = await db.select({ sheet: p.sheet }).from(p).where(eq(p.id, id));
  return row?.sheet ?? null;
}

type New = Omit<Tables['proposals']['$inferInsert'], 'id' | 'state'>;

/** Keeps a proposal under the next number, which is given back, with what it touches. */
export async function insertProposal(connection: Connection, row: New, touches: readonly string[]): Promise<number> {
  const {
    db,
    tables: { proposals: p },
  } = connection;
  const [last] = await db.select({ id: p.id }).from(p).orderBy(desc(p.id)).limit(1);
  const id = (last?.id ?? 0) + 1;
  await db.insert(p).values({ ...row, id, state: 'open' });
  await insertRows(connection, { proposal_touches: touches.map((thing) => ({ proposal_id: id, thing })) });
  return id;
}

type Settled = Pick<Tables['proposals']['$inferInsert'], 'state' | 'reviewer' | 'reviewed_at' | 'reason' | 'first_seq' | 'last_seq'>;

/** Says what became of a proposal that is open. From then on it is in nobody's way. */
export async function settleProposal(
  { db, tables: { proposals: p, proposal_touches: t } }: Connection,
  id: number,
  settled: Settled,
): Promise<void> {
  await db.delete(t).where(eq(t.proposal_id, id));
  await db
    .update(p)
    .set(settled)
    .where(and(eq(p.id, id), eq(p.state, 'open')));
}

/** Two proposals that wait and touch the same. */
export interface Rivalry {
  id: number;
  rival: number;
  rivalTitle: string;
  rivalAuthor: string;
}

/** The others that wait and touch the same as some proposals, the oldest first; `token`: only those of whoever has it, unless it is undefined. */
export async function selectRivals(
  { db, tables: { proposals: p, proposal_touches: t } }: Connection,
  ids: readonly number[],
  token: number | undefined,
): Promise<Rivalry[]> {
  const own = alias(t, 'own');
  return db
    .selectDistinct({ id: own.proposal_id, rival: p.id, rivalTitle: p.title, rivalAuthor: p.author })
    .from(own)
    .innerJoin(t, and(eq(t.thing, own.thing), ne(t.proposal_id, own.proposal_id)))
    .innerJoin(p, eq(p.id, t.proposal_id))
    .where(and(inArray(own.proposal_id, [...ids]), token === undefined ? undefined : eq(p.author_token, token)))
    .orderBy(asc(own.proposal_id), asc(p.id));
}

/** What two proposals both touch: the first ones, and how many there are. */
export async function sharedThings(
  { db, tables: { proposal_touches: t } }: Connection,
  { id, rival }: Pick<Rivalry, 'id' | 'rival'>,
  most: number,
): Promise<{ things: string[]; count: number }> {
  const own = alias(t, 'own');
  const both = and(eq(t.thing, own.thing), eq(t.proposal_id, rival));
  const rows = await db
    .select({ thing: own.thing })
    .from(own)
    .innerJoin(t, both)
    .where(eq(own.proposal_id, id))
    .orderBy(asc(own.thing))
    .limit(most);
  const [row] = await db
    .select({ count: sql<number>`cast(count(*) as integer)` })
    .from(own)
    .innerJoin(t, both)
    .where(eq(own.proposal_id, id));
  return { things: rows.map(({ thing }) => thing), count: row?.count ?? 0 };
}

/** What proposals that wait touch, by the number of the oldest that does; `without`: one that does not count. */
export async function touchedBy({ db, tables: { proposal_touches: t } }: Connection, without: number | null): Promise<Map<string, number>> {
  const rows = await db
    .select({ thing: t.thing, id: t.proposal_id })
    .from(t)
    .where(without === null ? undefined : ne(t.proposal_id, without))
    .orderBy(desc(t.proposal_id));
  return new Map(rows.map(({ thing, id }) => [thing, id]));
}
