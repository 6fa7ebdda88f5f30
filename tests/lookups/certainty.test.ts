import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordCoverage, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { Connection } from '../../src/db/store.ts';
import { addDays } from '../../src/domain/dates.ts';
import { DUTY_TYPES, type Met } from '../../src/domain/vocabulary.ts';
import { countMeasureFacets } from '../../src/lookups/facets.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { listRestrictions } from '../../src/lookups/restrictions.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, sharedTracker, type TestTracker } from '../support/database.ts';
import { quote } from '../support/quoting.ts';
import { change, me, newMeasure, rowOf } from '../support/recording.ts';

interface History {
  status: string;
  /** Of wine, unless other goods are named. */
  coverage: (string | [effective_on: string, goods: string])[];
  /** At 10%, unless another rate is named. */
  rates: { effective_on: string; until_on?: string; expression?: string }[];
}

/** Tariffs one part of which is known to the month or the year only. */
const HISTORIES: Record<string, History> = {
  'all-exact': { status: '2020-03-01', coverage: ['2020-03-01'], rates: [{ effective_on: '2020-03-01' }] },
  'year-of-coverage': { status: '2020-01-01', coverage: ['2020'], rates: [{ effective_on: '2020-01-01' }] },
  'year-of-everything': { status: '2020', coverage: ['2020'], rates: [{ effective_on: '2020' }] },
  'year-of-next-coverage': { status: '2020-01-01', coverage: [['2019-01-01', '03'], '2020'], rates: [{ effective_on: '2020-01-01' }] },
  'month-of-rates': { status: '2020-01-01', coverage: ['2020-01-01'], rates: [{ effective_on: '2020-03' }] },
  'month-of-status': { status: '2020-03', coverage: ['2020-01-01'], rates: [{ effective_on: '2020-01-01' }] },
  'next-coverage': { status: '2020-01-01', coverage: ['2020-01-01', ['2020-06', 'ex 2204']], rates: [{ effective_on: '2020-01-01' }] },
  'rates-that-return': {
    status: '2020-01-01',
    coverage: ['2020-01-01'],
    rates: [{ effective_on: '2020-01-01' }, { effective_on: '2020-02-01', until_on: '2020-08', expression: '12%' }],
  },
};

