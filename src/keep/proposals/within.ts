import type { Change, Connection, Store } from '../../db/store.ts';
import { createTracker, type Tracker } from '../../lookups/tracker.ts';

/**
 * A tracker whose reads and writes are all part of one write that is under way: together they come about, or not at all. In the ledger each
 * of them follows the one before it, as if they had been made one after the other.
 */
export function within(tracker: Tracker, connection: Connection, change: Change): Tracker {
  const read: Store['read'] = (work) => work(connection);
  let isFirst = true;
  const write: Store['write'] = (_options, work) => {
    const before = isFirst ? change.before : change.lastSeq();
    if (!isFirst) change.continueFrom(before, change.recorded_at);
    isFirst = false;
    return work(connection, { ...change, before, recorded_at: change.recorded_at, leaveState: () => undefined });
  };
  // What is read meanwhile may yet be taken back: nothing of it is kept.
  const inside = createTracker({ ...tracker.store, read, readLatest: read, write }, tracker.clock);
  return { ...inside, registers: new Map(tracker.registers) };
}
