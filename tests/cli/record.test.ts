import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recorded } from '../../src/things/answers.ts';
import type { MeasureDetail, MeasureRow } from '../../src/things/measure.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(async () => {
  line = await new CommandLine().loadExamples('2024-03-01');
});
afterEach(() => line.close());

const wine = async (on: string): Promise<string[]> =>
  (await line.json<{ data: MeasureRow[] }>('measures', '--dispute', 'au-cn-wine', '--on', on)).data
    .map((row) => `${row.id} ${row.status}`)
    .sort();
const stateOf = async (on: string): Promise<string> => (await line.json<{ state: string }>('show', 'au-cn-wine', '--on', on)).state;
function lastSeq(): unknown {
  const file = new Database(line.defaultFile, { readonly: true });
  const last = file.prepare('select max(seq) from ledger').pluck().get();
  file.close();
  return last;
}

const LIFTED = ['record', 'au-cn-wine', 'lifted', '--on', '2024-03-29', '--announced', '2024-03-28', '--source', 'mofcom-2024-11'];

test('an address is no source: what would be is said, and is taken', async () => {
  const asked = ['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--dry-run', '--source'];
  const { code, err } = await line.run([...asked, 'https://example.org/notice']);
  expect(code).toBe(2);
  expect(err).toContain('"https://example.org/notice" is an address, and no id of a source');
  const whole = /--source '(\{.*\})'/.exec(err)?.[1] as string;
  expect((await line.run([...asked, whole])).code).toBe(0);
});

test('a change for a time says what follows by itself', async () => {
  const { code, err } = await line.run([
    ...['record', 'cn-au-wine-ad', 'suspended', '--on', '2024-03-10', '--until', '2024-06-01', '--unsourced', '--dry-run'],
  ]);
  expect(code).toBe(0);
  expect(err).toContain('from 2024-06-01 on cn-au-wine-ad is in force by its own terms\n');
});

describe('a change of a dispute', () => {
  test('lifts the duty in force, leaves the declined one alone, and resolves the dispute', async () => {
    expect(await stateOf('2024-03-29')).toBe('easing');
    const { code, out, err } = await line.run(LIFTED);
    expect({ code, err }).toEqual({ code: 0, err: 'measures as they stand on 2026-11-24\n' });
    expect(out).toMatch(/status_change\s+cn-au-wine-ad\n/);
    expect(out).not.toContain('cn-au-wine-cvd');
    expect(out).toContain('au-cn-wine on 2024-03-29: easing → resolved\n');
    expect(await wine('2024-03-28')).toEqual(['cn-au-wine-ad in_force', 'cn-au-wine-cvd declined']);
    expect(await wine('2024-03-29')).toEqual(['cn-au-wine-ad lifted', 'cn-au-wine-cvd declined']);
    expect(await stateOf('2024-03-29')).toBe('resolved');
  });

  test('if one of the named measures cannot make the move, none does', async () => {
    const before = lastSeq();
    const { code, out, err } = await line.run([...LIFTED, '--measure', 'cn-au-wine-ad', '--measure', 'cn-au-wine-cvd']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain("cn-au-wine-cvd: lifted from 2024-03-29 can't follow declined");
    expect(err).toContain('lawful there: threatened, under_investigation');
    expect(await wine('2024-03-29')).toEqual(['cn-au-wine-ad in_force', 'cn-au-wine-cvd declined']);
    expect(lastSeq()).toBe(before);
  });

  test('a measure of another dispute is refused', async () => {
    const { code, err } = await line.run([...LIFTED, '--measure', 'cn-au-barley-ad']);
    expect(code).toBe(1);
    expect(err).toContain('"cn-au-barley-ad" is no measure of au-cn-wine: its measures are cn-au-wine-ad, cn-au-wine-cvd');
  });
});

describe('a change of a measure', () => {
  test('is recorded with all that was said about it', async () => {
    const args = [
      '--announced',
      '2024-03-28',
      '--source',
      'mofcom-2024-11',
      '--note',
      'No longer needed',
      '--doubt',
      'hearsay',
      '--by',
      'Ada',
    ];
    const recorded = await line.json<Recorded>('record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', ...args);
    expect(recorded.recorded.map(({ kind, measure }) => ({ kind, measure }))).toEqual([
      { kind: 'status_change', measure: 'cn-au-wine-ad' },
    ]);
    expect(recorded.dispute).toEqual({ id: 'au-cn-wine', on: '2024-03-29', before: 'easing', after: 'resolved' });
    const { ledger } = await line.json<MeasureDetail>('show', 'cn-au-wine-ad');
    expect(ledger.at(-1)).toMatchObject({
      seq: recorded.recorded[0]?.seq,
      status: 'lifted',
      effective_on: '2024-03-29',
      announced_on: '2024-03-28',
      note: 'No longer needed',
      doubt: 'hearsay',
      sources: ['mofcom-2024-11'],
      recorded_by: 'Ada',
    });
  });

  test('the user of the operating system records unless --by says another', async () => {
    await line.out('record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced');
    const { ledger } = await line.json<MeasureDetail>('show', 'cn-au-wine-ad');
    expect(ledger.at(-1)).toMatchObject({ recorded_by: 'tester', sources: [] });
  });

  test('a user without a name has to say who records', async () => {
    line.user = () => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    };
    const run = await line.run(['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced']);
    expect(run).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^--by: .*ENOENT.*: say who records\n$/) });
    await line.out('record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced', '--by', 'Ada');
  });

  test('a new source in full, and exemptions from the command line and from a file', async () => {
    const file = line.path('scope.json');
    writeFileSync(file, '{"partners": ["JP-02"]}');
    const source = '{"id": "gacc-2025", "publisher": "GACC", "title": "Announcement", "kind": "official"}';
    const exempt = ['--exempt', '{"partners": ["JP-01"]}', '--exempt', `@${file}`];
    await line.out('record', 'cn-jp-aquatic-2023', 'partially_lifted', '--on', '2025-06-29', ...exempt, '--source', source);
    const [row] = await line.csv('bans', '--area', 'JP-03', '--imposed-by', 'CN', '--on', '2025-06-29');
    expect(row).toMatchObject({ id: 'cn-jp-aquatic-2023', exemptions: 'JP-01; JP-02' });
    for (const area of ['JP-01', 'JP-02'])
      expect(await line.ids('bans', '--area', area, '--product', '03', '--imposed-by', 'CN', '--on', '2025-06-29')).toEqual([]);
    expect(await line.ids('sources', '--q', 'gacc-2025')).toContain('gacc-2025');
  });

  test('--until ends a suspension by itself', async () => {
    const end = ['--on', '2024-04-01', '--until', '2024-07-01', '--unsourced'];
    await line.out('record', 'cn-au-wine-ad', 'suspended', ...end);
    expect((await wine('2024-06-30'))[0]).toBe('cn-au-wine-ad suspended');
    expect((await wine('2024-07-01'))[0]).toBe('cn-au-wine-ad in_force');
    const [row] = await line.csv('changes', '--measure', 'cn-au-wine-ad', '--from', '2024-07-01', '--to', '2024-12-31');
    expect(row).toMatchObject({ status: 'in_force', effective_on: '2024-07-01', derived: 'true' });
  });

  test('csv gives the measure as it stands with the change', async () => {
    const rows = await line.csv('record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced');
    expect(rows.map(({ id, status }) => ({ id, status }))).toEqual([{ id: 'cn-au-wine-ad', status: 'lifted' }]);
  });
});

