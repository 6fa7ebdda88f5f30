import { getTableColumns, getTableName } from 'drizzle-orm';
import type { AnySQLiteColumn, SQLiteColumn, SQLiteTable, SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
import { defineAccess } from './access.ts';
import { defineDerived } from './derived.ts';
import { type Dialect, SQLITE } from './dialect.ts';
import { defineLedger } from './ledger.ts';
import { defineRegister } from './register.ts';
import { defineWatches } from './watches.ts';

export type { Dialect };

/**
 * All tables, for either engine. Columns are text and integer only; a boolean is 0 or 1; keys are named as the columns are.
 * Rows of the ledger are never updated or deleted: triggers see to it (see guards.ts), and no foreign key cascades.
 */
export function defineTables(dialect: Dialect) {
  return {
    ...defineRegister(dialect),
    ...defineLedger(dialect),
    ...defineDerived(dialect),
    ...defineAccess(dialect),
    ...defineWatches(dialect),
  };
}

export type Tables = ReturnType<typeof defineTables>;

/** A row of whichever table. */
export type AnyRow = Record<string, string | number | null>;

type AnyTable = SQLiteTableWithColumns<{
  name: string;
  schema: undefined;
  dialect: 'sqlite';
  columns: Record<string, AnySQLiteColumn<{ data: string | number; notNull: false }>>;
}>;

/** A table by a name that is known only when it runs: TypeScript can't follow which one that is. */
export const tableOf = (tables: Tables, name: keyof Tables): AnyTable => tables[name] as unknown as AnyTable;

/** The tables of periods, which say alike whose a row is and when it counts. */
export const PERIOD_TABLES = ['status_periods', 'statement_periods'] as const satisfies readonly (keyof Tables)[];
export type PeriodTableName = (typeof PERIOD_TABLES)[number];

/** A table of periods, with the columns that both have. */
export const periodTable = (tables: Tables, name: PeriodTableName): Tables['status_periods'] => tables[name] as Tables['status_periods'];

/** A column by a name that is known only when it runs. Throws where the table has none of that name. */
export function columnOf(table: SQLiteTable, name: string): SQLiteColumn {
  const column = getTableColumns(table)[name];
  if (column === undefined) throw new Error(`${getTableName(table)} has no column ${name}`);
  return column;
}

/** The register: what is there, as the registrations of the ledger have it. */
export const REGISTER_TABLES = Object.keys(defineRegister(SQLITE)) as (keyof ReturnType<typeof defineRegister>)[];
export type RegisterTableName = (typeof REGISTER_TABLES)[number];

/** The ledger: what was said. Nobody may change a row or take one away. */
export const LEDGER_TABLES = Object.keys(defineLedger(SQLITE)) as (keyof ReturnType<typeof defineLedger>)[];
export type LedgerTableName = (typeof LEDGER_TABLES)[number];

/** What an export carries, in the order in which an import may insert it. Derived tables, access and watches are left out. */
export const EXPORTED_TABLES = [...REGISTER_TABLES, ...LEDGER_TABLES];
