import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { tables as definitions } from '../tables/sqlite.ts';
import { type EXPORTED_TABLES, LEDGER_TABLES } from '../tables/tables.ts';

const REFUSAL = 'the ledger is append-only: record a correction instead';

/** The columns of a table's primary key. The same on both engines. */
export function primaryKeyOf(name: (typeof EXPORTED_TABLES)[number]): string[] {
  const { columns, primaryKeys } = getTableConfig(definitions[name]);
  return primaryKeys[0]?.columns.map((column) => column.name) ?? columns.flatMap((column) => (column.primary ? [column.name] : []));
}

/** The columns by which a row of a ledger table is known; a second row with the same ones would take the first one's place. */
function keysOf(name: (typeof LEDGER_TABLES)[number]): string[][] {
  const unique = getTableConfig(definitions[name]).indexes.filter(({ config }) => config.unique);
  return [primaryKeyOf(name), ...unique.map(({ config }) => config.columns.map((column) => (column as SQLiteColumn).name))];
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
      // A row may also be replaced by its rowid, which is -1 here unless the statement names one.
      const taken = [...keysOf(name), ['rowid']]
        .map((columns) => `exists (select 1 from ${name} where ${columns.map((column) => `${column} = new.${column}`).join(' and ')})`)
        .join(' or ');
      return [
        ...guard(name, 'insert', `when ${taken} or new.seq <= (select seq from change_seq)`),
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
  const refuse = `raise exception '${REFUSAL}' using errcode = 'restrict_violation'`;
  return [
    `create or replace function ledger_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'INSERT' then
         if new.seq > (select coalesce(max(seq), 0) from change_seq) then return new; end if;
       end if;
       ${refuse};
     end $$`,
    `create or replace function change_seq_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'INSERT' then
         if not exists (select 1 from change_seq) then return new; end if;
       elsif tg_op = 'UPDATE' then
         if new.seq >= (select coalesce(max(seq), 0) from ledger) then return new; end if;
       end if;
       ${refuse};
     end $$`,
    ...LEDGER_TABLES.flatMap((name) => guards(name, 'ledger_guard')),
    ...guards('change_seq', 'change_seq_guard'),
  ];
}
