import { announcedEntries } from '../db/announcements.ts';
import { keysOf } from '../db/candidates.ts';
import { type ChangeFilter, type ChangeFound, type ChangeOrder, type ChangePlace, comparePlaces, ofTerms } from '../db/changes-asked.ts';
import { readDisputes } from '../db/disputes.ts';
import { loadEntries } from '../db/entries.ts';
import { measureHeads } from '../db/register.ts';
import { changesFound, countChanges, takingEffect } from '../db/status-changes.ts';
import { type Connection, turn } from '../db/store.ts';
import { addDays, type Day, type DaySpan, FIRST_DAY, firstDay, NEVER, parseDay } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';
import { chunksOf } from '../domain/group.ts';
import { jurisdictionOf } from '../domain/scope.ts';
import { doubtOf } from '../domain/timeline.ts';
import type { ChangeSubject, ChangesFirst, EntryKind } from '../domain/vocabulary.ts';
import { describeScope } from '../domain/words.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';
import { eachGiven, type FilterTable, type StatusChangeFilters } from '../things/questions.ts';
import { changeIdOf, type StatusChangeRow } from '../things/status-change.ts';
import { type Covered, covering, type Decided } from './covered-changes.ts';
import { areaWithin, knownDispute, knownJurisdiction, knownMeasure } from './known.ts';
import { entriesBySeq, partnersOver } from './match.ts';
import { allOf, BATCH, type Page, type Paging, readAlong, type Whole } from './paging.ts';
import { type AsOf, type Clocks, dayKey, memoryByTracker, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

interface Asking {
  connection: Connection;
  question: StatusChangeFilters;
  view: AsOf;
}

/** A filter made definite: what SQL decides, and what the measure must cover on the day of the change, which the domain decides. */
export interface Filter extends ChangeFilter, Decided {
  order?: ChangesFirst;
}

/** On whatever day a change takes effect. */
const EVER: DaySpan = { first: FIRST_DAY, last: NEVER };

/** Measures that may reach a partner. */
const reaching = (code: string, view: AsOf): Pick<Filter, 'proposed'> => ({
  proposed: keysOf({ partners: partnersOver(code, EVER, view) }),
});

/** What each filter comes to. */
const PARTS: FilterTable<StatusChangeFilters, Asking, Partial<Filter> | Promise<Partial<Filter>>> = {
  from: (from) => ({ from }),
  to: (to) => ({ to }),
  by: (by) => ({ by }),
  what: (what) => ({ what }),
  order: (order) => ({ order }),
  match: (matches) => ({ matches }),
  imposed_by: (code, { view }) => {
    const imposer = knownJurisdiction(view.register, code, 'imposed_by');
    // A member finds what its union imposed while it was one.
    const unions = partnersOver(imposer, EVER, view).codes;
    return { imposed_by: [imposer, ...unions], ...(unions.length > 0 && { imposer }) };
  },
  dispute: async (id, { connection, view }) => {
    const dispute = await knownDispute(connection, id, view);
    const [known] = await readDisputes(connection, view.registerSeq, [dispute]);
    // Where they are few, their changes are looked up by measure instead of among all.
    const own = { dispute, withBaseDuties: true };
    return known && known.measures.length <= BATCH ? { ...own, measures: known.measures } : own;
  },
  measure: async (id, { connection, view }) => ({ measures: [await knownMeasure(connection, id, view)], withBaseDuties: true }),
  kind: (kind) => ({ kind }),
  status: (status) => ({ status }),
  affected: (code, { view }) => {
    const affected = knownJurisdiction(view.register, code, 'affected');
    return { scope: { affected }, ...reaching(affected, view) };
  },
  area: (code, { question: { affected }, view }) => {
    const area = areaWithin(view.register, code, affected, (home) => partnersOver(home, EVER, view).codes);
    return { scope: { area }, ...reaching(jurisdictionOf(area), view) };
  },
  product: (product) => ({ scope: { product }, proposed: keysOf({ product }) }),
};

type StatusChangeQuestion = StatusChangeFilters & Clocks;

/** Makes a question definite. Throws `invalid` for a value that is not understood. */
export async function filterOf(connection: Connection, question: StatusChangeQuestion, view: AsOf): Promise<Filter> {
  const [from, to] = (['from', 'to'] as const).map((name) => question[name] && parseDay(question[name], name));
  if (from !== undefined && to !== undefined && from > to) throw invalid('from', `from "${from}" is after to "${to}"`);
  const filter: Filter = { by: 'effective' };
  for (const [, part] of eachGiven(PARTS, question, { connection, question, view })) {
    const { scope, measures, proposed, ...others } = await part;
    Object.assign(filter, others);
    if (proposed) filter.proposed = [...(filter.proposed ?? []), ...proposed];
    if (scope) filter.scope = { ...filter.scope, ...scope };
    // Several filters may name measures: those that all of them name.
    if (measures) filter.measures = filter.measures?.filter((id) => measures.includes(id)) ?? measures;
  }
  return filter;
}

/**
 * A page of what changed from one day to another, both inclusive, the latest first unless the earliest are asked for; corrected changes are left out. Throws `invalid` if
 * `from` is after `to`, and for a jurisdiction, a measure or a dispute that is not registered.
 */
export function listStatusChanges(
  tracker: Tracker,
  question: StatusChangeQuestion,
  paging: Paging,
): Promise<Page<StatusChangeRow> & ReadAt> {
  const { limit, after, count } = paging;
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const filter = await filterOf(connection, question, view);
    const place = after && placeOf(after);
    const found: Covered[] = [];
    // One more than is shown tells whether there is a next page.
    for await (const batch of batches(connection, filter, view, limit + 1, place)) {
      found.push(...batch);
      if (found.length > limit) break;
    }
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const next =
      last && found.length > limit ? { begins_on: last.day, id: `${last.seq}${last.derived ? `+${last.begins_on}` : ''}` } : null;
    const total = count ? { count: await countIn(connection, filter, view) } : {};
    return { ...readIn(view), data: await statusChangeRows(connection, shown, view), next, ...total };
  });
}

