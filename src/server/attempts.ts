import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Instant } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Log, Request } from './context.ts';
import { HttpError } from './errors.ts';

// A token is 32 random bytes, which nobody guesses; who tries all the same, or goes on with a revoked one, is logged and slowed down.

/** So many tokens that do not work are answered at once; each one after them doubles the wait. */
const FREE = 5;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
/** A failure is forgotten after so long without another. */
const FORGET = 15 * 60_000;
/** So many addresses are remembered, and so many tokens that work. */
const MOST = 10_000;

interface Failures {
  count: number;
  /** When the last one was, in milliseconds. */
  at: number;
}

interface AttemptsOptions {
  clock: () => Instant;
  log: Log;
  /** Is told of every token that was refused: `unknown` ones, and those not even looked at. */
  onRefused?: ((why: 'unknown' | 'slowed_down') => void) | undefined;
}

/** Who tried tokens that do not work, by address, and for how long others from there are not looked at. */
export class Attempts {
  readonly #failures = new Map<string, Failures>();
  readonly #working = new Map<string, true>();
  readonly #options: AttemptsOptions;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /**
   * Lets somebody try a token: `work` throws `unauthorized` if it does not work. After a few that did not, further ones from the same
   * address are answered by a 429 until the wait is over. A token that has worked before is no guess, and never waits: a neighbour's
   * mistakes lock nobody out.
   */
  async attempt<T>(c: Request, token: string, work: () => Promise<T>): Promise<T> {
    const { clock, log, onRefused } = this.#options;
    const client = c.env?.client ?? 'unknown';
    const [from, known] = [networkOf(client), createHash('sha256').update(token).digest('base64')];
    const about = { request_id: c.get('requestId'), client, method: c.req.method, path: c.req.path };
    const wait = this.#working.has(known) ? 0 : this.#waitOf(from, Date.parse(clock()));
    if (wait > 0) {
      onRefused?.('slowed_down');
      const seconds = Math.ceil(wait / 1000);
      throw new HttpError(429, `too many tokens from your address did not work: try again in ${seconds} s`, {
        'Retry-After': `${seconds}`,
        // As programs read it (draft-ietf-httpapi-ratelimit-headers).
        'RateLimit-Policy': `"failed-tokens";q=${FREE};w=${FORGET / 1000}`,
        RateLimit: `"failed-tokens";r=0;t=${seconds}`,
      });
    }
    try {
      const result = await work();
      remember(this.#working, known, true);
      return result;
    } catch (error) {
      if (error instanceof TrackerError && error.code === 'unauthorized') {
        this.#working.delete(known);
        const failures = this.#fail(from, Date.parse(clock()));
        onRefused?.('unknown');
        log.info('a token was refused', { ...about, failures });
      }
      throw error;
    }
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** So many milliseconds no token from there is looked at. A clock that was set back makes nobody wait longer. */
  #waitOf(from: string, now: number): number {
    const known = this.#failures.get(from);
    if (!known || known.count < FREE) return 0;
    const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (known.count - FREE));
    return Math.min(whole, known.at + whole - now);
  }

  #fail(from: string, now: number): number {
    const known = this.#failures.get(from);
    const count = known && now - known.at < FORGET ? known.count + 1 : 1;
    remember(this.#failures, from, { count, at: now });
    return count;
  }
}

/** Keeps a value as the newest; the oldest gives way to it. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}

/** Whose address it is: that of an IPv6 client is one of 2^64 that are all its own. */
export function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address;
  const [head = '', tail] = (address.split('%')[0] as string).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const all = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
