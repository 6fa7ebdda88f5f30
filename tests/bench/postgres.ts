import pg from 'pg';
import { openStore } from '../../src/db/open.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { listMeasures, type MeasureQuestion } from '../../src/lookups/measures.ts';
import { createTracker, type Tracker } from '../../src/lookups/tracker.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { fill, syntheticWorld } from './synthetic.ts';

/** How long pages take on a PostgreSQL server with as many measures, as a ratio to the same pages on SQLite: p50, on the wall. */
export async function besidePostgres(lite: Tracker, count: number, question: () => MeasureQuestion, runs: number): Promise<number> {
  // Only while it is filled need nothing outlast a loss of power; reads don't wait for the disk either way.
  const server = await PostgresServer.create({ fsync: 'off', synchronous_commit: 'off', shared_buffers: '512MB' });
  try {
    server.start();
    const store = await openStore(server.url('postgres'));
    try {
      const tracker = createTracker(store);
      await loadDataset(tracker);
      for (const some of syntheticWorld(count)) await fill(tracker, some);
      // As the server does by itself within a minute.
      const admin = new pg.Client({ connectionString: server.url('postgres') });
      await admin.connect();
      await admin.query('vacuum analyze');
      await admin.end();
      const times: { [engine in 'sqlite' | 'postgres']: number[] } = { sqlite: [], postgres: [] };
      // The other has answered as many by now.
      for (let run = 0; run < 2 * runs; run++) await listMeasures(tracker, question(), { limit: 50 });
      for (let run = 0; run < runs; run++) {
        const asked = question();
        for (const [engine, of] of [['sqlite', lite] as const, ['postgres', tracker] as const]) {
          const start = performance.now();
          await listMeasures(of, asked, { limit: 50 });
          times[engine].push(performance.now() - start);
        }
      }
      const median = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] as number;
      return median(times.postgres) / median(times.sqlite);
    } finally {
      await store.close();
    }
  } finally {
    server.remove();
  }
}
