// Runs the tests, all of them or those named, and ends with one line: N passed, N failed, N skipped.
// Usage: npm test -- [vitest's own arguments]
// Where a Chromium is found (or named by CHROMIUM), the tests that need a browser run too: with all, or when tests/browser is named.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPORT = '.test-report.json';
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs vitest, and counts. */
function run(config, args, env = process.env) {
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const { status, error } = spawnSync(process.execPath, [vitest, 'run', '--config', config, ...reporters, ...args], {
    stdio: 'inherit',
    env,
  });
  if (error) throw error;
  if (!existsSync(REPORT)) {
    console.error(`vitest left no report (${REPORT}): how many tests passed is not known`);
    process.exit(status || 1);
  }
  const report = JSON.parse(readFileSync(REPORT, 'utf8'));
  // A file that could not be loaded has no tests to count, and still failed.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter((test) => test.status === 'failed')
          .map((test) => `${relative('.', name)} > ${test.fullName}\n${test.failureMessages.join('\n')}`),
      ),
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

const args = process.argv.slice(2);
const named = args.filter((arg) => /^(?:\.\/)?tests\//.test(arg));
const inBrowser = named.filter((arg) => /^(?:\.\/)?tests\/browser\b/.test(arg));
const elsewhere = named.filter((arg) => !inBrowser.includes(arg));
const without = (left) => args.filter((arg) => !left.includes(arg));

const runs = [];
if (inBrowser.length === 0 || elsewhere.length > 0) runs.push(run('vitest.config.ts', without(inBrowser)));
if (args.length === 0 || inBrowser.length > 0) {
  const chromium = findChromium();
  if (chromium !== null) {
    runs.push(run('vitest.browser.config.ts', without(elsewhere), { ...process.env, CHROMIUM: chromium }));
  } else {
    const looked =
      process.env.CHROMIUM === undefined ? 'neither chromium nor google-chrome is in PATH' : `none at CHROMIUM=${process.env.CHROMIUM}`;
    console.log(
      `\nBrowser tests were left out: no Chromium found (${looked}); install it (Debian: apt-get install chromium) and run npm run test:browser`,
    );
    // Left out without being asked for is no failure; asked for by name it is.
    if (inBrowser.length > 0) runs.push({ passed: 0, failed: 0, skipped: 0, failures: [], status: 1 });
  }
}

// What failed stands at the end, however much was printed after it.
for (const failure of runs.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`);
const sum = (count) => runs.reduce((total, one) => total + one[count], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exit(runs.find(({ status }) => status !== 0)?.status ?? 0);
