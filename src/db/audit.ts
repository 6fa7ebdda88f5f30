import { and, asc, between, eq, getTableColumns, gt, gte, inArray, isNotNull, lte, notExists, sql, type Table } from 'drizzle-orm';
import { groupBy } from '../domain/group.ts';
import { canonicalText } from '../domain/ledger.ts';
import { type EntryKind, THINGS, type Thing, words } from '../domain/vocabulary.ts';
import {
  type AnyRow,
  columnOf,
  LEDGER_TABLES,
  type LedgerTableName,
  PERIOD_TABLES,
  type RegisterTableName,
  tableOf,
} from '../tables/tables.ts';
import { type Entry, entriesOf } from '../things/ledger.ts';
import { type EntryText, entryTexts, FIRST, GENESIS, hashOf, loadEntries, seqsOf } from './entries.ts';
import { entryTables, recordedEntries, rowsOf } from './entry-rows.ts';
import { allEtagRows } from './etags.ts';
import { allPeriodRows } from './periods.ts';
import { postingProblems } from './postings.ts';
import { allVersions, tablesOfThing } from './register-rows.ts';
import type { Connection } from './store.ts';

// Each check yields what it finds as a sentence that names the table, the row and what is wrong, and counts what it looked at.

/** How many rows were looked at. */
export interface RowsChecked {
  entries: number;
  ledger_rows: number;
  register_rows: number;
  measures: number;
  period_rows: number;
}

/** Nothing was looked at yet. */
export const nothingChecked = (): RowsChecked => ({ entries: 0, ledger_rows: 0, register_rows: 0, measures: 0, period_rows: 0 });

const BATCH = 500;
const LAST = 2_147_483_647;

interface Bound {
  seq: number;
  kind: EntryKind;
  hash: string;
  recorded_at: string;
}

/**
 * Checks the ledger: that each entry has all its rows and no other ones, that its hash is that of the entry before it and of what
 * it says, and that no entry lies beyond `last`, the state of the ledger. `withTexts` gets the texts of what could be read, a batch at a time.
 */
export async function* ledgerProblems(
  connection: Connection,
  last: { seq: number; recorded_at: string },
  checked: RowsChecked,
  withTexts?: (texts: EntryText[]) => Promise<void>,
): AsyncGenerator<string> {
  const { db, tables } = connection;
  const { ledger } = tables;
  let before: Bound | undefined;
  let from = FIRST;
  for (;;) {
    const bounds = await db
      .select({ seq: ledger.seq, kind: ledger.kind, hash: ledger.hash, recorded_at: ledger.recorded_at })
      .from(ledger)
      .where(gte(ledger.seq, from))
      .orderBy(asc(ledger.seq))
      .limit(BATCH);
    const ended = bounds.length < BATCH;
    const to = ended ? LAST : (bounds.at(-1) as Bound).seq;
    const entries = new Map<number, Entry>();
    for await (const entry of readable(connection, from, to)) entries.set(entry.seq, entry);

    const texts: EntryText[] = [];
    const expected: Rows = new Map();
    const unreadable = new Set<number>();
    for (const bound of bounds) {
      checked.entries++;
      const entry = entries.get(bound.seq);
      const text = entry && canonicalText(entry);
      yield* boundProblems(bound, before, last, entry, text);
      before = bound;
      if (entry === undefined || text === undefined) {
        unreadable.add(bound.seq);
        continue;
      }
      texts.push({ seq: bound.seq, text });
      for (const [table, rows] of Object.entries(rowsOf(entry, bound.hash)))
        for (const row of rows as AnyRow[]) expectRow(expected, tables, table as LedgerTableName, row);
    }
    await withTexts?.(texts);
    for (const name of LEDGER_TABLES) yield* rowProblems(connection, name, from, to, expected, unreadable, checked);
    if (ended) return;
    from = to + 1;
  }
}

