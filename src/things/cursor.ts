import { dayProblem } from '../domain/dates.ts';
import { invalid } from '../domain/errors.ts';

/** A cursor on the wire: opaque text that carries where a page ended and as of when it was answered. */
export interface Cursor {
  known_at: string;
  on: string;
  /** Empty where nothing was asked of it. */
  announced_by: string;
  begins_on: string;
  id: string;
  /** Of which list, asked for what. */
  asked: string;
}

export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.on, cursor.announced_by, cursor.known_at, cursor.begins_on, cursor.id, cursor.asked])).toString(
    'base64url',
  );

/** Reads a cursor. Throws `invalid` for one that this tracker did not write. */
export function readCursor(text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 6 && parts.every((part) => typeof part === 'string')) {
      const [on, announced_by, known_at, begins_on, id, asked] = parts as [string, string, string, string, string, string];
      if ([on, begins_on, ...(announced_by === '' ? [] : [announced_by])].every((day) => dayProblem(day) === null))
        return { on, announced_by, known_at, begins_on, id, asked };
    }
  } catch {
    // Not JSON: said below like every other text that is no cursor.
  }
  throw invalid('cursor', `"${text}" is no cursor: take it from the next of the page before, unchanged`);
}
