import { and, asc, eq, gt, inArray, lt } from 'drizzle-orm';
import { groupBy } from '../domain/group.ts';
import { applyCorrections } from '../domain/ledger.ts';
import type { Scope } from '../domain/scope.ts';
import { isInForce } from '../domain/status.ts';
import { type Period, runs, type Statement, type StatusStatement, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import type { EntryKind } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import type { Entry, EntryOf } from '../things/ledger.ts';
import { insertRows, loadEntries } from './entries.ts';
import type { Connection } from './store.ts';

/** known_to of what is still known so. */
export const STILL_KNOWN = 2_147_483_647;

type StatusRow = Tables['status_periods']['$inferInsert'];
type StatementRow = Tables['statement_periods']['$inferInsert'];

/** A coverage or a rate table in its place. */
export type ScopedStatement = Statement & { kind: 'coverage' | 'rate_table'; entry: EntryOf<'coverage'> | EntryOf<'rate_table'> };

/** What a measure's ledger says at one moment: its statements, less those corrected, each in its place. */
export interface Statements {
  statuses: StatusStatement[];
  coverages: ScopedStatement[];
  rateTables: ScopedStatement[];
}

/** Sorts a measure's entries into statements as they stood when the last of them was recorded. */
export function statementsOf(entries: readonly Entry[]): Statements {
  const { retracted, positions } = applyCorrections(entries.filter((entry) => entry.kind === 'correction'));
  const result: Statements = { statuses: [], coverages: [], rateTables: [] };
  for (const entry of entries) {
    if (retracted.has(entry.seq)) continue;
    const position = positions.get(entry.seq) ?? entry.seq;
    if (entry.kind === 'status_change') {
      const { seq, effective_on, until_on, doubt, status, exemptions } = entry;
      result.statuses.push({ seq, position, effective_on, until_on, doubt, status, exemptions });
    } else if (entry.kind === 'coverage' || entry.kind === 'rate_table') {
      const { seq, effective_on, until_on, doubt, kind } = entry;
      (kind === 'coverage' ? result.coverages : result.rateTables).push({ seq, position, effective_on, until_on, doubt, kind, entry });
    }
  }
  return result;
}

const anyProduct = (scopes: readonly Scope[]): boolean =>
  scopes.some((scope) => scope.goods.length === 0 || scope.goods.some((goods) => goods.codes.length === 0 || goods.codes.includes('*')));
const anyPartner = (scopes: readonly Scope[]): boolean =>
  scopes.some((scope) => scope.partners.length === 0 || scope.partners.includes('*'));

function statusRows(measure_id: string, statements: readonly StatusStatement[]): Omit<StatusRow, 'known_from' | 'known_to'>[] {
  const periods = statusPeriods(statements);
  const inForce = runs(periods);
  return periods.map((period, index) => ({
    measure_id,
    seq: period.statement.seq,
    derived: Number(period.derived),
    status: period.statement.status,
    in_force: Number(isInForce(period.statement.status)),
    starts_on: period.starts_on,
    ends_on: period.ends_on,
    certain_from: period.certain_from,
    certain_until: period.certain_until,
    doubtful: Number(period.statement.doubt !== null),
    status_from: period.from,
    until_on: period.statement.until_on,
    in_force_from: inForce[index]?.in_force_from ?? null,
    in_force_until: inForce[index]?.in_force_until ?? null,
  }));
}

function statementRows(measure_id: string, statements: readonly ScopedStatement[]): Omit<StatementRow, 'known_from' | 'known_to'>[] {
  return statementPeriods(statements).map(({ statement, starts_on, ends_on, certain_from, certain_until }: Period<ScopedStatement>) => {
    const { entry } = statement;
    const scopes = entry.kind === 'coverage' ? entry.scopes : entry.rates.map((rate) => rate.scope);
    return {
      measure_id,
      kind: statement.kind,
      seq: statement.seq,
      starts_on,
      ends_on,
      certain_from,
      certain_until,
      any_product: Number(anyProduct(scopes)),
      any_partner: Number(anyPartner(scopes)),
    };
  });
}

type Known = { known_from: number; known_to: number };
/** A row's content, without when it was known. */
const contentOf = (row: object): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([key]) => key !== 'known_from' && key !== 'known_to')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const CHUNK = 400;

/** The kinds of entry that a measure's periods are made of. */
const PERIOD_KINDS = ['status_change', 'coverage', 'rate_table', 'correction'] as const satisfies readonly EntryKind[];

/** The entries that measures' periods are made of, by measure; `added` are those of this transaction, which need not be read back. */
async function statementEntries(
  connection: Connection,
  measureIds: readonly string[],
  added: readonly Entry[] = [],
): Promise<Map<string, Entry[]>> {
  const { db, tables } = connection;
  const rows = await db
    .select({ seq: tables.ledger.seq })
    .from(tables.ledger)
    .where(
      and(
        inArray(tables.ledger.measure_id, [...measureIds]),
        inArray(tables.ledger.kind, [...PERIOD_KINDS]),
        added[0] && lt(tables.ledger.seq, added[0].seq),
      ),
    );
  const read = await loadEntries(
    connection,
    rows.map((row) => row.seq),
  );
  const wanted = new Set(measureIds);
  const own = added.filter(({ kind, measure_id }) => wanted.has(measure_id ?? '') && PERIOD_KINDS.some((one) => one === kind));
  return groupBy([...read, ...own], (entry) => entry.measure_id as string);
}

/**
 * Brings the derived rows of some measures up to date with what was just recorded (`added`). Called once at the end of a transaction;
 * `check` sees each measure's statements first and throws if they don't hold together.
 */
