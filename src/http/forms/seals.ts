import { createHmac } from 'node:crypto';
import { invalid } from '../../domain/errors.ts';
import type { Session } from '../../tracker/sessions.ts';
import type { Seen, WriteContext } from '../../tracker/write.ts';
import type { Given } from '../address.ts';
import type { Request } from '../context.ts';
import { textOf } from './fields.ts';

/** A seal on what was previewed: only the same fields of the same form, in the same session, have it. */
export const sealOf = (c: Request, { csrf }: Session, fields: Given): string =>
  createHmac('sha256', csrf)
    .update(JSON.stringify([c.req.path, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('base64url');

/** A double click records once: each preview has a key of its own. */
export function onceOnly(c: Request, session: Session, sent: Given, fields: Given): WriteContext['idempotency'] {
  const key = textOf(sent, 'key');
  if (key === undefined || !/^[\w-]{1,64}$/.test(key)) throw invalid('', 'the form lacks its key: open the page again');
  return { tokenId: session.token.id, key: `form-${key}`, fingerprint: sealOf(c, session, fields) };
}

/** Which measures the form was about, in which state. */
export function seenIn(sent: Given): Seen[] {
  return (sent.seen ?? []).map((text) => {
    const [, measure, seq] = /^([a-z0-9-]+) (\d{1,15})$/.exec(text) ?? [];
    if (measure === undefined) throw invalid('', 'the form does not say which state it is about: open the page again');
    return { measure, seq: Number(seq) };
  });
}
