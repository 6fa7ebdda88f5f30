import { and, desc, eq, sql } from 'drizzle-orm';
import { knownMigrations, MIGRATIONS_TABLE, PERIOD_RULES } from './migrations.ts';
import { type Connection, periodRules, readChangeSeq, type Store } from './store.ts';

// A bounded look, whatever the size of the database: it tells that something is wrong, verify tells what.

/** What is wrong with the schema: migrations of this release that are missing, or ones of a newer release. */
export async function schemaProblems({ db }: Connection, engine: Store['engine']): Promise<string[]> {
  const [row] = await db
    .select({ at: sql<string | null>`at` })
    .from(sql`(select cast(max(created_at) as text) as at from ${sql.raw(MIGRATIONS_TABLE[engine])}) t`);
  const [applied, wanted] = [Number(row?.at ?? 0), Math.max(...knownMigrations(engine))];
  if (applied < wanted) return ['a migration of this release is missing: restart the server, which brings the schema up to date'];
  return applied > wanted ? ['the database was migrated by a newer release: run that one'] : [];
}

/** So many of the newest entries of a kind are looked at. */
const LOOKED_AT = 10;

/** What is wrong with the tables that are derived from the ledger, as far as its newest entries tell. */
export async function derivedProblems(connection: Connection): Promise<string[]> {
  const { db, tables } = connection;
  const { ledger: l, corrections, entry_texts, measure_etags, status_periods, statement_periods } = tables;
  const problems: string[] = [];
  const last = await readChangeSeq(connection);
  const [head] = await db
    .select({ seq: l.seq, recorded_at: l.recorded_at, text: entry_texts.seq })
    .from(l)
    .leftJoin(entry_texts, eq(entry_texts.seq, l.seq))
    .orderBy(desc(l.seq))
    .limit(1);
  if ((await periodRules(connection)) !== PERIOD_RULES)
    problems.push('status_periods and statement_periods were made by the rules of another release: run that one');
  if (head && head.text === null) problems.push(`entry_texts has no text of entry ${head.seq}`);
  if (head && (head.seq > last.seq || head.recorded_at > last.recorded_at))
    problems.push(`change_seq says that the last change was ${last.seq}, and the ledger has entry ${head.seq}`);
  for (const kind of ['status_change', 'coverage', 'rate_table'] as const) {
    const name = kind === 'status_change' ? 'status_periods' : 'statement_periods';
    const table = tables[name] as typeof status_periods;
    const ofKind = kind === 'status_change' ? undefined : eq(statement_periods.kind, kind);
    const exists = (query: unknown) => sql<number>`cast(exists ${query} as integer)`;
    const one = { one: sql`1` };
    const rows = await db
      .select({
        seq: l.seq,
        measure_id: l.measure_id,
        tag: measure_etags.last_seq,
        held: exists(
          db
            .select(one)
            .from(table)
            .where(and(eq(table.measure_id, l.measure_id), ofKind)),
        ),
        retracted: exists(db.select(one).from(corrections).where(eq(corrections.retracts_seq, l.seq))),
      })
      .from(l)
      .leftJoin(measure_etags, eq(measure_etags.measure_id, l.measure_id))
      .where(eq(l.kind, kind))
      .orderBy(desc(l.seq))
      .limit(LOOKED_AT);
    for (const { seq, measure_id, tag, held, retracted } of rows) {
      if ((tag ?? 0) < seq)
        problems.push(`measure_etags says that ${measure_id} changed last at ${tag ?? 'no time'}, and it did at ${seq}`);
      // What was taken back in the transaction that recorded it leaves no row.
      if (held === 0 && retracted === 0) problems.push(`${name} has no row of ${measure_id}, which entry ${seq} speaks of`);
    }
  }
  return problems;
}
