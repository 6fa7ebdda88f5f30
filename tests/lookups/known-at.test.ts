import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editMeasure } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { showDispute } from '../../src/lookups/disputes.ts';
import { showMeasure } from '../../src/lookups/measure.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { readNames } from '../../src/lookups/register.ts';
import { showWtoCase } from '../../src/lookups/wto-cases.ts';
import { MeasurePatch } from '../../src/things/measure.ts';
import { ENGINES, NOW, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { change, me, newMeasure, refused, statusesOf } from '../support/recording.ts';

const begun = { status_changes: [{ status: 'in_force' as const, effective_on: '2024-01-01', unsourced: true as const }] };

describe.each(ENGINES)('known_at on %s', (_engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, 'wine', begun);
  });
  afterAll(() => t.close());

  const ask = async (known_at?: string) => {
    const { data, ledgerHead: _seq, ...clocks } = await listMeasures(t.tracker, { on: '2024-06-01', known_at }, { limit: 10 });
    return { ids: data.map(({ id }) => id), ...clocks };
  };

  it('that is not over is answered as now, and names the instant, which stays', async () => {
    const now = await ask();
    expect(now.ids).toEqual(['wine']);
    for (const known_at of ['2026-11-24', '2026-12-01T00:00:00Z', '2999-01-01']) expect(await ask(known_at)).toEqual(now);
    expect(await ask(now.known_at)).toEqual(now);
    await newMeasure(t.tracker, 'wine-too', begun);
    expect((await ask('2026-11-24')).ids).toEqual(['wine-too', 'wine']);
    expect(await ask(now.known_at)).toEqual(now);
  });

  it('that is over is answered as it was asked, though nothing was recorded since, and stays so', async () => {
    t.clock.now = '2026-11-26T12:00:00.000Z';
    const asked = ['2026-11-24', '2026-11-25', '2026-11-26T11:59:59.999Z'];
    const before = await Promise.all(asked.map(ask));
    expect(before.map(({ known_at }) => known_at)).toEqual([
      '2026-11-24T23:59:59.999Z',
      '2026-11-25T23:59:59.999Z',
      '2026-11-26T11:59:59.999Z',
    ]);
    await newMeasure(t.tracker, 'wine-again', begun);
    expect(await Promise.all(asked.map(ask))).toEqual(before);
  });

  it('of what was registered later says as known at what instant there is none', async () => {
    const shown = (known_at?: string) => showMeasure(t.tracker, 'wine-again', { known_at });
    expect(await shown()).toMatchObject({ id: 'wine-again' });
    await refused(shown('2026-11-25'), 'not_found', 'there is no measure "wine-again" as known at 2026-11-25T23:59:59.999Z: ');
    const early = `as known at 2020-01-01T23:59:59.999Z, before the ledger began at ${NOW} (announced_by asks what the public knew): `;
    await refused(shown('2020-01-01'), 'not_found', `there is no measure "wine-again" ${early}`, '/measures lists them');
    await refused(showDispute(t.tracker, 'none', { known_at: '2020-01-01' }), 'not_found', `there is no dispute "none" ${early}`);
    await refused(showWtoCase(t.tracker, 'DS1', { known_at: '2020-01-01' }), 'not_found', `there is no WTO case "DS1" ${early}`);
    await refused(showWtoCase(t.tracker, 'DS1', {}), 'not_found', 'there is no WTO case "DS1": /wto-cases lists them');
  });

  it('before the first entry says when the ledger begins, and knows who there was then', async () => {
    const early = await ask('2020-01-01');
    expect(early).toMatchObject({ ids: [], known_at: '2020-01-01T23:59:59.999Z', ledger_begins: NOW });
    expect(await ask('2026-11-24T11:59:59.999Z')).toMatchObject({ ids: [], ledger_begins: NOW });
    expect(await ask(NOW)).not.toHaveProperty('ledger_begins');
    const { names } = await readNames(t.tracker, { known_at: '2020-01-01' });
    expect(names.begins_at).toBe(NOW);
    expect(names.jurisdictions.get('JP')).toBe('Japan');
    expect(names.exporters.get('byd')).toBe('BYD');
  });
});

