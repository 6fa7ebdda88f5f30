import { type Day, firstDay } from '../../domain/dates.ts';
import type { RateStep } from '../../tracker/rate-history.ts';
import { longDate } from '../parts/dates.tsx';
import { companyWords } from '../parts/scope-words.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../tables/table.tsx';
import { exporterName, type View } from '../view.ts';
import { COLLECTED } from './rates-table.tsx';

interface Props {
  /** The address of the measure. */
  path: string;
  exporter: string | undefined;
  /** The companies that the measure names. */
  named: readonly string[];
  steps: readonly RateStep[] | undefined;
  on: Day;
  view: View;
}

function remarks({ residual, problem, alternatives, in_force, collected }: RateStep): string {
  return [
    in_force ? COLLECTED[collected ?? 'full'] : 'not in force',
    residual ? 'no rate of its own: that of all others' : '',
    problem ?? '',
    ...alternatives,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Is it this stretch that holds on the day, or one to come? */
function place({ from, until }: RateStep, on: Day): string {
  if (firstDay(from) > on) return ' upcoming';
  return until === null || on <= until ? ' now' : '';
}

const Steps = ({ exporter, steps, on, view }: Required<Pick<Props, 'exporter' | 'steps' | 'on' | 'view'>>) => (
  <Table
    caption={`What ${exporterName(exporter ?? '', view)} faced`}
    rows={steps ?? []}
    empty="Its history has not begun."
    columns={[
      {
        name: 'From',
        names: true,
        cell: (step) => (
          <>
            {longDate(step.from)}
            <span class="note">{place(step, on)}</span>
          </>
        ),
      },
      { name: 'Last day', cell: ({ until }) => (until === null ? '' : longDate(until)) },
      { name: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
      { name: 'Rate', cell: ({ rate, in_force }) => (rate === null ? in_force ? <em>unknown</em> : '' : <span class="rate">{rate}</span>) },
      { name: 'Remarks', cell: remarks },
    ]}
  />
);

/** What a company faced from a tariff over time, and a form that asks for one. */
export const CompanyRates = ({ path, exporter, named, steps, on, view }: Props) => (
  <>
    <form class="filters" action={`${path}#company-rates`} method="get">
      {Object.entries(view.clocks).flatMap(([name, values]) => values.map((value) => <input type="hidden" name={name} value={value} />))}
      <div class="field">
        <label for="exporter">Company</label>
        <input type="text" id="exporter" name="exporter" value={exporter ?? ''} list="exporter-names" required />
        <datalist id="exporter-names">
          {named.map((id) => (
            <option value={id === 'other_cooperating' || id === 'all_others' ? id : exporterName(id, view)}>
              {companyWords(id, view)}
            </option>
          ))}
        </datalist>
      </div>
      <div class="field actions">
        <button type="submit">Show its rates</button>
      </div>
    </form>
    {steps !== undefined && <Steps exporter={exporter} steps={steps} on={on} view={view} />}
  </>
);