export async function refreshPeriods(
  connection: Connection,
  measureIds: readonly string[],
  added: readonly Entry[],
  check: (measureId: string, statements: Statements) => void,
): Promise<void> {
  const { db, tables } = connection;
  for (let at = 0; at < measureIds.length; at += CHUNK) {
    const chunk = measureIds.slice(at, at + CHUNK);
    const entries = await statementEntries(connection, chunk, added);
    for (const id of chunk) check(id, statementsOf(entries.get(id) ?? []));
    for (const name of ['status_periods', 'statement_periods'] as const) {
      const table = tables[name] as Tables['status_periods'];
      const open = groupBy(
        await db
          .select()
          .from(table)
          .where(and(inArray(table.measure_id, chunk), eq(table.known_to, STILL_KNOWN))),
        (row) => row.measure_id,
      );
      const added: (Known & object)[] = [];
      for (const id of chunk) {
        const own = entries.get(id) ?? [];
        const known_from = own.at(-1)?.seq;
        if (known_from === undefined) continue;
        const before = new Map((open.get(id) ?? []).map((row) => [contentOf(row), row]));
        for (const row of rowsFor(name, id, own)) {
          if (!before.delete(contentOf(row))) added.push({ ...row, known_from, known_to: STILL_KNOWN });
        }
        for (const gone of before.values()) {
          const same = statementKind(gone);
          await db
            .update(table)
            .set({ known_to: known_from })
            .where(
              and(
                eq(table.measure_id, id),
                eq(table.known_from, gone.known_from),
                eq(table.starts_on, gone.starts_on),
                same === null ? undefined : eq(tables.statement_periods.kind, same),
              ),
            );
        }
      }
      await insertRows(connection, { [name]: added });
    }
  }
}

const statementKind = (row: object): 'coverage' | 'rate_table' | null => ('kind' in row ? (row.kind as 'coverage' | 'rate_table') : null);

function rowsFor(name: 'status_periods' | 'statement_periods', id: string, entries: readonly Entry[]): object[] {
  const { statuses, coverages, rateTables } = statementsOf(entries);
  return name === 'status_periods' ? statusRows(id, statuses) : [...statementRows(id, coverages), ...statementRows(id, rateTables)];
}

/** All derived rows of a measure, from the ledger alone: what the tables must hold. */
export function periodRows(id: string, entries: readonly Entry[]): { status_periods: StatusRow[]; statement_periods: StatementRow[] } {
  const build = <Row extends Known>(name: 'status_periods' | 'statement_periods'): Row[] => {
    const finished: Row[] = [];
    let open = new Map<string, Row>();
    for (const group of groupBy(entries, (entry) => entry.recorded_at).values()) {
      const known_from = group.at(-1)?.seq as number;
      const next = new Map<string, Row>();
      for (const row of rowsFor(
        name,
        id,
        entries.filter((entry) => entry.seq <= known_from),
      )) {
        const content = contentOf(row);
        next.set(content, open.get(content) ?? ({ ...row, known_from, known_to: STILL_KNOWN } as unknown as Row));
        open.delete(content);
      }
      for (const gone of open.values()) finished.push({ ...gone, known_to: known_from });
      open = next;
    }
    return [...finished, ...open.values()];
  };
  return {
    status_periods: build<StatusRow & Known>('status_periods'),
    statement_periods: build<StatementRow & Known>('statement_periods'),
  };
}

/** Were the derived rows written by a release that did not know all their columns? */
export async function periodsAreOld({ db, tables: { statement_periods: p } }: Connection): Promise<boolean> {
  return (await db.select({ seq: p.seq }).from(p).where(eq(p.certain_from, '')).limit(1)).length > 0;
}

/** Makes all derived rows anew from the ledger. */
export async function rebuildPeriods(connection: Connection): Promise<void> {
  const { db, tables } = connection;
  await db.delete(tables.status_periods);
  await db.delete(tables.statement_periods);
  for await (const rows of allPeriodRows(connection)) await insertRows(connection, rows);
}

/** What the derived tables must hold, a batch of measures at a time in the order of their ids. */
export async function* allPeriodRows(connection: Connection): AsyncGenerator<ReturnType<typeof periodRows> & { measureIds: string[] }> {
  const { db, tables } = connection;
  let after = '';
  for (;;) {
    const measures = await db
      .select({ id: tables.measures.id })
      .from(tables.measures)
      .where(gt(tables.measures.id, after))
      .orderBy(asc(tables.measures.id))
      .limit(CHUNK);
    const measureIds = measures.map((measure) => measure.id);
    const last = measureIds.at(-1);
    if (last === undefined) return;
    const entries = await statementEntries(connection, measureIds);
    const all = measureIds.map((id) => periodRows(id, entries.get(id) ?? []));
    yield {
      measureIds,
      status_periods: all.flatMap((rows) => rows.status_periods),
      statement_periods: all.flatMap((rows) => rows.statement_periods),
    };
    after = last;
  }
}

/** The statements of some measures as known at a seq. */
export async function statementsOfMeasures(
  connection: Connection,
  measureIds: readonly string[],
  knownSeq: number,
): Promise<Map<string, Statements>> {
  const result = new Map<string, Statements>();
  for (let at = 0; at < measureIds.length; at += CHUNK) {
    const chunk = measureIds.slice(at, at + CHUNK);
    const entries = await statementEntries(connection, chunk);
    for (const id of chunk) result.set(id, statementsOf((entries.get(id) ?? []).filter((entry) => entry.seq <= knownSeq)));
  }
  return result;
}

/** The statements of a measure as known at a seq. */
export async function measureStatements(connection: Connection, measureId: string, knownSeq: number): Promise<Statements> {
  return (await statementsOfMeasures(connection, [measureId], knownSeq)).get(measureId) as Statements;
}
