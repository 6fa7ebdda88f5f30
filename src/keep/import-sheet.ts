import { recordEntry } from '../changes/kinds.ts';
import { contentOf, type Recorder } from '../changes/recorder.ts';
import { registerNew } from '../changes/register.ts';
import { type WriteContext, write } from '../changes/write.ts';
import { LATEST, WHOLE } from '../db/cut.ts';
import { statementsOfMeasures } from '../db/periods.ts';
import { existingIds } from '../db/register.ts';
import type { Day } from '../domain/dates.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import { checkHistory, checkUntil, HistoryError, type StatusStatement } from '../domain/timeline.ts';
import { knownJurisdiction, knownPartner } from '../lookups/known.ts';
import type { Tracker } from '../lookups/tracker.ts';
import type { Provenance } from '../things/entry.ts';
import { readSheet, type Sheet } from './sheet.ts';
import {
  type MeasureSheetRow,
  type NomenclatureSheetRow,
  readMeasureRows,
  readNomenclatureRows,
  readStatusChangeRows,
  type SheetKind,
  SheetProblems,
  type StatusChangeSheetRow,
  sheetKind,
} from './sheet-rows.ts';

/** What an import of a sheet recorded. */
export interface ImportedSheet {
  sheet: SheetKind;
  rows: number;
  /** Entries of the ledger. */
  recorded: number;
  last_seq: number;
}

/**
 * Records a sheet of measures or of status changes; its header line tells which. All rows or none: `invalid` is thrown with
 * everything that is wrong, each with its line and column (the first hundred are listed). Of an unlawful history the first step
 * that can't be is told. `checkedOn`: the day up to which the sheet's source speaks: a check of every measure in it is recorded.
 */
export async function importSheet(
  tracker: Tracker,
  context: WriteContext,
  text: string,
  { checkedOn }: { checkedOn?: Day } = {},
): Promise<ImportedSheet> {
  // The sheet is read before the lock is taken; bad rows are told together with what only the database knows.
  const sheet = readSheet(text);
  const kind = sheetKind(sheet);
  if (sheet.rows.length === 0) throw new TrackerError('invalid', 'the sheet has no rows below its header');
  const problems = new SheetProblems();
  const record = recording(kind, sheet, problems);
  return write(tracker, context, async (recorder) => {
    await record(recorder);
    if (checkedOn !== undefined) await recordChecks(recorder, checkedOn);
    return async () => ({ sheet: kind, rows: sheet.rows.length, recorded: recorder.entries.length, last_seq: recorder.change.lastSeq() });
  });
}

/** Records for every measure that the sheet touched that somebody looked. */
async function recordChecks(recorder: Recorder, checked_on: Day): Promise<void> {
  const measures = new Set(recorder.entries.flatMap(({ measure_id }) => measure_id ?? []));
  for (const measure_id of measures)
    await recordEntry(recorder, 'check', { subject: { measure_id } }, { checked_on, confidence: 'verified' });
}

function recording(kind: SheetKind, sheet: Sheet, problems: SheetProblems): (recorder: Recorder) => Promise<void> {
  if (kind === 'measures') {
    const rows = readMeasureRows(sheet, problems);
    return (recorder) => recordMeasures(recorder, rows, problems);
  }
  if (kind === 'nomenclatures') {
    const rows = readNomenclatureRows(sheet, problems);
    return (recorder) => recordNomenclatures(recorder, rows, problems);
  }
  const rows = readStatusChangeRows(sheet, problems);
  return (recorder) => recordChanges(recorder, rows, problems);
}

async function recordNomenclatures(recorder: Recorder, rows: readonly NomenclatureSheetRow[], problems: SheetProblems): Promise<void> {
  problems.check();
  for (const { line, nomenclature } of rows) {
    try {
      await registerNew(recorder, 'nomenclature', nomenclature.id, contentOf(nomenclature));
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      problems.add(line, error.details[0]?.path === 'jurisdiction' ? 'jurisdiction' : 'nomenclature', error.message);
    }
  }
  problems.check();
}

async function recordChanges(recorder: Recorder, rows: readonly StatusChangeSheetRow[], problems: SheetProblems): Promise<void> {
  const { connection } = recorder;
  const ids = [...new Set(rows.map((row) => row.measure))];
  const known = await existingIds(connection, 'measures', ids, LATEST);
  for (const { line, measure } of rows) if (!known.has(measure)) problems.add(line, 'measure', `there is no measure "${measure}"`);
  await checkSources(
    recorder,
    rows.map(({ line, change }) => ({ line, provenance: change })),
    problems,
  );

  // A history that lacks a bad row of the sheet would be found unlawful for that alone.
  const bad = problems.lines;
  const statements = await statementsOfMeasures(connection, [...known], WHOLE);
  for (const [id, own] of groupBy(rows, (row) => row.measure))
    if (known.has(id) && !own.some((row) => bad.has(row.line))) checkTogether(id, statements.get(id)?.statuses ?? [], own, problems);
  problems.check();
  for (const { line, measure, change } of rows)
    await recordEntry(recorder, 'status_change', { subject: { measure_id: measure } }, change, `line ${line}`);
}

