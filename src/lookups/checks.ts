import { type DisputeCheck, joinedWith, lastChecks } from '../db/checks.ts';
import type { Cut } from '../db/cut.ts';
import type { Connection } from '../db/store.ts';
import { disputeChecked, type LookedAt, measureChecked } from '../domain/check.ts';

const lastOf = (checks: readonly DisputeCheck[]): LookedAt =>
  checks.reduce<LookedAt>((last, { checked_on }) => (last === null || checked_on > last ? checked_on : last), null);

/** Up to which day each of these measures was looked at, by itself or with the dispute that it belongs to. */
export async function checksOfMeasures(
  connection: Connection,
  measures: readonly { id: string; dispute: string | null }[],
  cut: Cut,
): Promise<(measure: { id: string; dispute: string | null }) => LookedAt> {
  const last = await lastChecks(
    connection,
    { measures: measures.map(({ id }) => id), disputes: [...new Set(measures.flatMap(({ dispute }) => dispute ?? []))] },
    cut,
  );
  const joined = await joinedWith(
    connection,
    measures.filter(({ dispute }) => last.disputes.has(dispute ?? '')).map(({ id }) => id),
    cut,
  );
  return ({ id, dispute }) => {
    // Who looked at a dispute did not look at what came to it afterwards.
    const since = (last.disputes.get(dispute ?? '') ?? []).filter(({ seq }) => seq > (joined.get(id) ?? 0));
    return measureChecked(last.measures.get(id) ?? null, lastOf(since));
  };
}

/** Up to which day each of these disputes was looked at, as a whole or with each of its measures. */
export async function checksOfDisputes(
  connection: Connection,
  disputes: readonly { id: string; measures: readonly string[] }[],
  cut: Cut,
): Promise<(dispute: { id: string; measures: readonly string[] }) => LookedAt> {
  const last = await lastChecks(
    connection,
    { measures: disputes.flatMap(({ measures }) => measures), disputes: disputes.map(({ id }) => id) },
    cut,
  );
  return ({ id, measures }) =>
    disputeChecked(
      lastOf(last.disputes.get(id) ?? []),
      measures.map((measure) => last.measures.get(measure) ?? null),
    );
}
