import type { FacetCounts } from '../tracker/count-facets.ts';
import type { Rows } from './paging.ts';

/** The values of a parameter that find a row, by parameter. */
export type RowFacets<Row> = Readonly<Record<string, (row: Row) => readonly string[]>>;

/** Counts over a list that its verb gives as a whole: each parameter over the rows that all the others leave. */
export async function countRowFacets<Row, Question extends object>(
  question: Question,
  list: (question: Question) => Promise<Rows<Row>>,
  facets: RowFacets<Row>,
): Promise<FacetCounts> {
  const { data } = await list(question);
  const counts: Record<string, ReadonlyMap<string, number>> = {};
  for (const [name, valuesOf] of Object.entries(facets)) {
    const { [name]: asked, ...others } = question as Record<string, unknown>;
    const rows = asked === undefined ? data : (await list(others as Question)).data;
    const tally = new Map<string, number>();
    for (const value of rows.flatMap(valuesOf)) tally.set(value, (tally.get(value) ?? 0) + 1);
    counts[name] = tally;
  }
  return { total: data.length, counts };
}
