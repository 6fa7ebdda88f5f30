// Runs the examples of README.md and docs/ and puts their output under them. Usage: npx tsx scripts/readme.ts   (a test holds the files to it)
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { runCli } from '../src/cli/program.ts';
import { readConfig } from '../src/config.ts';
import { openStore } from '../src/db/open.ts';
import { loadDataset } from '../src/keep/load-dataset.ts';
import { type Access, createTracker, type Tracker } from '../src/lookups/tracker.ts';
import { createApp } from '../src/server/app.ts';

/** The day on which the examples are run. */
const NOW = '2026-11-24T12:00:00.000Z';

/** Splits a command as a shell would, as far as the examples need it: spaces, and quotes that hold text together. */
const words = (command: string): string[] =>
  (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));

/** What a command prints; `| head -N` keeps the first lines, and the width is that of a terminal. */
async function run(command: string, database: string, folder: string): Promise<string> {
  const [main = '', ...filters] = command.split(' | ');
  const [program, ...args] = words(main);
  let output: string;
  if (program === 'trade-disputes') output = await runProgram(args, database, folder);
  else if (program === 'curl') output = await fetchFrom(args, database);
  else throw new Error(`the example "${command}" runs neither trade-disputes nor curl`);
  for (const filter of filters) {
    const lines = /^head -(\d+)$/.exec(filter)?.[1];
    if (lines === undefined) throw new Error(`the filter "${filter}" is not known`);
    output = `${output.split('\n').slice(0, Number(lines)).join('\n')}\n`;
  }
  // A CSV's line ends would not survive an editor.
  return output.replaceAll('\r\n', '\n').trimEnd();
}

const open = async (address: string, access: Access = 'write'): Promise<Tracker> =>
  createTracker(await openStore(address, { access }), () => NOW);

async function runProgram(args: readonly string[], database: string, folder: string): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const complaints: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const code = await runCli(
    {
      config: readConfig({ DATABASE_URL: database }),
      defaultDatabase: database,
      open,
      serve: () => Promise.reject(new Error('an example may not serve')),
      assist: () => Promise.reject(new Error('an example may not wait for an assistant')),
      stdin: Readable.from([]),
      stdout: Object.assign(stdout, { isTTY: true, columns: 130 }),
      stderr,
      user: () => 'ana',
      version: '0',
    },
    args.map((arg) => (arg.startsWith('./') ? join(folder, arg) : arg)),
  );
  const text = Buffer.concat(chunks).toString();
  // A refusal is an example too: its words come on stderr.
  return code === 0 ? text : text + Buffer.concat(complaints).toString();
}

async function fetchFrom(args: readonly string[], database: string): Promise<string> {
  const address = args.at(-1) ?? '';
  const tracker = await open(database);
  try {
    const response = await createApp(tracker).request(address.replace('http://localhost:3000', ''));
    const text = await response.text();
    return response.headers.get('content-type')?.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
  } finally {
    await tracker.store.close();
  }
}

/**
 * A text with the output of its examples as it is today: a file's examples follow each other over one database, a copy of `loaded` if that names
 * a file with the bundled disputes.
 */
export async function renderReadme(text: string, loaded?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'trade-disputes-readme-'));
  const file = join(folder, 'trade-disputes.db');
  const database = `file:${file}`;
  try {
    if (loaded !== undefined) copyFileSync(loaded, file);
    else {
      const tracker = await open(database);
      await loadDataset(tracker);
      await tracker.store.close();
    }
    const parts = text.split(/(```console\n[\s\S]*?```)/);
    for (const [index, part] of parts.entries()) {
      if (!part.startsWith('```console')) continue;
      const commands = part.split('\n').filter((line) => line.startsWith('$ '));
      const blocks: string[] = [];
      for (const command of commands) {
        const output = await run(command.slice(2), database, folder);
        blocks.push(output === '' ? command : `${command}\n${output}`);
      }
      parts[index] = `\`\`\`console\n${blocks.join('\n\n')}\n\`\`\``;
    }
    return parts.join('').replaceAll(`${folder}/`, './');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files whose examples are run, from the folder of the project. */
export const EXAMPLE_FILES = ['README.md', ...readdirSync(new URL('../docs/', import.meta.url)).map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith('.md') && readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').includes('```console'),
);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const path of EXAMPLE_FILES) {
    const file = new URL(`../${path}`, import.meta.url);
    writeFileSync(file, await renderReadme(readFileSync(file, 'utf8')));
  }
