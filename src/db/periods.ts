import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { type Day, firstDay, type Instant, NEVER, type PartialDate } from '../domain/dates.ts';
import { chunksOf, groupBy } from '../domain/group.ts';
import { isForEverybody, type Scope } from '../domain/scope.ts';
import type { StatusStatement } from '../domain/statement.ts';
import { isInForce } from '../domain/status.ts';
import { type Period, runs, sinceWhen, statementPeriods, statusPeriods } from '../domain/timeline.ts';
import { PERIOD_TABLES, type PeriodTableName, periodTable, type Tables } from '../tables/tables.ts';
import type { Entry } from '../things/ledger.ts';
import { announcementIn, decidingSources, type Publication, publicationHistory } from './announcements.ts';
import { LATEST, STILL_KNOWN } from './cut.ts';
import { transactionEnds } from './entries.ts';
import { insertRows } from './entry-rows.ts';
import { addPostings, rebuildPostings } from './postings.ts';
import {
  addedEntries,
  MEASURES_AT_ONCE,
  PERIOD_KINDS,
  type ScopedStatement,
  type Statements,
  statementEntries,
  statementsOf,
} from './statements.ts';
import { asList, type Connection, slot, turn } from './store.ts';

type StatusRow = Tables['status_periods']['$inferInsert'];
type StatementRow = Tables['statement_periods']['$inferInsert'];
type Uncounted<Row> = Omit<Row, keyof Counting>;

const anyProduct = (scopes: readonly Scope[]): boolean =>
  scopes.some((scope) => scope.goods.length === 0 || scope.goods.some((goods) => goods.codes.length === 0 || goods.codes.includes('*')));

/** Is no coverage stated on some of these days? */
function isUncovered({ starts_on, ends_on }: Period<StatusStatement>, coverages: readonly Period<ScopedStatement>[]): boolean {
  let covered = starts_on;
  for (const one of coverages) if (one.starts_on <= covered && covered < one.ends_on) covered = one.ends_on;
  return covered < ends_on;
}

function statusRows(measure_id: string, { statuses, coverages }: Statements): Uncounted<StatusRow>[] {
  const periods = statusPeriods(statuses);
  const covering = statementPeriods(coverages);
  const inForce = runs(periods);
  const since = sinceWhen(periods);
  return periods.map((period, index) => ({
    measure_id,
    seq: period.statement.seq,
    derived: Number(period.derived),
    returns_seq: period.returns?.seq ?? null,
    status: period.statement.status,
    in_force: Number(isInForce(period.statement.status)),
    starts_on: period.starts_on,
    ends_on: period.ends_on,
    begins_on: firstDay(since[index] as PartialDate),
    certain_from: period.certain_from,
    certain_until: period.certain_until,
    doubtful: Number(period.statement.doubt !== null),
    status_from: since[index] as PartialDate,
    until_on: period.statement.until_on,
    in_force_from: inForce[index]?.in_force_from ?? null,
    in_force_until: inForce[index]?.in_force_until ?? null,
    uncovered: Number(isUncovered(period, covering)),
  }));
}

function statementRows(
  measure_id: string,
  statements: readonly ScopedStatement[],
  statuses: readonly StatusStatement[],
): Uncounted<StatementRow>[] {
  const periods = statementPeriods(statements);
  // What changes before a measure has any status belongs to its beginning.
  const [first] = periods;
  const mayBeNews = statuses.some(({ effective_on }) => first !== undefined && firstDay(effective_on) < first.starts_on);
  const shown = periods.length > 1 || mayBeNews ? statusPeriods(statuses) : [];
  const [begun] = shown;
  // What is said first of one that was in force before, for certain, changes it: until then it was not known what it charges, or covers.
  const isNews = (day: Day): boolean =>
    shown.some(({ statement, ...days }) => days.certain_from < day && day < days.certain_until && isInForce(statement.status));
  return periods.map(({ statement, from, brings, starts_on, ends_on, certain_from, certain_until }, index) => {
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
      any_partner: Number(scopes.some(isForEverybody)),
      since: begun && begun.starts_on < starts_on && (index > 0 || isNews(starts_on)) ? from : '',
      brought_by: brings?.seq ?? 0,
    };
  });
}

/** What tells when a row counts, beside what it says. */
type Counting = { known_from: number; known_to: number; announced_from: Day; announced_to: Day };

/** What a row says, without when it was known. */
const contentOf = (row: object): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([key]) => key !== 'known_from' && key !== 'known_to')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** What is said from one moment to the next. */
interface Moment<At> {
  at: At;
  rows: readonly object[];
}

