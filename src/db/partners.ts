import { and, asc, eq, inArray } from 'drizzle-orm';
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
