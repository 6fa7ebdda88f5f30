import { type ErrorDetail, TrackerError } from './errors.ts';

/** A history of a measure that does not hold together, and which of its statements is to blame. */
export class HistoryError extends TrackerError {
  readonly measure: string;
  /** What is wrong, without the measure. */
  readonly what: string;
  /** The statement that can't be where it is. */
  readonly seq: number;
  /** The statement that it can't follow; null at the beginning of the history, and where the fault is its own. */
  readonly after: number | null;

  constructor(
    measure: string,
    { seq, after = null, what }: { seq: number; after?: number | null; what: string },
    detail: ErrorDetail,
    extra?: Record<string, unknown>,
  ) {
    super('conflict', `${measure}: ${what}`, [detail], extra);
    this.measure = measure;
    this.what = what;
    this.seq = seq;
    this.after = after;
  }
}
