import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { TrackerError } from '../domain/errors.ts';
import type { Environment } from './environment.ts';
import { unreadable } from './options.ts';

/** Does what needs a file. Throws `not_found` for one that can't be read. */
const reaching = <T>(path: string, work: (path: string) => Promise<T>): Promise<T> =>
  work(path).catch((error: unknown) => {
    throw new TrackerError('not_found', unreadable(path, error));
  });

/** Is it a folder? Throws `not_found` for what can't be read. */
export const isDirectory = (path: string): Promise<boolean> => reaching(path, async () => (await stat(path)).isDirectory());

/** What is in a file, or piped in for `-`. Throws `not_found` for one that can't be read. */
export const fileBytes = (environment: Pick<Environment, 'stdin'>, path: string): Promise<Uint8Array> =>
  path === '-' ? buffer(environment.stdin) : reaching(path, (file) => readFile(file));
