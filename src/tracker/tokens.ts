import { createHash, randomBytes } from 'node:crypto';
import { insertToken, listTokenRows, readToken, revokeTokenRow, type TokenRow } from '../db/tokens.ts';
import { TrackerError } from '../domain/errors.ts';
import type { TokenRole } from '../domain/vocabulary.ts';
import type { Tracker } from './tracker.ts';
import { write } from './write.ts';

export type { TokenRow };

// A token is 32 random bytes, so a plain hash of it can't be guessed backwards.
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

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
    await insertToken(connection, { id, name, role, token_hash: hashToken(token), created_at: change.recorded_at });
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
  const row = await tracker.store.read((connection) => readToken(connection, hashToken(token)));
  if (!row) throw unauthorized();
  return row;
}
