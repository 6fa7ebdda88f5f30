import { and, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { Instant } from '../domain/dates.ts';
import type { Connection } from './store.ts';
import type { TokenRow } from './tokens.ts';

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
