import { entriesOfMeasure, readSources } from '../db/histories.ts';
import { statementsOf } from '../db/periods.ts';
import { readMeasure } from '../db/register.ts';
import type { Day, Instant } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { applyCorrections, type Entry, type EntryOf } from '../domain/ledger.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { type MeasureRow, measureRows } from './list-measures.ts';
import { type CoverageStretch, type RateTableStretch, type StatusStretch, stretchesOf } from './stretches.ts';
import { type Clocks, type Tracker, viewAt } from './tracker.ts';
import { type WtoCaseRow, wtoCasesIn } from './wto-cases.ts';

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
