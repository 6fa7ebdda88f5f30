// How fast the questions and the changes are, as ratios to a floor that is measured beside them, in CPU time of this process; what another
// program does beside it, and what waits for the disk, in time on the wall.
// Usage: npm run bench [-- --measures 100000] [-- --quick] [-- --json FILE] [-- --postgres] [-- --peers]
// --postgres: the same measures in a PostgreSQL server of its own. --peers: other servers, installed from the registry, on the same rows.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { Hono } from 'hono';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { turn } from '../../src/db/store.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { listMeasures, type MeasureQuestion, streamMeasures } from '../../src/lookups/measures.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import type { Wire } from '../../src/server/context.ts';
import { givingAgain } from '../../src/server/kept-answers.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { ofBundled } from './bundled.ts';
import { besidePeers } from './peers.ts';
import { besidePostgres } from './postgres.ts';
import { CHAPTERS, CHUNK, CODES, fill, randomNumbers, subheadingOf, syntheticWorld } from './synthetic.ts';

const { values } = parseArgs({
  options: {
    measures: { type: 'string', default: '100000' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    postgres: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
  },
});
const count = values.quick ? 10_000 : Number(values.measures);
if (!Number.isInteger(count) || count < 1000 || count > 1_000_000) {
  console.error(`--measures "${values.measures}" must be a whole number from 1000 to 1000000`);
  process.exit(2);
}
const runs = values.quick ? 100 : 300;
/** So many changes are timed, after as many that are not: a server has recorded some before. */
const CHANGES = 100;
/** What goes through all rows is done so often. */
const wholes = count > 200_000 ? 1 : 3;

/** One line of the table. `must`: at most (a ratio of times) or at least (a ratio of speeds, or a number a second). */
interface Figure {
  figure: string;
  floor: string;
  value: number;
  must: number | null;
  atMost: boolean;
}
const figures: Figure[] = [];
const note = (figure: string, floor: string, value: number, must: number | null = null, atMost = true): void => {
  figures.push({ figure, floor, value, must, atMost });
  // A long run that is ended early has said so much.
  console.error(`${figure}: ${value.toPrecision(3)}`);
};

const random = randomNumbers(7);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const quantile = (times: number[], part: number): number =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] as number;

