import { and, asc, eq, gt, gte, inArray, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Instant } from '../domain/dates.ts';
import { type ChangeFilter, STATUS_ALONE } from './changes-asked.ts';
import { seqsOf } from './entries.ts';
import type { Connection } from './store.ts';

// Which entries tell of changes, in the order of recording.

/** The tables of the entries that tell of what changes. */
const tablesTelling = ({ status_changes, rate_tables, coverages, duty_rules }: Connection['tables'], what = STATUS_ALONE) =>
  what.map((one) => ({ status: status_changes, rates: rate_tables, coverage: coverages, rules: duty_rules })[one] as typeof status_changes);

/** Entries after a seq that tell of changes of some measures, replacements among them; a correction is of the measure of what it puts in place too. */
export async function seqsTelling(
  { db, tables }: Connection,
  { what, measures }: Pick<ChangeFilter, 'what'> & { measures: readonly string[] },
  after: number,
): Promise<{ measure: string; seq: number }[]> {
  const { corrections: c, ledger: l } = tables;
  const own = and(inArray(l.measure_id, [...measures]), gt(l.seq, after));
  const measure = sql<string>`${l.measure_id}`;
  const found: { measure: string; seq: number }[] = [];
  for (const s of tablesTelling(tables, what)) {
    found.push(...(await db.select({ measure, seq: l.seq }).from(l).innerJoin(s, eq(s.seq, l.seq)).where(own)));
    const corrections = db.select({ measure, seq: l.seq }).from(l).innerJoin(c, eq(c.seq, l.seq)).innerJoin(s, eq(s.seq, c.retracts_seq));
    found.push(...(await corrections.where(own)));
    const moved = db.select({ measure, seq: c.seq }).from(l).innerJoin(c, eq(c.replacement_seq, l.seq)).innerJoin(s, eq(s.seq, l.seq));
    found.push(...(await moved.where(own)));
  }
  return found.sort((x, y) => x.seq - y.seq);
}

/** The rules that name some measures beside the one that they are recorded of: whom such a rule is for hangs on those measures too. */
export async function rulesNaming({ db, tables }: Connection, measures: readonly string[]): Promise<{ measure: string; named: string }[]> {
  const { duty_rules: r, duty_rule_measures: g, ledger: l } = tables;
  const measure = sql<string>`${l.measure_id}`;
  const instead = db
    .selectDistinct({ measure, named: sql<string>`${r.other_measure_id}` })
    .from(r)
    .innerJoin(l, eq(l.seq, r.seq));
  const together = db.selectDistinct({ measure, named: g.measure_id }).from(g).innerJoin(l, eq(l.seq, g.seq));
  return [
    ...(await instead.where(inArray(r.other_measure_id, [...measures]))),
    ...(await together.where(inArray(g.measure_id, [...measures]))),
  ];
}

/** An entry that tells of a change. */
export interface ToldEntry {
  seq: number;
  measure: string;
  /** Of a correction: the entry that it takes back, and the one that takes its place. */
  retracts_seq: number | null;
  replacement_seq: number | null;
  /** The measure of the latter: what a rule is of may have been wrong. */
  replacement_measure: string | null;
}

/** Entries after a seq that tell of changes, in the order of recording, and up to which seq these are all; a replacement stands with its correction. */
export async function entriesTelling(
  { db, tables }: Connection,
  { what }: Pick<ChangeFilter, 'what'>,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<{ entries: ToldEntry[]; upTo: number }> {
  const { corrections: c, ledger: l } = tables;
  const replacement = alias(l, 'replacement');
  const measure = sql<string>`${l.measure_id}`;
  const all: ToldEntry[] = [];
  let end = upTo;
  for (const s of tablesTelling(tables, what)) {
    const changes = await db
      .select({
        seq: s.seq,
        measure,
        retracts_seq: sql<null>`null`,
        replacement_seq: sql<null>`null`,
        replacement_measure: sql<null>`null`,
      })
      .from(s)
      .innerJoin(l, eq(l.seq, s.seq))
      .where(and(gt(s.seq, after), lte(s.seq, upTo)))
      .orderBy(asc(s.seq))
      .limit(limit);
    const corrections = await db
      .select({
        ...{ seq: c.seq, measure, retracts_seq: c.retracts_seq, replacement_seq: c.replacement_seq },
        replacement_measure: replacement.measure_id,
      })
      .from(c)
      .innerJoin(s, eq(s.seq, c.retracts_seq))
      .innerJoin(l, eq(l.seq, c.seq))
      .leftJoin(replacement, eq(replacement.seq, c.replacement_seq))
      .where(and(gt(c.seq, after), lte(c.seq, upTo)))
      .orderBy(asc(c.seq))
      .limit(limit);
    const [first, last] = [changes[0]?.seq ?? upTo, changes.at(-1)?.seq ?? 0];
    // A correction comes after what it puts in place.
    const replacing = await db
      .select({ seq: c.replacement_seq })
      .from(c)
      .where(and(gt(c.seq, first), gte(c.replacement_seq, first), lte(c.replacement_seq, last)));
    const replacements = new Set(replacing.map(({ seq }) => seq));
    all.push(...changes.filter(({ seq }) => !replacements.has(seq)), ...corrections);
    for (const found of [changes, corrections]) if (found.length === limit) end = Math.min(end, found.at(-1)?.seq ?? upTo);
  }
  const entries = all.filter(({ seq }) => seq <= end).sort((x, y) => x.seq - y.seq);
  return { entries, upTo: end };
}

/** What a transaction recorded, by its numbers. */
interface Transaction {
  /** The last number before it. */
  before: number;
  last: number;
  recorded_at?: Instant | undefined;
}

/** The transaction that recorded an entry. */
export async function transactionOf({ db, tables: { ledger: l } }: Connection, seq: number): Promise<Transaction> {
  const one = db.select({ recorded_at: l.recorded_at }).from(l).where(eq(l.seq, seq));
  const [ends] = await db
    .select({
      first: sql<number | null>`min(${l.seq})`,
      last: sql<number | null>`max(${l.seq})`,
      recorded_at: sql<Instant | null>`max(${l.recorded_at})`,
    })
    .from(l)
    .where(eq(l.recorded_at, one));
  return { before: (ends?.first ?? seq + 1) - 1, last: ends?.last ?? seq, recorded_at: ends?.recorded_at ?? undefined };
}

/** The entries that corrections among some numbers, both inclusive, take back. */
export async function retractedAmong({ db, tables: { corrections: c } }: Connection, first: number, last: number): Promise<Set<number>> {
  const rows = await db
    .select({ seq: c.retracts_seq })
    .from(c)
    .where(and(gte(c.seq, first), lte(c.seq, last)));
  return new Set(seqsOf(rows));
}
