import { createHash, randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Connection, turn } from '../db/store.ts';
import {
  countRows,
  EXPORTED_TABLES,
  type ExportedTable,
  SCHEMA_VERSION,
  type State,
  stateAt,
  tableBatches,
  tableColumns,
} from '../db/transfer.ts';
import { TrackerError } from '../domain/errors.ts';
import { isTermOf } from '../domain/vocabulary.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { csvChunks } from './csv.ts';
import { dataPackageText } from './datapackage.ts';
import { diskError, withTemporary } from './disk.ts';
import { DATA_PACKAGE, EXPORT_FORMAT, fileOf, MANIFEST, type Manifest, type Progress, UNFINISHED } from './manifest.ts';

/**
 * Writes one CSV for each table, a data package that describes them and a manifest, all of one state of the database. The manifest comes last, so a folder in which
 * an export broke off has none. A folder with an earlier export (whole or not) is written over, file by file. Throws `conflict`
 * if the folder holds anything else, `unavailable` if it can't be written.
 */
export async function exportTo(tracker: Tracker, directory: string, progress?: Progress): Promise<Manifest> {
  try {
    await prepare(directory);
    const manifest = await tracker.store.read((connection) => writeTables(connection, directory, progress));
    await replaceFile(directory, MANIFEST, (file) => writeFile(file, manifestText(manifest), { flush: true }));
    await rm(join(directory, UNFINISHED), { force: true });
    return manifest;
  } catch (error) {
    // Of what was written into an open file the system doesn't say which one it was.
    throw (error as NodeJS.ErrnoException).path === undefined ? diskError(error, directory) : diskError(error);
  }
}

/** Makes the folder, or checks that it may be written over, and marks it as unfinished. */
async function prepare(directory: string): Promise<void> {
  await makeFolder(directory);
  const files = await readdir(directory);
  if (files.length > 0 && !(await isOurs(directory, files)))
    throw new TrackerError('conflict', `the folder ${directory} is not empty and holds no earlier export: name one that is new or empty`);
  const mark = join(directory, UNFINISHED);
  await writeFile(mark, `${JSON.stringify({ format: EXPORT_FORMAT })}\n`).catch(async (error) => {
    // Where the disk is full it is there and says nothing: the folder would be taken for somebody else's afterwards.
    await rm(mark, { force: true });
    throw error;
  });
  await rm(join(directory, MANIFEST), { force: true });
}

/** Makes a folder and those above it, where they are missing. Node's own way never ends where nothing can be made, as in /proc. */
async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const above = dirname(directory);
    switch ((error as { code?: unknown }).code) {
      case 'EEXIST':
        if ((await stat(directory)).isDirectory()) return;
        throw new TrackerError('conflict', `${directory} is a file: name a folder that is new or empty`);
      case 'ENOENT':
        if (existsSync(above)) throw new TrackerError('conflict', `no folder can be made in ${above}: name one elsewhere`);
        await makeFolder(above);
        return mkdir(directory);
      default:
        throw error;
    }
  }
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
  const state = (await stateAt(connection)) as State;
  const counts = new Map<ExportedTable, number>();
  if (progress) for (const name of EXPORTED_TABLES) counts.set(name, await countRows(connection, name));
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  let done = 0;
  const tables: Manifest['tables'] = {};
  for (const name of EXPORTED_TABLES) {
    const file = tableFile((work) => work(connection), name, state.seq);
    await replaceFile(directory, fileOf(name), async (path) => {
      const out = await open(path, 'w');
      try {
        for await (const chunk of file.chunks) {
          await out.writeFile(chunk);
          progress?.({ table: name, rows: done + file.written().rows, total });
        }
        await out.sync();
      } finally {
        await out.close();
      }
    });
    tables[name] = file.written();
    done += file.written().rows;
  }
  await replaceFile(directory, DATA_PACKAGE, (path) => writeFile(path, dataPackageText(state), { flush: true }));
  return manifestOf(state, tables);
}

