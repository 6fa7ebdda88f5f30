import type { Command } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { backup } from '../tracker/backup.ts';
import { type Verified, verify } from '../tracker/verify.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, oneBatch, printCsv, printJson, printRows } from './formats.ts';
import { dayOption } from './load.ts';
import { counted, print, withProgress } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Adds `serve`: the web pages and the HTTP interface. */
export function addServe(program: Command, environment: Environment): void {
  const command = program
    .command('serve')
    .summary('serve the pages and the HTTP interface')
    .description('Serves the pages and the HTTP interface until it is stopped; fills the database with the bundled disputes first.')
    .option('--port <port>', 'from PORT unless given; 0 takes any that is free')
    .option('--host <host>', 'from HOST unless given')
    .option('--as-of <date>', 'of the bundled disputes load only what was announced by this day')
    .addHelpText('after', '\nExample:\n  trade-disputes serve --port 8080');
  databaseOption(command).action(async (options: DatabaseOption & { port?: string; host?: string; asOf?: string }) => {
    const { config } = environment;
    await environment.serve({
      database: options.database ?? config.database_url,
      host: options.host ?? config.host,
      port: options.port === undefined ? config.port : portOf(options.port),
      asOf: dayOption(options.asOf, '--as-of'),
    });
  });
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`--port: "${text}" must be a port number from 0 to 65535`);
  return port;
}

/** Adds `backup`: a copy of the database file. */
export function addBackup(program: Command, environment: Environment): void {
  const command = program
    .command('backup')
    .summary('copy the database to a file while it is in use')
    .description('Copies the database, tokens included, to a new file while it is in use. Only for SQLite.')
    .argument('<file>', 'a file that does not exist yet')
    .addHelpText('after', '\nExample:\n  trade-disputes backup ./backup-2026-11-24.db');
  databaseOption(formatOption(command)).action(async (file: string, options: DatabaseOption & FormatOption) => {
    await withTracker(environment, options, 'needs', async (tracker) => {
      const row = await withProgress(environment, 'backup', () => backup(tracker, file));
      await printRows(environment, options.format, { rows: [row], columns: ['file'], body: row });
    });
  });
}

/** Adds `verify`: is the database what it was? */
export function addVerify(program: Command, environment: Environment): void {
  const command = program
    .command('verify')
    .summary('check the database, and an export of it')
    .description(
      'Checks the file, the references, the hashes of the ledger and the derived tables; with the folder of an export also its files, and that the ledger still says what it said then. Exits with 1 if something is wrong.',
    )
    .argument('[dir]', 'the folder of an export')
    .addHelpText('after', '\nExample:\n  trade-disputes verify ./export');
  databaseOption(formatOption(command)).action(async (directory: string | undefined, options: DatabaseOption & FormatOption) => {
    await withTracker(environment, options, 'needs', async (tracker) => {
      const result = await withProgress(environment, 'verify', () => verify(tracker, directory));
      await printVerified(environment, options, result);
      if (!result.ok) throw new TrackerError('unavailable', `verify found ${counted(result.problems.length, 'problem')}`);
    });
  });
}

async function printVerified(environment: Environment, { format }: FormatOption, result: Verified): Promise<void> {
  if (format === 'json') return printJson(environment, result);
  if (format === 'csv') return printCsv(environment, oneBatch(result.problems.map((problem) => ({ problem }))), ['problem']);
  const { entries, ledger_rows, measures, period_rows, files } = result.checked;
  const looked = `${counted(entries, 'entry', 'entries')} in ${counted(ledger_rows, 'ledger row')}, ${counted(measures, 'measure')}, ${counted(period_rows, 'derived row')}, ${counted(files, 'file')}`;
  await print(
    environment.stdout,
    `${result.problems.map((problem) => `${problem}\n`).join('')}${result.ok ? 'ok' : 'not ok'}: ${looked}\n`,
  );
}
