import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, asking } from './asking.ts';
import { csvRows } from './csv.ts';

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

type Row = Record<string, unknown> & { id: string };
const row = async (path: string, id: string): Promise<Row | undefined> =>
  (await ask.json<{ data: Row[] }>(path)).data.find((one) => one.id === id);

describe('seafood', () => {
  const path = '/bans.json?imposed_by=CN&affected=JP&product=030722';

  it('finds the ban on ten prefectures before the nationwide one, and both from its first day', async () => {
    expect(await ask.ids(`${path}&on=2023-08-23`)).toEqual(['cn-jp-food-10-prefectures']);
    expect(await ask.ids(`${path}&on=2023-08-24`)).toEqual(['cn-jp-aquatic-2023', 'cn-jp-food-10-prefectures']);
  });

  it('shows a measure in force whose lifting is agreed', async () => {
    expect(await row(`${path}&on=2024-10-24`, 'cn-jp-aquatic-2023')).toMatchObject({
      status: 'in_force',
      status_from: '2023-08-24',
      lifting_agreed_on: '2024-09-20',
    });
    const cells = (await csvRows(await ask.app.request(`${path.replace('.json', '.csv')}&on=2024-10-24`))).find(
      (one) => one.id === 'cn-jp-aquatic-2023',
    );
    expect(cells).toMatchObject({ status: 'in_force', status_from: '2023-08-24', lifting_agreed_on: '2024-09-20' });
  });

  it('frees the exempt areas only, from the day of the partial lifting', async () => {
    expect(await ask.ids('/bans.json?imposed_by=CN&area=JP-01&on=2025-06-28')).toContain('cn-jp-aquatic-2023');
    expect(await ask.ids('/bans.json?imposed_by=CN&area=JP-01&on=2025-07-01')).not.toContain('cn-jp-aquatic-2023');
    expect(await ask.ids('/bans.json?imposed_by=CN&area=JP-07&on=2025-07-01')).toContain('cn-jp-aquatic-2023');
  });
});

describe('wine', () => {
  const on = (day: string) => `/tariffs.json?imposed_by=CN&affected=AU&product=220421&on=${day}`;

  it('keeps the provisional duty until the definitive one, and ends on its last day', async () => {
    expect(await row(on('2021-03-27'), 'cn-au-wine-ad')).toMatchObject({ status: 'provisional' });
    expect(await row(on('2021-03-28'), 'cn-au-wine-ad')).toMatchObject({ status: 'in_force' });
    expect(await row(on('2024-03-28'), 'cn-au-wine-ad')).toMatchObject({ status: 'in_force' });
    expect(await row(on('2024-03-29'), 'cn-au-wine-ad')).toBeUndefined();
  });

  it('shows the countervailing duty as declined once it is determined and not levied', async () => {
    expect(await row(on('2021-03-27'), 'cn-au-wine-cvd')).toMatchObject({ status: 'provisional' });
    expect(await row(on('2021-03-28'), 'cn-au-wine-cvd')).toBeUndefined();
    expect(await row('/measures.json?status=declined&on=2021-03-28', 'cn-au-wine-cvd')).toMatchObject({ status: 'declined' });
    expect(await row('/tariffs.json?status=declined&on=2026-01-01', 'cn-au-wine-cvd')).toMatchObject({ status_from: '2021-03-28' });
  });
});

describe('how what is asked is met', () => {
  it('is a filter of every rendering', async () => {
    const path = '/measures.json?product=76&on=2026-11-24&limit=500&count=true';
    const all = await ask.json<{ data: Row[]; count: number }>(path);
    const sure = all.data.filter(({ match }) => match !== 'unclear').map(({ id }) => id);
    expect(sure.length).toBeGreaterThan(0);
    expect(sure.length).toBeLessThan(all.count);
    expect(await ask.ids(`${path}&match=full,part`)).toEqual(sure);
    expect(await ask.json(`${path}&match=full,part`)).toMatchObject({ count: sure.length });
    const csv = await ask.app.request('/measures.csv?product=76&on=2026-11-24&match=full,part');
    expect(csv.headers.get('x-row-count')).toBe(String(sure.length));
    expect((await csvRows(csv)).map(({ id }) => id)).toEqual(sure);
  });

  it('takes no other word, and says which it takes', async () => {
    const answer = await ask.app.request('/bans.json?match=full,maybe');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('full, part, unclear');
  });
});

