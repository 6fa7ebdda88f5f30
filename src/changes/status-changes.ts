import { LATEST, WHOLE } from '../db/cut.ts';
import { disputeOf, readDisputes } from '../db/disputes.ts';
import { stateTagAt } from '../db/etags.ts';
import { statusPeriodRows } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, dayOf, firstDay, lastDay } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { isComing, isInForce } from '../domain/status.ts';
import { disputeStateOn } from '../lookups/dispute-lives.ts';
import { measureRows } from '../lookups/measures.ts';
import { noneCalled } from '../lookups/similar.ts';
import type { AsOf, Tracker } from '../lookups/tracker.ts';
import type { Recorded } from '../things/answers.ts';
import { saysChanged } from '../things/changed-rows.ts';
import { AS_RECORDED, type Entry, ledgerRow } from '../things/ledger.ts';
import type { StatusChangeInput } from '../things/status-change.ts';
import { recordEntry } from './kinds.ts';
import type { Recorder } from './recorder.ts';
import { type WriteContext, write } from './write.ts';

const ENTRIES = new WeakMap<Recorded, readonly Entry[]>();
/** The entries that a write recorded, or would record, whole: an answer tells each in a line. */
export const entriesRecorded = (recorded: Recorded): readonly Entry[] => ENTRIES.get(recorded) ?? [];

/** What a write was about. */
interface Reported {
  measures: readonly string[];
  dispute: string | null;
  /** The day on which what is recorded holds for sure, and on which the dispute's state is compared. */
  effectiveOn: Day | null;
  /** What was not meant by it, though it may come or come back. */
  left?: Recorded['left'];
}

/** Runs a write about some measures of one dispute and says what it did. */
export function recordAndReport(
  tracker: Tracker,
  context: WriteContext,
  work: (recorder: Recorder) => Promise<Reported>,
): Promise<Recorded> {
  return write(tracker, context, async (recorder) => {
    const { connection, change, register } = recorder;
    const today = dayOf(tracker.clock());
    const { measures, dispute, effectiveOn, left = [] } = await work(recorder);
    const changedOn = effectiveOn ?? today;
    // Nothing is inserted before finish(), so the ledger still says what it said before.
    const before =
      dispute === null
        ? 'none'
        : await disputeStateOn(connection, dispute, {
            on: changedOn,
            ...WHOLE,
            knownSeq: change.before,
            registerSeq: change.before,
            register,
          });
    return async () => {
      const on = changedOn > today ? changedOn : today;
      const view: AsOf = {
        on,
        known_at: change.recorded_at,
        ...WHOLE,
        ledger_begins: null,
        ledgerHead: String(change.lastSeq()),
        register: recorder.register,
      };
      const rows = await measureRows(connection, measures, view);
      const recorded: Recorded = {
        recorded: recorder.entries.map((entry) => {
          const { seq, kind, says, effective_on, until_on, recorded_at } = ledgerRow({ ...entry, ...AS_RECORDED });
          const changed = recorder.changedRows.get(seq);
          const told = {
            says: changed === undefined || kind === 'status_change' ? says : saysChanged(changed),
            ...(changed && { changes: changed }),
          };
          return { seq, kind, measure: entry.measure_id, effective_on, until_on, recorded_at, ...told };
        }),
        ...recorder.consequences,
        left,
        on,
        measures: rows,
        measure: rows[0] ?? null,
        dispute:
          dispute === null
            ? null
            : { id: dispute, on: changedOn, before, after: await disputeStateOn(connection, dispute, { ...view, on: changedOn }) },
        last_seq: change.lastSeq(),
        state_tag: context.dryRun || rows.length === 0 ? null : await stateTagAt(connection, change.lastSeq()),
      };
      ENTRIES.set(recorded, recorder.entries);
      return recorded;
    };
  });
}

/** The day by which all changes hold for sure: a month in which one takes effect is over then. */
const holdingFrom = (changes: readonly StatusChangeInput[]): Day =>
  changes
    .map((change) => lastDay(change.effective_on))
    .sort()
    .at(-1) as Day;

/**
 * Records that the status of a measure changed, once or several times; the history that results is checked as a whole.
 * Throws `not_found` for an unknown measure, `conflict` for an unlawful step (naming the lawful ones), `invalid` for a value
 * that is not understood.
 */
export function recordStatusChanges(
  tracker: Tracker,
  context: WriteContext,
  measureId: string,
  changes: readonly StatusChangeInput[],
): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    await recorder.measureKind(measureId);
    await addChanges(recorder, measureId, changes);
    return { measures: [measureId], dispute: await disputeOf(recorder.connection, measureId), effectiveOn: holdingFrom(changes) };
  });
}

async function addChanges(recorder: Recorder, measureId: string, changes: readonly StatusChangeInput[]): Promise<void> {
  for (const [index, change] of changes.entries())
    await recordEntry(
      recorder,
      'status_change',
      { subject: { measure_id: measureId } },
      change,
      changes.length === 1 ? '' : `changes.${index}`,
    );
}

/** A dispute as it is now. Throws `not_found` for an unknown id. */
export async function disputeNow(connection: Connection, id: string) {
  const [dispute] = await readDisputes(connection, LATEST, [id]);
  if (!dispute) throw new TrackerError('not_found', await noneCalled(connection, 'dispute', id));
  return dispute;
}

/**
 * Records a change for each measure of a dispute that is in force on the first day of the (first) change, or for those named:
 * all or none. Throws `conflict` if no measure is in force that day, `invalid` if one named is not of the dispute.
 */
export function recordDisputeStatusChanges(
  tracker: Tracker,
  context: WriteContext,
  disputeId: string,
  changes: readonly StatusChangeInput[],
  named?: readonly string[],
): Promise<Recorded> {
  return recordAndReport(tracker, context, async (recorder) => {
    const { connection } = recorder;
    const dispute = await disputeNow(connection, disputeId);
    const strangers = (named ?? []).filter((id) => !dispute.measures.includes(id));
    if (strangers.length > 0)
      throw new TrackerError(
        'invalid',
        `"${strangers[0]}" is no measure of ${disputeId}: its measures are ${dispute.measures.join(', ')}`,
        [{ path: 'measures', message: `"${strangers.join('", "')}" is not of the dispute` }],
      );
    const on = changes.map((one) => firstDay(one.effective_on)).sort()[0] as Day;
    const periods = dispute.measures.length === 0 ? [] : await statusPeriodRows(connection, dispute.measures, WHOLE);
    const standing = periods.filter(({ starts_on, ends_on }) => starts_on <= on && on < ends_on);
    const measures = [...new Set(named ?? standing.filter(({ status }) => isInForce(status)).map(({ measure_id }) => measure_id))];
    if (measures.length === 0)
      throw new TrackerError(
        'conflict',
        `no measure of ${disputeId} is in force on ${on}: name the measures meant (${dispute.measures.join(', ') || 'it has none'})`,
      );
    for (const id of measures) await addChanges(recorder, id, changes);
    const left = standing.filter(({ measure_id, status }) => named === undefined && isComing(status) && !measures.includes(measure_id));
    return {
      measures,
      dispute: disputeId,
      effectiveOn: holdingFrom(changes),
      left: left.map(({ measure_id: measure, status }) => ({ measure, status })),
    };
  });
}
