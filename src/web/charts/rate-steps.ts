import type { Day, PartialDate } from '../../domain/dates.ts';
import { adValoremPct, invalidExpression, parseDuty } from '../../domain/duty-expression.ts';
import type { Rate } from '../../domain/ledger.ts';
import { isInForce } from '../../domain/status.ts';
import type { RateTableStretch, StatusStretch } from '../../tracker/stretches.ts';

/** A tariff with its statuses and its rate tables, the earliest first. */
export interface RateRow {
  id: string;
  title: string;
  statuses: readonly StatusStretch[];
  rate_tables: readonly RateTableStretch[];
}

/** Percentages of a table: the lowest, the highest, and the one that stands for all if one does. */
export interface Percentages {
  low: number;
  high: number;
  headline: number | null;
}

/** Days on which a tariff was in force with the same percentages. */
export interface RateStep extends Percentages {
  /** Its first day, as precisely as it is known. */
  from: PartialDate;
  starts_on: Day;
  ends_on: Day | null;
}

/** The rate in percent; null for money per unit and for what is not levied. Numbers are for drawing only. */
function percentOf({ expression, collection }: Rate): number | null {
  if (expression === null || collection === 'none' || invalidExpression(expression) !== null) return null;
  const percent = adValoremPct(parseDuty(expression));
  return percent === null ? null : Number(percent);
}

const rangeOf = ({ min_pct, max_pct, collection }: Rate): number[] =>
  min_pct === null || max_pct === null || collection === 'none' ? [] : [Number(min_pct), Number(max_pct)];

/** The percentages of a table; null if none of its rates is one. The rate of all others stands for the table, else the highest unless it is only the end of a range. */
export function percentagesOf(rates: readonly Rate[]): Percentages | null {
  const exact = rates.flatMap((rate) => {
    const percent = percentOf(rate);
    return percent === null ? [] : [{ percent, rest: rate.scope.exporters.includes('all_others') }];
  });
  const all = [...exact.map(({ percent }) => percent), ...rates.flatMap(rangeOf)];
  if (all.length === 0) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const stands = exact.find(({ rest }) => rest) ?? exact.find(({ percent }) => percent === high);
  return { low, high, headline: stands?.percent ?? null };
}

/** Rates of a table that have no place in a picture of percentages. */
export const notInPercent = (rates: readonly Rate[]): Rate[] =>
  rates.filter((rate) => percentOf(rate) === null && rangeOf(rate).length === 0);

const earlier = (a: Day | null, b: Day | null): Day | null => (a === null ? b : b === null || a < b ? a : b);

/** What a tariff charged while it was in force: neighbouring days with the same percentages are one step. */
export function rateSteps({ statuses, rate_tables }: RateRow): RateStep[] {
  const steps: RateStep[] = [];
  for (const status of statuses.filter((one) => isInForce(one.status)))
    for (const table of rate_tables) {
      const { from, starts_on } = status.starts_on > table.starts_on ? status : table;
      const ends_on = earlier(status.ends_on, table.ends_on);
      const percentages = percentagesOf(table.rates);
      if (percentages === null || (ends_on !== null && ends_on <= starts_on)) continue;
      const before = steps.at(-1);
      const { low, high, headline } = percentages;
      if (before?.ends_on === starts_on && before.low === low && before.high === high && before.headline === headline)
        before.ends_on = ends_on;
      else steps.push({ from, starts_on, ends_on, ...percentages });
    }
  return steps;
}

/** Is there a rate in percent to draw? */
export const hasRates = (rows: readonly RateRow[]): boolean => rows.some((row) => rateSteps(row).length > 0);
