import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { readChangeSeq } from '../../src/db/store.ts';
import { SCHEMA_VERSION, tableColumns } from '../../src/db/transfer.ts';
import { exportTo } from '../../src/keep/export.ts';
import { importFrom } from '../../src/keep/import.ts';
import { verify } from '../../src/keep/verify.ts';
import { listMeasures } from '../../src/lookups/measures.ts';
import { EXPORTED_TABLES } from '../../src/tables/tables.ts';
import { StatusChangeBody } from '../../src/things/status-change.ts';
import { ENGINES, NOW, PGLITE, putRows, SERVERS, SMALL_REGISTER, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';

const opened: TestTracker[] = [];
async function opening(open: () => Promise<TestTracker>): Promise<TestTracker> {
  const test = await open();
  opened.push(test);
  return test;
}
afterEach(async () => {
  for (const test of opened.splice(0)) await test.close();
});

const bytesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((file) => [file, readFileSync(join(directory, file), 'utf8')]),
  );

describe('the schema version of an export', () => {
  it('belongs to these tables and columns: whoever changes one raises it and adds a line here', () => {
    const columns = EXPORTED_TABLES.map((table) => [table, tableColumns(table)]);
    const fingerprint = createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 16);
    expect({ 1: 'bc5ded0611d30d04', 2: 'f44b463d7af217a3' }).toHaveProperty(String(SCHEMA_VERSION), fingerprint);
  });
});

/** Exports, and imports into each of the others what came out. */
async function goesRound(open: () => Promise<TestTracker>, others: readonly (() => Promise<TestTracker>)[]): Promise<void> {
  const from = await opening(open);
  await recordEverything(from);
  const manifest = await exportTo(from.tracker, join(from.folder, 'out'));
  for (const name of EXPORTED_TABLES) expect(manifest.tables[name]?.rows, name).toBeGreaterThan(0);
  const bytes = bytesOf(join(from.folder, 'out'));
  expect(Object.keys(bytes)).toEqual([...EXPORTED_TABLES.map((name) => `${name}.csv`), 'datapackage.json', 'manifest.json'].sort());
  expect(bytes['manifest.json']).not.toContain(NOW.slice(0, 10));

  for (const openOther of others) {
    const to = await opening(openOther);
    // Making a token moves the number of changes on; the ledger's own must come out all the same.
    await createToken(to.tracker, 'x', 'someone', 'editor');
    const imported = await importFrom(to.tracker, join(from.folder, 'out'));
    expect(imported.last_seq).toBe(manifest.last_seq);
    await exportTo(to.tracker, join(to.folder, 'again'));
    expect(bytesOf(join(to.folder, 'again'))).toEqual(bytes);
    expect(await verify(to.tracker, join(from.folder, 'out'))).toMatchObject({ ok: true, problems: [] });
    const question = { on: '2025-07-01', status: 'all' as const };
    const rows = async (test: TestTracker) => (await listMeasures(test.tracker, question, { limit: 100 })).data;
    expect(await rows(to)).toEqual(await rows(from));
  }
}
const onSqlite = () => testTracker();
const onPostgres = [...PGLITE, ...SERVERS];

describe.each(onPostgres)('what SQLite exports, on %s', (_engine, open) => {
  it('comes out in the same bytes', () => goesRound(onSqlite, [open]));
});

describe.each(ENGINES)('export and import on %s', (_engine, open) => {
  it('gives the same bytes after export, import, export, and on the other engines', () =>
    goesRound(open, [onSqlite, ...onPostgres.map(([, other]) => other)]));

  it('goes on after an import where the ledger ended', async () => {
    const from = await opening(open);
    await recordEverything(from);
    await exportTo(from.tracker, join(from.folder, 'out'));
    const to = await opening(open);
    await importFrom(to.tracker, join(from.folder, 'out'));
    const state = (test: TestTracker) => test.tracker.store.read(readChangeSeq);
    const before = await state(to);
    expect(before).toEqual(await state(from));
    const change = [StatusChangeBody.parse({ status: 'lifted', effective_on: '2026-01-01', unsourced: true })];
    // A clock that lags behind what was imported.
    to.clock.now = '2020-01-01T00:00:00.000Z';
    const { recorded } = await recordStatusChanges(to.tracker, { actor: 'x' }, 'cn-jp-seafood', change);
    expect(recorded[0]?.seq).toBe(before.seq + 1);
    expect((recorded[0]?.recorded_at ?? '') > before.recorded_at).toBe(true);
    expect((await verify(to.tracker)).problems).toEqual([]);
  });
});

