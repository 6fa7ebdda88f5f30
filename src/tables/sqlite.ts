import * as core from 'drizzle-orm/sqlite-core';
import { defineTables } from './tables.ts';

/** The tables on SQLite. drizzle-kit reads this file's exports. */
export const tables = defineTables({
  table: core.sqliteTable,
  text: core.text,
  integer: core.integer,
  primaryKey: core.primaryKey,
  foreignKey: core.foreignKey,
  index: core.index,
  uniqueIndex: core.uniqueIndex,
  check: core.check,
});
