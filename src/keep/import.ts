import { ledgerProblems, nothingChecked, referenceProblems, registerProblems } from '../db/audit.ts';
import { carryOver } from '../db/carry-over.ts';
import { insertRows } from '../db/entry-rows.ts';
import { rebuildEtags } from '../db/etags.ts';
import { rebuildPeriods } from '../db/periods.ts';
import { type Change, type Connection, turn } from '../db/store.ts';
import {
  type ExportedRow,
  type ExportedTable,
  firstFilledTable,
  forgetNumbers,
  headOf,
  insertExported,
  lastEntry,
} from '../db/transfer.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { type CsvCell, readCsv } from './csv.ts';
import { diskError } from './disk.ts';
import {
  columnsIn,
  countProblem,
  fileOf,
  fileProblems,
  headProblem,
  MANIFEST,
  type Manifest,
  openTable,
  type Progress,
  readManifest,
  rowCountIn,
  tablesIn,
} from './manifest.ts';

/** What an import put into the database. */
interface Imported {
  rows: number;
  entries: number;
  last_seq: number;
}

/**
 * Puts an export into an empty database, in one transaction; an export of the result has the same bytes. Tokens may be there
 * already. Throws `conflict` if the database holds anything else, `invalid` if the folder holds no whole export of this schema, a
 * file has other bytes than the manifest says, or the ledger in it does not hold together.
 */
export async function importFrom(
  tracker: Tracker,
  directory: string,
  progress?: Progress,
  options: { dryRun?: boolean } = {},
): Promise<Imported> {
  try {
    const manifest = await readManifest(directory);
    await tracker.store.read(mustBeEmpty);
    const problems = await fileProblems(directory, manifest);
    if (problems.length > 0)
      throw new TrackerError(
        'invalid',
        `the export in ${directory} is damaged: ${problems[0]}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`,
        problems.map((message) => ({ path: MANIFEST, message })),
      );
    const write = { now: tracker.clock, dryRun: options.dryRun ?? false };
    return await tracker.store.write(write, (connection, change) => fill(connection, change, directory, manifest, progress));
  } catch (error) {
    throw diskError(error);
  } finally {
    // The numbers of this database may have stood for another register before.
    tracker.registers.clear();
  }
}

async function mustBeEmpty(connection: Connection): Promise<void> {
  const filled = await firstFilledTable(connection);
  if (filled !== null)
    throw new TrackerError(
      'conflict',
      `an export can only be imported into an empty database, and this one has rows in ${filled}: name a new one in DATABASE_URL`,
    );
}

async function fill(
  connection: Connection,
  change: Change,
  directory: string,
  manifest: Manifest,
  progress: Progress | undefined,
): Promise<Imported> {
  await mustBeEmpty(connection);
  await forgetNumbers(connection);
  const names = tablesIn(manifest);
  const total = names.reduce((sum, name) => sum + rowCountIn(manifest, name), 0);
  let done = 0;
  for (const name of names) {
    for await (const batch of tableRows(directory, name, manifest)) {
      await insertExported(connection, name, batch);
      done += batch.length;
      progress?.({ table: name, rows: done, total });
      await turn();
    }
  }
  const last = await lastEntry(connection);
  const state = { seq: manifest.last_seq, recorded_at: last?.recorded_at ?? '1970-01-01T00:00:00.000Z' };
  const checked = nothingChecked();
  const holds = async (table: string, problems: AsyncGenerator<string>): Promise<void> => {
    for await (const problem of problems) throw invalid(table, `the export does not hold together: ${problem}`);
  };
  await holds(
    'ledger',
    ledgerProblems(connection, state, checked, (texts) => insertRows(connection, { entry_texts: texts })),
  );
  const head = headProblem(manifest, await headOf(connection));
  if (head !== null) throw invalid(MANIFEST, `the export does not hold together: ${head}`);
  if (manifest.schema_version === 1) {
    // It holds things without a word in the ledger: each gets its registration now.
    change.continueFrom(state.seq, state.recorded_at);
    await carryOver(connection, change);
    return { rows: done, entries: checked.entries, last_seq: change.lastSeq() };
  }
  await holds('registrations', registerProblems(connection, checked));
  await holds('ledger', referenceProblems(connection));
  await rebuildPeriods(connection);
  await rebuildEtags(connection);
  change.restore(state.seq, state.recorded_at);
  return { rows: done, entries: checked.entries, last_seq: state.seq };
}

const BATCH = 1000;

/** The rows of a table's file in batches. Throws `invalid` if header, values or the number of rows are not as exported. */
async function* tableRows(directory: string, name: ExportedTable, manifest: Manifest): AsyncGenerator<ExportedRow[]> {
  const file = fileOf(name);
  const columns = columnsIn(manifest, name);
  const { input, sha256 } = openTable(directory, name);
  let header: CsvCell[] | undefined;
  let rows = 0;
  let batch: ExportedRow[] = [];
  for await (const cells of readCsv(input, file)) {
    if (!header) {
      header = cells;
      if (cells.join() !== columns.map((column) => column.name).join())
        throw invalid(
          file,
          `${file} has the columns ${cells.join(', ')}; they should be ${columns.map((column) => column.name).join(', ')}`,
        );
      continue;
    }
    rows++;
    batch.push(
      Object.fromEntries(
        columns.flatMap((column, index) =>
          column.gone ? [] : [[column.name, valueFrom(cells[index] ?? null, column, `${file}, row ${rows}`)]],
        ),
      ),
    );
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
  const count = countProblem(manifest, name, rows);
  if (count !== null) throw invalid(file, count);
  if (sha256() !== manifest.tables[name]?.sha256) throw invalid(file, `${file} was changed while it was read`);
}

function valueFrom(cell: CsvCell, column: { name: string; number: boolean }, place: string): string | number | null {
  if (cell === null || !column.number) return cell;
  if (!/^-?\d{1,10}$/.test(cell)) throw invalid(place, `${place}: ${column.name} "${cell}" is not a whole number`);
  return Number(cell);
}
