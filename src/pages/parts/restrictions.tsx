import { groupBy } from '../../domain/group.ts';
import type { Restriction } from '../../things/answers.ts';
import { clip } from '../charts/svg.tsx';
import { type Given, placeInSentence, placeName, type View } from '../view.ts';
import { Fold } from './fold.tsx';
import { Table } from './table.tsx';
import { plural } from './words.ts';

// Who restricts whose trade, in numbers: the most of it as a matrix, and all of it as a table.

interface Props {
  restrictions: readonly Restriction[];
  view: View;
}

/** How many measures that are. */
export const total = ({ bans, tariffs }: Restriction): number => bans + tariffs;

/** The list of all that somebody imposes, or of what it imposes on one economy. */
const listOf = (imposedBy: string, affected?: string): Given => ({
  imposed_by: [imposedBy],
  ...(affected !== undefined && { affected: [affected] }),
  status: ['active'],
});

/** Where the rows of who imposes begin in the table. */
const anchorOf = (imposedBy: string): string => `by-${imposedBy.toLowerCase()}`;

/** So many rows and columns a matrix has at most: what fits a phone. */
const MOST_IMPOSERS = 14;
const MOST_AFFECTED = 6;
/** So many letters a name may have at the edge of it. */
const MOST_LETTERS = 40;

/** The keys that come up most, by how much. */
function largest(rows: readonly Restriction[], keyOf: (row: Restriction) => string, most: number): string[] {
  const sums = [...groupBy(rows, keyOf)].map(([key, group]) => ({ key, sum: group.reduce((sum, one) => sum + total(one), 0) }));
  return sums
    .sort((a, b) => b.sum - a.sum || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key);
}

/** Those that restrict most against those that are restricted most, with how many measures; each number leads to its list, and what is left out to the table. */
export const RestrictionsMatrix = ({ restrictions, view }: Props) => {
  const name = (code: string): string => clip(placeName(code, view), MOST_LETTERS);
  const imposers = largest(restrictions, (row) => row.imposed_by, MOST_IMPOSERS);
  const named = largest(
    restrictions.filter(({ affected }) => affected !== '*'),
    (row) => row.affected,
    MOST_AFFECTED,
  );
  const columns = restrictions.some(({ affected }) => affected === '*') ? ['*', ...named] : named;
  const rows = imposers.map((imposedBy) => restrictions.filter((row) => row.imposed_by === imposedBy));
  const others = (row: readonly Restriction[]): number => row.filter(({ affected }) => !columns.includes(affected)).length;
  const hasOthers = rows.some((row) => others(row) > 0);
  const leftOut = new Set(restrictions.map((row) => row.imposed_by)).size - imposers.length;
  return (
    <div>
      <table class="matrix">
        <caption>
          Measures in force, by who imposes them (rows) and whom they affect (columns). A number counts what is on everybody and, of a
          member, what its union imposes. Without a number nothing names that economy; what is on everybody may hit it all the same.
        </caption>
        <thead>
          <tr>
            <td />
            {columns.map((code) => (
              <th scope="col">
                <span>{name(code)}</span>
              </th>
            ))}
            {hasOthers && (
              <th scope="col">
                <span>further economies</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const imposedBy = imposers[index] ?? '';
            const more = others(row);
            return (
              <tr>
                <th scope="row">
                  <a href={view.href('/measures', listOf(imposedBy))}>{name(imposedBy)}</a>
                </th>
                {columns.map((code) => {
                  const one = row.find(({ affected }) => affected === code);
                  if (one === undefined) return <td />;
                  // No list has those that hit everybody alone.
                  if (code === '*') return <td>{total(one)}</td>;
                  return (
                    <td>
                      <a href={view.href('/measures', listOf(imposedBy, code))}>{total(one)}</a>
                    </td>
                  );
                })}
                {hasOthers && <td>{more > 0 && <a href={`${view.href('/restrictions')}#${anchorOf(imposedBy)}`}>{`+${more}`}</a>}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>
        <a href={view.href('/restrictions')}>
          {leftOut > 0 ? `Everyone, with ${plural(leftOut, ['economy', 'economies'])} more that impose` : 'Everyone, as map and table'}
        </a>
      </p>
    </div>
  );
};

/** Whom one imposer restricts, in a few words. */
const reach = (rows: readonly Restriction[]): string => {
  const named = rows.filter(({ affected }) => affected !== '*').length;
  const everybody = named < rows.length ? ['everybody'] : [];
  return [...everybody, ...(named > 0 ? [plural(named, ['economy', 'economies'])] : [])].join(' and ');
};

/** All pairs, those of one imposer folded under its name, the one with the most measures first. */
export const RestrictionsTables = ({ restrictions, view }: Props) => (
  <>
    {[...groupBy(restrictions, (row) => row.imposed_by)].map(([imposedBy, rows]) => (
      <Fold
        id={anchorOf(imposedBy)}
        name={
          <>
            {placeName(imposedBy, view)} <span class="note">{reach(rows)}</span>
          </>
        }
      >
        <Table
          caption={`Whom ${placeInSentence(imposedBy, view)} restricts`}
          kind="narrow"
          rows={rows}
          empty=""
          columns={[
            {
              name: 'Affects',
              names: true,
              cell: ({ affected }) =>
                affected === '*' ? (
                  placeName(affected, view)
                ) : (
                  <a href={view.href('/measures', listOf(imposedBy, affected))}>{placeName(affected, view)}</a>
                ),
            },
            { name: 'Bans', kind: 'amount', cell: ({ bans }) => bans },
            { name: 'Tariffs', kind: 'amount', cell: ({ tariffs }) => tariffs },
          ]}
        />
        <p>
          <a href={view.href('/measures', listOf(imposedBy))}>{`All that ${placeInSentence(imposedBy, view)} imposes`}</a>
        </p>
      </Fold>
    ))}
  </>
);
