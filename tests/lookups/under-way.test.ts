import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteDuty } from '../../src/lookups/duty.ts';
import { bundledTracker, type TestTracker } from '../support/database.ts';

let t: TestTracker;
beforeAll(async () => {
  t = await bundledTracker();
});
afterAll(() => t.close());

const asked = async (importer: string, origin: string, product: string, on: string, exporter?: string): Promise<string[]> => {
  const { depends_on } = await quoteDuty(t.tracker, { importer, origin, product, on, exporter, quantities: [], fx: [] });
  return depends_on.filter((text) => text.startsWith('whether the goods left before'));
};

const RECIPROCAL = 'whether the goods left before 2025-08-07, when us-world-ieepa-reciprocal changed';

describe('goods that may have left before a duty changed', () => {
  it.each(['2025-08-07', '2025-09-10', '2025-10-05'])(
    'are asked about on %s, within the sixty days for which acts let them in',
    async (on) => {
      expect(await asked('US', 'VN', '61091000', on)).toEqual([expect.stringContaining(RECIPROCAL)]);
    },
  );

  it.each(['2025-08-06', '2025-10-06'])('are not asked about on %s', async (on) => {
    expect((await asked('US', 'VN', '61091000', on)).join()).not.toContain('us-world-ieepa-reciprocal');
  });

  it('are not asked about where only the rates of others changed', async () => {
    // On 12 August 2025 China's duty was announced anew, at the same rate.
    expect(await asked('US', 'CN', '61091000', '2025-09-10')).toEqual([]);
  });

  it('are not asked about where the law looks at the day of entry alone', async () => {
    expect(await asked('EU', 'CN', '87038010', '2024-11-15', 'byd')).toEqual([]);
  });
});