/** Where a page of the flow goes on. */
function placeOf({ begins_on: day, id }: { begins_on: Day; id: string }): ChangePlace {
  const [seq, begins_on] = id.split('+');
  return { day, seq: Number(seq), derived: begins_on !== undefined, begins_on: begins_on || undefined };
}

/** What the filters of the flow tell changes apart by. */
interface ToldApart extends Pick<StatusChangeRow, 'kind' | 'status' | 'imposed_by' | 'dispute'> {
  /** Who imposed it on the day on which it takes effect: the members that a union had then find it too. */
  imposers: readonly string[];
}

/** What was read for the questions that were asked about last: who asks about one economy is told how many changes the others have. */
const keptToldApart = memoryByTracker<readonly ToldApart[] | null>(12);

/** All that a question finds, as its filters tell it apart; null if that may be more than so many, each of which is decided by itself. */
export const changesToldApart = (tracker: Tracker, question: StatusChangeQuestion, most: number): Promise<readonly ToldApart[] | null> =>
  tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const { on, announced_by, known_at, ...filters } = question;
    const told = (asked: StatusChangeFilters) =>
      keptToldApart(tracker).of(`${dayKey(view)} ${most} ${JSON.stringify(asked)}`, () => readToldApart(connection, asked, view, most));
    const { kind, status, imposed_by, ...others } = filters;
    const asked = await filterOf(connection, { imposed_by }, view);
    // What a member finds of its union hangs on the day of each change, and what is over changes its terms for those alone who ask for that.
    const isApart = asked.imposer !== undefined || (status !== undefined && ofTerms(filters.what));
    const all = isApart ? null : await told(others);
    if (all === null) return told(filters);
    return all.filter(
      (one) =>
        (kind === undefined || one.kind === kind) &&
        (status === undefined || status.includes(one.status)) &&
        (asked.imposed_by === undefined || asked.imposed_by.includes(one.imposed_by)),
    );
  });

async function readToldApart(
  connection: Connection,
  question: StatusChangeFilters,
  view: AsOf,
  most: number,
): Promise<readonly ToldApart[] | null> {
  const filter = await filterOf(connection, question, view);
  if ((await countChanges(connection, parted(filter).bySql, view)) > most) return null;
  const found = await allOf(batches(connection, filter, view, BATCH));
  const heads = await measureHeads(connection, view.registerSeq, [...new Set(found.map(({ measure }) => measure))]);
  return found.map((one) => {
    const head = headIn(heads, one);
    const imposers = [head.imposed_by, ...view.register.membersOf(head.imposed_by, firstDay(one.status_from))];
    return { ...head, status: one.status, imposers };
  });
}

