import type { Random } from '../support/random.ts';
import { HOSTILE } from './values.ts';

/** What is written to a connection: pieces of bytes, and whether the client leaves at once, without waiting for an answer. */
interface Bytes {
  what: string;
  pieces: readonly Buffer[];
  leaves: boolean;
}

const HOST = 'Host: localhost\r\n';
const get = (path = '/healthz', more = ''): string => `GET ${path} HTTP/1.1\r\n${HOST}${more}\r\n`;
const post = (headers: string, body = ''): string =>
  `POST /measures HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n${headers}\r\n${body}`;

/** Requests that are no HTTP, or the edge of it. */
const KINDS: Readonly<Record<string, (random: Random) => string>> = {
  'requests one behind the other': (random) =>
    Array.from({ length: random.between(2, 30) }, () =>
      get(random.pick(['/healthz', '/bans.json', '/nothing', '/openapi.json', '/?on=x'])),
    ).join(''),
  'a request and half of one': (random) => get() + get('/bans.json').slice(0, random.between(1, 30)),
  'half a request': (random) => get('/tariffs.csv', 'Accept: */*\r\n').slice(0, random.between(1, 50)),
  'half a body': () => post('Content-Length: 500\r\n', '{"id":'),
  'a very long line': (random) => get(`/bans?q=${'x'.repeat(random.pick([8000, 17_000, 200_000]))}`),
  'a very long header': (random) => get('/bans.json', `X-Long: ${'x'.repeat(random.pick([8000, 17_000, 200_000]))}\r\n`),
  'very many headers': (random) =>
    get('/bans.json', Array.from({ length: random.pick([500, 5000]) }, (_, at) => `X-${at}: y\r\n`).join('')),
  'a header without a colon': () => get('/bans.json', 'Nothing\r\n'),
  'a header with a hostile value': (random) => get('/bans.json', `${random.pick(NAMES)}: ${random.pick(HOSTILE)}\r\n`),
  'a header with a hostile name': (random) => get('/bans.json', `${random.pick(HOSTILE)}: y\r\n`),
  'a folded header': () => get('/bans.json', 'X-Folded: a\r\n b\r\n'),
  'no Host': () => 'GET /bans HTTP/1.1\r\n\r\n',
  'a hostile Host': (random) =>
    `GET /bans HTTP/1.1\r\nHost: ${random.pick([...HOSTILE, 'a b', '[::1', 'x:99999', 'a@b', '/', 'evil.example'])}\r\n\r\n`,
  'two Hosts': () => `GET /bans HTTP/1.1\r\n${HOST}Host: evil.example\r\n\r\n`,
  'another target': (random) =>
    `${random.pick(['GET', 'POST', 'CONNECT', 'OPTIONS'])} ${random.pick(TARGETS)} HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`,
  'another method': (random) => `${random.pick(['get', 'FOO', 'TRACE', 'PRI', 'M-SEARCH', 'G ET', ''])} /bans HTTP/1.1\r\n${HOST}\r\n`,
  'another version': (random) => `GET /bans ${random.pick(['HTTP/0.9', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP', ''])}\r\n${HOST}\r\n`,
  'bare line feeds': () => get().replaceAll('\r\n', '\n'),
  'two lengths': () => post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}x'),
  'a wrong length': (random) => post(`Content-Length: ${random.pick(['-1', '1e3', '99999999999999999999', 'x', '+2'])}\r\n`, '{}'),
  'a length and chunks': () => post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  chunks: (random) =>
    post(
      'Transfer-Encoding: chunked\r\n',
      random.pick([
        '2\r\n{}\r\n0\r\n\r\n',
        '2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n',
        'zz\r\n{}\r\n',
        'ffffffffffffffff\r\n{}',
        '2\r\n{}',
        '-1\r\n\r\n',
      ]),
    ),
  'chunks of a body that is too long': () =>
    post('Transfer-Encoding: chunked\r\n', `${`10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(20)}0\r\n\r\n`),
  'another encoding': (random) =>
    post(`Transfer-Encoding: ${random.pick(['gzip, chunked', 'identity', 'chunked, chunked', 'x'])}\r\n`, '{}'),
  'an expectation': (random) => post(`Expect: ${random.pick(['100-continue', 'nothing'])}\r\nContent-Length: 2\r\n`, '{}'),
  'an upgrade': (random) => get('/bans', `Connection: Upgrade\r\nUpgrade: ${random.pick(['websocket', 'h2c', 'TLS/1.0'])}\r\n`),
  'another protocol': (random) =>
    random.pick([
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
      'SSH-2.0-x\r\n',
      '*1\r\n$4\r\nPING\r\n',
      '\r\n\r\n\r\n',
    ]),
  noise: (random) => Array.from({ length: random.between(1, 400) }, () => String.fromCharCode(random.below(256))).join(''),
};

const NAMES = [
  ...['Accept', 'Accept-Encoding', 'Authorization', 'Connection', 'Content-Type', 'Cookie', 'If-None-Match', 'Keep-Alive', 'Origin'],
  ...['Range', 'Referer', 'Sec-Fetch-Site', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Request-Id', 'Forwarded', 'Idempotency-Key'],
];
const TARGETS = [
  ...[
    '*',
    'localhost:1',
    'http://evil.example/bans',
    'http://',
    'bans',
    '//evil.example/',
    '///',
    '/%',
    '/%00',
    '/%2e%2e/%2e%2e/etc/passwd',
  ],
  ...[
    '/../../etc/passwd',
    '/bans?%',
    '/bans#x',
    '/bans;x=y',
    '/\u00e9',
    '/bans?q=\u0000',
    '/measures/',
    '/measures//x',
    '?',
    '/bans ',
    '\\',
  ],
];

/** Bytes for a connection: a kind of its own, now and then in pieces, now and then from who leaves at once. */
export function bytes(random: Random): Bytes {
  const what = random.pick(Object.keys(KINDS));
  const whole = Buffer.from((KINDS[what] as (random: Random) => string)(random), 'latin1');
  const cut = random.percent(40) ? random.below(whole.length + 1) : whole.length;
  const pieces = [whole.subarray(0, cut), whole.subarray(cut)].filter(({ length }) => length > 0);
  return { what, pieces, leaves: random.percent(20) };
}
