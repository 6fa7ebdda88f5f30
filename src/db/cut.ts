import { and, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Day, NEVER } from '../domain/dates.ts';
import { STILL_KNOWN } from '../tables/dialect.ts';
import { slot } from './store.ts';

export { STILL_KNOWN };

/** Which part of the ledger counts. */
export interface Cut {
  /** What was recorded by this seq. */
  knownSeq: number;
  /** Of that, only what was announced by this day; null: all of it. */
  announcedBy: Day | null;
  /** The seq of which the register counts: the same, or the ledger's beginning for an instant before it, since nothing older is known. */
  registerSeq: number;
}

/** The same cut as parameters of a prepared query, whose shape must tell whether `announcedBy` is null. */
export const cutSlots = ({ announcedBy }: Cut): { knownSeq: SQL; announcedBy: SQL | null } => ({
  knownSeq: slot('known'),
  announcedBy: announcedBy === null ? null : slot('announced'),
});
/** Their values. */
export const cutValues = ({ knownSeq, announcedBy }: Cut): { known: number; announced?: Day } => ({
  known: knownSeq,
  ...(announcedBy !== null && { announced: announcedBy }),
});

/** A seq that every entry is known by. */
export const LATEST = STILL_KNOWN - 1;
/** The whole ledger as it is now. */
export const WHOLE: Cut = { knownSeq: LATEST, announcedBy: null, registerSeq: LATEST };

type Versioned = { known_from: SQLiteColumn; known_to: SQLiteColumn };

/** The version of a thing that is known at a seq. */
export const versionAt = (table: Versioned, knownSeq: number | SQL): SQL =>
  and(lte(table.known_from, knownSeq), gt(table.known_to, knownSeq)) as SQL;

/** The periods that the part of the ledger gives. `known` and `announced` may be placeholders of a prepared query. */
export function periodsOf(
  table: Versioned & { announced_from: SQLiteColumn; announced_to: SQLiteColumn },
  { knownSeq, announcedBy }: { knownSeq: number | SQL; announcedBy: Day | SQL | null },
): SQL {
  // As text of the statement, so that the index of just these rows can be used.
  const announced =
    announcedBy === null
      ? sql`${table.announced_to} = ${sql.raw(`'${NEVER}'`)}`
      : and(lte(table.announced_from, announcedBy), gt(table.announced_to, announcedBy));
  return and(versionAt(table, knownSeq), announced) as SQL;
}
