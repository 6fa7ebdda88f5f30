import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['tests/support/bundled-program.mjs'],
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**', 'node_modules/**'],
    // Two cores are what the smallest machines of CI have; a database in process keeps one busy.
    pool: 'forks',
    maxWorkers: 2,
    // No test replaces a module or keeps state in one, so files may share them: loading them anew takes a third of the time.
    isolate: false,
    // Nobody waits for so long but on a machine that is busy with something else; a test that hangs ends all the same.
    testTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 240_000,
  },
});
