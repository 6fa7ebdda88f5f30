import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasureDetail } from '../../src/things/measure.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

const COVERAGE = '{"effective_on": "2026-01-05", "scopes": [{"partners": ["NA"], "goods": ["0203"]}], "unsourced": true}';
const IN_FORCE = '{"status": "in_force", "effective_on": "2026-01-05", "unsourced": true}';

describe('add', () => {
  test('a dispute, and a measure of it with what it covers and its history', async () => {
    expect(await line.out('add', 'dispute', '--id', 'cn-na-pork', '--title', 'Pork', '--party', 'CN', '--party', 'NA')).toContain(
      'cn-na-pork',
    );
    const measure = ['--id', 'cn-na-pork-ban', '--kind', 'ban', '--type', 'import_ban', '--title', 'Ban on pork', '--imposed-by', 'CN'];
    const more = ['--dispute', 'cn-na-pork', '--legal-instrument', 'Notice 1', '--legal-instrument', '{"identifier": "Notice 2"}'];
    const out = await line.out('add', 'measure', ...measure, ...more, '--coverage', COVERAGE, '--status-change', IN_FORCE);
    expect(out).toMatch(/coverage\s+cn-na-pork-ban\n.*status_change\s+cn-na-pork-ban\n/);
    // Chapter 02 keeps its zero, and NA is Namibia, not "nothing".
    const [row] = await line.csv('bans', '--affected', 'NA', '--product', '02031100', '--on', '2026-01-05');
    expect(row).toMatchObject({ id: 'cn-na-pork-ban', affected: 'NA', products: '0203', legal_instruments: 'Notice 1; Notice 2' });
    expect((await line.json<{ parties: string[]; state: string }>('show', 'cn-na-pork')).parties).toEqual(['CN', 'NA']);
  });

  test('says of a measure what is not recorded yet, until it is', async () => {
    const id = 'cn-na-salt';
    const said = async (...args: string[]) => (await line.run(args)).err;
    const measure = ['--id', id, '--kind', 'ban', '--type', 'import_ban', '--title', 'Ban on salt', '--imposed-by', 'CN'];
    expect(await said('add', 'measure', ...measure)).toContain(
      `${id} has no status yet, so that no list has it: trade-disputes record ${id}`,
    );
    const uncovered = `what ${id} covers on 2026-11-24 is not stated, so that it may meet any goods: trade-disputes add coverage ${id}`;
    expect(await said('record', id, 'in_force', '--on', '2026-01-05', '--unsourced')).toContain(uncovered);
    expect(await said('add', 'coverage', id, COVERAGE)).not.toMatch(/not stated|no status/);
    expect(await said('record', id, 'suspended', '--on', '2026-11-01', '--unsourced')).not.toContain('not stated');
  });

  test('a company once: another of the same name has another home, and says so', async () => {
    const company = (id: string, name: string, ...home: string[]) => line.run(['add', 'exporter', '--id', id, '--name', name, ...home]);
    expect(await company('kelp', 'Kelp & Sons', '--home', 'NZ')).toMatchObject({ code: 0 });
    for (const again of ['Kelp & Sons', 'KELP  & sons.', 'Kelp & Sons\u200f']) {
      const { code, err } = await company('kelp-2', again, '--home', 'NZ');
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('is what kelp (Kelp & Sons, NZ) is called: use that one') });
    }
    expect((await company('kelp-2', 'Kelp & Sons')).code).toBe(1);
    expect((await company('kelp-2', 'Kelp & Sons', '--home', 'AU')).code).toBe(0);
  });

  test('a tariff with its rates, by an option that may be repeated', async () => {
    const rates = (day: string, expression: string) => JSON.stringify({ effective_on: day, rates: [{ expression }], unsourced: true });
    const tariff = ['--id', 'cn-na-duty', '--kind', 'tariff', '--type', 'safeguard', '--title', 'Duty', '--imposed-by', 'CN'];
    const tables = ['--rate-table', rates('2026-01-05', '7%'), '--rate-table', rates('2026-03-01', '9%')];
    const more = ['--adds-to', '{"description": "MFN"}', '--coverage', COVERAGE, '--status-change', IN_FORCE];
    expect(await line.out('add', 'measure', ...tariff, ...more, ...tables)).toMatch(/rate_table\s+cn-na-duty\n.*rate_table\s+cn-na-duty\n/);
    const rateOn = async (day: string) =>
      (await line.csv('tariffs', '--affected', 'NA', '--product', '0203', '--on', day)).find(({ id }) => id === 'cn-na-duty')?.rate_summary;
    expect([await rateOn('2026-02-01'), await rateOn('2026-03-01')]).toEqual(['7%', '9%']);
  });

  test('a tariff from JSON on stdin, and from a file', async () => {
    const body = (id: string) =>
      JSON.stringify({
        id,
        kind: 'tariff',
        type: 'safeguard',
        title: 'Duty',
        imposed_by: 'EU',
        adds_to: { description: 'MFN' },
        status_changes: [JSON.parse(IN_FORCE)],
      });
    expect(await line.run(['add', 'measure', '--json', '-'], { stdin: body('eu-from-stdin') })).toMatchObject({ code: 0 });
    const file = line.path('measure.json');
    writeFileSync(file, body('eu-from-file'));
    await line.out('add', 'measure', '--json', file);
    expect(await line.json<MeasureDetail>('show', 'eu-from-stdin')).toMatchObject({ adds_to: 'MFN', state: { status: 'in_force' } });
    const safeguards = await line.ids('tariffs', '--imposed-by', 'DE', '--type', 'safeguard', '--on', '2026-02-01');
    expect(safeguards).toEqual(expect.arrayContaining(['eu-from-stdin', 'eu-from-file']));
  });

  test('an exporter, a source, a WTO case', async () => {
    await line.out(
      'add',
      'exporter',
      '--id',
      'acme',
      '--name',
      'Acme Motors',
      '--home',
      'CN',
      '--alias',
      '[Acme]',
      '--alias',
      'Acme (Shanghai)',
    );
    expect((await line.csv('exporters', '--q', 'acme'))[0]).toEqual({
      id: 'acme',
      name: 'Acme Motors',
      home: 'CN',
      aliases: 'Acme (Shanghai); [Acme]',
      group: '',
    });
    const source = [
      '--id',
      'mofcom-2026-999',
      '--publisher',
      '商务部',
      '--title',
      'No. 1',
      '--kind',
      'official',
      '--published-on',
      '2026-01',
    ];
    await line.out('add', 'source', ...source, '--url', 'https://example.org/1');
    expect((await line.csv('sources', '--q', 'mofcom-2026-999'))[0]).toMatchObject({ publisher: '商务部', published_on: '2026-01' });
    expect(await line.json('add', 'wto-case', '--id', 'DS999', '--complainant', 'JP', '--respondent', 'CN')).toEqual({ id: 'DS999' });
    expect((await line.run(['add', 'wto-case', '--id', 'DS999', '--complainant', 'JP', '--respondent', 'CN'])).err).toContain(
      '"DS999" exists already',
    );
  });

  test.each([
    [['add', 'dispute', '--id', 'Not A Slug', '--title', 'x'], '--id: "Not A Slug" must be lower-case', 2],
    [['add', 'dispute', '--id', 'x'], '--title:', 2],
    [['add', 'dispute', '--id', 'au-cn-wine', '--title', 'x'], 'the dispute "au-cn-wine" exists already', 1],
    [['add', 'dispute', '--id', 'x', '--title', 'x', '--party', 'China'], '--party.0: "China" must be a code', 2],
    [['add', 'dispute', '--id', 'x', '--title', 'x', '--party', 'XX'], '"XX" is no jurisdiction', 1],
    [
      ['add', 'measure', '--id', 'x', '--kind', 'ban', '--type', 'mfn', '--title', 'x', '--imposed-by', 'CN'],
      '"mfn" is no type of a ban',
      2,
    ],
    [['add', 'measure', '--id', 'x', '--coverage', '{'], '--coverage: "{" is not JSON', 2],
    [['add', 'measure', '--json', 'nowhere.json'], `--json: can't read "nowhere.json": there is no such file\n`, 2],
    [['add', 'measure', '--json', '-', '--id', 'x'], '--json holds everything: leave out --id', 2],
    [['add', 'planet'], "unknown command 'planet'", 2],
  ] as [string[], string, number][])('%j is refused', async (args, message, code) => {
    const run = await line.run(args);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
  });

  test('a body that is wrong names its fields as they are written there', async () => {
    const { code, err } = await line.run(['add', 'measure', '--json', '-'], { stdin: '{"id": "x", "colour": "red", "kind": "bans"}' });
    expect(code).toBe(2);
    expect(err).toMatch(/kind: "bans"/);
    expect(err).toContain('"colour"');
  });
});

