import { type Command, Option } from 'commander';
import { addWatch, listDeliveries, listWatches, removeWatch, watchToSend } from '../changes/watches.ts';
import { TrackerError } from '../domain/errors.ts';
import { DEFAULT_LIMIT, watchParameters } from '../things/questions.ts';
import { type Delivery, DeliveryAnswer, type Watch, WatchAnswer } from '../things/watch.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import {
  byOptions,
  collect,
  type GivenOptions,
  givenIn,
  limitOf,
  noteDryRun,
  numberArgument,
  parameterOptions,
  questionOf,
  type WriteOptions,
  writeContext,
} from './options.ts';
import { type Column, counted, type FormatOption, formatOption, note, printAnswer, printJson, printRows } from './output.ts';

const filterWords = ({ filters }: Watch): string =>
  Object.entries(filters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '(all)';

/** What became of a watch's messages, in a few words. */
const remarks = ({ attempts, error, next_at, gave_up, ended_because }: Watch): string =>
  [
    ended_because ?? '',
    attempts === 0 ? '' : `${counted(attempts, 'attempt')} in vain, the next ${next_at}: ${error}`,
    gave_up === 0 ? '' : `gave up ${counted(gave_up, 'message')}`,
  ]
    .filter(Boolean)
    .join('; ');

const WATCHES: readonly Column<Watch>[] = [
  { title: 'id', text: ({ id }) => String(id) },
  { title: 'state', text: ({ state }) => state },
  { title: 'url', text: ({ url }) => url, shrinkTo: 16 },
  { title: 'filters', text: filterWords, shrinkTo: 12 },
  { title: 'delivered', text: ({ delivered }) => String(delivered) },
  { title: 'by', text: ({ made_by }) => made_by, shrinkTo: 8 },
  { title: 'remarks', text: remarks, shrinkTo: 16 },
];

const DELIVERIES: readonly Column<Delivery>[] = [
  { title: 'when', text: ({ attempted_at, created_at }) => (attempted_at ?? created_at).slice(0, 19) },
  { title: 'watch', text: ({ watch }) => String(watch) },
  { title: 'id', text: ({ id }) => id },
  { title: 'changes', text: ({ changes }) => String(changes) },
  { title: 'seq', text: ({ first_seq, last_seq }) => (first_seq === last_seq ? `${first_seq}` : `${first_seq}–${last_seq}`) },
  { title: 'state', text: ({ state }) => state },
  { title: 'attempts', text: ({ attempts }) => String(attempts) },
  { title: 'status', text: ({ http_status }) => (http_status === null ? '' : String(http_status)) },
  {
    title: 'remarks',
    text: ({ error, next_at }) => [error, next_at && `next ${next_at.slice(0, 19)}`].filter(Boolean).join('; '),
    shrinkTo: 16,
  },
];

/** Adds `watch`: who is told of changes by webhook. */
export function addWatches(program: Command, environment: Environment): void {
  const watch = program
    .command('watch')
    .summary('tell an address of changes by webhook: add, list, remove, test it, and what was sent')
    .description(
      'Webhooks: an address is told of the status changes that meet its filters, as they are recorded, signed and until it takes them. A running server (serve) delivers. docs/watch.md says what is sent and how a receiver checks it.',
    )
    .addHelpText('after', '\nExample:\n  trade-disputes watch add https://example.org/hook --product cognac --imposed-by china');
  addAdd(watch, environment);

  const list = watch
    .command('list')
    .summary('all watches, those that have ended included')
    .description('Lists all watches, those that have ended included; never what they are signed with.')
    .addHelpText('after', '\nExample:\n  trade-disputes watch list');
  databaseOption(formatOption(list)).action(async (options: DatabaseOption & FormatOption) => {
    await withTracker(environment, options, 'reads', async (tracker) => {
      await printAll(environment, options, await listWatches(tracker), WATCHES, Object.keys(WatchAnswer.shape));
    });
  });

  const remove = watch
    .command('remove')
    .summary('end a watch at once')
    .description('Ends a watch at once. What it was sent stays in the log for ninety days; what it is signed with is erased.')
    .argument('<id>', 'its number, as watch list tells it')
    .addHelpText('after', '\nExample:\n  trade-disputes watch remove 2');
  byOptions(remove).action(async (text: string, options: WriteOptions) => {
    const [id, context] = [idOf(text), writeContext(environment, options)];
    await withTracker(environment, options, 'changes', async (tracker) => {
      const row = await removeWatch(tracker, context, id);
      if (options.format === 'json') await printJson(environment, { ...row, ...(options.dryRun && { dry_run: true }) });
      else await printAll(environment, options, [row], WATCHES, Object.keys(WatchAnswer.shape));
      await noteDryRun(environment, options);
    });
  });

  const log = watch
    .command('log')
    .summary('what was sent, the newest first: when, what, how often, and what came of it')
    .description(
      'Lists messages to watches, the newest first, with what came of the last attempt. What was settled ninety days ago is forgotten.',
    )
    .argument('[id]', 'only those to this watch')
    .addOption(new Option('--limit <count>', 'at most so many rows, 1 to 500; 50 unless given').argParser(collect))
    .addHelpText('after', '\nExample:\n  trade-disputes watch log 2');
  databaseOption(formatOption(log)).action(async (text: string | undefined, options: GivenOptions & DatabaseOption & FormatOption) => {
    const [id, most = DEFAULT_LIMIT] = [text === undefined ? undefined : idOf(text), limitOf(options)];
    await withTracker(environment, options, 'reads', async (tracker) => {
      const rows = await listDeliveries(tracker, { watch: id, most });
      await printAll(environment, options, rows, DELIVERIES, Object.keys(DeliveryAnswer.shape));
    });
  });

  const test = watch
    .command('test')
    .summary('send a watch a message that tells nothing, and say what its receiver answers')
    .description(
      'Sends a watch a signed message of the type watch.test, once and from this machine, and says what its receiver answers. WATCH_NETWORKS counts as it does for the server.',
    )
    .argument('<id>', 'its number, as watch list tells it')
    .addHelpText('after', '\nExample:\n  trade-disputes watch test 2');
  databaseOption(formatOption(test)).action(async (text: string, options: DatabaseOption & FormatOption) => {
    const id = idOf(text);
    await withTracker(environment, options, 'reads', async (tracker) => {
      const { sendTest } = await import('../keep/watches/deliverer.ts');
      const to = await watchToSend(tracker, id);
      const { version: release, config } = environment;
      const { status, error } = await sendTest({ tracker, release, allowed: config.watch_networks }, to);
      if (error !== null) throw new TrackerError('unavailable', `${to.url} did not take the message: ${error}`);
      const row = { watch: id, url: to.url, http_status: status };
      await printRows(environment, options.format, { rows: [row], columns: ['watch', 'url', 'http_status'], body: row });
    });
  });
}

function addAdd(watch: Command, environment: Environment): void {
  const add = watch
    .command('add')
    .summary('tell an address of changes from now on')
    .description(
      'Makes a watch: from now on the address is told of the status changes that meet the filters, as they are recorded or corrected, and when they begin by an until_on. Shows this once what its messages are signed with.',
    )
    .argument('<url>', 'the address that is posted to')
    .option('--secret <secret>', 'what messages are signed with: whsec_ and 24 to 64 bytes in base64; made unless given')
    .addHelpText('after', '\nExample:\n  trade-disputes watch add https://example.org/hook --product cognac --imposed-by china');
  byOptions(parameterOptions(add, watchParameters)).action(
    async (url: string, options: GivenOptions & WriteOptions & { secret?: string }) => {
      const context = writeContext(environment, options);
      const question = questionOf(environment, watchParameters, options, () => undefined);
      await withTracker(environment, options, 'changes', async (tracker) => {
        // Says what it takes words for.
        await question(tracker);
        const filters = givenIn(watchParameters, options);
        const made = await addWatch(tracker, context, { url, filters, secret: options.secret });
        const { id, filters: kept } = made.watch;
        const { refusedReceiver } = await import('../keep/watches/send.ts');
        const refused = refusedReceiver(made.watch.url, environment.config.watch_networks);
        // The server that delivers may be set otherwise than this command.
        if (refused !== null) await note(environment, `with WATCH_NETWORKS as it is set here, nothing is sent there: ${refused}`);
        if (made.code_outdated !== undefined) await note(environment, made.code_outdated);
        if (options.dryRun) {
          const row = { url, filters: filterWords(made.watch) };
          await printRows(environment, options.format, {
            rows: [row],
            columns: ['url', 'filters'],
            body: { url, filters: kept, dry_run: true },
          });
          return noteDryRun(environment, options);
        }
        const row = { id, url: made.watch.url, filters: filterWords(made.watch), secret: made.secret };
        await printRows(environment, options.format, {
          rows: [row],
          columns: ['id', 'url', 'filters', 'secret'],
          body: { ...row, filters: kept },
        });
        await note(environment, 'keep the secret now: it is not shown again. A running server delivers; watch test tries the receiver');
      });
    },
  );
}

const idOf = (text: string): number => numberArgument(text, 'number of a watch', 'watch list shows them');

/** Prints rows in whichever format. */
const printAll = <Row extends Watch | Delivery>(
  environment: Environment,
  { format }: FormatOption,
  rows: readonly Row[],
  shown: readonly Column<Row>[],
  columns: readonly string[],
): Promise<void> =>
  printAnswer(environment, format, {
    ...{ body: { data: rows }, rows, columns, shown },
    cells: (row) => ('filters' in row ? { ...row, filters: filterWords(row) } : row),
  });
