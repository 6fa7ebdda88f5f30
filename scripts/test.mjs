// Runs the tests, all of a part or those named, and ends with one line: N passed, N failed, N skipped.
// Usage: npm test -- [vitest's own arguments]; `npm run test:postgres`, `test:browser` and `test:all` name the parts by --parts=NAME,NAME
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the databases of tests stand: in memory if there is room, for each of their commits waits for a disk. */
function roomForDatabases() {
  const [memory, needed] = ['/dev/shm', 2 ** 31];
  if (process.env.TMPDIR !== undefined || !existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > needed ? memory : tmpdir();
}

// Of this run alone: several may go on beside each other. What a test that was ended left there goes with it.
const SCRATCH = mkdtempSync(join(roomForDatabases(), 'trade-disputes-tests-'));
// A test reads files there as another user.
chmodSync(SCRATCH, 0o755);
process.once('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const REPORT = join(SCRATCH, 'report.json');
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/** What there is to run. Without being told, `npm test` runs the first. */
const PARTS = {
  sqlite: 'everything on SQLite: npm test',
  postgres: 'on PostgreSQL what must be alike on both engines: npm run test:postgres',
  browser: 'in a real browser: npm run test:browser',
};

/** What runs on PostgreSQL says so in its name; the rest of the same files has run on SQLite. */
const ON_POSTGRES = /\bon (?:pglite|postgres)\b/;
/** The files that ask for engines (tests/support/database.ts). */
const filesWithEngines = () =>
  readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('tests', name))
    .filter((file) => /\b(?:ENGINES|PGLITE|SERVERS)(?:_OF_ALL)?\b/.test(readFileSync(file, 'utf8')));

/** Much is made in a test and soon forgotten: with more room for what is new, less of it is looked through. */
const ROOM = '--execArgv=--max-semi-space-size=64';

/** Runs vitest, and counts the tests whose names are of this part. */
function run(config, args, env = {}, names = /^/) {
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const { status, error } = spawnSync(process.execPath, [vitest, 'run', '--config', config, ROOM, ...reporters, ...args], {
    stdio: 'inherit',
    env: { ...process.env, TMPDIR: SCRATCH, ...env },
  });
  if (error) throw error;
  if (!existsSync(REPORT)) {
    console.error(`vitest left no report (${REPORT}): how many tests passed is not known`);
    process.exit(status || 1);
  }
  const { testResults } = JSON.parse(readFileSync(REPORT, 'utf8'));
  rmSync(REPORT);
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((test) => test.status === 'failed' || names.test(test.fullName))
      .map((test) => ({ file: relative('.', name), ...test })),
  );
  // A file that could not be loaded has no tests to count, and still failed.
  const broken = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const failed = tests.filter((test) => test.status === 'failed');
  const passed = tests.filter((test) => test.status === 'passed').length;
  return {
    passed,
    failed: failed.length + broken.length,
    skipped: tests.length - passed - failed.length,
    failures: [
      ...failed.map(({ file, fullName, failureMessages }) => `${file} > ${fullName}\n${failureMessages.join('\n')}`),
      ...broken.map(({ name, message }) => `${relative('.', name)}\n${message}`),
    ],
    // Ended by a signal, it has no status.
    status: status ?? 1,
  };
}

/** The browser to test with, if there is one. */
function findChromium() {
  if (process.env.CHROMIUM !== undefined) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : null;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

const given = process.argv.slice(2);
const chosen = given
  .find((arg) => arg.startsWith('--parts='))
  ?.slice('--parts='.length)
  .split(',') ?? ['sqlite'];
const args = given.filter((arg) => !arg.startsWith('--parts='));
const named = args.filter((arg) => /^(?:\.\/)?tests\//.test(arg));
const inBrowser = named.filter((arg) => /^(?:\.\/)?tests\/browser\b/.test(arg));
const elsewhere = named.filter((arg) => !inBrowser.includes(arg));
const without = (left) => args.filter((arg) => !left.includes(arg));
const hasPattern = args.some((arg) => /^(?:-t|--testNamePattern)/.test(arg));
/** A part runs when it is chosen, and of what is named something belongs to it; what stands in tests/browser is run wherever it is named. */
const runs = (part) => {
  if (part === 'browser') return inBrowser.length > 0 || (chosen.includes(part) && named.length === 0);
  return chosen.includes(part) && (named.length === 0 || elsewhere.length > 0);
};

const done = [];
if (runs('sqlite')) done.push(run('vitest.config.ts', without(inBrowser), { TEST_ENGINES: 'sqlite' }));
if (runs('postgres')) {
  const files = elsewhere.length > 0 ? [] : filesWithEngines();
  const pattern = hasPattern ? [] : ['--testNamePattern', ON_POSTGRES.source];
  const env = { TEST_ENGINES: 'pglite,postgres' };
  done.push(run('vitest.config.ts', [...pattern, ...without(inBrowser), ...files], env, ON_POSTGRES));
}
if (runs('browser')) {
  const chromium = findChromium();
  if (chromium !== null) {
    done.push(run('vitest.browser.config.ts', without(elsewhere), { CHROMIUM: chromium }));
  } else {
    const looked =
      process.env.CHROMIUM === undefined ? 'neither chromium nor google-chrome is in PATH' : `none at CHROMIUM=${process.env.CHROMIUM}`;
    console.log(
      `\nBrowser tests were left out: no Chromium found (${looked}); install it (Debian: apt-get install chromium) and run npm run test:browser`,
    );
    // Left out among all is no failure; asked for by name it is.
    if (inBrowser.length > 0 || chosen.length === 1) done.push({ passed: 0, failed: 0, skipped: 0, failures: [], status: 1 });
  }
}

// What failed stands at the end, however much was printed after it.
for (const failure of done.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`);
if (named.length === 0) {
  for (const [part, what] of Object.entries(PARTS)) if (!chosen.includes(part)) console.log(`Left out: ${what}`);
  if (chosen.includes('postgres') && process.env.TEST_POSTGRES_URL === undefined)
    console.log('Left out: the same on a PostgreSQL server: npx tsx tests/support/with-postgres.ts npm run test:postgres');
}
const sum = (count) => done.reduce((total, one) => total + one[count], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exit(done.find(({ status }) => status !== 0)?.status ?? 0);
