import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RateStep } from '../../src/things/rate-table.ts';
import { problemOf, type Reading, reading } from './asking.ts';
import { page, wordsOf } from './page.ts';

let ask: Reading;
beforeAll(async () => {
  ask = await reading();
});
afterAll(() => ask.close());

describe('the rates of a company', () => {
  const steps = async (query: string) => (await ask.json<{ rate_steps?: RateStep[] }>(`/measures/eu-cn-bev-cvd.json${query}`)).rate_steps;
  const inForce = (list: RateStep[] | undefined) =>
    list?.filter((step) => step.in_force).map(({ from, until, rate, collected, residual }) => ({ from, until, rate, collected, residual }));

  it('are there for who asks, by name, alias or class', async () => {
    expect(await steps('')).toBeUndefined();
    const tesla = inForce(await steps('?exporter=Tesla'));
    expect(tesla?.slice(0, 2)).toEqual([
      { from: '2024-07-05', until: '2024-10-29', rate: '20.8%', collected: 'none', residual: false },
      { from: '2024-10-30', until: '2026-02-10', rate: '7.8%', collected: 'full', residual: false },
    ]);
    expect(inForce(await steps('?exporter=tesla'))).toEqual(tesla);
    expect(inForce(await steps('?exporter=Nobody+Motors'))?.[1]).toMatchObject({ rate: '35.3%', residual: true });
    expect(inForce(await steps('?exporter=all_others'))?.[1]).toMatchObject({ rate: '35.3%', residual: false });
  });

  it('are a table of the page, which keeps the clocks of the question', async () => {
    const html = await page('/measures/eu-cn-bev-cvd?exporter=Tesla&on=2024-08-01', ask);
    const text = wordsOf(html);
    for (const part of ['What Tesla faced', '20.8%', '7.8%', 'guarantee', '5 July 2024 now', '30 October 2024 upcoming'])
      expect(text).toContain(part);
    expect(html).toContain('<input type="hidden" name="on" value="2024-08-01"/>');
    expect(html).toContain('href="/measures/eu-cn-bev-cvd.json?exporter=Tesla&amp;on=2024-08-01"');
    expect(html).toContain('href="/measures/eu-cn-bev-cvd.csv?on=2024-08-01"');
    const plain = await page('/measures/eu-cn-bev-cvd', ask);
    expect(plain).toContain('name="exporter"');
    expect(plain).not.toContain('faced');
    expect(await page(`/measures/eu-cn-bev-cvd?exporter=${encodeURIComponent('<script>')}`, ask)).not.toContain('<script>');
    expect(await page('/measures/cn-au-coal', ask)).not.toContain('name="exporter"');
  });

  it.each([
    ['/measures/cn-au-coal.json?exporter=Tesla', 'only tariffs have rates'],
    ['/measures/cn-au-coal?exporter=Tesla', 'only tariffs have rates'],
    ['/measures/eu-cn-bev-cvd.json?exporter=Tesla&exporter=BYD', 'Tesla, BYD'],
    ['/measures/eu-cn-bev-cvd.json?exporter=', '""'],
    ['/measures/eu-cn-bev-cvd.csv?exporter=Tesla', 'on, announced_by, known_at'],
    ['/disputes/au-cn-wine.json?exporter=Tesla', 'on, announced_by, known_at'],
  ])('%s is a 400', async (path, words) => {
    const { errors } = await problemOf(await ask.app.request(path), 400);
    expect(errors).toMatchObject([{ path: 'exporter', message: expect.stringContaining(words) }]);
  });
});
