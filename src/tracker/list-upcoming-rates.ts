import { loadEntries } from '../db/entries.ts';
import { rateTablePeriods } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import type { Day, Instant } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { summariseRates } from '../domain/words.ts';
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
    const entries = new Map(
      (
        await loadEntries(
          connection,
          periods.map((period) => period.seq),
        )
      ).map((entry) => [entry.seq, entry]),
    );
    const ratesOf = (seq: number): string => {
      const entry = entries.get(seq);
      return entry?.kind === 'rate_table' ? summariseRates(entry) : '';
    };
    const data = periods.flatMap((after): UpcomingRate[] => {
      const { measure_id, starts_on } = after;
      const before = periods.find((period) => period.measure_id === measure_id && period.ends_on === starts_on);
      const inForce = statuses.get(measure_id)?.some((row) => row.in_force === 1 && row.starts_on <= starts_on && starts_on < row.ends_on);
      if (starts_on <= view.on || before === undefined || !inForce) return [];
      const [rate_before, rate_after] = [ratesOf(before.seq), ratesOf(after.seq)];
      if (rate_before === rate_after) return [];
      // What returns when a table ends by its own terms is brought by that end.
      const brings = entries.get(after.seq > before.seq ? after.seq : before.seq);
      const { title, imposed_by } = after;
      return [{ measure: measure_id, title, imposed_by, effective_on: starts_on, rate_before, rate_after, sources: brings?.sources ?? [] }];
    });
    data.sort((a, b) => (a.effective_on === b.effective_on ? (a.measure < b.measure ? -1 : 1) : a.effective_on < b.effective_on ? -1 : 1));
    return { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, data };
  });
}
