import { and, asc, eq, gte, isNotNull, lt, sql } from 'drizzle-orm';
import { groupBy } from '../domain/group.ts';
import type { Tables } from '../tables/tables.ts';
import { versionAt } from './cut.ts';
import { asList, type Connection, slot } from './store.ts';

// What goods are called: the names and words that are registered for codes of the Harmonized System, and the lines of customs tariffs.

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

/** The names and words that are registered for codes of the Harmonized System, in the order of their codes, the oldest edition first. */
export async function readProducts({ db, tables: { products: p, product_words: w } }: Connection, knownSeq: number) {
  const words = groupBy(
    await db.select().from(w).where(versionAt(w, knownSeq)).orderBy(asc(w.product_id), asc(w.position)),
    ({ product_id }) => product_id,
  );
  const rows = await db.select().from(p).where(versionAt(p, knownSeq)).orderBy(asc(p.code), asc(p.revision));
  return rows.map(({ id, code, revision, name }) => ({
    ...{ id, code, revision, name },
    words: (words.get(id) ?? []).map(({ word }) => word),
  }));
}

/** What the lines of all nomenclatures call goods, those of the newest tariff last. */
export async function namesOfLines({ db, tables: { nomenclatures: n, nomenclature_lines: l } }: Connection, knownSeq: number) {
  const rows = await db
    .select({ code: l.code, name: l.name })
    .from(l)
    .innerJoin(n, and(eq(n.id, l.nomenclature_id), versionAt(n, knownSeq)))
    .where(and(versionAt(l, knownSeq), isNotNull(l.name)))
    .orderBy(asc(n.first_on), asc(n.id), asc(l.code));
  return rows.flatMap(({ code, name }) => (name === null ? [] : [{ code, name }]));
}

/** Where a line stands among those of all nomenclatures: by the id of its nomenclature, then by its code. */
export interface LinePlace {
  nomenclature: string;
  code: string;
}

/** The lines of all nomenclatures after a place, so many at most; `only`: of one nomenclature. */
export async function linesAfter(
  { db, tables: { nomenclatures: n, nomenclature_lines: l } }: Connection,
  knownSeq: number,
  { nomenclature, code }: LinePlace,
  limit: number,
  only?: string,
) {
  return db
    .select({ nomenclature: l.nomenclature_id, jurisdiction: n.jurisdiction_code, revision: n.revision, code: l.code, name: l.name })
    .from(l)
    .innerJoin(n, and(eq(n.id, l.nomenclature_id), versionAt(n, knownSeq)))
    .where(
      and(
        versionAt(l, knownSeq),
        sql`(${l.nomenclature_id}, ${l.code}) > (${nomenclature}, ${code})`,
        only === undefined ? undefined : eq(l.nomenclature_id, only),
      ),
    )
    .orderBy(asc(l.nomenclature_id), asc(l.code))
    .limit(limit);
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
