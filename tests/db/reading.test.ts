import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/db/open.ts';
import { type Connection, readChangeSeq, type StoreOptions } from '../../src/db/store.ts';
import { putRows, SMALL_REGISTER, testTracker } from '../support/database.ts';
import { refused } from '../support/recording.ts';

let folder: string;
let file: string;
let template: Buffer;
beforeAll(async () => {
  const t = await testTracker();
  await putRows(t, SMALL_REGISTER);
  await t.tracker.store.close();
  template = readFileSync(t.file);
  rmSync(t.folder, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
  file = join(folder, 'test.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All that reading could leave behind: the files of the folder, with their bytes and times. */
const traceOf = (): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { mtimeMs, size, mode } = statSync(path);
      const hash = statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return `${name} ${size} ${mode} ${mtimeMs} ${hash}`;
    });

const open = (options: StoreOptions = { access: 'read' }) => openStore(`file:${file}`, options);
const codes = async ({ db, tables: { jurisdictions } }: Connection): Promise<string[]> =>
  (await db.select({ code: jurisdictions.code }).from(jurisdictions)).map(({ code }) => code);

/** Opens the database for reading, reads it by several connections at once, and closes it. */
async function readThrough(): Promise<string[]> {
  const store = await open();
  const all = await Promise.all([store.read(codes), store.read(codes), store.readLatest(codes)]);
  await store.integrity();
  await store.close();
  expect(all[1]).toEqual(all[0]);
  return all[0];
}

/** Does something as a user who may do no more than the modes of files say: root may do everything. */
async function asAnybody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a database that is opened for reading', () => {
  it('is the same afterwards, with nothing beside it', async () => {
    writeFileSync(file, template);
    const before = traceOf();
    expect(before).toHaveLength(1);
    expect(await readThrough()).toContain('JP');
    expect(traceOf()).toEqual(before);
  });

  it('that can only be read, in a folder that can be written, says so to who records, and no less when it is closed', async () => {
    writeFileSync(file, template);
    writeFileSync(`${file}-wal`, '');
    for (const name of [file, `${file}-wal`]) chmodSync(name, 0o444);
    chmodSync(folder, 0o777);
    await asAnybody(async () => {
      const store = await open({ access: 'write' });
      const write = store.write({ now: '2026-11-24T12:00:00.000Z' }, async () => undefined);
      await refused(write, 'unavailable', 'the database can only be read here; nothing was recorded');
      await store.close();
    });
  });

  it('that nobody else may read is refused in words', async () => {
    writeFileSync(file, template);
    chmodSync(file, 0o600);
    chmodSync(folder, 0o755);
    await refused(asAnybody(open), 'unavailable', `can't open the database ${file}: you may not read it`);
    const other = join(folder, 'other.db');
    await refused(
      asAnybody(() => openStore(`file:${other}`)),
      'unavailable',
      `can't open the database ${other}: no file can be made in ${folder}`,
    );
  });

  it('may be a backup, which is kept in another way', async () => {
    writeFileSync(join(folder, 'in-use.db'), template);
    const source = new Database(join(folder, 'in-use.db'));
    source.prepare('vacuum into ?').run(file);
    source.close();
    const before = traceOf();
    expect(await readThrough()).toContain('JP');
    expect(traceOf()).toEqual(before);
  });

  it('keeps what a program that was killed left beside it, and shows what that had recorded', async () => {
    const original = join(folder, 'original.db');
    writeFileSync(original, template);
    const killed = new Database(original);
    killed.exec(
      "insert into jurisdictions (code, name, kind, known_from, known_to) select 'ZZ', 'Z', kind, known_from, known_to from jurisdictions limit 1",
    );
    for (const end of ['', '-wal', '-shm']) copyFileSync(original + end, file + end);
    killed.close();
    const main = traceOf().filter((line) => /^test\.db(?:-wal)? /.test(line));
    expect(main).toHaveLength(2);
    expect(await readThrough()).toContain('ZZ');
    expect(traceOf().filter((line) => /^test\.db(?:-wal)? /.test(line))).toEqual(main);
  });

  it.each(['as it was closed', 'as a killed program left it'])('may lie in a folder that can only be read, %s', async (how) => {
    writeFileSync(file, template);
    if (how !== 'as it was closed') {
      const killed = new Database(file);
      killed.exec('create table marker (a)');
      cpSync(file, `${file}.copy`);
      cpSync(`${file}-wal`, `${file}.copy-wal`);
      killed.close();
      cpSync(`${file}.copy`, file);
      cpSync(`${file}.copy-wal`, `${file}-wal`);
    }
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    const before = traceOf();
    // Where a copy may lie meanwhile.
    const elsewhere = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
    chmodSync(elsewhere, 0o777);
    const { TMPDIR } = process.env;
    process.env.TMPDIR = elsewhere;
    await asAnybody(async () => {
      expect(() => writeFileSync(join(folder, 'x'), '')).toThrow(/EACCES/);
      expect(await readThrough()).toContain('JP');
      await refused(
        (async () => {
          const store = await open({ access: 'write' });
          await store.write({ now: '2026-11-24T12:00:00.000Z' }, async () => undefined).finally(() => store.close());
        })(),
        'unavailable',
      );
    });
    expect(traceOf()).toEqual(before);
    expect(readdirSync(elsewhere)).toEqual([]);
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(elsewhere, { recursive: true });
    chmodSync(folder, 0o755);
  });

  it('may be a file that can only be read', async () => {
    writeFileSync(file, template);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o777);
    const before = traceOf();
    await asAnybody(readThrough);
    expect(traceOf().filter((line) => line.startsWith('test.db '))).toEqual(before);
  });

  it('may be in the middle of a long change by somebody else, and shows what was there before', async () => {
    writeFileSync(file, template);
    const other = await open({ access: 'write' });
    await other.write({ now: '2026-11-24T12:00:00.000Z' }, async (connection, change) => {
      change.leaveState();
      await connection.db.delete(connection.tables.dispute_parties);
      const seen = await open();
      expect(await seen.read(async ({ db, tables }) => db.select().from(tables.dispute_parties))).not.toEqual([]);
      await seen.close();
    });
    await other.close();
  });

  it('takes no write, and says why', async () => {
    writeFileSync(file, template);
    const store = await open();
    await refused(
      store.write({ now: '2026-11-24T12:00:00.000Z' }, async () => undefined),
      'unavailable',
      'opened for reading',
    );
    await refused(store.restoreGuards(), 'unavailable', 'opened for reading');
    await store.close();
  });

  it('is not made where there is none', async () => {
    await refused(open(), 'not_found', file);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what is no database of the tracker', () => {
  const other = (...statements: string[]): void => {
    const database = new Database(file);
    for (const statement of statements) database.exec(statement);
    database.close();
  };
  const kinds: [string, () => void, string][] = [
    ['the database of another application', () => other('create table invoices (id)', 'insert into invoices values (1)'), 'invoices'],
    [
      'one that is migrated as ours is',
      () => other('pragma journal_mode = wal', 'create table __drizzle_migrations (id, hash, created_at)', 'create table users (id)'),
      'users',
    ],
    ['a text', () => writeFileSync(file, 'Dear diary,\n'.repeat(100)), 'not a file of SQLite'],
    ['a folder', () => mkdirSync(file), 'it is a folder'],
  ];

  it.each(kinds)('%s is refused by name, whatever it is opened for, and stays as it is', async (_what, make, why) => {
    make();
    const before = traceOf();
    for (const access of ['read', 'write'] as const)
      await refused(open({ access }), 'invalid', `${file} is not a database of trade-disputes`, why);
    expect(traceOf()).toEqual(before);
  });

  it('an empty file is none to be read, and becomes one when somebody writes', async () => {
    writeFileSync(file, '');
    const before = traceOf();
    await refused(open(), 'invalid', `${file} is not a database of trade-disputes`, 'it is empty');
    expect(traceOf()).toEqual(before);
    const store = await open({ access: 'write' });
    expect(await store.read(readChangeSeq)).toMatchObject({ seq: 0 });
    await store.close();
  });
});

describe('a database of another release', () => {
  it('that is newer is refused, and stays as it is', async () => {
    writeFileSync(file, template);
    const newer = new Database(file);
    newer.exec("insert into __drizzle_migrations (hash, created_at) values ('x', 1830297600000)");
    newer.close();
    const before = traceOf();
    for (const access of ['read', 'write'] as const) await refused(open({ access }), 'unavailable', 'newer release', '2028-01-01');
    expect(traceOf()).toEqual(before);
  });

  it('that is older is left as it is by who reads, who is told how to go on; who writes brings it up to date', async () => {
    const migrations = join(folder, 'migrations');
    cpSync(new URL('../../migrations/sqlite', import.meta.url), migrations, { recursive: true });
    const journal = join(migrations, 'meta/_journal.json');
    const content = JSON.parse(readFileSync(journal, 'utf8'));
    writeFileSync(journal, JSON.stringify({ ...content, entries: content.entries.slice(0, 3) }));
    const old = new Database(file);
    migrate(drizzle(old), { migrationsFolder: migrations });
    old.close();
    const before = traceOf();
    await refused(open(), 'unavailable', 'earlier release', 'trade-disputes migrate');
    expect(traceOf()).toEqual(before);
    await (await open({ access: 'write' })).close();
    expect(await readThrough()).toEqual([]);
  });

  it('is brought up to date once by several who come together', async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => open({ access: 'write' })));
    for (const store of stores) expect(await store.read((connection) => store.guardProblems(connection))).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
    const database = new Database(file);
    const twice = database.prepare('select created_at from __drizzle_migrations group by 1 having count(*) > 1').all();
    database.close();
    expect(twice).toEqual([]);
  });
});
