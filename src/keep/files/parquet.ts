import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { turn } from '../../db/store.ts';
import { firstDay, lastDay } from '../../domain/dates.ts';
import type { ColumnKind } from '../../things/columns.ts';
import { aboutOf, cellText, isFullDay, type RowCells, type TableFile } from './table-file.ts';

/** A column of the file: its schema, and what it takes from a cell. */
interface FileColumn {
  name: string;
  schema: SchemaElement[];
  value(row: RowCells): unknown;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'OPTIONAL' } as const;
const DATE = { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' }, repetition_type: 'OPTIONAL' } as const;

/** A text of the column as it is, or what is made of it; null for an empty cell. */
const made =
  (column: string, make: (text: string) => unknown) =>
  (row: RowCells): unknown => {
    const text = cellText(row[column]);
    return text === null ? null : make(text);
  };
const asDate = (day: string): Date | null => (isFullDay(day) ? new Date(`${day}T00:00:00Z`) : null);

/** What becomes of a column of each kind. */
const COLUMNS: Readonly<Record<ColumnKind, (name: string) => FileColumn[]>> = {
  text: (name) => [{ name, schema: [{ name, ...TEXT }], value: made(name, String) }],
  number: (name) => [{ name, schema: [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }], value: made(name, BigInt) }],
  flag: (name) => [{ name, schema: [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }], value: (row) => row[name] ?? null }],
  day: (name) => [{ name, schema: [{ name, ...DATE }], value: made(name, asDate) }],
  instant: (name) => [
    {
      name,
      schema: [
        {
          name,
          type: 'INT64',
          converted_type: 'TIMESTAMP_MILLIS',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
          repetition_type: 'OPTIONAL',
        },
      ],
      value: made(name, (text) => new Date(text)),
    },
  ],
  // What is exact stays as it is written; beside it stands what a program counts with.
  decimal: (name) => [
    ...COLUMNS.text(name),
    {
      name: `${name}_number`,
      schema: [{ name: `${name}_number`, type: 'DOUBLE', repetition_type: 'OPTIONAL' }],
      value: made(name, Number),
    },
  ],
  date: (name) => [
    ...COLUMNS.text(name),
    { name: `${name}_first`, schema: [{ name: `${name}_first`, ...DATE }], value: made(name, (date) => asDate(firstDay(date))) },
    { name: `${name}_last`, schema: [{ name: `${name}_last`, ...DATE }], value: made(name, (date) => asDate(lastDay(date))) },
  ],
  list: (name) => [
    {
      name,
      schema: [
        { name, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1, repetition_type: 'OPTIONAL' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { ...TEXT, name: 'element' },
      ],
      value: (row) => (Array.isArray(row[name]) ? row[name].map(String) : null),
    },
  ],
};

/** So many rows a row group has: as many are held at a time, and encoded at once. */
const GROUP = 2_000;

/**
 * A table as Parquet, a row group at a time: days as dates, instants as timestamps, lists as lists; a date that may be known to the month
 * only as text, with the first and the last day that it may mean beside it; a decimal number as text, with a double beside it.
 */
export async function* parquetChunks(table: TableFile): AsyncGenerator<Uint8Array> {
  const columns = table.columns.flatMap((name) =>
    // A table may have such a column of its own.
    COLUMNS[table.kinds?.[name] ?? 'text'](name).filter((column) => column.name === name || !table.columns.includes(column.name)),
  );
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(({ schema }) => schema)],
    createdBy: 'trade-disputes',
  });
  const written = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const write = (rows: readonly RowCells[]): void => {
    const columnData = columns.map(({ name, value }) => ({ name, data: rows.map(value) }));
    void parquet.write({ columnData, rowGroupSize: GROUP });
  };
  let held: RowCells[] = [];
  for await (const batch of table.batches) {
    held.push(...batch);
    if (held.length < GROUP) continue;
    write(held.slice(0, GROUP));
    held = held.slice(GROUP);
    yield written();
    await turn();
  }
  if (held.length > 0) write(held);
  parquet.kvMetadata = aboutOf(table, Number(parquet.num_rows)).map(([key, value]) => ({ key, value }));
  void parquet.finish();
  yield written();
}