/** A table as its file has it, of one state, and what was written of it so far. Each batch is a read of its own, and others have their turn in between. */
function tableFile(
  read: Parameters<typeof tableBatches>[0],
  name: ExportedTable,
  seq: number,
): { chunks: AsyncGenerator<string>; written(): { rows: number; sha256: string } } {
  const hash = createHash('sha256');
  let rows = 0;
  async function* batches() {
    for await (const batch of tableBatches(read, name, seq)) {
      rows += batch.length;
      yield batch;
      // The queries of SQLite never wait, so without this nothing else would run before the end.
      await turn();
    }
  }
  async function* chunks() {
    for await (const chunk of csvChunks(
      batches(),
      tableColumns(name).map((column) => column.name),
    )) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: chunks(), written: () => ({ rows, sha256: hash.copy().digest('hex') }) };
}

/** The state of the database as exports have it: that of now, or at a number. Throws `not_found` for a number that was never the last. */
export function exportState({ store }: Tracker, seq?: number): Promise<State> {
  return store.read(async (connection) => {
    const state = await stateAt(connection, seq);
    if (state !== null) return state;
    throw new TrackerError('not_found', `the ledger never ended with number ${seq}: /export leads to the files of its state now`);
  });
}

/** The manifest of a state piece by piece, as each table has been read: the bytes that `exportTo` writes. */
export async function* manifestChunks({ store }: Tracker, state: State): AsyncGenerator<string> {
  const [head = ''] = manifestText(manifestOf(state, {})).split('{}\n}\n');
  let before = `${head}{\n`;
  for (const name of EXPORTED_TABLES) {
    const { chunks, written } = tableFile((work) => store.read(work), name, state.seq);
    for await (const _chunk of chunks);
    yield `${before}    "${name}": ${JSON.stringify(written(), null, 2).replaceAll('\n', '\n    ')}`;
    before = ',\n';
  }
  yield '\n  }\n}\n';
}

/** Is it a table that exports have? */
export const isExported = (name: string): name is ExportedTable => isTermOf(EXPORTED_TABLES, name);

/** A table's file of a state, to be sent. */
export const tableChunks = ({ store }: Tracker, name: ExportedTable, { seq }: State): AsyncGenerator<string> =>
  tableFile((work) => store.read(work), name, seq).chunks;

const manifestOf = ({ seq, head_seq, head_hash }: State, tables: Manifest['tables']): Manifest => ({
  ...{ format: EXPORT_FORMAT, schema_version: SCHEMA_VERSION, last_seq: seq, head_seq, head_hash, tables },
});
const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** Writes a file under another name and puts it in its place when it is whole. */
async function replaceFile(directory: string, name: string, write: (path: string) => Promise<void>): Promise<void> {
  // One name for all exports into the folder: what a power cut left is written over by the next.
  const temporary = join(directory, `${name}.tmp`);
  await withTemporary(temporary, async () => {
    await write(temporary);
    await rename(temporary, join(directory, name));
  });
}

const isThere = (file: string): TrackerError => new TrackerError('conflict', `${file} exists already: a backup never overwrites`);

/** Gives a file its name. Throws `conflict` if something has that name by now, which stays. */
async function putInPlace(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(file)) throw isThere(file);
    // Some file systems have no second names.
    await rename(temporary, file);
  }
}

/**
 * Copies the database, tokens included, to a new file while it is in use. The file appears when it is whole. Throws `conflict` if
 * the file is there already, `unavailable` if it can't be written, `invalid` on PostgreSQL, which has tools of its own.
 */
export async function backup(tracker: Tracker, file: string): Promise<{ file: string }> {
  const { backup: copyDatabase } = tracker.store;
  if (!copyDatabase) throw new TrackerError('invalid', 'backup copies a SQLite file; for a database on PostgreSQL use pg_dump');
  if (existsSync(file)) throw isThere(file);
  // Of its own, as somebody else may be copying to the same file.
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await withTemporary(temporary, async () => {
      await access(dirname(file), constants.W_OK);
      await copyDatabase(temporary);
      const copy = await open(temporary, 'r+');
      await copy.sync();
      await copy.close();
      await putInPlace(temporary, file);
    });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && code.startsWith('SQLITE_'))
      throw new TrackerError('unavailable', `can't write "${file}": ${(error as Error).message}`);
    throw diskError(error, file);
  }
  return { file };
}
