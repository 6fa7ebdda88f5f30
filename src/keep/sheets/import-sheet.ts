import { recordEntry } from '../../changes/kinds.ts';
import type { Recorder } from '../../changes/recorder.ts';
import { type WriteContext, write } from '../../changes/write.ts';
import type { Day } from '../../domain/dates.ts';
import { invalid, TrackerError } from '../../domain/errors.ts';
import { words } from '../../domain/vocabulary.ts';
import { firstOf } from '../../domain/words.ts';
import type { Tracker } from '../../lookups/tracker.ts';
import { firstConsequences, noConsequences } from '../../things/consequences.ts';
import type { Action, ImportedSheet, PreviewRow, SheetPreview } from '../../things/imported.ts';
import { notReadWords, SHEETS, type SheetKind, sheetColumns } from '../../things/sheets.ts';
import type { Progress } from '../manifest.ts';
import { cellRows, forEach } from './cells.ts';
import { readMeasures } from './measures.ts';
import { SheetNames } from './names.ts';
import type { ReadSheet, SheetOutcome, SheetReader } from './outcome.ts';
import { SheetProblems } from './problems.ts';
import { readRates } from './rates.ts';
import { readExporterRows, readNomenclatures, readProductRows, readSourceRows, readWtoCaseRows } from './register.ts';
import { namedColumns, notRead, readSheet, type Sheet } from './sheet.ts';
import { readStatusChanges } from './status-changes.ts';

const READERS: Readonly<Record<SheetKind, SheetReader>> = {
  measures: readMeasures,
  status_changes: readStatusChanges,
  rates: readRates,
  exporters: readExporterRows,
  sources: readSourceRows,
  wto_cases: readWtoCaseRows,
  products: readProductRows,
  nomenclatures: readNomenclatures,
};

/** The columns by which a sheet is known, the ones that tell most first. */
const KNOWN_BY: readonly (readonly [column: string, kind: SheetKind])[] = [
  ['nomenclature', 'nomenclatures'],
  ['revision', 'products'],
  ['expression', 'rates'],
  ['rate', 'rates'],
  ['min_pct', 'rates'],
  ['measure', 'status_changes'],
  ['complainants', 'wto_cases'],
  ['complainant', 'wto_cases'],
  ['respondent', 'wto_cases'],
  ['publisher', 'sources'],
  ['imposed_by', 'measures'],
  ['home', 'exporters'],
  ['aliases', 'exporters'],
  ['group', 'exporters'],
  ['name', 'exporters'],
  ['id', 'measures'],
  ['kind', 'measures'],
];

/** How many things of a sheet come to what. */
type Counts = Readonly<Record<Action, number>>;

export interface ImportOptions {
  /** What the sheet holds, where its header does not tell. */
  kind?: SheetKind | undefined;
  /** The day up to which the sheet's source speaks: a check of every measure in it is recorded. */
  checkedOn?: Day | undefined;
  /** The state of the ledger in which a preview was made: in any other nothing is recorded. */
  state?: number | undefined;
  progress?: Progress | undefined;
}

/**
 * Records a sheet, CSV or XLSX; its header tells what it holds. All rows or none: `invalid` is thrown with everything that is wrong, each
 * cause once with its lines and its column (the first hundred are listed). Of an unlawful history the first step that can't be is told.
 * Throws `precondition` if something was recorded since the preview.
 */
export async function importSheet(
  tracker: Tracker,
  context: WriteContext,
  content: string | Uint8Array,
  options: ImportOptions = {},
): Promise<ImportedSheet> {
  // The sheet is read before the lock is taken; bad rows are told together with what only the database knows.
  const { kind, sheet, read, problems } = await readContent(tracker, content, options);
  const imported = write(tracker, context, async (recorder) => {
    const { change } = recorder;
    if (options.state !== undefined && options.state !== change.before)
      throw new TrackerError(
        'precondition',
        `something was recorded since this was shown: it was change ${options.state} then and is ${change.before} now; look at the preview again`,
      );
    const outcomes = await read.plan(recorder);
    problems.check();
    await record(recorder, read, outcomes, problems, options);
    // What adds nothing is no change.
    if (recorder.entries.length === 0) change.leaveState();
    return async () => summary(kind, sheet, outcomes, recorder);
  });
  return imported.catch((error: unknown) => {
    throw problems.placed(error);
  });
}

