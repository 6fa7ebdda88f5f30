import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { editSource } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { hashOf } from '../../src/db/entries.ts';
import { recordedEntries } from '../../src/db/entry-rows.ts';
import { primaryKeyOf, sqliteGuards } from '../../src/db/guards.ts';
import { openStore } from '../../src/db/open.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { tableColumns } from '../../src/db/transfer.ts';
import { canonicalText } from '../../src/domain/ledger.ts';
import { backup, exportTo } from '../../src/keep/export.ts';
import { rebuild, verify } from '../../src/keep/verify.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { EXPORTED_TABLES, LEDGER_TABLES } from '../../src/tables/tables.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { ENGINES, ENGINES_OF_ALL, NOW, PGLITE, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';
import { oneIn, THOROUGH } from '../support/thorough.ts';

let template: TestTracker;
let test: TestTracker;
beforeAll(async () => {
  template = await testTracker();
  await recordEverything(template);
  await backup(template.tracker, join(template.folder, 'template.db'));
});
beforeEach(async () => {
  test = await testTracker(join(template.folder, 'template.db'));
});
afterEach(() => test.close());
afterAll(() => template.close());

/** Changes the file behind the tracker's back, as someone with a shell would: guards dropped, keys not enforced. */
function tamper(...statements: string[]): void {
  const database = new Database(test.file);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  for (const statement of sqliteGuards()) if (statement.startsWith('drop')) database.exec(statement);
  for (const statement of statements) {
    const { changes } = database.prepare(statement).run();
    if (changes === 0) throw new Error(`changed nothing: ${statement}`);
  }
  for (const statement of sqliteGuards()) database.exec(statement);
  database.close();
}

const problems = async (directory?: string): Promise<string> => (await verify(test.tracker, directory)).problems.join('\n');

it('finds nothing wrong with what the verbs recorded, and counts what it looked at', async () => {
  const result = await verify(test.tracker);
  expect(result.problems).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.checked.measures).toBe(3);
  for (const count of ['entries', 'ledger_rows', 'period_rows'] as const) expect(result.checked[count]).toBeGreaterThan(5);
});

it.each(PGLITE)('finds nothing wrong on %s', async (_engine, open) => {
  const other = await open();
  await recordEverything(other);
  expect((await verify(other.tracker)).problems).toEqual([]);
  await other.close();
});

/** For each ledger table a column whose value a tamperer would change. */
const VALUES: Record<(typeof LEDGER_TABLES)[number], string> = {
  ledger: "note = 'other'",
  citations: "source_id = 'news'",
  status_changes: "effective_on = '2000'",
  coverages: "effective_on = '2000'",
  rate_tables: "until_on = '2000'",
  rates: "note = 'other'",
  milestones: "title = 'other'",
  resolutions: "terms = 'other'",
  resolution_outcomes: "reaches = 'suspended'",
  resolution_steps: "effective_on = '2000'",
  resolution_step_measures: "measure_id = 'cn-mfn'",
  resolution_step_rate_tables: 'rate_table_seq = 1',
  duty_rule_measures: "measure_id = 'cn-jp-seafood'",
  links: "type = 'follows'",
  duty_rules: "first_on = '2000'",
  quotas: "quantity = '99'",
  corrections: "reason = 'other'",
  checks: "checked_on = '2000-01-01'",
  registrations: "origin = 'carried_over'",
  entry_instruments: "identifier = 'other'",
  scopes: "condition = 'other'",
  scope_goods: "note = 'other'",
  scope_codes: "code = '99'",
  scope_partners: "code = 'US'",
  scope_exporters: "exporter = 'other'",
};

/** The key of a table, and which of its rows is the last by it. */
const keyOf = (name: (typeof LEDGER_TABLES)[number]): string => primaryKeyOf(name).join(', ');
const isLast = (name: (typeof LEDGER_TABLES)[number]): string =>
  `(${keyOf(name)}) in (select ${keyOf(name)} from ${name} order by ${primaryKeyOf(name)
    .map((column) => `${column} desc`)
    .join(', ')} limit 1)`;

