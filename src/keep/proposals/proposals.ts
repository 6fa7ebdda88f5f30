import type { TokenRow } from '../../changes/access.ts';
import { callAt } from '../../changes/calls.ts';
import { earlierAnswer, keepForRepetition, type WriteContext } from '../../changes/write.ts';
import {
  countProposals,
  insertProposal,
  type ProposalRecord,
  type Rivalry,
  readProposal,
  readProposedSheet,
  selectProposals,
  selectRivals,
  settleProposal,
  sharedThings,
} from '../../db/proposals.ts';
import { type Connection, readChangeSeq } from '../../db/store.ts';
import { dayOf } from '../../domain/dates.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group.ts';
import type { ProposalState, TokenRole } from '../../domain/vocabulary.ts';
import { NO_DAY, type Page, type Paging } from '../../lookups/paging.ts';
import { readNames } from '../../lookups/register.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { noConsequences } from '../../things/consequences.ts';
import { CLASHES_TOLD, type Effect, type Proposal, type ProposalRow } from '../../things/proposal.ts';
import { differences, type ProposalOutcome } from './effect.ts';
import { refusalOf, refusedNow } from './refusal.ts';
import { type Kept, keptOf, type Proposing, rehearse, run } from './rehearsal.ts';
import { titleOf } from './titles.ts';

// What somebody would record waits here until another has looked at it. Nothing of it is in the ledger meanwhile: it is the calls as they
// were made, and making them is the same as making them at first: in a rehearsal to show what they would do, in earnest when accepted.

/** Who proposes, looks or decides. */
export interface Party {
  name: string;
  role: TokenRole;
  /** Null for who runs the command or the library, and may do everything. */
  tokenId: number | null;
}

/** Whoever holds a token. */
export const partyOf = ({ id, name, role }: TokenRow): Party => ({ name, role, tokenId: id });
/** Who runs the command or the library. */
export const operator = (name: string): Party => ({ name, role: 'admin', tokenId: null });

/** So many may wait of one contributor. */
const MOST_OPEN = 500;

/**
 * Keeps what somebody would record, and shows what it would change: nothing is recorded. `title`: what it is in a few words, where that is
 * not what it records first. Throws what recording it would throw, and `invalid` if it changes nothing.
 */
export async function propose(
  tracker: Tracker,
  party: Party,
  proposing: Proposing,
  { idempotency, ifMatch, title }: Pick<WriteContext, 'idempotency' | 'ifMatch'> & { title?: string } = {},
): Promise<Proposal> {
  const before = await tracker.store.readLatest((connection) => earlierAnswer<Proposal>(connection, { idempotency }, tracker.clock()));
  if (before) return before.answer;
  const kept = keptOf(proposing);
  const { effect, hash, touches, against } = await rehearse(tracker, kept, { actor: party.name, ifMatch });
  if (effect.entries === 0) throw invalid('', 'this changes nothing, so there is nothing to propose');
  const called = title ?? titleOf(effect, (await readNames(tracker, {})).names);
  return tracker.store.write({ now: tracker.clock }, async (connection, change) => {
    change.leaveState();
    const again = await earlierAnswer<Proposal>(connection, { idempotency }, change.recorded_at);
    if (again) return again.answer;
    if (party.role === 'contributor' && (await countProposals(connection, { state: 'open', token: party.tokenId ?? 0 })) >= MOST_OPEN)
      throw new TrackerError(
        'conflict',
        `${MOST_OPEN} proposals of yours wait for a review: wait until some are settled, or take some back`,
      );
    const row = {
      author: party.name,
      author_token: party.tokenId,
      title: called,
      note: proposing.note ?? null,
      proposed_at: change.recorded_at,
      against_seq: against,
      calls: JSON.stringify(kept.calls),
      sheet: kept.sheet && Buffer.from(kept.sheet).toString('base64url'),
      shown: JSON.stringify(effect),
      shown_hash: hash,
    };
    const id = await insertProposal(connection, row, touches);
    const made = await existing(connection, id, party);
    const answer = proposalOf(made, { now: effect, moved_on: false, differences: [] }, await clashesOf(connection, id, party));
    await keepForRepetition(connection, { idempotency }, change.recorded_at, 202, answer);
    return answer;
  });
}

/** What would change together, if it were recorded: nothing is kept. Throws what recording it would throw. */
export const previewProposal = async (tracker: Tracker, party: Party, proposing: Proposing): Promise<Effect> =>
  (await rehearse(tracker, keptOf(proposing), { actor: party.name })).effect;

/** What was shown of one; one that was made before they were told has no consequences. */
const shownIn = ({ shown }: Pick<ProposalRecord, 'shown'>): Effect => ({
  consequences: noConsequences(),
  ...(JSON.parse(shown) as Omit<Effect, 'consequences'>),
});

/** May somebody see a proposal? Contributors see their own. */
const maySee = (row: ProposalRecord, { role, tokenId }: Party): boolean => role !== 'contributor' || row.author_token === tokenId;
const isOwn = (row: Pick<ProposalRecord, 'author' | 'author_token'>, { name, tokenId }: Party): boolean =>
  row.author === name || (tokenId !== null && row.author_token === tokenId);

