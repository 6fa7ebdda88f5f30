import * as core from 'drizzle-orm/pg-core';
import { type Dialect, defineTables } from './tables.ts';

/** Text that sorts by code point, as SQLite's does: other collations lose rows from prefix ranges. */
const text = core.customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' });

/** The tables on PostgreSQL, typed as SQLite's: the one cast between the engines stands here. */
export const postgresTables = defineTables({
  table: core.pgTable,
  text: (...config: unknown[]) => (typeof config[0] === 'string' ? text(config[0]) : text()),
  integer: core.integer,
  primaryKey: core.primaryKey,
  foreignKey: core.foreignKey,
  index: core.index,
  uniqueIndex: core.uniqueIndex,
  check: core.check,
} as unknown as Dialect);
