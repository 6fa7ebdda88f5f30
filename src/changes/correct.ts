import { disputeOf } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { standingForm } from '../db/outcomes.ts';
import { retractedBy } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { type Day, lastDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import type { CorrectionInput } from '../things/correction.ts';
import type { Provenance } from '../things/entry.ts';
import { type Entry, type EntryOf, repeatsWhole } from '../things/ledger.ts';
import { read } from '../things/read.ts';
import { kindOf, type RecordedKind, recordEntry } from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { recordAndReport } from './status-changes.ts';
import type { WriteContext } from './write.ts';

/**
 * Retracts an entry of the ledger, and puts a replacement of the same kind in its place if one is given. What was known before
 * stays as it was known. A replacement passes the checks of a first record. Throws `not_found` for an unknown entry, `conflict` if it
 * was corrected before, if the replacement says just the same, if the history no longer holds together or if something came of the resolution
 * that is taken back, `invalid` if the replacement is not of the entry's kind.
 */
export function correctEntry(tracker: Tracker, context: WriteContext, seq: number, input: CorrectionInput): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const { connection } = recorder;
    const entry = await correctable(connection, seq);
    const replacement = input.replacement === undefined ? null : readReplacement(entry, input.replacement);
    await addCorrection(recorder, entry, input.reason, replacement && { input: replacement });
    const added = recorder.entries.find((one) => one.kind === entry.kind);
    if (added && repeatsWhole(added, entry))
      throw new TrackerError(
        'conflict',
        `the replacement says just what entry ${seq} says, so that nothing would be corrected: say what is to be different, or only take the entry back`,
      );
    const measures = [...new Set([entry, added].flatMap((one) => (one ? measuresOf(one) : [])))];
    const [first] = measures;
    return {
      measures,
      dispute: entry.dispute_id ?? (first === undefined ? null : await disputeOf(connection, first)),
      effectiveOn: effectiveDay(added ?? entry),
    };
  });
}

/** The entry that a correction may retract. Throws `not_found` if it is unknown, `conflict` if it is a correction or was corrected before. */
async function correctable(connection: Connection, seq: number): Promise<Entry & { kind: RecordedKind }> {
  const [entry] = await loadEntries(connection, [seq]);
  if (!entry) throw new TrackerError('not_found', `there is no ledger entry ${seq}`);
  if (entry.kind === 'correction')
    throw new TrackerError(
      'conflict',
      entry.replacement_seq === null
        ? `entry ${seq} is itself a correction, which takes entry ${entry.retracts_seq} back: record anew what should be said instead`
        : `entry ${seq} is itself a correction: correct entry ${entry.replacement_seq}, which it put in place`,
    );
  if (entry.kind === 'registration')
    throw new TrackerError(
      'conflict',
      `entry ${seq} registers the ${entry.thing.replace('_', ' ')} "${entry.thing_id}": edit it, and what was said before stays as it was known then`,
    );
  const earlier = await retractedBy(connection, seq);
  if (earlier === null) return entry;
  const [correction] = await loadEntries(connection, [earlier]);
  const instead = correction?.kind === 'correction' ? correction.replacement_seq : null;
  throw new TrackerError(
    'conflict',
    instead === null
      ? `entry ${seq} was taken back by entry ${earlier} already, and nothing took its place: record anew what should be said`
      : `entry ${seq} was corrected by entry ${earlier} already: correct entry ${instead}, which took its place`,
  );
}

/** An entry with the measures that its correction touches. Throws as a correction of it would. */
export const entryToCorrect = (tracker: Tracker, seq: number): Promise<{ entry: Entry & { kind: RecordedKind }; measures: string[] }> =>
  tracker.store.readLatest(async (connection) => {
    const entry = await correctable(connection, seq);
    return { entry, measures: measuresOf(entry) };
  });

/**
 * Adds a correction, after its replacement, to a transaction. `input` is a body of the entry's kind that has passed its schema;
 * `resolution` is the one that a step is about, where this transaction has worded it anew. Throws as a first record would.
 */
export async function addCorrection(
  recorder: Recorder,
  entry: Entry & { kind: RecordedKind },
  reason: string,
  replacement: { input: Provenance; entryId?: string; resolution?: EntryOf<'resolution'> | undefined } | null,
): Promise<void> {
  const { measure_id, dispute_id, wto_case_id } = entry;
  const subject = { measure_id, dispute_id, wto_case_id };
  const resolution =
    replacement?.resolution ?? ('resolution_seq' in entry ? await standingForm(recorder.connection, entry.resolution_seq) : undefined);
  const replacement_seq = replacement
    ? await recordEntry(
        recorder,
        entry.kind,
        { subject, resolution, instead: entry },
        // Of the same kind as the entry: the schema of the kind has read it.
        replacement.input as never,
        'replacement',
        replacement.entryId,
      )
    : null;
  recorder.add(subject, { kind: 'correction', retracts_seq: entry.seq, replacement_seq, reason }, { confidence: 'verified' }, '');
  for (const measure of measuresOf(entry)) recorder.touch(measure);
}

function measuresOf(entry: Entry): string[] {
  if (entry.measure_id !== null) return [entry.measure_id];
  if (entry.kind === 'resolution') return [...new Set(entry.outcomes.map((outcome) => outcome.measure_id))];
  return entry.kind === 'implementation' || entry.kind === 'collapse' ? [...entry.measures] : [];
}

/** The day on which what an entry says holds for sure, as the verb that records it tells of it. */
function effectiveDay(body: Entry): Day | null {
  const dates = [
    'effective_on' in body && body.effective_on,
    'happened_on' in body && body.happened_on,
    'first_on' in body && body.first_on,
    'agreed_on' in body && body.agreed_on,
  ];
  const [from] = dates.filter((date) => typeof date === 'string');
  return from === undefined ? null : lastDay(from);
}

/** Reads a replacement as the kind of entry that it is to replace. */
const readReplacement = (entry: Entry & { kind: RecordedKind }, given: unknown): Provenance =>
  read(kindOf(entry.kind).body, given, {
    place: (path) => (path === '' ? 'replacement' : `replacement.${path}`),
    says: ([first]) => `the replacement must be a ${entry.kind}, as entry ${entry.seq} is: ${first?.path} ${first?.message}`,
  });
