// Runs all tests, or those named, and ends with one line: N passed, N failed, N skipped.
// Usage: npm test -- [vitest's own arguments]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPORT = '.test-report.json';
rmSync(REPORT, { force: true });

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
const { status, error } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], { stdio: 'inherit' });
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
const failed = report.numFailedTests + broken.length;
console.log(`${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests + report.numTodoTests} skipped`);
process.exit(status ?? 1);
