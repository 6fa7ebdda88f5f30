import type { MeasureDetail } from '../../tracker/show-measure.ts';
import { RateLines } from '../charts/rate-lines.tsx';
import { hasRates, type RateRow as Line } from '../charts/rate-steps.ts';
import { StatusBars, StatusLegend } from '../charts/status-bars.tsx';
import type { MarkRow } from '../charts/status-bars-layout.ts';
import { payerWords } from '../parts/scope-words.ts';
import type { View } from '../view.ts';
import { rateRows } from './rate-rows.ts';

interface Props {
  measure: MeasureDetail;
  view: View;
}

/** More lines than these can't be told apart. */
const MOST_LINES = 12;

/** The life of a measure as one bar, with what else happened: a picture of the history that stands below it. */
export const MeasureLife = ({ measure, view }: Props) => {
  const rows = [measure];
  const marks: MarkRow[] =
    measure.milestones.length === 0
      ? []
      : [
          {
            name: 'Milestones',
            shape: 'diamond',
            marks: measure.milestones.map(({ happened_on, title }) => ({ day: happened_on, title })),
          },
        ];
  return measure.statuses.length === 0 ? null : (
    <figure class="chart-figure">
      <figcaption>Its status over time; the same in words, with sources, below.</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too */}
      <section class="scroll" tabIndex={0} aria-label="Status over time">
        <StatusBars name="Status over time" rows={rows} marks={marks} on={measure.on} view={view} />
      </section>
      <StatusLegend rows={rows} on={measure.on} />
    </figure>
  );
};

/** A line for each company or group, of the rates that it faced. */
function linesOf({ id, statuses, rate_tables }: MeasureDetail, view: View): Line[] {
  return rateRows(rate_tables).map(({ scope, cells }) => ({
    id,
    title: payerWords(scope, view),
    statuses,
    rate_tables: rate_tables.flatMap((table, index) => {
      const cell = cells[index];
      return cell ? [{ ...table, rates: [cell.rate] }] : [];
    }),
  }));
}

/** What each company or group faced while the tariff was in force, drawn; nothing where no rate is in percent, where one never moves, and where the lines are too many. */
export const CompanyLines = ({ measure, view }: Props) => {
  const lines = linesOf(measure, view).filter((line) => hasRates([line]));
  const moves = lines.length > 1 || measure.rate_tables.length > 1;
  if (lines.length === 0 || lines.length > MOST_LINES || !moves) return null;
  return (
    <figure class="chart-figure">
      <figcaption>The rates while it was in force, in percent of the customs value; the same in the table below.</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too */}
      <section class="scroll" tabIndex={0} aria-label="Rates, drawn">
        <RateLines name="Rates by company" rows={lines} on={measure.on} view={view} />
      </section>
    </figure>
  );
};
