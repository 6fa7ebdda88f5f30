import { asc, eq, gt, sql } from 'drizzle-orm';
import { NEVER } from '../domain/dates.ts';
import { groupBy } from '../domain/group.ts';
import { filled } from '../domain/ledger.ts';
import { THINGS, type Thing } from '../domain/vocabulary.ts';
import { type AnyRow, columnOf, type Tables, tableOf } from '../tables/tables.ts';
import type { Entry } from '../things/ledger.ts';
import { insertEntries, rebuildTexts } from './entries.ts';
import { rebuildEtags } from './etags.ts';
import { PERIOD_RULES } from './migrations.ts';
import { rebuildPeriods } from './periods.ts';
import { rebuildPostings } from './postings.ts';
import { isThing, rebuildRegister, tablesOfThing } from './register-rows.ts';
import { type Change, type Connection, periodRules } from './store.ts';

// A database of release 0.1 held things without a word in the ledger. Each gets one registration, which counts from the beginning.

/** Who carried things over, as recorded_by. */
const CARRIED_OVER = 'carried over from release 0.1';

type Children = (table: string) => readonly AnyRow[];

/** What the rows of a thing say. */
const CONTENTS: Readonly<Record<Thing, (row: AnyRow, children: Children) => Record<string, unknown>>> = {
  jurisdiction: ({ name, kind, customs_value }, children) => ({
    ...{ name, kind, customs_value },
    aliases: children('jurisdiction_aliases').map(({ alias }) => alias),
    areas: children('areas').map(({ code, name }) => ({ code, name })),
    members: children('union_members').map(({ member_code, joined_on, left_on, note }) =>
      filled({ member: member_code, joined_on, left_on: left_on === NEVER ? null : left_on, note }),
    ),
  }),
  exporter: ({ name, home }, children) => ({ name, home, aliases: children('exporter_aliases').map(({ alias }) => alias) }),
  source: ({ publisher, title, url, published_on, kind, read_as, note }) => ({ publisher, title, url, published_on, kind, read_as, note }),
  dispute: ({ title, summary, tier }, children) => ({
    ...{ title, summary, tier },
    parties: children('dispute_parties').map(({ party }) => party),
  }),
  measure: ({ kind, dispute_id, title, imposed_by, direction, formality, summary }, children) => {
    const [tariff] = children('tariffs');
    const [ban] = children('bans');
    return {
      ...{ kind, type: tariff?.duty_type ?? ban?.ban_type, imposed_by, title, dispute: dispute_id, direction, formality, summary },
      legal_instruments: children('legal_instruments').map(({ identifier, url, confidence }) => filled({ identifier, url, confidence })),
      adds_to: tariff?.adds_to == null ? null : { description: tariff.adds_to, confidence: tariff.adds_to_confidence },
    };
  },
  wto_case: ({ complainant, respondent, title, url }) => ({ complainant, respondent, title, url }),
  // No database from before the registrations has one.
  nomenclature: () => ({}),
  product: () => ({}),
};

const isEmpty = async ({ db, tables }: Connection, name: keyof Tables): Promise<boolean> =>
  (await db.select({ one: sql`1` }).from(tableOf(tables, name)).limit(1)).length === 0;

/** Does the database come from a release that kept no texts of entries? */
const lacksTexts = async (connection: Connection): Promise<boolean> =>
  (await isEmpty(connection, 'entry_texts')) && !(await isEmpty(connection, 'ledger'));

/** Does it hold things about which the ledger says nothing? */
async function lacksRegistrations(connection: Connection): Promise<boolean> {
  const { db, tables: t } = connection;
  const [registered] = await db.select({ one: sql`1` }).from(t.ledger).where(eq(t.ledger.kind, 'registration')).limit(1);
  if (registered) return false;
  for (const thing of THINGS) for (const [name] of tablesOfThing(thing)) if (!(await isEmpty(connection, name))) return true;
  return false;
}

/** Does it come from a release that kept no postings? */
const lacksPostings = async (connection: Connection): Promise<boolean> =>
  (await isEmpty(connection, 'postings')) && !(await isEmpty(connection, 'status_periods'));

/** Does a database lack what this release keeps and a migration can't make? */
export const isOutdated = async (connection: Connection): Promise<boolean> =>
  (await lacksTexts(connection)) ||
  (await lacksRegistrations(connection)) ||
  (await lacksPostings(connection)) ||
  (await periodRules(connection)) < PERIOD_RULES;

/** Makes what a database lacks, in one transaction. */
export async function bringUpToDate(connection: Connection, change: Change): Promise<void> {
  if (await lacksTexts(connection)) await rebuildTexts(connection);
  if (await lacksRegistrations(connection)) return carryOver(connection, change);
  // With their periods the postings are made anew too.
  if ((await periodRules(connection)) < PERIOD_RULES) await rebuildPeriods(connection);
  else if (await lacksPostings(connection)) await rebuildPostings(connection);
  change.leaveState();
}

const BATCH = 500;

/** Appends a registration for each thing of the register, in one transaction, and makes what is derived anew. */
export async function carryOver(connection: Connection, change: Change): Promise<void> {
  const { db, tables } = connection;
  for (const thing of THINGS) {
    const [[head, key] = ['exporters', 'id'] as const, ...rest] = tablesOfThing(thing);
    const id = columnOf(tables[head], key);
    let after = '';
    for (;;) {
      const rows = await db.select().from(tableOf(tables, head)).where(gt(id, after)).orderBy(asc(id)).limit(BATCH);
      if (rows.length === 0) break;
      const ids = rows.map((row) => row[key] as string);
      const children = new Map<string, Map<string, AnyRow[]>>();
      for (const [name, parent] of rest) {
        const found = await db
          .select()
          .from(tableOf(tables, name))
          .where(isThing(tables, name, parent, ids));
        const place = (row: AnyRow) => String(row.position ?? row.alias ?? row.code ?? row.member_code ?? '').padStart(6, '0');
        found.sort((a, b) => (place(a) < place(b) ? -1 : 1));
        children.set(
          name,
          groupBy(found, (row) => row[parent] as string),
        );
      }
      await insertEntries(
        connection,
        rows.map((row, index): Entry => {
          const thing_id = ids[index] as string;
          return {
            seq: change.nextSeq(),
            kind: 'registration',
            entry_id: null,
            measure_id: thing === 'measure' ? thing_id : null,
            dispute_id: thing === 'dispute' ? thing_id : null,
            wto_case_id: thing === 'wto_case' ? thing_id : null,
            recorded_at: change.recorded_at,
            recorded_by: CARRIED_OVER,
            announced_on: null,
            note: null,
            confidence: 'verified',
            doubt: null,
            sources: [],
            thing,
            thing_id,
            origin: 'carried_over',
            content: filled(CONTENTS[thing](row, (table) => children.get(table)?.get(thing_id) ?? [])),
          };
        }),
      );
      after = ids.at(-1) as string;
    }
  }
  await rebuildRegister(connection);
  await rebuildPeriods(connection);
  await rebuildEtags(connection);
}
