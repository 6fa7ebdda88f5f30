import { parentPort, workerData } from 'node:worker_threads';
import type { LogLevel } from './config.ts';

// Wiring of a thread that answers questions, as wiring.ts is that of the process.

/** What the thread is given. */
export interface ReaderData {
  /** Where its answers are read from: never written here. */
  database: string;
  read_only: boolean;
  log_level: LogLevel;
  release: string;
}

const [{ openStore }, { createTracker }, { createApp }, { createLog }, { answerRequests }] = await Promise.all([
  import('./db/open.ts'),
  import('./lookups/tracker.ts'),
  import('./server/app.ts'),
  import('./server/context.ts'),
  import('./server/reader.ts'),
]);

if (parentPort) {
  const { database, read_only: readOnly, log_level, release } = workerData as ReaderData;
  const tracker = createTracker(await openStore(database, { access: 'read' }));
  answerRequests(parentPort, createApp(tracker, { log: createLog(log_level), release, readOnly }));
}
