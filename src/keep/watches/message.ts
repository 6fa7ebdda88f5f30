import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '../../domain/dates.ts';
import type { Told, ToldUpTo } from '../../lookups/told-changes.ts';
import type { ToldChange, WatchMessage } from '../../things/watch.ts';

// Messages as https://www.standardwebhooks.com has them: an id that stays the same, a time, and a signature over both and the body.

/** So many characters of JSON a message has, unless one change alone is longer. */
const MOST_TEXT = 256 * 1024;

/** A new id, which nobody guesses and which has no point in it: the signature puts one behind it. */
export const newMessageId = (): string => `msg_${randomBytes(18).toString('base64url')}`;

/** A message, and how far all is told with it. */
interface WatchMessageText {
  body: string;
  changes: readonly ToldChange[];
  upTo: ToldUpTo;
}

/** Words what was told as a message: as many changes as it has room for, at least those that belong to the first one. `site`: the beginning of addresses. */
export function messageOf(
  told: Told,
  watch: { id: number; filters: Record<string, string> },
  site: string,
  now: Instant,
): WatchMessageText {
  const all = told.changes.map((one) => ({ ...one.told, permalink: permalinkOf(one.told, told, site) }));
  let [fitting, length, upTo] = [0, 0, told.upTo];
  for (const [at, change] of all.entries()) {
    length += JSON.stringify(change).length;
    if (fitting > 0 && length > MOST_TEXT) break;
    const { upTo: cut } = told.changes[at] as Told['changes'][number];
    if (cut !== null) [fitting, upTo] = [at + 1, cut];
  }
  const changes = all.slice(0, fitting);
  const message: WatchMessage = {
    type: 'status_changes.recorded',
    timestamp: now,
    data: { watch: watch.id, filters: watch.filters, on: told.on, known_at: told.known_at, changes },
  };
  return { body: JSON.stringify(message), changes, upTo: fitting === all.length ? told.upTo : upTo };
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
