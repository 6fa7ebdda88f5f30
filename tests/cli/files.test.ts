import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readXlsx } from '../../src/keep/sheets/xlsx.ts';
import { CommandLine } from './command-line.ts';

const execFileAsync = promisify(execFile);
const line = new CommandLine();
beforeAll(() => line.loadExamples());
afterAll(() => line.close());

const BANS = ['bans', '--on', '2024-10-24', '--affected', 'JP'];

it('writes a workbook or Parquet to a file, which is not there before it is whole', async () => {
  const [xlsx, parquet] = [line.path('bans.xlsx'), line.path('bans.parquet')];
  const { code, out, err } = await line.run([...BANS, '--format', 'xlsx', '--output', xlsx]);
  expect([code, out]).toEqual([0, '']);
  expect(err).toContain('on 2024-10-24');
  const { data } = JSON.parse((await line.run([...BANS, '--format', 'json'])).out) as { data: { id: string }[] };
  const ids = data.map(({ id }) => id);
  const grid = await readXlsx(readFileSync(xlsx));
  expect(grid.rows.slice(1).map(({ cells }) => cells[0])).toEqual(ids);
  await line.run([...BANS, '--format', 'parquet', '--output', parquet]);
  const { buffer, byteOffset, length } = readFileSync(parquet);
  const rows = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer });
  expect(rows.map(({ id }) => id)).toEqual(ids);
  expect(readdirSync(line.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('says in a file by which address it is had again, whatever its words are', async () => {
  const file = line.path('null.parquet');
  await line.run(['measures', '--q', 'null', '--on', '2024-10-24', '--output', file]);
  const { buffer, byteOffset, length } = readFileSync(file);
  const { key_value_metadata } = parquetMetadata(buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer);
  const address = key_value_metadata?.find(({ key }) => key === 'address')?.value;
  expect(address).toMatch(/^\/measures\?on=2024-10-24&q=null&known_at=[^&]+$/);
});

it('refuses a terminal, before the database is opened', async () => {
  const { code, out, err } = await line.run([...BANS, '--format', 'parquet', '--database', 'file:./nothing.db'], { terminal: 80 });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('parquet is no text for a terminal: write it to a file, with --output FILE or > FILE');
});

it('says what is wrong with a file that can’t be written, and leaves none behind', async () => {
  const file = line.path('no/such/folder/bans.csv');
  const missing = { code: 1, out: '', err: `can't write "${file}": there is no such folder\n` };
  expect(await line.run([...BANS, '--format', 'csv', '--output', file])).toEqual(missing);
  expect(await line.run(['backup', file])).toEqual(missing);
  expect(existsSync(file)).toBe(false);
  expect(await line.run([...BANS, '--format', 'csv', '--output', line.folder])).toEqual({
    code: 1,
    out: '',
    err: `can't write "${line.folder}": it is a folder, and a file is needed\n`,
  });
  expect(existsSync(`${line.folder}.tmp`)).toBe(false);
  const inside = line.path('file.csv/bans.csv');
  writeFileSync(line.path('file.csv'), '');
  expect((await line.run([...BANS, '--format', 'csv', '--output', inside])).err).toBe(
    `can't write "${inside}": a part of the path is a file, and no folder\n`,
  );
});

it.each([
  ['duty', '--importer', 'EU', '--origin', 'CN', '--product', '8703801010', '--exporter', 'BYD', '--on', '2024-10-30'],
  ['duty-history', '--importer', 'EU', '--origin', 'CN', '--product', '8703801010', '--from', '2024-01-01', '--to', '2024-12-31'],
  ['show', 'cn-au-wine-ad', '--on', '2021-03-28'],
  ['show', 'DS602'],
  ['search', 'wine'],
])('writes what %s answers to a file as well', async (...asked) => {
  const [command = '', ...more] = asked;
  const file = line.path(`${command}.txt`);
  expect(await line.run([...asked, '--output', file])).toMatchObject({ code: 0, out: '' });
  // The instant of now stands in neither.
  expect(readFileSync(file, 'utf8')).toBe((await line.run([...asked])).out);
  if (command === 'search') return;
  const workbook = line.path(`${command}.xlsx`);
  expect(await line.run([command, ...more, '--output', workbook])).toMatchObject({ code: 0, out: '' });
  expect((await readXlsx(readFileSync(workbook))).rows.length).toBeGreaterThan(1);
});

it('writes to a pipe that is there, and does not put a file in its place', async () => {
  const pipe = line.path('pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = execFileAsync('cat', [pipe]);
  const { code } = await line.run([...BANS, '--format', 'csv', '--output', pipe]);
  expect(code).toBe(0);
  expect((await reader).stdout).toMatch(/^id,kind,type,title/);
  expect(statSync(pipe).isFIFO()).toBe(true);
});

it('gives rates, by the filters of lists', async () => {
  const { out } = await line.run(['rates', '--measure', 'eu-cn-bev-cvd', '--exporter', 'BYD', '--from', '2024-01-01']);
  expect(out).toMatch(/^measure +partner +code +exporter +rate +collected/);
  expect(out).toMatch(/eu-cn-bev-cvd +CN +8703801010 +byd +17\.4% +none +provisional +2024-07-05 +2024-10-29/);
});

it('without a format is of the one that its name ends in, and never of another', async () => {
  for (const format of ['csv', 'jsonl', 'json'] as const) {
    const named = line.path(`named.${format}`);
    expect(await line.run([...BANS, '--output', named])).toMatchObject({ code: 0, out: '' });
    const shown = await line.run([...BANS, '--format', format]);
    // The instant of now stands in it.
    const still = (text: string) => text.replace(/"known_at": ?"[^"]*"/, '');
    expect(still(readFileSync(named, 'utf8'))).toBe(still(shown.out));
  }
  const refused = await line.run([...BANS, '--format', 'csv', '--output', line.path('rows.xlsx')]);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain('whose name says xlsx: use --format xlsx, or another name');
  const text = line.path('rows.txt');
  await line.run([...BANS, '--output', text]);
  expect(readFileSync(text, 'utf8')).toMatch(/^id +status/);
});
