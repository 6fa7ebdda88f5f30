import type { Command } from 'commander';
import { parseDay } from '../domain/dates.ts';
import { loadDataset, previewDataset } from '../tracker/load-dataset.ts';
import { type DatabaseOption, databaseOption, withTracker } from './database.ts';
import type { Environment } from './environment.ts';
import { type FormatOption, formatOption, printRows } from './formats.ts';
import { withProgress } from './output.ts';
import { reading } from './usage-error.ts';
import { noteDryRun } from './write-options.ts';

interface LoadOptions extends DatabaseOption, FormatOption {
  asOf?: string;
  dryRun?: boolean;
}

/** Adds `load`: the disputes that come with the program. */
export function addLoad(program: Command, environment: Environment): void {
  const command = program
    .command('load')
    .summary('load the bundled disputes')
    .description(
      'Loads the disputes that come with the program: adds what is new, corrects what a newer release words anew, leaves alone what somebody corrected here. A second load does nothing.',
    )
    .option('--as-of <date>', 'only what was announced by this day')
    .option('--dry-run', 'say what it would do, load nothing')
    .addHelpText('after', '\nExample:\n  trade-disputes load --as-of 2024-03-01 --database file:./march.db');
  databaseOption(formatOption(command)).action((options: LoadOptions) => loadBundled(environment, options));
}

/** Loads the bundled disputes and prints how many entries that were. */
export async function loadBundled(environment: Environment, options: LoadOptions): Promise<void> {
  const asOf = dayOption(options.asOf, '--as-of');
  await withTracker(environment, options, 'fills', async (tracker) => {
    const load = options.dryRun ? previewDataset : loadDataset;
    const result = await withProgress(environment, 'load', () => load(tracker, asOf));
    await printRows(environment, options.format, {
      rows: [result],
      columns: ['added', 'corrected'],
      body: { ...result, ...(options.dryRun && { dry_run: true }) },
    });
    await noteDryRun(environment, options);
  });
}

/** Reads an option that is a day. */
export const dayOption = (text: string | undefined, option: string): string | undefined =>
  text === undefined ? undefined : reading(() => parseDay(text, option));
