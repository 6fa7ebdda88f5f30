import { describe, expect, it } from 'vitest';
import { territoriesOf } from '../../src/domain/customs-territory.ts';

/** Britain was in the Union until 2021, France is. */
const memberships = {
  unionsOf: (code: string, on: string) => (code === 'FR' || (code === 'GB' && on < '2021-01-01') ? ['EU'] : []),
};

describe('the customs territories that a place lies in', () => {
  it.each([
    ['FR', '2024-01-01', ['FR', 'EU']],
    ['MC', '2024-01-01', ['MC', 'EU']],
    ['JE', '2020-12-31', ['JE', 'GB', 'EU']],
    ['JE', '2021-01-01', ['JE', 'GB']],
    ['LI', '2024-01-01', ['LI', 'CH']],
    ['PR', '2024-01-01', ['PR', 'US']],
    ['GU', '2024-01-01', ['GU']],
  ])('%s on %s', (code, on, territories) => {
    expect(territoriesOf(code, on, memberships)).toEqual(territories);
  });
});
