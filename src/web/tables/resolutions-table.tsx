import type { ResolutionRow } from '../../tracker/list-resolutions.ts';
import { longDate } from '../parts/dates.tsx';
import { HowKnown } from '../parts/how-known.tsx';
import { words } from '../parts/words.ts';
import type { View } from '../view.ts';
import { Table } from './table.tsx';

const SIGNS: Readonly<Record<ResolutionRow['state'], string>> = {
  pending: '◔',
  partly_implemented: '◐',
  implemented: '✓',
  collapsed: '×',
};

/** What became of a resolution so far, and when; who is signed in may record the next step. */
const State = ({ row: { seq, state, implemented_on, collapsed_on }, view }: { row: ResolutionRow; view: View }) => {
  const day = collapsed_on ?? implemented_on;
  const open = view.visitor !== null && (state === 'pending' || state === 'partly_implemented');
  return (
    <>
      <span class="badge">
        <span aria-hidden="true">{SIGNS[state]}</span> {words(state)}
      </span>
      {day !== null && <span class="note"> {longDate(day)}</span>}
      {open && (
        <span class="line">
          <a href={view.href(`/resolutions/${seq}/implement`)}>It took effect</a> ·{' '}
          <a href={view.href(`/resolutions/${seq}/collapse`)}>It came to nothing</a>
        </span>
      )}
    </>
  );
};

const Outcomes = ({ outcomes, view }: { outcomes: ResolutionRow['outcomes']; view: View }) => (
  <ul class="outcomes">
    {outcomes.map(({ measure_id, reaches }) => (
      <li>
        <a href={view.href(`/measures/${measure_id}`)}>
          <bdi>{view.names.measures.get(measure_id) ?? measure_id}</bdi>
        </a>
        : {reaches === 'rate' ? 'a lower rate' : words(reaches)}
      </li>
    ))}
  </ul>
);

/** Resolutions as rows; `ofOneDispute`: of the dispute that the page is about. */
export const ResolutionsTable = (props: { rows: readonly ResolutionRow[]; view: View; ofOneDispute?: boolean }) => {
  const { rows, view, ofOneDispute = false } = props;
  const dispute = {
    name: 'Dispute',
    cell: (row: ResolutionRow) =>
      row.dispute !== null && (
        <a href={view.href(`/disputes/${row.dispute}`)}>
          <bdi>{view.names.disputes.get(row.dispute) ?? row.dispute}</bdi>
        </a>
      ),
  };
  return (
    <Table
      caption="Resolutions"
      rows={rows}
      empty="No resolution fits."
      columns={[
        { name: 'Agreed', cell: (row) => (row.agreed_on === null ? 'day unknown' : longDate(row.agreed_on)) },
        ...(ofOneDispute ? [] : [dispute]),
        { name: 'Terms', names: true, cell: (row) => <bdi class="terms">{row.terms}</bdi> },
        { name: 'Method', cell: (row) => words(row.method) },
        { name: 'Outcomes', cell: (row) => <Outcomes outcomes={row.outcomes} view={view} /> },
        { name: 'State', cell: (row) => <State row={row} view={view} /> },
        { name: 'Sources', cell: (row) => <HowKnown of={row} view={view} /> },
      ]}
    />
  );
};
