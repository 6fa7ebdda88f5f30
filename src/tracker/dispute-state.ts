import { readDisputes } from '../db/disputes.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { agreedOutcomes } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import type { Day } from '../domain/dates.ts';
import { disputeState } from '../domain/dispute.ts';
import { groupBy } from '../domain/group.ts';
import type { DisputeState } from '../domain/vocabulary.ts';

/** The states of disputes on a day, as known at a seq; each is given with the ids of its measures. */
export async function disputeStates(
  connection: Connection,
  disputes: readonly { id: string; measures: readonly string[] }[],
  on: Day,
  knownSeq: number,
): Promise<Map<string, DisputeState>> {
  const ids = disputes.flatMap((dispute) => dispute.measures);
  const periods = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, knownSeq), (row) => row.measure_id);
  const outcomes = await agreedOutcomes(connection, ids, knownSeq);
  return new Map(
    disputes.map(({ id, measures }) => [
      id,
      disputeState(
        measures.map((measure) => ({ periods: periods.get(measure) ?? [], outcomes: outcomes.get(measure) ?? [] })),
        on,
      ),
    ]),
  );
}

/** The state of one dispute on a day; `none` if it has no measure with a history. */
export async function disputeStateOn(connection: Connection, disputeId: string, on: Day, knownSeq: number): Promise<DisputeState> {
  const disputes = await readDisputes(connection, [disputeId]);
  return (await disputeStates(connection, disputes, on, knownSeq)).get(disputeId) ?? 'none';
}
