import { defineConfig } from 'vitest/config';

// What only a real browser can show: `npm run test:browser`.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // No test replaces a module or keeps state in one, so files may share them: loading them anew takes a third of the time.
    isolate: false,
    // A page in a browser takes its time: without this each test would be listed as slow.
    slowTestThreshold: 10_000,
    // Nobody waits for so long but on a machine that is busy with something else; a test that hangs ends all the same.
    testTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 240_000,
  },
});
