import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCoverage, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { addDays } from '../../src/domain/dates.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { quote } from '../support/quoting.ts';
import { change, me, newMeasure, rowOf } from '../support/recording.ts';

interface History {
  status: string;
  coverage: string[];
  rates: { effective_on: string; until_on?: string }[];
}

/** Tariffs one part of which is known to the month or the year only. */
const HISTORIES: Record<string, History> = {
  'all-exact': { status: '2020-03-01', coverage: ['2020-03-01'], rates: [{ effective_on: '2020-03-01' }] },
  'year-of-coverage': { status: '2020-01-01', coverage: ['2020'], rates: [{ effective_on: '2020-01-01' }] },
  'month-of-rates': { status: '2020-01-01', coverage: ['2020-01-01'], rates: [{ effective_on: '2020-03' }] },
  'month-of-status': { status: '2020-03', coverage: ['2020-01-01'], rates: [{ effective_on: '2020-01-01' }] },
  'next-coverage': { status: '2020-01-01', coverage: ['2020-01-01', '2020-06'], rates: [{ effective_on: '2020-01-01' }] },
  'rates-that-return': {
    status: '2020-01-01',
    coverage: ['2020-01-01'],
    rates: [{ effective_on: '2020-01-01' }, { effective_on: '2020-02-01', until_on: '2020-08' }],
  },
};

describe.each(ENGINES)('how sure an answer is, on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
  });
  afterAll(() => t.close());

  // Each has an importer of its own, so that a duty is about one tariff.
  it.each(Object.entries(HISTORIES))('%s: a list and a duty say the same on each day', async (id, { status, coverage, rates }) => {
    await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional', coverage: undefined, dispute: undefined });
    await recordStatusChanges(t.tracker, me, id, [change('in_force', status)]);
    for (const effective_on of coverage) {
      const body = { effective_on, scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced: true as const };
      await recordCoverage(t.tracker, me, id, CoverageBody.parse(body));
    }
    for (const table of rates)
      await recordRateTable(t.tracker, me, id, RateTableBody.parse({ ...table, rates: [{ expression: '10%' }], unsourced: true }));
    const seen = new Set<string>();
    for (let on = '2020-01-01'; on < '2021-02-01'; on = addDays(on, 31)) {
      const row = await rowOf(t.tracker, id, { on, status: 'active', product: '2204', affected: 'AU' });
      const { lines, cannot_compute } = await quote(t, { on });
      const doubted = cannot_compute.filter(({ code, measure }) => code === 'date_in_doubt' && measure === id);
      expect(lines.map(({ measure }) => measure).includes(id), on).toBe(row !== undefined);
      if (row) {
        expect([on, row.certainty]).toEqual([on, doubted.length > 0 ? 'possible' : 'certain']);
        seen.add(row.certainty);
      }
    }
    // Both answers occur, so that neither is given for all days.
    expect([...seen].sort()).toEqual(id === 'all-exact' ? ['certain'] : ['certain', 'possible']);
    await recordStatusChanges(t.tracker, me, id, [change('lifted', '2021-03-01')]);
  });

  it('a doubt about what is covered is a doubt about the row', async () => {
    await newMeasure(t.tracker, 'doubted', {
      coverage: { effective_on: '2020', scopes: [{ goods: ['2204'], partners: ['AU'] }], doubt: 'one report', unsourced: true },
    });
    await recordStatusChanges(t.tracker, me, 'doubted', [change('in_force', '2020-01-01')]);
    expect(await rowOf(t.tracker, 'doubted', { on: '2022-01-01' })).toMatchObject({ certainty: 'doubtful' });
  });
});
