import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import type { Assisting, Environment, Screen, ServeRequest } from '../../src/cli/environment.ts';
import { runCli } from '../../src/cli/program.ts';
import { openStore } from '../../src/db/open.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { readNetworks } from '../../src/things/networks.ts';
import { bundledFile, examplesFile, NOW } from '../support/database.ts';

/** Keeps what is written to it; on request it is a terminal. */
export class Capture extends Writable implements Screen {
  text = '';
  isTTY?: boolean;
  columns?: number;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** How one command ended. */
interface Run {
  code: number;
  out: string;
  err: string;
}

interface RunOptions {
  stdin?: string;
  /** A terminal of so many columns. */
  terminal?: number;
  stdout?: Screen;
}

/** The command line in this process, over databases in a folder of its own. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'trade-disputes-cli-'));
  /** The database that nobody names. */
  readonly defaultFile = join(this.folder, 'default.db');
  readonly served: ServeRequest[] = [];
  readonly assisted: ({ database: string } & Assisting)[] = [];
  /** The clock stands here. */
  now = NOW;
  user = (): string => 'tester';
  /** What DATABASE_URL would say. */
  configured = `file:${this.defaultFile}`;
  /** What BUNDLED_DISPUTES would say. */
  bundled: Environment['config']['bundled_disputes'] = 'all';

  path(name: string): string {
    return join(this.folder, name);
  }

  async run(args: readonly string[], { stdin = '', terminal, stdout = new Capture() }: RunOptions = {}): Promise<Run> {
    const stderr = new Capture();
    if (terminal !== undefined)
      for (const screen of [stdout, stderr]) {
        screen.isTTY = true;
        screen.columns = terminal;
      }
    const environment: Environment = {
      config: {
        port: 3000,
        host: '127.0.0.1',
        database_url: this.configured,
        read_database_url: undefined,
        trust_clock: false,
        trust_proxy: 0,
        public_url: undefined,
        watch_networks: readNetworks(['127.0.0.1']),
        bundled_disputes: this.bundled,
        log_level: 'info',
      },
      defaultDatabase: `file:${this.defaultFile}`,
      open: async (address, access) => createTracker(await openStore(address, { access }), () => this.now),
      serve: async (options) => {
        this.served.push(options);
      },
      assist: async (tracker, how) => {
        this.assisted.push({ database: tracker.store.address, ...how });
      },
      stdin: Readable.from([stdin]),
      stdout,
      stderr,
      user: this.user,
      version: '1.2.3',
    };
    const code = await runCli(environment, args);
    return { code, out: stdout instanceof Capture ? stdout.text : '', err: stderr.text };
  }

  /** Runs a command that must succeed; gives what it printed. */
  async out(...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(args);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
    return out;
  }

  /** Runs a command that must succeed and print JSON. */
  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.out(...args, '--format', 'json')) as T;
  }

  /** Runs a command that must succeed and print CSV; gives its rows by column. */
  async csv(...args: string[]): Promise<Record<string, string>[]> {
    return parse(await this.out(...args, '--format', 'csv'), { columns: true }) as Record<string, string>[];
  }

  /** The ids of the rows that a command answers with. */
  async ids(...args: string[]): Promise<string[]> {
    const { data } = await this.json<{ data: { id: string }[] }>(...args);
    return data.map((row) => row.id);
  }

  /** Makes the default database as the command load makes it, of all that is bundled or of what was announced by a day. */
  async load(asOf?: string): Promise<this> {
    copyFileSync(await bundledFile(asOf), this.defaultFile);
    return this;
  }

  /** The same with the disputes of the examples alone. */
  async loadExamples(asOf?: string): Promise<this> {
    copyFileSync(await examplesFile(asOf), this.defaultFile);
    return this;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
