import { type ChangeFound, ofTerms } from '../db/changes-asked.ts';
import { broughtAfter, type ChangeBrought, changesFound, takingEffect } from '../db/status-changes.ts';
import type { Connection } from '../db/store.ts';
import { entriesTelling, retractedAmong, rulesNaming, seqsTelling, type ToldEntry, transactionOf } from '../db/told-changes.ts';
import { addDays, type Day } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { CHANGE_SUBJECTS } from '../domain/vocabulary.ts';
import type { StatusChangeFilters } from '../things/questions.ts';
import { changeIdOf, type StatusChangeRow } from '../things/status-change.ts';
import type { ToldChange } from '../things/watch.ts';
import { type Covered, covering } from './covered-changes.ts';
import { entriesBySeq } from './match.ts';
import { type Filter, filterOf, parted, statusChangeRows } from './status-changes.ts';
import { type AnswerClocks, type AsOf, type Tracker, viewAt } from './tracker.ts';

// What is to be told of changes, exactly once: the difference between two states of the ledger and the calendar. An entry is told when it
// is recorded. What an until_on, or the last day of a rule, brings by itself is told once its entry is recorded and its day has come, if it still stands then; and taken
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

/** What was told of the ledger after a state: of what was recorded, as it was known once the last of it was. */
export interface Told extends Pick<AnswerClocks, 'on' | 'known_at'> {
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
    const {
      changes,
      upTo,
      known_at = view.known_at,
    } = await (after.told_seq < view.knownSeq
      ? fewRecordedAfter(asking, after, most)
      : begunAfter(asking, after).then((batch) => firstChanges(batch, most, after)));
    return {
      ...{ on: view.on, known_at },
      changes: await withReasons(asking, changes),
      upTo,
      isAll: upTo.told_seq >= view.knownSeq && upTo.told_on >= view.on,
    };
  });
}

/** How many come first: so many, and the rest of what belongs together. */
function groupEnd(changes: readonly OneTold[], most: number): number {
  const end = changes.findIndex(({ upTo }, at) => at + 1 >= most && upTo !== null);
  return end === -1 ? changes.length : end + 1;
}

type Batch = Pick<Told, 'changes' | 'upTo'> & Partial<Pick<Told, 'known_at'>>;

/** The first of a batch: so many, and the rest of what belongs together. */
function firstChanges({ changes, upTo, ...known }: Batch, most: number, after: ToldUpTo): Batch {
  const shown = changes.slice(0, groupEnd(changes, most));
  return { ...known, changes: shown, upTo: shown.length < changes.length ? (shown.at(-1)?.upTo ?? after) : upTo };
}

/** The next ones that were recorded. Where they are many: what the first entries alone make of all others, so that it is told with them. */
async function fewRecordedAfter(asking: Asking, after: ToldUpTo, most: number): Promise<Batch> {
  const all = await recordedAfter(asking, after, asking.view.knownSeq);
  const { upTo } = firstChanges(all, most, after);
  return upTo.told_seq < all.upTo.told_seq ? recordedAfter(asking, after, upTo.told_seq) : all;
}

async function recordedAfter({ connection, filter, view }: Asking, after: ToldUpTo, until: number): Promise<Batch> {
  const { entries, upTo } = await entriesTelling(connection, touching(filter), { after: after.told_seq, upTo: until, limit: SCAN });
  const seqs = entries.flatMap(({ seq, retracts_seq, replacement_seq }) => (retracts_seq === null ? seq : [retracts_seq, replacement_seq]));
  // As it stood at their end: what later entries make of these is told with those.
  const { last: knownSeq, recorded_at: known_at = view.known_at } = await transactionOf(connection, upTo);
  const asking = { connection, filter, view: { ...view, knownSeq, known_at } };
  const rows = await wantedRows(
    asking,
    seqs.filter((seq) => seq !== null),
  );
  const stood = await standingBefore(asking, entries, after);
  // What first rates or a first coverage change is told by nothing but what comes of it by itself.
  const measures = [...new Set(entries.flatMap(({ measure, replacement_measure }) => [measure, replacement_measure ?? measure]))];
  const brought = await broughtBy(asking, measures, after, upTo);
  const groups = new Map<number, OneTold['told'][]>();
  for (const { seq, retracts_seq, replacement_seq } of entries) {
    const change = comesOrNull(rows.of(replacement_seq ?? (retracts_seq === null ? seq : null)));
    const before = stood(rows.of(retracts_seq));
    // What took nothing's place, or takes it no more, is no change.
    const event = change === null ? 'withdrawn' : before === null ? 'recorded' : 'replaced';
    const own = [change, before].some((row) => row && rows.wanted.has(row.seq)) ? [toldOf(event, seq, change, before)] : [];
    const { gone = [], come = [] } = brought.get(seq) ?? {};
    // What no longer stands comes first, so that who reads on ends with what stands.
    groups.set(seq, [...gone, ...own, ...come]);
  }
  const { told, wasHeard } = await besideThem(asking, entries, after, upTo, [...groups.values()].flat());
  const changes = [...groups].flatMap(([told_seq, alone]) => {
    const group = [...alone.filter(wasHeard), ...(told.get(told_seq) ?? [])];
    return group.map((told, at) => ({ told, upTo: at + 1 === group.length ? { ...after, told_seq } : null }));
  });
  return { changes, upTo: { ...after, told_seq: upTo }, known_at };
}

