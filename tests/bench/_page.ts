import Database from 'better-sqlite3';
import { openSqlite } from '../../src/db/sqlite.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { listMeasures, streamMeasures } from '../../src/lookups/measures.ts';
import { createApp } from '../../src/server/app.ts';
import { readChapters } from '../../src/dataset/read.ts';
const file = process.argv[2]!;
const only = process.argv[3];
const t0 = performance.now();
const store = openSqlite(file); const tracker = createTracker(store);
console.log('open', (performance.now()-t0).toFixed(1));
const raw = new Database(file, { readonly: true });
const n = raw.prepare("select count(*) from measures").pluck().get() as number;
let seed = 7; const rnd = () => (seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296;
const q = (t: number[], p: number) => t.sort((a,b)=>a-b)[Math.min(t.length-1, Math.floor(t.length*p))]!;
const cpu = async (f: () => unknown) => { const s = process.cpuUsage(); await f(); const u = process.cpuUsage(s); return (u.user+u.system)/1000; };
const byKey = raw.prepare('select * from measures where id = ?');
const CODES = ['US', 'CN', 'IN', 'BR', 'RU', 'EU', 'GB', 'JP', 'KR', 'CA', 'MX', 'AU', 'TR', 'ZA', 'ID', 'VN', 'NA', 'NO', 'CH', 'AR'];
const pick = () => CODES[Math.floor(rnd()*CODES.length)]!;
const day = () => `${2010+Math.floor(rnd()*16)}-0${1+Math.floor(rnd()*9)}-1${Math.floor(rnd()*10)}`;
const code = () => String(1+Math.floor(rnd()*97)).padStart(2,'0') + Math.floor(rnd()*10000).toString().padStart(4,'0');
const qs: Record<string, () => any> = {
  none: () => ({ on: day() }),
  kind: () => ({ kind: 'ban', on: day() }),
  imposer: () => ({ imposed_by: pick(), on: day() }),
  partner: () => ({ affected: pick(), on: day() }),
  chapter: () => ({ product: code().slice(0,2), on: day() }),
  product: () => ({ product: code(), on: day() }),
  'imposer+product': () => ({ imposed_by: pick(), product: code(), on: day() }),
  'partner+product': () => ({ affected: pick(), product: code(), on: day() }),
  'imposer+partner': () => ({ imposed_by: pick(), affected: pick(), on: day() }),
  'known early': () => ({ known_at: (process.argv[4] ?? '2026-11-25T21:27:00Z'), on: day(), imposed_by: pick() }),
  'announced early': () => ({ announced_by: '2012-01-01', on: '2026-01-01', imposed_by: pick() }),
};
const RUNS = Number(process.env.RUNS ?? 200);
const floor: number[] = [];
const fl = async () => floor.push(await cpu(() => { for (let j=0;j<50;j++) byKey.get(`synthetic-${String(Math.floor(rnd()*(n-500))).padStart(7,'0')}`); }));
for (let i=0;i<300;i++) await fl();
console.log('floor p50', q(floor,.5).toFixed(3), 'p99', q(floor,.99).toFixed(3));
for (const [name, make] of Object.entries(qs)) {
  if (only && only !== 'all' && !name.includes(only)) continue;
  const t: number[] = []; let rows = 0;
  for (let i=0;i<RUNS;i++) { const question = make(); t.push(await cpu(async () => { rows += (await listMeasures(tracker, question, { limit: 50 })).data.length; })); }
  console.log(name.padEnd(18), 'p50', q(t,.5).toFixed(2), 'p99', q(t,.99).toFixed(2), 'x', (q(t,.5)/q(floor,.5)).toFixed(1), 'p99x', (q(t,.99)/q(floor,.99)).toFixed(1), 'rows', (rows/RUNS).toFixed(1));
}
await store.close();
