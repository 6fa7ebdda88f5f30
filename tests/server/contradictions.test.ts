import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asking, asking, problemOf } from './asking.ts';

// What can't be so, whatever the register holds: it is refused where it is recorded, and answers stay possible.

let ask: Asking;
beforeAll(async () => {
  ask = await asking();
});
afterAll(() => ask.close());

const unsourced = { unsourced: true };
const TARIFF = '/measures/eu-cn-bev-cvd';
const taken = async (path: string, body: object, method = 'POST'): Promise<void> => {
  const answer = await ask.post(`${path}?dry_run=true`, body, {}, method);
  expect(answer.ok, await answer.text()).toBe(true);
};
const refused = async (path: string, body: object, at: string, says: string, method = 'POST'): Promise<void> => {
  const { errors } = await problemOf(await ask.post(`${path}?dry_run=true`, body, {}, method), 400);
  expect(errors).toEqual([{ path: at, message: expect.stringContaining(says) }]);
};

it('a ban on exports stops exports, also where no direction is given', async () => {
  const ban = { id: 'nz-wool', kind: 'ban', title: 'Wool', imposed_by: 'NZ' };
  await taken('/measures', { ...ban, type: 'export_ban', direction: 'export' });
  await taken('/measures', { ...ban, type: 'import_ban' });
  const says = '"import" is no direction of the type export_ban, also where none is given: it is export';
  await refused('/measures', { ...ban, type: 'export_ban' }, 'direction', says);
  await refused('/measures', { ...ban, type: 'export_control', direction: 'import' }, 'direction', 'it is export');
  await refused('/measures', { ...ban, type: 'import_restriction', direction: 'export' }, 'direction', 'it is import');
  const duty = { id: 'nz-wool', kind: 'tariff', type: 'anti_dumping', title: 'Wool', imposed_by: 'NZ', direction: 'export' };
  await refused('/measures', duty, 'direction', '"export" is no direction of the type anti_dumping');
  await taken('/measures', { ...duty, type: 'additional' });
  await refused('/measures/cn-tw-pineapple', { type: 'export_ban' }, 'direction', says, 'PATCH');
  await taken('/measures/cn-tw-pineapple', { type: 'export_ban', direction: 'export' }, 'PATCH');
});

it('a measure and a dispute do not share an id, of which a command would take the measure', async () => {
  const dispute = { title: 'Wool', parties: ['NZ', 'CN'] };
  const taken = await problemOf(await ask.post('/disputes?dry_run=true', { ...dispute, id: 'cn-tw-pineapple' }), 409);
  expect(taken.errors).toEqual([{ path: 'id', message: '"cn-tw-pineapple" is a measure already: take another id' }]);
  const ban = { kind: 'ban', type: 'import_ban', title: 'Fruit', imposed_by: 'CN', dispute: 'tw-cn' };
  expect((await problemOf(await ask.post('/measures?dry_run=true', { ...ban, id: 'tw-cn' }), 409)).detail).toContain(
    '"tw-cn" is a dispute already',
  );
});

it('a last day is not before the first', async () => {
  const quota = { period: '2026', unit: 't', starts_on: '2026-02', ...unsourced };
  await taken(`${TARIFF}/quotas`, { ...quota, ends_on: '2026' });
  await refused(`${TARIFF}/quotas`, { ...quota, ends_on: '2025-12' }, 'ends_on', '"2025-12" is before starts_on 2026-02');
  const rule = { type: 'replaces_base', measure: 'eu-cn-bev-cvd', first_on: '2026-02-01', ...unsourced };
  await taken('/duty-rules', { ...rule, last_on: '2026-02-01' });
  const topped = { ...rule, type: 'tops_up_base_to', percent: '150000' };
  await refused('/duty-rules', topped, 'percent', '"150000" is more than 10,000%, as no duty is');
  await refused('/duty-rules', { ...rule, last_on: '2026-01-31' }, 'last_on', '"2026-01-31" is before first_on 2026-02-01');
});

it('nothing is its own: link, group, complaint', async () => {
  const link = { type: 'follows', ...unsourced };
  await taken(`${TARIFF}/links`, { ...link, to: 'cn-au-wine-ad' });
  await refused(`${TARIFF}/links`, { ...link, to: 'eu-cn-bev-cvd' }, 'to', '"eu-cn-bev-cvd" is the measure itself');
  await refused(`${TARIFF}/links`, { ...link, type: 'challenged_in', to: 'tr-cn-cars-2024' }, 'to', '"tr-cn-cars-2024" is no WTO case');
  await refused('/exporters/byd', { group: 'byd' }, 'group', '"byd" is the company itself', 'PATCH');
  const wto = { id: 'DS998', complainant: 'JP', respondent: 'CN' };
  await taken('/wto-cases', wto);
  await refused('/wto-cases', { ...wto, respondent: 'JP' }, 'respondent', '"JP" complains in this case');
  await refused('/wto-cases', { ...wto, co_complainants: ['CN'] }, 'respondent', '"CN" complains in this case');
});

