import { announcedThings, lastAnnouncementsOfDisputes } from '../db/announcements.ts';
import {
  changedBy,
  type DisputeHead,
  type DisputeRecord,
  disputeHeads,
  disputesAfter,
  lastChangesOfDisputes,
  readDisputes,
} from '../db/disputes.ts';
import { entriesOfDispute, linksTo } from '../db/histories.ts';
import { type PeriodRow, statusPeriodRows } from '../db/measures.ts';
import { measureHeads } from '../db/register.ts';
import { statementsOf, statusesOfMeasures } from '../db/statements.ts';
import { type Connection, turn } from '../db/store.ts';
import { type Day, NEVER, type PartialDate } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { liftingAgreedOn } from '../domain/resolution.ts';
import { isCertainOn, isInForceOpen, mayBeInForce, periodOn } from '../domain/timeline.ts';
import { CHANGE_SUBJECTS, type EntryKind } from '../domain/vocabulary.ts';
import type { UncheckedDispute } from '../things/answers.ts';
import type { DisputeDetail, DisputeRow, LinkedMeasure, MeasureLife } from '../things/dispute.ts';
import { type Entry, type EntryOf, entriesOf, milestonesIn, standingOf } from '../things/ledger.ts';
import type { DisputeFilters } from '../things/questions.ts';
import { checksOfDisputes } from './checks.ts';
import { type DisputedMeasure, livesBy, stateOf } from './dispute-lives.ts';
import { knownJurisdiction } from './known.ts';
import { annotate, mustBeAnnounced, stretchesOf, wtoCasesIn } from './measure.ts';
import { measureRows } from './measures.ts';
import {
  BATCH,
  hasWords,
  type Page,
  type Paging,
  pageAlong,
  type RowTest,
  type RowTests,
  testOf,
  type Walk,
  type Whole,
  walkAlong,
  wholeAlong,
} from './paging.ts';
import { resolutionsOfDispute } from './resolutions.ts';
import { noneCalled } from './similar.ts';
import { statusChangesOf } from './status-changes.ts';
import { tellsNothingLater } from './telling.ts';
import {
  type Answered,
  type AsOf,
  asKnownIn,
  type Clocks,
  dayKey,
  type ReadAt,
  type Reading,
  readIn,
  readingWith,
  type Tracker,
  viewAt,
} from './tracker.ts';

/** What is asked of how a dispute is registered. */
const REGISTERED: RowTests<Pick<DisputeFilters, 'party' | 'q'>, DisputeHead, AsOf> = {
  party: (code, view) => {
    const party = knownJurisdiction(view.register, code, 'party');
    return (head) => partiesOf(head, view).has(party);
  },
  q: (q) => (head) => hasWords(q, head.title),
};

/** What is asked of what comes of its measures. */
const TESTS: RowTests<Omit<DisputeFilters, keyof typeof REGISTERED>, DisputeRow, AsOf> = {
  state: (states) => (row) => states.includes(row.state),
  checked_before: (day) => (row) => row.checked_on === null || row.checked_on < day,
};

/** Whom a dispute concerns: its parties, the members of those that are unions and the unions of those that are members that day; all if it names `*`. */
function partiesOf({ parties }: Pick<DisputeHead, 'parties'>, { register, on }: AsOf): ReadonlySet<string> {
  if (parties.includes('*')) return new Set(register.jurisdictions.keys());
  return new Set(parties.flatMap((code) => [code, ...register.membersOf(code, on), ...register.unionsOf(code, on)]));
}

/** The values of `party` that find a dispute. */
export function partyFacet(tracker: Tracker, clocks: Clocks): Promise<(row: DisputeRow) => readonly string[]> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    return (row) => [...partiesOf(row, view)];
  });
}

/**
 * Disputes with their derived states, the most recently changed first; one whose history has not begun by the day has the state `none`.
 * A dispute is checked by a check of its own, or by one of each of its measures (up to the earliest of their last ones), whichever is
 * later: that is its `checked_on`, and what `checked_before` asks of. Throws `invalid` for a party that is no jurisdiction.
 */
