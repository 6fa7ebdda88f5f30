import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onlyReads } from './address.ts';
import { type Log, NO_ROUTE, type Wire } from './context.ts';
import type { AnsweredRequest } from './metrics.ts';

// What comes and goes on the wire: every request is one line in the log, and counted once, when its answer is sent or cut off. It is done
// where requests come in, so it does not matter which thread answers.

/** The name of a request: the client's, if that is one; else a new one. */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w=-]{1,255}$/.test(given) ? given : randomUUID();

/** A request that was accepted. */
export interface Exchange {
  wire: Partial<Wire> & { requestId: string };
  method: string;
  path: string;
  query: string;
  /** Who answers it. */
  by: 'thread' | 'process';
  socket: Socket;
}

interface TrafficOptions {
  log: Log;
  /** So many proxies stand in front, each of which adds whom it heard to X-Forwarded-For. */
  proxies: number;
}

/** Follows the requests of a server. */
export class Traffic {
  /** Those whose answers are not sent yet. */
  readonly open = new Set<Exchange>();
  /** Is told of every answer that was sent or cut off. */
  onAnswered: (request: AnsweredRequest) => void = () => undefined;
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>();
  readonly #options: TrafficOptions;

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /** What is known of a request. */
  of(incoming: IncomingMessage): Exchange {
    return this.#exchanges.get(incoming) ?? this.accept(incoming);
  }

  /** Follows a request until its answer is sent; then `onEnd` is told. */
  follow(incoming: IncomingMessage, outgoing: ServerResponse, onEnd: (exchange: Exchange) => void): void {
    const exchange = this.accept(incoming);
    exchange.wire.trailer = (name, value) => outgoing.addTrailers({ [name]: value });
    const [begun, sentBefore] = [performance.now(), exchange.socket.bytesWritten];
    this.open.add(exchange);
    outgoing.once('close', () => {
      this.open.delete(exchange);
      const { method, path, query, by, wire } = exchange;
      const { route = NO_ROUTE, actor } = wire.seen ?? {};
      // Where nothing was sent, the client left before, or it was cut off: 499, as other servers have it.
      const [status, ms] = [outgoing.headersSent ? outgoing.statusCode : 499, performance.now() - begun];
      const isQuestion = onlyReads(method);
      this.onAnswered({ method, route, status, by, seconds: ms / 1000 });
      this.#options.log.info('request', {
        request_id: wire.requestId,
        method,
        path,
        // What was answered names known parameters only, and none of them is a secret.
        ...(query !== '' && isQuestion && status < 400 && { query }),
        status,
        ms: Math.round(ms * 10) / 10,
        bytes: exchange.socket.bytesWritten - sentBefore,
        by,
        ...(actor !== undefined && !isQuestion && { actor }),
        ...(!outgoing.writableFinished && { cut_off: true }),
      });
      onEnd(exchange);
    });
  }

  private accept(incoming: IncomingMessage): Exchange {
    const target = incoming.url ?? '';
    const at = target.indexOf('?');
    const exchange: Exchange = {
      wire: { requestId: requestIdOf(incoming.headers['x-request-id']), client: clientOf(incoming, this.#options.proxies) },
      method: incoming.method ?? '',
      path: at < 0 ? target : target.slice(0, at),
      query: at < 0 ? '' : target.slice(at + 1),
      by: 'process',
      socket: incoming.socket,
    };
    this.#exchanges.set(incoming, exchange);
    return exchange;
  }
}

/** The address of the client: who is connected, or whom the outermost of our own proxies heard. What stands before that anybody can have written. */
export function clientOf(
  incoming: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  proxies: number,
): string {
  const connected = incoming.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return connected;
  const heard = [incoming.headers['x-forwarded-for'] ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((one) => one.trim());
  // A port that some proxies add is no part of whose it is.
  const client = heard
    .at(-proxies)
    ?.replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return client === undefined || client === '' ? connected : client;
}
