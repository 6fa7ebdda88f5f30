import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctEntry } from '../../../src/changes/correct.ts';
import { recordStatusChanges } from '../../../src/changes/status-changes.ts';
import { addWatch, listDeliveries, listWatches, type NewWatch, removeWatch } from '../../../src/changes/watches.ts';
import { Deliverer } from '../../../src/keep/watches/deliverer.ts';
import { listStatusChanges } from '../../../src/lookups/status-changes.ts';
import { createTracker } from '../../../src/lookups/tracker.ts';
import { readNetworks } from '../../../src/things/networks.ts';
import { ENGINES, putRows, SMALL_REGISTER, type TestTracker } from '../../support/database.ts';
import { messageIn, openReceiver, type Receiver } from '../../support/receiver.ts';
import { change, me, newMeasure, refused } from '../../support/recording.ts';

const SILENT = { info: () => undefined, error: () => undefined };
const HERE = readNetworks(['127.0.0.1']);

describe.each(ENGINES)('webhooks on %s', (_engine, open) => {
  let test: TestTracker;
  let receiver: Receiver;
  beforeEach(async () => {
    [test, receiver] = [await open(), await openReceiver()];
    await putRows(test, SMALL_REGISTER);
  });
  afterEach(async () => {
    await receiver.close();
    await test.close();
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
  /** What every message told, in the order in which they came. */
  const told = (secret: string) => receiver.received.flatMap((one) => messageIn(one, secret).data.changes);

  it('a receiver that is down for an hour gets everything once, in the order of recording, under ids that stay the same', async () => {
    await newMeasure(test.tracker, 'before', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    const { secret } = await watch();
    const seqs: number[] = [];
    const own = deliverer();
    let isUp = false;
    receiver.answer = () => (isUp ? 200 : 503);
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute % 20 === 0) seqs.push(await record('before', minute % 40 === 0 ? 'suspended' : 'in_force', `2021-02-${10 + minute / 20}`));
      wait(60);
      await own.deliver();
    }
    const attempts = receiver.received.length;
    expect(attempts).toBeGreaterThan(5);
    // Further and further apart, so that nobody is overrun.
    expect(attempts).toBeLessThan(15);
    expect(new Set(receiver.received.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
    expect(await listWatches(test.tracker)).toMatchObject([{ state: 'failing', attempts, delivered: 0, error: 'it answered 503' }]);

    isUp = true;
    wait(3600);
    await own.deliver();
    const taken = receiver.received.slice(attempts);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(taken.length);
    expect(taken.flatMap((one) => messageIn(one, secret).data.changes.map(({ seq }) => seq))).toEqual(seqs);
    expect(await listWatches(test.tracker)).toMatchObject([{ state: 'active', attempts: 0, delivered: taken.length, gave_up: 0 }]);
    const log = await listDeliveries(test.tracker, { watch: 1, most: 10 });
    expect(log.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(log[1]).toMatchObject({ attempts: attempts + 1, http_status: 200, error: null, next_at: null, first_seq: seqs[0] });

    // And nothing twice.
    wait(86_400);
    await own.deliver();
    expect(receiver.received).toHaveLength(attempts + taken.length);
  });

  it('who is lost between sending and noting sends again: the same bytes under the same id, by whoever takes over', async () => {
    const { secret } = await watch();
    const lost = deliverer();
    const next = deliverer(createTracker(test.tracker.store, () => test.clock.now));
    await newMeasure(test.tracker, 'banned', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
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
    expect((await listDeliveries(test.tracker, { watch: 1, most: 10 })).map(({ attempts, state }) => [attempts, state])).toEqual([
      [1, 'delivered'],
    ]);
  });

  it('tells what meets the filters: rows of the list with a permalink, whatever words they were asked in', async () => {
    const wine = await watch({ imposed_by: ['china'], affected: ['Australia'], product: ['2204'], status: ['suspended,lifted'] });
    expect(wine).toMatchObject({ took: { imposed_by: 'CN', affected: 'AU' }, watch: { filters: { imposed_by: 'CN', affected: 'AU' } } });
    const inForce = { status_changes: [{ status: 'in_force' as const, effective_on: '2020-01-01', unsourced: true as const }] };
    await newMeasure(test.tracker, 'wine', inForce);
    await newMeasure(test.tracker, 'barley', {
      ...inForce,
      coverage: { effective_on: '2020-01-01', scopes: [{ goods: ['1003'], partners: ['AU'] }], unsourced: true },
    });
    const seq = await record('wine', 'suspended', '2021-03-01', { note: 'for a while' });
    await record('barley', 'suspended', '2021-03-01');
    await deliverer().deliver();
    const [row] = (await listStatusChanges(test.tracker, { status: ['suspended'], measure: 'wine' }, { limit: 1 })).data;
    const [message] = receiver.received.map((one) => messageIn(one, wine.secret));
    expect(message?.data.changes).toEqual([
      {
        ...{ event: 'recorded', seq, change: row, before: null, reason: null },
        permalink: `https://example.org/measures/wine?on=2026-11-24&known_at=${message?.data.known_at}`,
      },
    ]);
    expect(receiver.received).toHaveLength(1);
    await refused(watch({ product: ['2204'], on: ['2024-01-01'] }), 'invalid', 'on');
    await refused(watch({ measure: ['nowhere'] }), 'invalid', 'no measure "nowhere"');
    await refused(addWatch(test.tracker, me, { url: 'http://me:secret@example.org', filters: {} }), 'invalid', 'password');
    await refused(addWatch(test.tracker, me, { url: receiver.url, filters: {}, secret: 'whsec_c2hvcnQ=' }), 'invalid', '24 to 64 bytes');
  });

  it('tells a correction to whom what it takes back, or what stands there now, concerns', async () => {
    await newMeasure(test.tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    const { secret } = await watch({ status: ['suspended'] });
    const seq = await record('wine', 'suspended', '2021-03-01');
    const replacement = { status: 'suspended', effective_on: '2021-04-01', unsourced: true };
    const { recorded } = await correctEntry(test.tracker, me, seq, { reason: 'the notice says April', replacement } as never);
    const replaced = recorded.find(({ kind }) => kind === 'status_change')?.seq as number;
    const lifted = { status: 'lifted', effective_on: '2021-04-01', unsourced: true };
    await correctEntry(test.tracker, me, replaced, { reason: 'lifted for good', replacement: lifted } as never);
    await newMeasure(test.tracker, 'barley', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    await correctEntry(test.tracker, me, await record('barley', 'suspended', '2021-05-01'), { reason: 'another measure' } as never);
    await deliverer().deliver();
    const shown = told(secret).map(({ event, change: now, before, reason }) => [
      event,
      before?.effective_on,
      now?.status,
      now?.effective_on,
      reason,
    ]);
    expect(shown).toEqual([
      ['recorded', undefined, 'suspended', '2021-03-01', null],
      ['replaced', '2021-03-01', 'suspended', '2021-04-01', 'the notice says April'],
      ['replaced', '2021-04-01', 'lifted', '2021-04-01', 'lifted for good'],
      ['recorded', undefined, 'suspended', '2021-05-01', null],
      ['withdrawn', '2021-05-01', undefined, undefined, 'another measure'],
    ]);
    const seqs = told(secret).map((one) => one.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });

  it('a long list comes in several messages, none of it twice', async () => {
    const { secret } = await watch();
    const days = Array.from({ length: 230 }, (_, index) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10));
    await newMeasure(test.tracker, 'to-and-fro', {
      status_changes: days.map((effective_on, index) => ({
        ...{ status: index % 2 === 0 ? ('in_force' as const) : ('suspended' as const), effective_on, unsourced: true as const },
      })),
    });
    await deliverer().deliver();
    expect(receiver.received.map((one) => messageIn(one, secret).data.changes.length)).toEqual([100, 100, 30]);
    expect(told(secret).map((one) => one.change?.effective_on)).toEqual(days);
  });

  it('gives up after days and goes on with what came since; ends where the receiver wants no more, or when it is removed', async () => {
    const { secret } = await watch();
    const own = deliverer();
    receiver.answer = () => 500;
    await newMeasure(test.tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    for (let hour = 0; hour < 80; hour += 1) {
      await own.deliver();
      wait(3600);
    }
    const later = await record('wine', 'suspended', '2021-01-01');
    expect(await listWatches(test.tracker)).toMatchObject([{ gave_up: 1, delivered: 0 }]);
    expect(own.counts.given_up).toBe(1);
    receiver.answer = () => 410;
    receiver.received = [];
    await own.deliver();
    expect(told(secret).map(({ seq }) => seq)).toEqual([later]);
    const [ended] = await listWatches(test.tracker);
    expect(ended).toMatchObject({ state: 'ended', ended_because: 'its receiver answered 410: it wants no more', gave_up: 2 });

    await watch();
    await record('wine', 'in_force', '2021-02-01');
    receiver.received = [];
    receiver.answer = () => 503;
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await removeWatch(test.tracker, me, 2)).toMatchObject({ state: 'ended', ended_because: 'removed by tester' });
    wait(3600);
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
    await refused(removeWatch(test.tracker, me, 2), 'not_found', 'no watch 2 that has not ended');
    const rows = await test.execute('select secret, url from watches');
    expect(rows.map(({ secret: kept }) => kept)).toEqual(['', '']);
  });

  it('waits as long as the receiver asks for, and follows no redirect', async () => {
    await watch();
    const own = deliverer();
    await newMeasure(test.tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    const other = await openReceiver();
    receiver.headers = { location: other.url, 'retry-after': '120' };
    receiver.answer = () => 307;
    await own.deliver();
    expect(await listDeliveries(test.tracker, { watch: 1, most: 1 })).toMatchObject([
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
    await watch();
    const own = new Deliverer({ tracker: test.tracker, log: SILENT, site: () => '', release: '1', allowed: HERE, every: 5 });
    own.start();
    const came = new Promise<void>((resolve) => {
      receiver.answer = () => {
        resolve();
        return 200;
      };
    });
    await newMeasure(test.tracker, 'wine', { status_changes: [{ status: 'in_force', effective_on: '2020-01-01', unsourced: true }] });
    await came;
    await own.stop();
    expect(await listDeliveries(test.tracker, { watch: undefined, most: 10 })).toMatchObject([{ state: 'delivered' }]);
    await record('wine', 'suspended', '2021-01-01');
    await own.deliver();
    expect(receiver.received).toHaveLength(1);
  });

  it('a ledger in which nothing was recorded is left as it was', async () => {
    const before = await test.execute('select seq, recorded_at from change_seq');
    await watch();
    await deliverer().deliver();
    await removeWatch(test.tracker, me, 1);
    expect(await test.execute('select seq, recorded_at from change_seq')).toEqual(before);
  });
});
