import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Database from 'better-sqlite3';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { migrationsFolder } from '../../src/db/migrations.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { sqliteTables } from '../../src/tables/sqlite.ts';
import { EXPORTED_TABLES, LEDGER_TABLES, REGISTER_TABLES } from '../../src/tables/tables.ts';
import { ENGINES, PGLITE, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';

const folder = (engine: string): URL => new URL(`../../migrations/${engine}/`, import.meta.url);
const journal = (engine: string): { idx: number; when: number; tag: string }[] =>
  JSON.parse(readFileSync(new URL('meta/_journal.json', folder(engine)), 'utf8')).entries;

describe('the migrations', () => {
  it.each(['sqlite', 'postgres'])('of %s have a journal that only goes forward: an older one would be skipped', (engine) => {
    const entries = journal(engine);
    expect(entries.length).toBeGreaterThan(0);
    entries.forEach((entry, index) => {
      expect(entry.idx).toBe(index);
      if (index > 0) expect(entry.when).toBeGreaterThan(entries[index - 1]?.when as number);
    });
  });

  it.each(['sqlite', 'postgres'])('of %s are the files that its journal names', (engine) => {
    const files = readdirSync(folder(engine)).filter((name) => name.endsWith('.sql'));
    expect(files.sort()).toEqual(
      journal(engine)
        .map((entry) => `${entry.tag}.sql`)
        .sort(),
    );
  });

  it('are as many on both engines, under the same names', () => {
    expect(journal('sqlite').map((entry) => entry.tag)).toEqual(journal('postgres').map((entry) => entry.tag));
  });
});

interface Column {
  name: string;
  type: string;
  notNull: boolean;
}
const byName = (columns: Column[]): Column[] => columns.sort((a, b) => (a.name < b.name ? -1 : 1));

/** What the code believes to be there. */
const wanted = Object.fromEntries(
  Object.entries(sqliteTables).map(([name, table]) => {
    const { columns, primaryKeys } = getTableConfig(table);
    const key = primaryKeys.flatMap((one) => one.columns.map((column) => column.name));
    return [
      name,
      byName(
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
          notNull: column.notNull || column.primary || key.includes(column.name),
        })),
      ),
    ];
  }),
);

const CATALOGUE = {
  sqlite: `select m.name as "table", c.name, lower(c.type) as type, (c."notnull" or c.pk > 0) as required
    from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_\\_%' escape '\\'`,
  postgres: `select table_name as "table", column_name as name, data_type as type, case when is_nullable = 'NO' then 1 else 0 end as required
    from information_schema.columns where table_schema = 'public'`,
} as const;

describe.each(ENGINES)('a new database on %s', (engine, open) => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await open();
  });
  afterAll(() => t.close());

  it('has exactly the tables and columns that the code defines', async () => {
    const found: Record<string, Column[]> = {};
    for (const { table, name, type, required } of await t.execute(CATALOGUE[engine === 'sqlite' ? 'sqlite' : 'postgres'])) {
      const columns = found[String(table)] ?? [];
      columns.push({ name: String(name), type: String(type), notNull: required === 1 });
      found[String(table)] = columns;
    }
    for (const list of Object.values(found)) byName(list);
    expect(found).toEqual(wanted);
  });

  it('has every index that the code defines', async () => {
    const names = await t.execute(
      engine === 'sqlite'
        ? "select name from sqlite_master where type = 'index' and sql is not null"
        : "select indexname as name from pg_indexes where schemaname = 'public' and indexname not like '%\\_pkey' and indexname not like '%\\_pk'",
    );
    const defined = Object.values(sqliteTables).flatMap((table) => getTableConfig(table).indexes.map((index) => index.config.name));
    expect(names.map((row) => row.name).sort()).toEqual(defined.sort());
  });

  it('has an empty ledger whose count stands at nought', async () => {
    expect(await t.execute('select seq, recorded_at from change_seq')).toEqual([{ seq: 0, recorded_at: '1970-01-01T00:00:00.000Z' }]);
    expect(await t.execute('select * from ledger')).toEqual([]);
  });

  it('compares text by its bytes: prefix ranges would lose codes that end in 9', async () => {
    const odd = await t.execute(
      engine === 'sqlite'
        ? "select name from sqlite_master where lower(sql) like '%collate%'"
        : "select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'",
    );
    expect(odd).toEqual([]);
    expect(await t.execute("select 1 as found where '87091' < '870:'")).toEqual([{ found: 1 }]);
  });
});

