import { createHash } from 'node:crypto';
import { earlierAnswer, type WriteContext } from '../../changes/write.ts';
import { keepDocument, proposedFrom, readDocument } from '../../db/documents.ts';
import { readProposal } from '../../db/proposals.ts';
import { dayOf } from '../../domain/dates.ts';
import { invalid } from '../../domain/errors.ts';
import { clipped } from '../../domain/text.ts';
import { firstFew } from '../../domain/words.ts';
import { readNames } from '../../lookups/register.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import {
  IMPORT_MEBIBYTES,
  MEBIBYTE,
  type OfficialFormatName,
  PROPOSAL_MEBIBYTES,
  type ProposedDocument,
  type ToldDocument,
} from '../../things/imported.ts';
import type { Proposal, ProposedCall } from '../../things/proposal.ts';
import { type Party, previewProposal, propose } from '../proposals/proposals.ts';
import { measureCalled, titleOfSeveral } from '../proposals/titles.ts';
import { callsFor } from './calls.ts';
import { type DocumentQuestion, OFFICIAL_FORMATS } from './formats.ts';
import { readWaiting } from './waiting.ts';

// A document becomes a proposal: kept with its hash, read, compared with what stands here. Nothing is recorded until somebody accepts it.

/** A document that somebody gives, or a service answered. */
export interface OfficialDocument {
  format: OfficialFormatName;
  bytes: Uint8Array;
  /** Where it was asked for; null for a file. */
  address: string | null;
  asked: DocumentQuestion;
}

/** What was read in a document, and the calls that it amounts to; none if all that is taken from it stands here. */
export interface DocumentRead extends Omit<ToldDocument, 'effect' | 'proposal' | 'dry_run'> {
  calls: readonly ProposedCall[];
}

export interface DocumentProposed extends ProposedDocument, Pick<DocumentRead, 'calls'> {}

/** A document without its calls, as it is told: of a proposal they are its own. */
export const withoutCalls = <Read extends DocumentRead>({ calls: _calls, ...told }: Read): Omit<Read, 'calls'> => told;

/** Reads a document and compares it with what stands here. Nothing is kept. Throws `invalid` for what is not of its format. */
async function readOfficial(tracker: Tracker, { role }: Party, { format, bytes, address, asked }: OfficialDocument): Promise<DocumentRead> {
  checkSize(bytes, role === 'contributor' ? PROPOSAL_MEBIBYTES : IMPORT_MEBIBYTES);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const kept = await tracker.store.readLatest((connection) => readDocument(connection, sha256));
  const context = { sha256, day: dayOf(kept?.kept_at ?? tracker.clock()), address: kept?.address ?? address };
  const reading = await OFFICIAL_FORMATS[format].read(bytes, context, asked, tracker);
  const waiting = await tracker.store.readLatest((connection) => readWaiting(connection, kept?.proposal_id ?? null));
  const { calls, notTaken, concerns, waitsIn } = await callsFor(tracker, reading, waiting);
  return {
    ...{ about: reading.about, format, sha256, bytes: bytes.length, calls, not_taken: notTaken },
    concerns: [...reading.concerns, ...concerns],
    waits_in: waitsIn,
  };
}

function checkSize({ length }: Uint8Array, most: number): void {
  if (length === 0) throw invalid('', 'the document is empty');
  if (length > most * MEBIBYTE) throw invalid('', `a document has at most ${most} MiB: give it in parts`);
}

/** What would come of a proposal of a document; no effect if there is nothing to propose. Nothing is kept. */
export async function previewDocument(
  tracker: Tracker,
  party: Party,
  document: OfficialDocument,
): Promise<DocumentRead & Pick<ToldDocument, 'effect' | 'proposal'>> {
  const read = await readOfficial(tracker, party, document);
  const effect = read.calls.length === 0 ? null : await previewProposal(tracker, party, { calls: [...read.calls] });
  return { ...read, effect, proposal: await waitingOf(tracker, read) };
}

/**
 * Keeps a document and proposes what it says that does not stand here. The same document proposes nothing while a proposal of it waits,
 * or once it was accepted. Of a contributor it is kept only if a proposal comes of it. Throws `invalid` for what is not of its format, and
 * what recording it would throw.
 */
export async function proposeDocument(
  tracker: Tracker,
  party: Party,
  document: OfficialDocument,
  { idempotency }: Pick<WriteContext, 'idempotency'> = {},
): Promise<DocumentProposed> {
  const read = await readOfficial(tracker, party, document);
  const before = await tracker.store.readLatest((connection) => earlierAnswer<Proposal>(connection, { idempotency }, tracker.clock()));
  if (before) return { ...read, proposal: before.answer, waiting: null };
  const waiting = await waitingOf(tracker, read);
  if (waiting !== null || read.calls.length === 0) {
    if (party.role !== 'contributor') await keep(tracker, document, read, null);
    return { ...read, proposal: null, waiting };
  }
  const proposal = await propose(
    tracker,
    party,
    { calls: [...read.calls], note: noteOf(read) },
    { idempotency, title: await titleFor(tracker, read) },
  );
  await keep(tracker, document, read, proposal.id);
  return { ...read, proposal, waiting: null };
}

/** The proposal of this document that waits for a review. */
const waitingOf = (tracker: Tracker, { sha256 }: DocumentRead): Promise<number | null> =>
  tracker.store.readLatest(async (connection) => {
    const proposal = (await readDocument(connection, sha256))?.proposal_id ?? null;
    return proposal !== null && (await readProposal(connection, proposal))?.state === 'open' ? proposal : null;
  });

const keep = (
  tracker: Tracker,
  { bytes, format, address }: OfficialDocument,
  { sha256 }: DocumentRead,
  proposal: number | null,
): Promise<void> =>
  tracker.store.write({ now: tracker.clock }, async (connection, change) => {
    change.leaveState();
    const content = Buffer.from(bytes).toString('base64url');
    await keepDocument(connection, { sha256, format, address, kept_at: change.recorded_at, content });
    if (proposal !== null) await proposedFrom(connection, sha256, proposal);
  });

/** What a proposal of a document is about: the document, and the measures that it concerns. */
async function titleFor(tracker: Tracker, { about, calls }: DocumentRead): Promise<string> {
  const { names } = await readNames(tracker, {});
  // A new one is named by the call that registers it.
  const titles = new Map<string, string | undefined>();
  for (const { path, body } of calls) {
    const id = path === '/measures' ? String(body.id) : /^\/measures\/([^/]+)\//.exec(path)?.[1];
    if (id !== undefined) titles.set(id, path === '/measures' ? String(body.title) : undefined);
  }
  return titleOfSeveral(about, [...titles.keys()], (id) => measureCalled(names, id, titles.get(id)));
}

const MOST_NOTE = 16_000;
const MOST_LINES = 100;

/** What a reviewer should know beside the entries: what they are from, and what was left out. */
function noteOf({ about, sha256, not_taken, concerns }: DocumentRead): string {
  const part = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [heading, ...firstFew(lines, MOST_LINES).map((line) => `- ${line}`)];
  const text = [`${about}, SHA-256 ${sha256}`, ...part('To look at:', concerns), ...part('Not taken:', not_taken)].join('\n');
  return clipped(text, MOST_NOTE);
}
