import { SQLITE } from './dialect.ts';
import { defineTables } from './tables.ts';

/** The tables on SQLite. drizzle-kit reads this file's exports. */
export const tables = defineTables(SQLITE);
