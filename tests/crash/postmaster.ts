import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../support/postgres-server.ts';
import { Program } from '../support/program.ts';
import { type KillOptions, verify } from './kills.ts';
import { lookUp, Writer } from './writers.ts';

const WRITERS = 4;
/** So long the processes of a killed server take until they notice, and a new one may start. */
const NOTICED = 30_000;

/**
 * Kills the database server again and again, at moments of chance, while writers record through an app server that stays: that one answers
 * with 503 and Retry-After, and finds the server that was started anew. Everything that was acknowledged must be there, once and whole.
 */
export async function killPostmaster(server: PostgresServer, { build, database, token, runs, random, tally }: KillOptions): Promise<void> {
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${1000 + index}`, token));
  const program = new Program(build, database);
  const url = await program.serving;
  for (let run = 1; run <= runs; run++) {
    let isDown = false;
    const over = sleep(random.between(30, 1200)).then(() => {
      isDown = true;
      server.kill();
    });
    await Promise.all([over, ...writers.map((writer) => writer.record(url, tally, () => isDown))]);
    tally.count('kills of the postmaster');
    await startAnew(server);
    await ready(url);
    await lookUp(database, writers, tally);
    for (const writer of writers) await writer.repeat(url, tally);
    for (const writer of writers) for (const one of writer.acknowledged.slice(-1)) await writer.confirm(url, one, tally);
    await lookUp(database, writers, tally);
    if (run % 10 === 0) console.log(`${run} of ${runs} kills …`);
  }
  tally.note('changes looked up on PostgreSQL', writers.flatMap(({ acknowledged }) => acknowledged).length);
  await program.end('SIGTERM');
  await verify(build, database, tally);
}

async function startAnew(server: PostgresServer): Promise<void> {
  const deadline = Date.now() + NOTICED;
  for (;;) {
    try {
      server.start();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

/** Waits until the app server reaches its database again. */
async function ready(url: string): Promise<void> {
  const deadline = Date.now() + NOTICED;
  // A connection that was kept alive may have been closed meanwhile: that is asked once more.
  while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) {
    if (Date.now() > deadline) throw new Error('the app server does not find the database that was started anew');
    await sleep(50);
  }
}
