import { Command, CommanderError, Help } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { addRegister } from './add.ts';
import { addMcp } from './assist.ts';
import { addCompletion } from './completion.ts';
import { addDuty } from './duty.ts';
import { addDutyHistory } from './duty-history.ts';
import type { Environment } from './environment.ts';
import { addFetch } from './fetch.ts';
import { addBackup, addExport, addImport, addLoad, addMigrate, addServe, addTokens, addVerify } from './keep.ts';
import { addLists } from './lists.ts';
import { UsageError } from './options.ts';
import { print, readerHasGone } from './output.ts';
import { addProposals } from './proposals.ts';
import { addCheck, addCorrect, addRecord } from './record.ts';
import { addResolve } from './resolve.ts';
import { addSearch } from './search.ts';
import { addShipments } from './shipments.ts';
import { addShow } from './show.ts';
import { addWatches } from './watch.ts';

/** The command line over an environment. `runCli` runs it and turns errors into words and exit codes. */
function createProgram(environment: Environment): Command {
  const { stdout, stderr, version } = environment;
  const program = new Command('trade-disputes')
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
      outputError: (text, write) => write(text.replace(/^error: /, '')),
    })
    .addHelpText(
      'after',
      '\nResults go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 the command line is not understood.\n\nExample:\n  trade-disputes bans --on 2024-10-24',
    );

  program.commandsGroup('Ask:');
  addSearch(program, environment);
  addLists(program, environment);
  addShow(program, environment);
  addDuty(program, environment);
  addDutyHistory(program, environment);
  addShipments(program, environment);
  program.commandsGroup('Record:');
  addRecord(program, environment);
  addResolve(program, environment);
  addCorrect(program, environment);
  addCheck(program, environment);
  addRegister(program, environment);
  addFetch(program, environment);
  addProposals(program, environment);
  program.commandsGroup('Run and keep:');
  addServe(program, environment);
  addMcp(program, environment);
  addLoad(program, environment);
  addImport(program, environment);
  addExport(program, environment);
  addBackup(program, environment);
  addMigrate(program, environment);
  addVerify(program, environment);
  addTokens(program, environment);
  addWatches(program, environment);
  addCompletion(program, environment);
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
    await createProgram(environment).parseAsync(args, { from: 'user' });
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
