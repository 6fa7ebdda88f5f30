import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXlsx } from '../../src/keep/sheets/xlsx.ts';
import { LIST_NAMES } from '../../src/lookups/lists.ts';
import { type Asking, addExampleGoods, asking, problemOf } from './asking.ts';
import { rowCount, trailing } from './csv.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
  await addExampleGoods(ask);
});
afterAll(() => ask.close());

async function fileAt(path: string, type: string): Promise<{ answer: Response; bytes: Uint8Array; trailers: Headers }> {
  const { trailers, wire } = trailing();
  const answer = await ask.app.request(path, {}, wire);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(answer.status, new TextDecoder().decode(bytes.slice(0, 500))).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  return { answer, bytes, trailers };
}
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PARQUET = 'application/vnd.apache.parquet';

/** A question that has some rows, and not too many to be read three times. */
const QUESTIONS: Readonly<Record<string, string>> = { rates: '?imposed_by=CA', sources: '?q=wine' };

/** The rows of a list as CSV has them, by JSON. */
async function cellsOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await (await ask.app.request(path)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

it.each([
  '/duty.parquet?importer=EU&origin=china&product=8703801010&exporter=BYD',
  '/duty/history.parquet?importer=EU&origin=CN&product=8703801010',
  '/measures/cn-au-wine-ad.parquet',
  '/disputes/au-cn-wine.parquet?announced_by=2024-01-01',
  '/bans.parquet?imposed_by=CN',
])('%s says the address that gives it again', async (path) => {
  const { bytes } = await fileAt(path, PARQUET);
  const about = new Map(parquetMetadata(bytes.buffer as ArrayBuffer).key_value_metadata?.map(({ key, value }) => [key, value]));
  const address = new URL(about.get('address') ?? '');
  expect(address.searchParams.get('known_at')).toBe(about.get('known_at'));
  // A span is made definite too.
  if (path.startsWith('/duty/history')) expect([...address.searchParams.keys()]).toEqual(expect.arrayContaining(['from', 'to']));
  expect([...address.searchParams.keys()]).toEqual(expect.arrayContaining([...new URL(path, address).searchParams.keys()]));
  expect(Buffer.from((await fileAt(`${address.pathname}${address.search}`, PARQUET)).bytes).equals(Buffer.from(bytes))).toBe(true);
});

it('a file says what its rows do not: which measures may be in force too, and why a code is not met', async () => {
  const about = async (path: string) =>
    new Map(
      parquetMetadata((await fileAt(path, PARQUET)).bytes.buffer as ArrayBuffer).key_value_metadata?.map(({ key, value }) => [key, value]),
    );
  const { in_doubt } = await ask.json<{ in_doubt: { id: string }[] }>('/bans.json?imposed_by=CN&limit=1');
  expect((await about('/bans.parquet?imposed_by=CN')).get('in_doubt')).toContain(`in doubt: ${in_doubt.map(({ id }) => id).join('; ')}`);
  expect((await about('/bans.parquet?imposed_by=NO')).has('in_doubt')).toBe(false);
  const outdated = await ask.json<{ code_outdated: string }>('/tariffs.json?product=854140&on=2026-11-24');
  expect((await about('/tariffs.parquet?product=854140&on=2026-11-24')).get('code_outdated')).toBe(outdated.code_outdated);
});

describe('files of lists', () => {
  it.each(LIST_NAMES)('%s as a workbook and as Parquet have the rows of JSON Lines', async (name) => {
    const question = QUESTIONS[name] ?? '';
    const rows = await cellsOf(`/${name}.jsonl${question}`);
    expect(rows.length).toBeGreaterThan(0);
    const { answer, bytes, trailers } = await fileAt(`/${name}.xlsx${question}`, XLSX);
    expect(rowCount(answer, trailers)).toBe(String(rows.length));
    expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="${name}-\\d{4}-\\d\\d-\\d\\d\\.xlsx"$`));
    const grid = await readXlsx(bytes);
    expect(grid.faults).toEqual([]);
    const [header, ...lines] = grid.rows.map(({ cells }) => cells);
    expect(lines).toHaveLength(rows.length);
    const parquet = await parquetReadObjects({ file: (await fileAt(`/${name}.parquet${question}`, PARQUET)).bytes.buffer as ArrayBuffer });
    expect(parquet).toHaveLength(rows.length);
    const faults: unknown[] = [];
    for (const [column, heading] of (header ?? []).entries())
      for (const [index, row] of rows.entries()) {
        const value = row[heading];
        // What is no text of its own is told otherwise in JSON.
        if (typeof value !== 'string') continue;
        const told = parquet[index]?.[heading];
        const text = told instanceof Date ? told.toISOString().slice(0, value.length === 10 ? 10 : undefined) : told;
        const shown = lines[index]?.[column];
        const isNumber = /^\d+\.\d+$/.test(value);
        const isShown = isNumber ? Number(shown) === Number(value) : shown === value || value.length > 32_767;
        if (text !== value || !isShown) faults.push([heading, index, value, text, shown]);
      }
    expect(faults).toEqual([]);
  });

  it('are what Accept asks for, and say when they are of', async () => {
    const { headers } = await ask.app.request('/bans?on=2024-10-24', { headers: { accept: PARQUET } });
    expect(headers.get('content-type')).toBe(PARQUET);
    expect(headers.get('content-disposition')).toBe('attachment; filename="bans-2024-10-24.parquet"');
    expect([headers.get('x-on'), headers.get('x-known-at')]).toEqual(['2024-10-24', expect.stringContaining('T')]);
    const again = await ask.app.request('/bans.parquet?on=2024-10-24', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('are never cut, and take nothing that is for CSV', async () => {
    expect((await problemOf(await ask.app.request('/bans.xlsx?limit=3'), 400)).detail).toContain(
      '.xlsx is always complete: leave out limit',
    );
    expect((await problemOf(await ask.app.request('/bans.parquet?codes=text'), 400)).errors[0]?.path).toBe('codes');
  });

  it('are linked beside CSV, of what is seen', async () => {
    const page = await (await ask.app.request('/bans?imposed_by=CN&on=2024-10-24', { headers: { accept: 'text/html' } })).text();
    for (const suffix of ['csv', 'xlsx', 'parquet', 'jsonl', 'json'])
      expect(page).toMatch(new RegExp(`href="/bans\\.${suffix}\\?imposed_by=CN&amp;on=2024-10-24&amp;known_at=`));
  });

  it('hold the ledger of a record and the lines of a duty', async () => {
    const { ledger } = await ask.json<{ ledger: unknown[] }>('/measures/cn-au-wine-ad.json');
    expect((await readXlsx((await fileAt('/measures/cn-au-wine-ad.xlsx', XLSX)).bytes)).rows).toHaveLength(ledger.length + 1);
    const duty = await fileAt('/duty.parquet?importer=EU&origin=CN&product=8703801010&exporter=BYD&on=2024-10-30', PARQUET);
    const lines = await parquetReadObjects({ file: duty.bytes.buffer as ArrayBuffer });
    expect(lines).toContainEqual(expect.objectContaining({ measure: 'eu-cn-bev-cvd', rate: '17.0%' }));
  });
});
