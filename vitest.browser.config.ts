import { defineConfig } from 'vitest/config';

// What only a real browser can show; `npm test` runs these too where it finds one.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // No test replaces a module or keeps state in one, so files may share them: loading them anew takes a third of the time.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
