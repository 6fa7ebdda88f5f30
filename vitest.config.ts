import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The first file that asks for the bundled disputes loads them for all: what needs no database goes on beside it, so that nobody waits. */
class WithoutWaiting extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = sorted.find(({ moduleId }) => moduleId.includes('/tests/lookups/'));
    const placeOf = (file: TestSpecification): number => (file === first ? 0 : file.moduleId.includes('/tests/domain/') ? 1 : 2);
    return sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
}

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
    sequence: { sequencer: WithoutWaiting },
    // Nobody waits for so long but on a machine that is busy with something else; a test that hangs ends all the same.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