describe('a dry run', () => {
  test.each([
    [LIFTED],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced']],
    [['resolve', 'au-cn-wine', '--method', 'expiry', '--terms', 'None', '--outcome', 'cn-au-wine-ad=expired', '--unsourced']],
    [['add', 'dispute', '--id', 'new-one', '--title', 'New']],
  ])('%j reports and records nothing', async (args) => {
    const before = await line.json<object>('show', 'au-cn-wine');
    const dry = await line.run([...args, '--dry-run', '--format', 'json']);
    expect({ code: dry.code, err: dry.err }).toEqual({ code: 0, err: 'dry run: nothing was recorded\n' });
    expect(JSON.parse(dry.out)).toMatchObject({ dry_run: true });
    expect(await line.json<object>('show', 'au-cn-wine')).toEqual(before);
    expect(await line.run(['show', 'new-one'])).toMatchObject({ code: 1 });
    // The same in earnest finds the same seq free.
    const { dry_run: _dry, state_tag, ...wanted } = JSON.parse(dry.out) as { dry_run: true; state_tag?: null };
    expect(state_tag ?? null).toBeNull();
    expect(JSON.parse(await line.out(...args, '--format', 'json'))).toMatchObject(wanted);
  });

  test('of a change that can not be fails as the change would', async () => {
    const args = ['record', 'cn-au-wine-cvd', 'lifted', '--on', '2024-03-29', '--unsourced'];
    expect(await line.run([...args, '--dry-run'])).toEqual(await line.run(args));
  });
});

