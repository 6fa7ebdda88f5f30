import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correctEntry } from '../../../src/changes/correct.ts';
import { recordCoverage, recordDutyRule, recordRateTable } from '../../../src/changes/statements.ts';
import { recordStatusChanges } from '../../../src/changes/status-changes.ts';
import { addWatch, listDeliveries, listWatches, type NewWatch, removeWatch } from '../../../src/changes/watches.ts';
import { Deliverer } from '../../../src/keep/watches/deliverer.ts';
import { listStatusChanges } from '../../../src/lookups/status-changes.ts';
import { createTracker } from '../../../src/lookups/tracker.ts';
import { CoverageBody } from '../../../src/things/coverage.ts';
import { DutyRuleBody } from '../../../src/things/duty-rule.ts';
import { readNetworks } from '../../../src/things/networks.ts';
import { RateTableBody } from '../../../src/things/rate-table.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, type TestTracker } from '../../support/database.ts';
import { messageIn, openReceiver, type Receiver } from '../../support/receiver.ts';
import { change, me, newMeasure, refused } from '../../support/recording.ts';

const SILENT = { info: () => undefined, error: () => undefined };
const HERE = readNetworks(['127.0.0.1']);

describe.each(ENGINES_OF_ALL)('webhooks on %s', (_engine, open) => {
  let test: TestTracker;
  let receiver: Receiver;
  let wine: string;
  let count = 0;
  beforeAll(async () => {
    test = await open();
    await putRows(test, SMALL_REGISTER);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    receiver = await openReceiver();
    count += 1;
    // Each test has its own measure; what came before it is told to nobody any more.
    wine = `wine-${count}`;
    await newMeasure(test.tracker, wine, { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
  });
  afterEach(async () => {
    for (const { id, state } of await listWatches(test.tracker)) if (state !== 'ended') await removeWatch(test.tracker, me, id);
    await receiver.close();
  });

  const deliverer = (tracker = test.tracker): Deliverer =>
    new Deliverer({ tracker, log: SILENT, site: () => 'https://example.org', release: '1', allowed: HERE });
  const watch = (filters: NewWatch['filters'] = {}) => addWatch(test.tracker, me, { url: receiver.url, filters });
  const wait = (seconds: number): void => {
    test.clock.now = new Date(Date.parse(test.clock.now) + seconds * 1000).toISOString();
  };
  const record = async (measure: string, ...args: Parameters<typeof change>): Promise<number> => {
    const { recorded } = await recordStatusChanges(test.tracker, me, measure, [change(...args)]);
    return recorded[0]?.seq as number;
  };
  const shown = async (id: number) => (await listWatches(test.tracker)).find((one) => one.id === id);
  const log = (id: number) => listDeliveries(test.tracker, { watch: id, most: 10 });
  /** What every message told, in the order in which they came. */
  const told = (secret: string) => receiver.received.flatMap((one) => messageIn(one, secret).data.changes);

  it('a receiver that is down for an hour gets everything once, in the order of recording, under ids that stay the same', async () => {
    const { secret, watch: own } = await watch();
    const seqs: number[] = [];
    const sender = deliverer();
    let isUp = false;
    receiver.answer = () => (isUp ? 200 : 503);
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute % 20 === 0) seqs.push(await record(wine, minute % 40 === 0 ? 'suspended' : 'in_force', `2021-02-${10 + minute / 20}`));
      wait(60);
      await sender.deliver();
    }
    const attempts = receiver.received.length;
    expect(attempts).toBeGreaterThan(5);
    // Further and further apart, so that nobody is overrun.
    expect(attempts).toBeLessThan(15);
    expect(new Set(receiver.received.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
    expect(await shown(own.id)).toMatchObject({ state: 'failing', attempts, delivered: 0, error: 'it answered 503' });

    isUp = true;
    wait(3600);
    await sender.deliver();
    const taken = receiver.received.slice(attempts);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(taken.length);
    expect(taken.flatMap((one) => messageIn(one, secret).data.changes.map(({ seq }) => seq))).toEqual(seqs);
    expect(await shown(own.id)).toMatchObject({ state: 'active', attempts: 0, delivered: taken.length, gave_up: 0 });
    const rows = await log(own.id);
    expect(rows.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(rows[1]).toMatchObject({ attempts: attempts + 1, http_status: 200, error: null, next_at: null, first_seq: seqs[0] });

    // And nothing twice.
    wait(86_400);
    await sender.deliver();
    expect(receiver.received).toHaveLength(attempts + taken.length);
  });

  it('who is lost between sending and noting sends again: the same bytes under the same id, by whoever takes over', async () => {
    const { secret, watch: own } = await watch();
    const lost = deliverer();
    const next = deliverer(createTracker(test.tracker.store, () => test.clock.now));
    await record(wine, 'suspended', '2021-01-01');
    receiver.answer = async () => {
      receiver.answer = () => 204;
      // It is held: nobody else sends it meanwhile.
      await next.deliver();
      expect(receiver.received).toHaveLength(1);
      // So much later that the first one can be taken for dead; it is not, but its note must count no more.
      wait(61);
      await next.deliver();
      return 204;
    };
    await lost.deliver();
    expect(receiver.received).toHaveLength(2);
    const [first, second] = receiver.received as [Receiver['received'][0], Receiver['received'][0]];
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    // Signed anew, at its own time.
    expect(second.headers['webhook-timestamp']).not.toBe(first.headers['webhook-timestamp']);
    expect(told(secret).map(({ seq }) => seq)).toHaveLength(2);
    expect((await log(own.id)).map(({ attempts, state }) => [attempts, state])).toEqual([[1, 'delivered']]);
  });

  it('tells what meets the filters: rows of the list with a permalink, whatever words they were asked in', async () => {
    const made = await watch({ imposed_by: ['china'], affected: ['Australia'], product: ['2204'], status: ['suspended,lifted'] });
    expect(made).toMatchObject({ took: { imposed_by: 'CN', affected: 'AU' }, watch: { filters: { imposed_by: 'CN', affected: 'AU' } } });
    await newMeasure(test.tracker, `barley-${count}`, {
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
      coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['1003'], partners: ['AU'] }], unsourced: true },
    });
    const seq = await record(wine, 'suspended', '2021-03-01', { note: 'for a while' });
    await record(`barley-${count}`, 'suspended', '2021-03-01');
    await deliverer().deliver();
    const [row] = (await listStatusChanges(test.tracker, { status: ['suspended'], measure: wine }, { limit: 1 })).data;
    const [message] = receiver.received.map((one) => messageIn(one, made.secret));
    expect(message?.data.changes).toEqual([
      {
        ...{ event: 'recorded', id: `${seq}`, seq, change: row, before: null, reason: null },
        permalink: `https://example.org/measures/${wine}?on=${message?.data.on}&known_at=${message?.data.known_at}`,
      },
    ]);
    expect(receiver.received).toHaveLength(1);
    await refused(watch({ product: ['2204'], on: ['2024-01-01'] }), 'invalid', 'on');
    await refused(watch({ measure: ['nowhere'] }), 'invalid', 'no measure "nowhere"');
    await refused(addWatch(test.tracker, me, { url: 'http://me:secret@example.org', filters: {} }), 'invalid', 'password');
    await refused(addWatch(test.tracker, me, { url: receiver.url, filters: {}, secret: 'whsec_c2hvcnQ=' }), 'invalid', '24 to 64 bytes');
  });

  it('tells a correction to whom what it takes back, or what stands there now, concerns', async () => {
    const { secret } = await watch({ status: ['suspended'] });
    const seq = await record(wine, 'suspended', '2021-03-01');
    const replacement = { status: 'suspended', effective_on: '2021-04-01', unsourced: true };
    const { recorded } = await correctEntry(test.tracker, me, seq, { reason: 'the notice says April', replacement } as never);
    const replaced = recorded.find(({ kind }) => kind === 'status_change')?.seq as number;
    const lifted = { status: 'lifted', effective_on: '2021-04-01', unsourced: true };
    await correctEntry(test.tracker, me, replaced, { reason: 'lifted for good', replacement: lifted } as never);
    await newMeasure(test.tracker, `barley-${count}`, {
      status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
    });
    const wrong = await record(`barley-${count}`, 'suspended', '2021-05-01');
    await correctEntry(test.tracker, me, wrong, { reason: 'another measure' } as never);
    await deliverer().deliver();
    const events = told(secret).map(({ event, change: now, before, reason }) => [
      event,
      before?.effective_on,
      now?.status,
      now?.effective_on,
      reason,
    ]);
    expect(events).toEqual([
      ['recorded', undefined, 'suspended', '2021-03-01', null],
      ['replaced', '2021-03-01', 'suspended', '2021-04-01', 'the notice says April'],
      ['replaced', '2021-04-01', 'lifted', '2021-04-01', 'lifted for good'],
      ['recorded', undefined, 'suspended', '2021-05-01', null],
      ['withdrawn', '2021-05-01', undefined, undefined, 'another measure'],
    ]);
    const seqs = told(secret).map((one) => one.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });

  it('takes back what was set for a later day once an end was announced before it, and tells it again where that is taken back', async () => {
    const { secret, watch: first } = await watch({ measure: [wine] });
    const sender = deliverer();
    const again = await record(wine, 'suspended', '2026-11-20', { announced_on: '2026-11-01' });
    const back = await record(wine, 'in_force', '2026-12-04', { announced_on: '2026-11-01' });
    await sender.deliver();
    const lifted = await record(wine, 'lifted', '2026-12-01', { announced_on: '2026-11-24' });
    await sender.deliver();
    await correctEntry(test.tracker, me, lifted, { reason: 'a rumour' } as never);
    await sender.deliver();
    expect(told(secret).map(({ event, change: now, before }) => [event, before?.seq ?? null, now?.seq ?? null])).toEqual([
      ['recorded', null, again],
      ['recorded', null, back],
      ['recorded', null, lifted],
      ['withdrawn', back, null],
      ['withdrawn', lifted, null],
      ['recorded', null, back],
    ]);
    // Whom an end does not concern is told all the same that what was told no longer comes.
    await removeWatch(test.tracker, me, first.id);
    receiver.received.length = 0;
    const other = await watch({ measure: [wine], status: ['in_force'] });
    await record(wine, 'lifted', '2026-12-01', { announced_on: '2026-11-24' });
    await sender.deliver();
    expect(told(other.secret).map(({ event, before }) => [event, before?.seq])).toEqual([['withdrawn', back]]);
  });

  it('says how what is asked is met; what a correction brings or takes back that does not meet it is told without', async () => {
    const { secret } = await watch({ product: ['0101'] });
    const id = `by-day-${count}`;
    const covers = (effective_on: string, ...goods: string[]) => ({ effective_on, scopes: [{ goods }], unsourced: true as const });
    await newMeasure(test.tracker, id, { coverage: covers('2020-01-01', '010121') });
    await recordCoverage(test.tracker, me, id, CoverageBody.parse(covers('2022-01-01', '0201')));
    const seq = await record(id, 'in_force', '2021-01-01');
    const replacement = { status: 'in_force', effective_on: '2022-06-01', unsourced: true };
    await correctEntry(test.tracker, me, seq, { reason: 'a year later', replacement } as never);
    await deliverer().deliver();
    expect(told(secret).map(({ event, change: now, before }) => [event, before?.match, now?.match])).toEqual([
      ['recorded', undefined, 'part'],
      ['replaced', 'part', null],
    ]);
  });

  it('tells rates and coverage to whom wants them, with what they were, and takes back what was corrected', async () => {
    const id = `duty-${count}`;
    const days = { effective_on: '2020-01-01', unsourced: true as const };
    const goods = (...codes: string[]) => [{ goods: codes }];
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', coverage: { ...days, scopes: goods('2204', '2206') } },
      status_changes: [{ status: 'in_force', ...days }],
    });
    const rates = async (effective_on: string, expression: string, until_on?: string): Promise<number> => {
      const body = { effective_on, ...(until_on && { until_on }), rates: [{ expression }], unsourced: true };
      const { recorded } = await recordRateTable(test.tracker, me, id, RateTableBody.parse(body));
      return recorded[0]?.seq as number;
    };
    const { watch: ofStatus } = await watch({ measure: [id] });
    await rates('2020-01-01', '10%');
    await rates('2020-06-01', '12%');
    await rates('2020-12-01', '10%');
    await deliverer().deliver();
    expect(receiver.received).toEqual([]);
    await removeWatch(test.tracker, me, ofStatus.id);
    const { secret, watch: ofTerms } = await watch({ measure: [id], what: ['rates,coverage'], product: ['2204'] });
    const raised = await rates('2021-01-01', '25%');
    const { recorded } = await correctEntry(test.tracker, me, raised, {
      reason: 'the notice says a quarter later',
      replacement: { effective_on: '2021-04-01', rates: [{ expression: '25%' }], unsourced: true },
    } as never);
    const wrong = await rates('2022-01-01', '50%');
    await correctEntry(test.tracker, me, wrong, { reason: 'another act' } as never);
    await recordCoverage(test.tracker, me, id, CoverageBody.parse({ ...days, effective_on: '2023-01-01', scopes: goods('2206') }));
    await deliverer().deliver();
    const saying = (some: string) =>
      told(some).map(({ event, seq, change: now, before, reason }) => [
        event,
        seq,
        ...[before, now].map((row) => row && `${row.effective_on} ${row.what} ${row.said_before} → ${row.says}, ${row.match}`),
        reason,
      ]);
    const correction = recorded.find(({ kind }) => kind === 'correction')?.seq;
    expect(saying(secret)).toEqual([
      ['recorded', raised, null, '2021-01-01 rates 10% → 25%, full', null],
      ['replaced', correction, '2021-01-01 rates 10% → 25%, full', '2021-04-01 rates 10% → 25%, full', 'the notice says a quarter later'],
      ['recorded', wrong, null, '2022-01-01 rates 25% → 50%, full', null],
      ['withdrawn', wrong + 1, '2022-01-01 rates 25% → 50%, full', null, 'another act'],
      ['recorded', wrong + 2, null, '2023-01-01 coverage null → goods − 2204; partners − all, null', null],
    ]);

    // What an until_on brings back is told on its day, and not before.
    await removeWatch(test.tracker, me, ofTerms.id);
    receiver.received = [];
    const day = (days: number): string => new Date(Date.parse(test.clock.now) + days * 86_400_000).toISOString().slice(0, 10);
    const [start, end] = [day(1), day(3)];
    const { secret: all } = await watch({ measure: [id], what: ['rates'] });
    const truce = await rates(start, '5%', end);
    await deliverer().deliver();
    expect(saying(all)).toEqual([['recorded', truce, null, `${start} rates 25% → 5%, full`, null]]);
    wait(4 * 86_400);
    receiver.received = [];
    await deliverer().deliver();
    expect(saying(all)).toEqual([['began', truce, null, `${end} rates 5% → 25%, full`, null]]);
    // Found to go on only afterwards: what had begun is taken back.
    receiver.received = [];
    const goesOn = await rates(end, '5%');
    await deliverer().deliver();
    expect(saying(all)).toEqual([
      ['withdrawn', goesOn, `${end} rates 5% → 25%, full`, null, null],
      ['recorded', goesOn, null, `${end} rates 5% → 5%, full`, null],
    ]);
  });

  it('tells of rules to whom wants them, of several tariffs to who watches any of them, and takes back what was corrected', async () => {
    const [cars, trucks] = [`cars-${count}`, `trucks-${count}`];
    for (const id of [cars, trucks])
      await newMeasure(test.tracker, id, {
        ...{ kind: 'tariff', type: 'additional', coverage: { effective_on: '2020', scopes: [{ goods: ['8703'] }], unsourced: true } },
        status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }],
      });
    const rule = async (body: object): Promise<number> => {
      const { recorded } = await recordDutyRule(test.tracker, me, DutyRuleBody.parse({ measure: cars, unsourced: true, ...body }));
      return recorded[0]?.seq as number;
    };
    const { watch: ofStatus } = await watch({ measure: [cars] });
    const { secret } = await watch({ measure: [trucks], what: ['rules'], affected: ['Japan'] });
    const one = await rule({ type: 'at_most_one_of', others: [trucks], first_on: '2025-09-16' });
    await rule({ type: 'tops_up_base_to', percent: '15', scope: { partners: ['JP'] }, first_on: '2025-09-16' });
    await deliverer().deliver();
    expect((await shown(ofStatus.id))?.delivered).toBe(0);
    await correctEntry(test.tracker, me, one, { reason: 'misread' } as never);
    await deliverer().deliver();
    const says = `at most one of ${cars}, ${trucks} is levied from 2025-09-16`;
    expect(told(secret)).toMatchObject([
      { event: 'recorded', id: `${one}`, seq: one, change: { what: 'rules', measure: cars, says, said_before: null }, before: null },
      { event: 'withdrawn', id: `${one}`, change: null, before: { says }, reason: 'misread' },
    ]);
  });

  it('takes back rates that came by themselves once what returned is corrected, and tells what was told as it was told', async () => {
    const id = `truce-${count}`;
    const days = { effective_on: '2020-01-01', unsourced: true as const };
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', coverage: { ...days, scopes: [{ goods: ['2204'] }] } },
      status_changes: [{ status: 'in_force', ...days }],
    });
    const rates = (effective_on: string, expression: string, until_on?: string) => ({
      ...{ effective_on, ...(until_on && { until_on }), rates: [{ expression }], unsourced: true as const },
    });
    const record = async (...args: Parameters<typeof rates>): Promise<number> =>
      (await recordRateTable(test.tracker, me, id, RateTableBody.parse(rates(...args)))).recorded[0]?.seq as number;
    const correct = async (seq: number, replacement?: object): Promise<number> => {
      const { recorded } = await correctEntry(test.tracker, me, seq, { reason: 'misread', ...(replacement && { replacement }) } as never);
      return recorded.find(({ kind }) => kind === 'correction')?.seq as number;
    };
    const first = await record('2020-01-01', '10%');
    const truce = await record('2021-01-01', '5%', '2021-06-01');
    const { secret } = await watch({ measure: [id], what: ['rates'] });
    const saying = async () => {
      receiver.received = [];
      await deliverer().deliver();
      return told(secret).map(({ event, seq, change: now, before }) => [
        event,
        seq,
        ...[before, now].map((row) => row && `${row.effective_on} ${row.said_before} → ${row.says}`),
      ]);
    };
    const corrected = await correct(first, rates('2020-01-01', '12%'));
    expect(await saying()).toEqual([['replaced', corrected, '2021-06-01 5% → 10%', '2021-06-01 5% → 12%']]);
    // It takes the place of what it stood before.
    const raised = await record('2023-01-01', '25%');
    expect(await saying()).toEqual([['recorded', raised, null, '2023-01-01 12% → 25%']]);
    const earlier = await correct(raised, rates('2022-01-01', '25%'));
    expect(await saying()).toEqual([['replaced', earlier, '2023-01-01 12% → 25%', '2022-01-01 12% → 25%']]);
    // What was corrected to say the same as what stood before it is no change.
    const other = await record('2024-01-01', '30%');
    const same = await correct(other, rates('2024-01-01', '25%'));
    expect(await saying()).toEqual([
      ['recorded', other, null, '2024-01-01 25% → 30%'],
      ['withdrawn', same, '2024-01-01 25% → 30%', null],
    ]);
    // With the truce what came after it is gone; nothing takes the place of rates with which the measure begins.
    const gone = await correct(truce);
    expect(await saying()).toEqual([
      ['withdrawn', gone, '2021-06-01 5% → 12%', null],
      ['withdrawn', gone, '2021-01-01 12% → 5%', null],
    ]);
    const begins = await correct(earlier - 1, rates('2020-01-01', '25%'));
    expect(await saying()).toEqual([['withdrawn', begins, '2022-01-01 12% → 25%', null]]);
  });

  it('tells what an entry for an earlier day makes of later rates, and takes that back with it', async () => {
    const id = `backdated-${count}`;
    const days = { effective_on: '2020-01-01', unsourced: true as const };
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', coverage: { ...days, scopes: [{ goods: ['2204'] }] } },
      status_changes: [{ status: 'in_force', ...days }],
    });
    const rates = async (effective_on: string, expression: string): Promise<number> => {
      const body = RateTableBody.parse({ effective_on, rates: [{ expression }], unsourced: true });
      return (await recordRateTable(test.tracker, me, id, body)).recorded[0]?.seq as number;
    };
    const { secret } = await watch({ measure: [id], what: ['rates'] });
    const news = async () => {
      await deliverer().deliver();
      const all = told(secret).map(({ event, seq, change: now, before }) => [
        ...[event, seq, ...[before, now].map((row) => row && `${row.effective_on} ${row.said_before} → ${row.says}`)],
      ]);
      receiver.received = [];
      return all;
    };
    await rates('2020-01-01', '10%');
    await rates('2022-01-01', '10%');
    await rates('2023-01-01', '20%');
    expect((await news()).map(([, , , now]) => now)).toEqual(['2023-01-01 10% → 20%']);
    const between = await rates('2021-01-01', '12%');
    expect(await news()).toEqual([
      ['recorded', between, null, '2021-01-01 10% → 12%'],
      ['recorded', between, null, '2022-01-01 12% → 10%'],
    ]);
    await correctEntry(test.tracker, me, between, { reason: 'another measure' } as never);
    expect(await news()).toEqual([
      ['withdrawn', between + 1, '2021-01-01 10% → 12%', null],
      ['withdrawn', between + 1, '2022-01-01 12% → 10%', null],
    ]);
  });

  it('a long list comes in several messages, none of it twice', async () => {
    const { secret } = await watch();
    const days = Array.from({ length: 230 }, (_, index) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10));
    await newMeasure(test.tracker, `to-and-fro-${count}`, {
      status_changes: days.map((effective_on, index) => ({
        ...{ status: index % 2 === 0 ? ('in_force' as const) : ('suspended' as const), effective_on, unsourced: true as const },
      })),
    });
    await deliverer().deliver();
    expect(receiver.received.map((one) => messageIn(one, secret).data.changes.length)).toEqual([100, 100, 30]);
    expect(told(secret).map((one) => one.change?.effective_on)).toEqual(days);
  });

  it('as many changes as a message has room for come in it, and what a later entry makes of them is told with that', async () => {
    const id = `wordy-${count}`;
    const days = { effective_on: '2019-01-01', unsourced: true as const };
    await newMeasure(test.tracker, id, {
      ...{ kind: 'tariff', type: 'additional', coverage: { ...days, scopes: [{ partners: ['*'], goods: ['2204'] }] } },
      rate_tables: [{ ...days, rates: [{ expression: '1%' }] }],
    });
    const { secret } = await watch({ what: ['rates'], measure: [id] });
    const note = 'x'.repeat(9000);
    const rates = Array.from({ length: 40 }, (_, at) => ({
      effective_on: new Date(Date.UTC(2021, 0, 1 + at)).toISOString().slice(0, 10),
      percent: 2 + at,
    }));
    for (const { effective_on, percent } of rates) {
      wait(1);
      const body = { effective_on, rates: [{ expression: `${percent}%` }], note, unsourced: true };
      await recordRateTable(test.tracker, me, id, RateTableBody.parse(body));
    }
    wait(1);
    // Only now they charge anything.
    await record(id, 'in_force', '2020-01-01');
    await deliverer().deliver();
    const messages = receiver.received.map((one) => messageIn(one, secret).data);
    expect(messages.length).toBeGreaterThan(0);
    expect(told(secret).map((one) => one.change?.says)).toEqual(rates.map(({ percent }) => `${percent}%`));
  });

  it('gives up after days and goes on with what came since; ends where the receiver wants no more, or when it is removed', async () => {
    const { secret, watch: first } = await watch();
    const own = deliverer();
    receiver.answer = () => 500;
    await record(wine, 'suspended', '2021-01-01');
    for (let hour = 0; hour < 80; hour += 1) {
      await own.deliver();
      wait(3600);
    }
    const later = await record(wine, 'in_force', '2021-02-01');
    expect(await shown(first.id)).toMatchObject({ gave_up: 1, delivered: 0 });
    expect(own.counts.given_up).toBe(1);
    receiver.answer = () => 410;
    receiver.received = [];
    await own.deliver();
    expect(told(secret).map(({ seq }) => seq)).toEqual([later]);
    expect(await shown(first.id)).toMatchObject({
      state: 'ended',
      ended_because: 'its receiver answered 410: it wants no more',
      gave_up: 2,
    });

    const { watch: second } = await watch();
    await record(wine, 'suspended', '2021-03-01');
    receiver.received = [];
    receiver.answer = () => 503;
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await removeWatch(test.tracker, me, second.id)).toMatchObject({ state: 'ended', ended_because: 'removed by tester' });
    wait(3600);
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
    await refused(removeWatch(test.tracker, me, second.id), 'not_found', `no watch ${second.id} that has not ended`);
    const rows = await test.execute(`select secret from watches where id in (${first.id}, ${second.id})`);
    expect(rows).toEqual([{ secret: '' }, { secret: '' }]);
  });

  it('waits as long as the receiver asks for, and follows no redirect', async () => {
    const { watch: made } = await watch();
    const own = deliverer();
    await record(wine, 'suspended', '2021-01-01');
    const other = await openReceiver();
    receiver.headers = { location: other.url, 'retry-after': '120' };
    receiver.answer = () => 307;
    await own.deliver();
    expect(await log(made.id)).toMatchObject([
      { state: 'waiting', http_status: 307, error: 'it answered 307, and redirects are not followed' },
    ]);
    wait(119);
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
    wait(1);
    await own.deliver();
    expect(receiver.received).toHaveLength(2);
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('a look now and then finds what anybody recorded; once it is stopped, nothing more is sent', async () => {
    const { watch: made } = await watch();
    const own = new Deliverer({ tracker: test.tracker, log: SILENT, site: () => '', release: '1', allowed: HERE, every: 5 });
    own.start();
    const came = new Promise<void>((resolve) => {
      receiver.answer = () => {
        resolve();
        return 200;
      };
    });
    await record(wine, 'suspended', '2021-01-01');
    await came;
    await own.stop();
    expect(await log(made.id)).toMatchObject([{ state: 'delivered' }]);
    await record(wine, 'in_force', '2021-02-01');
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
  });

  describe('what an until_on brings by itself', () => {
    /** Until midnight and a little more of a day. */
    const until = (day: string): void => {
      test.clock.now = `${day}T00:05:00.000Z`;
    };
    const events = (secret: string) =>
      told(secret).map(({ event, id, change: now, before }) => [
        event,
        id,
        ...[now, before].map((row) => (row ? `${row.status} ${row.effective_on}${row.derived ? ' derived' : ''}` : null)),
      ]);
    const dayAfter = (days: number): string => new Date(Date.parse(test.clock.now) + days * 86_400_000).toISOString().slice(0, 10);

    it('is told once, on its day, under the id that feeds have, and not what was past when the watch was made', async () => {
      const [yesterday, soon, later] = [dayAfter(-1), dayAfter(3), dayAfter(5)];
      await record(wine, 'suspended', dayAfter(-9), { until_on: yesterday });
      const { secret, watch: own } = await watch({ measure: [wine] });
      const seq = await record(wine, 'suspended', dayAfter(0), { until_on: soon });
      await deliverer().deliver();
      expect(events(secret)).toEqual([['recorded', `${seq}`, `suspended ${dayAfter(0)}`, null]]);
      receiver.received = [];
      await deliverer().deliver();
      expect(receiver.received).toEqual([]);

      // Nobody served on the day itself.
      until(later);
      receiver.answer = () => 503;
      await deliverer().deliver();
      receiver.answer = () => 204;
      wait(60);
      await deliverer().deliver();
      expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(
        Array(2).fill(receiver.received[0]?.headers['webhook-id']),
      );
      receiver.received.shift();
      expect(events(secret)).toEqual([['began', `${seq}+${soon}`, `in_force ${soon} derived`, null]]);
      const { seq: told_seq, reason, change: row } = told(secret)[0] ?? {};
      expect([told_seq, reason]).toEqual([seq, null]);
      expect(row).toEqual((await listStatusChanges(test.tracker, { measure: wine, from: soon }, { limit: 1 })).data[0]);
      expect(await shown(own.id)).toMatchObject({ told_on: later, delivered: 2 });
      expect((await log(own.id))[0]).toMatchObject({ changes: 1, first_seq: seq, last_seq: seq });

      wait(3 * 86_400);
      await deliverer().deliver();
      expect(receiver.received).toHaveLength(1);
    });

    it('is not told if it was put off before its day, though nobody served meanwhile', async () => {
      const [soon, farther] = [dayAfter(3), dayAfter(20)];
      await record(wine, 'suspended', dayAfter(0), { until_on: soon });
      const { secret } = await watch({ measure: [wine], status: ['in_force'] });
      until(dayAfter(2));
      const put = await record(wine, 'suspended', soon, { until_on: farther });
      until(dayAfter(5));
      await deliverer().deliver();
      expect(receiver.received).toEqual([]);
      until(farther);
      await deliverer().deliver();
      expect(events(secret)).toEqual([['began', `${put}+${farther}`, `in_force ${farther} derived`, null]]);
    });

    it('is taken back if it was put off only afterwards, or its entry is corrected; what that brings on days that are over is told too', async () => {
      const [start, soon, next, now, farther] = [0, 3, 4, 5, 30].map(dayAfter) as [string, string, string, string, string];
      const seq = await record(wine, 'suspended', start, { until_on: soon });
      const { secret } = await watch({ measure: [wine] });
      const began = ['began', `${seq}+${soon}`, `in_force ${soon} derived`, null];
      until(now);
      await deliverer().deliver();
      expect(events(secret)).toEqual([began]);

      receiver.received = [];
      const extension = await record(wine, 'suspended', soon, { until_on: farther });
      await deliverer().deliver();
      expect(events(secret)).toEqual([
        ['withdrawn', `${seq}+${soon}`, null, `in_force ${soon} derived`],
        ['recorded', `${extension}`, `suspended ${soon}`, null],
      ]);

      receiver.received = [];
      const replacement = { status: 'suspended', effective_on: soon, until_on: next, unsourced: true };
      const { recorded } = await correctEntry(test.tracker, me, extension, { reason: 'read wrongly', replacement } as never);
      const [replaced, correction] = ['status_change', 'correction'].map(
        (kind) => recorded.find((one) => one.kind === kind)?.seq as number,
      );
      await deliverer().deliver();
      expect(events(secret)).toEqual([
        ['replaced', `${replaced}`, `suspended ${soon}`, `suspended ${soon}`],
        ['began', `${replaced}+${next}`, `in_force ${next} derived`, null],
      ]);
      expect(told(secret).map((one) => [one.seq, one.reason])).toEqual([
        [correction, 'read wrongly'],
        [correction, 'read wrongly'],
      ]);

      receiver.received = [];
      await correctEntry(test.tracker, me, replaced as number, { reason: 'no such extension' } as never);
      await deliverer().deliver();
      expect(events(secret)).toEqual([
        ['withdrawn', `${replaced}+${next}`, null, `in_force ${next} derived`],
        ['withdrawn', `${replaced}`, null, `suspended ${soon}`],
        // What the first one brought stands again.
        began,
      ]);
    });

    it('is told to whom it concerns, in several messages where it is much', async () => {
      const soon = dayAfter(2);
      const many = Array.from({ length: 130 }, (_, at) => `many-${count}-${at}`);
      for (const id of many)
        await newMeasure(test.tracker, id, {
          status_changes: [{ status: 'in_force', effective_on: '2020-01-01', until_on: soon, unsourced: true }],
          ...(id === many[7] && {
            coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['1003'], partners: ['AU'] }], unsourced: true as const },
          }),
        });
      const { secret, watch: all } = await watch();
      const barley = await watch({ product: ['1003'], status: ['expired'] });
      await watch({ to: [dayAfter(1)] });
      await watch({ status: ['in_force'] });
      until(soon);
      const sender = deliverer();
      receiver.answer = () => {
        // One of them is stopped after each message: the next one goes on where it was.
        void sender.stop();
        return 204;
      };
      await sender.deliver();
      receiver.answer = () => 204;
      wait(61);
      await deliverer().deliver();
      const own = receiver.received.map(({ body }) => JSON.parse(body).data as { watch: number; changes: { id: string; event: string }[] });
      const ofAll = own.filter((one) => one.watch === all.id).map(({ changes }) => changes);
      expect(ofAll.map(({ length }) => length)).toEqual([100, 30]);
      expect(new Set(ofAll.flat().map(({ id }) => id)).size).toBe(130);
      expect(own.filter((one) => one.watch !== all.id)).toMatchObject([
        { watch: barley.watch.id, changes: [{ event: 'began', change: { measure: many[7], status: 'expired' } }] },
      ]);
      expect(secret).toMatch(/^whsec_/);
    });
  });

  it('a ledger in which nothing was recorded is left as it was', async () => {
    const before = await test.execute('select seq, recorded_at from change_seq');
    const { watch: made } = await watch();
    await deliverer().deliver();
    await removeWatch(test.tracker, me, made.id);
    expect(await test.execute('select seq, recorded_at from change_seq')).toEqual(before);
  });
});
