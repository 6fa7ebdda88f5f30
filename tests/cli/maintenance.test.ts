import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { columnWords, SHEET_KINDS, sheetColumns } from '../../src/things/sheets.ts';
import { bundledDataset } from '../support/database.ts';
import { xlsxOf } from '../support/xlsx.ts';
import { CommandLine } from './command-line.ts';

// Read once and shared as long as it is held.
bundledDataset();

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.close());

/** A day on which few of the bundled disputes had begun: what a command does with them does not hang on how many there are. */
const FEW = '2017-06-01';

const bytesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

describe('a first question', () => {
  test('fills the default database with the bundled disputes, once, and says so', async () => {
    const first = await line.run(['bans', '--on', '2024-10-24']);
    expect(first.code).toBe(0);
    expect(first.err).toContain(`the database file:${line.defaultFile} is new: loaded the bundled disputes, `);
    expect(first.out).toContain('cn-jp-aquatic-2023');
    const second = await line.run(['bans', '--on', '2024-10-24']);
    expect(second.err).not.toContain('loaded');
    expect(second.out).toBe(first.out);
    // It is what a load makes, which finds nothing more.
    expect(await line.json('load')).toEqual({ added: 0, corrected: 0, registered: 0, taken: [], left_out: [] });
  });

  test('never makes or fills a database that somebody named', async () => {
    const address = `file:${line.path('mine.db')}`;
    const typo = await line.run(['bans', '--database', address]);
    expect(typo.code).toBe(1);
    expect(typo.out).toBe('');
    expect(typo.err).toContain(`there is no database ${address}: trade-disputes load makes one`);
    expect(existsSync(line.path('mine.db'))).toBe(false);

    line.configured = address;
    expect((await line.run(['bans'])).err).toContain(`there is no database ${address}`);
    await line.out('token', 'create', 'desk', '--role', 'editor');
    expect((await line.run(['bans'])).err).toContain(`the database ${address} is empty: trade-disputes load loads the bundled disputes`);
    expect(await line.ids('bans')).toEqual([]);
    expect(existsSync(line.defaultFile)).toBe(false);
  });

  test('says how a ledger of one’s own begins where the bundled disputes are left out', async () => {
    line.bundled = 'none';
    const address = `file:${line.path('own.db')}`;
    expect((await line.run(['bans', '--database', address])).err).toContain(
      `there is no database ${address}: trade-disputes serve makes one without disputes, `,
    );
    await line.out('token', 'create', 'desk', '--role', 'editor', '--database', address);
    expect((await line.run(['bans', '--database', address])).err).toContain('is empty: trade-disputes serve fills the register');
  });

  test('a default database that is there and empty stays empty', async () => {
    await line.out('token', 'create', 'desk', '--role', 'editor');
    expect((await line.run(['bans'])).err).toContain('is empty');
  });

  test('a write makes nothing', async () => {
    const { code, err } = await line.run(['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced']);
    expect(code).toBe(1);
    expect(err).toContain('there is no database');
    expect(existsSync(line.defaultFile)).toBe(false);
  });
});

