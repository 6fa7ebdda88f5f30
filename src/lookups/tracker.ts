import type { Cut } from '../db/cut.ts';
import { hashAt } from '../db/entries.ts';
import { stateTag } from '../db/etags.ts';
import { firstTransaction } from '../db/histories.ts';
import { type DoubtfulEnd, doubtfulEnds, seqKnownAt } from '../db/measures.ts';
import { hasRegistered, type Register, readRegister } from '../db/register.ts';
import { type Statements, statusesOfMeasures } from '../db/statements.ts';
import { type Access, type Connection, readChangeSeq, type Store } from '../db/store.ts';
import { addDays, type Day, dayOf, type Instant, parseDay, parseKnownAt } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { mayBeInForce } from '../domain/timeline.ts';
import type { DisputeRow } from '../things/dispute.ts';
import { AnswerMemory } from './answer-memory.ts';

export type { Access };

/** The register, and the hash of the last entry by then, which stands for all that was recorded; empty before the first one. */
interface KnownRegister {
  register: Register;
  head: string;
}

/** The tracker over one database: what every verb gets. */
export interface Tracker {
  store: Store;
  /** Now, as an instant in UTC. */
  clock: () => Instant;
  /** The register as known at the seqs that were asked about last. */
  registers: Map<number, KnownRegister>;
  kept: Kept;
}

/** What is kept of the states and cuts that were asked about last, as many questions ask for it. */
interface Kept {
  /** What is said not to be in force with a doubt: it concerns few measures. */
  ends: AnswerMemory<DoubtfulEnd[]>;
  /** The measures that duty rules are about. */
  ruled: AnswerMemory<ReadonlySet<string>>;
  /** What is said of the statuses of those, by their ids, as far as somebody asked. */
  statuses: AnswerMemory<Map<string, Statements['statuses']>>;
  /** Of a day besides: the measures that are said to be over, and may be in force all the same. */
  open: AnswerMemory<readonly string[]>;
  /** Of a day besides: the disputes that were told of, by their ids; null for one of which nothing was known. */
  disputes: AnswerMemory<Map<string, DisputeRow | null>>;
}

/** How many states are kept: that of now, and a few of instants that permalinks ask about. */
const KEPT = 4;
/** So many days of them; of whole disputes fewer. */
const KEPT_DAYS = 100;
const KEPT_DAYS_OF_DISPUTES = 8;

/** What lookups and changes work with: a database, and what was read of it lately. `clock`: the instant of now, in UTC to the millisecond. */
export function createTracker(store: Store, clock: () => Instant = () => new Date().toISOString()): Tracker {
  const kept = {
    ends: new AnswerMemory<DoubtfulEnd[]>(KEPT),
    ruled: new AnswerMemory<ReadonlySet<string>>(KEPT),
    statuses: new AnswerMemory<Map<string, Statements['statuses']>>(KEPT),
    open: new AnswerMemory<readonly string[]>(KEPT_DAYS),
    disputes: new AnswerMemory<Map<string, DisputeRow | null>>(KEPT_DAYS_OF_DISPUTES),
  };
  return { store, clock, registers: new Map(), kept };
}

/** A memory for each tracker, which keeps so many answers and goes with it. */
export function memoryByTracker<Answer>(kept?: number): (tracker: Tracker) => AnswerMemory<Answer> {
  const memories = new WeakMap<Tracker, AnswerMemory<Answer>>();
  return (tracker) => {
    const own = memories.get(tracker) ?? new AnswerMemory<Answer>(kept);
    memories.set(tracker, own);
    return own;
  };
}

/** The three clocks of a question, as the user writes them; each may be left out. */
export interface Clocks {
  /** A day; the one of `announced_by` unless given, else today in UTC. */
  on?: string | undefined;
  /** A day: only what was announced by then; everything unless given. */
  announced_by?: string | null | undefined;
  /** An instant, or a date, which means its end; now unless given. */
  known_at?: string | undefined;
}

/**
 * An answer with the head of the ledger that it was read from: the number and the hash of the last entry. ETags key on it, so that a backup
 * that was restored and went on otherwise is never taken for what it was before.
 */
export type Answered<Answer> = Answer & { ledgerHead: string };

