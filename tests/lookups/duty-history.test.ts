import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCoverage, recordDutyRule, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { addDays } from '../../src/domain/dates.ts';
import { DUTY_PROBLEMS } from '../../src/domain/duty/problems.ts';
import { parseValuePart } from '../../src/domain/duty/value-parts.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import type { DutyQuote } from '../../src/lookups/duty.ts';
import { type DutyHistoryQuestion, dutyHistory } from '../../src/lookups/duty-history.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { type DutyHistory, type DutyStretch, paidWords } from '../../src/things/duty-history.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { putRows, SMALL_REGISTER, sharedTracker, type TestTracker, testTracker } from '../support/database.ts';
import { DAYS, dates, FIRST_DAY } from '../support/histories.ts';
import { quote } from '../support/quoting.ts';
import { change, me, newMeasure, refused } from '../support/recording.ts';
import { casesOf, oneIn } from '../support/thorough.ts';

type Asked = Partial<Omit<DutyHistoryQuestion, 'quantities' | 'fx'>>;
const history = ({ tracker }: TestTracker, question: Asked): Promise<DutyHistory> =>
  dutyHistory(tracker, { importer: 'CN', origin: 'AU', product: '2204', quantities: [], fx: [], ...question });
const line = (row: DutyStretch): string => `${row.from}..${row.until ?? ''} ${row.problem ?? paidWords(row)}`;
const linesOf = async (test: TestTracker, question: Asked): Promise<string[]> => (await history(test, question)).data.map(line);

const byMeasure = <Line extends { measure: string }>(lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => (a.measure < b.measure ? -1 : 1));

/** What a duty answer of a day comes to in a history. */
function inShort(answer: DutyQuote): Omit<DutyStretch, 'from' | 'until'> {
  const line = ({ measure, rate, applies_to, status, collected, match, tops_up_to }: DutyQuote['lines'][number]) => ({
    ...{ measure, rate, applies_to, status, collected, match, tops_up_to },
  });
  const { range, additional, total_amount } = answer;
  return {
    total_ad_valorem_pct: answer.total_ad_valorem_pct,
    least_pct: range.ad_valorem_pct?.least ?? null,
    most_pct: range.ad_valorem_pct?.most ?? null,
    additional_least_pct: additional.ad_valorem_pct?.least ?? null,
    additional_most_pct: additional.ad_valorem_pct?.most ?? null,
    total_amount: total_amount?.amount ?? null,
    least_amount: range.amount?.least ?? null,
    most_amount: range.amount?.most ?? null,
    currency: total_amount?.currency ?? range.amount?.currency ?? null,
    base: answer.base && line(answer.base),
    lines: byMeasure(answer.lines).map(line),
    suppressed: byMeasure(answer.suppressed).map(({ measure }) => measure),
    cannot_compute: DUTY_PROBLEMS.filter((code) => answer.cannot_compute.some((one) => one.code === code)),
    problem: null,
  };
}

/** Holds each of these days against what a duty of that day says. */
async function compare(test: TestTracker, question: Asked, days: readonly string[]): Promise<void> {
  const { from: _from, to: _to, ...rest } = question;
  const { data } = await history(test, question);
  for (const day of days) {
    const { from, until, ...row } = data.findLast((one) => one.from <= day) as DutyStretch;
    expect(until === null || day <= until, `${day} lies in ${from}..${until}`).toBe(true);
    // On some days nothing is charged on a part of the value that is said for others.
    const answer = await quote(test, { ...rest, on: day }, { value_parts: true }).catch((error: unknown) => error as TrackerError);
    if (answer instanceof TrackerError)
      expect([row.problem !== null, answer.message], day).toEqual([true, expect.stringContaining('one customs territory')]);
    else expect(row, `${day} in ${from}..${until}`).toEqual(inShort(answer));
  }
}

