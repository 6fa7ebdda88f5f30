import type { z } from '@hono/zod-openapi';
import { type Command, Option } from 'commander';
import {
  disputeParameters,
  jurisdictionParameters,
  measureParameters,
  pageParameters,
  resolutionParameters,
  searchParameters,
  statusChangeParameters,
} from '../contract/questions.ts';
import { DISPUTE_COLUMNS, listDisputes } from '../tracker/list-disputes.ts';
import { MEASURE_COLUMNS, type MeasureQuestion, type MeasureRow, streamMeasures } from '../tracker/list-measures.ts';
import {
  EXPORTER_COLUMNS,
  JURISDICTION_COLUMNS,
  jurisdictionCells,
  listExporters,
  listJurisdictions,
  listSources,
  SOURCE_COLUMNS,
} from '../tracker/list-register.ts';
import { listResolutions, RESOLUTION_COLUMNS, resolutionCells } from '../tracker/list-resolutions.ts';
import { listStatusChanges, STATUS_CHANGE_COLUMNS } from '../tracker/list-status-changes.ts';
import type { Tracker } from '../tracker/tracker.ts';
import {
  DISPUTE_TABLE,
  EXPORTER_TABLE,
  JURISDICTION_TABLE,
  MEASURE_TABLE,
  RESOLUTION_TABLE,
  SOURCE_TABLE,
  STATUS_CHANGE_TABLE,
} from './columns.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, oneBatch } from './formats.ts';
import { type List, printList } from './list-output.ts';
import { collect, type Given, parameterOptions, parametersOf } from './parameters.ts';
import type { Column } from './table.ts';
import { UsageError } from './usage-error.ts';

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
    cells: resolutionCells,
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
    cells: jurisdictionCells,
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
