import { carriedOut, type Settlement, settlements, settlementsOfDispute } from '../db/outcomes.ts';
import type { Connection } from '../db/store.ts';
import { type Day, firstDay, NEVER } from '../domain/dates.ts';
import { agreedOutcomes, type Carried, hasEndedSince, type Reached } from '../domain/resolution.ts';
import type { ResolutionState } from '../domain/vocabulary.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { ResolutionFilters } from '../things/questions.ts';
import type { ResolutionRow } from '../things/resolution.ts';
import { knownDispute } from './known.ts';
import { type Rows, type RowTests, testOf } from './paging.ts';
import { type AsOf, type Clocks, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

const TESTS: RowTests<ResolutionFilters, ResolutionRow, { connection: Connection; view: AsOf }> = {
  dispute: async (id, { connection, view }) => {
    const dispute = await knownDispute(connection, id, view);
    return (row) => row.dispute === dispute;
  },
  method: (method) => (row) => row.method === method,
  state: (state) => (row) => row.state === state,
};

/**
 * Resolutions agreed by the day, the newest agreement first; those whose day is not known come last, once one of their measures has
 * begun. Throws `invalid` for a dispute that is not registered.
 */
export function listResolutions(tracker: Tracker, question: ResolutionFilters & Clocks): Promise<Rows<ResolutionRow> & ReadAt> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, question);
    const meets = await testOf(TESTS, question, { connection, view });
    return { ...readIn(view), data: (await rowsOf(connection, await settlements(connection, view), view)).filter(meets) };
  });
}

/** The resolutions of one dispute in a view. */
export const resolutionsOfDispute = async (connection: Connection, dispute: string, view: AsOf): Promise<ResolutionRow[]> =>
  rowsOf(connection, await settlementsOfDispute(connection, view, dispute), view);

async function rowsOf(connection: Connection, list: readonly Settlement[], view: AsOf): Promise<ResolutionRow[]> {
  const carried = await carriedOut(connection, list, view);
  return list
    .flatMap(({ resolution: entry }, index): ResolutionRow[] => {
      const one = carried[index] as Carried;
      if (!hasBegun(entry, one, view.on)) return [];
      const collapse = one.steps.find((step) => step.kind === 'collapse' && firstDay(step.effective_on) <= view.on);
      const outcomes = agreedOutcomes(one, view.register);
      const done = outcomes.flatMap(({ reached }) => (reached !== null && reached.on <= view.on ? [reached] : []));
      done.sort((a, b) => (a.on < b.on ? -1 : 1));
      const isOver = outcomes.every(({ measure_id, since }) =>
        hasEndedSince(one.shown.get(measure_id)?.statuses ?? [], since ?? NEVER, view.on),
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
        },
      ];
    })
    .sort((a, b) => {
      const [dayA, dayB] = [a.agreed_on ?? '', b.agreed_on ?? ''];
      return dayA === dayB ? b.seq - a.seq : dayA < dayB ? 1 : -1;
    });
}

/** What was so before it was agreed is no first step, but all outcomes together may be there from the beginning. */
function stateOf(collapsed: boolean, done: readonly Reached[], outcomes: number, isOver: boolean): ResolutionState {
  if (collapsed) return 'collapsed';
  if (done.length === outcomes) return 'implemented';
  if (done.some(({ already }) => !already)) return 'partly_implemented';
  return isOver ? 'overtaken' : 'pending';
}

/** Nothing is agreed about a measure before its history begins: that is all there is to go by where the day is not known. */
const hasBegun = ({ agreed_on, outcomes }: EntryOf<'resolution'>, { shown }: Carried, on: Day): boolean =>
  agreed_on === null
    ? outcomes.some(({ measure_id }) => shown.get(measure_id)?.statuses.some(({ starts_on }) => starts_on <= on))
    : firstDay(agreed_on) <= on;
