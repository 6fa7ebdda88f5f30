import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { editSource } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { hashOf, loadHashedEntries } from '../../src/db/entries.ts';
import { sqliteGuards } from '../../src/db/guards.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { backup, exportTo } from '../../src/keep/export.ts';
import { verify } from '../../src/keep/verify.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { LEDGER_TABLES } from '../../src/tables/tables.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { NOW, pgliteTracker, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';

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

it('finds nothing wrong on PostgreSQL', async () => {
  const other = await pgliteTracker();
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
  links: "type = 'follows'",
  duty_rules: "first_on = '2000'",
  quotas: "quantity = '99'",
  corrections: "reason = 'other'",
  scopes: "condition = 'other'",
  scope_goods: "note = 'other'",
  scope_codes: "code = '99'",
  scope_partners: "code = 'US'",
  scope_exporters: "exporter = 'other'",
};

describe.each(LEDGER_TABLES)('a tampered row of %s', (name) => {
  it('is found when a value was changed', async () => {
    tamper(`update ${name} set ${VALUES[name]} where rowid = (select max(rowid) from ${name})`);
    expect(await problems()).toMatch(/^ledger, seq \d+ \(.*its hash is not that of what it says/m);
    expect(await problems()).toContain(name);
  });

  it('is found when it was taken away', async () => {
    tamper(`delete from ${name} where rowid = (select max(rowid) from ${name})`);
    expect(await problems()).not.toBe('');
  });

  it('is found when it was added', async () => {
    const database = new Database(test.file);
    const row = database.prepare(`select * from ${name} order by rowid desc`).get() as Record<string, unknown>;
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
  tamper('update citations set position = 5 where rowid = (select max(rowid) from citations)');
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
    "update status_periods set status = 'lifted' where rowid = (select min(rowid) from status_periods)",
    'delete from statement_periods where rowid = (select min(rowid) from statement_periods)',
  );
  const found = await problems();
  expect(found).toMatch(/^status_periods, \S+ \(seq \d+, lifted from .*: the ledger gives no such row$/m);
  expect(found).toMatch(/^status_periods, .*: the ledger gives this row, and it is not there$/m);
  expect(found).toMatch(/^statement_periods, .*: the ledger gives this row, and it is not there$/m);
});

it('finds a measure that is not what its kind says', async () => {
  tamper("delete from bans where measure_id = 'cn-jp-seafood'", "insert into bans values ('cn-mfn', 'import_ban')");
  const found = await problems();
  expect(found).toContain('measures, cn-jp-seafood: it is a ban, but it has a row in neither tariffs nor bans');
  expect(found).toContain('measures, cn-mfn: it is a tariff, but it has a row in tariffs and bans');
});

it('finds a register row whose parent is missing', async () => {
  tamper("delete from exporters where id = 'tesla'");
  expect(await problems()).toMatch(/^database: exporter_aliases, row \d+: what it refers to in exporters is missing$/m);
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

  it('finds a row of the register that says something else than the export of the same state', async () => {
    tamper("update sources set title = title || '!'");
    expect(await problems(out)).toBe('sources: it says something else than the export of the same state: it was changed past the tracker');
  });

  it('takes an edit through the tracker for what it is', async () => {
    await editSource(test.tracker, { actor: 'x' }, 'mofcom', { title: 'Another title' });
    expect(await problems(out)).toBe('');
  });

  it('finds a row of the register that is not in the export of the same state', async () => {
    tamper("delete from jurisdiction_aliases where code = 'CN'");
    expect(await problems(out)).toContain('jurisdiction_aliases: it has 0 rows, the export of the same state has 1');
  });

  it('finds a ledger whose last entries are gone, or that was written anew with hashes that fit', async () => {
    await lift();
    const later = join(test.folder, 'later');
    await exportTo(test.tracker, later);
    const entries = await test.tracker.store.read((connection) => loadHashedEntries(connection, 0, 9999));
    const at = entries.findIndex(({ entry }) => entry.kind === 'milestone');
    const title = 'written anew';
    let hash = entries[at - 1]?.hash ?? '';
    const statements = [`update milestones set title = '${title}' where seq = ${entries[at]?.entry.seq}`];
    for (const { entry } of entries.slice(at)) {
      hash = hashOf(hash, entry === entries[at]?.entry && entry.kind === 'milestone' ? { ...entry, title } : entry);
      statements.push(`update ledger set hash = '${hash}' where seq = ${entry.seq}`);
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
    const copy = openSqlite(file);
    const tracker = createTracker(copy, () => NOW);
    expect((await verify(tracker)).problems).toEqual([]);
    expect((await verify(tracker)).checked).toEqual((await verify(test.tracker)).checked);
    await copy.close();
    await expect(backup(test.tracker, file)).rejects.toMatchObject({ code: 'conflict' });
    await expect(backup(test.tracker, join(test.folder, 'no', 'such', 'folder.db'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(`${file}.tmp`)).toBe(false);
  });

  it('points to pg_dump on PostgreSQL', async () => {
    const other = await pgliteTracker();
    await expect(backup(other.tracker, other.file)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('pg_dump') });
    await other.close();
  });
});
