import { announcedThings, lastAnnouncements } from '../db/announcements.ts';
import type { Cut } from '../db/cut.ts';
import { etagRows, stateTagAt } from '../db/etags.ts';
import { entriesOfCases, entriesOfMeasure } from '../db/histories.ts';
import { readMeasure, readSources, readWtoCases } from '../db/register.ts';
import { type Statements, statementsOf } from '../db/statements.ts';
import type { Connection } from '../db/store.ts';
import { type Day, NEVER } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { comesNoMore } from '../domain/overtaking.ts';
import type { Statement } from '../domain/statement.ts';
import { certaintyOn, isInForceOpen, type Period, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { Certainty, EntryKind } from '../domain/vocabulary.ts';
import { type Entry, type EntryOf, entriesOf, type LedgerEntry, milestonesIn, standingOf } from '../things/ledger.ts';
import type { MeasureDetail } from '../things/measure.ts';
import type { WtoCase } from '../things/register.ts';
import type { Stretch } from '../things/stretch.ts';
import { checksOfMeasures } from './checks.ts';
import { measureRows } from './measures.ts';
import { noneCalled } from './similar.ts';
import { namesNothingLater, tellsNothingLater } from './telling.ts';
import { type Answered, type AsOf, asKnownIn, type Clocks, readIn, type Tracker, viewAt } from './tracker.ts';

/** One measure: scope, rates, timeline, links, sources, as of `on` and `known_at`. Throws `not_found` for an unknown id. */
export function showMeasure(tracker: Tracker, id: string, clocks: Clocks): Promise<Answered<MeasureDetail>> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const measure = await readMeasure(connection, id, view.registerSeq);
    if (!measure) throw new TrackerError('not_found', await noneCalled(connection, 'measure', id, view, asKnownIn(view, clocks)));
    await mustBeAnnounced(connection, 'measure', id, view);
    const entries = await entriesOfMeasure(connection, id, view);
    const { standing, positions } = standingOf(entries);
    const of = <K extends EntryKind>(kind: K): EntryOf<K>[] => entriesOf(standing, kind);

    const statements = statementsOf(entries.filter((entry) => entry.measure_id === id));
    const links = of('link');
    const cases = [...new Set(links.flatMap((link) => (link.measure_id === id && link.to_wto_case_id ? [link.to_wto_case_id] : [])))];
    const wtoCases = await wtoCasesIn(connection, cases, view);
    const cited = [...new Set([...entries, ...wtoCases.flatMap((one) => one.milestones)].flatMap((entry) => entry.sources))];
    const [state] = await measureRows(connection, [id], view);
    const { dispute_id, legal_instruments, summary, ...head } = measure;
    const [etag] = await etagRows(connection, [id], view.knownSeq);
    const last = (await lastAnnouncements(connection, [id], view.knownSeq)).get(id);
    const itself = { id, dispute: dispute_id };

    return {
      ...readIn(view),
      ...head,
      last_seq: etag?.last_seq ?? 0,
      state_tag: await stateTagAt(connection, etag?.last_seq ?? 0),
      summary: tellsNothingLater(view, last, summary) ? summary : null,
      dispute: dispute_id,
      legal_instruments: legal_instruments.filter(
        ({ identifier }) => view.announcedBy === null || (tellsNothingLater(view, last, null) && namesNothingLater(identifier, view)),
      ),
      checked_on: (await checksOfMeasures(connection, [itself], view))(itself),
      state: state ?? null,
      ...stretchesOf(statements, view.on),
      milestones: milestonesIn(standing),
      resolutions: entriesOf(standing, 'resolution', 'implementation', 'collapse'),
      links,
      quotas: of('quota'),
      duty_rules: of('duty_rule'),
      wto_cases: wtoCases,
      ledger: annotate(entries, positions, view),
      sources: await readSources(connection, view.registerSeq, cited),
    };
  });
}

/** Checks that something had been announced about a thing by the day of the view, if it has one. Throws `not_found`. */
export async function mustBeAnnounced(connection: Connection, what: 'measure' | 'dispute', id: string, view: AsOf): Promise<void> {
  if (view.announcedBy === null || (await announcedThings(connection, [id], view)).has(id)) return;
  throw new TrackerError('not_found', `nothing had been announced about the ${what} "${id}" by ${view.announcedBy}`);
}

