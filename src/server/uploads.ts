import { createHash } from 'node:crypto';
import type { Session } from '../changes/access.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { MEBIBYTE } from '../things/imported.ts';
import { isUpload, readUploadForm } from './bodies.ts';
import type { Request } from './context.ts';
import { HttpError } from './errors.ts';
import { checkCsrf } from './sessions.ts';

// Files that pages take: shown first, and used once somebody has looked.

const KEPT_BYTES = 192 * MEBIBYTE;
const KEPT_MINUTES = 60;

/** A file that was uploaded and waits for what is to become of it. */
interface Upload {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  at: number;
}

/** Files that were previewed lately: a form without script can't send one twice. They are kept in memory, bounded in bytes and in time. */
export class Uploads {
  readonly #files = new Map<string, Upload>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps a file for a session; gives the hash by which the session finds it. */
  keep(session: string, { name, bytes }: Pick<Upload, 'name' | 'bytes'>): string {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const key = `${session} ${hash}`;
    this.#files.delete(key);
    this.#files.set(key, { name, bytes, at: this.#now() });
    let size = [...this.#files.values()].reduce((sum, file) => sum + file.bytes.length, 0);
    for (const [oldest, file] of this.#files) {
      if (size <= KEPT_BYTES && this.#now() - file.at < KEPT_MINUTES * 60_000) break;
      this.#files.delete(oldest);
      size -= file.bytes.length;
    }
    return hash;
  }

  /** A file that the session sent lately. Throws `precondition` for one that is no longer kept. */
  find(session: string, hash: string): Upload {
    const file = this.#files.get(`${session} ${hash}`);
    if (file && this.#now() - file.at < KEPT_MINUTES * 60_000) return file;
    throw notKept();
  }

  forget(session: string, hash: string): void {
    this.#files.delete(`${session} ${hash}`);
  }
}

export const notKept = (): TrackerError =>
  new TrackerError('precondition', 'what was previewed is no longer kept: send the file once more; nothing was recorded');

/** What a form with a file says. */
interface Sent {
  field: (name: string) => string | undefined;
  /** The file. Throws `invalid` if none was chosen, saying what to choose. */
  file: (what: string) => Promise<Pick<Upload, 'name' | 'bytes'>>;
}

/** Reads a form with a file, of a session. Throws a 415 for another body, and a 403 for a form of another session. */
export async function readUpload(c: Request, session: Session): Promise<Sent> {
  if (!isUpload(c))
    throw new HttpError(415, 'the body must be multipart/form-data, as the form with the file sends it; a program calls POST /imports');
  const form = await readUploadForm(c);
  const field = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  checkCsrf(field('csrf'), session.csrf);
  return {
    field,
    file: async (what) => {
      const file = form.get('file');
      if (!(file instanceof File) || file.name === '') throw invalid('file', `choose a file: ${what}`);
      if (file.size === 0) throw invalid('file', `"${file.name}" is empty: choose ${what}`);
      return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    },
  };
}
