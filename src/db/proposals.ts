import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm';
import type { ProposalState } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import type { Connection } from './store.ts';

/** A proposal without the sheet that it may hold, which can be large. */
export type ProposalRecord = Omit<Tables['proposals']['$inferSelect'], 'sheet'> & { sheet_length: number | null };

function columns({ proposals: p }: Tables) {
  const { sheet: _sheet, ...others } = getTableColumns(p);
  return { ...others, sheet_length: sql<number | null>`length(${p.sheet})` };
}

/** Which proposals: of a state, of whoever has a token, older than one. */
export interface ProposalSelection {
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

/** Keeps a proposal under the next number, which is given back. */
export async function insertProposal({ db, tables: { proposals: p } }: Connection, row: New): Promise<number> {
  const [last] = await db.select({ id: p.id }).from(p).orderBy(desc(p.id)).limit(1);
  const id = (last?.id ?? 0) + 1;
  await db.insert(p).values({ ...row, id, state: 'open' });
  return id;
}

type Settled = Pick<Tables['proposals']['$inferInsert'], 'state' | 'reviewer' | 'reviewed_at' | 'reason' | 'first_seq' | 'last_seq'>;

/** Says what became of a proposal that is open. */
export async function settleProposal({ db, tables: { proposals: p } }: Connection, id: number, settled: Settled): Promise<void> {
  await db
    .update(p)
    .set(settled)
    .where(and(eq(p.id, id), eq(p.state, 'open')));
}
