import { LATEST } from '../db/cut.ts';
import { keepAnswer, keptAnswer, readMeasure } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import type { Instant } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { registerAt, type Tracker } from '../lookups/tracker.ts';
import { Recorder } from './recorder.ts';

/** A measure in the state in which somebody saw it. */
export interface Seen {
  measure: string;
  seq: number;
}

/** Who writes, and how carefully. */
export interface WriteContext {
  /** Kept as recorded_by. */
  actor: string;
  /** Validate and report, record nothing. */
  dryRun?: boolean | undefined;
  /** A repeated call with the same key gets the first answer again, for thirty days. `fingerprint` stands for what was asked. */
  idempotency?: { tokenId: number; key: string; fingerprint: string } | undefined;
  /** The measure (each of them) must be in the state that the caller has seen: its last seq. */
  ifMatch?: Seen | readonly Seen[] | undefined;
}

const KEPT_DAYS = 30;
/** Answers are kept for thirty days: what is older than this, at an instant, counts no more. */
const keptSince = (now: Instant): Instant => new Date(Date.parse(now) - KEPT_DAYS * 86_400_000).toISOString();

/**
 * One write: all or nothing. Throws `unprocessable` if the Idempotency-Key was used for another request, `precondition` if the
 * measure has changed since the caller saw it, and whatever the work throws.
 */
export function write<T>(tracker: Tracker, context: WriteContext, work: (recorder: Recorder) => Promise<() => Promise<T>>): Promise<T> {
  const options = { now: tracker.clock, dryRun: context.dryRun ?? false };
  return tracker.store.write(options, async (connection, change) => {
    const since = keptSince(change.recorded_at);
    const kept = await earlierAnswer<T>(connection, context, since);
    if (kept) {
      change.leaveState();
      return kept.answer;
    }
    await checkUnchanged(connection, context);
    const recorder = new Recorder(connection, change, await registerAt(tracker, connection, change.before), context.actor);
    const answer = await work(recorder);
    await recorder.finish();
    const result = await answer();
    const { idempotency } = context;
    if (idempotency && !options.dryRun)
      await keepAnswer(
        connection,
        {
          token_id: idempotency.tokenId,
          key: idempotency.key,
          request_hash: idempotency.fingerprint,
          status: 201,
          body: JSON.stringify(result),
          created_at: change.recorded_at,
        },
        since,
      );
    return result;
  });
}

/** What a call with this key recorded before, if it did. Throws `unprocessable` if the key was used for another request. */
export const recordedBefore = <T>(tracker: Tracker, idempotency: WriteContext['idempotency']): Promise<T | undefined> =>
  tracker.store.readLatest(
    async (connection) => (await earlierAnswer<T>(connection, { actor: '', idempotency }, keptSince(tracker.clock())))?.answer,
  );

async function earlierAnswer<T>(connection: Connection, { idempotency }: WriteContext, since: Instant): Promise<{ answer: T } | undefined> {
  if (!idempotency) return undefined;
  const kept = await keptAnswer(connection, idempotency.tokenId, idempotency.key, since);
  if (!kept) return undefined;
  if (kept.request_hash !== idempotency.fingerprint)
    throw new TrackerError(
      'unprocessable',
      `the Idempotency-Key "${idempotency.key}" was used for another request: use a new key for a new request`,
    );
  return { answer: JSON.parse(kept.body) as T };
}

async function checkUnchanged(connection: Connection, { ifMatch }: WriteContext): Promise<void> {
  for (const seen of [ifMatch ?? []].flat()) {
    const measure = await readMeasure(connection, seen.measure, LATEST);
    if (!measure) throw new TrackerError('not_found', `there is no measure "${seen.measure}"`);
    if (measure.last_seq !== seen.seq)
      throw new TrackerError(
        'precondition',
        `${seen.measure} has changed since you saw it: you have "${seen.seq}", it is at "${measure.last_seq}" now; look again and repeat`,
      );
  }
}
