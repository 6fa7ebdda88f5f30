import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { App, Log } from './context.ts';
import type { Readers } from './readers.ts';

export interface ServeOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Log;
  /** Threads that answer questions; without them the process does it itself. */
  readers?: Readers | undefined;
}

/** A server that is running. */
export interface Serving {
  /** Where it is reached: http://localhost:3000 */
  url: string;
  port: number;
  /** Stops it as a signal does: within a second. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, by `stop` or by SIGINT or SIGTERM; the database can be closed then. */
  stopped: Promise<void>;
}

const GRACE = 800;
const SWEEP = 50;

/** Serves an app. Rejects if the address can't be taken. */
export async function serve(app: App, { host, port, log, readers }: ServeOptions): Promise<Serving> {
  const server = createAdaptorServer({ fetch: (request) => answer(app, readers, request), hostname: host }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error('the server failed', { error: error.message }));

  const { port: taken } = server.address() as AddressInfo;
  let stopping: Promise<void> | undefined;
  let done = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    done = resolve;
  });
  const stop = (): Promise<void> => {
    stopping ??= closeGently(server).then(() => {
      for (const signal of SIGNALS) process.off(signal, stop);
      done();
    });
    return stopping;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { url: `http://${reachable(host)}:${taken}`, port: taken, stop, stopped };
}

/** What the process answers by itself, whatever the threads are doing: whether it is alive. */
const OWN = ['/healthz', '/readyz'];

/** Has a question answered by a thread if there is one; what records is done here. */
async function answer(app: App, readers: Readers | undefined, request: Request): Promise<Response> {
  const isQuestion = request.method === 'GET' || request.method === 'HEAD';
  if (!isQuestion || !readers?.isReady || OWN.includes(new URL(request.url).pathname)) return app.fetch(request, {});
  try {
    return await readers.fetch(request);
  } catch (error) {
    // Nobody reads it.
    if (request.signal.aborted) return new Response(null);
    return app.fetch(request, { refused: error as Error });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** An address that a browser can open: one that means all interfaces is reached as localhost. */
function reachable(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Takes no more connections, lets running requests finish for a moment, then ends what is left. */
function closeGently(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // close() would wait for kept-alive connections on which nothing is going on.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
    const end = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(end);
      resolve();
    });
    server.closeIdleConnections();
  });
}