describe('token', () => {
  test('made, listed without the secret, revoked once', async () => {
    const made = await line.json<{ id: number; token: string }>('token', 'create', 'Newsroom', '--role', 'editor');
    expect(made).toMatchObject({ id: 1, name: 'Newsroom', role: 'editor', token: expect.stringMatching(/^td_.{43}$/) });
    const listed = await line.out('token', 'list', '--format', 'csv');
    expect(listed).toContain('Newsroom');
    expect(listed).not.toContain(made.token);
    const dry = await line.run(['token', 'revoke', '1', '--dry-run']);
    expect(dry.err).toBe('dry run: nothing was recorded\n');
    expect((await line.csv('token', 'list')).map((row) => row.revoked_at)).toEqual(['']);
    await line.out('token', 'revoke', '1');
    expect((await line.csv('token', 'list')).map((row) => row.revoked_at)).not.toEqual(['']);
    expect(await line.run(['token', 'revoke', '1'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no working token with id 1'),
    });
  });

  test('a dry run makes no token and shows none', async () => {
    const before = await line.csv('token', 'list');
    const { out, err } = await line.run(['token', 'create', 'Nobody', '--role', 'admin', '--dry-run']);
    expect(out).not.toContain('td_');
    expect(err).toBe('dry run: nothing was recorded\n');
    expect(await line.csv('token', 'list')).toEqual(before);
  });

  test.each([
    [['token', 'create', 'x'], "'--role <role>' not specified"],
    [['token', 'create', 'x', '--role', 'king'], "'king' is invalid"],
    [['token', 'create', ' ', '--role', 'editor'], 'the name must not be empty'],
    [['token', 'revoke', 'one'], '"one" is no number of a token'],
  ] as [string[], string][])('%j is refused', async (args, message) => {
    const run = await line.run(args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(message);
  });
});
