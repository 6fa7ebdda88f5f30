import { asc, inArray } from 'drizzle-orm';
import type { Connection } from './store.ts';

/** The identifiers of the legal instruments of some measures. */
export async function legalInstruments(connection: Connection, measureIds: readonly string[]): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>();
  if (measureIds.length === 0) return result;
  const t = connection.tables.legal_instruments;
  const rows = await connection.db
    .select({ measure_id: t.measure_id, identifier: t.identifier })
    .from(t)
    .where(inArray(t.measure_id, [...measureIds]))
    .orderBy(asc(t.measure_id), asc(t.position));
  for (const { measure_id, identifier } of rows) {
    const list = result.get(measure_id);
    if (list) list.push(identifier);
    else result.set(measure_id, [identifier]);
  }
  return result;
}