/** The others that wait and touch the same as some proposals, of those that somebody may see. */
const rivalsFor = (connection: Connection, ids: readonly number[], { role, tokenId }: Party): Promise<Rivalry[]> =>
  selectRivals(connection, ids, role === 'contributor' ? (tokenId ?? 0) : undefined);

/** The same of one, with what both touch. */
async function clashesOf(connection: Connection, id: number, party: Party): Promise<Proposal['clashes']> {
  const clashes: Proposal['clashes'] = [];
  for (const { rival, rivalTitle, rivalAuthor } of await rivalsFor(connection, [id], party)) {
    const { things, count } = await sharedThings(connection, { id, rival }, CLASHES_TOLD);
    clashes.push({ proposal: rival, title: rivalTitle, author: rivalAuthor, about: things, count });
  }
  return clashes;
}

/** A proposal that somebody may see. Throws `not_found` for any other. */
async function existing(connection: Connection, id: number, party: Party): Promise<ProposalRecord> {
  const row = await readProposal(connection, id);
  if (!row || !maySee(row, party))
    throw new TrackerError('not_found', `there is no proposal ${id} that you may see: /proposals lists them`);
  return row;
}

const keptIn = async (connection: Connection, { id, calls, sheet_length }: ProposalRecord): Promise<Kept> => ({
  calls: JSON.parse(calls) as Kept['calls'],
  sheet: sheet_length === null ? null : new Uint8Array(Buffer.from((await readProposedSheet(connection, id)) ?? '', 'base64url')),
});

/** Proposals, the newest first: those of a contributor, or all. */
export function listProposals(
  tracker: Tracker,
  party: Party,
  { state }: { state?: ProposalState | undefined },
  { limit, after, count }: Paging,
): Promise<Omit<Page<ProposalRow>, 'ledgerHead'>> {
  return tracker.store.readLatest(async (connection) => {
    const which = { state, ...(party.role === 'contributor' && { token: party.tokenId ?? 0 }) };
    const rows = await selectProposals(connection, { ...which, before: after && Number(after.id), most: limit + 1 });
    const shown = rows.slice(0, limit);
    const rivals = groupBy(
      await rivalsFor(
        connection,
        shown.map(({ id }) => id),
        party,
      ),
      ({ id }) => id,
    );
    const data = shown.map((row) =>
      rowOf(
        row,
        (rivals.get(row.id) ?? []).map(({ rival }) => rival),
      ),
    );
    const last = data.at(-1);
    return {
      data,
      // A cursor carries a day; the order of this list is its own.
      next: last !== undefined && rows.length > limit ? { begins_on: NO_DAY, id: String(last.id) } : null,
      ...(count && { count: await countProposals(connection, which) }),
    };
  });
}

/** What a look at a proposal tells beside what is kept of it. */
type Looked = Pick<Proposal, 'now' | 'moved_on' | 'differences'>;
const NOT_LOOKED: Looked = { now: null, moved_on: null, differences: [] };

/** What was seen when proposals were looked at last, by their number, the state of the ledger and the day: the same look again costs nothing. */
const seen = new WeakMap<Tracker, Map<string, Looked>>();
const MOST_SEEN = 100;