export function listDisputes(tracker: Tracker, question: DisputeFilters & Clocks, paging: Paging): Promise<Page<DisputeRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const isMet = await testOf(TESTS, question, view);
    return {
      ...readIn(view),
      ...(await pageAlong(await disputesIn(readingWith(connection), question, view), isMet, idOf, view.on, paging)),
    };
  });
}

/** All of them, as known at one instant. */
export async function streamDisputes(tracker: Tracker, question: DisputeFilters & Clocks): Promise<Whole<DisputeRow> & ReadAt> {
  const { read } = tracker.store;
  const view = await read((connection) => viewAt(tracker, connection, question));
  return wholeAlong(readIn(view), await disputesIn(read, question, view), await testOf(TESTS, question, view));
}

const idOf = ({ id }: DisputeRow): string => id;

/** So many disputes are told at a time: each may have many measures. */
const AT_A_TIME = 50;

/** What changes beside the status. */
const OF_TERMS = CHANGE_SUBJECTS.filter((one) => one !== 'status');

/** The disputes of a view that are registered as is asked, in the order of lists. */
async function disputesIn(read: Reading, question: DisputeFilters, view: AsOf): Promise<Walk<DisputeRow>> {
  const asked = Object.keys(REGISTERED).some((name) => question[name as keyof typeof REGISTERED] !== undefined);
  const isRegisteredSo = asked ? await testOf(REGISTERED, question, view) : null;
  return walkAlong(
    () => inOrder(read, isRegisteredSo, view),
    (ids) => read((connection) => disputesNamed(connection, ids, view)),
    AT_A_TIME,
  );
}

/** Disputes by their ids, the most recently changed first: how they are registered and when they changed last is all that is read of them. */
async function inOrder(read: Reading, isMet: RowTest<DisputeHead> | null, view: AsOf): Promise<string[]> {
  const all: Changed[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const place: string = after;
    const rows = await read((connection) => lastChangesOfDisputes(connection, view.on, view, place, BATCH));
    const ids = rows.map(({ id }) => id);
    const heads = isMet && (await read((connection) => disputeHeads(connection, view.registerSeq, ids))).filter(isMet);
    const met = heads && new Set(heads.map(({ id }) => id));
    all.push(...(met === null ? rows : rows.filter(({ id }) => met.has(id))));
    after = rows.length < BATCH ? undefined : rows.at(-1)?.id;
    await turn();
  }
  return all.sort(latestFirst).map(({ id }) => id);
}

interface Changed {
  id: string;
  /** See `changedBy`. */
  changed: string | null;
}

const latestFirst = (a: Changed, b: Changed): number => {
  const [x, y] = [a.changed ?? '', b.changed ?? ''];
  return x === y ? (a.id < b.id ? -1 : 1) : x < y ? 1 : -1;
};

/** Disputes as the view tells them: those, and of their measures those, about which something had been announced; a summary that tells of later days is left out. */
async function inView(connection: Connection, all: readonly DisputeRecord[], view: AsOf): Promise<DisputeRecord[]> {
  const last = await lastAnnouncementsOfDisputes(connection, all, view);
  const disputes = all.map((dispute) =>
    tellsNothingLater(view, last.get(dispute.id), dispute.summary) ? dispute : { ...dispute, summary: null },
  );
  return announcedIn(connection, disputes, view);
}

/** The disputes, and of their measures those, about which something had been announced by the day of the view, if it has one. */
async function announcedIn(connection: Connection, disputes: readonly DisputeRecord[], view: AsOf): Promise<DisputeRecord[]> {
  if (view.announcedBy === null) return [...disputes];
  const begun = await announcedThings(
    connection,
    disputes.flatMap(({ id, measures }) => [id, ...measures]),
    view,
  );
  return disputes.flatMap((dispute) =>
    begun.has(dispute.id) ? [{ ...dispute, measures: dispute.measures.filter((id) => begun.has(id)) }] : [],
  );
}

