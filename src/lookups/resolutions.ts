import { statusPeriodRows } from '../db/measures.ts';
import { carriedOut, type ResolutionHead, resolutionHeads, type Settlement, settlementsOf, settlementsOfDispute } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import { type Day, firstDay, lastDay } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { agreedOutcomes, type Carried, hasEndedSince, type Reached } from '../domain/resolution.ts';
import { periodOn } from '../domain/timeline.ts';
import type { ResolutionState } from '../domain/vocabulary.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { ResolutionFilters } from '../things/questions.ts';
import type { ResolutionRow } from '../things/resolution.ts';
import { knownDispute } from './known.ts';
import { type Page, type Paging, pageAlong, type RowTests, testOf, type Walk, type Whole, walkAlong, wholeAlong } from './paging.ts';
import { type AsOf, type Clocks, type ReadAt, type Reading, readIn, readingWith, type Tracker, viewAt } from './tracker.ts';

/** What is asked of how a resolution was recorded. */
const RECORDED: RowTests<Omit<ResolutionFilters, 'state'>, ResolutionHead, { connection: Connection; view: AsOf }> = {
  dispute: async (id, { connection, view }) => {
    const dispute = await knownDispute(connection, id, view);
    return (head) => head.dispute === dispute;
  },
  method: (method) => (head) => head.method === method,
};

/** What is asked of what came of it. */
const TESTS: RowTests<Pick<ResolutionFilters, 'state'>, ResolutionRow, AsOf> = { state: (state) => (row) => row.state === state };

/**
 * Resolutions agreed by the day, the newest agreement first; those whose day is not known come last, once they were announced, else
 * once one of their measures has begun. Throws `invalid` for a dispute that is not registered.
 */
export function listResolutions(
  tracker: Tracker,
  question: ResolutionFilters & Clocks,
  paging: Paging,
): Promise<Page<ResolutionRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const walk = resolutionsIn(readingWith(connection), question, view);
    return { ...readIn(view), ...(await pageAlong(walk, await testOf(TESTS, question, view), ({ seq }) => String(seq), view.on, paging)) };
  });
}

/** All of them, as known at one instant. */
export async function streamResolutions(tracker: Tracker, question: ResolutionFilters & Clocks): Promise<Whole<ResolutionRow> & ReadAt> {
  const { read } = tracker.store;
  const view = await read((connection) => viewAt(tracker, connection, question));
  return wholeAlong(readIn(view), resolutionsIn(read, question, view), await testOf(TESTS, question, view));
}

/** So many resolutions are told at a time: each may have many measures. */
const AT_A_TIME = 100;

/** The resolutions of a view that were recorded as is asked, in the order of lists. */
const resolutionsIn = (read: Reading, question: ResolutionFilters, view: AsOf): Walk<ResolutionRow> =>
  walkAlong(
    () =>
      read(async (connection) => {
        const isMet = await testOf(RECORDED, question, { connection, view });
        const heads = (await resolutionHeads(connection, view)).filter(isMet);
        return heads.sort(newestFirst).map(({ seq }) => seq);
      }),
    (seqs) => read(async (connection) => rowsOf(connection, await settlementsOf(connection, view, seqs), view)),
    AT_A_TIME,
  );

function newestFirst(a: Pick<ResolutionHead, 'agreed_on' | 'seq'>, b: typeof a): number {
  const [dayA, dayB] = [a.agreed_on ?? '', b.agreed_on ?? ''];
  return dayA === dayB ? b.seq - a.seq : dayA < dayB ? 1 : -1;
}

/** The resolutions of one dispute in a view. */
export const resolutionsOfDispute = async (connection: Connection, dispute: string, view: AsOf): Promise<ResolutionRow[]> =>
  rowsOf(connection, await settlementsOfDispute(connection, view, dispute), view);

async function rowsOf(connection: Connection, list: readonly Settlement[], view: AsOf): Promise<ResolutionRow[]> {
  const carried = await carriedOut(connection, list, view);
  const measures = new Set(list.flatMap(({ resolution }) => resolution.outcomes.map(({ measure_id }) => measure_id)));
  const periods = groupBy(await statusPeriodRows(connection, [...measures], view), (row) => row.measure_id);
  const isDoubtful = ({ measure_id, reaches, reached }: ReturnType<typeof agreedOutcomes>[number]): boolean =>
    reached !== null && reached.on <= view.on && reaches !== 'rate' && periodOn(periods.get(measure_id) ?? [], reached.on)?.doubtful === 1;
  return list
    .flatMap(({ resolution: entry }, index): ResolutionRow[] => {
      const one = carried[index] as Carried;
      if (!hasBegun(entry, one, view.on)) return [];
      const collapse = one.steps.find((step) => step.kind === 'collapse' && firstDay(step.effective_on) <= view.on);
      // What is told of a day was agreed by then.
      const outcomes = agreedOutcomes(one, view.register, view.on);
      const done = outcomes.flatMap(({ reached }) => (reached !== null && reached.on <= view.on ? [reached] : []));
      done.sort((a, b) => (a.on < b.on ? -1 : 1));
      const isOver = outcomes.every(({ measure_id, since }) =>
        hasEndedSince(one.shown.get(measure_id)?.statuses ?? [], since ?? view.on, view.on),
      );
      const state = stateOf(collapse !== undefined, done, outcomes.length, isOver);
      return [
        {
          seq: entry.seq,
          dispute: entry.dispute_id,
          method: entry.method,
          agreed_on: entry.agreed_on,
          announced_on: entry.announced_on,
          terms: entry.terms,
          outcomes: entry.outcomes,
          state,
          implemented_on: state === 'pending' || state === 'overtaken' ? null : (done.at(-1)?.from ?? null),
          collapsed_on: collapse?.effective_on ?? null,
          confidence: entry.confidence,
          doubt: entry.doubt,
          note: entry.note,
          recorded_at: entry.recorded_at,
          recorded_by: entry.recorded_by,
          sources: entry.sources,
          reached_doubtful: collapse === undefined ? outcomes.filter(isDoubtful).map(({ measure_id }) => measure_id) : [],
        },
      ];
    })
    .sort(newestFirst);
}

/** What was so before it was agreed is no first step, but all outcomes together may be there from the beginning. */
function stateOf(collapsed: boolean, done: readonly Reached[], outcomes: number, isOver: boolean): ResolutionState {
  if (collapsed) return 'collapsed';
  if (done.length === outcomes) return 'implemented';
  if (done.some(({ already }) => !already)) return 'partly_implemented';
  return isOver ? 'overtaken' : 'pending';
}

/**
 * Where the day is not known it was agreed by its announcement or first implementation; of one without either all there is to go by is that
 * nothing is agreed about a measure before its history begins.
 */
function hasBegun({ agreed_on, announced_on, outcomes }: EntryOf<'resolution'>, { shown, steps }: Carried, on: Day): boolean {
  if (agreed_on !== null) return firstDay(agreed_on) <= on;
  if (announced_on !== null) return lastDay(announced_on) <= on || steps.some(({ effective_on }) => lastDay(effective_on) <= on);
  return outcomes.some(({ measure_id }) => shown.get(measure_id)?.statuses.some(({ starts_on }) => starts_on <= on));
}
