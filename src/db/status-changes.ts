import { and, asc, desc, eq, gt, lte, notExists, type SQL, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import type { Connection } from './store.ts';

interface Side {
  on: Day;
  /** Those that take effect by the day, or after it. */
  side: 'by' | 'after';
  knownSeq: number;
}

/** The status changes on one side of a day that were not corrected, as known at a seq. */
function wanted({ db, tables: { status_changes: s, corrections: c } }: Connection, { on, side, knownSeq }: Side) {
  // A date known to the month or the year counts from its first day.
  const day = sql`substr(${s.effective_on} || '-01-01', 1, 10)`;
  const corrected = db
    .select({ one: sql`1` })
    .from(c)
    .where(and(eq(c.retracts_seq, s.seq), lte(c.seq, knownSeq)));
  const where: SQL | undefined = and(side === 'by' ? lte(day, on) : gt(day, on), lte(s.seq, knownSeq), notExists(corrected));
  return { day, where };
}

/** The entries of the status changes nearest to a day on one side of it, the nearest first. */
export async function nearestStatusChanges(connection: Connection, side: Side, limit: number): Promise<number[]> {
  const s = connection.tables.status_changes;
  const { day, where } = wanted(connection, side);
  const order = side.side === 'by' ? desc : asc;
  const rows = await connection.db.select({ seq: s.seq }).from(s).where(where).orderBy(order(day), order(s.seq)).limit(limit);
  return rows.map(({ seq }) => seq);
}

/** How many status changes there are on one side of a day. */
export async function countStatusChanges(connection: Connection, side: Side): Promise<number> {
  const { where } = wanted(connection, side);
  const [row] = await connection.db
    .select({ count: sql<number>`cast(count(*) as integer)` })
    .from(connection.tables.status_changes)
    .where(where);
  return row?.count ?? 0;
}
