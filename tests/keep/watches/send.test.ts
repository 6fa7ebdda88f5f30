import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../../src/keep/watches/send.ts';
import { readNetworks } from '../../../src/things/networks.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';

const HERE = readNetworks(['127.0.0.1', '::1']);
const NONE = readNetworks([]);

describe('sending to an address that somebody named', () => {
  let receiver: Receiver;
  let port: string;
  beforeAll(async () => {
    receiver = await openReceiver();
    ({ port } = new URL(receiver.url));
  });
  afterAll(() => receiver.close());

  const sent = (url: string, allowed = HERE, timeout = 10_000) =>
    post({ url, headers: { 'x-own': 'yes' }, body: '{"é":1}', allowed, timeout });

  it('posts JSON, and says what was answered', async () => {
    expect(await sent(receiver.url)).toEqual({ status: 204, retryAfter: null, error: null });
    expect(receiver.received.at(-1)).toMatchObject({
      headers: { 'content-type': 'application/json', 'content-length': '8', 'x-own': 'yes' },
      body: '{"é":1}',
    });
    receiver.answer = () => 429;
    receiver.headers = { 'retry-after': '7' };
    expect(await sent(receiver.url)).toEqual({ status: 429, retryAfter: 7, error: 'it answered 429' });
  });

  it('never reaches what is not the internet, however the address is written, and whatever a name leads to when it is connected to', async () => {
    const before = receiver.received.length;
    for (const host of ['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', '0.0.0.0']) {
      const { status, error } = await sent(`http://${host}:${port}/`, NONE);
      expect([host, status]).toEqual([host, null]);
      expect(error).toMatch(/no address of the internet: whoever runs the server permits it by WATCH_NETWORKS$/);
    }
    expect((await sent('http://169.254.169.254/latest/meta-data/')).error).toContain('169.254.169.254 is no address of the internet');
    // A name is as good as what it leads to.
    expect((await sent(`http://localhost:${port}/`)).status).toBe(429);
    expect(receiver.received).toHaveLength(before + 1);
  });

  it('a receiver that is silent, gone or says too much is left alone', async () => {
    const silent = createServer((request) => request.resume());
    const endless = createServer((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      more();
    });
    const cut = new Promise((resolve) => {
      endless.on('connection', (socket) => socket.once('close', resolve));
    });
    for (const server of [silent, endless])
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
    const urlOf = (server: typeof silent): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await sent(urlOf(silent), HERE, 30)).toEqual({ status: null, retryAfter: null, error: 'no answer within 0.03 seconds' });
    expect(await sent(urlOf(endless))).toMatchObject({ status: 200, error: null });
    await cut;
    const url = urlOf(silent);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    endless.close();
    expect((await sent(url)).error).toMatch(/ECONNREFUSED/);
    expect((await sent('http://nowhere.invalid/')).error).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});