/** The whole of the same list. */
export async function streamStatusChanges(tracker: Tracker, question: StatusChangeQuestion): Promise<Whole<StatusChangeRow>> {
  const { view, filter } = await tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    return { view, filter: await filterOf(connection, question, view) };
  });
  async function* all(): AsyncGenerator<readonly StatusChangeRow[]> {
    let after: ChangePlace | undefined;
    do {
      // A read of its own for each batch, so that nobody waits for a slow reader: a view is final.
      const read = await tracker.store.read(async (connection) => {
        const found = await nextFound(connection, filter, view, { order: filter.order ?? 'latest', after, limit: BATCH });
        return { end: found.end, rows: await statusChangeRows(connection, found.counting, view) };
      });
      after = read.end;
      yield read.rows;
      await turn();
    } while (after !== undefined);
  }
  return readAlong(readIn(view), all(), () => tracker.store.read((connection) => countIn(connection, filter, view)));
}

/** All changes of some measures in a view, of their status unless others are asked for, in the order of time, derived ones included. */
export async function statusChangesOf(
  connection: Connection,
  measures: readonly string[],
  view: AsOf,
  what?: Filter['what'],
): Promise<StatusChangeRow[]> {
  const found: Covered[] = [];
  const all = { by: 'effective', what, withBaseDuties: true } as const;
  for (const chunk of chunksOf(measures, BATCH))
    for await (const batch of batches(connection, { ...all, measures: chunk }, view, BATCH)) found.push(...batch);
  const rows = await statusChangeRows(connection, found.sort(comparePlaces), view);
  // A rule of several tariffs is found by each of them.
  return [...new Map(rows.map((row) => [changeIdOf(row), row])).values()];
}

interface Found {
  /** Those that had been announced by the day of the view, if it has one. */
  counting: Covered[];
  /** Where the next ones begin; undefined if there are no more. */
  end: ChangePlace | undefined;
}

async function nextFound(connection: Connection, filter: Filter, view: AsOf, order: ChangeOrder): Promise<Found> {
  const { decided, bySql } = parted(filter);
  const all = await changesFound(connection, bySql, view, order);
  const end = all.length < order.limit ? undefined : all.at(-1);
  const found = await covering(connection, takingEffect(all, bySql), decided, view);
  if (view.announcedBy === null) return { counting: found, end };
  // When a change was announced no index tells, so they are looked at one after the other.
  // They are read with all their sources: a later one is not told, and still says that it was not announced before.
  const entries = await loadEntries(
    connection,
    found.flatMap((one) => (isAnnounced(one) ? [] : [one.seq])),
  );
  const announced = new Set((await announcedEntries(connection, entries, view)).map(({ seq }) => seq));
  return { counting: found.filter((one) => isAnnounced(one) || announced.has(one.seq)), end };
}

/** Is what periods bring by themselves, which are those of a day of announcement? What ends a rule is none of them. */
const isAnnounced = ({ what, derived }: ChangeFound): boolean => derived && what !== 'rules';

/** A filter as far as it is decided for each change by itself, and as far as SQL decides it. */
export function parted({ scope, imposer, matches, ...bySql }: Filter): { decided: Decided; bySql: ChangeFilter } {
  return { decided: { scope, imposer, matches }, bySql };
}

/** Batches of the flow in its order, of at least so many each as far as there are. */
async function* batches(connection: Connection, filter: Filter, view: AsOf, limit: number, after?: ChangePlace): AsyncGenerator<Covered[]> {
  let place = after;
  // They grow: of what is rare, few are found in each.
  for (let size = Math.min(limit, BATCH); ; size = Math.min(size * 2, BATCH)) {
    const { counting, end } = await nextFound(connection, filter, view, { order: filter.order ?? 'latest', after: place, limit: size });
    yield counting;
    if (end === undefined) return;
    place = end;
    await turn();
  }
}

async function countIn(connection: Connection, filter: Filter, view: AsOf): Promise<number> {
  if (view.announcedBy === null && !filter.scope && !filter.imposer && !filter.matches && !ofTerms(filter.what))
    return countChanges(connection, filter, view);
  let total = 0;
  for await (const batch of batches(connection, filter, view, BATCH)) total += batch.length;
  return total;
}

