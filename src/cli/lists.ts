import { type Command, Option } from 'commander';
import type { Met } from '../domain/vocabulary.ts';
import { LIST_NAMES, LISTS, type List, type ListName } from '../lookups/lists.ts';
import { allOf, totalOf, type Whole } from '../lookups/paging.ts';
import { withQuery } from '../things/asking.ts';
import { fixedClocks } from '../things/clocks.ts';
import { columnKinds } from '../things/columns.ts';
import { clocksFixing, type HowCsv } from '../things/questions.ts';
import { LIST_TABLES, type ListColumn } from './columns.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { noteAhead, noteLedger } from './notes.ts';
import {
  collect,
  csvOptions,
  type GivenOptions,
  howCsv,
  limitOf,
  outputOption,
  parameterOptions,
  questionOf,
  reading,
  UsageError,
  type WrittenOption,
  withValues,
  written,
} from './options.ts';
import { counted, type Format, formatOption, isWhole, note, print, printTable, printWhole, refuseTerminal, withOutput } from './output.ts';

/** Adds the commands that answer with rows; their options are the parameters of the HTTP interface. */
export function addLists(program: Command, environment: Environment): void {
  const add = <Name extends ListName>(name: Name): void => addList(program, environment, name, LISTS[name], LIST_TABLES[name]);
  for (const name of LIST_NAMES) add(name);
}

function addList<Row extends object>(
  program: Command,
  environment: Environment,
  name: string,
  list: List<Row>,
  table: readonly ListColumn<Row>[],
): void {
  const { summary, example, name: called = name } = list.command;
  const command = program.command(called).summary(summary).description(summary);
  parameterOptions(command, list.parameters)
    .addOption(new Option('--limit <count>', 'at most so many rows, 1 to 500 (table and json); all unless given').argParser(collect))
    .addHelpText('after', `\nExample:\n  trade-disputes ${example}`);
  for (const option of command.options) narrow(option, list.choices[option.name()]);
  databaseOption(outputOption(csvOptions(formatOption(command))));
  command.action(async (given: GivenOptions & WrittenOption & DatabaseOption) => {
    const options = written(command, given);
    const limit = limitOf(options);
    if (limit !== undefined && isWhole(options.format))
      throw new UsageError(`limit: ${options.format} is complete, never cut: leave --limit out, or use --format table or json`);
    const how = howCsv(options);
    if (options.output === undefined) reading(() => refuseTerminal(options.format, environment.stdout));
    const question = questionOf(environment, list.parameters, options, (asked) => asked);
    await withTracker(environment, options, 'asks', async (tracker) => {
      const asked = await question(tracker);
      const view = { ...list, name, table, limit, how, asked };
      const whole = await list.whole(tracker, asked);
      await withOutput(environment, options.output, (to) => printList(to, options.format, view, whole));
      await noteLeftOut(environment, asked, (match) => list.whole(tracker, { ...asked, match }));
    });
  });
}

/** Of a filter that many lists have, the values that this one takes. */
function narrow(option: Option, choices: readonly string[] | undefined): void {
  if (option.name() !== 'type' || choices === undefined) return;
  option.description = `A comma list of: ${choices.join(', ')}`;
  withValues(option, choices);
}

/** How a list is shown. */
interface ListView<Row extends object> extends Pick<List<Row>, 'columns' | 'cells' | 'row' | 'parameters'> {
  name: string;
  /** The question, as it was read. */
  asked: { on?: string | undefined; from?: unknown; to?: unknown; by?: unknown };
  table: readonly ListColumn<Row>[];
  /** At most so many rows. */
  limit: number | undefined;
  how: HowCsv;
}

/** So many measures are named in a line. */
const NAMED = 8;

