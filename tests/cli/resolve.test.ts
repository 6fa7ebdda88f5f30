import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Recorded } from '../../src/things/answers.ts';
import type { ResolutionRow } from '../../src/things/resolution.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(async () => {
  line = await new CommandLine().loadExamples('2023-10-01');
});
afterEach(() => line.close());

const AGREED = [
  ...['resolve', 'au-cn-wine', '--method', 'negotiated_settlement', '--agreed', '2023-10-22', '--terms', 'A quick review'],
  ...['--outcome', 'cn-au-wine-ad=lifted', '--unsourced'],
];
const agree = async (): Promise<string> => String((await line.json<Recorded>(...AGREED)).recorded[0]?.seq);
const resolution = async (on: string): Promise<ResolutionRow | undefined> =>
  (await line.json<{ data: ResolutionRow[] }>('resolutions', '--dispute', 'au-cn-wine', '--on', on)).data[0];
const inForce = (on: string): Promise<string[]> => line.ids('tariffs', '--dispute', 'au-cn-wine', '--on', on);

test('what was agreed leaves the duty in force, on its way out', async () => {
  const { out } = await line.run(AGREED);
  expect(out).toContain('au-cn-wine on 2023-10-22: active → easing');
  expect(await inForce('2023-10-22')).toEqual(['cn-au-wine-ad']);
  expect(await line.ids('tariffs', '--lifting-agreed', 'true', '--on', '2023-10-22')).toEqual(['cn-au-wine-ad']);
  expect(await resolution('2023-10-22')).toMatchObject({ state: 'pending', terms: 'A quick review', method: 'negotiated_settlement' });
});

test('carried out, with the status changes that it asks for', async () => {
  const seq = await agree();
  const done = await line.json<Recorded>('resolve', seq, '--on', '2024-03-29', '--unsourced');
  expect(done.recorded.map((entry) => entry.kind)).toEqual(['status_change', 'implementation']);
  expect(done.dispute).toMatchObject({ before: 'easing', after: 'resolved' });
  expect(await inForce('2024-03-28')).toEqual(['cn-au-wine-ad']);
  expect(await inForce('2024-03-29')).toEqual([]);
  expect(await resolution('2024-03-29')).toMatchObject({ state: 'implemented', implemented_on: '2024-03-29' });
});

test('collapsed: nothing is agreed any more', async () => {
  const seq = await agree();
  await line.out('resolve', seq, '--collapse', '--on', '2024-01-10', '--unsourced');
  expect(await resolution('2024-01-10')).toMatchObject({ state: 'collapsed', collapsed_on: '2024-01-10' });
  expect(await line.ids('tariffs', '--lifting-agreed', 'true', '--on', '2024-01-10')).not.toContain('cn-au-wine-ad');
  expect(await inForce('2024-01-10')).toEqual(['cn-au-wine-ad']);
});

test('a rate by the rate table that is named', async () => {
  const outcome = ['--outcome', 'cn-au-wine-ad=rate', '--unsourced'];
  const agreed = await line.json<Recorded>(...AGREED.slice(0, -3), ...outcome);
  const seq = String(agreed.recorded[0]?.seq);
  const { err, code } = await line.run(['resolve', seq, '--on', '2024-03-29', '--unsourced']);
  expect({ err, code }).toMatchObject({ err: expect.stringContaining('has cn-au-wine-ad reach other rates'), code: 1 });
  const rates = await line.json<Recorded>(
    'add',
    'rates',
    'cn-au-wine-ad',
    '{"effective_on": "2024-03-01", "rates": [{"expression": "10%"}], "unsourced": true}',
  );
  const table = String(rates.recorded[0]?.seq);
  const done = await line.json<Recorded>('resolve', seq, '--on', '2024-03-29', '--rate-table', table, '--unsourced');
  expect(done.recorded.map(({ says }) => says)).toEqual([`resolution ${seq} carried out for cn-au-wine-ad by rate table ${table}`]);
  expect(await resolution('2024-03-29')).toMatchObject({ state: 'implemented', implemented_on: '2024-03-01' });
});

test('an outcome in full, with the scope that is freed', async () => {
  const outcome = '{"measure": "cn-au-wine-ad", "reaches": "partially_lifted", "scope": {"goods": ["22042110"]}}';
  const recorded = await line.json<Recorded>(
    'resolve',
    'au-cn-wine',
    '--method',
    'expiry',
    '--terms',
    'Part',
    '--outcome',
    outcome,
    '--unsourced',
  );
  await line.out('resolve', String(recorded.recorded[0]?.seq), '--on', '2024-03-29', '--unsourced');
  const [row] = await line.csv('tariffs', '--dispute', 'au-cn-wine', '--on', '2024-03-29');
  expect(row).toMatchObject({ status: 'partially_lifted', exemptions: '22042110' });
});

test('the help tells the ways to use it apart', async () => {
  const { code, out } = await line.run(['resolve', '--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/What was agreed \(with a dispute\):\n\s+--method[\s\S]+What became of it \(with a seq\):\n\s+--on/);
});

test.each([
  [['resolve', 'au-cn-wine', '--on', '2024-03-29', '--unsourced'], '--on goes with the seq of a resolution', 2],
  [['resolve', '12', '--method', 'expiry', '--unsourced'], '--method goes with a dispute', 2],
  [['resolve', '12', '--unsourced'], '--on: is missing', 2],
  [['resolve', 'au-cn-wine', '--method', 'expiry', '--terms', 'x', '--unsourced'], '--outcome: is missing', 2],
  [['resolve', 'au-cn-wine', '--method', 'magic'], '--method: "magic" is not known: use ', 2],
  [[...AGREED, '--outcome', 'cn-au-wine-ad'], '"cn-au-wine-ad" is not understood: write MEASURE=TARGET', 2],
  [[...AGREED, '--outcome', 'cn-au-wine-ad=in_force'], '--outcome.1.reaches: "in_force" is not known: use ', 2],
  [[...AGREED, '--outcome', 'cn-au-barley-ad=lifted'], '"cn-au-barley-ad" is no measure of au-cn-wine', 1],
  [['resolve', '999999', '--on', '2024-03-29', '--unsourced'], 'there is no resolution with seq 999999', 1],
  [['resolve', '12', '--on', '2024', '--rate-table', 'x', '--unsourced'], '"x" is no seq', 2],
  [['resolve', '12', '--collapse', '--rate-table', '3', '--on', '2024', '--unsourced'], '--rate-table does not go with --collapse', 2],
  [['resolve', '12', '--collapse', '--measure', 'x', '--on', '2024', '--unsourced'], '--measure does not go with --collapse', 2],
] as [string[], string, number][])('%j is refused', async (args, message, code) => {
  const run = await line.run(args);
  expect(run).toMatchObject({ code, out: '' });
  expect(run.err).toContain(message);
});
