import { announcedLater } from '../db/announcements.ts';
import { legalInstruments } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { type Day, dayOf, firstDay } from '../domain/dates.ts';
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

/** The days that a text names, as `2 May 2021`, `May 2021` or `2021`, of which the first counts. */
function daysNamed(text: string): Day[] {
  return [...text.matchAll(NAMED_DAY)].map(([, day, month, year]) => {
    const number = MONTHS.indexOf(month ?? '') + 1;
    const parts = [year, ...(number === 0 ? [] : [number, ...(day ? [day] : [])])];
    return firstDay(parts.map((part) => String(part).padStart(2, '0')).join('-'));
  });
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const NAMED_DAY = new RegExp(`(?:(?:\\b(\\d{1,2}) )?\\b(${MONTHS.join('|')}) )?\\b((?:19|20)\\d\\d)\\b`, 'g');

/** The identifiers of the legal instruments of some measures; none where some of them may have been announced later. */
export async function instrumentsOf(connection: Connection, ids: readonly string[], view: AsOf): Promise<Map<string, string[]>> {
  const later = await announcedLater(connection, ids, view);
  return legalInstruments(
    connection,
    ids.filter((id) => !later.has(id)),
    view.registerSeq,
  );
}
