import { and, eq, inArray, lte, notExists, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import type { Cut } from './cut.ts';
import type { Connection } from './store.ts';

const CHUNK = 500;

/**
 * The last day up to which somebody looked at each of these measures or disputes and found nothing new; those that nobody looked at are
 * left out. A check was announced on its own day.
 */
export async function lastChecks(
  { db, tables: t }: Connection,
  of: 'measure_id' | 'dispute_id',
  ids: readonly string[],
  { knownSeq, announcedBy }: Cut,
): Promise<Map<string, Day>> {
  const found = new Map<string, Day>();
  const subject = t.ledger[of];
  const corrected = db
    .select({ one: sql`1` })
    .from(t.corrections)
    .where(and(eq(t.corrections.retracts_seq, t.checks.seq), lte(t.corrections.seq, knownSeq)));
  for (let at = 0; at < ids.length; at += CHUNK)
    for (const { id, checked_on } of await db
      .select({ id: subject, checked_on: sql<string>`max(${t.checks.checked_on})` })
      .from(t.checks)
      .innerJoin(t.ledger, eq(t.ledger.seq, t.checks.seq))
      .where(
        and(
          inArray(subject, ids.slice(at, at + CHUNK)),
          lte(t.checks.seq, knownSeq),
          announcedBy === null ? undefined : lte(t.checks.checked_on, announcedBy),
          notExists(corrected),
        ),
      )
      .groupBy(subject))
      if (id !== null) found.set(id, checked_on);
  return found;
}
