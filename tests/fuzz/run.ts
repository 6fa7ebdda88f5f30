import { Random } from '../support/random.ts';
import { HANG, type Tally } from '../support/tally.ts';
import { bytes } from './bytes.ts';
import { readDescription } from './description.ts';
import { formRequest, isPage, readForms } from './forms.ts';
import { countStatus, isNoRequest, shown, wrongWith } from './judge.ts';
import { type Asked, type Making, operationRequest } from './requests.ts';
import { type Answered, send, sendBytes } from './send.ts';
import type { Register } from './values.ts';

interface FuzzOptions {
  url: string;
  /** A token that may write. */
  token: string;
  seed: number;
  requests: number;
  tally: Tally;
  /** Only this one of the requests of the seed. */
  only?: number | undefined;
  /** Says how far it is. */
  progress?: (done: number) => void;
}

/** So many requests are under way at once. */
const AT_ONCE = 8;

/**
 * Asks a server made-up requests: questions, writes, forms, and bytes that are no HTTP. Each depends on the seed and its number alone.
 * The server should hold the bundled disputes and nothing else, so that they mean the same each time.
 */
export async function fuzz(options: FuzzOptions): Promise<void> {
  const { url, token, seed, requests, tally, only, progress } = options;
  const description = readDescription(await json(url, '/openapi.json'));
  const making: Making = { description, token, register: await readRegister(url) };
  const signedIn = await readForms(url, new Random(seed), making);

  async function one(number: number): Promise<void> {
    const random = new Random(seed, number);
    const kind = random.below(100);
    if (kind < 8) return raw(url, random, `seed ${seed} request ${number}`, tally);
    const isForm = kind < 20 && signedIn.forms.length > 0;
    const asked = isForm ? formRequest(random, making, signedIn) : operationRequest(random, making);
    const name = isForm ? 'forms' : asked.body === null ? 'questions' : 'writes';
    const about = `seed ${seed} request ${number}: ${shown(asked)}\n  `;
    const begun = performance.now();
    try {
      const answer = await sent(url, asked);
      countStatus(tally, name, answer.status);
      const slow = performance.now() - begun;
      tally.slowest(`${name}: slowest, ms`, slow);
      if (tally.isRefused(about, answer.status, String(answer.headers['retry-after'] ?? ''))) return;
      const wrong = isForm && answer.status < 400 && !isPage(answer) ? 'is no page' : wrongWith(asked, answer, description);
      if (wrong !== null) tally.fail(`${about}${answer.status} ${wrong}`);
    } catch (error) {
      tally.fail(`${about}${(error as Error).message}`);
    }
  }

  if (only !== undefined) return one(only);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < requests) {
      const number = next++;
      await one(number);
      tally.count('requests');
      progress?.(number);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Sends a request; where the server refuses to read a long body to its end the connection may break off before the answer is read: once more then. */
async function sent(url: string, asked: Asked): Promise<Answered> {
  try {
    return await send(url, asked);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EPIPE', 'ECONNRESET'].includes(code)) throw error;
    return send(url, asked);
  }
}

async function raw(url: string, random: Random, name: string, tally: Tally): Promise<void> {
  const { what, pieces, leaves } = bytes(random);
  const begun = performance.now();
  const said = (await sendBytes(url, pieces, leaves)).toString('latin1');
  const took = performance.now() - begun;
  const about = `${name}: ${what}: ${JSON.stringify(Buffer.concat(pieces).toString('latin1').slice(0, 2000))}\n  `;
  tally.slowest('raw: slowest, ms', took);
  const answers = [...said.matchAll(/HTTP\/1\.1 (\d{3})[^\r]*\r\n([\s\S]*?)\r\n\r\n/g)];
  tally.count('raw: connections');
  for (const [, status = '', head = ''] of answers) {
    countStatus(tally, 'raw', Number(status));
    if (tally.isRefused(about, Number(status), /^retry-after: (\d+)/im.exec(head)?.[1] ?? null)) continue;
    const type = /^content-type: ([^;\r\n]+)/im.exec(head)?.[1] ?? '';
    const isError = Number(status) >= 400 && Number(status) < 500;
    const isTold = ['application/problem+json', 'text/html'].includes(type) || isNoRequest(Number(status), type);
    if (isError && !isTold) tally.fail(`${about}${status} as ${type}`);
  }
  if (took > 10 * HANG) tally.fail(`${about}took ${Math.round(took)} ms`);
}

async function json(url: string, path: string): Promise<unknown> {
  const answer = await send(url, { method: 'GET', path, headers: { accept: 'application/json' }, body: null });
  if (answer.status !== 200) throw new Error(`${path} is answered ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
  return JSON.parse(answer.body.toString()) as unknown;
}

async function readRegister(url: string): Promise<Register> {
  const read = async (name: string): Promise<Page['data']> =>
    ((await json(url, `/${name}.json?limit=200${name === 'measures' ? '&status=all' : ''}`)) as Page).data;
  const names = ['measures', 'disputes', 'exporters', 'sources', 'jurisdictions', 'nomenclatures', 'products'] as const;
  const lists = await Promise.all(names.map(read));
  const ids = names.map((name, at): [string, string[]] => [name, (lists[at] ?? []).flatMap(({ id, code }) => id ?? code ?? [])]);
  const pages = await Promise.all(['bans', 'tariffs', 'status-changes'].map((name) => json(url, `/${name}.json?limit=2`) as Promise<Page>));
  const changes = (await json(url, '/status-changes.json?by=recorded&limit=1')) as { data: { seq: number }[] };
  return {
    ids: { ...Object.fromEntries(ids), 'wto-cases': ['DS602', 'DS610', 'DS600'] },
    measuresOf: Object.fromEntries((lists[names.indexOf('disputes')] ?? []).map(({ id, measures }) => [id, measures])),
    resolutions: (await read('resolutions')).flatMap(({ seq }) => seq ?? []),
    lastSeq: changes.data[0]?.seq ?? 1000,
    cursors: pages.flatMap(({ next }) => (next === null ? [] : [new URL(next, url).searchParams.get('cursor') ?? ''])),
  };
}
interface Page {
  data: { id?: string; code?: string; seq?: number; measures?: string[] }[];
  next: string | null;
}
