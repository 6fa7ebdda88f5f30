import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvChunks, csvHeader, csvRow, readCsv } from '../../src/keep/csv.ts';

const collect = async <T>(parts: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const part of parts) list.push(part);
  return list;
};
async function* batchesOf<T>(...batches: T[][]): AsyncGenerator<T[]> {
  yield* batches;
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', ';', "'", '=', '中', '\t', 'a') }),
);

describe('csvRow', () => {
  it('quotes what needs quotes and nothing else', () => {
    expect(csvRow(['plain', 'a,b', 'say "no"', 'two\nlines', 'cr\rhere', ' led', 'trailed ', 'a;b', 12, true])).toBe(
      'plain,"a,b","say ""no""","two\nlines","cr\rhere"," led","trailed ",a;b,12,true\r\n',
    );
  });

  it('tells a missing value from an empty text', () => {
    expect(csvRow([null, undefined, '', []])).toBe(',,"",""\r\n');
  });

  it('joins lists', () => {
    expect(csvRow([['JP', 'Korea, Republic of'], ['0203']])).toBe('"JP; Korea, Republic of",0203\r\n');
  });

  it('keeps NA and leading zeros as they are', () => {
    expect(csvRow(['NA', '0203'])).toBe('NA,0203\r\n');
  });

  it('guards formulas only where asked, and never plain numbers', () => {
    const cells = ['=1+1', '+x', '-y', '@z', '\tt', '\rc', '-12.5', '+3', '-', '1=1', ['=a', 'b']];
    expect(csvRow(cells, { guard: true })).toBe(`'=1+1,'+x,'-y,'@z,'\tt,"'\rc",-12.5,+3,'-,1=1,'=a; b\r\n`);
    expect(csvRow(['=1+1', '@z'])).toBe('=1+1,@z\r\n');
  });

  it('is read back by csv-parse as it was written', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5 })
          .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })),
        (rows) => {
          const written = rows.map((row) => csvRow(row)).join('');
          expect(parse(written, { record_delimiter: '\r\n' })).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read back by our reader with missing values told from empty ones, however the bytes are cut', async () => {
    const row = fc.array(fc.option(text), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 7 }), async (rows, size) => {
        const bytes = Buffer.from(rows.map((one) => csvRow(one)).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(await collect(readCsv(Readable.from(chunks), 'x.csv'))).toEqual(rows);
      }),
    );
  });
});

describe('readCsv', () => {
  it('names the file where a row has too few cells', async () => {
    await expect(collect(readCsv(Readable.from(['a,b\r\n1\r\n']), 'sources.csv'))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('sources.csv'),
    });
  });

  it('passes on an error of the input', async () => {
    const broken = Readable.from(
      (function* () {
        yield 'a,b\r\n';
        throw new Error('the disk is gone');
      })(),
    );
    await expect(collect(readCsv(broken, 'x.csv'))).rejects.toThrow('the disk is gone');
  });
});

describe('csvChunks', () => {
  it('writes the header and the columns asked for, in their order', async () => {
    const rows = batchesOf([{ id: 'a', n: 1, more: 'x' }], [], [{ id: '=b', n: null, more: 'y' }]);
    expect((await collect(csvChunks(rows, ['n', 'id'], { guard: true }))).join('')).toBe(`n,id\r\n1,a\r\n,'=b\r\n`);
  });

  it('writes a header even if there are no rows', async () => {
    expect(await collect(csvChunks(batchesOf<{ id: string }>(), ['id']))).toEqual([csvHeader(['id'])]);
  });
});