describe('opening a database again', () => {
  it('changes nothing in it', async () => {
    const t = await testTracker();
    await recordEverything(t);
    const schema = () => t.execute('select type, name, sql from sqlite_master order by type, name');
    const content = async () => {
      const result: Record<string, unknown> = {};
      for (const name of Object.keys(sqliteTables)) result[name] = await t.execute(`select * from ${name} order by 1, 2`);
      return result;
    };
    const before = [await schema(), await content()];
    const again = await openSqlite(t.file);
    await again.close();
    expect([await schema(), await content()]).toEqual(before);
    expect(await t.execute('select count(*) as done from __drizzle_migrations')).toEqual([{ done: journal('sqlite').length }]);
    await t.close();
  });
});

describe('a database that was made before there were sessions', () => {
  /** The first migrations, in a folder of their own: that release had one. */
  const first = (engine: 'sqlite' | 'postgres', within: string, count = 1): string => {
    const copy = join(within, `${engine}-${count}`);
    cpSync(folder(engine), copy, { recursive: true });
    const file = join(copy, 'meta/_journal.json');
    const content = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...content, entries: content.entries.slice(0, count) }));
    return copy;
  };
  const token = "insert into tokens (id, name, role, token_hash, created_at) values (1, 'desk', 'editor', 'hash', '2026-11-24')";
  const within = mkdtempSync(join(tmpdir(), 'trade-disputes-'));
  afterAll(() => rmSync(within, { recursive: true, force: true }));

  it('keeps what it holds on SQLite, and gets what is new', async () => {
    const file = join(within, 'old.db');
    const old = new Database(file);
    migrateSqlite(drizzleSqlite(old), { migrationsFolder: first('sqlite', within) });
    old.exec(token);
    old.close();
    const t = await testTracker(file);
    expect(await t.execute('select name, revoked_at from tokens')).toEqual([{ name: 'desk', revoked_at: null }]);
    expect(await t.execute('select * from sessions')).toEqual([]);
    await t.close();
  });

  it('or before contributors keeps who is signed in, and takes them', async () => {
    const file = join(within, 'editors.db');
    const old = new Database(file);
    const before = journal('sqlite').findIndex(({ tag }) => tag.endsWith('_proposals'));
    migrateSqlite(drizzleSqlite(old), { migrationsFolder: first('sqlite', within, before) });
    old.exec(token);
    old.exec("insert into sessions (id_hash, token_id, created_at, expires_at) values ('s', 1, '2026-11-24', '2026-11-25')");
    expect(() => old.exec(token.replace('(1,', '(2,').replace('editor', 'contributor').replace("'hash'", "'other'"))).toThrow('CHECK');
    old.close();
    const t = await testTracker(file);
    expect(await t.execute('select token_id, name from sessions join tokens on tokens.id = token_id')).toEqual([
      { token_id: 1, name: 'desk' },
    ]);
    expect((await createToken(t.tracker, 'test', 'ann', 'contributor')).id).toBe(2);
    expect(await t.execute('pragma foreign_key_check')).toEqual([]);
    await t.close();
  });

  it.each(PGLITE)('keeps what it holds on %s, and gets what is new', async () => {
    const client = new PGlite();
    await migratePglite(drizzlePglite({ client }), { migrationsFolder: first('postgres', within) });
    await client.exec(token);
    await migratePglite(drizzlePglite({ client }), { migrationsFolder: migrationsFolder('postgres') });
    expect((await client.query('select name, revoked_at from tokens')).rows).toEqual([{ name: 'desk', revoked_at: null }]);
    expect((await client.query('select * from sessions')).rows).toEqual([]);
    await client.close();
  });
});

describe('the lists of tables', () => {
  it('say of every table what it is', () => {
    const others = [
      'change_seq',
      'entry_texts',
      'measure_etags',
      'status_periods',
      'statement_periods',
      'postings',
      'tokens',
      'sessions',
      'idempotency_keys',
      'proposals',
      'proposal_touches',
      'documents',
      'watches',
      'deliveries',
    ];
    expect([...REGISTER_TABLES, ...LEDGER_TABLES, ...others].sort()).toEqual(Object.keys(sqliteTables).sort());
    expect(EXPORTED_TABLES).toEqual([...REGISTER_TABLES, ...LEDGER_TABLES]);
  });

  it('put parents before children', () => {
    const order: string[] = Object.keys(sqliteTables);
    for (const [name, table] of Object.entries(sqliteTables))
      for (const key of getTableConfig(table).foreignKeys) {
        const parent = getTableConfig(key.reference().foreignTable).name;
        expect(order.indexOf(parent), `${parent} before ${name}`).toBeLessThan(order.indexOf(name));
        expect(key.onDelete, `${name} must not follow when ${parent} is deleted`).not.toBe('cascade');
      }
  });
});
