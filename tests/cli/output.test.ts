import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Screen } from '../../src/cli/environment.ts';
import { formatTable } from '../../src/cli/output.ts';
import { openStore } from '../../src/db/open.ts';
import { createTracker } from '../../src/lookups/tracker.ts';
import { fill, syntheticMeasures } from '../bench/synthetic.ts';
import { putRows, SMALL_REGISTER } from '../support/database.ts';
import { casesOf } from '../support/thorough.ts';
import { Capture, CommandLine } from './command-line.ts';

describe('a table', () => {
  const columns = [
    { title: 'id', text: (row: string[]) => row[0] ?? '' },
    { title: 'title', text: (row: string[]) => row[1] ?? '', shrinkTo: 6 },
    { title: 'empty', text: () => '' },
    { title: 'more', text: (row: string[]) => row[2] ?? '' },
  ];

  test('aligns its columns and leaves out those that are empty', () => {
    const rows = [
      ['a', 'short', '1'],
      ['bcd', 'a longer title', '22'],
    ];
    expect(formatTable(rows, columns)).toBe('id   title           more\na    short           1\nbcd  a longer title  22\n');
  });

  test('cuts what may be cut, then leaves out the last columns, never the first', () => {
    const rows = [['bcd', 'a longer title', '22']];
    expect(formatTable(rows, columns, 20)).toBe('id   title      more\nbcd  a longer…  22\n');
    expect(formatTable(rows, columns, 12)).toBe('id   title\nbcd  a long…\n');
    expect(formatTable(rows, columns, 2)).toBe('id\nbcd\n');
  });

  test('counts wide characters twice, and lets nothing steer the terminal', () => {
    const rows = [
      ['商务', 'x', ''],
      ['ab', 'red\u001b[31m\nand more', ''],
    ];
    expect(formatTable(rows, columns)).toBe('id    title\n商务  x\nab    red [31m and more\n');
  });

  test('without rows names its columns', () => {
    expect(formatTable([], columns)).toBe('id  title  empty  more\n');
  });
});

describe('on a terminal', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await new CommandLine().load();
  });
  afterAll(() => line.close());

  test.each(['bans', 'tariffs', 'measures', 'disputes', 'wto-cases', 'search wine'])(
    'of 80 columns %s keeps its titles',
    async (command) => {
      const { out } = await line.run([...command.split(' '), '--on', '2026-11-24'], { terminal: 80 });
      const [head = '', ...rows] = out.trimEnd().split('\n');
      const at = head.search(/title|name/);
      expect(at).toBeGreaterThan(0);
      expect(rows.filter((row) => row.slice(at).trim().length >= 10).length).toBeGreaterThan(rows.length / 3);
    },
  );

  test('that has colours has them, with the same words; another has none', async () => {
    const screen = (hasColours: boolean) => Object.assign(new Capture(), { hasColors: () => hasColours });
    const [coloured, plain] = [screen(true), screen(false)];
    for (const stdout of [coloured, plain]) await line.run(['bans', '--on', '2026-11-24'], { terminal: 100, stdout });
    expect(coloured.text).toContain('\u001b[31min_force\u001b[39m');
    expect(coloured.text).toContain('\u001b[33mpartially_lifted\u001b[39m');
    expect(coloured.text).toContain('\u001b[1mstatus\u001b[22m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
    expect(coloured.text.replace(/\u001b\[\d+m/g, '')).toBe(plain.text);
    expect(plain.text).not.toContain('\u001b');
    const file = screen(true);
    await line.run(['bans', '--on', '2026-11-24'], { stdout: file });
    expect(file.text).not.toContain('\u001b');
  });

  test.each([60, 80, 120, 200])('of %i columns no line is longer than that', async (terminal) => {
    for (const args of [
      ['bans', '--on', '2024-10-24'],
      ['changes'],
      ['resolutions'],
      ['show', 'au-cn-wine'],
      ['show', 'cn-jp-aquatic-2023'],
      ['disputes'],
      ['sources'],
    ]) {
      const { code, out } = await line.run(args, { terminal });
      expect(code).toBe(0);
      const longest = Math.max(...out.split('\n').map((text) => [...text].length));
      expect(longest).toBeLessThanOrEqual(terminal);
    }
  });

  test('long work shows how far it is, and clears the line', async () => {
    const shown = await line.run(['export', line.path('export')], { terminal: 80 });
    expect(shown.err).toMatch(/export \d+% \(ledger\)/);
    expect(shown.err.endsWith('\r\u001b[2K')).toBe(true);
    const { err } = await line.run(['export', line.path('export')]);
    expect(err).toBe('');
  });

  test('show tells a measure and a dispute with all that belongs to them', async () => {
    const measure = await line.run(['show', 'cn-au-wine-ad', '--on', '2021-03-28']);
    expect(measure.out).toMatch(/^cn-au-wine-ad: Anti-dumping duty on Australian bottled wine\n/);
    expect(measure.out).toMatch(/on 2021-03-28\s+in_force since 2021-03-28 \(certain\)\n/);
    expect(measure.out).toMatch(/in force\s+from 2020-11-28 to 2024-03-28\n/);
    for (const heading of [
      'Statuses',
      'Coverage',
      'Rates',
      'Milestones',
      'Resolutions',
      'Links',
      'WTO case DS602: AU against CN',
      'Sources',
    ])
      expect(measure.out).toContain(`\n${heading}\n`);
    expect(measure.out).toMatch(/\d+\s+2021-03-28\s+now\s+218\.4%\s+all_others\n/);
    // A stage of the case that came later is none of that day's.
    expect(measure.out).toMatch(/\n {2}\d+ +2021-06-22 +upcoming +wto_stage /);
    const dispute = await line.run(['show', 'au-cn-wine', '--on', '2024-03-28']);
    expect(dispute.out).toMatch(/on 2024-03-28\s+easing; 1 of 2 measures in force\n/);
    for (const heading of ['Measures', 'Resolutions', 'Status changes', 'Milestones']) expect(dispute.out).toContain(`\n${heading}\n`);
    expect(dispute.err).toMatch(/^dispute on 2024-03-28, as known at /);
    expect(await line.run(['show', 'nothing'])).toMatchObject({
      code: 1,
      out: '',
      err: 'there is no measure and no dispute "nothing": measures and disputes list them, search finds them by words\n',
    });
  });
});

