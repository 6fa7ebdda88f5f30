import { type Day, firstDay, lastDay, type PartialDate } from './dates.ts';

/** What an entry says about when the public learned of it. */
export interface Announceable {
  announced_on: PartialDate | null;
  sources: readonly string[];
  /** The first day that it speaks of; null where it speaks of none. */
  first_on: PartialDate | null;
  /** The day on which it happened or was agreed, before which no source can have told that it did; null or left out where it is no event. */
  happened_on?: PartialDate | null;
  /** A day before which nobody can have said it, whatever it cites; null where there is none. */
  not_before?: Day | null;
}

/**
 * The day by which an entry was certainly announced: by its announced_on, else by the earliest publication among its sources, else by
 * the first day that it speaks of; of an event by no source from before it, and a check never before the day up to which somebody looked.
 * A date known to the month or the year counts from its last possible day. Null where none of these is known.
 */
export function announcementOf(entry: Announceable, publishedOn: (source: string) => PartialDate | null): Day | null {
  const day = toldBy(entry, publishedOn);
  const { not_before = null } = entry;
  return day !== null && not_before !== null && day < not_before ? not_before : day;
}

function toldBy(entry: Announceable, publishedOn: (source: string) => PartialDate | null): Day | null {
  if (entry.announced_on !== null) return lastDay(entry.announced_on);
  const happened = entry.happened_on ?? null;
  const published = entry.sources
    .flatMap((source) => publishedOn(source) ?? [])
    .map(lastDay)
    .filter((day) => happened === null || day >= firstDay(happened));
  if (published.length > 0) return published.reduce((earliest, day) => (day < earliest ? day : earliest));
  return entry.first_on === null ? null : lastDay(entry.first_on);
}
