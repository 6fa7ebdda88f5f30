import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage, recordDutyRule, recordRateTable } from '../../src/changes/statements.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { addDays } from '../../src/domain/dates.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { CHANGE_SUBJECTS } from '../../src/domain/vocabulary.ts';
import { listStatusChanges } from '../../src/lookups/status-changes.ts';
import { changesTold, type ToldUpTo } from '../../src/lookups/told-changes.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { DutyRuleBody } from '../../src/things/duty-rule.ts';
import type { StatusChangeFilters } from '../../src/things/questions.ts';
import { RateTableBody } from '../../src/things/rate-table.ts';
import { changeIdOf, type StatusChangeRow } from '../../src/things/status-change.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { Random } from '../support/random.ts';
import { change, me, newMeasure } from '../support/recording.ts';
import { casesOf } from '../support/thorough.ts';

const unsourced = true as const;
const DAY = 86_400_000;

/** Who is told, by what: what was told and not taken back. */
class Listener {
  readonly held = new Map<string, StatusChangeRow>();
  readonly filters: StatusChangeFilters;
  #upTo: ToldUpTo;
  constructor(filters: StatusChangeFilters, since: ToldUpTo) {
    this.filters = filters;
    this.#upTo = since;
  }

  /** Hears all that is new; gives it in short. */
  async hear({ tracker }: TestTracker, most = 100): Promise<string[]> {
    const heard: string[] = [];
    for (let isAll = false; !isAll; ) {
      const told = await changesTold(tracker, this.filters, this.#upTo, most);
      this.#upTo = told.upTo;
      isAll = told.isAll;
      for (const { told: one } of told.changes) {
        const row = one.change ?? one.before;
        heard.push(`${one.event} ${row && wordsOf(row)}`);
        // Nothing is told again that was not taken back, and nothing taken back that was not told.
        if (one.event === 'recorded' || one.event === 'began') expect(this.held.has(one.id), `told twice: ${heard.join('; ')}`).toBe(false);
        if (one.event === 'withdrawn') expect(this.held.has(one.id), `taken back untold: ${heard.join('; ')}`).toBe(true);
        if (one.before) this.held.delete(changeIdOf(one.before));
        // What meets nothing is told for the sake of another, or because it no longer does.
        if (one.change) this.held.set(changeIdOf(one.change), one.change);
      }
    }
    return heard;
  }
}

const wordsOf = ({ effective_on, derived, what, status, says, said_before }: StatusChangeRow): string =>
  `${effective_on} ${what === 'status' ? status : `${what} ${what === 'rules' ? (says ?? said_before) : says}`}${derived ? ' by itself' : ''}`;

describe.each(ENGINES_OF_ALL)('what is told of changes, on %s', (engine, open) => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await open();
    await putRows(test, SMALL_REGISTER);
  });
  afterAll(() => test.close());

  const today = (): string => test.clock.now.slice(0, 10);
  const wait = (milliseconds: number): void => {
    test.clock.now = new Date(Date.parse(test.clock.now) + milliseconds).toISOString();
  };
  const scope = (goods: string[], partners: string[]) => ({ goods, partners });
  /** A tariff of 10% that has been in force for long, or of which no status is known yet; gives how far its first days were told. */
  const newTariff = async (id: string, isInForce = true): Promise<ToldUpTo> => {
    const days = { effective_on: addDays(today(), -400), unsourced };
    const { recorded } = await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', coverage: { ...days, scopes: [scope(['2204', '2206'], ['AU'])] } },
      ...{ rate_tables: [{ ...days, rates: [{ expression: '10%' }] }] },
      ...(isInForce && { status_changes: [{ status: 'in_force', ...days }] }),
    });
    return { told_seq: Math.max(...recorded.map(({ seq }) => seq)), told_on: today(), told_next_seq: 0 };
  };
  const record = {
    rule: (id: string, body: object) => recordDutyRule(test.tracker, me, DutyRuleBody.parse({ measure: id, ...body, unsourced })),
    rates: (id: string, body: object) => recordRateTable(test.tracker, me, id, RateTableBody.parse({ ...body, unsourced })),
    coverage: (id: string, body: object) => recordCoverage(test.tracker, me, id, CoverageBody.parse({ ...body, unsourced })),
  };

  it('takes back rates that are none of a measure that had ended before, and tells them again where it had not', async () => {
    const id = 'ended-before';
    const listener = new Listener({ measure: id, what: ['rates'] }, await newTariff(id));
    const [past, start, end, later] = [-30, -20, -10, 20].map((days) => addDays(today(), days));
    await record.rates(id, { effective_on: start, until_on: end, rates: [{ expression: '20%' }] });
    const { recorded } = await record.rates(id, { effective_on: later, rates: [{ expression: '30%' }] });
    expect(await listener.hear(test)).toEqual([
      `recorded ${start} rates 20%`,
      `began ${end} rates 10% by itself`,
      `recorded ${later} rates 30%`,
    ]);
    const lifted = await recordStatusChanges(test.tracker, me, id, [change('lifted', past as string)]);
    const gone = [`withdrawn ${start} rates 20%`, `withdrawn ${end} rates 10% by itself`, `withdrawn ${later} rates 30%`];
    expect((await listener.hear(test)).sort()).toEqual(gone.sort());
    await correctEntry(test.tracker, me, lifted.recorded[0]?.seq as number, { reason: 'another measure' } as never);
    const back = [`recorded ${start} rates 20%`, `began ${end} rates 10% by itself`, `recorded ${later} rates 30%`];
    expect((await listener.hear(test)).sort()).toEqual(back.sort());
    // What is taken back in one go with the end of the measure was told before all the same.
    await recordStatusChanges(test.tracker, me, id, [change('lifted', past as string)]);
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, { reason: 'never decided' } as never);
    expect((await listener.hear(test)).sort()).toEqual(gone.sort());
  });

  it('tells statuses to whom a coverage for an earlier day brings within their reach', async () => {
    const id = 'reached-later';
    const listener = new Listener({ measure: id, what: CHANGE_SUBJECTS, affected: 'JP' }, await newTariff(id));
    const [earlier, day] = [-20, -10].map((days) => addDays(today(), days)) as [string, string];
    await recordStatusChanges(test.tracker, me, id, [change('suspended', day)]);
    expect(await listener.hear(test)).toEqual([]);
    wait(1000);
    await record.coverage(id, { effective_on: earlier, scopes: [scope(['2204'], ['AU', 'JP'])] });
    expect(await listener.hear(test)).toEqual([`recorded ${earlier} coverage goods + 2204; partners + JP`, `recorded ${day} suspended`]);
  });

  it('takes nothing back that was never told: brought within reach and corrected in one go', async () => {
    const id = 'reached-and-corrected';
    const listener = new Listener({ measure: id, what: CHANGE_SUBJECTS, affected: 'JP' }, await newTariff(id));
    const [earlier, day] = [-20, -10].map((days) => addDays(today(), days)) as [string, string];
    const { recorded } = await recordStatusChanges(test.tracker, me, id, [change('suspended', day)]);
    expect(await listener.hear(test)).toEqual([]);
    wait(1000);
    await record.coverage(id, { effective_on: earlier, scopes: [scope(['2204'], ['AU', 'JP'])] });
    wait(1000);
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, { reason: 'misread' } as never);
    expect(await listener.hear(test)).toEqual([`recorded ${earlier} coverage goods + 2204; partners + JP`]);
  });

  it.each([1, 100])('tells nothing of what comes no more by the time that it is told, in messages of %i', async (most) => {
    const id = `overtaken-${most}`;
    const listener = new Listener({ measure: id }, await newTariff(id));
    const [early, between, late, set, later] = [-90, -70, -60, 30, 40].map((days) => addDays(today(), days)) as [
      ...[string, string, string, string, string],
    ];
    const end = change('expired', set, { announced_on: early });
    wait(1000);
    const { recorded } = await recordStatusChanges(test.tracker, me, id, [end]);
    wait(1000);
    const lifted = await recordStatusChanges(test.tracker, me, id, [change('lifted', late, { announced_on: between })]);
    expect(await listener.hear(test, most)).toEqual([`recorded ${late} lifted`]);
    wait(1000);
    const seq = recorded[0]?.seq as number;
    const replacement = { status: 'expired', effective_on: later, announced_on: early, unsourced };
    const again = await correctEntry(test.tracker, me, seq, { reason: 'another day', replacement } as never);
    expect(await listener.hear(test, most)).toEqual([]);
    wait(1000);
    await correctEntry(test.tracker, me, lifted.recorded[0]?.seq as number, { reason: 'another measure' } as never);
    expect((await listener.hear(test, most)).sort()).toEqual([`recorded ${later} expired`, `withdrawn ${late} lifted`]);
    wait(1000);
    const sooner = { status: 'expired', effective_on: set, announced_on: early, unsourced };
    const last = again.recorded.find(({ kind }) => kind === 'status_change')?.seq as number;
    await correctEntry(test.tracker, me, last, { reason: 'the first day was right', replacement: sooner } as never);
    expect(await listener.hear(test, most)).toEqual([`replaced ${set} expired`]);
  });

  it('takes back what a correction puts where it comes no more', async () => {
    const id = 'replaced-by-overtaken';
    const listener = new Listener({ measure: id }, await newTariff(id));
    const [early, first, between, late, set] = [-90, -80, -70, -60, 30].map((days) => addDays(today(), days)) as [
      ...[string, string, string, string, string],
    ];
    wait(1000);
    const { recorded } = await recordStatusChanges(test.tracker, me, id, [change('suspended', first, { announced_on: early })]);
    wait(1000);
    await recordStatusChanges(test.tracker, me, id, [change('lifted', late, { announced_on: between })]);
    expect(await listener.hear(test)).toEqual([`recorded ${first} suspended`, `recorded ${late} lifted`]);
    wait(1000);
    const replacement = { status: 'suspended', effective_on: set, announced_on: early, unsourced };
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, { reason: 'another day', replacement } as never);
    expect(await listener.hear(test)).toEqual([`withdrawn ${first} suspended`]);
  });

  it.each([1, 100])('tells once what the first status of a measure makes a change, in messages of %i', async (most) => {
    const id = `without-status-${most}`;
    const listener = new Listener({ measure: id, what: ['rates'] }, await newTariff(id, false));
    const [begin, first, second] = [-30, -20, -10].map((days) => addDays(today(), days)) as [string, string, string];
    wait(1000);
    await record.rates(id, { effective_on: first, rates: [{ expression: '20%' }] });
    wait(1000);
    await record.rates(id, { effective_on: second, rates: [{ expression: '30%' }] });
    wait(1000);
    const { recorded } = await recordStatusChanges(test.tracker, me, id, [change('in_force', begin)]);
    expect((await listener.hear(test, most)).sort()).toEqual([`recorded ${first} rates 20%`, `recorded ${second} rates 30%`]);
    wait(1000);
    await correctEntry(test.tracker, me, recorded[0]?.seq as number, { reason: 'another measure' } as never);
    expect((await listener.hear(test, most)).sort()).toEqual([`withdrawn ${first} rates 20%`, `withdrawn ${second} rates 30%`]);
  });

  it('adds up to what the list has, whatever is recorded, corrected and taken back', async () => {
    for (let seed = 1; seed <= casesOf(engine === 'sqlite' ? 3 : 6, engine === 'sqlite' ? 16 : 6); seed++) {
      const choose = new Random(seed);
      const id = `told-${seed}`;
      const since = await newTariff(id, choose.percent(60));
      const asked: StatusChangeFilters[] = [
        { what: CHANGE_SUBJECTS, affected: 'JP' },
        { what: ['rates', 'coverage'], product: '220421', affected: 'AU' },
      ];
      const listeners = asked.map((filters) => new Listener({ measure: id, ...filters }, since));
      const scopes = () =>
        choose.pick([
          [scope(['2204'], ['AU', 'JP'])],
          [scope(['2204', '2206'], ['*'])],
          [scope(['2206'], ['AU'])],
          [scope(['220421'], ['AU'])],
        ]);
      const percent = () => choose.pick(['5%', '10%', '20%']);
      const rates = () =>
        choose.percent(60)
          ? [{ expression: percent() }]
          : ['2204', '2206'].map((code) => ({ scope: { goods: [code] }, expression: percent() }));
      const rule = (first_on: string) => ({
        ...{ type: 'tops_up_base_to', percent: choose.pick(['10', '15']), first_on },
        ...(choose.percent(60) && { last_on: addDays(first_on, choose.between(0, 40)) }),
        ...(choose.percent(50) && { scope: { partners: [choose.pick(['AU', 'JP'])] } }),
      });
      // Said long before, it may come no more by what was said since.
      const announced = (day: string) => (choose.percent(50) ? { announced_on: addDays(day, -choose.between(1, 60)) } : {});
      const own: { seq: number; kind: string }[] = [];
      const write = async (): Promise<readonly { seq: number; kind: string }[]> => {
        const effective_on = addDays(today(), choose.between(-60, 40));
        const until = choose.percent(40) ? { until_on: addDays(effective_on, choose.between(1, 40)) } : {};
        const kind = choose.pick(['rates', 'rates', 'rates', 'coverage', 'status', 'rule', 'rule', 'correct', 'correct'] as const);
        if (kind === 'rates') return (await record.rates(id, { effective_on, ...until, rates: rates() })).recorded;
        if (kind === 'rule') return (await record.rule(id, rule(effective_on))).recorded;
        if (kind === 'coverage') return (await record.coverage(id, { effective_on, ...until, scopes: scopes() })).recorded;
        if (kind === 'status') {
          const status = choose.pick(['suspended', 'partially_lifted', 'in_force', 'in_force', 'lifted'] as const);
          const exemptions = status === 'partially_lifted' ? { exemptions: [{ goods: ['2206'] }] } : {};
          const ends = status === 'suspended' || status === 'partially_lifted' ? until : {};
          const more = { ...ends, ...exemptions, ...announced(effective_on) };
          return (await recordStatusChanges(test.tracker, me, id, [change(status, effective_on, more)])).recorded;
        }
        if (own.length === 0) return [];
        const [wrong] = own.splice(choose.below(own.length), 1) as [{ seq: number; kind: string }];
        const stated = { rate_table: { rates: rates() }, coverage: { scopes: scopes() } }[wrong.kind] ?? {
          status: 'suspended',
          ...announced(effective_on),
        };
        const says = wrong.kind === 'duty_rule' ? { measure: id, ...rule(effective_on) } : { effective_on, ...stated };
        const replacement = choose.percent(50) ? { replacement: { ...says, unsourced } } : {};
        return (await correctEntry(test.tracker, me, wrong.seq, { reason: 'misread', ...replacement } as never)).recorded;
      };
      for (let step = choose.between(4, 9); step > 0; step--) {
        for (let writes = choose.between(1, 2); writes > 0; writes--) {
          wait(1000);
          const recorded = await write().catch((error: unknown) => {
            // Not everything may follow everything.
            if (error instanceof TrackerError) return [];
            throw error;
          });
          own.push(...recorded.filter(({ kind }) => kind !== 'correction'));
        }
        if (choose.percent(50)) wait(choose.between(1, 25) * DAY);
        for (const [at, listener] of listeners.entries()) await listener.hear(test, at === 0 ? 1 : 100);
      }
      for (const { filters, held } of listeners) {
        const { data } = await listStatusChanges(test.tracker, filters, { limit: 5000 });
        const listed = data.filter(({ seq, derived, effective_on }) => seq > since.told_seq && (!derived || effective_on <= today()));
        const ids = new Set(listed.map(changeIdOf));
        const told = [...held.values()].filter((row) => row.match !== null || ids.has(changeIdOf(row)));
        expect(told.map(wordsOf).sort(), `${id} ${JSON.stringify(filters)}`).toEqual(listed.map(wordsOf).sort());
      }
    }
  });
});
