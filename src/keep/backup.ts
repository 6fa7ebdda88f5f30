import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { TrackerError } from '../domain/errors.ts';
import type { Tracker } from '../lookups/tracker.ts';
import { diskError } from './manifest.ts';

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
