import { and, eq, gt, inArray, isNotNull, lte, notInArray, or, sql } from 'drizzle-orm';
import { EXPORTER_CLASSES } from '../domain/vocabulary.ts';
import { entriesNaming, Values } from './conditions.ts';
import { asList, type Connection } from './store.ts';

// What a search by words reads: texts in which they may stand, and what names a code.

/** A text that speaks of a thing. */
export interface TextOf {
  id: string;
  text: string;
}

/**
 * The texts in which words of a measure may stand, of all that was registered or recorded after a seq and by another, in every version:
 * its title and the legal acts that it and its entries name.
 */
export async function measureTexts({ db, tables: t }: Connection, after: number, by: number): Promise<TextOf[]> {
  const { measures: m, legal_instruments: l, entry_instruments: e, ledger } = t;
  const titles = await db
    .select({ id: m.id, text: m.title })
    .from(m)
    .where(and(gt(m.known_from, after), lte(m.known_from, by)));
  const acts = await db
    .selectDistinct({ id: l.measure_id, text: l.identifier })
    .from(l)
    .where(and(gt(l.known_from, after), lte(l.known_from, by)));
  const later = await db
    .selectDistinct({ id: sql<string>`${ledger.measure_id}`, text: e.identifier })
    .from(e)
    .innerJoin(ledger, eq(ledger.seq, e.seq))
    .where(and(gt(e.seq, after), lte(e.seq, by), isNotNull(ledger.measure_id)));
  return [...titles, ...acts, ...later];
}

/** The companies that entries of measures name, of those recorded after a seq and by another. */
export async function companiesOfMeasures({ db, tables: t }: Connection, after: number, by: number): Promise<TextOf[]> {
  const { scope_exporters: x, ledger } = t;
  return db
    .selectDistinct({ id: sql<string>`${ledger.measure_id}`, text: x.exporter })
    .from(x)
    .innerJoin(ledger, eq(ledger.seq, x.seq))
    .where(and(gt(x.seq, after), lte(x.seq, by), isNotNull(ledger.measure_id), notInArray(x.exporter, [...EXPORTER_CLASSES])));
}

/** Titles and summaries of disputes, and who their parties are, of all that was registered after a seq and by another, in every version. */
export async function disputeTexts(
  { db, tables: t }: Connection,
  after: number,
  by: number,
): Promise<{ texts: TextOf[]; parties: TextOf[] }> {
  const { disputes: d, dispute_parties: p } = t;
  const rows = await db
    .select({ id: d.id, title: d.title, summary: d.summary })
    .from(d)
    .where(and(gt(d.known_from, after), lte(d.known_from, by)));
  const parties = await db
    .selectDistinct({ id: p.dispute_id, text: p.party })
    .from(p)
    .where(and(gt(p.known_from, after), lte(p.known_from, by)));
  return { texts: rows.map(({ id, title, summary }) => ({ id, text: `${title} ${summary ?? ''}` })), parties };
}

/** The measures one of whose coverages, at any time, names a code, a part of it or what it is a part of: so many at most. */
export async function measuresNaming(connection: Connection, code: string, most: number): Promise<string[]> {
  const { db, tables: t } = connection;
  const { statement_periods: c } = t;
  const values = new Values();
  const naming = entriesNaming(db, t, code, values);
  const limit = values.limit(most);
  const rows = await connection.query<{ id: string }>(
    `naming:${Object.keys(values.values).join(':')}`,
    () => db.selectDistinct({ id: c.measure_id }).from(c).where(inArray(c.seq, naming())).limit(limit),
    values.values,
  );
  return rows.map(({ id }) => id);
}

/** Which codes of these chapters some entries name, each once. */
export async function codesNamed(
  connection: Connection,
  seqs: readonly number[],
  chapters: readonly string[],
): Promise<{ seq: number; code: string }[]> {
  if (seqs.length === 0 || chapters.length === 0) return [];
  const { scope_codes: c } = connection.tables;
  const values = new Values();
  const of = or(...values.many('chapter', chapters).map((chapter) => sql`substr(${c.code}, 1, 2) = ${chapter}`));
  const query = connection.db
    .selectDistinct({ seq: c.seq, code: c.code })
    .from(c)
    .where(and(connection.isAmong(c.seq, 'seqs'), of));
  return connection.query(`codes_named:${chapters.length}`, () => query, { ...values.values, seqs: asList(seqs) });
}

/** How many lines of codes some entries have; of a longer list so many at most. */
export async function countCodes(connection: Connection, seqs: readonly number[], most: number): Promise<Map<number, number>> {
  if (seqs.length === 0) return new Map();
  const { scope_codes: c, ledger: l } = connection.tables;
  const values = new Values();
  const few = connection.db.select({ one: sql`1` }).from(c).where(eq(c.seq, l.seq)).limit(values.limit(most));
  const query = connection.db
    .select({ seq: l.seq, lines: sql<number>`(select cast(count(*) as integer) from (${few}) few)` })
    .from(l)
    .where(connection.isAmong(l.seq, 'seqs'));
  const rows = await connection.query<{ seq: number; lines: number }>('count_codes', () => query, {
    ...values.values,
    seqs: asList(seqs),
  });
  return new Map(rows.map(({ seq, lines }) => [seq, lines]));
}

/** What some entries name: a legal act or a company. */
interface NamedIn {
  seq: number;
  text: string;
}

/** The legal acts that some entries name. */
export const actsNamed = (connection: Connection, seqs: readonly number[]): Promise<NamedIn[]> =>
  connection.query<NamedIn>(
    'acts_named',
    (db, { entry_instruments: e }) =>
      db.selectDistinct({ seq: e.seq, text: e.identifier }).from(e).where(connection.isAmong(e.seq, 'seqs')),
    { seqs: asList(seqs) },
  );

/** Which of these companies some entries name. */
export async function companiesNamed(connection: Connection, seqs: readonly number[], companies: readonly string[]): Promise<NamedIn[]> {
  if (companies.length === 0) return [];
  return connection.query<NamedIn>(
    'companies_named',
    (db, { scope_exporters: x }) =>
      db
        .selectDistinct({ seq: x.seq, text: x.exporter })
        .from(x)
        .where(and(connection.isAmong(x.seq, 'seqs'), connection.isAmong(x.exporter, 'companies'))),
    { seqs: asList(seqs), companies: asList(companies) },
  );
}
