import { announcedThings, lastAnnouncementsOfDisputes } from '../db/announcements.ts';
import type { Cut } from '../db/cut.ts';
import { entriesOfDispute, linksTo } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import { outcomesOfMeasures } from '../db/outcomes.ts';
import { statementsOf } from '../db/periods.ts';
import { type DisputeRecord, measureHeads, readDisputes } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { type Day, NEVER } from '../domain/dates.ts';
import { disputeState } from '../domain/dispute.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { applyCorrections } from '../domain/ledger.ts';
import type { DisputeState, EntryKind } from '../domain/vocabulary.ts';
import type { UncheckedDispute } from '../things/answers.ts';
import type { DisputeDetail, DisputeRow, LinkedMeasure, MeasureLife } from '../things/dispute.ts';
import { type Entry, type EntryOf, entriesOf } from '../things/ledger.ts';
import type { DisputeFilters } from '../things/questions.ts';
import { checksOfDisputes } from './checks.ts';
import { knownJurisdiction } from './known.ts';
import { pendingLiftings } from './match.ts';
import { annotate, mustBeAnnounced, stretchesOf, wtoCasesIn } from './measure.ts';
import { measureRows } from './measures.ts';
import { hasWords, type Rows, type RowTests, testOf } from './paging.ts';
import { listResolutionsIn } from './resolutions.ts';
import { meantBy } from './similar.ts';
import { statusChangesOf } from './status-changes.ts';
import { tellsNothingLater } from './telling.ts';
import { type Answered, type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

const TESTS: RowTests<DisputeFilters, DisputeRow, AsOf> = {
  state: (states) => (row) => states.includes(row.state),
  party: (code, view) => {
    const party = knownJurisdiction(view.register, code, 'party');
    return (row) => partiesOf(row, view).has(party);
  },
  checked_before: (day) => (row) => row.checked_on === null || row.checked_on < day,
  q: (q) => (row) => hasWords(q, row.title),
};

/** Whom a dispute concerns: its parties, the members of those that are unions and the unions of those that are members that day; all if it names `*`. */
function partiesOf({ parties }: Pick<DisputeRow, 'parties'>, { register, on }: AsOf): ReadonlySet<string> {
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
export function listDisputes(tracker: Tracker, question: DisputeFilters & Clocks): Promise<Rows<DisputeRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const meets = await testOf(TESTS, question, view);
    const disputes = await inView(connection, await readDisputes(connection, view.registerSeq), view);
    const rows = await disputeRows(connection, disputes, view);
    return { ...readIn(view), data: rows.filter(meets) };
  });
}

/** Disputes as the view tells them: those, and of their measures those, about which something had been announced; a summary that tells of later days is left out. */
async function inView(connection: Connection, all: readonly DisputeRecord[], view: AsOf): Promise<DisputeRecord[]> {
  const last = await lastAnnouncementsOfDisputes(connection, all, view);
  const disputes = all.map((dispute) => (tellsNothingLater(view, last.get(dispute.id)) ? dispute : { ...dispute, summary: null }));
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
    const disputes = await announcedIn(connection, await readDisputes(connection, view.registerSeq), view);
    const checkedOn = await checksOfDisputes(connection, disputes, view);
    const rows = disputes.map((dispute) => ({ id: dispute.id, title: dispute.title, checked_on: checkedOn(dispute) }));
    const waits = ({ id, checked_on }: UncheckedDispute): string => `${checked_on ?? ''} ${id}`;
    return rows.sort((a, b) => (waits(a) < waits(b) ? -1 : 1)).slice(0, count);
  });
}

/** The rows of some disputes as the view tells them, the most recently changed first; without those of which nothing was known or announced. */
export async function disputesNamed(connection: Connection, ids: readonly string[], view: AsOf): Promise<DisputeRow[]> {
  if (ids.length === 0) return [];
  return disputeRows(connection, await inView(connection, await readDisputes(connection, view.registerSeq, ids), view), view);
}

