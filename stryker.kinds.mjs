import rules from './stryker.config.mjs';

// What each kind of entry is made of, on the way in and out: that takes a database to test.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...rules,
  mutate: ['src/changes/kinds.ts'],
  testFiles: ['tests/changes/**/*.test.ts'],
  // A database is slow where the machine is busy, and a mutant that only took long would count as noticed.
  timeoutMS: 60_000,
  htmlReporter: { fileName: '.mutants/kinds.html' },
  jsonReporter: { fileName: '.mutants/kinds.json' },
};
