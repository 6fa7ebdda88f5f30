import type { MiddlewareHandler } from 'hono';
import { dayOf, type Instant } from '../domain/dates.ts';
import { ledgerState } from '../lookups/readiness.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { instantOf, originOf, readQuery } from './address.ts';
import type { Env } from './context.ts';
import { isKnown } from './negotiation.ts';

/** So many bytes of answers are kept by each thread that answers; a longer one than `MOST_OF_ONE` is not. */
const MOST = 32 * 1024 * 1024;
const MOST_OF_ONE = 512 * 1024;
const TYPES = /^(?:application\/json|text\/html|image\/)/;

/** The state of the ledger that an answer was read from: its number and, if the answer tells of it, its instant. */
export interface ReadFrom {
  seq: number;
  known_at: Instant | undefined;
}

interface Kept {
  body: Uint8Array<ArrayBuffer>;
  headers: [name: string, value: string][];
  tag: string;
  /** How pages of other sites may show it. */
  elsewhere: Env['Variables']['elsewhere'];
  /** Of which state of the ledger it is; null if it is about an instant that is over, and stays as it is. */
  readFrom: ReadFrom | null;
  /** The day on which it was given: what is asked without a day is asked for today. */
  day: string;
}

/**
 * Gives an answer again as it was given, while nothing was recorded since and the day is the same: many ask what others asked. Only of what
 * is the same for everybody, and has a validator that says on what it depends.
 */
export function giveAgain(tracker: Tracker, most = MOST): MiddlewareHandler<Env> {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const forget = (key: string): void => {
    bytes -= kept.get(key)?.body.length ?? 0;
    kept.delete(key);
  };

  return async (c, next) => {
    if (c.req.method !== 'GET' || ['cookie', 'authorization'].some((name) => c.req.header(name) !== undefined)) return next();
    // A page names its own address, which begins with https where TLS ends in front of here.
    const key = `${originOf(c.req.raw)} ${c.req.url}\n${c.req.header('accept') ?? ''}`;
    const known = kept.get(key);
    if (known) {
      const holds = known.day === dayOf(tracker.clock()) && (known.readFrom === null || isOf(known.readFrom, await ledgerState(tracker)));
      forget(key);
      if (holds) {
        // What is asked for most stays longest.
        kept.set(key, known);
        bytes += known.body.length;
        c.set('elsewhere', known.elsewhere);
        for (const [name, value] of known.headers) c.header(name, value);
        return isKnown(c, known.tag) ? c.body(null, 304) : c.body(known.body);
      }
    }
    await next();
    const { readFrom, elsewhere } = c.var;
    const tag = c.res.headers.get('etag');
    if (c.res.status !== 200 || readFrom === undefined || tag === null || !TYPES.test(c.res.headers.get('content-type') ?? '')) return;
    const asked = readQuery(c).known_at?.[0];
    const isOver = asked !== undefined && instantOf(asked) === readFrom.known_at;
    // An instant to come is another answer once it is over.
    if (asked !== undefined && !isOver) return;
    const body = new Uint8Array(await c.res.arrayBuffer());
    c.res = new Response(body, c.res);
    if (body.length > MOST_OF_ONE) return;
    forget(key);
    const headers = [...c.res.headers].filter(([name]) => name !== 'x-request-id');
    kept.set(key, { body, headers, tag, elsewhere, readFrom: isOver ? null : readFrom, day: dayOf(tracker.clock()) });
    bytes += body.length;
    for (const oldest of kept.keys()) {
      if (bytes <= most) break;
      forget(oldest);
    }
  };
}

const isOf = (answer: ReadFrom, now: { seq: number; recorded_at: Instant }): boolean =>
  answer.seq === now.seq && (answer.known_at === undefined || answer.known_at === now.recorded_at);