describe.each(LEDGER_TABLES)('a tampered row of %s', (name) => {
  it('is found when a value was changed', async () => {
    tamper(`update ${name} set ${VALUES[name]} where ${isLast(name)}`);
    expect(await problems()).toMatch(/^ledger, seq \d+ \(.*its hash is not that of what it says/m);
    expect(await problems()).toContain(name);
  });

  it('is found when it was taken away', async () => {
    tamper(`delete from ${name} where ${isLast(name)}`);
    expect(await problems()).not.toBe('');
  });

  it('is found when it was added', async () => {
    const database = new Database(test.file);
    const row = database.prepare(`select * from ${name} where ${isLast(name)}`).get() as Record<string, unknown>;
    // An entry that has no such row yet.
    const { seq } = database
      .prepare(`select coalesce((select min(seq) from ledger where seq not in (select seq from ${name})), 9999) as seq`)
      .get() as { seq: number };
    database.close();
    const place = 'position' in row ? { position: 77 } : 'scope' in row ? { scope: 77 } : { seq };
    const added = { ...row, ...place, ...(name === 'ledger' && { entry_id: 'x' }), ...(name === 'corrections' && { retracts_seq: 1 }) };
    const values = Object.values(added).map((value) =>
      value === null ? 'null' : typeof value === 'number' ? value : `'${String(value).replaceAll("'", "''")}'`,
    );
    tamper(
      `insert or ignore into ${name} (${Object.keys(added)
        .map((column) => `"${column}"`)
        .join(', ')}) values (${values.join(', ')})`,
    );
    expect(await problems()).toContain(name);
  });
});

it('finds places that were changed, which no hash covers', async () => {
  tamper(`update citations set position = 5 where ${isLast('citations')}`);
  expect(await problems()).toMatch(/citations, seq \d+, position 5: the row belongs to no entry/);
});

it('finds an entry that was taken away whole', async () => {
  const tables = LEDGER_TABLES.filter((name) => name !== 'ledger');
  const database = new Database(test.file);
  const filled = tables.filter((name) => database.prepare(`select 1 from ${name} where seq = 5`).get());
  database.close();
  tamper(...filled.map((name) => `delete from ${name} where seq = 5`), 'delete from ledger where seq = 5');
  expect(await problems()).toMatch(/an entry was taken away/);
});

it('finds an entry whose row is missing, and still reads the others', async () => {
  tamper(
    "delete from status_changes where seq = (select min(seq) from ledger where kind = 'status_change')",
    "update milestones set title = 'x' where seq = (select min(seq) from milestones)",
  );
  const found = await problems();
  expect(found).toMatch(/ledger, seq \d+ \(status_change\): what it says can't be read: its rows in status_changes, scopes/);
  expect(found).toMatch(/ledger, seq \d+ \(milestone\): its hash/);
});

it('finds derived rows that were changed, added or taken away', async () => {
  tamper(
    "update status_periods set status = 'lifted' where measure_id = (select min(measure_id) from status_periods)",
    'delete from statement_periods where measure_id = (select min(measure_id) from statement_periods)',
  );
  const found = await problems();
  expect(found).toMatch(/^status_periods, \S+ \(seq \d+, lifted from .*: the ledger gives no such row$/m);
  expect(found).toMatch(/^status_periods, .*: the ledger gives this row, and it is not there$/m);
  expect(found).toMatch(/^statement_periods, .*: the ledger gives this row, and it is not there$/m);
});

it('finds a measure that is not what its kind says', async () => {
  tamper("delete from bans where measure_id = 'cn-jp-seafood'", "insert into bans (measure_id, ban_type) values ('cn-mfn', 'import_ban')");
  const found = await problems();
  expect(found).toMatch(/^bans, cn-jp-seafood: the row should be .*, and it is not there$/m);
  expect(found).toMatch(/^bans, cn-mfn \(known from 0\): no registration says so$/m);
});

it('finds what was never registered, and an ETag that nothing gives', async () => {
  tamper(
    "delete from registrations where thing_id = 'tesla'",
    'update measure_etags set last_seq = 1',
    "update links set to_wto_case_id = 'DS1'",
  );
  const found = await problems();
  expect(found).toMatch(/^exporters, tesla \(known from \d+\): no registration says so$/m);
  expect(found).toMatch(/^measure_etags, cn-mfn: the ledger gives \d+, not 1$/m);
  expect(found).toMatch(/^links\.to_wto_case_id, seq \d+: no WTO case "DS1" was ever registered$/m);
});

describe.each(ENGINES_OF_ALL)('a single cell changed on %s', (engine, open) => {
  it('is found in every column of every exported table', async () => {
    const t = await open();
    await recordEverything(t);
    expect((await verify(t.tracker)).problems).toEqual([]);
    const off =
      engine === 'sqlite'
        ? sqliteGuards().filter((statement) => statement.startsWith('drop'))
        : [...LEDGER_TABLES, 'change_seq'].map((table) => `alter table ${table} disable trigger user`);
    for (const statement of off) await t.execute(statement);
    const silent: string[] = [];
    let tried = 0;
    for (const table of EXPORTED_TABLES) {
      const row = (await t.execute(`select * from ${table} order by 1, 2`)).at(-1) as Record<string, string | number | null>;
      const literal = (value: unknown): string =>
        value === null ? 'null' : typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
      const same = (of: object): string =>
        Object.entries(of)
          .map(([column, value]) => `"${column}" ${value === null ? 'is null' : `= ${literal(value)}`}`)
          .join(' and ');
      for (const { name, number } of oneIn(engine === 'sqlite' ? 12 : 4, tableColumns(table))) {
        const changed = { ...row, [name]: number ? Number(row[name] ?? 0) + 1 : OTHERS.find((text) => text !== row[name]) };
        // What the engine itself refuses, nobody can change.
        const set = (from: object, to: Record<string, unknown>) =>
          t.execute(`update ${table} set "${name}" = ${literal(to[name])} where ${same(from)}`);
        const possible = await set(row, changed).then(
          () => true,
          () => false,
        );
        if (!possible) continue;
        tried++;
        const { problems: found } = await verify(t.tracker);
        if (found.filter((problem) => !problem.startsWith('guard ')).length === 0) silent.push(`${table}.${name}`);
        await set(changed, row);
      }
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(THOROUGH ? 100 : 20);
    await t.close();
  });
});

/** Texts that pass most checks of the schema. */
const OTHERS = ['2000-01-01', 'x'];

describe.each(ENGINES)('the guards on %s', (engine, open) => {
  it('are missed where they are gone, altered or off, stay so when the database is opened again, and come back with rebuild', async () => {
    const t = await open();
    await recordEverything(t);
    await t.execute(engine === 'sqlite' ? 'drop trigger links_guard_update' : 'drop trigger links_guard_row on links');
    await t.execute(
      engine === 'sqlite'
        ? 'drop trigger rates_guard_delete'
        : 'create or replace function ledger_guard() returns trigger language plpgsql as $$ begin return new; end $$',
    );
    if (engine === 'sqlite') await t.execute('create trigger rates_guard_delete before delete on rates begin select 1; end');
    else await t.execute('alter table quotas disable trigger quotas_guard_row');
    const wanted =
      engine === 'sqlite'
        ? [/^guard rates_guard_delete: it was altered/, /^guard links_guard_update: it is missing/]
        : [
            /^guard ledger_guard: its function was altered/,
            /^guard links_guard_row: it is missing/,
            /^guard quotas_guard_row: it is switched off/,
          ];
    if (engine === 'sqlite') await (await openSqlite(t.file)).close();
    const { problems: found } = await verify(t.tracker);
    expect(found.length).toBe(wanted.length);
    for (const pattern of wanted)
      expect(
        found.some((problem) => pattern.test(problem)),
        String(pattern),
      ).toBe(true);
    await t.execute('delete from status_periods');
    await t.execute('delete from bans');
    await t.execute('delete from measure_etags');
    expect((await verify(t.tracker)).problems.length).toBeGreaterThan(wanted.length + 3);
    const { seq } = (await t.execute('select seq from change_seq'))[0] as { seq: number };
    await rebuild(t.tracker);
    expect((await verify(t.tracker)).problems).toEqual([]);
    expect(await t.execute('select seq from change_seq')).toEqual([{ seq }]);
    await t.close();
  });
});

describe('a file that was damaged past the tracker', () => {
  it.each([
    ['an instant of the last change that is none', "update change_seq set recorded_at = 'zzz'", 'is no instant of the last change'],
    ['an entry that was taken away', 'delete from ledger where seq = 2', 'ledger, seq'],
    ['all registrations taken away', 'delete from registrations', 'registration'],
  ])('%s: it opens, and verify says what is wrong', async (_what, damage, words) => {
    const file = join(test.folder, 'damaged.db');
    await backup(test.tracker, file);
    const database = new Database(file);
    database.pragma('foreign_keys = OFF');
    const triggers = database.prepare("select name from sqlite_master where type = 'trigger'").all() as { name: string }[];
    for (const { name } of triggers) database.exec(`drop trigger "${name}"`);
    database.exec(damage);
    database.close();
    const store = await openStore(`file:${file}`);
    const { problems } = await verify(createTracker(store));
    expect(problems.join('\n')).toContain(words);
    await store.close();
  });
});

describe('a file with pages of noise', () => {
  /** A copy of the database in which pages are noise: those that `pages` names, of so many bytes each. */
  async function spoiled(pages: (database: Database.Database) => number[]): Promise<string> {
    const file = join(test.folder, 'spoiled.db');
    await backup(test.tracker, file);
    const database = new Database(file, { readonly: true });
    const size = database.pragma('page_size', { simple: true }) as number;
    const numbers = pages(database);
    database.close();
    const bytes = readFileSync(file);
    for (const number of numbers) bytes.fill(0xff, (number - 1) * size, number * size);
    writeFileSync(file, bytes);
    return file;
  }

  const rootOf = (table: string) => (database: Database.Database) => [
    database.prepare('select rootpage from sqlite_master where name = ?').pluck().get(table) as number,
  ];

  it.each([
    ['the number of the last change', rootOf('change_seq')],
    [
      'all but the first',
      (database: Database.Database) => [...Array(database.pragma('page_count', { simple: true }) as number).keys()].slice(2),
    ],
  ])('%s: it is told by its name, and what to do', async (_what, pages) => {
    const file = await spoiled(pages);
    await expect(openStore(`file:${file}`)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(new RegExp(`^the database ${file} is damaged \\(.+\\): keep it aside, and put a backup back`)),
    });
  });

  it('of the ledger: it opens, and verify goes on with what can be read', async () => {
    const store = await openStore(`file:${await spoiled(rootOf('ledger'))}`);
    const { problems } = await verify(createTracker(store));
    expect(problems).toContainEqual(expect.stringMatching(/^database: /));
    await store.close();
  });
});

describe('with the folder of an export', () => {
  let out: string;
  beforeEach(async () => {
    out = join(test.folder, 'out');
    await exportTo(test.tracker, out);
  });
  const lift = () =>
    recordStatusChanges(test.tracker, { actor: 'x' }, 'cn-jp-seafood', [
      StatusChangeBody.parse({ status: 'lifted', effective_on: '2026-01-01', unsourced: true }),
    ]);

  it('finds nothing wrong while the export fits, also after more was recorded', async () => {
    expect(await problems(out)).toBe('');
    await lift();
    expect((await verify(test.tracker, out)).problems).toEqual([]);
    expect((await verify(test.tracker, out)).checked.files).toBeGreaterThan(30);
  });

  it('finds a file with other bytes and one that is missing', async () => {
    const file = join(out, 'bans.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('import_ban', 'export_ban'));
    expect(await problems(out)).toMatch(/export: bans\.csv has other bytes/);
    expect(await problems(test.folder)).toMatch(/holds no whole export/);
  });

  it('finds a manifest that says another number of rows', async () => {
    const file = join(out, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { tables: Record<string, { rows: number }> };
    const bans = manifest.tables.bans as { rows: number };
    bans.rows += 1;
    writeFileSync(file, JSON.stringify(manifest));
    expect(await problems(out)).toBe(`export: bans.csv has ${bans.rows - 1} rows, the manifest says ${bans.rows}`);
  });

  it('finds a file that is no table, though the manifest has its hash', async () => {
    const [file, list] = [join(out, 'checks.csv'), join(out, 'manifest.json')];
    writeFileSync(file, `${readFileSync(file, 'utf8')}1,2,3,4,5,6,7\r\n`);
    const manifest = JSON.parse(readFileSync(list, 'utf8')) as { tables: Record<string, { sha256: string }> };
    (manifest.tables.checks as { sha256: string }).sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    writeFileSync(list, JSON.stringify(manifest));
    expect(await problems(out)).toMatch(/^export: checks\.csv is not the CSV of an export/);
  });

  it('takes an edit through the tracker for what it is', async () => {
    await editSource(test.tracker, { actor: 'x' }, 'mofcom', { title: 'Another title' });
    expect(await problems(out)).toBe('');
  });

  it('finds a ledger whose last entries are gone, or that was written anew with hashes that fit', async () => {
    await lift();
    const later = join(test.folder, 'later');
    await exportTo(test.tracker, later);
    const entries = await test.tracker.store.read((connection) => recordedEntries(connection, { from: 0, to: 9999 }));
    const at = entries.findIndex(({ entry }) => entry.kind === 'milestone');
    const title = 'written anew';
    let hash = entries[at - 1]?.hash ?? '';
    const statements = [`update milestones set title = '${title}' where seq = ${entries[at]?.entry.seq}`];
    for (const { entry } of entries.slice(at)) {
      const text = canonicalText(entry === entries[at]?.entry ? { ...entry, title } : entry);
      hash = hashOf(hash, text);
      statements.push(`update ledger set hash = '${hash}' where seq = ${entry.seq}`);
      statements.push(`update entry_texts set text = '${text.replaceAll("'", "''")}' where seq = ${entry.seq}`);
    }
    tamper(...statements);
    expect(await problems()).toBe('');
    expect(await problems(out)).toMatch(/^ledger, seq \d+: its hash is not the one in the export$/m);
    const last = entries.at(-1)?.entry.seq;
    tamper(`delete from ledger where seq = ${last}`);
    expect(await problems(later)).toContain(`ledger, seq ${last}: the export has this entry, the database does not`);
  });
});

describe('backup', () => {
  it('copies a database in use, and never overwrites', async () => {
    const file = join(test.folder, 'copy.db');
    await backup(test.tracker, file);
    const copy = await openSqlite(file);
    const tracker = createTracker(copy, () => NOW);
    expect((await verify(tracker)).problems).toEqual([]);
    expect((await verify(tracker)).checked).toEqual((await verify(test.tracker)).checked);
    await copy.close();
    await expect(backup(test.tracker, file)).rejects.toMatchObject({ code: 'conflict' });
    const both = join(test.folder, 'both.db');
    const ended = await Promise.allSettled([backup(test.tracker, both), backup(test.tracker, both)]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    const whole = await openSqlite(both);
    expect(await whole.integrity()).toEqual([]);
    await whole.close();
    await expect(backup(test.tracker, join(test.folder, 'no', 'such', 'folder.db'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each(PGLITE)('points to pg_dump on %s', async (_engine, open) => {
    const other = await open();
    await expect(backup(other.tracker, other.file)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('pg_dump') });
    await other.close();
  });
});
