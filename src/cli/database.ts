import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { listJurisdictions } from '../tracker/list-register.ts';
import { loadDataset } from '../tracker/load-dataset.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { Environment } from './environment.ts';
import { note, withProgress } from './output.ts';

export interface DatabaseOption {
  database?: string;
}

/** Adds the option that names a database. */
export const databaseOption = (command: Command): Command =>
  command.option('--database <address>', 'file:./NAME.db or postgres://user@host/NAME; from DATABASE_URL unless given');

/**
 * What a command expects of the database. `reads`: an answer, so the default database is filled with the bundled disputes when it
 * is new. `needs`: content, whose lack is said. `fills`: nothing.
 */
export type Expectation = 'reads' | 'needs' | 'fills';

/** Opens the database for one command and closes it afterwards. Throws `not_found` for a file that is not there, unless the command may make it. */
export async function withTracker<T>(
  environment: Environment,
  options: DatabaseOption,
  expectation: Expectation,
  work: (tracker: Tracker) => Promise<T>,
): Promise<T> {
  const { config, defaultDatabase } = environment;
  const address = options.database ?? config.database_url;
  // A database that somebody named is theirs to fill.
  const missing = expectation !== 'fills' && !fileExists(address);
  const fresh = missing && expectation === 'reads' && options.database === undefined && address === defaultDatabase;
  if (missing && !fresh)
    throw new TrackerError(
      'not_found',
      `there is no database ${address}: trade-disputes load makes one with the bundled disputes, trade-disputes import DIR one from an export`,
    );
  const tracker = await environment.open(address);
  try {
    if (fresh) await fillWithBundled(environment, tracker, address);
    else if (expectation !== 'fills' && (await isEmpty(tracker)))
      await note(environment, `the database ${address} is empty: trade-disputes load loads the bundled disputes`);
    return await work(tracker);
  } finally {
    await tracker.store.close();
  }
}

const fileExists = (address: string): boolean => !address.startsWith('file:') || existsSync(address.slice('file:'.length));

/** Nothing can be recorded before there are jurisdictions, and every way of filling a database brings them. */
const isEmpty = async (tracker: Tracker): Promise<boolean> => (await listJurisdictions(tracker, {})).data.length === 0;

async function fillWithBundled(environment: Environment, tracker: Tracker, address: string): Promise<void> {
  const { added } = await withProgress(environment, 'loading the bundled disputes', () => loadDataset(tracker));
  await note(environment, `the database ${address} is new: loaded the bundled disputes, ${added} entries`);
}
