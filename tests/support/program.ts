import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

// The program as its users run it, in a process of its own that can be killed. The harnesses run what is built; the tests run the sources.

const BUILT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How the program is started: what `npm run build` has made, or the sources as tests/support/bundled-program.mjs has bundled them (without reading threads). */
export type Build = 'built' | 'source';

/** The file to start for the program of the sources, in a run of vitest. */
export function sourceProgram(): string {
  if (process.env.TEST_PROGRAM === undefined) throw new Error('only a run of vitest bundles the sources');
  return process.env.TEST_PROGRAM;
}

function argumentsOf(build: Build): string[] {
  if (build === 'source') return [sourceProgram()];
  if (!existsSync(BUILT)) throw new Error('the program is not built: npm run build');
  return [BUILT];
}

/** A database is a file, or an address of PostgreSQL. */
export const isFile = (database: string): boolean => !database.startsWith('postgres://');
const environmentOf = (database: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DATABASE_URL: isFile(database) ? `file:${database}` : database,
  PORT: '0',
  LOG_LEVEL: 'info',
});

/** What a command printed and with which code it ended; null: it was ended by a signal. */
interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A command that is running: it can be killed, and ends. */
interface Command {
  child: ChildProcess;
  ended: Promise<Ended>;
}

/** Starts a command of the program on a database. */
export function startCommand(build: Build, database: string, ...args: string[]): Command {
  const child = spawn(process.execPath, [...argumentsOf(build), ...args], {
    env: { ...environmentOf(database), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killedWithUs(child);
  const result: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    result.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    result.err += chunk;
  });
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ ...result, code }))) };
}

/** Runs a command to its end. */
export const runCommand = (build: Build, database: string, ...args: string[]): Promise<Ended> =>
  startCommand(build, database, ...args).ended;

/** Makes a token that may write. */
export async function createToken(build: Build, database: string): Promise<string> {
  const { out, err } = await runCommand(build, database, 'token', 'create', 'harness', '--role', 'editor', '--format', 'json');
  const token = /"token": "(td_[\w-]+)"/.exec(out)?.[1];
  if (token === undefined) throw new Error(`there is no token: ${err}`);
  return token;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
function killedWithUs(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** A server of the program. */
export class Program {
  readonly child: ChildProcess;
  /** Where it is reached, once it serves. */
  readonly serving: Promise<string>;
  /** Resolves when its process has ended: by what, and what it said last. */
  readonly gone: Promise<string>;
  /** The lines of its log that tell of errors. */
  readonly errors: string[] = [];

  /** Starts it; `through`: a command that runs it, with its arguments, such as a shell that sets limits. */
  constructor(build: Build, database: string, through: readonly [string, ...string[]] | null = null) {
    const [command, ...args] = [...(through ?? []), process.execPath, ...argumentsOf(build), 'serve'] as [string, ...string[]];
    this.child = spawn(command, args, { env: environmentOf(database), stdio: ['ignore', 'ignore', 'pipe'] });
    killedWithUs(this.child);
    let tail = '';
    this.gone = new Promise((resolve) =>
      this.child.once('exit', (code, signal) => resolve(`the server ended by ${signal ?? code}: ${tail.slice(-2000)}`)),
    );
    this.serving = new Promise((resolve, reject) => {
      void this.gone.then((how) => reject(new Error(how)));
      let line = '';
      this.child.stderr?.on('data', (chunk: Buffer) => {
        tail = (tail + chunk).slice(-4000);
        const lines = (line + chunk).split('\n');
        line = lines.pop() ?? '';
        for (const one of lines) {
          if (one.includes('"level":"error"')) this.errors.push(one);
          const port = /serving http:\/\/localhost:(\d+)/.exec(one)?.[1];
          if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
        }
      });
    });
    // Who kills it while it starts is not told of it twice.
    this.serving.catch(() => undefined);
  }

  /** Ends it, and waits until it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await this.gone;
  }
}

/**
 * What was seen of `/healthz`: how often it was asked, how long it took at most (ms), how often it was not answered by a 200; and how late timers
 * of the asking thread were (ms): on a busy machine that much is nobody's fault.
 */
export interface Health {
  asked: number;
  slowest: number;
  failed: number;
  late: number;
}

/** Asks `/healthz` again and again, from a thread of its own: what the harness computes makes nobody look slow. Gives what ends it. */
export function watchHealth(url: string): () => Promise<Health> {
  const worker = new Worker(new URL('./pulse.mjs', import.meta.url), { workerData: { url } });
  return () =>
    new Promise((resolve, reject) => {
      worker.once('message', (health: Health) => void worker.terminate().then(() => resolve(health)));
      worker.once('error', reject);
      worker.postMessage('end');
    });
}
