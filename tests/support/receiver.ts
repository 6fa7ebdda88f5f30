import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WatchMessageAnswer } from '../../src/things/watch.ts';

/** What came to a receiver. */
interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on this machine. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What it answers the next ones: a status, or whatever else it does before. */
  answer: (request: Received) => number | Promise<number>;
  /** Headers of its answers. */
  headers: Record<string, string>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    receiver.received.push(one);
    response.writeHead(await receiver.answer(one), receiver.headers).end('ok');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: () => 204,
    headers: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** The message of what came; throws for one that is not signed with the secret, or is not what messages are. */
export function messageIn({ headers, body }: Received, secret: string) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  if (headers['webhook-signature'] !== signature) throw new Error(`it is signed ${headers['webhook-signature']}, and not ${signature}`);
  return WatchMessageAnswer.parse(JSON.parse(body));
}
