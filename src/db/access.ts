import { and, asc, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { Instant } from '../domain/dates.ts';
import type { TokenRole } from '../domain/vocabulary.ts';
import type { Connection } from './store.ts';

export interface TokenRow {
  id: number;
  name: string;
  role: TokenRole;
  created_at: string;
  revoked_at: string | null;
}

const columns = ({ tokens: t }: Connection['tables']) => ({
  id: t.id,
  name: t.name,
  role: t.role,
  created_at: t.created_at,
  revoked_at: t.revoked_at,
});

/** The token with that hash, if it is not revoked. */
export async function readToken(connection: Connection, tokenHash: string): Promise<TokenRow | undefined> {
  const t = connection.tables.tokens;
  const rows = await connection.db
    .select(columns(connection.tables))
    .from(t)
    .where(and(eq(t.token_hash, tokenHash), isNull(t.revoked_at)));
  return rows[0];
}

export async function listTokenRows(connection: Connection): Promise<TokenRow[]> {
  const t = connection.tables.tokens;
  return connection.db.select(columns(connection.tables)).from(t).orderBy(asc(t.id));
}

export async function insertToken(connection: Connection, row: Omit<TokenRow, 'revoked_at'> & { token_hash: string }): Promise<void> {
  await connection.db.insert(connection.tables.tokens).values({ ...row, revoked_at: null });
}

/** Marks a token as revoked; gives the row, or undefined if there is none that could be. */
export async function revokeTokenRow(connection: Connection, id: number, at: string): Promise<TokenRow | undefined> {
  const t = connection.tables.tokens;
  const rows = await connection.db
    .update(t)
    .set({ revoked_at: at })
    .where(and(eq(t.id, id), isNull(t.revoked_at)))
    .returning(columns(connection.tables));
  return rows[0];
}

/** A session that works, with the token that it was opened with. */
export interface SessionRow {
  token: TokenRow;
  token_hash: string;
  expires_at: Instant;
}

/** The session with that hash, unless it has ended, is over by now, or its token was revoked. */
export async function readSession({ db, tables: { sessions: s, tokens: t } }: Connection, idHash: string, now: Instant) {
  const [row] = await db
    .select()
    .from(s)
    .innerJoin(t, eq(t.id, s.token_id))
    .where(and(eq(s.id_hash, idHash), isNull(s.ended_at), gt(s.expires_at, now), isNull(t.revoked_at)));
  if (!row) return undefined;
  const { token_hash, ...token } = row.tokens;
  return { token, token_hash, expires_at: row.sessions.expires_at } satisfies SessionRow;
}

export async function insertSession(
  { db, tables: { sessions } }: Connection,
  row: { id_hash: string; token_id: number; created_at: Instant; expires_at: Instant },
): Promise<void> {
  await db.insert(sessions).values({ ...row, ended_at: null });
}

/** Ends a session at once. */
export async function endSession({ db, tables: { sessions: s } }: Connection, idHash: string, at: Instant): Promise<void> {
  await db
    .update(s)
    .set({ ended_at: at })
    .where(and(eq(s.id_hash, idHash), isNull(s.ended_at)));
}

/** Takes away the sessions that have ended or are over by now. */
export async function clearSessions({ db, tables: { sessions: s } }: Connection, now: Instant): Promise<void> {
  await db.delete(s).where(or(lte(s.expires_at, now), isNotNull(s.ended_at)));
}
