import { entriesOfKinds } from '../db/histories.ts';
import { statusPeriodRows } from '../db/measures.ts';
import type { Connection } from '../db/store.ts';
import { firstDay } from '../domain/dates.ts';
import { applyCorrections, type Outcome } from '../domain/ledger.ts';
import type { ResolutionState } from '../domain/vocabulary.ts';
import type { EntryOf } from '../things/ledger.ts';
import type { ResolutionFilters } from '../things/questions.ts';
import type { ResolutionRow } from '../things/resolution.ts';
import { knownDispute } from './known.ts';
import { type ReadAt, type Rows, type RowTests, readIn, testOf } from './paging.ts';
import { type AsOf, type Clocks, type Tracker, viewAt } from './tracker.ts';

const TESTS: RowTests<ResolutionFilters, ResolutionRow, Connection> = {
  dispute: async (id, connection) => {
    const dispute = await knownDispute(connection, id);
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
    const meets = await testOf(TESTS, question, connection);
    return { ...readIn(view), data: (await listResolutionsIn(connection, view)).filter(meets) };
  });
}

/** All resolutions in a view. */
export async function listResolutionsIn(connection: Connection, view: AsOf): Promise<ResolutionRow[]> {
  const entries = await entriesOfKinds(connection, ['resolution', 'implementation', 'collapse'], view.knownSeq);
  const { retracted, positions } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
  const rootOf = (seq: number): number => positions.get(seq) ?? seq;
  const standing = entries.filter((entry) => !retracted.has(entry.seq));
  const steps = standing.filter(
    (entry): entry is EntryOf<'implementation'> | EntryOf<'collapse'> =>
      (entry.kind === 'implementation' || entry.kind === 'collapse') && firstDay(entry.effective_on) <= view.on,
  );
  // Nothing is agreed about a measure before its history begins: that is all there is to go by where the day is not known.
  const undated = standing.flatMap((entry) => (entry.kind === 'resolution' && entry.agreed_on === null ? entry.outcomes : []));
  const ids = [...new Set(undated.map((outcome) => outcome.measure_id))];
  const periods = ids.length === 0 ? [] : await statusPeriodRows(connection, ids, view.knownSeq);
  const begun = ({ measure_id }: Outcome): boolean =>
    periods.some((period) => period.measure_id === measure_id && period.starts_on <= view.on);
  return standing
    .filter((entry): entry is EntryOf<'resolution'> => entry.kind === 'resolution')
    .filter((entry) => (entry.agreed_on === null ? entry.outcomes.some(begun) : firstDay(entry.agreed_on) <= view.on))
    .map((entry) => {
      const own = steps.filter((step) => rootOf(step.resolution_seq) === rootOf(entry.seq));
      const done = own.filter((step) => step.kind === 'implementation').sort((a, b) => (a.effective_on < b.effective_on ? -1 : 1));
      const collapse = own.find((step) => step.kind === 'collapse');
      const reached = new Set(done.flatMap((step) => step.measures));
      const all = entry.outcomes.every((outcome) => reached.has(outcome.measure_id));
      const state: ResolutionState = collapse ? 'collapsed' : done.length === 0 ? 'pending' : all ? 'implemented' : 'partly_implemented';
      return {
        seq: entry.seq,
        dispute: entry.dispute_id,
        method: entry.method,
        agreed_on: entry.agreed_on,
        announced_on: entry.announced_on,
        terms: entry.terms,
        outcomes: entry.outcomes,
        state,
        implemented_on: done.at(-1)?.effective_on ?? null,
        collapsed_on: collapse?.effective_on ?? null,
        confidence: entry.confidence,
        doubt: entry.doubt,
        note: entry.note,
        recorded_at: entry.recorded_at,
        recorded_by: entry.recorded_by,
        sources: entry.sources,
      };
    })
    .sort((a, b) => {
      const [dayA, dayB] = [a.agreed_on ?? '', b.agreed_on ?? ''];
      return dayA === dayB ? b.seq - a.seq : dayA < dayB ? 1 : -1;
    });
}
