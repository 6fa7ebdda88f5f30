import { and, asc, eq, isNull } from 'drizzle-orm';
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
