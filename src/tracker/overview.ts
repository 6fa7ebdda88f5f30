import type { Day, Instant } from '../domain/dates.ts';
import { listMeasures, type MeasureRow } from './list-measures.ts';
import { listRestrictions, type Restriction } from './list-restrictions.ts';
import { nearestChanges, type StatusChangeRow } from './list-status-changes.ts';
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
  /** How many changes of status are to come in all. */
  scheduled: number;
  /** Rates that change while their tariff stays in force. */
  upcoming_rates: readonly UpcomingRate[];
  /** How many of them there are in all. */
  rates_scheduled: number;
  lifting_agreed: readonly MeasureRow[];
  /** How many of them there are in all. */
  liftings: number;
  restrictions: readonly Restriction[];
}

const SHOWN = 10;

/** What is in force on a day, who restricts whom, what changed last before it, what comes after it. */
export async function readOverview(tracker: Tracker, view: { on: Day; known_at: Instant }): Promise<Overview> {
  const { on, known_at } = view;
  const bans = await listMeasures(tracker, { ...view, kind: 'ban' }, { limit: 1, count: true });
  const tariffs = await listMeasures(tracker, { ...view, kind: 'tariff' }, { limit: 1, count: true });
  const lifting = await listMeasures(tracker, { ...view, lifting_agreed: true }, { limit: 50, count: true });
  const changed = await nearestChanges(tracker, view, 'by', SHOWN);
  const upcoming = await nearestChanges(tracker, view, 'after', SHOWN);
  const rates = await listUpcomingRates(tracker, view);
  const restrictions = await listRestrictions(tracker, view);
  return {
    on,
    known_at,
    bans: bans.count ?? 0,
    tariffs: tariffs.count ?? 0,
    changed: changed.data,
    upcoming: upcoming.data,
    scheduled: upcoming.total,
    upcoming_rates: rates.data.slice(0, SHOWN),
    rates_scheduled: rates.data.length,
    lifting_agreed: lifting.data,
    liftings: lifting.count ?? 0,
    restrictions: restrictions.data,
  };
}
