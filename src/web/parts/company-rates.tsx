import { type Day, firstDay } from '../../domain/dates.ts';
import type { RateStep } from '../../tracker/rate-history.ts';
import type { View } from '../view.ts';
import { StatusBadge } from './status-badge.tsx';
import { Table } from './table.tsx';
import { words } from './words.ts';

interface Props {
  /** The address of the measure. */
  path: string;
  exporter: string | undefined;
  steps: readonly RateStep[] | undefined;
  on: Day;
  view: View;
}

function remarks({ residual, problem, alternatives }: RateStep): string {
  return [residual ? 'no rate of its own: that of all others' : '', problem ?? '', ...alternatives].filter(Boolean).join('; ');
}

/** Is it this stretch that holds on the day, or one to come? */
function place({ from, until }: RateStep, on: Day): string {
  if (firstDay(from) > on) return ' upcoming';
  return until === null || on <= until ? ' now' : '';
}

/** What a company faced from a tariff over time, and a form that asks for one. */
export const CompanyRates = ({ path, exporter, steps, on, view }: Props) => (
  <>
    <form class="filters" action={path} method="get">
      {Object.entries(view.clocks).flatMap(([name, values]) => values.map((value) => <input type="hidden" name={name} value={value} />))}
      <div class="field">
        <label for="exporter">Exporter</label>
        <input
          type="text"
          id="exporter"
          name="exporter"
          value={exporter ?? ''}
          placeholder="a company, other_cooperating or all_others"
          required
        />
      </div>
      <div class="field actions">
        <button type="submit">Show its rates</button>
      </div>
    </form>
    {steps !== undefined && (
      <Table
        caption={`What ${exporter} faced`}
        rows={steps}
        empty="Its history has not begun."
        columns={[
          {
            name: 'From',
            names: true,
            cell: (step) => (
              <>
                {step.from}
                <span class="note">{place(step, on)}</span>
              </>
            ),
          },
          { name: 'Last day', cell: ({ until }) => until ?? '' },
          { name: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
          { name: 'Rate', cell: ({ rate, in_force }) => rate ?? (in_force ? <em>unknown</em> : '') },
          { name: 'Collected', cell: ({ in_force, collected }) => (in_force ? words(collected ?? '') : 'not in force') },
          { name: 'Remarks', cell: remarks },
        ]}
      />
    )}
  </>
);
