import type { Child } from 'hono/jsx';

/** Something on a timeline. */
export interface TimelineItem {
  day: string;
  what: Child;
  /** It has not come yet. */
  upcoming: boolean;
  /** It holds on the day that is asked about. */
  current: boolean;
}

/** What happened, in the order of time. */
export const Timeline = ({ items }: { items: readonly TimelineItem[] }) => (
  <ol class="timeline">
    {items.map(({ day, what, upcoming, current }) => (
      <li class={upcoming ? 'upcoming' : undefined} aria-current={current ? 'true' : undefined}>
        <time>{day}</time> {what}
        {upcoming && <span class="note"> upcoming</span>}
      </li>
    ))}
  </ol>
);
