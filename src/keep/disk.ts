import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { TrackerError } from '../domain/errors.ts';

/** What is wrong with a file or a folder, by the code of the system's error. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is a file, and no folder',
  EISDIR: 'it is a folder, and a file is needed',
  EACCES: 'you may not use it',
  EPERM: 'you may not use it',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

/** The same in plain words. */
export const fileProblem = (error: unknown): string => FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message;

/** An error of the file system in the words of the tracker; anything else passes unchanged. `written`: the file that was to be written. */
export function diskError(error: unknown, written?: string): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return error;
  if (written === undefined) return new TrackerError(code === 'ENOENT' ? 'not_found' : 'unavailable', `"${path}": ${fileProblem(error)}`);
  const problem = code === 'ENOENT' ? 'there is no such folder' : fileProblem(error);
  return new TrackerError('unavailable', `can't write "${written}": ${problem}`);
}

/** Does work that makes a temporary file and gives it its place. However it ends, and if the process is ended by a signal, nothing is left under the temporary name. */
export async function withTemporary<T>(temporary: string, work: () => Promise<T>): Promise<T> {
  const drop = (): void => rmSync(temporary, { force: true });
  process.once('exit', drop);
  try {
    return await work();
  } finally {
    // What can't be written can't be removed either: what was wrong first is told.
    await rm(temporary, { force: true }).catch(() => undefined);
    process.off('exit', drop);
  }
}