describe.each(ENGINES_OF_ALL)('how sure an answer is, on %s', (_engine, open) => {
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
    for (const one of coverage) {
      const [effective_on, goods] = typeof one === 'string' ? [one, '2204'] : one;
      const body = { effective_on, scopes: [{ goods: [goods], partners: ['AU'] }], unsourced: true as const };
      await recordCoverage(t.tracker, me, id, CoverageBody.parse(body));
    }
    for (const { expression = '10%', ...table } of rates)
      await recordRateTable(t.tracker, me, id, RateTableBody.parse({ ...table, rates: [{ expression }], unsourced: true }));
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

  // Wine and meat of Australia and Japan, of which one is no longer held, by words or dates that leave open whether that is so.
  const wine = { goods: ['2204'], partners: ['AU'] };
  const meat = { goods: ['0203'], partners: ['JP'] };
  const FREED: Record<string, (id: string) => Promise<unknown>> = {
    'a doubtful lifting in part': (id) =>
      recordStatusChanges(t.tracker, me, id, [change('partially_lifted', '2022-02-01', { exemptions: [wine], doubt: 'one report' })]),
    'a lifting in part in some month': (id) =>
      recordStatusChanges(t.tracker, me, id, [change('partially_lifted', '2022-02', { exemptions: [wine] })]),
    'a doubtful coverage': (id) =>
      recordCoverage(
        t.tracker,
        me,
        id,
        CoverageBody.parse({ effective_on: '2022-02-01', scopes: [meat], doubt: 'one report', unsourced: true }),
      ),
    'a coverage of some month': (id) =>
      recordCoverage(t.tracker, me, id, CoverageBody.parse({ effective_on: '2022-02', scopes: [meat], unsourced: true })),
  };

  it.each(Object.entries(FREED))(
    '%s may leave what is asked banned: it is unclear, in lists, their counts and their map',
    async (name, free) => {
      const id = `freed-${name.replaceAll(' ', '-')}`;
      await newMeasure(t.tracker, id, { coverage: { effective_on: '2020-01-01', scopes: [wine, meat], unsourced: true } });
      await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
      await free(id);
      const questions = [{ product: '220421' }, { product: '22' }, { affected: 'AU' }, { product: '2204', affected: 'AU' }];
      const asked = async (on: string, question: object) => (await rowOf(t.tracker, id, { on, status: 'active', ...question }))?.match;
      for (const question of questions) {
        // Of a chapter other goods are free.
        expect(await asked('2022-01-31', question)).toBe(
          ('product' in question && question.product === '22' ? 'part' : 'full') satisfies Met,
        );
        expect(await asked('2022-02-10', question)).toBe('unclear');
        expect(await asked('2022-02-10', { ...question, match: ['full', 'part'] })).toBeUndefined();
        // A month is over some day; a doubt stays.
        expect(await asked('2022-03-01', question)).toBe(name.includes('doubtful') ? 'unclear' : undefined);
      }
      expect(await asked('2022-02-10', { product: '0203' })).toBe('full');
      expect(await asked('2022-02-10', { product: '0303' })).toBeUndefined();
      const on = '2022-02-10';
      const counted = async (affected: string) => (await listMeasures(t.tracker, { on, affected }, { limit: 1, count: true })).count;
      const { counts } = await countMeasureFacets(t.tracker, { on });
      const { data } = await listRestrictions(t.tracker, { on });
      for (const partner of ['AU', 'JP']) {
        expect(counts.affected?.get(partner)).toBe(await counted(partner));
        const pair = data.find(({ imposed_by, affected }) => imposed_by === 'CN' && affected === partner);
        expect((pair?.bans ?? 0) + (pair?.tariffs ?? 0)).toBe(await counted(partner));
      }
      await recordStatusChanges(t.tracker, me, id, [change('lifted', '2022-06-01')]);
    },
  );

  it('a coverage known to the year is possible until it has begun for certain', async () => {
    await newMeasure(t.tracker, 'in-2024', {
      kind: 'tariff',
      type: 'additional',
      imposed_by: 'JP',
      coverage: { effective_on: '2024', scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2023-06-01', unsourced: true }],
    });
    await recordRateTable(
      t.tracker,
      me,
      'in-2024',
      RateTableBody.parse({ effective_on: '2023-06-01', rates: [{ expression: '10%' }], unsourced: true }),
    );
    const seen: Record<string, string | undefined> = {};
    for (const on of ['2023-12-31', '2024-01-01', '2024-07-01', '2024-12-30', '2024-12-31', '2025-01-01']) {
      const row = await rowOf(t.tracker, 'in-2024', { on, product: '2204', affected: 'AU' });
      const { cannot_compute } = await quote(t, { on, importer: 'JP' });
      seen[on] = row?.match === 'unclear' ? 'unclear' : row?.certainty;
      const inDoubt = cannot_compute.some(({ code, measure }) => code === 'date_in_doubt' && measure === 'in-2024');
      expect([on, inDoubt]).toEqual([on, row?.certainty === 'possible']);
    }
    expect(seen).toEqual({
      // Nobody said what it covered then.
      '2023-12-31': 'unclear',
      '2024-01-01': 'possible',
      '2024-07-01': 'possible',
      '2024-12-30': 'possible',
      // It began by then, whenever that was.
      '2024-12-31': 'certain',
      '2025-01-01': 'certain',
    });
  });

  it('a table of rates that is in doubt, or of some month, stands beside the one that may hold instead', async () => {
    for (const [id, next] of Object.entries({
      'table-of-a-month': { effective_on: '2022-02' },
      'table-in-doubt': { effective_on: '2022-02-01', doubt: 'one report' },
    })) {
      await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional' });
      await recordStatusChanges(t.tracker, me, id, [change('in_force', '2020-01-01')]);
      for (const table of [
        { effective_on: '2020-01-01', rates: [{ expression: '25%' }] },
        { ...next, rates: [{ expression: '5%' }] },
      ])
        await recordRateTable(t.tracker, me, id, RateTableBody.parse({ ...table, unsourced: true }));
      const charged = async (on: string) => {
        const row = await rowOf(t.tracker, id, { on });
        return [row?.rate_summary, row?.rate_min_pct, row?.rate_max_pct];
      };
      expect(await charged('2022-01-31')).toEqual(['25%', '25', '25']);
      expect(await charged('2022-02-10')).toEqual(['5%–25%', '5', '25']);
      expect(await charged('2022-03-10')).toEqual('doubt' in next ? ['5%–25%', '5', '25'] : ['5%', '5', '5']);
      await recordStatusChanges(t.tracker, me, id, [change('lifted', '2022-06-01')]);
      // What is over tells its last rates.
      expect((await charged('2022-06-01'))[0]).toBe('5%');
    }
  });

  it('a row that shows a rate in doubt is doubtful, as the duty is', async () => {
    await newMeasure(t.tracker, 'rates-in-doubt', {
      kind: 'tariff',
      type: 'additional',
      imposed_by: 'KR',
      coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['2204'], partners: ['AU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
    });
    const rates = [
      { scope: { exporters: ['byd'] }, expression: '10%', doubt: 'one report' },
      { scope: { exporters: ['all_others'] }, expression: '20%' },
    ];
    await recordRateTable(t.tracker, me, 'rates-in-doubt', RateTableBody.parse({ effective_on: '2020-01-01', rates, unsourced: true }));
    const asked = { on: '2022-01-01', product: '2204', affected: 'AU' };
    const answers = async (exporter?: string) => {
      const row = await rowOf(t.tracker, 'rates-in-doubt', { ...asked, ...(exporter && { exporter }) });
      const { depends_on } = await quote(t, { on: asked.on, importer: 'KR', ...(exporter && { exporter }) });
      return [row?.certainty, row?.rate_summary, depends_on.some((text) => text.includes('the rate is in doubt'))];
    };
    expect(await answers('byd')).toEqual(['doubtful', '10%', true]);
    expect(await answers('tesla')).toEqual(['certain', '20%', false]);
    // Without a company both show both, and both the doubt about one of them.
    expect(await answers()).toEqual(['doubtful', '10%–20%', true]);
  });

  it('an end that is in doubt says so beside its day, on each day of the run and not after it', async () => {
    await newMeasure(t.tracker, 'end-in-doubt', { coverage: undefined });
    await recordStatusChanges(t.tracker, me, 'end-in-doubt', [
      change('in_force', '2020-01-01'),
      change('suspended', '2020-06-01', { until_on: '2020-07-01' }),
      change('expired', '2021-03', { doubt: 'It may be prolonged.' }),
      change('in_force', '2022-01-01', { until_on: '2023-01-01' }),
    ]);
    const ends = async (on: string) => {
      const row = await rowOf(t.tracker, 'end-in-doubt', { on });
      return [row?.in_force_until, row?.end_in_doubt];
    };
    expect(await ends('2020-02-01')).toEqual(['2020-05-31', false]);
    expect(await ends('2020-08-01')).toEqual(['2021-03', true]);
    expect(await ends('2021-06-01')).toEqual([null, false]);
    expect(await ends('2022-02-01')).toEqual(['2022-12-31', false]);
  });

  it('an end that is put in doubt is told from then on, and not as it was known before', async () => {
    await newMeasure(t.tracker, 'lately-in-doubt', { coverage: undefined });
    await recordStatusChanges(t.tracker, me, 'lately-in-doubt', [change('in_force', '2020-01-01')]);
    const asked = async (known_at?: string) => {
      const answer = await listMeasures(t.tracker, { on: '2021-06-01', ...(known_at && { known_at }) }, { limit: 1 });
      return { known_at: answer.known_at, isTold: answer.in_doubt?.some(({ id }) => id === 'lately-in-doubt') ?? false };
    };
    const before = await asked();
    expect(before.isTold).toBe(false);
    await recordStatusChanges(t.tracker, me, 'lately-in-doubt', [change('expired', '2021-03-01', { doubt: 'It may be prolonged.' })]);
    expect((await asked()).isTold).toBe(true);
    expect((await asked(before.known_at)).isTold).toBe(false);
  });

  it('what may go on is found once for a day, and for each day by itself', async () => {
    await newMeasure(t.tracker, 'goes-on', { coverage: undefined });
    await recordStatusChanges(t.tracker, me, 'goes-on', [
      change('in_force', '2020-01-01'),
      change('expired', '2021-03-01', { doubt: 'It may be prolonged.' }),
      change('in_force', '2022-03-01'),
    ]);
    const toldOn = async (on: string): Promise<boolean> => {
      const { in_doubt } = await listMeasures(t.tracker, { on }, { limit: 1 });
      return in_doubt?.some(({ id }) => id === 'goes-on') ?? false;
    };
    const days = ['2020-06-01', '2021-06-01', '2022-06-01'];
    const told: boolean[] = [];
    for (const day of days) told.push(await toldOn(day));
    expect(told).toEqual([false, true, false]);
    const asked = vi.spyOn(Connection.prototype, 'query');
    for (const day of days) expect(await toldOn(day)).toBe(day === days[1]);
    expect(asked.mock.calls.map(([name]) => name)).not.toContain('statement_entries');
    asked.mockRestore();
  });

  it('a day that is not known makes no duty unsure where it changes nothing', async () => {
    const scopes = [{ goods: ['2204'], partners: ['AU'] }];
    await newMeasure(t.tracker, 'said-again', {
      kind: 'tariff',
      type: 'mfn',
      imposed_by: 'TW',
      coverage: { effective_on: '2020-01-01', scopes, unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
    });
    for (const effective_on of ['2020-01-01', '2021'])
      await recordRateTable(
        t.tracker,
        me,
        'said-again',
        RateTableBody.parse({ effective_on, rates: [{ expression: '10%' }], unsourced: true }),
      );
    expect(await quote(t, { on: '2021-06-01', importer: 'TW' })).toMatchObject({ total_ad_valorem_pct: '10', cannot_compute: [] });
  });
});

describe('the bundled tariffs', () => {
  it('are as sure in a list as in a duty', async () => {
    const t = await sharedTracker();
    const compared: Record<string, number> = {};
    const type = DUTY_TYPES;
    for (const on of ['2018-09-01', '2021-01-01', '2024-10-24', '2025-04-20', '2026-02-15', '2026-11-24'])
      for (const [importer, origin, product] of [
        ['EU', 'CN', '8703801010'],
        ['CN', 'AU', '2204'],
        ['CN', 'US', '0201'],
        ['US', 'CN', '870380'],
        ['US', 'JP', '8703'],
        ['US', 'BR', '76'],
        ['US', 'IN', '7601'],
        ['CA', 'CN', '72'],
        ['TR', 'CN', '870380'],
        ['MX', 'CN', '87'],
      ] as const) {
        const question = {
          on,
          imposed_by: importer,
          affected: origin,
          product,
          kind: 'tariff' as const,
          type,
          direction: 'import' as const,
        };
        const { data, in_doubt = [] } = await listMeasures(t.tracker, question, { limit: 5000 });
        const { base, lines, suppressed, cannot_compute, depends_on } = await quote(t, { importer, origin, product, on });
        for (const line of [...(base ? [base] : []), ...lines]) {
          // What is said to be over, with a doubt, stands beside the list, and may be paid all the same.
          const isOver = ({ code, measure, detail }: (typeof cannot_compute)[number]): boolean =>
            code === 'status_in_doubt' && measure === line.measure && !detail.startsWith('whether the rule');
          if (cannot_compute.some(isOver)) {
            expect([...data, ...in_doubt].find(({ id }) => id === line.measure)).toMatchObject({ certainty: 'doubtful' });
            continue;
          }
          const row = data.find(({ id }) => id === line.measure);
          const unsure = cannot_compute.some(({ code, measure }) => code === 'date_in_doubt' && measure === line.measure);
          const doubted = depends_on.some((text) => text.startsWith(`${line.measure}: `) && text.includes('in doubt'));
          const name = `${line.measure} on ${on}`;
          expect(row, name).toBeDefined();
          // A rate that is not known can't be in doubt; one that is not collected is no reason against a total.
          if (row?.certainty === 'certain') expect([name, unsure]).toEqual([name, false]);
          if (unsure) expect(['possible', 'doubtful'], name).toContain(row?.certainty);
          // The lists of orders, without rates, began to cover some goods on a day known to the year; others they cover before it and after.
          if (row?.certainty === 'possible' && line.collected === 'full' && line.rate !== null)
            expect([name, unsure]).toEqual([name, true]);
          if (row?.certainty === 'doubtful' && line.rate !== null) expect([name, doubted]).toEqual([name, true]);
          compared[row?.certainty ?? 'none'] = (compared[row?.certainty ?? 'none'] ?? 0) + 1;
          // Lines met by a list are met by a duty in the same way, but for the rate, which may be met less.
          if (row?.match !== 'full') expect(line.match, name).not.toBe('full');
        }
        // What the list leaves out is exempt, and the other way round.
        const exempt = suppressed.filter(({ rule }) => rule.type === 'exempt').map(({ measure }) => measure);
        expect(data.map(({ id }) => id).filter((id) => exempt.includes(id))).toEqual([]);
      }
    for (const certainty of ['certain', 'doubtful']) expect(compared[certainty], certainty).toBeGreaterThan(5);
    await t.close();
  });
});
