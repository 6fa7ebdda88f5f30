import { and, asc, gte, inArray, isNotNull, lt, or } from 'drizzle-orm';
import type { Tables } from '../tables/tables.ts';
import { LATEST, versionAt } from './cut.ts';
import { asList, type Connection, slot } from './store.ts';

// Which ids the register holds.

type ThingTable = 'sources' | 'exporters' | 'disputes' | 'measures' | 'wto_cases';

/** Which of these ids the register holds at a seq. */
export async function existingIds(
  connection: Connection,
  table: ThingTable,
  ids: readonly string[],
  knownSeq: number,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await connection.query<{ id: string }>(
    `existing:${table}`,
    (db, tables) => {
      const t = tables[table] as Tables['sources'];
      return db
        .select({ id: t.id })
        .from(t)
        .where(and(connection.isAmong(t.id, 'ids'), versionAt(t, slot('known'))));
    },
    { ids: asList(ids), known: knownSeq },
  );
  return new Set(rows.map(({ id }) => id));
}

/** The companies that are of a group now, as far as they or their groups are among these. */
export async function groupedNow(
  { db, tables: { exporters: e } }: Connection,
  ids: readonly string[],
): Promise<{ id: string; group: string }[]> {
  const rows = await db
    .select({ id: e.id, group: e.group_id })
    .from(e)
    .where(and(versionAt(e, LATEST), isNotNull(e.group_id), or(inArray(e.id, [...ids]), inArray(e.group_id, [...ids]))))
    .orderBy(asc(e.id));
  return rows.map(({ id, group }) => ({ id, group: group as string }));
}

/** So many ids are looked through. */
const MOST_IDS = 1000;

/** The ids of a table that begin so, as the register holds them at a seq: the first thousand. */
export async function idsLike(
  { db, tables }: Connection,
  table: 'measures' | 'disputes',
  begin: string,
  knownSeq: number,
): Promise<string[]> {
  const t = tables[table] as Tables['measures'];
  const rows = await db
    .selectDistinct({ id: t.id })
    .from(t)
    .where(and(gte(t.id, begin), lt(t.id, `${begin}\u{ffff}`), versionAt(t, knownSeq)))
    .orderBy(asc(t.id))
    .limit(MOST_IDS);
  return rows.map(({ id }) => id);
}
