import { type ErrorDetail, TrackerError } from '../domain/errors.ts';

/** The command line itself is not understood: it ends the program with 2, before any database is opened. */
export class UsageError extends TrackerError {
  constructor(message: string, details: readonly ErrorDetail[] = []) {
    super('invalid', message, details);
    this.name = 'UsageError';
  }
}

/** Reads something of the command line; what is wrong with it becomes a `UsageError` in the same words. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TrackerError) throw new UsageError(error.message, error.details);
    throw error;
  }
}
