import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createToken, revokeToken } from '../../src/changes/access.ts';
import { isInForce } from '../../src/domain/status.ts';
import type { Status } from '../../src/domain/vocabulary.ts';
import { type Asking, asking, problemOf } from './asking.ts';

interface Recorded {
  recorded: { seq: number; kind: string; recorded_at: string }[];
  measure: { id: string; status: Status; products: string[]; rate_summary: string | null };
  measures: { id: string; status: Status }[];
  dispute: { id: string; before: string; after: string };
  last_seq: number;
  dry_run?: boolean;
}

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const unsourced = { unsourced: true };
const recorded = async (answer: Response, status = 201): Promise<Recorded> => {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text) as Recorded;
};
const statusOn = async (id: string, on: string): Promise<string | undefined> =>
  (await ask.json<{ state: { status: string } | null }>(`/measures/${id}.json?on=${on}`)).state?.status;

describe('a status change', () => {
  it('that is lawful answers 201 with the new state and what it did to the dispute', async () => {
    const change = { status: 'lifted', effective_on: '2026-11-20', announced_on: '2026-11-19', ...unsourced };
    const answer = await ask.post('/measures/cn-tw-pineapple/status-changes', change);
    const body = await recorded(answer);
    expect(body.measure).toMatchObject({ id: 'cn-tw-pineapple', status: 'lifted' });
    expect(body.dispute).toMatchObject({ id: 'tw-cn' });
    expect(answer.headers.get('etag')).toMatch(new RegExp(`^"${body.last_seq}-[0-9a-f]{12}"$`));
    expect(await statusOn('cn-tw-pineapple', '2026-11-24')).toBe('lifted');
    expect(await statusOn('cn-tw-pineapple', '2026-11-19')).toBe('in_force');
    const { ledger } = await ask.json<{ ledger: { seq: number; recorded_by: string }[] }>('/measures/cn-tw-pineapple.json');
    expect(ledger.find((entry) => entry.seq === body.recorded[0]?.seq)?.recorded_by).toBe('desk');
  });

  it('that is unlawful answers 409 and lists the lawful ones', async () => {
    const answer = await ask.post('/measures/cn-au-coal/status-changes', { status: 'suspended', effective_on: '2026-11-20', ...unsourced });
    const { lawful, detail } = await problemOf(answer, 409);
    expect(lawful).toEqual(['threatened', 'under_investigation', 'proposed', 'announced', 'provisional', 'in_force']);
    expect(detail).toContain('suspended');
    expect(detail).toContain('in_force');
  });

  it('may come several at a time, all or none', async () => {
    const changes = [
      { status: 'in_force', effective_on: '2026-11-01', ...unsourced },
      { status: 'lifted', effective_on: '2026-11-10', ...unsourced },
    ];
    const body = await recorded(await ask.post('/measures/cn-au-copper/status-changes', { changes }));
    expect(body.recorded).toHaveLength(2);
    const bad = {
      changes: [
        { status: 'in_force', effective_on: '2026-11-15', ...unsourced },
        { status: 'declined', effective_on: '2026-11-16', ...unsourced },
      ],
    };
    await problemOf(await ask.post('/measures/cn-au-copper/status-changes', bad), 409);
    expect(await statusOn('cn-au-copper', '2026-11-15')).toBe('lifted');
  });

  it('dated next month is upcoming, and answers on next month', async () => {
    await recorded(
      await ask.post('/measures/mo-jp-food-10/status-changes', { status: 'lifted', effective_on: '2026-12-15', ...unsourced }),
    );
    expect(await statusOn('mo-jp-food-10', '2026-11-24')).toBe('in_force');
    expect(await statusOn('mo-jp-food-10', '2026-12-15')).toBe('lifted');
    const { data } = await ask.json('/status-changes.json?measure=mo-jp-food-10&from=2026-11-25');
    expect(data).toMatchObject([{ status: 'lifted', scheduled: true, derived: false }]);
    expect(await ask.ids('/bans.json?imposed_by=MO&on=2026-12-14')).toContain('mo-jp-food-10');
    expect(await ask.ids('/bans.json?imposed_by=MO&on=2026-12-15')).not.toContain('mo-jp-food-10');
  });

  it('that suspends until next year brings the ban back as it was by itself, unless it was lifted before', async () => {
    const suspended = { status: 'suspended', effective_on: '2026-11-24', until_on: '2027-11-24', ...unsourced };
    await recorded(await ask.post('/measures/hk-jp-aquatic-10/status-changes', suspended));
    const upcoming = async () => (await ask.json('/status-changes.json?measure=hk-jp-aquatic-10&from=2026-11-25')).data;
    expect(await upcoming()).toMatchObject([{ status: 'partially_lifted', effective_on: '2027-11-24', derived: true, scheduled: true }]);
    expect(await statusOn('hk-jp-aquatic-10', '2027-11-23')).toBe('suspended');
    expect(await statusOn('hk-jp-aquatic-10', '2027-11-24')).toBe('partially_lifted');
    expect(await ask.ids('/bans.json?imposed_by=HK&on=2027-11-24')).toContain('hk-jp-aquatic-10');

    await recorded(
      await ask.post('/measures/hk-jp-aquatic-10/status-changes', { status: 'lifted', effective_on: '2027-06-01', ...unsourced }),
    );
    expect(await upcoming()).toMatchObject([{ status: 'lifted', effective_on: '2027-06-01', derived: false }]);
    expect(await statusOn('hk-jp-aquatic-10', '2027-11-24')).toBe('lifted');
    expect(await ask.ids('/bans.json?imposed_by=HK&on=2027-11-24')).not.toContain('hk-jp-aquatic-10');
  });

  it('of a dispute is recorded for each of its measures in force that day', async () => {
    const before = (await ask.ids('/measures.json?dispute=us-cn-301&status=active')).sort();
    expect(before.length).toBeGreaterThan(2);
    const body = await recorded(
      await ask.post('/disputes/us-cn-301/status-changes', {
        status: 'suspended',
        effective_on: '2026-11-24',
        until_on: '2027-01-24',
        ...unsourced,
      }),
    );
    expect(body.measures.map((measure) => measure.id).sort()).toEqual(before);
    for (const { status } of body.measures) expect(isInForce(status)).toBe(false);
    expect(body.dispute).toMatchObject({ before: 'active', after: 'pending' });
    const named = { status: 'in_force', effective_on: '2026-12-01', measures: ['us-cn-301-list-1'], ...unsourced };
    expect((await recorded(await ask.post('/disputes/us-cn-301/status-changes', named))).measures.map((one) => one.id)).toEqual([
      'us-cn-301-list-1',
    ]);
    await problemOf(await ask.post('/disputes/us-cn-301/status-changes', { ...named, measures: ['cn-au-coal'] }), 400);
  });
});

