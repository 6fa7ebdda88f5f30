import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { streamMeasures } from '../../src/lookups/measures.ts';
import type { Tracker } from '../../src/lookups/tracker.ts';
import { Program } from '../support/program.ts';

// Servers that give the rows of a table as JSON, without anything to decide: the same rows, flat, and the same filter.

/** What is installed, for each run anew. Soul's own release of better-sqlite3 doesn't build on newer Nodes; it needs bcrypt only for passwords. */
const PEERS = {
  private: true,
  dependencies: { 'soul-cli': '^0.8.2', 'json-server': '^0.17.4' },
  overrides: { 'better-sqlite3': '^12.11.1', bcrypt: 'npm:bcryptjs@^2.4.3' },
  allowScripts: { 'better-sqlite3': true },
};
const FILTER = 'CN';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** So many connections ask at once. */
const ASKING = 8;

/** Answers a second of one address, asked again and again by several at once, once it gives as many rows as it should. */
async function speedOf(address: string, rowsIn: (body: never) => readonly unknown[]): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const rows = await fetch(address)
      .then(async (answer) => rowsIn((await answer.json()) as never))
      .catch(() => []);
    if (rows?.length === 50) break;
    if (attempt === 120) throw new Error(`${address} does not give 50 rows`);
    await sleep(500);
  }
  // A client that costs little: what is measured is who answers.
  const agent = new Agent({ keepAlive: true, maxSockets: ASKING });
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(address, { agent }, (answer) => answer.on('error', reject).on('end', resolve).resume()).on('error', reject);
    });
  let asked = 0;
  const askUntil = async (end: number): Promise<void> => {
    for (; performance.now() < end; asked++) await ask();
  };
  const askFor = (ms: number) => Promise.all(Array.from({ length: ASKING }, () => askUntil(performance.now() + ms)));
  await askFor(1000);
  asked = 0;
  const start = performance.now();
  await askFor(5000);
  agent.destroy();
  return asked / ((performance.now() - start) / 1000);
}

/** How many times faster than each of two others the built program gives a page of fifty that it gave before. */
export async function besidePeers(tracker: Tracker, file: string): Promise<[peer: string, ratio: number, must: number][]> {
  const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-peers-'));
  const running: ChildProcess[] = [];
  const program = new Program('built', file);
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(PEERS));
    const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the other servers could not be installed: ${stderr}`);

    const flat = new Database(join(folder, 'flat.db'));
    const rows: Record<string, unknown>[] = [];
    for await (const batch of (await streamMeasures(tracker, { status: 'all' })).batches)
      for (const row of batch)
        rows.push(
          Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === 'object' ? JSON.stringify(cell) : cell])),
        );
    const columns = Object.keys(rows[0] as object);
    flat.exec(`create table measures (${columns.map((name) => `"${name}"`).join(', ')}); create index by_imposer on measures (imposed_by)`);
    const insert = flat.prepare(`insert into measures values (${columns.map((name) => `@${name}`).join(', ')})`);
    flat.transaction(() => {
      for (const row of rows) insert.run(row);
    })();
    flat.close();
    writeFileSync(join(folder, 'flat.json'), JSON.stringify({ measures: rows }));
    rows.length = 0;

    const start = (name: string, ...args: string[]): void => {
      running.push(spawn(join(folder, 'node_modules/.bin', name), args, { cwd: folder, stdio: 'ignore' }));
    };
    const [soul, json] = [await freePort(), await freePort()];
    start('soul', '-d', 'flat.db', '-p', String(soul));
    start('json-server', '--port', String(json), '--quiet', 'flat.json');
    const data = ({ data }: { data: unknown[] }): unknown[] => data;
    const own = await speedOf(`${await program.serving}/measures.json?imposed_by=${FILTER}&status=all&limit=50`, data);
    const ofSoul = await speedOf(`http://127.0.0.1:${soul}/api/tables/measures/rows?_filters=imposed_by:${FILTER}&_limit=50`, data);
    const ofJson = await speedOf(`http://127.0.0.1:${json}/measures?imposed_by=${FILTER}&_limit=50`, (all: unknown[]) => all);
    console.log(`a second: ${[own, ofSoul, ofJson].map(Math.round).join(', ')}`);
    return [
      ['soul-cli, the same rows flat', own / ofSoul, 2],
      ['json-server, the same rows flat', own / ofJson, 60],
    ];
  } finally {
    for (const child of running) child.kill();
    await program.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
