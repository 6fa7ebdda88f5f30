import type * as z from 'zod';
import type { ListOf, QuestionOf } from './asking.ts';
import type { Proposal } from './proposal.ts';
import type * as Parameters from './questions.ts';
import type { SheetKind } from './sheets.ts';
import type { ByOption, DocumentOptions } from './verb-options.ts';

// What the calls of the client take and give.

/** How carefully a call writes. */
export interface CallOptions {
  /** Checks everything and reports what it would do; records nothing. */
  dryRun?: boolean | undefined;
  /** Makes a repeated call harmless: the same key and body give the first answer again. */
  idempotencyKey?: string | undefined;
}

export interface MeasureCallOptions extends CallOptions {
  /**
   * The `state_tag` of the measure as you have seen it, or the `ETag` of its page: the server refuses the call if the measure has changed since, or if the server was put
   * back to a backup and went on otherwise. Its `last_seq` alone can't tell the latter.
   */
  ifMatch?: string | number | undefined;
}

/**
 * A call that writes. With `propose: true` it records nothing: it is kept for somebody else to accept, and the proposal is answered. All that
 * a contributor's token may do.
 */
export interface WriteCall<Given extends unknown[], Answer, Options extends CallOptions = CallOptions> {
  (...given: [...Given, options: Options & { propose: true }]): Promise<Proposal>;
  (...given: [...Given, options?: Options]): Promise<Answer>;
}

export interface SheetCallOptions extends Pick<CallOptions, 'idempotencyKey'> {
  /** What the sheet holds, where its header does not tell. */
  kind?: SheetKind | undefined;
  /** Up to when its source speaks: a check of every measure in it is recorded. */
  checkedOn?: string | undefined;
  /** The `state` of a preview: nothing is recorded if something was since. */
  state?: number | undefined;
}

export interface DocumentCallOptions extends Pick<CallOptions, 'idempotencyKey'>, Omit<DocumentOptions, keyof ByOption> {}

/** A page of a list; `next` is null on the last one. */
export type PageOfRows<Shape extends z.ZodRawShape, Row> = ListOf<Shape, Row> & {
  next: string | null;
  count?: number;
};

/** One list. Call it for a page, `all` for every row from page to page, `csv`, `jsonl`, `xlsx` and `parquet` for the whole as a file: read its `text()`, its `arrayBuffer()` or its `body`. */
export interface ListCall<Shape extends z.ZodRawShape, Row> {
  (question?: QuestionOf<Shape & typeof Parameters.pageParameters>): Promise<PageOfRows<Shape, Row>>;
  all(question?: QuestionOf<Shape & typeof Parameters.pageParameters>): AsyncGenerator<Row>;
  csv(question?: QuestionOf<Shape>): Promise<Response>;
  jsonl(question?: QuestionOf<Shape>): Promise<Response>;
  xlsx(question?: QuestionOf<Shape>): Promise<Response>;
  parquet(question?: QuestionOf<Shape>): Promise<Response>;
}

/** One record. Call it for the record, `csv` for its ledger as CSV. */
export interface RecordCall<Shape extends z.ZodRawShape, Detail> {
  (id: string, question?: QuestionOf<Shape>): Promise<Detail>;
  csv(id: string, question?: QuestionOf<typeof Parameters.clockParameters>): Promise<Response>;
}
