import { existsSync, rmSync } from 'node:fs';
import type { Command } from 'commander';
import { TrackerError } from '../domain/errors.ts';
import { listJurisdictions } from '../lookups/register.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Environment } from './environment.ts';
import { note } from './output.ts';
import { ALL_AT_ONCE, withProgress } from './progress.ts';

export interface DatabaseOption {
  database?: string;
}

/** Adds the option that names a database. */
export const databaseOption = (command: Command): Command =>
  command.option('--database <address>', 'file:./NAME.db or postgres://user@host/NAME; from DATABASE_URL unless given');

/**
 * What a command expects of the database. `asks`: an answer, so the default database is filled with the bundled disputes when it does not
 * exist. `reads`: a database. Both open it so that nothing in it or beside it changes. `changes`: a database too; an empty one is reported
 * by all three. `fills`: nothing.
 */
type Expectation = 'asks' | 'reads' | 'changes' | 'fills';

/** Opens the database for one command and closes it afterwards. Throws `not_found` for a file that is not there, unless the command may make it. */
export async function withTracker<T>(
  environment: Environment,
  options: DatabaseOption,
  expectation: Expectation,
  work: (tracker: Tracker) => Promise<T>,
): Promise<T> {
  const { config, defaultDatabase } = environment;
  const address = options.database ?? config.database_url;
  // Whoever names a database fills it.
  const missing = expectation !== 'fills' && !fileExists(address);
  const fresh = missing && expectation === 'asks' && options.database === undefined && address === defaultDatabase;
  const bundled = config.bundled_disputes === 'all';
  if (missing && !fresh) {
    const made = bundled ? 'trade-disputes load makes one with the bundled disputes' : 'trade-disputes serve makes one without disputes';
    throw new TrackerError('not_found', `there is no database ${address}: ${made}, trade-disputes import DIR one from an export`);
  }
  if (fresh) await makeWithBundled(environment, address);
  const isMade = expectation === 'fills' && !fileExists(address);
  const tracker = await environment.open(address, expectation === 'asks' || expectation === 'reads' ? 'read' : 'write');
  let isFilled = false;
  try {
    if (expectation !== 'fills' && (await isEmpty(tracker)))
      await note(
        environment,
        `the database ${tracker.store.name} is empty: ${bundled ? 'trade-disputes load loads the bundled disputes, trade-disputes import DIR an export' : 'trade-disputes serve fills the register'}`,
      );
    const result = await work(tracker);
    isFilled = true;
    return result;
  } finally {
    // A database that was made to be filled, and was not, would be taken for one that says nothing.
    const isForNothing = isMade && !isFilled && (await isEmpty(tracker).catch(() => false));
    await tracker.store.close();
    if (isForNothing) for (const end of ['', '-wal', '-shm']) rmSync(`${fileOf(address)}${end}`, { force: true });
  }
}

const fileOf = (address: string): string => address.slice('file:'.length);
const fileExists = (address: string): boolean => !address.startsWith('file:') || existsSync(fileOf(address));

/** Nothing can be recorded before there are jurisdictions, and every way of filling a database brings them. */
const isEmpty = async (tracker: Tracker): Promise<boolean> => (await listJurisdictions(tracker, {})).data.length === 0;

async function makeWithBundled(environment: Environment, address: string): Promise<void> {
  const { loadEconomies, loadNewDataset } = await import('../keep/load-dataset.ts');
  const tracker = await environment.open(address, 'write');
  try {
    if (environment.config.bundled_disputes === 'none') {
      await loadEconomies(tracker);
      await note(environment, `the database ${address} is new, and holds no disputes (BUNDLED_DISPUTES=none)`);
      return;
    }
    const { added } = await withProgress(environment, 'loading the bundled disputes', ALL_AT_ONCE, () => loadNewDataset(tracker));
    await note(environment, `the database ${address} is new: loaded the bundled disputes, ${added} entries`);
  } finally {
    await tracker.store.close();
  }
}
