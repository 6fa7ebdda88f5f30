import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { rateHistory } from '../../src/lookups/rates.ts';
import { listStatusChanges, nearestChanges } from '../../src/lookups/status-changes.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { quote } from '../support/quoting.ts';
import { change, idsOf, me, newMeasure, rowOf } from '../support/recording.ts';

const first = { partners: ['JP-01'] };
const seventh = { partners: ['JP-07'] };
const coverage = { effective_on: '2011', scopes: [{ goods: ['03'], partners: ['JP'] }], unsourced: true as const };

describe.each(ENGINES)('what returns after an until_on, on %s', (_engine, open) => {
  let t: TestTracker;
  const banned = async (id: string, ...changes: ReturnType<typeof change>[]): Promise<void> => {
    await newMeasure(t.tracker, id, { coverage });
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2024-01-01'), ...changes]);
  };
  /** What each answer says of a measure on a day: its status, what is free, and its own end. */
  const answers = async (id: string, on: string) => {
    const row = await rowOf(t.tracker, id, { on });
    const { statuses } = await showMeasure(t.tracker, id, { on });
    const now = statuses.find(({ current }) => current);
    const { data } = await listStatusChanges(t.tracker, { on, measure: id }, { limit: 50 });
    const change = data.find(({ scheduled }) => !scheduled);
    const near = await nearestChanges(t.tracker, { on }, 'by', 50);
    const nearest = near.find(({ measure }) => measure === id);
    return {
      list: [row?.status, row?.exemptions, row?.until_on],
      page: [now?.status, now?.exemptions.map(({ partners }) => partners.join()), now?.until_on],
      changes: [change?.status, change?.exemptions, change?.until_on],
      nearest: [nearest?.status, nearest?.exemptions, nearest?.until_on],
    };
  };
  const everywhere = (...said: [string, string[], string | null]) => ({ list: said, page: said, changes: said, nearest: said });
  const meeting = (on: string, area: string): Promise<string[]> => idsOf(t.tracker, { on, area });

  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await putRows(t, { areas: [{ code: 'JP-01', jurisdiction_code: 'JP', name: 'Hokkaido' }] });
  });
  afterAll(() => t.close());

  it('what was free before a suspension is free after it, in every answer', async () => {
    const sources = ['mofcom'];
    await banned(
      'suspended',
      change('partially_lifted', '2024-02-01', { exemptions: [first], sources: ['news'], doubt: 'which areas' }),
      change('suspended', '2024-03-01', { until_on: '2024-06-01', sources }),
    );
    expect(await answers('suspended', '2024-06-01')).toEqual(everywhere('partially_lifted', ['JP-01'], null));
    // Whether it is free is in doubt, so it may be banned.
    expect(await idsOf(t.tracker, { on: '2024-06-01', area: 'JP-01', match: ['full', 'part'] })).not.toContain('suspended');
    expect(await rowOf(t.tracker, 'suspended', { on: '2024-06-01', area: 'JP-01' })).toMatchObject({ match: 'unclear' });
    expect(await meeting('2024-06-01', 'JP-07')).toContain('suspended');
    const row = await rowOf(t.tracker, 'suspended', { on: '2024-06-01' });
    expect(row).toMatchObject({ status_from: '2024-06-01', certainty: 'doubtful', sources: ['mofcom', 'news'], in_force_until: null });
    const [returned] = (await listStatusChanges(t.tracker, { on: '2024-06-01', measure: 'suspended' }, { limit: 50 })).data;
    expect(returned).toMatchObject({ derived: true, doubt: 'which areas', sources: ['mofcom', 'news'] });
  });

  it('a wider lifting for a time gives way to the lesser one', async () => {
    await banned(
      'wider',
      change('partially_lifted', '2024-02-01', { exemptions: [first] }),
      change('partially_lifted', '2024-03-01', { exemptions: [first, seventh], until_on: '2024-06-01' }),
    );
    expect(await meeting('2024-05-31', 'JP-07')).not.toContain('wider');
    expect(await meeting('2024-06-01', 'JP-07')).toContain('wider');
    expect(await meeting('2024-06-01', 'JP-01')).not.toContain('wider');
    expect(await answers('wider', '2024-06-01')).toEqual(everywhere('partially_lifted', ['JP-01'], null));
  });

  it('what returns keeps its own end, which then comes to pass', async () => {
    await banned(
      'ending',
      change('partially_lifted', '2024-02-01', { exemptions: [first], until_on: '2024-09-01' }),
      change('suspended', '2024-03-01', { until_on: '2024-06-01' }),
    );
    expect(await answers('ending', '2024-06-01')).toEqual(everywhere('partially_lifted', ['JP-01'], '2024-09-01'));
    expect(await answers('ending', '2024-09-01')).toEqual(everywhere('in_force', [], null));
    const rows = await t.execute(
      "select seq, returns_seq, until_on from status_periods where measure_id = 'ending' and derived = 1 and announced_to = '9999-12-31' order by starts_on",
    );
    const seqs = (await t.execute("select seq from ledger where measure_id = 'ending' and kind = 'status_change' order by seq")).map(
      ({ seq }) => seq,
    );
    expect(rows).toEqual([
      { seq: seqs[2], returns_seq: seqs[1], until_on: '2024-09-01' },
      { seq: seqs[1], returns_seq: seqs[0], until_on: null },
    ]);
  });

  it('a provisional duty returns as provisional: its rates are a guarantee again', async () => {
    await newMeasure(t.tracker, 'deposits', { kind: 'tariff', type: 'anti_dumping' });
    await recordStatusChanges(t.tracker, me, 'deposits', [
      change('provisional', '2024-01-01', { sources: ['news'] }),
      change('suspended', '2024-03-01', { until_on: '2024-06-01', sources: ['mofcom'] }),
    ]);
    const rates = RateTableBody.parse({ effective_on: '2024-01-01', rates: [{ expression: '20%' }], unsourced: true });
    await recordRateTable(t.tracker, me, 'deposits', rates);
    expect(await answers('deposits', '2024-06-01')).toEqual(everywhere('provisional', [], null));
    const { lines } = await quote(t, { on: '2024-06-01' });
    expect(lines).toMatchObject([{ measure: 'deposits', status: 'provisional', collected: 'guarantee', sources: ['mofcom', 'news'] }]);
    expect((await quote(t, { on: '2024-05-31' })).lines).toEqual([]);
    expect((await rateHistory(t.tracker, 'deposits', {})).steps.at(-1)).toMatchObject({ from: '2024-06-01', status: 'provisional' });
  });
});
