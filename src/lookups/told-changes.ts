import { statementsOfMeasures } from '../db/periods.ts';
import { broughtAfter, type ChangeBrought, type ChangeFound, changesFound, ofTerms, STATUS_ALONE } from '../db/status-changes.ts';
import type { Connection } from '../db/store.ts';
import { entriesTelling, seqsTelling, type ToldEntry } from '../db/told-changes.ts';
import { addDays, type Day } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { overtaken } from '../domain/timeline.ts';
import type { StatusChangeFilters } from '../things/questions.ts';
import { changeIdOf, type StatusChangeRow } from '../things/status-change.ts';
import type { ToldChange } from '../things/watch.ts';
import { type Covered, covering } from './covered-changes.ts';
import { entriesBySeq } from './match.ts';
import { type Filter, filterOf, parted, statusChangeRows } from './status-changes.ts';
import { type AsOf, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

// What is to be told of changes, exactly once: the difference between two states of the ledger and the calendar. An entry is told when it
// is recorded. What an until_on brings by itself is told once its entry is recorded and its day has come, if it still stands then; and taken
// back if it no longer stands after that.

/** So many changes are looked at in one read. */
const SCAN = 500;

/** How far the ledger and the days were told. */
export interface ToldUpTo {
  /** The last entry. */
  told_seq: number;
  /** The last day of which all was told that an until_on brought by then. */
  told_on: Day;
  /** Of the day after it, what entries up to this seq brought was told too. */
  told_next_seq: number;
}

/** One change, and how far all is told with it; null where the next one belongs to it. */
interface OneTold {
  told: Omit<ToldChange, 'permalink'>;
  upTo: ToldUpTo | null;
}

/** What was told of the ledger after a state. */
export interface Told extends ReadAt {
  changes: OneTold[];
  /** Go on after it. */
  upTo: ToldUpTo;
  /** There is nothing more, for now. */
  isAll: boolean;
}

interface Asking {
  connection: Connection;
  filter: Filter;
  view: AsOf;
}

/**
 * The next changes after a state: those that were recorded, replaced or taken back, in the order of recording, and once there are none, those that
 * began by themselves on the days since. A correction is told to whom what it takes back, or what stands there now, concerns. Gives no more than `most`,
 * but what belongs together stays together. Throws `invalid` for a filter that is not understood.
 */
export function changesTold(tracker: Tracker, filters: StatusChangeFilters, after: ToldUpTo, most: number): Promise<Told> {
  // A copy that lags behind would skip what it has not received.
  return tracker.store.readLatest(async (connection) => {
    const view = await viewAt(tracker, connection, {});
    const asking = { connection, filter: await filterOf(connection, filters, view), view };
    const { changes, upTo } = await (after.told_seq < view.knownSeq ? recordedAfter(asking, after) : begunAfter(asking, after));
    const shown = changes.slice(0, groupEnd(changes, most));
    const reached = shown.length < changes.length ? (shown.at(-1)?.upTo ?? after) : upTo;
    return {
      ...readIn(view),
      changes: await withReasons(asking, shown),
      upTo: reached,
      isAll: reached.told_seq >= view.knownSeq && reached.told_on >= view.on,
    };
  });
}

/** How many come first: so many, and the rest of what belongs together. */
function groupEnd(changes: readonly OneTold[], most: number): number {
  const end = changes.findIndex(({ upTo }, at) => at + 1 >= most && upTo !== null);
  return end === -1 ? changes.length : end + 1;
}

type Batch = Pick<Told, 'changes' | 'upTo'>;

async function recordedAfter({ connection, filter, view }: Asking, after: ToldUpTo): Promise<Batch> {
  const { entries, upTo } = await entriesTelling(connection, filter, { after: after.told_seq, upTo: view.knownSeq, limit: SCAN });
  const overtakings = await overtakingsBy({ connection, filter, view }, entries, after, upTo);
  const seqs = [
    ...entries.flatMap(({ seq, retracts_seq, replacement_seq }) => (retracts_seq === null ? seq : [retracts_seq, replacement_seq])),
    ...overtakings.map(({ seq }) => seq),
  ];
  const rows = await wantedRows(
    { connection, filter, view },
    seqs.filter((seq) => seq !== null),
  );
  // What first rates or a first coverage change is told by nothing but what comes of it by itself.
  const measures = [...new Set(entries.map(({ measure }) => measure))];
  const brought = await broughtBy({ connection, filter, view }, measures, after, upTo);
  const beside = await besideThem({ connection, filter, view }, entries, after, upTo);
  const groups = new Map<number, OneTold['told'][]>();
  for (const { seq, retracts_seq, replacement_seq } of entries) {
    const change = rows.of(replacement_seq ?? (retracts_seq === null ? seq : null));
    const before = rows.of(retracts_seq);
    // What took nothing's place, or takes it no more, is no change.
    const event = change === null ? 'withdrawn' : before === null ? 'recorded' : 'replaced';
    const own = [change, before].some((row) => row && rows.wanted.has(row.seq)) ? [toldOf(event, seq, change, before)] : [];
    const { gone = [], come = [] } = brought.get(seq) ?? {};
    const shifts = overtakings.filter((one) => one.told_seq === seq && rows.wanted.has(one.seq));
    const noMore = shifts.flatMap((one) => (one.comes ? [] : toldOf('withdrawn', seq, null, rows.of(one.seq))));
    const again = shifts.flatMap((one) => (one.comes ? toldOf('recorded', seq, rows.of(one.seq), null) : []));
    // What no longer stands comes first, so that who reads on ends with what stands.
    const group = [...gone, ...noMore, ...own, ...again, ...come, ...(beside.get(seq) ?? [])];
    if (group.length > 0) groups.set(seq, group);
  }
  const changes = [...groups].flatMap(([told_seq, group]) =>
    group.map((told, at) => ({ told, upTo: at + 1 === group.length ? { ...after, told_seq } : null })),
  );
  return { changes, upTo: { ...after, told_seq: upTo } };
}

/** What was set for a later day, and comes no more by what an entry tells, or comes again. */
interface Overtaking {
  told_seq: number;
  seq: number;
  comes: boolean;
}

/** What some entries overtook, and what comes again since they took back what overtook it, by the last of them of its measure. */
async function overtakingsBy(
  { connection, filter, view }: Asking,
  entries: readonly ToldEntry[],
  after: ToldUpTo,
  upTo: number,
): Promise<Overtaking[]> {
  if (!(filter.what ?? STATUS_ALONE).includes('status')) return [];
  const last = new Map(entries.map(({ measure, seq }) => [measure, seq]));
  const retracted = new Set(entries.map(({ retracts_seq }) => retracts_seq));
  const measures = [...last.keys()].filter((id) => filter.measures?.includes(id) ?? true);
  const then = await statementsOfMeasures(connection, measures, { ...view, knownSeq: after.told_seq });
  const now = await statementsOfMeasures(connection, measures, { ...view, knownSeq: upTo });
  return measures.flatMap((id) => {
    const [was, is] = [overtaken(then.get(id)?.statuses ?? []), overtaken(now.get(id)?.statuses ?? [])];
    const told_seq = last.get(id) as number;
    return [
      // What was overtaken when it was recorded is told so itself.
      ...[...is].flatMap(([seq, by]) => (was.has(seq) || by < seq ? [] : { told_seq, seq, comes: false })),
      ...[...was.keys()].filter((seq) => !is.has(seq) && !retracted.has(seq)).map((seq) => ({ told_seq, seq, comes: true })),
    ];
  });
}

/**
 * What entries make of the rates and coverages of other entries: one for an earlier day may make a later one a change, another change or none.
 * By the last entry of the measure among them.
 */
async function besideThem(
  { connection, filter, view }: Asking,
  entries: readonly ToldEntry[],
  after: ToldUpTo,
  upTo: number,
): Promise<Map<number, OneTold['told'][]>> {
  const told = new Map<number, OneTold['told'][]>();
  const [first] = entries;
  if (!ofTerms(filter.what) || first === undefined) return told;
  const { decided, bySql } = parted(filter);
  const own = new Set(entries.flatMap(({ seq, retracts_seq, replacement_seq }) => [seq, retracts_seq, replacement_seq]));
  const last = new Map(entries.map(({ measure, seq }) => [measure, seq]));
  const measures = [...last.keys()].filter((id) => filter.measures?.includes(id) ?? true);
  const what = filter.what?.filter((one) => one !== 'status');
  const since = (await entriesBySeq(connection, [first.seq], view)).get(first.seq)?.recorded_at ?? view.known_at;
  const rowsAt = async (knownSeq: number): Promise<Map<string, StatusChangeRow>> => {
    const then = { ...view, knownSeq };
    const found = await changesFound(connection, { ...bySql, what, measures }, then, { order: 'earliest', limit: MOST_BESIDE });
    const recorded = found.filter(({ seq, derived }) => !derived && !own.has(seq));
    const rows = await statusChangeRows(connection, await covering(connection, recorded, decided, then), then);
    // What was recorded with them is told by itself, in this batch or in the one before.
    return new Map(rows.filter(({ recorded_at }) => recorded_at < since).map((row) => [changeIdOf(row), row]));
  };
  const [before, now] = [await rowsAt(after.told_seq), await rowsAt(upTo)];
  for (const id of new Set([...before.keys(), ...now.keys()])) {
    const [was, is] = [before.get(id) ?? null, now.get(id) ?? null];
    // What it came in the place of is told with what came there.
    if (was?.says === is?.says) continue;
    const event = is === null ? 'withdrawn' : was === null ? 'recorded' : 'replaced';
    const seq = last.get((is ?? was)?.measure ?? '') ?? 0;
    told.set(seq, [...(told.get(seq) ?? []), toldOf(event, seq, is, was)]);
  }
  return told;
}

/** So many changes of measures that an entry speaks of are compared at most. */
const MOST_BESIDE = 10_000;

async function begunAfter({ connection, filter, view }: Asking, after: ToldUpTo): Promise<Batch> {
  const { decided, bySql } = parted(filter);
  const { from = '', to = view.on } = bySql;
  const next = addDays(after.told_on, 1);
  const end = { ...after, told_on: view.on < after.told_on ? after.told_on : view.on, told_next_seq: 0 };
  const days = { from: from > next ? from : next, to: to < view.on ? to : view.on };
  if (days.from > days.to) return { changes: [], upTo: end };
  const place = after.told_next_seq > 0 && days.from === next ? { day: next, seq: after.told_next_seq, derived: true } : undefined;
  const order = { order: 'earliest' as const, limit: SCAN, after: place };
  const found = await changesFound(connection, { ...bySql, ...days, brought: true }, view, order);
  const wanted = await covering(connection, found, decided, view);
  const rows = await statusChangeRows(connection, wanted, view);
  const upToOf = ({ day, seq }: ChangeFound): ToldUpTo => ({ ...after, told_on: addDays(day, -1), told_next_seq: seq });
  const changes = wanted.map((one, at) => {
    const row = rows[at] as StatusChangeRow;
    return { told: toldOf('began', row.seq, row, null), upTo: upToOf(one) };
  });
  const last = found.length < SCAN ? undefined : found.at(-1);
  return { changes, upTo: last ? upToOf(last) : end };
}

const toldOf = (
  event: ToldChange['event'],
  seq: number,
  change: StatusChangeRow | null,
  before: StatusChangeRow | null,
): OneTold['told'] => ({ event, id: changeIdOf((change ?? before) as StatusChangeRow), seq, change, before, reason: null });

/** Says of corrections why. */
async function withReasons({ connection, view }: Asking, changes: readonly OneTold[]): Promise<OneTold[]> {
  const seqs = changes.flatMap(({ told: { event, seq } }) => (event === 'recorded' || event === 'began' ? [] : [seq]));
  const entries = await entriesBySeq(connection, seqs, view);
  return changes.map(({ told, upTo }) => {
    const entry = entries.get(told.seq);
    return { told: entry?.kind === 'correction' ? { ...told, reason: entry.reason } : told, upTo };
  });
}

/** All of some changes: those that are wanted as they are, and others, which are told for the sake of these, as nobody asked for them. */
async function toldWith<Found extends ChangeFound>(
  { connection, filter: { scope }, view }: Asking,
  all: readonly Found[],
  keyOf: (found: Found) => unknown,
  wanted: ReadonlyMap<unknown, Covered>,
): Promise<Covered[]> {
  const others = all.filter((one) => !wanted.has(keyOf(one)));
  const said = new Map((await covering(connection, others, {}, view)).map((one) => [keyOf(one as Covered & Found), one]));
  return all.map((one) => {
    const other = { ...one, ...said.get(keyOf(one)) };
    return wanted.get(keyOf(one)) ?? (scope === undefined ? other : { ...other, match: null });
  });
}

/** Is anything another than before? Rates and a coverage that say the same of everything are none, though a correction puts them in place. */
const isChange = ({ what, says, said_before }: StatusChangeRow): boolean => what === 'status' || says !== null || said_before !== null;

/** Changes by their entries, corrected or not, and those of them that a filter wants. */
async function wantedRows({ connection, filter, view }: Asking, seqs: readonly number[]) {
  const { decided, bySql } = parted(filter);
  const among = { order: 'earliest' as const, limit: seqs.length };
  const all = seqs.length === 0 ? [] : await changesFound(connection, { by: 'recorded', what: filter.what, seqs }, view, among);
  const found = seqs.length === 0 ? [] : await changesFound(connection, { ...bySql, seqs }, view, among);
  const wanted = new Map((await covering(connection, found, decided, view)).map((one) => [one.seq, one]));
  // What a correction takes back is told even where what stands there now is all that concerns who asks.
  const told = await toldWith({ connection, filter, view }, all, ({ seq }) => seq, wanted);
  const rows = new Map((await statusChangeRows(connection, told, view)).filter(isChange).map((row) => [row.seq, row]));
  return {
    wanted: new Set(wanted.keys()),
    of: (seq: number | null): StatusChangeRow | null => (seq === null ? null : (rows.get(seq) ?? null)),
  };
}

/** What an entry made begin by itself on days that are over, and what it made no longer stand. */
interface BroughtBy {
  gone: OneTold['told'][];
  come: OneTold['told'][];
}

/**
 * What until_ons bring to some measures on days that were told already, as entries after a state changed it, by the last entry of its measure in
 * the transaction that did.
 */
async function broughtBy(
  { connection, filter, view }: Asking,
  measures: readonly string[],
  after: ToldUpTo,
  upTo: number,
): Promise<Map<number, BroughtBy>> {
  const result = new Map<number, BroughtBy>();
  if (measures.length === 0) return result;
  const { decided, bySql } = parted(filter);
  const all = await broughtAfter(connection, { by: 'effective', what: filter.what, measures }, after.told_seq, view);
  const next = addDays(after.told_on, 1);
  const due = all.filter(({ begins_on: day, seq }) => day < next || (day === next && seq <= after.told_next_seq));
  if (due.length === 0) return result;
  const named = filter.measures ? measures.filter((id) => filter.measures?.includes(id)) : measures;
  const asked = await broughtAfter(connection, { ...bySql, measures: named }, after.told_seq, view);
  const keyOf = ({ measure, known_from, seq, begins_on }: ChangeBrought): string => `${measure} ${known_from} ${seq} ${begins_on}`;
  const wanted = new Map((await covering(connection, asked, decided, view)).map((one) => [keyOf(one as ChangeBrought), one]));
  const rows = await statusChangeRows(connection, await toldWith({ connection, filter, view }, due, keyOf, wanted), view);
  const rowOf = new Map(due.map((one, at) => [one, rows[at] as StatusChangeRow] as const).filter(([, row]) => isChange(row)));
  const telling = groupBy(
    await seqsTelling(connection, { by: 'effective', what: filter.what, measures }, after.told_seq),
    ({ measure }) => measure,
  );
  const changed: { at: number; key: string; one: ChangeBrought; stands: boolean }[] = due.flatMap((one) => {
    // The periods know the last number of their transaction; it is told with the entry of its own measure.
    const entryOf = (seq: number): number => telling.get(one.measure)?.findLast((entry) => entry.seq <= seq)?.seq ?? 0;
    const key = `${one.seq} ${one.begins_on}`;
    return [
      { at: entryOf(one.known_to), key, one, stands: false },
      { at: entryOf(one.known_from), key, one, stands: true },
    ].filter(({ at, stands }) => at > after.told_seq && at <= upTo && (stands || one.known_to <= view.knownSeq));
  });
  for (const [at, own] of groupBy(changed, (one) => one.at)) {
    const told: BroughtBy = { gone: [], come: [] };
    for (const versions of groupBy(own, ({ key }) => key).values()) {
      const now = versions.find(({ stands }) => stands)?.one;
      const was = versions.find(({ stands }) => !stands)?.one;
      if (![now, was].some((one) => one && wanted.has(keyOf(one)))) continue;
      const [change, before] = [now, was].map((one) => (one ? (rowOf.get(one) ?? null) : null)) as [
        StatusChangeRow | null,
        StatusChangeRow | null,
      ];
      if (change === null) told.gone.push(toldOf('withdrawn', at, null, before));
      else if (before === null) told.come.push(toldOf('began', at, change, null));
      // Kept as another row for a reason of its own, such as another end.
      else if (JSON.stringify(change) !== JSON.stringify(before)) told.come.push(toldOf('replaced', at, change, before));
    }
    result.set(at, told);
  }
  return result;
}
