import { LATEST, WHOLE } from '../db/cut.ts';
import { readStateTag, stateTag, stateTagAt } from '../db/etags.ts';
import { entriesOfMeasure } from '../db/histories.ts';
import { keepAnswer, keptAnswer, readMeasure } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import type { Instant } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { clipped } from '../domain/text.ts';
import type { TokenRole } from '../domain/vocabulary.ts';
import { noneCalled } from '../lookups/similar.ts';
import { registerAt, type Tracker } from '../lookups/tracker.ts';
import { describeEntry, firstDayOf } from '../things/ledger.ts';
import { Recorder } from './recorder.ts';

/** A measure in the state in which somebody saw it. */
export interface SeenMeasure {
  measure: string;
  /** Its last seq. */
  seq: number;
  /** How the hash of the ledger begins there, if the caller knows it: a backup that was restored and went on otherwise has another. */
  hash?: string | undefined;
}

/** Who writes, and how carefully. */
export interface WriteContext {
  /** Kept as recorded_by. */
  actor: string;
  /** What the actor's token may do; without one it is who runs the command or the library, and may do everything. */
  role?: TokenRole | undefined;
  /** Who let in what the actor proposed; kept as reviewed_by. */
  reviewer?: string | undefined;
  /** Validate and report, record nothing. */
  dryRun?: boolean | undefined;
  /** A repeated call with the same key gets the first answer again, for thirty days. `fingerprint` stands for what was asked. */
  idempotency?: { tokenId: number; key: string; fingerprint: string } | undefined;
  /** The measure (each of them) must be in the state that the caller has seen: its last seq. */
  ifMatch?: SeenMeasure | readonly SeenMeasure[] | undefined;
}

/** A measure in the state that a tag names; null for what is no tag. */
export function seenAt(measure: string, tag: string): SeenMeasure | null {
  const state = readStateTag(tag);
  return state && { measure, ...state };
}

const KEPT_DAYS = 30;
/** Answers are kept for thirty days: what is older than this, at an instant, counts no more. */
const keptSince = (now: Instant): Instant => new Date(Date.parse(now) - KEPT_DAYS * 86_400_000).toISOString();

/** Checks that somebody may record, and not only propose; a rehearsal is everybody's. Throws `forbidden`. */
export function mustRecord({ role, dryRun = false }: Pick<WriteContext, 'role' | 'dryRun'>): void {
  if (role === 'contributor' && !dryRun)
    throw new TrackerError(
      'forbidden',
      'this token is a contributor’s: it proposes and records nothing. Make the same call with ?propose=true, and an editor can accept it; with ?dry_run=true it says what it would do',
    );
}

/**
 * One write: all or nothing. Throws `forbidden` for a contributor, `unprocessable` if the Idempotency-Key was used for another request, `precondition` if the
 * measure has changed since the caller saw it, and whatever the work throws.
 */
export async function write<T>(
  tracker: Tracker,
  context: WriteContext,
  work: (recorder: Recorder) => Promise<() => Promise<T>>,
): Promise<T> {
  mustRecord(context);
  const options = { now: tracker.clock, dryRun: context.dryRun ?? false };
  return tracker.store.write(options, async (connection, change) => {
    const kept = await earlierAnswer<T>(connection, context, change.recorded_at);
    if (kept) {
      change.leaveState();
      return kept.answer;
    }
    await checkUnchanged(connection, context);
    const recorder = new Recorder(connection, change, await registerAt(tracker, connection, change.before), context);
    const answer = await work(recorder);
    await recorder.finish();
    const result = await answer();
    if (!options.dryRun) await keepForRepetition(connection, context, change.recorded_at, 201, result);
    return result;
  });
}

/** What a call with this key recorded before, if it did. Throws `unprocessable` if the key was used for another request. */
export const recordedBefore = <T>(tracker: Tracker, idempotency: WriteContext['idempotency']): Promise<T | undefined> =>
  tracker.store.readLatest(async (connection) => (await earlierAnswer<T>(connection, { idempotency }, tracker.clock()))?.answer);

type Repeatable = Pick<WriteContext, 'idempotency'>;

/** The answer that a call with this key got before, if it did. Throws `unprocessable` if the key was used for another request. */
export async function earlierAnswer<T>(
  connection: Connection,
  { idempotency }: Repeatable,
  now: Instant,
): Promise<{ answer: T } | undefined> {
  if (!idempotency) return undefined;
  const kept = await keptAnswer(connection, idempotency.tokenId, idempotency.key, keptSince(now));
  if (!kept) return undefined;
  if (kept.request_hash !== idempotency.fingerprint)
    throw new TrackerError(
      'unprocessable',
      `the Idempotency-Key "${idempotency.key}" was used for another request: use a new key for a new request`,
    );
  return { answer: JSON.parse(kept.body) as T };
}

/** Keeps the answer to a call, for whoever repeats it. */
export async function keepForRepetition(
  connection: Connection,
  { idempotency }: Repeatable,
  created_at: Instant,
  status: number,
  answer: unknown,
): Promise<void> {
  if (!idempotency) return;
  const { tokenId: token_id, key, fingerprint: request_hash } = idempotency;
  await keepAnswer(connection, { token_id, key, request_hash, status, body: JSON.stringify(answer), created_at }, keptSince(created_at));
}

/** Checks that measures are as the caller has seen them. Throws `precondition`. */
async function checkUnchanged(connection: Connection, { ifMatch }: WriteContext): Promise<void> {
  for (const seen of [ifMatch ?? []].flat()) {
    const measure = await readMeasure(connection, seen.measure, LATEST);
    if (!measure) throw new TrackerError('not_found', await noneCalled(connection, 'measure', seen.measure));
    const now = await stateTagAt(connection, measure.last_seq);
    const isSame = seen.hash === undefined ? measure.last_seq === seen.seq : now === stateTag(seen.seq, seen.hash);
    if (isSame) continue;
    const had = seen.hash === undefined ? seen.seq : stateTag(seen.seq, seen.hash);
    throw new TrackerError(
      'precondition',
      `${seen.measure} has changed since you saw it${await recordedSince(connection, seen)}; look again and repeat (you have "${had}", it is at "${now}" now)`,
    );
  }
}

/** What was recorded last of a measure that somebody saw before, in words. Empty where a restored backup has nothing newer. */
async function recordedSince(connection: Connection, { measure, seq }: SeenMeasure): Promise<string> {
  const since = (await entriesOfMeasure(connection, measure, WHOLE)).filter((entry) => entry.seq > seq);
  const last = since.at(-1);
  if (last === undefined) return '';
  const more = since.length === 1 ? '' : `, after ${since.length - 1} more`;
  const day = firstDayOf(last);
  return `: "${clipped(describeEntry(last), 200)}"${day === null ? '' : ` of ${day}`} was recorded at ${last.recorded_at} by ${last.recorded_by} (entry ${last.seq})${more}`;
}

/** A write beside the ledger, such as of a session or a watch: nothing is recorded, so its state stays as it was. */
export function aside<T>(
  tracker: Tracker,
  work: (connection: Connection, at: { now: Instant; lastSeq: number }) => Promise<T>,
  { dryRun = false }: Pick<WriteContext, 'dryRun'> = {},
): Promise<T> {
  const now = tracker.clock();
  return tracker.store.write({ now, dryRun }, (connection, change) => {
    change.leaveState();
    return work(connection, { now, lastSeq: change.before });
  });
}
