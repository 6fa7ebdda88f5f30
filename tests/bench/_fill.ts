import { openSqlite } from '../../src/db/sqlite.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { fill, syntheticMeasures } from './synthetic.ts';
const [file, n] = [process.argv[2]!, Number(process.argv[3])];
const store = openSqlite(file); const tracker = createTracker(store);
await loadDataset(tracker);
const all = syntheticMeasures(n);
const t0 = performance.now();
for (let at = 0; at < n; at += 50000) {
  const s = performance.now(); const c = process.cpuUsage();
  await fill(tracker, all.slice(at, at + 50000));
  const u = process.cpuUsage(c);
  console.log(at, ((performance.now()-s)/1000).toFixed(1),'s cpu',((u.user+u.system)/1e6).toFixed(1), 'rss', Math.round(process.memoryUsage().rss/1e6));
}
console.log('total', (performance.now()-t0)/1000);
await store.close();
