import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMeasures, type MeasureQuestion } from '../../src/lookups/measures.ts';
import { onlyIfWords } from '../../src/things/measure.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { newMeasure } from '../support/recording.ts';

describe.each(ENGINES)('what a measure hangs on, on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    const days = { effective_on: '2020-01-01', unsourced: true as const };
    await newMeasure(t.tracker, 'transit', {
      coverage: {
        ...days,
        scopes: [
          { partners: ['JP'], goods: ['2204'], condition: 'carried through Belarus' },
          { partners: ['JP'], goods: ['2204', '2206'], condition: 'for military use' },
          { partners: ['AU'], goods: ['2206'] },
        ],
      },
      status_changes: [{ status: 'in_force', ...days }],
    });
  });
  afterAll(() => t.close());

  const onlyIf = async (question: MeasureQuestion): Promise<readonly string[] | undefined> =>
    (await listMeasures(t.tracker, question, { limit: 9 })).data.find(({ id }) => id === 'transit')?.only_if;

  it('is all conditions of what meets the question, and nothing where some of that is under none', async () => {
    expect(await onlyIf({ affected: 'JP', product: '220421' })).toEqual(['carried through Belarus', 'for military use']);
    expect(await onlyIf({ affected: 'JP', product: '2206' })).toEqual(['for military use']);
    expect(await onlyIf({ affected: 'JP', product: '22' })).toEqual(['carried through Belarus', 'for military use']);
    expect(await onlyIf({ affected: 'AU' })).toEqual([]);
    expect(await onlyIf({ product: '2206' })).toEqual([]);
    expect(await onlyIf({})).toEqual([]);
  });
});

it('is told by its first two conditions, and how many more there are', () => {
  expect(onlyIfWords([])).toBe('');
  expect(onlyIfWords(['by sea', 'by rail'])).toBe('only if: by sea; or by rail');
  expect(onlyIfWords(['by sea', 'by rail', 'by air', 'by post'])).toBe('only if: by sea; or by rail; or 2 more');
});
