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
  /** The field of the statement that is wrong. */
  readonly field: string;

  constructor(
    measure: string,
    { seq, after = null, what, field }: { seq: number; after?: number | null; what: string; field?: string },
    detail: ErrorDetail,
    extra?: Record<string, unknown>,
  ) {
    super('conflict', `${measure}: ${what}`, [detail], extra);
    this.measure = measure;
    this.what = what;
    this.seq = seq;
    this.after = after;
    this.field = field ?? detail.path;
  }

  /** The same of a statement that stood at this place of what was sent. */
  at(place: string): HistoryError {
    const [detail] = this.details;
    if (place === '' || detail === undefined) return this;
    return new HistoryError(this.measure, this, { ...detail, path: `${place}.${this.field}` }, this.extra);
  }
}
