import { SQLITE } from './dialect.ts';
import { defineTables } from './tables.ts';

/** The tables on SQLite. */
export const sqliteTables = defineTables(SQLITE);