/** A question's clocks made definite: the same `on`, `announced_by` and `known_at` give the same rows for ever. */
export interface AsOf extends Cut {
  on: Day;
  known_at: Instant;
  /** When the ledger begins, for an instant before that; else null. */
  ledger_begins: Instant | null;
  /** The head of the ledger that the answer is read from: ETags key on it. */
  ledgerHead: string;
  register: Register;
  /** Not while something is recorded, which may be taken back. */
  kept?: Kept;
}

/** What of the ledger an answer is made of, as the beginning of a key: beside it stands what is asked. */
export const stateKey = ({ ledgerHead, knownSeq, announcedBy }: AsOf): string => `${ledgerHead} ${knownSeq} ${announcedBy}`;

/** The same for an answer about a day. */
export const dayKey = (view: AsOf): string => `${stateKey(view)} ${view.on}`;

/** What is said not to be in force with a doubt, of all measures, or at least of these, in the order of their ids. */
export function endsInDoubt(connection: Connection, view: AsOf, ids?: readonly string[]): Promise<readonly DoubtfulEnd[]> {
  if (view.kept === undefined) return doubtfulEnds(connection, view, ids);
  return view.kept.ends.of(stateKey(view), () => doubtfulEnds(connection, view));
}

/** The measures that are said to be over on the day, with a doubt, and may be in force on it all the same. */
export function openOn(connection: Connection, view: AsOf): Promise<readonly string[]> {
  const find = async (): Promise<string[]> => {
    const ends = await endsInDoubt(connection, view);
    const ids = ends.filter(({ starts_on, ends_on }) => starts_on <= view.on && view.on < ends_on).map(({ id }) => id);
    const known = (await view.kept?.statuses.of(stateKey(view), async () => new Map())) ?? new Map<string, Statements['statuses']>();
    const unknown = ids.filter((id) => !known.has(id));
    for (const [id, statuses] of await statusesOfMeasures(connection, unknown, view)) known.set(id, statuses);
    return ids.filter((id) => mayBeInForce(known.get(id) ?? [], view.on));
  };
  return view.kept === undefined ? find() : view.kept.open.of(dayKey(view), find);
}

/**
 * Makes the clocks of a question definite inside a read. A `known_at` that is not over yet, or none, becomes the instant of the
 * last change: what happens later has a later instant, so the answer is final. One that is over stays as it was asked, whether or not
 * something was recorded since, and nothing else in the answer tells of it either. Throws `invalid` for an impossible date, and for an
 * `announced_by` that is yet to come.
 */
export async function viewAt(tracker: Tracker, connection: Connection, clocks: Clocks): Promise<AsOf> {
  const now = tracker.clock();
  const announcedBy = clocks.announced_by == null ? null : parseDay(clocks.announced_by, 'announced_by');
  // Where the sun rises earlier it may be tomorrow already.
  if (announcedBy !== null && announcedBy > addDays(dayOf(now), 1))
    throw invalid(
      'announced_by',
      `"${announcedBy}" is yet to come (today is ${dayOf(now)}), and nobody knows what will have been announced by then: what is scheduled stands under on=${announcedBy}`,
    );
  const on = clocks.on === undefined ? (announcedBy ?? dayOf(now)) : parseDay(clocks.on, 'on');
  const asked = clocks.known_at === undefined ? null : parseKnownAt(clocks.known_at);
  const last = await readChangeSeq(connection);
  // A clock that was once ahead dated entries in the future: a day that is not over yet means now all the same. An instant is exact: a
  // permalink names the one of its answer.
  const isDay = clocks.known_at !== undefined && clocks.known_at.length <= 10;
  // Of a copy that lags behind nobody can say yet what was known later than it has got.
  const isAhead = tracker.store.mayLag && asked !== null && asked > last.recorded_at;
  const past = asked !== null && !isAhead && (asked < now || (!isDay && asked <= last.recorded_at));
  const knownSeq = past ? await seqKnownAt(connection, asked) : last.seq;
  // Before the ledger nothing was known here; who there is counts from its beginning, so that a question can be asked at all.
  const before = past && knownSeq === 0;
  const first = before ? await firstTransaction(connection) : null;
  const registerSeq = first?.last_seq ?? knownSeq;
  const { register, head } = await knownRegister(tracker, connection, registerSeq);
  return {
    on,
    announcedBy,
    known_at: past ? asked : last.recorded_at,
    knownSeq,
    registerSeq,
    ledger_begins: before ? (first?.recorded_at ?? null) : null,
    ledgerHead: stateTag(knownSeq, head),
    register,
    kept: tracker.kept,
  };
}

