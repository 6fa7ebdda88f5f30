import { dayOf, type Instant } from '../domain/dates.ts';
import { type LedgerState, ledgerState } from '../lookups/readiness.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { instantOf, originOf } from './address.ts';
import { takesGzip } from './compression.ts';
import type { ReadFrom, Seen, Wire } from './context.ts';
import { isKnown } from './negotiation.ts';

/** So many bytes of answers are kept; a longer one than `MOST_OF_ONE` is not. */
const MOST = 64 * 1024 * 1024;
const MOST_OF_ONE = 512 * 1024;
const TYPES = /^(?:application\/json|text\/html|image\/)/;

/** Answers a request; what is said of it beside the answer is put into its `wire`. */
export type Fetch<Asked> = (request: Request, asked: Asked) => Response | Promise<Response>;

interface Kept {
  /** As it was sent, compressed or not. */
  body: Uint8Array<ArrayBuffer>;
  headers: [name: string, value: string][];
  tag: string;
  seen: Seen;
  /** Of which state of the ledger it is; null if it is about an instant that is over, and stays as it is. */
  readFrom: ReadFrom | null;
  /** The day on which it was asked and given: what is asked without a day is asked for today. */
  day: string;
}

/** What is known when a question comes: the day, and of a question about an instant when something was recorded last. */
interface Before {
  day: string;
  recorded_at: Instant | null;
}

/** What a 304 does not say again. */
const OF_BODY = ['content-type', 'content-encoding', 'content-length'];

/**
 * Gives an answer again as it was given, while nothing was recorded since and the day is the same: many ask what others asked. Only of what
 * is the same for everybody, and has a validator that says on what it depends. Stands around all else: what is given again is not worked
 * out, compressed, or sent from one thread to another once more.
 */
export function givingAgain<Asked extends { wire: Partial<Wire> }>(tracker: Tracker, fetch: Fetch<Asked>, most = MOST): Fetch<Asked> {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const forget = (key: string): void => {
    bytes -= kept.get(key)?.body.length ?? 0;
    kept.delete(key);
  };

  /** Null where the database can't be read: whoever works the answer out says so, in a response and in the log. */
  const stateNow = (): Promise<LedgerState | null> => ledgerState(tracker).catch(() => null);

  async function standing(key: string): Promise<Kept | undefined> {
    const known = kept.get(key);
    if (!known) return undefined;
    const now = known.readFrom && (await stateNow());
    const holds = known.day === dayOf(tracker.clock()) && (known.readFrom === null || (now !== null && isOf(known.readFrom, now)));
    forget(key);
    if (!holds) return undefined;
    // What is asked for most stays longest.
    kept.set(key, known);
    bytes += known.body.length;
    return known;
  }

  /** `before`: as it was when it was asked. */
  async function keep(key: string, { url }: Request, response: Response, { seen }: Partial<Wire>, before: Before): Promise<Response> {
    const { day, recorded_at } = before;
    const { readFrom } = seen ?? {};
    const tag = response.headers.get('etag');
    if (response.status !== 200 || !seen || !readFrom || tag === null || !TYPES.test(response.headers.get('content-type') ?? ''))
      return response;
    const asked = new URL(url).searchParams.get('known_at') ?? undefined;
    const isOver = asked !== undefined && instantOf(asked) === readFrom.known_at;
    // An instant to come is another answer once it is over, and one that day broke over may be of either.
    if ((asked !== undefined && !isOver) || day !== dayOf(tracker.clock())) return response;
    const body = new Uint8Array(await response.arrayBuffer());
    if (body.length <= MOST_OF_ONE) {
      // What is being recorded now may yet have an instant before one that lies after the last change.
      const isFinal = isOver && readFrom.known_at !== undefined && recorded_at !== null && readFrom.known_at <= recorded_at;
      forget(key);
      const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
      kept.set(key, { body, headers, tag, seen, readFrom: isFinal ? null : { ...readFrom, ...(isOver && { known_at: undefined }) }, day });
      bytes += body.length;
      for (const oldest of kept.keys()) {
        if (bytes <= most) break;
        forget(oldest);
      }
    }
    return new Response(body, response);
  }

  return async (request, asked) => {
    const { wire } = asked;
    const { method, url, headers } = request;
    if (method !== 'GET' || !URL.canParse(url) || headers.has('cookie') || headers.has('authorization')) return fetch(request, asked);
    // A page names its own address, which begins with https where TLS ends in front of here.
    const how = `${headers.get('accept') ?? ''}\n${takesGzip(headers.get('accept-encoding'))}`;
    const key = `${originOf(request)} ${url}\n${how}`;
    const known = await standing(key);
    if (!known) {
      const isOfInstant = new URL(url).searchParams.has('known_at');
      const before = { day: dayOf(tracker.clock()), recorded_at: isOfInstant ? ((await stateNow())?.recorded_at ?? null) : null };
      return keep(key, request, await fetch(request, asked), wire, before);
    }
    wire.seen = known.seen;
    const isHeld = isKnown(headers.get('if-none-match'), known.tag);
    const told = isHeld ? known.headers.filter(([name]) => !OF_BODY.includes(name)) : known.headers;
    const named: [string, string][] = wire.requestId === undefined ? told : [...told, ['x-request-id', wire.requestId]];
    return isHeld ? new Response(null, { status: 304, headers: named }) : new Response(known.body, { headers: named });
  };
}

const isOf = (answer: ReadFrom, now: { ledgerHead: string; recorded_at: Instant }): boolean =>
  answer.ledgerHead === now.ledgerHead && (answer.known_at === undefined || answer.known_at === now.recorded_at);