describe('load', () => {
  test('loads nothing into a ledger that is to hold no bundled disputes', async () => {
    line.bundled = 'none';
    const { code, err } = await line.run(['load']);
    expect(code).toBe(1);
    expect(err).toContain('BUNDLED_DISPUTES is "none", and load loads the bundled disputes');
    expect(existsSync(line.defaultFile)).toBe(false);
  });

  test('only what was announced by a day; a later load adds the rest', async () => {
    const early = await line.json<{ added: number }>('load', '--as-of', FEW);
    const bans = () => line.ids('bans', '--imposed-by', 'AE', '--affected', 'QA', '--on', '2017-06-30');
    expect(await bans()).toEqual([]);
    const rest = await line.json<{ added: number }>('import', '--as-of', '2017-06-30');
    expect(rest.added).toBeGreaterThan(0);
    expect(rest.added).toBeLessThan(early.added);
    expect(await bans()).toContain('ae-qa-imports');
  });

  test('a dry run tells the number and loads nothing; what is there is not loaded again', async () => {
    const dry = await line.json<{ added: number }>('load', '--as-of', FEW, '--dry-run');
    expect(dry.added).toBeGreaterThan(100);
    expect(await line.ids('measures')).toEqual([]);
    expect(await line.json<{ added: number }>('load', '--as-of', FEW)).toMatchObject({ added: dry.added });
    expect(await line.json('load', '--as-of', FEW)).toEqual({ added: 0, corrected: 0, registered: 0, taken: [], left_out: [] });
  });

  test('an impossible day is refused', async () => {
    expect(await line.run(['load', '--as-of', '2024-02-30'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('"2024-02-30"'),
    });
  });
});

describe('export and import', () => {
  test('an export read into an empty database exports the same bytes', async () => {
    await line.load(FEW);
    const [one, two] = [line.path('one'), line.path('two')];
    const tables = await line.csv('export', one);
    expect(tables.map((row) => row.table)).toContain('ledger');
    const copy = ['--database', `file:${line.path('copy.db')}`];
    await line.out('import', one, '--dry-run', ...copy);
    await line.out('import', one, ...copy);
    await line.out('export', two, ...copy);
    expect(bytesOf(two)).toEqual(bytesOf(one));
    expect(await line.out('verify', one, ...copy)).toMatch(/^ok: /);
    expect(await line.out('bans', '--format', 'csv', ...copy)).toBe(await line.out('bans', '--format', 'csv'));
  });

  test('an export goes into an empty database only, and a damaged one nowhere', async () => {
    await line.load(FEW);
    const folder = line.path('export');
    await line.out('export', folder);
    const full = await line.run(['import', folder]);
    expect(full).toMatchObject({ code: 1, out: '', err: expect.stringContaining('empty database') });
    writeFileSync(join(folder, 'sources.csv'), 'id\r\n');
    const damaged = await line.run(['import', folder, '--database', `file:${line.path('copy.db')}`]);
    expect(damaged).toMatchObject({ code: 1, out: '', err: expect.stringContaining('sources.csv') });
    expect(existsSync(line.path('copy.db'))).toBe(false);
    rmSync(join(folder, 'manifest.json'));
    const none = await line.run(['import', folder, '--database', `file:${line.path('none.db')}`]);
    expect(none).toMatchObject({ code: 1, out: '', err: expect.stringContaining('holds no whole export') });
    expect(existsSync(line.path('none.db'))).toBe(false);
  });

  test('a sheet of status changes is recorded as a whole or not at all', async () => {
    await line.loadExamples();
    const sheet = line.path('changes.csv');
    const pineapples = 'cn-tw-pineapple,lifted,2026-11-01,true\n';
    writeFileSync(sheet, `measure,status,effective_on,unsourced\n${pineapples}nothing,lifted,2024-13,true\n`);
    const bad = await line.run(['import', sheet]);
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toContain('line 3');
    const lifted = () => line.ids('measures', '--status', 'lifted', '--dispute', 'tw-cn', '--on', '2026-11-01');
    expect(await lifted()).toEqual([]);
    writeFileSync(sheet, `measure,status,effective_on,unsourced\n${pineapples}`);
    const dry = await line.run(['import', sheet, '--dry-run']);
    expect(dry.err).toBe('dry run: nothing was recorded\n');
    expect(dry.out).toMatch(/^2 +cn-tw-pineapple +added +lifted from 2026-11-01$/m);
    expect(await lifted()).toEqual([]);
    expect(await line.json('import', sheet)).toMatchObject({ rows: 1, recorded: 1 });
    expect(await lifted()).toEqual(['cn-tw-pineapple']);
  });

  test('a template of each kind of sheet is read again, also as Excel; the help tells every column', async () => {
    await line.loadExamples();
    const help = (await line.run(['import', '--help'])).out;
    for (const kind of SHEET_KINDS) {
      const sheet = line.path(`${kind}.csv`);
      writeFileSync(sheet, await line.out('import', '--template', kind));
      expect(await line.json('import', sheet, '--dry-run')).toMatchObject({ sheet: kind, dry_run: true });
      for (const [name, column] of sheetColumns(kind)) expect(help).toContain(`${name.padEnd(18)}${columnWords(column)}`);
    }
    const sheet = line.path('companies.xlsx');
    writeFileSync(
      sheet,
      xlsxOf([
        ['id', 'name', 'home'],
        ['acme-1', 'Acme', 'Korea, Republic of'],
      ]),
    );
    expect(await line.json('import', sheet, '--kind', 'exporters')).toMatchObject({ added: 1, recorded: 1 });
    expect(await line.ids('exporters', '--q', 'acme')).toEqual(['acme-1']);
    expect((await line.run(['import', sheet, '--kind', 'rates'])).err).toContain('there is no column "id"');
    expect((await line.run(['import', sheet, '--template', 'rates'])).code).toBe(2);
    expect((await line.run(['import', '--kind', 'rates', '--as-of', '2024-01-01'])).err).toContain('--kind is about a sheet');
  });

  test('WTO cases are listed, and one is shown with its stages', async () => {
    await line.loadExamples();
    const one = await line.out('show', 'DS602', '--on', '2022-01-01');
    expect(one).toMatch(/on 2022-01-01 +panel_established since 2021-10-26/);
    expect(one).toContain('Australia requests a panel');
    expect(await line.json('show', 'DS602')).toMatchObject({ id: 'DS602', complainants: ['AU'], disputes: ['au-cn-wine'] });
    expect(await line.ids('wto-cases', '--complainant', 'AU', '--respondent', 'CN')).toEqual(['DS602', 'DS598']);
    for (const written of ['ds-602', 'WT/DS602']) expect(await line.json('show', written)).toMatchObject({ id: 'DS602' });
    expect((await line.run(['show', 'DS9999'])).err).toContain('there is no WTO case "DS9999"');
    expect((await line.run(['show', 'DS602', '--exporter', 'Tesla'])).err).toContain('leave out --exporter');
  });

  test.each([
    [['import'], 'give the folder of an export, or a sheet', 2],
    [['import', 'x.csv', '--as-of', '2024-01-01'], '--as-of stands alone', 2],
    [['import', 'nowhere.csv'], `can't read "nowhere.csv": there is no such file\n`, 1],
  ] as [string[], string, number][])('%j is refused', async (args, message, code) => {
    const run = await line.run(args);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
  });
});

describe('verify, backup, serve', () => {
  test('verify ends with 1 when an export is not of this database', async () => {
    await line.load(FEW);
    const folder = line.path('export');
    await line.out('export', folder);
    expect(await line.json('verify', folder)).toMatchObject({ ok: true, problems: [] });
    writeFileSync(join(folder, 'sources.csv'), 'id\r\n');
    const { code, out, err } = await line.run(['verify', folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/sources\.csv has other bytes[\s\S]*\nnot ok: /);
    expect(err).toBe('verify found 1 problem\n');
    const [problem] = (await line.run(['verify', folder, '--format', 'csv'])).out.split('\r\n').slice(1);
    expect(problem).toContain('sources.csv has other bytes');
  });

  test('verify prints the hash of the last entry, which changes with each entry and not with a rebuild', async () => {
    const headOf = (out: string): string => /^ok: .*\nhead: (\d+ [0-9a-f]{64})\n$/.exec(out)?.[1] ?? `no head in ${out}`;
    await line.load(FEW);
    const head = headOf(await line.out('verify'));
    expect(await line.json('verify')).toMatchObject({ ok: true, head_seq: Number(head.split(' ')[0]), head_hash: head.split(' ')[1] });
    const before = await line.out('measures', '--status', 'all', '--format', 'csv');
    expect(headOf(await line.out('verify', '--rebuild'))).toBe(head);
    expect(await line.out('measures', '--status', 'all', '--format', 'csv')).toBe(before);
    const [ban = ''] = await line.ids('bans', '--on', FEW, '--status', 'in_force');
    await line.out('record', ban, 'lifted', '--on', FEW, '--unsourced');
    expect(headOf(await line.out('verify'))).not.toBe(head);
    // The entry that was the last one then is there still, and proves all before it.
    expect(await line.out('verify', '--head', head)).toMatch(/^ok: /);
    const other = await line.run(['verify', '--head', head.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]);
    expect(other.out).toContain('has another hash: what was recorded up to then was rewritten');
    expect((await line.run(['verify', '--head', head.replace(/^\d+/, '999999')])).out).toContain('is not there: the ledger was cut off');
    expect((await line.run(['verify', '--head', 'abc'])).err).toContain('"abc" is not a head');
  });

  test('verify --rebuild makes what is derived anew, and leaves a ledger that was altered as it is', async () => {
    await line.load(FEW);
    const file = new Database(line.defaultFile);
    file.exec("update status_periods set status = 'lifted'; update measures set title = 'other'; delete from measure_etags");
    file.close();
    const { code, out } = await line.run(['verify']);
    expect(code).toBe(1);
    for (const table of ['status_periods', 'measures', 'measure_etags']) expect(out).toMatch(new RegExp(`^${table}, `, 'm'));
    expect(await line.out('verify', '--rebuild')).toMatch(/^ok: /);
    expect(await line.out('verify')).toMatch(/^ok: /);
  });

  test('verify tells an empty ledger from one that has a head', async () => {
    await line.out('token', 'create', 'desk', '--role', 'editor');
    expect(await line.out('verify')).toMatch(/^ok: [\s\S]*\nhead: the ledger is empty\n$/);
  });

  test('a backup answers as the database does, and never overwrites', async () => {
    await line.load();
    const file = line.path('backup.db');
    await line.out('backup', file);
    expect(await line.out('bans', '--format', 'csv', '--database', `file:${file}`)).toBe(await line.out('bans', '--format', 'csv'));
    expect(await line.run(['backup', file])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('exists already') });
  });

  test('serve hands over what it was asked for, and the configuration for the rest', async () => {
    await line.out('serve');
    await line.out('serve', '--port', '0', '--host', '0.0.0.0', '--as-of', '2024-03-01', '--database', 'file:./other.db');
    expect(line.served).toEqual([
      { database: line.configured, host: '127.0.0.1', port: 3000, asOf: undefined, readOnly: false },
      { database: 'file:./other.db', host: '0.0.0.0', port: 0, asOf: '2024-03-01', readOnly: false },
    ]);
    expect(await line.run(['serve', '--port', '70000'])).toMatchObject({
      code: 2,
      err: '--port: "70000" must be a port number from 0 to 65535\n',
    });
  });
});
