import { seqKnownAt } from '../db/measures.ts';
import { type Register, readRegister } from '../db/register.ts';
import { type Connection, readChangeSeq, type Store } from '../db/store.ts';
import { type Day, dayOf, type Instant, parseDay, parseKnownAt } from '../domain/dates.ts';

/** The tracker over one database: what every verb gets. */
export interface Tracker {
  store: Store;
  /** Now, as an instant in UTC. */
  clock: () => Instant;
  /** The register as of the last state of the ledger that was asked about. */
  register: { seq: number; content: Register } | null;
}

export function createTracker(store: Store, clock: () => Instant = () => new Date().toISOString()): Tracker {
  return { store, clock, register: null };
}

/** The two clocks of a question, as the user writes them; each may be left out. */
export interface Clocks {
  /** A day; today in UTC unless given. */
  on?: string | undefined;
  /** An instant, or a date, which means its end; now unless given. */
  known_at?: string | undefined;
}

/** An answer with the state of the ledger that it was read from: ETags key on it. */
export type Answered<Answer> = Answer & { changeSeq: number };

/** A question's clocks made definite: the same `on` and `known_at` give the same rows for ever. */
export interface AsOf {
  on: Day;
  known_at: Instant;
  /** The last seq that counts. */
  knownSeq: number;
  /** The state of the ledger when the question was answered: ETags key on it. */
  changeSeq: number;
  register: Register;
}

/**
 * Makes the clocks of a question definite inside a read. A `known_at` that is not over yet, or none, becomes the instant of the
 * last change: what happens later has a later instant, so the answer is final. Throws `invalid` for an impossible date.
 */
export async function viewAt(tracker: Tracker, connection: Connection, clocks: Clocks): Promise<AsOf> {
  const now = tracker.clock();
  const on = clocks.on === undefined ? dayOf(now) : parseDay(clocks.on, 'on');
  const asked = clocks.known_at === undefined ? null : parseKnownAt(clocks.known_at);
  const last = await readChangeSeq(connection);
  const past = asked !== null && asked < last.recorded_at;
  return {
    on,
    known_at: past ? asked : last.recorded_at,
    knownSeq: past ? await seqKnownAt(connection, asked) : last.seq,
    changeSeq: last.seq,
    register: await registerAt(tracker, connection, last.seq),
  };
}

/** The clocks of a question made definite, with the state of the ledger, and nothing else. Throws `invalid` for an impossible date. */
export function definiteClocks(tracker: Tracker, clocks: Clocks): Promise<Pick<AsOf, 'on' | 'known_at' | 'changeSeq'>> {
  return tracker.store.read(async (connection) => {
    const { on, known_at, changeSeq } = await viewAt(tracker, connection, clocks);
    return { on, known_at, changeSeq };
  });
}

/** The register, read again only after a change. */
export async function registerAt(tracker: Tracker, connection: Connection, seq: number): Promise<Register> {
  if (tracker.register?.seq === seq) return tracker.register.content;
  const content = await readRegister(connection);
  tracker.register = { seq, content };
  return content;
}
