import { lookup as systemLookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPermitted, type Networks } from '../../things/networks.ts';

/** What is sent, and how. */
interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Addresses that count as permitted though they are not the internet's. */
  allowed: Networks;
  /** So many milliseconds it may take from the first look-up to the status of the answer. */
  timeout: number;
}

/** What came of it: the status of the answer, or why there is none. */
export interface PostOutcome {
  status: number | null;
  /** The seconds of a Retry-After, if the answer has one. */
  retryAfter: number | null;
  error: string | null;
}

/** So much of an answer is read: nothing in it is looked at, but a receiver that is cut off takes its work for failed. */
const MOST_READ = 64 * 1024;

/** The refusal of an address that only this machine or its neighbours can reach. */
const refusal = (host: string, address: string): Error =>
  new Error(
    `${host === address ? host : `${host} is ${address}, which`} is no address of the internet: whoever runs the server permits it by WATCH_NETWORKS`,
  );

/** Why nothing is ever sent to an address in figures, or to this machine; null for one that may be sent to, and for any other name, which is looked up when something is sent. */
export function refusedReceiver(url: string, allowed: Networks): string | null {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  // The names of this machine (RFC 6761, 6.3).
  const address = /^(?:.+\.)?localhost\.?$/i.test(host) ? '127.0.0.1' : host;
  return isIP(address) !== 0 && !isPermitted(address, allowed) ? refusal(host, address).message : null;
}

/** Looks names up and refuses those that lead to where nothing may be sent: at the time of connecting, so that no other answer comes between. */
const guardedLookup =
  (allowed: Networks): LookupFunction =>
  (host, options, done) => {
    systemLookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const refused = found.find(({ address }) => !isPermitted(address, allowed));
      // A name that leads to both is no receiver's, but somebody's who tries.
      if (refused) return done(refusal(host, refused.address), '');
      const [first] = found;
      if (options.all) return done(null, found);
      return first ? done(null, first.address, first.family) : done(new Error(`${host} has no address`), '');
    });
  };

/** Posts JSON to a receiver that somebody named; never rejects. Redirects are not followed, and of the answer only the status counts. */
export function post({ url, headers, body, allowed, timeout }: PostRequest): Promise<PostOutcome> {
  const failed = (error: unknown): PostOutcome => ({ status: null, retryAfter: null, error: reasonOf(error, timeout) });
  return new Promise((resolve) => {
    const { protocol } = new URL(url);
    // An address in figures is never looked up.
    const refused = refusedReceiver(url, allowed);
    if (refused !== null) return resolve(failed(new Error(refused)));
    const signal = AbortSignal.timeout(timeout);
    const bytes = Buffer.from(body);
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
      lookup: guardedLookup(allowed),
      // A connection for each: one that is kept was looked up for another.
      agent: false,
      signal,
    };
    const request: ClientRequest = (protocol === 'https:' ? tlsRequest : plainRequest)(url, options, (response) => {
      drain(response);
      const { statusCode: status = 0, headers: answered } = response;
      const after = answered['retry-after'] ?? '';
      resolve({ status, retryAfter: /^\d{1,6}$/.test(after) ? Number(after) : null, error: problemOf(status) });
    });
    request.on('error', (error) => resolve(failed(signal.aborted ? signal.reason : error)));
    request.end(bytes);
  });
}

function drain(response: IncomingMessage): void {
  let read = 0;
  // What goes wrong after the status makes no difference.
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > MOST_READ) response.destroy();
  });
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? `it answered ${status}, and redirects are not followed` : `it answered ${status}`;
}

function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} seconds`;
  // One of several addresses that were tried has the words.
  const [first] = error instanceof AggregateError ? error.errors : [];
  return (first instanceof Error ? first.message : error.message) || error.name;
}
