import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recorded } from '../../src/things/answers.ts';
import type { DisputeDetail } from '../../src/things/dispute.ts';
import type { MeasureDetail } from '../../src/things/measure.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(async () => {
  line = await new CommandLine().loadExamples('2024-03-01');
});
afterEach(() => line.close());

const measure = (id: string) => line.json<MeasureDetail>('show', id);
const dispute = () => line.json<DisputeDetail>('show', 'au-cn-wine');

describe('check', () => {
  test('a measure, up to a day, with a note', async () => {
    const args = ['check', 'cn-au-wine-ad', '--on', '2026-11-09', '--note', 'Notices read', '--by', 'desk'];
    const recorded = await line.json<Recorded>(...args);
    expect(recorded.measure).toMatchObject({ id: 'cn-au-wine-ad', checked_on: '2026-11-09' });
    const entry = (await measure('cn-au-wine-ad')).ledger.at(-1);
    expect(entry).toMatchObject({ kind: 'check', checked_on: '2026-11-09', note: 'Notices read', recorded_by: 'desk', sources: [] });
    expect((await dispute()).checked_on).toBeNull();
  });

  test('a dispute, up to today', async () => {
    const { code, out } = await line.run(['check', 'au-cn-wine']);
    expect(code).toBe(0);
    expect(out).toContain('au-cn-wine on 2026-11-24: stays ');
    expect((await dispute()).checked_on).toBe('2026-11-24');
    expect((await measure('cn-au-wine-cvd')).checked_on).toBe('2026-11-24');
    expect(await line.out('show', 'au-cn-wine')).toMatch(/checked +2026-11-24/);
    expect(await line.out('measures', '--dispute', 'au-cn-wine')).toMatch(/checked\n.*2026-11-24/);
    expect((await line.csv('disputes')).find(({ id }) => id === 'au-cn-wine')?.checked_on).toBe('2026-11-24');
    expect(await line.ids('disputes', '--checked-before', '2026-11-24')).not.toContain('au-cn-wine');
    expect(await line.ids('disputes', '--checked-before', '2026-11-25')).toContain('au-cn-wine');
  });

  test.each<[args: string[], words: string, code: number]>([
    [['check', 'au-cn-wine', '--on', '2026-11-25'], '"2026-11-25" is not over: nobody can have looked up to then; give 2026-11-24', 1],
    [['check', 'au-cn-wine', '--on', 'lately'], '--on: "lately" is not a date', 2],
    [['check', 'nothing'], '"nothing"', 1],
    [['disputes', '--checked-before', '2026-02-30'], '2026-02 has 28 days', 2],
  ])('%j is refused', async (args, words, code) => {
    expect(await line.run(args)).toMatchObject({ code, err: expect.stringContaining(words) });
    expect((await dispute()).checked_on).toBeNull();
  });

  test('a dry run records nothing', async () => {
    expect(await line.run(['check', 'au-cn-wine', '--dry-run'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('nothing was recorded'),
    });
    expect((await dispute()).checked_on).toBeNull();
  });
});

describe('import of a sheet with --checked-on', () => {
  const sheet = 'measure,status,effective_on,unsourced\ncn-au-wine-ad,lifted,2024-03-29,true\n';

  test('records a check of every measure in it', async () => {
    const file = line.path('changes.csv');
    writeFileSync(file, sheet);
    expect(await line.json('import', file, '--checked-on', '2026-11-09')).toMatchObject({ rows: 1, recorded: 2 });
    expect((await measure('cn-au-wine-ad')).checked_on).toBe('2026-11-09');
    expect((await measure('cn-au-wine-cvd')).checked_on).toBeNull();
  });

  test('is refused where it has no sense or no such day', async () => {
    const file = line.path('changes.csv');
    writeFileSync(file, sheet);
    const folder = line.path('export');
    await line.out('export', folder);
    for (const [args, words, code] of [
      [[file, '--checked-on', '2026-11'], '"2026-11" is not a date', 2],
      [[file, '--checked-on', '2026-12-01'], '"2026-12-01" is not over', 1],
      [[folder, '--checked-on', '2026-11-09'], 'is a folder', 2],
      [['--as-of', '2024-03-01', '--checked-on', '2026-11-09'], '--checked-on is about a sheet', 2],
    ] as const)
      expect(await line.run(['import', ...args])).toMatchObject({ code, err: expect.stringContaining(words) });
    const { ledger } = await measure('cn-au-wine-ad');
    expect(ledger.filter((entry) => entry.kind === 'status_change' && entry.status === 'lifted')).toEqual([]);
  });
});
