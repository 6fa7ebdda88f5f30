import { execFileSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertEntries } from '../../src/db/entries.ts';
import { sqliteGuards } from '../../src/db/guards.ts';
import { sqliteTables } from '../../src/tables/sqlite.ts';
import { LEDGER_TABLES } from '../../src/tables/tables.ts';
import type { EntryLayout } from '../../src/things/entry.ts';
import { ENTRY_THINGS } from '../../src/things/ledger.ts';
import { ENGINES, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';

const REFUSED = /append-only/;
type Table = (typeof LEDGER_TABLES)[number];
type Row = Record<string, unknown>;

const keyOf = (table: Table): string[] => {
  const { primaryKeys, columns } = getTableConfig(sqliteTables[table]);
  return primaryKeys[0]?.columns.map((column) => column.name) ?? columns.filter((column) => column.primary).map((column) => column.name);
};
const columnsOf = (table: Table): string[] => getTableConfig(sqliteTables[table]).columns.map((column) => column.name);

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
};
const insert = (verb: string, table: string, row: Row): string =>
  `${verb} into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`;

/** Everything that somebody may try on a row of a ledger table. */
function attacks(engine: string, table: Table, row: Row): Record<string, string> {
  const key = keyOf(table);
  const here = key.map((column) => `${column} = ${literal(row[column])}`).join(' and ');
  const other = columnsOf(table).find((column) => !key.includes(column)) ?? 'seq';
  const everywhere = {
    'an update of what it says': `update ${table} set ${other} = ${other} where ${here}`,
    'an update of its key': `update ${table} set seq = seq + 1000 where ${here}`,
    'a delete': `delete from ${table} where ${here}`,
    'a delete of all rows': `delete from ${table}`,
    'an upsert': `${insert('insert', table, row)} on conflict (${key.join(', ')}) do update set ${other} = excluded.${other}`,
  };
  if (engine !== 'sqlite') return { ...everywhere, 'a truncate': `truncate ${table} cascade` };
  return {
    ...everywhere,
    'an insert or replace': insert('insert or replace', table, row),
    'an update or replace': `update or replace ${table} set ${other} = ${other}`,
  };
}

describe('the guards', () => {
  it('know a row by the number of its entry and by every unique index', () => {
    const insert = (table: Table): string => sqliteGuards().find((sql) => sql.includes(`before insert on ${table} `)) ?? '';
    expect(insert('ledger')).toContain('entry_id = new.entry_id');
    expect(insert('corrections')).toContain('retracts_seq = new.retracts_seq');
    for (const table of LEDGER_TABLES) {
      expect(insert(table), table).toContain('new.seq <= (select seq from change_seq)');
      expect(keyOf(table), table).toContain('seq');
    }
  });

  it('leave no row known by another number, by which it could be replaced', async () => {
    const t = await testTracker();
    const tables = await t.execute("select name, wr from pragma_table_list where schema = 'main' and type = 'table'");
    const withRowNumbers = tables.filter(({ wr }) => wr === 0).map(({ name }) => name);
    // Where the entry's number is the whole key, it is the row's number too.
    expect(LEDGER_TABLES.filter((table) => withRowNumbers.includes(table) && keyOf(table).length > 1)).toEqual([]);
    await t.close();
  });
});

describe('the layout of each kind of entry', () => {
  it('names tables of the ledger, and fields that are columns of them', () => {
    for (const { kind, layout, kept } of Object.values(ENTRY_THINGS)) {
      const { table, list, more, scopes }: EntryLayout = layout;
      const held = [
        list?.field,
        more?.field,
        scopes && ('list' in scopes ? scopes.list : 'field' in scopes ? scopes.field : scopes.itemsOf),
      ];
      const single = Object.keys(kept).filter((field) => field !== 'kind' && !held.includes(field));
      expect([kind, ['seq', ...single].sort()]).toEqual([kind, columnsOf(table as Table).sort()]);
      if (list) expect(columnsOf(list.table as Table), kind).toEqual(expect.arrayContaining(['seq', 'position']));
      if (more) expect(columnsOf(more.table as Table), kind).toEqual(['seq', 'position', more.column]);
    }
  });
});

