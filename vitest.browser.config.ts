import { defineConfig } from 'vitest/config';

// What only a real browser can show; `npm test` runs these too where it finds one.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
