import { createHash } from 'node:crypto';
import type { WriteContext } from '../../changes/write.ts';
import { keepDocument, proposedFrom, readDocument } from '../../db/documents.ts';
import { readProposal } from '../../db/proposals.ts';
import { dayOf } from '../../domain/dates.ts';
import { invalid } from '../../domain/errors.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import type { Effect, Proposal, ProposedCall } from '../../things/proposal.ts';
import { type Party, previewProposal, propose } from '../proposals/proposals.ts';
import { callsFor } from './calls.ts';
import { type Asked, type OfficialFormatName, officialFormat } from './formats.ts';

// A document becomes a proposal: kept with its hash, read, compared with what stands here. Nothing is recorded until somebody accepts it.

const MOST_MEBIBYTES = 64;

/** A document that somebody gives, or a service answered. */
export interface OfficialDocument {
  format: OfficialFormatName;
  bytes: Uint8Array;
  /** Where it was asked for; null for a file. */
  address: string | null;
  asked: Asked;
}

/** What was read in a document, and what became of it. */
export interface DocumentRead {
  about: string;
  format: OfficialFormatName;
  sha256: string;
  bytes: number;
  /** The calls that it amounts to; none if all that it says stands here. */
  calls: readonly ProposedCall[];
  not_taken: readonly string[];
  concerns: readonly string[];
}

export interface DocumentProposed extends DocumentRead {
  /** Null if there was nothing to propose, or it waits already. */
  proposal: Proposal | null;
  /** The proposal of the same document that waits for a review. */
  waiting: number | null;
}

/** Reads a document and compares it with what stands here. Nothing is kept. Throws `invalid` for what is not of its format. */
export async function readOfficial(tracker: Tracker, { format, bytes, address, asked }: OfficialDocument): Promise<DocumentRead> {
  if (bytes.length > MOST_MEBIBYTES * 1024 * 1024) throw invalid('', `a document has at most ${MOST_MEBIBYTES} MiB: give it in parts`);
  if (bytes.length === 0) throw invalid('', 'the document is empty');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const kept = await tracker.store.readLatest((connection) => readDocument(connection, sha256));
  const context = { sha256, day: dayOf(kept?.kept_at ?? tracker.clock()), address: kept?.address ?? address };
  const reading = await officialFormat(format).read(bytes, context, asked, tracker);
  const { calls, notTaken } = await callsFor(tracker, reading);
  return { about: reading.about, format, sha256, bytes: bytes.length, calls, not_taken: notTaken, concerns: reading.concerns };
}

/** What would come of a proposal of a document; null if there is nothing to propose. Nothing is kept. */
export async function previewDocument(
  tracker: Tracker,
  party: Party,
  document: OfficialDocument,
): Promise<DocumentRead & { effect: Effect | null }> {
  const read = await readOfficial(tracker, document);
  return { ...read, effect: read.calls.length === 0 ? null : await previewProposal(tracker, party, { calls: [...read.calls] }) };
}

/**
 * Keeps a document and proposes what it says that does not stand here. The same document proposes nothing while a proposal of it waits,
 * or once it was accepted. Throws `invalid` for what is not of its format, and what recording it would throw.
 */
export async function proposeDocument(
  tracker: Tracker,
  party: Party,
  document: OfficialDocument,
  guards: Pick<WriteContext, 'idempotency'> = {},
): Promise<DocumentProposed> {
  const read = await readOfficial(tracker, document);
  const { format, bytes, address } = document;
  const waiting = await tracker.store.write({ now: tracker.clock }, async (connection, change) => {
    change.leaveState();
    const content = Buffer.from(bytes).toString('base64url');
    const { proposal_id } = await keepDocument(connection, { sha256: read.sha256, format, address, kept_at: change.recorded_at, content });
    const before = proposal_id === null ? undefined : await readProposal(connection, proposal_id);
    return before?.state === 'open' ? before.id : null;
  });
  if (waiting !== null || read.calls.length === 0) return { ...read, proposal: null, waiting };
  const proposal = await propose(tracker, party, { calls: [...read.calls], note: noteOf(read) }, guards);
  await tracker.store.write({ now: tracker.clock }, async (connection, change) => {
    change.leaveState();
    await proposedFrom(connection, read.sha256, proposal.id);
  });
  return { ...read, proposal, waiting: null };
}

const MOST_NOTE = 16_000;
const MOST_LINES = 100;

/** What a reviewer should know beside the entries: what they are from, and what was left out. */
function noteOf({ about, sha256, not_taken, concerns }: DocumentRead): string {
  const part = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [
          heading,
          ...lines.slice(0, MOST_LINES).map((line) => `- ${line}`),
          ...(lines.length > MOST_LINES ? [`- and ${lines.length - MOST_LINES} more`] : []),
        ];
  const text = [`${about}, SHA-256 ${sha256}`, ...part('To look at:', concerns), ...part('Not taken:', not_taken)].join('\n');
  return text.length > MOST_NOTE ? `${text.slice(0, MOST_NOTE)}…` : text;
}
