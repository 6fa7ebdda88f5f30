import { entriesOfCases, entriesOfMeasure, readSources, readWtoCases } from '../db/histories.ts';
import { type Statements, statementsOf } from '../db/periods.ts';
import { readMeasure } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { type Day, type Instant, NEVER, type PartialDate } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { applyCorrections, type Entry, type EntryOf } from '../domain/ledger.ts';
import type { Scope } from '../domain/scope.ts';
import { certaintyOn, type Period, type Statement, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { Certainty, EntryKind, Status } from '../domain/vocabulary.ts';
import { type MeasureRow, measureRows } from './measures.ts';
import { type Clocks, type Tracker, viewAt } from './tracker.ts';

/** An entry as the ledger holds it, with what corrections made of it. */
export type LedgerEntry = Entry & {
  /** The correction that retracted it. */
  corrected_by: number | null;
  /** The entry whose place it took. */
  replaces: number | null;
};

/** One measure with its whole life, as of a day and as known at an instant. */
export interface MeasureDetail {
  on: Day;
  known_at: Instant;
  changeSeq: number;
  /** Its own last change: the ETag. */
  last_seq: number;
  id: string;
  kind: string;
  type: string;
  title: string;
  summary: string | null;
  dispute: string | null;
  imposed_by: string;
  direction: string;
  formality: string;
  adds_to: string | null;
  adds_to_confidence: string | null;
  legal_instruments: { identifier: string; url: string | null; confidence: string }[];
  /** The measure on that day as lists show it; null before its history begins. */
  state: MeasureRow | null;
  statuses: StatusStretch[];
  coverage: CoverageStretch[];
  rate_tables: RateTableStretch[];
  milestones: EntryOf<'milestone'>[];
  resolutions: Entry[];
  links: EntryOf<'link'>[];
  quotas: EntryOf<'quota'>[];
  duty_rules: EntryOf<'duty_rule'>[];
  wto_cases: WtoCaseRow[];
  /** Everything recorded about it, in the order of recording, corrected entries and corrections included. */
  ledger: LedgerEntry[];
  /** The sources that its entries cite, by id. */
  sources: Awaited<ReturnType<typeof readSources>>;
}

/** One measure: scope, rates, timeline, links, sources, as of `on` and `known_at`. Throws `not_found` for an unknown id. */
export function showMeasure(tracker: Tracker, id: string, clocks: Clocks): Promise<MeasureDetail> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const measure = await readMeasure(connection, id);
    if (!measure) throw new TrackerError('not_found', `there is no measure "${id}": /measures lists them`);
    const entries = await entriesOfMeasure(connection, id, view.knownSeq);
    const { retracted, positions } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
    const standing = entries.filter((entry) => !retracted.has(entry.seq));
    const of = <K extends EntryKind>(kind: K): EntryOf<K>[] => standing.filter((entry): entry is EntryOf<K> => entry.kind === kind);

    const statements = statementsOf(entries.filter((entry) => entry.measure_id === id));
    const links = of('link');
    const cases = [...new Set(links.flatMap((link) => (link.measure_id === id && link.to_wto_case_id ? [link.to_wto_case_id] : [])))];
    const wtoCases = await wtoCasesIn(connection, cases, view.knownSeq);
    const cited = [...new Set([...entries, ...wtoCases.flatMap((one) => one.milestones)].flatMap((entry) => entry.sources))];
    const [state] = await measureRows(connection, [id], view);
    const { dispute_id, ...head } = measure;

    return {
      on: view.on,
      known_at: view.known_at,
      changeSeq: view.changeSeq,
      ...head,
      dispute: dispute_id,
      state: state ?? null,
      ...stretchesOf(statements, view.on),
      milestones: of('milestone').sort((a, b) => (a.happened_on < b.happened_on ? -1 : 1)),
      resolutions: standing.filter((entry) => ['resolution', 'implementation', 'collapse'].includes(entry.kind)),
      links,
      quotas: of('quota'),
      duty_rules: of('duty_rule'),
      wto_cases: wtoCases,
      ledger: annotate(entries, positions),
      sources: await readSources(connection, cited),
    };
  });
}

/** Says of each entry what corrections made of it. */
export function annotate(entries: readonly Entry[], positions: ReadonlyMap<number, number>): LedgerEntry[] {
  const correctedBy = new Map<number, number>();
  for (const entry of entries) if (entry.kind === 'correction') correctedBy.set(entry.retracts_seq, entry.seq);
  return entries.map((entry) => ({
    ...entry,
    corrected_by: correctedBy.get(entry.seq) ?? null,
    replaces: positions.get(entry.seq) ?? null,
  }));
}

/** A stretch of days on which a statement holds. `from` and `until` are as precise as known; `until` is the first day without. */
export interface Stretch {
  seq: number;
  from: PartialDate;
  until: PartialDate | null;
  /** First day on which it is shown. */
  starts_on: Day;
  /** First day on which it is no longer shown; null if nothing ends it. */
  ends_on: Day | null;
  /** Not recorded: what follows the until_on of entry `seq`. */
  derived: boolean;
  /** It begins after the day that is asked about. */
  upcoming: boolean;
  /** It holds on the day that is asked about. */
  current: boolean;
  /** Of the stretch that holds on the day, on that day; of the others, whether their days are known exactly. */
  certainty: Certainty;
}
export type StatusStretch = Stretch & { status: Status; exemptions: readonly Scope[]; until_on: PartialDate | null };
export type CoverageStretch = Stretch & { scopes: readonly Scope[] };
export type RateTableStretch = Stretch & { rates: EntryOf<'rate_table'>['rates'] };

/** A measure's statuses, coverages and rate tables in the order of time, seen from a day. */
export function stretchesOf(
  { statuses, coverages, rateTables }: Statements,
  on: Day,
): { statuses: StatusStretch[]; coverage: CoverageStretch[]; rate_tables: RateTableStretch[] } {
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
});

/** Of the stretch that holds on the day: how sure it is on that day. Of the others: whether their days are known exactly. */
function certaintyOfStretch(period: Period<Statement>, on: Day): Certainty {
  if (period.starts_on <= on && on < period.ends_on) return certaintyOn(period, on);
  if (period.statement.doubt !== null) return 'doubtful';
  return period.certain_from <= period.starts_on && period.ends_on <= period.certain_until ? 'certain' : 'possible';
}

/** A WTO case with its stages in the order of time. */
export interface WtoCaseRow {
  id: string;
  complainant: string;
  respondent: string;
  title: string | null;
  url: string | null;
  milestones: EntryOf<'milestone'>[];
}

/** These cases with their stages, as known at a seq. */
export async function wtoCasesIn(connection: Connection, ids: readonly string[], knownSeq: number): Promise<WtoCaseRow[]> {
  if (ids.length === 0) return [];
  const entries = await entriesOfCases(connection, ids, knownSeq);
  const { retracted } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
  const stages = entries.filter((entry): entry is EntryOf<'milestone'> => entry.kind === 'milestone' && !retracted.has(entry.seq));
  return (await readWtoCases(connection, ids)).map((one) => ({
    ...one,
    milestones: stages.filter((stage) => stage.wto_case_id === one.id).sort((a, b) => (a.happened_on < b.happened_on ? -1 : 1)),
  }));
}
