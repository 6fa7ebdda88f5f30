import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parquetChunks } from '../../src/keep/files/parquet.ts';
import type { RowCells, TableFile } from '../../src/keep/files/table-file.ts';
import { xlsxChunks } from '../../src/keep/files/xlsx.ts';
import { Workbook } from '../../src/keep/sheets/workbook.ts';
import { readXlsx } from '../../src/keep/sheets/xlsx.ts';
import { columnKinds } from '../../src/things/columns.ts';
import { DayText, DecimalText, InstantText, orNull, PartialDateText } from '../../src/things/scalars.ts';

const ROW = z.strictObject({
  code: orNull(z.string()),
  seq: z.int(),
  flag: z.boolean(),
  pct: orNull(DecimalText).meta({ description: 'a copy of the schema' }),
  day: orNull(DayText),
  since: orNull(PartialDateText),
  at: InstantText,
  list: z.array(z.string()),
});
const COLUMNS = Object.keys(ROW.shape);
const row = (more: Partial<z.output<typeof ROW>> = {}): z.output<typeof ROW> => ({
  ...{ code: '03', seq: 7, flag: true, pct: '17.40', day: '2024-10-24', since: '2024-08' },
  ...{ at: '2024-10-24T12:00:00.000Z', list: ['NA', 'JP-07'], ...more },
});

async function* batchesOf(rows: readonly RowCells[], size: number): AsyncGenerator<readonly RowCells[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
const tableOf = (rows: readonly RowCells[], more: Partial<TableFile> = {}): TableFile => ({
  name: 'rates',
  columns: COLUMNS,
  kinds: columnKinds(ROW),
  batches: batchesOf(rows, 3),
  on: '2024-10-24',
  known_at: '2026-11-24T12:00:00.000Z',
  address: 'https://example.org/rates.xlsx?on=2024-10-24',
  ...more,
});

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}
const gridOf = async (table: TableFile): Promise<string[][]> =>
  (await readXlsx(await bytesOf(xlsxChunks(table)))).rows.map(({ cells }) => [...cells]);

/** The tags of a part of a workbook, in their order. */
async function tagsIn(table: TableFile, part: string): Promise<{ name: string; attributes: Readonly<Record<string, string>> }[]> {
  const tags: { name: string; attributes: Readonly<Record<string, string>> }[] = [];
  await (await Workbook.open(await bytesOf(xlsxChunks(table)))).read(part, {
    open: ({ name, attributes }) => tags.push({ name, attributes: { ...attributes } }),
  });
  return tags;
}

it('tells what the columns of a table are', () => {
  expect(columnKinds(ROW)).toEqual({
    ...{ code: 'text', seq: 'number', flag: 'flag', pct: 'decimal', day: 'day', since: 'date', at: 'instant', list: 'list' },
  });
});

