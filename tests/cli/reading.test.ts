import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledFile } from '../support/database.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
let folder: string;
let file: string;
let content: Buffer;
beforeAll(async () => {
  line = await new CommandLine().load();
  // A folder in which nothing but the database lies.
  folder = line.path('data');
  mkdirSync(folder);
  file = join(folder, 'trade.db');
  put(line.defaultFile);
});
/** Puts a copy of a database there. */
function put(database: string): void {
  content = readFileSync(database);
  writeFileSync(file, content);
}
afterAll(() => line.close());

/** What lies in the folder, and whether the database is still what it was, byte by byte. */
const trace = (): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => {
      const { mtimeMs, size } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs} ${readFileSync(join(folder, name)).equals(content) ? 'as it was' : 'changed'}`;
    });

/** Every command that only asks. */
const ASKING: string[][] = [
  ['bans'],
  ['tariffs', '--format', 'csv'],
  ['measures', '--status', 'all', '--format', 'json', '--limit', '3'],
  ['disputes'],
  ['resolutions'],
  ['changes', '--from', '2026-11-01'],
  ['jurisdictions'],
  ['exporters'],
  ['sources'],
  ['nomenclatures'],
  ['products', '--q', 'scallops'],
  ['show', 'cn-au-wine-ad'],
  ['show', 'au-cn-wine'],
  ['duty', '--importer', 'EU', '--origin', 'CN', '--product', '8703801010', '--on', '2024-10-30'],
  ['duty-history', '--importer', 'EU', '--origin', 'CN', '--product', '8703801010', '--from', '2024-01-01', '--to', '2024-12-31'],
  ['token', 'list'],
  ['verify'],
];

describe('a command that only asks', () => {
  test.each(ASKING.map((args) => [args.join(' '), args] as const))(
    '%s changes nothing in the database or beside it',
    async (_name, args) => {
      // It goes through all that there is, so there are few disputes.
      if (args[0] === 'verify') put(await bundledFile('2017-06-01'));
      const before = trace();
      expect(before).toHaveLength(1);
      await line.out(...args, '--database', `file:${file}`);
      expect(trace()).toEqual(before);
      if (args[0] === 'verify') put(line.defaultFile);
    },
  );

  test('export and backup write their own files only', async () => {
    const before = trace();
    await line.out('export', line.path('export'), '--database', `file:${file}`);
    await line.out('backup', line.path('backup.db'), '--database', `file:${file}`);
    expect(trace()).toEqual(before);
  });

  test.each(ASKING.map((args) => [args.join(' '), args] as const))('%s makes no database that somebody named', async (_name, args) => {
    const address = `file:${line.path('none.db')}`;
    const { code, out, err } = await line.run([...args, '--database', address]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`there is no database ${address}`);
    expect(existsSync(line.path('none.db'))).toBe(false);
  });

  test('says of a database of an earlier release which command brings it up to date, and that one does', async () => {
    const old = line.path('old.db');
    writeFileSync(old, readFileSync(file));
    const database = new Database(old);
    // As if the newest migration, which makes nothing that this test asks for, were still to come.
    const newest = database.prepare('select max(created_at) as at from __drizzle_migrations').get() as { at: number };
    database.prepare('delete from __drizzle_migrations where created_at = ?').run(newest.at);
    database.close();
    const { code, err } = await line.run(['bans', '--database', `file:${old}`]);
    expect(code).toBe(1);
    expect(err).toContain('earlier release: trade-disputes migrate');
  });

  test('migrate does nothing to a database that is up to date, and makes none', async () => {
    const before = trace();
    expect(await line.run(['migrate', '--database', `file:${file}`])).toMatchObject({
      code: 0,
      err: `the database file:${file} is up to date\n`,
    });
    expect(trace().map((one) => one.split(' ')[0])).toEqual(before.map((one) => one.split(' ')[0]));
    expect((await line.run(['migrate', '--database', `file:${line.path('none.db')}`])).code).toBe(1);
    expect(existsSync(line.path('none.db'))).toBe(false);
  });

  test('refuses what is no database of the tracker, by name', async () => {
    const text = line.path('notes.txt');
    writeFileSync(text, 'Dear diary,\n'.repeat(50));
    for (const args of [['bans'], ['load'], ['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced']]) {
      const { code, err } = await line.run([...args, '--database', `file:${text}`]);
      expect(code).toBe(1);
      expect(err).toContain(`${text} is not a database of trade-disputes: it is not a file of SQLite`);
    }
    expect(readFileSync(text, 'utf8')).toBe('Dear diary,\n'.repeat(50));
  });
});

describe('show', () => {
  const rates = async (...args: string[]): Promise<string[]> => {
    const text = await line.out('show', ...args);
    return (/\nRates\n(.*?)\n\n/s.exec(text)?.[1] ?? '').split('\n').slice(1);
  };

  test('calls rates now only while they are levied', async () => {
    expect(await rates('cn-au-wine-ad', '--on', '2022-01-01')).toContainEqual(expect.stringMatching(/2021-03-28 .* now +218.4%/));
    const ended = await rates('cn-au-wine-ad');
    expect(ended.at(-1)).toMatch(/2021-03-28 +not levied +218.4%/);
    expect(ended.join()).not.toContain('now');
    expect(await line.out('show', 'cn-au-wine-ad')).toMatch(/\nrate, not levied +116.2%–218.4%\n/);
    expect((await rates('us-greenland-tariff')).join()).not.toContain('now');
  });

  test('says of each entry why it may not be so', async () => {
    const doubts = async (heading: string, id: string): Promise<string> => {
      const text = await line.out('show', id);
      return new RegExp(`\\n${heading}\\n(.*?)\\n\\n`, 's').exec(text)?.[1] ?? '';
    };
    expect(await doubts('Statuses', 'cn-au-coal')).toMatch(/partially_lifted .*doubtful: told by traders and unnamed sources/);
    expect(await doubts('Statuses', 'cn-au-wine-ad')).not.toContain('remarks');
    expect(await line.out('resolutions', '--dispute', 'lt-cn')).toContain('doubtful: no act');
  });

  test('says of each entry, and of changes in a list, if nobody read it in a source', async () => {
    const text = await line.out('show', 'pe-bo-goods-2020');
    expect(/\nCoverage\n(.*?)\n\n/s.exec(text)?.[1]).toMatch(/from memory/);
    expect(await line.out('changes', '--measure', 'us-mfn-column-1-2017')).toMatch(/2022-01-27 .*from memory/);
  });

  test('a list says of a tariff in force whose rate nobody recorded that it is not recorded', async () => {
    const listed = await line.out('tariffs', '--imposed-by', 'CN', '--affected', 'JP', '--type', 'anti_dumping');
    expect(listed).toMatch(/cn-jp-dichlorosilane-ad .*not rec/);
    // A lower duty that ends has none of its own.
    expect(await line.out('tariffs', '--imposed-by', 'CN', '--affected', 'TW', '--type', 'preference_withdrawal')).not.toContain('not rec');
  });

  test('says that exempt goods pay none of them', async () => {
    expect(await rates('cn-ca-100-2025')).toContainEqual(expect.stringContaining('now, but for exempt goods'));
    expect((await rates('cn-ca-100-2025', '--on', '2025-06-01')).join()).not.toContain('exempt');
  });
});
