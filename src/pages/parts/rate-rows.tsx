import { COLLECTED } from '../../domain/words.ts';
import type { RateRow } from '../../things/rate-row.ts';
import { placeName, productWords, type View } from '../view.ts';
import { RuleLines, StatusBadge } from './badges.tsx';
import { DayElement } from './days.tsx';
import { MeasureName } from './links.tsx';
import { MeasureSource } from './sources.tsx';
import { Table } from './table.tsx';
import { companyWords, listed, QUOTA_WORDS } from './words.ts';

const Goods = ({ row: { code, ex, goods, condition }, view }: { row: RateRow; view: View }) => (
  <>
    {code !== null && (
      <>
        {ex && 'ex '}
        {productWords(code, view)}
      </>
    )}
    {goods !== null && code === null && <bdi>{goods}</bdi>}
    {goods !== null && code !== null && !(code === '*' && /^all goods$/i.test(goods)) && <bdi class="note line">{goods}</bdi>}
    {condition !== null && <bdi class="note line">only if: {condition}</bdi>}
  </>
);

/** What keeps a rate from being paid just so. */
const remarksOn = ({ collected, exempt, quota, certainty }: RateRow): string[] =>
  [
    collected === null ? 'not in force' : exempt === 'all' ? 'exempt' : COLLECTED[collected],
    exempt === 'part' ? 'exempt in part' : '',
    quota === null ? '' : QUOTA_WORDS[quota],
    certainty === 'certain' ? '' : certainty === 'possible' ? 'days not known exactly' : 'in doubt',
  ].filter((text) => text !== '');

/** What tariffs charge, a row for each rate, partner, code, company and stretch of days. */
export const RateRowsTable = ({ rows, view }: { rows: readonly RateRow[]; view: View }) => (
  <Table
    caption="Rates"
    rows={rows}
    empty="No rate fits."
    columns={[
      {
        name: 'Measure',
        names: true,
        cell: (row) => (
          <>
            <MeasureName id={row.measure} view={view} />
            <span class="note line">{placeName(row.imposed_by, view)}</span>
          </>
        ),
      },
      {
        name: 'From whom',
        cell: ({ partner, excluded }) => (
          <>
            {partner === null ? <em>others, on a list that is not recorded here</em> : placeName(partner, view)}
            {excluded.length > 0 && <span class="note line">except {listed(excluded.map((code) => placeName(code, view)))}</span>}
          </>
        ),
      },
      { name: 'Goods', cell: (row) => <Goods row={row} view={view} /> },
      {
        name: 'Company',
        // Where no row is about a company the column would say nothing.
        cell: ({ exporter }) =>
          exporter === null ? rows.some((row) => row.exporter !== null) && 'all' : <bdi>{companyWords(exporter, view)}</bdi>,
      },
      {
        name: 'Rate',
        cell: (row) => (
          <>
            {row.rate === null ? 'not recorded' : <span class="rate">{row.rate}</span>}
            {remarksOn(row).map((remark) => (
              <span class="note line">{remark}</span>
            ))}
            <RuleLines rules={row.duty_rules} />
          </>
        ),
      },
      { name: 'Status', cell: (row) => <StatusBadge status={row.status} /> },
      {
        name: 'Days',
        cell: ({ first_on, last_on }) => (
          <>
            <DayElement of={first_on} />
            {last_on !== null && (
              <span class="note line">
                to <DayElement of={last_on} />
              </span>
            )}
          </>
        ),
      },
      {
        name: 'Sources',
        cell: (row) => <MeasureSource of={row} view={view} />,
      },
    ]}
  />
);
