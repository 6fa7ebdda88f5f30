import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import own from './vitest.config.ts';

const TAKES_LONG = /(?:properties|many-truths)\.test\.ts$/;

/** A change is noticed soonest by single cases, which take no time; random and large ones are left for what these let pass. */
class SingleCasesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLate = ({ moduleId }: TestSpecification): number => Number(TAKES_LONG.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isLate(a) - isLate(b));
  }
}

/** The tests as `npm run mutants` runs them, some thousand times. */
export default defineConfig({
  test: {
    ...own.test,
    globalSetup: [],
    env: { MUTANTS: '1' },
    setupFiles: ['tests/support/short-properties.ts'],
    sequence: { sequencer: SingleCasesFirst },
    // It counts how often it met each case, for which it has to take its time.
    exclude: [...(own.test?.exclude ?? []), 'tests/domain/duty/brute-force.test.ts'],
  },
});
