import { randomUUID } from 'node:crypto';
import { filtersOf } from '../../changes/watches.ts';
import { aside } from '../../changes/write.ts';
import { readChangeSeq } from '../../db/store.ts';
import {
  type DeliveryRecord,
  type DueWatch,
  dueWatches,
  endWatch,
  forgetDeliveries,
  insertDelivery,
  leaseWatches,
  noteWatch,
  updateDelivery,
  type WatchRecord,
  watchCounts,
} from '../../db/watches.ts';
import { dayOf, type Instant } from '../../domain/dates.ts';
import { changesTold, type Told, type ToldUpTo } from '../../lookups/told-changes.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { Networks } from '../../things/networks.ts';
import { readParameters, watchParameters } from '../../things/questions.ts';
import type { WatchMessage } from '../../things/watch.ts';
import { howManyFit, messageOf, newMessageId, signedHeaders } from './message.ts';
import { type PostOutcome, post } from './send.ts';

// Delivers what watches are to be told. A message is kept before it is sent and settled after its receiver took it, so what is lost between the
// two is sent again, with the same id and the same bytes. Of several servers one holds a watch at a time, by a lease.

/** So long after the first failure a message is sent again; each wait doubles, up to the longest. */
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 3_600_000;
/** After so long, and so many attempts, a message is given up, and the next one is sent. */
const GIVE_UP = 3 * 86_400_000;
const ATTEMPTS = 12;
/** So long a watch is held without a word: longer than one message can take. */
const LEASE = 60_000;
/** So long what was sent is remembered. */
const REMEMBERED = 90 * 86_400_000;
/** So many changes a message tells, and a few more where they belong together. */
const MOST_CHANGES = 100;
/** So many receivers are sent to at once. */
const MOST_AT_ONCE = 8;
/** So long a receiver may take to answer. */
const TIMEOUT = 10_000;
/** So often it looks for what was recorded; while the database can't be read, more and more seldom. */
const EVERY = 2000;
const SELDOM = 60_000;

