import { announcedLater } from '../db/announcements.ts';
import { legalInstruments } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, dayOf } from '../domain/dates.ts';
import type { AsOf } from './tracker.ts';

// What is said of a thing as a whole, such as its summary, was written later than much of its history: for a day before it would tell
// the future.

/** Was everything about a thing announced by the day that the answer is about? `last`: the day of its last announcement. */
export function tellsNothingLater({ on, announcedBy, known_at }: AsOf, last: Day | undefined): boolean {
  const day = announcedBy !== null && announcedBy < on ? announcedBy : on;
  // Nothing recorded by then tells of a later day, but a date known to the month or the year counts from its end.
  return last === undefined || last <= day || (announcedBy === null && dayOf(known_at) <= day);
}

/** The identifiers of the legal instruments of some measures; none where some of them may have been announced later. */
export async function instrumentsOf(connection: Connection, ids: readonly string[], view: AsOf): Promise<Map<string, string[]>> {
  const later = await announcedLater(connection, ids, view);
  return legalInstruments(
    connection,
    ids.filter((id) => !later.has(id)),
    view.registerSeq,
  );
}
