import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/keep/verify.ts';
import { ENGINES, putRows, SMALL_REGISTER } from '../support/database.ts';
import { type Asking, asking, problemOf } from './asking.ts';

interface Row {
  code: string;
  name: string;
  aliases: string[];
  areas: { code: string; name: string }[];
  exists_from: string | null;
  exists_until: string | null;
}
const SOVIET = {
  code: 'SU',
  name: 'Soviet Union',
  kind: 'state',
  aliases: ['USSR'],
  exists_from: '1922-12-30',
  exists_until: '1991-12-26',
};

describe.each(ENGINES)('who there is, on %s', (_engine, open) => {
  let ask: Asking;
  beforeAll(async () => {
    ask = await asking({}, open, false);
    await putRows(ask, SMALL_REGISTER);
  });
  afterAll(() => ask.close());

  const send = async (method: string, path: string, body: object) =>
    ask.post(path, body, { authorization: `Bearer ${await ask.adminToken()}` }, method);
  const one = async (code: string, more = ''): Promise<Row | undefined> =>
    (await ask.json<{ data: Row[] }>(`/jurisdictions.json?limit=500${more}`)).data.find((row) => row.code === code);

  it('is managed by admins alone', async () => {
    for (const [method, path, body] of [
      ['POST', '/jurisdictions', SOVIET],
      ['PATCH', '/jurisdictions/JP', { name: 'Nippon' }],
      ['POST', '/areas', { code: 'AU-ACT', name: 'Australian Capital Territory' }],
      ['PATCH', '/areas/JP-07', { name: 'Ezo' }],
    ] as const)
      expect((await problemOf(await ask.post(path, body, {}, method), 403)).detail).toContain('for admins');
    expect(await one('SU')).toBeUndefined();
  });

  it('has one that is no more, from the day on which it is registered, and measures may name it', async () => {
    const before = (await ask.json<{ known_at: string }>('/jurisdictions.json')).known_at;
    ask.clock.now = '2026-11-24T13:00:00.000Z';
    const made = await send('POST', '/jurisdictions', SOVIET);
    expect([made.status, await made.json()]).toEqual([201, { id: 'SU' }]);
    expect(await one('SU')).toMatchObject({ ...SOVIET, areas: [] });
    expect(await one('SU', `&known_at=${before}`)).toBeUndefined();
    const ban = {
      ...{ id: 'us-su-grain', kind: 'ban', type: 'export_ban', title: 'Grain embargo', imposed_by: 'US', direction: 'export' },
      coverage: { effective_on: '1980-01-04', scopes: [{ goods: ['1001'], partners: ['SU'] }], unsourced: true },
      status_changes: [{ status: 'in_force', effective_on: '1980-01-04', unsourced: true }],
    };
    expect((await ask.post('/measures', ban)).status).toBe(201);
    expect(await ask.ids('/bans.json?imposed_by=US&affected=ussr&on=1980-02-01')).toEqual(['us-su-grain']);
    expect((await problemOf(await send('POST', '/jurisdictions', SOVIET), 409)).detail).toContain('exists already');
  });

  it('takes other names, and a name means one of them', async () => {
    expect((await send('PATCH', '/jurisdictions/JP', { aliases: ['Nippon', 'Nihon'] })).status).toBe(200);
    const asked = await ask.json<{ took: object }>('/bans.json?affected=nippon');
    expect(asked.took).toEqual({ affected: 'JP' });
    const taken = await problemOf(await send('PATCH', '/jurisdictions/JP', { aliases: ['Nippon', 'germany'] }), 400);
    expect(taken.errors).toEqual([{ path: 'aliases.1', message: expect.stringContaining('DE (Germany)') }]);
    expect((await problemOf(await send('PATCH', '/jurisdictions/XX', { name: 'x' }), 404)).detail).toContain('"XX"');
  });

  it('has areas, which may come and be named anew, and not go while something names them', async () => {
    expect((await send('POST', '/areas', { code: 'AU-ACT', name: 'Australian Capital Territory' })).status).toBe(201);
    expect((await one('AU'))?.areas).toContainEqual({ code: 'AU-ACT', name: 'Australian Capital Territory' });
    expect((await send('PATCH', '/areas/AU-ACT', { name: 'Canberra' })).status).toBe(200);
    expect((await one('AU'))?.areas).toContainEqual({ code: 'AU-ACT', name: 'Canberra' });
    await problemOf(await send('POST', '/areas', { code: 'AU-ACT', name: 'Again' }), 409);
    await problemOf(await send('POST', '/areas', { code: 'XX-1', name: 'Nowhere' }), 400);
    const namesake = await problemOf(await send('POST', '/areas', { code: 'AU-CBR', name: 'canberra' }), 400);
    expect(namesake.detail).toBe('"canberra" is what AU-ACT is called: a name means one area');
    await problemOf(await send('PATCH', '/areas/AU-XYZ', { name: 'Nowhere' }), 404);
    const ban = { id: 'cn-jp-fish', kind: 'ban', type: 'import_ban', title: 'Fish', imposed_by: 'CN' };
    const coverage = { effective_on: '2020', scopes: [{ goods: ['03'], partners: ['JP-07'] }], unsourced: true };
    expect((await ask.post('/measures', { ...ban, coverage })).status).toBe(201);
    const gone = await problemOf(await send('PATCH', '/jurisdictions/JP', { areas: [] }), 400);
    expect(gone.errors).toEqual([{ path: 'areas', message: expect.stringMatching(/"JP-\d\d" is named by entries/) }]);
    const foreign = await problemOf(await send('PATCH', '/jurisdictions/AU', { areas: [{ code: 'JP-01', name: 'x' }] }), 400);
    expect(foreign.errors.map(({ path }) => path)).toEqual(['areas.0.code']);
  });

  it('is checked: only unions have members, and days come in their order', async () => {
    const refused = async (body: object): Promise<string[]> =>
      (await problemOf(await send('POST', '/jurisdictions', { code: 'YU', name: 'Yugoslavia', kind: 'state', ...body }), 400)).errors.map(
        ({ path }) => path,
      );
    expect(await refused({ members: [{ member: 'JP', joined_on: '1945' }] })).toEqual(['members']);
    const twice = [
      { member: 'JP', joined_on: '1945', left_on: '1950' },
      { member: 'JP', joined_on: '1949-12-31' },
    ];
    expect(await refused({ kind: 'union', members: twice })).toEqual(['members.1.joined_on']);
    // Another code than that of the body is no union's own.
    await problemOf(await send('PATCH', '/jurisdictions/EU', { members: [{ member: 'EU', joined_on: '1958' }] }), 400);
    expect(await refused({ kind: 'union', members: [{ member: 'QQ', joined_on: '1945' }] })).toEqual(['members.0.member']);
    expect(await refused({ kind: 'union', members: [{ member: 'JP', joined_on: '1945', left_on: '1944' }] })).toEqual([
      'members.0.left_on',
    ]);
    expect(await refused({ exists_from: '1992', exists_until: '1945' })).toEqual(['exists_until']);
    expect((await verify(ask.tracker)).problems).toEqual([]);
  });
});
