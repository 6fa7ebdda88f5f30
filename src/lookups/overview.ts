import { rateTablePeriods } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { addDays, type Day, lastDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { summariseRates } from '../domain/words.ts';
import type { Overview, UpcomingRate } from '../things/answers.ts';
import type { EntryOf } from '../things/ledger.ts';
import { longestUnchecked } from './disputes.ts';
import { entriesBySeq } from './match.ts';
import { listMeasures } from './measures.ts';
import { listRestrictions } from './restrictions.ts';
import { countScheduled, nearestChanges } from './status-changes.ts';
import { type AnswerClocks, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

const SHOWN = 10;
const UNCHECKED = 5;
/** With more measures in force nobody reads who restricts whom in one picture, and counting it takes seconds. */
export const MOST_MAPPED = 20_000;

/** What is in force on a day, who restricts whom, what changed last before it, what comes after it, what waits for a check. */
export async function readOverview(tracker: Tracker, view: AnswerClocks, mostMapped = MOST_MAPPED): Promise<Overview> {
  const bans = await listMeasures(tracker, { ...view, kind: 'ban' }, { limit: 1, count: true });
  const tariffs = await listMeasures(tracker, { ...view, kind: 'tariff' }, { limit: 1, count: true });
  const lifting = await listMeasures(tracker, { ...view, lifting_agreed: true }, { limit: 50, count: true });
  const changed = await nearestChanges(tracker, view, 'by', SHOWN);
  const upcoming = await nearestChanges(tracker, view, 'after', SHOWN);
  const rates = await listUpcomingRates(tracker, view);
  const unchecked = await longestUnchecked(tracker, view, UNCHECKED);
  const mapped = (bans.count ?? 0) + (tariffs.count ?? 0) <= mostMapped;
  const restrictions = mapped ? (await listRestrictions(tracker, view)).data : null;
  return {
    ...view,
    bans: bans.count ?? 0,
    tariffs: tariffs.count ?? 0,
    changed,
    upcoming,
    scheduled: await countScheduled(tracker, view),
    upcoming_rates: rates.data.slice(0, SHOWN),
    rates_scheduled: rates.data.length,
    lifting_agreed: [...lifting.data],
    liftings: lifting.count ?? 0,
    unchecked,
    restrictions,
  };
}

/** The rates that change after a day, as far as that is known, the next one first. */
export function listUpcomingRates(tracker: Tracker, clocks: Clocks): Promise<ReadAt & { data: UpcomingRate[] }> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const periods = await rateTablePeriods(connection, view.on, view);
    const ids = [...new Set(periods.map((period) => period.measure_id))];
    const statuses = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view), (row) => row.measure_id);
    const entries = await entriesBySeq(
      connection,
      periods.map((period) => period.seq),
      view,
    );
    const tableOf = (seq: number): EntryOf<'rate_table'> | undefined => {
      const entry = entries.get(seq);
      return entry?.kind === 'rate_table' ? entry : undefined;
    };
    const inForceOn = (id: string, day: Day): boolean =>
      statuses.get(id)?.some((row) => row.in_force === 1 && row.starts_on <= day && day < row.ends_on) ?? false;
    const own = groupBy(periods, (period) => period.measure_id);
    const data = periods.flatMap((period): UpcomingRate[] => {
      const { measure_id, starts_on, title, imposed_by } = period;
      const earlier = own.get(measure_id)?.find((one) => one.ends_on === starts_on);
      const [before, after] = [earlier && tableOf(earlier.seq), tableOf(period.seq)];
      if (starts_on <= view.on || before === undefined || after === undefined) return [];
      if (!inForceOn(measure_id, addDays(starts_on, -1)) || !inForceOn(measure_id, starts_on)) return [];
      if (JSON.stringify(before.rates) === JSON.stringify(after.rates)) return [];
      // What began long ago returns by itself, when what stood before it ends by its own terms: that is what brings it.
      const brings = lastDay(after.effective_on) < starts_on ? before : after;
      return [
        {
          measure: measure_id,
          title,
          imposed_by,
          effective_on: starts_on,
          rate_before: summariseRates(before),
          rate_after: summariseRates(after),
          sources: brings.sources,
        },
      ];
    });
    data.sort((a, b) => (a.effective_on === b.effective_on ? (a.measure < b.measure ? -1 : 1) : a.effective_on < b.effective_on ? -1 : 1));
    return { ...readIn(view), data };
  });
}
