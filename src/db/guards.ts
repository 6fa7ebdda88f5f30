import { sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { sqliteTables } from '../tables/sqlite.ts';
import { type EXPORTED_TABLES, LEDGER_TABLES } from '../tables/tables.ts';
import type { Connection } from './store.ts';

const REFUSAL = 'the ledger is append-only: record a correction instead';

/** The columns of a table's primary key. The same on both engines. */
export function primaryKeyOf(name: (typeof EXPORTED_TABLES)[number]): string[] {
  const { columns, primaryKeys } = getTableConfig(sqliteTables[name]);
  return primaryKeys[0]?.columns.map((column) => column.name) ?? columns.flatMap((column) => (column.primary ? [column.name] : []));
}

/**
 * What beside its number makes a row of a ledger table one of its kind: a second row that says the same would take the first one's place.
 * Every primary key holds the number of the entry, and no table has rows known by another number.
 */
function otherKeysOf(name: (typeof LEDGER_TABLES)[number]): string[][] {
  const unique = getTableConfig(sqliteTables[name]).indexes.filter(({ config }) => config.unique);
  return unique.map(({ config }) => config.columns.map((column) => (column as SQLiteColumn).name));
}

/**
 * Triggers that keep the ledger as it was recorded, whoever is connected. The insert guard stops INSERT OR REPLACE, which slips
 * past delete triggers in a plain shell, and rows that would be slipped under an entry recorded earlier. What was recorded is told
 * by change_seq, so that can't be turned back.
 */
export function sqliteGuards(): string[] {
  const guard = (name: string, timing: string, condition: string): string[] => [
    `drop trigger if exists ${name}_guard_${timing}`,
    `create trigger ${name}_guard_${timing} before ${timing} on ${name} ${condition} begin select raise(abort, '${REFUSAL}'); end`,
  ];
  return [
    ...LEDGER_TABLES.flatMap((name) => {
      const taken = otherKeysOf(name).map(
        (columns) => `or exists (select 1 from ${name} where ${columns.map((column) => `${column} = new.${column}`).join(' and ')})`,
      );
      return [
        ...guard(name, 'insert', ['when new.seq <= (select seq from change_seq)', ...taken].join(' ')),
        ...guard(name, 'update', ''),
        ...guard(name, 'delete', ''),
      ];
    }),
    ...guard('change_seq', 'insert', 'when exists (select 1 from change_seq)'),
    ...guard('change_seq', 'update', 'when new.seq < (select coalesce(max(seq), 0) from ledger)'),
    ...guard('change_seq', 'delete', ''),
  ];
}

/** The same on PostgreSQL, TRUNCATE included. */
export function postgresGuards(): string[] {
  const guards = (name: string, of: string): string[] => [
    `drop trigger if exists ${name}_guard_row on ${name}`,
    `create trigger ${name}_guard_row before insert or update or delete on ${name} for each row execute function ${of}()`,
    `drop trigger if exists ${name}_guard_truncate on ${name}`,
    `create trigger ${name}_guard_truncate before truncate on ${name} for each statement execute function ${of}()`,
  ];
  const [ledger, changeSeq] = [FUNCTIONS.ledger_guard, FUNCTIONS.change_seq_guard];
  return [
    `create or replace function ledger_guard() returns trigger language plpgsql as $$${ledger}$$`,
    `create or replace function change_seq_guard() returns trigger language plpgsql as $$${changeSeq}$$`,
    ...LEDGER_TABLES.flatMap((name) => guards(name, 'ledger_guard')),
    ...guards('change_seq', 'change_seq_guard'),
  ];
}

const refuse = `raise exception '${REFUSAL}' using errcode = 'restrict_violation'`;
/** What the guards of PostgreSQL do. */
const FUNCTIONS = {
  ledger_guard: `
     begin
       if tg_op = 'INSERT' then
         if new.seq > (select coalesce(max(seq), 0) from change_seq) then return new; end if;
       end if;
       ${refuse};
     end `,
  change_seq_guard: `
     begin
       if tg_op = 'INSERT' then
         if not exists (select 1 from change_seq) then return new; end if;
       elsif tg_op = 'UPDATE' then
         if new.seq >= (select coalesce(max(seq), 0) from ledger) then return new; end if;
       end if;
       ${refuse};
     end `,
} as const;

/** What is wrong with the guards of a SQLite file: those that are missing or say something else than this release made. */
export async function sqliteGuardProblems({ db }: Connection): Promise<string[]> {
  const there = new Map(
    (
      await db
        .select({ name: sql<string>`name`, text: sql<string>`sql` })
        .from(sql`(select name, sql from sqlite_master where type = 'trigger') t`)
    ).map(({ name, text }) => [name, text]),
  );
  // SQLite keeps the text of a trigger as it was given, but for its first words.
  const textOf = (statement: string): string => statement.replace(/^create trigger /i, '');
  return sqliteGuards().flatMap((statement) => {
    const name = /^create trigger (\w+)/.exec(statement)?.[1];
    if (name === undefined) return [];
    const text = there.get(name);
    if (text === undefined) return [`guard ${name}: it is missing, so rows could be changed unseen`];
    return textOf(text) === textOf(statement) ? [] : [`guard ${name}: it was altered: ${text}`];
  });
}

/** tgtype of a trigger: before each row on insert, delete and update; before a statement on truncate. */
const EACH_ROW = 31;
const ON_TRUNCATE = 34;

/** The same on PostgreSQL, where a guard can also be switched off. */
export async function postgresGuardProblems({ db }: Connection): Promise<string[]> {
  const triggers = await db
    .select({
      name: sql<string>`name`,
      works: sql<string>`works`,
      does: sql<string>`does`,
      type: sql<number>`type`,
      free: sql<boolean>`free`,
    })
    .from(
      sql`(select t.tgname::text as name, t.tgenabled::text as works, p.proname::text as does, t.tgtype::int as type, t.tgqual is null as free
        from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace) t`,
    );
  const there = new Map(triggers.map((trigger) => [trigger.name, trigger]));
  const functions = new Map(
    (
      await db
        .select({ name: sql<string>`name`, text: sql<string>`text` })
        .from(sql`(select proname::text as name, prosrc as text from pg_proc where pronamespace = current_schema()::regnamespace) f`)
    ).map(({ name, text }) => [name, text]),
  );
  const wanted = [...LEDGER_TABLES, 'change_seq'].flatMap((table) => {
    const does = table === 'change_seq' ? 'change_seq_guard' : 'ledger_guard';
    return [
      { name: `${table}_guard_row`, does, type: EACH_ROW },
      { name: `${table}_guard_truncate`, does, type: ON_TRUNCATE },
    ];
  });
  return [
    ...Object.entries(FUNCTIONS).flatMap(([name, text]) =>
      functions.get(name) === text ? [] : [`guard ${name}: its function ${functions.has(name) ? 'was altered' : 'is missing'}`],
    ),
    ...wanted.flatMap(({ name, does, type }) => {
      const found = there.get(name);
      if (!found) return [`guard ${name}: it is missing, so rows could be changed unseen`];
      if (found.works !== 'O' && found.works !== 'A') return [`guard ${name}: it is switched off, so rows could be changed unseen`];
      return found.does === does && found.type === type && found.free ? [] : [`guard ${name}: it was altered`];
    }),
  ];
}
