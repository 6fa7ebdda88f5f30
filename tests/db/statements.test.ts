import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctEntry } from '../../src/changes/correct.ts';
import { recordCoverage } from '../../src/changes/statements.ts';
import type { Cut } from '../../src/db/cut.ts';
import { statementsOfMeasures, statusesOfMeasures } from '../../src/db/statements.ts';
import { readChangeSeq } from '../../src/db/store.ts';
import { addDays, type Day } from '../../src/domain/dates.ts';
import { possibleStatements } from '../../src/domain/timeline.ts';
import { CoverageBody } from '../../src/things/coverage.ts';
import { ENGINES_OF_ALL, putRows, SMALL_REGISTER, type TestTracker } from '../support/database.ts';
import { me, newMeasure } from '../support/recording.ts';

const LONG = 'cn-au-long-list';
const [BEGUN, OVER] = ['2020-12-15', '2021-12-15'];
const padded = (month: number): string => String(month).padStart(2, '0');
const DAYS: Day[] = [];
for (let day = BEGUN; day < OVER; day = addDays(day, 9)) DAYS.push(day);

describe.each(ENGINES_OF_ALL)('what long lists state, read for some days on %s', (_engine, open) => {
  let t: TestTracker;
  const ends: number[] = [];
  const seqs: number[] = [];

  /** A list of another month, with goods of that month alone. */
  const ofMonth = (month: string, more: object = {}): Record<string, unknown> => ({
    effective_on: `2021-${month}`,
    scopes: [{ goods: [`72${month}`], partners: ['AU'] }],
    unsourced: true,
    ...more,
  });

  beforeAll(async () => {
    t = await open();
    await putRows(t, SMALL_REGISTER);
    await newMeasure(t.tracker, LONG, {
      coverage: undefined,
      status_changes: [{ status: 'in_force', effective_on: '2020-12-20', unsourced: true }],
    });
    for (let month = 1; month <= 12; month++) {
      const doubt = month % 4 === 0 ? { doubt: 'may not be so' } : {};
      const until = month === 6 ? { until_on: '2021-10-01' } : {};
      const told = { announced_on: `2021-${padded(13 - month)}-02`, ...doubt, ...until };
      const { recorded } = await recordCoverage(t.tracker, me, LONG, CoverageBody.parse(ofMonth(padded(month), told)));
      seqs.push(recorded[0]?.seq as number);
    }
    ends.push(await t.tracker.store.read(async (connection) => (await readChangeSeq(connection)).seq));
    await correctEntry(t.tracker, me, seqs[2] as number, {
      reason: 'another day',
      replacement: ofMonth('03', { effective_on: '2021-03-20' }),
    });
    await correctEntry(t.tracker, me, seqs[8] as number, { reason: 'never so' });
    ends.push(await t.tracker.store.read(async (connection) => (await readChangeSeq(connection)).seq));
  });
  afterAll(() => t.close());

  it('are the same in all the ways that are possible, whoever had announced it and whenever it was known', async () => {
    let leftOut = 0;
    for (const knownSeq of ends)
      for (const announcedBy of [null, '2021-01-15', '2021-05-31', '2021-10-10'])
        for (const [index, first] of DAYS.entries()) {
          const cut: Cut = { knownSeq, announcedBy, registerSeq: knownSeq };
          const days = DAYS.slice(index, index + 1 + (index % 5));
          const last = days.at(-1) as Day;
          const [all, within] = await t.tracker.store.read(async (connection) => [
            (await statementsOfMeasures(connection, [LONG], cut)).get(LONG)?.coverages ?? [],
            (await statementsOfMeasures(connection, [LONG], cut, { first, last })).get(LONG)?.coverages ?? [],
          ]);
          leftOut += all.length - within.length;
          for (const day of days)
            expect(possibleStatements(within, day), `${day} of ${JSON.stringify(cut)}`).toEqual(possibleStatements(all, day));
        }
    expect(leftOut).toBeGreaterThan(0);
  });

  it('gives the statuses without them', async () => {
    const cut: Cut = { knownSeq: ends[1] as number, announcedBy: null, registerSeq: ends[1] as number };
    const [alone, all] = await t.tracker.store.read(async (connection) => [
      (await statusesOfMeasures(connection, [LONG], cut)).get(LONG),
      (await statementsOfMeasures(connection, [LONG], cut)).get(LONG)?.statuses,
    ]);
    expect(alone).toHaveLength(1);
    expect(alone).toEqual(all);
  });
});
