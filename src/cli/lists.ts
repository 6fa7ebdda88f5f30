import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { listDisputes } from '../lookups/disputes.ts';
import { type MeasureQuestion, streamMeasures } from '../lookups/measures.ts';
import { listExporters, listJurisdictions, listSources } from '../lookups/register.ts';
import { listResolutions } from '../lookups/resolutions.ts';
import { listStatusChanges } from '../lookups/status-changes.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { DISPUTE_COLUMNS } from '../things/dispute.ts';
import { MEASURE_COLUMNS, type MeasureRow } from '../things/measure.ts';
import {
  disputeParameters,
  jurisdictionParameters,
  measureParameters,
  pageParameters,
  resolutionParameters,
  searchParameters,
  statusChangeParameters,
} from '../things/questions.ts';
import { EXPORTER_COLUMNS, JURISDICTION_COLUMNS, SOURCE_COLUMNS } from '../things/register.ts';
import { RESOLUTION_COLUMNS } from '../things/resolution.ts';
import { STATUS_CHANGE_COLUMNS } from '../things/status-change.ts';
import {
  DISPUTE_TABLE,
  EXPORTER_TABLE,
  JURISDICTION_TABLE,
  MEASURE_TABLE,
  RESOLUTION_TABLE,
  SOURCE_TABLE,
  STATUS_CHANGE_TABLE,
} from './columns.ts';
import { type DatabaseOption, databaseOption, type Environment, withTracker } from './environment.ts';
import { collect, type Given, parameterOptions, parametersOf, UsageError } from './options.ts';
import { counted, type Format, type FormatOption, formatOption, note, oneBatch, print, printCsv, printTable } from './output.ts';
import type { Column } from './table.ts';

/** A command that answers one kind of question with rows. */
interface ListDefinition<Shape extends z.ZodRawShape, Row extends object, Cells extends object> {
  name: string;
  summary: string;
  example: string;
  parameters: Shape;
  /** The columns of the CSV, in their order. */
  columns: readonly (keyof Cells & string)[];
  /** A row as the CSV has it. */
  cells: (row: Row) => Cells;
  table: readonly Column<Row>[];
  ask: (tracker: Tracker, question: z.output<z.ZodObject<Shape>>) => Promise<List<Row>>;
}

