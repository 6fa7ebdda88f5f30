import type { Restriction } from '../../tracker/list-restrictions.ts';
import { placeName, type View } from '../view.ts';
import { Table } from './table.tsx';

/** Who restricts whom, with how many measures. */
export const RestrictionsTable = ({ rows, view }: { rows: readonly Restriction[]; view: View }) => (
  <Table
    caption="Who restricts whose trade"
    rows={rows}
    empty="Nobody restricts anybody."
    columns={[
      {
        name: 'Imposed by',
        names: true,
        cell: ({ imposed_by }) => (
          <a href={view.href('/measures', { imposed_by: [imposed_by], status: ['active'] })}>{placeName(imposed_by, view)}</a>
        ),
      },
      { name: 'Affects', cell: ({ affected }) => placeName(affected, view) },
      { name: 'Bans', amount: true, cell: ({ bans }) => bans },
      { name: 'Tariffs', amount: true, cell: ({ tariffs }) => tariffs },
    ]}
  />
);
