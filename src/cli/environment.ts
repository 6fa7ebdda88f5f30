import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { Day } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { listJurisdictions } from '../lookups/register.ts';
import type { Access, Tracker } from '../lookups/tracker.ts';
import { note } from './output.ts';
import { ALL_AT_ONCE, withProgress } from './progress.ts';

/** Where text goes; on a terminal it knows how wide that is, and whether it has colours. `process.stdout` is one. */
export type Screen = Writable & { isTTY?: boolean | undefined; columns?: number | undefined; hasColors?(): boolean };

/** What `serve` was asked for; wiring.ts does it. */
export interface ServeRequest {
  database: string;
  host: string;
  port: number;
  /** Load only what was announced by this day, where the database is to be filled. */
  asOf: Day | undefined;
  /** Record nothing: the database may be a copy that follows another, or a file that can only be read. */
  readOnly: boolean;
}

/** How an assistant is answered over stdin and stdout. */
export interface Assisting {
  /** Where the pages are reached; empty if nobody said it. */
  site: string;
  /** In whose name it may propose; null: it only reads. */
  proposer: string | null;
}

/** Everything outside of the program that a command touches. */
export interface Environment {
  config: Config;
  /** The database that is used where neither an option nor the configuration names one. A first question fills it. */
  defaultDatabase: string;
  /** Opens a database; for writing it is made where it does not exist. Loads nothing. The command closes it. */
  open: (address: string, access: Access) => Promise<Tracker>;
  /** Serves until it is told to stop. */
  serve: (options: ServeRequest) => Promise<void>;
  /** Answers an assistant over stdin and stdout until it closes them. */
  assist: (tracker: Tracker, how: Assisting) => Promise<void>;
  stdin: Readable;
  stdout: Screen;
  stderr: Screen;
  /** Who records, unless `--by` says it. Throws where the operating system has no name for the user. */
  user: () => string;
  version: string;
}

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
export type Expectation = 'asks' | 'reads' | 'changes' | 'fills';

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
  const tracker = await environment.open(address, expectation === 'asks' || expectation === 'reads' ? 'read' : 'write');
  try {
    if (expectation !== 'fills' && (await isEmpty(tracker)))
      await note(
        environment,
        `the database ${tracker.store.name} is empty: ${bundled ? 'trade-disputes load loads the bundled disputes' : 'trade-disputes serve fills the register'}`,
      );
    return await work(tracker);
  } finally {
    await tracker.store.close();
  }
}

const fileExists = (address: string): boolean => !address.startsWith('file:') || existsSync(address.slice('file:'.length));

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
