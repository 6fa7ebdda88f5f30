import { isInForce } from '../../domain/status.ts';
import { longDate } from '../parts/dates.tsx';
import { type Backed, HowKnown } from '../parts/how-known.tsx';
import { lastBefore } from '../parts/spans.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../tables/table.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { StatusBars, type StatusBarsProps, StatusLegend } from './status-bars.tsx';

interface Props extends StatusBarsProps {
  /** The entries behind the statuses. */
  ledger: readonly Backed[];
}

/** How many are in force on the day, in a sentence. */
function captionOf({ rows, on, view }: Props): string {
  const active = rows.filter(({ statuses }) => statuses.some(({ current, status }) => current && isInForce(status))).length;
  const day = on === view.today ? 'today' : `on ${longDate(on)}`;
  const life = 'from its first threat to its end';
  if (rows.length === 1) return `The status of the measure over time, ${life}: it is ${active === 1 ? '' : 'not '}in force ${day}.`;
  return `The status of each measure over time, ${life}: ${active} of ${rows.length} ${active === 1 ? 'is' : 'are'} in force ${day}.`;
}

/** The statuses of measures over time, as bars and as a table with their sources. */
export const LifeFigure = (props: Props) => {
  const { rows, ledger, on, view, name } = props;
  const entries = new Map(ledger.map((entry) => [entry.seq, entry]));
  const stretches = rows.flatMap((row) => row.statuses.map((stretch) => ({ row, stretch })));
  const table = (
    <Table
      caption={`${name}, as a table`}
      rows={stretches}
      empty="No status is recorded."
      columns={[
        {
          name: 'Measure',
          names: true,
          cell: ({ row }) => (
            <a href={view.href(`/measures/${row.id}`)}>
              <bdi>{row.title}</bdi>
            </a>
          ),
        },
        { name: 'Status', cell: ({ stretch }) => <StatusBadge status={stretch.status} /> },
        { name: 'First day', cell: ({ stretch }) => longDate(stretch.from) },
        { name: 'Last day', cell: ({ stretch }) => (stretch.until === null ? '' : longDate(lastBefore(stretch.until))) },
        {
          name: 'How',
          cell: ({ stretch }) =>
            [stretch.derived && 'by its own terms', stretch.upcoming && 'scheduled', stretch.current && 'holds that day']
              .filter(Boolean)
              .join(', '),
        },
        { name: 'Sources', cell: ({ stretch }) => <HowKnown of={entries.get(stretch.seq)} certainty={stretch.certainty} view={view} /> },
      ]}
    />
  );
  return (
    <ChartFigure name={name} caption={captionOf(props)} legend={<StatusLegend rows={rows} on={on} />} table={table}>
      <StatusBars {...props} />
    </ChartFigure>
  );
};
