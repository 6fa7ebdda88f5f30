// Breaks the built program on purpose, and looks at what is left. On SQLite: killed servers, killed imports, a full disk, a foreign lock; on
// PostgreSQL, a quarter as often: killed app servers, a killed database server.
// Usage: npm run test:crash [-- --runs 200 --seed 1 --only kills,imports,disk,lock,app,postmaster]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PostgresServer } from '../support/postgres-server.ts';
import { createToken, runCommand } from '../support/program.ts';
import { Random } from '../support/random.ts';
import { Tally, wholeNumber } from '../support/tally.ts';
import { fillDisk, killImports, lockOut, type Setting } from './hardships.ts';
import { type KillOptions, kill } from './kills.ts';
import { killPostmaster } from './postmaster.ts';

const PARTS = ['kills', 'imports', 'disk', 'lock', 'app', 'postmaster'] as const;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string', default: PARTS.join(',') },
  },
});
const [runs, seed] = [wholeNumber('runs', values.runs), wholeNumber('seed', values.seed, 0)];
const parts = values.only.split(',');
const unknown = parts.find((part) => !(PARTS as readonly string[]).includes(part));
if (unknown !== undefined) {
  console.error(`--only "${unknown}" is no part: use ${PARTS.join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-crash-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
console.log(`seed ${seed}`);
const tally = new Tally();
tally.endBySignal('crash');
const template = join(folder, 'template.db');
const loaded = await runCommand('built', template, 'load');
if (loaded.code !== 0) throw new Error(`the bundled disputes were not loaded: ${loaded.err}`);
const token = await createToken('built', template);
const setting: Setting = { build: 'built', folder, template, token, random: new Random(seed), tally };

const WORK: Record<(typeof PARTS)[number], () => Promise<void>> = {
  kills: () => kill({ ...setting, database: template, runs }),
  imports: () => killImports(setting, { rows: 5000, kills: 5 }),
  disk: () => fillDisk(setting),
  lock: () => lockOut(setting, 3),
  app: () => onPostgres((_server, options) => kill(options)),
  postmaster: () => onPostgres(killPostmaster),
};

/** Does something to a PostgreSQL server of its own, with its own settings: what was acknowledged is on the disk. */
async function onPostgres(work: (server: PostgresServer, options: KillOptions) => Promise<void>): Promise<void> {
  const server = await PostgresServer.create();
  try {
    server.start();
    const database = server.url('postgres');
    const loaded = await runCommand('built', database, 'load');
    if (loaded.code !== 0) throw new Error(`the bundled disputes were not loaded: ${loaded.err}`);
    await work(server, { ...setting, database, token: await createToken('built', database), runs: Math.ceil(runs / 4) });
  } finally {
    server.remove();
  }
}

// The kills come last: they change the file that the others copy.
for (const part of [...PARTS].reverse())
  if (parts.includes(part)) {
    console.log(`${part} …`);
    await WORK[part]().catch((error: Error) => tally.fail(`${part}: ${error.stack}`));
  }
tally.end('crash');