/** What an import would do, row by row: nothing is recorded. Throws `invalid` for what is no sheet, or one whose columns are not known. */
export async function previewSheet(
  tracker: Tracker,
  context: WriteContext,
  content: string | Uint8Array,
  options: ImportOptions = {},
): Promise<SheetPreview> {
  const { kind, sheet, read, problems } = await readContent(tracker, content, options);
  let outcomes: SheetOutcome[] = [];
  let state = 0;
  const preview = (recorded: Recorded, found: TrackerError | null): SheetPreview => {
    const rows = previewRows(sheet, outcomes, problems);
    return {
      ...{
        sheet: kind,
        rows: sheet.rows.length,
        ...countsOf(outcomes.filter((outcome) => isSound(outcome, problems))),
      },
      ...recorded,
      not_read: notRead(sheet),
      refused: found === null ? 0 : Math.max(rows.filter(({ action }) => action === 'refused').length, 1),
      recordable: found === null,
      state,
      preview: rows,
      // What is found once all is recorded may be of no line.
      problems:
        found === null ? [] : problems.lines > 0 && found.details.length > 0 ? [...found.details] : [{ path: '', message: found.message }],
    };
  };
  try {
    return await write(tracker, { ...context, dryRun: true, idempotency: undefined }, async (recorder) => {
      state = recorder.change.before;
      outcomes = await read.plan(recorder);
      problems.check();
      await record(recorder, read, outcomes, problems, options);
      return async () => preview(recordedBy(recorder), null);
    });
  } catch (thrown) {
    const error = problems.placed(thrown);
    if (!(error instanceof TrackerError) || !['invalid', 'conflict', 'not_found'].includes(error.code)) throw error;
    return preview({ recorded: 0, last_seq: state, consequences: noConsequences() }, error);
  }
}

async function readContent(tracker: Tracker, content: string | Uint8Array, { kind: asked, progress }: ImportOptions) {
  const sheet = await readSheet(content);
  const kind = asked ?? kindOf(sheet);
  const named = namedColumns(sheet, words(kind), SHEETS[kind].columns);
  const problems = new SheetProblems(sheet.unit);
  for (const { line, column, message } of named.faults) problems.fault(line, column, message);
  if (sheet.rows.length === 0) throw new TrackerError('invalid', 'the sheet has no rows below its header');
  progress?.({ table: kind, rows: 0, total: sheet.rows.length });
  const names = await SheetNames.read(tracker);
  const read = await READERS[kind](await cellRows(named, problems), { names, problems });
  progress?.({ table: kind, rows: sheet.rows.length, total: sheet.rows.length });
  return { kind, sheet: named, read, problems };
}

async function record(
  recorder: Recorder,
  read: ReadSheet,
  outcomes: readonly SheetOutcome[],
  problems: SheetProblems,
  { checkedOn }: ImportOptions,
): Promise<void> {
  await read.record(recorder);
  problems.check();
  if (checkedOn === undefined) return;
  const measures = new Set(outcomes.flatMap(({ measure }) => measure ?? []));
  await forEach(measures, async (measure_id) => {
    await recordEntry(recorder, 'check', { subject: { measure_id } }, { checked_on: checkedOn, confidence: 'verified' });
  });
}

/** Is nothing wrong with any of the rows that say it? */
const isSound = ({ lines }: SheetOutcome, problems: SheetProblems): boolean => lines.every((line) => !problems.has(line));

const countsOf = (outcomes: readonly SheetOutcome[]): Counts => {
  const counts = { added: 0, changed: 0, unchanged: 0 };
  for (const { action } of outcomes) counts[action]++;
  return counts;
};

/** What came of all rows together. */
type Recorded = Pick<ImportedSheet, 'recorded' | 'last_seq' | 'consequences'>;
const recordedBy = ({ entries, change, consequences }: Recorder): Recorded => ({
  recorded: entries.length,
  last_seq: entries.length === 0 ? change.before : change.lastSeq(),
  consequences: firstConsequences(consequences),
});

const summary = (kind: SheetKind, sheet: Sheet, outcomes: readonly SheetOutcome[], recorder: Recorder): ImportedSheet => ({
  sheet: kind,
  rows: sheet.rows.length,
  ...countsOf(outcomes),
  ...recordedBy(recorder),
  not_read: notRead(sheet),
});

/** The columns that name what a row is about. */
const NAMING = ['id', 'measure', 'nomenclature'];

function previewRows({ rows, columns }: Sheet, outcomes: readonly SheetOutcome[], problems: SheetProblems): PreviewRow[] {
  const ofLine = new Map<number, SheetOutcome>();
  for (const outcome of outcomes) for (const line of outcome.lines) ofLine.set(line, outcome);
  const naming = columns.findIndex((column) => NAMING.includes(column));
  return rows.map(({ line, cells }) => {
    const outcome = ofLine.get(line);
    const wrong = problems.ofLine(line);
    if (outcome !== undefined && isSound(outcome, problems)) return { line, id: outcome.id, action: outcome.action, says: outcome.says };
    const why = wrong.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
    return { line, id: outcome?.id ?? cells[naming] ?? '', action: 'refused', says: why || 'another row of the same thing is wrong' };
  });
}

/** Tells from its columns what a sheet holds. Throws `invalid` naming the columns of all kinds. */
function kindOf(sheet: Sheet): SheetKind {
  const { columns, header } = sheet;
  const kind = KNOWN_BY.find(([column]) => columns.includes(column))?.[1];
  if (kind !== undefined) return kind;
  const all = (Object.keys(SHEETS) as SheetKind[]).map((name) => `of ${words(name)} (${names(name)})`);
  const others = notReadWords(notRead(sheet));
  throw invalid(
    header,
    `${header} names the columns of no sheet (${firstOf(columns, NAMED)}${others === null ? '' : `; ${others}`}): neither those ${all.join(' nor ')}`,
  );
}

/** So many columns are named of a sheet that is none. */
const NAMED = 8;
const names = (kind: SheetKind): string =>
  sheetColumns(kind)
    .map(([name]) => name)
    .join(', ');
