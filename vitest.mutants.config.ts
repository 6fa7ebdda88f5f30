import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import own from './vitest.config.ts';

const HAS_PROPERTIES = /properties\.test\.ts$/;

/** A change is noticed soonest by single cases, which take no time; random ones are left for what these let pass. */
class SingleCasesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLate = ({ moduleId }: TestSpecification): number => Number(HAS_PROPERTIES.test(moduleId));
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
    // These go through as many cases as they can, and a mutant that nothing else notices would wait for them.
    exclude: [...(own.test?.exclude ?? []), 'tests/domain/duty/brute-force.test.ts', 'tests/domain/duty/many-truths.test.ts'],
  },
});
