import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A PostgreSQL server of Debian's package, started by hand: data and socket in a folder for temporary files, 127.0.0.1 and a free port.

const DEBIAN = '/usr/lib/postgresql';

/** Where the programs of PostgreSQL are: PG_BIN, or the newest that Debian installed. Throws if there are none. */
function programs(): string {
  const { PG_BIN } = process.env;
  if (PG_BIN !== undefined) return PG_BIN;
  const newest = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  if (newest === undefined)
    throw new Error('there is no PostgreSQL here: install it (Debian: apt-get install postgresql), or name its programs by PG_BIN');
  return join(DEBIAN, newest, 'bin');
}

/** The server refuses to run as root: then it runs as its own user, or else as nobody. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  return users.get('postgres') ?? users.get('nobody');
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** One server. */
export class PostgresServer {
  readonly folder: string;
  readonly data: string;
  readonly port: number;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.port = port;
  }

  static async #place(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-pg-'));
    const user = owner();
    if (user) chownSync(folder, user.uid, user.gid);
    return new PostgresServer(folder, await freePort());
  }

  /** Makes a new server with these settings beside the usual ones; `start` starts it. */
  static async create(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
    const server = await PostgresServer.#place();
    server.run('initdb', '-D', server.data, '-U', 'tracker', '-A', 'trust', '--no-sync', '-E', 'UTF8');
    server.configure(settings);
    return server;
  }

  /** Makes a standby of a running server, which follows it when it is started. */
  static async follow(primary: PostgresServer, name: string): Promise<PostgresServer> {
    const server = await PostgresServer.#place();
    server.run(
      'pg_basebackup',
      '-D',
      server.data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
      '-d',
      `${primary.url('postgres')}?application_name=${name}`,
    );
    server.configure({});
    return server;
  }

  configure(settings: Readonly<Record<string, string>>): void {
    const all = { listen_addresses: '127.0.0.1', port: String(this.port), unix_socket_directories: this.folder, ...settings };
    const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(this.data, 'postgresql.conf'), lines.join(''));
  }

  run(program: string, ...args: string[]): string {
    return execFileSync(join(programs(), program), args, {
      ...owner(),
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  start(): void {
    // pg_ctl keeps the pipes of whoever started it open in the server, so the server's words go to a file.
    execFileSync(join(programs(), 'pg_ctl'), ['-D', this.data, '-w', '-l', join(this.folder, 'log'), 'start'], {
      ...owner(),
      cwd: this.folder,
      stdio: 'ignore',
    });
  }

  /** `immediate` is as if the machine had lost its power. */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    this.run('pg_ctl', '-D', this.data, '-w', '-m', mode, 'stop');
  }

  /** Kills its first process; the others notice and end by themselves. */
  kill(): void {
    process.kill(Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  }

  promote(): void {
    this.run('pg_ctl', '-D', this.data, '-w', 'promote');
  }

  /** Runs SQL; gives what it answers, a line a row. */
  sql(statement: string, database = 'postgres'): string {
    return this.run('psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statement, this.url(database)).trim();
  }

  url(database: string, user = 'tracker'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Stops it if it runs, and takes all of it away. */
  remove(): void {
    try {
      if (existsSync(join(this.data, 'postmaster.pid'))) this.stop('immediate');
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}

/** Runs a program and waits for its end. Gives its exit code. */
export const ended = (program: string, args: readonly string[], options: SpawnOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