describe('the bundled disputes', () => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await sharedTracker();
  });
  afterAll(() => test.close());

  const CARS = { importer: 'EU', origin: 'CN', product: '8703801010', exporter: 'BYD' };

  it('electric cars of BYD in the European Union: a row for each stretch', async () => {
    const { from, to, question, data } = await history(test, { ...CARS, to: '2026-02-01' });
    expect([from, to]).toEqual(['2021-02-01', '2026-02-01']);
    expect(question).toMatchObject({
      importer: 'EU',
      origin: 'CN',
      product: '8703801010',
      exporter: 'BYD',
      preference: false,
      condition: [],
      value_part: [],
    });
    expect(data.map(line)).toEqual(['2021-02-01..2024-07-04 10%', '2024-07-05..2024-10-29 10%', '2024-10-30..2026-02-10 27.0%']);
    // Secured, and given back.
    expect(data[1]?.lines).toEqual([
      {
        ...{ measure: 'eu-cn-bev-cvd', rate: '17.4%', applies_to: 'byd', status: 'provisional' },
        ...{ collected: 'none', match: 'full', tops_up_to: null },
      },
    ]);
  });

  it('the last row ends where its answer does, also where that is known to come after the span', async () => {
    expect((await linesOf(test, { ...CARS, from: '2024-10-01', to: '2024-10-29' })).at(-1)).toBe('2024-10-01..2024-10-29 10%');
    expect(await linesOf(test, { ...CARS, from: '2024-10-28', to: '2024-10-28' })).toEqual(['2024-10-28..2024-10-29 10%']);
    expect(await linesOf(test, { ...CARS, from: '2024-10-30', to: '2024-10-30' })).toEqual(['2024-10-30..2026-02-10 27.0%']);
    const canola = { importer: 'CN', origin: 'CA', product: '230641', from: '2026-10-01' };
    expect(await linesOf(test, { ...canola, to: '2026-11-28' }), 'what returns by itself').toEqual(['2026-10-01..2026-12-31 0%']);
    expect((await history(test, { ...CARS, from: '2999-01-01', to: '2999-12-31' })).data).toHaveLength(1);
  });

  it('says on what the answers of its days hang, and of no others: a preference while there is one', async () => {
    const wine = { importer: 'CN', origin: 'AU', product: '220421' };
    const preference = 'cn-chafta-wine: 0% instead of the MFN rate, if the preference is claimed (preference=true)';
    const dependsOn = async (question: Asked) => (await history(test, { ...wine, ...question })).depends_on;
    expect(await dependsOn({ from: '2018-06-01', to: '2018-12-31' })).toEqual([]);
    expect(await dependsOn({ from: '2018-06-01', to: '2019-01-01' })).toEqual([preference]);
    expect(await dependsOn({ from: '2018-06-01', to: '2019-01-01', preference: true })).toEqual([]);
  });

  it('says which condition is open and which quantity is lacking, though the stretch names codes alone', async () => {
    const urea = { importer: 'EU', origin: 'BY', product: '3102101000', from: '2026-01-01', to: '2026-03-01' };
    const { data, depends_on } = await history(test, urea);
    expect(data[0]?.cannot_compute).toEqual(['condition_open', 'quantity_required', 'value_required']);
    expect(depends_on).toContainEqual(expect.stringContaining('(condition=eu_ru_fertiliser_threshold=true or false)'));
    expect(depends_on).toContain('eu-ru-fertilisers-2025: 40 EUR/t is levied by mass: give a quantity in g, kg, t, lb, carat');
  });

  it('days on which importer and origin are one customs territory say so; a span of nothing else is refused', async () => {
    const wine = { importer: 'GB', origin: 'FR', product: '220421' };
    const lines = await linesOf(test, { ...wine, from: '2020-01-01', to: '2021-06-30' });
    expect(lines[0]).toBe('2020-01-01..2020-12-31 GB and FR are one customs territory (EU), and no duty is charged inside it');
    expect(lines[1]).toMatch(/^2021-01-01/);
    await refused(
      history(test, { ...wine, from: '2020-01-01', to: '2020-12-31' }),
      'invalid',
      'one customs territory (EU)',
      'all of these days',
    );
  });

  it('as announced by a day, which is the last one unless another is given', async () => {
    const answer = await history(test, { ...CARS, announced_by: '2024-08-01' });
    expect([answer.from, answer.to, answer.announced_by]).toEqual(['2019-08-01', '2024-08-01', '2024-08-01']);
    // Of the definitive duty nothing was known, and the deposits had a term of four months.
    const lines = await linesOf(test, { ...CARS, announced_by: '2024-08-01', to: '2026-01-01' });
    expect(lines.slice(-2)).toEqual(['2024-07-05..2024-11-04 27.4%', '2024-11-05..2027-12-31 10%']);
    expect((await history(test, { ...CARS, known_at: '2020-01-01' })).data).toMatchObject([
      { base: null, cannot_compute: ['base_unknown'] },
    ]);
  });

  it('of a code that an edition of the Harmonized System ends has no total from its first day on', async () => {
    const phones = { importer: 'US', origin: 'VN', product: '851712', from: '2021-01-01', to: '2025-12-01' };
    const { data } = await history(test, phones);
    const [before, after] = [data.filter(({ from }) => from < '2022-01-01'), data.filter(({ from }) => from >= '2022-01-01')];
    expect(before).toMatchObject([{ until: '2021-12-31', total_ad_valorem_pct: '0', cannot_compute: [] }]);
    expect(after.length).toBeGreaterThan(2);
    for (const one of after)
      expect(one).toMatchObject({
        total_ad_valorem_pct: null,
        least_pct: '0',
        most_pct: null,
        cannot_compute: expect.arrayContaining(['code_outdated']),
      });
  });

  it('a condition must be one of these tariffs on some day', async () => {
    const condition = { id: 'nonsense', met: true };
    await refused(
      history(test, { ...CARS, conditions: [condition] }),
      'invalid',
      '"nonsense" is no condition',
      'on any of these days',
      'price_undertaking',
    );
    expect((await history(test, { ...CARS, conditions: [{ id: 'price_undertaking', met: false }] })).data.length).toBeGreaterThan(2);
  });

  it.each([
    [{ from: '2024-01-02', to: '2024-01-01' }, '"2024-01-02" is after to "2024-01-01"'],
    [{ from: '2999-01-01' }, 'give to as well'],
    [{ from: '1990-01-01', to: '2024-01-01' }, 'more than 30 years'],
    [{ from: '2024-02-30' }, '"2024-02-30"'],
    [{ customs_value: '100' }, 'currency'],
  ])('%j is refused', async (more, words) => {
    await refused(history(test, { ...CARS, ...more }), 'invalid', words);
  });

  it('five years before 29 February begin on the 28th, and nothing before 1900', async () => {
    expect((await history(test, { ...CARS, to: '2024-02-29' })).from).toBe('2019-02-28');
    expect((await history(test, { ...CARS, to: '1903-02-01' })).from).toBe('1900-01-01');
  });

  const QUESTIONS = [
    { ...CARS, exporter: 'Nobody Motors' },
    { ...CARS, exporter: undefined, customs_value: '20000', currency: 'EUR' },
    { importer: 'CN', origin: 'AU', product: '220421', preference: true },
    { importer: 'US', origin: 'EU', product: '72' },
    { importer: 'US', origin: 'CN', product: '870380', announced_by: '2025-04-08' },
    { importer: 'US', origin: 'CN', product: '8703' },
    { importer: 'TR', origin: 'CN', product: '870323', customs_value: '15000', currency: 'USD' },
    { importer: 'CN', origin: 'CA', product: '1514', quota: 'in' as const },
  ];
  it.each(oneIn(4, QUESTIONS))('says of %j each time what the duty of that day says', async (question) => {
    const span = { from: '2017-06-01', to: '2027-06-01' };
    const { data } = await history(test, { ...question, ...span });
    // The days on which something changes and those beside them, and one in each month.
    const turning = data.flatMap(({ from }) => [addDays(from, -1), from, addDays(from, 1)]);
    const months = oneIn(
      4,
      Array.from({ length: 60 }, (_, index) => addDays('2017-06-15', index * 61)),
      2,
    );
    await compare(
      test,
      { ...question, ...span },
      [...turning, ...months].filter((day) => span.from <= day && day <= span.to),
    );
  });
});

