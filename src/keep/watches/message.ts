import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/dates.ts';
import type { Told } from '../../lookups/told-changes.ts';
import type { WatchMessage } from '../../things/watch.ts';

// Messages as https://www.standardwebhooks.com has them: an id that stays the same, a time, and a signature over both and the body.

/** So many characters of JSON a message has, unless one change alone is longer. */
const MOST_TEXT = 256 * 1024;

/** A new id, which nobody guesses and which has no point in it: the signature puts one behind it. */
export const newMessageId = (): string => `msg_${randomBytes(18).toString('base64url')}`;

/** Words what was told as a message. `site`: the beginning of addresses. */
export function messageOf(told: Told, watch: { id: number; filters: Record<string, string> }, site: string, now: Instant): WatchMessage {
  const changes = told.changes.map((one) => ({ ...one.told, permalink: permalinkOf(one.told, told, site) }));
  const data = { watch: watch.id, filters: watch.filters, on: told.on, known_at: told.known_at, changes };
  return { type: 'status_changes.recorded', timestamp: now, data };
}

/** As many changes of a message as it has room for, at least those that belong to the first one; where it may be cut is for `told` to say. */
export function howManyFit({ data: { changes } }: WatchMessage, told: Told): number {
  let [fitting, length] = [0, 0];
  for (const [at, change] of changes.entries()) {
    length += JSON.stringify(change).length;
    if (fitting > 0 && length > MOST_TEXT) break;
    if (told.changes[at]?.upTo) fitting = at + 1;
  }
  return fitting;
}

/** The measure as it is known to the message, which is shown the same for ever. */
function permalinkOf({ change, before }: Told['changes'][number]['told'], { on, known_at }: Told, site: string): string {
  const measure = (change ?? before)?.measure ?? '';
  return `${site}/measures/${encodeURIComponent(measure)}?on=${on}&known_at=${known_at}`;
}

/** The headers that tell a receiver who sends it. `secret`: whsec_ and base64. */
export function signedHeaders(secret: string, id: string, body: string, now: Instant): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(now) / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