/** What is wrong with where one entry stands in the ledger, and with its hash; `text` is what it says, if that can be read. */
function* boundProblems(
  { seq, kind, hash, recorded_at }: Bound,
  before: Bound | undefined,
  last: { seq: number; recorded_at: string },
  entry: Entry | undefined,
  text: string | undefined,
): Generator<string> {
  const name = `ledger, seq ${seq} (${kind})`;
  if (seq > last.seq) yield `${name}: the last change was ${last.seq}, so no entry can have this number`;
  if (recorded_at > last.recorded_at) yield `${name}: recorded_at ${recorded_at} lies after the last change, ${last.recorded_at}`;
  if (before && recorded_at < before.recorded_at) yield `${name}: recorded_at ${recorded_at} lies before that of the entry before it`;
  if (entry === undefined || text === undefined)
    yield `${name}: what it says can't be read: its rows in ${detailTables(kind).join(', ')} don't fit together, or one is missing`;
  else if (hashOf(before?.hash ?? GENESIS, text) !== hash)
    yield `${name}: its hash is not that of what it says: a row of it (${tablesOf(entry).join(', ')}) or the hash of ${before ? `entry ${before.seq}` : 'an entry'} before it was changed, or an entry was taken away`;
}

/** Checks that the text of each entry is the one that its hash is made of. */
export async function* textProblems(connection: Connection): AsyncGenerator<string> {
  const { ledger } = connection.tables;
  let [from, hash] = [FIRST, GENESIS];
  for (;;) {
    const bounds = await connection.db
      .select({ seq: ledger.seq, hash: ledger.hash })
      .from(ledger)
      .where(gte(ledger.seq, from))
      .orderBy(asc(ledger.seq))
      .limit(BATCH);
    const to = bounds.length < BATCH ? LAST : (bounds.at(-1) as Bound).seq;
    const texts = new Map((await entryTexts(connection, { from, to })).map(({ seq, text }) => [seq, text]));
    for (const bound of bounds) {
      const text = texts.get(bound.seq);
      if (text === undefined) yield `entry_texts, seq ${bound.seq}: what the entry says is not there`;
      else if (hashOf(hash, text) !== bound.hash) yield `entry_texts, seq ${bound.seq}: it is not what the hash of the entry is made of`;
      texts.delete(bound.seq);
      hash = bound.hash;
    }
    for (const seq of texts.keys()) yield `entry_texts, seq ${seq}: there is no such entry`;
    if (to === LAST) return;
    from = to + 1;
  }
}

/** The tables that hold what a kind of entry says, for a message. */
function detailTables(kind: EntryKind): string[] {
  const { table, list, more } = entryTables(kind);
  return [table, ...[list, more].flatMap((one) => one?.table ?? []), 'scopes'];
}

/** Tables in which an entry has rows, for a message. */
function tablesOf(entry: Entry): string[] {
  const rows: Record<string, object[] | undefined> = rowsOf(entry, '');
  return LEDGER_TABLES.filter((name) => (rows[name]?.length ?? 0) > 0);
}

/** The entries of a range that can be read; one that has lost rows can't, and is left out. */
async function* readable(connection: Connection, from: number, to: number): AsyncGenerator<Entry> {
  try {
    for (const { entry } of await recordedEntries(connection, { from, to })) yield entry;
  } catch (error) {
    if ((error as { code?: unknown }).code !== undefined || (error as { cause?: unknown }).cause !== undefined) throw error;
    const { ledger } = connection.tables;
    const seqs = await connection.db
      .select({ seq: ledger.seq })
      .from(ledger)
      .where(between(ledger.seq, from, to))
      .orderBy(asc(ledger.seq));
    if (seqs.length <= 1) return;
    const middle = (seqs[Math.floor(seqs.length / 2)] as { seq: number }).seq;
    yield* readable(connection, from, middle - 1);
    yield* readable(connection, middle, to);
  }
}

/** By table, then by the row's content: how often it should be there. */
type Rows<Name extends string = LedgerTableName> = Map<Name, Map<string, { row: AnyRow; count: number }>>;

function expectRow<Name extends string>(expected: Rows<Name>, tables: Readonly<Record<Name, Table>>, name: Name, row: AnyRow): void {
  const list = expected.get(name) ?? new Map<string, { row: AnyRow; count: number }>();
  expected.set(name, list);
  const content = contentOf(tables[name], row);
  const found = list.get(content);
  if (found) found.count++;
  else list.set(content, { row, count: 1 });
}

const columns = new WeakMap<Table, string[]>();

/** A row as one text, with the columns in the order of its table. */
function contentOf(table: Table, row: AnyRow): string {
  let names = columns.get(table);
  if (names === undefined) {
    names = Object.keys(getTableColumns(table));
    columns.set(table, names);
  }
  return JSON.stringify(names.map((name) => row[name] ?? null));
}

