import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasureDetail } from '../../src/things/measure.ts';
import type { Proposal } from '../../src/things/proposal.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

const BAN = 'cn-jp-aquatic-2025';
const SUSPENDED = ['record', BAN, 'suspended', '--on', '2026-12-01', '--unsourced'];

/** How many rows each table has, but for those of proposals. */
function rowsOf(name: string): Record<string, unknown> {
  const file = new Database(name, { readonly: true });
  const tables = file
    .prepare("select name from sqlite_master where type = 'table' and name not like 'proposal%'")
    .pluck()
    .all() as string[];
  const rows = Object.fromEntries(tables.map((table) => [table, file.prepare(`select count(*) from "${table}"`).pluck().get()]));
  file.close();
  return rows;
}

describe('--propose', () => {
  test('keeps what any command would record, and records nothing', async () => {
    const sheet = line.path('companies.csv');
    writeFileSync(sheet, 'id,name\nsheet-motors,Sheet Motors\n');
    const agreed = ['--method', 'expiry', '--terms', 'It ends', '--outcome', `${BAN}=lifted`, '--unsourced'];
    const body = '{"effective_on": "2027-01-01", "scopes": [{"partners": ["JP"], "goods": ["03"]}], "unsourced": true}';
    const { ledger } = await line.json<MeasureDetail>('show', BAN);
    const seq = ledger.find(({ kind }) => kind === 'status_change')?.seq;
    const before = rowsOf(line.defaultFile);
    const commands: [path: string, ...args: string[]][] = [
      [`/measures/${BAN}/status-changes`, ...SUSPENDED],
      ['/disputes/jp-cn-seafood/status-changes', 'record', 'jp-cn-seafood', 'lifted', '--on', '2026-12-01', '--unsourced'],
      [`/measures/${BAN}/checks`, 'check', BAN],
      ['/disputes/jp-cn-seafood/checks', 'check', 'jp-cn-seafood', '--on', '2026-11-01'],
      [
        `/ledger/${seq}/corrections`,
        'correct',
        String(seq),
        '--reason',
        'Not so',
        '--replacement',
        '{"status": "in_force", "effective_on": "2025-11-20", "unsourced": true}',
      ],
      ['/disputes/jp-cn-seafood/resolutions', 'resolve', 'jp-cn-seafood', ...agreed],
      [`/measures/${BAN}/coverage`, 'add', 'coverage', BAN, body],
      [
        '/disputes/jp-cn-seafood/milestones',
        'add',
        'milestone',
        'jp-cn-seafood',
        '{"type": "vote", "happened_on": "2026-11", "title": "A vote", "unsourced": true}',
      ],
      ['/disputes', 'add', 'dispute', '--id', 'new-dispute', '--title', 'New', '--party', 'JP'],
      ['/imports?kind=exporters', 'import', sheet, '--kind', 'exporters'],
    ];
    for (const [path, ...args] of commands) {
      const proposal = await line.json<Proposal>(...args, '--propose', '--by', 'ann');
      expect(proposal, args.join(' ')).toMatchObject({ state: 'open', author: 'ann', calls: [{ path }] });
      expect(proposal.shown.entries).toBeGreaterThan(0);
    }
    expect(rowsOf(line.defaultFile)).toEqual(before);
    expect(await line.csv('proposals')).toHaveLength(commands.length);
  });

  test('goes with no dry run, no export and no token', async () => {
    expect(await line.run([...SUSPENDED, '--propose', '--dry-run'])).toMatchObject({ code: 2 });
    expect((await line.run(['import', line.folder, '--propose'])).err).toContain('an export is no proposal');
    expect((await line.run(['import', '--as-of', '2024-01-01', '--propose'])).err).toContain('no proposal');
    expect((await line.run(['token', 'create', 'x', '--role', 'contributor', '--propose'])).err).toContain('--propose');
    expect((await line.run(['record', BAN, 'liftd', '--on', '2026-12-01', '--unsourced', '--propose'])).code).toBe(2);
    expect((await line.run(['record', 'no/such', 'lifted', '--on', '2026-12-01', '--unsourced', '--propose'])).err).toContain('no/such');
  });

  test('says what is kept, in words', async () => {
    const { out, err } = await line.run([...SUSPENDED, '--propose', '--by', 'ann']);
    expect(out).toMatch(/^proposal \d+: Renewed suspension of Japanese aquatic products: suspended\n/);
    expect(out).toMatch(/status_change +cn-jp-aquatic-2025 +in force +suspended +2026-12-01/);
    expect(err).toMatch(/nothing was recorded: proposal \d+ waits for a review/);
  });
});

describe('proposals', () => {
  const newest = async (): Promise<string> => (await line.csv('proposals', '--state', 'open'))[0]?.id as string;

  test('lists, shows, rejects and accepts', async () => {
    await line.out(...SUSPENDED, '--propose', '--by', 'ann');
    const id = await newest();
    const table = await line.out('proposals', '--state', 'open', '--limit', '2');
    expect(table.split('\n')[0]).toMatch(/^id +state +proposed +by +entries +title/);
    expect(table.trim().split('\n')).toHaveLength(3);
    expect((await line.json<{ data: { id: number }[] }>('proposals', '--limit', '1')).data.map((row) => String(row.id))).toEqual([id]);
    expect(await line.out('proposals', 'show', id)).toMatch(/What it would change now\n/);
    const shown = await line.json<Proposal>('proposals', 'show', id);
    expect(shown).toMatchObject({ moved_on: false, state: 'open' });
    expect(await line.json<Proposal>('proposals', 'accept', id, '--by', 'eve', '--dry-run')).toMatchObject({ dry_run: true });
    expect(await line.json<Proposal>('proposals', 'accept', id, '--by', 'eve')).toMatchObject({
      state: 'accepted',
      author: 'ann',
      reviewer: 'eve',
    });
    const text = await line.out('show', BAN);
    expect(text).toMatch(/\nReviewed\n +seq +says +proposed by +accepted by\n +\d+ +suspended +ann +eve\n/);

    const other = await newest();
    expect((await line.run(['proposals', 'reject', other])).err).toContain('--reason');
    expect(await line.out('proposals', 'reject', other, '--reason', 'No source', '--by', 'eve')).toMatch(/reason +No source/);
    expect(await line.run(['proposals', 'accept', other])).toMatchObject({ code: 1, err: expect.stringContaining('rejected by eve') });
    for (const wrong of ['x', '0']) expect((await line.run(['proposals', 'show', wrong])).code).toBe(2);
    expect((await line.run(['proposals', 'show', '999'])).err).toContain('no proposal 999');
  });

  test('says what has moved on', async () => {
    await line.out('record', 'ru-jp-seafood', 'suspended', '--on', '2026-12-01', '--unsourced', '--propose');
    const id = await newest();
    await line.out('record', 'ru-jp-seafood', 'lifted', '--on', '2026-11-01', '--unsourced');
    expect(await line.out('proposals', 'show', id)).toMatch(/The ledger has moved on.*\n +it is refused now: /);
    expect(await line.run(['proposals', 'accept', id])).toMatchObject({ code: 1, err: expect.stringContaining('refused now') });
  });

  test('only reads to list', async () => {
    const before = readFileSync(line.defaultFile);
    await line.out('proposals');
    expect(readFileSync(line.defaultFile).equals(before)).toBe(true);
  });
});
