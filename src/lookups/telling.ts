import { announcedLater } from '../db/announcements.ts';
import { legalInstruments } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, dayOf, daysNamed } from '../domain/dates.ts';
import type { AsOf } from './tracker.ts';

// What is said of a thing as a whole, such as its summary, was written later than much of its history: for a day before it would tell
// the future.

/**
 * Does the summary of a thing tell nothing that came later than what the answer is about? `last`: the day of the last announcement about
 * the thing.
 */
export function tellsNothingLater({ on, announcedBy, known_at }: AsOf, last: Day | undefined, summary: string | null): boolean {
  const day = announcedBy !== null && announcedBy < on ? announcedBy : on;
  const known = dayOf(known_at);
  // Nothing recorded by then tells of a later day, but a date known to the month or the year counts from its end.
  if (announcedBy === null && known <= day) return true;
  return (last === undefined || last <= day) && !daysNamed(summary ?? '').some((named) => named > day && named <= known);
}

/** Does the name of an act tell of no day after the announcements that count? */
export const namesNothingLater = (identifier: string, { announcedBy }: AsOf): boolean =>
  announcedBy === null || daysNamed(identifier).every((day) => day <= announcedBy);

/**
 * The identifiers of the legal instruments of some measures, as announced by then: none where some of them may have been announced later,
 * and none that names a later day.
 */
export async function instrumentsOf(connection: Connection, ids: readonly string[], view: AsOf): Promise<Map<string, string[]>> {
  const later = await announcedLater(connection, ids, view);
  const instruments = await legalInstruments(
    connection,
    ids.filter((id) => !later.has(id)),
    view.registerSeq,
  );
  if (view.announcedBy === null) return instruments;
  return new Map([...instruments].map(([id, identifiers]) => [id, identifiers.filter((one) => namesNothingLater(one, view))]));
}