describe('an import', () => {
  it('refuses a database that is not empty', async () => {
    const from = await opening(() => testTracker());
    await putRows(from, SMALL_REGISTER);
    await exportTo(from.tracker, join(from.folder, 'out'));
    await expect(importFrom(from.tracker, join(from.folder, 'out'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('jurisdictions'),
    });
  });

  it('records nothing on a dry run', async () => {
    const from = await opening(() => testTracker());
    await recordEverything(from);
    await exportTo(from.tracker, join(from.folder, 'out'));
    const to = await opening(() => testTracker());
    expect((await importFrom(to.tracker, join(from.folder, 'out'), undefined, { dryRun: true })).entries).toBeGreaterThan(10);
    expect((await listMeasures(to.tracker, { status: 'all' }, { limit: 10 })).data).toEqual([]);
    await importFrom(to.tracker, join(from.folder, 'out'));
  });
});

describe('the folder of an export', () => {
  it('pages through tables that are longer than a batch, in the order of their keys', async () => {
    const test = await opening(() => testTracker());
    await putRows(test, SMALL_REGISTER);
    const ids = Array.from({ length: 2500 }, (_, index) => `company-${index}`);
    await putRows(test, {
      exporters: ids.map((id) => ({ id, name: id, home: null })),
      exporter_aliases: ids.flatMap((id) => [`${id}-b`, `${id}-a`].map((alias) => ({ exporter_id: id, alias }))),
    });
    const seen: number[] = [];
    const manifest = await exportTo(test.tracker, join(test.folder, 'out'), ({ rows, total }) => seen.push(rows / total));
    expect(manifest.tables.exporter_aliases?.rows).toBe(5001);
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    const lines = readFileSync(join(test.folder, 'out', 'exporter_aliases.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1);
    expect(lines).toHaveLength(5001);
    expect([...lines].sort()).toEqual(lines);
    expect(new Set(lines).size).toBe(5001);
  });

  it('reads one state, whatever is recorded meanwhile', async () => {
    const test = await opening(() => testTracker());
    await recordEverything(test);
    let recorded: Promise<unknown> | undefined;
    const manifest = await exportTo(test.tracker, join(test.folder, 'out'), () => {
      recorded ??= recordStatusChanges(test.tracker, { actor: 'x' }, 'cn-jp-seafood', [
        StatusChangeBody.parse({ status: 'lifted', effective_on: '2026-01-01', unsourced: true }),
      ]);
    });
    await recorded;
    const { seq } = await test.tracker.store.read(readChangeSeq);
    expect(seq).toBe(manifest.last_seq + 1);
    expect(readFileSync(join(test.folder, 'out', 'ledger.csv'), 'utf8')).not.toContain(`\n${seq},`);
    const copy = await opening(() => testTracker());
    await importFrom(copy.tracker, join(test.folder, 'out'));
  });

  it('refuses a folder with anything else in it and a file, and leaves both alone', async () => {
    const test = await opening(() => testTracker());
    const full = join(test.folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'measures.csv'), 'mine');
    await expect(exportTo(test.tracker, full)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not empty') });
    expect(bytesOf(full)).toEqual({ 'measures.csv': 'mine' });
    await expect(exportTo(test.tracker, join(full, 'measures.csv'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it.runIf(existsSync('/dev/full'))('names the folder where the disk is full', async () => {
    const test = await opening(() => testTracker());
    const out = join(test.folder, 'out');
    await exportTo(test.tracker, out);
    symlinkSync('/dev/full', join(out, 'disputes.csv.tmp'));
    await expect(exportTo(test.tracker, out)).rejects.toThrow(`can't write "${out}": the disk is full`);
  });

  it('makes the folders above its own, and says where none can be made', async () => {
    const test = await opening(() => testTracker());
    await exportTo(test.tracker, join(test.folder, 'a', 'b', 'c'));
    expect(readdirSync(join(test.folder, 'a', 'b', 'c'))).toContain('manifest.json');
    await expect(exportTo(test.tracker, '/proc/out')).rejects.toThrow('no folder can be made in /proc: name one elsewhere');
    await expect(exportTo(test.tracker, test.file)).rejects.toThrow('is a file: name a folder that is new or empty');
  });

  it('writes over an earlier export, and over one that broke off', async () => {
    const test = await opening(() => testTracker());
    const out = join(test.folder, 'out');
    await exportTo(test.tracker, out);
    await recordEverything(test);
    const broken = () => {
      throw new Error('broke off');
    };
    await expect(exportTo(test.tracker, out, broken)).rejects.toThrow('broke off');
    expect(readdirSync(out)).not.toContain('manifest.json');
    await expect(importFrom(test.tracker, out)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('no whole export'),
    });
    await exportTo(test.tracker, out);
    const again = join(test.folder, 'again');
    await exportTo(test.tracker, again);
    expect(bytesOf(out)).toEqual(bytesOf(again));
  });
});

describe('an export that was changed', () => {
  async function exported(): Promise<{ out: string; to: TestTracker }> {
    const from = await opening(() => testTracker());
    await recordEverything(from);
    const out = join(from.folder, 'out');
    await exportTo(from.tracker, out);
    return { out, to: await opening(() => testTracker()) };
  }
  const refused = async (to: TestTracker, out: string, message: RegExp): Promise<void> => {
    await expect(importFrom(to.tracker, out)).rejects.toThrow(message);
    expect(await verify(to.tracker)).toMatchObject({ ok: true, checked: { entries: 0, measures: 0 } });
    // The database is as empty as before.
    expect(await to.tracker.store.read(readChangeSeq)).toMatchObject({ seq: 0 });
  };
  const edit = (out: string, file: string, change: (text: string) => string): void =>
    writeFileSync(join(out, file), change(readFileSync(join(out, file), 'utf8')));
  /** Makes the manifest agree with the files again. */
  async function agree(out: string): Promise<void> {
    const { createHash } = await import('node:crypto');
    edit(out, 'manifest.json', (text) => {
      const manifest = JSON.parse(text);
      for (const name of EXPORTED_TABLES)
        manifest.tables[name].sha256 = createHash('sha256')
          .update(readFileSync(join(out, `${name}.csv`)))
          .digest('hex');
      return JSON.stringify(manifest);
    });
  }

  it('is refused for other bytes, before anything is written', async () => {
    const { out, to } = await exported();
    edit(out, 'status_changes.csv', (text) => text.replace('2021-03-28', '2021-03-27'));
    await refused(to, out, /status_changes\.csv has other bytes/);
  });

  it('is refused if what an entry says does not fit its hash', async () => {
    const { out, to } = await exported();
    edit(out, 'status_changes.csv', (text) => text.replace('2021-03-28', '2021-03-27'));
    await agree(out);
    await refused(to, out, /does not hold together: ledger, seq \d+ \(status_change\)/);
  });

  it('is refused for a number of rows that the manifest does not tell, another schema and another format', async () => {
    const { out, to } = await exported();
    const manifest = readFileSync(join(out, 'manifest.json'), 'utf8');
    edit(out, 'sources.csv', (text) => `${text}extra,p,t,,,press,,,,,1,2\r\n`);
    await agree(out);
    await refused(to, out, /sources\.csv has 3 rows, the manifest says 2/);
    writeFileSync(join(out, 'manifest.json'), manifest.replace(/"schema_version": \d+/, '"schema_version": 999'));
    await refused(to, out, /schema version 999/);
    expect((await verify(to.tracker, out)).problems).toEqual([expect.stringContaining('schema version 999')]);
    writeFileSync(join(out, 'manifest.json'), manifest.replace('trade-disputes-export', 'other'));
    await refused(to, out, /format/);
    writeFileSync(join(out, 'manifest.json'), manifest.replace('"sources"', '"sauces"'));
    await refused(to, out, /"sauces"/);
  });

  it('is refused for another head than that of its ledger', async () => {
    const { out, to } = await exported();
    const other = '0'.repeat(64);
    edit(out, 'manifest.json', (text) => text.replace(/"head_hash": "\w+"/, `"head_hash": "${other}"`));
    const message = new RegExp(`its ledger ends with entry \\d+ [0-9a-f]{64}, and the manifest says \\d+ ${other}$`);
    await refused(to, out, message);
    expect((await verify(to.tracker, out)).problems).toContainEqual(expect.stringMatching(message));
  });

  it('is refused for another number of its last entry: the two are named together', async () => {
    const { out, to } = await exported();
    edit(out, 'manifest.json', (text) => text.replace(/"head_seq": \d+/, '"head_seq": 3'));
    const message = /its ledger ends with entry \d+ ([0-9a-f]{64}), and the manifest says 3 \1$/;
    await refused(to, out, message);
    expect((await verify(to.tracker, out)).problems).toContainEqual(expect.stringMatching(message));
  });

  it('is refused for a text where a number belongs', async () => {
    const { out, to } = await exported();
    edit(out, 'dispute_parties.csv', (text) => text.replace(',0,', ',first,'));
    await agree(out);
    await refused(to, out, /position "first" is not a whole number/);
  });
});
