// Asks and changes the built program for some minutes: 32 readers and 4 writers. Does it stay quick, and does its memory stay what it is?
// Usage: npm run test:soak [-- --minutes 10 --seed 1]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readDescription } from '../fuzz/description.ts';
import { wrongWith } from '../fuzz/judge.ts';
import type { Asked } from '../fuzz/requests.ts';
import { send } from '../fuzz/send.ts';
import { createToken, Program, runCommand, watchHealth } from '../support/program.ts';
import { Random } from '../support/random.ts';
import { Tally, wholeNumber } from '../support/tally.ts';
import { lookUp, Writer } from './writers.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const [minutes, seed] = [wholeNumber('minutes', values.minutes), wholeNumber('seed', values.seed, 0)];
const [READERS, WRITERS] = [32, 4];

const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-soak-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'soak.db');
const tally = new Tally();
tally.endBySignal(`soak, ${minutes} minutes`);
const token = await createToken('built', file);
const program = new Program('built', file);
const url = await program.serving;
const stopWatching = watchHealth(url);
const get = (path: string): Asked => ({ method: 'GET', path, headers: {}, body: null, operation: null });
const description = readDescription(JSON.parse((await send(url, get('/openapi.json'))).body.toString()));

/** What stands for the ids in addresses: things that the bundled disputes have. */
const THERE: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/(measures\/)\{id\}/, '$1eu-cn-bev-cvd'],
  [/(disputes\/)\{id\}/, '$1us-cn-301'],
  [/(wto-cases\/)\{id\}/, '$1DS610'],
  [/\{file\}/, 'sources.csv'],
];
/** Of what this one adds there is none, and who may manage the server asks for it. */
const isLeftOut = (path: string): boolean => /\{seq\}|^\/watches|^\/proposals\/\{/.test(path);

/**
 * Every question of the description with some of its examples, on several days on which their codes have goods; a value needs a currency, so none
 * is asked, and a last day may lie before the first one that an answer takes by itself, and a first day says nothing beside one.
 */
const questions: readonly ((random: Random) => Asked)[] = description.operations
  .filter(({ method, path }) => method === 'GET' && !isLeftOut(path))
  .map((operation) => (random) => {
    const path = THERE.reduce((address, [pattern, text]) => address.replace(pattern, text), operation.path);
    const asked = operation.parameters.filter(
      ({ in: place, name, required, example }) =>
        place === 'query' &&
        example !== undefined &&
        // All rates of some years are no lookup: 30 MB.
        (required ||
          name === 'on' ||
          (name === 'measure' && operation.path.startsWith('/rates')) ||
          (!/known_at|announced_by|customs_value|^from$|^to$/.test(name) && random.percent(20))),
    );
    const pairs = asked.flatMap(({ name, example }) => {
      const text = name === 'on' ? `20${17 + random.below(10)}-0${1 + random.below(9)}-15` : String([example].flat()[0]);
      return `${name}=${encodeURIComponent(text)}`;
    });
    const headers = path.startsWith('/proposals') ? { authorization: `Bearer ${token}` } : {};
    return { ...get(`${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`), headers, operation };
  });

/** Memory that the program has taken for itself, in MiB: not the pages of the file that the system shows it. */
function memory(): number {
  const kibibytes = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${program.child.pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

const times: number[] = [];
let isOver = false;
async function readOn(number: number): Promise<void> {
  const random = new Random(seed, number);
  while (!isOver) {
    const asked = random.pick(questions)(random);
    const begun = performance.now();
    try {
      const answer = await send(url, asked);
      times.push(performance.now() - begun);
      tally.count('questions');
      if (tally.isRefused(asked.path, answer.status, String(answer.headers['retry-after'] ?? ''))) continue;
      const wrong = answer.status >= 400 ? answer.body.toString().slice(0, 300) : wrongWith(asked, answer, description);
      if (wrong !== null) tally.fail(`${asked.path}: ${answer.status} ${wrong}`);
    } catch (error) {
      tally.fail(`${asked.path}: ${(error as Error).message}`);
    }
  }
}
async function writeOn(writer: Writer): Promise<void> {
  while (!isOver) {
    await writer.record(url, tally, () => isOver);
    if (!isOver) await sleep(500);
  }
}

const samples: number[] = [];
async function sample(): Promise<void> {
  while (!isOver) {
    samples.push(memory());
    await sleep(500);
  }
}

/** Nobody asks for a while, so that what is no longer needed can go. */
const pause = (): Promise<void> => sleep(5000);
await pause();
tally.note('memory at the beginning, MiB', Math.round(memory()));
const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`, token));
const working = [...Array.from({ length: READERS }, (_, number) => readOn(number)), ...writers.map(writeOn), sample()];
for (let minute = 1; minute <= minutes; minute++) {
  await sleep(60_000);
  console.log(`${minute} of ${minutes} minutes: ${times.length} questions, ${Math.round(memory())} MiB`);
}
isOver = true;
await Promise.all(working);
await pause();
tally.note('memory at the end, MiB', Math.round(memory()));

// What is collected now and then goes up and down; what is never given back lifts the lowest points. The first quarter fills the caches.
const floors = [1, 2, 3].map((quarter) => {
  const length = samples.length / 4;
  return Math.min(...samples.slice(Math.floor(quarter * length), Math.floor((quarter + 1) * length)));
}) as [number, number, number];
tally.note('memory, lowest of the last three quarters, MiB', floors.map(Math.round).join(', '));
const [early, middle, late] = floors;
if (early < middle && middle < late && late > early * 1.25)
  tally.fail(`the memory keeps growing: its lowest point rose in each quarter, and by over a quarter from ${early} to ${late} MiB`);

times.sort((a, b) => a - b);
const quantile = (part: number): number => Math.round(times[Math.floor(times.length * part)] ?? 0);
tally.note('questions: p50, ms', quantile(0.5));
tally.note('questions: p99, ms', quantile(0.99));
tally.health('meanwhile', await stopWatching());
for (const line of program.errors) tally.fail(`the log says ${line.slice(0, 1000)}`);
await Promise.all(writers.map((writer) => writer.repeat(url, tally)));
await lookUp(file, writers, tally);
await program.end('SIGTERM');
const { code, out } = await runCommand('built', file, 'verify');
tally.note('verify', code === 0 ? 'ok' : 'not ok');
if (code !== 0) tally.fail(`verify ended with ${code}: ${out.slice(0, 2000)}`);
tally.end(`soak, ${minutes} minutes`);
