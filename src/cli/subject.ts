import { TrackerError } from '../domain/errors.ts';
import { type DisputeDetail, showDispute } from '../tracker/list-disputes.ts';
import { type MeasureDetail, showMeasure } from '../tracker/show-measure.ts';
import type { Clocks, Tracker } from '../tracker/tracker.ts';

/** What an id stands for. */
export type Subject = { kind: 'measure'; detail: MeasureDetail } | { kind: 'dispute'; detail: DisputeDetail };

/** Finds the measure or the dispute of an id; of two that have the same id, the measure. Throws `not_found` naming it. */
export async function findSubject(tracker: Tracker, id: string, clocks: Clocks): Promise<Subject> {
  const measure = await orNothing(showMeasure(tracker, id, clocks));
  if (measure) return { kind: 'measure', detail: measure };
  const dispute = await orNothing(showDispute(tracker, id, clocks));
  if (dispute) return { kind: 'dispute', detail: dispute };
  throw new TrackerError('not_found', `there is no measure and no dispute "${id}": measures and disputes list them`);
}

export const subjectKind = async (tracker: Tracker, id: string): Promise<Subject['kind']> => (await findSubject(tracker, id, {})).kind;

async function orNothing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'not_found') return undefined;
    throw error;
  }
}
