import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { WHOLE } from '../../src/db/cut.ts';
import { statementsOfMeasures } from '../../src/db/statements.ts';
import { addDays, firstDay } from '../../src/domain/dates.ts';
import type { Rate } from '../../src/domain/ledger.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { hasEnded, isInForce } from '../../src/domain/status.ts';
import { periodOn, statementPeriods, statusPeriods } from '../../src/domain/timeline.ts';
import { CHANGE_CLOCKS, CHANGE_SUBJECTS, type ChangeClock, COLLECTIONS, type Status, words } from '../../src/domain/vocabulary.ts';
import { summariseRates } from '../../src/domain/words.ts';
import { LISTS } from '../../src/lookups/lists.ts';
import { measureRows } from '../../src/lookups/measures.ts';
import { totalOf } from '../../src/lookups/paging.ts';
import { changesToldApart, listStatusChanges, statusChangesOf, streamStatusChanges } from '../../src/lookups/status-changes.ts';
import { viewAt } from '../../src/lookups/tracker.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import type { StatusChangeRow } from '../../src/things/status-change.ts';
import { bundledOrSomeOn, ENGINES_OF_ALL, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { oneIn } from '../support/thorough.ts';

type Question = Parameters<typeof streamStatusChanges>[1];

describe.each(ENGINES_OF_ALL)('the flow of status changes on %s', (...engine) => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await bundledOrSomeOn(engine);
    const [one] = (await listStatusChanges(test.tracker, { measure: 'cn-au-wine-ad' }, { limit: 1 })).data;
    await correctEntry(test.tracker, me, one?.seq ?? 0, {
      reason: 'known to the month',
      replacement: { status: 'lifted', effective_on: '2024-03', unsourced: true },
    } as never);
  });
  afterAll(() => test.close());

  const whole = async (question: Question): Promise<StatusChangeRow[]> => {
    const { count, batches } = await streamStatusChanges(test.tracker, question);
    const rows: StatusChangeRow[] = [];
    for await (const batch of batches) rows.push(...batch);
    expect(rows).toHaveLength(await totalOf({ count }));
    return rows;
  };
  const paged = async (question: Question, limit: number): Promise<StatusChangeRow[]> => {
    const rows: StatusChangeRow[] = [];
    let after: Awaited<ReturnType<typeof listStatusChanges>>['next'] | undefined;
    do {
      const page = await listStatusChanges(test.tracker, question, { limit, after: after ?? undefined });
      expect(page.data.length, 'a page is full unless it is the last').toBe(page.next === null ? page.data.length : limit);
      rows.push(...page.data);
      after = page.next;
    } while (after);
    return rows;
  };
  const dayOf = (row: StatusChangeRow, by: ChangeClock): string =>
    ({
      effective: firstDay(row.effective_on),
      announced: row.announced_on && firstDay(row.announced_on),
      recorded: row.recorded_at.slice(0, 10),
    })[by] ?? '';

  it.each(CHANGE_CLOCKS)('by %s is in the order of its days, and its pages are the whole of it', async (by) => {
    const questions = [
      {},
      { kind: 'tariff' as const, imposed_by: 'CN' },
      { announced_by: '2024-06-30' },
      { status: ['lifted' as const] },
      { product: '2204', affected: 'AU' },
      { product: '2204', announced_by: '2024-06-30' },
      { what: CHANGE_SUBJECTS, imposed_by: 'US', affected: 'CN' },
      { what: ['rates' as const, 'coverage' as const], product: '8703', announced_by: '2025-06-30' },
    ];
    // What another engine does otherwise, half of them show.
    for (const more of engine[0] === 'sqlite' ? oneIn(4, questions) : oneIn(4, questions, 2)) {
      const rows = await whole({ by, ...more });
      expect(rows.length).toBeGreaterThan(5);
      const days = rows.map((row) => dayOf(row, by));
      expect(days).toEqual(days.toSorted().reverse());
      for (const [index, row] of rows.entries()) {
        const before = rows[index - 1];
        if (before && dayOf(before, by) === days[index]) expect(before.seq >= row.seq).toBe(true);
      }
      expect(await paged({ by, ...more }, Math.ceil(rows.length / 5))).toEqual(rows);
    }
  });

  it('an area lies in the partner that is asked about, or it is refused', async () => {
    const first = (question: Question) => listStatusChanges(test.tracker, question, { limit: 1 });
    await refused(first({ affected: 'CN', area: 'JP-07' }), 'invalid', '"JP-07" is no area of affected "CN": it lies in JP');
    expect((await first({ affected: 'JP', area: 'JP-07' })).data).toEqual((await first({ area: 'JP-07' })).data);
  });

  it('a product, a partner and an area find the changes of what covers them on the day of the change, those that free them included', async () => {
    const measures = async (question: Question): Promise<Set<string>> => new Set((await whole(question)).map(({ measure }) => measure));
    const wine = await measures({ product: '220421', affected: 'AU', imposed_by: 'CN', kind: 'tariff' });
    expect([...wine]).toEqual(expect.arrayContaining(['cn-au-wine-ad', 'cn-au-wine-cvd']));
    expect(wine).not.toContain('cn-au-barley-ad');
    // Of both the measures that both leave, however each finds them.
    expect(await measures({ product: '220421', dispute: 'au-cn-barley' })).toEqual(new Set());
    const freed = await whole({ product: '0307', area: 'JP-01', measure: 'cn-jp-aquatic-2023' });
    expect(freed.map(({ status }) => status)).toContain('partially_lifted');
    await refused(whole({ affected: 'XX' }), 'invalid', '"XX" is no jurisdiction');
    await refused(whole({ area: 'JP-99' }), 'invalid', '"JP-99" is no area of the register: areas of JP run from JP-01 to JP-47');
    await refused(whole({ area: 'CN-XX' }), 'invalid', '"CN-XX" is no area of the register: of CN there is CN-XJ; /jurisdictions');

    // What it covers changes: each change is about what was covered then, the first one before anything was.
    await newMeasure(test.tracker, 'by-time', {
      coverage: { effective_on: '2021-01-01', scopes: [{ goods: ['0101'], partners: ['AU'] }], unsourced: true },
      status_changes: [
        { status: 'threatened', effective_on: '2020-06-01', unsourced: true },
        { status: 'in_force', effective_on: '2021-01-01', unsourced: true },
      ],
    });
    const covering = CoverageBody.parse({ effective_on: '2022-01-01', scopes: [{ goods: ['0201'], partners: ['AU'] }], unsourced: true });
    await recordCoverage(test.tracker, me, 'by-time', covering);
    await recordStatusChanges(test.tracker, me, 'by-time', [change('lifted', '2023-01-01')]);
    const found = async (product: string): Promise<string[]> => (await whole({ product, measure: 'by-time' })).map(({ status }) => status);
    expect(await found('0101')).toEqual(['in_force', 'threatened']);
    expect(await found('020110')).toEqual(['lifted']);
  });

  it('finds what a union imposed on the days on which who is asked about was in it, whatever the day of the question', async () => {
    const imposers = async (question: Question): Promise<string[]> =>
      [...new Set((await whole({ imposed_by: 'GB', ...question })).map(({ imposed_by }) => imposed_by))].sort();
    for (const on of [undefined, '2019-06-01', '2026-11-24']) {
      expect(await imposers({ on, from: '2018-01-01', to: '2019-12-31' })).toEqual(['EU']);
      expect(await imposers({ on, from: '2021-01-01', to: '2023-12-31' })).toEqual(['GB']);
    }
    const question = { imposed_by: 'GB', from: '2018-01-01', to: '2023-12-31' };
    const rows = await whole(question);
    expect(await paged(question, 7)).toEqual(rows);
    expect(await whole({ ...question, match: ['part'] })).toEqual([]);
    const union = await whole({ ...question, imposed_by: 'EU', to: '2020-12-31' });
    expect(rows.filter(({ imposed_by }) => imposed_by === 'EU')).toEqual(union);
  });

  it('says how what is asked is met by what is covered on the day of the change, and can be asked by it', async () => {
    const goods = [{ name: 'Cars of an age that is to be said', codes: [] }];
    await newMeasure(test.tracker, 'by-match', {
      coverage: { effective_on: '2021-01-01', scopes: [{ goods, partners: ['AU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2021-01-01', unsourced: true }],
    });
    const listed = CoverageBody.parse({ effective_on: '2022-01-01', scopes: [{ goods: ['870380'], partners: ['AU'] }], unsourced: true });
    await recordCoverage(test.tracker, me, 'by-match', listed);
    await recordStatusChanges(test.tracker, me, 'by-match', [change('lifted', '2023-01-01')]);
    const found = async (more: Question): Promise<string[]> =>
      (await whole({ measure: 'by-match', ...more })).map(({ status, match }) => `${status} ${match}`);
    expect(await found({})).toEqual(['lifted full', 'in_force full']);
    expect(await found({ product: '870380' })).toEqual(['lifted full', 'in_force unclear']);
    expect(await found({ product: '8703' })).toEqual(['lifted part', 'in_force unclear']);
    expect(await found({ product: '8703', match: ['full', 'part'] })).toEqual(['lifted part']);
    expect(await found({ match: ['unclear'] })).toEqual([]);
    const { count } = await listStatusChanges(
      test.tracker,
      { product: '8703', measure: 'by-match', match: ['part'] },
      { limit: 1, count: true },
    );
    expect(count).toBe(1);
  });

  it('a window leaves out what has no day by that clock, and nothing else', async () => {
    for (const by of CHANGE_CLOCKS) {
      const all = await whole({ by });
      const [from, to] = ['2020-06-01', '2024-03-31'];
      const within = (row: StatusChangeRow): boolean => from <= dayOf(row, by) && dayOf(row, by) <= to;
      expect(await whole({ by, from, to })).toEqual(all.filter(within));
      expect(await whole({ by, from: '1900-01-02' })).toEqual(all.filter((row) => dayOf(row, by) !== ''));
    }
  });

  it('has the statuses of base duties where their measure is asked for, and what they charge in any case', async () => {
    const measures = new Set(
      (await whole({ what: CHANGE_SUBJECTS })).filter(({ what }) => what === 'status').map(({ measure }) => measure),
    );
    expect(measures).toContain('cn-au-wine-ad');
    expect([...measures].filter((id) => id.includes('-mfn-'))).toEqual([]);
    expect((await whole({ measure: 'cn-mfn-brandy' })).map(({ status }) => status)).toContain('in_force');
    const rates = (await whole({ what: ['rates'] })).map(({ measure }) => measure);
    expect(rates).toContain('cn-mfn-brandy');
  });

  it('of some measures is what the whole has of them, the earliest first', async () => {
    const all = await whole({});
    const ids = [...new Set(all.filter(({ derived }) => derived).map(({ measure }) => measure)), 'cn-au-wine-ad'];
    const own = await test.tracker.store.read(async (connection) =>
      statusChangesOf(connection, ids, await viewAt(test.tracker, connection, {})),
    );
    expect(ids.length).toBeGreaterThan(3);
    expect(own).toEqual(all.filter(({ measure }) => ids.includes(measure)).reverse());
  });

  it('of rates and coverage has each that took the place of another since the history of its measure began, and no more', async () => {
    const rows = await whole({ what: ['rates', 'coverage'] });
    const keyOf = ({ measure, what, effective_on, derived, said_before, ...row }: StatusChangeRow) =>
      `${measure} ${what} ${effective_on} ${derived}${what === 'rates' ? ` ${said_before} → ${row.says}` : ''}`;
    const reach = ({ goods, partners, excluded, exporters, quota, condition, list_unknown }: Scope): string => {
      const meant = goods.map(({ codes, name }) => (codes.length > 0 ? codes : name));
      return JSON.stringify([meant, partners, excluded, exporters, quota, condition, list_unknown]);
    };
    /** What one list has and another has not, as far as it says what is charged on what. */
    const only = (some: readonly Rate[], others: readonly Rate[]): Rate[] => {
      const charge = ({ scope, expression, min_pct, max_pct, collection, value_part }: Rate): string =>
        JSON.stringify([reach(scope), expression, min_pct, max_pct, collection, value_part]);
      const texts = new Set(others.map(charge));
      return some.filter((one) => !texts.has(charge(one)));
    };
    const expected = await test.tracker.store.read(async (connection) => {
      const measures = await connection.db.selectDistinct({ id: connection.tables.measures.id }).from(connection.tables.measures);
      const ids = measures.map(({ id }) => id);
      return [...(await statementsOfMeasures(connection, ids, WHOLE))].flatMap(([measure, { statuses, coverages, rateTables }]) => {
        const periods = statusPeriods(statuses);
        const begun = periods[0]?.starts_on ?? '9999';
        const isOver = (day: string): boolean => hasEnded(periodOn(periods, day)?.statement.status ?? 'lifted');
        // What is said first of one that was in force for certain tells what was not known before.
        const wasInForce = (day: string): boolean =>
          periods.some((one) => one.certain_from < day && day < one.certain_until && isInForce(one.statement.status));
        return [coverages, rateTables].flatMap((own) =>
          statementPeriods(own).flatMap(({ statement, starts_on, from, derived }, index, all) => {
            const before = all[index - 1];
            if ((before === undefined && !wasInForce(starts_on)) || starts_on <= begun || isOver(starts_on)) return [];
            const [now, earlier] = [statement.entry, before?.ends_on === starts_on ? before.statement.entry : undefined];
            const prolongs = !derived && earlier && earlier.until_on !== null && earlier.until_on !== now.until_on;
            const key = `${measure} ${now.kind === 'coverage' ? 'coverage' : 'rates'} ${from} ${derived}`;
            if (now.kind === 'coverage') {
              const scopes = earlier?.kind === 'coverage' ? earlier.scopes : [];
              return !prolongs && scopes.map(reach).join() === now.scopes.map(reach).join() ? [] : [key];
            }
            const rates = earlier?.kind === 'rate_table' ? earlier.rates : [];
            const [gones, comes] = [only(rates, now.rates), only(now.rates, rates)];
            const isProlonged = prolongs && gones.length + comes.length === 0;
            const [gone, come] = (isProlonged ? [rates, now.rates] : [gones, comes]).map((some) => {
              const short = summariseRates({ rates: some });
              const isForSome = some.every(
                ({ scope }) => scope.condition !== null || (scope.exporters.length > 0 && !scope.exporters.includes('all_others')),
              );
              const ways = new Set(some.map(({ collection }) => collection));
              const how = {
                full: 'in full',
                guarantee: 'as a guarantee',
                if_undertaking_broken: 'only if the undertaking is broken',
                none: 'determined, not collected in the end',
              };
              const inOrder = COLLECTIONS.filter((one) => ways.has(one)).map((one) => (ways.size > 1 ? `some ${how[one]}` : how[one]));
              const collected = ways.size === 1 && ways.has('full') ? '' : ` (${inOrder.join(', ')})`;
              return some.length === 0 ? null : `${short}${isForSome ? ' for some' : ''}${collected}`;
            });
            const statusOn = (day: string) => periodOn(periods, day)?.statement.status ?? 'lifted';
            const [was, is] = [statusOn(addDays(starts_on, -1)), statusOn(starts_on)];
            const uncharged = gone !== null && isInForce(is) && !isInForce(was) ? ` (${words(was)})` : '';
            return gone === null && come === null ? [] : [`${key} ${gone}${uncharged} → ${come}`];
          }),
        );
      });
    });
    expect(expected.length).toBeGreaterThan(200);
    expect(rows.map(keyOf).sort()).toEqual(expected.sort());
    await test.tracker.store.read(async (connection) => {
      for (const { measure, effective_on, status } of oneIn(16, rows, 8)) {
        const view = await viewAt(test.tracker, connection, { on: firstDay(effective_on) });
        expect((await measureRows(connection, [measure], view))[0]?.status, `${measure} ${effective_on}`).toBe(status);
      }
    });
  });

  it('tells which of the rates are in doubt by themselves', async () => {
    const unsourced = true as const;
    await newMeasure(test.tracker, 'rates-doubted', {
      kind: 'tariff',
      type: 'additional',
      coverage: { effective_on: '2020', scopes: [{ goods: ['2204', '2206'], partners: ['AU'] }], unsourced },
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced }],
    });
    const record = (effective_on: string, wine: object, doubt?: string) =>
      recordRateTable(
        test.tracker,
        me,
        'rates-doubted',
        RateTableBody.parse({
          ...{ effective_on, doubt, unsourced },
          rates: [
            { scope: { goods: ['2204'] }, expression: '10%', ...wine },
            { scope: { goods: ['2206'] }, expression: '5%' },
          ],
        }),
      );
    await record('2020-02-01', {});
    await record('2021-01-01', { expression: '20%', doubt: 'or 25%' });
    await record('2022-01-01', { expression: '30%', doubt: 'or 35%' }, 'one report');
    const doubts = async (question: Question) =>
      (await whole({ measure: 'rates-doubted', what: ['rates'], order: 'earliest', ...question })).map(({ says, doubt }) => [says, doubt]);
    expect(await doubts({ product: '220421' })).toEqual([
      ['10%', null],
      ['20%', 'or 25%'],
      ['30%', 'one report; or 35%'],
    ]);
    expect(await doubts({})).toEqual([
      ['5%–10%', null],
      ['20%', 'or 25%'],
      ['30%', 'one report; or 35%'],
    ]);
    // Of goods that differ it is told of which.
    expect((await doubts({ product: '22' })).at(-1)).toEqual(['5%–30%', 'one report; of some of the rates: or 35%']);
  });

  it('tells rates and coverage as far as they are asked about, and leaves out what says the same of that', async () => {
    const unsourced = true as const;
    await newMeasure(test.tracker, 'terms-told', {
      kind: 'tariff',
      type: 'additional',
      coverage: { effective_on: '2020', scopes: [{ goods: ['2204', '2206'], partners: ['AU', 'NZ'] }], unsourced },
      status_changes: [
        { status: 'announced', effective_on: '2020-01-01', unsourced },
        { status: 'in_force', effective_on: '2021-01-01', until_on: '2025-01-01', unsourced },
      ],
    });
    const rates = (wine: string, cider: string) => [
      { scope: { goods: ['2204'] }, expression: wine },
      { scope: { goods: ['2206'] }, expression: cider },
    ];
    for (const [effective_on, wine, cider, until_on] of [
      ['2020-06-01', '5%', '5%'],
      ['2021-06-01', '10%', '5%'],
      ['2022-01-01', '20%', '5%', '2022-07-01'],
      ['2023-01', '20%', '7%'],
    ] as const)
      await recordRateTable(
        test.tracker,
        me,
        'terms-told',
        RateTableBody.parse({ effective_on, ...(until_on && { until_on }), rates: rates(wine, cider), unsourced }),
      );
    for (const [effective_on, goods, partners] of [
      ['2024-01-01', ['2204', '2206', '2208'], ['AU', 'NZ']],
      ['2024-06-01', ['2206', '2208'], ['AU', 'NZ', 'CL']],
    ] as const)
      await recordCoverage(test.tracker, me, 'terms-told', CoverageBody.parse({ effective_on, scopes: [{ goods, partners }], unsourced }));
    const told = async (question: Question) =>
      (await whole({ measure: 'terms-told', order: 'earliest', ...question })).map(
        ({ effective_on, until_on, derived, status, match, said_before, says }) =>
          `${effective_on}${until_on ? `–${until_on}` : ''}${derived ? ' by itself' : ''} ${status} ${match}: ${said_before} → ${says}`,
      );
    // The first rates belong to the beginning, and those that follow while the measure is only announced do not.
    expect(await told({ what: ['rates'] })).toEqual([
      '2021-06-01 in_force full: 5% → 10%',
      '2022-01-01–2022-07-01 in_force full: 10% → 20%',
      '2022-07-01 by itself in_force full: 20% → 10%',
      '2023-01 in_force full: 5%–10% → 7%–20%',
    ]);
    expect(await told({ what: ['rates'], product: '220421' })).toEqual([
      '2021-06-01 in_force full: 5% → 10%',
      '2022-01-01–2022-07-01 in_force full: 10% → 20%',
      '2022-07-01 by itself in_force full: 20% → 10%',
      '2023-01 in_force full: 10% → 20%',
    ]);
    expect(await told({ what: ['rates'], product: '2206' })).toEqual(['2023-01 in_force full: 5% → 7%']);
    expect(await told({ what: ['coverage'] })).toEqual([
      '2024-01-01 in_force full: null → goods + 2208',
      '2024-06-01 in_force full: null → goods − 2204; partners + CL',
    ]);
    // Who is freed is told too, and whom it is no news is not.
    expect(await told({ what: ['coverage'], product: '2204' })).toEqual([
      '2024-06-01 in_force null: null → goods − 2204; partners − AU, NZ',
    ]);
    expect(await told({ what: ['coverage'], affected: 'CL' })).toEqual([
      '2024-06-01 in_force full: null → goods + 2206, 2208; partners + CL',
    ]);
    expect(await told({ what: ['coverage'], product: '2208', match: ['full'] })).toEqual([
      '2024-01-01 in_force full: null → goods + 2208; partners + AU, NZ',
      '2024-06-01 in_force full: null → partners + CL',
    ]);
    // Who was told that a truce ends on a day is told that it goes on.
    const body = { effective_on: '2022-07-01', until_on: '2022-10-01', rates: rates('20%', '5%'), unsourced };
    await recordRateTable(test.tracker, me, 'terms-told', RateTableBody.parse(body));
    expect(await told({ what: ['rates'], product: '2204', from: '2022-01-01', to: '2022-12-31' })).toEqual([
      '2022-01-01–2022-07-01 in_force full: 10% → 20%',
      '2022-07-01–2022-10-01 in_force full: 20% → 20%',
      '2022-10-01 by itself in_force full: 20% → 10%',
    ]);
    // The status is that of the day.
    expect(await told({ what: ['rates', 'coverage'], status: ['expired', 'announced'] })).toEqual([]);
    await recordRateTable(
      test.tracker,
      me,
      'terms-told',
      RateTableBody.parse({ effective_on: '2025-06-01', rates: rates('30%', '30%').slice(1), unsourced }),
    );
    expect(await told({ what: ['status', 'rates'], from: '2025-01-01' })).toEqual(['2025-01-01 by itself expired full: null → null']);
    expect(await told({ what: ['rates'], status: ['expired'] })).toEqual(['2025-06-01 expired full: 7%–20% → 30%']);
  });

  it('tells rates and coverage of what is asked about where only which part of it they are for is another', async () => {
    const unsourced = true as const;
    const id = 'terms-of-parts';
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', imposed_by: 'US' },
      coverage: { effective_on: '2020', scopes: [{ goods: ['2204', '2206'], partners: ['CN-XJ'] }], unsourced },
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced }],
    });
    for (const [effective_on, partners] of [
      ['2021-01-01', ['CN', 'AU']],
      ['2022-01-01', ['CN', 'NZ']],
    ] as const)
      await recordCoverage(
        test.tracker,
        me,
        id,
        CoverageBody.parse({ effective_on, scopes: [{ goods: ['2204', '2206'], partners }], unsourced }),
      );
    for (const [effective_on, ...rates] of [
      ['2020-01-01', ['220421', '10%'], ['220429', '20%']],
      ['2020-06-01', ['220421', '20%'], ['220429', '10%']],
      ['2020-09-01', ['220421', '20%'], ['220429', '10%'], ['2206', '30%']],
    ] as const) {
      const body = { effective_on, rates: rates.map(([code, expression]) => ({ scope: { goods: [code] }, expression })), unsourced };
      await recordRateTable(test.tracker, me, id, RateTableBody.parse(body));
    }
    const told = async (question: Question) =>
      (await whole({ measure: id, order: 'earliest', ...question })).map(
        ({ effective_on, match, said_before, says }) => `${effective_on} ${match}: ${said_before} → ${says}`,
      );
    // From a part of China to all of it; that others are hit beside is no news to it.
    expect(await told({ what: ['coverage'], affected: 'CN' })).toEqual(['2021-01-01 full: null → partners + CN, − CN-XJ']);
    expect(await told({ what: ['coverage'], area: 'CN-XJ' })).toEqual([]);
    expect(await told({ what: ['rates'], product: '2204' })).toEqual(['2020-06-01 full: 10%–20% → 10%–20%']);
    expect(await told({ what: ['rates'], product: '220421' })).toEqual(['2020-06-01 full: 10% → 20%']);
  });

  it('tells nothing of rates and coverage that is no change of what is asked about, and no number as charged on what is exempt', async () => {
    const unsourced = true as const;
    const id = 'no-change-of-these';
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', imposed_by: 'CN' },
      coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['1604', '2204', '2206'], partners: ['AU', 'NZ'] }], unsourced },
      status_changes: [
        { status: 'in_force', effective_on: '2020-01-01', unsourced },
        { status: 'partially_lifted', effective_on: '2024-01-01', exemptions: [{ goods: ['2204'] }], unsourced },
        { status: 'in_force', effective_on: '2026-01-01', unsourced },
      ],
    });
    for (const [effective_on, scopes] of [
      ['2021-01-01', [{ goods: ['16', '2204', '2206'], partners: ['AU', 'NZ'] }]],
      [
        '2022-01-01',
        [
          { goods: ['16', '2204', '2206'], partners: ['AU'] },
          { goods: ['16'], partners: ['*'], condition: 'from a plant on the list' },
        ],
      ],
      [
        '2023-01-01',
        [
          { goods: ['16', '2204', '2206'], partners: ['AU'] },
          { goods: ['2206'], partners: ['*'], quota: 'over' },
        ],
      ],
    ] as const)
      await recordCoverage(test.tracker, me, id, CoverageBody.parse({ effective_on, scopes, unsourced }));
    for (const [effective_on, wine, cider, until_on] of [
      ['2020-06-01', '10%', '5%'],
      ['2022-06-01', '10%', '20%', '2022-09-01'],
      ['2022-09-01', '10%', '20%', '2022-12-01'],
      ['2025-01-01', '30%', '7%'],
      ['2026-01-01', '40%', '7%'],
    ] as const) {
      const rates = [
        ...[
          ['2204', wine],
          ['2206', cider],
        ].map(([code, expression]) => ({ scope: { goods: [code] }, expression })),
      ];
      const body = { effective_on, ...(until_on && { until_on }), rates, unsourced };
      await recordRateTable(test.tracker, me, id, RateTableBody.parse(body));
    }
    const told = async (what: 'rates' | 'coverage', question: Question) =>
      (await whole({ measure: id, order: 'earliest', what: [what], ...question })).map(
        ({ effective_on, derived, said_before, says }) => `${effective_on}${derived ? ' by itself' : ''}: ${said_before} → ${says}`,
      );
    // A chapter holds its headings; and beside what is covered whoever exports it, more of the same is nothing.
    expect(await told('coverage', { product: '160414' })).toEqual([
      '2022-01-01: null → partners + all, − NZ; with condition: from a plant on the list',
      '2023-01-01: null → partners − all; without condition: from a plant on the list',
    ]);
    expect(await told('coverage', { product: '160414', affected: 'AU' })).toEqual([]);
    expect(await told('coverage', { product: '2206', affected: 'NZ' })).toEqual([
      '2022-01-01: null → goods − 2206; partners − NZ',
      '2023-01-01: null → goods + 2206; partners + NZ; quota + over',
    ]);
    // The first rates of what was in force before; then a pause is prolonged, which is for cider alone.
    expect(await told('rates', { product: '2206', affected: 'AU' })).toEqual([
      '2020-06-01: null → 5%',
      '2022-06-01: 5% → 20%',
      '2022-09-01: 20% → 20%',
      '2022-12-01 by itself: 20% → 5%',
      '2025-01-01: 5% → 7%',
    ]);
    expect(await told('rates', { product: '2204', affected: 'AU' })).toEqual([
      '2020-06-01: null → 10%',
      '2025-01-01: 10% (exempt) → 30% (exempt)',
      '2026-01-01: 30% (exempt) → 40%',
    ]);
  });

  it('a partner that leaves a union and is named beside it from that day on is told of nothing, for nothing changes for it', async () => {
    const unsourced = true as const;
    const id = 'named-beside-its-union';
    const days = { effective_on: '2019-01-01', unsourced };
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', imposed_by: 'CN', coverage: { ...days, scopes: [{ goods: ['2204'], partners: ['EU'] }] } },
      ...{
        rate_tables: [{ ...days, rates: [{ scope: { partners: ['EU'] }, expression: '43%' }] }],
        status_changes: [{ ...days, status: 'in_force' }],
      },
    });
    const [effective_on, partners] = ['2021-01-01', ['EU', 'GB']];
    await recordCoverage(test.tracker, me, id, CoverageBody.parse({ effective_on, scopes: [{ goods: ['2204'], partners }], unsourced }));
    await recordRateTable(
      test.tracker,
      me,
      id,
      RateTableBody.parse({ effective_on, rates: [{ scope: { partners }, expression: '43%' }], unsourced }),
    );
    const told = async (question: Question) =>
      (await whole({ measure: id, what: ['rates', 'coverage'], ...question })).map(
        ({ what, said_before, says }) => `${what} ${said_before} → ${says}`,
      );
    expect(await told({ affected: 'GB', what: ['coverage'] })).toEqual([]);
    expect(await told({ affected: 'GB', product: '220421' })).toEqual([]);
    expect(await told({})).toEqual(['rates 43% → 43%', 'coverage null → partners + GB']);
  });

  it('is told apart by its filters as its rows are, and not at all where it may be longer than is asked for', async () => {
    const questions: Question[] = [
      {},
      { status: ['lifted', 'partially_lifted'] },
      { what: ['rates'] },
      { what: [...CHANGE_SUBJECTS], kind: 'tariff' },
      { what: [...CHANGE_SUBJECTS], affected: 'CN' },
      { product: '2204' },
      { imposed_by: 'DE' },
      { imposed_by: 'US' },
      { imposed_by: 'CN', kind: 'ban', status: ['lifted', 'in_force'] },
      { dispute: 'us-cn-2025', kind: 'tariff' },
      // Without a status, what is over changes its rates no more.
      { what: ['rates', 'coverage'], status: ['lifted', 'expired', 'annulled', 'superseded'] },
      { announced_by: '2022-01-01' },
    ];
    for (const question of oneIn(2, questions)) {
      const asked = { on: '2026-11-24', ...question };
      const rows = await whole(asked);
      expect(rows.length).toBeGreaterThan(0);
      const apart = rows.map(({ kind, imposed_by, dispute, status }) => expect.objectContaining({ kind, imposed_by, dispute, status }));
      expect(await changesToldApart(test.tracker, asked, 100_000), JSON.stringify(question)).toEqual(apart);
      expect(await changesToldApart(test.tracker, asked, rows.length - 1), JSON.stringify(question)).toBeNull();
      if (question.what === undefined && (question.status !== undefined || Object.keys(question).length === 0))
        expect(await changesToldApart(test.tracker, asked, rows.length)).toEqual(apart);
    }
  });

  it('its filters count what a choice finds: of a member the days on which it was one, of rates the statuses that are over', async () => {
    const { facets } = LISTS['status-changes'];
    const countOf = async (question: Question) => (await listStatusChanges(test.tracker, question, { limit: 1, count: true })).count;
    const compared = async (
      question: Question,
      name: 'imposed_by' | 'status',
      values: readonly string[],
    ): Promise<(number | undefined)[]> => {
      const asked = { on: '2026-11-24', ...question };
      const counts = (await facets?.(test.tracker, asked))?.counts[name];
      const found = values.map((value) => counts?.get(value) ?? 0);
      for (const [at, value] of values.entries())
        expect(found[at], value).toBe(await countOf({ ...asked, [name]: name === 'status' ? [value as Status] : value }));
      return found;
    };
    const imposers = await compared({}, 'imposed_by', ['GB', 'HR', 'DE', 'EU', 'CN']);
    expect(imposers[0]).not.toBe(imposers[1]);
    const over = await compared({ what: ['rates'], affected: 'CN', imposed_by: 'US' }, 'status', [
      'in_force',
      'lifted',
      'expired',
      'annulled',
      'superseded',
    ]);
    expect(over.slice(1).some((count) => (count ?? 0) > 0)).toBe(true);
    const ofDispute = { on: '2026-11-24', dispute: 'eu-us-countermeasures' };
    // Base duties are told of to who names their dispute.
    expect((await facets?.(test.tracker, ofDispute))?.counts.dispute?.get(ofDispute.dispute)).toBe(await countOf(ofDispute));
    await compared({ what: [...CHANGE_SUBJECTS], status: ['lifted'], imposed_by: 'CN' }, 'status', ['in_force', 'lifted', 'expired']);
  });

  it.each([[['status']], [['rules']]] as const)('of %s reads no more entries than a page shows', async (what) => {
    const read = new Set<number>();
    const { data } = await listStatusChanges(
      {
        ...test.tracker,
        store: {
          ...test.tracker.store,
          read: (work) =>
            test.tracker.store.read(async (connection) => {
              (await connection.kept())?.clear();
              return work(connection).finally(() => {
                for (const seq of connection.entries?.keys() ?? []) read.add(seq);
              });
            }),
        },
      },
      { what },
      { limit: 5 },
    );
    expect(data).toHaveLength(5);
    expect(read.size).toBeLessThanOrEqual(3 * data.length);
  });
});
