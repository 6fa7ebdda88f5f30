import { createHash } from 'node:crypto';
import { authenticate, type TokenRow } from '../changes/access.ts';
import type { WriteContext } from '../changes/write.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { flag, readParameters } from '../things/questions.ts';
import { readQuery } from './address.ts';
import type { Request } from './context.ts';

/** The parameters of every write. */
export const writeParameters = {
  dry_run: flag.optional().meta({ description: 'true: validate and report, record nothing' }),
} as const;

/** Whose call it is. Throws `unauthorized` without a token that works. */
export async function caller(c: Request, tracker: Tracker): Promise<TokenRow> {
  const header = c.req.header('authorization');
  if (header === undefined)
    throw new TrackerError(
      'unauthorized',
      'this call needs a token, as Authorization: Bearer TOKEN; trade-disputes token create NAME --role editor makes one',
    );
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  if (token === undefined)
    throw new TrackerError('unauthorized', 'the Authorization header is not understood: write Authorization: Bearer TOKEN');
  return authenticate(tracker, token);
}

/** Is this a rehearsal? Throws `invalid` for any parameter but dry_run. */
export const isDryRun = (c: Request): boolean => readParameters(writeParameters, readQuery(c)).dry_run ?? false;

/** The key that makes a repeated call harmless, with a fingerprint of the call. Throws `invalid` for a malformed key. */
export function idempotencyOf(c: Request, token: TokenRow, body: Uint8Array): WriteContext['idempotency'] {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw invalid('Idempotency-Key', `"${key}" must be 1 to 255 visible ASCII characters`);
  const { pathname, search } = new URL(c.req.url);
  const fingerprint = createHash('sha256').update(`${c.req.method} ${pathname}${search}\n`).update(body).digest('hex');
  return { tokenId: token.id, key, fingerprint };
}

/** The state of the measure that the caller has seen. Throws `invalid` for a malformed If-Match, and for one on a call that is not about a measure. */
export function ifMatchOf(c: Request, measure: string | null): WriteContext['ifMatch'] {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || (header === '*' && measure !== null)) return undefined;
  if (measure === null) throw invalid('If-Match', `"${header}" has nothing to stand for: this call is not about one measure`);
  const seq = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (seq === undefined) throw invalid('If-Match', `${header} must be the ETag of the measure, such as "42" in its quotes, or *`);
  return { measure, seq: Number(seq) };
}
