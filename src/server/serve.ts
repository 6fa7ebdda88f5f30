import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { asksInBody, onlyReads } from './address.ts';
import { MCP } from './assistants/mount.ts';
import type { App, Log } from './context.ts';
import { type Fetch, givingAgain } from './kept-answers.ts';
import { type Readers, tookTooLong } from './readers.ts';
import { type Exchange, Traffic } from './traffic.ts';

interface ServeOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Log;
  /** Threads that answer questions; without them the process does it itself. */
  readers?: Readers | undefined;
  /** So many milliseconds a question that the process answers itself may take until its answer begins; as long as it takes unless given. */
  budget?: number | undefined;
  /** What was asked before is answered as it was while nothing is recorded in this one; without it all is worked out anew. */
  tracker?: Tracker;
  /** Follows the requests: who reads the metrics needs it too. */
  traffic?: Traffic;
  /** So many milliseconds may requests that were accepted take when it is told to stop. */
  grace?: number;
}

/** A server that is running. */
export interface Serving {
  /** Where it is reached: http://localhost:3000 */
  url: string;
  port: number;
  /** Stops it as a signal does: once what was accepted is answered, or the grace is over. Asked again, it stops at once. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, by `stop` or by SIGINT or SIGTERM; the database can be closed then. */
  stopped: Promise<void>;
}

const GRACE = 10_000;

/** Serves an app. Rejects if the address can't be taken. */
export async function serve(app: App, options: ServeOptions): Promise<Serving> {
  const { host, port, log, tracker, grace = GRACE, traffic = new Traffic({ log, proxies: 0 }) } = options;
  const work: Fetch<Exchange> = (request, exchange) => answer(app, options, request, exchange);
  const fetch = tracker ? givingAgain(tracker, work) : work;
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) =>
      framed(await fetch(request, traffic.of(incoming as IncomingMessage)), incoming as IncomingMessage),
    hostname: host,
  }) as Server;
  const stopper = createStopper(server, traffic, log, grace);
  // Before the app has it: what was accepted is finished.
  server.prependListener('request', stopper.accept);
  server.on('connection', stopper.connect);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  server.on('error', (error) => log.error('the server failed', { error: error.message }));

  const { port: taken } = server.address() as AddressInfo;
  let done = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    done = resolve;
  });
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    if (stopping) stopper.end('it was told so twice');
    stopping ??= stopper.close().then(() => {
      // From here on a signal ends the process, whatever it is doing.
      for (const signal of SIGNALS) process.off(signal, stop);
      done();
    });
    return stopping;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { url: `http://${reachable(host)}:${taken}`, port: taken, stop, stopped };
}

/**
 * Sees whether an address can be taken, and leaves it: for who has long work to do before it serves. Rejects as `serve` does. A free port (0)
 * is always there.
 */
export async function seeFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Why an address can't be taken, and what to do. */
function cannotListen(error: Error, host: string, port: number): Error {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is taken by another program: end that one, or take another port: PORT=${port === 65535 ? 3000 : port + 1} npm start, or trade-disputes serve --port ${port === 65535 ? 3000 : port + 1}`,
    EACCES: `port ${port} of ${host} may not be taken by this user: take one from 1024 on, such as PORT=3000`,
    EADDRNOTAVAIL: `${host} is no address of this machine: HOST must be one, such as 127.0.0.1 or 0.0.0.0`,
    ENOTFOUND: `${host} is no host that can be found: HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0`,
  };
  const known = why[(error as NodeJS.ErrnoException).code ?? ''];
  return known === undefined ? error : new TrackerError('unavailable', known);
}

/** An answer that ends with a trailer is sent in chunks, however short it is: only they can carry one. HTTP/1.0 has neither. */
function framed(answer: Response, { httpVersion }: IncomingMessage): Response {
  if (answer.headers.has('Trailer')) {
    if (httpVersion === '1.0') answer.headers.delete('Trailer');
    else answer.headers.set('Transfer-Encoding', 'chunked');
  }
  return answer;
}

/**
 * What the process answers by itself: whether it is alive and how it does, whatever the threads are doing; and a proposal, since what it would
 * do now is found by doing it and taking it back, which a thread that only reads can't.
 */
const OWN = /^\/(?:healthz|readyz|metrics|proposals\/[^/]+)$/;

/** Has a question answered by a thread if there is one; what records is done here. */
async function answer(app: App, { readers, budget, log }: ServeOptions, request: Request, exchange: Exchange): Promise<Response> {
  const { method, path, wire } = exchange;
  // The app tells it in its own words; nothing else of such a request can be read.
  if (!URL.canParse(request.url)) wire.refused = invalid('Host', `the Host "${request.headers.get('host')}" is no host of an address`);
  // An assistant that brings a token may propose.
  const isSent = method === 'POST' && (asksInBody(path) || (path === MCP && !request.headers.has('authorization')));
  const isQuestion = onlyReads(method) || isSent;
  if (wire.refused || !isQuestion) return app.fetch(request, wire);
  try {
    if (readers?.isReady && !OWN.test(path)) {
      exchange.by = 'thread';
      return await readers.fetch(request, wire);
    }
    const answering = app.fetch(request, wire);
    if (budget === undefined) return await answering;
    return await within(budget, answering, () =>
      tookTooLong({ requestId: wire.requestId, url: request.url }, { budget, log, elseWhy: ', or the database server does not answer' }),
    );
  } catch (error) {
    // Nobody reads it.
    if (request.signal.aborted) return new Response(null);
    exchange.by = 'process';
    wire.refused = error as Error;
    return app.fetch(request, wire);
  }
}

/** An answer that begins within the budget. Rejects with what `tooLong` gives otherwise: what waits for a database server may wait for ever. */
async function within(budget: number, answer: Response | Promise<Response>, tooLong: () => Error): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(tooLong()), budget);
  });
  return Promise.race([answer, over]).finally(() => clearTimeout(timer));
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** An address that a browser can open: one that means all interfaces is reached as localhost. */
function reachable(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** So many requests that were cut off are named in the log. */
const NAMED = 50;

/** Ends a server gently: it takes no more connections, and ends each one when the requests on it are answered. */
function createStopper(server: Server, traffic: Traffic, log: Log, grace: number) {
  const sockets = new Set<Socket>();
  let isStopping = false;

  /** Ends the connections on which nothing goes on: kept alive, silent, or with a request that has not come whole. */
  function sweep(): void {
    const busy = new Set([...traffic.open].map(({ socket }) => socket));
    // What was written is sent before.
    for (const socket of sockets) if (!busy.has(socket)) socket.destroySoon();
  }

  /** Ends everything now, and says what that cuts off. */
  function end(why: string): void {
    const cut = [...traffic.open].map(({ wire, method, path }) => ({ request_id: wire.requestId, method, path }));
    if (cut.length > 0)
      log.error(`stopping cut off ${cut.length === 1 ? 'a request' : `${cut.length} requests`}: ${why}`, { cut_off: cut.slice(0, NAMED) });
    for (const socket of sockets) socket.destroy();
  }

  return {
    end,
    connect: (socket: Socket): void => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    },
    accept: (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      // Who comes on a connection that is about to end is told so.
      if (isStopping) outgoing.shouldKeepAlive = false;
      traffic.follow(incoming, outgoing, () => isStopping && sweep());
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        isStopping = true;
        const timer = setTimeout(() => end(`not answered within ${grace / 1000} seconds`), grace);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        sweep();
      }),
  };
}
