import { createHash } from 'node:crypto';
import { asc, between, desc, getTableColumns, gt, lte, sql } from 'drizzle-orm';
import type { Instant } from '../domain/dates.ts';
import { chunksOf } from '../domain/group.ts';
import { canonicalText } from '../domain/ledger.ts';
import { sqliteTables } from '../tables/sqlite.ts';
import type { Tables } from '../tables/tables.ts';
import type { Entry } from '../things/ledger.ts';
import { detailsOf, type EntrySelection, insertRows, ledgerRowOf, recordedEntries, rowsIn, together } from './entry-rows.ts';
import { asList, type Connection, slot, turn } from './store.ts';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

/** The hash of an entry: of the hash before it and of everything that the entry says, as its canonical text. */
export function hashOf(previous: string, text: string): string {
  return createHash('sha256').update(previous).update('\n').update(text).digest('hex');
}

/** The hash of the last entry by a seq; empty before the first one. */
export async function hashAt(connection: Connection, seq: number): Promise<string> {
  const [last] = await connection.query<{ hash: string }>(
    'hash_at',
    (db, { ledger }) =>
      db
        .select({ hash: ledger.hash })
        .from(ledger)
        .where(lte(ledger.seq, slot('seq')))
        .orderBy(desc(ledger.seq))
        .limit(1),
    { seq },
  );
  return last?.hash ?? '';
}

/** The last number of the transactions of these instants. */
export async function transactionEnds(connection: Connection, instants: Iterable<Instant>): Promise<Map<Instant, number>> {
  const rows = await connection.query<{ recorded_at: Instant; seq: number }>(
    'transaction_ends',
    (db, { ledger }) =>
      db
        .select({ recorded_at: ledger.recorded_at, seq: sql<number>`max(${ledger.seq})` })
        .from(ledger)
        .where(connection.isAmong(ledger.recorded_at, 'instants'))
        .groupBy(ledger.recorded_at),
    { instants: asList(new Set(instants)) },
  );
  return new Map(rows.map(({ recorded_at, seq }) => [recorded_at, seq]));
}

/** Appends entries, given in the order of seq, and chains their hashes to the last one. */
export async function insertEntries(connection: Connection, entries: readonly Entry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  let hash = (await hashAt(connection, first.seq - 1)) || GENESIS;
  // The heads first: an entry may name a later one. In batches, so that what many entries say is never held as rows all at once.
  for (const batch of chunksOf(entries, BATCH)) {
    const heads: Tables['ledger']['$inferInsert'][] = [];
    const texts: Tables['entry_texts']['$inferInsert'][] = [];
    for (const entry of batch) {
      const text = canonicalText(entry);
      hash = hashOf(hash, text);
      heads.push(ledgerRowOf(entry, hash));
      texts.push({ seq: entry.seq, text });
    }
    await insertRows(connection, { ledger: heads, entry_texts: texts });
    if (batch.length === BATCH) await turn();
  }
  for (const batch of chunksOf(entries, BATCH)) {
    await insertRows(connection, together(batch.map(detailsOf)));
    if (batch.length === BATCH) await turn();
  }
  if (entries.length < BATCH) for (const entry of entries) keep(connection, entry);
}

/** So many entries are turned into rows at once. */
const BATCH = 500;

/** So many entries are asked for at once. */
const CHUNK = 5000;

/**
 * Reads entries in the order of seq, those that there are. Those of a reading connection are kept: an entry never changes. Throws where what
 * one says is lost: the database has been tampered with.
 */
export async function loadEntries(connection: Connection, selection: EntrySelection): Promise<Entry[]> {
  if (!Array.isArray(selection)) return (await entryTexts(connection, selection)).map(entryOf);
  const wanted = [...new Set(selection as readonly number[])].sort((a, b) => a - b);
  if (wanted.length === 0) return [];
  const before = await connection.kept();
  const found = new Map<number, Entry>();
  const missing: number[] = [];
  for (const seq of wanted) {
    const kept = before?.get(seq);
    if (kept) found.set(seq, kept);
    else missing.push(seq);
  }
  for (const seqs of chunksOf(missing, CHUNK)) {
    const texts = await entryTexts(connection, seqs);
    if (texts.length < seqs.length) await checkLost(connection, seqs, texts);
    for (const text of texts) {
      const entry = entryOf(text);
      found.set(entry.seq, entry);
      keep(connection, entry);
    }
  }
  return wanted.flatMap((seq) => found.get(seq) ?? []);
}

/** The numbers of entries, or of rows that name them. */
export const seqsOf = (rows: readonly { seq: number }[]): number[] => rows.map(({ seq }) => seq);

/** An entry as the text that its hash is made of. */
export interface EntryText {
  seq: number;
  text: string;
}

/** What every entry says, in the order in which people read it; what its kind says stands behind. */
const HEAD = [
  ...Object.keys(getTableColumns(sqliteTables.ledger)).filter((name) => !['kind', 'hash', 'reviewed_by'].includes(name)),
  'sources',
];

function entryOf({ text }: EntryText): Entry {
  const said = JSON.parse(text) as Record<string, unknown>;
  const entry: Record<string, unknown> = {};
  for (const name of HEAD) entry[name] = said[name];
  return Object.assign(entry, said) as Entry;
}

/** The texts of entries, in the order of seq. */
export function entryTexts(connection: Connection, selection: EntrySelection): Promise<EntryText[]> {
  const isList = Array.isArray(selection);
  return connection.query<EntryText>(
    `entry_texts:${isList ? 'some' : 'range'}`,
    (db, { entry_texts: t }) =>
      db
        .select()
        .from(t)
        .where(isList ? connection.isAmong(t.seq, 'seqs') : between(t.seq, slot('from'), slot('to')))
        .orderBy(asc(t.seq)),
    isList ? { seqs: asList(selection as readonly number[]) } : { ...selection },
  );
}

/** Throws if an entry has no text though it was recorded. */
async function checkLost(connection: Connection, seqs: readonly number[], texts: readonly EntryText[]): Promise<void> {
  const found = new Set(seqsOf(texts));
  const missing = seqs.filter((seq) => !found.has(seq));
  const [lost] = await rowsIn(connection, 'ledger', missing);
  if (lost !== undefined) throw new Error(`ledger entry ${lost.seq} has lost its text: verify --rebuild makes it anew`);
}

/** Before every number that an entry may have. */
export const FIRST = -2_147_483_648;

/** Makes the texts of all entries anew from their rows. */
export async function rebuildTexts(connection: Connection): Promise<void> {
  const { ledger, entry_texts } = connection.tables;
  await connection.db.delete(entry_texts);
  for (let after = FIRST, isOver = false; !isOver; ) {
    const seqs = await connection.db
      .select({ seq: ledger.seq })
      .from(ledger)
      .where(gt(ledger.seq, after))
      .orderBy(asc(ledger.seq))
      .limit(BATCH);
    const entries = await recordedEntries(connection, seqsOf(seqs));
    await insertRows(connection, { entry_texts: entries.map(({ entry }) => ({ seq: entry.seq, text: canonicalText(entry) })) });
    after = seqs.at(-1)?.seq ?? after;
    isOver = seqs.length < BATCH;
    await turn();
  }
}

/** About 60 MB of entries in each thread that reads; of a database that holds more they are read again, each from one row. */
const KEPT = 50_000;

function keep({ entries }: Connection, entry: Entry): void {
  if (!entries) return;
  if (entries.size >= KEPT) entries.clear();
  entries.set(entry.seq, entry);
}