/** What of a log is needed. */
interface Log {
  info(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

interface DelivererOptions {
  tracker: Tracker;
  log: Log;
  /** The beginning of the addresses in messages. */
  site: () => string;
  /** The version of this program. */
  release: string;
  /** Where messages may be sent besides the internet. */
  allowed: Networks;
  /** So many milliseconds between two looks for what was recorded; two seconds unless given. */
  every?: number;
}

/** How many attempts came out how, since the start. */
interface DeliveryCounts {
  delivered: number;
  failed: number;
  given_up: number;
}

/** Delivers to all watches of a database, beside other servers that do the same. */
export class Deliverer {
  readonly counts: DeliveryCounts = { delivered: 0, failed: 0, given_up: 0 };
  readonly #options: DelivererOptions;
  /** By this name it holds watches. */
  readonly #name = randomUUID();
  readonly #running = new Map<number, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  /** The look that is under way. */
  #looking: Promise<void> = Promise.resolve();
  #isStopping = false;
  #failures = 0;

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** Watches that have not ended, and those of them whose receiver did not take the last message. */
  state(): Promise<{ active: number; failing: number }> {
    return this.#options.tracker.store.readLatest(watchCounts);
  }

  /** Looks again and again, until it is stopped. */
  start(): void {
    const next = (): void => {
      if (this.#isStopping) return;
      const wait = Math.min(SELDOM, (this.#options.every ?? EVERY) * 2 ** Math.min(this.#failures, 10));
      this.#timer = setTimeout(() => {
        this.#looking = this.#look();
        void this.#looking.finally(next);
      }, wait);
      this.#timer.unref();
    };
    next();
  }

  /** Takes nothing more over; resolves when what is being sent has its answer and is noted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    // What it has just taken over is given back.
    await this.#looking;
    await this.#all();
  }

  /** Delivers everything that can be delivered now. */
  async deliver(): Promise<void> {
    while ((await this.#takeOver()) > 0) await this.#all();
  }

  async #look(): Promise<void> {
    try {
      await this.#takeOver();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#options.log.error('could not look what watches are to be told', { error: (error as Error).message });
    }
  }

  async #all(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Takes over watches that have something to do, as many as there is room for; gives how many. */
  async #takeOver(): Promise<number> {
    const { tracker } = this.#options;
    const most = MOST_AT_ONCE - this.#running.size;
    if (most <= 0 || this.#isStopping) return 0;
    // Nothing is written, and no write waits, while there is nothing to do.
    const isDue = await tracker.store.readLatest(async (connection) => {
      const { seq } = await readChangeSeq(connection);
      const now = tracker.clock();
      return (await dueWatches(connection, { now, today: dayOf(now), lastSeq: seq, most: 1 })).length > 0;
    });
    if (!isDue) return 0;
    const taken = await aside(tracker, async (connection, { now, lastSeq }) => {
      const due = await dueWatches(connection, { now, today: dayOf(now), lastSeq, most });
      const lease = { leased_by: this.#name, leased_until: later(now, LEASE) };
      await leaseWatches(
        connection,
        due.map(({ watch }) => watch.id),
        lease,
      );
      return due;
    });
    for (const due of taken) {
      const { id } = due.watch;
      const work = this.#serve(due)
        .catch((error: unknown) => {
          // The lease runs out, and somebody tries again.
          this.#options.log.error('could not deliver what a watch is to be told', { watch: id, error: (error as Error).message });
        })
        .finally(() => this.#running.delete(id));
      this.#running.set(id, work);
    }
    return taken.length;
  }

  /** Sends a watch one message after the other, until it has nothing more or one is not taken. */
  async #serve({ watch, waiting }: DueWatch): Promise<void> {
    let message = waiting;
    let told = toldUpTo(watch);
    while (!this.#isStopping) {
      if (message === null) {
        const made = await this.#make(watch, told);
        if (made === null) return;
        [message, told] = [made.message, made.upTo];
      }
      const wasTaken = await this.#send(watch, message);
      if (!wasTaken) return;
      message = null;
    }
    await aside(this.#options.tracker, (connection, { now }) => noteWatch(connection, watch.id, this.#name, released(now)));
  }

  /** Makes the next message of a watch and keeps it. Gives null, and gives the watch back, if there is nothing to tell. */
  async #make(watch: WatchRecord, told: ToldUpTo): Promise<{ message: DeliveryRecord; upTo: ToldUpTo } | null> {
    const { tracker, site } = this.#options;
    const filters = filtersOf(watch);
    const given = Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, [value]]));
    const question = readParameters(watchParameters, given);
    /** What comes next, as much as a message has room for: what fewer entries make of all others is another thing, so it is asked again. */
    const next = async (after: ToldUpTo, now: Instant, most = MOST_CHANGES): Promise<Told & { said: WatchMessage }> => {
      const found = await changesTold(tracker, question, after, most);
      const said = messageOf(found, { id: watch.id, filters }, site(), now);
      const fit = howManyFit(said, found);
      return fit < Math.min(most, found.changes.length) ? next(after, now, fit) : { ...found, said };
    };
    let after = told;
    for (;;) {
      const now = tracker.clock();
      const { upTo, isAll, said } = await next(after, now);
      const seqs = said.data.changes.map(({ seq }) => seq);
      if (seqs.length > 0) {
        const message: DeliveryRecord = {
          ...{ id: newMessageId(), watch_id: watch.id, state: 'waiting', body: JSON.stringify(said), changes: seqs.length },
          ...{ created_at: now, next_at: now },
          ...{ first_seq: Math.min(...seqs), last_seq: Math.max(...seqs), attempts: 0 },
          ...{ attempted_at: null, http_status: null, error: null },
        };
        const isKept = await aside(tracker, async (connection) => {
          if (!(await noteWatch(connection, watch.id, this.#name, { ...upTo, leased_until: later(now, LEASE) }))) return false;
          await insertDelivery(connection, message);
          await forgetDeliveries(connection, watch.id, later(now, -REMEMBERED));
          return true;
        });
        return isKept ? { message, upTo } : null;
      }
      after = upTo;
      const isEnd = isAll || this.#isStopping;
      const isOwn = await aside(tracker, (connection, { now }) =>
        noteWatch(connection, watch.id, this.#name, {
          ...after,
          ...(isEnd ? released(now) : { leased_until: later(now, LEASE) }),
        }),
      );
      if (isEnd || !isOwn) return null;
    }
  }

  /** Sends a message and notes what came of it; true if there may be a next one. */
  async #send(watch: WatchRecord, message: DeliveryRecord): Promise<boolean> {
    const { tracker, log } = this.#options;
    const attempt = message.attempts + 1;
    const answered = await sendMessage(this.#options, watch, message);
    const now = tracker.clock();
    const outcome = outcomeOf(message, answered, attempt, now);
    const isOwn = await aside(tracker, async (connection) => {
      const goesOn = outcome.state !== 'waiting';
      if (!(await noteWatch(connection, watch.id, this.#name, goesOn ? { leased_until: later(now, LEASE) } : released(now)))) return false;
      await updateDelivery(connection, message.id, { ...outcome, attempts: attempt, attempted_at: now });
      if (answered.status === GONE) await endWatch(connection, watch.id, now, `its receiver answered ${GONE}: it wants no more`);
      return true;
    });
    // Somebody else holds it by now, or it was removed.
    if (!isOwn) return false;
    const about = { watch: watch.id, id: message.id, attempts: attempt, http_status: answered.status };
    if (outcome.state === 'delivered') this.counts.delivered += 1;
    else {
      this.counts.failed += 1;
      if (outcome.state === 'given_up') this.counts.given_up += 1;
      log.info(outcome.state === 'given_up' ? 'a message to a watch was given up' : 'a watch did not take a message', {
        ...about,
        error: answered.error,
      });
    }
    return outcome.state !== 'waiting' && answered.status !== GONE;
  }
}

/** How far a watch was told. */
const toldUpTo = ({ told_seq, told_on, told_next_seq }: WatchRecord): ToldUpTo => ({ told_seq, told_on, told_next_seq });

/** Not to be sent to any more (https://www.standardwebhooks.com). */
const GONE = 410;

const later = (now: Instant, milliseconds: number): Instant => new Date(Date.parse(now) + milliseconds).toISOString();
/** Somebody else may take it over at once. */
const released = (now: Instant): Pick<WatchRecord, 'leased_by' | 'leased_until'> => ({ leased_by: '', leased_until: now });

type Outcome = Pick<DeliveryRecord, 'state' | 'next_at' | 'http_status' | 'error'> & Partial<Pick<DeliveryRecord, 'body'>>;

/** What becomes of a message after an attempt. */
function outcomeOf({ created_at }: DeliveryRecord, { status, error, retryAfter }: PostOutcome, attempt: number, now: Instant): Outcome {
  const settled = { next_at: null, http_status: status, body: '' };
  if (error === null) return { ...settled, state: 'delivered', error };
  const isOld = Date.parse(now) - Date.parse(created_at) >= GIVE_UP && attempt >= ATTEMPTS;
  if (status === GONE || isOld) return { ...settled, state: 'given_up', error };
  const own = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempt - 1, 20));
  const wait = Math.min(LONGEST_WAIT, Math.max(own, (retryAfter ?? 0) * 1000));
  return { state: 'waiting', next_at: later(now, wait), http_status: status, error };
}

type Sending = Pick<DelivererOptions, 'tracker' | 'release' | 'allowed'>;

/** Signs a message and sends it once. */
function sendMessage(
  { tracker, release, allowed }: Sending,
  { url, secret }: Pick<WatchRecord, 'url' | 'secret'>,
  { id, body }: Pick<DeliveryRecord, 'id' | 'body'>,
): Promise<PostOutcome> {
  const headers = { ...signedHeaders(secret, id, body, tracker.clock()), 'user-agent': `trade-disputes/${release}` };
  return post({ url, headers, body, allowed, timeout: TIMEOUT });
}

/** Sends a watch a message that tells nothing, once: it is not kept. */
export function sendTest(options: Sending, watch: WatchRecord): Promise<PostOutcome> {
  const data = { watch: watch.id, filters: filtersOf(watch) };
  const body = JSON.stringify({ type: 'watch.test', timestamp: options.tracker.clock(), data });
  return sendMessage(options, watch, { id: newMessageId(), body });
}
