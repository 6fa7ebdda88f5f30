import { viewAt } from '../tracker/tracker.ts';
import type { App, Services } from './context.ts';
import { reasonOf } from './errors.ts';

/** Whether the process is alive, and whether it can answer: a database that can't be read makes the second a 503. */
export function mountHealth(app: App, { tracker, log }: Services): void {
  app.get('/healthz', (c) => c.json({ status: 'alive' }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/readyz', async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      await tracker.store.read((connection) => viewAt(tracker, connection, {}));
    } catch (error) {
      log.error('not ready', { request_id: c.get('requestId'), error: reasonOf(error) });
      return c.json({ status: 'not ready' }, 503, { 'Retry-After': '2' });
    }
    return c.json({ status: 'ready' });
  });
}