it('a tariff whose coverage may have changed that month is not left out, by the day nor over time', async () => {
  const test = await testTracker();
  await putRows(test, SMALL_REGISTER);
  const status_changes = [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }];
  await newMeasure(test.tracker, 'ad', { kind: 'tariff', type: 'anti_dumping', status_changes });
  const rates = RateTableBody.parse({ effective_on: '2020-01-01', rates: [{ expression: '8%' }], unsourced: true });
  await recordRateTable(test.tracker, me, 'ad', rates);
  const scopes = [{ goods: ['2204'], partners: ['JP'] }];
  await recordCoverage(test.tracker, me, 'ad', CoverageBody.parse({ effective_on: '2021-12', scopes, unsourced: true }));
  const span = { from: '2021-11-30', to: '2022-01-01' };
  expect((await quote(test, { on: '2021-12-15' })).additional.ad_valorem_pct).toEqual({ least: '0', most: '8' });
  expect((await history(test, span)).data.map((row) => [row.from, row.additional_least_pct, row.additional_most_pct])).toEqual([
    ['2021-11-30', '8', '8'],
    ['2021-12-01', '0', '8'],
    // Nothing is recorded then: neither a base nor this.
    ['2021-12-31', null, null],
  ]);
  await test.close();
});

describe('random histories', () => {
  const MEASURES = ['ad', 'cvd', 'mfn', 'union'] as const;
  const about = fc.constantFrom(...MEASURES);
  const until = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 2 });
  const ending = (effective_on: string, days: number | undefined) =>
    days === undefined ? {} : { until_on: addDays(`${effective_on}-01-01`.slice(0, 10), days + (effective_on.length < 10 ? 31 : 0)) };
  const scopes = fc.constantFrom(
    [{ goods: ['2204'], partners: ['AU'] }],
    [{ goods: ['220421'], partners: ['*'] }],
    [{ goods: ['03'], partners: ['AU'] }],
    [{ goods: ['2204'], partners: ['JP'] }],
    [{ partners: ['*'], excluded: ['KR'] }],
  );
  const steps = fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          what: fc.constant('status' as const),
          measure: about,
          effective_on: dates,
          status: fc.constantFrom('in_force', 'suspended', 'partially_lifted', 'lifted', 'provisional', 'expired' as const),
          until,
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          what: fc.constant('rates' as const),
          measure: about,
          effective_on: dates,
          rate: fc.nat(40),
          value_part: fc.option(fc.constantFrom('the steel', 'the glass'), { nil: undefined }),
          until,
        }),
      },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('coverage' as const), measure: about, effective_on: dates, scopes, until }) },
      {
        weight: 3,
        arbitrary: fc.record({
          what: fc.constant('rule' as const),
          measure: fc.constantFrom('ad', 'cvd'),
          effective_on: dates,
          last_on: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
          type: fc.constantFrom('not_levied_with', 'levied_on_rest_of', 'replaces_base', 'at_most_one_of' as const),
        }),
      },
    ),
    { minLength: 6, maxLength: 24, size: 'max' },
  );

  type Step = (typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never) & { effective_on: string };

  async function record({ tracker }: TestTracker, step: Step): Promise<void> {
    const { measure, effective_on } = step;
    const unsourced = true;
    if (step.what === 'status') {
      const exempt = step.status === 'partially_lifted' && { exemptions: [{ goods: ['220421'] }] };
      const mayEnd = ['in_force', 'suspended', 'partially_lifted', 'provisional'].includes(step.status);
      const one = change(step.status, effective_on, { ...exempt, ...(mayEnd && ending(effective_on, step.until)) });
      await recordStatusChanges(tracker, me, measure, [one]);
    } else if (step.what === 'rates') {
      const rates = [{ expression: `${step.rate}%`, ...(step.value_part && { value_part: step.value_part }) }];
      const body = RateTableBody.parse({ effective_on, ...ending(effective_on, step.until), rates, unsourced });
      await recordRateTable(tracker, me, measure, body);
    } else if (step.what === 'coverage') {
      const body = CoverageBody.parse({ effective_on, ...ending(effective_on, step.until), scopes: step.scopes, unsourced });
      await recordCoverage(tracker, me, measure, body);
    } else {
      const last_on = step.last_on === undefined ? {} : { last_on: addDays('2022-01-31', step.last_on) };
      const beside = { other_measure: 'union' };
      const others = { not_levied_with: beside, levied_on_rest_of: beside, replaces_base: {}, at_most_one_of: { others: ['mfn'] } }[
        step.type
      ];
      const body = { type: step.type, measure, first_on: effective_on, ...last_on, ...others, unsourced };
      await recordDutyRule(tracker, me, DutyRuleBody.parse(body));
    }
  }

  it('each day is told as the duty of that day, whatever is recorded (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.record({ joined: fc.nat(60), left: fc.integer({ min: 1, max: 60 }) }),
        fc.option(fc.constantFrom('2021-12-15', '2022-01-05'), { nil: undefined }),
        fc.constantFrom('2204', '220421'),
        fc.option(fc.constantFrom(['steel:40%'], ['steel:40%', 'glass:30%'], ['glass:100%']), { nil: [] }),
        async (all, { joined, left }, announced_by, product, said) => {
          const test = await testTracker();
          try {
            const joined_on = addDays(FIRST_DAY, joined);
            await putRows(test, {
              ...SMALL_REGISTER,
              jurisdictions: [...(SMALL_REGISTER.jurisdictions ?? []), { code: 'XU', name: 'A union', kind: 'union' }],
              union_members: [
                ...(SMALL_REGISTER.union_members ?? []),
                { union_code: 'XU', member_code: 'CN', joined_on, left_on: addDays(joined_on, left), note: null },
              ],
            });
            const inForce = { status_changes: [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }] };
            for (const id of MEASURES) {
              const type = id === 'mfn' ? 'mfn' : id === 'cvd' ? 'countervailing' : 'anti_dumping';
              const more = id === 'union' ? {} : inForce;
              await newMeasure(test.tracker, id, { kind: 'tariff', type, ...more, ...(id === 'union' && { imposed_by: 'XU' }) });
            }
            for (const measure of ['ad', 'cvd', 'mfn'])
              await record(test, { what: 'rates', measure, effective_on: '2020-01-01', rate: measure.length, until: undefined } as Step);
            // What is not lawful after what stands there is refused; the rest makes the history.
            for (const step of all)
              await record(test, step as Step).catch((error: unknown) => {
                if (!(error instanceof TrackerError)) throw error;
              });
            const span = { from: DAYS[0] as string, to: DAYS.at(-1) as string };
            const question = { ...span, product, ...(announced_by && { announced_by }) };
            // A part on which nothing is charged on any of the days is refused.
            const value_parts = said.map(parseValuePart);
            const isKnown = await history(test, { ...question, value_parts }).then(
              () => true,
              () => false,
            );
            await compare(test, { ...question, ...(isKnown && { value_parts }) }, DAYS);
            // A row ends where the next one says something else.
            const { data } = await history(test, { ...span, product });
            for (const [index, row] of data.slice(1).entries()) {
              const { from, until: _until, ...said } = row;
              const { from: _before, until: last, ...before } = data[index] as DutyStretch;
              expect(last).toBe(addDays(from, -1));
              expect(said).not.toEqual(before);
            }
          } finally {
            await test.close();
          }
        },
      ),
      { numRuns: casesOf(3, 12) },
    );
  });
});
