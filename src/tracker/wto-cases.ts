import { entriesOfCases, readWtoCases } from '../db/histories.ts';
import type { Connection } from '../db/store.ts';
import { applyCorrections, type EntryOf } from '../domain/ledger.ts';

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