describe('unions and everybody', () => {
  it('finds what hits a union for its members, by date', async () => {
    expect(await ask.ids('/tariffs.json?affected=DE&on=2026-01-01')).toContain('cn-eu-brandy-ad');
    expect(await ask.ids('/tariffs.json?affected=GB&on=2026-01-01')).not.toContain('cn-eu-brandy-ad');
  });

  it('counts the United Kingdom with the Union until the end of 2020, and finds its own measures ever after', async () => {
    const body = {
      id: 'us-eu-test-2019',
      kind: 'tariff',
      type: 'additional',
      title: 'A duty on the Union',
      imposed_by: 'US',
      coverage: { effective_on: '2019-10-18', scopes: [{ partners: ['EU'], goods: ['2208'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '2019-10-18', unsourced: true }],
    };
    const own = { ...body, id: 'us-gb-test-2019', coverage: { ...body.coverage, scopes: [{ partners: ['GB'], goods: ['2208'] }] } };
    for (const measure of [body, own]) expect((await ask.post('/measures', measure)).status).toBe(201);
    const both = ['us-eu-test-2019', 'us-gb-test-2019'];
    const hit = async (day: string) =>
      (await ask.ids(`/tariffs.json?affected=GB&product=2208&on=${day}`)).filter((id) => both.includes(id)).sort();
    expect(await hit('2020-12-31')).toEqual(both);
    expect(await hit('2021-01-01')).toEqual(['us-gb-test-2019']);
  });

  it('leaves out whom a measure on everybody excludes, members of an excluded union too', async () => {
    for (const excluded of ['CN', 'EU']) {
      const scopes = [{ partners: ['*'], excluded: [excluded], goods: ['7601'] }];
      const answer = await ask.post('/measures', {
        id: `us-all-but-${excluded.toLowerCase()}`,
        kind: 'tariff',
        type: 'additional',
        title: 'A duty on nearly everybody',
        imposed_by: 'US',
        coverage: { effective_on: '2022-01-01', scopes, unsourced: true },
        status_changes: [{ status: 'in_force', effective_on: '2022-01-01', unsourced: true }],
      });
      expect(answer.status).toBe(201);
    }
    const found = async (code: string) =>
      (await ask.ids(`/tariffs.json?affected=${code}&product=7601&on=2022-06-01`)).filter((id) => id.startsWith('us-all-but-')).sort();
    expect(await found('CN')).toEqual(['us-all-but-eu']);
    expect(await found('DE')).toEqual(['us-all-but-cn']);
    expect(await found('JP')).toEqual(['us-all-but-cn', 'us-all-but-eu']);
  });
});

describe('what is not in force', () => {
  it('shows what was considered and declined, and a pledge as a threat', async () => {
    expect(await ask.ids('/measures.json?status=declined')).toContain('au-cn-ev-tariff-declined');
    expect(await row('/measures.json?status=threatened&on=2024-10-25', 'us-tariff-pledge-2024')).toMatchObject({ status: 'threatened' });
    expect(await ask.ids('/measures.json?status=threatened&on=2025-03-01')).not.toContain('us-tariff-pledge-2024');
  });

  it('shows agreed liftings on any day', async () => {
    expect(await ask.ids('/bans.json?lifting_agreed=true&on=2024-10-24')).toContain('cn-jp-aquatic-2023');
    expect(await ask.ids('/bans.json?lifting_agreed=true&on=2024-09-19')).not.toContain('cn-jp-aquatic-2023');
    expect(await ask.ids('/bans.json?lifting_agreed=true&on=2026-01-01')).not.toContain('cn-jp-aquatic-2023');
    expect(await ask.ids('/bans.json?lifting_agreed=false&on=2024-10-24')).not.toContain('cn-jp-aquatic-2023');
  });

  it('gives bans and tariffs in force unless asked otherwise, and measures of every status', async () => {
    const statuses = async (path: string) => new Set((await ask.json<{ data: { status: string }[] }>(path)).data.map((one) => one.status));
    const active = ['provisional', 'in_force', 'partially_lifted'];
    for (const status of await statuses('/bans.json?limit=500')) expect(active).toContain(status);
    for (const status of await statuses('/tariffs.json?limit=500')) expect(active).toContain(status);
    expect(await statuses('/measures.json?limit=500')).toContain('lifted');
    expect(await statuses('/bans.json?status=lifted,suspended&limit=500')).toEqual(new Set(['lifted', 'suspended']));
  });
});

describe('a truce', () => {
  it('collects the lower rate while it lasts, and shows the higher one on the day it returns', async () => {
    expect(await row('/tariffs.json?dispute=us-cn-2025&on=2026-11-10', 'cn-us-reciprocal-2025')).toMatchObject({ rate_summary: '10%' });
    // As it was announced before anybody told that it is prolonged.
    const before = '/tariffs.json?dispute=us-cn-2025&announced_by=2025-12-01';
    expect(await row(`${before}&on=2026-11-10`, 'cn-us-reciprocal-2025')).toMatchObject({ rate_summary: '10%' });
    expect(await row(`${before}&on=2026-11-11`, 'cn-us-reciprocal-2025')).toMatchObject({ rate_summary: '34%' });
  });
});

describe('the other lists', () => {
  it('cuts the flow of changes by its clocks, and marks what is scheduled or comes by itself', async () => {
    const { data } = await ask.json<{ data: (Row & { effective_on: string; measure: string; derived: boolean; scheduled: boolean })[] }>(
      '/status-changes.json?from=2026-11-25&limit=500',
    );
    expect(data.length).toBeGreaterThan(0);
    for (const change of data) expect(change.scheduled, change.measure).toBe(true);
    expect(data.find((change) => change.measure === 'cn-us-gallium-2024')).toMatchObject({
      derived: false,
      status: 'in_force',
      effective_on: '2026-11-28',
    });
    expect(data.find((change) => change.measure === 'ru-jet-fuel-exports')).toMatchObject({
      derived: true,
      status: 'expired',
      effective_on: '2026-12-01',
    });
    expect((await ask.json('/status-changes.json?from=2024-10-30&to=2024-10-30')).data.map((one) => one.measure)).toContain(
      'eu-cn-bev-cvd',
    );
    expect((await ask.json('/status-changes.json?from=2024-10-29&to=2024-10-29&by=announced')).data.map((one) => one.measure)).toContain(
      'eu-cn-bev-cvd',
    );
  });

  it('gives disputes by state, resolutions by dispute, and the register', async () => {
    expect(await ask.ids('/disputes.json?state=easing&on=2024-10-24')).toContain('jp-cn-seafood');
    expect(await ask.ids('/disputes.json?state=active&on=2025-12-01&party=JP')).toContain('jp-cn-seafood');
    const { data } = await ask.json('/resolutions.json?dispute=au-cn-wine');
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ state: 'implemented', method: 'negotiated_settlement' });
    expect((await ask.json('/jurisdictions.json?q=european union&on=2020-12-31')).data[0]).toMatchObject({ code: 'EU' });
    expect(
      (await ask.json<{ data: { members: string[] }[] }>('/jurisdictions.json?q=european union&on=2020-12-31')).data[0]?.members,
    ).toContain('GB');
    expect(
      (await ask.json<{ data: { members: string[] }[] }>('/jurisdictions.json?q=european union&on=2021-01-01')).data[0]?.members,
    ).not.toContain('GB');
    expect(await ask.ids('/exporters.json?q=shanghai')).toContain('tesla');
    expect(await ask.ids('/sources.json?q=ds602')).toContain('wto-ds602');
  });

  it('shows a measure and a dispute as of a day', async () => {
    const measure = await ask.json<{ state: Row; statuses: { status: string; current: boolean }[] }>(
      '/measures/cn-au-wine-ad.json?on=2021-03-27',
    );
    expect(measure.state).toMatchObject({ status: 'provisional' });
    expect(measure.statuses.filter((one) => one.current)).toMatchObject([{ status: 'provisional' }]);
    const dispute = await ask.json<{ state: string; measure_rows: Row[]; wto_cases: Row[] }>('/disputes/au-cn-wine.json?on=2022-01-01');
    expect(dispute.state).toBe('active');
    expect(dispute.measure_rows.map((one) => one.id).sort()).toEqual(['cn-au-wine-ad', 'cn-au-wine-cvd']);
    expect(dispute.wto_cases.map((one) => one.id)).toEqual(['DS602']);
  });
});
