import type { Child } from 'hono/jsx';
import { firstDay } from '../../domain/dates.ts';
import { longDate } from './dates.tsx';

/** Something on a timeline. */
export interface TimelineItem {
  day: string;
  what: Child;
  /** It has not come yet. */
  upcoming: boolean;
  /** It holds on the day that is asked about. */
  current: boolean;
}

/** What happened, in the order of time; what falls on one day stays in the order given. */
export const Timeline = ({ items }: { items: readonly TimelineItem[] }) => (
  <ol class="timeline">
    {[...items]
      .sort((a, b) => firstDay(a.day).localeCompare(firstDay(b.day)))
      .map(({ day, what, upcoming, current }) => (
        <li class={upcoming ? 'upcoming' : undefined} aria-current={current ? 'true' : undefined}>
          <time dateTime={day}>{longDate(day)}</time> {what}
          {upcoming && <span class="note"> upcoming</span>}
        </li>
      ))}
  </ol>
);
