import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage, recordDutyRule } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { addDays, lastDay } from '../../src/domain/dates.ts';
import { CHANGE_CLOCKS, CHANGE_ORDERS } from '../../src/domain/vocabulary.ts';
import { showDispute } from '../../src/lookups/disputes.ts';
import { LISTS } from '../../src/lookups/lists.ts';
import { BATCH, totalOf } from '../../src/lookups/paging.ts';
import { listStatusChanges, statusChangesOf, streamStatusChanges } from '../../src/lookups/status-changes.ts';
import { changesTold, type ToldUpTo } from '../../src/lookups/told-changes.ts';
import { viewAt } from '../../src/lookups/tracker.ts';
import { sqlDayAfter } from '../../src/tables/dialect.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { changeIdOf, changeText, type StatusChangeRow } from '../../src/things/status-change.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure } from '../support/recording.ts';

type Question = Parameters<typeof streamStatusChanges>[1];
const unsourced = true as const;
const DAY = 86_400_000;

describe.each(ENGINES)('changes of rules on %s', (_engine, open) => {
  let t: TestTracker;
  const seqOf = new Map<string, number>();
  const rule = async (measure: string, more: object): Promise<number> => {
    const { recorded } = await recordDutyRule(t.tracker, me, DutyRuleBody.parse({ measure, unsourced, ...more }));
    return recorded[0]?.seq as number;
  };
  const tariff = async (id: string, goods: string[], more: object = {}): Promise<void> => {
    await newMeasure(t.tracker, id, { kind: 'tariff', type: 'additional', imposed_by: 'US', coverage: undefined, ...more } as never);
    const scopes = [{ partners: ['*'], goods }];
    await recordCoverage(t.tracker, me, id, CoverageBody.parse({ effective_on: '2025-01-01', scopes, unsourced }));
    await recordStatusChanges(t.tracker, me, id, [change('in_force', '2025-04-03')]);
  };
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await tariff('cars', ['8703']);
    await tariff('trucks', ['8704'], { dispute: undefined });
    await tariff('all', []);
    await tariff('wood', ['44']);
    await recordStatusChanges(t.tracker, me, 'wood', [change('lifted', '2026-01-01')]);
    t.clock.now = '2026-11-25T12:00:00.000Z';
    const rules: Record<string, [string, object]> = {
      japan: [
        'cars',
        { type: 'tops_up_base_to', percent: '15', scope: { partners: ['JP'] }, first_on: '2025-09-16', announced_on: '2025-09-04' },
      ],
      korea: ['cars', { type: 'tops_up_base_to', percent: '15', scope: { partners: ['KR'] }, first_on: '2025-11', last_on: '2026-02' }],
      instead: ['all', { type: 'not_levied_with', other_measure: 'wood', first_on: '2025-05-01', doubt: 'told by one paper' }],
      one: ['cars', { type: 'at_most_one_of', others: ['trucks'], first_on: '2025-11-01', note: '8704.60.00 is on both lists' }],
      // What holds before the tariff has any status belongs to its beginning, and what is over has no rules that change.
      early: ['cars', { type: 'replaces_base', scope: { partners: ['AU'] }, first_on: '2025-04-02' }],
      late: ['wood', { type: 'replaces_base', first_on: '2026-01-01' }],
      ends: [
        'wood',
        { type: 'tops_up_base_to', percent: '10', scope: { partners: ['TW'] }, first_on: '2025-04-03', last_on: '2025-12-31' },
      ],
      next: ['cars', { type: 'tops_up_base_to', percent: '12', scope: { partners: ['TW'] }, first_on: '2027-01-01' }],
    };
    for (const [name, [measure, more]] of Object.entries(rules)) {
      t.clock.now = new Date(Date.parse(t.clock.now) + 1000).toISOString();
      seqOf.set(name, await rule(measure, more));
    }
  });
  afterAll(() => t.close());

  const whole = async (question: Question): Promise<StatusChangeRow[]> => {
    const { count, batches } = await streamStatusChanges(t.tracker, { what: ['rules'], ...question });
    const rows: StatusChangeRow[] = [];
    for await (const batch of batches) rows.push(...batch);
    expect(rows).toHaveLength(await totalOf({ count }));
    return rows;
  };
  const told = ({ effective_on, measure, ...row }: StatusChangeRow): string =>
    `${effective_on} ${measure} ${changeText(row)}${row.derived ? ' by itself' : ''}`;
  const asked = async (question: Question): Promise<string[]> => (await whole({ order: 'earliest', ...question })).map(told);

  const WOOD_BEGINS = '2025-04-03 wood rules: tops the base up to 10% for TW from 2025-04-03 to 2025-12-31';
  const INSTEAD = '2025-05-01 all rules: not levied together with wood from 2025-05-01';
  const JAPAN = '2025-09-16 cars rules: tops the base up to 15% for JP from 2025-09-16';
  const KOREA = '2025-11 cars rules: tops the base up to 15% for KR from 2025-11 to 2026-02';
  const ONE = '2025-11-01 cars rules: at most one of cars, trucks is levied from 2025-11-01';
  const KOREA_ENDS = '2026-03-01 cars rules: ends: tops the base up to 15% for KR from 2025-11 to 2026-02 by itself';
  const NEXT = '2027-01-01 cars rules: tops the base up to 12% for TW from 2027-01-01';
  const ALL = [WOOD_BEGINS, INSTEAD, JAPAN, KOREA, ONE, KOREA_ENDS, NEXT];

  it('tell that a rule begins and that it ends, in the words of the lists, once for all tariffs that it is about', async () => {
    expect(await asked({})).toEqual(ALL);
    const rows = await whole({});
    expect(new Set(rows.map(changeIdOf)).size).toBe(rows.length);
    expect(rows.find(({ seq, derived }) => seq === seqOf.get('korea') && !derived)).toMatchObject({
      ...{ what: 'rules', kind: 'tariff', imposed_by: 'US', dispute: 'au-cn-wine', status: 'in_force', until_on: '2026-03-01' },
      ...{ scheduled: false, said_before: null, overtaken_by: null },
    });
    expect(rows.find(({ seq, derived }) => seq === seqOf.get('korea') && derived)).toMatchObject({ says: null, until_on: null });
    expect(rows.find(({ seq }) => seq === seqOf.get('next'))).toMatchObject({ scheduled: true });
    expect(rows.find(({ seq }) => seq === seqOf.get('instead'))).toMatchObject({ doubt: 'told by one paper' });
    expect(rows.find(({ seq }) => seq === seqOf.get('one'))).toMatchObject({ note: '8704.60.00 is on both lists' });
    // Who does not ask for them is told of statuses alone, as before.
    expect((await whole({ what: undefined })).map(({ what }) => what)).toEqual(expect.not.arrayContaining(['rules']));
    const { terms_changes } = await showDispute(t.tracker, 'au-cn-wine', {});
    expect(terms_changes.filter(({ what }) => what === 'rules').map(told)).toEqual(ALL);
  });

  it('are found by every filter, a rule of several tariffs by each of them', async () => {
    const ofCars = [JAPAN, KOREA, ONE, KOREA_ENDS, NEXT];
    expect(await asked({ measure: 'cars' })).toEqual(ofCars);
    expect(await asked({ measure: 'trucks' })).toEqual([ONE]);
    // What is levied instead is levied as it stands.
    expect(await asked({ measure: 'wood' })).toEqual([WOOD_BEGINS]);
    expect(await asked({ dispute: 'au-cn-wine' })).toEqual(ALL);
    expect(await asked({ imposed_by: 'US', kind: 'tariff' })).toEqual(ALL);
    expect(await asked({ imposed_by: 'CN' })).toEqual([]);
    expect(await asked({ kind: 'ban' })).toEqual([]);
    expect(await asked({ status: ['in_force'] })).toEqual(ALL);
    expect(await asked({ status: ['lifted'] })).toEqual([
      '2026-01-01 wood rules: replaces the base from 2026-01-01 (lifted)',
      '2026-01-01 wood rules: ends: tops the base up to 10% for TW from 2025-04-03 to 2025-12-31 (lifted) by itself',
    ]);
    expect(await asked({ affected: 'JP' })).toEqual([INSTEAD, JAPAN, ONE]);
    expect(await asked({ affected: 'KR' })).toEqual([INSTEAD, KOREA, ONE, KOREA_ENDS]);
    expect(await asked({ affected: 'KR', from: '2025-11-01', to: '2025-11-01' })).toEqual([KOREA, ONE]);
    expect(await asked({ from: '2026-03-01', to: '2026-03-01' })).toEqual([KOREA_ENDS]);
    // A tariff that is levied instead of another must be on the goods too.
    expect(await asked({ product: '870323', affected: 'KR' })).toEqual([KOREA, ONE, KOREA_ENDS]);
    expect(await asked({ product: '4407', affected: 'KR' })).toEqual([INSTEAD]);
    // Each filter is met by the same tariff.
    expect(await asked({ product: '8704' })).toEqual([ONE]);
    expect(await asked({ product: '8704', measure: 'trucks' })).toEqual([ONE]);
    expect(await asked({ product: '8704', measure: 'cars' })).toEqual([]);
    expect((await whole({ product: '87032310' })).map(({ match }) => match)).toEqual(['full', 'full', 'full', 'full', 'full']);
    expect(await asked({ product: '87', match: ['full'] })).toEqual([]);
    expect((await asked({ product: '87', match: ['part'] })).length).toBe(5);
  });

  it('are told once of however many measures, which are asked for in several goes', async () => {
    const many = ['cars', ...Array.from({ length: BATCH }, (_, at) => `none-${at}`), 'trucks'];
    const rows = await t.tracker.store.read(async (connection) => {
      const view = await viewAt(t.tracker, connection, {});
      return statusChangesOf(connection, many, view, ['rules']);
    });
    expect(rows.map(told)).toEqual([JAPAN, KOREA, ONE, KOREA_ENDS, NEXT]);
  });

  it('are in one order by each clock, and pages go through them whatever their size', async () => {
    for (const by of CHANGE_CLOCKS)
      for (const order of CHANGE_ORDERS)
        for (const what of [['rules'], ['status', 'rates', 'coverage', 'rules']] as const) {
          const rows = await whole({ by, order, what });
          expect(rows.filter((row) => row.what === 'rules')).toHaveLength(ALL.length);
          for (const limit of [1, 2, 3]) {
            const paged: StatusChangeRow[] = [];
            let after: Awaited<ReturnType<typeof listStatusChanges>>['next'] | undefined;
            do {
              const page = await listStatusChanges(t.tracker, { by, order, what }, { limit, after: after ?? undefined });
              paged.push(...page.data);
              after = page.next;
            } while (after);
            expect(paged, `${by} ${order} ${limit}`).toEqual(rows);
          }
        }
    expect(await asked({ by: 'announced', from: '2025-09-04', to: '2025-09-04' })).toEqual([JAPAN]);
    expect(await asked({ by: 'recorded', from: '2026-11-25' })).toHaveLength(ALL.length);
    expect(await asked({ by: 'recorded', to: '2026-11-24' })).toEqual([]);
  });

  it('are as announced by a day and as known at an instant', async () => {
    // By then nobody had said that it ends with its tariff.
    const WOOD_ENDS = '2026-01-01 wood rules: ends: tops the base up to 10% for TW from 2025-04-03 to 2025-12-31 by itself';
    expect(await asked({ announced_by: '2025-09-03' })).toEqual([WOOD_BEGINS, INSTEAD, WOOD_ENDS]);
    expect(await asked({ announced_by: '2025-09-04' })).toEqual([WOOD_BEGINS, INSTEAD, JAPAN, WOOD_ENDS]);
    // Of a month its last day counts.
    expect(await asked({ announced_by: '2025-11-29' })).toEqual([WOOD_BEGINS, INSTEAD, JAPAN, ONE, WOOD_ENDS]);
    expect(await asked({ announced_by: '2025-11-30' })).toEqual([WOOD_BEGINS, INSTEAD, JAPAN, KOREA, ONE, WOOD_ENDS, KOREA_ENDS]);
    expect(await asked({ known_at: '2026-11-25T12:00:00.500Z' })).toEqual([]);
    expect(await asked({ known_at: '2026-11-25T12:00:01.500Z' })).toEqual([JAPAN]);
  });

  it('are counted by their filters as they are listed', async () => {
    const facets = await LISTS['status-changes'].facets?.(t.tracker, { what: ['rules'] });
    expect(facets?.total).toBe(ALL.length);
    expect([...(facets?.counts.kind ?? [])]).toEqual([['tariff', ALL.length]]);
    expect(new Map(facets?.counts.status)).toEqual(
      new Map([
        ['in_force', ALL.length],
        ['lifted', 2],
      ]),
    );
  });

  it('are told to who listens once they are recorded and once their end has come; what is corrected is taken back', async () => {
    const today = (): string => t.clock.now.slice(0, 10);
    const wait = (days: number): void => {
      t.clock.now = new Date(Date.parse(t.clock.now) + days * DAY + 1000).toISOString();
    };
    await tariff('steel', ['7208']);
    const last = (await recordStatusChanges(t.tracker, me, 'steel', [change('suspended', '2025-06-01', { until_on: '2025-07-01' })]))
      .recorded;
    const since: ToldUpTo = { told_seq: Math.max(...last.map(({ seq }) => seq)), told_on: today(), told_next_seq: 0 };
    const listeners = {
      steel: { measure: 'steel' },
      japan: { affected: 'JP', imposed_by: 'US', product: '7208' },
      trucks: { measure: 'trucks' },
    };
    const upTo = new Map(Object.keys(listeners).map((name) => [name, since]));
    const hear = async (name: keyof typeof listeners): Promise<string[]> => {
      const heard: string[] = [];
      for (let isAll = false; !isAll; ) {
        const filters = { what: ['rules'] as const, ...listeners[name] };
        const news = await changesTold(t.tracker, filters, upTo.get(name) as ToldUpTo, 1);
        upTo.set(name, news.upTo);
        isAll = news.isAll;
        heard.push(...news.changes.map(({ told: one }) => `${one.event} ${told((one.change ?? one.before) as StatusChangeRow)}`));
      }
      return heard;
    };
    const heardBy = async () => ({ steel: await hear('steel'), japan: await hear('japan'), trucks: await hear('trucks') });
    wait(1);
    const ends = addDays(today(), 4);
    const japan = { type: 'tops_up_base_to', percent: '15', scope: { partners: ['JP'] }, first_on: '2026-01-01' };
    const first = await rule('steel', { ...japan, last_on: ends });
    const words = `tops the base up to 15% for JP from 2026-01-01 to ${ends}`;
    const begun = [`recorded 2026-01-01 steel rules: ${words}`];
    expect(await heardBy()).toEqual({ steel: begun, japan: begun, trucks: [] });
    wait(4);
    expect(await hear('steel')).toEqual([]);
    wait(1);
    const ended = `${addDays(ends, 1)} steel rules: ends: ${words} by itself`;
    expect(await heardBy()).toEqual({ steel: [`began ${ended}`], japan: [`began ${ended}`], trucks: [] });
    // Another end: what was told of the first one no longer stands.
    const other = {
      first_on: '2026-01-01',
      last_on: addDays(today(), -2),
      type: 'tops_up_base_to',
      percent: '15',
      scope: { partners: ['JP'] },
    };
    const { recorded } = await correctEntry(t.tracker, me, first, {
      reason: 'misread',
      replacement: { measure: 'steel', ...other, unsourced },
    } as never);
    const otherWords = `tops the base up to 15% for JP from 2026-01-01 to ${other.last_on}`;
    const replaced = [
      `withdrawn ${ended}`,
      `replaced 2026-01-01 steel rules: ${otherWords}`,
      `began ${addDays(other.last_on, 1)} steel rules: ends: ${otherWords} by itself`,
    ];
    expect(await hear('steel')).toEqual(replaced);
    expect(await hear('japan')).toEqual(replaced);
    // Taken back altogether.
    const second = recorded.find(({ kind }) => kind === 'duty_rule')?.seq as number;
    await correctEntry(t.tracker, me, second, { reason: 'never decided' } as never);
    const gone = [
      `withdrawn ${addDays(other.last_on, 1)} steel rules: ends: ${otherWords} by itself`,
      `withdrawn 2026-01-01 steel rules: ${otherWords}`,
    ];
    expect(await heardBy()).toEqual({ steel: gone, japan: gone, trucks: [] });
    expect(await asked({ measure: 'steel' })).toEqual([]);
    // A rule that is recorded of another tariff, and whose end is over when it is recorded.
    await rule('steel', { type: 'at_most_one_of', others: ['trucks'], first_on: '2026-02-01', last_on: '2026-02-28' });
    const together = 'at most one of steel, trucks is levied from 2026-02-01 to 2026-02-28';
    const both = [`recorded 2026-02-01 steel rules: ${together}`, `began 2026-03-01 steel rules: ends: ${together} by itself`];
    expect(await heardBy()).toEqual({ steel: both, japan: both, trucks: both });
    // The end of the tariff for an earlier day takes back what was told of its rules.
    await rule('steel', { ...japan, first_on: '2026-05-01' });
    expect(await hear('steel')).toHaveLength(1);
    wait(0);
    await recordStatusChanges(t.tracker, me, 'steel', [change('lifted', '2026-04-01')]);
    expect(await hear('steel')).toEqual(['withdrawn 2026-05-01 steel rules: tops the base up to 15% for JP from 2026-05-01']);
  });

  it('are told with their end where a correction moves them to another tariff', async () => {
    await tariff('zinc', ['7901']);
    const seq = await rule('zinc', { type: 'replaces_base', first_on: '2026-02-01' });
    const since: ToldUpTo = { told_seq: seq, told_on: t.clock.now.slice(0, 10), told_next_seq: 0 };
    t.clock.now = new Date(Date.parse(t.clock.now) + 1000).toISOString();
    const replacement = { measure: 'trucks', type: 'replaces_base', first_on: '2026-02-01', last_on: '2026-02-28', unsourced };
    await correctEntry(t.tracker, me, seq, { reason: 'of another tariff', replacement } as never);
    for (const most of [1, 100]) {
      const { changes } = await changesTold(t.tracker, { what: ['rules'], measure: 'trucks' }, since, most);
      expect(changes.map(({ told: { event, change } }) => `${event} ${told(change as StatusChangeRow)}`)).toEqual([
        'replaced 2026-02-01 trucks rules: replaces the base from 2026-02-01 to 2026-02-28',
        'began 2026-03-01 trucks rules: ends: replaces the base from 2026-02-01 to 2026-02-28 by itself',
      ]);
    }
  });

  it('are told to whom a coverage of another tariff that they name brings within their reach', async () => {
    await tariff('glass', ['7005']);
    await rule('all', { type: 'not_levied_with', other_measure: 'glass', first_on: '2026-06-01' });
    const seq = await rule('all', {
      type: 'at_most_one_of',
      others: ['glass'],
      scope: { goods: ['7013'] },
      first_on: '2026-06-02',
      last_on: '2026-06-30',
    });
    const filters = { what: ['rules'] as const, product: '7013' };
    const hear = async (after: ToldUpTo): Promise<[string[], ToldUpTo]> => {
      const { changes, upTo } = await changesTold(t.tracker, filters, after, 100);
      return [changes.map(({ told: one }) => `${one.event} ${told((one.change ?? one.before) as StatusChangeRow)}`), upTo];
    };
    let [news, upTo] = await hear({ told_seq: seq, told_on: t.clock.now.slice(0, 10), told_next_seq: 0 });
    expect(news).toEqual([]);
    t.clock.now = new Date(Date.parse(t.clock.now) + 1000).toISOString();
    const body = { effective_on: '2026-01-01', scopes: [{ partners: ['*'], goods: ['70'] }], unsourced };
    const { recorded } = await recordCoverage(t.tracker, me, 'glass', CoverageBody.parse(body));
    const INSTEAD_OF_ALL = '2026-06-01 all rules: not levied together with glass from 2026-06-01';
    [news, upTo] = await hear(upTo);
    expect(news).toEqual([`recorded ${INSTEAD_OF_ALL}`]);
    await correctEntry(t.tracker, me, recorded[0]?.seq as number, { reason: 'misread' } as never);
    [news, upTo] = await hear(upTo);
    expect(news).toEqual([`withdrawn ${INSTEAD_OF_ALL}`]);
  });

  it('count for another tariff once it has begun, and are told then to who listens; what is known to a month may begin with its tariff', async () => {
    await newMeasure(t.tracker, 'beer', { kind: 'tariff', type: 'additional', imposed_by: 'US', coverage: undefined } as never);
    const scopes = [{ partners: ['*'], goods: ['2203'] }];
    await recordCoverage(t.tracker, me, 'beer', CoverageBody.parse({ effective_on: '2025-01-01', scopes, unsourced }));
    const seq = await rule('cars', { type: 'at_most_one_of', others: ['beer'], first_on: '2026-05' });
    const questions: Question[] = [
      { measure: 'beer' },
      { product: '2203' },
      { product: '2203', affected: 'JP' },
      { affected: 'JP', measure: 'beer' },
    ];
    const since: ToldUpTo = { told_seq: seq, told_on: t.clock.now.slice(0, 10), told_next_seq: 0 };
    const TOGETHER = '2026-05 cars rules: at most one of cars, beer is levied from 2026-05';
    for (const question of questions) expect(await asked(question)).toEqual([]);
    t.clock.now = new Date(Date.parse(t.clock.now) + 1000).toISOString();
    await recordStatusChanges(t.tracker, me, 'beer', [change('in_force', '2026-05-16')]);
    for (const question of questions) {
      expect(await asked(question)).toEqual([TOGETHER]);
      const { changes } = await changesTold(t.tracker, { what: ['rules'], ...question }, since, 100);
      expect(changes.map(({ told: { event, change: row } }) => `${event} ${told(row as StatusChangeRow)}`)).toEqual([
        `recorded ${TOGETHER}`,
      ]);
    }
    await rule('beer', { type: 'replaces_base', scope: { partners: ['CN'] }, first_on: '2026-05' });
    await rule('beer', { type: 'replaces_base', scope: { partners: ['CN'] }, first_on: '2026-04' });
    expect(await asked({ affected: 'CN', measure: 'beer' })).toEqual([
      TOGETHER,
      '2026-05 beer rules: replaces the base for CN from 2026-05',
    ]);
  });

  it('end on the day after their last one, by what the database reckons as by the calendar', async () => {
    const days = fc.date({ min: new Date('1999-12-25'), max: new Date('2104-03-05'), noInvalidDate: true }).map((day) => day.toISOString());
    const some = fc
      .sample(fc.tuple(days, fc.constantFrom(4, 7, 10)), { numRuns: 300, seed: 1 })
      .map(([day, letters]) => day.slice(0, letters));
    for (const date of [
      ...some,
      '2000-02-28',
      '2000-02',
      '2024-02-29',
      '2100-02-28',
      '2025-02-28',
      '2025-12-31',
      '2025-12',
      '2025-09-09',
    ]) {
      const [row] = await t.execute(`select ${sqlDayAfter(`'${date}'`)} as day`);
      expect(row?.day, date).toBe(addDays(lastDay(date), 1));
    }
  });
});
