import { announcedEntries } from '../db/announcements.ts';
import { countStatusChanges, derivedChanges, entriesOfKinds, nearestStatusChanges } from '../db/histories.ts';
import { measureHeads } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { type Day, dayOf, firstDay, type PartialDate, parseDay } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { applyCorrections } from '../domain/ledger.ts';
import { doubtOf } from '../domain/timeline.ts';
import type { ChangeClock, Status } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { StatusChangeFilters } from '../things/questions.ts';
import type { StatusChangeRow } from '../things/status-change.ts';
import { knownDispute, knownJurisdiction, knownMeasure } from './known.ts';
import { entriesBySeq } from './match.ts';
import { type Rows, type RowTests, testOf } from './paging.ts';
import { type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

const clockDay = (row: StatusChangeRow, by: ChangeClock): Day | null => {
  if (by === 'recorded') return dayOf(row.recorded_at);
  const date = by === 'effective' ? row.effective_on : row.announced_on;
  return date === null ? null : firstDay(date);
};

interface Asking {
  connection: Connection;
  view: AsOf;
  by: ChangeClock;
}

/** The test of the day that the clock says; a change without such a day fails it. */
const dayTest = (by: ChangeClock, meets: (day: Day) => boolean) => (row: StatusChangeRow) => {
  const day = clockDay(row, by);
  return day !== null && meets(day);
};

const TESTS: RowTests<StatusChangeFilters, StatusChangeRow, Asking> = {
  from: (from, { by }) => dayTest(by, (day) => from <= day),
  to: (to, { by }) => dayTest(by, (day) => day <= to),
  // It rules out nothing: it says which day `from` and `to` are about, and what the order follows.
  by: () => () => true,
  imposed_by: (code, { view: { register, on } }) => {
    const imposer = knownJurisdiction(register, code, 'imposed_by');
    // A member finds what its union imposes.
    const imposers = [imposer, ...register.unionsOf(imposer, on)];
    return (row) => imposers.includes(row.imposed_by);
  },
  measure: async (id, { connection, view }) => {
    const measure = await knownMeasure(connection, id, view.registerSeq);
    return (row) => row.measure === measure;
  },
  dispute: async (id, { connection, view }) => {
    const dispute = await knownDispute(connection, id, view.registerSeq);
    return (row) => row.dispute === dispute;
  },
  kind: (kind) => (row) => row.kind === kind,
  status: (statuses) => (row) => statuses.includes(row.status),
};

/**
 * What changed from one day to another, both inclusive, the latest first; corrected changes are left out. Throws `invalid` if `from`
 * is after `to`, and for a jurisdiction, a measure or a dispute that is not registered.
 */
export function listStatusChanges(tracker: Tracker, question: StatusChangeFilters & Clocks): Promise<Rows<StatusChangeRow> & ReadAt> {
  const { by = 'effective' } = question;
  const [from, to] = (['from', 'to'] as const).map((name) => question[name] && parseDay(question[name], name));
  if (from !== undefined && to !== undefined && from > to) throw invalid('from', `"${from}" is after to "${to}"`);
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const meets = await testOf(TESTS, question, { connection, view, by });
    const rows = (await statusChangesIn(connection, view)).filter(meets);
    const key = (row: StatusChangeRow): string => clockDay(row, by) ?? '';
    rows.sort((a, b) => (key(a) === key(b) ? b.seq - a.seq : key(a) < key(b) ? 1 : -1));
    return { ...readIn(view), data: rows };
  });
}

/** All status changes in a view, in the order of time, derived ones included. */
export async function statusChangesIn(connection: Connection, view: AsOf): Promise<StatusChangeRow[]> {
  const entries = await entriesOfKinds(connection, ['status_change'], view);
  const { retracted } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
  const heads = await measureHeads(connection, view.registerSeq);
  const recorded = new Map(entries.flatMap((entry) => (entry.kind === 'status_change' ? [[entry.seq, entry] as const] : [])));
  const rows = [...recorded.values()].filter((entry) => !retracted.has(entry.seq)).map((entry) => rowOf(entry, null, heads, view.on));
  for (const period of await derivedChanges(connection, view)) {
    const entry = recorded.get(period.seq);
    if (entry) rows.push(rowOf(entry, comingBy(period, recorded), heads, view.on));
  }
  return rows.sort(inTime);
}

/** What a change follows from without being recorded. */
interface Derived {
  status: Status;
  from: PartialDate;
  until_on: PartialDate | null;
  /** The earlier change that returns with it, if one does. */
  returns: EntryOf<'status_change'> | undefined;
}