/** A row by its numbers: `seq 5, scope 0, position 1`. */
const nameOf = (row: AnyRow): string =>
  ['seq', 'scope', 'goods', 'position']
    .filter((column) => row[column] !== undefined)
    .map((column) => `${column} ${row[column]}`)
    .join(', ');

/** Compares the rows of a table with those that its entries are made of. What is of an entry that can't be read is passed over. */
async function* rowProblems(
  connection: Connection,
  name: LedgerTableName,
  from: number,
  to: number,
  expected: Rows,
  unreadable: ReadonlySet<number>,
  checked: RowsChecked,
): AsyncGenerator<string> {
  const wanted = expected.get(name);
  const table = tableOf(connection.tables, name);
  for (const row of await connection.db
    .select()
    .from(table)
    .where(between(columnOf(table, 'seq'), from, to))) {
    checked.ledger_rows++;
    if (unreadable.has(row.seq as number)) continue;
    const found = wanted?.get(contentOf(table, row));
    if (found && found.count > 0) found.count--;
    else yield `${name}, ${nameOf(row)}: the row belongs to no entry as it was recorded`;
  }
  for (const { row, count } of wanted?.values() ?? [])
    if (count > 0) yield `${name}, ${nameOf(row)}: the row should be ${JSON.stringify(row)}, and it is not there`;
}

/** Compares the register with its registrations, both ways. */
export async function* registerProblems(connection: Connection, checked: RowsChecked): AsyncGenerator<string> {
  for (const thing of THINGS)
    for (let after = ''; ; ) {
      const ids = await idsAfter(connection, thing, after);
      const last = ids.length < BATCH ? undefined : ids.at(-1);
      yield* thingProblems(connection, thing, await registeredRows(connection, thing, ids), { after, last }, checked);
      if (last === undefined) break;
      after = last;
    }
}

/** The next ids of a thing that something is registered of. */
async function idsAfter({ db, tables }: Connection, thing: Thing, after: string): Promise<string[]> {
  const { registrations: r } = tables;
  const rows = db
    .selectDistinct({ id: r.thing_id })
    .from(r)
    .where(and(eq(r.thing, thing), gt(r.thing_id, after)))
    .orderBy(asc(r.thing_id))
    .limit(BATCH);
  return (await rows).map(({ id }) => id);
}

/** The rows that registrations of some things say there are. */
async function registeredRows(connection: Connection, thing: Thing, ids: readonly string[]): Promise<Rows<RegisterTableName>> {
  const expected: Rows<RegisterTableName> = new Map();
  if (ids.length === 0) return expected;
  const { registrations: r } = connection.tables;
  const seqs = await connection.db
    .select({ seq: r.seq })
    .from(r)
    .where(and(eq(r.thing, thing), inArray(r.thing_id, ids)));
  const entries = entriesOf(await loadEntries(connection, seqsOf(seqs)), 'registration');
  for (const own of groupBy(entries, (entry) => entry.thing_id).values())
    for (const [table, rows] of Object.entries(allVersions(own)))
      for (const row of (rows ?? []) as AnyRow[]) expectRow(expected, connection.tables, table as RegisterTableName, row);
  return expected;
}

/** Compares the rows of a thing whose ids lie in a range with those that its registrations say. */
async function* thingProblems(
  connection: Connection,
  thing: Thing,
  expected: Rows<RegisterTableName>,
  { after, last }: { after: string; last: string | undefined },
  checked: RowsChecked,
): AsyncGenerator<string> {
  for (const [name, column] of tablesOfThing(thing)) {
    const list = expected.get(name);
    for (const row of await rowsBetween(connection, name, column, after, last)) {
      checked.register_rows++;
      if (!list?.delete(contentOf(connection.tables[name], row)))
        yield `${name}, ${row[column]} (known from ${row.known_from}): no registration says so`;
    }
    for (const { row } of list?.values() ?? [])
      yield `${name}, ${row[column]}: the row should be ${JSON.stringify(row)}, and it is not there`;
  }
}

/** The rows of things whose ids come after one and up to another, in whichever table of the register. */
function rowsBetween(
  { db, tables }: Connection,
  name: RegisterTableName,
  column: string,
  after: string,
  last: string | undefined,
): PromiseLike<AnyRow[]> {
  const id = columnOf(tables[name], column);
  return db
    .select()
    .from(tableOf(tables, name))
    .where(and(gt(id, after), last === undefined ? undefined : lte(id, last)));
}

