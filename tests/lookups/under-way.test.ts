import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordRateTable } from '../../src/changes/statements.ts';
import { quoteDuty } from '../../src/lookups/duty.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { bundledTracker, type TestTracker } from '../support/database.ts';
import { me, newMeasure } from '../support/recording.ts';

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

  it('are asked about where a rule changed what is paid, as the charge by itself stayed', async () => {
    const autos = 'whether the goods left before 2025-09-16, when us-s232-autos changed';
    expect(await asked('US', 'JP', '870323', '2025-09-16')).toContainEqual(expect.stringContaining(autos));
    expect((await asked('US', 'CA', '870323', '2025-09-16')).join()).not.toContain(autos);
  });

  it('are not asked about where a rule is about tariffs of which one alone meets the goods', async () => {
    // Of the lists of section 301 that are not levied together, this code is on the first alone.
    expect(await asked('US', 'CN', '84011000', '2018-10-01')).toEqual([]);
  });

  it('are asked about for as long as the change may be so late, and by the date that is known', async () => {
    const scopes = [{ partners: ['CN'], goods: ['8703'] }];
    await newMeasure(t.tracker, 'late-duty', {
      ...{ kind: 'tariff', type: 'additional', imposed_by: 'NR', dispute: undefined },
      coverage: { effective_on: '2026-01-01', scopes, unsourced: true },
      rate_tables: [{ effective_on: '2026-01-01', rates: [{ expression: '10%' }], unsourced: true }],
      status_changes: [{ status: 'in_force', effective_on: '2026-01-01', unsourced: true }],
    });
    const rates = RateTableBody.parse({ effective_on: '2026-06', rates: [{ expression: '20%' }], unsourced: true });
    await recordRateTable(t.tracker, me, 'late-duty', rates);
    const late = expect.stringContaining('whether the goods left before 2026-06, when late-duty changed');
    for (const on of ['2026-06-15', '2026-08-01', '2026-08-28']) expect(await asked('NR', 'CN', '870323', on)).toEqual([late]);
    expect(await asked('NR', 'CN', '870323', '2026-08-29')).toEqual([]);
  });

  it('are not asked about where the law looks at the day of entry alone', async () => {
    expect(await asked('EU', 'CN', '87038010', '2024-11-15', 'byd')).toEqual([]);
  });
});