/** Adds the commands that answer with rows; their options are the parameters of the HTTP interface. */
export function addLists(program: Command, environment: Environment): void {
  const measures = { parameters: measureParameters, columns: MEASURE_COLUMNS, cells: asItIs<MeasureRow>, table: MEASURE_TABLE } as const;
  addList(program, environment, {
    ...measures,
    name: 'bans',
    summary: 'bans and other restrictions; those in force unless --status says otherwise',
    example: 'bans --on 2024-10-24 --affected JP --product 03',
    ask: (tracker, question) => askMeasures(tracker, { kind: 'ban', ...question }),
  });
  addList(program, environment, {
    ...measures,
    name: 'tariffs',
    summary: 'additional duties; those in force unless --status says otherwise',
    example: 'tariffs --on 2024-10-30 --imposed-by EU --affected CN --exporter BYD',
    ask: (tracker, question) => askMeasures(tracker, { kind: 'tariff', ...question }),
  });
  addList(program, environment, {
    ...measures,
    name: 'measures',
    summary: 'bans and tariffs of every status, once their history has begun',
    example: 'measures --dispute au-cn-wine --on 2021-03-28',
    ask: (tracker, question) => askMeasures(tracker, { status: 'all', ...question }),
  });
  addList(program, environment, {
    name: 'disputes',
    summary: 'disputes with the state that follows from their measures',
    example: 'disputes --state easing,resolved --party CN',
    parameters: disputeParameters,
    columns: DISPUTE_COLUMNS,
    cells: asItIs,
    table: DISPUTE_TABLE,
    ask: async (tracker, question) => whole(await listDisputes(tracker, question)),
  });
  addList(program, environment, {
    name: 'resolutions',
    summary: 'how disputes ended or are to end',
    example: 'resolutions --state pending',
    parameters: resolutionParameters,
    columns: RESOLUTION_COLUMNS,
    cells: (row) => ({ ...row, outcomes: row.outcomes.map(({ measure_id, reaches }) => `${measure_id} ${reaches}`) }),
    table: RESOLUTION_TABLE,
    ask: async (tracker, question) => whole(await listResolutions(tracker, question)),
  });
  addList(program, environment, {
    name: 'changes',
    summary: 'what changed its status between two days, scheduled and derived changes included',
    example: 'changes --from 2024-03-01 --to 2024-03-31 --by announced',
    parameters: statusChangeParameters,
    columns: STATUS_CHANGE_COLUMNS,
    cells: asItIs,
    table: STATUS_CHANGE_TABLE,
    ask: async (tracker, question) => whole(await listStatusChanges(tracker, question)),
  });
  addList(program, environment, {
    name: 'jurisdictions',
    summary: 'who imposes and is affected: codes, unions with their members on a day, areas',
    example: 'jurisdictions --q japan',
    parameters: jurisdictionParameters,
    columns: JURISDICTION_COLUMNS,
    cells: (row) => ({ ...row, areas: row.areas.map(({ code, name }) => `${code} ${name}`) }),
    table: JURISDICTION_TABLE,
    ask: async (tracker, question) => whole(await listJurisdictions(tracker, question)),
  });
  addList(program, environment, {
    name: 'exporters',
    summary: 'companies that measures name',
    example: 'exporters --q tesla',
    parameters: searchParameters,
    columns: EXPORTER_COLUMNS,
    cells: asItIs,
    table: EXPORTER_TABLE,
    ask: async (tracker, question) => whole(await listExporters(tracker, question)),
  });
  addList(program, environment, {
    name: 'sources',
    summary: 'sources that entries cite',
    example: 'sources --q wine',
    parameters: searchParameters,
    columns: SOURCE_COLUMNS,
    cells: asItIs,
    table: SOURCE_TABLE,
    ask: async (tracker, question) => whole(await listSources(tracker, question)),
  });
}

const asItIs = <Row>(row: Row): Row => row;

const askMeasures = (tracker: Tracker, { status, ...question }: MeasureQuestion): ReturnType<typeof streamMeasures> =>
  streamMeasures(tracker, { ...question, status: status ?? 'active' });

/** A list that was read at once, as a stream of one batch. */
function whole<Row>({ on, known_at, data }: { on?: string; known_at?: string; data: readonly Row[] }): List<Row> {
  return { ...(on !== undefined && { on }), ...(known_at !== undefined && { known_at }), count: data.length, batches: oneBatch(data) };
}

const LIMIT = { limit: pageParameters.limit } as const;

function addList<Shape extends z.ZodRawShape, Row extends object, Cells extends object>(
  program: Command,
  environment: Environment,
  definition: ListDefinition<Shape, Row, Cells>,
): void {
  const command = program.command(definition.name).summary(definition.summary).description(definition.summary);
  parameterOptions(command, definition.parameters)
    .addOption(new Option('--limit <count>', 'at most so many rows, 1 to 500 (table and json); all unless given').argParser(collect))
    .addHelpText('after', `\nExample:\n  trade-disputes ${definition.example}`);
  databaseOption(formatOption(command)).action(async (options: Given & FormatOption & DatabaseOption) => {
    const question = parametersOf(definition.parameters, options);
    const { limit } = parametersOf(LIMIT, options);
    if (limit !== undefined && options.format === 'csv')
      throw new UsageError('limit: a CSV is complete, never cut: leave --limit out, or use --format table or json');
    await withTracker(environment, options, 'reads', async (tracker) =>
      printList(environment, options.format, { ...definition, limit }, await definition.ask(tracker, question)),
    );
  });
}

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