/** The disputes that have waited longest for a check: those never checked first, then the oldest; of those alike in the order of their ids. */
export function longestUnchecked(tracker: Tracker, clocks: Clocks, count: number): Promise<UncheckedDispute[]> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const waits = ({ id, checked_on }: UncheckedDispute): string => `${checked_on ?? ''} ${id}`;
    let longest: UncheckedDispute[] = [];
    // Nothing comes before so many that nobody ever checked.
    for (let after = ''; longest.length < count || longest.some(({ checked_on }) => checked_on !== null); ) {
      const next = await disputesAfter(connection, view.registerSeq, after, AT_A_TIME);
      const disputes = await announcedIn(connection, next, view);
      const checkedOn = await checksOfDisputes(connection, disputes, view);
      const rows = disputes.map((dispute) => ({ id: dispute.id, title: dispute.title, checked_on: checkedOn(dispute) }));
      longest = [...longest, ...rows].sort((a, b) => (waits(a) < waits(b) ? -1 : 1)).slice(0, count);
      const last = next.at(-1);
      if (last === undefined || next.length < AT_A_TIME) break;
      after = last.id;
      await turn();
    }
    return longest;
  });
}

/** The rows of some disputes as the view tells them, the most recently changed first; without those of which nothing was known or announced. */
export async function disputesNamed(connection: Connection, ids: readonly string[], view: AsOf): Promise<DisputeRow[]> {
  if (ids.length === 0) return [];
  const kept = await view.kept?.disputes.of(dayKey(view), async () => new Map());
  const unknown = ids.filter((id) => !kept?.has(id));
  const records = unknown.length === 0 ? [] : await readDisputes(connection, view.registerSeq, unknown);
  const told = new Map((await disputeRows(connection, await inView(connection, records, view), view)).map((row) => [row.id, row]));
  if (kept !== undefined && kept.size + unknown.length <= MOST_KEPT) for (const id of unknown) kept.set(id, told.get(id) ?? null);
  return ids
    .flatMap((id) => told.get(id) ?? kept?.get(id) ?? [])
    .map((row) => ({ id: row.id, changed: row.last_change_on && changedBy(row.last_change_on), row }))
    .sort(latestFirst)
    .map(({ row }) => row);
}

/** So many disputes of a day are kept; of what is beyond them each question reads its own. */
const MOST_KEPT = 2000;

/** How disputes stand on the day of a view. */
async function disputeRows(connection: Connection, disputes: readonly DisputeRecord[], view: AsOf): Promise<DisputeRow[]> {
  const { on } = view;
  const livesIn = await livesBy(connection, disputes, view);
  const checkedOn = await checksOfDisputes(connection, disputes, view);
  const { mayHold, mayNotHold } = await openAmong(connection, disputes.flatMap(livesIn), view);
  return disputes.map((dispute) => {
    const lives = livesIn(dispute);
    const history = lives
      .flatMap(({ periods }) => periods)
      .filter(({ starts_on }) => starts_on <= on)
      .sort((a, b) => (a.starts_on < b.starts_on ? 1 : -1));
    const active = history.filter((period) => on < period.ends_on && period.in_force).map((period) => period.measure_id);
    const agreed = lives.flatMap(({ id, outcomes, periods }) =>
      active.includes(id) ? (liftingAgreedOn(outcomes, periods, on) ?? []) : [],
    );
    return {
      ...dispute,
      state: stateOf(lives, view),
      active: active.sort(),
      last_change_on: lastChange(history),
      lifting_agreed_on: agreed.sort()[0] ?? null,
      checked_on: checkedOn(dispute),
      may_be_active: dispute.measures.filter((id) => mayHold.has(id)).sort(),
      active_doubtful: active.filter((id) => mayNotHold.has(id)).sort(),
    };
  });
}

/**
 * When a status began last, as precisely as is known. What is said again, more or less surely, is no change; a change known to the year may
 * be later than one known to the day in it.
 */
const lastChange = (history: readonly PeriodRow[]): PartialDate | null =>
  history.reduce<PartialDate | null>(
    (last, { status_from: one }) => (last === null || changedBy(one) > changedBy(last) ? one : last),
    null,
  );

/**
 * Which of some measures are said to be over, with a doubt, and may be in force all the same: those that lists tell beside what is; and which
 * of those that are said to be in force may be over.
 */
