import { activePairs } from '../db/partners.ts';
import type { Day, Instant } from '../domain/dates.ts';
import { type Clocks, type Tracker, viewAt } from './tracker.ts';

/** Who restricts whose trade, and with how many measures in force. */
export interface Restriction {
  imposed_by: string;
  /** A jurisdiction; `*` for all. */
  affected: string;
  bans: number;
  tariffs: number;
}

export interface RestrictionList {
  on: Day;
  known_at: Instant;
  changeSeq: number;
  data: Restriction[];
}

/** Who restricts whose trade on a day, the pairs with the most measures first. A measure on an area counts for its jurisdiction. */
export function listRestrictions(tracker: Tracker, clocks: Clocks): Promise<RestrictionList> {
  return tracker.store.read(async (connection) => {
    const view = await viewAt(tracker, connection, clocks);
    const pairs = new Map<string, Restriction>();
    for (const { imposed_by, affected, kind, measures } of await activePairs(connection, view.on, view.knownSeq)) {
      const key = `${imposed_by} ${affected}`;
      const pair = pairs.get(key) ?? { imposed_by, affected, bans: 0, tariffs: 0 };
      pair[kind === 'ban' ? 'bans' : 'tariffs'] = measures;
      pairs.set(key, pair);
    }
    const total = ({ bans, tariffs }: Restriction): number => bans + tariffs;
    const key = ({ imposed_by, affected }: Restriction): string => `${imposed_by} ${affected}`;
    const data = [...pairs.values()].sort((a, b) => total(b) - total(a) || (key(a) < key(b) ? -1 : 1));
    return { on: view.on, known_at: view.known_at, changeSeq: view.changeSeq, data };
  });
}