/** Rows that are the same from one moment to the next are one row. */
function joined<At>(moments: readonly Moment<At>[], end: At): { row: object; from: At; to: At }[] {
  const [first, ...others] = moments;
  if (first && others.length === 0) return first.rows.map((row) => ({ row, from: first.at, to: end }));
  const finished: { row: object; from: At; to: At }[] = [];
  let open = new Map<string, { row: object; from: At; to: At }>();
  for (const { at, rows } of moments) {
    const next: typeof open = new Map();
    for (const row of rows) {
      // All rows are made in one place each, with their fields in one order.
      const content = JSON.stringify(row);
      next.set(content, open.get(content) ?? { row, from: at, to: end });
      open.delete(content);
    }
    for (const gone of open.values()) finished.push({ ...gone, to: at });
    open = next;
  }
  return [...finished, ...open.values()];
}

/** The publications that decide when entries were announced, by source and in the order of recording. */
type Publications = ReadonlyMap<string, readonly Publication[]>;

const publicationsFor = async (connection: Connection, entries: Iterable<readonly Entry[]>): Promise<Publications> =>
  groupBy(await publicationHistory(connection, decidingSources([...entries].flat())), ({ source }) => source);

/** What a measure's ledger said from each day of announcement on, of what is recorded by a seq. */
function announcedBy(entries: readonly Entry[], publications: Publications, knownSeq: number): { at: Day; said: Statements }[] {
  const known = entries.filter((entry) => entry.seq <= knownSeq);
  const publishedOn = (source: string): PartialDate | null =>
    publications.get(source)?.findLast(({ known_from }) => known_from <= knownSeq)?.published_on ?? null;
  // A correction counts once it is recorded, whatever it corrects.
  const announced = known.map((entry) => ({ entry, day: entry.kind === 'correction' ? '' : (announcementIn(entry, publishedOn) ?? '') }));
  const days = [...new Set(announced.flatMap(({ entry, day }) => (entry.kind === 'correction' ? [] : [day])))].sort();
  return days.map((at) => ({ at, said: statementsOf(announced.filter(({ day }) => day <= at).map(({ entry }) => entry)) }));
}

/** The rows of a measure for each day of announcement. */
function rowsBy(name: PeriodTableName, id: string, days: readonly { at: Day; said: Statements }[]): object[] {
  const moments = days.map(({ at, said }) => ({ at, rows: rowsFor(name, id, said) }));
  return joined(moments, NEVER).map(({ row, from, to }) => ({ ...row, announced_from: from, announced_to: to }));
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
  // What a transaction records is known from its last number on.
  const known_from = added.at(-1)?.seq ?? 0;
  const ofMeasures = addedEntries(added);
  const changed = new Set<string>();
  for (const chunk of chunksOf(measureIds, MEASURES_AT_ONCE)) {
    const entries = await statementEntries(connection, chunk, ofMeasures);
    for (const id of chunk) check(id, statementsOf(entries.get(id) ?? []));
    const publications = await publicationsFor(connection, entries.values());
    const said = new Map([...entries].map(([id, own]) => [id, announcedBy(own, publications, LATEST)]));
    for (const name of PERIOD_TABLES) {
      const open = groupBy(await openRows(connection, name, chunk), (row) => row.measure_id);
      for (const id of open.keys()) changed.add(id);
      const [come, gone]: [object[], PeriodRow[]] = [[], []];
      for (const [id, days] of said) {
        const before = new Map((open.get(id) ?? []).map((row) => [contentOf(row), row]));
        const rows = rowsBy(name, id, days);
        come.push(...(before.size === 0 ? rows : rows.filter((row) => !before.delete(contentOf(row)))));
        gone.push(...before.values());
      }
      for (const row of gone) await closeRow(connection, name, row, known_from);
      await insertRows(connection, { [name]: come.map((row) => ({ ...row, known_from, known_to: STILL_KNOWN })) });
    }
    if (chunk.length === MEASURES_AT_ONCE) await turn();
  }
  for (const areNew of [true, false])
    await addPostings(
      connection,
      measureIds.filter((id) => changed.has(id) !== areNew),
      areNew,
    );
}

type PeriodRow = StatusRow & Counting;

/** The rows of some measures that still stand. */
function openRows(connection: Connection, name: PeriodTableName, measureIds: readonly string[]): Promise<PeriodRow[]> {
  const table = periodTable(connection.tables, name);
  const among = () => and(connection.isAmong(table.measure_id, 'ids'), eq(table.known_to, STILL_KNOWN));
  return connection.query<PeriodRow>(`open:${name}`, (own) => own.select().from(table).where(among()), { ids: asList(measureIds) });
}