/** The clocks of a question made definite, with the state of the ledger, and nothing else. Throws `invalid` for an impossible date. */
export function definiteClocks(tracker: Tracker, clocks: Clocks): Promise<ReadAt> {
  return tracker.store.read(async (connection) => readIn(await viewAt(tracker, connection, clocks)));
}

/** The clocks that an answer speaks of, made definite. */
export interface AnswerClocks {
  on: Day;
  announced_by: Day | null;
  known_at: Instant;
  /** Only for a known_at before the ledger: when that begins. What had been announced by then is asked by announced_by. */
  ledger_begins?: Instant;
}
/** For who is told that there is nothing: as known when, where that was asked. What was registered since does not tell. */
export const asKnownIn = ({ known_at, ledger_begins }: AsOf, asked: Pick<Clocks, 'known_at'>): string =>
  asked.known_at === undefined
    ? ''
    : ` as known at ${known_at}${
        ledger_begins === null ? '' : `, before the ledger began at ${ledger_begins} (announced_by asks what the public knew)`
      }`;

/** What an answer about a day after the last entry hangs on, be it yet to come or long past; null for other days, and where no entry was known. */
export function daysAhead({
  on,
  known_at,
  ledger_begins,
}: Pick<AsOf, 'on' | 'known_at'> & { ledger_begins?: string | null | undefined }): string | null {
  const known = dayOf(known_at);
  return ledger_begins == null && on > known
    ? `the last entry here is of ${known}, before ${on}: what was decided since is not in it`
    : null;
}

/** The clocks that an answer says. */
export const clocksIn = ({ on, announced_by, known_at, ledger_begins }: AnswerClocks): AnswerClocks => ({
  on,
  announced_by,
  known_at,
  ...(ledger_begins !== undefined && { ledger_begins }),
});

/** Gives work a connection to read with: the one at hand, or one of its own each time, so that writers and others have their turn in between. */
export type Reading = Tracker['store']['read'];
/** Reads with the connection at hand. */
export const readingWith =
  (connection: Connection): Reading =>
  (work) =>
    work(connection);

/** What an answer was read from: its clocks made definite, and the state of the ledger. */
export type ReadAt = Answered<AnswerClocks>;
/** What a view read from, as an answer tells it. */
export const readIn = ({ on, announcedBy, known_at, ledger_begins, ledgerHead }: AsOf): ReadAt => ({
  on,
  announced_by: announcedBy,
  known_at,
  ...(ledger_begins !== null && { ledger_begins }),
  ledgerHead,
});

/** The newest register that is kept of an earlier state, if nothing was registered since. */
async function sameRegister(connection: Connection, registers: Tracker['registers'], knownSeq: number): Promise<Register | undefined> {
  const before = Math.max(0, ...[...registers.keys()].filter((seq) => seq < knownSeq));
  const known = registers.get(before);
  if (known?.head !== (await hashAt(connection, before)) || (await hasRegistered(connection, before, knownSeq))) return undefined;
  return known.register;
}

/** Reads the register once for the seqs asked about last, unless the ledger there is another than it was. */
async function knownRegister({ registers }: Tracker, connection: Connection, knownSeq: number): Promise<KnownRegister> {
  const head = await hashAt(connection, knownSeq);
  const kept = registers.get(knownSeq);
  const register =
    kept?.head === head
      ? kept.register
      : ((await sameRegister(connection, registers, knownSeq)) ?? (await readRegister(connection, knownSeq)));
  registers.delete(knownSeq);
  registers.set(knownSeq, { register, head });
  for (const [oldest] of registers) if (registers.size > KEPT) registers.delete(oldest);
  return { register, head };
}

/** The register as known at a seq. */
export const registerAt = async (tracker: Tracker, connection: Connection, knownSeq: number): Promise<Register> =>
  (await knownRegister(tracker, connection, knownSeq)).register;

/** The register with all that is recorded. */
export const latestRegister = async (tracker: Tracker, connection: Connection): Promise<Register> =>
  registerAt(tracker, connection, (await readChangeSeq(connection)).seq);