async function openAmong(
  connection: Connection,
  lives: readonly DisputedMeasure[],
  view: AsOf,
): Promise<{ mayHold: Set<string>; mayNotHold: Set<string> }> {
  const { on } = view;
  const open = lives.flatMap(({ id, isBase, periods }) => {
    const now = periodOn(periods, on);
    if (now === undefined) return [];
    const isOpen = now.in_force === 1 ? now.doubtful === 1 || !isCertainOn(now, on) : now.doubtful === 1 && !isBase;
    return isOpen ? [{ id, inForce: now.in_force === 1 }] : [];
  });
  const statuses = await statusesOfMeasures(
    connection,
    open.map(({ id }) => id),
    view,
  );
  const those = (inForce: boolean, are: typeof mayBeInForce) =>
    new Set(open.flatMap((one) => (one.inForce === inForce && are(statuses.get(one.id) ?? [], on) ? one.id : [])));
  return { mayHold: those(false, mayBeInForce), mayNotHold: those(true, isInForceOpen) };
}

/** One dispute as of `on` and `known_at`. Throws `not_found` for an unknown id. */
export function showDispute(tracker: Tracker, id: string, clocks: Clocks): Promise<Answered<DisputeDetail>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const found = await readDisputes(connection, view.registerSeq, [id]);
    if (found.length > 0) await mustBeAnnounced(connection, 'dispute', id, view);
    const [dispute] = await inView(connection, found, view);
    if (!dispute) throw new TrackerError('not_found', await noneCalled(connection, 'dispute', id, view, asKnownIn(view, clocks)));
    const [row] = await disputeRows(connection, [dispute], view);
    const entries = await entriesOfDispute(connection, id, dispute.measures, view);
    const { standing, positions } = standingOf(entries);
    const of = <K extends EntryKind>(kind: K): EntryOf<K>[] => entriesOf(standing, kind);
    const links = of('link');
    const cases = [...new Set(links.flatMap((link) => link.to_wto_case_id ?? []))];
    const reaching = (await linksTo(connection, id, dispute.measures, view)).filter(({ seq }) => links.every((own) => own.seq !== seq));
    return {
      ...readIn(view),
      ...(row as DisputeRow),
      measure_rows: await measureRows(connection, dispute.measures, view),
      lives: await livesOf(connection, dispute.measures, entries, view),
      links: [...links, ...reaching],
      linked_measures: await linkedMeasures(connection, dispute.measures, [...links, ...reaching], view),
      resolutions: await resolutionsOfDispute(connection, id, view),
      wto_cases: await wtoCasesIn(connection, cases, view),
      milestones: milestonesIn(standing),
      status_changes: await statusChangesOf(connection, dispute.measures, view),
      terms_changes: await statusChangesOf(connection, dispute.measures, view, OF_TERMS),
      ledger: annotate(entries, positions, view),
    };
  });
}

/** The earliest beginning first; those without a history last. */
async function livesOf(connection: Connection, measures: readonly string[], entries: readonly Entry[], view: AsOf): Promise<MeasureLife[]> {
  const heads = await measureHeads(connection, view.registerSeq, measures);
  const own = groupBy(entries, (entry) => entry.measure_id);
  const lives = measures.flatMap((id) => {
    const head = heads.get(id);
    if (!head) return [];
    const { coverage: _coverage, ...stretches } = stretchesOf(statementsOf(own.get(id) ?? []), view.on);
    return { id, title: head.title, kind: head.kind, imposed_by: head.imposed_by, ...stretches };
  });
  const beginning = (life: MeasureLife): Day => life.statuses[0]?.starts_on ?? NEVER;
  return lives.sort((a, b) => beginning(a).localeCompare(beginning(b)));
}

async function linkedMeasures(
  connection: Connection,
  measures: readonly string[],
  links: readonly EntryOf<'link'>[],
  view: AsOf,
): Promise<LinkedMeasure[]> {
  const ids = [...new Set(links.flatMap((link) => [link.measure_id, link.to_measure_id]))].filter(
    (id): id is string => id !== null && !measures.includes(id),
  );
  if (ids.length === 0) return [];
  const heads = await measureHeads(connection, view.registerSeq, ids);
  const periods = await statusPeriodRows(connection, ids, view);
  return ids.sort().map((id) => ({
    id,
    title: heads.get(id)?.title ?? id,
    dispute: heads.get(id)?.dispute_id ?? null,
    begins_on: periods.find((period) => period.measure_id === id)?.status_from ?? null,
  }));
}