const comingBy = (
  { status, status_from, until_on, returns_seq }: Awaited<ReturnType<typeof derivedChanges>>[number],
  changes: ReadonlyMap<number, EntryOf<'status_change'>>,
): Derived => ({ status, from: status_from, until_on, returns: returns_seq === null ? undefined : changes.get(returns_seq) });

function rowOf(
  entry: EntryOf<'status_change'>,
  derived: Derived | null,
  heads: Awaited<ReturnType<typeof measureHeads>>,
  on: Day,
): StatusChangeRow {
  const measure = entry.measure_id as string;
  const head = heads.get(measure);
  const effective_on = derived?.from ?? entry.effective_on;
  const statedBy = derived === null ? entry : derived.returns;
  const both = derived?.returns ? [entry, derived.returns] : [entry];
  return {
    seq: entry.seq,
    measure,
    title: head?.title ?? measure,
    kind: head?.kind ?? 'ban',
    imposed_by: head?.imposed_by ?? '',
    dispute: head?.dispute_id ?? null,
    status: derived?.status ?? entry.status,
    effective_on,
    until_on: derived ? derived.until_on : entry.until_on,
    announced_on: entry.announced_on,
    recorded_at: entry.recorded_at,
    recorded_by: entry.recorded_by,
    scheduled: firstDay(effective_on) > on,
    derived: derived !== null,
    exemptions: statedBy?.exemptions.map(describeScope) ?? [],
    note: derived ? null : entry.note,
    confidence: both.some(({ confidence }) => confidence === 'recalled') ? 'recalled' : entry.confidence,
    doubt: doubtOf(both),
    sources: [...new Set(both.flatMap(({ sources }) => sources))],
  };
}

const byDay = (a: Day, b: Day): number => (a === b ? 0 : a < b ? -1 : 1);
/** In the order of time; what begins on one day in the order of recording. */
const inTime = (a: StatusChangeRow, b: StatusChangeRow): number =>
  byDay(firstDay(a.effective_on), firstDay(b.effective_on)) || a.seq - b.seq;

/**
 * The changes nearest to a day on one side of it, the nearest first, and how many there are on that side in all: the same rows that
 * `listStatusChanges` has, without reading all the others.
 */
export function nearestChanges(
  tracker: Tracker,
  clocks: Clocks,
  side: 'by' | 'after',
  limit: number,
): Promise<{ data: StatusChangeRow[]; total: number }> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const { seqs, total } = await nearestSeqs(connection, view, side, limit);
    const derived = (await derivedChanges(connection, view)).filter(
      ({ status_from }) => firstDay(status_from) > view.on === (side === 'after'),
    );
    const periods = derived.sort((a, b) => byDay(firstDay(a.status_from), firstDay(b.status_from)));
    if (side === 'by') periods.reverse();
    const shown = periods.slice(0, limit);
    const entries = await entriesBySeq(connection, [...seqs, ...shown.flatMap(({ seq, returns_seq }) => [seq, returns_seq])], view);
    const changes = new Map([...entries].flatMap(([seq, entry]) => (entry.kind === 'status_change' ? [[seq, entry] as const] : [])));
    const heads = await measureHeads(connection, view.registerSeq, [
      ...new Set([...changes.values()].flatMap((entry) => entry.measure_id ?? [])),
    ]);
    const found = [
      ...seqs.map((seq) => ({ seq, derived: null })),
      ...shown.map((period) => ({ seq: period.seq, derived: comingBy(period, changes) })),
    ].flatMap(({ seq, derived }) => {
      const entry = changes.get(seq);
      return entry ? [rowOf(entry, derived, heads, view.on)] : [];
    });
    found.sort(inTime);
    if (side === 'by') found.reverse();
    return { data: found.slice(0, limit), total: total + derived.length };
  });
}

const NEXT = 200;

/** The recorded changes nearest to the day on one side, and how many there are there in all. */
async function nearestSeqs(
  connection: Connection,
  view: AsOf,
  side: 'by' | 'after',
  limit: number,
): Promise<{ seqs: number[]; total: number }> {
  const asked = { on: view.on, side, cut: view };
  if (view.announcedBy === null)
    return { seqs: await nearestStatusChanges(connection, asked, limit), total: await countStatusChanges(connection, asked) };
  // When a change was announced no index tells, so they are looked at one after the other.
  const seqs: number[] = [];
  for (let offset = 0; ; offset += NEXT) {
    const next = await nearestStatusChanges(connection, asked, NEXT, offset);
    const entries = await entriesBySeq(connection, next, view);
    const counting = new Set((await announcedEntries(connection, [...entries.values()], view)).map(({ seq }) => seq));
    seqs.push(...next.filter((seq) => counting.has(seq)));
    if (next.length < NEXT) return { seqs: seqs.slice(0, limit), total: seqs.length };
  }
}