it('nobody is named twice, and nobody looked on a day that is yet to come', async () => {
  const wto = { id: 'DS997', complainant: 'JP', respondent: 'CN' };
  await taken('/wto-cases', { ...wto, co_complainants: ['AU', 'KR'] });
  await refused('/wto-cases', { ...wto, co_complainants: ['AU', 'JP'] }, 'co_complainants.1', '"JP" is named already');
  await refused('/wto-cases', { ...wto, co_complainants: ['AU', 'AU'] }, 'co_complainants.1', '"AU" is named already');
  const dispute = { id: 'twice-named', title: 'Twice' };
  await taken('/disputes', { ...dispute, parties: ['JP', 'CN'] });
  await refused('/disputes', { ...dispute, parties: ['JP', 'CN', 'JP'] }, 'parties.2', '"JP" is named already');
  const source = { id: 'looked-at', publisher: 'P', title: 'T', kind: 'press' };
  await taken('/sources', { ...source, looked_at_on: '2026-11' });
  await refused('/sources', { ...source, looked_at_on: '2999-01' }, 'looked_at_on', '"2999-01" is yet to come');
  await refused(
    '/measures/cn-tw-pineapple/milestones',
    {
      ...{ type: 'vote', happened_on: '2026', title: 'V', sources: [{ ...source, looked_at_on: '2999-01' }] },
    },
    'sources.0.looked_at_on',
    '"2999-01" is yet to come',
  );
});

it('a scope leaves out some of whom it names, and not all', async () => {
  const path = `${TARIFF}/coverage`;
  const coverage = (partners: string[], excluded: string[]) => ({
    ...{ effective_on: '2026-02-01', ...unsourced },
    scopes: [{ goods: ['8703'], partners, excluded }],
  });
  await taken(path, coverage(['CN', 'JP'], ['CN']));
  await taken(path, coverage(['JP'], ['JP-07']));
  for (const [partners, excluded] of [
    [['CN'], ['CN']],
    [
      ['CN', 'JP-07'],
      ['JP', 'CN'],
    ],
  ] as const)
    await refused(path, coverage([...partners], [...excluded]), 'scopes.0.excluded', 'leaves out all that partners names');
});

it('a group of companies belongs to no other group: it would be paid for by neither', async () => {
  const below = { id: 'byd-below', name: 'A company of BYD Auto' };
  await taken('/exporters', { ...below, group: 'byd' });
  const words = '"byd-auto" belongs to "byd": name that one';
  await refused('/exporters', { ...below, group: 'byd-auto' }, 'group', words);
  await refused('/exporters/tesla', { group: 'byd-auto' }, 'group', words, 'PATCH');
  await refused('/exporters/byd', { group: 'tesla' }, 'group', '"byd" is the group of "byd-auto"', 'PATCH');
});

it('a resolution was agreed before today, and says of a measure one thing that can be', async () => {
  const path = '/disputes/tw-cn/resolutions';
  const resolution = { method: 'negotiated_settlement', terms: 'Fruit', ...unsourced };
  const one = (reaches: string, scope = {}) => ({ measure: 'cn-tw-pineapple', reaches, scope });
  const with_ = (...outcomes: object[]) => ({ ...resolution, outcomes });
  await taken(path, { ...with_(one('lifted')), agreed_on: '2026-11' });
  await refused(
    path,
    { ...with_(one('lifted')), agreed_on: '2027-01-20' },
    'agreed_on',
    '"2027-01-20" is yet to come (today is 2026-11-24)',
  );
  await refused(path, with_(one('rate')), 'outcomes.0.measure', '"cn-tw-pineapple" is a ban: only a tariff has rates');
  await refused(path, with_(one('lifted'), one('suspended')), 'outcomes.1.measure', 'is to reach both lifted and suspended');
  await refused(path, with_(one('lifted'), one('lifted')), 'outcomes.1.measure', 'is to reach lifted twice: say it once');
  await taken(path, with_(one('partially_lifted', { partners: ['TW'] }), one('partially_lifted', { condition: 'registered' })));
});

it('what was carried out later did not come to nothing before, and the error says so', async () => {
  const outcomes = [
    { measure: 'cn-tw-pineapple', reaches: 'lifted' },
    { measure: 'cn-tw-mango-2023', reaches: 'lifted' },
  ];
  const agreed = { method: 'negotiated_settlement', agreed_on: '2026-07-15', terms: 'Fruit', outcomes, ...unsourced };
  const { recorded } = (await (await ask.post('/disputes/tw-cn/resolutions', agreed)).json()) as { recorded: { seq: number }[] };
  const path = `/resolutions/${recorded[0]?.seq}`;
  const done = await ask.post(`${path}/implementation`, { effective_on: '2026-09-01', measures: ['cn-tw-pineapple'], ...unsourced });
  expect(done.status, await done.clone().text()).toBe(201);
  const { detail } = await problemOf(await ask.post(`${path}/collapse`, { effective_on: '2026-08-01', ...unsourced }), 409);
  expect(detail).toContain('was carried out for cn-tw-pineapple from 2026-09-01');
  expect(detail).toContain("it can't have come to nothing on 2026-08-01, before that or that day");
});
