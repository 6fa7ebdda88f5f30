// How fast the questions are, as ratios to a floor: reading fifty rows by key through better-sqlite3 alone.
// Usage: npm run bench [-- --measures 10000]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { readChapters } from '../../src/dataset/read.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { listMeasures, type MeasureQuestion, streamMeasures } from '../../src/lookups/measures.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { createApp } from '../../src/server/app.ts';
import { fill, syntheticMeasures } from './synthetic.ts';

const { values } = parseArgs({ options: { measures: { type: 'string', default: '10000' } } });
const count = Number(values.measures);
if (!Number.isInteger(count) || count < 100 || count > 1_000_000) {
  console.error(`--measures "${values.measures}" must be a whole number from 100 to 1000000`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-bench-'));
const file = join(folder, 'bench.db');
const store = await openSqlite(file);
const tracker = createTracker(store);

async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function median(runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] as number;
}

try {
  await loadDataset(tracker);
  const measures = syntheticMeasures(count);
  const start = performance.now();
  await fill(tracker, measures);
  const seconds = (performance.now() - start) / 1000;
  console.log(`recorded ${count} measures in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} a second`);

  const raw = new Database(file, { readonly: true });
  const ids = measures.slice(0, 50).map((measure) => measure.id);
  const byKey = raw.prepare('select * from measures m join status_periods p on p.measure_id = m.id where m.id = ?');
  const floor = await median(200, () => {
    for (const id of ids) byKey.all(id);
  });
  console.log(`floor: fifty rows by key ${floor.toFixed(3)} ms`);

  const today = new Date().toISOString().slice(0, 10);
  const questions: Record<string, MeasureQuestion> = {
    'active bans': { kind: 'ban' },
    'active bans on a day of 2015': { kind: 'ban', on: '2015-06-01' },
    'imposed by CN on JP': { imposed_by: 'CN', affected: 'JP' },
    'a product hit in the EU': { product: '870380', affected: 'DE', on: '2020-01-01' },
    'everything on Namibia': { affected: 'NA', status: 'all' },
  };
  for (const [name, question] of Object.entries(questions)) {
    const time = await median(50, () => listMeasures(tracker, question, { limit: 50 }));
    // Of a day by which all had been announced, so that both find the same.
    const announced = await median(50, () => listMeasures(tracker, { on: today, ...question, announced_by: today }, { limit: 50 }));
    const ratio = `${(announced / time).toFixed(2)} × that as announced by a day`;
    console.log(`${name}: a page in ${time.toFixed(2)} ms, ${(time / floor).toFixed(1)} × the floor; ${ratio}`);
  }

  const app = createApp(tracker, { productNames: readChapters() });
  for (const path of ['/bans', '/tariffs?affected=JP', '/disputes', '/status-changes']) {
    const ask = async (accept: string): Promise<void> => {
      const answer = await app.request(path, { headers: { accept } });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} as ${accept}: ${answer.status}`);
    };
    // The first page after a change counts its filters anew; those after it know the counts.
    const first = await once(() => ask('text/html'));
    const json = await median(50, () => ask('application/json'));
    const page = await median(50, () => ask('text/html'));
    console.log(
      `${path}: JSON ${json.toFixed(2)} ms, page ${page.toFixed(2)} ms, ${(page / json).toFixed(1)} × (the first after a change ${first.toFixed(1)} ms)`,
    );
  }
  const home = await median(20, async () => (await app.request('/', { headers: { accept: 'text/html' } })).arrayBuffer());
  console.log(`home: ${home.toFixed(1)} ms`);

  const plain = await median(3, () =>
    raw.prepare('select * from measures m join status_periods p on p.measure_id = m.id order by p.starts_on desc').all(),
  );
  const stream = await median(3, async () => {
    for await (const _rows of (await streamMeasures(tracker, { status: 'all' })).batches);
  });
  console.log(`all rows, as an export reads them: ${stream.toFixed(0)} ms, ${(stream / plain).toFixed(1)} × reading the bare rows`);
  raw.close();
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