describe.each(ENGINES)('a ledger on %s, past the tracker', (engine, open) => {
  let t: TestTracker;
  const rowsIn = (table: string): Promise<Row[]> => t.execute(`select * from ${table} order by 1, 2`);
  const firstRow = async (table: Table): Promise<Row> => {
    const [row] = await rowsIn(table);
    if (!row) throw new Error(`${table} holds no row to attack`);
    return row;
  };

  beforeAll(async () => {
    t = await open();
    await recordEverything(t);
    // An entry as the bundled dataset brings them.
    await t.tracker.store.write({ now: t.tracker.clock() }, (connection, change) =>
      insertEntries(connection, [
        {
          seq: change.nextSeq(),
          entry_id: 'cn-jp-seafood-note',
          measure_id: 'cn-jp-seafood',
          dispute_id: null,
          wto_case_id: null,
          recorded_at: change.recorded_at,
          recorded_by: 'tester',
          announced_on: null,
          note: null,
          confidence: 'verified',
          doubt: null,
          sources: ['mofcom'],
          kind: 'milestone',
          type: 'statement',
          happened_on: '2024',
          title: 'A statement',
          stage: null,
          scopes: [],
        },
      ]),
    );
  });
  afterAll(() => t.close());

  it.each(LEDGER_TABLES)('%s refuses every way to change a row', async (table) => {
    const before = await rowsIn(table);
    for (const [name, statement] of Object.entries(attacks(engine, table, await firstRow(table)))) {
      await expect(t.execute(statement), `${table}: ${name}`).rejects.toThrow(REFUSED);
      expect(await rowsIn(table), `${table} after ${name}`).toEqual(before);
    }
  });

  it.each(LEDGER_TABLES)('%s takes no row under an entry that is recorded, the last one included', async (table) => {
    const [{ last } = { last: 0 }] = await t.execute('select max(seq) as last from ledger');
    const row: Row = { ...(await firstRow(table)) };
    // A key that is free, so that nothing but the entry's age can refuse it.
    for (const column of keyOf(table).filter((one) => one !== 'seq')) row[column] = 77;
    for (const seq of [1, 5, Number(last) - 1, Number(last)]) {
      const taken = table === 'ledger' ? 'seq is the whole key' : '';
      await expect(t.execute(insert('insert', table, { ...row, seq })), `${table} at ${seq} ${taken}`).rejects.toThrow(REFUSED);
    }
  });

  it('takes no row under an entry by turning the count of entries back', async () => {
    const before = await rowsIn('change_seq');
    const attempts = ['update change_seq set seq = 0', 'update change_seq set seq = seq - 1', 'delete from change_seq'];
    if (engine === 'sqlite')
      attempts.push("insert or replace into change_seq (id, seq, recorded_at) values (1, 0, '1970-01-01T00:00:00.000Z')");
    else attempts.push('truncate change_seq');
    for (const attempt of attempts) await expect(t.execute(attempt), attempt).rejects.toThrow(REFUSED);
    expect(await rowsIn('change_seq')).toEqual(before);
  });

  it('lets no entry take the id of another, and no entry be corrected twice', async () => {
    const ledger = await rowsIn('ledger');
    const named = ledger.find((row) => row.entry_id !== null) as Row;
    await expect(t.execute(insert('insert', 'ledger', { ...named, seq: 999_999 }))).rejects.toThrow();
    const correction = await firstRow('corrections');
    await expect(t.execute(insert('insert', 'corrections', { ...correction, seq: 999_999 }))).rejects.toThrow();
    if (engine === 'sqlite') {
      await expect(t.execute(insert('insert or replace', 'ledger', { ...named, seq: 999_999 }))).rejects.toThrow(REFUSED);
      await expect(t.execute(insert('insert or replace', 'corrections', { ...correction, seq: 999_999 }))).rejects.toThrow(REFUSED);
    }
    expect(await rowsIn('ledger')).toEqual(ledger);
  });
});

describe('a ledger on SQLite, from a plain shell', () => {
  let t: TestTracker;
  beforeAll(async () => {
    t = await testTracker();
    await recordEverything(t);
  });
  afterAll(() => t.close());

  /** What the sqlite3 shell says; where none is installed, its library with the shell's defaults. */
  function shell(statement: string): string {
    try {
      return execFileSync('sqlite3', [t.file, statement], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const { code, stderr } = error as { code?: string; stderr?: string };
      if (code !== 'ENOENT') return String(stderr);
    }
    const database = new Database(t.file);
    database.pragma('foreign_keys = OFF');
    try {
      database.exec(statement);
      return '';
    } catch (error) {
      return String(error);
    } finally {
      database.close();
    }
  }

  it.each([
    "update ledger set note = 'something else'",
    'delete from status_changes',
    'insert or replace into ledger select * from ledger',
    "insert or replace into status_changes (rowid, status, effective_on) values (1, 'lifted', '2020')",
    'delete from ledger; vacuum',
  ])('%s is refused', (statement) => {
    expect(shell(statement)).toMatch(REFUSED);
  });

  it('can still be read', () => {
    expect(shell('select count(*) from ledger')).not.toMatch(REFUSED);
  });
});
