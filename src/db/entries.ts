import { createHash } from 'node:crypto';
import { asc, between, desc, getTableColumns, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { groupBy } from '../domain/group.ts';
import { canonicalText, type Entry, type EntryBase, type EntryBody, scopesOf } from '../domain/ledger.ts';
import type { Goods, Scope } from '../domain/scope.ts';
import type { Tables } from '../tables/tables.ts';
import type { Connection } from './store.ts';

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

/** The hash of an entry: of the hash before it and of everything that the entry says. */
export function hashOf(previous: string, entry: Entry): string {
  return createHash('sha256').update(previous).update('\n').update(canonicalText(entry)).digest('hex');
}

/** The rows that hold an entry, table by table. */
export function rowsOf(entry: Entry, hash: string): TableRows {
  const { seq } = entry;
  const rows: TableRows = {
    ledger: [
      {
        seq,
        kind: entry.kind,
        entry_id: entry.entry_id,
        measure_id: entry.measure_id,
        dispute_id: entry.dispute_id,
        wto_case_id: entry.wto_case_id,
        recorded_at: entry.recorded_at,
        recorded_by: entry.recorded_by,
        announced_on: entry.announced_on,
        note: entry.note,
        confidence: entry.confidence,
        doubt: entry.doubt,
        hash,
      },
    ],
    citations: entry.sources.map((source_id, position) => ({ seq, position, source_id })),
    ...bodyRows(seq, entry),
  };
  const scopes = scopesOf(entry);
  rows.scopes = scopes.map((one, scope) => ({
    seq,
    scope,
    condition: one.condition,
    quota: one.quota,
    goods_unknown: Number(one.list_unknown.includes('goods')),
    partners_unknown: Number(one.list_unknown.includes('partners')),
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

function bodyRows(seq: number, body: EntryBody): TableRows {
  switch (body.kind) {
    case 'status_change':
      return { status_changes: [{ seq, status: body.status, effective_on: body.effective_on, until_on: body.until_on }] };
    case 'coverage':
      return { coverages: [{ seq, effective_on: body.effective_on, until_on: body.until_on }] };
    case 'rate_table':
      return {
        rate_tables: [{ seq, effective_on: body.effective_on, until_on: body.until_on }],
        rates: body.rates.map(({ scope: _scope, ...rate }, position) => ({ seq, position, ...rate })),
      };
    case 'milestone':
      return { milestones: [{ seq, type: body.type, happened_on: body.happened_on, title: body.title, stage: body.stage }] };
    case 'resolution':
      return {
        resolutions: [{ seq, method: body.method, agreed_on: body.agreed_on, terms: body.terms }],
        resolution_outcomes: body.outcomes.map(({ measure_id, reaches }, position) => ({ seq, position, measure_id, reaches })),
      };
    case 'implementation':
    case 'collapse':
      return {
        resolution_steps: [{ seq, resolution_seq: body.resolution_seq, effective_on: body.effective_on }],
        resolution_step_measures: body.measures.map((measure_id, position) => ({ seq, position, measure_id })),
      };
    case 'link':
      return {
        links: [
          {
            seq,
            type: body.type,
            to_measure_id: body.to_measure_id,
            to_dispute_id: body.to_dispute_id,
            to_wto_case_id: body.to_wto_case_id,
          },
        ],
      };
    case 'duty_rule': {
      const {
        kind: _kind,
        scope: _scope,
        ...rule
      } = pick(body, ['kind', 'type', 'other_measure_id', 'percent', 'first_on', 'last_on', 'scope']);
      return { duty_rules: [{ seq, ...rule }] };
    }
    case 'quota': {
      const { kind: _kind, scope: _scope, ...quota } = pick(body, ['kind', 'period', 'starts_on', 'ends_on', 'quantity', 'unit', 'scope']);
      return { quotas: [{ seq, ...quota }] };
    }
    case 'correction':
      return {
        corrections: [{ seq, retracts_seq: body.retracts_seq, replacement_seq: body.replacement_seq, reason: body.reason }],
      };
  }
}

/** The named properties of an object: an entry's body comes with its base, which has tables of its own. */
function pick<T extends object, K extends keyof T>(object: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, object[key]])) as Pick<T, K>;
}

/** Appends entries, given in the order of seq, and chains their hashes to the last one. */
export async function insertEntries(connection: Connection, entries: readonly Entry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  const { db, tables } = connection;
  const [last] = await db
    .select({ hash: tables.ledger.hash })
    .from(tables.ledger)
    .where(lt(tables.ledger.seq, first.seq))
    .orderBy(desc(tables.ledger.seq))
    .limit(1);
  let hash = last?.hash ?? GENESIS;
  const all: { [table: string]: object[] } = {};
  for (const entry of entries) {
    hash = hashOf(hash, entry);
    for (const [table, rows] of Object.entries(rowsOf(entry, hash))) {
      all[table] ??= [];
      all[table].push(...rows);
    }
  }
  await insertRows(connection, all as TableRows);
}

/** Which entries: these, or all from one seq to another. */
export type EntrySelection = readonly number[] | { from: number; to: number };

const CHUNK = 500;

/** Reads entries in the order of seq. Those of a reading connection are kept: an entry never changes. */
export async function loadEntries(connection: Connection, selection: EntrySelection): Promise<Entry[]> {
  if (!Array.isArray(selection)) {
    const { from, to } = selection as { from: number; to: number };
    return (await fetchEntries(connection, (seq) => between(seq, from, to))).map(({ entry }) => entry);
  }
  const wanted = [...new Set(selection as readonly number[])].sort((a, b) => a - b);
  const found = new Map<number, Entry>();
  const missing: number[] = [];
  for (const seq of wanted) {
    const kept = connection.entries?.get(seq);
    if (kept) found.set(seq, kept);
    else missing.push(seq);
  }
  for (let at = 0; at < missing.length; at += CHUNK) {
    const chunk = missing.slice(at, at + CHUNK);
    for (const { entry } of await fetchEntries(connection, (seq) => inArray(seq, chunk))) {
      found.set(entry.seq, entry);
      keep(connection, entry);
    }
  }
  return wanted.flatMap((seq) => found.get(seq) ?? []);
}

/** About 100 MB of entries; a database that holds more reads the rarer ones again. */
const KEPT = 200_000;

function keep({ entries }: Connection, entry: Entry): void {
  if (!entries) return;
  if (entries.size >= KEPT) entries.clear();
  entries.set(entry.seq, entry);
}

/** Reads the entries of a range with the hashes that were recorded for them. */
export function loadHashedEntries(connection: Connection, from: number, to: number): Promise<{ entry: Entry; hash: string }[]> {
  return fetchEntries(connection, (seq) => between(seq, from, to));
}

type Within = (seq: SQLiteColumn) => SQL;

async function fetchEntries(connection: Connection, within: Within): Promise<{ entry: Entry; hash: string }[]> {
  const { db, tables: t } = connection;
  const bases = await db.select().from(t.ledger).where(within(t.ledger.seq)).orderBy(asc(t.ledger.seq));
  const kinds = new Set(bases.map((base) => base.kind));
  const has = (...names: Entry['kind'][]): boolean => names.some((name) => kinds.has(name));
  const scopes = await fetchScopes(connection, within);
  const citations = groupBy(
    await db.select().from(t.citations).where(within(t.citations.seq)).orderBy(asc(t.citations.seq), asc(t.citations.position)),
    (row) => row.seq,
  );
  const bySeq = <Row extends { seq: number }>(rows: readonly Row[]): Map<number, Row[]> => groupBy(rows, (row) => row.seq);
  const details = {
    status_changes: has('status_change') ? bySeq(await db.select().from(t.status_changes).where(within(t.status_changes.seq))) : null,
    coverages: has('coverage') ? bySeq(await db.select().from(t.coverages).where(within(t.coverages.seq))) : null,
    rate_tables: has('rate_table') ? bySeq(await db.select().from(t.rate_tables).where(within(t.rate_tables.seq))) : null,
    rates: has('rate_table')
      ? bySeq(await db.select().from(t.rates).where(within(t.rates.seq)).orderBy(asc(t.rates.seq), asc(t.rates.position)))
      : null,
    milestones: has('milestone') ? bySeq(await db.select().from(t.milestones).where(within(t.milestones.seq))) : null,
    resolutions: has('resolution') ? bySeq(await db.select().from(t.resolutions).where(within(t.resolutions.seq))) : null,
    resolution_outcomes: has('resolution')
      ? bySeq(
          await db
            .select()
            .from(t.resolution_outcomes)
            .where(within(t.resolution_outcomes.seq))
            .orderBy(asc(t.resolution_outcomes.seq), asc(t.resolution_outcomes.position)),
        )
      : null,
    resolution_steps: has('implementation', 'collapse')
      ? bySeq(await db.select().from(t.resolution_steps).where(within(t.resolution_steps.seq)))
      : null,
    resolution_step_measures: has('implementation', 'collapse')
      ? bySeq(
          await db
            .select()
            .from(t.resolution_step_measures)
            .where(within(t.resolution_step_measures.seq))
            .orderBy(asc(t.resolution_step_measures.seq), asc(t.resolution_step_measures.position)),
        )
      : null,
    links: has('link') ? bySeq(await db.select().from(t.links).where(within(t.links.seq))) : null,
    duty_rules: has('duty_rule') ? bySeq(await db.select().from(t.duty_rules).where(within(t.duty_rules.seq))) : null,
    quotas: has('quota') ? bySeq(await db.select().from(t.quotas).where(within(t.quotas.seq))) : null,
    corrections: has('correction') ? bySeq(await db.select().from(t.corrections).where(within(t.corrections.seq))) : null,
  };

  return bases.map(({ kind, hash, ...rest }) => {
    const base: EntryBase = { ...rest, sources: (citations.get(rest.seq) ?? []).map((row) => row.source_id) };
    return { entry: { ...base, ...bodyOf(kind, base.seq, details, scopes.get(base.seq) ?? []) } as Entry, hash };
  });
}

type Rows<Name extends keyof Tables> = Map<number, Tables[Name]['$inferSelect'][]> | null;
type Details = {
  [Name in
    | 'status_changes'
    | 'coverages'
    | 'rate_tables'
    | 'rates'
    | 'milestones'
    | 'resolutions'
    | 'resolution_outcomes'
    | 'resolution_steps'
    | 'resolution_step_measures'
    | 'links'
    | 'duty_rules'
    | 'quotas'
    | 'corrections']: Rows<Name>;
};

/** What an entry says, from the rows of its tables. Throws if its own row is missing: the ledger has been tampered with. */
function bodyOf(kind: Entry['kind'], seq: number, details: Details, scopes: readonly Scope[]): EntryBody {
  const one = <Row extends { seq: number }>(rows: Map<number, Row[]> | null): Omit<Row, 'seq'> => {
    const row = rows?.get(seq)?.[0];
    if (!row) throw new Error(`ledger entry ${seq} (${kind}) has lost what it says: run verify`);
    const { seq: _seq, ...rest } = row;
    return rest;
  };
  const many = <Row>(rows: Map<number, Row[]> | null): Row[] => rows?.get(seq) ?? [];
  const scope = (index: number): Scope => {
    const found = scopes[index];
    if (!found) throw new Error(`ledger entry ${seq} (${kind}) has lost a scope: run verify`);
    return found;
  };
  switch (kind) {
    case 'status_change':
      return { kind, ...one(details.status_changes), exemptions: scopes };
    case 'coverage':
      return { kind, ...one(details.coverages), scopes };
    case 'rate_table':
      return {
        kind,
        ...one(details.rate_tables),
        rates: many(details.rates).map(({ seq: _seq, position: _position, ...rate }, index) => ({ scope: scope(index), ...rate })),
      };
    case 'milestone':
      return { kind, ...one(details.milestones), scopes };
    case 'resolution':
      return {
        kind,
        ...one(details.resolutions),
        outcomes: many(details.resolution_outcomes).map(({ measure_id, reaches }, index) => ({ measure_id, reaches, scope: scope(index) })),
      };
    case 'implementation':
    case 'collapse':
      return { kind, ...one(details.resolution_steps), measures: many(details.resolution_step_measures).map((row) => row.measure_id) };
    case 'link':
      return { kind, ...one(details.links) };
    case 'duty_rule':
      return { kind, ...one(details.duty_rules), scope: scope(0) };
    case 'quota':
      return { kind, ...one(details.quotas), scope: scope(0) };
    case 'correction':
      return { kind, ...one(details.corrections) };
  }
}

/** The scopes of entries, by seq and in their order. */
async function fetchScopes(connection: Connection, within: Within): Promise<Map<number, Scope[]>> {
  const { db, tables: t } = connection;
  const heads = await db.select().from(t.scopes).where(within(t.scopes.seq)).orderBy(asc(t.scopes.seq), asc(t.scopes.scope));
  const key = (row: { seq: number; scope: number }): string => `${row.seq}.${row.scope}`;
  const goods = groupBy(
    await db
      .select()
      .from(t.scope_goods)
      .where(within(t.scope_goods.seq))
      .orderBy(asc(t.scope_goods.seq), asc(t.scope_goods.scope), asc(t.scope_goods.position)),
    key,
  );
  const codes = groupBy(
    await db
      .select()
      .from(t.scope_codes)
      .where(within(t.scope_codes.seq))
      .orderBy(asc(t.scope_codes.seq), asc(t.scope_codes.scope), asc(t.scope_codes.goods), asc(t.scope_codes.position)),
    (row) => `${key(row)}.${row.goods}`,
  );
  const partners = groupBy(
    await db
      .select()
      .from(t.scope_partners)
      .where(within(t.scope_partners.seq))
      .orderBy(asc(t.scope_partners.seq), asc(t.scope_partners.scope), asc(t.scope_partners.position)),
    key,
  );
  const exporters = groupBy(
    await db
      .select()
      .from(t.scope_exporters)
      .where(within(t.scope_exporters.seq))
      .orderBy(asc(t.scope_exporters.seq), asc(t.scope_exporters.scope), asc(t.scope_exporters.position)),
    key,
  );
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
      quota: head.quota,
      list_unknown: [...(head.goods_unknown ? (['goods'] as const) : []), ...(head.partners_unknown ? (['partners'] as const) : [])],
    });
    result.set(head.seq, list);
  }
  return result;
}

/** Rows to insert, by table. A column that a row leaves out is null. */
export type TableRows = { [Name in keyof Tables]?: Tables[Name]['$inferInsert'][] };

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

async function insertSome(connection: Connection, name: keyof Tables, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(getTableColumns(connection.tables[name]));
  const values: Record<string, unknown> = {};
  rows.forEach((row, index) => {
    for (const column of columns) values[`${column}${index}`] = (row as Record<string, unknown>)[column] ?? null;
  });
  await connection.query(
    `insert:${name}:${rows.length}`,
    (db, tables) => {
      const slots = rows.map((_, index) => Object.fromEntries(columns.map((column) => [column, sql.placeholder(`${column}${index}`)])));
      // The name and its columns belong together; TypeScript can't follow that through a variable.
      return db.insert(tables[name]).values(slots as never) as never;
    },
    values,
  );
}
