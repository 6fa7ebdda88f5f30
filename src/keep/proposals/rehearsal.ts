import { makeCall } from '../../changes/calls.ts';
import { addConsequences } from '../../changes/consequences.ts';
import type { WriteContext } from '../../changes/write.ts';
import type { Change, Connection } from '../../db/store.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { Recorded } from '../../things/answers.ts';
import { type Consequences, noConsequences } from '../../things/consequences.ts';
import { MEBIBYTE, PROPOSAL_MEBIBYTES } from '../../things/imported.ts';
import type { ProposalInput, ProposedCall, ProposedSheet } from '../../things/proposal.ts';
import type { SheetKind } from '../../things/sheets.ts';
import { importSheet } from '../sheets/import-sheet.ts';
import { effectOf, type ProposalOutcome } from './effect.ts';
import { within } from './within.ts';

// Making what is proposed: in a rehearsal to show what it would do, in earnest when it is accepted.

/** What is proposed: calls that go together, or a sheet. */
export type Proposing = ProposalInput | { sheet: ProposedSheet; note?: string | undefined };

/** What is kept of a proposal to make its calls. */
export interface Kept {
  calls: readonly (Omit<ProposedCall, 'body'> & { body: ProposedCall['body'] | null })[];
  /** The bytes of the sheet, for a proposal that is one. */
  sheet: Uint8Array | null;
}

/** What is kept of it. Throws `invalid` for a sheet that is too large. */
export function keptOf(proposing: Proposing): Kept {
  if (!('sheet' in proposing)) return { calls: proposing.calls, sheet: null };
  const { bytes, kind, checkedOn } = proposing.sheet;
  if (bytes.length > PROPOSAL_MEBIBYTES * MEBIBYTE)
    throw invalid('', `a sheet that is proposed has at most ${PROPOSAL_MEBIBYTES} MiB: propose it in parts`);
  const query = new URLSearchParams({ ...(kind && { kind }), ...(checkedOn && { checked_on: checkedOn }) });
  return { calls: [{ method: 'POST', path: query.size > 0 ? `/imports?${query}` : '/imports', body: null }], sheet: bytes };
}

/** Does what is proposed inside a write that is under way. */
export async function run(
  tracker: Tracker,
  connection: Connection,
  change: Change,
  { calls, sheet }: Kept,
  context: WriteContext,
): Promise<ProposalOutcome> {
  const { before } = change;
  const inside = within(tracker, connection, change);
  const disputes = new Map<string, NonNullable<Recorded['dispute']>>();
  const consequences: Consequences = noConsequences();
  for (const [index, { method, path, body }] of calls.entries()) {
    if (sheet) {
      const query = new URLSearchParams(path.split('?')[1]);
      const [kind, checkedOn] = [query.get('kind') ?? undefined, query.get('checked_on') ?? undefined];
      const imported = await importSheet(inside, context, sheet, { kind: kind as SheetKind | undefined, checkedOn });
      addConsequences(consequences, imported.consequences);
      continue;
    }
    const result = await makeCall(inside, context, { method, path, body: body ?? {} }).catch((error: unknown) => {
      throw calls.length > 1 && error instanceof TrackerError ? ofCall(error, index, `${method} ${path}`) : error;
    });
    if ('overtaken' in result) addConsequences(consequences, result);
    const dispute = 'dispute' in result ? result.dispute : null;
    if (dispute) disputes.set(dispute.id, { ...dispute, before: disputes.get(dispute.id)?.before ?? dispute.before });
  }
  return effectOf(connection, { before, last: change.lastSeq() }, [...disputes.values()], consequences);
}

/** An error of one of several calls: it says which. */
const ofCall = ({ code, message, details, extra }: TrackerError, index: number, name: string): TrackerError =>
  new TrackerError(
    code,
    `call ${index + 1}, ${name}: ${message}`,
    details.map((one) => ({ path: [`calls.${index}.body`, one.path].filter(Boolean).join('.'), message: one.message })),
    extra,
  );

/** Shows what it would do now, and from which state of the ledger that was seen. */
export const rehearse = (tracker: Tracker, kept: Kept, context: WriteContext): Promise<ProposalOutcome & { against: number }> =>
  tracker.store.write({ now: tracker.clock, dryRun: true }, async (connection, change) => ({
    ...(await run(tracker, connection, change, kept, context)),
    against: change.before,
  }));