/** A change that is to come; null of one that comes no more, by what was announced since. */
const comesOrNull = (row: StatusChangeRow | null): StatusChangeRow | null => (row?.overtaken_by == null ? row : null);

/** Of what entries take back: what had been told, so not what came no more even before. */
async function standingBefore({ connection, filter, view }: Asking, entries: readonly ToldEntry[], after: ToldUpTo) {
  const seqs = entries.flatMap(({ retracts_seq }) => (retracts_seq === null ? [] : [retracts_seq]));
  const begun = await transactionOf(connection, after.told_seq);
  const knownSeq = after.told_seq < begun.last ? begun.before : after.told_seq;
  const { withBaseDuties } = filter;
  const among = { order: 'earliest' as const, limit: seqs.length };
  const found =
    seqs.length === 0 ? [] : await changesFound(connection, { by: 'recorded', withBaseDuties, seqs }, { ...view, knownSeq }, among);
  const gone = new Set(found.filter(({ overtaken_by }) => overtaken_by != null).map(({ seq }) => seq));
  // What is told together is told as it stands at the end.
  return (row: StatusChangeRow | null): StatusChangeRow | null =>
    row !== null && row.seq <= knownSeq ? (gone.has(row.seq) ? null : row) : comesOrNull(row);
}

/** Which entries bear upon what is asked: whether rates and coverages change anything hangs on the statuses, and whom changes concern on the coverages. */
const touching = ({ what, scope }: Filter): Pick<Filter, 'what'> => ({
  what: ofTerms(what) || scope !== undefined ? CHANGE_SUBJECTS : what,
});

/** Had a change that comes by itself been told, if it stood then? */
const wasDue = ({ begins_on, day, seq }: ChangeFound, { told_on, told_next_seq }: ToldUpTo): boolean => {
  const [begins, next] = [begins_on ?? day, addDays(told_on, 1)];
  return begins < next || (begins === next && seq <= told_next_seq);
};

/** What entries make of others, by the entry that it is told with. */
interface Beside {
  told: Map<number, OneTold['told'][]>;
  /** False of what is taken back and was never told: one of the entries brought it within reach, and another took it back. */
  wasHeard: (told: OneTold['told']) => boolean;
}

/**
 * What entries make of the changes of other entries beyond what is told already: one for an earlier day may make a later one a change, another
 * change or none, and so may the end of a measure, and what one covers a rule of another. By the last entry of the measure among them.
 */