/** A row stands no longer, from a seq on. */
async function closeRow(connection: Connection, name: PeriodTableName, gone: PeriodRow, known_to: number): Promise<void> {
  const table = periodTable(connection.tables, name);
  const kind = statementKind(gone);
  const isGone = () =>
    and(
      eq(table.measure_id, slot('1')),
      eq(table.known_from, slot('2')),
      eq(table.announced_from, slot('3')),
      eq(table.starts_on, slot('4')),
      kind === null ? undefined : eq(connection.tables.statement_periods.kind, slot('5')),
    );
  const values = [known_to, gone.measure_id, gone.known_from, gone.announced_from, gone.starts_on, ...(kind === null ? [] : [kind])];
  await connection.command(
    `close:${name}`,
    (own) =>
      own
        .update(table)
        .set({ known_to: slot('0') })
        .where(isGone()),
    values,
  );
}

const statementKind = (row: object): 'coverage' | 'rate_table' | null => ('kind' in row ? (row.kind as 'coverage' | 'rate_table') : null);

function rowsFor(name: PeriodTableName, id: string, statements: Statements): object[] {
  if (name === 'status_periods') return statusRows(id, statements);
  return [statements.coverages, statements.rateTables].flatMap((own) => statementRows(id, own, statements.statuses));
}

/** All derived rows of a measure, from the ledger alone: what the tables must hold. */
export function periodRows(
  id: string,
  entries: readonly Entry[],
  publications: Publications,
  ends: ReadonlyMap<Instant, number>,
): { status_periods: StatusRow[]; statement_periods: StatementRow[] } {
  // A source that is registered anew may have been published on another day: that too is known from then on.
  const instants = new Set([
    ...entries.map(({ recorded_at }) => recorded_at),
    ...decidingSources(entries).flatMap((source) => (publications.get(source) ?? []).flatMap(({ recorded_at }) => recorded_at ?? [])),
  ]);
  const moments = [...instants].sort().map((instant) => ends.get(instant) as number);
  const said = moments.map((at) => ({ at, days: announcedBy(entries, publications, at) }));
  const build = <Row>(name: PeriodTableName): Row[] => {
    const known = said.map(({ at, days }) => ({ at, rows: rowsBy(name, id, days) }));
    return joined(known, STILL_KNOWN).map(({ row, from, to }) => ({ ...row, known_from: from, known_to: to }) as Row);
  };
  return {
    status_periods: build<StatusRow & Counting>('status_periods'),
    statement_periods: build<StatementRow & Counting>('statement_periods'),
  };
}

/** Makes all derived rows anew from the ledger and the register, by the rules of this release. */
export async function rebuildPeriods(connection: Connection): Promise<void> {
  const { db, tables } = connection;
  await db.delete(tables.status_periods);
  await db.delete(tables.statement_periods);
  for await (const { measureIds: _ids, ...rows } of allPeriodRows(connection)) await insertRows(connection, rows);
  await rebuildPostings(connection);
}

/** What the derived tables must hold, a batch of measures at a time in the order of their ids. */
export async function* allPeriodRows(connection: Connection): AsyncGenerator<ReturnType<typeof periodRows> & { measureIds: string[] }> {
  const { db, tables } = connection;
  let after = '';
  for (;;) {
    const measures = await db
      .selectDistinct({ id: tables.measures.id })
      .from(tables.measures)
      .where(gt(tables.measures.id, after))
      .orderBy(asc(tables.measures.id))
      .limit(MEASURES_AT_ONCE);
    const measureIds = measures.map((measure) => measure.id);
    const last = measureIds.at(-1);
    if (last === undefined) return;
    const entries = await statementEntries(connection, measureIds);
    const publications = await publicationsFor(connection, entries.values());
    const ends = await transactionEnds(connection, [
      ...[...entries.values()].flat().map(({ recorded_at }) => recorded_at),
      ...[...publications.values()].flat().flatMap(({ recorded_at }) => recorded_at ?? []),
    ]);
    const all = measureIds.map((id) => periodRows(id, entries.get(id) ?? [], publications, ends));
    yield {
      measureIds,
      status_periods: all.flatMap((rows) => rows.status_periods),
      statement_periods: all.flatMap((rows) => rows.statement_periods),
    };
    after = last;
  }
}

/** The measures whose periods hang on when one of these sources was published. */
export async function measuresCiting({ db, tables: t }: Connection, sources: readonly string[]): Promise<string[]> {
  if (sources.length === 0) return [];
  const rows = await db
    .selectDistinct({ measure_id: t.ledger.measure_id })
    .from(t.citations)
    .innerJoin(t.ledger, eq(t.ledger.seq, t.citations.seq))
    .where(and(inArray(t.citations.source_id, [...sources]), isNull(t.ledger.announced_on), inArray(t.ledger.kind, [...PERIOD_KINDS])));
  return rows.flatMap(({ measure_id }) => measure_id ?? []);
}
