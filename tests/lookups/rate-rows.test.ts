import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJurisdiction } from '../../src/changes/register.ts';
import { recordCoverage, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { firstDay, lastDay } from '../../src/domain/dates.ts';
import { onDay } from '../../src/domain/harmonized-system.ts';
import { isInForce } from '../../src/domain/status.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { totalOf } from '../../src/lookups/paging.ts';
import { listRates, type RateQuestion, streamRates } from '../../src/lookups/rate-rows.ts';
import { rateHistory } from '../../src/lookups/rates.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import type { RateRow } from '../../src/things/rate-row.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { ENGINES, putRows, SMALL_REGISTER, sharedTracker, type TestTracker, testTracker } from '../support/database.ts';
import { DAYS, dates } from '../support/histories.ts';
import { quote } from '../support/quoting.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { casesOf, THOROUGH } from '../support/thorough.ts';

async function rowsOf({ tracker }: TestTracker, question: RateQuestion): Promise<RateRow[]> {
  const { count, batches } = await streamRates(tracker, question);
  const rows: RateRow[] = [];
  for await (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(500);
    rows.push(...batch);
  }
  expect(rows).toHaveLength(await totalOf({ count }));
  return rows;
}

const what = ({ partner, code, ex, exporter }: RateRow): string => `${partner} ${ex ? 'ex ' : ''}${code} ${exporter ?? ''}`.trim();
const line = (row: RateRow): string =>
  `${row.first_on}..${row.last_on ?? ''} ${row.status} ${row.rate} ${row.collected} ${what(row)}${row.certainty === 'certain' ? '' : ` ${row.certainty}`}`;
const linesOf = async (test: TestTracker, question: RateQuestion): Promise<string[]> => (await rowsOf(test, question)).map(line);

/** The days that lie in a row's stretch for certain; null for none. */
function daysOf({ first_on, last_on }: RateRow): [first: string, last: string] | null {
  const [first, last] = [lastDay(first_on), last_on === null ? '9999-12-30' : firstDay(last_on)];
  return first <= last ? [first, last] : null;
}

/** One of the rows, of which there are more than a call has arguments. */
const oneOf = <T>(rows: readonly T[]) => fc.nat({ max: rows.length - 1 }).map((at) => rows[at] as T);

describe('the bundled disputes', () => {
  let test: TestTracker;
  let all: RateRow[];
  beforeAll(async () => {
    test = await sharedTracker();
    all = await rowsOf(test, { from: '1900-01-01', status: 'all' });
  });
  afterAll(() => test.close());

  it('electric cars of BYD in the European Union: its own rates, and not that of all others', async () => {
    const question = { measure: 'eu-cn-bev-cvd', from: '2024-01-01', exporter: 'BYD' };
    expect(await linesOf(test, question)).toEqual([
      '2024-07-05..2024-10-29 provisional 17.4% none CN 8703801010 byd',
      '2024-10-30..2026-02-10 in_force 17.0% full CN 8703801010 byd',
      '2026-02-11..2029-10-29 partially_lifted 17.0% full CN 8703801010 byd',
    ]);
    expect((await linesOf(test, { ...question, status: 'all' })).at(-1)).toBe('2029-10-30.. expired 17.0% null CN 8703801010 byd doubtful');
    // Somebody whom no rate names gets that of all others; who may have cooperated, both.
    const on = { measure: 'eu-cn-bev-cvd', on: '2024-08-01' };
    expect((await rowsOf(test, { ...on, exporter: 'all_others' })).map(({ rate }) => rate)).toEqual(['37.6%']);
    expect((await rowsOf(test, { ...on, exporter: 'VW Anhui' })).map(({ rate }) => rate)).toEqual(['20.8%', '37.6%']);
  });

  it('a company that may have cooperated or not faces both rates, in rows of rates as in rows of tariffs', async () => {
    const question = { imposed_by: 'EU', on: '2025-01-01', exporter: 'vion', affected: 'CN', product: '8703801010' };
    const rates = (await rowsOf(test, question)).filter(({ measure }) => measure === 'eu-cn-bev-cvd').map(({ rate }) => rate);
    expect(rates).toEqual(['20.7%', '35.3%']);
    const { data } = await listMeasures(test.tracker, question, { limit: 50 });
    expect(data.find(({ id }) => id === 'eu-cn-bev-cvd')).toMatchObject({ rate_summary: '20.7%–35.3%', rate_min_pct: '20.7' });
  });

  it('takes the goods and the partners from what is covered, where a rate names none', async () => {
    const row = all.find(({ measure, status }) => measure === 'cn-au-wine-cvd' && status === 'provisional');
    expect(row).toMatchObject({ partner: 'AU', code: '220421', rate: '6.3%–6.4%', min_pct: '6.3', max_pct: '6.4', exporter: null });
    // A member of a union is found by the union, on the days on which it was one.
    const british = await rowsOf(test, { imposed_by: 'GB', from: '2000-01-01', status: 'all' });
    expect(british.filter(({ imposed_by }) => imposed_by === 'EU').length).toBeGreaterThan(0);
    for (const { imposed_by, first_on } of british) if (imposed_by === 'EU') expect(first_on < '2021').toBe(true);
  });

  it('says what a partial lifting frees', async () => {
    const freed = await rowsOf(test, { measure: 'cn-ca-100-2025', on: '2026-06-01' });
    expect(new Set(freed.map(({ exempt, collected }) => `${exempt} ${collected}`))).toEqual(new Set(['all none', 'none full']));
    expect(freed.filter(({ code }) => code?.startsWith('230641')).map(({ exempt }) => exempt)).toEqual(['all']);
  });

  it('says the same as the history of rates of the measure, for the same company, goods and origin', async () => {
    const asked = all.filter(
      ({ partner, code, condition }) => (partner === '*' || partner?.length === 2) && code !== null && code !== '*' && condition === null,
    );
    const sample = fc.sample(oneOf(asked), { numRuns: casesOf(20, 60), seed: 7 });
    for (const row of sample) {
      const days = daysOf(row);
      if (days === null) continue;
      const { steps } = await rateHistory(test.tracker, row.measure, {
        ...(row.exporter !== null && { exporter: row.exporter }),
        ...(row.partner !== '*' && { origin: row.partner as string }),
        product: row.code as string,
      });
      const step = steps.find(({ from, until }) => firstDay(from) <= days[0] && (until === null || days[0] <= until));
      expect(step?.status, line(row)).toBe(row.status);
      // Where more than one rate may be meant, the step names them all.
      const said = [step?.rate, ...(step?.alternatives ?? []), step?.problem].join(' ');
      expect(said, line(row)).toContain(row.rate ?? 'no rate is recorded');
      if (row.rate !== null && step?.rate === row.rate && row.exempt === 'none' && isInForce(row.status))
        expect(step.collected, line(row)).toBe(row.collected);
    }
  });

  it('says the same as a duty of a day', async () => {
    const parted = new Set(all.filter(({ ex }) => ex).map(({ measure, code }) => `${measure} ${code}`));
    const paid = all.filter((row) => {
      const { partner, code, ex, status, certainty, condition, quota, exempt, measure } = row;
      // Of a part of the code another rate may be stated, and a duty of the whole code tells both.
      const plain =
        !parted.has(`${measure} ${code}`) && condition === null && quota === null && exempt === 'none' && certainty === 'certain' && !ex;
      const isNamed = partner?.length === 2 && code !== null && code.length >= 6 && !measure.includes('investment');
      // Lists have renumbered goods under both of their codes; a duty is asked by that of its day.
      return plain && isInForce(status) && isNamed && onDay(code, daysOf(row)?.[0] as string).is !== 'never';
    });
    const sample = fc.sample(oneOf(paid), { numRuns: casesOf(15, 30), seed: 11 });
    let held = 0;
    for (const row of sample) {
      const day = daysOf(row)?.[0] as string;
      const answer = await quote(test, {
        ...{ importer: row.imposed_by, origin: row.partner as string, product: row.code as string, on: day },
        ...(row.exporter !== null && { exporter: row.exporter }),
      });
      // A tariff that stands in place of the base is told as the base.
      const told = [...(answer.base ? [answer.base] : []), ...answer.lines, ...answer.suppressed];
      const lines = told.filter(({ measure }) => measure === row.measure);
      const open = answer.cannot_compute.filter(({ measure }) => measure === row.measure);
      // Under a condition that the row does not name another rate may be stated: then the duty tells both. That it changed lately is no rate.
      const hangs = answer.depends_on.some((words) => words.includes(row.measure) && !words.startsWith('whether the goods left before'));
      if (open.length > 0 || hangs) continue;
      held += 1;
      // Of the goods of longer codes another rate may be stated: then what the code itself pays stands beside them.
      const byCode = answer.by_code.find(({ code }) => code === row.code)?.lines.filter(({ measure }) => measure === row.measure) ?? [];
      expect(
        [...lines, ...byCode].map(({ rate }) => rate),
        `${line(row)} on ${day}`,
      ).toContain(row.rate);
    }
    expect(held).toBeGreaterThan(casesOf(3, 9));
  });

  it('never gives two rates for the same on a day that is certain', () => {
    const byKey = new Map<string, RateRow[]>();
    for (const row of all) {
      const { measure, partner, excluded, code, ex, goods, exporter, quota, condition, certainty } = row;
      if (certainty !== 'certain' || ex || code === null) continue;
      const key = JSON.stringify([measure, partner, excluded, code, goods, exporter, quota, condition]);
      byKey.set(key, [...(byKey.get(key) ?? []), row]);
    }
    const twice = [...byKey.values()].flatMap((rows) => {
      const spans = rows.map((row) => ({ row, days: daysOf(row) as [string, string] })).sort((a, b) => (a.days[0] < b.days[0] ? -1 : 1));
      return spans.flatMap(({ row, days }, index) => {
        const before = spans[index - 1];
        return before && before.days[1] >= days[0] ? [`${row.measure}: ${line(before.row)} | ${line(row)}`] : [];
      });
    });
    expect(twice.join('\n')).toEqual('');
  });

  it('a page after the other gives the whole, and counts it', async () => {
    const question = { imposed_by: THOROUGH ? 'EU' : 'IN', from: '2018-01-01' };
    const whole = await rowsOf(test, question);
    const paged: RateRow[] = [];
    const limit = Math.ceil(whole.length / 4);
    let page = await listRates(test.tracker, question, { limit, count: true });
    expect(page.count).toBe(whole.length);
    for (;;) {
      paged.push(...page.data);
      if (page.next === null) break;
      page = await listRates(test.tracker, question, { limit, after: page.next });
    }
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(20);
  });

  it('is about the day of on without from and to, else about the days between them', async () => {
    const key = (row: RateRow) => JSON.stringify(row);
    const day = '2025-07-01';
    const imposed_by = THOROUGH ? 'CN' : 'IN';
    const onDay = await rowsOf(test, { imposed_by, on: day });
    expect(onDay).toEqual(await rowsOf(test, { imposed_by, from: day, to: day }));
    const history = new Set((await rowsOf(test, { imposed_by, to: '2026-01-01' })).map(key));
    expect(history.size).toBeGreaterThan(onDay.length);
    expect(onDay.map(key).filter((row) => !history.has(row))).toEqual([]);
    await refused(listRates(test.tracker, { from: '2025-02-01', to: '2025-01-01' }, { limit: 1 }), 'invalid', '"2025-02-01" is after to');
    await refused(
      listRates(test.tracker, { on: '2025-02-01', from: '2025-01-01' }, { limit: 1 }),
      'invalid',
      '"2025-02-01" says nothing beside',
    );
    await refused(listRates(test.tracker, { measure: 'nothing' }, { limit: 1 }), 'invalid', 'there is no measure "nothing"');
    const ban = { measure: 'cn-jp-aquatic-2025' };
    await refused(listRates(test.tracker, ban, { limit: 1 }), 'invalid', '"cn-jp-aquatic-2025" is a ban, and only a tariff has rates');
    await refused(rowsOf(test, ban), 'invalid', '"cn-jp-aquatic-2025" is a ban, and only a tariff has rates');
  });

  it('as announced by a day, and as known at an instant', async () => {
    const later = { measure: 'eu-cn-bev-cvd', from: '2024-01-01', exporter: 'BYD' };
    expect(await linesOf(test, { ...later, announced_by: '2024-08-01' })).toEqual([
      '2024-07-05..2024-11-04 provisional 17.4% guarantee CN 8703801010 byd',
    ]);
    await refused(
      rowsOf(test, { ...later, known_at: '2020-01-01', announced_by: '2000-01-01', affected: 'Nowhere' }),
      'invalid',
      'Nowhere',
    );
    expect(await rowsOf(test, { imposed_by: 'EU', from: '2024-01-01', known_at: '2020-01-01' })).toEqual([]);
  });

  it('base duties are there only if their type is asked for', async () => {
    expect(all.some(({ measure }) => measure === 'eu-mfn-cars')).toBe(false);
    expect((await rowsOf(test, { type: ['mfn'], measure: 'eu-mfn-cars' })).length).toBeGreaterThan(0);
  });
});

/** A history of statuses and tables, their days close together and some known to the month only. */
const HISTORIES = fc.record({
  statuses: fc.array(
    fc.record({ day: dates, status: fc.constantFrom('announced' as const, 'in_force' as const, 'suspended' as const, 'lifted' as const) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  // What is said once is not said again.
  tables: fc.uniqueArray(fc.record({ day: dates, percent: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ day, percent }) => `${day} ${percent}`,
  }),
  goods: fc.array(fc.constantFrom('2204', '220421', 'ex 87', '8703'), { minLength: 1, maxLength: 2 }),
});

it('of any history each day is told as the measure tells it', async () => {
  const test = await testTracker();
  await putRows(test, SMALL_REGISTER);
  let number = 0;
  await fc.assert(
    fc.asyncProperty(HISTORIES, async ({ statuses, tables, goods }) => {
      number += 1;
      const id = `tariff-${number}`;
      const coverage = { effective_on: '2011', scopes: [{ goods, partners: ['AU'] }], unsourced: true as const };
      await newMeasure(test.tracker, id, { kind: 'tariff', type: 'additional', coverage });
      // What can't follow is left out.
      for (const { day, status } of statuses)
        await recordStatusChanges(test.tracker, me, id, [change(status, day)]).catch((error: { code: string }) =>
          expect(error.code).toBe('conflict'),
        );
      for (const { day, percent } of tables)
        await recordRateTable(
          test.tracker,
          me,
          id,
          RateTableBody.parse({ effective_on: day, unsourced: true, rates: [{ expression: `${percent}%` }] }),
        );
      for (const on of DAYS.filter((_, index) => index % 5 === 0)) {
        const measure = await showMeasure(test.tracker, id, { on });
        const [status] = measure.statuses.filter(({ current }) => current);
        const [table] = measure.rate_tables.filter(({ current }) => current);
        const rows = await rowsOf(test, { measure: id, on, status: 'all' });
        const codes = [...new Set(goods)];
        const isCharged = table || (status && isInForce(status.status));
        if (!status || !isCharged) expect(rows, on).toEqual([]);
        else {
          expect(rows.map(what).sort(), on).toEqual(codes.map((code) => `AU ${code}`).sort());
          for (const row of rows) {
            // In force without a rate, it charges what nobody recorded.
            expect([row.status, row.rate], on).toEqual([status.status, table?.rates[0]?.expression ?? null]);
            if (row.certainty === 'certain') expect([status.certainty, table?.certainty ?? 'certain'], on).toEqual(['certain', 'certain']);
          }
        }
      }
    }),
    { numRuns: casesOf(6, 18), seed: 5 },
  );
  await test.close();
});

describe.each(ENGINES)('what is recorded, on %s', (_engine, open) => {
  let test: TestTracker;
  const rates = (id: string, ...list: { expression: string; scope?: object; doubt?: string; value_part?: string }[]) =>
    recordRateTable(test.tracker, me, id, RateTableBody.parse({ unsourced: true, effective_on: '2024-01-01', rates: list }));
  beforeAll(async () => {
    test = await open();
    await putRows(test, SMALL_REGISTER);
  });
  afterAll(() => test.close());

  it('a rate is charged on what it has in common with the coverage', async () => {
    await newMeasure(test.tracker, 'cn-au', {
      kind: 'tariff',
      type: 'additional',
      coverage: {
        effective_on: '2024-01-01',
        scopes: [
          { goods: ['2204', 'ex 0306', { name: 'Timber' }], partners: ['AU', 'JP'], excluded: ['JP-07'] },
          { goods: ['8703'], partners: ['EU'] },
        ],
        unsourced: true,
      },
    });
    await recordStatusChanges(test.tracker, me, 'cn-au', [change('in_force', '2024-02')]);
    await rates(
      'cn-au',
      { expression: '10%' },
      { expression: '20%', scope: { goods: ['220421', '030617', '44', '09'], partners: ['AU'] }, value_part: 'the steel content' },
      { expression: '5 USD/unit', scope: { goods: ['87'], partners: ['DE'] }, doubt: 'a report says otherwise' },
    );
    expect(await linesOf(test, { measure: 'cn-au', from: '2024-01-01' })).toEqual([
      ...['2204', 'ex 0306', 'null'].map((code) => `2024-02.. in_force 10% full AU ${code} possible`),
      ...['2204', 'ex 0306', 'null'].map((code) => `2024-02.. in_force 10% full JP ${code} possible`),
      '2024-02.. in_force 10% full EU 8703 possible',
      ...['220421', 'ex 030617', 'ex 44', 'ex 09'].map(
        (code) => `2024-02.. in_force 20% on the steel content alone full AU ${code} possible`,
      ),
      '2024-02.. in_force 5 USD/unit full DE 8703 doubtful',
    ]);
    const rows = await rowsOf(test, { measure: 'cn-au', on: '2025-01-01' });
    expect(rows.map(({ excluded }) => excluded.join())).toEqual(['', '', '', 'JP-07', 'JP-07', 'JP-07', ...Array(6).fill('')]);
    expect(rows.map(({ min_pct, max_pct }) => `${min_pct}…${max_pct}`).slice(-2)).toEqual(['0…20', 'null…null']);
    // The area that is left out is not found.
    expect(await rowsOf(test, { measure: 'cn-au', on: '2025-01-01', area: 'JP-07' })).toEqual([]);
    expect((await rowsOf(test, { on: '2025-01-01', affected: 'DE', product: '870380' })).map(({ partner }) => partner)).toEqual([
      'EU',
      'DE',
    ]);
    expect(await rowsOf(test, { on: '2025-01-01', affected: 'DE', product: '870380', direction: 'export' })).toEqual([]);
    expect((await rowsOf(test, { on: '2025-01-01', product: '0306', match: ['unclear'] })).map(({ partner }) => partner)).toEqual([
      'AU',
      'AU',
      'JP',
      'JP',
      'AU',
    ]);
  });

  it('one that was a member of a union for a part of a span finds what the union met and imposed then', async () => {
    const members = [{ member: 'KR', joined_on: '2024-06-01', left_on: '2024-09-01' }];
    await addJurisdiction(test.tracker, me, { code: 'QU', name: 'A union', kind: 'union', aliases: [], areas: [], members });
    for (const [id, imposed_by, partner] of [
      ['cn-qu', 'CN', 'QU'],
      ['qu-cn', 'QU', 'CN'],
    ] as const) {
      const coverage = { effective_on: '2024-01-01', scopes: [{ goods: ['3301'], partners: [partner] }], unsourced: true as const };
      await newMeasure(test.tracker, id, { kind: 'tariff', type: 'additional', imposed_by, dispute: undefined, coverage });
      await recordStatusChanges(test.tracker, me, id, [change('in_force', '2024-02-01')]);
      await rates(id, { expression: '10%' });
    }
    const found = async (question: RateQuestion) =>
      (await rowsOf(test, { product: '3301', ...question })).map(({ measure }) => measure).sort();
    for (const [asked, id] of [
      [{ affected: 'KR' }, 'cn-qu'],
      [{ imposed_by: 'KR' }, 'qu-cn'],
    ] as const) {
      expect(await found({ ...asked, from: '2024-01-01', to: '2025-01-01' })).toEqual([id]);
      expect(await found({ ...asked, from: '2024-09-01', to: '2025-01-01' })).toEqual([]);
      expect(await found({ ...asked, from: '2024-01-01', to: '2024-05-31' })).toEqual([]);
      expect(await found({ ...asked, on: '2024-08-31' })).toEqual([id]);
    }
    const { steps } = await rateHistory(test.tracker, 'cn-qu', { origin: 'KR' });
    expect(steps.map(({ from, until, rate }) => `${from}..${until ?? ''} ${rate}`)).toEqual([
      '2024-02-01..2024-05-31 null',
      '2024-06-01..2024-08-31 10%',
      '2024-09-01.. null',
    ]);
  });

  it('an area that lies elsewhere than in the partner is refused, on whatever days and of whatever status', async () => {
    for (const more of [{}, { status: 'all' as const }, { on: '1995-01-01' }])
      await refused(
        listRates(test.tracker, { affected: 'CN', area: 'JP-07', ...more }, { limit: 1 }),
        'invalid',
        '"JP-07" is no area of affected "CN": it lies in JP',
      );
  });

  it('who names a measure of base duties gets its rates', async () => {
    await newMeasure(test.tracker, 'cn-base', { kind: 'tariff', type: 'mfn', dispute: undefined });
    await recordStatusChanges(test.tracker, me, 'cn-base', [change('in_force', '2020-01-01')]);
    await rates('cn-base', { expression: '4%' });
    expect((await rowsOf(test, { measure: 'cn-base', on: '2025-01-01' })).map(({ rate }) => rate)).toContain('4%');
    expect((await rowsOf(test, { on: '2025-01-01' })).map(({ measure }) => measure)).not.toContain('cn-base');
  });

  it('a list that was not transcribed is never taken for everything', async () => {
    const scopes = [{ goods: ['2204'], partners: ['*', 'AU'], list_unknown: ['partners' as const] }];
    const coverage = { effective_on: '2024-01-01', scopes, unsourced: true as const };
    await newMeasure(test.tracker, 'cn-listed', { kind: 'tariff', type: 'additional', coverage });
    await recordStatusChanges(test.tracker, me, 'cn-listed', [change('in_force', '2024-02-01')]);
    await rates('cn-listed', { expression: '10%' });
    expect(await linesOf(test, { measure: 'cn-listed', on: '2025-01-01' })).toEqual([
      '2024-02-01.. in_force 10% full AU 2204 possible',
      '2024-02-01.. in_force 10% full null 2204 possible',
    ]);
  });

  it('a tariff that is in force and of which no rate is recorded has rows without one, and is not left out', async () => {
    const scopes = [{ goods: ['2204', '2205'], partners: ['AU'] }];
    await newMeasure(test.tracker, 'cn-unrated', {
      ...{ kind: 'tariff', type: 'additional' },
      coverage: { effective_on: '2024-01-01', scopes, unsourced: true },
    });
    const asked = { measure: 'cn-unrated', on: '2024-06-01', status: 'all' as const };
    await recordStatusChanges(test.tracker, me, 'cn-unrated', [change('announced', '2024-01-01')]);
    expect(await rowsOf(test, asked)).toEqual([]);
    await recordStatusChanges(test.tracker, me, 'cn-unrated', [change('in_force', '2024-02-01')]);
    const rows = await rowsOf(test, { ...asked, product: '2204' });
    expect(rows).toMatchObject([{ code: '2204', partner: 'AU', rate: null, min_pct: null, max_pct: null, first_on: '2024-02-01' }]);
    expect(await rowsOf(test, asked)).toHaveLength(2);
  });

  it('a tariff of thousands of rates comes in batches', async () => {
    await newMeasure(test.tracker, 'cn-many', { kind: 'tariff', type: 'additional', coverage: undefined });
    await recordCoverage(test.tracker, me, 'cn-many', CoverageBody.parse({ effective_on: '2024-01-01', scopes: [{}], unsourced: true }));
    await recordStatusChanges(test.tracker, me, 'cn-many', [change('in_force', '2024-02-01')]);
    const codes = Array.from({ length: 1300 }, (_, index) => `220110${String(index).padStart(4, '0')}`);
    await rates('cn-many', ...codes.map((code, index) => ({ expression: `${index % 40}%`, scope: { goods: [code] } })));
    const { count, batches } = await streamRates(test.tracker, { measure: 'cn-many', on: '2025-01-01' });
    const sizes: number[] = [];
    for await (const batch of batches) sizes.push(batch.length);
    expect([await totalOf({ count }), sizes]).toEqual([1300, [250, 250, 250, 250, 250, 50]]);
    const page = await listRates(
      test.tracker,
      { measure: 'cn-many', on: '2025-01-01' },
      { limit: 3, after: { begins_on: '2025-01-01', id: 'cn-many:1296' } },
    );
    expect(page.data.map(({ code }) => code)).toEqual(codes.slice(-3));
    expect(page.next).toBeNull();
  });
});

describe('rates of a code that the Harmonized System does not have', () => {
  let bundled: TestTracker;
  beforeAll(async () => {
    bundled = await sharedTracker();
  });
  afterAll(() => bundled.close());
  const told = async (question: RateQuestion): Promise<string | undefined> =>
    (await listRates(bundled.tracker, { imposed_by: 'US', product: '851712', ...question }, { limit: 1 })).code_outdated;

  it('are told as such where it has the code no more, or not yet, at the first or the last of the days until now', async () => {
    expect(await told({ on: '2026-11-24' })).toContain('is of no goods of the Harmonized System of 2022');
    expect(await told({ from: '2018-01-01' })).toContain('is of no goods of the Harmonized System of 2022');
    expect(await told({ from: '2018-01-01', to: '2021-12-31' })).toBeUndefined();
    expect(await told({ product: '851713', from: '2018-01-01' })).toContain('is of no goods of the Harmonized System of 2017');
    // 2403.10 is gone since 2012; what is asked for ends before.
    expect(await told({ product: '240310', to: '2011-12-31' })).toBeUndefined();
    expect(await told({ product: '8517', from: '2018-01-01' })).toBeUndefined();
  });
});

describe('rates that may still be charged', () => {
  let bundled: TestTracker;
  beforeAll(async () => {
    bundled = await sharedTracker();
  });
  afterAll(() => bundled.close());
  const doubted = async (question: RateQuestion): Promise<string[] | undefined> =>
    (await listRates(bundled.tracker, question, { limit: 1 })).in_doubt?.map(({ id }) => id).sort();

  it('are told by their tariffs, where these are said to be over with a doubt', async () => {
    const asked = { imposed_by: 'EU', affected: 'US', on: '2026-11-24' };
    expect(await doubted(asked)).toEqual(['eu-us-boeing-2020']);
    expect(await doubted({ ...asked, affected: 'CA' })).toBeUndefined();
    expect(await doubted({ ...asked, measure: 'eu-us-boeing-2020' })).toEqual(['eu-us-boeing-2020']);
    expect(await doubted({ ...asked, on: '2026-06-01' })).toBeUndefined();
    // All of them are rows where every status is asked for.
    expect(await doubted({ ...asked, status: 'all' })).toBeUndefined();
    expect((await rowsOf(bundled, { ...asked, status: 'all' })).map(({ measure }) => measure)).toContain('eu-us-boeing-2020');
  });

  it('are told of each day of a span, also beside the rows of days on which they were charged for certain', async () => {
    const asked = { measure: 'eu-cn-bev-cvd', product: '870380' };
    const rows = await rowsOf(bundled, { ...asked, from: '2029-01-01' });
    expect(rows.length).toBeGreaterThan(0);
    for (const { last_on } of rows) expect(last_on).toBe('2029-10-29');
    expect(await doubted({ ...asked, from: '2029-01-01' })).toEqual(['eu-cn-bev-cvd']);
    expect(await doubted({ ...asked, from: '2029-01-01', to: '2029-10-29' })).toBeUndefined();
    expect(await doubted({ ...asked, product: '2204', from: '2029-01-01' })).toBeUndefined();
  });

  it('are told with the first page, and with the whole', async () => {
    const asked = { imposed_by: 'EU', affected: 'US', on: '2026-11-24' };
    const { next } = await listRates(bundled.tracker, asked, { limit: 1 });
    expect((await listRates(bundled.tracker, asked, { limit: 1, after: next ?? undefined })).in_doubt).toBeUndefined();
    const whole = await streamRates(bundled.tracker, asked);
    expect(whole.in_doubt?.map(({ id }) => id)).toEqual(['eu-us-boeing-2020']);
    await whole.batches.return(undefined);
  });
});