describe('a correction', () => {
  const seqOf = async (status: string): Promise<string> =>
    (await line.csv('changes', '--measure', 'cn-au-wine-ad')).find((row) => row.status === status)?.seq ?? '';

  test('replaces an entry; what was known before stays as it was known', async () => {
    const knownAt = (await line.json<{ known_at: string }>('bans')).known_at;
    await line.out(...LIFTED);
    const known = (await line.json<{ known_at: string }>('bans')).known_at;
    const replacement = '{"status": "lifted", "effective_on": "2024-03-30", "unsourced": true}';
    const recorded = await line.json<Recorded>('correct', await seqOf('lifted'), '--reason', 'One day later', '--replacement', replacement);
    expect(recorded.recorded.map((entry) => entry.kind)).toEqual(['status_change', 'correction']);
    const on = ['tariffs', '--dispute', 'au-cn-wine', '--on', '2024-03-29'];
    expect(await line.ids(...on)).toEqual(['cn-au-wine-ad']);
    expect(await line.ids(...on, '--known-at', known)).toEqual([]);
    expect(await line.ids(...on, '--known-at', knownAt)).toEqual(['cn-au-wine-ad']);
    const rows = await line.csv('show', 'cn-au-wine-ad');
    expect(rows.filter((row) => row.status === 'lifted').map((row) => row.effective_on)).toEqual(['2024-03-30']);
  });

  test('is shown with what it took back, why and by whom; so is who recorded', async () => {
    await line.out(...LIFTED, '--by', 'ann');
    const [seq, replacement] = [await seqOf('lifted'), '{"status": "lifted", "effective_on": "2024-03-30", "unsourced": true}'];
    await line.out('correct', seq, '--reason', 'One day later', '--replacement', replacement, '--by', 'eve');
    for (const id of ['cn-au-wine-ad', 'au-cn-wine']) {
      const text = await line.out('show', id);
      expect(text).toMatch(/\nrecorded by +bundled dataset \(\d+\), ann \(1\), eve \(2\)\n/);
      expect(text).toMatch(/\nCorrections\n +seq +takes back +puts in its place +reason +by\n/);
      const [before, after] = ['2024-03-29', '2024-03-30'].map((day) => `\\d+: lifted from ${day}`);
      expect(text).toMatch(new RegExp(`${before} +${after} +One day later +eve\n`));
    }
    const text = await line.out('show', 'eu-cn-bev-cvd');
    expect(text).toMatch(/\nrecorded by +bundled dataset\n/);
    expect(text).not.toContain('Corrections');
  });

  test('without a replacement takes the entry back', async () => {
    await line.out(...LIFTED);
    await line.out('correct', await seqOf('lifted'), '--reason', 'A false report');
    expect(await wine('2024-03-29')).toContain('cn-au-wine-ad in_force');
  });

  test('a replacement from a file; one of another kind is refused', async () => {
    await line.out(...LIFTED);
    const file = line.path('replacement.json');
    writeFileSync(file, '{"status": "expired", "effective_on": "2024-03-29", "unsourced": true}');
    const seq = await seqOf('lifted');
    const milestone = '{"type": "vote", "happened_on": "2024", "title": "No", "unsourced": true}';
    const refused = await line.run(['correct', seq, '--reason', 'x', '--replacement', milestone]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`the replacement must be a status_change, as entry ${seq} is`);
    await line.out('correct', seq, '--reason', 'It ran out', '--replacement', `@${file}`);
    expect(await wine('2024-03-29')).toContain('cn-au-wine-ad expired');
  });
});

describe('wrong commands', () => {
  test.each([
    [['record', 'cn-au-wine-ad', 'ended', '--on', '2024-03-29', '--unsourced'], '<status>: "ended" is not known: use threatened', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--unsourced'], '--on: is missing. A date', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-02-30', '--unsourced'], '--on: "2024-02-30" is not a date', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29'], '--source: name a source', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced', '--source', 'x'], 'cannot be used with', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--source', 'X Y'], '"X Y" must be lower-case', 2],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--source', 'nowhere'], 'there is no source "nowhere"', 1],
    [['record', 'nothing', 'lifted', '--on', '2024-03-29', '--unsourced'], 'no measure and no dispute "nothing"', 1],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced', '--measure', 'x'], '--measure chooses among', 1],
    [['record', 'cn-au-wine-ad', 'partially_lifted', '--on', '2024-03-29', '--unsourced'], 'partially_lifted needs exemptions', 1],
    [['record', 'cn-au-wine-ad', 'partially_lifted', '--on', '2024', '--unsourced', '--exempt', '{}'], 'names nothing frees everything', 1],
    [['record', 'cn-au-wine-ad', 'partially_lifted', '--on', '2024', '--unsourced', '--exempt', '{bad'], '--exempt: "{bad" is not JSON', 2],
    [
      ['record', 'cn-au-wine-ad', 'partially_lifted', '--on', '2024', '--unsourced', '--exempt', 'Hokkaido'],
      'a scope is written like {"partners": ["JP-01"]}',
      2,
    ],
    [
      ['record', 'cn-au-wine-ad', 'partially_lifted', '--on', '2024', '--unsourced', '--exempt', '@nowhere'],
      `can't read "nowhere": there is no such file\n`,
      2,
    ],
    [['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced', '--by', ' '], '--by: must not be empty', 2],
    [
      ['record', 'cn-au-wine-ad', 'lifted', '--on', '2024-03-29', '--unsourced', '--note', '\u200b'],
      'must have a character that can be seen',
      2,
    ],
    [['correct', 'one', '--reason', 'x'], '"one" is no seq', 2],
    [['correct', '999999', '--reason', 'x'], 'there is no ledger entry 999999', 1],
    [['correct', '5'], '--reason: is missing', 2],
  ] as [string[], string, number][])('%j', async (args, message, code) => {
    const run = await line.run(args);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(message);
  });
});
