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
/**
 * The text of the first day after a day, a month or a year; null for none. Engines have functions for that, which are not alike and which
 * PostgreSQL lets no index have.
 */
export function sqlDayAfter(date: string): string {
  const number = (from: number, letters: number): string => `cast(substr(${date}, ${from}, ${letters}) as integer)`;
  const text = (value: string): string => `cast(${value} as text)`;
  const two = (value: string): string => `substr('0' || ${text(value)}, length(${text(value)}), 2)`;
  const [year, month] = [number(1, 4), `substr(${date}, 6, 2)`];
  const isLeap = `${year} % 4 = 0 and (${year} % 100 <> 0 or ${year} % 400 = 0)`;
  const last = `case when ${month} in ('04', '06', '09', '11') then '30' when ${month} <> '02' then '31' when ${isLeap} then '29' else '28' end`;
  const nextYear = `${text(`${year} + 1`)} || '-01-01'`;
  const nextMonth = `case when ${month} = '12' then ${nextYear} else substr(${date}, 1, 5) || ${two(`${number(6, 2)} + 1`)} || '-01' end`;
  const nextDay = `substr(${date}, 1, 8) || ${two(`${number(9, 2)} + 1`)}`;
  const isLast = `length(${date}) = 7 or substr(${date}, 9, 2) = ${last}`;
  return `(case when length(${date}) = 4 then ${nextYear} when ${isLast} then ${nextMonth} else ${nextDay} end)`;
}
/** A day, a month or a year. */
export const isDate = (column: string) =>
  sql.raw(`${column} is null or (length(${column}) in (4, 7, 10) and ${column} >= '1900' and ${column} < '3000')`);