/** The changes of the flow as lists show them. */
export async function statusChangeRows(connection: Connection, found: readonly Covered[], view: AsOf): Promise<StatusChangeRow[]> {
  const entries = await entriesBySeq(
    connection,
    found.flatMap(({ seq, returns_seq }) => [seq, returns_seq]),
    view,
  );
  const heads = await measureHeads(connection, view.registerSeq, [...new Set(found.map(({ measure }) => measure))]);
  return found.flatMap((one) => {
    const [entry, returns] = [entries.get(one.seq), one.returns_seq === null ? undefined : entries.get(one.returns_seq)];
    return entry !== undefined && isTelling(entry)
      ? [rowOf(one, entry, returns && isTelling(returns) ? returns : undefined, heads, view.on)]
      : [];
  });
}

const TELLING = { status: 'status_change', rates: 'rate_table', coverage: 'coverage', rules: 'duty_rule' } as const satisfies Record<
  ChangeSubject,
  EntryKind
>;
type Telling = EntryOf<(typeof TELLING)[ChangeSubject]>;
const isTelling = (entry: Entry): entry is Telling => Object.values<EntryKind>(TELLING).includes(entry.kind);

type Heads = Awaited<ReturnType<typeof measureHeads>>;

/** How the measure of a change is registered. */
function headIn(heads: Heads, { measure }: Pick<Covered, 'measure'>): Omit<ToldApart, 'status' | 'imposers'> {
  const head = heads.get(measure);
  return { kind: head?.kind ?? 'ban', imposed_by: head?.imposed_by ?? '', dispute: head?.dispute_id ?? null };
}

/** `returns`: of what comes by itself, the earlier entry that returns with it, if one does. */
function rowOf(
  {
    what,
    measure,
    status,
    status_from,
    until_on,
    derived,
    match = 'full',
    says = null,
    said_before = null,
    doubt = null,
    overtaken_by = null,
  }: Covered,
  entry: Telling,
  returns: Telling | undefined,
  heads: Heads,
  on: Day,
): StatusChangeRow {
  const statedBy = derived ? returns : entry;
  const both = returns ? [entry, returns] : [entry];
  return {
    seq: entry.seq,
    measure,
    title: heads.get(measure)?.title ?? measure,
    ...headIn(heads, { measure }),
    status,
    effective_on: status_from,
    until_on: what !== 'status' && statedBy !== undefined && 'until_on' in statedBy ? statedBy.until_on : until_on,
    announced_on: entry.announced_on,
    recorded_at: entry.recorded_at,
    recorded_by: entry.recorded_by,
    scheduled: overtaken_by === null && firstDay(status_from) > on,
    derived,
    exemptions: statedBy?.kind === 'status_change' ? statedBy.exemptions.map(describeScope) : [],
    note: derived ? null : entry.note,
    confidence: both.some(({ confidence }) => confidence === 'recalled') ? 'recalled' : entry.confidence,
    doubt: doubtOf([...both, { doubt }]),
    sources: [...new Set(both.flatMap(({ sources }) => sources))],
    match,
    what,
    says,
    said_before,
    overtaken_by,
  };
}

const onSide = (side: 'by' | 'after', { on }: AsOf): Filter => ({
  by: 'effective',
  ...(side === 'by' ? { order: 'latest', to: on } : { order: 'earliest', from: addDays(on, 1) }),
});

/** How many changes take effect after a day; so many at most, as after a day long past nearly all do. */
export const countScheduled = (tracker: Tracker, { what, ...clocks }: Clocks & Pick<Filter, 'what'>, most: number): Promise<number> =>
  tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    let count = 0;
    for await (const batch of batches(connection, { ...onSide('after', view), what }, view, BATCH)) {
      count += batch.length;
      if (count >= most) return most;
    }
    return count;
  });

/** Batches of the changes of some kind that take effect after the day of a view, the next one first. */
export async function* changesAfter(
  connection: Connection,
  view: AsOf,
  more: Pick<Filter, 'what' | 'status'>,
): AsyncGenerator<StatusChangeRow[]> {
  for await (const batch of batches(connection, { ...onSide('after', view), ...more }, view, BATCH))
    yield statusChangeRows(connection, batch, view);
}

/** The changes nearest to a day on one side of it, the nearest first: rows that `listStatusChanges` has. */
export function nearestChanges(
  tracker: Tracker,
  { what, ...clocks }: Clocks & Pick<Filter, 'what'>,
  side: 'by' | 'after',
  limit: number,
): Promise<StatusChangeRow[]> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const filter = { ...onSide(side, view), what };
    const found: Covered[] = [];
    for await (const batch of batches(connection, filter, view, limit)) {
      found.push(...batch);
      if (found.length >= limit) break;
    }
    return statusChangeRows(connection, found.slice(0, limit), view);
  });
}