/** Prints a list; whatever is no row goes to stderr, except in JSON, which carries it. */
async function printList<Row extends object>(
  environment: Environment,
  format: Format,
  { name, columns, cells, row, parameters, table, limit, how, asked }: ListView<Row>,
  list: Whole<Row>,
): Promise<void> {
  let shown = 0;
  async function* batches(): AsyncGenerator<readonly Row[]> {
    for await (const batch of list.batches) {
      const wanted = batch.slice(0, limit === undefined ? undefined : limit - shown);
      shown += wanted.length;
      yield wanted;
      if (shown === limit) return;
    }
  }
  if (format === 'json') await printJsonList(environment, list, batches());
  else if (isWhole(format)) {
    // The HTTP interface answers it for ever, with its clocks fixed.
    const address = withQuery(`/${name}`, { ...asked, ...fixedClocks(list, clocksFixing(parameters, asked)) });
    await printWhole(environment, format, { ...list, name, batches: batches(), columns, cells, kinds: columnKinds(row), address, ...how });
  } else {
    const shownColumns = table.filter(({ askedBy }) => askedBy === undefined || askedBy === asked.by);
    await printTable(environment, await allOf(batches()), shownColumns);
  }
  const doubted = (list.in_doubt ?? []).map(({ id }) => id);
  const total = shown === limit ? await totalOf(list) : shown;
  const rows = shown < total ? `the first ${shown} of ${counted(total, 'row')}` : counted(total, 'row');
  if (format === 'json') return shown < total ? note(environment, rows) : undefined;
  await note(environment, [rows, ...clocksSaid(list)].join(', '));
  await noteLedger(environment, list);
  await noteAhead(environment, asked, list);
  if (doubted.length > 0) {
    const many = doubted.length === 1 ? '1 more is' : `${doubted.length} more are`;
    const others = doubted.length > NAMED ? ` and ${doubted.length - NAMED} others (--format json has all of them)` : '';
    await note(environment, `whether ${many} over is in doubt: ${doubted.slice(0, NAMED).join(', ')}${others}`);
  }
  if (list.code_outdated !== undefined) await note(environment, list.code_outdated);
}

/** Says what was left out as unclear: most bans free some use of the goods, and are among it. */
async function noteLeftOut(
  environment: Environment,
  { match }: { match?: unknown },
  read: (match: Met[]) => Promise<Whole<unknown>>,
): Promise<void> {
  if (!Array.isArray(match) || match.includes('unclear')) return;
  const unclear = await totalOf(await read(['unclear']));
  if (unclear > 0)
    await note(
      environment,
      `${counted(unclear, 'row')} that may be met left out by --match: a condition decides, or goods are told in words`,
    );
}

/** The body of the HTTP interface, a row a line, written as it is read. */
async function printJsonList<Row>(
  { stdout }: Environment,
  { on, announced_by, known_at, ledger_begins, in_doubt, code_outdated }: Whole<Row>,
  batches: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const head = Object.entries({ on, announced_by, known_at, ledger_begins }).flatMap(([name, value]) =>
    value === undefined ? [] : [`  "${name}": ${JSON.stringify(value)},\n`],
  );
  await print(stdout, `{\n${head.join('')}  "data": [`);
  let before = '\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await print(stdout, before + batch.map((row) => `    ${JSON.stringify(row)}`).join(',\n'));
    before = ',\n';
  }
  const beside = Object.entries({ in_doubt, code_outdated }).flatMap(([name, value]) =>
    value === undefined ? [] : [`,\n  "${name}": ${JSON.stringify(value)}`],
  );
  await print(stdout, `${before === '\n' ? ']' : '\n  ]'}${beside.join('')}\n}\n`);
}

/** The clocks that a list speaks of, in words. */
const clocksSaid = ({ on, announced_by, known_at }: Whole<unknown>): string[] => [
  ...(on === undefined ? [] : [`on ${on}`]),
  ...(announced_by == null ? [] : [`as announced by ${announced_by}`]),
  ...(known_at === undefined ? [] : [`as known at ${known_at}`]),
];
