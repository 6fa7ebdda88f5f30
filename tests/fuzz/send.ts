import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Asked } from './requests.ts';

/** What came back. */
export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** An answer of which nothing came for so long never comes: the server itself gives up after ten seconds, and a file of many rows takes as long as it flows. */
const PATIENCE = 10_000;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends a request as it stands: nothing in its address is put right. Rejects if the connection breaks off or nothing comes. */
export function send(url: string, { method, path, headers, body }: Omit<Asked, 'operation'>): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    // Node announces no length by itself with methods that seldom have a body.
    const length = body === null ? {} : { 'content-length': body.length };
    const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        late.refresh();
      });
      answer.once('error', end(reject));
      answer.once('end', () => end(resolve)({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    const late = setTimeout(() => sent.destroy(new Error(`nothing for ${PATIENCE / 1000} s`)), PATIENCE);
    function end<Value>(then: (value: Value) => void): (value: Value) => void {
      return (value) => {
        clearTimeout(late);
        then(value);
      };
    }
    sent.once('error', end(reject));
    sent.end(body ?? undefined);
  });
}

/** After so long without anything more from the server a raw connection is at its end. */
const SILENCE = 300;

/** Writes bytes to the server, piece by piece, and gives what it says until it ends the connection or falls silent. */
export function sendBytes(url: string, pieces: readonly Buffer[], leaveAtOnce: boolean): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const said: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    let silence: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.destroy(), SILENCE);
    };
    socket.on('data', (chunk) => {
      said.push(chunk);
      wait();
    });
    // To be cut off is an answer too.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(silence);
      resolve(Buffer.concat(said));
    });
    socket.once('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        await new Promise((next) => setImmediate(next));
      }
      if (leaveAtOnce) socket.destroy();
      else wait();
    });
  });
}