/** One proposal, with what it would do now while it is open. Throws `not_found` for one that is not there, or not for these eyes. */
export async function showProposal(tracker: Tracker, party: Party, id: number): Promise<Proposal> {
  const looks = seen.get(tracker) ?? new Map<string, Looked>();
  seen.set(tracker, looks);
  const keyAt = (seq: number): string => `${id} ${seq} ${dayOf(tracker.clock())}`;
  const { row, kept, known, clashes } = await tracker.store.readLatest(async (connection) => {
    const found = await existing(connection, id, party);
    const before = looks.get(keyAt((await readChangeSeq(connection)).seq));
    const clashes = await clashesOf(connection, id, party);
    return { row: found, clashes, known: before, kept: found.state === 'open' && !before ? await keptIn(connection, found) : null };
  });
  if (row.state === 'open' && known) return proposalOf(row, known, clashes);
  // Where nothing can be written nothing can be rehearsed.
  if (kept === null || tracker.store.access === 'read') return proposalOf(row, NOT_LOOKED, clashes);
  try {
    const { against, ...outcome } = await rehearse(tracker, kept, { actor: row.author });
    const looked = comparedWith(row, outcome);
    looks.set(keyAt(against), looked);
    const [oldest] = looks.keys();
    if (looks.size > MOST_SEEN && oldest !== undefined) looks.delete(oldest);
    return proposalOf(row, looked, clashes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return proposalOf(
      row,
      { now: null, moved_on: true, differences: [`it is refused now: ${refusalOf(error, kept.sheet !== null)}`] },
      clashes,
    );
  }
}

/** Is it what was asked that can't be, and not the asking? */
const isRefusal = (error: unknown): error is TrackerError => error instanceof TrackerError && error.code !== 'unavailable';

function comparedWith(row: ProposalRecord, { effect, hash }: ProposalOutcome): Looked {
  if (hash === row.shown_hash) return { now: effect, moved_on: false, differences: [] };
  const told = differences(shownIn(row), effect);
  return {
    now: effect,
    moved_on: true,
    differences: told.length > 0 ? told : ['what it would take the place of is not what it was in all that it says'],
  };
}

/** What is said of a proposal that was settled before. */
const settledAlready = ({ id, state, reviewer, reviewed_at }: ProposalRecord): TrackerError =>
  new TrackerError('conflict', `proposal ${id} was ${state} by ${reviewer} at ${reviewed_at} already: nothing was done`);

/**
 * Records what was proposed, in the names of the author and of the reviewer, exactly as it was shown. Once: who accepts it again gets the
 * same answer. Throws `forbidden` for contributors and for who made it, unless that is an admin; `conflict` if it was settled by another,
 * or if what it would do now is not what was shown, naming what differs.
 */
export function acceptProposal(
  tracker: Tracker,
  party: Party,
  id: number,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Proposal> {
  return tracker.store.write({ now: tracker.clock, dryRun }, async (connection, change) => {
    const row = await existing(connection, id, party);
    if (party.role === 'contributor')
      throw new TrackerError('forbidden', 'a contributor’s token accepts no proposal: an editor or an admin does');
    if (isOwn(row, party) && party.role !== 'admin')
      throw new TrackerError('forbidden', `proposal ${id} is your own: somebody else must accept it, or an admin`);
    if (row.state === 'accepted' && row.reviewer === party.name) {
      change.leaveState();
      return proposalOf(row, NOT_LOOKED);
    }
    if (row.state !== 'open') throw settledAlready(row);
    const kept = await keptIn(connection, row);
    if (party.role !== 'admin' && kept.sheet === null && kept.calls.some((call) => callAt(call).call.adminOnly))
      throw new TrackerError('forbidden', `proposal ${id} is of a call that is for admins: one of them must accept it`);
    const context = { actor: row.author, reviewer: party.name };
    const outcome = await run(tracker, connection, change, kept, context).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      throw refusedNow(id, error, kept.sheet !== null);
    });
    const { moved_on, differences: told } = comparedWith(row, outcome);
    if (moved_on)
      throw new TrackerError(
        'conflict',
        `what proposal ${id} would do now is not what was shown, so nothing was recorded: ${told.join('; ')}. Reject it, and let it be made anew`,
        told.map((message) => ({ path: '', message })),
      );
    const reviewed_at = change.recorded_at;
    const seqs = { first_seq: change.before + 1, last_seq: change.lastSeq() };
    await settleProposal(connection, id, { state: 'accepted', reviewer: party.name, reviewed_at, reason: null, ...seqs });
    return proposalOf(await existing(connection, id, party), NOT_LOOKED);
  });
}

/**
 * Sends a proposal back with a reason; who made it takes it back so. Throws `conflict` if it was settled already, unless by the same and
 * for the same reason.
 */
export function rejectProposal(
  tracker: Tracker,
  party: Party,
  id: number,
  { reason }: { reason: string },
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Proposal> {
  return tracker.store.write({ now: tracker.clock, dryRun }, async (connection, change) => {
    change.leaveState();
    const row = await existing(connection, id, party);
    if (row.state === 'rejected' && row.reviewer === party.name && row.reason === reason) return proposalOf(row, NOT_LOOKED);
    if (row.state !== 'open') throw settledAlready(row);
    const settled = { state: 'rejected', reviewer: party.name, reviewed_at: change.recorded_at, reason } as const;
    await settleProposal(connection, id, { ...settled, first_seq: null, last_seq: null });
    return proposalOf(await existing(connection, id, party), NOT_LOOKED);
  });
}

/** What somebody may do about a proposal. */
export const mayDo = (proposal: Pick<Proposal, 'state' | 'author'>, party: Party): { accept: boolean; reject: boolean } => ({
  accept: proposal.state === 'open' && party.role !== 'contributor' && (party.role === 'admin' || proposal.author !== party.name),
  // Whoever is shown one may send it back.
  reject: proposal.state === 'open',
});

const rowOf = (row: ProposalRecord, rivals: number[]): ProposalRow => ({
  id: row.id,
  state: row.state,
  title: row.title,
  author: row.author,
  note: row.note,
  proposed_at: row.proposed_at,
  entries: shownIn(row).entries,
  reviewer: row.reviewer,
  reviewed_at: row.reviewed_at,
  reason: row.reason,
  href: `/proposals/${row.id}`,
  rivals,
});

/** `clashes`: the others that wait and touch the same; once it is settled there are none. */
const proposalOf = (row: ProposalRecord, looked: Looked, clashes: Proposal['clashes'] = []): Proposal => ({
  ...rowOf(
    row,
    clashes.map(({ proposal }) => proposal),
  ),
  calls: JSON.parse(row.calls) as Proposal['calls'],
  // Four characters of base64url are three bytes, and it is not padded.
  sheet_bytes: row.sheet_length === null ? null : Math.floor((row.sheet_length * 3) / 4),
  against_seq: row.against_seq,
  shown: shownIn(row),
  ...looked,
  clashes,
  first_seq: row.first_seq,
  last_seq: row.last_seq,
});