async function besideThem(
  { connection, filter, view }: Asking,
  entries: readonly ToldEntry[],
  after: ToldUpTo,
  upTo: number,
  already: readonly OneTold['told'][],
): Promise<Beside> {
  const told: Beside['told'] = new Map();
  const [first] = entries;
  if (first === undefined) return { told, wasHeard: () => true };
  const { decided, bySql } = parted(filter);
  // Statements are known by transactions, which may be told in several goes: each measure with the last of its entries.
  const begun = await transactionOf(connection, after.told_seq);
  const isBetween = after.told_seq < begun.last;
  const own = new Set(entries.map(({ measure }) => measure));
  const rules = filter.what?.includes('rules') ? await rulesNaming(connection, [...own]) : [];
  const touched = [...new Set([...own, ...rules.map(({ measure }) => measure)])];
  const telling = await seqsTelling(connection, { ...touching(filter), measures: touched }, after.told_seq);
  const last = new Map(telling.flatMap(({ measure, seq }) => (seq <= view.knownSeq ? [[measure, seq] as const] : [])));
  // What entries of another tariff make of a rule is told with the last of those.
  const lastOf = new Map(last);
  for (const { measure, named } of rules) last.set(measure, Math.max(last.get(measure) ?? 0, lastOf.get(named) ?? 0));
  const measures = touched.filter((id) => (last.get(id) ?? 0) <= upTo);
  const since = (await entriesBySeq(connection, [first.seq], view)).get(first.seq)?.recorded_at ?? view.known_at;
  // What was recorded with them is told by itself, in this batch or in the one before.
  const isOther = ({ recorded_at }: StatusChangeRow): boolean => recorded_at < since;
  const rowsAt = async (knownSeq: number): Promise<Map<string, StatusChangeRow>> => {
    const then = { ...view, knownSeq };
    const found = await changesFound(connection, { ...bySql, recordedOf: measures }, then, { order: 'earliest', limit: MOST_BESIDE });
    const due = takingEffect(found, bySql).filter((one) => !one.derived || wasDue(one, after));
    const rows = await statusChangeRows(connection, await covering(connection, due, decided, then), then);
    return new Map(rows.filter(isOther).map((row) => [changeIdOf(row), row]));
  };
  const [held, now] = [await rowsAt(isBetween ? begun.before : after.told_seq), await rowsAt(view.knownSeq)];
  // Those were taken back in the goes before this one.
  const gone = isBetween ? await retractedAmong(connection, begun.before + 1, after.told_seq) : new Set();
  for (const [id, { seq, derived }] of held) if (!derived && gone.has(seq)) held.delete(id);
  const heard = new Set(held.keys());
  const compared = new Set(measures);
  for (const { before, change } of already) {
    if (before !== null) held.delete(changeIdOf(before));
    // What is told for the sake of another alone need not be taken back.
    if (change !== null && isOther(change) && (change.match !== null || now.has(changeIdOf(change)))) held.set(changeIdOf(change), change);
  }
  for (const one of between(held, now)) {
    const seq = last.get((one.is ?? one.was)?.measure ?? '') ?? 0;
    told.set(seq, [...(told.get(seq) ?? []), toldOf(one.event, seq, one.is, one.was)]);
  }
  const wasHeard: Beside['wasHeard'] = ({ event, id, before }) =>
    event !== 'withdrawn' || before === null || !isOther(before) || !compared.has(before.measure) || heard.has(id);
  return { told, wasHeard };
}

type Rows = ReadonlyMap<string, StatusChangeRow>;

/** What became of changes between two days of telling, by their ids. */
function* between(held: Rows, now: Rows) {
  for (const id of new Set([...held.keys(), ...now.keys()])) {
    const [was, is] = [held.get(id) ?? null, now.get(id) ?? null];
    // What it came in the place of is told with what came there.
    if (was?.says === is?.says) continue;
    const event = is === null ? 'withdrawn' : was !== null ? 'replaced' : is.derived ? 'began' : 'recorded';
    yield { event, was, is } as const;
  }
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
  const all =
    seqs.length === 0
      ? []
      : await changesFound(connection, { by: 'recorded', what: filter.what, withBaseDuties: filter.withBaseDuties, seqs }, view, among);
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
  const all = await broughtAfter(connection, { by: 'effective', what: filter.what, recordedOf: measures }, after.told_seq, view);
  const due = all.filter((one) => wasDue(one, after));
  if (due.length === 0) return result;
  const asked = await broughtAfter(connection, { ...bySql, recordedOf: measures }, after.told_seq, view);
  const keyOf = ({ measure, known_from, seq, begins_on }: ChangeBrought): string => `${measure} ${known_from} ${seq} ${begins_on}`;
  const wanted = new Map((await covering(connection, asked, decided, view)).map((one) => [keyOf(one as ChangeBrought), one]));
  const rows = await statusChangeRows(connection, await toldWith({ connection, filter, view }, due, keyOf, wanted), view);
  const rowOf = new Map(due.map((one, at) => [one, rows[at] as StatusChangeRow] as const).filter(([, row]) => isChange(row)));
  const telling = groupBy(await seqsTelling(connection, { ...touching(filter), measures }, after.told_seq), ({ measure }) => measure);
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
