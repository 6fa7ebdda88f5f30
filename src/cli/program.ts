import { Command } from 'commander';
import { addDuty } from './duty.ts';
import type { Environment } from './environment.ts';
import { addLists } from './lists.ts';
import { addLoad } from './load.ts';
import { addBackup, addServe, addVerify } from './maintenance.ts';
import { addCorrect, addRecord } from './record.ts';
import { addRegister } from './register.ts';
import { addResolve } from './resolve.ts';
import { addShow } from './show.ts';
import { addTokens } from './tokens.ts';
import { addExport, addImport } from './transfer.ts';

/** The command line over an environment. `runCli` runs it and turns errors into words and exit codes. */
export function createProgram(environment: Environment): Command {
  const { stdout, stderr, version } = environment;
  const program = new Command('trade-disputes')
    .description(
      "A ledger of what governments do to each other's trade: every tariff and ban from first threat to final lifting, with its source.",
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
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
  addLists(program, environment);
  addShow(program, environment);
  addDuty(program, environment);
  program.commandsGroup('Record:');
  addRecord(program, environment);
  addResolve(program, environment);
  addCorrect(program, environment);
  addRegister(program, environment);
  program.commandsGroup('Run and keep:');
  addServe(program, environment);
  addLoad(program, environment);
  addImport(program, environment);
  addExport(program, environment);
  addBackup(program, environment);
  addVerify(program, environment);
  addTokens(program, environment);
  return program;
}
