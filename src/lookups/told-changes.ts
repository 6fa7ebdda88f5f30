import { changesFound, entriesTelling } from '../db/status-changes.ts';
import type { Connection } from '../db/store.ts';
import type { StatusChangeFilters } from '../things/questions.ts';
import type { StatusChangeRow } from '../things/status-change.ts';
import type { ToldChange } from '../things/watch.ts';
import { entriesBySeq } from './match.ts';
import { covering, type Filter, filterOf, statusChangeRows } from './status-changes.ts';
import { type AsOf, type ReadAt, readIn, type Tracker, viewAt } from './tracker.ts';

/** So many entries are looked at in one read. */
const SCAN = 500;

/** What was told of the ledger after an entry. */
export interface Told extends ReadAt {
  changes: Omit<ToldChange, 'permalink'>[];
  /** The entry up to which the ledger was looked at: go on after it. */
  upTo: number;
  /** The last entry there was. */
  lastSeq: number;
}

/**
 * The next status changes that were recorded, replaced or taken back after an entry of the ledger, in the order of recording, and up to which
 * entry that is. A correction is told to whom what it takes back, or what stands there now, concerns. What an `until_on` will bring by
 * itself is not told: the row has its `until_on`. Throws `invalid` for a filter that is not understood.
 */
export function changesTold(tracker: Tracker, filters: StatusChangeFilters, after: number, most: number): Promise<Told> {
  // A copy that lags behind would skip what it has not received.
  return tracker.store.readLatest(async (connection) => {
    const view = await viewAt(tracker, connection, {});
    const filter = await filterOf(connection, filters, view);
    const { entries, upTo } = await entriesTelling(connection, { after, upTo: view.knownSeq, limit: SCAN });
    const seqs = entries.flatMap(({ seq, retracts_seq, replacement_seq }) =>
      retracts_seq === null ? seq : [retracts_seq, replacement_seq],
    );
    const rows = await wantedRows(
      connection,
      filter,
      seqs.filter((seq) => seq !== null),
      view,
    );
    const told = [];
    for (const { seq, retracts_seq, replacement_seq } of entries) {
      if (retracts_seq === null) told.push({ seq, event: 'recorded' as const, change: rows.of(seq), before: null });
      else if (replacement_seq === null) told.push({ seq, event: 'withdrawn' as const, change: null, before: rows.of(retracts_seq) });
      else told.push({ seq, event: 'replaced' as const, change: rows.of(replacement_seq), before: rows.of(retracts_seq) });
    }
    const wanted = told.filter(({ change, before }) => [change, before].some((row) => row && rows.wanted.has(row.seq)));
    const shown = wanted.slice(0, most);
    const corrections = await entriesBySeq(
      connection,
      shown.flatMap(({ event, seq }) => (event === 'recorded' ? [] : [seq])),
      view,
    );
    const reasonOf = (seq: number): string | null => {
      const entry = corrections.get(seq);
      return entry?.kind === 'correction' ? entry.reason : null;
    };
    return {
      ...readIn(view),
      changes: shown.map((one) => ({ ...one, reason: reasonOf(one.seq) })),
      upTo: wanted.length > shown.length ? (shown.at(-1)?.seq ?? after) : upTo,
      lastSeq: view.knownSeq,
    };
  });
}

/** Status changes by their entries, corrected or not, and those of them that a filter wants. */
async function wantedRows(connection: Connection, filter: Filter, seqs: readonly number[], view: AsOf) {
  const { scope, ...bySql } = filter;
  const among = { order: 'earliest first' as const, limit: seqs.length };
  const all = seqs.length === 0 ? [] : await changesFound(connection, { by: 'recorded', seqs }, view, among);
  const found = seqs.length === 0 ? [] : await changesFound(connection, { ...bySql, seqs }, view, among);
  const wanted = scope ? await covering(connection, found, scope, view) : found;
  const rows = new Map((await statusChangeRows(connection, all, view)).map((row) => [row.seq, row]));
  return { wanted: new Set(wanted.map(({ seq }) => seq)), of: (seq: number): StatusChangeRow | null => rows.get(seq) ?? null };
}
