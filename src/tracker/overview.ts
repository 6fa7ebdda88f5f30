import { addDays, type Day, type Instant } from '../domain/dates.ts';
import { listMeasures, type MeasureRow } from './list-measures.ts';
import { listRestrictions, type Restriction } from './list-restrictions.ts';
import { listStatusChanges, type StatusChangeRow } from './list-status-changes.ts';
import { listUpcomingRates, type UpcomingRate } from './list-upcoming-rates.ts';
import type { Tracker } from './tracker.ts';

/** A day at a glance. */
export interface Overview {
  on: Day;
  known_at: Instant;
  /** How many are active. */
  bans: number;
  tariffs: number;
  changed: readonly StatusChangeRow[];
  upcoming: readonly StatusChangeRow[];
  /** Rates that change while their tariff stays in force. */
  upcoming_rates: readonly UpcomingRate[];
  lifting_agreed: readonly MeasureRow[];
  restrictions: readonly Restriction[];
}

const SHOWN = 10;

/** What is in force on a day, who restricts whom, what changed last before it, what comes after it. */
export async function readOverview(tracker: Tracker, view: { on: Day; known_at: Instant }): Promise<Overview> {
  const { on, known_at } = view;
  const bans = await listMeasures(tracker, { ...view, kind: 'ban' }, { limit: 1, count: true });
  const tariffs = await listMeasures(tracker, { ...view, kind: 'tariff' }, { limit: 1, count: true });
  const lifting = await listMeasures(tracker, { ...view, lifting_agreed: true }, { limit: 50 });
  const changed = await listStatusChanges(tracker, { ...view, to: on });
  const upcoming = await listStatusChanges(tracker, { ...view, from: addDays(on, 1) });
  const rates = await listUpcomingRates(tracker, view);
  const restrictions = await listRestrictions(tracker, view);
  return {
    on,
    known_at,
    bans: bans.count ?? 0,
    tariffs: tariffs.count ?? 0,
    changed: changed.data.slice(0, SHOWN),
    upcoming: upcoming.data.toReversed().slice(0, SHOWN),
    upcoming_rates: rates.data.slice(0, SHOWN),
    lifting_agreed: lifting.data,
    restrictions: restrictions.data,
  };
}
