import type { Day } from '../../domain/dates.ts';
import { checkAdded, checkUntil } from '../../domain/history.ts';
import { HistoryError } from '../../domain/history-error.ts';
import type { StatusStatement } from '../../domain/statement.ts';
import type { StatusChangeInput } from '../../things/status-change.ts';
import type { SheetProblems } from './problems.ts';

/** Numbers above all seqs: rows of the sheet stand after what is recorded for the same day. */
const AFTER_ALL = 2_147_483_648;

/** Checks the history of a measure together with the rows of the sheet, and tells the row that is to blame. */
export function checkTogether(
  id: string,
  before: readonly StatusStatement[],
  rows: readonly { line: number; change: StatusChangeInput }[],
  problems: SheetProblems,
  today: Day,
): void {
  const added: StatusStatement[] = rows.map(({ change }, index) => ({
    seq: AFTER_ALL + index,
    position: AFTER_ALL + index,
    effective_on: change.effective_on,
    until_on: change.until_on ?? null,
    announced_on: change.announced_on ?? null,
    doubt: change.doubt ?? null,
    status: change.status,
    exemptions: change.exemptions ?? [],
  }));
  let sound = true;
  for (const [index, statement] of added.entries())
    sound = problems.passes(rows[index]?.line ?? 0, 'until_on', () => checkUntil(id, [statement])) && sound;
  if (!sound) return;
  try {
    checkAdded(id, [...before, ...added], (seq) => seq >= AFTER_ALL, today);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    // The step itself if the sheet has it, else the one that it can't follow, else the first row.
    const to = [error.seq, error.after].find((seq) => seq !== null && seq >= AFTER_ALL) ?? AFTER_ALL;
    problems.add(rows[to - AFTER_ALL]?.line ?? 0, error.field, error.message);
  }
}
