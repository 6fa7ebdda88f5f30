import { isInForce } from '../domain/status.ts';
import type { SourceRow } from '../things/register.ts';
import { listDisputes } from './disputes.ts';
import { listMeasures, streamMeasures } from './measures.ts';
import { streamSources } from './register.ts';
import type { AnswerClocks, Tracker } from './tracker.ts';

/** What is recorded of one economy as the one that imposes, base duties apart. */
export interface CoverageRow {
  imposed_by: string;
  bans: number;
  tariffs: number;
  /** How many there are of each type, the most frequent first. */
  types: readonly (readonly [type: string, count: number])[];
  /** In force on the day. */
  active: number;
  /** What stands of a measure cites an act or a body of states; reports alone; nothing. */
  official: number;
  reported: number;
  uncited: number;
  /** The last day on which somebody looked at any of them and found nothing new. */
  checked_on: string | null;
}

/** How much the tracker holds, as known at an instant. */
export interface Coverage extends AnswerClocks {
  measures: number;
  disputes: number;
  /** How many sources there are of each kind. */
  sources: Readonly<Partial<Record<SourceRow['kind'], number>>>;
  /** By economy, the one with the most measures first; null where there are more measures than are counted. */
  economies: readonly CoverageRow[] | null;
}

/** With more measures the counting takes seconds. */
const MOST_COVERED = 20_000;

/** What is recorded, by who imposes it, as of some clocks. */
export async function readCoverage(tracker: Tracker, clocks: AnswerClocks, most = MOST_COVERED): Promise<Coverage> {
  const question = { ...clocks, status: 'all' } as const;
  const { count = 0 } = await listMeasures(tracker, question, { limit: 1, count: true });
  const { count: disputes = 0 } = await listDisputes(tracker, clocks, { limit: 1, count: true });
  const kinds: Partial<Record<SourceRow['kind'], number>> = {};
  const official = new Set<string>();
  for await (const sources of (await streamSources(tracker, { known_at: clocks.known_at })).batches)
    for (const { id, kind } of sources) {
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (kind === 'official' || kind === 'treaty_body') official.add(id);
    }
  return {
    ...clocks,
    measures: count,
    disputes,
    sources: kinds,
    economies: count > most ? null : await economiesOf(tracker, question, official),
  };
}

type Counting = Omit<CoverageRow, 'types'> & { types: Map<string, number> };

async function economiesOf(
  tracker: Tracker,
  question: AnswerClocks & { status: 'all' },
  official: ReadonlySet<string>,
): Promise<CoverageRow[]> {
  const rows = new Map<string, Counting>();
  const none = { bans: 0, tariffs: 0, active: 0, official: 0, reported: 0, uncited: 0, checked_on: null };
  for await (const batch of (await streamMeasures(tracker, question)).batches)
    for (const { imposed_by, kind, type, status, sources, checked_on } of batch) {
      const row = rows.get(imposed_by) ?? { imposed_by, ...none, types: new Map() };
      rows.set(imposed_by, row);
      row[kind === 'ban' ? 'bans' : 'tariffs'] += 1;
      row.types.set(type, (row.types.get(type) ?? 0) + 1);
      if (isInForce(status)) row.active += 1;
      row[sources.some((id) => official.has(id)) ? 'official' : sources.length > 0 ? 'reported' : 'uncited'] += 1;
      if (checked_on !== null && (row.checked_on === null || checked_on > row.checked_on)) row.checked_on = checked_on;
    }
  const inAll = ({ bans, tariffs }: Counting): number => bans + tariffs;
  return [...rows.values()]
    .sort((a, b) => inAll(b) - inAll(a) || (a.imposed_by < b.imposed_by ? -1 : 1))
    .map((row) => ({ ...row, types: [...row.types].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)) }));
}
