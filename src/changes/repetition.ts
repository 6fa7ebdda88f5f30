import { statementsAbout } from '../db/histories.ts';
import type { Connection } from '../db/store.ts';
import { TrackerError } from '../domain/errors.ts';
import { groupBy } from '../domain/group.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { describeEntry, type Entry, entriesOf, firstDayOf, repeats, standingOf } from '../things/ledger.ts';

/** What is not to be said twice. A status that changes nothing is refused by its history; who looks again on a day has looked again. */
const KINDS = ['coverage', 'rate_table', 'milestone', 'resolution', 'link', 'quota', 'duty_rule'] as const satisfies readonly EntryKind[];
/** What came of an agreement may be agreed again. */
const STEPS = ['implementation', 'collapse'] as const satisfies readonly EntryKind[];

/**
 * Refuses what an entry that stands says already, such as a form that was sent twice. What comes with the program
 * is as it is. Throws `conflict` naming that entry.
 */
export async function checkRepetition(
  connection: Connection,
  entries: readonly Entry[],
  isNew: (measure: string) => boolean,
): Promise<void> {
  const added = entriesOf(entries, ...KINDS).filter(({ entry_id }) => entry_id === null);
  if (added.length === 0) return;
  const named = (field: 'measure_id' | 'dispute_id' | 'wto_case_id'): string[] => [
    ...new Set(added.flatMap((entry) => entry[field] ?? []).filter((id) => field !== 'measure_id' || !isNew(id))),
  ];
  const recorded = await statementsAbout(connection, [...KINDS, ...STEPS], {
    measure_id: named('measure_id'),
    dispute_id: named('dispute_id'),
    wto_case_id: named('wto_case_id'),
  });
  if (recorded.length === 0 && isEachAlone(added)) return;
  const { standing, rootOf } = standingOf([...recorded, ...entries]);
  const settled = new Set(entriesOf(standing, ...STEPS).map(({ resolution_seq }) => rootOf(resolution_seq)));
  const alike = groupBy(
    entriesOf(standing, ...KINDS).filter(({ seq }) => !settled.has(rootOf(seq))),
    (entry) => [entry.kind, entry.measure_id, entry.dispute_id, entry.wto_case_id, firstDayOf(entry)].join(' '),
  );
  const isAdded = new Set(added.map(({ seq }) => seq));
  const replaced = new Map(entriesOf(entries, 'correction').map(({ replacement_seq, retracts_seq }) => [replacement_seq, retracts_seq]));
  for (const group of alike.values())
    for (const [index, entry] of group.entries()) {
      if (!isAdded.has(entry.seq)) continue;
      const before = group.slice(0, index).find((other) => repeats(entry, other));
      // What stood twice already, as told by two days perhaps, may have another note or source.
      const instead = recorded.find(({ seq }) => seq === replaced.get(entry.seq));
      if (before && !(instead && repeats(instead, before))) throw repeated(entry, before, isAdded.has(before.seq));
    }
}

/** Is there one entry at most of a kind about each thing? So it is of many measures that are new. */
function isEachAlone(entries: readonly Entry[]): boolean {
  const seen = new Set(
    entries.map(({ kind, measure_id, dispute_id, wto_case_id }) => `${kind} ${measure_id ?? dispute_id ?? wto_case_id}`),
  );
  return seen.size === entries.length;
}

function repeated(entry: Entry, before: Entry, isOfThis: boolean): TrackerError {
  const about = entry.measure_id ?? entry.dispute_id ?? entry.wto_case_id;
  const what = `${about === null ? '' : `${about}: `}"${describeEntry(entry)}"`;
  return new TrackerError(
    'conflict',
    isOfThis
      ? `${what} is said twice here: say it once`
      : `${what} is what entry ${before.seq} says already: nothing changes by it; to give it another source, day of announcement or note, correct entry ${before.seq}`,
  );
}
