import type { Environment } from './environment.ts';
import { type Format, printCsv, printTable } from './formats.ts';
import { counted, note, print } from './output.ts';
import type { Column } from './table.ts';

/** The answer to a question about rows, read batch by batch. */
export interface List<Row> {
  /** The day and the instant that it is about, where the answer depends on them. */
  on?: string;
  known_at?: string;
  /** How many rows the batches hold in all. */
  count: number;
  batches: AsyncIterable<readonly Row[]>;
}

/** How a list is shown. */
interface ListView<Row, Cells extends object> {
  columns: readonly (keyof Cells & string)[];
  cells: (row: Row) => Cells;
  table: readonly Column<Row>[];
  /** At most so many rows. */
  limit: number | undefined;
}

/** Prints a list; whatever is no row goes to stderr, except in JSON, which carries it. */
export async function printList<Row, Cells extends object>(
  environment: Environment,
  format: Format,
  { columns, cells, table, limit }: ListView<Row, Cells>,
  list: List<Row>,
): Promise<void> {
  const batches = limit === undefined ? list.batches : first(list.batches, limit);
  if (format === 'json') await printJsonList(environment, list, batches);
  else if (format === 'csv') await printCsv(environment, mapped(batches, cells), columns);
  else await printTable(environment, await all(batches), table);
  if (format !== 'json') await note(environment, about(list, limit));
  else if (limit !== undefined && limit < list.count) await note(environment, rowsShown(list, limit));
}

/** The body of the HTTP interface, a row a line, written as it is read. */
async function printJsonList<Row>(
  { stdout }: Environment,
  { on, known_at }: List<Row>,
  batches: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const head = Object.entries({ on, known_at }).flatMap(([name, value]) =>
    value === undefined ? [] : [`  "${name}": ${JSON.stringify(value)},\n`],
  );
  await print(stdout, `{\n${head.join('')}  "data": [`);
  let before = '\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await print(stdout, before + batch.map((row) => `    ${JSON.stringify(row)}`).join(',\n'));
    before = ',\n';
  }
  await print(stdout, before === '\n' ? ']\n}\n' : '\n  ]\n}\n');
}

async function* first<Row>(batches: AsyncIterable<readonly Row[]>, limit: number): AsyncGenerator<readonly Row[]> {
  let left = limit;
  for await (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

async function* mapped<Row, Cells>(batches: AsyncIterable<readonly Row[]>, cells: (row: Row) => Cells): AsyncGenerator<readonly Cells[]> {
  for await (const batch of batches) yield batch.map(cells);
}

async function all<Row>(batches: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

const rowsShown = ({ count }: List<unknown>, limit: number | undefined): string =>
  limit !== undefined && limit < count ? `the first ${limit} of ${counted(count, 'row')}` : counted(count, 'row');

function about(list: List<unknown>, limit: number | undefined): string {
  const when = [list.on === undefined ? '' : `on ${list.on}`, list.known_at === undefined ? '' : `as known at ${list.known_at}`].filter(
    Boolean,
  );
  return when.length === 0 ? rowsShown(list, limit) : `${rowsShown(list, limit)}, ${when.join(', ')}`;
}
