import type { StatusChangeRow } from '../../tracker/list-status-changes.ts';
import type { UpcomingRate } from '../../tracker/list-upcoming-rates.ts';
import { placeName, type View } from '../view.ts';
import { longDate } from './dates.tsx';
import { SourceLinks } from './source-links.tsx';
import { StatusBadge } from './status-badge.tsx';

/** Status changes in a line or two each, for reading down. */
export const ChangeFeed = ({ rows, view, empty }: { rows: readonly StatusChangeRow[]; view: View; empty: string }) =>
  rows.length === 0 ? (
    <p class="empty">{empty}</p>
  ) : (
    <ol class="feed">
      {rows.map((row) => (
        <li>
          <time dateTime={row.effective_on}>{longDate(row.effective_on)}</time> <StatusBadge status={row.status} />
          {row.derived && <span class="note">{row.scheduled ? ' comes by itself' : ' came by itself'}</span>}
          <a class="line" href={view.href(`/measures/${row.measure}`)}>
            <bdi>{row.title}</bdi>
          </a>
          <span class="note">
            {placeName(row.imposed_by, view)} · <SourceLinks ids={row.sources} view={view} />
          </span>
        </li>
      ))}
    </ol>
  );

/** Rates that change, in a line or two each. */
export const RateFeed = ({ rows, view }: { rows: readonly UpcomingRate[]; view: View }) => (
  <ol class="feed">
    {rows.map((row) => (
      <li>
        <time dateTime={row.effective_on}>{longDate(row.effective_on)}</time>{' '}
        <span class="number">
          {row.rate_before} → {row.rate_after}
        </span>
        <a class="line" href={view.href(`/measures/${row.measure}`)}>
          <bdi>{row.title}</bdi>
        </a>
        <span class="note">
          {placeName(row.imposed_by, view)} · <SourceLinks ids={row.sources} view={view} />
        </span>
      </li>
    ))}
  </ol>
);
