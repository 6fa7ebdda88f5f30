import { asc, between, getTableColumns, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { groupBy } from '../domain/group.ts';
import { canonicalText } from '../domain/ledger.ts';
import type { Goods, Scope } from '../domain/scope.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import { sqliteTables } from '../tables/sqlite.ts';
import type { LedgerTableName, Tables } from '../tables/tables.ts';
import type { EntryBase } from '../things/entry.ts';
import { type Entry, type EntryBody, layoutOf, scopesOf } from '../things/ledger.ts';
import { asList, type Connection, slot } from './store.ts';

// An entry as rows of the ledger's tables, which filters and exports read, and back.

/** The tables in which a kind of entry keeps what it says, as the layout names them. */
export function entryTables(kind: EntryKind): {
  table: LedgerTableName;
  list?: { field: string; table: LedgerTableName; column?: string; later?: readonly string[] };
  more?: { field: string; table: LedgerTableName; column: string };
} {
  return layoutOf(kind) as ReturnType<typeof entryTables>;
}

/** The rows that hold an entry, table by table. */
export const rowsOf = (entry: Entry, hash: string): TableRows => ({ ledger: [ledgerRowOf(entry, hash)], ...detailsOf(entry) });

/** The row of an entry in the table `ledger`: what every kind of entry has. */
export const ledgerRowOf = (entry: Entry, hash: string): Tables['ledger']['$inferInsert'] => ({
  seq: entry.seq,
  kind: entry.kind,
  entry_id: entry.entry_id,
  measure_id: entry.measure_id,
  dispute_id: entry.dispute_id,
  wto_case_id: entry.wto_case_id,
  recorded_at: entry.recorded_at,
  recorded_by: entry.recorded_by,
  reviewed_by: entry.reviewed_by ?? null,
  announced_on: entry.announced_on,
  note: entry.note,
  confidence: entry.confidence,
  doubt: entry.doubt,
  hash,
});

/** All rows of an entry but its head. */
export function detailsOf(entry: Entry): TableRows {
  const { seq } = entry;
  const rows: TableRows = {
    citations: entry.sources.map((source_id, position) => ({ seq, position, source_id, place: entry.places?.[source_id] ?? null })),
    entry_instruments: (entry.instruments ?? []).map(({ identifier, url = null }, position) => ({ seq, position, identifier, url })),
    ...bodyRows(seq, entry),
  };
  const scopes = scopesOf(entry);
  rows.scopes = scopes.map((one, scope) => ({
    seq,
    scope,
    condition: one.condition,
    condition_id: one.condition_id ?? null,
    quota: one.quota,
    goods_unknown: Number(one.list_unknown.includes('goods')),
    partners_unknown: Number(one.list_unknown.includes('partners')),
    companies_complete: Number(one.companies_complete ?? false),
  }));
  rows.scope_goods = scopes.flatMap((one, scope) =>
    one.goods.map(({ name, note, confidence }, position) => ({ seq, scope, position, name, note, confidence })),
  );
  rows.scope_codes = scopes.flatMap((one, scope) =>
    one.goods.flatMap(({ codes }, goods) =>
      codes.map((code, position) => {
        const partly = code.startsWith('ex ');
        return { seq, scope, goods, position, code: partly ? code.slice(3) : code, partly: Number(partly) };
      }),
    ),
  );
  rows.scope_partners = scopes.flatMap((one, scope) =>
    [...one.partners.map((code) => ({ code, excluded: 0 })), ...one.excluded.map((code) => ({ code, excluded: 1 }))].map(
      (partner, position) => ({
        seq,
        scope,
        position,
        ...partner,
      }),
    ),
  );
  rows.scope_exporters = scopes.flatMap((one, scope) =>
    [
      ...one.exporters.map((exporter) => ({ exporter, cooperating: 0 })),
      ...one.companies.map((exporter) => ({ exporter, cooperating: 1 })),
    ].map((exporter, position) => ({ seq, scope, position, ...exporter })),
  );
  return rows;
}

const columns = new Map<LedgerTableName, readonly string[]>();

/** The columns of a table of the ledger beside the entry's number and its place in a list. The same on both engines. */
function columnsOf(table: LedgerTableName): readonly string[] {
  const known = columns.get(table);
  if (known) return known;
  const found = Object.keys(getTableColumns(sqliteTables[table])).filter((name) => name !== 'seq' && name !== 'position');
  columns.set(table, found);
  return found;
}

/** What an entry says beside its scopes, as rows: each field in the column of its name. */
function bodyRows(seq: number, body: EntryBody): TableRows {
  const { table, list, more } = entryTables(body.kind);
  const { json = [] } = layoutOf(body.kind);
  const fields: Readonly<Record<string, unknown>> = body;
  const cellOf = (column: string): unknown => (json.includes(column) ? canonicalText(fields[column] as object) : (fields[column] ?? null));
  const own: Record<string, unknown> = { seq };
  for (const column of columnsOf(table)) own[column] = cellOf(column);
  const othersOf = (field: string, column: string) =>
    ((fields[field] ?? []) as readonly unknown[]).map((item, position) => ({ seq, position, [column]: item }));
  const others = more && { [more.table]: othersOf(more.field, more.column) };
  const items =
    list &&
    (fields[list.field] as readonly unknown[]).map((item, position) => {
      const fields = list.column === undefined ? (item as Record<string, unknown>) : { [list.column]: item };
      const row: Record<string, unknown> = { seq, position };
      for (const column of columnsOf(list.table)) row[column] = fields[column] ?? null;
      return row;
    });
  return { [table]: [own], ...(list && { [list.table]: items }), ...others } as TableRows;
}

/** Which entries: these, or all from one seq to another. */
export type EntrySelection = readonly number[] | { from: number; to: number };

/** Any table of the ledger may be asked for by name; TypeScript can't follow that, so it stands for all of them here. */
type Rows<Name extends LedgerTableName> = Tables[Name]['$inferSelect'][];

/** The rows that some entries have in a table of the ledger, in the order of its key: entry by entry, lists in their order. */
export function rowsIn<Name extends LedgerTableName>(connection: Connection, name: Name, selection: EntrySelection): Promise<Rows<Name>> {
  const isList = Array.isArray(selection);
  return connection.query<Rows<Name>[number]>(
    `rows:${name}:${isList ? 'some' : 'range'}`,
    (db, tables) => {
      const table = tables[name] as Tables['citations'];
      const columns: Readonly<Record<string, SQLiteColumn>> = getTableColumns<SQLiteTable>(table);
      const order = ['seq', 'scope', 'goods', 'position'].flatMap((column) => columns[column] ?? []);
      return db
        .select()
        .from(table)
        .where(isList ? connection.isAmong(table.seq, 'seqs') : between(table.seq, slot('from'), slot('to')))
        .orderBy(...order.map((column) => asc(column)));
    },
    isList ? { seqs: asList(selection as readonly number[]) } : { ...selection },
  );
}

/** Reads entries from the rows of the ledger, by which their texts are made and checked, with the hashes that were recorded for them. */
export async function recordedEntries(connection: Connection, selection: EntrySelection): Promise<{ entry: Entry; hash: string }[]> {
  const bases = await rowsIn(connection, 'ledger', selection);
  const scopes = await fetchScopes(connection, selection);
  const citations = groupBy(await rowsIn(connection, 'citations', selection), (row) => row.seq);
  const instruments = groupBy(await rowsIn(connection, 'entry_instruments', selection), (row) => row.seq);
  const tables = new Map<LedgerTableName, Map<number, Fields[]>>();
  for (const kind of new Set(bases.map((base) => base.kind))) {
    const { table, list, more } = entryTables(kind);
    for (const name of [table, list?.table, more?.table])
      if (name && !tables.has(name))
        tables.set(
          name,
          groupBy((await rowsIn(connection, name, selection)) as (Fields & { seq: number })[], (row) => row.seq),
        );
  }
  return bases.map(({ kind, hash, reviewed_by, ...rest }) => {
    const cited = citations.get(rest.seq) ?? [];
    const placed = cited.flatMap(({ source_id, place }) => (place === null ? [] : [[source_id, place] as const]));
    const acts = (instruments.get(rest.seq) ?? []).map(({ identifier, url }) => ({ identifier, ...(url !== null && { url }) }));
    const base: EntryBase = {
      ...rest,
      sources: cited.map((row) => row.source_id),
      ...(reviewed_by !== null && { reviewed_by }),
      ...(placed.length > 0 && { places: Object.fromEntries(placed) }),
      ...(acts.length > 0 && { instruments: acts }),
    };
    const own = (table: LedgerTableName): readonly Fields[] => tables.get(table)?.get(rest.seq) ?? [];
    return { entry: { ...base, ...bodyOf(kind, base.seq, own, scopes.get(base.seq) ?? []) }, hash };
  });
}

type Fields = Record<string, unknown>;

/** What an entry says, from the rows of its tables. Throws if its own row or a scope is missing: the ledger has been tampered with. */
function bodyOf(
  kind: EntryKind,
  seq: number,
  rowsOfEntry: (table: LedgerTableName) => readonly Fields[],
  scopes: readonly Scope[],
): EntryBody {
  const { table, list, more } = entryTables(kind);
  const { scopes: places, json = [], later = [] } = layoutOf(kind);
  const [own] = rowsOfEntry(table);
  if (!own) throw new Error(`ledger entry ${seq} (${kind}) has lost what it says: run verify`);
  const { seq: _seq, ...body }: Fields = { ...own, kind };
  for (const column of json) body[column] = JSON.parse(body[column] as string);
  for (const column of later) if (body[column] === null) delete body[column];
  const scope = (index: number): Scope => {
    const found = scopes[index];
    if (!found) throw new Error(`ledger entry ${seq} (${kind}) has lost a scope: run verify`);
    return found;
  };
  if (list)
    body[list.field] = rowsOfEntry(list.table).map(({ seq: _row, position: _position, ...item }, index) => {
      if (list.column !== undefined) return item[list.column];
      for (const column of list.later ?? []) if (item[column] === null) delete item[column];
      return places && 'itemsOf' in places ? { scope: scope(index), ...item } : item;
    });
  const others = more ? rowsOfEntry(more.table).map((item) => item[more.column]) : [];
  if (more && others.length > 0) body[more.field] = others;
  if (places && 'list' in places) body[places.list] = scopes;
  if (places && 'field' in places) body[places.field] = scope(0);
  return body as EntryBody;
}

/** The scopes of entries, by seq and in their order. */
async function fetchScopes(connection: Connection, selection: EntrySelection): Promise<Map<number, Scope[]>> {
  const heads = await rowsIn(connection, 'scopes', selection);
  if (heads.length === 0) return new Map();
  const key = (row: { seq: number; scope: number }): string => `${row.seq}.${row.scope}`;
  const goods = groupBy(await rowsIn(connection, 'scope_goods', selection), key);
  const codes = groupBy(await rowsIn(connection, 'scope_codes', selection), (row) => `${key(row)}.${row.goods}`);
  const partners = groupBy(await rowsIn(connection, 'scope_partners', selection), key);
  const exporters = groupBy(await rowsIn(connection, 'scope_exporters', selection), key);
  const result = new Map<number, Scope[]>();
  for (const head of heads) {
    const here = key(head);
    const list = result.get(head.seq) ?? [];
    const companies = exporters.get(here) ?? [];
    list.push({
      goods: (goods.get(here) ?? []).map(
        ({ name, note, confidence, position }): Goods => ({
          name,
          codes: (codes.get(`${here}.${position}`) ?? []).map((row) => (row.partly ? `ex ${row.code}` : row.code)),
          note,
          confidence,
        }),
      ),
      partners: (partners.get(here) ?? []).filter((row) => !row.excluded).map((row) => row.code),
      excluded: (partners.get(here) ?? []).filter((row) => row.excluded).map((row) => row.code),
      exporters: companies.filter((row) => !row.cooperating).map((row) => row.exporter),
      companies: companies.filter((row) => row.cooperating).map((row) => row.exporter),
      condition: head.condition,
      ...(head.condition_id !== null && { condition_id: head.condition_id }),
      ...(head.companies_complete === 1 && { companies_complete: true }),
      quota: head.quota,
      list_unknown: [...(head.goods_unknown ? (['goods'] as const) : []), ...(head.partners_unknown ? (['partners'] as const) : [])],
    });
    result.set(head.seq, list);
  }
  return result;
}

/** Rows to insert, by table. A column that a row leaves out has its default, else null. */
export type TableRows = { [Name in keyof Tables]?: Tables[Name]['$inferInsert'][] };

/** Rows that are given apart, table by table together. */
export function together(parts: Iterable<{ readonly [Table in string]?: readonly object[] | undefined }>): TableRows {
  const all: Record<string, object[]> = {};
  for (const rows of parts)
    for (const [table, own = []] of Object.entries(rows)) {
      all[table] ??= [];
      all[table].push(...own);
    }
  return all as TableRows;
}

/** Rows of one statement. Each size is built and prepared once, which takes a third of the time of building it for each batch. */
const SIZES = [100, 10, 1] as const;

/** Inserts rows table by table, parents first: the order in which the tables are defined. */
export async function insertRows(connection: Connection, rows: TableRows): Promise<void> {
  for (const name of Object.keys(connection.tables) as (keyof Tables)[]) {
    const list: readonly object[] = rows[name] ?? [];
    let at = 0;
    for (const size of SIZES) for (; at + size <= list.length; at += size) await insertSome(connection, name, list.slice(at, at + size));
  }
}

const inserted = new Map<keyof Tables, readonly (readonly [column: string, unsaid: unknown])[]>();

/** The columns that a row is inserted with, each with what it holds where a row leaves it out. The same on both engines. */
function insertedColumns(name: keyof Tables): readonly (readonly [column: string, unsaid: unknown])[] {
  const known = inserted.get(name);
  if (known) return known;
  const found = Object.entries(getTableColumns(sqliteTables[name])).map(
    ([column, { default: unsaid }]) => [column, unsaid ?? null] as const,
  );
  inserted.set(name, found);
  return found;
}

async function insertSome(connection: Connection, name: keyof Tables, rows: readonly object[]): Promise<void> {
  const columns = insertedColumns(name);
  const values: unknown[] = [];
  for (const row of rows)
    for (const [column, unsaid] of columns) {
      const value = (row as Record<string, unknown>)[column];
      values.push(value === undefined ? unsaid : value);
    }
  await connection.command(
    `insert:${name}:${rows.length}`,
    (db, tables, count) => {
      const slots = Array.from({ length: count }, (_, row) =>
        Object.fromEntries(columns.map(([column], at) => [column, sql.placeholder(String(row * columns.length + at))])),
      );
      // The name and its columns belong together; TypeScript can't follow that through a variable.
      return db.insert(tables[name]).values(slots as never);
    },
    values,
    rows.length,
  );
}
