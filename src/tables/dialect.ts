import { sql } from 'drizzle-orm';
import * as sqliteCore from 'drizzle-orm/sqlite-core';

/** What a dialect brings: constructors that make the same table on its engine. */
export interface Dialect {
  table: typeof sqliteCore.sqliteTable;
  text: typeof sqliteCore.text;
  integer: typeof sqliteCore.integer;
  primaryKey: typeof sqliteCore.primaryKey;
  foreignKey: typeof sqliteCore.foreignKey;
  index: typeof sqliteCore.index;
  uniqueIndex: typeof sqliteCore.uniqueIndex;
  check: typeof sqliteCore.check;
}

export const SQLITE: Dialect = {
  table: sqliteCore.sqliteTable,
  text: sqliteCore.text,
  integer: sqliteCore.integer,
  primaryKey: sqliteCore.primaryKey,
  foreignKey: sqliteCore.foreignKey,
  index: sqliteCore.index,
  uniqueIndex: sqliteCore.uniqueIndex,
  check: sqliteCore.check,
};

/** known_to of what is still known so. */
export const STILL_KNOWN = 2_147_483_647;

/** The text of a CHECK: one of a fixed vocabulary. */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`);
/** A day, a month or a year. */
export const isDate = (column: string) =>
  sql.raw(`${column} is null or (length(${column}) in (4, 7, 10) and ${column} >= '1900' and ${column} < '3000')`);
