import { getTableColumns } from 'drizzle-orm';
import { LEDGER_TABLES, type Tables } from './tables.ts';

const REFUSAL = 'the ledger is append-only: record a correction instead';

/** The columns by which a row of a ledger table is known; a second row with the same ones would take the first one's place. */
const KEYS: Record<(typeof LEDGER_TABLES)[number], readonly (readonly string[])[]> = {
  ledger: [['seq'], ['entry_id']],
  citations: [['seq', 'position']],
  status_changes: [['seq']],
  coverages: [['seq']],
  rate_tables: [['seq']],
  rates: [['seq', 'position']],
  milestones: [['seq']],
  resolutions: [['seq']],
  resolution_outcomes: [['seq', 'position']],
  resolution_steps: [['seq']],
  resolution_step_measures: [['seq', 'position']],
  links: [['seq']],
  duty_rules: [['seq']],
  quotas: [['seq']],
  corrections: [['seq'], ['retracts_seq']],
  scopes: [['seq', 'scope']],
  scope_goods: [['seq', 'scope', 'position']],
  scope_codes: [['seq', 'scope', 'goods', 'position']],
  scope_partners: [['seq', 'scope', 'position']],
  scope_exporters: [['seq', 'scope', 'position']],
};

/**
 * Triggers that keep the ledger as it was recorded, whoever is connected. The insert guard stops INSERT OR REPLACE, which slips
 * past delete triggers in a plain shell, and rows that would be slipped under an entry recorded earlier.
 */
export function sqliteGuards(): string[] {
  return LEDGER_TABLES.flatMap((name) => {
    const taken = KEYS[name]
      .map((columns) => `exists (select 1 from ${name} where ${columns.map((column) => `${column} = new.${column}`).join(' and ')})`)
      .join(' or ');
    const refuse = (timing: string, condition: string): string =>
      `create trigger ${name}_guard_${timing} before ${timing} on ${name} ${condition} begin select raise(abort, '${REFUSAL}'); end`;
    return [
      ...['insert', 'update', 'delete'].map((timing) => `drop trigger if exists ${name}_guard_${timing}`),
      refuse('insert', `when ${taken} or new.seq < (select seq from change_seq)`),
      refuse('update', ''),
      refuse('delete', ''),
    ];
  });
}

/** The same on PostgreSQL, TRUNCATE included. */
export function postgresGuards(): string[] {
  return [
    `create or replace function ledger_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'INSERT' then
         if new.seq >= (select coalesce(max(seq), 0) from change_seq) then return new; end if;
       end if;
       raise exception '${REFUSAL}' using errcode = 'restrict_violation';
     end $$`,
    ...LEDGER_TABLES.flatMap((name) => [
      `drop trigger if exists ${name}_guard_row on ${name}`,
      `create trigger ${name}_guard_row before insert or update or delete on ${name} for each row execute function ledger_guard()`,
      `drop trigger if exists ${name}_guard_truncate on ${name}`,
      `create trigger ${name}_guard_truncate before truncate on ${name} for each statement execute function ledger_guard()`,
    ]),
  ];
}

/** The guards name columns in plain text; this says which of them a table lacks (none, or a test fails). */
export function guardsWithoutColumn(tables: Tables): string[] {
  return LEDGER_TABLES.flatMap((name) => {
    const columns = Object.keys(getTableColumns(tables[name]));
    return KEYS[name].flat().filter((column) => !columns.includes(column));
  });
}
