import { and, asc, eq, gt, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Day } from '../domain/dates.ts';
import { BASE_DUTY_TYPES } from '../domain/vocabulary.ts';
import type { Connection } from './store.ts';

/** Whom one scope of an entry is about; no partners: everybody. */
export interface ScopePartners {
  partners: string[];
  excluded: string[];
}

/** The partners of entries, scope by scope, without all else that the entries say. */
export async function partnersBySeq(connection: Connection, seqs: readonly number[]): Promise<Map<number, ScopePartners[]>> {
  const result = new Map<number, ScopePartners[]>();
  if (seqs.length === 0) return result;
  const { scopes: s, scope_partners: p } = connection.tables;
  const rows = await connection.db
    .select({ seq: s.seq, scope: s.scope, code: p.code, excluded: p.excluded })
    .from(s)
    .leftJoin(p, and(eq(p.seq, s.seq), eq(p.scope, s.scope)))
    .where(inArray(s.seq, [...seqs]))
    .orderBy(asc(s.seq), asc(s.scope), asc(p.position));
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

/**
 * Who imposes measures in force on whom, with how many of each kind: on a day, as known at a seq, base duties left out. `*`: on all.
 * What a partial lifting frees is not taken out: a pair stays while the measure is in force.
 */
export async function activePairs(connection: Connection, on: Day, knownSeq: number) {
  const { status_periods: p, measures: m, tariffs, statement_periods: c, scopes: s, scope_partners: sp } = connection.tables;
  const holds = (table: typeof p | typeof c): SQL[] => [
    lte(table.starts_on, on),
    gt(table.ends_on, on),
    lte(table.known_from, knownSeq),
    gt(table.known_to, knownSeq),
  ];
  // An area counts for its jurisdiction; a scope without partners is about everybody.
  const affected = sql<string>`coalesce(substr(${sp.code}, 1, 2), '*')`;
  return connection.db
    .select({ imposed_by: m.imposed_by, kind: m.kind, affected, measures: sql<number>`cast(count(distinct ${m.id}) as integer)` })
    .from(p)
    .innerJoin(m, eq(m.id, p.measure_id))
    .leftJoin(tariffs, eq(tariffs.measure_id, m.id))
    .innerJoin(c, and(eq(c.measure_id, m.id), eq(c.kind, 'coverage'), ...holds(c)))
    .innerJoin(s, eq(s.seq, c.seq))
    .leftJoin(sp, and(eq(sp.seq, s.seq), eq(sp.scope, s.scope), eq(sp.excluded, 0)))
    .where(and(eq(p.in_force, 1), ...holds(p), or(sql`${tariffs.duty_type} is null`, notInArray(tariffs.duty_type, [...BASE_DUTY_TYPES]))))
    .groupBy(m.imposed_by, m.kind, affected);
}