/** Milliseconds of CPU that a piece of work takes. */
async function cpu(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The times of so many runs, after as many that are not timed, as a server has answered some before. */
async function times(work: () => unknown, often = runs): Promise<number[]> {
  for (let run = 0; run < often; run++) await work();
  const all: number[] = [];
  for (let run = 0; run < often; run++) all.push(await cpu(work));
  return all;
}

const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-bench-'));
const file = join(folder, 'bench.db');
const store = await openSqlite(file);
const tracker = createTracker(store);

try {
  await loadDataset(tracker);
  const raw = new Database(file, { readonly: true });
  const entries = (): number => raw.prepare<[], number>('select count(*) from ledger').pluck().get() as number;
  const before = entries();
  const wall = performance.now();
  let bulk = 0;
  let filled = 0;
  const byKey = raw.prepare('select * from measures where id = ?');
  const fifty = (): void => {
    for (let row = 0; row < 50; row++) byKey.get(`synthetic-${String(Math.floor(random() * filled)).padStart(7, '0')}`);
  };
  const ROWS = '50 rows by key';

  const day = (): string => `${2010 + Math.floor(random() * 16)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`;
  const code = (): string => subheadingOf(pick(CHAPTERS), random);
  const page = (question: () => MeasureQuestion) => times(() => listMeasures(tracker, question(), { limit: 50 }));
  const one = (): MeasureQuestion =>
    pick<() => MeasureQuestion>([
      () => ({ imposed_by: pick(CODES), on: day() }),
      () => ({ affected: pick(CODES), on: day() }),
      () => ({ product: code().slice(0, 2), on: day() }),
      () => ({ type: ['import_ban'], on: day() }),
    ])();

  /** A page of fifty beside its floor, in the middle and at the end. */
  const pageBesideFloor = async () => {
    const floor = await times(fifty);
    const single = await page(one);
    const at = (part: number) => ({ floor: quantile(floor, part), ratio: quantile(single, part) / quantile(floor, part) });
    return { median: at(0.5), last: at(0.99) };
  };

  let small: number | undefined;
  for (const some of syntheticWorld(count)) {
    bulk += await cpu(() => fill(tracker, some));
    filled += some.length;
    if (filled === CHUNK && count > CHUNK) small = (await pageBesideFloor()).median.ratio;
  }
  const seconds = (performance.now() - wall) / 1000;
  console.log(`${count} measures, ${entries() - before} entries, recorded in ${seconds.toFixed(0)} s`);
  note('bulk: entries a CPU second', 'none', (entries() - before) / (bulk / 1000), 10_000, false);

  const { median, last } = await pageBesideFloor();
  const [floorMedian, floorLast] = [median.floor, last.floor];
  note('page of 50, one filter, p50', `${ROWS}, p50`, median.ratio, 2);
  note('page of 50, one filter, p99', `${ROWS}, p99`, last.ratio, 4);
  if (small !== undefined) note('its growth, p50', `at ${CHUNK} measures`, median.ratio / small, 1.5);
  const both = await page(() => ({ ...pick([{ imposed_by: pick(CODES) }, { affected: pick(CODES) }]), product: code(), on: day() }));
  note('two filters with a product, p99', `${ROWS}, p99`, quantile(both, 0.99) / floorLast, 20);
  const pair = await page(() => ({ imposed_by: pick(CODES), affected: pick(CODES), on: day() }));
  note('two filters, p50', `${ROWS}, p50`, quantile(pair, 0.5) / floorMedian);
  const today = new Date().toISOString().slice(0, 10);
  const now = await page(() => ({ imposed_by: pick(CODES), on: today }));
  const announced = await page(() => ({ imposed_by: pick(CODES), on: today, announced_by: '2013-01-01' }));
  note('announced_by long before on, p50', 'without', quantile(announced, 0.5) / quantile(now, 0.5), 3);
  const known = raw
    .prepare<[], string>('select recorded_at from ledger order by seq limit 1 offset (select count(*) / 3 from ledger)')
    .pluck()
    .get();
  const early = await page(() => ({ imposed_by: pick(CODES), on: today, known_at: known as string }));
  note('known_at long before now, p50', 'without', quantile(early, 0.5) / quantile(now, 0.5), 3);

  const constant = new Hono().get('/', (c) => c.json({ data: 'x'.repeat(20_000) }));
  const app = createApp(tracker);
  const fetch = givingAgain<{ wire: Partial<Wire> }>(tracker, (request, { wire }) => app.fetch(request, wire));
  const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await fetch(new Request(`http://localhost${path}`, { headers }), { wire: {} });
    await answer.arrayBuffer();
    return answer;
  };
  const hono = quantile(await times(async () => (await constant.request('/')).arrayBuffer()), 0.5);
  const CONSTANT = 'a constant of Hono, speed';
  const tag = (await ask('/bans.json?imposed_by=CN')).headers.get('etag') as string;
  const unchanged = quantile(await times(() => ask('/bans.json?imposed_by=CN', { 'if-none-match': tag })), 0.5);
  note('304', CONSTANT, hono / unchanged, 0.3, false);
  note('page of JSON, repeated', CONSTANT, hono / quantile(await times(() => ask('/bans.json?imposed_by=CN')), 0.5), 0.25, false);
  const fresh = await times(() => ask(`/bans.json?imposed_by=${pick(CODES)}&on=${day()}`));
  note('page of JSON, new', CONSTANT, hono / quantile(fresh, 0.5), 0.05, false);

  const joined = `select m.*, p.*, c.seq as coverage, r.seq as rates from status_periods p join measures m on m.id = p.measure_id
     left join statement_periods c on c.measure_id = m.id and c.kind = 'coverage'
     left join statement_periods r on r.measure_id = m.id and r.kind = 'rate_table'
     where p.announced_to = '9999-12-31' and p.starts_on <= '${today}' and p.ends_on > '${today}' order by p.begins_on desc`;
  const plain = raw.prepare(joined);
  const bareRows = (): void => {
    for (const _row of plain.iterate());
  };
  const bare = quantile(await times(bareRows, wholes), 0.5);
  const stream = await times(async () => {
    for await (const _rows of (await streamMeasures(tracker, { status: 'all' })).batches);
  }, wholes);
  note('all rows, as a CSV reads them', 'the bare rows of one query, one by one', quantile(stream, 0.5) / bare);

  const wallOf = async (work: () => unknown, often: number, before = 0): Promise<number> => {
    for (let run = 0; run < before; run++) await work();
    const all: number[] = [];
    for (let run = 0; run < often; run++) {
      const start = performance.now();
      await work();
      all.push(performance.now() - start);
    }
    return quantile(all, 0.5);
  };
  const beginnings: number[] = [];
  const csv = await wallOf(async () => {
    const start = performance.now();
    const reader = (await app.request('/measures.csv')).body?.getReader();
    if (!(await reader?.read())?.done) beginnings.push(performance.now() - start);
    while (!(await reader?.read())?.done);
  }, wholes);
  note('the first bytes of a CSV of all rows, ms', 'none', quantile(beginnings, 0.5), 50);
  const lookups = async (isOver: () => boolean): Promise<number> => {
    const all: number[] = [];
    while (!isOver()) {
      const start = performance.now();
      await listMeasures(tracker, one(), { limit: 50 });
      all.push(performance.now() - start);
      await turn();
    }
    return quantile(all, 0.99);
  };
  let asked = 0;
  const idle = await lookups(() => asked++ >= runs);
  let isRead = false;
  const reading = Promise.resolve(app.request('/measures.csv'))
    .then((answer) => answer.text())
    .then(() => {
      isRead = true;
    });
  note('lookups while a CSV is read, one thread, p99', 'without', (await lookups(() => isRead)) / idle, 3);
  await reading;
  const shell = (query: string) => spawnSync('sqlite3', ['-csv', file, query], { maxBuffer: 2 ** 32 });
  if (shell('select 1').status === 0)
    note('CSV of all rows, wall, speed', 'sqlite3 -csv, the same tables', (await wallOf(() => shell(joined), wholes)) / csv, 1, false);
  const command = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
  if (existsSync(command)) {
    const bundled = join(folder, 'bundled.db');
    const run = (...args: string[]) => spawnSync('node', args, { env: { ...process.env, DATABASE_URL: `file:${bundled}` } });
    run(command, 'load');
    note(
      'command on the bundled data, wall',
      'node -e 0',
      (await wallOf(() => run(command, 'bans'), 9)) / (await wallOf(() => run('-e', '0'), 9)),
      4,
    );
    for (const [figure, value] of await ofBundled(bundled, cpu)) note(`bundled data: ${figure}, p50, ms`, 'none', value);
  }

  const bench = new Database(join(folder, 'floor.db'));
  bench.pragma('journal_mode = WAL');
  bench.pragma('synchronous = FULL');
  bench.exec('create table t (id integer primary key, a text, b text); create index t_a on t (a)');
  const insert = bench.prepare('insert into t (a, b) values (?, ?)');
  const bareInsert = await wallOf(() => insert.run(String(random()), 'b'), CHANGES, CHANGES);
  const { data } = await listMeasures(tracker, { imposed_by: 'CN', on: '2039-12-31' }, { limit: 4 * CHANGES });
  const inForce = data.filter(({ id }) => id.startsWith('synthetic-'));
  const half = Math.min(CHANGES, Math.floor(inForce.length / 2));
  let changed = 0;
  const change = await wallOf(
    () => {
      const body = StatusChangeBody.parse({ status: 'superseded', effective_on: '2040-01-01', unsourced: true });
      return recordStatusChanges(tracker, { actor: 'benchmark' }, inForce[changed++]?.id as string, [body]);
    },
    half,
    half,
  );
  note('one change, FULL, wall, speed', 'a bare insert with one index, FULL', bareInsert / change, 0.4, false);
  bench.close();

  if (values.postgres)
    note('page on PostgreSQL, p50, wall', 'on SQLite', await besidePostgres(tracker, Math.min(count, 100_000), one, runs), 4);
  if (values.peers)
    for (const [peer, ratio, must] of await besidePeers(tracker, file)) note('page repeated, speed', peer, ratio, must, false);
  raw.close();
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const reached = ({ value, must, atMost }: Figure): string =>
  must === null ? '' : (atMost ? value <= must : value >= must) ? 'reached' : 'not reached';
const bound = ({ must, atMost }: Figure): string => (must === null ? '' : `${atMost ? '≤' : '≥'} ${must}`);
const table = [
  ['figure', 'floor', 'measured', 'must', ''],
  ['---', '---', '---', '---', '---'],
  ...figures.map((one) => [one.figure, one.floor, rounded(one.value), bound(one), reached(one)]),
];
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
console.log(`\n${count} measures; ${machine}\n`);
for (const row of table) console.log(`| ${row.join(' | ')} |`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ measures: count, machine, figures }, null, 2)}\n`);
