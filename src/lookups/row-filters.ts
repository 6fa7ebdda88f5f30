import { eachGiven, type FilterTable } from '../things/filters.ts';

// The filters of lists that are read whole: each is a test of a row.

/** Does a row meet a filter? */
export type RowTest<Row> = (row: Row) => boolean;
/** The test that each filter comes to; making it looks up what the filter names, and refuses what is not known. */
export type RowTests<Filters, Row, Context> = FilterTable<Filters, Context, RowTest<Row> | Promise<RowTest<Row>>>;

/** The test of all filters that are given. Throws `invalid` for a value that is not understood. */
export async function testOf<Filters extends object, Row, Context>(
  tests: RowTests<Filters, Row, Context>,
  given: NoInfer<Filters>,
  context: NoInfer<Context>,
): Promise<RowTest<Row>> {
  const asked: RowTest<Row>[] = [];
  for (const [, test] of eachGiven(tests, given, context)) asked.push(await test);
  return (row) => asked.every((test) => test(row));
}

/** Does every word of `q` stand in one of the texts? Upper and lower case are alike. */
export function hasWords(q: string, ...texts: readonly (string | null)[]): boolean {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => texts.some((text) => text?.toLowerCase().includes(word)));
}
