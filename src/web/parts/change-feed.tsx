import type { Child } from 'hono/jsx';
import type { StatusChangeRow } from '../../tracker/list-status-changes.ts';
import type { UpcomingRate } from '../../tracker/list-upcoming-rates.ts';
import { placeName, type View } from '../view.ts';
import { longDate } from './dates.tsx';
import { SourceLinks } from './source-links.tsx';
import { StatusBadge } from './status-badge.tsx';

interface ItemProps {
  row: StatusChangeRow | UpcomingRate;
  view: View;
  /** What changes. */
  what: Child;
}

/** One change in a line or two. */
const Item = ({ row, view, what }: ItemProps) => (
  <li>
    <time dateTime={row.effective_on}>{longDate(row.effective_on)}</time> {what}
    <a class="line" href={view.href(`/measures/${row.measure}`)}>
      <bdi>{row.title}</bdi>
    </a>
    <span class="note">
      {placeName(row.imposed_by, view)} · <SourceLinks ids={row.sources} view={view} />
    </span>
  </li>
);

/** Status changes, for reading down. */
export const ChangeFeed = ({ rows, view, empty }: { rows: readonly StatusChangeRow[]; view: View; empty: string }) =>
  rows.length === 0 ? (
    <p class="empty">{empty}</p>
  ) : (
    <ol class="feed">
      {rows.map((row) => (
        <Item
          row={row}
          view={view}
          what={
            <>
              <StatusBadge status={row.status} />
              {row.derived && <span class="note">{row.scheduled ? ' comes by itself' : ' came by itself'}</span>}
            </>
          }
        />
      ))}
    </ol>
  );

/** Rates that change, for reading down. */
export const RateFeed = ({ rows, view }: { rows: readonly UpcomingRate[]; view: View }) => (
  <ol class="feed">
    {rows.map((row) => (
      <Item
        row={row}
        view={view}
        what={
          <span class="number">
            {row.rate_before === row.rate_after ? `${row.rate_after}, other rates within` : `${row.rate_before} → ${row.rate_after}`}
          </span>
        }
      />
    ))}
  </ol>
);
