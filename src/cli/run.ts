import { CommanderError } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import type { Environment } from './environment.ts';
import { print, readerHasGone } from './output.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

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