async function recordMeasures(recorder: Recorder, rows: readonly MeasureSheetRow[], problems: SheetProblems): Promise<void> {
  const { connection, register } = recorder;
  const first = new Map<string, number>();
  for (const { line, measure } of rows) {
    const earlier = first.get(measure.id);
    if (earlier === undefined) first.set(measure.id, line);
    else problems.add(line, 'id', `"${measure.id}" stands on line ${earlier} already`);
  }
  const taken = await existingIds(connection, 'measures', [...first.keys()], LATEST);
  const disputes = new Set(rows.flatMap(({ measure }) => measure.dispute ?? []));
  const known = await existingIds(connection, 'disputes', [...disputes], LATEST);
  for (const { line, measure, coverage, change } of rows) {
    if (taken.has(measure.id)) problems.add(line, 'id', `the measure "${measure.id}" exists already`);
    if (measure.dispute !== undefined && !known.has(measure.dispute))
      problems.add(line, 'dispute', `there is no dispute "${measure.dispute}": add it first`);
    passes(line, 'imposed_by', problems, () => knownJurisdiction(register, measure.imposed_by, 'imposed_by'));
    for (const column of ['partners', 'excluded'] as const)
      for (const code of coverage?.scopes.flatMap((scope) => scope[column]) ?? [])
        passes(line, column, problems, () => knownPartner(register, code, column));
    if (change) checkTogether(measure.id, [], [{ line, measure: measure.id, change }], problems);
  }
  await checkSources(
    recorder,
    rows.map(({ line, coverage, change }) => ({ line, provenance: change ?? coverage })),
    problems,
  );
  problems.check();
  await insertMeasures(recorder, rows);
}

/** Inserts all measures at once: twenty thousand one by one would take ten times as long. */
async function insertMeasures(recorder: Recorder, rows: readonly MeasureSheetRow[]): Promise<void> {
  await recorder.registerAll(
    rows.map(({ measure: { id, coverage: _coverage, status_changes: _changes, ...content } }) => ({ thing: 'measure', id, content })),
    true,
  );
  for (const { line, measure, coverage, change } of rows) {
    const about = { subject: { measure_id: measure.id } };
    if (coverage) await recordEntry(recorder, 'coverage', about, coverage, `line ${line}`);
    if (change) await recordEntry(recorder, 'status_change', about, change, `line ${line}`);
  }
}

/** Checks that the sources cited are in the register. */
async function checkSources(
  { connection }: Recorder,
  rows: readonly { line: number; provenance: Provenance | null }[],
  problems: SheetProblems,
): Promise<void> {
  // A sheet has no room for sources in full, only for ids.
  const cited = rows.map(({ line, provenance }) => ({
    line,
    ids: (provenance?.sources ?? []).map((source) => (typeof source === 'string' ? source : source.id)),
  }));
  const known = await existingIds(connection, 'sources', [...new Set(cited.flatMap(({ ids }) => ids))], LATEST);
  for (const { line, ids } of cited) {
    for (const id of ids)
      if (!known.has(id)) problems.add(line, 'sources', `there is no source "${id}": add it first (/sources lists them)`);
    if (new Set(ids).size !== ids.length) problems.add(line, 'sources', 'names a source twice');
  }
}

/** Runs a check, keeps what it throws, and says whether it passed. */
function passes(line: number, column: string, problems: SheetProblems, check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    problems.add(line, column, error.message);
    return false;
  }
}

/** Numbers above all seqs: rows of the sheet stand after what is recorded for the same day. */
const AFTER_ALL = 2_147_483_648;

/** Checks the history of a measure together with the rows of the sheet. */
function checkTogether(
  id: string,
  before: readonly StatusStatement[],
  rows: readonly StatusChangeSheetRow[],
  problems: SheetProblems,
): void {
  const added: StatusStatement[] = rows.map(({ change }, index) => ({
    seq: AFTER_ALL + index,
    position: AFTER_ALL + index,
    effective_on: change.effective_on,
    until_on: change.until_on ?? null,
    doubt: change.doubt ?? null,
    status: change.status,
    exemptions: change.exemptions ?? [],
  }));
  const ended = added.map((statement, index) => passes(rows[index]?.line ?? 0, 'until_on', problems, () => checkUntil(id, [statement])));
  if (ended.includes(false)) return;
  try {
    checkHistory(id, [...before, ...added]);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    // The step itself if the sheet has it, else the one that it can't follow, else the first row.
    const to = [error.seq, error.after].find((seq) => seq !== null && seq >= AFTER_ALL) ?? AFTER_ALL;
    problems.add(rows[to - AFTER_ALL]?.line ?? 0, error.details[0]?.path ?? null, error.message);
  }
}
