import { and, asc, desc, eq, exists, gt, inArray, lte, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Day, PartialDate } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import type { ScopePartners } from '../domain/scope.ts';
import { BASE_DUTY_TYPES, type Kind } from '../domain/vocabulary.ts';
import type { Tables } from '../tables/tables.ts';
import type { MeasureCandidate, ShownExtent } from './candidates.ts';
import { holdsOn, isDoubted, isOneOf, namesPartner, namesProduct, Values } from './conditions.ts';
import { type Cut, cutSlots, cutValues, periodsOf, versionAt } from './cut.ts';
import { asList, type Connection, limitSlot, slot } from './store.ts';

/** Which tariffs may meet a question about duties, and on which days. */
interface TariffSpan {
  imposers: readonly string[];
  product: string;
  partners: { codes: readonly string[]; within: readonly string[] };
  /** First and last day, inclusive. */
  first: Day;
  last: Day;
  cut: Cut;
}

/** A tariff that was in force on some day of a span, or may have been, and whose coverage may meet what is asked, or is not known on all of these days. */
export interface SpanTariff {
  id: string;
  title: string;
  type: string;
  imposed_by: string;
  dispute: string | null;
}

/** The import tariffs of some jurisdictions that may meet a question on some day of a span. One query for all of them. */
export function tariffsBetween(
  connection: Connection,
  { imposers, product, partners, first, last, cut }: TariffSpan,
): Promise<SpanTariff[]> {
  const { db, tables: t } = connection;
  const { measures: m, tariffs, status_periods: p, statement_periods: c } = t;
  const next = alias(t.statement_periods, 'next');
  const values = new Values();
  const [from, to] = [values.one('first', first), values.one('last', last)];
  const counts = {
    knownSeq: values.one('known', cut.knownSeq),
    announcedBy: cut.announcedBy === null ? null : values.one('announced', cut.announcedBy),
  };
  const registered = values.one('registered', cut.registerSeq);
  const coverages = (table: typeof c | typeof next, ...where: (SQL | undefined)[]) =>
    db
      .select({ one: sql`1` })
      .from(table)
      .where(and(eq(table.measure_id, m.id), sql`${table.kind} = 'coverage'`, periodsOf(table, counts), ...where));
  const start = sql`case when ${p.starts_on} > ${from} then ${p.starts_on} else ${from} end`;
  const query = db
    .selectDistinct({ id: m.id, title: m.title, type: sql<string>`${tariffs.duty_type}`, imposed_by: m.imposed_by, dispute: m.dispute_id })
    .from(m)
    .innerJoin(p, and(eq(p.measure_id, m.id), periodsOf(p, counts)))
    .innerJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, registered)))
    .where(
      and(
        versionAt(m, registered),
        isOneOf(m.imposed_by, values.many('imposer', imposers)),
        sql`${m.kind} = 'tariff'`,
        sql`${m.direction} = 'import'`,
        // What is said not to be in force may still be, where that is in doubt.
        sql`(${p.in_force} = 1 or ${p.doubtful} = 1)`,
        lte(p.starts_on, to),
        gt(p.ends_on, from),
        or(
          exists(
            coverages(
              c,
              or(sql`${c.any_product} = 1`, namesProduct(db, t, c.seq, product, values)()),
              or(sql`${c.any_partner} = 1`, namesPartner(db, t, c.seq, partners, values)()),
            ),
          ),
          // A day on which nobody stated what it covers: at the beginning, or once a coverage has ended.
          notExists(coverages(c, ...holdsOn(c, start))),
          exists(coverages(c, gt(c.ends_on, start), lte(c.ends_on, to), notExists(coverages(next, ...holdsOn(next, sql`${c.ends_on}`))))),
        ),
      ),
    )
    .orderBy(asc(m.id));
  return connection.query<SpanTariff>(`tariffs_between:${Object.keys(values.values).join(':')}`, () => query, values.values);
}

/** A status that says, with a doubt, that a measure is not in force: its first day, the day after its last, and since when as precisely as known. */
export interface DoubtfulEnd {
  id: string;
  starts_on: Day;
  ends_on: Day;
  status_from: PartialDate;
}

/** What is said not to be in force with a doubt: of some measures or, where none are named, of all, in the order of their ids. */
export function doubtfulEnds(connection: Connection, cut: Cut, ids?: readonly string[]): Promise<DoubtfulEnd[]> {
  return connection.query<DoubtfulEnd>(
    `doubtful_ends:${cut.announcedBy === null}:${ids === undefined}`,
    (db, { status_periods: p }) =>
      db
        .select({ id: p.measure_id, starts_on: p.starts_on, ends_on: p.ends_on, status_from: p.status_from })
        .from(p)
        .where(
          and(
            sql`${p.doubtful} = 1`,
            sql`${p.in_force} = 0`,
            ids === undefined ? undefined : connection.isAmong(p.measure_id, 'ids'),
            periodsOf(p, cutSlots(cut)),
          ),
        )
        .orderBy(asc(p.measure_id)),
    { ...(ids && { ids: asList(ids) }), ...cutValues(cut) },
  );
}

