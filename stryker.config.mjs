// Mutation testing of the rules: which changed operator, condition or word would no test notice? `npm run mutants`; reports in .mutants.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutants.config.ts', related: false },
  mutate: ['src/domain/**/*.ts'],
  // A rule has to be held by tests of its own; those that need a database take far longer.
  testFiles: ['tests/domain/**/*.test.ts'],
  coverageAnalysis: 'perTest',
  // What runs once while a module is loaded (vocabularies, tables) would need every test anew, in a process of its own.
  ignoreStatic: true,
  // Rewriting tsconfig.json takes an API that TypeScript 7 no longer has; vitest needs no tsconfig.
  tsconfigFile: 'none',
  concurrency: 2,
  tempDirName: '.mutants/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.mutants/domain.html' },
  jsonReporter: { fileName: '.mutants/domain.json' },
};
