import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config.ts';
import type { Day } from '../domain/dates.ts';
import type { Tracker } from '../tracker/tracker.ts';

/** Where text goes; on a terminal it knows how wide that is. `process.stdout` is one. */
export type Screen = Writable & { isTTY?: boolean | undefined; columns?: number | undefined };

/** What `serve` was asked for; main.ts does it. */
export interface ServeOptions {
  database: string;
  host: string;
  port: number;
  /** Load only what was announced by this day, where the database is to be filled. */
  asOf: Day | undefined;
}

/** Everything outside of the program that a command touches. */
export interface Environment {
  config: Config;
  /** The database that is used where neither an option nor the configuration names one. A first question fills it. */
  defaultDatabase: string;
  /** Opens a database, creating it where it does not exist; loads nothing. The command closes it. */
  open: (address: string) => Promise<Tracker>;
  /** Serves until it is told to stop. */
  serve: (options: ServeOptions) => Promise<void>;
  stdin: Readable;
  stdout: Screen;
  stderr: Screen;
  /** Who records, unless `--by` says it. Throws where the operating system has no name for the user. */
  user: () => string;
  version: string;
}
