import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config.ts';
import type { Day } from '../domain/dates.ts';
import type { Access, Tracker } from '../lookups/tracker.ts';

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
