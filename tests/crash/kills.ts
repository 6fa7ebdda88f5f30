import { setTimeout as sleep } from 'node:timers/promises';
import { type Build, Program, runCommand } from '../support/program.ts';
import type { Random } from '../support/random.ts';
import type { Tally } from '../support/tally.ts';
import { lookUp, Writer } from './writers.ts';

export interface KillOptions {
  build: Build;
  /** A database: a file, or an address of PostgreSQL. */
  database: string;
  /** A token of it that may write. */
  token: string;
  runs: number;
  random: Random;
  tally: Tally;
  /** Verify after so many kills; it is verified at the end in any case. */
  verifyEvery?: number;
}

const WRITERS = 4;

/**
 * Kills a server again and again, at moments of chance, while four writers record; now and then while it starts. After each start on the
 * same database everything that was ever acknowledged must be there, once and whole.
 */
export async function kill({ build, database, token, runs, random, tally, verifyEvery = 10 }: KillOptions): Promise<void> {
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`, token));
  for (let run = 1; run <= runs; run++) {
    if (random.percent(10)) {
      const starting = new Program(build, database);
      await sleep(random.below(1500));
      await starting.end('SIGKILL');
      tally.count('kills while starting');
    }
    const program = new Program(build, database);
    const url = await program.serving;
    await afterStart(url);
    const over = sleep(random.between(30, 1200)).then(() => program.end('SIGKILL'));
    await Promise.all([over, ...writers.map((writer) => writer.record(url, tally, () => false))]);
    tally.count('kills');
    if (run % verifyEvery === 0) {
      await verify(build, database, tally);
      console.log(`${run} of ${runs} kills …`);
    }
  }
  const program = new Program(build, database);
  await afterStart(await program.serving);
  await program.end('SIGTERM');
  await verify(build, database, tally);

  async function afterStart(url: string): Promise<void> {
    await lookUp(database, writers, tally);
    await Promise.all(writers.map((writer) => writer.repeat(url, tally)));
    const chosen = writers.flatMap((writer) => writer.acknowledged.slice(-1).map((one) => [writer, one] as const));
    for (const [writer, one] of chosen) await writer.confirm(url, one, tally);
    await lookUp(database, writers, tally);
    tally.note('changes looked up', writers.flatMap(({ acknowledged }) => acknowledged).length);
  }
}

/** Has the program verify a database: hashes, guards, derived rows. */
export async function verify(build: Build, database: string, tally: Tally): Promise<void> {
  const { code, out, err } = await runCommand(build, database, 'verify');
  tally.count('verified');
  if (code !== 0) tally.fail(`verify ended with ${code}: ${out.slice(0, 2000)} ${err.slice(0, 2000)}`);
}
