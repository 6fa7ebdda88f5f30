import { lastChecks } from '../db/checks.ts';
import type { Cut } from '../db/cut.ts';
import type { Connection } from '../db/store.ts';
import { type Checked, disputeChecked, measureChecked } from '../domain/check.ts';

/** Up to which day each of these measures was looked at, by itself or with the dispute that it belongs to. */
export async function checksOfMeasures(
  connection: Connection,
  measures: readonly { id: string; dispute: string | null }[],
  cut: Cut,
): Promise<(measure: { id: string; dispute: string | null }) => Checked> {
  const last = await lastChecks(
    connection,
    { measures: measures.map(({ id }) => id), disputes: [...new Set(measures.flatMap(({ dispute }) => dispute ?? []))] },
    cut,
  );
  return ({ id, dispute }) => measureChecked(last.measures.get(id) ?? null, last.disputes.get(dispute ?? '') ?? null);
}

/** Up to which day each of these disputes was looked at, as a whole or with each of its measures. */
export async function checksOfDisputes(
  connection: Connection,
  disputes: readonly { id: string; measures: readonly string[] }[],
  cut: Cut,
): Promise<(dispute: { id: string; measures: readonly string[] }) => Checked> {
  const last = await lastChecks(
    connection,
    { measures: disputes.flatMap(({ measures }) => measures), disputes: disputes.map(({ id }) => id) },
    cut,
  );
  return ({ id, measures }) =>
    disputeChecked(
      last.disputes.get(id) ?? null,
      measures.map((measure) => last.measures.get(measure) ?? null),
    );
}
