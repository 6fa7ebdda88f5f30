import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { exportTo } from '../tracker/export.ts';
import { importFrom } from '../tracker/import-export.ts';
import { importSheet } from '../tracker/import-sheet.ts';
import type { Tracker } from '../tracker/tracker.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, printRows } from './formats.ts';
import { loadBundled } from './load.ts';
import { withProgress } from './output.ts';
import { UsageError } from './usage-error.ts';
import { noteDryRun, type WriteOptions, writeContext, writeOptions } from './write-options.ts';

/** Adds `export`: everything as files. */
export function addExport(program: Command, environment: Environment): void {
  const command = program
    .command('export')
    .summary('write everything as CSV files with a manifest')
    .description(
      'Writes one CSV for each table and manifest.json into a folder that is new, empty or holds an earlier export. Tokens are left out. The same database gives the same bytes.',
    )
    .argument('<dir>', 'the folder')
    .addHelpText('after', '\nExample:\n  trade-disputes export ./export');
  databaseOption(formatOption(command)).action(async (directory: string, options: DatabaseOption & FormatOption) => {
    await withTracker(environment, options, 'reads', async (tracker) => {
      const manifest = await withProgress(environment, 'export', (line) => exportTo(tracker, directory, line.step));
      const rows = Object.entries(manifest.tables).map(([table, { rows: count, sha256 }]) => ({ table, rows: count, sha256 }));
      await printRows(environment, options.format, { rows, columns: ['table', 'rows', 'sha256'], body: manifest });
    });
  });
}

/** Adds `import`: an export into an empty database, or a sheet into any. */
export function addImport(program: Command, environment: Environment): void {
  const command = program
    .command('import')
    .summary('read an export into an empty database, or a sheet of measures or status changes')
    .description(
      'With the folder of an export: fills an empty database with it. With a CSV file: records the measures or the status changes in it; what is wrong is told by line and column, and nothing is recorded unless all is good. With --as-of alone: loads the bundled disputes, as load does.',
    )
    .argument('[path]', 'the folder of an export, or a CSV file')
    .option('--as-of <date>', 'of the bundled disputes, only what was announced by this day')
    .addHelpText(
      'after',
      '\nExamples:\n  trade-disputes import ./export --database file:./copy.db\n  trade-disputes import new-measures.csv --dry-run',
    );
  writeOptions(command).action(async (path: string | undefined, options: WriteOptions & { asOf?: string }) => {
    if ((path === undefined) === (options.asOf === undefined))
      throw new UsageError('give the folder of an export, or a CSV file; --as-of stands alone, for the bundled disputes');
    if (path === undefined) return loadBundled(environment, options);
    const context = writeContext(environment, options);
    const isFolder = await isDirectory(path);
    // An export brings everything; a sheet refers to what is there.
    await withTracker(environment, options, isFolder ? 'fills' : 'needs', async (tracker) => {
      const row = isFolder
        ? await importFolder(environment, tracker, path, options)
        : await importSheet(tracker, context, await readFile(path, 'utf8'));
      await printRows(environment, options.format, {
        rows: [row],
        columns: Object.keys(row) as (keyof typeof row)[],
        body: { ...row, ...(options.dryRun && { dry_run: true }) },
      });
      await noteDryRun(environment, options);
    });
  });
}

const importFolder = (
  environment: Environment,
  tracker: Tracker,
  directory: string,
  { dryRun = false }: WriteOptions,
): ReturnType<typeof importFrom> => withProgress(environment, 'import', (line) => importFrom(tracker, directory, line.step, { dryRun }));

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new TrackerError('not_found', `can't read "${path}": ${(error as Error).message}`);
  }
}
