import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { firstDay } from '../../src/domain/dates.ts';
import { CHANGE_CLOCKS, type ChangeClock } from '../../src/domain/vocabulary.ts';
import { loadDataset } from '../../src/keep/load-dataset.ts';
import { totalOf } from '../../src/lookups/paging.ts';
import { listStatusChanges, statusChangesOf, streamStatusChanges } from '../../src/lookups/status-changes.ts';
import { viewAt } from '../../src/lookups/tracker.ts';
import type { StatusChangeRow } from '../../src/things/status-change.ts';
import { ENGINES, type TestTracker } from '../support/database.ts';
import { me } from '../support/recording.ts';

type Question = Parameters<typeof streamStatusChanges>[1];

describe.each(ENGINES)('the flow of status changes on %s', (_engine, open) => {
  let test: TestTracker;
  beforeAll(async () => {
    test = await open();
    await loadDataset(test.tracker);
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
    for (const more of [
      {},
      { kind: 'tariff' as const, imposed_by: 'CN' },
      { announced_by: '2024-06-30' },
      { status: ['lifted' as const] },
    ]) {
      const rows = await whole({ by, ...more });
      expect(rows.length).toBeGreaterThan(5);
      const days = rows.map((row) => dayOf(row, by));
      expect(days).toEqual(days.toSorted().reverse());
      for (const [index, row] of rows.entries()) {
        const before = rows[index - 1];
        if (before && dayOf(before, by) === days[index]) expect(before.seq >= row.seq).toBe(true);
      }
      expect(await paged({ by, ...more }, 7)).toEqual(rows);
    }
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

  it('of some measures is what the whole has of them, the earliest first', async () => {
    const all = await whole({});
    const ids = [...new Set(all.filter(({ derived }) => derived).map(({ measure }) => measure)), 'cn-au-wine-ad'];
    const own = await test.tracker.store.read(async (connection) =>
      statusChangesOf(connection, ids, await viewAt(test.tracker, connection, {})),
    );
    expect(ids.length).toBeGreaterThan(3);
    expect(own).toEqual(all.filter(({ measure }) => ids.includes(measure)).reverse());
  });

  it('reads no more entries than a page shows', async () => {
    const read = new Set<number>();
    const { data } = await listStatusChanges(
      {
        ...test.tracker,
        store: {
          ...test.tracker.store,
          read: (work) =>
            test.tracker.store.read((connection) => {
              connection.entries?.clear();
              return work(connection).finally(() => {
                for (const seq of connection.entries?.keys() ?? []) read.add(seq);
              });
            }),
        },
      },
      {},
      { limit: 5 },
    );
    expect(read.size).toBeLessThanOrEqual(2 * data.length);
  });
});
