// Asks the built program made-up requests: questions and writes out of its own description, forms of its pages, and bytes that are no HTTP.
// Usage: npm run test:fuzz [-- --requests 100000 --seed 1 --only 4711]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createToken, Program, runCommand, watchHealth } from '../support/program.ts';
import { Tally, wholeNumber } from '../support/tally.ts';
import { fuzz } from './run.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string' },
  },
});
const [requests, seed] = [wholeNumber('requests', values.requests), wholeNumber('seed', values.seed, 0)];
const only = values.only === undefined ? undefined : wholeNumber('only', values.only, 0);

const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
console.log(`seed ${seed}`);
const file = join(folder, 'fuzz.db');
const tally = new Tally();
tally.endBySignal(`fuzz, seed ${seed}`);
const token = await createToken('built', file);
const program = new Program('built', file);
const url = await program.serving;
let isOver = false;
void program.gone.then((how) => {
  if (!isOver) tally.fail(how);
});
const stopWatching = watchHealth(url);
const progress = (done: number): void => {
  if (done > 0 && done % 5000 === 0) console.log(`${done} requests …`);
};
await fuzz({ url, token, seed, requests, tally, only, progress });
tally.health('meanwhile', await stopWatching());
for (const line of program.errors.filter((one) => one.includes('"a request failed"'))) tally.fail(`the log says ${line.slice(0, 1500)}`);
isOver = true;
await program.end('SIGTERM');
const { code, out } = await runCommand('built', file, 'verify');
tally.note('verify', code === 0 ? 'ok' : 'not ok');
if (code !== 0) tally.fail(`verify ended with ${code}: ${out.slice(0, 2000)}`);
tally.end(`fuzz, seed ${seed}`);