/** Says of each entry what later ones made of it. */
export function annotate(all: readonly Entry[], positions: ReadonlyMap<number, number>, { announcedBy }: Cut): LedgerEntry[] {
  // What corrects, or registers, was written later: of what had been announced by a day, only what it corrects is told.
  const entries = announcedBy === null ? all : all.filter(({ kind }) => kind !== 'registration' && kind !== 'correction');
  const correctedBy = new Map<number, number>();
  for (const entry of all) if (entry.kind === 'correction') correctedBy.set(entry.retracts_seq, entry.seq);
  const overtakenBy = new Map<number, number>(
    [...groupBy(all, ({ measure_id }) => measure_id)].flatMap(([id, own]) =>
      id === null ? [] : [...comesNoMore(statementsOf(own).statuses)],
    ),
  );
  return entries.map((entry) => ({
    ...entry,
    corrected_by: correctedBy.get(entry.seq) ?? null,
    replaces: positions.get(entry.seq) ?? null,
    overtaken_by: overtakenBy.get(entry.seq) ?? null,
  }));
}

/** A measure's statuses, coverages and rate tables in the order of time, seen from a day. */
export function stretchesOf(
  { statuses, coverages, rateTables }: Statements,
  on: Day,
): Pick<MeasureDetail, 'statuses' | 'coverage' | 'rate_tables' | 'in_force_in_doubt'> {
  return {
    statuses: statusPeriods(statuses).map((period) => ({
      ...stretchOf(period, on),
      status: period.statement.status,
      exemptions: period.statement.exemptions,
      until_on: period.statement.until_on,
    })),
    coverage: statementPeriods(coverages).map((period) => ({
      ...stretchOf(period, on),
      scopes: period.statement.entry.kind === 'coverage' ? period.statement.entry.scopes : [],
    })),
    rate_tables: statementPeriods(rateTables).map((period) => ({
      ...stretchOf(period, on),
      rates: period.statement.entry.kind === 'rate_table' ? period.statement.entry.rates : [],
    })),
    in_force_in_doubt: isInForceOpen(statuses, on),
  };
}

const stretchOf = (period: Period<Statement>, on: Day): Stretch => ({
  seq: period.statement.seq,
  from: period.from,
  until: period.until,
  starts_on: period.starts_on,
  ends_on: period.ends_on === NEVER ? null : period.ends_on,
  derived: period.derived,
  upcoming: on < period.starts_on,
  current: period.starts_on <= on && on < period.ends_on,
  certainty: certaintyOfStretch(period, on),
  doubt: period.statement.doubt,
});

/** Of the stretch that holds on the day: how sure it is on that day. Of the others: whether their days are known exactly. */
function certaintyOfStretch(period: Period<Statement>, on: Day): Certainty {
  if (period.starts_on <= on && on < period.ends_on) return certaintyOn(period, on);
  if (period.statement.doubt !== null) return 'doubtful';
  return period.certain_from <= period.starts_on && period.ends_on <= period.certain_until ? 'certain' : 'possible';
}

/** These cases with their stages, of the part of the ledger that counts. */
export async function wtoCasesIn(connection: Connection, ids: readonly string[], cut: Cut): Promise<WtoCase[]> {
  if (ids.length === 0) return [];
  const entries = await entriesOfCases(connection, ids, cut);
  const stages = milestonesIn(standingOf(entries).standing);
  return (await readWtoCases(connection, cut.registerSeq, ids)).map((one) => ({
    ...one,
    milestones: stages.filter((stage) => stage.wto_case_id === one.id),
  }));
}

/** What If-Match takes for a measure that was last touched at a seq. `afterWrite`: never from a copy that lags behind. */
export const measureTag = (tracker: Tracker, lastSeq: number, { afterWrite = false } = {}): Promise<string> =>
  tracker.store[afterWrite ? 'readLatest' : 'read']((connection) => stateTagAt(connection, lastSeq));