describe('who may write', () => {
  const change = { status: 'lifted', effective_on: '2026-11-20', ...unsourced };
  const send = (headers: Record<string, string>, body: unknown = change) =>
    ask.app.request('/measures/ru-jp-seafood/status-changes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('is nobody without a token that works, whatever the body says', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic abc' }, { authorization: 'Bearer' }]) {
      const answer = await send(headers as Record<string, string>, { nonsense: true });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect((await problemOf(answer, 401)).errors).toEqual([]);
    }
  });

  it('is nobody whose token was revoked', async () => {
    const { id, token } = await createToken(ask.tracker, 'test', 'leaver', 'admin');
    expect((await send({ authorization: `Bearer ${token}` }, { nonsense: true })).status).toBe(400);
    await revokeToken(ask.tracker, 'test', id);
    const { detail } = await problemOf(await send({ authorization: `Bearer ${token}` }, { nonsense: true }), 401);
    expect(detail).toContain('revoked');
    expect(await statusOn('ru-jp-seafood', '2026-11-24')).toBe('in_force');
  });
});

describe('a correction', () => {
  let corrected: Asking;
  beforeEach(async () => {
    corrected = await asking();
  });
  afterEach(() => corrected.close());

  interface Ledger {
    ledger: { seq: number; kind: string; status?: string; effective_on: string; corrected_by: number | null; replaces: number | null }[];
    known_at: string;
  }
  const ledgerOf = (id: string) => corrected.json<Ledger>(`/measures/${id}.json`);
  /** Corrects an entry a day later; gives the instants before and after. */
  async function correct(id: string, find: (entry: Ledger['ledger'][number]) => boolean, replacement: object) {
    const { ledger, known_at } = await ledgerOf(id);
    const seq = ledger.find(find)?.seq;
    corrected.clock.now = '2026-11-25T12:00:00.000Z';
    const answer = await corrected.post(`/ledger/${seq}/corrections`, {
      reason: 'The notice says otherwise.',
      replacement: { ...replacement, ...unsourced },
    });
    await recorded(answer);
    const after = await ledgerOf(id);
    const entry = after.ledger.find((one) => one.seq === seq);
    const newest = after.ledger.find((one) => one.replaces === seq);
    expect(entry?.corrected_by).toBeGreaterThan(seq ?? 0);
    expect(newest).toBeDefined();
    return { before: known_at, after: after.known_at };
  }

  it('of a status leaves what was known before as it was', async () => {
    const clocks = await correct('cn-au-coal', (entry) => entry.status === 'lifted', { status: 'lifted', effective_on: '2023-06-01' });
    const status = async (known_at: string) =>
      (await corrected.json<{ state: { status: string } }>(`/measures/cn-au-coal.json?on=2023-05-01&known_at=${known_at}`)).state.status;
    expect(await status(clocks.before)).toBe('lifted');
    expect(await status(clocks.after)).not.toBe('lifted');
    expect(await corrected.ids(`/bans.json?affected=AU&on=2023-05-01&known_at=${clocks.before}`)).not.toContain('cn-au-coal');
    expect(await corrected.ids(`/bans.json?affected=AU&on=2023-05-01&known_at=${clocks.after}`)).toContain('cn-au-coal');
  });

  it('of a coverage leaves what was known before as it was', async () => {
    const scopes = [{ goods: ['0306'], partners: ['JP'] }];
    const clocks = await correct('cn-jp-aquatic-2025', (entry) => entry.kind === 'coverage', { effective_on: '2025-11-19', scopes });
    const found = (product: string, known_at: string) =>
      corrected.ids(`/bans.json?imposed_by=CN&affected=JP&product=${product}&known_at=${known_at}`);
    expect(await found('0307', clocks.before)).toContain('cn-jp-aquatic-2025');
    expect(await found('0307', clocks.after)).not.toContain('cn-jp-aquatic-2025');
    expect(await found('0306', clocks.after)).toContain('cn-jp-aquatic-2025');
  });

  it('of a rate table leaves what was known before as it was', async () => {
    const rates = [{ expression: '51.5%' }];
    const clocks = await correct('us-ca-s338', (entry) => entry.kind === 'rate_table', { effective_on: '2026-08-22', rates });
    const rate = async (known_at: string) =>
      (await corrected.json<{ state: { rate_summary: string } }>(`/measures/us-ca-s338.json?known_at=${known_at}`)).state.rate_summary;
    expect(await rate(clocks.before)).toBe('50%');
    expect(await rate(clocks.after)).toBe('51.5%');
  });

  it('must be of the same kind, of an entry that is there, and only once', async () => {
    const { ledger } = await ledgerOf('cn-au-coal');
    const seq = ledger.find((entry) => entry.status === 'lifted')?.seq;
    const wrong = { reason: 'x', replacement: { effective_on: '2023-06-01', scopes: [{}], ...unsourced } };
    const { detail } = await problemOf(await corrected.post(`/ledger/${seq}/corrections`, wrong), 400);
    expect(detail).toContain('status_change');
    for (const absent of ['999999', 'abc', '0', '99999999999999999999'])
      await problemOf(await corrected.post(`/ledger/${absent}/corrections`, { reason: 'x' }), 404);
    await recorded(await corrected.post(`/ledger/${seq}/corrections`, { reason: 'Not so.' }));
    await problemOf(await corrected.post(`/ledger/${seq}/corrections`, { reason: 'Not so.' }), 409);
  });
});