/**
 * The measures of a kind that stand as in force on a day by a status that is in doubt, or on a day on which it has not begun, or has ended, for
 * certain: so many at most. Base duties are left out.
 */
export async function doubtfullyInForce(connection: Connection, kind: Kind, on: Day, cut: Cut, most: number): Promise<string[]> {
  const rows = await connection.query<{ id: string }>(
    `doubtfully_in_force:${cut.announcedBy === null}`,
    (db, { status_periods: p, measures: m, tariffs }) =>
      db
        .select({ id: p.measure_id })
        .from(p)
        .crossJoin(m)
        .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, slot('registered'))))
        .where(
          and(
            sql`${p.in_force} = 1`,
            ...holdsOn(p, slot('on')),
            periodsOf(p, cutSlots(cut)),
            or(sql`${p.doubtful} = 1`, gt(p.certain_from, slot('on')), lte(p.certain_until, slot('on'))),
            eq(m.id, p.measure_id),
            eq(m.kind, slot('kind')),
            versionAt(m, slot('registered')),
            or(sql`${tariffs.duty_type} is null`, notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES])),
          ),
        )
        .limit(limitSlot()),
    { kind, on, limit: most, registered: cut.registerSeq, ...cutValues(cut) },
  );
  return rows.map(({ id }) => id);
}

export type PeriodRow = Tables['status_periods']['$inferSelect'];

/** The status periods of some measures, of the part of the ledger that counts, in the order of time. */
export function statusPeriodRows(connection: Connection, measureIds: readonly string[], cut: Cut): Promise<PeriodRow[]> {
  return connection.query<PeriodRow>(
    `status_periods:${cut.announcedBy === null}`,
    (db, { status_periods: p }) =>
      db
        .select()
        .from(p)
        .where(and(connection.isAmong(p.measure_id, 'ids'), periodsOf(p, cutSlots(cut))))
        .orderBy(asc(p.measure_id), asc(p.starts_on)),
    { ids: asList(measureIds), ...cutValues(cut) },
  );
}

/** The days from which on the coverage of some measures is another, of the part of the ledger that counts. */
export function coverageDays(
  connection: Connection,
  measureIds: readonly string[],
  cut: Cut,
): Promise<{ measure_id: string; starts_on: Day }[]> {
  return connection.query(
    `coverage_days:${cut.announcedBy === null}`,
    (db, { statement_periods: p }) =>
      db
        .select({ measure_id: p.measure_id, starts_on: p.starts_on })
        .from(p)
        .where(and(connection.isAmong(p.measure_id, 'ids'), eq(p.kind, 'coverage'), periodsOf(p, cutSlots(cut)))),
    { ids: asList(measureIds), ...cutValues(cut) },
  );
}

/** Which of some measures are base duties, as known at a seq. */
export async function baseDutiesAmong(connection: Connection, measureIds: readonly string[], knownSeq: number): Promise<Set<string>> {
  if (measureIds.length === 0) return new Set();
  const rows = await connection.query<{ id: string }>(
    'base_duties',
    (db, { tariffs: t }) =>
      db
        .select({ id: t.measure_id })
        .from(t)
        .where(and(connection.isAmong(t.measure_id, 'ids'), versionAt(t, slot('known')), inArray(t.duty_type, [...BASE_DUTY_TYPES]))),
    { ids: asList(measureIds), known: knownSeq },
  );
  return new Set(rows.map(({ id }) => id));
}

/** The last ledger seq that was recorded by an instant. */
export async function seqKnownAt(connection: Connection, instant: string): Promise<number> {
  const rows = await connection.query<{ seq: number }>(
    'seq_known_at',
    (db, { ledger }) =>
      db
        .select({ seq: ledger.seq })
        .from(ledger)
        .where(lte(ledger.recorded_at, slot('instant')))
        .orderBy(desc(ledger.recorded_at), desc(ledger.seq))
        .limit(1),
    { instant },
  );
  return rows[0]?.seq ?? 0;
}

/** The identifiers of the legal instruments of some measures, as known at a seq. */
export async function legalInstruments(
  connection: Connection,
  measureIds: readonly string[],
  knownSeq: number,
): Promise<Map<string, string[]>> {
  if (measureIds.length === 0) return new Map();
  const rows = await connection.query<{ measure_id: string; identifier: string }>(
    'legal_instruments',
    (db, { legal_instruments: t }) =>
      db
        .select({ measure_id: t.measure_id, identifier: t.identifier })
        .from(t)
        .where(and(connection.isAmong(t.measure_id, 'ids'), versionAt(t, slot('known'))))
        .orderBy(asc(t.measure_id), asc(t.position)),
    { ids: asList(measureIds), known: knownSeq },
  );
  const byMeasure = groupBy(rows, ({ measure_id }) => measure_id);
  return new Map([...byMeasure].map(([id, own]) => [id, own.map(({ identifier }) => identifier)]));
}

