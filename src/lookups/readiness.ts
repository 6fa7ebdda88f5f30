import { stateTagAt } from '../db/etags.ts';
import { derivedProblems, schemaProblems } from '../db/readiness.ts';
import { readChangeSeq } from '../db/store.ts';
import type { Instant } from '../domain/dates.ts';
import type { Tracker } from './tracker.ts';

/** The number and the instant of the last change, and the head of the ledger as answers name it. */
export interface LedgerState {
  seq: number;
  recorded_at: Instant;
  ledgerHead: string;
}

/** The state of the ledger as the database has it now. Throws `unavailable` where it can't be read. */
export const ledgerState = ({ store }: Tracker): Promise<LedgerState> =>
  store.read(async (connection) => {
    const last = await readChangeSeq(connection);
    return { ...last, ledgerHead: await stateTagAt(connection, last.seq) };
  });

/** What keeps the tracker from answering rightly: where, and what. */
interface NotReady {
  where: 'schema' | 'guards' | 'derived';
  problem: string;
}

/** So many problems are told. */
const MOST = 20;

/**
 * Looks whether questions can be answered rightly: the schema is that of this release, the guards of the ledger stand, the derived tables
 * follow it. It costs the same whatever the size of the database; `verify` proves what this only looks at. Throws what the database
 * throws if it can't be read.
 */
export function notReady({ store }: Tracker): Promise<NotReady[]> {
  return store.read(async (connection) => {
    const tell = (where: NotReady['where'], problems: string[]): NotReady[] => problems.map((problem) => ({ where, problem }));
    // On another schema the other looks would fail for no reason of their own.
    const schema = tell('schema', await schemaProblems(connection, store.engine));
    if (schema.length > 0) return schema;
    const guards = tell('guards', await store.guardProblems(connection));
    return [...guards, ...tell('derived', await derivedProblems(connection))].slice(0, MOST);
  });
}