async function disputeRows(connection: Connection, disputes: readonly DisputeRecord[], view: AsOf): Promise<DisputeRow[]> {
  const ids = disputes.flatMap((dispute) => dispute.measures);
  const states = await disputeStates(connection, disputes, view);
  const periods = ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view);
  const begun = periods.filter((period) => period.starts_on <= view.on);
  const liftings = await pendingLiftings(connection, ids, view);
  const checkedOn = await checksOfDisputes(connection, disputes, view);
  const rows = disputes.map((dispute) => {
    const own = new Set(dispute.measures);
    const history = begun.filter((period) => own.has(period.measure_id)).sort((a, b) => (a.starts_on < b.starts_on ? 1 : -1));
    const active = history.filter((period) => view.on < period.ends_on && period.in_force).map((period) => period.measure_id);
    const agreed = active.flatMap((id) => liftings.get(id) ?? []).sort();
    return {
      sortKey: history[0]?.starts_on ?? '',
      row: {
        ...dispute,
        state: states.get(dispute.id) ?? 'none',
        active: active.sort(),
        last_change_on: history[0]?.status_from ?? null,
        lifting_agreed_on: agreed[0] ?? null,
        checked_on: checkedOn(dispute),
      },
    };
  });
  return rows
    .sort((a, b) => (a.sortKey === b.sortKey ? (a.row.id < b.row.id ? -1 : 1) : a.sortKey < b.sortKey ? 1 : -1))
    .map(({ row }) => row);
}

/** One dispute as of `on` and `known_at`. Throws `not_found` for an unknown id. */
export function showDispute(tracker: Tracker, id: string, clocks: Clocks): Promise<Answered<DisputeDetail>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const found = await readDisputes(connection, view.registerSeq, [id]);
    if (found.length > 0) await mustBeAnnounced(connection, 'dispute', id, view);
    const [dispute] = await inView(connection, found, view);
    if (!dispute)
      throw new TrackerError(
        'not_found',
        `there is no dispute "${id}": ${await meantBy(connection, ['disputes'], id, view)}/disputes lists them`,
      );
    const [row] = await disputeRows(connection, [dispute], view);
    const entries = await entriesOfDispute(connection, id, dispute.measures, view);
    const { retracted, positions } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
    const standing = entries.filter((entry) => !retracted.has(entry.seq));
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
      resolutions: (await listResolutionsIn(connection, view)).filter((resolution) => resolution.dispute === id),
      wto_cases: await wtoCasesIn(connection, cases, view),
      milestones: of('milestone').sort((a, b) => (a.happened_on < b.happened_on ? -1 : 1)),
      status_changes: await statusChangesOf(connection, dispute.measures, view),
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
    const { statuses, rate_tables } = stretchesOf(statementsOf(own.get(id) ?? []), view.on);
    return { id, title: head.title, kind: head.kind, imposed_by: head.imposed_by, statuses, rate_tables };
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

/** When a state is asked for: on a day, of the part of the ledger that counts. */
type StateAt = Cut & Pick<AsOf, 'on' | 'register'>;

/** The states of disputes on a day, of the part of the ledger that counts; each is given with the ids of its measures. */
export async function disputeStates(
  connection: Connection,
  disputes: readonly { id: string; measures: readonly string[] }[],
  at: StateAt,
): Promise<Map<string, DisputeState>> {
  const ids = disputes.flatMap((dispute) => dispute.measures);
  const periods = groupBy(ids.length === 0 ? [] : await statusPeriodRows(connection, ids, at), (row) => row.measure_id);
  const outcomes = await outcomesOfMeasures(connection, ids, at, at.register);
  return new Map(
    disputes.map(({ id, measures }) => [
      id,
      disputeState(
        measures.map((measure) => ({ periods: periods.get(measure) ?? [], outcomes: outcomes.get(measure) ?? [] })),
        at.on,
      ),
    ]),
  );
}

/** The state of one dispute on a day; `none` if it has no measure with a history. */
export async function disputeStateOn(connection: Connection, disputeId: string, at: StateAt): Promise<DisputeState> {
  const disputes = await readDisputes(connection, at.registerSeq, [disputeId]);
  return (await disputeStates(connection, disputes, at)).get(disputeId) ?? 'none';
}
