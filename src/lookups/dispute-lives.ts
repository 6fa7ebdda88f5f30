import type { Cut } from '../db/cut.ts';
import { readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { baseDutiesAmong, coverageDays, type PeriodRow, statusPeriodRows } from '../db/measures.ts';
import { outcomesOfMeasures } from '../db/outcomes.ts';
import type { Register } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import type { Day } from '../domain/dates.ts';
import { type DisputeStep, disputeState, type MeasureHistory, stepBetween } from '../domain/dispute.ts';
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
  const again = await stepsAgain(connection, [...periods.values()], at);
  const periodsOf = (id: string) => (periods.get(id) ?? []).map((row) => ({ ...row, ...again(row) }));
  return ({ measures }: { measures: readonly string[] }): DisputedMeasure[] =>
    measures.map((id) => ({ id, isBase: base.has(id), periods: periodsOf(id), outcomes: outcomes.get(id) ?? [] }));
}

/** What each partial lifting is beside the one before it, by the seqs of both: entries stay, and a register seldom changes. */
const steps = new WeakMap<Register, Map<string, DisputeStep | null>>();

/** What partial liftings after partial liftings are. One from whose first day on the measure covers something else frees no more for that: it may not have been met before. */
async function stepsAgain(connection: Connection, lives: readonly (readonly PeriodRow[])[], at: StateAt) {
  const saying = ({ seq, returns_seq }: PeriodRow): number => returns_seq ?? seq;
  const again = lives.flatMap((periods) =>
    periods.flatMap((row, index): Again[] => {
      const before = periods[index - 1];
      if (row.status !== 'partially_lifted' || before?.status !== row.status || saying(before) === saying(row)) return [];
      return [{ row, from: saying(before), to: saying(row), key: `${saying(before)} ${saying(row)} ${row.starts_on}` }];
    }),
  );
  if (again.length === 0) return () => ({});
  const known = steps.get(at.register) ?? new Map<string, DisputeStep | null>();
  steps.set(at.register, known);
  const unknown = again.filter(({ key }) => !known.has(key));
  const entries = unknown.length === 0 ? [] : await loadEntries(connection, [...new Set(unknown.flatMap(({ from, to }) => [from, to]))]);
  const freed = new Map(entriesOf(entries, 'status_change').map(({ seq, exemptions }) => [seq, exemptions]));
  for (const { row, from, to, key } of unknown)
    known.set(key, stepBetween(freed.get(from) ?? [], freed.get(to) ?? [], row.starts_on, at.register));
  const place = ({ measure_id, starts_on }: { measure_id: string; starts_on: Day }): string => `${starts_on} ${measure_id}`;
  const eased = again.filter(({ key }) => known.get(key) === 'eased').map(({ row }) => row.measure_id);
  const covers = new Set(eased.length === 0 ? [] : (await coverageDays(connection, [...new Set(eased)], at)).map(place));
  const stepOf = new Map(
    again.map(({ row, key }) => [row, known.get(key) === 'eased' && covers.has(place(row)) ? null : (known.get(key) ?? null)]),
  );
  return (row: PeriodRow): Pick<DisputedMeasure['periods'][number], 'again'> => (stepOf.has(row) ? { again: stepOf.get(row) ?? null } : {});
}

/** A partial lifting after another, with the entries that say what each frees. */
interface Again {
  row: PeriodRow;
  from: number;
  to: number;
  key: string;
}

/** The state of a dispute: a base duty that is in force, such as the lower one of a deal, leaves none going on. */
export const stateOf = (lives: readonly DisputedMeasure[], { on }: Pick<AsOf, 'on'>): DisputeState =>
  disputeState(
    lives.filter(({ isBase }) => !isBase),
    on,
  );

/** When a state is asked for: on a day, of the part of the ledger that counts. */
type StateAt = Cut & Pick<AsOf, 'on' | 'register'>;

/** The state of one dispute on a day; `none` if it has no measure with a history. */
export async function disputeStateOn(connection: Connection, disputeId: string, at: StateAt): Promise<DisputeState> {
  const disputes = await readDisputes(connection, at.registerSeq, [disputeId]);
  const lives = await livesBy(connection, disputes, at);
  return stateOf(disputes.flatMap(lives), at);
}
