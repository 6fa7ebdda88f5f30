import type { Cut } from '../db/cut.ts';
import { readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { baseDutiesAmong, coverageDays, type PeriodRow, statusPeriodRows } from '../db/measures.ts';
import { outcomesOfMeasures } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import type { Day } from '../domain/dates.ts';
import { disputeState, type MeasureHistory } from '../domain/dispute.ts';
import { groupBy } from '../domain/group.ts';
import type { DisputeState } from '../domain/vocabulary.ts';
import { entriesOf } from '../things/ledger.ts';
import type { AsOf } from './tracker.ts';

// The measures of disputes with their statuses, and what these come to: the state of a dispute.

/** A measure of a dispute: its statuses, and what resolutions have it reach. */
export interface DisputedMeasure extends MeasureHistory {
  id: string;
  isBase: boolean;
  periods: readonly (PeriodRow & MeasureHistory['periods'][number])[];
}

/** The measures of some disputes, each with its life. */
export async function livesBy(connection: Connection, disputes: readonly { measures: readonly string[] }[], at: StateAt) {
  const ids = disputes.flatMap(({ measures }) => measures);
  const periods = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, at), (row) => row.measure_id);
  const outcomes = await outcomesOfMeasures(connection, ids, at, at.register);
  const base = await baseDutiesAmong(connection, ids, at.registerSeq);
  const freed = await freedAgain(connection, [...periods.values()], at);
  const periodsOf = (id: string) => (periods.get(id) ?? []).map((row) => ({ ...row, ...freed(row) }));
  return ({ measures }: { measures: readonly string[] }): DisputedMeasure[] =>
    measures.map((id) => ({ id, isBase: base.has(id), periods: periodsOf(id), outcomes: outcomes.get(id) ?? [] }));
}

/** What is free by partial lifting after partial lifting of a measure, and whether it covers something else from then on: by that is told whether the later one frees more. */
async function freedAgain(connection: Connection, lives: readonly (readonly PeriodRow[])[], at: StateAt) {
  const saying = ({ seq, returns_seq }: PeriodRow): number => returns_seq ?? seq;
  const again = lives.flatMap((periods) =>
    periods.flatMap((row, index): (readonly [PeriodRow, PeriodRow])[] => {
      const before = periods[index - 1];
      return row.status === 'partially_lifted' && before?.status === row.status && saying(before) !== saying(row) ? [[before, row]] : [];
    }),
  );
  if (again.length === 0) return () => ({});
  const entries = await loadEntries(connection, [...new Set(again.flatMap((rows) => rows.map(saying)))]);
  const known = new Map(entriesOf(entries, 'status_change').map(({ seq, exemptions }) => [seq, exemptions]));
  const place = ({ measure_id, starts_on }: { measure_id: string; starts_on: Day }): string => `${starts_on} ${measure_id}`;
  const covers = new Set((await coverageDays(connection, [...new Set(again.map(([, { measure_id }]) => measure_id))], at)).map(place));
  return (row: PeriodRow): Pick<DisputedMeasure['periods'][number], 'freed' | 'coversElse'> => {
    const freed = row.status === 'partially_lifted' ? known.get(saying(row)) : undefined;
    return freed === undefined ? {} : { freed, coversElse: covers.has(place(row)) };
  };
}

/** The state of a dispute: a base duty that is in force, such as the lower one of a deal, leaves none going on. */
export const stateOf = (lives: readonly DisputedMeasure[], { on, register }: Pick<AsOf, 'on' | 'register'>): DisputeState =>
  disputeState(
    lives.filter(({ isBase }) => !isBase),
    on,
    register,
  );

/** When a state is asked for: on a day, of the part of the ledger that counts. */
type StateAt = Cut & Pick<AsOf, 'on' | 'register'>;

/** The state of one dispute on a day; `none` if it has no measure with a history. */
export async function disputeStateOn(connection: Connection, disputeId: string, at: StateAt): Promise<DisputeState> {
  const disputes = await readDisputes(connection, at.registerSeq, [disputeId]);
  const lives = await livesBy(connection, disputes, at);
  return stateOf(disputes.flatMap(lives), at);
}