/** Where entries name what is registered. */
const REFERENCES: readonly (readonly [table: LedgerTableName, column: string, thing: Thing])[] = [
  ['ledger', 'measure_id', 'measure'],
  ['links', 'to_measure_id', 'measure'],
  ['ledger', 'dispute_id', 'dispute'],
  ['links', 'to_dispute_id', 'dispute'],
  ['ledger', 'wto_case_id', 'wto_case'],
  ['links', 'to_wto_case_id', 'wto_case'],
  ['citations', 'source_id', 'source'],
  ['resolution_outcomes', 'measure_id', 'measure'],
  ['resolution_step_measures', 'measure_id', 'measure'],
  ['duty_rules', 'other_measure_id', 'measure'],
  ['duty_rule_measures', 'measure_id', 'measure'],
];

/** Checks that whatever entries name was registered, on both engines alike. */
export async function* referenceProblems({ db, tables: t }: Connection): AsyncGenerator<string> {
  for (const [name, field, thing] of REFERENCES) {
    const table = tableOf(t, name);
    const [column, seq] = [columnOf(table, field), columnOf(table, 'seq')];
    const registered = db
      .select({ one: sql`1` })
      .from(t.registrations)
      .where(and(eq(t.registrations.thing, thing), eq(t.registrations.thing_id, column)));
    const lost = await db
      .select({ seq, id: column })
      .from(table)
      .where(and(isNotNull(column), notExists(registered)))
      .orderBy(asc(seq))
      .limit(BATCH);
    for (const { seq, id } of lost) yield `${name}.${field}, seq ${seq}: no ${words(thing)} "${id}" was ever registered`;
  }
}

/** Compares the derived tables with what the ledger gives, both ways. */
export async function* periodProblems(connection: Connection, checked: RowsChecked): AsyncGenerator<string> {
  const { db, tables } = connection;
  for await (const { measureIds, ...derived } of allPeriodRows(connection)) {
    checked.measures += measureIds.length;
    for (const name of PERIOD_TABLES) {
      const table = tableOf(tables, name);
      const wanted = new Map((derived[name] as AnyRow[]).map((row) => [contentOf(table, row), row]));
      for (const row of await db
        .select()
        .from(table)
        .where(inArray(columnOf(table, 'measure_id'), measureIds))) {
        checked.period_rows++;
        if (!wanted.delete(contentOf(table, row))) yield `${name}, ${periodName(row)}: the ledger gives no such row`;
      }
      for (const row of wanted.values()) yield `${name}, ${periodName(row)}: the ledger gives this row, and it is not there`;
    }
  }
}

/** Compares the postings with what the register and the other derived tables give, both ways. */
export async function* postingsProblems(connection: Connection): AsyncGenerator<string> {
  const { strange, missing } = await postingProblems(connection, BATCH);
  const nameOf = ({ key, begins_on, measure_id, known_from }: (typeof strange)[number]): string =>
    `postings, ${measure_id} (${key}, from ${begins_on}, known from ${known_from})`;
  for (const row of strange) yield `${nameOf(row)}: nothing gives this row`;
  for (const row of missing) yield `${nameOf(row)}: this row should be there, and it is not`;
}

/** Compares the ETags with what the ledger gives, both ways. */
export async function* etagProblems(connection: Connection): AsyncGenerator<string> {
  const t = connection.tables.measure_etags;
  const seen = new Set<string>();
  for await (const { ids, rows } of allEtagRows(connection)) {
    const there = new Map(
      (await connection.db.select().from(t).where(inArray(t.measure_id, ids))).map(({ measure_id, last_seq }) => [measure_id, last_seq]),
    );
    for (const { measure_id, last_seq } of rows)
      if (there.get(measure_id) !== last_seq)
        yield `measure_etags, ${measure_id}: the ledger gives ${last_seq}, not ${there.get(measure_id) ?? 'nothing'}`;
    for (const id of ids) seen.add(id);
  }
  const strange = (await connection.db.select({ id: t.measure_id }).from(t)).find(({ id }) => !seen.has(id));
  if (strange) yield `measure_etags, ${strange.id}: there is no such measure`;
}

const periodName = (row: AnyRow): string =>
  `${row.measure_id} (seq ${row.seq}, ${row.status ?? row.kind} from ${row.starts_on}, known from ${row.known_from} to ${row.known_to})`;
