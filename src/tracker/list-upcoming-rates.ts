import { rateTablePeriods } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { addDays, type Day, type Instant, lastDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { EntryOf } from '../domain/ledger.ts';
import { summariseRates } from '../domain/words.ts';
import { entriesBySeq } from './match-measures.ts';
import { type Clocks, type Tracker, viewAt } from './tracker.ts';

/** A rate that is to change while its tariff stays in force: no status says so. */
export interface UpcomingRate {
  measure: string;
  title: string;
  imposed_by: string;
  /** First day of the new rates. */
  effective_on: Day;
  /** The rates until then and from then on, in a few words. */
  rate_before: string;
  rate_after: string;
  /** Ids of the sources of what brings the change. */
  sources: readonly string[];
}

/** The rates that change after a day, as far as that is known, the next one first. */
export function listUpcomingRates(
  tracker: Tracker,
  clocks: Clocks,
): Promise<{ on: Day; known_at: Instant; changeSeq: number; data: UpcomingRate[] }> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const periods = await rateTablePeriods(connection, view.on, view.knownSeq);
    const ids = [...new Set(periods.map((period) => period.measure_id))];
    const statuses = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view.knownSeq), (row) => row.measure_id);
    const entries = await entriesBySeq(
      connection,
      periods.map((period) => period.seq),
    );
    const tableOf = (seq: number): EntryOf<'rate_table'> | undefined => {
      const entry = entries.get(seq);
      return entry?.kind === 'rate_table' ? entry : undefined;
    };
    const inForceOn = (id: string, day: Day): boolean =>
      statuses.get(id)?.some((row) => row.in_force === 1 && row.starts_on <= day && day < row.ends_on) ?? false;
    const data = periods.flatMap((period): UpcomingRate[] => {
      const { measure_id, starts_on, title, imposed_by } = period;
      const earlier = periods.find((one) => one.measure_id === measure_id && one.ends_on === starts_on);
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
    return { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, data };
  });
}
