import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerProblems, measureProblems, periodProblems, type RowsChecked } from '../db/audit.ts';
import { type Connection, readChangeSeq } from '../db/store.ts';
import { countRows, EXPORTED_TABLES, ledgerHashes, SCHEMA_VERSION } from '../db/transfer.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { readCsv } from './csv.ts';
import { exportTo } from './export.ts';
import { fileOf, fileProblems, type Manifest, openTable, readManifest } from './manifest.ts';

/** What verify found. */
export interface Verified {
  ok: boolean;
  /** One sentence each: the table or file, the row, and what is wrong. */
  problems: string[];
  /** How much was looked at. */
  checked: RowsChecked & { files: number };
}

/**
 * Checks the whole database: the engine's own integrity, the ledger's hashes and rows, the measures and the derived tables; and,
 * given the folder of an export, its files, and that the ledger still says what it said when the export was made. Nothing is
 * thrown for what is found; a folder without a whole export is a problem too.
 */
export async function verify(tracker: Tracker, directory?: string): Promise<Verified> {
  const checked: Verified['checked'] = { entries: 0, ledger_rows: 0, measures: 0, period_rows: 0, files: 0 };
  const problems: string[] = (await guarded('its pages', () => tracker.store.integrity())).map((problem) => `database: ${problem}`);
  await tracker.store.read(async (connection) => {
    const last = await readChangeSeq(connection);
    const checks = {
      ledger: () => ledgerProblems(connection, last, checked),
      measures: () => measureProblems(connection, last.seq),
      'status_periods and statement_periods': () => periodProblems(connection, checked),
    };
    for (const [name, check] of Object.entries(checks))
      problems.push(
        ...(await guarded(name, async () => {
          const found: string[] = [];
          for await (const problem of check()) found.push(problem);
          return found;
        })),
      );
    if (directory !== undefined) problems.push(...(await exportProblems(connection, directory, last.seq, checked)));
  });
  // Rows that are missing or too many have been told already.
  if (directory !== undefined && problems.length === 0) problems.push(...(await contentProblems(tracker, directory)));
  return { ok: problems.length === 0, problems, checked };
}

/** The register has no hashes: what it says is held against an export of the same state, by exporting it again. */
async function contentProblems(tracker: Tracker, directory: string): Promise<string[]> {
  const exported = await readManifest(directory);
  const folder = await mkdtemp(join(tmpdir(), 'trade-disputes-verify-'));
  try {
    const now = await exportTo(tracker, folder);
    if (now.last_seq !== exported.last_seq) return [];
    return EXPORTED_TABLES.filter((name) => now.tables[name].sha256 !== exported.tables[name].sha256).map(
      (name) => `${name}: it says something else than the export of the same state: it was changed past the tracker`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a check finds; if the file is too damaged to be read, or the ledger to be folded, that is what it finds. */
async function guarded(name: string, check: () => Promise<string[]>): Promise<string[]> {
  try {
    return await check();
  } catch (error) {
    return [`${name}: can't be checked to the end: ${(error as Error).message}`];
  }
}

async function exportProblems(connection: Connection, directory: string, lastSeq: number, checked: Verified['checked']): Promise<string[]> {
  let manifest: Manifest;
  try {
    manifest = await readManifest(directory);
  } catch (error) {
    if (error instanceof TrackerError) return [error.message];
    throw error;
  }
  const problems = await fileProblems(directory, manifest);
  checked.files = EXPORTED_TABLES.length;
  if (problems.length > 0) return problems.map((problem) => `export: ${problem}`);
  if (manifest.schema_version !== SCHEMA_VERSION)
    return [`export: it has schema version ${manifest.schema_version}, the database ${SCHEMA_VERSION}, so they can't be compared`];
  if (manifest.last_seq > lastSeq)
    return [
      `export: it is of change ${manifest.last_seq}, the database is only at ${lastSeq}: it is of another database, or changes were lost`,
    ];
  if (manifest.last_seq === lastSeq)
    for (const name of EXPORTED_TABLES) {
      const rows = await countRows(connection, name);
      if (rows !== manifest.tables[name].rows)
        problems.push(`${name}: it has ${rows} rows, the export of the same state has ${manifest.tables[name].rows}`);
    }
  problems.push(...(await historyProblems(connection, directory)));
  return problems;
}

const BATCH = 1000;

/** An entry never changes, so each one that was exported is in the ledger still, with the hash that it had. */
async function historyProblems(connection: Connection, directory: string): Promise<string[]> {
  const problems: string[] = [];
  let batch = new Map<number, string>();
  const compare = async (): Promise<void> => {
    const hashes = await ledgerHashes(connection, [...batch.keys()]);
    for (const [seq, hash] of batch) {
      const here = hashes.get(seq);
      if (here === undefined) problems.push(`ledger, seq ${seq}: the export has this entry, the database does not`);
      else if (here !== hash) problems.push(`ledger, seq ${seq}: its hash is not the one in the export`);
    }
    batch = new Map();
  };
  let columns: number[] | undefined;
  for await (const cells of readCsv(openTable(directory, 'ledger').input, fileOf('ledger'))) {
    if (!columns) {
      columns = ['seq', 'hash'].map((name) => cells.indexOf(name));
      continue;
    }
    batch.set(Number(cells[columns[0] as number]), String(cells[columns[1] as number]));
    if (batch.size === BATCH) await compare();
  }
  await compare();
  return problems;
}