describe('a resolution', () => {
  it('leaves its measures in force until it is implemented, or falls away', async () => {
    const agreed = {
      method: 'negotiated_settlement',
      agreed_on: '2026-11-22',
      terms: 'The ban ends.',
      outcomes: [{ measure: 'cn-jp-aquatic-2025', reaches: 'lifted' }],
      ...unsourced,
    };
    const resolve = async () => (await recorded(await ask.post('/disputes/jp-cn-seafood/resolutions', agreed))).recorded[0]?.seq;
    const pending = () => ask.ids('/bans.json?lifting_agreed=true&on=2026-11-24');
    const first = await resolve();
    expect(await pending()).toContain('cn-jp-aquatic-2025');
    await recorded(await ask.post(`/resolutions/${first}/collapse`, { effective_on: '2026-11-23', ...unsourced }));
    expect(await pending()).not.toContain('cn-jp-aquatic-2025');
    const second = await resolve();
    expect(await pending()).toContain('cn-jp-aquatic-2025');
    const done = await recorded(await ask.post(`/resolutions/${second}/implementation`, { effective_on: '2026-11-24', ...unsourced }));
    expect(done.measure).toMatchObject({ id: 'cn-jp-aquatic-2025', status: 'lifted' });
    expect((await ask.json('/resolutions.json?dispute=jp-cn-seafood&state=implemented')).data.map((row) => row.seq)).toContain(second);
    await problemOf(await ask.post('/resolutions/1/collapse', { effective_on: '2026-11-24', ...unsourced }), 404);
  });
});

describe('an edit', () => {
  it('takes away what it says is null, and leaves what it does not name', async () => {
    const before = await ask.json<Record<string, unknown>>('/measures/eu-cn-bev-cvd.json');
    expect([before.summary, before.dispute]).toEqual([expect.any(String), 'eu-cn-ev']);
    expect((await ask.post('/measures/eu-cn-bev-cvd', { summary: null, dispute: null }, {}, 'PATCH')).status).toBe(200);
    const after = await ask.json<Record<string, unknown>>('/measures/eu-cn-bev-cvd.json');
    expect([after.summary, after.dispute, after.title]).toEqual([null, null, before.title]);
  });

  it('that says what is so already records nothing', async () => {
    const { last_seq, title } = await ask.json<{ last_seq: number; title: string }>('/measures/cn-au-lobster.json');
    const again = await ask.post('/measures/cn-au-lobster', { title }, {}, 'PATCH');
    expect((await recorded(again, 200)).recorded).toEqual([]);
    expect(await ask.json('/measures/cn-au-lobster.json')).toMatchObject({ last_seq });
    const clearUrl = async () => (await ask.post('/sources/mofcom-2020-14', { url: null }, {}, 'PATCH')).status;
    expect(await clearUrl()).toBe(200);
    const { head_seq } = await ask.json<{ head_seq: number }>('/export.json');
    expect(await clearUrl()).toBe(200);
    expect(await ask.json('/export.json')).toMatchObject({ head_seq });
  });
});