describe('help', () => {
  const line = new CommandLine();
  afterAll(() => line.close());

  test('every command has a help with an example', async () => {
    const { out } = await line.run(['--help']);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? '').filter((name) => !['help', 'trade'].includes(name));
    expect(names).toEqual(expect.arrayContaining(['bans', 'tariffs', 'show', 'record', 'resolve', 'serve', 'verify']));
    const groups = { add: ['measure', 'dispute', 'exporter', 'source', 'wto-case'], token: ['create', 'list', 'revoke'] };
    const commands = names.flatMap((name) => (name === 'add' || name === 'token' ? groups[name].map((one) => [name, one]) : [[name]]));
    for (const command of commands) {
      const help = await line.run([...command, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toMatch(new RegExp(`Examples?:\\n {2}trade-disputes ${command.join(' ')}`));
    }
  });

  test('of a list names the types that it has, and no default that it has not', async () => {
    const bans = (await line.run(['bans', '--help'])).out;
    expect(bans).toMatch(/--type <value> +A comma list of: import_ban,/);
    expect(bans).not.toContain('anti_dumping');
    expect(bans).not.toContain('preset');
    expect(bans).toMatch(/--product <value> +HS digits: 2, 4, 6, 8 or 10, or words/);
    expect((await line.run(['tariffs', '--help'])).out).not.toContain('import_ban');
    expect((await line.run(['measures', '--help'])).out.replace(/\s+/g, ' ')).toContain('safeguard, additional, import_ban,');
  });

  test('the version; no command at all', async () => {
    expect(await line.run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    const nothing = await line.run([]);
    expect(nothing).toMatchObject({ code: 2, out: '' });
    expect(nothing.err).toContain('Usage: trade-disputes');
  });
});

/** A reader that goes away after the first lines, as `head` does. */
class Head extends Writable implements Screen {
  taken = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.taken !== '') done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    else {
      this.taken += chunk.toString();
      done();
    }
  }
}

describe('very many bans', () => {
  const COUNT = casesOf(5000, 20_000);
  const line = new CommandLine();
  beforeAll(async () => {
    const tracker = createTracker(await openStore(line.configured), () => line.now);
    await putRows({ tracker }, SMALL_REGISTER);
    const bans = syntheticMeasures(COUNT).map((measure, index) => ({
      ...measure,
      kind: 'ban' as const,
      type: 'import_ban' as const,
      imposed_by: 'US',
      title: `=Ban "${index}", of many`,
      coverage: [],
    }));
    await fill(tracker, bans);
    await tracker.store.close();
  });
  afterAll(() => line.close());

  test('give as many rows as csv, each once, and as json', async () => {
    const rows = await line.csv('bans', '--status', 'all', '--on', '2030-01-01');
    expect(rows).toHaveLength(COUNT);
    expect(new Set(rows.map((row) => row.id)).size).toBe(COUNT);
    // Guarded against spreadsheets, and quoted so that it reads back.
    expect(rows.every((row) => /^'=Ban "\d+", of many$/.test(row.title ?? ''))).toBe(true);
    expect(await line.ids('bans', '--status', 'all', '--on', '2030-01-01')).toEqual(rows.map((row) => row.id));
  });

  test.runIf(existsSync('/dev/full'))('say in a line that the disk is full', async () => {
    for (const format of ['csv', 'xlsx']) {
      const said = await line.run(['bans', '--status', 'all', '--on', '2030-01-01', '--format', format, '--output', '/dev/full']);
      expect(said).toEqual({ code: 1, out: '', err: `can't write "/dev/full": the disk is full\n` });
    }
  });

  test('end quietly when the reader has seen enough', async () => {
    for (const format of ['csv', 'json', 'table']) {
      const head = new Head();
      expect(await line.run(['bans', '--status', 'all', '--on', '2030-01-01', '--format', format], { stdout: head })).toMatchObject({
        code: 0,
      });
      expect(head.taken.length).toBeGreaterThan(0);
    }
  });
});
