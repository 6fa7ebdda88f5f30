import { Command, CommanderError, Help } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import type { Environment } from './environment.ts';
import { UsageError } from './options.ts';
import { print, readerHasGone } from './output.ts';

/** The lists have names of their own, of which there are many: what no other command is called is looked for among them. */
const LISTS = 'lists';
/** It tells of every command. */
const COMPLETION = 'completion';

type Add = (program: Command, environment: Environment) => void;

/** What adds each command, by its name, under the heading of help. What only some commands need is loaded with them. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, () => Promise<Add>>>>> = {
  'Ask:': {
    search: async () => (await import('./search.ts')).addSearch,
    [LISTS]: async () => (await import('./lists.ts')).addLists,
    show: async () => (await import('./show.ts')).addShow,
    duty: async () => (await import('./duty.ts')).addDuty,
    'duty-history': async () => (await import('./duty-history.ts')).addDutyHistory,
    shipments: async () => (await import('./shipments.ts')).addShipments,
  },
  'Record:': {
    record: async () => (await import('./record.ts')).addRecord,
    resolve: async () => (await import('./resolve.ts')).addResolve,
    correct: async () => (await import('./record.ts')).addCorrect,
    check: async () => (await import('./record.ts')).addCheck,
    add: async () => (await import('./add.ts')).addRegister,
    fetch: async () => (await import('./fetch.ts')).addFetch,
    proposals: async () => (await import('./proposals.ts')).addProposals,
  },
  'Run and keep:': {
    serve: async () => (await import('./keep.ts')).addServe,
    mcp: async () => (await import('./assist.ts')).addMcp,
    load: async () => (await import('./keep.ts')).addLoad,
    import: async () => (await import('./keep.ts')).addImport,
    export: async () => (await import('./keep.ts')).addExport,
    backup: async () => (await import('./keep.ts')).addBackup,
    migrate: async () => (await import('./keep.ts')).addMigrate,
    verify: async () => (await import('./keep.ts')).addVerify,
    token: async () => (await import('./keep.ts')).addTokens,
    watch: async () => (await import('./watch.ts')).addWatches,
    [COMPLETION]: async () => (await import('./completion.ts')).addCompletion,
    ids: async () => (await import('./completion.ts')).addIds,
  },
};

/** Questions of one day. */
const OF_A_DAY = new Set(['bans', 'tariffs', 'measures', 'disputes', 'duty']);

/** What a command does not understand, with the way to say it: whoever writes "bans CN" means an option, or a search. */
function withWayOut(message: string, program: Command, args: readonly string[]): string {
  const called = calledBy(program, args);
  const [said = ''] = message.split('\n');
  if (said.startsWith('too many arguments'))
    return `${said}\nSay it by options, which "${called} --help" lists, or ask in words: "trade-disputes search wine".\n`;
  // What is near to these in letters is not meant.
  if (/^unknown option '--(from|to)'/.test(said) && OF_A_DAY.has(args[0] ?? ''))
    return `${said}\nThis asks of one day (--on): "trade-disputes changes" tells what changed between two, rates and duty-history what was charged.\n`;
  const isOpen = /^(missing required argument|unknown (option|command))/.test(said) && !message.includes('Did you mean');
  return isOpen ? `${said}\n"${called} --help" says what there is.\n` : message;
}

/** The command that arguments call, with those above it. */
function calledBy(program: Command, args: readonly string[]): string {
  const [name = '', ...more] = args;
  const command = program.commands.find((one) => one.name() === name);
  return command ? `${program.name()} ${calledBy(command, more)}` : program.name();
}

/** The command line over an environment, without its commands. */
function createProgram(environment: Environment, args: readonly string[]): Command {
  const { stdout, stderr, version } = environment;
  const program = new Command('trade-disputes');
  return program
    .description(
      "A ledger of what governments do to each other's trade: every tariff and ban from first threat to final lifting, with its source.",
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({
      // `preset: "true"` is what an option means that stands alone; a reader takes it for the default.
      optionDescription: (option) => Help.prototype.optionDescription(option).replace(/ ?\(preset: [^)]*\)$/, ''),
    })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // Just the message, as for every other error.
      outputError: (text, write) => write(withWayOut(text.replace(/^error: /, ''), program, args)),
    })
    .addHelpText(
      'after',
      '\nResults go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 the command line is not understood.\n\nExample:\n  trade-disputes bans --on 2024-10-24',
    );
}

/** The program with the command that its arguments call alone; with all of them, if that is none, or they ask for help. */
async function programFor(environment: Environment, args: readonly string[]): Promise<Command> {
  const [called = ''] = args;
  const adders = Object.values(COMMANDS).flatMap((group) => Object.entries(group));
  const [, load] = adders.find(([name]) => name === called) ?? adders.find(([name]) => name === LISTS) ?? [];
  const one = createProgram(environment, args);
  (await load?.())?.(one, environment);
  if (called !== COMPLETION && one.commands.some((command) => command.name() === called)) return one;
  const program = createProgram(environment, args);
  for (const [heading, group] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const add of Object.values(group)) (await add())(program, environment);
  }
  return program;
}

/**
 * Runs one command and gives its exit code: 0 done, 1 failed, 2 the command line is not understood. Errors are told on stderr,
 * without a stack unless LOG_LEVEL is debug. Where the reader of the output has gone (`| head`), the command ends quietly.
 */
export async function runCli(environment: Environment, args: readonly string[]): Promise<number> {
  // print() rejects with the same error; unheard, the event would end the process.
  for (const stream of [environment.stdout, environment.stderr]) stream.on('error', () => undefined);
  try {
    const program = await programFor(environment, args);
    // Of a command that there is not `help` would show all that there is, and not say so.
    const [first, asked] = args;
    const isNone = first === 'help' && asked !== undefined && !program.commands.some((command) => command.name() === asked);
    await program.parseAsync(isNone ? [asked] : args, { from: 'user' });
    return 0;
  } catch (error) {
    if (readerHasGone(error)) return 0;
    // Commander has said already what is wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    await tell(environment, error);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function tell({ stderr, config }: Environment, error: unknown): Promise<void> {
  try {
    await print(stderr, `${textOf(error, config.log_level === 'debug')}\n`);
  } catch (failure) {
    // Nobody reads stderr any more; the exit code still tells.
    if (!readerHasGone(failure)) throw failure;
  }
}

function textOf(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return String(error);
  const details = error instanceof TrackerError ? error.details.filter(({ message }) => !error.message.includes(message)) : [];
  const lines = [error.message, ...details.map(({ path, message }) => `  ${path}: ${message}`)];
  return (withStack && error.stack ? [...lines, error.stack] : lines).join('\n');
}
