import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { csvHeader, csvRow } from '../../src/keep/csv.ts';
import { type Build, Program, runCommand, startCommand, watchHealth } from '../support/program.ts';
import type { Random } from '../support/random.ts';
import type { Tally } from '../support/tally.ts';
import { verify } from './kills.ts';
import { lookUp, Writer } from './writers.ts';

/** What each of these is given: a folder of its own, and a database file to copy. */
export interface Setting {
  build: Build;
  folder: string;
  template: string;
  /** A token of that database that may write. */
  token: string;
  random: Random;
  tally: Tally;
}

function copyOf({ folder, template }: Setting, name: string): string {
  const file = join(folder, name);
  copyFileSync(template, file);
  return file;
}

const recordedOf = (file: string): number => {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare<[], number>("select count(*) from measures where id glob 'sheet-*'").pluck().get() ?? 0;
  } finally {
    database.close();
  }
};

/** Does another process write to the file at this moment? */
function isLocked(file: string): boolean {
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('begin immediate; rollback');
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

/** Kills the import of a sheet in its middle, several times: nothing of it is left. Run again it records everything, and once. */
export async function killImports(setting: Setting, { rows, kills }: { rows: number; kills: number }): Promise<void> {
  const { build, folder, random, tally } = setting;
  const sheet = join(folder, 'sheet.csv');
  const columns = ['id', 'kind', 'type', 'title', 'imposed_by', 'effective_on', 'partners', 'products', 'status', 'unsourced'];
  const lines = Array.from({ length: rows }, (_, at) =>
    csvRow([`sheet-${at}`, 'ban', 'import_ban', `Ban ${at}`, 'CN', '2020-01-01', 'AU', '2204; 0808', 'in_force', 'true']),
  );
  writeFileSync(sheet, csvHeader(columns) + lines.join(''));

  const whole = copyOf(setting, 'whole.db');
  const begun = performance.now();
  const { code, err } = await runCommand(build, whole, 'import', sheet);
  const needs = performance.now() - begun;
  if (code !== 0 || recordedOf(whole) !== rows) return tally.fail(`the import of ${rows} rows ended with ${code}: ${err}`);

  let file = copyOf(setting, 'killed.db');
  for (let kill = 1; kill <= kills; kill++) {
    const { child, ended } = startCommand(build, file, 'import', sheet);
    const isOver = ended.then(() => true);
    // In the middle is where it holds the lock of the file.
    while (!isLocked(file)) if (await Promise.race([isOver, sleep(10)])) break;
    await Promise.race([isOver, sleep(needs * 0.4 * random.fraction())]);
    child.kill('SIGKILL');
    const { code } = await ended;
    const found = recordedOf(file);
    tally.count(code === null ? 'imports killed' : 'imports that were done before they were killed');
    // One that was killed between its commit and its end is whole.
    if (found !== rows && (found !== 0 || code !== null))
      tally.fail(`an import was killed, and ${found} of its ${rows} measures are there`);
    if (found > 0) file = copyOf(setting, `killed-${kill}.db`);
  }
  const again = await runCommand(build, file, 'import', sheet);
  if (again.code !== 0) tally.fail(`the import, run again, ended with ${again.code}: ${again.err}`);
  const twice = await runCommand(build, file, 'import', sheet);
  if (twice.code === 0) tally.fail('the same sheet was taken twice');
  if (recordedOf(file) !== rows) tally.fail(`${recordedOf(file)} of ${rows} measures are there after the import was run again`);
  tally.note('rows of the sheet', rows);
  await verify(build, file, tally);
}

const WRITERS = 4;

const writersFor = (token: string): Writer[] => Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`, token));

/**
 * Fills the disk beside a server that records. What can't be recorded is refused with 503, nothing acknowledged is lost, and once there is
 * room again all goes on. A disk is full by a limit of the size of files, and by a small file system of its own where one may be mounted.
 */
export async function fillDisk(setting: Setting): Promise<void> {
  await reachLimit(setting);
  const disk = join(setting.folder, 'disk');
  mkdirSync(disk);
  const size = Math.ceil(statSync(setting.template).size / 1024) + 8 * 1024;
  if (!mountSmall(disk, size)) return setting.tally.note('disk full by a small file system', 'not tried: it can’t be mounted here');
  try {
    await fillUp(setting, join(disk, 'full.db'), {
      by: 'a small file system',
      through: null,
      giveRoom: () => execFileSync('mount', ['-o', `remount,size=${size + 64 * 1024}k`, disk]),
    });
  } finally {
    execFileSync('umount', ['--lazy', disk]);
  }
}

/** The part of it that needs no rights: a limit of the size of files. */
export const reachLimit = (setting: Setting): Promise<void> =>
  fillUp(setting, join(setting.folder, 'limited.db'), {
    by: 'a limit of the size of files',
    // In KiB: the write-ahead log reaches it before it would be taken in.
    through: ['bash', '-c', 'ulimit -f 3000; exec "$@"', 'limited'],
    giveRoom: null,
  });

interface Shortage {
  by: string;
  /** What runs the server so that it meets the shortage. */
  through: readonly [string, ...string[]] | null;
  /** Ends the shortage while the server runs; null where only another server is without it. */
  giveRoom: (() => void) | null;
}

async function fillUp({ build, template, token, tally }: Setting, file: string, { by, through, giveRoom }: Shortage): Promise<void> {
  copyFileSync(template, file);
  const writers = writersFor(token);
  const program = new Program(build, file, through);
  const url = await program.serving;
  const stopWatching = watchHealth(url);
  // Each writer ends with the first change that is refused.
  await within(120_000, Promise.all(writers.map((writer) => writer.record(url, tally, () => false))));
  const refused = writers.filter(({ wanted, acknowledged }) => acknowledged.length < wanted.length).length;
  tally.note(`writers of ${WRITERS} that met ${by}`, refused);
  if (refused !== WRITERS) tally.fail(`${by}: the disk was full, and ${WRITERS - refused} writers were not refused`);
  const page = await fetch(`${url}/bans.json`);
  if (page.status !== 200) tally.fail(`${by}: with a full disk /bans.json is answered ${page.status}`);
  tally.health(by, await stopWatching());
  await lookUp(file, writers, tally);
  if (giveRoom) {
    giveRoom();
    await Promise.all(writers.map((writer) => writer.repeat(url, tally)));
    await lookUp(file, writers, tally);
  }
  await program.end('SIGKILL');
  const next = new Program(build, file);
  const elsewhere = await next.serving;
  await Promise.all(writers.map((writer) => writer.repeat(elsewhere, tally)));
  await lookUp(file, writers, tally);
  await next.end('SIGTERM');
  await verify(build, file, tally);
}

/** Mounts a small file system in memory; false where that is not allowed. */
function mountSmall(folder: string, kibibytes: number): boolean {
  if (!existsSync('/proc/mounts') || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Another process holds the file's lock for some seconds while four writers record: they wait or get 503, and the server stays awake. */
export async function lockOut(setting: Setting, seconds: number): Promise<void> {
  const { build, token, tally } = setting;
  const file = copyOf(setting, 'locked.db');
  const writers = writersFor(token);
  const program = new Program(build, file);
  const url = await program.serving;
  const stopWatching = watchHealth(url);
  let isOver = false;
  const recording = Promise.all(
    writers.map(async (writer) => {
      // One that was refused comes again.
      while (!isOver) {
        await writer.record(url, tally, () => isOver);
        if (!isOver) await sleep(200);
      }
    }),
  );
  await sleep(500);
  const other = new Database(file);
  other.pragma('busy_timeout = 5000');
  other.exec('begin immediate');
  const [before, locked] = [acknowledgedBy(writers), performance.now()];
  await sleep(seconds * 1000);
  const during = acknowledgedBy(writers) - before;
  other.exec('commit');
  other.close();
  tally.note('foreign lock held, ms', Math.round(performance.now() - locked));
  // One answer may have been on its way.
  if (during > WRITERS) tally.fail(`${during} changes were acknowledged while another process held the lock`);
  await sleep(1500);
  isOver = true;
  await within(60_000, recording);
  if (acknowledgedBy(writers) <= before + during) tally.fail('after the lock was gone nothing more was recorded');
  tally.health('while another process held the lock', await stopWatching());
  await Promise.all(writers.map((writer) => writer.repeat(url, tally)));
  await lookUp(file, writers, tally);
  await program.end('SIGTERM');
  await verify(build, file, tally);
}

const acknowledgedBy = (writers: readonly Writer[]): number => writers.flatMap(({ acknowledged }) => acknowledged).length;

/** Waits for something that must come to an end. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms / 1000} s`)), ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
