import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DisputeDetail } from '../../src/things/dispute.ts';
import type { MeasureDetail } from '../../src/things/measure.ts';
import { CommandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await new CommandLine().load();
});
afterAll(() => line.close());

describe('add, about a measure', () => {
  test('coverage, stated whole from a day on', async () => {
    const body = { effective_on: '2027-01-01', scopes: [{ partners: ['JP-07'], goods: ['03'] }], unsourced: true };
    await line.out('add', 'coverage', 'ru-jp-seafood', JSON.stringify(body));
    expect(await line.ids('bans', '--imposed-by', 'RU', '--area', 'JP-01', '--product', '03', '--on', '2026-12-31')).toEqual([
      'ru-jp-seafood',
    ]);
    expect(await line.ids('bans', '--imposed-by', 'RU', '--area', 'JP-01', '--product', '03', '--on', '2027-01-01')).toEqual([]);
  });

  test('rates, from a file', async () => {
    const file = line.path('rates.json');
    writeFileSync(file, JSON.stringify({ effective_on: '2027-01-01', rates: [{ expression: '30%' }], unsourced: true }));
    await line.out('add', 'rates', 'us-ca-s338', '--json', file);
    const rows = await line.csv('tariffs', '--imposed-by', 'US', '--affected', 'CA', '--on', '2027-01-01');
    expect(rows.find(({ id }) => id === 'us-ca-s338')).toMatchObject({ rate_summary: '30%' });
  });

  test('a milestone on a measure, and one on a dispute', async () => {
    const body = JSON.stringify({ type: 'vote', happened_on: '2026-11', title: 'A vote', unsourced: true });
    await line.out('add', 'milestone', 'eu-cn-bev-cvd', body);
    await line.out('add', 'milestone', 'eu-cn-ev', body);
    const { milestones } = await line.json<MeasureDetail>('show', 'eu-cn-bev-cvd');
    expect(milestones.filter((one) => one.title === 'A vote')).toHaveLength(1);
    const dispute = await line.json<DisputeDetail>('show', 'eu-cn-ev');
    expect(dispute.milestones.filter((one) => one.title === 'A vote').map((one) => one.measure_id)).toEqual(
      expect.arrayContaining([null, 'eu-cn-bev-cvd']),
    );
  });

  test('a link, a quota and a duty rule', async () => {
    await line.out('add', 'link', 'eu-cn-bev-cvd', '{"type": "related_to", "to": "DS610", "unsourced": true}');
    await line.out('add', 'quota', 'eu-cn-bev-cvd', '{"period": "2027", "quantity": "10", "unit": "t", "unsourced": true}');
    await line.out(
      'add',
      'duty-rule',
      'eu-cn-bev-cvd',
      '{"type": "replaces_base", "measure": "eu-cn-bev-cvd", "first_on": "2027-01-01", "unsourced": true}',
    );
    const detail = await line.json<MeasureDetail>('show', 'eu-cn-bev-cvd');
    expect(detail.links.map((one) => one.to_wto_case_id)).toContain('DS610');
    expect(detail.quotas).toHaveLength(1);
    expect(detail.duty_rules.map((one) => one.type)).toContain('replaces_base');
  });

  test('what is wrong is named, and a dry run records nothing', async () => {
    const before = await line.json<MeasureDetail>('show', 'cn-tw-pineapple');
    const rates = await line.run([
      'add',
      'rates',
      'cn-tw-pineapple',
      '{"effective_on": "2027-01-01", "rates": [{"expression": "3%"}], "unsourced": true}',
    ]);
    expect(rates).toMatchObject({ code: 1, err: expect.stringContaining('cn-tw-pineapple is a ban: only a tariff has rates') });
    const twice = await line.run(['add', 'link', 'cn-tw-pineapple', '{}', '--json', 'x.json']);
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('give the body once') });
    const other = await line.run([
      'add',
      'duty-rule',
      'cn-au-wine-ad',
      '{"type": "replaces_base", "measure": "cn-au-wine-cvd", "first_on": "2027", "unsourced": true}',
    ]);
    expect(other).toMatchObject({
      code: 2,
      err: expect.stringContaining('"cn-au-wine-cvd" in the body is not the measure "cn-au-wine-ad"'),
    });
    const dry = ['add', 'coverage', 'cn-tw-pineapple', '{"effective_on": "2027", "scopes": [{}], "unsourced": true}', '--dry-run'];
    expect(await line.run(dry)).toMatchObject({ code: 0, err: expect.stringContaining('nothing was recorded') });
    expect(await line.json('show', 'cn-tw-pineapple')).toEqual(before);
  });
});
