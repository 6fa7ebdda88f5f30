import type { Recorder } from '../../changes/recorder.ts';
import type { Action } from '../../things/imported.ts';
import type { SheetCells, SheetReading } from './cells.ts';

/** What becomes of some rows that say one thing. */
export interface SheetOutcome {
  lines: readonly number[];
  id: string;
  action: Action;
  /** What it is, in a few words. */
  says: string;
  /** The measure that it is about, if it is about one. */
  measure?: string;
}

/** A sheet that was read: what it says is looked at together with the database, and then recorded. */
export interface ReadSheet {
  /** Says what becomes of the rows, and tells what only the database knows to be wrong. Nothing is changed. */
  plan(recorder: Recorder): Promise<SheetOutcome[]>;
  /** Records all of it. */
  record(recorder: Recorder): Promise<void>;
}

/** How a kind of sheet is read. */
export type SheetReader = (rows: readonly SheetCells[], reading: SheetReading) => Promise<ReadSheet>;
