/**
 * What went wrong, for programs. `invalid`: a value is not understood; `not_found`; `conflict`: what stands there forbids it; `precondition`:
 * it has changed since the caller saw it; `unprocessable`: a key was used for another call; `unauthorized`: no token; `forbidden`: the token
 * does not reach so far; `unavailable`: not now, or not here.
 */
export type ErrorCode =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'precondition'
  | 'unprocessable'
  | 'unauthorized'
  | 'forbidden'
  | 'unavailable';

/** One wrong value: where it stood (a parameter, or a path such as `changes.0.status`) and what would be right. */
export interface ErrorDetail {
  path: string;
  message: string;
}

/** Where a field stood in the input. */
export type FieldPlace = (field: string) => string;
/** The places of the fields of what stood at a path; empty: of the input itself. */
export const fieldsAt =
  (path: string): FieldPlace =>
  (field) =>
    path === '' ? field : `${path}.${field}`;

/** Marks without width that stand in copied texts and change the direction or nothing at all; not those that join letters of words. */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A message in which such a mark of a wrong value can be seen, as \u200f. */
export const withMarksShown = (message: string): string =>
  message.replace(UNSEEN, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The one error of the tracker. Messages name the value that was wrong and what would be right; server/ and cli/ only translate the code. */
export class TrackerError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  /** Machine-readable company of the message, such as the statuses that would be lawful. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: readonly ErrorDetail[] = [], extra: Record<string, unknown> = {}) {
    super(withMarksShown(message));
    this.name = 'TrackerError';
    this.code = code;
    this.details = details.map((detail) => ({ ...detail, message: withMarksShown(detail.message) }));
    this.extra = extra;
  }
}

/** Somebody else is in the way for the moment: the same may be done a little later. */
export class BusyError extends TrackerError {
  constructor(message: string) {
    super('unavailable', message);
  }
}

/** A wrong input value, as an error with one detail. */
export function invalid(path: string, message: string): TrackerError {
  return new TrackerError('invalid', message, [{ path, message }]);
}
