import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Tables } from '../tables/tables.ts';
import { versionAt } from './cut.ts';
import { asList, type Connection, slot } from './store.ts';

// The customs tariffs whose lines are registered.

/** The nomenclatures of some jurisdictions, or of all, as known at a seq. */
export async function nomenclaturesOf(connection: Connection, jurisdictions: readonly string[] | null, knownSeq: number) {
  const isOfAll = jurisdictions === null;
  const rows = await connection.query<Tables['nomenclatures']['$inferSelect']>(
    `nomenclatures:${isOfAll}`,
    (db, { nomenclatures: n }) =>
      db
        .select()
        .from(n)
        .where(and(versionAt(n, slot('known')), isOfAll ? undefined : connection.isAmong(n.jurisdiction_code, 'codes')))
        .orderBy(asc(n.jurisdiction_code), asc(n.first_on), asc(n.id)),
    { known: knownSeq, ...(!isOfAll && { codes: asList(jurisdictions) }) },
  );
  return rows.map(({ known_from: _from, known_to: _to, ...row }) => row);
}

/** The lines of a nomenclature that begin with these digits, in the order of their codes. */
export async function nomenclatureLines(
  { db, tables: { nomenclature_lines: l } }: Connection,
  id: string,
  digits: string,
  knownSeq: number,
): Promise<{ code: string; name: string | null }[]> {
  return db
    .select({ code: l.code, name: l.name })
    .from(l)
    .where(and(eq(l.nomenclature_id, id), versionAt(l, knownSeq), gte(l.code, digits), lt(l.code, `${digits}:`)))
    .orderBy(asc(l.code));
}

/** How many lines each nomenclature has. */
export async function lineCounts({ db, tables: { nomenclature_lines: l } }: Connection, knownSeq: number): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: l.nomenclature_id, lines: sql<number>`cast(count(*) as integer)` })
    .from(l)
    .where(versionAt(l, knownSeq))
    .groupBy(l.nomenclature_id);
  return new Map(rows.map(({ id, lines }) => [id, lines]));
}
