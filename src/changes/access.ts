import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  clearSessions,
  endSession,
  insertSession,
  insertToken,
  listTokenRows,
  readSession,
  readToken,
  revokeTokenRow,
  type SessionRow,
  type TokenRow,
} from '../db/access.ts';
import { TrackerError } from '../domain/errors.ts';
import type { TokenRole } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { aside, type WriteContext, write } from './write.ts';

export type { TokenRow };

// Tokens and the ids of sessions are 32 random bytes, so a plain hash of one can't be guessed backwards.
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Makes a token for someone; it is given once and kept only as a hash. */
export function createToken(
  tracker: Tracker,
  actor: string,
  name: string,
  role: TokenRole,
  dryRun = false,
): Promise<{ id: number; name: string; role: TokenRole; token: string }> {
  return write(tracker, { actor, dryRun }, async ({ connection, change }) => {
    const token = `td_${randomBytes(32).toString('base64url')}`;
    const id = ((await listTokenRows(connection)).at(-1)?.id ?? 0) + 1;
    await insertToken(connection, { id, name, role, token_hash: hashOf(token), created_at: change.recorded_at });
    return async () => ({ id, name, role, token });
  });
}

/** All tokens, revoked ones included; never the tokens themselves. */
export const listTokens = (tracker: Tracker): Promise<TokenRow[]> => tracker.store.read(listTokenRows);

/** Revokes a token at once. Throws `not_found` if there is no such token that still works. */
export function revokeToken(tracker: Tracker, actor: string, id: number, dryRun = false): Promise<TokenRow> {
  return write(tracker, { actor, dryRun }, async ({ connection, change }) => {
    const row = await revokeTokenRow(connection, id, change.recorded_at);
    if (!row) throw new TrackerError('not_found', `there is no working token with id ${id}: token list shows them`);
    return async () => row;
  });
}

/** What is said of a token that does not work. */
export const unauthorized = (): TrackerError =>
  new TrackerError('unauthorized', 'the token is unknown or revoked: make one with trade-disputes token create NAME --role editor');

/** Whose token it is. Throws `unauthorized` for one that is unknown or revoked. */
export async function authenticate(tracker: Tracker, token: string): Promise<TokenRow> {
  const row = await tracker.store.readLatest((connection) => readToken(connection, hashOf(token)));
  if (!row) throw unauthorized();
  return row;
}

/** In whose name a token writes, and what it may do. */
export const writerOf = ({ name, role }: TokenRow): Pick<WriteContext, 'actor' | 'role'> => ({ actor: name, role });

/** How long a session lasts. */
export const SESSION_HOURS = 12;

/** Who is signed in. */
export interface Session {
  token: TokenRow;
  /** What forms of this session must send. */
  csrf: string;
}

// The key never leaves the database, is there after a restart and in every process, and goes with the token.
const sealOf = ({ token_hash }: SessionRow, purpose: 'cookie' | 'form', id: string): string =>
  createHmac('sha256', token_hash).update(`${purpose} ${id}`).digest('base64url');

/** Are two secrets the same? Takes as long for those that nearly are as for those that are not. */
export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Opens a session for whoever holds a token; gives the sealed id to be kept by the browser. Throws `unauthorized` for a token that does not work. */
export async function signIn(tracker: Tracker, secret: string): Promise<{ sealed: string; session: Session }> {
  const token = await authenticate(tracker, secret);
  const id = randomBytes(32).toString('base64url');
  return aside(tracker, async (connection, { now }) => {
    await clearSessions(connection, now);
    const expires_at = new Date(Date.parse(now) + SESSION_HOURS * 3_600_000).toISOString();
    await insertSession(connection, { id_hash: hashOf(id), token_id: token.id, created_at: now, expires_at });
    const row = await readSession(connection, hashOf(id), now);
    // Revoked since it was looked at.
    if (!row) throw unauthorized();
    return { sealed: `${id}.${sealOf(row, 'cookie', id)}`, session: sessionOf(row, id) };
  });
}

const sessionOf = (row: SessionRow, id: string): Session => ({ token: row.token, csrf: sealOf(row, 'form', id) });

/** Whose session it is; null for one that is not known, was altered, has ended, is over, or whose token was revoked. */
export async function recogniseSession(tracker: Tracker, sealed: string): Promise<Session | null> {
  const [, id, seal] = /^([\w-]{43})\.([\w-]{43})$/.exec(sealed) ?? [];
  if (id === undefined || seal === undefined) return null;
  const row = await tracker.store.readLatest((connection) => readSession(connection, hashOf(id), tracker.clock()));
  return row && sameSecret(seal, sealOf(row, 'cookie', id)) ? sessionOf(row, id) : null;
}

/** Ends a session at once, whoever still has a copy of its cookie. */
export const signOut = (tracker: Tracker, sealed: string): Promise<void> =>
  aside(tracker, (connection, { now }) => endSession(connection, hashOf(sealed.split('.')[0] ?? ''), now));
