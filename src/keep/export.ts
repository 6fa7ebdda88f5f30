import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, readChangeSeq, turn } from '../db/store.ts';
import { columnsOf, countRows, EXPORTED_TABLES, type ExportedTable, headOf, SCHEMA_VERSION, tableBatches } from '../db/transfer.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { csvChunks } from './csv.ts';
import { diskError, EXPORT_FORMAT, fileOf, MANIFEST, type Manifest, type Progress, UNFINISHED } from './manifest.ts';

/**
 * Writes one CSV for each table and a manifest, all of one state of the database. The manifest comes last, so a folder in which
 * an export broke off has none. A folder with an earlier export (whole or not) is written over, file by file. Throws `conflict`
 * if the folder holds anything else, `unavailable` if it can't be written.
 */
export async function exportTo(tracker: Tracker, directory: string, progress?: Progress): Promise<Manifest> {
  try {
    await prepare(directory);
    const manifest = await tracker.store.read((connection) => writeTables(connection, directory, progress));
    await replaceFile(directory, MANIFEST, (file) => writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true }));
    await rm(join(directory, UNFINISHED), { force: true });
    return manifest;
  } catch (error) {
    throw diskError(error);
  }
}

/** Makes the folder, or checks that it may be written over, and marks it as unfinished. */
async function prepare(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'EEXIST')
      throw new TrackerError('conflict', `${directory} is a file: name a folder that is new or empty`);
    throw error;
  });
  const files = await readdir(directory);
  if (files.length > 0 && !(await isOurs(directory, files)))
    throw new TrackerError('conflict', `the folder ${directory} is not empty and holds no earlier export: name one that is new or empty`);
  await writeFile(join(directory, UNFINISHED), `${JSON.stringify({ format: EXPORT_FORMAT })}\n`);
  await rm(join(directory, MANIFEST), { force: true });
}

async function isOurs(directory: string, files: readonly string[]): Promise<boolean> {
  for (const name of [MANIFEST, UNFINISHED]) {
    if (!files.includes(name)) continue;
    try {
      const content = JSON.parse(await readFile(join(directory, name), 'utf8')) as { format?: unknown } | null;
      if (content?.format === EXPORT_FORMAT) return true;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return false;
}

async function writeTables(connection: Connection, directory: string, progress: Progress | undefined): Promise<Manifest> {
  const { seq } = await readChangeSeq(connection);
  const counts = new Map<ExportedTable, number>();
  if (progress) for (const name of EXPORTED_TABLES) counts.set(name, await countRows(connection, name));
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  let done = 0;
  const tables: Manifest['tables'] = {};
  for (const name of EXPORTED_TABLES) {
    const table = await writeTable(connection, name, directory, (rows) => progress?.({ table: name, rows: done + rows, total }));
    tables[name] = table;
    done += table.rows;
  }
  return {
    format: EXPORT_FORMAT,
    schema_version: SCHEMA_VERSION,
    last_seq: seq,
    head_hash: (await headOf(connection))?.hash ?? null,
    tables,
  };
}

async function writeTable(
  connection: Connection,
  name: ExportedTable,
  directory: string,
  progress: (rows: number) => void,
): Promise<{ rows: number; sha256: string }> {
  const columns = columnsOf(name).map((column) => column.name);
  const hash = createHash('sha256');
  let rows = 0;
  async function* batches() {
    for await (const batch of tableBatches(connection, name)) {
      yield batch;
      rows += batch.length;
      progress(rows);
      // The queries of SQLite never wait, so without this nothing else would run before the end.
      await turn();
    }
  }
  await replaceFile(directory, fileOf(name), async (path) => {
    const file = await open(path, 'w');
    try {
      for await (const chunk of csvChunks(batches(), columns)) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
  return { rows, sha256: hash.digest('hex') };
}

/** Writes a file under another name and puts it in its place when it is whole. */
async function replaceFile(directory: string, name: string, write: (path: string) => Promise<void>): Promise<void> {
  const temporary = join(directory, `${name}.tmp`);
  try {
    await write(temporary);
    await rename(temporary, join(directory, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Copies the database, tokens included, to a new file while it is in use. The file appears when it is whole. Throws `conflict` if
 * the file is there already, `unavailable` if it can't be written, `invalid` on PostgreSQL, which has tools of its own.
 */
export async function backup(tracker: Tracker, file: string): Promise<{ file: string }> {
  if (!tracker.store.backup) throw new TrackerError('invalid', 'backup copies a SQLite file; for a database on PostgreSQL use pg_dump');
  if (existsSync(file)) throw new TrackerError('conflict', `${file} exists already: a backup never overwrites`);
  const temporary = `${file}.tmp`;
  try {
    await rm(temporary, { force: true });
    await tracker.store.backup(temporary);
    const copy = await open(temporary, 'r+');
    await copy.sync();
    await copy.close();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && code.startsWith('SQLITE_'))
      throw new TrackerError('unavailable', `can't write ${file}: ${(error as Error).message}`);
    throw diskError(error);
  }
  return { file };
}