/** The partners of entries, scope by scope, without all else that the entries say. */
export async function partnersBySeq(connection: Connection, seqs: readonly number[]): Promise<Map<number, ScopePartners[]>> {
  if (seqs.length === 0) return new Map();
  const rows = await connection.query<{ seq: number; scope: number; code: string | null; excluded: number | null }>(
    'partners_by_seq',
    (db, { scopes: s, scope_partners: p }) =>
      db
        .select({ seq: s.seq, scope: s.scope, code: p.code, excluded: p.excluded })
        .from(s)
        .leftJoin(p, and(eq(p.seq, s.seq), eq(p.scope, s.scope)))
        .where(connection.isAmong(s.seq, 'seqs'))
        .orderBy(asc(s.seq), asc(s.scope), asc(p.position)),
    { seqs: asList(seqs) },
  );
  return scopesBySeq(rows);
}

/** Puts the rows of partners together, which stand in the order of the scopes of an entry. */
function scopesBySeq(
  rows: readonly { seq: number; scope: number; code: string | null; excluded: number | null }[],
): Map<number, ScopePartners[]> {
  const result = new Map<number, Record<keyof ScopePartners, string[]>[]>();
  let last: { seq: number; scope: number } | undefined;
  for (const { seq, scope, code, excluded } of rows) {
    const list = result.get(seq) ?? [];
    if (last?.seq !== seq || last.scope !== scope) list.push({ partners: [], excluded: [] });
    result.set(seq, list);
    last = { seq, scope };
    if (code !== null) list.at(-1)?.[excluded === 1 ? 'excluded' : 'partners'].push(code);
  }
  return result;
}

/** A measure in force, with whom its coverage is about, scope by scope. */
export interface ActiveMeasure extends ShownExtent, Pick<MeasureCandidate, 'imposed_by' | 'kind' | 'direction'> {
  scopes: readonly ScopePartners[];
}

/** The measures in force on a day, as known at a seq, without scopes where no coverage is known; base duties are left out. One query for all of them. */
export async function activeMeasures(connection: Connection, on: Day, cut: Cut): Promise<ActiveMeasure[]> {
  const { status_periods: p, measures: m, tariffs, statement_periods: c, scopes: s, scope_partners: sp } = connection.tables;
  const holds = (table: typeof p | typeof c): SQL[] => [...holdsOn(table, on), periodsOf(table, cut)];
  const rows = await connection.db
    .select({
      id: m.id,
      imposed_by: m.imposed_by,
      kind: m.kind,
      direction: m.direction,
      status: p.status,
      status_seq: p.seq,
      returns_seq: p.returns_seq,
      doubtful: p.doubtful,
      certain_from: p.certain_from,
      certain_until: p.certain_until,
      coverage_certain_from: c.certain_from,
      coverage_certain_until: c.certain_until,
      coverage_doubted: sql<number>`cast(${isDoubted(connection.db, connection.tables, c.seq)} as integer)`,
      seq: s.seq,
      scope: s.scope,
      code: sp.code,
      excluded: sp.excluded,
    })
    .from(p)
    .innerJoin(m, and(eq(m.id, p.measure_id), versionAt(m, cut.registerSeq)))
    .leftJoin(tariffs, and(eq(tariffs.measure_id, m.id), versionAt(tariffs, cut.registerSeq)))
    .leftJoin(c, and(eq(c.measure_id, m.id), eq(c.kind, 'coverage'), ...holds(c)))
    .leftJoin(s, eq(s.seq, c.seq))
    .leftJoin(sp, and(eq(sp.seq, s.seq), eq(sp.scope, s.scope)))
    .where(and(eq(p.in_force, 1), ...holds(p), or(sql`${tariffs.duty_type} is null`, notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES]))));
  // Ordered here: asked for an order SQLite walks all measures, which takes a hundred times as long.
  const covered = rows.flatMap(({ seq, scope, code, excluded }) =>
    seq === null || scope === null ? [] : [{ seq, scope, code, excluded }],
  );
  const scopes = scopesBySeq(covered.sort((x, y) => x.seq - y.seq || x.scope - y.scope));
  const measures = new Map(rows.map(({ scope: _scope, code: _code, excluded: _excluded, ...measure }) => [measure.id, measure]));
  return [...measures.values()].map(({ seq, ...measure }) => ({
    ...measure,
    coverage_seq: seq,
    scopes: (seq === null ? undefined : scopes.get(seq)) ?? [],
  }));
}