describe('a workbook', () => {
  it('holds numbers, days and texts as what they are', async () => {
    const rows = [row(), row({ code: 'NA', pct: null, day: '1812-06-18', since: '2024-08-05', flag: false, list: [] })];
    expect(await gridOf(tableOf(rows))).toEqual([
      COLUMNS,
      ['03', '7', 'true', '17.4', '2024-10-24', '2024-08', '2024-10-24T12:00:00.000Z', 'NA; JP-07'],
      ['NA', '7', 'false', '', '1812-06-18', '2024-08-05', '2024-10-24T12:00:00.000Z'],
    ]);
    const cells = (await tagsIn(tableOf(rows), 'xl/worksheets/sheet1.xml')).filter(({ name }) => name === 'c');
    const typeOf = (place: string): string | undefined => cells.find(({ attributes }) => attributes.r === place)?.attributes.t;
    expect(['A2', 'B2', 'C2', 'D2', 'E2', 'F2', 'F3', 'E3'].map(typeOf)).toEqual([
      ...['inlineStr', undefined, 'b', undefined, undefined, 'inlineStr', undefined],
      // Excel takes 1900 for a leap year and knows no day before it.
      'inlineStr',
    ]);
  });

  it('has a header that stays, a filter, widths, and says what it is', async () => {
    const tags = await tagsIn(tableOf([row(), row()]), 'xl/worksheets/sheet1.xml');
    const one = (name: string) => tags.find((tag) => tag.name === name)?.attributes;
    expect(one('pane')).toMatchObject({ ySplit: '1', state: 'frozen' });
    expect(one('autoFilter')).toEqual({ ref: 'A1:H3' });
    expect(tags.filter(({ name }) => name === 'col').map(({ attributes }) => Number(attributes.width))).toEqual([
      8, 8, 8, 8, 12, 9, 26, 11,
    ]);
    const texts: string[] = [];
    const workbook = await Workbook.open(await bytesOf(xlsxChunks(tableOf([row()]))));
    await workbook.read('xl/worksheets/sheet2.xml', { open: () => undefined, text: (text) => texts.push(text) });
    expect(texts).toEqual(
      expect.arrayContaining(['address', 'https://example.org/rates.xlsx?on=2024-10-24', 'on', '2024-10-24', 'rows', '1', 'licence']),
    );
  });

  it('runs nothing, keeps every character, and gives the same bytes for the same rows', async () => {
    const hostile = ['=1+1', '+cmd|x', '@SUM(A1)', '-2', '<&">', 'a\tb\nc\rd', '\u0007 _x0041_ \u{1F600}', ' spaces  ', '中国'];
    const table = () => tableOf(hostile.map((code) => row({ code })));
    expect((await gridOf(table())).slice(1).map(([code]) => code)).toEqual(hostile);
    expect((await tagsIn(table(), 'xl/worksheets/sheet1.xml')).filter(({ name }) => name === 'f')).toEqual([]);
    expect(await bytesOf(xlsxChunks(table()))).toEqual(await bytesOf(xlsxChunks(table())));
  });

  it('keeps a number that Excel would round as text, and says where a cell is cut', async () => {
    const [, first, second] = await gridOf(tableOf([row({ pct: '1234567890.1234567' }), row({ code: 'x'.repeat(40_000) })]));
    expect(first?.[3]).toBe('1234567890.1234567');
    expect(second?.[0]).toHaveLength(32_767);
    expect(second?.[0]).toMatch(/x … \(cut: a cell of Excel holds no more; CSV has all of it\)$/);
  });

  it('goes on in another worksheet with what one does not hold', async () => {
    const name = "a table's name of 31 characters";
    const rows = Array.from({ length: 8 }, (_, seq) => row({ seq }));
    const bytes = await bytesOf(xlsxChunks(tableOf(rows, { name }), 4));
    const workbook = await Workbook.open(bytes);
    const texts = async (part: string): Promise<string[]> => {
      const found: string[] = [];
      await workbook.read(`xl/worksheets/${part}.xml`, { open: () => undefined, text: (text) => found.push(text) });
      return found;
    };
    expect((await readXlsx(bytes)).worksheets).toEqual([name, `${name.slice(0, 29)} 2`, `${name.slice(0, 29)} 3`, 'About']);
    for (const [sheet, seqs] of [
      ['sheet1', ['0', '1', '2']],
      ['sheet2', ['3', '4', '5']],
      ['sheet3', ['6', '7']],
    ] as const) {
      const shown = await texts(sheet);
      expect(shown.slice(1, COLUMNS.length + 1)).toEqual(COLUMNS);
      expect(shown.filter((text) => /^\d$/.test(text) && text !== '1').length).toBeGreaterThan(0);
      for (const seq of seqs) expect(shown).toContain(seq);
    }
    expect(await texts('sheet4')).toEqual(expect.arrayContaining(['rows', '8']));
  });

  it('begins before it has read all rows, and not before it has read the first', async () => {
    let [read, isOver] = [0, false];
    async function* batches(): AsyncGenerator<readonly RowCells[]> {
      while (read++ < 1000) yield [row({ code: String(Math.random()).repeat(200) })];
      isOver = true;
    }
    const chunks = xlsxChunks(tableOf([], { batches: batches() }));
    await chunks.next();
    expect(read).toBeGreaterThan(0);
    expect(isOver).toBe(false);
    await chunks.return(undefined);

    async function* failing(rows: readonly RowCells[]): AsyncGenerator<readonly RowCells[]> {
      if (rows.length > 0) yield rows;
      throw new Error('the disk is gone');
    }
    await expect(xlsxChunks(tableOf([], { batches: failing([]) })).next()).rejects.toThrow('the disk is gone');
    await expect(bytesOf(xlsxChunks(tableOf([], { batches: failing([row()]) })))).rejects.toThrow('the disk is gone');
  });

  it('may have no rows', async () => expect(await gridOf(tableOf([]))).toEqual([COLUMNS]));
});

describe('a Parquet file', () => {
  const read = async (table: TableFile) => {
    const { buffer } = await bytesOf(parquetChunks(table));
    return { metadata: parquetMetadata(buffer as ArrayBuffer), rows: await parquetReadObjects({ file: buffer as ArrayBuffer }) };
  };

  it('holds each column as what it is, and dates and decimals twice', async () => {
    const { rows, metadata } = await read(tableOf([row(), row({ code: null, pct: null, since: null, day: null, list: [] })]));
    expect(rows).toEqual([
      {
        ...{ code: '03', seq: 7n, flag: true, pct: '17.40', pct_number: 17.4, day: new Date('2024-10-24') },
        ...{ since: '2024-08', since_first: new Date('2024-08-01'), since_last: new Date('2024-08-31') },
        ...{ at: new Date('2024-10-24T12:00:00Z'), list: ['NA', 'JP-07'] },
      },
      {
        ...{ code: null, seq: 7n, flag: true, pct: null, pct_number: null, day: null },
        ...{ since: null, since_first: null, since_last: null, at: new Date('2024-10-24T12:00:00Z'), list: [] },
      },
    ]);
    const said = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]));
    expect(said).toMatchObject({
      address: 'https://example.org/rates.xlsx?on=2024-10-24',
      on: '2024-10-24',
      known_at: '2026-11-24T12:00:00.000Z',
      rows: '2',
    });
  });

  it('has no column twice, where a table says the days of its dates itself', async () => {
    const kinds = { since: 'date', since_first: 'day' } as const;
    const table = tableOf([{ since: '2024-08', since_first: '2024-08-01' }], { columns: ['since', 'since_first'], kinds });
    expect((await read(table)).rows).toEqual([
      { since: '2024-08', since_first: new Date('2024-08-01'), since_last: new Date('2024-08-31') },
    ]);
  });

  it('is written a row group at a time', async () => {
    const rows = Array.from({ length: 4500 }, (_, seq) => row({ seq }));
    const sizes: number[] = [];
    for await (const chunk of parquetChunks(tableOf(rows, { batches: batchesOf(rows, 500) }))) sizes.push(chunk.length);
    expect(sizes).toHaveLength(3);
    const { rows: found, metadata } = await read(tableOf(rows, { batches: batchesOf(rows, 500) }));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([2000, 2000, 500]);
    expect(found.map(({ seq }) => Number(seq))).toEqual(rows.map(({ seq }) => seq));
  });

  it('may have no rows', async () => expect((await read(tableOf([]))).rows).toEqual([]));
});