describe.each(ENGINES)('names on %s', (_engine, open) => {
  it('are those of the instant that is asked about, whichever was asked about before', async () => {
    const t = await open();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, 'wine', begun);
    const titles = async (known_at?: string) => [...(await readNames(t.tracker, { known_at })).names.measures];
    expect(await titles()).toEqual([['wine', 'wine']]);
    t.clock.now = '2026-11-25T12:00:00.000Z';
    await editMeasure(t.tracker, me, 'wine', MeasurePatch.parse({ title: 'Wine of Australia' }));
    await newMeasure(t.tracker, 'wine-too', begun);
    const now = [
      ['wine', 'Wine of Australia'],
      ['wine-too', 'wine-too'],
    ];
    expect(await titles()).toEqual(now);
    expect(await titles('2026-11-24T12:00:00.100Z')).toEqual([['wine', 'wine']]);
    expect(await titles()).toEqual(now);
    await t.close();
  });
});

describe.each(ENGINES)('a clock that was wrong on %s', (_engine, open) => {
  it('and months ahead dates what comes after it just later; what was known before stays, and now is now', async () => {
    const t = await open();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, 'wine', begun);
    t.clock.now = '2026-11-25T12:00:00.000Z';
    const before = await listMeasures(t.tracker, { on: '2026-06-01', known_at: '2026-11-25T11:00:00Z' }, { limit: 10 });
    t.clock.now = '2027-11-05T00:00:00.000Z';
    await recordStatusChanges(t.tracker, me, 'wine', [change('suspended', '2025-01-01')]);
    t.clock.now = '2026-11-25T13:00:00.000Z';
    const { recorded } = await recordStatusChanges(t.tracker, me, 'wine', [change('lifted', '2026-01-01')]);
    expect(recorded[0]?.recorded_at).toBe('2027-11-05T00:00:00.001Z');

    const all = ['2024-01-01 in_force', '2025-01-01 suspended', '2026-01-01 lifted'];
    // A day that is not over means now, in whatever year the last entry was dated.
    for (const known_at of [undefined, '2026-11-25', '2027-06-01', '2027-11-05', '2999-01-01'])
      expect(await statusesOf(t.tracker, 'wine', known_at), known_at).toEqual(all);
    const now = await listMeasures(t.tracker, { on: '2026-06-01', status: 'all' }, { limit: 10 });
    expect(now.known_at).toBe('2027-11-05T00:00:00.001Z');
    // An instant is what was dated by then, whichever of the two is asked.
    expect(await statusesOf(t.tracker, 'wine', now.known_at)).toEqual(all);
    expect(await statusesOf(t.tracker, 'wine', '2027-11-05T00:00:00.000Z')).toEqual(all.slice(0, 2));
    expect(await statusesOf(t.tracker, 'wine', '2026-11-25T13:00:00.000Z')).toEqual(all.slice(0, 1));
    // Once the day is over it is such an instant, and stays so.
    t.clock.now = '2026-11-26T12:00:00.000Z';
    expect(await statusesOf(t.tracker, 'wine', '2026-11-25')).toEqual(all.slice(0, 1));
    await newMeasure(t.tracker, 'wine-too', begun);
    expect(await listMeasures(t.tracker, { on: '2026-06-01', known_at: '2026-11-25T11:00:00Z' }, { limit: 10 })).toEqual(before);
    expect(await listMeasures(t.tracker, { on: '2026-06-01', status: 'all', known_at: now.known_at }, { limit: 10 })).toEqual(now);
    await t.close();
  });

  it('reads the time of a write once it is its turn, so that nothing comes to lie before what was answered meanwhile', async () => {
    const t = await open();
    await putRows(t, SMALL_REGISTER);
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const first = t.tracker.store.write({ now: t.clock.now }, async () => held);
    const second = newMeasure(t.tracker, 'wine', begun);
    t.clock.now = '2026-11-24T12:00:30.000Z';
    go();
    await first;
    expect((await second).recorded[0]?.recorded_at).toBe('2026-11-24T12:00:30.000Z');
    await t.close();
  });
});
